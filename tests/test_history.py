"""How a policy came to its text: which versions follow each other, and what became of every clause on the way."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from conftest import SCHOOL, policy
from policybook.book import load_book
from policybook.book.difference import Difference, difference
from policybook.book.history import former_ids, loses_ids, steps_of, strands_of
from policybook.book.model import Policy
from policybook.book.naming import Named
from policybook.book.sources import Sources

SEALED = {"2024-01": "Phones stay off.\n", "2025-01": "Phones stay in their bags.\n"}


def the_policy(sealed: Mapping[str, str], working: str | None = None, **fields: str) -> Policy:
    """Return a policy of sealed versions, by their dates, and a working text."""
    files = {"hill/school.yml": SCHOOL}
    for date, body in sealed.items():
        approved = f"approved: {{by: Governors, date: {date}}}"
        files[f"hill/phones/versions/{date}.md"] = policy(body, approved, status="approved")
    if working is not None:
        files["hill/phones/policy.md"] = policy(working, **fields)
    return load_book(Sources({name: text.encode() for name, text in files.items()})).policy("hill/phones")[1]


def compared(*texts: str) -> list[Difference]:
    """Return the steps from text to text."""
    found = the_policy({f"20{10 + n}-01": text for n, text in enumerate(texts)})
    return [
        difference(Named(found.ref, before, None, found), Named(found.ref, after, None, found))
        for before, after in pairwise(found.sealed)
    ]


# Which versions follow each other.


@pytest.mark.parametrize(
    ("sealed", "working", "status", "expected"),
    [
        pytest.param({}, "Phones stay off.\n", "draft", [], id="only a draft"),
        pytest.param({}, "Phones stay off.\n", "approved", [], id="approved, never sealed"),
        pytest.param({"2024-01": "Phones stay off.\n"}, None, "", [], id="one version"),
        pytest.param(SEALED, None, "", ["2024-01 > 2025-01"], id="two versions"),
        pytest.param(
            SEALED, SEALED["2025-01"], "approved", ["2024-01 > 2025-01"], id="a working text that repeats the newest"
        ),
        pytest.param(
            SEALED,
            SEALED["2025-01"],
            "draft",
            ["2024-01 > 2025-01", "2025-01 > working"],
            id="a draft, even if nobody has edited it yet",
        ),
        pytest.param(
            SEALED,
            "Phones stay at home.\n",
            "approved",
            ["2024-01 > 2025-01", "2025-01 > working"],
            id="a working text that was edited after its approval",
        ),
        pytest.param(SEALED, SEALED["2025-01"], "withdrawn", ["2024-01 > 2025-01"], id="withdrawn"),
        pytest.param(
            {"2025-01": SEALED["2025-01"], "undated": SEALED["2024-01"]},
            None,
            "",
            ["undated > 2025-01"],
            id="an undated version is the oldest",
        ),
    ],
)
def test_which_versions_follow_each_other(
    sealed: Mapping[str, str], working: str | None, status: str, expected: list[str]
) -> None:
    found = the_policy(sealed, working, status=status)
    assert [f"{before.name} > {after.name}" for before, after in steps_of(found)] == expected


# What became of each clause.


def told(steps: list[Difference]) -> list[str]:
    """Return each clause in a line: its last words, the texts that have it, and what each step did to it."""
    trees = [steps[0].changes.before, *(step.changes.after for step in steps)]
    rows = []
    for strand in strands_of(steps):
        words = trees[strand.last].nodes[strand.position].text
        events = [f"{step + 1} {steps[step].changes.changes[change].kind}" for step, change in strand.events]
        rows.append(f"{words} | {strand.first}-{strand.last} | {', '.join(events)}".rstrip(" |"))
    return rows


LOCK = "Staff must lock the screen whenever they leave their desk."
ASK = "Visitors must ask at the office before they join the network."
BAGS = "Phones stay in bags from the first bell until the last."
TRIPS = "On a trip, the leader carries a phone of the school."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            [[LOCK, ASK], [LOCK, ASK], [LOCK, ASK]], [f"{LOCK} | 0-2", f"{ASK} | 0-2"], id="nothing ever happened"
        ),
        pytest.param(
            [[LOCK, ASK], [LOCK, BAGS, ASK], [LOCK.replace("must", "should"), BAGS, ASK]],
            [f"{LOCK.replace('must', 'should')} | 0-2 | 2 amended", f"{BAGS} | 1-2 | 1 added", f"{ASK} | 0-2"],
            id="came, and was reworded later",
        ),
        pytest.param(
            [[LOCK, ASK, BAGS], [LOCK, ASK.replace("office", "desk"), BAGS], [LOCK, BAGS]],
            [f"{LOCK} | 0-2", f"{BAGS} | 0-2", f"{ASK.replace('office', 'desk')} | 0-1 | 1 amended, 2 removed"],
            id="was reworded, then taken out",
        ),
        pytest.param(
            [[LOCK, ASK], [ASK], [LOCK, ASK]],
            [f"{LOCK} | 2-2 | 2 added", f"{ASK} | 0-2", f"{LOCK} | 0-0 | 1 removed"],
            id="what comes back is new",
        ),
        pytest.param(
            [[f"{LOCK} {ASK}", BAGS], [LOCK, ASK, BAGS], [LOCK, ASK, BAGS]],
            [f"{LOCK} | 1-2 | 1 split", f"{ASK} | 0-2 | 1 split", f"{BAGS} | 0-2"],
            id="was divided: one part goes on, the other is new",
        ),
        pytest.param(
            [[LOCK, ASK, BAGS], [f"{LOCK} {ASK}", BAGS], [f"{LOCK} {ASK}", BAGS]],
            [f"{LOCK} {ASK} | 0-2 | 1 merged", f"{BAGS} | 0-2", f"{LOCK} | 0-0 | 1 merged"],
            id="was joined: one goes on, the other ends",
        ),
    ],
)
def test_what_became_of_each_clause(texts: list[list[str]], expected: list[str]) -> None:
    assert told(compared(*("\n\n".join(clauses) + "\n" for clauses in texts))) == expected


def test_a_clause_keeps_its_history_through_a_move_and_a_new_number() -> None:
    first = f"## 1. Desks\n\n1.1 {LOCK}\n\n1.2 {BAGS}\n\n## 2. Visits\n\n2.1 {ASK}\n\n2.2 {TRIPS}\n"
    second = f"## 1. Desks\n\n1.1 {BAGS}\n\n## 2. Visits\n\n2.1 {ASK}\n\n2.2 {TRIPS}\n\n2.3 {LOCK}\n"
    third = f"## 1. Desks\n\n1.1 {BAGS}\n\n## 2. Visits\n\n2.1 {ASK}\n\n2.2 {TRIPS}\n\n2.4 {LOCK}\n"
    rows = told(compared(first, second, third))
    assert f"{LOCK} | 0-2 | 1 moved, 2 renumbered" in rows
    assert f"{BAGS} | 0-2 | 1 renumbered" in rows
    assert f"{ASK} | 0-2" in rows


# Links that must go on leading somewhere.


def links(*texts: list[str]) -> dict[str, str]:
    """Return where each id of an earlier text leads in the last one: id -> the words of the clause."""
    steps = compared(*("\n\n".join(clauses) + "\n" for clauses in texts))
    nodes = steps[-1].changes.after.nodes
    return {id_: nodes[position].text for position, ids in former_ids(steps).items() for id_ in ids}


def test_the_id_of_a_clause_that_was_joined_to_another_leads_there_and_on() -> None:
    joined = f"{LOCK} {ASK}"
    texts = [[LOCK + " {#lock}", ASK + " {#ask}", BAGS], [joined + " {#ask}", BAGS]]
    assert links(*texts) == {"lock": joined}
    later = joined.replace("must", "should")
    assert links(*texts, [BAGS, later + " {#ask}"]) == {"lock": later}
    assert links(*texts, [later + " {#desks}", BAGS]) == {"lock": later, "ask": later}


def test_an_id_that_the_author_changed_leads_to_the_same_clause() -> None:
    assert links([LOCK + " {#lock}", ASK], [LOCK + " {#screens}", ASK]) == {"lock": LOCK}


def test_the_id_of_a_clause_that_is_gone_leads_nowhere() -> None:
    assert links([LOCK + " {#lock}", ASK], [ASK]) == {}
    joined = f"{LOCK} {ASK}"
    assert links([LOCK + " {#lock}", ASK + " {#ask}", BAGS], [joined + " {#ask}", BAGS], [BAGS]) == {}


def test_only_versions_that_lose_ids_need_to_be_compared_for_them() -> None:
    kept = the_policy({"2024-01": f"{LOCK}\n", "2025-01": f"{LOCK}\n\n{ASK}\n"})
    assert not loses_ids(kept.sealed)
    assert loses_ids(the_policy({"2024-01": f"{LOCK}\n\n{ASK}\n", "2025-01": f"{ASK}\n"}).sealed)
