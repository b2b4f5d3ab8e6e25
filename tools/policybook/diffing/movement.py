"""Which matched clauses moved: those that stand in another place, and the fewest that passed what did not move.

The place of a clause is what encloses it that has a counterpart. A heading or a stem without one is looked through,
so that to insert a heading, or to remove one, moves nothing whose reading order is kept. Within a place, what keeps
its order is a longest increasing subsequence (Fredman 1975), the larger one of two; the rest moved.
"""

from __future__ import annotations

from typing import Final

from policybook.model import NO_PARENT, Kind, Tree

_ONE_MEMBER: Final = 1 << 40
"""What a member is worth beside its size: more than all sizes together."""

_SECTION: Final = Kind.SECTION
NOBODY: Final = -1
"""The name of what has no counterpart."""
NOWHERE: Final = -1
"""The place of what stands under nothing that has a counterpart."""


def moved(before: Tree, after: Tree, matches: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> set[int]:
    """Return which matches moved.

    Args:
        before: The earlier tree.
        after: The later tree.
        matches: The positions in both trees of what is matched, those that carry the identity first; no position
            stands in two matches.

    Returns:
        Positions in `matches`.
    """
    old_names, new_names = [NOBODY] * len(before), [NOBODY] * len(after)
    in_order = [NOBODY] * len(before)
    for name, (olds, news) in enumerate(matches):
        in_order[olds[0]] = name
        for old in olds:
            old_names[old] = name
        for new in news:
            new_names[new] = name
    old_places, new_places = _places(before, old_names), _places(after, new_names)
    elsewhere: set[int] = set()
    rows: dict[int, list[int]] = {}
    for old, name in enumerate(in_order):
        if name != NOBODY:
            if old_places[old] == new_places[matches[name][1][0]]:
                rows.setdefault(old_places[old], []).append(name)
            else:
                elsewhere.add(name)
    crossed = [row for row in rows.values() if not _is_increasing([matches[name][1][0] for name in row])]
    if crossed:
        old_sizes, new_sizes = _sizes(before), _sizes(after)
        for row in crossed:
            order = [matches[name][1][0] for name in row]
            sizes = [old_sizes[matches[name][0][0]] + new_sizes[matches[name][1][0]] for name in row]
            kept = _longest_increasing(order, sizes)
            elsewhere.update([name for name, new in zip(row, order, strict=True) if new not in kept])
    return elsewhere


def _is_increasing(row: list[int]) -> bool:
    last = -1
    for member in row:
        if member < last:
            return False
        last = member
    return True


def _places(tree: Tree, names: list[int]) -> list[int]:
    """Return the place of each node: the name of the nearest that encloses it and has one.

    Clauses stand under the last heading before them, and headings under the last one before them of a higher level,
    as they do in every text; only that headings without a name are passed over.
    """
    found: list[int] = []
    stack: list[tuple[int, int]] = []
    """The named headings around, with their levels."""
    is_section = [node.kind is _SECTION for node in tree.nodes]
    for position, node in enumerate(tree.nodes):
        own = names[position]
        if is_section[position]:
            if own != NOBODY:
                while stack and stack[-1][0] >= node.level:
                    stack.pop()
            found.append(stack[-1][1] if stack else NOWHERE)
            if own != NOBODY:
                stack.append((node.level, own))
            continue
        enclosing = node.parent
        # The items that a clause was split into stand under the stem that it became, too.
        while enclosing != NO_PARENT and not is_section[enclosing] and names[enclosing] in (NOBODY, own):
            enclosing = tree.nodes[enclosing].parent
        if enclosing != NO_PARENT and not is_section[enclosing]:
            found.append(names[enclosing])
        else:
            found.append(stack[-1][1] if stack else NOWHERE)
    return found


def _sizes(tree: Tree) -> list[int]:
    """Return how many characters each node has, with all beneath it."""
    sizes = [len(node.text) for node in tree.nodes]
    for position in range(len(tree) - 1, -1, -1):
        if (parent := tree.nodes[position].parent) != NO_PARENT:
            sizes[parent] += sizes[position]
    return sizes


def _longest_increasing(row: list[int], sizes: list[int]) -> set[int]:
    """Return the members of an increasing subsequence that has the most members, and of those the largest."""
    ranks = {member: rank for rank, member in enumerate(sorted(row), 1)}
    # A Fenwick tree of the best subsequence that ends at or below each rank: its worth, and its last member.
    best: list[tuple[int, int]] = [(0, -1)] * (len(row) + 1)
    ends: list[tuple[int, int]] = []
    for at, (member, size) in enumerate(zip(row, sizes, strict=True)):
        worth, previous = 0, -1
        rank = ranks[member] - 1
        while rank:
            if best[rank][0] > worth:
                worth, previous = best[rank]
            rank &= rank - 1
        worth += _ONE_MEMBER + size
        ends.append((worth, previous))
        rank = ranks[member]
        while rank <= len(row):
            if worth > best[rank][0]:
                best[rank] = (worth, at)
            rank += rank & -rank
    at = max(range(len(row)), key=lambda n: ends[n][0])
    kept = set()
    while at != -1:
        kept.add(row[at])
        at = ends[at][1]
    return kept
