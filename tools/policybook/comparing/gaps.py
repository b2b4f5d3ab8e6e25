"""What other policies state and one does not, and what it alone states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from policybook.comparing.comparison import Comparison, Row
from policybook.language.modality import Modality


class Wording(NamedTuple):
    """How a policy words a rule."""

    policy: str
    clause: int
    """Its position in the tree."""
    text: str
    """The words, with those of its stem before them where it is an item of a list."""


class Gap(NamedTuple):
    """A rule that others state."""

    row: Row
    wording: Wording
    """One of theirs to start from."""


def gaps_of(comparison: Comparison, name: str) -> Iterator[Gap]:
    """Yield what others state and a policy does not, most common first.

    Args:
        comparison: The comparison.
        name: The policy.
    """
    yield from (Gap(row, wording_of(comparison, row)) for row in comparison.gaps(name))


def stated_alone(comparison: Comparison, name: str) -> Iterator[Row]:
    """Yield the rules that only this policy states, in the order of the comparison."""
    yield from (row for row in comparison.rules if row.members.keys() == {name})


def wording_of(comparison: Comparison, row: Row) -> Wording:
    """Return a wording of a rule to start from: the shortest clause of those that take the most common position.

    What is in force comes before drafts, and what makes a rule before what only speaks of it.

    Args:
        comparison: The comparison.
        row: One of its rules.
    """
    stances = Counter(stance.modality for stance in row.stances.values())

    def fitness(wording: Wording) -> tuple[bool, bool, int, int]:
        stance = row.stances[wording.policy].modality
        return (
            wording.policy in comparison.drafts,
            stance is Modality.NONE,
            -stances[stance],
            len(wording.text),
        )

    return min(_wordings(comparison, row), key=fitness)


def _wordings(comparison: Comparison, row: Row) -> Iterator[Wording]:
    for name, positions in row.members.items():
        nodes = comparison.texts[name].tree.nodes
        for position in positions:
            node = nodes[position]
            above = nodes[node.parent] if node.parent >= 0 else None
            stem = f"{above.text} … " if above is not None and above.is_stem else ""
            yield Wording(name, position, f"{stem}{node.text}")
