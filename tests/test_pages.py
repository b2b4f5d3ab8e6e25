"""The pages of a site: what readers see of each text, and that none of it can harm or mislead them.

The cases in `tests/data/site` are outlines of whole pages; `UPDATE_PAGES=1` in the environment writes them afresh.
"""

from __future__ import annotations

import datetime
import difflib
import os
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DATA, ROOT, SCHOOL, TODAY, Bookfolder, policy
from pages import (
    Element,
    is_clause,
    is_comparison,
    is_text,
    letters,
    live_markup,
    outline,
    own_link,
    read_html,
    seen,
    write_pages,
)
from policybook.book import Book, load_book, read_folder
from policybook.book.model import Policy, School, Version
from policybook.book.people import ROLE, find_role
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.messages.reading import english
from policybook.model import Form
from policybook.plugin import STYLES, THEME
from policybook.rendering.clauses import ClauseRenderer
from policybook.rendering.facts import directory, facts, in_words
from policybook.rendering.page import Page, Site
from policybook.rendering.pages import build_site
from policybook.rendering.places import published, version_path
from policybook.rendering.statement import STATEMENT
from policybook.rendering.terms import GLOSSARY
from sites import HOSTILE, generated_book, hostile_book, hostile_marks

CASES = sorted(path.parent for path in (DATA / "site").glob("*/policies"))
SHOWN: dict[str, Callable[[str], bool]] = {
    "lists": lambda path: path not in {STATEMENT, GLOSSARY},
    "compared": is_comparison,
}
"""The pages that a case has; others have the pages of policies. What other tests read whole is left out."""


def site_of(book: Book, today: datetime.date = TODAY) -> Site:
    return build_site(book, check_book(book, today))


def site(files: Mapping[str, str | bytes], today: datetime.date = TODAY) -> dict[str, Page]:
    """Return the pages of a book of path -> text, by address."""
    sources = Sources({name: text.encode() if isinstance(text, str) else text for name, text in sorted(files.items())})
    return {page.path: page for page in site_of(load_book(sources), today).pages}


def page_of(body: str, school: str = SCHOOL, **fields: str) -> Element:
    """Return the page of a policy that is in force, with this body."""
    given_fields = {"status": "approved", "approved": "{by: Governors, date: 2026-01}"} | fields
    files = {"hill/school.yml": school, "hill/e-safety/policy.md": policy(body, **given_fields)}
    return read_html(site(files)["schools/hill/e-safety/index.html"].html, is_strict=True)


def clauses_of(page: Element) -> list[str]:
    """Return the outline of a page's clauses, line by line."""
    return outline(page.one("div", "pb-text")).splitlines()


# Pages that one can read.


