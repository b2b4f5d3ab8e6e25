"""Reports on what changed: what a governor hears and reads, in every form, whatever the texts hold.

The reports in `tests/data/diff` are made of changes that are written down here, not found by the program;
`UPDATE_REPORTS=1` in the environment writes them afresh.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import DATA, ROOT, SCHOOL, TODAY, Bookfolder, read
from pages import Element, read_html
from policybook.book.difference import Difference
from policybook.book.naming import Named, resolve_pair
from policybook.diffing.changes import (
    Change,
    ChangeKind,
    Changes,
    Direction,
    Effect,
    EffectType,
    FieldChange,
    Op,
    Run,
    Significance,
)
from policybook.diffing.matching import Stage
from policybook.diffing.metadata import field_changes
from policybook.diffing.redline import redline
from policybook.messages.messages import later
from policybook.messages.reading import english
from policybook.model import Kind, Tree
from policybook.rendering.changes_markdown import LONGEST, changes_markdown, inert
from policybook.rendering.changes_page import changes_page
from policybook.rendering.changes_redline import in_line
from policybook.rendering.changes_report import Report, report_on
from policybook.rendering.changes_summary import remark, summary
from policybook.rendering.changes_text import changes_text
from policybook.rendering.changes_words import citation, effect_sentence, first_words, what_happened

SUBSTANTIVE, WORDING, EDITORIAL = Significance
STRICTER, LOOSER, NEUTRAL = Direction
OBLIGATION, CONDITION, QUANTITY, DATE, PERSON, AUDIENCE, REFERENCE, REWORDED, TYPOGRAPHY = EffectType


# What a governor hears.


def changed(
    kind: ChangeKind = ChangeKind.AMENDED,
    significance: Significance | None = SUBSTANTIVE,
    *effects: EffectType | Effect,
    direction: Direction = NEUTRAL,
    node: Kind = Kind.CLAUSE,
    **more: Any,
) -> Change:
    """Return a change that is about no text."""
    one_sided = {ChangeKind.ADDED: ((), (0,)), ChangeKind.REMOVED: ((0,), ())}
    before, after = one_sided.get(kind, ((0,), (0,)))
    told = tuple(effect if isinstance(effect, Effect) else Effect(effect, "a", "b") for effect in effects)
    amended = kind in {ChangeKind.AMENDED, ChangeKind.RETITLED} or bool(effects)
    return Change(
        node,
        kind,
        before,
        after,
        amended=amended,
        significance=significance,
        direction=direction,
        effects=told,
        **more,
    )


def stricter(*effects: EffectType) -> Change:
    return changed(ChangeKind.AMENDED, SUBSTANTIVE, *(effects or (OBLIGATION,)), direction=STRICTER)


def looser(*effects: EffectType) -> Change:
    return changed(ChangeKind.AMENDED, SUBSTANTIVE, *(effects or (OBLIGATION,)), direction=LOOSER)


def effect(*effects: EffectType) -> Change:
    return changed(ChangeKind.AMENDED, SUBSTANTIVE, *effects)


MIXED = changed(
    ChangeKind.AMENDED,
    SUBSTANTIVE,
    Effect(OBLIGATION, "should", "must", STRICTER),
    Effect(CONDITION, "", "unless ill", LOOSER),
)
NEW, GONE = changed(ChangeKind.ADDED), changed(ChangeKind.REMOVED)
NEW_SECTION, GONE_SECTION = changed(ChangeKind.ADDED, node=Kind.SECTION), changed(ChangeKind.REMOVED, node=Kind.SECTION)
REPHRASED = changed(ChangeKind.AMENDED, WORDING, REWORDED)
RETITLED = changed(ChangeKind.RETITLED, WORDING, REWORDED, node=Kind.SECTION)
SPELLING = changed(ChangeKind.AMENDED, EDITORIAL, TYPOGRAPHY)
SPELLING_OF_TITLE = changed(ChangeKind.RETITLED, EDITORIAL, TYPOGRAPHY, node=Kind.SECTION)
MOVED = changed(ChangeKind.MOVED, EDITORIAL, moved=True)
DIVIDED, JOINED = changed(ChangeKind.SPLIT, EDITORIAL), changed(ChangeKind.MERGED, EDITORIAL)
RENUMBERED = changed(ChangeKind.RENUMBERED, EDITORIAL, renumbered=True)
RENUMBERED_SECTION = changed(ChangeKind.RENUMBERED, EDITORIAL, node=Kind.SECTION, renumbered=True)
SAME = changed(ChangeKind.UNCHANGED, None)

SUMMARIES: list[tuple[list[Change], str]] = [
    (
        [
            *[stricter()] * 4,
            looser(),
            *[effect(QUANTITY)] * 2,
            effect(PERSON),
            *[NEW] * 3,
            GONE,
            *[RENUMBERED] * 41,
            SAME,
        ],
        "4 rules become stricter, 1 looser, 2 numbers or intervals change, 1 person or role; 3 clauses are new,"
        " 1 is gone; 41 are renumbered only, word for word the same.",
    ),
    ([], "The two texts are the same, word for word."),
    ([SAME, SAME], "The two texts are the same, word for word."),
    ([stricter()], "1 rule becomes stricter."),
    ([looser(CONDITION), looser(QUANTITY)], "2 rules become looser."),
    ([MIXED, SAME], "1 rule becomes stricter in one way and looser in another."),
    ([effect(), effect(REWORDED)], "2 other rules change."),
    ([stricter(), MIXED], "1 rule becomes stricter, 1 stricter in one way and looser in another."),
    ([effect(OBLIGATION)], "1 duty changes."),
    ([effect(OBLIGATION)] * 2, "2 duties change."),
    ([effect(CONDITION), effect(CONDITION)], "2 conditions change."),
    # A clause is counted once, under what weighs most.
    ([effect(REFERENCE, DATE), effect(AUDIENCE, PERSON)], "1 date changes, 1 person or role."),
    ([stricter(QUANTITY, PERSON), effect(PERSON)], "1 rule becomes stricter, 1 person or role changes."),
    ([effect(AUDIENCE), *[effect(REFERENCE)] * 2], "1 audience changes, 2 references."),
    ([NEW], "1 clause is new."),
    ([GONE], "1 clause is gone."),
    ([GONE] * 2, "2 clauses are gone."),
    ([NEW_SECTION, NEW, NEW, GONE], "1 section and 2 clauses are new, 1 clause is gone."),
    ([NEW, GONE_SECTION, GONE], "1 clause is new, 1 section and 1 clause are gone."),
    ([NEW_SECTION] * 2, "2 sections are new."),
    ([REPHRASED], "1 clause is reworded without another effect."),
    ([REPHRASED] * 2 + [RETITLED], "2 clauses are reworded without another effect, 1 section is retitled."),
    ([RETITLED] * 2, "2 sections are retitled."),
    ([SPELLING], "Only typography differs, in 1 clause: spelling, capitals or punctuation."),
    (
        [SPELLING] * 3 + [SPELLING_OF_TITLE],
        "Only typography differs, in 1 section and 3 clauses: spelling, capitals or punctuation.",
    ),
    (
        [SPELLING, RENUMBERED, RENUMBERED],
        "Only typography differs, in 1 clause: spelling, capitals or punctuation; 2 are renumbered only,"
        " word for word the same.",
    ),
    ([RENUMBERED] * 2 + [SAME], "Not a word changes: 2 clauses are renumbered only, word for word the same."),
    (
        [RENUMBERED_SECTION, RENUMBERED, MOVED],
        "Not a word changes: 1 clause is moved, 2 are renumbered only, word for word the same.",
    ),
    (
        [MOVED, MOVED, DIVIDED, JOINED],
        "Not a word changes: 2 clauses are moved, 1 is divided, 1 is joined from several, word for word the same.",
    ),
    ([stricter(), SPELLING], "1 rule becomes stricter; 1 differs in spelling or punctuation only."),
    (
        [NEW, REPHRASED, SPELLING, SPELLING, MOVED],
        "1 clause is new; 1 clause is reworded without another effect; 2 differ in spelling or punctuation only;"
        " 1 is moved, word for word the same.",
    ),
]


@pytest.mark.parametrize(("found", "sentence"), SUMMARIES, ids=[sentence[:60] for _, sentence in SUMMARIES])
def test_summary(found: list[Change], sentence: str) -> None:
    assert summary(english(), Changes(Tree(), Tree(), tuple(found))) == sentence


@pytest.mark.parametrize("found", [found for found, _ in SUMMARIES])
def test_the_numbers_of_a_summary_add_up(found: list[Change]) -> None:
    words = summary(english(), Changes(Tree(), Tree(), tuple(found)))
    assert sum(map(int, re.findall(r"\d+", words))) == sum(change.kind is not ChangeKind.UNCHANGED for change in found)


def test_a_summary_says_which_particulars_change() -> None:
    same, other = front("title: A"), front("title: B", "audience: [staff]", "review: {due: 2027-01, frequency: termly}")
    changes = Changes(Tree(), Tree(), (), field_changes(same, other))
    assert (
        summary(english(), changes)
        == "The two texts are the same, word for word. The policy's title, audience and review change."
    )
    only = Changes(Tree(), Tree(), (NEW,), field_changes(same, front("title: A", "effective: 2027-01")))
    assert summary(english(), only) == "1 clause is new. The policy's effective date also changes."


def test_a_summary_is_silent_about_what_belongs_to_the_file() -> None:
    about = field_changes(front("status: approved"), front("status: draft", "change_note: New.", "version: '2'"))
    assert len(about) == 3
    assert summary(english(), Changes(Tree(), Tree(), (NEW,), about)) == "1 clause is new."


def front(*rows: str) -> Any:
    return read("\n".join(["---", *rows, "---", ""])).front_matter


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Minor corrections.", "Minor corrections"),
        ("A minor update to names", "minor update"),
        ("No change.", "No change"),
        ("There are no substantive changes.", "no substantive changes"),
        ("Typos only", "Typos"),
        ("Formatting", "Formatting"),
        ("Housekeeping: renumbered.", "Housekeeping"),
        ("Tidying up before the inspection", "Tidying up"),
        ("This is more than a minor update.", ""),
        ("Not just typos: passwords are longer.", ""),
        ("Rules for a minor's consent.", ""),
        ("Information about minority languages.", ""),
        ("Passwords are longer.", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_note_that_says_little_of_much(note: str | None, said: str) -> None:
    def told(*found: Change) -> str:
        return remark(english(), Changes(Tree(), Tree(), found), note)

    expected = f"The note says “{said}”; the comparison found 2 changes of substance." if said else ""
    assert told(stricter(), NEW, SPELLING) == expected
    assert told(NEW) == expected.replace("2 changes", "1 change")
    assert told(SPELLING, RENUMBERED, REPHRASED) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Effect(OBLIGATION, "should", "must", STRICTER), "Stricter: “should” becomes “must”."),
        (Effect(OBLIGATION, "should", "must"), "Duty: “should” becomes “must”."),
        (Effect(CONDITION, "", "unless ill", LOOSER), "Looser: “unless ill” is added."),
        (Effect(CONDITION, "where possible", "", STRICTER), "Stricter: “where possible” is taken out."),
        (Effect(QUANTITY, "six", "12"), "Number or interval: “six” becomes “12”."),
        (Effect(DATE, "May", "June"), "Date: “May” becomes “June”."),
        (Effect(PERSON, "DSL", "Head"), "Person or role: “DSL” becomes “Head”."),
        (Effect(AUDIENCE, "", "pupils"), "Whom it concerns: “pupils” is added."),
        (Effect(REFERENCE, " MSN, ", ""), "Reference: “MSN” is taken out."),
        (Effect(OBLIGATION, "", "", LOOSER), "Looser (duty)."),
        (Effect(QUANTITY, "", ""), "Number or interval changed."),
        (Effect(REWORDED, "a", "b"), ""),
        (Effect(TYPOGRAPHY, "e-mail", "email"), ""),
        (Effect(PERSON, "w" * 100 + " " + "x" * 100, "a"), f"Person or role: “{'w' * 100} …” becomes “a”."),
    ],
)
def test_an_effect_in_words(given: Effect, words: str) -> None:
    told = effect_sentence(english(), given)
    assert (told.whole if told else "") == words


# What a governor reads.


@pytest.fixture
def drafted(book: Callable[..., Bookfolder]) -> Bookfolder:
    """The book of `tests/data/diff`: a version approved in September 2025, and a draft."""
    texts = [(DATA / "diff" / name).read_text(encoding="utf-8") for name in ("before.md", "after.md")]
    folder = book({"hill/school.yml": SCHOOL, "hill/phones/policy.md": texts[0]})
    folder.approve("2025-09", "hill/phones")
    return folder.write({"hill/phones/policy.md": texts[1]})


ROWS: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((0,), (0,), {}),
    (
        (1,),
        (1,),
        {
            "kind": "amended",
            "significance": SUBSTANTIVE,
            "direction": STRICTER,
            "effects": [Effect(OBLIGATION, "should", "must", STRICTER)],
        },
    ),
    (
        (2,),
        (2,),
        {
            "kind": "amended",
            "significance": SUBSTANTIVE,
            "direction": LOOSER,
            "effects": [Effect(CONDITION, "", "or at break", LOOSER)],
        },
    ),
    (
        (3,),
        (3,),
        {
            "kind": "amended",
            "significance": SUBSTANTIVE,
            "direction": STRICTER,
            "effects": [
                Effect(QUANTITY, "a week", "a day", STRICTER),
                Effect(PERSON, "{{network-manager}}", "{{headteacher}}"),
            ],
        },
    ),
    ((4,), (4,), {"kind": "amended", "significance": EDITORIAL, "effects": [Effect(TYPOGRAPHY, "E-mail", "Email")]}),
    ((5,), (5, 6), {"kind": "split", "significance": EDITORIAL, "stage": Stage.SPLIT}),
    ((), (7,), {"kind": "added", "significance": SUBSTANTIVE}),
    ((), (8,), {"kind": "added", "significance": SUBSTANTIVE}),
    ((), (9,), {"kind": "added", "significance": SUBSTANTIVE}),
    ((), (10,), {"kind": "added", "significance": SUBSTANTIVE}),
    (
        (7,),
        (11,),
        {
            "kind": "retitled",
            "significance": WORDING,
            "renumbered": True,
            "effects": [Effect(REWORDED, "visits", "trips")],
            "score": 0.3,
        },
    ),
    ((8,), (12,), {"kind": "renumbered", "significance": EDITORIAL, "renumbered": True}),
    (
        (9,),
        (13,),
        {
            "kind": "amended",
            "significance": WORDING,
            "renumbered": True,
            "effects": [Effect(REWORDED, "has a", "carries the")],
            "stage": Stage.PIN,
            "notes": (later("note.paired"),),
            "score": 0.3,
        },
    ),
    ((10,), (), {"kind": "removed", "significance": SUBSTANTIVE}),
    ((6,), (14,), {"kind": "moved", "significance": EDITORIAL, "moved": True}),
]


def compared(drafted: Bookfolder) -> Difference:
    """Return the difference that is written down in `ROWS`."""
    before, after = resolve_pair("hill/phones", None, lambda: drafted.root, drafted.load, TODAY)
    old, new = before.version.tree, after.version.tree
    found = []
    for olds, news, about in ROWS:
        texts = [" ".join(tree.nodes[n].text for n in at) for tree, at in ((old, olds), (new, news))]
        node = (new.nodes[news[0]] if news else old.nodes[olds[0]]).kind
        kind = ChangeKind(about.get("kind", "unchanged"))
        paired = bool(olds and news)
        given: dict[str, Any] = {"stage": Stage.LABEL, "score": 0.9} if paired else {}
        given |= about | {
            "kind": kind,
            "effects": tuple(about.get("effects", ())),
            "amended": texts[0] != texts[1] and paired,
        }
        found.append(Change(node, before=olds, after=news, redline=redline(*texts), **given))
    fields = field_changes(before.version.front_matter, after.version.front_matter)
    changes = Changes(old, new, tuple(found), fields)
    assert {n for change in found for n in change.before} == set(range(len(old)))
    assert {n for change in found for n in change.after} == set(range(len(new)))
    words = redline("I have read this policy.", "I have read and understood this policy.")
    return Difference(before, after, changes, words)


def as_text(report: Report, width: int = 100) -> str:
    return changes_text(report, width=width, colour=False) + "\n"


def page_of(report: Report) -> Element:
    return read_html(changes_page(report).removeprefix("<!doctype html>\n"), is_strict=True)


def as_page(report: Report) -> str:
    """Return what the page says, a line for each block: unseen words included, as a screen reader has them."""
    blocks = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "div", "blockquote"}

    def lines(element: Element, depth: int) -> Iterator[str]:
        run: list[str] = []
        for child in [*element.children, None]:
            if isinstance(child, Element) and not any(inner.tag in blocks for inner in child):
                run.append(f" {child.words()}" if {"what", "words", "place"} & set(child.classes) else child.words())
            elif isinstance(child, str):
                run.append(child)
            else:
                if words := " ".join("".join(run).split()):
                    mark = "#" * int(element.tag[1]) if element.tag[0] == "h" and element.tag[1:].isdigit() else ""
                    yield "  " * depth + f"{mark} {words}".strip()
                run = []
                if child is not None:
                    yield from lines(child, depth + (child.tag in {"li", "div"}))

    return "\n".join(lines(page_of(report).one("body"), 0)) + "\n"


@pytest.mark.parametrize(
    ("name", "render"), [("expected.txt", as_text), ("expected.md", changes_markdown), ("expected-page.txt", as_page)]
)
def test_reports(drafted: Bookfolder, name: str, render: Callable[[Report], str]) -> None:
    found = render(report_on(english(), compared(drafted), TODAY))
    path = DATA / "diff" / name
    if os.environ.get("UPDATE_REPORTS"):
        path.write_text(found, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8")
    differing = difflib.unified_diff(expected.split("\n"), found.split("\n"), "expected", "found", lineterm="")
    assert found == expected, "\n" + "\n".join(differing)


WEIGHTS = [
    [stricter(OBLIGATION), looser(CONDITION), MIXED, stricter(OBLIGATION, DATE)],
    [effect(OBLIGATION)],
    [effect(CONDITION)],
    [stricter(QUANTITY), effect(QUANTITY, PERSON)],
    [effect(DATE)],
    [effect(PERSON), effect(REFERENCE, PERSON)],
    [effect(AUDIENCE)],
    [effect(REFERENCE)],
    [effect()],
]
"""Changes of substance, weightiest first; those in a row weigh the same."""


def test_what_weighs_more_is_told_first(drafted: Bookfolder) -> None:
    difference = compared(drafted)
    tree = difference.changes.after
    for order in (1, -1):
        found = tuple(change for row in WEIGHTS[::order] for change in row)
        (group,) = report_on(english(), replace(difference, changes=Changes(tree, tree, found)), TODAY).groups
        assert [item.change for item in group.items] == [change for row in WEIGHTS for change in row]


@pytest.mark.parametrize(
    ("stage", "score", "says"),
    [
        (Stage.SIMILAR, 0.49, "Much rewritten; taken for the same because their place and their words fit best."),
        (Stage.LABEL, 0.2, "Much rewritten; taken for the same because they have the same number and place."),
        (Stage.OWN_ID, 0.0, "Much rewritten; taken for the same because they have the same id."),
        (Stage.CLAUSES, 0.3, "Much rewritten; taken for the same because they hold the same clauses."),
        (Stage.PIN, 0.1, ""),
        (Stage.SIMILAR, 0.5, ""),
    ],
)
def test_why_two_texts_count_as_one_clause(drafted: Bookfolder, stage: Stage, score: float, says: str) -> None:
    changes = compared(drafted).changes
    told = what_happened(english(), changes, changes.changes[1]._replace(stage=stage, score=score))
    assert [one.whole for one in told] == ["Stricter: “should” becomes “must”.", *filter(None, [says])]


def test_notes_are_told(drafted: Bookfolder) -> None:
    changes = compared(drafted).changes
    words = tuple(later("change.quoted", words=words) for words in ("at once", "in writing"))
    notes = (later("note.paired"), later("note.left_out", words=words))
    told = what_happened(english(), changes, changes.changes[0]._replace(notes=notes))
    assert [one.whole for one in told] == ["Paired by hand.", "Left out on the way: “at once”, “in writing”."]


def test_a_declaration_that_is_the_same_is_not_shown(drafted: Bookfolder) -> None:
    difference = replace(compared(drafted), declaration=redline("I agree.", "I agree."))
    assert report_on(english(), difference, TODAY).declaration == ()


def test_an_unknown_role_keeps_its_braces(drafted: Bookfolder) -> None:
    difference = compared(drafted)
    runs = (Run(Op.KEEP, "Ask the {{headteacher}} or the {{nobody}}."),)
    changes = replace(
        difference.changes,
        changes=(difference.changes.changes[1]._replace(redline=runs), *difference.changes.changes[1:]),
    )
    assert (
        report_on(english(), replace(difference, changes=changes), TODAY).text[0].runs[0].text
        == "Ask the Headteacher or the {{nobody}}."
    )


def test_a_terminal_is_given_colour_only_if_it_shows_it(drafted: Bookfolder) -> None:
    report = report_on(english(), compared(drafted), TODAY)
    plain, coloured = (changes_text(report, width=100, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured or "\x1b[9;31m" in coloured
    rows = re.sub(r"\x1b\[[\d;]*m", "", coloured).split("\n")
    assert [row.rstrip() for row in rows] == plain.split("\n")


@pytest.mark.parametrize("width", [40, 72, 100])
def test_rows_fit_the_terminal(drafted: Bookfolder, width: int) -> None:
    rows = changes_text(report_on(english(), compared(drafted), TODAY), width=width, colour=False).split("\n")
    assert max(map(len, rows)) <= width


def test_a_text_that_is_the_same(drafted: Bookfolder) -> None:
    difference = compared(drafted)
    tree = difference.changes.before
    same = [
        Change(
            node.kind, ChangeKind.UNCHANGED, (n,), (n,), stage=Stage.TEXT, score=1.0, redline=(Run(Op.KEEP, node.text),)
        )
        for n, node in enumerate(tree.nodes)
    ]
    report = report_on(english(), replace(difference, changes=Changes(tree, tree, tuple(same)), declaration=()), TODAY)
    assert report.groups == ()
    assert "The two texts are the same, word for word." in as_text(report)
    assert "The two texts are the same, word for word." in changes_markdown(report)
    page = page_of(report)
    assert page.all("nav") == []
    assert [link.attrs["href"] for link in page.one("body").all("a")] == ["#text"]
    assert len(page.all("", "same")) == len(tree)


def test_a_text_of_which_nothing_is_left(drafted: Bookfolder) -> None:
    difference = compared(drafted)
    tree = difference.changes.after
    new = [
        Change(node.kind, ChangeKind.ADDED, (), (n,), significance=SUBSTANTIVE, redline=(Run(Op.INSERT, node.text),))
        for n, node in enumerate(tree.nodes)
    ]
    report = report_on(english(), replace(difference, changes=Changes(Tree(), tree, tuple(new))), TODAY)
    for told in (as_text(report), changes_markdown(report), as_page(report)):
        assert "3 sections and 12 clauses are new." in told
        assert "The other" not in told


def test_links_of_a_page_lead_to_what_they_name(drafted: Bookfolder) -> None:
    page = page_of(report_on(english(), compared(drafted), TODAY))
    ids = [element.id for element in page if element.id]
    assert len(ids) == len(set(ids))
    links = page.all("a")
    assert len(links) > 15
    for link in links:
        assert link.attrs["href"].removeprefix("#") in ids
    first = page.one("nav").all("a")[0]
    assert "Staff" in page.by_id(first.attrs["href"].removeprefix("#")).words()


def test_a_page_needs_nothing_else(drafted: Bookfolder) -> None:
    html = changes_page(report_on(english(), compared(drafted), TODAY))
    assert html.startswith("<!doctype html>")
    assert re.findall(r"<script|<link|<img|@import|url\(|https?://", html) == []
    assert re.findall(r"\bstyle=|\bon\w+=", html) == []


def test_every_mark_of_a_page_is_in_words_too(drafted: Bookfolder) -> None:
    page = page_of(report_on(english(), compared(drafted), TODAY))
    marks = [*page.all("del"), *page.all("ins")]
    assert len(marks) > 10
    for mark in marks:
        word = "deleted" if mark.tag == "del" else "inserted"
        assert mark.words().startswith(f"[{word}: ")
        assert mark.words().endswith("]")


def test_a_page_has_both_texts(drafted: Bookfolder) -> None:
    difference = compared(drafted)
    roles = {"{{network-manager}}": "Network manager", "{{headteacher}}": "Headteacher"}
    for left_out, tree in (("ins", difference.changes.before), ("del", difference.changes.after)):
        page = page_of(report_on(english(), difference, TODAY))
        for element in page:
            element.children = [
                child
                for child in element.children
                if not (isinstance(child, Element) and (child.tag == left_out or "unseen" in child.classes))
            ]
        shown = [element for element in page if {"clause", "section"} & set(element.classes)]
        words = [next(e for e in item if e.tag in {"p", "h3", "h4"}).words("label") for item in shown]
        expected = " ".join(node.text for node in tree.nodes)
        for braces, title in roles.items():
            expected = expected.replace(braces, title)
        # The moved clause stands at its new place only, and the space around a mark is not part of it.
        assert sorted(re.findall(r"\w+", " ".join(words))) == sorted(re.findall(r"\w+", expected))


def colours() -> Iterator[tuple[str, dict[str, str]]]:
    css = (ROOT / "tools/policybook/rendering/templates/changes.css").read_text(encoding="utf-8")
    for name, block in zip(("light", "dark"), re.findall(r":root \{(.*?)\}", css, re.DOTALL), strict=True):
        yield name, dict(re.findall(r"--([\w-]+): (#\w+)", block))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        *((ink, paper) for ink in ("ink", "soft", "link", "red", "green") for paper in ("paper", "tint")),
        ("red", "red-tint"),
        ("green", "green-tint"),
        ("amber", "amber-tint"),
    ],
)
def test_contrast(scheme: str, ink: str, paper: str) -> None:
    def light(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    palette = dict(colours())[scheme]
    dark, bright = sorted((light(palette[ink]), light(palette[paper])))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


# Redlines in a line.

LONG = " ".join(f"w{n}" for n in range(1, 41))
THIRTY_TWO = " ".join(f"w{n}" for n in range(1, 33))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("Staff should ask.", "Staff must ask.", "Staff [-should-] {+must+} ask."),
        ("E-mail is read.", "Email is read.", "[-E-mail-]{+Email+} is read."),
        ("Ask.", "Ask, at once.", "Ask{+, at once+}."),
        ("", "Ask.", "{+Ask.+}"),
        ("Ask.", "", "[-Ask.-]"),
        ("", "", ""),
        ("Ask.", "Ask.", "Ask."),
        (f"{LONG} old end.", f"{LONG} new end.", "… " + " ".join(LONG.split()[-14:]) + " [-old-] {+new+} end."),
        (f"Old {LONG}", f"New {LONG}", "[-Old-]{+New+} " + " ".join(LONG.split()[:14]) + " …"),
        (LONG, LONG, " ".join(LONG.split()[:14]) + " …"),
        (f"a {THIRTY_TWO} b", f"c {THIRTY_TWO} d", f"[-a-]{{+c+}} {THIRTY_TWO} [-b-] {{+d+}}"),
        (
            f"a {THIRTY_TWO} w33 b",
            f"c {THIRTY_TWO} w33 d",
            "[-a-]{+c+} "
            + " ".join(THIRTY_TWO.split()[:14])
            + " … "
            + " ".join([*THIRTY_TWO.split()[19:], "w33"])
            + " [-b-] {+d+}",
        ),
    ],
)
def test_redlines_in_a_line(before: str, after: str, line: str) -> None:
    marks = {Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}", Op.KEEP: "{}"}
    assert "".join(marks[run.op].format(run.text) for run in in_line(redline(before, after))) == line


def test_long_insertions_in_a_line() -> None:
    (run,) = in_line([Run(Op.INSERT, LONG)], most=3)
    assert run == Run(Op.INSERT, "w1 w2 w3 … (37 more words)")
    assert in_line([Run(Op.INSERT, LONG)], most=40) == [Run(Op.INSERT, LONG)]


# Labels and names.


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("Top.", "1"),
        ("Items:", "2.5"),
        ("first", "2.5 a"),
        ("inner", "2.5 b (i)"),
        ("bullet", ""),
        ("below", ""),
        ("Part", "A"),
    ],
)
def test_how_a_clause_is_cited(words: str, cited: str) -> None:
    text = read(
        "## A. Part\n\n1. Top.\n\n2.5 Items:\n\n- a) first\n- b) second\n  - (i) inner\n\n"
        "## Other\n\n- bullet\n  - below\n"
    )
    position = next(n for n, node in enumerate(text.tree.nodes) if node.text == words)
    assert citation(text.tree, position) == cited


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two three four five six", "One two three four five six"),
        ("One two three four five six seven", "One two three four five …"),
        ("One, two, three, four, five, six, seven", "One, two, three, four, five …"),
        ("", ""),
    ],
)
def test_first_words(text: str, first: str) -> None:
    assert first_words(text) == first


# Whatever the texts hold.

NASTY = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details></blockquote> [link](javascript:x) ![p](y) `code`"
    " **bold** _it_ ~~gone~~ | cell | # no 12 #12 GH-12 a@b.example @clerk https://x.example www.x.example :tada: $x$"
    " &lt;b&gt; \\[ \x1b[31mred \u202ekcab {{ 7*7 }} {% raw %} [bold]rich[/bold] -->"
)


def hostile(drafted: Bookfolder) -> Difference:
    """Return a difference every text of which is hostile."""
    difference = compared(drafted)
    changes = difference.changes

    def spoilt(tree: Tree) -> Tree:
        return Tree(
            tuple(n._replace(text=f"{NASTY} {n.text}", label=n.label and f"{n.label}<b>") for n in tree.nodes), tree.ids
        )

    told = tuple(
        change._replace(
            redline=(
                Run(Op.KEEP, NASTY + " "),
                Run(Op.DELETE, NASTY),
                Run(Op.INSERT, NASTY),
                Run(Op.KEEP, " " + NASTY),
            ),
            effects=tuple(item._replace(before=NASTY, after=NASTY) for item in change.effects),
            notes=(later("change.quoted", words=NASTY),),
        )
        for change in changes
    )
    about = (FieldChange("owner.name", NASTY, NASTY), FieldChange("related", None, [NASTY]))
    spoilt_changes = Changes(spoilt(changes.before), spoilt(changes.after), told, about)

    def named(side: Named) -> Named:
        values = side.version.front_matter.model_copy(update={"title": NASTY, "change_note": NASTY})
        text = replace(side.version.text, front_matter=values)
        return replace(side, name=NASTY, version=replace(side.version, text=text))

    return Difference(named(difference.before), named(difference.after), spoilt_changes, told[0].redline)


def test_hostile_text_in_a_terminal(drafted: Bookfolder) -> None:
    for colour in (False, True):
        text = changes_text(report_on(english(), hostile(drafted), TODAY), width=100, colour=colour)
        assert "\x1b[31mred" not in text
        assert "\u202e" not in text
        assert "[bold]rich[/bold]" in " ".join(re.sub(r"\x1b\[[\d;]*m", "", text).split())


def test_hostile_text_on_a_page(drafted: Bookfolder) -> None:
    html = changes_page(report_on(english(), hostile(drafted), TODAY))
    page = read_html(html.removeprefix("<!doctype html>\n"), is_strict=True)
    known = {
        "",
        *"html head meta title style body a header p h1 h2 h3 h4 h5 h6 dl div dt dd strong main ul li span".split(),
    }
    known |= set("section blockquote nav ol del ins footer".split())
    assert {element.tag for element in page} <= known
    names = {name for element in page for name in element.attrs}
    assert names <= {*"class id href lang charset name content tabindex aria-label aria-labelledby aria-hidden".split()}
    assert all(link.attrs["href"].startswith("#") for link in page.all("a"))
    assert "{{ 7*7 }}" in page.words()
    assert "\x1b" not in html


def test_hostile_text_in_markdown(drafted: Bookfolder) -> None:
    report = report_on(english(), hostile(drafted), TODAY)
    markdown = changes_markdown(report)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    parts = [part for token in tokens for part in (token, *(token.children or ()))]
    kinds = {part.type for part in parts}
    assert not kinds & {"link_open", "image", "code_inline", "fence", "code_block", "s_open"}
    inline = {part.content for part in parts if part.type == "html_inline"}
    assert inline <= {"<del>", "</del>", "<ins>", "</ins>", "<span>", "</span>"}
    blocks = "".join(part.content for part in parts if part.type == "html_block")
    assert re.sub(r"</?details>|<summary>[\w, ]+ \(\d+\)</summary>|\s", "", blocks) == ""
    shown = "".join(part.content for part in parts if part.type == "text")
    assert re.findall(r"@\w|#\d|GH-\d|://|www\.|:tada:", shown) == []


MARKS = "ab1 \\`*_{}[]()<>#+-.!|~@:/$&;=\"'wGH\n\t%^"


@given(st.text(MARKS, max_size=40))
@example("1. one")
@example("1) one")
@example("- one")
@example("+")
@example("=")
@example("a\n===")
@example("&amp;lt;")
@example("\\\\*a*")
@example("<!-- -->")
def test_inert_text_shows_itself_and_nothing_else(text: str) -> None:
    words = " ".join(text.split())
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for start in ("", "- ", "> ", "**1.1** "):
        tokens = parser.parse(start + inert(text) + "\n")
        parts = [part for token in tokens for part in (token, *(token.children or ()))]
        shown = "".join(part.content for part in parts if part.type == "text").replace("\u200b", "")
        assert shown == (f"1.1 {words}".strip() if "1.1" in start else words)
        tags = {part.content for part in parts if part.type == "html_inline"}
        assert tags <= {"<span>", "</span>"}
        blocks = {part.type for part in parts if part.nesting == 1}
        assert blocks <= {"paragraph_open", "bullet_list_open", "list_item_open", "blockquote_open", "strong_open"}


def many(drafted: Bookfolder, count: int, words: str) -> Report:
    """Return a report on many changes of every weight."""
    difference = compared(drafted)
    tree = difference.changes.after
    runs = (Run(Op.KEEP, "Staff "), Run(Op.DELETE, words), Run(Op.INSERT, words), Run(Op.KEEP, "."))
    told = [
        change._replace(after=(1,), before=(1,), redline=runs, effects=change.effects * 40)
        for change in (stricter(), REPHRASED, SPELLING, RENUMBERED)
        for _ in range(count)
    ]
    new = [
        Change(Kind.CLAUSE, ChangeKind.ADDED, (), (1,), significance=SUBSTANTIVE, redline=runs) for _ in range(count)
    ]
    return report_on(english(), replace(difference, changes=Changes(tree, tree, (*told, *new))), TODAY)


@pytest.mark.parametrize(
    ("count", "words"), [(2_000, "word"), (400, "word " * 300), (3, "w" * 200_000), (60, "@a$b:c:#1" * 99)]
)
def test_a_comment_is_never_too_long(drafted: Bookfolder, count: int, words: str) -> None:
    markdown = changes_markdown(many(drafted, count, words))
    assert len(markdown) <= LONGEST
    told = {title: int(n) for title, n in re.findall(r"^(?:### |<summary>)([\w, ]+) \((\d+)\)", markdown, re.MULTILINE)}
    assert told["Changes of substance"] == count
    if count > 100:
        assert len(markdown) > LONGEST * 0.9
        assert "**Left out for length:**" in markdown
        assert re.search(rf"\d+ of {count} under “Changes of substance”", markdown)
    assert markdown.count("<details>") == markdown.count("</details>")


def test_nothing_is_left_out_of_a_short_comment(drafted: Bookfolder) -> None:
    assert "Left out" not in changes_markdown(many(drafted, 5, "word"))
