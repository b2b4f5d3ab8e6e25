"""The matches between two trees so far, and the questions that the stages of the alignment ask of both."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policybook.diffing.likeness import Bag, Weights
from policybook.model import NO_PARENT, Kind, Tree

NOTHING: Final = -1
"""Where a node would be that there is none of."""
Neighbours = tuple[list[int], list[int]]
"""For each node the position of what stands before it, and of what stands after it; `NOTHING` at an end."""


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


class Pair:
    """A node of the earlier tree and the one of the later tree that it became."""

    __slots__ = ("after", "before", "score", "stage")

    def __init__(self, before: int, after: int, stage: Stage, score: float) -> None:
        """Note a pair.

        Args:
            before: The position in the earlier tree.
            after: The position in the later one.
            stage: What made the match.
            score: How alike the texts are, 0 to 1.
        """
        self.before: Final = before
        self.after: Final = after
        self.stage: Final = stage
        self.score: Final = score

    def __repr__(self) -> str:
        return f"Pair({self.before}, {self.after}, {self.stage}, {self.score})"


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
_CLAUSE: Final = Kind.CLAUSE


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


class Half:
    """One of the two trees, with what the stages ask of its nodes as lists by position."""

    __slots__ = ("children", "flow", "is_clause", "labels", "parents", "roots", "siblings", "texts", "tree")

    def __init__(self, tree: Tree) -> None:
        """Take from a tree what the stages ask for."""
        nodes = tree.nodes
        self.tree: Final = tree
        self.texts: Final = [plain(node.text) for node in nodes]
        self.is_clause: Final = [node.kind is _CLAUSE for node in nodes]
        self.labels: Final = [node.label for node in nodes]
        self.parents: Final = [node.parent for node in nodes]
        self.roots: Final[list[int]] = []
        nobody: list[int] = []  # for all nodes without children, which most are; nothing is ever put into it
        self.children: Final = [nobody] * len(nodes)
        for position, parent in enumerate(self.parents):
            if parent == NO_PARENT:
                self.roots.append(position)
            elif self.children[parent] is nobody:
                self.children[parent] = [position]
            else:
                self.children[parent].append(position)
        self.siblings: Final = _siblings(len(nodes), [self.roots, *self.children])
        """The node before and the node after each node under the same parent."""
        self.flow: Final = _flow(self.is_clause)
        """The clause before and the clause after each node in reading order."""

    def __len__(self) -> int:
        return len(self.texts)


class Matching:
    """The matches so far, and what the stages ask of both trees."""

    def __init__(self, before: Tree, after: Tree, pins: Pins = NO_PINS) -> None:
        """Begin without matches.

        Args:
            before: The earlier tree.
            after: The later tree.
            pins: Pairs that an owner demands or forbids.
        """
        self.old: Final = Half(before)
        self.new: Final = Half(after)
        self.pins: Final = pins
        self.pairs: Final[dict[int, Pair]] = {}
        """By position in the later tree."""
        self.became: Final[dict[int, int]] = {}
        """Position in the earlier tree -> position in the later one."""
        self._olds: Final = [*range(len(before))]
        self._news: Final = [*range(len(after))]
        self._old_left = self._olds
        """Where the earlier nodes without a counterpart are: what has got one need not be asked again."""
        self._new_left = self._news
        self._apart: Final = pins.different
        self._bags: Final[dict[str, Bag]] = {}
        self.weights: Final = Weights()
        """What the words count for."""

    def old_bag(self, old: int) -> Bag:
        """Return the words of an earlier node."""
        return self._bag(self.old.texts[old])

    def new_bag(self, new: int) -> Bag:
        """Return the words of a later node."""
        return self._bag(self.new.texts[new])

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
            and self.old.is_clause[old] is self.new.is_clause[new]
            and not (self._apart and (old, new) in self._apart)
        )

    def pair(self, old: int, new: int, stage: Stage, score: float) -> None:
        """Match two nodes if they may be."""
        if self.may_pair(old, new):
            self.pairs[new] = Pair(old, new, stage, score)
            self.became[old] = new

    def unpair(self, new: int) -> None:
        """Take a match back."""
        del self.became[self.pairs.pop(new).before]
        self._old_left, self._new_left = self._olds, self._news

    def old_left(self) -> list[int]:
        """Return the earlier nodes without a counterpart."""
        self._old_left = [old for old in self._old_left if old not in self.became]
        return self._old_left

    def new_left(self) -> list[int]:
        """Return the later nodes without a counterpart."""
        self._new_left = [new for new in self._new_left if new not in self.pairs]
        return self._new_left

    def same_parent(self, old: int, new: int) -> bool:
        """Whether two nodes stand under nodes that are matched with each other, or both under none."""
        parent, other = self.old.parents[old], self.new.parents[new]
        if parent == NO_PARENT or other == NO_PARENT:
            return parent == other
        return self.became.get(parent) == other

    def neighbours(self, old: int, new: int) -> int:
        """Return how many of the two neighbours are matched with each other; two ends of a row match."""
        return self._matched(self.old.siblings, self.new.siblings, old, new)

    def around(self, old: int, new: int) -> int:
        """Return how many of the clauses before and after in reading order are matched with each other.

        Unlike `neighbours`, this looks past a heading that came or went between them.
        """
        return self._matched(self.old.flow, self.new.flow, old, new)

    def _matched(self, olds: Neighbours, news: Neighbours, old: int, new: int) -> int:
        return self._match(olds[0][old], news[0][new]) + self._match(olds[1][old], news[1][new])

    def _match(self, old: int, new: int) -> bool:
        """Whether two nodes are matched with each other; nothing matches nothing."""
        return old == new if old == NOTHING or new == NOTHING else self.became.get(old, NOTHING) == new

    def same_label(self, old: int, new: int) -> bool:
        """Whether two nodes print the same label, or both none."""
        return self.old.labels[old] == self.new.labels[new]

    def apart(self, old: int, new: int) -> float:
        """Return how far apart two nodes stand, as a part of their texts, 0 to 1."""
        return abs(old / len(self.old) - new / len(self.new))


def _flow(is_clause: list[bool]) -> Neighbours:
    """Return the clause before and the clause after each node in reading order."""
    size = len(is_clause)
    before, after = [NOTHING] * size, [NOTHING] * size
    last = NOTHING
    for position in range(size):
        before[position] = last
        if is_clause[position]:
            last = position
    last = NOTHING
    for position in range(size - 1, -1, -1):
        after[position] = last
        if is_clause[position]:
            last = position
    return before, after


def _siblings(size: int, rows: list[list[int]]) -> Neighbours:
    """Return the node before and the node after each node under the same parent."""
    before, after = [NOTHING] * size, [NOTHING] * size
    for row in rows:
        last = NOTHING
        for position in row:
            before[position] = last
            if last != NOTHING:
                after[last] = position
            last = position
    return before, after


def plain(text: str) -> str:
    """Return a text as it is compared: NFC, runs of white space as one space."""
    return text if text.isascii() else " ".join(unicodedata.normalize("NFC", text).split())
