"""Seeded edits of a policy's tree, with what became of what: the truth that a comparison is measured by.

The same tree and seed give the same edit. Leaves are edited, never two edits on one but for the clauses that are moved
and amended; where two clauses are so alike that nobody could say which of them a third text was, they are left alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel

from policybook.model import NO_PARENT, Form, Kind, Node, Tree

WORDS: Final = 5
"""Words that a clause must have to be amended and still be known."""
RIVAL: Final = 0.1
"""By how much a clause must be more like what it was than like any other clause that an edit took away."""
FAR: Final = 3
"""How many siblings a clause passes that moves within its row, so that it and not they have moved."""


class Plan(NamedTuple):
    """How much of a policy's clauses an edit touches, each as a part of all, 0 to 1."""

    moved: float = 0.0
    amended: float = 0.0
    both: float = 0.0
    """Moved and amended."""
    added: float = 0.0
    removed: float = 0.0
    renumbered: bool = False
    """Whether the labels are counted anew afterwards."""


@dataclass(frozen=True)
class Edit:
    """Two trees and what became of what, as positions in both."""

    before: Tree
    after: Tree
    pairs: frozenset[tuple[int, int]]
    moved: frozenset[tuple[int, int]]
    """Those of the pairs that moved; what lies beneath them did not."""
    amended: frozenset[tuple[int, int]]

    @property
    def both(self) -> frozenset[tuple[int, int]]:
        """The pairs that moved and were amended."""
        return self.moved & self.amended


@dataclass
class _Twig:
    """A node with what is beneath it, while it is edited."""

    node: Node
    old: int | None = None
    moved: bool = False
    amended: bool = False
    locked: bool = False
    """Whether something moved within its row already, which then keeps its other members."""
    children: list[_Twig] = field(default_factory=list)

    def __iter__(self) -> Iterator[_Twig]:
        yield self
        for child in self.children:
            yield from child


def edit(tree: Tree, plan: Plan, seed: int, spare: Sequence[str]) -> Edit:
    """Return a seeded edit of a tree.

    Args:
        tree: The tree before it.
        plan: How much is edited.
        seed: What chance begins with.
        spare: Texts of which clauses are made that are added, and phrases that are put into amended ones.
    """
    work = _Work(tree, random.Random(seed), spare)
    count = sum(node.kind is Kind.CLAUSE for node in tree.nodes)
    for share, act in (
        (plan.both, work.move_and_amend),
        (plan.moved, work.move),
        (plan.amended, work.amend),
        (plan.removed, work.remove),
        (plan.added, work.add),
    ):
        work.times(round(share * count), act)
    if plan.moved and len(work.root.children) > 2 * FAR:
        work.move_section()
    return work.done(renumbered=plan.renumbered)


