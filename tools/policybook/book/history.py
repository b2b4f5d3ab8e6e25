"""How a policy came to its text: the steps from version to version, and what became of each clause on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from policybook.book.difference import Difference
from policybook.book.model import Policy, Version
from policybook.diffing.changes import Change, ChangeKind
from policybook.metadata import Status
from policybook.model import Tree


class Event(NamedTuple):
    """Something that happened to a clause."""

    step: int
    """Which of the steps did it, counted from zero."""
    change: int
    """Which of that step's changes it is, counted from zero."""


@dataclass(slots=True)
class Strand:
    """One section or clause through all texts in which it stands."""

    first: int
    """The first text that has it: that many steps lie before it."""
    last: int
    """The last text that has it."""
    position: int
    """Where it stands there."""
    ids: list[str]
    """Every id that leads to it, its own of the last text at the end; those of clauses that were joined to it too."""
    events: list[Event] = field(default_factory=list)


def steps_of(policy: Policy) -> tuple[tuple[Version, Version], ...]:
    """Return the pairs of versions of which one followed the other, oldest first.

    The working text follows the newest approved one if it is a draft, or if its words are others.
    """
    chain = list(policy.sealed)
    if chain and policy.working and _is_a_step(chain[-1], policy.working):
        chain.append(policy.working)
    return tuple(pairwise(chain))


def strands_of(steps: Sequence[Difference]) -> list[Strand]:
    """Follow every section and clause through the steps of a policy.

    A clause that was divided goes on as the part that kept its id, and the other parts are new; of several that were
    joined, the one whose id was kept goes on.

    Args:
        steps: Each from one version to the next, oldest first; at least one.

    Returns:
        Those of the last text in its order, then those that are gone, the latest first.
    """
    tree = steps[0].changes.before
    standing = {n: Strand(0, 0, n, [id_]) for n, id_ in enumerate(tree.ids)}
    gone: list[Strand] = []
    for number, step in enumerate(steps):
        changes = step.changes
        goes_on: dict[int, Strand] = {}
        for index, change in enumerate(changes):
            event = Event(number, index)
            old, new = _heirs(changes.before, changes.after, change)
            strand = standing[old] if old is not None else None
            if strand is not None and change.kind is not ChangeKind.UNCHANGED:
                strand.events.append(event)
            for other in change.before:
                if other != old or new is None:
                    ended = standing[other]
                    gone.append(ended)
                    if other != old:
                        ended.events.append(event)
                    if new is not None and strand is not None:
                        strand.ids[:0] = ended.ids
            for position in change.after:
                id_ = changes.after.ids[position]
                if position == new and strand is not None:
                    strand.ids = [*(name for name in strand.ids if name != id_), id_]
                    strand.last, strand.position = number + 1, position
                    goes_on[position] = strand
                else:
                    goes_on[position] = Strand(number + 1, number + 1, position, [id_], [event])
        standing = goes_on
    return [standing[n] for n in sorted(standing)] + sorted(gone, key=lambda strand: (-strand.last, strand.position))


def former_ids(steps: Sequence[Difference]) -> dict[int, tuple[str, ...]]:
    """Return the ids of earlier texts that lead to clauses of the last one which now have another.

    Args:
        steps: Each from one version to the next, oldest first; at least one.

    Returns:
        Position in the last text -> ids that no clause of it has.
    """
    taken = set(steps[-1].changes.after.ids)
    found: dict[int, tuple[str, ...]] = {}
    for strand in strands_of(steps):
        if strand.last == len(steps):
            others = tuple(id_ for id_ in dict.fromkeys(strand.ids) if id_ not in taken)
            taken.update(others)
            if others:
                found[strand.position] = others
    return found


def loses_ids(versions: Iterable[Version]) -> bool:
    """Return whether an id of an earlier version is not one of the last; only then can there be former ids."""
    trees = [version.tree for version in versions]
    return any(not tree.by_id.keys() <= trees[-1].by_id.keys() for tree in trees)


def _is_a_step(newest: Version, working: Version) -> bool:
    if working.front_matter.status is Status.DRAFT:
        return True
    olds, news = newest.tree.nodes, working.tree.nodes
    return [(node.label, node.text, node.links) for node in olds] != [(n.label, n.text, n.links) for n in news]


def _heirs(before: Tree, after: Tree, change: Change) -> tuple[int | None, int | None]:
    """Return the clause before and the one after that are the same clause; None for what has no counterpart."""
    if not change.before or not change.after:
        return next(iter(change.before), None), next(iter(change.after), None)
    kept = {after.ids[n]: n for n in change.after}
    for old in change.before:
        if before.ids[old] in kept:
            return old, kept[before.ids[old]]
    return change.before[0], change.after[0]
