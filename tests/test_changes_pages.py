"""The pages of histories and of changes: what they show, what leads to them, and what they cost.

Whole pages to read are in `tests/data/site`, see `test_pages.py`.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conftest import ROOT, SCHOOL, TODAY, policy
from pages import Element, is_past, letters, read_html
from policybook.book import Book, load_book, read_folder
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.diffing.changes import ChangeKind, Op
from policybook.messages.reading import english
from policybook.plugin import THEME
from policybook.rendering import steps
from policybook.rendering.marked_text import SORTS
from policybook.rendering.page import Page
from policybook.rendering.pages import build_site
from policybook.rendering.steps import Step, history_of
from sites import generated_book

FOLDER = "schools/hill/phones/"
LOCK = "Staff must lock the screen whenever they leave their desk."
ASK = "Visitors should ask at the office before they join the network."
BAGS = "Phones stay in bags from the first bell until the last."


def sealed(body: str, date: str, *more: str) -> str:
    return policy(body, f"approved: {{by: Governors, date: {date}}}", *more, title="Phones", status="approved")


def book_of(files: Mapping[str, str]) -> Book:
    texts = {"hill/school.yml": SCHOOL, **files}
    return load_book(Sources({name: text.encode() for name, text in sorted(texts.items())}))


def pages_of(files: Mapping[str, str], today: str = "2026-11-21") -> dict[str, Page]:
    """Return the pages of the policy `hill/phones`, by their address in its folder."""
    book = book_of({f"hill/phones/{name}" if name != "book.yml" else name: text for name, text in files.items()})
    site = build_site(book, check_book(book, datetime.date.fromisoformat(today)))
    return {page.path.removeprefix(FOLDER): page for page in site.pages if page.path.startswith(FOLDER)}


def read(page: Page) -> Element:
    return read_html(page.html, is_strict=True)


def links(element: Element) -> list[str]:
    """Return the links in an element, as `words -> address`."""
    return [f"{a.words()} -> {a.attrs['href']}" for a in element.all("a")]


HISTORY = {
    "versions/2024-01.md": sealed(f"{LOCK}\n\n{ASK}\n", "2024-01"),
    "versions/2025-01.md": sealed(f"{LOCK}\n\n{ASK.replace('should', 'must')}\n", "2025-01", "change_note: Firmer."),
    "policy.md": policy(f"{LOCK}\n\n{BAGS}\n", "change_note: Minor tidying.", title="Phones"),
}


# What leads there.


def notices(page: Page) -> list[str]:
    """Return what stands between a policy's title and its card, but not how the text stands."""
    root = read(page)
    return [p.words() for p in root.all("p") if set(p.classes) & {"pb-banner", "pb-changed"}]


def test_a_policy_in_force_says_what_a_draft_would_change_and_what_changed_since_the_version_before() -> None:
    page = pages_of(HISTORY)["index.html"]
    assert notices(page) == [
        "A revision is proposed. It changes 2 clauses. Read the draft; it does not hold until it is approved.",
        "Changed since January 2024: 1 clause",
    ]
    assert links(read(page).one("p", "pb-banner")) == [
        "2 clauses -> changes/2025-01-to-draft.html",
        "Read the draft -> draft.html",
    ]
    assert links(read(page).one("p", "pb-changed")) == ["1 clause -> changes/2024-01-to-2025-01.html"]
    assert links(read(page).one("section", "pb-versions"))[-1] == (
        "History: what each version changed, clause by clause -> history.html"
    )


def test_a_draft_leads_to_what_it_changes_and_a_past_version_to_what_changed_next() -> None:
    pages = pages_of(HISTORY)
    assert notices(pages["draft.html"]) == ["What it changes: 2 clauses"]
    assert links(read(pages["draft.html"]).one("p", "pb-changed")) == ["2 clauses -> changes/2025-01-to-draft.html"]
    assert notices(pages["versions/2024-01.html"]) == ["What the next version changed: 1 clause"]


