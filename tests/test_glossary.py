"""Terms that are explained: which are found in a text, whose explanation counts, and what pages make of them."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given

from conftest import ROOT, SCHOOL, TODAY, policy
from language_cases import Row, anything, rows
from policybook.book import load_book
from policybook.book.glossary import OwnTerms, glossary_of, read_glossary
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.language.glossary import Glossary, Term, field_terms, find_term, page_terms
from policybook.rendering.page import Page, Site
from policybook.rendering.pages import Remembered, build_site
from policybook.rendering.terms import CHANGES, STATES, TermMarker

FIELD = Glossary(common=field_terms())
HELD = {"status": "approved", "approved": "{by: Governors, date: 2026-01}"}
POLICY = "schools/hill/e-safety/index.html"


def site(files: Mapping[str, str], remembered: Remembered | None = None, today: datetime.date = TODAY) -> Site:
    sources = Sources({name: text.encode() for name, text in sorted({"hill/school.yml": SCHOOL, **files}.items())})
    book = load_book(sources)
    return build_site(book, check_book(book, today), remembered)


def pages(files: Mapping[str, str]) -> dict[str, Page]:
    return {page.path: page for page in site(files).pages}


def text_of(body: str, **more: str) -> str:
    """Return what a policy in force with this body has as HTML."""
    html = pages({"hill/e-safety/policy.md": policy(body, **HELD), **more})[POLICY].html
    return re.sub(r'.*<div class="pb-text">|<section class="pb-versions".*', "", html, flags=re.DOTALL)


def words_in(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def marked(html: str) -> list[tuple[str, str]]:
    """Return where terms lead, and their words."""
    return re.findall(r'<a href="(?:\.\./)*([^"]*glossary\.html#[^"]*)">(.*?)</a>', html, re.DOTALL)


# What is found.


def marked_in(html: str, text: str) -> str:
    """Return the HTML of a clause with its terms marked, by the words of the clause."""
    tree: Any = SimpleNamespace(nodes=[SimpleNamespace(text="Before."), SimpleNamespace(text=text)])
    marker = TermMarker(FIELD, tree, "hill", "index.html")
    marker.begin_clause(1, "a")
    return marker.mark(html)


@pytest.mark.parametrize("row", rows("glossary"), ids=str)
def test_what_is_found(row: Row) -> None:
    found = re.findall(r"<a [^>]*>(.*?)</a>", marked_in(row.given, row.given))
    assert (", ".join(found) or "-") == row.expected, row.place


@given(anything)
def test_marking_adds_tags_and_no_word(text: str) -> None:
    tags = r'<a href="glossary.html#[\w-]*">|</a>'
    assert re.sub(tags, "", marked_in(text, " ".join(text.split()))) == re.sub(tags, "", text)


@given(anything)
def test_what_is_quickly_ruled_out_is_not_there(text: str) -> None:
    """Whatever stands alone in a text is among the terms that it may hold."""
    plain = " ".join(text.split())
    for term in (Term("DSL", ""), Term("Teams", ""), Term("É", ""), Term("data protection", ""), Term("such", "")):
        if find_term(term, plain):
            assert list(Glossary((term,)).places_in(plain)) == [term]


# The lexicon.


def test_no_form_of_the_lexicon_belongs_to_two_terms() -> None:
    for terms in (field_terms(), page_terms()):
        keys = [key for term in terms for key in dict.fromkeys(term.keys)]
        assert sorted(keys) == sorted(set(keys))


def test_every_form_of_the_lexicon_is_found_by_itself() -> None:
    missed = [f for t in field_terms() for f in t.all_forms if not FIELD.places_in(f"See {f}.") or not find_term(t, f)]
    assert missed == []


def test_explanations_are_short_sentences() -> None:
    for term in (*field_terms(), *page_terms()):
        assert term.text[0].isupper(), term.name
        assert term.text.endswith("."), term.name
        assert len(term.text) <= 200, term.name


def test_the_reference_says_the_same_of_the_words_of_pages() -> None:
    reference = (ROOT / "docs/reference/words.md").read_text(encoding="utf-8")
    said = {
        name: " ".join(text.split()) for name, text in re.findall(r"^(.+)\n:   ((?:.+\n?)+)", reference, re.MULTILINE)
    }
    assert {term.name: said.get(term.name) for term in page_terms()} == {term.name: term.text for term in page_terms()}


def test_states_and_changes_are_words_of_the_lexicon() -> None:
    assert {*STATES.values(), *CHANGES.values()} <= {term.name for term in page_terms()}


# A book's and a school's own.


def own(text: str) -> OwnTerms:
    terms, found = read_glossary(text.encode(), "glossary.yml")
    assert found == []
    return terms


def test_a_schools_term_goes_before_the_books_and_this_before_the_fields() -> None:
    book = own("terms: [{term: DSL, text: The book's.}, {term: Hub, text: The book's.}]")
    school = own("terms: [{term: Gate, forms: [Hub], text: The school's.}]")
    said = {
        term.name: term.text
        for term in glossary_of(book, school).places_in("DSL, Hub, designated safeguarding lead, MIS")
    }
    assert said.pop("MIS").startswith("Management information system")
    assert said == {"DSL": "The book's.", "Gate": "The school's."}


def test_a_term_can_be_left_out() -> None:
    book, school = own("leave_out: [ict]"), own("leave_out: [management information system]")
    names = [term.name for term in glossary_of(book, school).places_in("ICT, MIS and VLE")]
    assert names == ["VLE"]


@pytest.mark.parametrize(
    ("text", "line", "message", "fix"),
    [
        ("terms:\n  - term: A\n    txt: B.\n    text: C.\n", 3, "“terms.1.txt” is no field", "Did you mean `text`?"),
        ("terms:\n  - term: A\n", 2, "terms.1 lacks `text`; it is not used.", "Add it."),
        ("terms:\n  - text: A.\n", 2, "terms.1 lacks `term`; it is not used.", "Add it."),
        ("terms:\n  A: B.\n", 1, "terms must be a list.", ""),
        ("terms: []\nleaveout: [A]\n", 2, "“leaveout” is no field", "Did you mean `leave_out`?"),
        ("terms:\n  - {term: A, forms: B, text: C.}\n", 2, "terms.1.forms must be a list.", "Write `forms: [B]`."),
        ("terms:\n  - {term: A, text: B.}\n  - {term: A, text: C.}\n", 3, "“A” is explained twice", "Leave it to one"),
        ("terms:\n  - {term: A, text: B.}\n  - term: C\n    forms: [D, a]\n    text: E.\n", 4, "“a” is explained", ""),
        ("terms: [}\n", 1, "The YAML cannot be read", ""),
    ],
)
def test_what_is_wrong_is_a_finding_with_its_line(text: str, line: int, message: str, fix: str) -> None:
    _, found = read_glossary(text.encode(), "hill/glossary.yml", "hill")
    assert [(finding.path, finding.policy, finding.line) for finding in found] == [("hill/glossary.yml", "hill", line)]
    assert message in found[0].message
    assert fix in (found[0].fix or "")


def test_a_wrong_entry_costs_no_other() -> None:
    terms, _ = read_glossary(b"terms:\n  - term: A\n  - {term: B, text: C.}\n  - {term: B, text: D.}\n", "glossary.yml")
    assert terms.terms == (Term("B", "C."),)


# What pages make of them.


def test_a_term_is_marked_once_in_each_section_of_the_first_level() -> None:
    html = text_of(
        "Tell the DSL, a DSL.\n\n## One\n\n- Ask the DSL.\n- The DSL.\n\n### Inner\n\nThe DSL.\n\n## Two\n\nDSL.\n"
    )
    assert marked(html) == [("glossary.html#dsl", "DSL")] * 3
    assert html.count("DSL") == 6


@pytest.mark.parametrize(
    "body",
    [
        "## The DSL\n\nText.\n",
        "## One\n\nSee `the MIS`.\n\n## The MIS\n\nText.\n",
        "Open [the MIS](https://mis.example).\n",
        "Type `MIS` now.\n",
        "    MIS\n",
        "<details><summary>MIS</summary></details>\n",
        "![The MIS](mis.png)\n",
        "Open <https://example.org/MIS>.\n",
    ],
)
def test_nothing_is_marked_in_headings_links_code_and_pictures(body: str) -> None:
    assert marked(text_of(body)) == []


def test_terms_are_marked_in_bold_type_tables_and_quotes_beside_links_and_roles() -> None:
    html = text_of(
        "1. See 2 below, **the DSL** and {{head}}.\n2. Ask.\n\n| A |\n| --- |\n| MIS |\n\n> VPN & <b>MFA</b>\n"
    )
    assert [words for _, words in marked(html)] == ["DSL", "MIS", "VPN", "MFA"]
    assert "<strong>the <a" in html


def test_words_of_a_clause_stay_as_they_are() -> None:
    body = "Tell the DSL of “personal\ndata” & more.\n"
    with_terms, without = text_of(body), text_of(body, **{"glossary.yml": "leave_out: [DSL, personal data]\n"})
    assert len(marked(with_terms)) == 2
    assert marked(without) == []
    assert words_in(with_terms) == words_in(without)


def test_a_schools_own_term_leads_to_the_schools_own_page() -> None:
    files = {
        "hill/e-safety/policy.md": policy("## A\n\n1. Use the Gate.\n2. Ask the DSL.\n", **HELD),
        "hill/glossary.yml": "terms: [{term: Gate, text: <b> & “more”.}]\n",
        "dale/school.yml": SCHOOL,
        "dale/e-safety/policy.md": policy("Use the Gate.\n", **HELD),
    }
    made = site(files)
    found = {page.path: page for page in made.pages}
    assert '<a href="../glossary.html#gate">Gate</a>' in found[POLICY].html
    assert '<a href="../../../glossary.html#dsl">DSL</a>' in found[POLICY].html
    assert (
        marked(found["schools/dale/e-safety/index.html"].html.partition("pb-text")[2].partition("pb-versions")[0]) == []
    )
    page = found["schools/hill/glossary.html"]
    assert "&lt;b&gt; &amp; “more”." in page.html
    assert 'href="e-safety/index.html#use-gate"' in page.html
    data = made.files["schools/hill/glossary.js"]
    assert isinstance(data, bytes)
    assert json.loads(data.decode().removeprefix("window.__terms=")) == {"gate": ["Gate", "<b> & “more”."]}
    assert "schools/dale/glossary.html" not in found


def test_the_glossary_says_where_terms_are_used() -> None:
    texts = {f"s{n}/e-safety/policy.md": policy("Ask the DSL.\n", **HELD) for n in range(13)}
    texts |= {"s1/phones/policy.md": policy("The MIS.\n", title="Phones", **HELD)}
    texts |= {"s2/drafts/policy.md": policy("The DSL.\n", title="Only a draft")}
    files = texts | {f"s{n}/school.yml": SCHOOL for n in range(13)}
    glossary = words_in(pages(files)["glossary.html"].html)
    assert "Used in 14 policies of 13 schools" in glossary
    assert re.search(r"Used in Phones \(.+?\)", glossary)


def test_every_term_that_pages_link_to_is_explained() -> None:
    from policybook.book import read_folder

    book = load_book(read_folder(ROOT / "policies"))
    made = build_site(book, check_book(book, TODAY))
    data = made.files["glossary.js"]
    assert isinstance(data, bytes)
    explained = json.loads(data.decode().removeprefix("window.__terms="))
    led = {place for page in made.pages for place, _ in marked(page.html)}
    assert len(led) > 15
    assert {place.removeprefix("glossary.html#") for place in led} <= explained.keys()
    glossary = next(page.html for page in made.pages if page.path == "glossary.html")
    assert all(f'id="{id_}"' in glossary for id_ in explained)


def test_a_page_is_made_again_when_an_explanation_gets_another_place() -> None:
    remembered: Remembered = {}
    text = {"hill/e-safety/policy.md": policy("Ask the DSL.\n", **HELD)}
    site(text, remembered)
    changed = site({**text, "hill/glossary.yml": "terms: [{term: DSL, text: Ours.}]\n"}, remembered)
    assert '<a href="../glossary.html#dsl">DSL</a>' in next(page.html for page in changed.pages if page.path == POLICY)
