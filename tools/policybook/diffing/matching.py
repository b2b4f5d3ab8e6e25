"""The matches between two trees so far, and the questions that the stages of the alignment ask of both."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from policybook.diffing.likeness import Bag, Weights
from policybook.model import NO_PARENT, Kind, Tree

Neighbours = tuple[int | None, int | None]
"""The positions of what stands before a node and after it."""


class Stage(StrEnum):
    """What made a match."""

    PIN = "pinned"
    OWN_ID = "own-id"
    TEXT = "identical-text"
    LABEL = "same-label"
    CLAUSES = "same-clauses"
    SIMILAR = "similar-text"
    SPLIT = "split"
    MERGE = "merge"


class Pair(NamedTuple):
    """A node of the earlier tree and the one of the later tree that it became."""

    before: int
    after: int
    stage: Stage
    score: float
    """How alike the texts are, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Group:
    """One clause that became several, or several that became one."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    """Positions in document order; one of the two has one only."""
    stage: Stage
    score: float
    """How alike the joined texts are, 0 to 1."""
    shares: tuple[float, ...]
    """How much of the one clause's words each of the several has, 0 to 1."""

    @property
    def parts(self) -> tuple[int, ...]:
        """The several: later ones of a split, earlier ones of a merge."""
        return self.after if len(self.before) == 1 else self.before

    @property
    def main(self) -> tuple[int, int]:
        """The clause before and the one after that carry the identity: the part that has most of the words."""
        part = self.parts[max(range(len(self.parts)), key=lambda n: (self.shares[n], -n))]
        return (self.before[0], part) if len(self.before) == 1 else (part, self.after[0])


@dataclass(frozen=True, slots=True)
class Pins:
    """What an owner has decided by hand, as positions in both trees."""

    same: frozenset[tuple[int, int]] = frozenset()
    different: frozenset[tuple[int, int]] = frozenset()


NO_PINS: Final = Pins()


@dataclass(frozen=True)
class Alignment:
    """All matches between two trees; no node is in two."""

    pairs: tuple[Pair, ...]
    """In the order of the later tree."""
    groups: tuple[Group, ...] = ()

    @property
    def became(self) -> dict[int, int]:
        """Position in the earlier tree -> in the later one; of a group, the parts that carry its identity."""
        found = {pair.before: pair.after for pair in self.pairs}
        found.update(group.main for group in self.groups)
        return found


@dataclass
class Matching:
    """The matches so far, and what the stages ask of both trees."""

    before: Tree
    after: Tree
    pins: Pins
    pairs: dict[int, Pair] = field(default_factory=dict)
    """By position in the later tree."""
    became: dict[int, int] = field(default_factory=dict)
    """Position in the earlier tree -> position in the later one."""
    _bags: dict[str, Bag] = field(default_factory=dict)
    _weights: Weights | None = None

    def __post_init__(self) -> None:
        self.old_texts = [plain(node.text) for node in self.before.nodes]
        self.new_texts = [plain(node.text) for node in self.after.nodes]
        self.old_siblings = _siblings(self.before)
        self.new_siblings = _siblings(self.after)
        self.old_flow = _flow(self.before)
        self.new_flow = _flow(self.after)

    @property
    def weights(self) -> Weights:
        """What the words count for."""
        if self._weights is None:
            self._weights = Weights({*self.old_texts, *self.new_texts})
        return self._weights

    def old_bag(self, old: int) -> Bag:
        """Return the words of an earlier node."""
        return self._bag(self.old_texts[old])

    def new_bag(self, new: int) -> Bag:
        """Return the words of a later node."""
        return self._bag(self.new_texts[new])

    def _bag(self, text: str) -> Bag:
        bag = self._bags.get(text)
        if bag is None:
            bag = self._bags[text] = self.weights.bag(text)
        return bag

    def likeness(self, old: int, new: int) -> float:
        """Return how alike the texts of two nodes are."""
        return self.weights.likeness(self.old_bag(old), self.new_bag(new))

    def may_pair(self, old: int, new: int) -> bool:
        """Whether both nodes are free, of one kind, and not kept apart by their owner."""
        return (
            new not in self.pairs
            and old not in self.became
            and self.before.nodes[old].kind is self.after.nodes[new].kind
            and (old, new) not in self.pins.different
        )

    def pair(self, old: int, new: int, stage: Stage, score: float) -> None:
        """Match two nodes if they may be."""
        if self.may_pair(old, new):
            self.pairs[new] = Pair(old, new, stage, score)
            self.became[old] = new

    def unpair(self, new: int) -> None:
        """Take a match back."""
        del self.became[self.pairs.pop(new).before]

    def old_left(self) -> list[int]:
        """Return the earlier nodes without a counterpart."""
        return [old for old in range(len(self.before)) if old not in self.became]

    def new_left(self) -> list[int]:
        """Return the later nodes without a counterpart."""
        return [new for new in range(len(self.after)) if new not in self.pairs]

    def same_parent(self, old: int, new: int) -> bool:
        """Whether two nodes stand under nodes that are matched with each other, or both under none."""
        parent, other = self.before.nodes[old].parent, self.after.nodes[new].parent
        if parent == NO_PARENT or other == NO_PARENT:
            return parent == other
        return self.became.get(parent) == other

    def neighbours(self, old: int, new: int) -> int:
        """Return how many of the two neighbours are matched with each other; two ends of a row match."""
        return self._matched(self.old_siblings[old], self.new_siblings[new])

    def around(self, old: int, new: int) -> int:
        """Return how many of the clauses before and after in reading order are matched with each other.

        Unlike `neighbours`, this looks past a heading that came or went between them.
        """
        return self._matched(self.old_flow[old], self.new_flow[new])

    def _matched(self, olds: Neighbours, news: Neighbours) -> int:
        (old, old_next), (new, new_next) = olds, news
        became = self.became.get
        count = int((old is None) is (new is None) and (old is None or became(old) == new))
        return count + ((old_next is None) is (new_next is None) and (old_next is None or became(old_next) == new_next))

    def same_label(self, old: int, new: int) -> bool:
        """Whether two nodes print the same label, or both none."""
        return self.before.nodes[old].label == self.after.nodes[new].label

    def apart(self, old: int, new: int) -> float:
        """Return how far apart two nodes stand, as a part of their texts, 0 to 1."""
        return abs(old / len(self.before) - new / len(self.after))


def _flow(tree: Tree) -> list[Neighbours]:
    """Return the clause before and the clause after each node in reading order."""
    before: list[int | None] = []
    after: list[int | None] = []
    is_clause = [node.kind is Kind.CLAUSE for node in tree.nodes]
    for found, order in ((before, range(len(tree))), (after, range(len(tree) - 1, -1, -1))):
        last = None
        for position in order:
            found.append(last)
            if is_clause[position]:
                last = position
    return list(zip(before, reversed(after), strict=True))


def _siblings(tree: Tree) -> list[Neighbours]:
    """Return the node before and the node after each node under the same parent."""
    found: list[Neighbours] = [(None, None)] * len(tree)
    for row in (tree.roots, *tree.children):
        if row:
            for before, at, after in zip((None, *row), row, (*row[1:], None), strict=False):
                found[at] = (before, after)
    return found


def plain(text: str) -> str:
    """Return a text as it is compared: NFC, runs of white space as one space."""
    return text if text.isascii() else " ".join(unicodedata.normalize("NFC", text).split())