def described(page: Page) -> str:
    head = [
        f"title: {page.title}",
        f"description: {page.description}",
        f"search engines: {'may list it' if page.is_listed else 'are asked not to list it'}",
        f"the site's search: {len(page.search)} results",
    ]
    return "\n".join(head) + "\n\n" + outline(read_html(page.html, is_strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pages_are_as_they_were_read_and_approved(case: Path) -> None:
    pages = site_of(load_book(read_folder(case / "policies"))).pages
    made = {
        page.path.removesuffix(".html") + ".txt": described(page)
        for page in pages
        if SHOWN.get(case.name, lambda path: path.count("/") > 2)(page.path)
    }
    assert made
    folder = case / "expected"
    if os.environ.get("UPDATE_PAGES"):
        write_pages(folder, made)
    kept = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.txt")}
    difference = [
        line
        for name in sorted(made.keys() | kept.keys())
        for line in difflib.unified_diff(
            kept.get(name, "").splitlines(),
            made.get(name, "").splitlines(),
            f"{name}, as it was",
            name,
            lineterm="",
            n=1,
        )
    ]
    assert not difference, "\n".join([*difference, "", "Changed on purpose? UPDATE_PAGES=1 pytest tests/test_pages.py"])


# Every clause, once.


BOOKS: dict[str, Callable[[], Book]] = {
    **{case.name: (lambda case=case: load_book(read_folder(case / "policies"))) for case in CASES},
    "the five schools": lambda: load_book(read_folder(ROOT / "policies")),
    "generated": lambda: load_book(Sources({name: text.encode() for name, text in generated_book().items()})),
}


@pytest.fixture(scope="module", params=BOOKS)
def made(request: pytest.FixtureRequest) -> tuple[Book, Site]:
    book = BOOKS[request.param]()
    return book, site_of(book)


def texts(book: Book) -> list[tuple[School, Policy, Version]]:
    """Return every text that has a page."""
    return [(school, p, version) for school, p in book.policies() for version in published(p, TODAY)]


def test_every_text_has_one_page_and_its_markdown(made: tuple[Book, Site]) -> None:
    book, built = made
    paths = [page.path for page in built.pages]
    assert len(paths) == len(set(paths))
    expected = {version_path(p, version, TODAY): version for _, p, version in texts(book)}
    assert {path for path in paths if is_text(path)} == set(expected)
    for path, version in expected.items():
        page = next(page for page in built.pages if page.path == path)
        download = read_html(page.html).one("p", "pb-downloads").one("a")
        target = (Path(path).parent / download.attrs["href"]).as_posix()
        assert built.files[target] == version.text.raw.encode()


def test_every_clause_is_on_the_page_once_with_label_words_and_a_link_to_itself(made: tuple[Book, Site]) -> None:
    book, built = made
    pages = {page.path: page for page in built.pages}
    for school, p, version in texts(book):
        path = version_path(p, version, TODAY)
        page = read_html(pages[path].html, is_strict=True)
        ids = [element.id for element in page if element.id]
        assert len(ids) == len(set(ids)), path
        tree, people = version.tree, directory(version, school, is_past=p.is_past(version, TODAY))
        shown = [n for n, node in enumerate(tree.nodes) if node.form is not Form.DEFINITION]
        # A clause that was joined to another leaves its id there, in a `<span>`.
        at = {e.id: e for e in page.one("div", "pb-text") if e.id and e.tag != "span"}
        assert list(at) == [tree.ids[n] for n in shown], path
        for n in shown:
            node, element = tree.nodes[n], at[tree.ids[n]]
            assert is_clause(element) != node.is_section
            link = own_link(element)
            assert link.words() == (node.label or "")
            assert node.label or link.attrs["aria-label"]
            if node.form is Form.BREAK:
                continue
            is_literal = Form.CODE in {node.form, node.block}
            words = node.text if is_literal else ROLE.sub(partial(named, people), node.text)
            if node.form is Form.HTML:  # the text of raw HTML has no names of pictures
                words += "".join(e.attrs.get("alt", "") for e in element if e.tag == "img")
            assert seen(element) == letters(words), (path, node.text)


def named(people: Mapping[str, Any], role: re.Match[str]) -> str:
    return find_role(role[1], people).words if role[1] in people else role[0]


def test_links_between_pages_lead_to_pages_files_and_ids_that_are_there(made: tuple[Book, Site]) -> None:
    _, built = made
    known_broken = {"../nowhere/policy.md", "../../../etc/passwd"}  # in the case `forms`, with a finding
    ids = {page.path: {e.id for e in read_html(page.html)} for page in built.pages}
    for page in built.pages:
        for element in read_html(page.html):
            target = element.attrs.get("href") or element.attrs.get("src")
            if target is None or target in known_broken or re.match(r"\w+:", target):
                continue
            path, anchor = urlsplit(target).path, urlsplit(target).fragment
            found = (
                posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(path))) if path else page.path
            )
            assert found in ids or found in built.files or (THEME / found).is_file(), f"{page.path} links to {target}"
            assert not anchor or anchor in ids[found], f"{page.path} links to {target}"


def test_links_pictures_and_parts_have_names_and_there_is_one_main_heading(made: tuple[Book, Site]) -> None:
    for page in made[1].pages:
        root = read_html(page.html)
        assert root.one("h1").words().strip(), page.path
        for element in root:
            name = (
                element.words().strip()
                or element.attrs.get("aria-label")
                or "".join(e.attrs.get("alt", "") for e in element)
            )
            assert name or element.tag not in {"a", "button", "summary", "th"}, f"{page.path}: {element}"
            assert "alt" in element.attrs or element.tag != "img", page.path
            assert "aria-label" in element.attrs or element.attrs.get("role") != "region", page.path
        for drawing in root.all("svg"):
            is_within = any(e is drawing for other in root.all("svg") for e in other if other is not drawing)
            assert is_within or drawing.attrs["role"] == "img", page.path
            assert is_within or drawing.attrs["aria-labelledby"] == drawing.one("title").id, page.path


# What holds, and what does not.


def test_a_text_that_is_not_in_force_says_so_in_title_and_first_and_is_not_found(made: tuple[Book, Site]) -> None:
    book, built = made
    pages = {page.path: page for page in built.pages}
    for _, p, version in texts(book):
        page = pages[version_path(p, version, TODAY)]
        root = read_html(page.html)
        standing = root.one("p", "pb-standing")
        order = list(root)
        first_words = order.index(root.one("h1")), order.index(standing), order.index(root.one("section", "pb-card"))
        assert first_words == tuple(sorted(first_words))
        says = standing.words()
        if version is p.in_force(TODAY):
            assert says.startswith("In force since ")
            assert page.is_listed
            assert page.search
            assert not re.match("draft|not |superseded|withdrawn", page.title, re.IGNORECASE)
            continue
        state = re.match(r"Draft, not in force|Not (?:yet )?in force|Superseded, no longer in force|Withdrawn", says)
        assert state
        assert page.title.startswith(f"{state[0]}: ")
        assert state[0] in page.description
        assert not page.is_listed
        assert page.search == ()
        if p.in_force(TODAY):
            explained, read = standing.all("a")
            assert "glossary.html#_" in explained.attrs["href"]
            assert read.words() == "Read the text in force"


