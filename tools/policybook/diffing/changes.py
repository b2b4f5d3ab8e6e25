"""What happened to each clause between two texts: its kind, its effects, and which way they bind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from policybook.diffing.matching import Stage
from policybook.messages.messages import Later
from policybook.model import Kind, Node, Tree


class ChangeKind(StrEnum):
    """What happened to a clause or section, in the order of precedence."""

    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    AMENDED = "amended"
    RETITLED = "retitled"
    RENUMBERED = "renumbered"
    UNCHANGED = "unchanged"
    ADDED = "added"
    REMOVED = "removed"


class Significance(StrEnum):
    """How much a change matters to those whom the policy binds."""

    SUBSTANTIVE = "substantive"
    WORDING = "wording"
    EDITORIAL = "editorial"


class Direction(StrEnum):
    """Which way a change binds the party that the sentence binds."""

    STRICTER = "stricter"
    LOOSER = "looser"
    NEUTRAL = "neutral"


class EffectType(StrEnum):
    """What a change of words does, weightiest first."""

    OBLIGATION = "obligation"
    CONDITION = "condition"
    QUANTITY = "quantity"
    DATE = "date"
    PERSON = "person"
    AUDIENCE = "audience"
    REFERENCE = "reference"
    WORDING = "wording"
    TYPOGRAPHY = "typography"


class Effect(NamedTuple):
    """One effect of a change, with its words on both sides; a side without any is empty."""

    type: EffectType
    before: str
    after: str
    direction: Direction = Direction.NEUTRAL


class Op(StrEnum):
    """What a redline does with a run of text."""

    KEEP = "keep"
    DELETE = "delete"
    INSERT = "insert"


class Run(NamedTuple):
    """A run of a redline: the kept and deleted ones give the earlier text, the kept and inserted ones the later."""

    op: Op
    text: str


class Change(NamedTuple):
    """What happened to one clause or section; to several where one became several or the reverse.

    A named tuple and not a dataclass, because every clause has one, and tuples are made five times as fast.
    """

    node: Kind
    kind: ChangeKind
    before: tuple[int, ...]
    """Positions in the earlier tree, in document order; empty for what was added."""
    after: tuple[int, ...]
    """Positions in the later tree; empty for what was removed."""
    moved: bool = False
    renumbered: bool = False
    amended: bool = False
    significance: Significance | None = None
    """None for what is unchanged."""
    direction: Direction = Direction.NEUTRAL
    effects: tuple[Effect, ...] = ()
    stage: Stage | None = None
    """What matched the clause; None for what has no counterpart."""
    score: float | None = None
    """How alike the texts are, 0 to 1."""
    redline: tuple[Run, ...] = ()
    notes: tuple[Later, ...] = ()
    """What a reader should know besides, in sentences: "“3.7” became “3.8” because that clause was renumbered."."""


class FieldChange(NamedTuple):
    """A change of the front matter."""

    path: str
    """Dotted, as `review.due`."""
    before: object
    after: object
    """Values as JSON has them; None where the field is absent."""


@dataclass(frozen=True)
class Changes:
    """All that differs between two texts."""

    before: Tree
    after: Tree
    changes: tuple[Change, ...]
    """Every node of both trees in exactly one, in the order of the later text; removed ones where they stood."""
    metadata: tuple[FieldChange, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each kind and of each significance, zeros included."""
        counted: Counter[str] = Counter(dict.fromkeys((*ChangeKind, *Significance), 0))
        for change in self.changes:
            counted[change.kind] += 1
            if change.significance is not None:
                counted[change.significance] += 1
        return {str(name): count for name, count in counted.items()}

    @cached_property
    def differing(self) -> tuple[Change, ...]:
        """The changes that are none of `unchanged`."""
        return tuple(change for change in self.changes if change.kind is not ChangeKind.UNCHANGED)

    def nodes_before(self, change: Change) -> tuple[Node, ...]:
        """Return the nodes of the earlier text that a change is about."""
        return tuple(self.before.nodes[position] for position in change.before)

    def nodes_after(self, change: Change) -> tuple[Node, ...]:
        """Return the nodes of the later text that a change is about."""
        return tuple(self.after.nodes[position] for position in change.after)
