"""Sites in other languages: what the theme says follows the book, and nothing is tied to left and right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT, SCHOOL, TODAY, policy
from pages import read_html
from policybook.book.translations import load_messages
from policybook.rendering.templating import at
from pseudo import pseudo, pseudo_language
from sites import SETTINGS, Place, make_place

STYLES = sorted((ROOT / "tools/policybook").rglob("*.css"))
TIED = re.compile(
    r"\b(?:(?:margin|padding|border)-(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\b"
    r"|\bfloat: ?(?:left|right)|\btext-align: ?(?:left|right)|(?:^|[;{\s])(?:left|right): "
    r"|\b(?:margin|padding|inset): ?(?P<t>[^\s;}]+) (?P<r>[^\s;}]+) [^\s;}]+ (?!(?P=r)[;}\s])[^\s;}]+[;}\s]"
)
"""What stays on its side when a page is turned round."""
ENGLISH_ONLY = {"rendering/templates/changes.css", "rendering/templates/comparison.css"}
"""Styles of whole documents that commands write, in English."""


@pytest.mark.parametrize(
    ("style", "is_tied"),
    [
        ("a { margin-left: 1rem; }", True),
        ("a { float: right; }", True),
        ("a { left: 0; }", True),
        ("a { padding: 1px 2px 3px 4px; }", True),
        ("a { padding: 1px 2px 3px 2px; }", False),
        ("a { margin: 1px 2px 3px; }", False),
        ("a { margin-inline-start: 1rem; float: inline-start; text-align: start; }", False),
    ],
)
def test_what_is_tied_to_a_side_is_found(style: str, is_tied: bool) -> None:
    assert bool(TIED.search(style)) == is_tied


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_styles_are_tied_to_no_side(path: Path) -> None:
    if path.relative_to(ROOT / "tools/policybook").as_posix() in ENGLISH_ONLY:
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(n, line) for n, line in enumerate(lines, 1) if TIED.search(line)] == []


def place_in(root: Path, language: str, settings: str = SETTINGS) -> Place:
    """Return a place for a site in a language, whose messages are words that nobody speaks."""
    book = {
        "book.yml": f"language: {language}\n",
        f"messages/{language}.yml": pseudo_language(language),
        "hill/school.yml": SCHOOL,
        "hill/e-safety/policy.md": policy("## Screens\n\nStaff must lock their screens.\n", status="approved"),
    }
    return make_place(root, book, settings)


@pytest.mark.parametrize(
    ("language", "spoken", "direction"), [("cy", "cy", "ltr"), ("he", "he", "rtl"), ("gd", "gd", "ltr")]
)
def test_the_page_says_its_language_and_direction(tmp_path: Path, language: str, spoken: str, direction: str) -> None:
    """Scottish Gaelic is no language of the theme, which then says its own words in English."""
    place = place_in(tmp_path, language)
    place.build()
    page = read_html(place.out.html("index.html"))
    assert page.one("html").attrs["lang"] == spoken
    assert page.one("body").attrs["dir"] == direction
    assert pseudo("Every policy and its state", language) in page.words()


def test_the_book_goes_before_mkdocs(tmp_path: Path) -> None:
    place = place_in(tmp_path, "cy", SETTINGS.replace("font: false", "font: false, language: de"))
    place.build()
    assert read_html(place.out.html("index.html")).one("html").attrs["lang"] == "cy"


def test_scripts_say_the_words_of_the_language(tmp_path: Path) -> None:
    place = place_in(tmp_path, "cy")
    place.build()
    script = place.out.html("assets/policybook/clauses.js")
    assert pseudo("Copy citation") in script
    assert "Copy citation" not in script


def test_the_page_for_a_wrong_address_says_the_words_of_the_language(tmp_path: Path) -> None:
    place = place_in(tmp_path, "cy")
    place.build()
    page = place.out.page("404.html")
    assert pseudo("There is no such page") in [heading.words() for heading in page.all("h1")]
    assert pseudo("All policies") in [a.words() for a in page.all("a") if a.attrs.get("href") == "/index.html"]


def test_other_words_reach_pages_that_are_served_again(tmp_path: Path) -> None:
    place = place_in(tmp_path, "cy")
    config = place.load()
    config.plugins.on_startup(command="serve", dirty=False)
    from mkdocs.commands.build import build

    build(config)
    place.book.edit("messages/cy.yml", (pseudo("About this policy"), "Am y polisi hwn"))
    build(config)
    assert "Am y polisi hwn" in place.out.html("schools/hill/e-safety/index.html")


TURNED = "\u2068{}\u2069"
"""Words between Unicode's isolates, which let them run in their own direction."""


def test_values_run_in_their_own_direction_where_the_page_runs_from_right_to_left() -> None:
    t = load_messages("he", (("messages/he.yml", b"history: {of: 'ABC {title}'}"),)).messages
    assert t("history.of", title="E-safety!") == f"ABC {TURNED.format('E-safety!')}"
    assert t.list(["Hill!", "Dale!"]) == ", ".join(map(TURNED.format, ("Hill!", "Dale!")))
    assert t("policies.count", n=2) == TURNED.format("2 policies"), "what it lacks runs as English does"
    assert t("page.as_of", date=TODAY) == TURNED.format(f"As of {TURNED.format('21 בנובמבר 2026')}.")
    assert t("home.people", link=at("people.html")) == TURNED.format(
        '<a href="people.html">People</a>: who is responsible for what'
    )


def test_what_is_copied_to_a_command_line_holds_nothing_unseen() -> None:
    text = b"sign_off: {record: 'ABC <code>{command}</code>'}\nfinding: {file-misnamed: {fix: 'ABC `{name}` abc'}}\n"
    t = load_messages("he", (("messages/he.yml", text),)).messages
    assert t("sign_off.record", command="approve!") == "ABC <code>approve!</code>"
    assert t("finding.file-misnamed.fix", name="policy.md") == "ABC `policy.md` abc"


@pytest.mark.parametrize(("language", "is_turned"), [("cy", False), ("he", True)])
def test_only_pages_from_right_to_left_mark_the_words_of_the_book(
    tmp_path: Path, language: str, is_turned: bool
) -> None:
    place = place_in(tmp_path, language)
    place.build()
    pages = [path.read_text(encoding="utf-8") for path in (place.root / "site").rglob("*.html")]
    assert any('<div class="pb-text" dir="auto">' in page for page in pages) == is_turned
    assert any("\u2068" in page or 'dir="auto"' in page for page in pages) == is_turned