def test_the_search_finds_each_clause_in_force_with_label_section_policy_and_school(made: tuple[Book, Site]) -> None:
    book, built = made
    pages = {page.path: page for page in built.pages}
    for school, p in book.policies():
        held = p.in_force(TODAY)
        if held is None:
            continue
        page = pages[f"schools/{school.id}/{p.id}/index.html"]
        title = held.front_matter.title or p.title
        found = {entry.anchor: entry for entry in page.search}
        tree = held.tree
        clauses = [n for n, node in enumerate(tree.nodes) if not node.is_section and node.text]
        assert [entry.anchor for entry in page.search] == ["", *(tree.ids[n] for n in clauses)]
        assert found[""].title == f"{title} · {school.name}"
        renderer = ClauseRenderer(english(), tree, directory(held, school))
        for n in clauses:
            entry, node = found[tree.ids[n]], tree.nodes[n]
            assert entry.text == renderer.plain(node.text)
            section = tree.section_of(n)
            place = [node.label, renderer.plain(tree.nodes[section].text) if section >= 0 else ""]
            assert entry.title == (" ".join(part for part in place if part) or title)


def sealed(body: str, date: str, *more: str) -> str:
    return policy(body, f"approved: {{by: Governors, date: {date}}}", *more, status="approved")


HISTORY = {
    "hill/school.yml": SCHOOL,
    "hill/e-safety/versions/2024-01.md": sealed("First words.\n", "2024-01"),
    "hill/e-safety/versions/2025-01.md": sealed("Second words.\n", "2025-01", "effective: 2025-09-01"),
    "hill/e-safety/policy.md": policy("Third words.\n", "approved: {by: Governors, date: 2025-01}"),
}


def standings(files: Mapping[str, str], today: str) -> dict[str, str]:
    found = {}
    for path, page in site(files, datetime.date.fromisoformat(today)).items():
        if is_text(path):
            name = path.removeprefix("schools/hill/e-safety/")
            root = read_html(page.html)
            found[name] = (
                f"{root.one('div', 'pb-text').words().strip()} {root.one('p', 'pb-standing').one('strong').words()}"
            )
    return found


def test_the_policy_s_own_address_changes_hands_on_the_day_that_a_version_comes_into_force() -> None:
    assert standings(HISTORY, "2025-08-31") == {
        "index.html": "First words. In force",
        "versions/2025-01.html": "Second words. Not yet in force.",
        "draft.html": "Third words. Draft, not in force.",
    }
    assert standings(HISTORY, "2025-09-01") == {
        "versions/2024-01.html": "First words. Superseded, no longer in force.",
        "index.html": "Second words. In force",
        "draft.html": "Third words. Draft, not in force.",
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "Draft, not in force. Nobody has approved this text, and nothing else is in force."),
        ({"status": ""}, "Not in force. It cannot be told whether this text is approved."),
        ({"status": "aproved"}, "Not in force. It cannot be told whether this text is approved."),
        ({"status": "withdrawn"}, "Withdrawn This text no longer holds."),
        ({"status": "withdrawn", "effective": "2026-03"}, "Withdrawn since March 2026: this text no longer holds."),
        (
            {"status": "approved", "effective": "2027-01-01"},
            "Not yet in force. Approved; it holds from 1 January 2027.",
        ),
        ({"status": "approved", "effective": "2026-11"}, "In force since November 2026."),
        ({"status": "approved", "approved": "{date: 2026-11-21}"}, "In force since 21 November 2026."),
        ({"status": "approved"}, "In force since a date that nobody recorded."),
    ],
)
def test_how_a_working_text_stands(fields: dict[str, str], words: str) -> None:
    files = {"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy("Text.\n", **fields)}
    (page,) = (page for path, page in site(files).items() if path.count("/") > 2)
    root = read_html(page.html)
    assert root.one("p", "pb-standing").words() == words
    reason = root.one("div", "pb-card__review").one("span", "pb-sub").words()
    assert ("draft" in reason) == (fields["status"] == "draft"), reason


def card(page: Page) -> dict[str, str]:
    rows = [e for e in read_html(page.html).one("section", "pb-card").all("div") if e.all("dt")]
    return {row.one("dt").words(): row.one("dd").words() for row in rows}


def test_a_draft_does_not_show_the_approval_that_it_was_made_from() -> None:
    pages = site(HISTORY)
    draft, held = (card(pages[f"schools/hill/e-safety/{name}.html"]) for name in ("draft", "index"))
    assert "Approved" not in draft
    assert held["Approved"] == "Governors, January 2025"
    for page in (page for path, page in pages.items() if is_text(path)):
        rows = read_html(page.html).one("section", "pb-versions").all("li")
        assert [row.words() for row in rows] == [
            "Draft draft, not in force",
            "January 2025 in force; approved by Governors, January 2025",
            "January 2024 superseded, no longer in force; approved by Governors, January 2024",
        ]


def test_what_is_shown_of_a_text_in_the_terminal_is_what_its_card_says() -> None:
    approved = "approved: {by: Governors, date: 2025-01}"
    more = ["effective: 2026-01", "responsible: [{role: headteacher, for: decides}]", "related: [phones]"]

    def shown(status: str) -> dict[str, str]:
        text = policy("Text.\n", approved, *more, status=status)
        book = load_book(Sources({"hill/school.yml": SCHOOL.encode(), "hill/e-safety/policy.md": text.encode()}))
        school, p = book.policy("hill/e-safety")
        assert p.working
        return in_words(english(), facts(p.working, school))

    always = {
        "Owner": "Headteacher (A. Head)",
        "Responsible": "Headteacher (A. Head): decides",
        "Read with": "phones",
    }
    approval = {"Approved": "Governors, January 2025"}
    assert shown("approved") == {"Status": "approved", **approval, "In force from": "January 2026", **always}
    assert shown("draft") == {"Status": "draft", "To be in force from": "January 2026", **always}
    assert shown("withdrawn") == {"Status": "withdrawn", **approval, **always}


def test_lists_call_a_policy_what_it_is_called_on_the_day() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/e-safety/versions/2024-01.md": sealed("Old.\n", "2024-01").replace("E-safety", "Old name"),
        "hill/e-safety/versions/2026-10.md": sealed("New.\n", "2026-10", "effective: 2027-01-01").replace(
            "E-safety", "New name"
        ),
        "hill/phones/policy.md": policy("Text.\n", "related: [e-safety]", title="Phones", status="approved"),
    }
    for day, name, other in (("2026-12-31", "Old name", "New name"), ("2027-01-01", "New name", "Old name")):
        pages = site(files, datetime.date.fromisoformat(day))
        # What is new, and the record of approvals, call each text what it is called itself.
        lists = ["index.html", "reviews.html", "people.html", "schools/hill/index.html"]
        found = {path: read_html(pages[path].html).all("table")[0].words() for path in lists}
        found["related"] = read_html(pages["schools/hill/phones/index.html"].html).words()
        for path, words in found.items():
            assert name in words, path
            assert other not in words, path
        assert name in pages["schools/hill/index.html"].search[0].text


