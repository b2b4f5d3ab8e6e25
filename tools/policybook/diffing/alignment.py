"""Which clause of an earlier text became which clause of a later one, in stages from exact to similar.

Cheap and exact stages come first, and each takes only what is left (as difftastic does); every match says which stage
made it and how alike its texts are. Like clauses are told apart by their neighbours: what encloses them, what stands
before and after them. Nothing is cut off by size, and the result is the same whichever text is called the earlier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from policybook.diffing.matching import NO_PINS, NOTHING, Alignment, Half, Matching, Pair, Pins, Stage
from policybook.diffing.regrouping import regroup
from policybook.model import NO_PARENT, Tree

_TEXT: Final = Stage.TEXT
SIMILAR: Final = 0.45
"""How alike two texts must be to be one clause wherever they stand."""
NEARBY: Final = 0.37
"""How alike they must be where a neighbour is matched, too, or their labels and parents are."""
MUCH_ALIKE: Final = 0.7
"""How alike they must be there to be paired before any other pair is looked for."""
MANY: Final = 10_000
"""Pairs of like texts beyond which those beneath one parent are paired in order, and not by their neighbours."""


def align(before: Tree, after: Tree, pins: Pins = NO_PINS) -> Alignment:
    """Match the nodes of two trees.

    Args:
        before: The earlier tree, with ids.
        after: The later tree; only the ids that its author wrote are read.
        pins: Pairs that an owner demands or forbids.

    Returns:
        The matches; sections only pair with sections.
    """
    matching = Matching(before, after, pins)
    for stage in (
        _by_pin,
        _by_own_id,
        _by_unique_text,
        _by_most_clauses,
        _by_repeated_text_in_place,
        _by_place,
        _by_most_clauses,
        _by_similarity,
        _by_some_clauses,
        _by_similarity,
        _by_repeated_text,
        _by_some_clauses,
        _uncrossed,
    ):
        stage(matching)
    groups = regroup(matching)
    return Alignment(tuple(sorted(matching.pairs.values(), key=lambda pair: pair.after)), groups)


def _by_pin(at: Matching) -> None:
    for old, new in sorted(at.pins.same):
        at.pair(old, new, Stage.PIN, at.likeness(old, new))


def _by_own_id(at: Matching) -> None:
    if any(node.own_id is not None for node in at.new.tree.nodes):
        for new, node in enumerate(at.new.tree.nodes):
            if node.own_id is not None and node.own_id in at.old.tree.by_id:
                old = at.old.tree.by_id[node.own_id]
                same = at.old.texts[old] == at.new.texts[new]
                at.pair(old, new, Stage.OWN_ID, 1.0 if same else at.likeness(old, new))


def _groups(at: Matching) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the earlier and later nodes that share their text, where there are any left of both."""
    olds, news = _by_words(at.old, at.old_left()), _by_words(at.new, at.new_left())
    yield from [(olds[key], found) for key, found in news.items() if key in olds]


def _by_words(half: Half, left: Iterable[int]) -> dict[tuple[bool, str], list[int]]:
    found: dict[tuple[bool, str], list[int]] = {}
    for position in left:
        key = half.is_clause[position], half.texts[position]
        row = found.get(key)
        if row is None:
            found[key] = [position]
        else:
            row.append(position)
    return found


def _by_unique_text(at: Matching) -> None:
    for olds, news in zip(_alone(at.old, at.old_left()), _alone(at.new, at.new_left()), strict=True):
        for text, new in news.items():
            old = olds.get(text)
            if old is not None:
                at.pair(old, new, _TEXT, 1.0)


