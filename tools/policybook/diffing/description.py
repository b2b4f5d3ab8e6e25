"""What happened to each clause, told from an alignment: kind, flags, significance, effects and redline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policybook.diffing.alignment import align
from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, Effect, EffectType, Op, Run, Significance
from policybook.diffing.differences import Difference, Wording, read
from policybook.diffing.effects import effects_of
from policybook.diffing.matching import NO_PINS, Alignment, Pins, Stage, plain
from policybook.diffing.movement import moved
from policybook.diffing.notes import notes_on
from policybook.diffing.redline import redline
from policybook.model import Kind, Node, Tree

_UNCHANGED: Final = ChangeKind.UNCHANGED
_MOVED: Final = ChangeKind.MOVED
_RENUMBERED: Final = ChangeKind.RENUMBERED
_AMENDED: Final = ChangeKind.AMENDED
_SECTION: Final = Kind.SECTION
_EDITORIAL: Final = Significance.EDITORIAL
_SUBSTANTIVE: Final = Significance.SUBSTANTIVE
_NEUTRAL: Final = Direction.NEUTRAL
_PIN: Final = Stage.PIN
_WORDS_ALONE: Final = frozenset({EffectType.WORDING, EffectType.TYPOGRAPHY})
"""By names of their own: to look a member of an enumeration up takes long, and is done for every clause."""
BATCH: Final = 64
"""How many differences are read together: enough to gain by it, and few enough to be held."""


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
    matches = [_Match((pair.before,), (pair.after,), pair.stage, pair.score) for pair in alignment.pairs]
    matches += [_Match(group.before, group.after, group.stage, group.score, group.main) for group in alignment.groups]
    movers = moved(before, after, [match.main_first for match in matches])
    teller = _Teller(before, after, _renumbered(before, after, matches))
    reworded = teller.reworded(matches)
    changes = [teller.tell(match, reworded.get(name), has_moved=name in movers) for name, match in enumerate(matches)]
    matched_old = {old for match in matches for old in match.before}
    matched_new = {new for match in matches for new in match.after}
    changes += [_added(after, new) for new in range(len(after)) if new not in matched_new]
    removed = [_removed(before, old) for old in range(len(before)) if old not in matched_old]
    return Changes(before, after, tuple(_in_reading_order(changes, removed)))


class _Match:
    """A pair or a group of an alignment, as both are described alike."""

    __slots__ = ("after", "before", "main", "score", "stage")

    def __init__(
        self,
        before: tuple[int, ...],
        after: tuple[int, ...],
        stage: Stage,
        score: float,
        main: tuple[int, int] | None = None,
    ) -> None:
        self.before: Final = before
        self.after: Final = after
        self.stage: Final = stage
        self.score: Final = score
        self.main: Final = main

    @property
    def main_first(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if self.main is None:
            return self.before, self.after
        old, new = self.main
        return (old, *(at for at in self.before if at != old)), (new, *(at for at in self.after if at != new))


class _Rewording:
    """What became of the words of a match."""

    __slots__ = ("amended", "effects", "runs")

    def __init__(self, amended: bool, runs: tuple[Run, ...], effects: tuple[Effect, ...]) -> None:
        self.amended: Final = amended
        self.runs: Final = runs
        self.effects: Final = effects


@dataclass(frozen=True, slots=True)
class _Teller:
    before: Tree
    after: Tree
    labels: Mapping[str, frozenset[str]]
    """The labels of the earlier text that became others, and which."""

    def reworded(self, matches: Sequence[_Match]) -> dict[int, _Rewording]:
        """Return what became of the words of those matches whose words are not the same, by position."""
        found: dict[int, _Rewording] = {}
        changed = [name for name, match in enumerate(matches) if not self._keeps_words(match)]
        for first in range(0, len(changed), BATCH):
            names = changed[first : first + BATCH]
            wordings = [
                (_wording(self.before, matches[name].before), _wording(self.after, matches[name].after))
                for name in names
            ]
            redlines = [redline(old.text, new.text) for old, new in wordings]
            differences: dict[int, Difference] = {}
            for name, (old, new), runs in zip(names, wordings, redlines, strict=True):
                if old.links != new.links or plain(old.text) != plain(new.text):
                    stems = _stem(self.before, matches[name].before[0]), _stem(self.after, matches[name].after[0])
                    differences[name] = Difference(old, new, stems, runs, self.labels)
            read([*differences.values()])
            for name, runs in zip(names, redlines, strict=True):
                difference = differences.get(name)
                effects = () if difference is None else effects_of(difference)
                found[name] = _Rewording(difference is not None, runs, effects)
        return found

    def _keeps_words(self, match: _Match) -> bool:
        if len(match.before) != 1 or len(match.after) != 1:
            return False
        was, now = self.before.nodes[match.before[0]], self.after.nodes[match.after[0]]
        return was.text == now.text and was.links == now.links

    def tell(self, match: _Match, rewording: _Rewording | None, *, has_moved: bool) -> Change:
        """Return what happened to what is matched.

        Args:
            match: What is matched.
            rewording: What became of its words; None where they are the same.
            has_moved: Whether it moved.
        """
        renumbered = self._is_renumbered(match)
        if rewording is None:
            return self._tell_same(match, self.after.nodes[match.after[0]], has_moved, renumbered)
        amended, runs, effects = rewording.amended, rewording.runs, rewording.effects
        kind = _kind(self.after.nodes[match.after[0]].kind, match, has_moved, amended=amended, renumbered=renumbered)
        change = Change(
            self.after.nodes[match.after[0]].kind,
            kind,
            match.before,
            match.after,
            has_moved,
            renumbered,
            amended,
            None if kind is _UNCHANGED else _significance(effects),
            _direction(effects),
            effects,
            match.stage,
            min(match.score, 0.999) if amended else 1.0,
            runs,
        )
        return self._with_notes(change) if amended or has_moved or match.stage is _PIN else change

    def _tell_same(self, match: _Match, node: Node, has_moved: bool, renumbered: bool) -> Change:
        """Return what happened to a clause that has kept its words, as most have."""
        differs = has_moved or renumbered
        told = (
            node.kind,
            _MOVED if has_moved else _RENUMBERED if renumbered else _UNCHANGED,
            match.before,
            match.after,
            has_moved,
            renumbered,
            False,
            _EDITORIAL if differs else None,
            _NEUTRAL,
            (),
            match.stage,
            1.0,
            redline(node.text, node.text),
            (),
        )
        # As `Change(*told)`, in half the time: there is one for every clause.
        change: Change = tuple.__new__(Change, told)
        return self._with_notes(change) if has_moved or match.stage is _PIN else change

    def _with_notes(self, change: Change) -> Change:
        notes = notes_on(self.before, self.after, change, self.labels)
        return change._replace(notes=notes) if notes else change

    def _is_renumbered(self, match: _Match) -> bool:
        """Whether no clause of a match keeps a label of the clauses that it was."""
        if len(match.before) == len(match.after) == 1:
            return self.before.nodes[match.before[0]].label != self.after.nodes[match.after[0]].label
        return {self.before.nodes[at].label for at in match.before}.isdisjoint(
            self.after.nodes[at].label for at in match.after
        )


def _wording(tree: Tree, found: tuple[int, ...]) -> Wording:
    if len(found) == 1:
        node = tree.nodes[found[0]]
        return Wording(node.text, node.links, is_title=node.kind is _SECTION)
    nodes = [tree.nodes[at] for at in found]
    text = " ".join(node.text for node in nodes if node.text)
    return Wording(text, tuple(link for node in nodes for link in node.links), several=True)


def _kind(node: Kind, match: _Match, has_moved: bool, *, amended: bool, renumbered: bool) -> ChangeKind:
    if len(match.after) > 1:
        return ChangeKind.SPLIT
    if len(match.before) > 1:
        return ChangeKind.MERGED
    if has_moved:
        return _MOVED
    if amended:
        return ChangeKind.RETITLED if node is _SECTION else _AMENDED
    return _RENUMBERED if renumbered else _UNCHANGED


def _significance(effects: Sequence[Effect]) -> Significance:
    if not effects:
        return _EDITORIAL
    types = {effect.type for effect in effects}
    if not types.issubset(_WORDS_ALONE):
        return _SUBSTANTIVE
    return Significance.WORDING if EffectType.WORDING in types else _EDITORIAL


def _direction(effects: Sequence[Effect]) -> Direction:
    """Return the direction that all effects that have one agree on."""
    if not effects:
        return _NEUTRAL
    directions = {effect.direction for effect in effects} - {_NEUTRAL}
    return directions.pop() if len(directions) == 1 else _NEUTRAL


def _renumbered(before: Tree, after: Tree, matches: Sequence[_Match]) -> dict[str, frozenset[str]]:
    became: dict[str, set[str]] = {}
    for match in matches:
        for old in match.before:
            label = before.nodes[old].label
            if label is not None:
                labels = became.setdefault(label.strip("()"), set())
                for new in match.after:
                    labels.add((after.nodes[new].label or "").strip("()"))
    return {label: frozenset(new) for label, new in became.items() if new != {label}}


def _stem(tree: Tree, position: int) -> str | None:
    """Return the text of the clauses that introduce a clause, outermost first."""
    stems = [tree.nodes[at].text for at in tree.ancestors(position) if tree.nodes[at].is_stem]
    return " ".join(reversed(stems)) or None


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
    followers: dict[int, list[Change]] = {}
    """What was removed, by the position in the later text of what it followed; -1 for what followed nothing."""
    followed = -1
    at = 0
    for change in removed:
        for old in range(at, change.before[0]):
            followed = stands.get(old, followed)
        at = change.before[0]
        followers.setdefault(followed, []).append(change)
    ordered = followers.get(-1, [])
    for change in sorted(changes, key=_first_after):
        ordered.append(change)
        ordered += followers.get(change.after[0], ())
    return ordered


def _first_after(change: Change) -> int:
    return change.after[0]