def test_a_policy_that_will_be_withdrawn_holds_until_then_and_says_so() -> None:
    gone = policy("Text.\n", "effective: 2027-01-01", status="withdrawn")
    files = HISTORY | {"hill/e-safety/policy.md": gone}
    assert standings(files, "2026-12-31") == {
        "versions/2024-01.html": "First words. Superseded, no longer in force.",
        "index.html": "Second words. In force",
    }
    before = read_html(site(files)["schools/hill/e-safety/index.html"].html).one("p", "pb-standing").words()
    assert before == "In force since 1 September 2025; withdrawn from 1 January 2027."
    assert directory_rows(files)[0][2] == "E-safety owner"
    assert set(standings(files, "2027-01-01").values()) == {
        "First words. Withdrawn",
        "Second words. Withdrawn",
        "Text. Withdrawn",
    }


def test_a_draft_s_dates_are_plans_and_a_withdrawal_is_no_beginning() -> None:
    files = HISTORY | {"hill/e-safety/policy.md": policy("Text.\n", "effective: 2027-01", "review: {due: 2028-01}")}
    draft = card(site(files)["schools/hill/e-safety/draft.html"])
    assert draft["To be in force from"] == "January 2027"
    assert draft["Next review"] == "by January 2028"
    assert "In force from" not in draft
    gone = policy("Text.\n", "effective: 2026-01", "review: {due: 2028-01}", status="withdrawn")
    withdrawn = card(site(HISTORY | {"hill/e-safety/policy.md": gone})["schools/hill/e-safety/index.html"])
    assert withdrawn.keys() == {"Review", "Owner"}


# People.


def test_a_new_head_teacher_is_one_edit_and_old_versions_keep_naming_the_people_of_their_day() -> None:
    people = "people: {headteacher: {title: Headteacher, name: Jo Former}}"
    files = {
        "hill/school.yml": "name: Hill\npeople: {headteacher: {title: Headteacher, name: Amina New}}\n",
        "hill/e-safety/versions/2024-01.md": sealed("Ask {{headteacher}}.\n", "2024-01", people),
        "hill/e-safety/versions/2025-01.md": sealed("Do ask {{headteacher}}.\n", "2025-01", people),
        "hill/e-safety/policy.md": policy("Never ask {{headteacher}}.\n"),
    }
    for name, expected in (("index", "Amina New"), ("draft", "Amina New"), ("versions/2024-01", "Jo Former")):
        page = site(files)[f"schools/hill/e-safety/{name}.html"]
        assert f"sk Headteacher ({expected})." in read_html(page.html).one("div", "pb-text").words()
        assert card(page)["Owner"] == f"Headteacher ({expected})"
    for path in ("index.html", "people.html", "reviews.html", "schools/hill/index.html"):
        words = read_html(site(files)[path].html).words()
        assert "Amina New" in words
        assert "Jo Former" not in words


