"""The comparison against edited pairs of policies: how much of what a careful clerk says of them it says, too."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path

import pytest

import edited
import edits
from edited import EDITS, EditedPair, EventsError, faults, names, read_effects, read_pair
from edits import Figures, Wrong, judge
from policybook.diffing.changes import Change, ChangeKind, Changes, Effect


@functools.cache
def pair_of(name: str) -> EditedPair:
    return read_pair(EDITS / name)


@functools.cache
def figures_of(name: str) -> Figures:
    return judge(pair_of(name))[0]


@functools.cache
def total() -> Figures:
    found = Figures()
    for name in names():
        found.add(figures_of(name))
    return found


def test_there_are_sets() -> None:
    assert names()


@pytest.mark.parametrize("name", names())
def test_a_set_is_sound(name: str) -> None:
    assert not list(faults(pair_of(name)))


@pytest.mark.parametrize("name", names())
def test_a_set_has_all_columns_of_the_readme(name: str) -> None:
    text = (EDITS / name / "events.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.count("\n| before | after | kind |") == 1


@pytest.mark.parametrize("name", names())
def test_no_changed_clause_is_called_unchanged(name: str) -> None:
    assert figures_of(name).called_unchanged == 0


@pytest.mark.parametrize("name", names())
def test_what_differs_in_typography_only_is_not_called_substantive(name: str) -> None:
    assert figures_of(name).typography_called_substantive == 0


FLOORS = {
    "events": 0.99,
    "kind": 0.99,
    "flags": 0.99,
    "significance": 0.985,
    "effects": 0.965,
    "direction": 0.97,
}
"""What the figures of all sets together, as F1, must not fall below; raised when they rise."""


@pytest.mark.parametrize("measure", FLOORS)
def test_the_figures_stay_above_their_floors(measure: str) -> None:
    assert getattr(total(), measure).f1 >= FLOORS[measure]


# The figures themselves, tried on a set small enough to work out by hand.

BEFORE = """\
---
title: Phones
---

## 1. Phones

1.1 Staff must ask.

1.2 Staff should wait for the head's answer.

1.3 Staff may use e-mail.

1.4 Pupils play outside.
"""
AFTER = """\
---
title: Phones
---

## 1. Telephones

1.1 Staff must ask.

1.2 Staff must wait for the head's answer.

1.3 Staff may use email.

1.4 Teachers of music bring along guitars.
"""
EVENTS = """\
# Phones

