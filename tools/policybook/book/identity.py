"""The lasting ids of clauses: written by authors or at approval, else inherited, else made from the clause's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import filterfalse, islice
from typing import Final

from policybook.diffing.alignment import align
from policybook.diffing.matching import NO_PINS, Pins
from policybook.model import Node, Tree

_WORD: Final = re.compile(r"[a-z0-9]+")
_APART: Final = bytes(n if _WORD.match(chr(n)) else ord(" ") for n in range(256))
"""From ASCII characters to those of an id, or to the space that parts its words."""
_DULL: Final = frozenset(
    "a an and any are as at be been by for from has have if in into is it its of on or our shall should so such than"
    " that the their them then there these they this those to was we were which who will with would you your must may"
    " can".split()
)
_WORDS_IN_ID: Final = 4
_LONGEST: Final = 40


def identify(tree: Tree, earlier: Tree | None = None, taken: Iterable[str] = (), pins: Pins = NO_PINS) -> Tree:
    """Give every node of a tree its id.

    Args:
        tree: The tree of one version.
        earlier: The tree, with ids, of the version before it, from which unchanged clauses inherit.
        taken: Ids of other versions that no new clause may be given.
        pins: Which clauses of both trees are, or are not, the same, as their owner decided.

    Returns:
        The tree with unique ids: first those that the author wrote, then inherited ones, then slugs of the words.
    """
    ids: list[str | None] = [None] * len(tree)
    used: set[str] = set()
    for position, node in enumerate(tree.nodes):
        if node.own_id and node.own_id not in used:
            ids[position] = node.own_id
            used.add(node.own_id)
    if None in ids:
        if earlier is not None:
            for old, new in _became(earlier, tree, pins).items():
                if ids[new] is None and earlier.ids[old] not in used:
                    ids[new] = earlier.ids[old]
                    used.add(earlier.ids[old])
        avoid = used | set(taken) | (set(earlier.ids) if earlier else set())
        counts: dict[str, int] = {}
        for position, node in enumerate(tree.nodes):
            if ids[position] is None:
                ids[position] = _free(slug(node), avoid, counts)
    return tree.with_ids(tuple(id_ or "" for id_ in ids))


def _became(earlier: Tree, tree: Tree, pins: Pins) -> Mapping[int, int]:
    """Return which node became which; a working text that was approved as it stands need not be aligned to find out."""
    if pins == NO_PINS and len(earlier) == len(tree) and all(map(_is_same, earlier.nodes, tree.nodes)):
        return {position: position for position in range(len(tree))}
    return align(earlier, tree, pins).became


def _is_same(one: Node, other: Node) -> bool:
    return (
        one.text == other.text
        and other.own_id is None
        and one.parent == other.parent
        and (one.form, one.label, one.links, one.level, one.list_number)
        == (other.form, other.label, other.links, other.level, other.list_number)
    )


def slug(node: Node) -> str:
    """Return an id made from the first telling words of a clause or title.

    Examples:
        "Staff must not accept friend requests from pupils." gives "staff-not-accept-friend".
    """
    text = node.text[:160].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    # Every clause of a book comes by here, and bytes are translated many times faster than text.
    known = text.encode("ascii", "ignore").translate(_APART).decode().split()
    words = islice(filterfalse(_DULL.__contains__, known), _WORDS_IN_ID)
    chosen = "-".join(words)[:_LONGEST].rstrip("-")
    if chosen and not chosen[0].isdigit():
        return chosen
    label = "-".join(_WORD.findall((node.label or "").lower()))
    return "-".join(part for part in (node.kind.value, label, chosen) if part)


def _free(wanted: str, used: set[str], counts: dict[str, int]) -> str:
    chosen = wanted
    while chosen in used:
        counts[wanted] = counts.get(wanted, 1) + 1
        chosen = f"{wanted}-{counts[wanted]}"
    used.add(chosen)
    return chosen
