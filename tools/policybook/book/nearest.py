"""The clauses of other policies that are most like a clause of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from policybook.book.comparison import Compared
from policybook.book.pins import positions_of
from policybook.comparing.comparison import Comparison
from policybook.comparing.nearest import Entry, Nearest
from policybook.errors import PolicyNotFound, UsageError
from policybook.model import Form

MOST: Final = 10
"""How many clauses are told at most."""
_FEWEST: Final = 2
"""How many words a clause must have to be like another."""
_ANY: Final = ""
"""The block of all clauses, whatever they are about."""
_ALIKE: Final = 0.5
"""How like a clause must be that is about something else."""
_SILENT: Final = frozenset({Form.DEFINITION, Form.BREAK})


class LikeClause(NamedTuple):
    """A clause that is like another."""

    policy: str
    clause: int
    """Its position in the tree."""
    likeness: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class LikeClauses:
    """A clause, and those of other policies that are most like it."""

    comparison: Comparison
    policy: str
    clause: int
    """Its position in the tree."""
    nearest: tuple[LikeClause, ...]
    """Nearest first."""


def parted(name: str) -> tuple[str, str]:
    """Return the policy and the clause of `school/policy#clause`.

    Raises:
        UsageError: It names no clause.
    """
    policy, _, clause = name.partition("#")
    if not (policy and clause):
        raise UsageError(f"“{name}” names no clause.", fix="Write SCHOOL/POLICY#CLAUSE, with its id, label or words.")
    return policy, clause


def nearest_clauses(found: Compared, name: str) -> LikeClauses:
    """Return the clauses of other policies that are most like a clause.

    Args:
        found: The policies compared.
        name: `school/policy#clause`; the clause by its id, its label or its first words.

    Raises:
        UsageError: It names no clause.
        PolicyNotFound: The policy has no such clause, or several.
    """
    policy, words = parted(name)
    comparison = found.comparison
    tree = comparison.texts[policy].tree
    positions = [position for position in positions_of(tree, words) if not tree.nodes[position].is_section]
    if len(positions) != 1:
        told = f"{len(positions)} clauses that “{words}” fits" if positions else f"no clause “{words}”"
        raise PolicyNotFound(f"{policy} has {told}.", fix="Name it by its id, as `policybook show` has it in JSON.")
    node, known = tree.nodes[positions[0]], comparison.texts[policy].understood[positions[0]]
    topics = {topic.id for topic in known.topics} if known else set()
    places: list[tuple[str, int]] = []
    entries: list[Entry] = []
    for place, own_topics in _others(comparison, policy):
        text = comparison.texts[place[0]].tree.nodes[place[1]].text
        for block in (_ANY, *(topics & own_topics)):
            places.append(place)
            entries.append(Entry(block, text))
    asked = [Entry(block, node.text) for block in (_ANY, *sorted(topics))]
    best: dict[tuple[str, int], float] = {}
    for entry, near in zip(asked, Nearest(entries).find(asked, MOST), strict=True):
        for each in near:
            # What is about something else must be much alike to be told.
            if entry.block != _ANY or not topics or each.likeness >= _ALIKE:
                best[places[each.entry]] = max(each.likeness, best.get(places[each.entry], 0.0))
    ranked = sorted(best.items(), key=lambda item: -item[1])[:MOST]
    return LikeClauses(
        comparison, policy, positions[0], tuple(LikeClause(*place, likeness) for place, likeness in ranked)
    )


def _others(comparison: Comparison, policy: str) -> Iterator[tuple[tuple[str, int], set[str]]]:
    """Yield the clauses of other policies, each with its topics."""
    for text in comparison.texts.values():
        if text.name != policy:
            for position, (node, known) in enumerate(zip(text.tree.nodes, text.understood, strict=True)):
                if known is not None and node.form not in _SILENT and len(node.text.split()) >= _FEWEST:
                    yield (text.name, position), {topic.id for topic in known.topics}
