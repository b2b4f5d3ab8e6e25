"""The accessibility statement: it claims nothing that no test proves, and says whom to tell of a barrier."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest

import policybook
from browser.conftest import PAGES
from conftest import SCHOOL, TODAY, Bookfolder, policy
from pages import Element, read_html
from policybook.checking.check import check_book
from policybook.messages.reading import english
from policybook.rendering.pages import build_site
from policybook.rendering.statement import claims, statement_page
from policybook.rendering.statement import said as claimed

TESTS = {
    node.name
    for path in (Path(__file__).parent / "browser").glob("test_*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}


def test_every_claim_names_tests_that_there_are() -> None:
    assert claims().checks
    for claim, tests in claims().checks.items():
        assert tests, claim
        assert set(tests) <= TESTS, claim


def test_the_pages_that_are_named_are_those_that_are_tested() -> None:
    assert list(claims().pages) == list(PAGES)
    elsewhere = {name for name, own in claims().pages.items() if own is None}
    assert elsewhere == {"by hand", "by hand, with code", "nowhere"}
    for name, path in PAGES.items():
        named = [one for one, own in claims().pages.items() if own and own.fullmatch(path)]
        assert named == ([] if name in elsewhere else [name]), path


@pytest.fixture
def folder(tmp_path: Path) -> Bookfolder:
    book = Bookfolder(tmp_path / "policies")
    book.write({"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy()})
    return book


def statement(folder: Bookfolder) -> Element:
    return read_html(statement_page(english(), folder.load(), TODAY, list(PAGES.values())).html)


def test_it_says_what_made_the_pages_and_that_this_site_was_not_tested(folder: Bookfolder) -> None:
    said = statement(folder).words()
    assert f"policybook {policybook.__version__} made these pages" in said
    assert "not on this site" in said
    assert "Passing them proves no conformance" in said
    assert "on 21 November 2026" in said
    for words in chain.from_iterable(claimed(english(), PAGES.values()).values()):
        assert words in said


def test_without_a_contact_it_sends_readers_to_the_school(folder: Bookfolder) -> None:
    page = statement(folder)
    assert "Tell the school whose policy it is, Hill Primary School" in page.words()
    assert "schools/index.html" in [link.attrs.get("href") for link in page.all("a")]


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("office@hill.example", "mailto:office@hill.example"),
        ("https://hill.example/contact", "https://hill.example/contact"),
        ("the office, 01234 567890, or office@hill.example", None),
        ("javascript:alert(1)", None),
        ("@hill", None),
    ],
)
def test_a_contact_is_a_link_where_it_is_nothing_but_an_address(
    folder: Bookfolder, contact: str, address: str | None
) -> None:
    folder.write({"book.yml": f"contact: {contact!r}\n"})
    page = statement(folder)
    assert contact in page.words()
    links = [link.attrs.get("href") for link in page.all("a")]
    assert (address in links) if address else not any(contact in str(link) for link in links)
    assert "Tell the school" not in page.words()


COMPARED = {
    "what is compared",
    "topics by schools",
    "a topic, school by school",
    "conflicts between schools",
    "two policies side by side",
    "a policy compared with all others",
}
CHANGED = {"what changed between two versions", "the history of a policy"}


@pytest.mark.parametrize(
    ("settings", "without"),
    [("", set()), ("compare: false\n", COMPARED), ("history: false\n", CHANGED)],
    ids=["all", "nothing compared", "no history"],
)
def test_it_names_the_types_of_pages_that_the_site_has(folder: Bookfolder, settings: str, without: set[str]) -> None:
    told = "## Phones\n\nStaff must ask.\n"
    topic = "topics: [{id: asking, title: Asking, says: [\"'ask'\"]}]\nrules: []\n"
    for school in ("hill", "dale"):
        folder.write(
            {f"{school}/school.yml": SCHOOL, f"{school}/e-safety/policy.md": policy(told, "kind: acceptable-use")}
        )
    folder.approve("2024-01-10")
    folder.edit("hill/e-safety/policy.md", ("must", "should"), ("title:", "change_note: Looser.\ntitle:"))
    folder.approve("2025-01-09")
    folder.write({"book.yml": settings, "topics/acceptable-use.yml": topic})
    book = folder.load()
    made = build_site(book, check_book(book, TODAY)).pages
    said = next(read_html(page.html).words() for page in made if page.path == "accessibility.html")
    named = said.partition("types of pages are: ")[2].partition(".")[0].split("; ")
    everything = {*claimed(english(), PAGES.values())["types"]}
    assert everything - set(named) == without | {"a draft"}
    assert f"The {len(named)} types of pages" in said