| before | after | kind | flags | significance | direction | effects |
| ------ | ----- | ---- | ----- | ------------ | --------- | ------- |
| 1 Phones | 1 Telephones | retitled | | wording | neutral | wording: "Phones" → "Telephones" |
| 1.2 Staff should | 1.2 Staff must | amended | amended | substantive | stricter | obligation: "should" → "must" |
| 1.3 Staff | 1.3 Staff | amended | amended | editorial | neutral | typography: "e-mail" → "email" |
| 1.4 Pupils | | removed | | substantive | neutral | |
| | 1.4 Teachers | added | | substantive | neutral | |
"""
REMOVED, ADDED = EVENTS.split("\n")[-3:-1]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in {"before": BEFORE, "after": AFTER, "events": EVENTS}.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def told(pair: EditedPair) -> Changes:
    """Return what a comparison says that agrees with the events of a pair."""
    changes = [
        Change(
            (pair.after.nodes[event.after[0]] if event.after else pair.before.nodes[event.before[0]]).kind,
            event.kind,
            event.before,
            event.after,
            amended="amended" in event.flags,
            significance=event.significance,
            direction=event.direction,
            effects=tuple(Effect(*effect) for effect in event.effects),
        )
        for event in pair.events
    ]
    return Changes(pair.before, pair.after, tuple(changes))


def judged(folder: Path, *edit: str) -> tuple[Figures, list[Wrong]]:
    """Judge what agrees with the table as it is by the table as it becomes."""
    said = told(read_pair(folder))
    return judge(replace(read_pair(change(folder, "events", *edit) if edit else folder), compared=said))


def test_a_right_comparison_has_full_marks(small: Path) -> None:
    assert not list(faults(read_pair(small)))
    figures, wrong = judged(small)
    assert wrong == []
    for score in (figures.events, figures.kind, figures.significance, figures.effects, figures.direction):
        assert score.f1 == score.precision == score.recall == 1.0
    assert (figures.events.there, figures.effects.there, figures.direction.there) == (5, 3, 1)


@pytest.mark.parametrize(
    ("old", "new", "what", "measure", "right", "said", "there"),
    [
        # Events that the clerk does not have, and those that the comparison does not.
        (f"{REMOVED}\n{ADDED}",
         '| 1.4 Pupils | 1.4 Teachers | amended | amended | wording | neutral | wording: "play" → "bring" |',
         ["no event", "no event", "not found"], "events", 3, 5, 4),
        (f"{REMOVED}\n", "", ["no event"], "events", 4, 5, 4),
        # What is said of those that both have.
        ('obligation: "should"', 'person: "should"', ["effects"], "effects", 2, 3, 3),
        ("substantive | stricter", "substantive | looser", ["direction"], "direction", 0, 1, 1),
        ("substantive | stricter", "substantive | neutral", ["direction"], "direction", 0, 1, 0),
        ("1.3 Staff | amended | amended | editorial", "1.3 Staff | amended | amended | wording", ["significance"],
         "significance", 3 + 1, 5, 5),
        ("1.3 Staff | amended", "1.3 Staff | moved", ["kind"], "kind", 4, 5, 5),
        ("1.3 Staff | amended | amended", "1.3 Staff | amended | amended, moved", ["flags"], "flags", 4, 5, 5),
    ],
)  # fmt: skip
def test_what_differs_costs_marks(
    small: Path, old: str, new: str, what: list[str], measure: str, right: int, said: int, there: int
) -> None:
    figures, wrong = judged(small, old, new)
    assert sorted(word for one in wrong for word in one.what) == sorted(what)
    score = getattr(figures, measure)
    assert (score.right, score.said, score.there) == (right, said, there)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1.2 Staff should", "1.2 Staff shall", "before, “1.2 Staff shall”: no node begins so"),
        ("| | 1.4 Teachers", "| | 1", "after, “1”: 5 nodes begin so, in lines 5, 7, 9, 11, 13"),
        ("| 1.3 Staff | 1.3", "| 1.3 Staff @12 | 1.3", "no node begins so"),
        ("| retitled |", "| renamed |", "'renamed' is not a valid ChangeKind"),
        ("| amended | substantive", "| changed | substantive", "there is no flag changed"),
        ('obligation: "should"', 'duty: "should"', "is no effect"),
        ("| 1.4 Pupils | |", "| 1.4 Pupils |", "6 cells instead of 7"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(small: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(EventsError, match=re.escape(says)):
        read_pair(change(small, "events", old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("| 1.3 Staff | 1.3 Staff |", "| 1.2 Staff | 1.3 Staff |", "stands in 2 rows"),
        (f"{REMOVED}\n", "", "is not the same and in no row"),
        ("1.3 Staff | amended | amended", "1.3 Staff | amended | renumbered", "not flagged amended"),
        ("1.3 Staff | amended | amended", "1.3 Staff | amended | amended, renumbered", "a label is the same"),
        ("1.3 Staff | amended | amended", "1.3 Staff | moved | amended", "it is amended, not moved"),
        ("| amended | editorial", "| amended | substantive", "it is editorial, not substantive"),
        ("wording | neutral", "wording | looser", "a direction is told for"),
        ('"e-mail"', '"e-mails"', "“e-mails” is not in the text"),
        ("| | 1.4 Teachers | added |", "| 1.4 Pupils | 1.4 Teachers | added |", "added with 1 nodes before"),
    ],
)
def test_a_table_that_contradicts_the_texts_is_a_fault(small: Path, old: str, new: str, says: str) -> None:
    assert any(says in fault for fault in faults(read_pair(change(small, "events", old, new))))


def test_a_line_tells_like_beginnings_apart(small: Path) -> None:
    pair = read_pair(change(small, "events", "| 1.3 Staff | 1.3", "| 1.3 Staff @11 | 1.3"))
    assert pair.events[2].before == (3,)


def test_the_words_of_effects_may_hold_quotes() -> None:
    cell = 'typography: "the "key"; or" → "the “key”; or"; wording: "" → "and"'
    assert list(read_effects(cell)) == [("typography", 'the "key"; or', "the “key”; or"), ("wording", "", "and")]


@pytest.mark.parametrize("kind", [ChangeKind.UNCHANGED, ChangeKind.MOVED, ChangeKind.RENUMBERED])
def test_a_changed_clause_called_unchanged_is_counted(small: Path, kind: ChangeKind) -> None:
    pair = read_pair(small)
    said = [c._replace(kind=kind, amended=False) if c.before == (3,) else c for c in told(pair)]
    figures, wrong = judge(replace(pair, compared=Changes(pair.before, pair.after, tuple(said))))
    assert figures.called_unchanged == 1
    assert ["called unchanged" in one.what for one in wrong] == [True]


def test_sets_held_out_are_not_told(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    change(small, "events", "substantive | stricter", "substantive | looser")
    for module in (edited, edits):
        monkeypatch.setattr(module, "EDITS", small.parent)
    for held_out, reveal, told in ((set(), [], True), ({"small"}, [], False), ({"small"}, ["--reveal"], True)):
        monkeypatch.setattr(edits, "HELD_OUT", frozenset(held_out))
        assert edits.main(["--verbose", *reveal]) == 0
        out = capsys.readouterr().out
        assert ("Staff should wait" in out) == told
        assert re.search(r"^total +5 ", out, flags=re.MULTILINE)
