"""Topics and rules in a table of policies: a column for each of them, or, of many, how many take each position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policybook.comparing.comparison import Row
from policybook.rendering.compared_kind import ComparedKind, Side
from policybook.rendering.positions import SILENCE, Position, by_position
from policybook.rendering.wordings import strictest_of


class Cell(NamedTuple):
    """What one policy says on a topic or a rule."""

    side: Side
    position: Position
    clauses: int
    """How many it has on it."""
    is_strictest: bool
    path: str
    """The first of them; empty where it says nothing."""


class Line(NamedTuple):
    """A topic or a rule in a table of policies."""

    title: str
    path: str
    """Where it is told."""
    conflicts: int
    """How many pairs of policies conflict on it."""
    cells: tuple[Cell, ...]
    """One for each policy, where they are few."""
    counts: tuple[tuple[Position, int], ...]
    """How many policies take each position, the strictest first, the silent last."""
    is_group: bool
    """Whether it is a group of like clauses that no rule covers."""


def line_of(kind: ComparedKind, row: Row, path: str, rules: Iterable[Row]) -> Line:
    """Return a topic or a rule as a table has it.

    Args:
        kind: The policies.
        row: The topic or rule.
        path: Where it is told.
        rules: The rules whose conflicts count: those of the topic, or the rule itself.
    """
    positions = kind.positions(row)
    counts = [(position, len(names)) for position, names in by_position(positions).items()]
    if silent := len(kind.sides) - len(row.members):
        counts.append((SILENCE, silent))
    pairs = sum(map(kind.pairs, rules))
    cells = tuple(_cells(kind, row, positions)) if kind.is_small else ()
    return Line(row.title, path, pairs, cells, tuple(counts), row.is_group)


def _cells(kind: ComparedKind, row: Row, positions: Mapping[str, Position]) -> Iterable[Cell]:
    strictest = strictest_of(row)
    for name, side in kind.sides.items():
        clauses = row.members.get(name, ())
        path = kind.address(name, clauses[0]) if clauses else ""
        yield Cell(side, positions.get(name, SILENCE), len(clauses), name in strictest, path)
