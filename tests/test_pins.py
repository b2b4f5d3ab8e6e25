"""Pairs of clauses that an owner fixes by hand: how they are named, what they do, and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import SCHOOL, TODAY, Bookfolder, Ran, policy
from policybook.book.comparison import understood_version
from policybook.book.difference import Difference, difference
from policybook.book.loading import load_file
from policybook.book.model import Policy
from policybook.book.naming import resolve_pair
from policybook.book.pins import Decision, Pair, find_pins, pairs_findings, read_pairs
from policybook.book.subject_pins import pins_findings
from policybook.book.topics import read_topics
from policybook.comparing.comparison import Text, stance_in
from policybook.diffing.matching import Pins, Stage
from policybook.finding import Level
from policybook.language.modality import Modality

Run = Callable[..., Ran]
PATH, PAIRS = "hill/e-safety/policy.md", "hill/e-safety/pairs.yml"
OLD = """\
## 1 Part

1.1 Staff must lock their screens.

1.2 Staff must not eat at a desk.

- Ask first.
- Ask again.
"""
NEW = """\
## 1 Part

1.1 Staff must not eat at a desk.

1.2 Every computer is switched off. {#off}

- Ask first.
"""


def test_what_a_file_holds() -> None:
    data = """\
same:
  - {before: "1.1", after: off}
  - {before: Ask again, after: " Ask first ", versions: [2025-01, working]}
different:
  - {before: " 1.2 ", after: "1.1"}
"""
    found = read_pairs(data.encode())
    assert found.findings == ()
    assert found.pairs == (
        Pair(True, "1.1", "off", None, 2),
        Pair(True, "Ask again", "Ask first", ("2025-01", "working"), 3),
        Pair(False, "1.2", "1.1", None, 5),
    )


def test_what_a_file_says_of_subjects() -> None:
    data = """\
about:
  - {clause: " 3.7 ", topic: email}
not_about:
  - {clause: Ask again, rule: " password-secrecy"}
"""
    found = read_pairs(data.encode())
    assert (found.findings, found.pairs) == ((), ())
    assert found.decisions == (
        Decision(True, "3.7", "email", False, 2),
        Decision(False, "Ask again", "password-secrecy", True, 4),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "same:\ndifferent:\n", "same: []\n"])
def test_a_file_without_pairs(text: str) -> None:
    assert read_pairs(text.encode()) == read_pairs(b"")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("smae:\n  - {before: a, after: b}\n", 1, "“smae” is no field known here"),
        ("same: {before: a, after: b}\n", 1, "same must be a list"),
        ("same:\n  - a\n", 2, "must be a group of `before` and `after`"),
        ("same:\n  - {before: a}\n", 2, "must name a clause in `before` and one in `after`"),
        ("same:\n  - {before: a, after: ' '}\n", 2, "must name a clause"),
        ("same:\n  - {before: [a], after: b}\n", 2, "must name a clause"),
        ("same:\n  - {before: a, after: b, why: c}\n", 2, "“why” is no field of a pair"),
        ("same:\n  - {before: a, after: b, versions: 2025-01}\n", 2, "`versions` must be a list of two names"),
        ("same:\n  - {before: a, after: b, versions: [x]}\n", 2, "`versions` must be a list of two names"),
        ("same: [\n", 1, ""),
        ("about:\n  - a\n", 2, "must be a group of `clause` and `topic`"),
        ("about:\n  - {clause: a}\n", 2, "must name a clause in `clause`, and one topic"),
        ("about:\n  - {clause: ' ', topic: email}\n", 2, "must name a clause"),
        ("about:\n  - {clause: a, topic: b, rule: c}\n", 2, "one topic in `topic` or one rule in `rule`"),
        ("not_about:\n  - {clause: a, topics: b}\n", 2, "“topics” is no field of such an entry"),
    ],
)
def test_a_file_that_is_wrong(text: str, line: int, says: str) -> None:
    found = read_pairs(text.encode() + b"different:\n  - {before: x, after: y}\n")
    (finding,) = found.findings
    assert (finding.code, finding.level, finding.line) == ("front-matter-invalid", Level.ERROR, line) or not says
    assert says in finding.message
    # What can be read counts.
    assert found.pairs == (Pair(False, "x", "y", None, text.count("\n") + 2),) or not says


def pins(*rows: str) -> tuple[Pins, list[tuple[str, int | None, str]]]:
    """Return the pins that a file gives for `OLD` and `NEW`, and code, line and message of each finding."""
    before, after = (load_file("x.md", policy(text).encode()) for text in (OLD, NEW))
    found, findings = find_pins(read_pairs("\n".join(rows).encode()), before, after)
    return found, [(finding.code, finding.line, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("before", "after", "pair"),
    [
        ('"1.1"', '"1.2"', (1, 2)),
        ('"1.1"', "off", (1, 2)),
        ("staff must lock", "every computer", (1, 2)),
        ("Staff must lock …", "Every  computer is ...", (1, 2)),
        ("staff-lock-screens", "off", (1, 2)),
        ("Ask again.", "Ask", (4, 3)),
        ("Part", '"1"', (0, 0)),
    ],
)
def test_how_a_clause_is_named(before: str, after: str, pair: tuple[int, int]) -> None:
    same = pins("same:", f"  - {{before: {before}, after: {after}}}")
    assert same == (Pins(same=frozenset({pair})), [])
    different = pins("different:", f"  - {{before: {before}, after: {after}}}")
    assert different == (Pins(different=frozenset({pair})), [])


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"9.9"', "off", "“9.9” is no clause of x.md; the pair is not used."),
        ('"1.1"', "on", "“on” is no clause of x.md; the pair is not used."),
        ("Staff must", "off", "“Staff must” is 2 clauses of x.md; the pair is not used."),
        ("Ask", "off", "“Ask” is 2 clauses of x.md; the pair is not used."),
    ],
)
def test_a_clause_that_is_none_or_several(before: str, after: str, message: str) -> None:
    assert pins("same:", f"  - {{before: {before}, after: {after}}}") == (Pins(), [("pair-unknown", 2, message)])


@pytest.mark.parametrize(
    ("rows", "line", "why"),
    [
        (["same:", "  - {before: Part, after: off}"], 2, "a section and a clause are never one"),
        (
            ["same:", "  - {before: Ask again, after: Ask}", "different:", "  - {before: Ask again, after: Ask first}"],
            4,
            "another entry says the opposite",
        ),
        (
            ["same:", "  - {before: Ask again, after: Ask}", "  - {before: Ask first, after: Ask}"],
            3,
            "another entry pairs one of the two with a third clause",
        ),
    ],
)
def test_a_pair_that_cannot_be(rows: list[str], line: int, why: str) -> None:
    found, findings = pins(*rows)
    assert len(found.same | found.different) == len(rows) - 2 if len(rows) == 3 else True
    ((code, at, message),) = findings
    assert (code, at) == ("pair-impossible", line)
    assert why in message


@pytest.fixture
def steps(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A policy of two versions and a draft; the draft replaces a clause."""
    folder = book({"hill/school.yml": SCHOOL, PATH: policy("First words of all.\n")})
    folder.approve("2025-01")
    folder.write({PATH: policy(OLD, change_note="More.")})
    folder.approve("2025-06")
    return folder.write({PATH: policy(NEW, change_note="Other words.")})


def compared(folder: Bookfolder, before: str = "hill/e-safety", after: str | None = None) -> Difference:
    return difference(*resolve_pair(before, after, lambda: folder.root, folder.load, TODAY))


def became(found: Difference) -> dict[str, str]:
    """Return which words became which."""
    changes = found.changes
    return {
        changes.nodes_before(change)[0].text: changes.nodes_after(change)[0].text
        for change in changes
        if change.before and change.after
    }


def test_a_pair_that_is_demanded(steps: Bookfolder) -> None:
    old, new = "Staff must lock their screens.", "Every computer is switched off."
    assert became(compared(steps)).get(old) != new
    steps.write({PAIRS: 'same:\n  - {before: "1.1", after: off}\n'})
    found = compared(steps)
    assert became(found)[old] == new
    (change,) = [change for change in found.changes if change.stage is Stage.PIN]
    assert found.changes.nodes_after(change)[0].text == new
    assert found.findings == ()


def test_a_pair_that_is_forbidden(steps: Bookfolder) -> None:
    words = "Staff must not eat at a desk."
    assert became(compared(steps))[words] == words
    steps.write({PAIRS: 'different:\n  - {before: "1.2", after: "1.1"}\n'})
    assert became(compared(steps)).get(words) != words


def test_a_pair_of_other_versions_is_no_mistake(steps: Bookfolder) -> None:
    steps.write({PAIRS: 'same:\n  - {before: "1.1", after: off}\n'})
    found = compared(steps, "hill/e-safety@2025-01", "hill/e-safety@2025-06")
    assert found.findings == ()
    assert all(change.stage is not Stage.PIN for change in found.changes)


def test_a_pair_of_named_versions_counts_for_these_only(steps: Bookfolder) -> None:
    steps.write({PAIRS: 'same:\n  - {before: "1.1", after: off, versions: [2025-06, working]}\n'})
    assert any(change.stage is Stage.PIN for change in compared(steps).changes)
    steps.write({PAIRS: 'same:\n  - {before: "1.1", after: off, versions: [2025-01, working]}\n'})
    assert all(change.stage is not Stage.PIN for change in compared(steps).changes)


def test_what_is_wrong_in_any_version(steps: Bookfolder) -> None:
    rows = """\
same:
  - {before: "1.1", after: off}
  - {before: nowhere, after: off}
  - {before: Staff must, after: off}
  - {before: "1.1", after: off, versions: [2024-01, working]}
  - {before: "1.1", after: off, versions: [2025-01, working]}
"""
    found = pairs_findings(read_pairs(rows.encode()), steps.policy().versions)
    assert [(finding.line, finding.code, finding.message) for finding in found] == [
        (3, "pair-unknown", "“nowhere” is no clause of any version; the pair is not used."),
        (4, "pair-unknown", "“Staff must” is 2 clauses of the version 2025-06; the pair is not used."),
        (5, "pair-unknown", "There is no version “2024-01”; the pair is not used."),
        (6, "pair-unknown", "“1.1” is no clause of the version 2025-01; the pair is not used."),
    ]


def test_diff_shows_pairs_and_says_what_is_wrong_with_them(run: Run, steps: Bookfolder) -> None:
    steps.write({PAIRS: 'same:\n  - {before: "1.1", after: off}\n  - {before: "7", after: off}\n'})
    done = run("diff", "hill/e-safety", "--book", steps.root, "--today", "2026-11-21")
    assert done.code == 0
    assert "Paired by hand." in done.out
    assert done.err == (f"{PAIRS}:3: warning: “7” is no clause of any version; the pair is not used. [pair-unknown]\n")


# What clauses are about.

TOPICS = """\
topics:
  - {id: screens, title: Screens, says: ["'screens'"]}
  - {id: desks, title: Desks}
  - {id: doors, title: Doors}
rules:
  - {id: lock, topic: screens, title: Locked screens, says: ["'lock' 'screens'"]}
  - {id: eating, topic: desks, title: Eating at desks}
"""
FILE = read_topics(TOPICS.encode(), "e-safety")


def about(book: Callable[..., Bookfolder], body: str, *rows: str) -> tuple[list[tuple[list[str], list[str]]], Policy]:
    """Return topics and rules of each clause of a policy whose `pairs.yml` has these rows, and the policy."""
    policy_ = book({"hill/school.yml": SCHOOL, PATH: policy(body), PAIRS: "\n".join(rows)}).policy()
    assert policy_.working
    known = understood_version(policy_.working, policy_, FILE)
    return [([t.id for t in each.topics], [r.id for r in each.rules]) for each in known if each], policy_


LOCK = "Staff must lock their screens. {#lock}\n\nNothing of note. {#note}\n"


@pytest.mark.parametrize(
    ("row", "topics", "rules"),
    [
        ("about: [{clause: lock, topic: desks}]", ["desks", "screens"], ["lock"]),
        ("about: [{clause: lock, rule: eating}]", ["desks", "screens"], ["eating", "lock"]),
        ("about: [{clause: lock, topic: desks}, {clause: lock, topic: doors}]", ["desks", "doors"], ["lock"]),
        ("about: [{clause: lock, topic: screens}]", ["screens"], ["lock"]),
        ("not_about: [{clause: lock, rule: lock}]", ["screens"], []),
        ("not_about: [{clause: lock, topic: screens}]", [], []),
        (
            "about: [{clause: lock, rule: eating}]\nnot_about: [{clause: lock, topic: desks}]",
            ["screens"],
            ["eating", "lock"],
        ),
        ("about: [{clause: lock, rule: etaing}]", ["screens"], ["lock"]),
        ("about: [{clause: unlock, rule: eating}]", ["screens"], ["lock"]),
    ],
)
def test_an_owner_decides(book: Callable[..., Bookfolder], row: str, topics: list[str], rules: list[str]) -> None:
    found, _ = about(book, LOCK, row)
    assert found[0] == (topics, rules)


def test_a_rule_given_by_hand_has_the_force_of_the_clause(book: Callable[..., Bookfolder]) -> None:
    _, owner = about(book, "Crumbs must not be left.\n", "about: [{clause: Crumbs, rule: eating}]")
    assert owner.working
    text = Text("p", owner.working.tree, understood_version(owner.working, owner, FILE))
    assert stance_in(text, 0, FILE.catalogue.rule["eating"]).modality is Modality.MUST_NOT


@pytest.mark.parametrize(
    ("rows", "line", "code", "says"),
    [
        (["about:", "  - {clause: lock, rule: etaing}"], 2, "pair-unknown", "“etaing” is no rule"),
        (["about:", "  - {clause: lock, topic: eating}"], 2, "pair-unknown", "“eating” is no topic"),
        (["about:", "  - {clause: unlock, rule: eating}"], 2, "pair-unknown", "is no clause of any version"),
        (["about:", "  - {clause: Same, rule: eating}"], 2, "pair-unknown", "“Same” is 2 clauses of the version"),
        (["about:", "  - {clause: Part, rule: eating}"], 2, "pair-unknown", "“Part” is no clause"),
        (
            ["about:", "  - {clause: lock, rule: eating}", "not_about:", "  - {clause: Staff must, rule: eating}"],
            4,
            "pair-impossible",
            "another entry says the opposite",
        ),
        (
            ["about:", *(f"  - {{clause: lock, topic: {topic}}}" for topic in ("screens", "desks", "doors"))],
            4,
            "pair-impossible",
            "at most 2 topics",
        ),
        (["about:", "  - {clause: lock, rule: eating}", "  - {clause: lock, rule: lock}"], None, "", ""),
    ],
)
def test_decisions_that_cannot_be_used(
    book: Callable[..., Bookfolder], rows: list[str], line: int | None, code: str, says: str
) -> None:
    _, owner = about(book, f"## Part\n\n{LOCK}\nSame words.\n\nSame words, more.\n", *rows)
    found = list(pins_findings(owner, FILE.catalogue))
    assert [(finding.line, finding.code) for finding in found] == ([(line, code)] if code else [])
    assert all(says in finding.message for finding in found)


def test_a_near_name_is_offered(book: Callable[..., Bookfolder]) -> None:
    _, owner = about(book, LOCK, "about: [{clause: lock, rule: etaing}]")
    assert [finding.fix for finding in pins_findings(owner, FILE.catalogue)] == ["Did you mean `eating`?"]
    assert "no topics file" in next(pins_findings(owner, None)).fix


def test_a_clause_of_an_older_version_is_no_mistake(steps: Bookfolder) -> None:
    steps.write({PAIRS: "about: [{clause: First words, topic: desks}]"})
    assert list(pins_findings(steps.policy(), FILE.catalogue)) == []
