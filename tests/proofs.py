"""What must hold of every comparison: no clause lost, no word lost, nothing called a change that is none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Op, Run, Significance
from policybook.diffing.description import compare
from policybook.model import Node, Tree

ADDED, REMOVED, MOVED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED
AMENDED, RETITLED, SPLIT, MERGED = ChangeKind.AMENDED, ChangeKind.RETITLED, ChangeKind.SPLIT, ChangeKind.MERGED
RENUMBERED, UNCHANGED = ChangeKind.RENUMBERED, ChangeKind.UNCHANGED
SAME_WORDS = {UNCHANGED, RENUMBERED, MOVED}


# Nothing is lost.


def assert_nothing_is_lost(changes: Changes) -> None:
    """Every node is in one change, redlines give both texts, and what is called the same is the same."""
    for side in ("before", "after"):
        counted = Counter(at for change in changes for at in getattr(change, side))
        assert counted == Counter(range(len(getattr(changes, side)))), f"not every node once ({side})"
    for change in changes:
        assert_sound(change, changes.nodes_before(change), changes.nodes_after(change))
    assert_in_reading_order(changes)
    kinds = Counter(str(change.kind) for change in changes)
    assert {kind: changes.counts[kind] for kind in ChangeKind} == {kind: kinds[kind] for kind in ChangeKind}


def assert_sound(change: Change, olds: Sequence[Node], news: Sequence[Node]) -> None:
    counts = {ADDED: (0, 1), REMOVED: (1, 0)}.get(change.kind)
    if change.kind is SPLIT:
        counts = (1, max(2, len(news)))
    elif change.kind is MERGED:
        counts = (max(2, len(olds)), 1)
    assert (len(olds), len(news)) == (counts or (1, 1)), change
    assert list(change.before) == sorted(change.before)
    assert list(change.after) == sorted(change.after)
    assert {node.kind for node in (*olds, *news)} == {change.node}
    assert_redline(change.redline, joined(olds), joined(news))
    if change.kind in {ADDED, REMOVED}:
        assert not any((change.moved, change.renumbered, change.amended, change.effects))
        assert change.significance is Significance.SUBSTANTIVE
        assert change.stage is change.score is None
        return
    same = words(joined(olds)) == words(joined(news)) and links(olds) == links(news)
    assert change.amended == (not same), change
    assert change.amended or (change.direction is Direction.NEUTRAL and not change.effects), change
    if change.kind in {SPLIT, MERGED}:
        return
    assert change.renumbered == (olds[0].label != news[0].label), change
    assert change.kind not in {UNCHANGED, RENUMBERED} or (same and not change.moved), change
    assert change.kind is not UNCHANGED or not change.renumbered, change
    assert (change.kind is MOVED) == change.moved, change
    assert change.kind is not AMENDED or change.node == "clause"
    assert change.kind is not RETITLED or change.node == "section"
    assert (change.significance is None) == (change.kind is UNCHANGED)
    assert change.stage is not None
    assert change.score is not None
    assert 0 <= change.score <= 1


def joined(nodes: Sequence[Node]) -> str:
    return " ".join(node.text for node in nodes if node.text)


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def links(nodes: Sequence[Node]) -> list[str]:
    return [link for node in nodes for link in node.links]


def assert_redline(runs: Sequence[Run], before: str, after: str) -> None:
    """Both texts are there to the letter, in as few runs as can be, and no word is torn."""
    sides = [[run.text for run in runs if run.op in {Op.KEEP, op}] for op in (Op.DELETE, Op.INSERT)]
    assert ["".join(side) for side in sides] == [before, after]
    assert all(run.text for run in runs)
    for one, other in pairwise(runs):
        assert one.op is not other.op
        assert (one.op, other.op) != (Op.INSERT, Op.DELETE)
    for side in sides:
        for one, other in pairwise(side):
            assert not (one[-1].isalnum() and other[0].isalnum()), f"a word is torn: “{one}|{other}”"
    for side, text in zip(sides, (before, after), strict=True):
        cuts = set(accumulate(map(len, side)))
        for role in re.finditer(r"\{\{[^{}]*\}\}", text):
            assert cuts.isdisjoint(range(role.start() + 1, role.end())), f"a role is torn: “{role[0]}”"


def assert_in_reading_order(changes: Changes) -> None:
    """Changes stand in the order of the later text; what was removed stands behind what it followed."""
    later = [change.after[0] for change in changes if change.after]
    assert later == sorted(later)
    removed = [change.before[0] for change in changes if change.kind is REMOVED]
    place = {old: n for n, change in enumerate(changes) for old in change.before}
    for old in removed:
        followed = next((at for at in range(old - 1, -1, -1) if is_at_rest(changes.changes[place[at]])), None)
        assert followed is None or place[followed] < place[old], f"{changes.before.nodes[old].text} stands too early"


def is_at_rest(change: Change) -> bool:
    return change.kind is not REMOVED and not change.moved


def assert_itself_unchanged(one: Tree) -> None:
    found = compare(one, one)
    assert {change.kind for change in found} <= {UNCHANGED}
    assert all(change.before == change.after for change in found)
    assert found.counts == {**dict.fromkeys((*ChangeKind, *Significance), 0), "unchanged": len(one)}


# Both ways round.

_MIRROR = {ADDED: REMOVED, REMOVED: ADDED, SPLIT: MERGED, MERGED: SPLIT}
_OTHER_WAY = {Direction.STRICTER: Direction.LOOSER, Direction.LOOSER: Direction.STRICTER}


def mirrored(change: Change) -> Change:
    """Return what the same change is when the later text is called the earlier."""
    return change._replace(
        kind=_MIRROR.get(change.kind, change.kind),
        before=change.after,
        after=change.before,
        direction=_OTHER_WAY.get(change.direction, change.direction),
    )


def alignment_of(change: Change) -> tuple[object, ...]:
    """Return what became of what, and how."""
    return (change.before, change.after, str(change.kind), change.moved, change.renumbered, change.amended)


def meaning_of(change: Change) -> tuple[object, ...]:
    """Return what a change means; which words it is told by may differ, because a redline begins with the earlier."""
    return (change.significance, change.direction, {effect.type for effect in change.effects})


def one_way(forth: Changes) -> tuple[list[str], list[str]]:
    """Return the changes that are aligned, or mean, something else when the texts are swapped.

    Added should become removed, split merged, and stricter looser; all else should stay.
    """
    back = [mirrored(change) for change in compare(forth.after, forth.before)]
    both = [Counter(map(alignment_of, changes)) for changes in (forth, back)]
    aligned = [f"{one}" for one in ((both[0] - both[1]) + (both[1] - both[0]))]
    meanings = {alignment_of(change): meaning_of(change) for change in forth}
    meant = [
        f"{alignment_of(change)}: {meaning_of(change)}, but forth {meanings[alignment_of(change)]}"
        for change in back
        if meanings.get(alignment_of(change), meaning_of(change)) != meaning_of(change)
    ]
    return aligned, meant
