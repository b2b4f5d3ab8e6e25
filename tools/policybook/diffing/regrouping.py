"""Splits and merges: one clause that became several, and several that became one, among what the pairs leave over.

A clause that found no counterpart may be a part of one that did: its words stand in what the counterpart does not
cover of the other text. How much of the one text each part covers is told with the group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policybook.diffing.likeness import Bag, Weights, in_order
from policybook.diffing.matching import Group, Half, Matching, Stage
from policybook.model import NO_PARENT

COVERED: Final = 0.6
"""How much of a part's words, by weight, the whole must have; and how much of the whole all parts must have."""
COVERED_ELSEWHERE: Final = 0.8
"""How much it must have of a part that stands apart from the others."""
COVERED_IN_LIST: Final = 0.45
"""How much it must have of an item of the same list."""
SHARE: Final = 0.06
"""How much of the whole a part must have."""
IN_ORDER: Final = 0.5
"""Which part of its words the whole must have in the same order."""
GAIN: Final = 0.03
"""By how much the parts together must be more like the whole than the best of them alone."""
WHOLES: Final = 4
"""How many possible wholes of a part are looked at."""
ALIKE: Final = 0.985
"""A pair as alike as this leaves no words over for another part."""


def regroup(at: Matching) -> tuple[Group, ...]:
    """Return the splits and merges of a matching, and take the pairs that became part of one out of it."""
    old_left, new_left = at.old_left(), at.new_left()
    if not old_left and not new_left:
        return ()
    became = {pair.before: pair.after for pair in at.pairs.values() if pair.score < ALIKE}
    came_from = {new: old for old, new in became.items()}
    apart = at.pins.different
    splits = _Side(at.old, at.new, at.old_bag, at.new_bag, at.weights, lambda old, new: (old, new) in apart)
    merges = _Side(at.new, at.old, at.new_bag, at.old_bag, at.weights, lambda new, old: (old, new) in apart)
    found = [
        *splits.groups(Stage.SPLIT, {**dict.fromkeys(old_left), **became}, new_left),
        *merges.groups(Stage.MERGE, {**dict.fromkeys(new_left), **came_from}, old_left),
    ]
    groups: list[Group] = []
    olds: set[int] = set()
    news: set[int] = set()
    for group in sorted(found, key=lambda group: (-group.score, sum(group.before) + sum(group.after))):
        if olds.isdisjoint(group.before) and news.isdisjoint(group.after):
            groups.append(group)
            olds.update(group.before)
            news.update(group.after)
    for new in [new for new, pair in at.pairs.items() if new in news or pair.before in olds]:
        at.unpair(new)
    return tuple(sorted(groups, key=lambda group: group.after))


@dataclass(frozen=True)
class _Side:
    """The two texts of a split, or of a merge seen backwards: wholes in the one, parts in the other."""

    whole_half: Half
    part_half: Half
    whole: Callable[[int], Bag]
    part: Callable[[int], Bag]
    weights: Weights
    kept_apart: Callable[[int, int], bool]

    def groups(self, stage: Stage, partners: Mapping[int, int | None], free: Sequence[int]) -> Iterator[Group]:
        """Yield the wholes that have several parts.

        Args:
            stage: Whether this is a split or a merge.
            partners: The possible wholes, with their counterparts where they have one.
            free: The possible parts that have no counterpart.
        """
        wholes = {at: self.whole(at) for at in sorted(partners) if self.whole_half.is_clause[at]}
        parts = {at: self.part(at) for at in free if self.part_half.is_clause[at]}
        best: dict[int, tuple[float, int]] = {}
        rests: dict[int, Bag] = {}
        # A whole shares but a part of its words, which is little beside a short text that shares one.
        for part, whole in self.weights.nearest(parts, wholes, WHOLES, None):
            if not self.kept_apart(whole, part):
                partner = partners[whole]
                if whole not in rests:
                    rests[whole] = (
                        wholes[whole] if partner is None else self.weights.without(wholes[whole], self.part(partner))
                    )
                gained = self._gained(wholes[whole], rests[whole], parts[part], self._least(partner, part))
                if gained > best.get(part, (0.0, 0))[0]:
                    best[part] = (gained, whole)
        claims: dict[int, list[tuple[float, int]]] = {}
        for part, (gained, whole) in best.items():
            claims.setdefault(whole, []).append((gained, part))
        for whole, claimed in claims.items():
            together = self._together(whole, partners[whole], [part for _, part in sorted(claimed, reverse=True)])
            if len(together) > 1:
                yield self._group(stage, whole, together)

    def _group(self, stage: Stage, whole: int, parts: Sequence[int]) -> Group:
        """Return the group, with the shares of its parts."""
        text = self.whole(whole)
        shares = tuple(self.weights.shared(self.part(part), text) / (text.weight or 1) for part in parts)
        before, after = ((whole,), tuple(parts)) if stage is Stage.SPLIT else (tuple(parts), (whole,))
        return Group(before, after, stage, self._likeness(whole, parts), shares)

    def _likeness(self, whole: int, parts: Sequence[int]) -> float:
        return self.weights.likeness(self.whole(whole), self.weights.joined(map(self.part, parts)))

    def _gained(self, whole: Bag, rest: Bag, part: Bag, least: float) -> float:
        """Return the weight of the words that a part has of what its whole's counterpart leaves; 0 for too little."""
        gained = self.weights.shared(part, rest)
        if not gained or gained < SHARE * whole.weight or gained < (least - 0.15) * part.weight:
            return 0.0
        covered = self.weights.shared(part, whole) >= least * part.weight
        return gained if covered and in_order(part, whole) >= IN_ORDER else 0.0

    def _least(self, partner: int | None, part: int) -> float:
        """Return how much of a part its whole must have: less where it stands beside the whole's counterpart."""
        if partner is None:
            return COVERED
        nodes = self.part_half.tree.nodes
        one, other = nodes[partner], nodes[part]
        if one.list_number and one.list_number == other.list_number:
            return COVERED_IN_LIST
        near = one.parent == other.parent or other.parent == partner or one.parent == part
        return COVERED if near or self._section(partner) == self._section(part) else COVERED_ELSEWHERE

    def _section(self, part: int) -> int:
        """Return the section around a part."""
        half = self.part_half
        around = half.parents[part]
        while around != NO_PARENT and half.is_clause[around]:
            around = half.parents[around]
        return around

    def _together(self, whole: int, partner: int | None, claimed: Sequence[int]) -> list[int]:
        """Return the counterpart and the parts, in document order, that together are more like the whole."""
        text = self.whole(whole)
        if partner is None:
            chosen, claimed = [claimed[0]], claimed[1:]
        else:
            chosen, main = [partner], self.part(partner)
            if self.weights.shared(main, text) < (COVERED - 0.15) * main.weight:
                return chosen
        joined = self.weights.joined(map(self.part, chosen))
        for part in claimed:
            wider = self.weights.joined((joined, self.part(part)))
            if self.weights.overlap(text, wider) >= self.weights.overlap(text, joined) + GAIN:
                chosen, joined = [*chosen, part], wider
        return sorted(chosen) if self.weights.shared(joined, text) >= COVERED * text.weight else []