def test_a_role_that_nobody_holds_any_more_keeps_the_name_that_was_recorded() -> None:
    people = "people: {bursar: {title: Bursar, name: Jo Former}}"
    files = HISTORY | {"hill/e-safety/versions/2025-01.md": sealed("Ask {{bursar}}.\n", "2025-01", people)}
    assert "Bursar (Jo Former)" in site(files)["schools/hill/e-safety/index.html"].html


def directory_rows(files: Mapping[str, str]) -> list[list[str]]:
    rows = read_html(site(files)["people.html"].html).all("tr")[1:]
    return [[cell.words() for cell in row.children if isinstance(cell, Element)] for row in rows]


def test_the_list_of_people_names_each_as_the_texts_do() -> None:
    more = [
        "responsible:",
        "  - {role: headteacher, for: decides}",
        "  - {role: network-manager, name: A. Deputy, for: stands in}",
        "  - {role: Chair of governors, for: hears appeals}",
        "  - {name: Ella Marks, for: keeps the list}",
    ]
    files = {"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy("Text.\n", *more)}
    assert directory_rows(files) == [
        ["Headteacher", "A. Head", "E-safety owner; decides"],
        ["Network manager", "N. Manager", "no policy"],
        ["Network manager", "A. Deputy", "E-safety stands in"],
        ["Chair of governors", "not named", "E-safety hears appeals"],
        ["No role", "Ella Marks", "E-safety keeps the list"],
    ]


def test_the_list_of_people_goes_by_the_text_in_force_and_forgets_withdrawn_ones() -> None:
    files = HISTORY | {
        "hill/e-safety/versions/2026-01.md": policy(
            "Later words.\n",
            "effective: 2027-01",
            status="approved",
            approved="{date: 2026-01}",
            owner="{role: Bursar}",
        )
    }
    assert ["Headteacher", "A. Head", "E-safety owner"] in directory_rows(files)
    gone = HISTORY | {"hill/e-safety/policy.md": policy("Text.\n", status="withdrawn")}
    assert ["Headteacher", "A. Head", "no policy"] in directory_rows(gone)


# Words, links and blocks.


def test_roles_are_named_in_words_and_in_what_pictures_and_links_are_called_and_nowhere_else() -> None:
    body = '![{{headteacher}} on a stage](https://example.org/{{headteacher}}.png "By {{headteacher}}")\n\n'
    body += (
        '[Ask](https://example.org "{{headteacher}}") **{{ headteacher }}** <b title="{{headteacher}}">or</b> not.\n'
    )
    page = page_of(body)
    (picture,) = page.all("img")
    assert picture.attrs["alt"] == "Headteacher (A. Head) on a stage"
    assert picture.attrs["title"] == "By Headteacher (A. Head)"
    assert picture.attrs["src"] == "https://example.org/%7B%7Bheadteacher%7D%7D.png"
    named, raw = page.one("div", "pb-text").all("b")
    assert named.words() == "Headteacher (A. Head)"
    assert raw.attrs["title"] == "{{headteacher}}"


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("## 2. Duties of {{headteacher}}", "[2](#this)"),
        ("## Duties of {{headteacher}}", "[ Duties of Headteacher (A. Head)](#this)"),
        ("##", "[ This section](#this)"),
    ],
)
def test_the_link_of_a_section_to_itself_is_its_label_or_is_named_by_its_title(heading: str, link: str) -> None:
    (section,) = (e for e in page_of(f"{heading} {{#this}}\n\nText.\n").all("h2") if e.id == "this")
    assert outline(Element("", {}, [own_link(section)])) == f"{link}\n"


@pytest.mark.parametrize(
    ("body", "tags", "links"),
    [
        ("1.1 Ask first.\n", ["p"], ["1.1"]),
        ("Ask first.\n", ["p pb-plain"], ["This clause"]),
        ("- Ask.\n- Wait.\n", ["li", "li"], ["This clause", "This clause"]),
        ("a) Ask.\n\nb) Wait.\n", ["p", "p"], ["a", "b"]),
        ("1. Ask.\n2. Wait.\n", ["li", "li"], ["1", "2"]),
        ("- (a) Ask.\n- Wait.\n", ["li", "li pb-plain"], ["(a)", "This clause"]),
        ("1.1 Staff must:\n\n- ask.\n", ["div", "li"], ["1.1", "This clause"]),
        ("| A |\n| --- |\n| B |\n", ["div pb-plain"], ["This clause"]),
    ],
)
def test_a_clause_is_a_paragraph_or_an_item_and_links_to_itself(body: str, tags: list[str], links: list[str]) -> None:
    clauses = [e for e in page_of(body).one("div", "pb-text") if is_clause(e)]
    assert [" ".join([e.tag, *e.classes]) for e in clauses] == tags
    assert [own_link(e).words() or own_link(e).attrs["aria-label"] for e in clauses] == links
    for element in clauses:
        if element.tag == "p":
            assert {e.tag for e in element} <= {"p", "a"}, "a paragraph holds words only"


