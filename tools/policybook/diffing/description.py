"""What happened to each clause, told from an alignment: kind, flags, significance, effects and redline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from policybook.diffing.alignment import align
from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Effect, EffectType, Op, Run, Significance
from policybook.diffing.effects import Wording, effects_of
from policybook.diffing.matching import NO_PINS, Alignment, Pins, Stage, plain
from policybook.diffing.movement import moved
from policybook.diffing.redline import redline
from policybook.model import Kind, Node, Tree


def compare(before: Tree, after: Tree, pins: Pins = NO_PINS) -> Changes:
    """Align two texts and describe what happened.

    Args:
        before: The earlier tree, with ids.
        after: The later tree.
        pins: Pairs that an owner demands or forbids.

    Returns:
        All changes; the front matter is compared elsewhere.
    """
    return describe(before, after, align(before, after, pins))


def describe(before: Tree, after: Tree, alignment: Alignment) -> Changes:
    """Tell what happened to each clause and section.

    Args:
        before: The earlier tree.
        after: The later tree.
        alignment: What became of what.

    Returns:
        Every node of both trees in exactly one change.
    """
    matches: list[tuple[tuple[int, ...], tuple[int, ...], Stage, float]] = [
        ((pair.before,), (pair.after,), pair.stage, pair.score) for pair in alignment.pairs
    ]
    matches += [(group.before, group.after, group.stage, group.score) for group in alignment.groups]
    mains = {(group.before, group.after): group.main for group in alignment.groups}
    movers = moved(before, after, [_main_first(olds, news, mains.get((olds, news))) for olds, news, _, _ in matches])
    renumbered = _renumbered(before, after, matches)
    changes = [
        _matched(before, after, olds, news, stage, score, renumbered, has_moved=name in movers)
        for name, (olds, news, stage, score) in enumerate(matches)
    ]
    matched_old = {old for change in changes for old in change.before}
    matched_new = {new for change in changes for new in change.after}
    changes += [_added(after, new) for new in range(len(after)) if new not in matched_new]
    removed = [_removed(before, old) for old in range(len(before)) if old not in matched_old]
    return Changes(before, after, tuple(_in_reading_order(changes, removed)))


def _main_first(
    olds: Sequence[int], news: Sequence[int], main: tuple[int, int] | None
) -> tuple[Sequence[int], Sequence[int]]:
    if main is None:
        return olds, news
    old, new = main
    return (old, *(at for at in olds if at != old)), (new, *(at for at in news if at != new))


def _matched(
    before: Tree,
    after: Tree,
    olds: tuple[int, ...],
    news: tuple[int, ...],
    stage: Stage,
    score: float,
    labels: Mapping[str, frozenset[str]],
    *,
    has_moved: bool,
) -> Change:
    old_nodes, new_nodes = [before.nodes[at] for at in olds], [after.nodes[at] for at in news]
    old_text, new_text = _joined(old_nodes), _joined(new_nodes)
    old_links, new_links = _links(old_nodes), _links(new_nodes)
    amended = plain(old_text) != plain(new_text) or old_links != new_links
    renumbered = not {node.label for node in old_nodes} & {node.label for node in new_nodes}
    node = new_nodes[0].kind
    kind = _kind(node, len(olds), len(news), has_moved=has_moved, amended=amended, renumbered=renumbered)
    change = Change(
        node,
        kind,
        olds,
        news,
        moved=has_moved,
        renumbered=renumbered,
        amended=amended,
        significance=None if kind is ChangeKind.UNCHANGED else Significance.EDITORIAL,
        stage=stage,
        score=1.0 if not amended else min(score, 0.999),
        redline=redline(old_text, new_text),
    )
    if not amended:
        return change
    effects = effects_of(
        Wording(old_text, tuple(old_links), _stem(before, olds[0])),
        Wording(new_text, tuple(new_links), _stem(after, news[0])),
        change.redline,
        labels,
    )
    return replace(change, effects=effects, significance=_significance(effects), direction=_direction(effects))


def _kind(node: Kind, olds: int, news: int, *, has_moved: bool, amended: bool, renumbered: bool) -> ChangeKind:
    if news > 1:
        return ChangeKind.SPLIT
    if olds > 1:
        return ChangeKind.MERGED
    if has_moved:
        return ChangeKind.MOVED
    if amended:
        return ChangeKind.RETITLED if node is Kind.SECTION else ChangeKind.AMENDED
    return ChangeKind.RENUMBERED if renumbered else ChangeKind.UNCHANGED


def _significance(effects: Sequence[Effect]) -> Significance:
    types = {effect.type for effect in effects}
    if types - {EffectType.WORDING, EffectType.TYPOGRAPHY}:
        return Significance.SUBSTANTIVE
    return Significance.WORDING if EffectType.WORDING in types else Significance.EDITORIAL


def _direction(effects: Sequence[Effect]) -> Direction:
    """Return the direction that all effects that have one agree on."""
    directions = {effect.direction for effect in effects} - {Direction.NEUTRAL}
    return directions.pop() if len(directions) == 1 else Direction.NEUTRAL


def _renumbered(
    before: Tree, after: Tree, matches: Sequence[tuple[tuple[int, ...], tuple[int, ...], Stage, float]]
) -> dict[str, frozenset[str]]:
    """Return the labels of the earlier text that became others, and which."""
    became: dict[str, set[str]] = defaultdict(set)
    for olds, news, _, _ in matches:
        for old in olds:
            label = before.nodes[old].label
            if label is not None:
                became[label.strip("()")] |= {(after.nodes[new].label or "").strip("()") for new in news}
    return {label: frozenset(new) for label, new in became.items() if new != {label}}


def _stem(tree: Tree, position: int) -> str | None:
    """Return the text of the clauses that introduce a clause, outermost first."""
    stems = [tree.nodes[at].text for at in tree.ancestors(position) if tree.nodes[at].is_stem]
    return " ".join(reversed(stems)) or None


def _joined(nodes: Sequence[Node]) -> str:
    return " ".join(node.text for node in nodes if node.text) if len(nodes) > 1 else nodes[0].text


def _links(nodes: Sequence[Node]) -> list[str]:
    return [link for node in nodes for link in node.links]


def _added(after: Tree, new: int) -> Change:
    node = after.nodes[new]
    runs = (Run(Op.INSERT, node.text),) if node.text else ()
    return Change(node.kind, ChangeKind.ADDED, (), (new,), significance=Significance.SUBSTANTIVE, redline=runs)


def _removed(before: Tree, old: int) -> Change:
    node = before.nodes[old]
    runs = (Run(Op.DELETE, node.text),) if node.text else ()
    return Change(node.kind, ChangeKind.REMOVED, (old,), (), significance=Significance.SUBSTANTIVE, redline=runs)


def _in_reading_order(changes: Sequence[Change], removed: Sequence[Change]) -> list[Change]:
    """Put what was removed after what it followed, as far as that did not move."""
    stands = {old: change.after[0] for change in changes if not change.moved for old in change.before}
    placed = [((change.after[0], 0, 0), change) for change in changes]
    followed = -1
    at = 0
    for change in removed:
        for old in range(at, change.before[0]):
            followed = stands.get(old, followed)
        at = change.before[0]
        placed.append(((followed, 1, at), change))
    return [change for _, change in sorted(placed, key=lambda item: item[0])]
