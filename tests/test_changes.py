"""What a comparison says: the cases of `data/changes`, and the shape of what it returns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from conftest import DATA, Case, read, read_cases
from edited import FLAGS, one_node, printed
from policybook.book.identity import identify
from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Effect, EffectType, Significance
from policybook.diffing.description import compare
from policybook.messages.reading import english
from policybook.model import Tree

CASES = read_cases(DATA / "changes")

KNOWN: dict[str, str] = {}
"""Cases that fail today, by title, with the reason; whoever mends one takes it off."""

ANY = "any"
"""A direction that a case leaves open."""


@dataclass(frozen=True)
class Line:
    """One expected change, with the lines below it."""

    text: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    kind: ChangeKind
    flags: frozenset[str]
    significance: Significance
    direction: str
    effects: tuple[tuple[EffectType, str | None, str, str], ...]
    """Type, direction where it is told, and words that must be among those of the effect."""
    notes: tuple[str, ...]


def expected(case: Case, before: Tree, after: Tree) -> Iterator[Line]:
    """Yield what a case expects.

    A line is `kind, flags, significance, direction: before → after`; what goes without saying is left out. Below it
    stand `effect, direction: words → words`, and `note: words`.
    """
    for block in re.split(r"\n(?! )", case.expected) if case.expected else []:
        head, *rows = block.split("\n")
        said, _, what = head.partition(": ")
        kind, *words = said.split(", ")
        old, new = _sides(what)
        effects = [row.strip() for row in rows if not row.strip().startswith("note: ")]
        usual = Significance.SUBSTANTIVE if kind in {"added", "removed"} else Significance.EDITORIAL
        yield Line(
            block,
            _nodes(old, before),
            _nodes(new, after),
            ChangeKind(kind),
            frozenset(word for word in (kind, *words) if word in FLAGS),
            next((Significance(word) for word in words if word in list(Significance)), usual),
            next((word for word in words if word in {*Direction, ANY}), Direction.NEUTRAL),
            tuple(map(_effect, effects)),
            tuple(row.strip().removeprefix("note: ") for row in rows if row.strip().startswith("note: ")),
        )


def _sides(words: str) -> tuple[str, str]:
    old, arrow, new = words.partition("→")
    assert arrow, f"“{words}” has no arrow"
    return old.strip(), new.strip()


def _nodes(references: str, tree: Tree) -> tuple[int, ...]:
    return tuple(one_node(reference, tree) for reference in references.split(" + ")) if references else ()


def _effect(row: str) -> tuple[EffectType, str | None, str, str]:
    said, _, words = row.partition(": ")
    type_, _, direction = said.partition(", ")
    return (EffectType(type_), direction or None, *_sides(words))


def unlike(line: Line, change: Change) -> Iterator[str]:
    """Yield how a change differs from the one expected."""
    if (line.before, line.after) != (change.before, change.after):
        yield "other clauses"
    if line.kind is not change.kind:
        yield "the kind"
    # A section whose words changed is `retitled`; whether that is `amended`, too, is left open.
    flags = frozenset(flag for flag in FLAGS if getattr(change, flag)) - (
        {"amended"} if change.node == "section" else set()
    )
    if line.flags != flags:
        yield "the flags"
    if line.significance is not change.significance:
        yield "the significance"
    if line.direction not in {change.direction, ANY}:
        yield "the direction"
    if sorted(effect[0] for effect in line.effects) != sorted(effect.type for effect in change.effects):
        yield "the effects"
    for effect in line.effects:
        if not any(_has(found, *effect) for found in change.effects):
            yield f"no effect “{effect[0]}: {effect[2]} → {effect[3]}”"
    for words in line.notes:
        if not any(words in english()(note) for note in change.notes):
            yield f"no note with “{words}”"


def _has(effect: Effect, type_: EffectType, direction: str | None, old: str, new: str) -> bool:
    return (
        effect.type is type_
        and (direction is None or effect.direction == direction)
        and old.lower() in effect.before.lower()
        and new.lower() in effect.after.lower()
    )


def told(changes: Changes, change: Change) -> str:
    """Return a change as a case would have it."""
    flags = [flag for flag in FLAGS if getattr(change, flag) and flag != change.kind]
    head = [str(change.kind), *flags, str(change.significance), str(change.direction)]
    sides = [
        " + ".join(printed(tree, at)[:40] for at in positions)
        for tree, positions in ((changes.before, change.before), (changes.after, change.after))
    ]
    rows = [f"{', '.join(head)}: {sides[0]} → {sides[1]}"]
    rows += [f"    {e.type}, {e.direction}: {e.before} → {e.after}" for e in change.effects]
    return "\n".join([*rows, *(f"    note: {english()(note)}" for note in change.notes)])


def sides(case: Case) -> tuple[Tree, Tree]:
    before, arrow, after = ("\n" + case.given).partition("\n=>\n")
    if not arrow:
        before, arrow, after = ("\n" + case.given + "\n").partition("\n=>\n")
    assert arrow, f"{case.place}: there is no line =>"
    return identify(read(before.removeprefix("\n")).tree), read(after).tree


def problems(lines: Sequence[Line], found: Changes) -> Iterator[str]:
    if len(lines) != len(found.differing):
        yield f"{len(found.differing)} changes instead of {len(lines)}"
    for line, change in zip(lines, found.differing, strict=False):
        yield from (f"{line.text.splitlines()[0]}: {what}" for what in unlike(line, change))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.path.stem}:{case.line} {case.title}",
            marks=[pytest.mark.xfail(strict=True, reason=KNOWN[case.title])] if case.title in KNOWN else [],
        )
        for case in CASES
    ],
)
def test_case(case: Case) -> None:
    before, after = sides(case)
    found = compare(before, after)
    wrong = list(problems(list(expected(case, before, after)), found))
    if wrong:
        said = "\n".join(told(found, change) for change in found.differing) or "nothing"
        message = f"{case.place}: {case.title}\n" + "\n".join(wrong)
        pytest.fail(f"{message}\n--- expected\n{case.expected}\n--- said\n{said}", pytrace=False)


def test_titles_are_unique() -> None:
    titles = [case.title for case in CASES]
    assert sorted(set(titles)) == sorted(titles)
    assert not KNOWN.keys() - set(titles)


def test_there_are_cases_of_every_kind_effect_and_direction() -> None:
    lines = [line for case in CASES for line in expected(case, *sides(case))]
    assert len(CASES) >= 80
    assert {line.kind for line in lines} == set(ChangeKind) - {ChangeKind.UNCHANGED}
    assert {effect[0] for line in lines for effect in line.effects} == set(EffectType)
    assert {line.direction for line in lines} >= set(Direction)
    assert {line.significance for line in lines} == set(Significance)
    for type_ in (EffectType.OBLIGATION, EffectType.QUANTITY, EffectType.CONDITION):
        assert {e[1] for line in lines for e in line.effects if e[0] is type_} >= {"stricter", "looser"}
