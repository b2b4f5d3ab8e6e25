"""The sentence that a governor can read aloud: what changes, most important first, and nothing that was not found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, EffectType, Significance
from policybook.messages.messages import Later, Messages
from policybook.model import Kind
from policybook.rendering.changes_words import EFFECTS, nodes

_PARTICULARS: Final = frozenset(
    {"title", "audience", "owner", "responsible", "effective", "review", "related", "acknowledgement"}
)
"""What the front matter says that a governor decides on; the rest belongs to the file."""
_SAME_WORDS: Final = (ChangeKind.MOVED, ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.RENUMBERED)
_OTHER: Final = "changed"
"""What messages call a change of substance without an effect that has a name."""
_WEIGHT: Final = {type_: rank for rank, type_ in enumerate(EffectType)}

_SAYS_LITTLE: Final = re.compile(
    r"\b(?:minor(?!['’]s)(?: \w+)?|no (?:substantive |substantial |material |real |significant |other )?changes?"
    r"|typos?|typographical|formatting|cosmetic|editorial|housekeeping|tidy(?:ing)?[ -]up|tidied up|spelling"
    r"|punctuation|renumber(?:ed|ing)|layout)\b",
    re.IGNORECASE,
)
"""What authors write of a change that, they think, changes nothing."""
_DENIED: Final = re.compile(r"\b(?:not|more than|beyond|no longer|apart from|besides)\b[\w\s]{0,12}$", re.IGNORECASE)


def summary(t: Messages, changes: Changes) -> str:
    """Return what changes, in one or two sentences.

    A clause is counted once, under what weighs most: its direction, else its weightiest effect. So the counts of a
    sentence add up to the clauses that differ.

    Args:
        t: What reports say.
        changes: All changes, with those of the front matter.
    """
    differing = changes.differing
    paired = [change for change in differing if change.before and change.after]
    substance = [change for change in paired if change.significance is Significance.SUBSTANTIVE]
    reworded = [change for change in paired if change.significance is Significance.WORDING]
    editorial = [change for change in paired if change.significance is Significance.EDITORIAL]
    spelling = [change for change in editorial if change.amended]
    told = [part for part in (_substance(t, substance), _new_and_gone(t, differing), _reworded(t, reworded)) if part]
    if not differing:
        sentence = t("summary.nothing")
    elif told:
        sentence = _sentence(t, [*told, *_editorial(t, editorial)])
    elif spelling:
        first = t("summary.typography", what=_nodes(spelling))
        sentence = _sentence(t, [first, *_editorial(t, [change for change in editorial if not change.amended])])
    else:
        same = _joined(t, _editorial(t, editorial, is_first=True))
        sentence = _sentence(t, [t("summary.not_a_word", told=same)])
    return " ".join(filter(None, (sentence, _particulars(t, changes))))


def main_effect(change: Change) -> EffectType | None:
    """Return the weightiest effect of a change; None if it has none."""
    return min((effect.type for effect in change.effects), key=_WEIGHT.__getitem__, default=None)


def is_mixed(change: Change) -> bool:
    """Return whether a change makes a rule stricter in one way and looser in another."""
    directions = {effect.direction for effect in change.effects}
    return change.direction is Direction.NEUTRAL and {Direction.STRICTER, Direction.LOOSER} <= directions


def remark(t: Messages, changes: Changes, note: str | None) -> str:
    """Return what to say where a note speaks of little and the comparison found substance; empty elsewhere.

    Args:
        t: What reports say.
        changes: All changes.
        note: The author's change note.
    """
    count = changes.counts[Significance.SUBSTANTIVE]
    said = [m[0] for m in _SAYS_LITTLE.finditer(note or "") if not _DENIED.search((note or "")[: m.start()])]
    if not said or not count:
        return ""
    return t("summary.remark", n=count, said=said[0])


def _substance(t: Messages, changes: Iterable[Change]) -> str:
    ways: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for change in changes:
        if change.direction is not Direction.NEUTRAL:
            ways[change.direction] += 1
        elif is_mixed(change):
            ways["mixed"] += 1
        else:
            effect = main_effect(change)
            kinds[EFFECTS.get(effect, _OTHER) if effect else _OTHER] += 1
    directed = [(way, ways[way]) for way in (Direction.STRICTER, Direction.LOOSER, "mixed") if ways[way]]
    neutral = [(name, kinds[name]) for name in (*EFFECTS.values(), _OTHER) if kinds[name]]
    # What the first of each says becomes of it goes for the others, too.
    parts = [t(f"summary.too.{way}" if n else f"summary.{way}", n=count) for n, (way, count) in enumerate(directed)]
    parts += [
        t(f"summary.effect_too.{name}" if n else f"summary.effect.{name}", n=count)
        for n, (name, count) in enumerate(neutral)
    ]
    return t.list(parts)


def _new_and_gone(t: Messages, changes: Sequence[Change]) -> str:
    """Return what was added and removed: "1 section and 3 clauses are new, 1 clause is gone"."""
    parts: list[str] = []
    if new := [change for change in changes if change.kind is ChangeKind.ADDED]:
        parts.append(t("summary.new", **_count(new)))
    if gone := [change for change in changes if change.kind is ChangeKind.REMOVED]:
        # After "3 clauses are new", "1 is gone" is clear.
        clauses_only = not any(change.node is Kind.SECTION for change in (*new, *gone))
        parts.append(t("summary.gone", **_count(gone, is_number=bool(new) and clauses_only)))
    return t.list(parts)


def _reworded(t: Messages, changes: list[Change]) -> str:
    titles = [change for change in changes if change.kind is ChangeKind.RETITLED]
    others = [change for change in changes if change.kind is not ChangeKind.RETITLED]
    parts = [t("summary.reworded", **_count(others))] if others else []
    if titles:
        parts.append(t("summary.retitled", **_count(titles)))
    return t.list(parts)


def _editorial(t: Messages, changes: Sequence[Change], *, is_first: bool = False) -> list[str]:
    """Return what happened without a change of words that matters, each clause counted once."""
    parts: list[str] = []
    if spelling := [change for change in changes if change.amended]:
        parts.append(t("summary.spelling", **_count(spelling, is_number=not is_first)))
    same: list[str] = []
    for kind in _SAME_WORDS:
        if found := [change for change in changes if change.kind is kind and not change.amended]:
            same.append(t(f"summary.same.{kind}", **_count(found, is_number=bool(parts or same) or not is_first)))
    if same:
        parts.append(t("summary.same.words", told=t.list(same)))
    return parts


def _particulars(t: Messages, changes: Changes) -> str:
    fields = dict.fromkeys(change.path.split(".")[0] for change in changes.metadata)
    names = [t(f"summary.particular.{name}") for name in fields if name in _PARTICULARS]
    if not names:
        return ""
    what = t.list(names, "and")
    return t("summary.particulars_also" if changes.differing else "summary.particulars", n=len(names), what=what)


def _count(changes: Sequence[Change], *, is_number: bool = False) -> dict[str, Any]:
    """Return the values of a message that says of how many sections and clauses it is true, or of how many alone."""
    return {"n": len(changes), "what": len(changes) if is_number else _nodes(changes)}


def _nodes(changes: Sequence[Change]) -> Later:
    sections = sum(change.node is Kind.SECTION for change in changes)
    return nodes(sections, len(changes) - sections)


def _joined(t: Messages, parts: Iterable[str]) -> str:
    return t("page.semicolon").join(parts)


def _sentence(t: Messages, parts: Iterable[str]) -> str:
    told = t("summary.whole", told=_joined(t, parts))
    return told[:1].upper() + told[1:]