def test_a_list_with_printed_labels_is_a_list_to_screen_readers_too() -> None:
    labelled = page_of("1. Ask.\n2. Wait.\n").one("div", "pb-text").one("ul")
    assert labelled.attrs == {"role": "list"}
    assert page_of("- Ask.\n- Wait.\n").one("div", "pb-text").one("ul").attrs == {}


def test_every_pictogram_has_a_shape_in_the_stylesheet() -> None:
    theme = ROOT / "tools/policybook/theme"
    styles = [path.read_text(encoding="utf-8") for path in (theme / STYLES).parent.glob("*.css")]
    shapes = set(re.findall(r"^\.(pb-[\w-]+) \{ --pb-shape: url", "\n".join(styles), re.MULTILINE))
    used = {
        cls
        for case in CASES
        for page in site_of(load_book(read_folder(case / "policies"))).pages
        for element in read_html(page.html).all("i")
        for cls in element.classes
    }
    for icon in (theme / ".icons").rglob("*.svg"):
        (svg,) = read_html(icon.read_text(encoding="utf-8")).all("svg")
        assert svg.classes == [f"pb-{icon.stem}"]
        used |= set(svg.classes)
    assert {"pb-overdue", "pb-draft", "pb-in-force", "pb-menu"} <= used <= shapes


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Staff ask first (see 1.2).", "Staff ask first (see [1.2](#ask))."),
        ("Staff *ask* first & wait: see section 1.", "Staff _ask_ first & wait: see section [1](#rules)."),
        ("Rule 1.2 and Appendix 1 hold.", "Rule [1.2](#ask) and [Appendix 1](#forms) hold."),
        ("See 9.9.", "See 9.9."),
        ("Section 1 of the Data Act holds.", "Section 1 of the Data Act holds."),
        ("See `see 1.2` [as 1.2 says, see 1.2](#ask).", "See `see 1.2` [as 1.2 says, see 1.2](#ask)."),
        ("<b>See 1.2</b> here.", "**See [1.2](#ask)** here."),
    ],
)
def test_references_to_clauses_are_links(words: str, shown: str) -> None:
    page = page_of(
        f"{words} {{#this}}\n\n## 1. Rules {{#rules}}\n\n1.2 Ask. {{#ask}}\n\n"
        "## Appendix 1: Forms {#forms}\n\nText.\n"
    )
    assert clauses_of(page)[0] == f"{shown} {{#this}}"


def test_links_in_raw_html_lead_where_those_in_markdown_do() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/other/policy.md": policy("Text. {#text}\n"),
        "hill/e-safety/versions/2024-01.md": sealed(
            '<div><a href="../other/policy.md#text">one</a></div>\n\n<a href="../other/policy.md">two</a> and'
            " [three](../other/policy.md).\n",
            "2024-01",
        ),
        "hill/e-safety/versions/2025-01.md": sealed("Text.\n", "2025-01"),
    }
    page = read_html(site(files)["schools/hill/e-safety/versions/2024-01.html"].html)
    addresses = [a.attrs["href"] for a in page.one("div", "pb-text").all("a") if "aria-label" not in a.attrs]
    assert addresses == ["../../other/index.html#text", "../../other/index.html", "../../other/index.html"]


@pytest.mark.parametrize(
    "address", ["http://[x", "//[", "http://[::1", "https://example.org:port/", "%", "?a#b#c", "a:b"]
)
def test_an_address_that_is_none_costs_no_page(address: str) -> None:
    page = page_of(
        f'[a](<{address}>) <a href="{address}">b</a> ![c](<{address}>)\n\n<div><a href="{address}">d</a></div>\n'
    )
    assert len([e for e in page.one("div", "pb-text") if is_clause(e)]) == 2


def test_related_policies_are_links_with_their_titles() -> None:
    files = HISTORY | {
        "hill/phones/policy.md": policy("Text.\n", title="Phones & watches"),
        "hill/e-safety/policy.md": policy("Text.\n", "related: [phones, Staff handbook]"),
    }
    rows = read_html(site(files)["schools/hill/e-safety/draft.html"].html).one("section", "pb-card").all("li")
    assert [outline(row).strip() for row in rows] == ["[Phones & watches](../phones/index.html)", "Staff handbook"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "{document: Old rules, restated: true}",
            "This page restates the school's document “Old rules” in other words.",
        ),
        ("{restated: true}", "This page restates the school's document in other words."),
        ("{document: Old rules}", "Source: Old rules."),
        ("{restated: false}", ""),
    ],
)
def test_where_a_text_comes_from(source: str, words: str) -> None:
    found = page_of("Text.\n", source=source).all("p", "pb-source")
    assert [e.words().startswith(words) for e in found] == [True] * bool(words)
    assert all("remains authoritative" in e.words() for e in found if "restates" in words)


