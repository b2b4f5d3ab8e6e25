"""Which clause of an earlier text became which clause of a later one, in stages from exact to similar."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from rapidfuzz import fuzz

from policybook.model import NO_PARENT, Tree

SIMILAR: Final = 60.0
"""How alike, of 100, two texts under one label and parent must be to be one clause."""


def align(before: Tree, after: Tree) -> dict[int, int]:
    """Pair the nodes of two trees.

    Stages: an id that the author wrote; identical text in the same order; identical text elsewhere; the same label
    and kind under the same matched parent with similar text.

    Args:
        before: The earlier tree, with ids.
        after: The later tree; only the ids that its author wrote are read.

    Returns:
        Position in `after` -> position in `before`; no position stands twice.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def pair(new: int, old: int) -> None:
        if new not in pairs and old not in taken and before.nodes[old].kind is after.nodes[new].kind:
            pairs[new] = old
            taken.add(old)

    for new, node in enumerate(after.nodes):
        if node.own_id is not None and node.own_id in before.by_id:
            pair(new, before.by_id[node.own_id])

    old_keys = [(node.kind, node.text) for node in before.nodes]
    new_keys = [(node.kind, node.text) for node in after.nodes]
    for old, new, size in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_matching_blocks():
        for n in range(size):
            pair(new + n, old + n)

    left: dict[tuple[object, str], list[int]] = {}
    for old, key in enumerate(old_keys):
        if old not in taken:
            left.setdefault(key, []).append(old)
    for new, key in enumerate(new_keys):
        if new not in pairs and left.get(key):
            pair(new, left[key].pop(0))

    labelled = {
        (node.parent, node.kind, node.label): old
        for old, node in reversed(list(enumerate(before.nodes)))
        if old not in taken and node.label
    }
    for new, node in enumerate(after.nodes):
        if new in pairs or not node.label:
            continue
        parent = NO_PARENT if node.parent == NO_PARENT else pairs.get(node.parent)
        found = labelled.get((parent, node.kind, node.label)) if parent is not None else None
        if found is not None and fuzz.token_sort_ratio(node.text, before.nodes[found].text) >= SIMILAR:
            pair(new, found)
    return pairs