def test_a_draft_beside_a_version_that_does_not_hold_yet_is_compared_with_both() -> None:
    later = HISTORY["versions/2025-01.md"].replace("status:", "effective: 2027-01\nstatus:")
    pages = pages_of({**HISTORY, "versions/2025-01.md": later})
    assert {path for path in pages if "changes/" in path} == {
        "changes/2024-01-to-2025-01.html",
        "changes/2025-01-to-draft.html",
        "changes/2024-01-to-draft.html",
    }
    assert links(read(pages["index.html"]).one("p", "pb-banner"))[0] == "2 clauses -> changes/2024-01-to-draft.html"
    assert notices(pages["index.html"])[1:] == ["What changes from January 2027: 1 clause"]
    assert notices(pages["versions/2025-01.html"]) == ["What it changes: 1 clause"]
    assert notices(pages["draft.html"]) == ["What it changes: 2 clauses"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (f"1.1 {LOCK}\n", f"1.2 {LOCK}\n", "the numbering only"),
        (f"{LOCK}\n", f"{LOCK}\n", "no clause"),
        (f"## Desks\n\n{LOCK}\n", f"## Screens and desks\n\n{LOCK}\n", "1 heading"),
        (f"## Desks\n\n{LOCK}\n", f"## Desks\n\n{LOCK}\n\n## Bags\n\n{BAGS}\n", "1 clause"),
        (f"{LOCK}\n", f"{LOCK}\n\n{ASK}\n\n{BAGS}\n", "2 clauses"),
    ],
)
def test_how_much_changes_in_few_words(before: str, after: str, words: str) -> None:
    files = {"versions/2024-01.md": sealed(before, "2024-01"), "policy.md": policy(after, title="Phones")}
    assert notices(pages_of(files)["draft.html"]) == [f"What it changes: {words}"]


def test_the_home_page_says_how_much_each_draft_changes() -> None:
    book = book_of({f"hill/phones/{name}": text for name, text in HISTORY.items()})
    (home, *_) = build_site(book, check_book(book, TODAY)).pages
    draft = read(home).one("ul", "pb-drafts")
    assert links(draft) == [
        f"Phones -> {FOLDER}draft.html",
        f"2 clauses -> {FOLDER}changes/2025-01-to-draft.html",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"policy.md": policy(f"{LOCK}\n", status="approved")},
        {"policy.md": policy(f"{LOCK}\n")},
        {"versions/2024-01.md": HISTORY["versions/2024-01.md"]},
        {
            "versions/2024-01.md": HISTORY["versions/2024-01.md"],
            "policy.md": policy(f"{LOCK}\n\n{ASK}\n", status="approved"),
        },
    ],
)
def test_a_policy_of_one_text_has_neither_history_nor_links_to_one(files: dict[str, str]) -> None:
    pages = pages_of(files)
    assert not [path for path in pages if is_past(FOLDER + path)]
    assert not [path for path, page in pages.items() if "history.html" in page.html or "changes/" in page.html]
    assert notices(pages["index.html"]) == []


def test_a_history_shows_what_holds_and_not_what_a_draft_would_make_of_it() -> None:
    toys = "Toys stay at home on all days but the last of term."
    draft = policy(LOCK.replace("leave", "turn from"), title="Phones")
    first = sealed(f"{LOCK}\n\n{ASK}\n\n{toys}\n", "2023-01")
    page = pages_of({**HISTORY, "versions/2023-01.md": first, "policy.md": draft})["history.html"]
    words = read(page).words()
    order = [LOCK[:30], "Would go if the draft were approved", "Visitors must ask", "No longer in the text", toys[:20]]
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert "turn from" not in words


def test_without_history_there_are_no_such_pages_and_no_links_to_them() -> None:
    pages = pages_of({**HISTORY, "book.yml": "history: false\n"})
    assert sorted(pages) == ["draft.html", "index.html", "versions/2024-01.html"]
    assert not [path for path, page in pages.items() if "history.html" in page.html or "changes/" in page.html]
    assert notices(pages["index.html"]) == [
        "A revision is proposed. Read the draft; it does not hold until it is approved."
    ]


# Links to clauses that were joined.


@pytest.mark.parametrize("settings", ["history: true\n", "history: false\n"])
def test_a_link_to_a_clause_that_was_joined_to_another_leads_to_that(settings: str) -> None:
    files = {
        "book.yml": settings,
        "versions/2024-01.md": sealed(f"{LOCK} {{#lock}}\n\n{ASK} {{#ask}}\n\n{BAGS} {{#bags}}\n", "2024-01"),
        "versions/2025-01.md": sealed(f"1. {LOCK} {ASK} {{#ask}}\n\n{BAGS} {{#bags}}\n", "2025-01"),
        "policy.md": policy(f"## Phones\n\n{BAGS}\n\n{LOCK} {ASK} {{#ask}}\n"),
    }
    pages = pages_of(files)
    for path in ("index.html", "draft.html"):
        joined = read(pages[path]).one("div", "pb-text").by_id("ask")
        assert [e.tag for e in joined if e.id == "lock"] == ["span"], path
        assert joined.by_id("lock").words() == ""
    assert read(pages["versions/2024-01.html"]).one("div", "pb-text").by_id("lock").words().startswith(LOCK)
    assert "<span id" not in pages["versions/2024-01.html"].html


