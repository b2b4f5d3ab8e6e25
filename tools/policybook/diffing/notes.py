"""What a reader should know of a change besides its effects, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policybook.diffing.changes import Change, EffectType, Op
from policybook.diffing.matching import Stage
from policybook.language.modality import Modality, modality_of, stem_modality
from policybook.messages.messages import Later, later
from policybook.model import NO_PARENT, Tree

_KEEP: Final = Op.KEEP
_DELETE: Final = Op.DELETE
_INSERT: Final = Op.INSERT
_PIN: Final = Stage.PIN
_OBLIGATION: Final = EffectType.OBLIGATION


def notes_on(before: Tree, after: Tree, change: Change, renumbered: Mapping[str, frozenset[str]]) -> tuple[Later, ...]:
    """Return what a reader should know besides.

    Args:
        before: The earlier tree.
        after: The later tree.
        change: A change between them, with its effects and redline.
        renumbered: The labels of the earlier text, and what each became.
    """
    found: list[Later] = []
    if renumbered and change.amended:
        found += _followed(change, renumbered)
    if change.effects and change.effects[0].type is _OBLIGATION:  # the weightiest is the first
        found += _items(before, after, change)
    if change.moved:
        found += _under_another_stem(before, after, change)
    if change.amended and (len(change.before) > 1 or len(change.after) > 1):
        found += _dropped(change)
    if change.stage is _PIN:
        found.append(later("note.paired"))
    return tuple(found)


def _followed(change: Change, renumbered: Mapping[str, frozenset[str]]) -> Iterator[Later]:
    old = ""
    for op, text in change.redline:
        label = "" if op is _KEEP else text.strip().strip("()")
        if op is _INSERT and label in renumbered.get(old, ()):
            yield later("note.followed", before=old, after=label)
        old = label if op is _DELETE else ""


def _items(before: Tree, after: Tree, change: Change) -> Iterator[Later]:
    """Yield that the force of a stem's items changed with it."""
    old, new = before.nodes[change.before[0]], after.nodes[change.after[0]]
    if old.is_stem and new.is_stem:
        was, now = stem_modality(old.text), stem_modality(new.text)
        if was is now:
            return
        items = [after.nodes[at].text for at in after.children[change.after[0]]]
        # An item with a force of its own keeps it; what is more than before is new.
        count = sum(
            modality_of(item, old.text).modality is was and modality_of(item, new.text).modality is now
            for item in items
        ) - max(0, len(items) - len(before.children[change.before[0]]))
        if count > 0:
            yield later("note.items", n=count, was=_force(was), now=_force(now))


def _under_another_stem(before: Tree, after: Tree, change: Change) -> Iterator[Later]:
    """Yield that a clause that moved beneath another stem has another force there."""
    if len(change.before) != 1 or len(change.after) != 1:
        return
    old, new = before.nodes[change.before[0]].parent, after.nodes[change.after[0]].parent
    if old == NO_PARENT or new == NO_PARENT or not (before.nodes[old].is_stem and after.nodes[new].is_stem):
        return
    was, now = stem_modality(before.nodes[old].text), stem_modality(after.nodes[new].text)
    if was is not now:
        yield later("note.elsewhere", was=_force(was), now=_force(now))


def _dropped(change: Change) -> Iterator[Later]:
    """Yield what was left out where one clause became several, or several one."""
    words = [run.text.strip() for run in change.redline if run.op is _DELETE]
    phrases = [phrase for phrase in words if any(letter.isalnum() for letter in phrase)]
    if phrases:
        yield later("note.left_out", words=tuple(later("change.quoted", words=phrase) for phrase in phrases))


def _force(modality: Modality) -> Later:
    """Return what a force makes of the items beneath a stem: "required"."""
    return later(f"note.force.{modality}")