def _alone(half: Half, left: Iterable[int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return those clauses, and those sections, whose text no other one has, by their text."""
    clauses: dict[str, int] = {}
    sections: dict[str, int] = {}
    repeated: set[tuple[bool, str]] = set()
    for position in left:
        is_clause, text = half.is_clause[position], half.texts[position]
        found = clauses if is_clause else sections
        if text in found:
            repeated.add((is_clause, text))
        else:
            found[text] = position
    for is_clause, text in repeated:
        del (clauses if is_clause else sections)[text]
    return clauses, sections


def _by_repeated_text_in_place(at: Matching) -> None:
    """Pair like texts that stand under one parent, or beside like neighbours; the others wait for more to be known."""
    for olds, news in _groups(at):
        if len(olds) * len(news) <= MANY:
            ranked = sorted(
                (
                    -(3 * at.same_parent(old, new) + 2 * at.neighbours(old, new) + at.same_label(old, new)),
                    at.apart(old, new),
                    old + new,
                    old,
                    new,
                )
                for old in olds
                for new in news
                if at.same_parent(old, new) or at.neighbours(old, new)
            )
            for *_, old, new in ranked:
                at.pair(old, new, _TEXT, 1.0)
        else:
            _in_rows(at, olds, news)


def _in_rows(at: Matching, olds: list[int], news: list[int]) -> None:
    """Pair like texts that stand under one parent in order, however many there are."""
    rows: dict[int, list[int]] = {}
    """The earlier ones by what their parents became."""
    for old in olds:
        parent = at.old.parents[old]
        if parent == NO_PARENT or parent in at.became:
            rows.setdefault(at.became.get(parent, parent), []).append(old)
    others: dict[int, list[int]] = {}
    for new in news:
        others.setdefault(at.new.parents[new], []).append(new)
    for parent, row in others.items():
        for old, new in zip(rows.get(parent, ()), row, strict=False):
            at.pair(old, new, _TEXT, 1.0)


def _by_repeated_text(at: Matching) -> None:
    """Pair what is left of like texts in order."""
    for olds, news in _groups(at):
        for old, new in zip(olds, news, strict=False):
            at.pair(old, new, _TEXT, 1.0)


def _uncrossed(at: Matching) -> None:
    """Pair like texts that stay under one parent in order: which is which cannot be seen, and crossed pairs moved."""
    like = [pair for pair in at.pairs.values() if pair.stage is _TEXT]
    texts: set[str] = set()
    repeated: set[str] = set()
    for pair in like:
        text = at.new.texts[pair.after]
        (repeated if text in texts else texts).add(text)
    rows: dict[tuple[str, int, int], list[Pair]] = {}
    for pair in like:
        text = at.new.texts[pair.after]
        if text in repeated:
            row = text, at.old.parents[pair.before], at.new.parents[pair.after]
            rows.setdefault(row, []).append(pair)
    for pairs in rows.values():
        if len(pairs) > 1:
            for pair in pairs:
                at.unpair(pair.after)
            in_order = zip(sorted(pair.before for pair in pairs), sorted(pair.after for pair in pairs), strict=True)
            for old, new in in_order:
                at.pair(old, new, _TEXT, 1.0)


def _by_most_clauses(at: Matching) -> None:
    """Pair sections, and stems, that share most of what either has: a retitled section keeps its clauses."""
    _by_clauses(at, max)


def _by_some_clauses(at: Matching) -> None:
    """Pair those that share most of what the smaller one has, or whose texts are alike, too."""
    _by_clauses(at, min)


def _by_clauses(at: Matching, least: Callable[[int, int], int]) -> None:
    shared: Counter[tuple[int, int]] = Counter()
    for pair in at.pairs.values():
        old, new = at.old.parents[pair.before], at.new.parents[pair.after]
        if old != NO_PARENT and new != NO_PARENT and old not in at.became and new not in at.pairs:
            shared[old, new] += 1
    ranked = []
    for (old, new), count in shared.items():
        sizes = len(at.old.children[old]), len(at.new.children[new])
        ranked.append((-count, sum(sizes), old + new, old, new, 2 * count > least(*sizes)))
    for _, _, _, old, new, mostly in sorted(ranked):
        if at.may_pair(old, new):
            score = at.likeness(old, new)
            if score >= SIMILAR or (mostly and (not at.old.is_clause[old] or score >= NEARBY)):
                at.pair(old, new, Stage.CLAUSES, score)


def _by_place(at: Matching) -> None:
    """Pair what stands between the same two clauses and is much alike, so that few are left to search for."""
    while True:
        found = [
            (old, new, at.likeness(old, new))
            for old, new in _in_same_gap(at)
            if at.around(old, new) == 2 or (at.same_parent(old, new) and at.neighbours(old, new) == 2)
        ]
        taken = [(old, new, score) for old, new, score in found if score >= MUCH_ALIKE]
        for old, new, score in taken:
            at.pair(old, new, _stage(at, old, new), score)
        if not taken:
            return


def _by_similarity(at: Matching) -> None:
    """Pair by best likeness, neighbourhood and label counting a little; less likeness will do in the same place."""
    olds, news = at.old_left(), at.new_left()
    if not olds or not news:
        return
    old_bags, new_bags = {old: at.old_bag(old) for old in olds}, {new: at.new_bag(new) for new in news}
    likely = set(at.weights.nearest(old_bags, new_bags))
    likely.update((old, new) for new, old in at.weights.nearest(new_bags, old_bags))
    scores = {(old, new): at.likeness(old, new) for old, new in likely if at.may_pair(old, new)}
    _take_best(at, scores, alike_anywhere=True)
    # Each new pair is a neighbour of others: as long as that brings more pairs.
    while _take_best(at, scores, alike_anywhere=False):
        pass


def _take_best(at: Matching, scores: dict[tuple[int, int], float], *, alike_anywhere: bool) -> int:
    """Pair the best of the scored pairs, best first; return how many."""
    if not alike_anywhere:
        for old, new in _in_same_gap(at):
            scores.setdefault((old, new), at.likeness(old, new))
    ranked = []
    for (old, new), score in scores.items():
        if score < (SIMILAR if alike_anywhere else NEARBY) or not at.may_pair(old, new):
            continue
        beneath, beside, labelled = at.same_parent(old, new), at.neighbours(old, new), at.same_label(old, new)
        if score < SIMILAR:
            has_label = labelled and at.old.labels[old] is not None
            if not at.around(old, new) and not (beneath and (beside or has_label)):
                continue
        bonus = 0.1 * beneath + 0.05 * beside + 0.05 * labelled
        ranked.append((-score - bonus, at.apart(old, new), old + new, old, new))
    taken = 0
    for *_, old, new in sorted(ranked):
        if at.may_pair(old, new):
            at.pair(old, new, _stage(at, old, new), scores[old, new])
            taken += 1
    return taken


def _stage(at: Matching, old: int, new: int) -> Stage:
    if at.old.texts[old] == at.new.texts[new]:
        return _TEXT
    labelled = at.same_label(old, new) and at.old.labels[old] is not None
    return Stage.LABEL if labelled and at.same_parent(old, new) else Stage.SIMILAR


def _in_same_gap(at: Matching) -> Iterable[tuple[int, int]]:
    """Return the free nodes whose left neighbours, or whose right ones, are matched, or that are first or last."""
    found: set[tuple[int, int]] = set()
    for new in at.new_left():
        for side in (0, 1):
            old = _beyond(at, new, side)
            if old != NOTHING and at.may_pair(old, new):
                found.add((old, new))
    return found


def _beyond(at: Matching, new: int, side: int) -> int:
    """Return the earlier node that stands beside what the later node's neighbour on one side was, or `NOTHING`."""
    neighbour = at.new.siblings[side][new]
    if neighbour != NOTHING:
        return at.old.siblings[1 - side][at.pairs[neighbour].before] if neighbour in at.pairs else NOTHING
    parent = at.new.parents[new]
    if parent != NO_PARENT and parent not in at.pairs:
        return NOTHING
    row = at.old.roots if parent == NO_PARENT else at.old.children[at.pairs[parent].before]
    return row[-side] if row else NOTHING