# The page of a step.


DRAFT = "changes/2025-01-to-draft.html"


def test_a_note_that_plays_a_change_down_stands_beside_what_was_found() -> None:
    author = read(pages_of(HISTORY)[DRAFT]).one("section", "pb-author").words()
    assert "Minor tidying." in author
    assert "Minor" in author.split("Compare:")[1]
    assert "2 changes of substance" in author.split("Compare:")[1]


def test_a_text_that_does_not_hold_can_not_be_mistaken_for_one_that_does() -> None:
    pages = pages_of(HISTORY)
    proposed, past = read(pages[DRAFT]), read(pages["changes/2024-01-to-2025-01.html"])
    assert proposed.one("p", "pb-standing").words().startswith("Proposed, not in force.")
    assert proposed.one("h1").words() == "What the draft changes: Phones"
    assert past.one("h1").words() == "What changed: Phones"
    assert [row.words() for row in past.one("dl", "pb-sides").all("dd")] == [
        "January 2024 Superseded, no longer in force. A later version has taken its place. "
        "Approved by Governors, January 2024.",
        "January 2025 In force since January 2025. Approved by Governors, January 2025.",
    ]
    for path, page in pages.items():
        if is_past(FOLDER + path):
            assert not page.is_listed, "search engines are asked not to list it"
            assert page.search == (), "the site's search does not find it"


def test_a_clause_that_moved_says_whence_and_leaves_a_line_there() -> None:
    first = f"## 1. Desks\n\n1.1 {LOCK}\n\n1.2 {BAGS}\n\n## 2. Visits\n\n2.1 {ASK}\n"
    second = f"## 1. Desks\n\n1.1 {BAGS}\n\n## 2. Visits\n\n2.1 {ASK}\n\n2.2 {LOCK}\n"
    files = {"versions/2025-01.md": sealed(first, "2025-01"), "policy.md": policy(second)}
    page = read(pages_of(files)[DRAFT])
    (stub,) = page.all("p", "pb-stub")
    assert stub.words() == "Here stood 1.1; it moved to 2 Visits."
    change = page.by_id("staff-lock-screen-whenever")
    assert links(stub) == [f"2 Visits -> #{change.id}"]
    assert "Moved from 1 Desks to 2 Visits." in change.one("div", "pb-about").words()
    assert f"Show where it stood -> #{stub.id}" in links(change)
    order = list(page.one("section", "pb-whole"))
    assert order.index(stub) < order.index(change)


def test_the_parts_of_a_clause_that_was_divided_have_their_numbers() -> None:
    first, second = f"1.1 {LOCK} {ASK}\n\n1.2 {BAGS}\n", f"1.1 {LOCK}\n\n1.2 {ASK}\n\n1.3 {BAGS}\n"
    files = {"versions/2025-01.md": sealed(first, "2025-01"), "policy.md": policy(second)}
    (divided,) = read(pages_of(files)[DRAFT]).all("div", "pb-change--divided")
    assert divided.one("p", "pb-is").words() == f"1.1 {LOCK} [inserted: 1.2] {ASK}"
    assert divided.one("p", "pb-was").words() == f"1.1 {LOCK} {ASK}"


def test_a_pair_that_the_owner_fixed_counts_and_is_shown_as_such() -> None:
    files = {
        "versions/2025-01.md": sealed(f"{LOCK}\n\n{ASK}\n", "2025-01"),
        "policy.md": policy(f"{LOCK}\n\n{BAGS}\n"),
    }
    assert notices(pages_of(files)["draft.html"]) == ["What it changes: 2 clauses"]
    pairs = "same:\n  - {before: Visitors should ask, after: Phones stay in bags}\n"
    pages = pages_of({**files, "pairs.yml": pairs})
    assert notices(pages["draft.html"]) == ["What it changes: 1 clause"]
    assert read(pages[DRAFT]).one("section", "pb-whole").words().count("Paired by hand.") == 1


# Every step of our own policies and of generated ones.


BOOKS: dict[str, Callable[[], Book]] = {
    "the five schools": lambda: load_book(read_folder(ROOT / "policies")),
    "generated": lambda: load_book(Sources({name: text.encode() for name, text in generated_book().items()})),
}