def test_headings_may_be_called_like_parts_of_the_page() -> None:
    titles = ["Versions", "Declaration to sign", "_versions", "__search", "Contents"]
    body = "".join(f"## {title}\n\nText about {title}.\n\n" for title in titles) + "Declared. {#versions-1}\n"
    page = page_of(body, acknowledgement="{statement: I agree., fields: [Name]}")
    ids = [e.id for e in page if e.id]
    assert len(ids) == len(set(ids))
    assert {"versions", "declaration-sign", "versions-1"} <= set(ids)


def test_a_heading_without_words_has_a_name_in_the_contents() -> None:
    page = page_of("## One\n\nText.\n\n##\n\nText.\n\n## Two\n\nText.\n")
    assert [e.words() for e in page.one("details", "pb-contents").all("a")] == ["One", "Untitled section", "Two"]


def test_raw_html_is_shown_without_what_runs_and_the_page_says_so() -> None:
    page = page_of('One <b onclick="x()">word</b>.<script>alert(1)</script>\n')
    assert clauses_of(page)[0].startswith("One **word**.")
    assert live_markup(page) == []
    assert "<script>" in page.one("p", "pb-note--warning").words()
    assert "html-removed" in page.one("details", "pb-findings").words()


# Findings on pages.


def test_a_broken_seal_shows_on_the_page_of_that_version() -> None:
    files = HISTORY | {"hill/e-safety/versions/2024-01.md": sealed("First words.\n", "2024-01", "seal: 1:0")}
    codes = {
        path: [e.words() for e in read_html(page.html).all("code")]
        for path, page in site(files).items()
        if "versions/" in path
    }
    assert codes == {"schools/hill/e-safety/versions/2024-01.html": ["seal-broken"]}


def test_findings_about_no_policy_show_on_the_page_that_they_are_about() -> None:
    files = {"book.yml": "colour: red\n", "hill/school.yml": "name: Hill\ncolour: red\n", "hill/notes/readme.md": "x"}
    pages = {path: read_html(page.html).words() for path, page in site(files).items()}
    assert "book.yml, line 1" in pages["index.html"]
    assert "hill/school.yml, line 2" in pages["schools/hill/index.html"]
    assert "hill/notes/readme.md" in pages["schools/hill/index.html"]


def test_a_folder_without_a_policy_s_text_is_no_policy() -> None:
    files = HISTORY | {"hill/notes/readme.md": "Notes.\n", "hill/drafts/old/policy.md": "Old.\n"}
    assert {path for path in site(files) if path.count("/") > 2} == {
        path for path in site(HISTORY) if path.count("/") > 2
    }
    assert "Notes" not in site(files)["index.html"].html


def test_a_file_of_the_book_does_not_take_a_page_s_place(hill: Bookfolder) -> None:
    hill.write({"hill/e-safety/index.html": "<h1>Not the policy</h1>", "hill/e-safety/plan.png": b"x"})
    built = site_of(hill.load())
    assert "schools/hill/e-safety/index.html" not in built.files
    assert built.files["schools/hill/e-safety/policy.md"] == hill.read("hill/e-safety/policy.md").encode()
    assert built.files["schools/hill/e-safety/plan.png"] == hill.path("hill/e-safety/plan.png")


# Long lists.


def many(count: int) -> dict[str, str]:
    due = "approved: {date: 2020-01}\nreview: {frequency: annually}"
    files = {"hill/school.yml": SCHOOL}
    return files | {
        f"hill/p-{n}/policy.md": policy("Text.\n", due, title=f"P {n}", status="approved") for n in range(count)
    }


def test_long_lists_go_over_several_pages_and_miss_nothing() -> None:
    pages = site(many(260))
    for name in ("reviews", "people"):
        parts = [path for path in pages if re.fullmatch(rf"{name}(-\d+)?\.html", path)]
        rows = [a.words() for path in parts for a in read_html(pages[path].html).all("a") if a.words().startswith("P ")]
        assert sorted(rows) == sorted(f"P {n}" for n in range(260)), name
    assert [path for path in pages if path.startswith("reviews")] == ["reviews.html", "reviews-2.html"]
    pager = read_html(pages["reviews-2.html"].html).one("nav", "pb-pager")
    assert outline(pager) == "- [1 Page 1](reviews.html)\n- **2**\n"
    assert pages["reviews-2.html"].title == "Reviews, page 2 of 2"
    home = read_html(pages["index.html"].html)
    assert "260 policies of 1 school, as of" in home.words()
    assert len(home.all("tr")) == 1 + 5, "the most pressing"


# Pages made before.