class _Work:
    """An edit that is being made."""

    def __init__(self, tree: Tree, chance: random.Random, spare: Sequence[str]) -> None:
        self.tree, self.chance, self.spare = (
            tree,
            chance,
            [text for text in spare if len(text.split()) >= WORDS and text[-1] != ":"],
        )
        empty = Node(Kind.SECTION, Form.HEADING, None, "", "", (), None, NO_PARENT, 0, 0, 0)
        self.root = _Twig(empty)
        self.twigs = [_Twig(node, at) for at, node in enumerate(tree.nodes)]
        for twig in self.twigs:
            self._above(twig).children.append(twig)
        leaves = [twig for twig in self.twigs if not twig.children and twig.node.kind is Kind.CLAUSE]
        self.free = self.chance.sample(leaves, len(leaves))
        self.gone: list[str] = []
        """The earlier texts of the clauses that were amended or removed."""
        self.come: list[str] = []
        """The later texts of those amended or added."""

    def _above(self, twig: _Twig) -> _Twig:
        return self.root if twig.node.parent == NO_PARENT else self.twigs[twig.node.parent]

    def times(self, count: int, act: Callable[[_Twig], bool]) -> None:
        """Do something with as many clauses, if there are as many with which it can be done."""
        for twig in list(self.free):
            if count == 0:
                break
            if act(twig):
                self.free.remove(twig)
                count -= 1

    def move(self, twig: _Twig) -> bool:
        """Put a clause elsewhere: into another row of its sort, or far off in its own."""
        row = self._above(twig)
        if row.locked:
            return False
        others = [
            other
            for other in (self.root, *self.twigs)
            if other is not row
            and not other.locked
            and any(child.node.form is twig.node.form and not child.moved for child in other.children)
        ]
        if len(row.children) > 2 * FAR and self.chance.random() < 0.3 and not any(c.moved for c in row.children):
            at = row.children.index(twig)
            to = self.chance.choice([n for n in range(len(row.children)) if abs(n - at) >= FAR])
            row.children.insert(to, row.children.pop(at))
            row.locked = True
        elif others:
            other = self.chance.choice(others)
            row.children.remove(twig)
            other.children.insert(self._place(other), twig)
        else:
            return False
        twig.moved = True
        return True

    def _place(self, row: _Twig) -> int:
        """Return where in a row a clause may stand: before what is a section in it."""
        clauses = sum(child.node.kind is Kind.CLAUSE for child in row.children)
        return self.chance.randrange(clauses + 1)

    def move_section(self) -> None:
        """Put a section of the top, with all in it, elsewhere."""
        row = self.root.children
        sections = [n for n, twig in enumerate(row) if twig.node.kind is Kind.SECTION]
        far = [(at, to) for at in sections for to in sections if abs(to - at) >= FAR]
        if far:
            at, to = self.chance.choice(far)
            row.insert(to, row.pop(at))
            row[to].moved = True

    def amend(self, twig: _Twig) -> bool:
        """Change some of a clause's words, a fifteenth to a half."""
        text = twig.node.text
        if len(text.split()) < WORDS or not self.spare:
            return False
        for _ in range(20):
            found = self._reworded(text)
            if found != text and self._is_known(text, found):
                twig.node = twig.node._replace(text=found, source=found)
                twig.amended = True
                self.gone.append(text)
                self.come.append(found)
                return True
        return False

    def _reworded(self, text: str) -> str:
        words = text.split()
        share = self.chance.uniform(1 / 15, 1 / 2)
        count = max(1, round(share * len(words)))
        if self.chance.random() < 0.5:  # a phrase
            at = self.chance.randrange(len(words) - count + 1)
            words[at : at + count] = self._phrase(self.chance.randrange(count + 1))
            return " ".join(words)
        for _ in range(count):  # here and there
            at = self.chance.randrange(len(words))
            words[at : at + self.chance.randrange(2)] = self._phrase(self.chance.randrange(2))
        return " ".join(words)

    def _phrase(self, length: int) -> list[str]:
        words = self.chance.choice(self.spare).split()
        at = self.chance.randrange(max(1, len(words) - length))
        return words[at : at + length]

    def _is_known(self, old: str, new: str) -> bool:
        """Whether a text is plainly what it was, and no other that was taken away or put in is."""
        likeness = _likeness(old, new)
        return all(_likeness(other, new) < likeness - RIVAL for other in self.gone) and all(
            _likeness(old, other) < likeness - RIVAL for other in self.come
        )

    def move_and_amend(self, twig: _Twig) -> bool:
        return self.amend(twig) and (self.move(twig) or True)

    def remove(self, twig: _Twig) -> bool:
        """Take a clause away, if nothing that came is like it."""
        row = self._above(twig)
        if row.locked or len(row.children) == 1 or any(_likeness(twig.node.text, other) > 0.4 for other in self.come):
            return False
        row.children.remove(twig)
        self.gone.append(twig.node.text)
        return True

    def add(self, twig: _Twig) -> bool:
        """Put a new clause before another one, if nothing that went is like it."""
        row = next(row for row in (self.root, *self.root) if any(child is twig for child in row.children))
        present = {other.node.text for other in self.root}
        text = self.chance.choice(self.spare)
        if row.locked or text in present or any(_likeness(other, text) > 0.4 for other in self.gone):
            return False
        new = _Twig(twig.node._replace(text=text, source=text, links=(), own_id=None))
        row.children.insert(row.children.index(twig), new)
        self.come.append(text)
        return True

    def done(self, *, renumbered: bool) -> Edit:
        """Return the edit."""
        nodes: list[Node] = []
        twigs: list[_Twig] = []
        self._lay_out(self.root, NO_PARENT, nodes, twigs)
        if renumbered:
            nodes = _renumbered(nodes)
        pairs = {new: (twig.old, new) for new, twig in enumerate(twigs) if twig.old is not None}
        return Edit(
            self.tree,
            Tree(tuple(nodes)),
            frozenset(pairs.values()),
            frozenset(pairs[new] for new, twig in enumerate(twigs) if twig.moved),
            frozenset(pairs[new] for new, twig in enumerate(twigs) if twig.amended),
        )

    def _lay_out(self, above: _Twig, parent: int, nodes: list[Node], twigs: list[_Twig]) -> None:
        for twig in above.children:
            at = len(nodes)
            nodes.append(twig.node._replace(parent=parent, own_id=None, first_line=at + 1, last_line=at + 1))
            twigs.append(twig)
            self._lay_out(twig, at, nodes, twigs)


def _likeness(one: str, other: str) -> float:
    return float(Indel.normalized_similarity(one.split(), other.split()))


def _renumbered(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes with labels that count up from two within what encloses them, of the same look."""
    counts: dict[int, int] = {}
    labels: list[str | None] = []
    for node in nodes:
        label = node.label
        if label is not None:
            counts[node.parent] = number = counts.get(node.parent, 1) + 1
            above = labels[node.parent] if node.parent != NO_PARENT else None
            if "." in label:
                label = f"{above or '1'}.{number}"
            elif label.strip("()").isalpha():
                label = label.replace(label.strip("()"), "abcdefghijklmnopqrstuvwxyz"[number % 26])
            else:
                label = re.sub(r"\d+", str(number), label)
        labels.append(label)
    return [node._replace(label=label) for node, label in zip(nodes, labels, strict=True)]