@pytest.fixture(scope="module", params=BOOKS)
def made(request: pytest.FixtureRequest) -> list[tuple[Step, Element]]:
    """Return every step of a book with its page."""
    book = BOOKS[request.param]()
    pages = {page.path: page for page in build_site(book, check_book(book, TODAY)).pages}
    found = [
        step
        for school, p in book.policies()
        for step in history_of(english(), school, p, TODAY, lambda _, __, make: make()).pages
    ]
    assert found
    return [(step, read(pages[step.path])) for step in found]


def kept(element: Element, without: str) -> str:
    """Return the letters of an element without what was deleted, or inserted, and without the words that say so."""
    marks = {"pb-hidden", "pb-none"}

    def walk(inside: Element) -> str:
        return "".join(
            child
            if isinstance(child, str)
            else ""
            if child.tag == without or set(child.classes) & marks
            else walk(child)
            for child in inside.children
        )

    return letters(walk(element).replace("¶", ""))


def test_the_page_of_a_step_has_both_texts_whole(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        bodies = page.one("section", "pb-whole").all(class_="pb-is")
        report = step.report
        assert len(bodies) == len(report.text), step.path
        for body, item in zip(bodies, report.text, strict=True):
            olds = step.difference.changes.nodes_before(item.change)
            news = step.difference.changes.nodes_after(item.change)
            for nodes, without, op in ((olds, "ins", Op.INSERT), (news, "del", Op.DELETE)):
                words = "".join(run.text for run in item.runs if run.op is not op)
                # The numbers of clauses that were joined stand in a row, those of parts each before its words.
                between = "" if item.change.kind is ChangeKind.SPLIT else ", "
                labels = between.join(node.label for node in nodes if node.label)
                assert kept(body, without) == letters(words, labels), (step.path, item.label)


def test_side_by_side_the_earlier_words_stand_beside_the_later_ones(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        whole = page.one("section", "pb-whole")
        for was in whole.all("p", "pb-was"):
            assert "hidden" in was.attrs, "without styles, nothing is read twice"
            assert not was.all("ins")
        amended = [c for c in step.difference.changes if c.amended and c.before and c.after]
        assert len(whole.all("p", "pb-was")) >= len(amended)


def test_links_step_through_all_changes_forth_and_back(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        changes = {e.id: e for e in page.all("div", "pb-change") if e.id}
        count = len(step.difference.changes.differing)
        assert len(changes) == count
        for first, name in ((next(iter(changes)), "Next change"), (list(changes)[-1], "Previous change")):
            seen, at = [], first
            while at:
                seen.append(at)
                following = [a for a in changes[at].all("a") if a.attrs.get("aria-label") == name]
                at = following[0].attrs["href"].removeprefix("#") if following else ""
            assert len(seen) == count, name
            assert seen == (list(changes) if name.startswith("Next") else list(changes)[::-1])
        assert links(page.one("p", "pb-start")) == [f"Go to the first change -> #{next(iter(changes))}"]


def test_the_index_leads_to_each_change_once_substance_first(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        led = [a.attrs["href"] for a in page.one("nav", "pb-index").all("a")]
        targets = [href.removeprefix("#") for href in led if "glossary.html#" not in href]
        changes = [e.id for e in page.all("div", "pb-change") if e.id]
        assert sorted(targets) == sorted(changes), step.path
        ranks = ["substantive", "wording", "editorial"]
        by_anchor = dict(zip(changes, step.difference.changes.differing, strict=True))
        order = [ranks.index(str(by_anchor[target].significance)) for target in targets]
        assert order == sorted(order)


def test_what_can_be_left_out_is_counted_and_the_styles_know_it(made: list[tuple[Step, Element]]) -> None:
    styles = (THEME / "assets/policybook/changes.css").read_text(encoding="utf-8")
    for name in SORTS:
        assert f'#_{name}:not(:checked)) [data-sort="{name}"]' in styles
    for _, page in made:
        boxes = [e for e in page.all("input") if e.attrs["type"] == "checkbox"]
        for box in boxes:
            assert "checked" in box.attrs, "all is shown at first"
            label = next(e for e in page.all("label") if box in list(e))
            sort = box.id.removeprefix("_")
            count = sum(e.attrs.get("data-sort") == sort for e in page.all("div", "pb-change"))
            assert label.words().split()[-1] == str(count)
            assert count
        left = {e.attrs["data-sort"] for e in page.all("div", "pb-change") if "data-sort" in e.attrs}
        assert {f"_{sort}" for sort in left} == {box.id for box in boxes}


def test_what_is_the_same_is_folded_and_what_differs_is_not(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        whole = page.one("section", "pb-whole")
        folded = [e for fold in whole.all("details", "pb-same") for e in fold.all("div", "pb-change")]
        assert not [e.id for e in folded if e.id], step.path
        assert not [e for fold in whole.all("details", "pb-same") for e in [*fold.all("del"), *fold.all("ins")]]


def test_every_mark_is_said_in_words(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        for tag, word in (("del", "[deleted: "), ("ins", "[inserted: ")):
            assert all(mark.words().startswith(word) and mark.words().endswith("]") for mark in page.all(tag)), (
                step.path
            )


EXPLAINED = {"Stricter": "_stricter", "Looser": "_looser", "Reworded": "_of-wording", "Renumbered": "_renumbered"}


def test_what_a_change_does_is_explained_once_in_the_list_and_once_in_the_text(
    made: list[tuple[Step, Element]],
) -> None:
    seen: set[str] = set()
    for step, page in made:
        for part in (*page.all("nav", "pb-index"), page.one("section", "pb-whole")):
            known: set[str] = set()
            for badge in part.all("strong", "pb-badge"):
                word, led = badge.words(), [a.attrs["href"].rpartition("#")[2] for a in badge.all("a")]
                assert led == ([EXPLAINED[word]] if word in EXPLAINED and word not in known else []), step.path
                known.add(word)
            seen |= known
    assert seen & EXPLAINED.keys()


def test_the_heading_of_what_matters_and_the_word_editorial_are_explained(made: list[tuple[Step, Element]]) -> None:
    told = {link for _, page in made for link in links(page) if "glossary.html#" in link}
    assert "Changes of substance -> ../../../../glossary.html#_of-substance" in told
    for step, page in made:
        tools = [e for e in page.all("div", "pb-tools") if any(box.id == "_editorial" for box in e.all("input"))]
        led = [link for e in tools for link in links(e.one("fieldset", "pb-show"))]
        assert led == ["Editorial? -> ../../../../glossary.html#_editorial"] * len(tools), step.path
        assert not [a for label in page.all("label") for a in label.all("a")], "a click on its words ticks a box"


def test_pages_of_our_own_policies_are_light() -> None:
    book = load_book(read_folder(ROOT / "policies"))
    sizes = {page.path: len(page.html.encode()) for page in build_site(book, check_book(book, TODAY)).pages}
    assert max(sizes.values()) < 280_000


# What it costs.


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each comparison that is made."""
    done: list[str] = []
    compare = steps.difference

    def noted(before: Any, after: Any) -> Any:
        done.append(f"{before.version.name} > {after.version.name}")
        return compare(before, after)

    monkeypatch.setattr(steps, "difference", noted)
    return done


def test_each_step_is_compared_once_and_again_only_when_a_text_of_it_changed(comparisons: list[str]) -> None:
    memory: dict[str, Any] = {}
    files = {f"hill/phones/{name}": text for name, text in HISTORY.items()}

    def build(files: Mapping[str, str]) -> None:
        comparisons.clear()
        book = book_of(files)
        build_site(book, check_book(book, TODAY), memory)

    build(files)
    assert sorted(comparisons) == ["2024-01 > 2025-01", "2025-01 > working"]
    build(files)
    assert comparisons == []
    build(files | {"hill/phones/policy.md": policy(f"{BAGS}\n")})
    assert comparisons == ["2025-01 > working"]
    build(files | {"hill/phones/policy.md": policy(f"{BAGS}\n"), "hill/phones/pairs.yml": "different: []\n"})
    assert sorted(comparisons) == ["2024-01 > 2025-01", "2025-01 > working"]


def test_nothing_is_compared_where_there_is_one_version_or_no_history(comparisons: list[str]) -> None:
    grown = {**HISTORY, "policy.md": policy(f"{LOCK}\n\n{ASK}\n\n{BAGS}\n")}
    pages_of({**grown, "book.yml": "history: false\n"})
    pages_of({"policy.md": policy(f"{LOCK}\n", status="approved")})
    assert comparisons == []


def test_the_script_is_a_file_and_the_page_has_no_other(made: list[tuple[Step, Element]]) -> None:
    for step, page in made:
        (script,) = page.all("script")
        assert script.words() == ""
        place = posixpath.normpath(posixpath.join(posixpath.dirname(step.path), script.attrs["src"]))
        assert (THEME / place).is_file()