EDITS: list[tuple[str, dict[str, str | None]]] = [
    ("a person", {"hill/school.yml": SCHOOL.replace("A. Head", "B. Head")}),
    ("the school's name", {"hill/school.yml": SCHOOL.replace("Hill Primary", "Dale Primary")}),
    ("a clause", {"hill/e-safety/policy.md": policy("Fourth words.\n")}),
    ("the draft's status", {"hill/e-safety/policy.md": policy("Third words.\n", status="withdrawn")}),
    ("no draft", {"hill/e-safety/policy.md": None}),
    ("a newer version", {"hill/e-safety/versions/2026-01.md": sealed("Later words.\n", "2026-01")}),
    ("the only title", {"hill/e-safety/versions/2025-01.md": policy("Second words.\n", title="", status="approved")}),
    (
        "a version's approval",
        {"hill/e-safety/versions/2024-01.md": sealed("First words.\n", "2024-01").replace("Gov", "Big Gov")},
    ),
    ("where a linked text is", {"hill/linked/versions/2026-01.md": sealed("New text. {#new}\n", "2026-01")}),
    ("a linked file is gone", {"hill/linked/policy.md": None}),
    ("a related title", {"hill/linked/policy.md": policy("Text. {#text}\n", title="Other")}),
    ("a level", {"book.yml": "levels: {change-note-missing: error}\n"}),
    ("a policy is gone", {name: None for name in HISTORY if "e-safety" in name}),
    ("a policy is new", {"hill/new/policy.md": policy("Text.\n")}),
]


@pytest.mark.parametrize(("what", "edit"), EDITS, ids=[what for what, _ in EDITS])
@pytest.mark.parametrize("day", ["2025-08-31", "2026-11-21"])
def test_pages_made_before_are_taken_over_only_where_nothing_on_them_changed(
    what: str, edit: dict[str, str | None], day: str
) -> None:
    linking = "See [it](../linked/policy.md) and [that](../linked/versions/2025-01.md#text).\n"
    files: dict[str, str | None] = {
        **HISTORY,
        "hill/e-safety/versions/2024-01.md": sealed(linking, "2024-01", "related: [linked]"),
        "hill/linked/policy.md": policy("Text. {#text}\n", status="withdrawn"),
        "hill/linked/versions/2025-01.md": sealed("Text. {#text}\n", "2025-01"),
    }
    memory: dict[str, Any] = {}

    def pages(files: Mapping[str, str | None], today: str, remembered: dict[str, Any] | None) -> list[Page]:
        sources = Sources({name: text.encode() for name, text in sorted(files.items()) if text is not None})
        book = load_book(sources)
        return list(build_site(book, check_book(book, datetime.date.fromisoformat(today)), remembered).pages)

    before = pages(files, "2026-11-20", memory)
    again = pages(files, "2026-11-20", memory)
    made_again = [new.path for old, new in zip(before, again, strict=True) if new is not old]
    assert all(path.count("/") < 3 for path in made_again), "policies' pages are taken over"
    assert pages(files | edit, day, memory) == pages(files | edit, day, None), what
    assert pages(files, "2026-11-20", memory) == before


# Hostile words.


def test_hostile_words_stay_words_on_every_page(tmp_path: Path) -> None:
    built = site_of(Bookfolder(tmp_path).write(hostile_book()).load())
    assert len(built.pages) == 20
    for page in built.pages:
        root = read_html(page.html, is_strict=True)
        assert hostile_marks(root) == [], page.path
        assert live_markup(root) == [], page.path
        if page.path not in {"schools/index.html", "compare/index.html"}:
            assert HOSTILE in root.words(), page.path
    held = read_html(next(page.html for page in built.pages if page.path.endswith("held/index.html")))
    assert held.one("h1").words() == HOSTILE
    assert held.one("p", "pb-school").words() == HOSTILE
    assert {
        row.one("dd").words().count(HOSTILE) for row in held.one("section", "pb-card").all("div") if row.all("dt")
    } >= {1, 2}


FRAGMENTS = [
    *(
        "<script>x()</script>",
        "<b onclick=x()>",
        "</b>",
        "<a href='javascript:x()'>",
        "</a>",
        "<img src=x onerror=x()>",
    ),
    *(
        "<div>",
        "</div>",
        "</li></ul>",
        "<details open>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x?>",
        "<svg onload=x()>",
        "<p",
        ">",
    ),
    *(
        "{{headteacher}}",
        "{{",
        "}}",
        "{{no-one}}",
        '{{"}}',
        '"',
        "'",
        "&",
        "&lt;",
        "&#106;",
        "`",
        "```",
        "~~~",
        "**",
        "*",
        "_",
    ),
    *(
        "[a](javascript:x())",
        "[a](../e-safety/policy.md#a)",
        "![a](b 'c \"d')",
        "[a]: javascript:x()",
        "[a]",
        "<http://a>",
    ),
    *(
        "see 1.1",
        "section 1",
        "1.1 A",
        "## 1. B",
        "- c",
        "1. d",
        "> e",
        "| f | g |\n| --- | --- |\n| h | i |",
        "{#j}",
        "***",
        "    k",
    ),
    *("\n", "\n\n", " ", "\t", "\\", '="', 'title="', "\u2028", "\u00a0", "]", ")"),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_whatever_a_text_holds_its_page_is_whole_and_harmless(body: str) -> None:
    page = page_of(body)
    assert live_markup(page) == []
    ids = [element.id for element in page if element.id]
    assert len(ids) == len(set(ids))
    for element in page.one("div", "pb-text"):
        assert not element.id or own_link(element)
