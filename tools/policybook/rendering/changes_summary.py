"""The sentence that a governor can read aloud: what changes, most important first, and nothing that was not found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, EffectType, Significance
from policybook.model import Kind

_NOUNS: Final = {
    EffectType.OBLIGATION: ("duty", "duties"),
    EffectType.CONDITION: ("condition", "conditions"),
    EffectType.QUANTITY: ("number or interval", "numbers or intervals"),
    EffectType.DATE: ("date", "dates"),
    EffectType.PERSON: ("person or role", "people or roles"),
    EffectType.AUDIENCE: ("audience", "audiences"),
    EffectType.REFERENCE: ("reference", "references"),
    EffectType.WORDING: ("other rule", "other rules"),
}
_PARTICULARS: Final = {
    "title": "title",
    "audience": "audience",
    "owner": "owner",
    "responsible": "list of who is responsible",
    "effective": "effective date",
    "review": "review",
    "related": "list of related policies",
    "acknowledgement": "declaration to sign",
}
"""What the front matter says that a governor decides on; the rest belongs to the file."""
_ONE_SIDED: Final = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})
_SAME_WORDS: Final = {
    ChangeKind.MOVED: "moved",
    ChangeKind.SPLIT: "divided",
    ChangeKind.MERGED: "joined from several",
    ChangeKind.RENUMBERED: "renumbered only",
}
_WEIGHT: Final = {type_: rank for rank, type_ in enumerate(EffectType)}

_SAYS_LITTLE: Final = re.compile(
    r"\b(?:minor(?!['’]s)(?: \w+)?|no (?:substantive |substantial |material |real |significant |other )?changes?"
    r"|typos?|typographical|formatting|cosmetic|editorial|housekeeping|tidy(?:ing)?[ -]up|tidied up|spelling"
    r"|punctuation|renumber(?:ed|ing)|layout)\b",
    re.IGNORECASE,
)
"""What authors write of a change that, they think, changes nothing."""
_DENIED: Final = re.compile(r"\b(?:not|more than|beyond|no longer|apart from|besides)\b[\w\s]{0,12}$", re.IGNORECASE)


def summary(changes: Changes) -> str:
    """Return what changes, in one or two sentences.

    A clause is counted once, under what weighs most: its direction, else its weightiest effect. So the counts of a
    sentence add up to the clauses that differ.

    Args:
        changes: All changes, with those of the front matter.
    """
    differing = changes.differing
    paired = [change for change in differing if change.before and change.after]
    substance = [change for change in paired if change.significance is Significance.SUBSTANTIVE]
    reworded = [change for change in paired if change.significance is Significance.WORDING]
    editorial = [change for change in paired if change.significance is Significance.EDITORIAL]
    told = [part for part in (_substance(substance), _new_and_gone(differing), _reworded(reworded)) if part]
    if not differing:
        sentence = "The two texts are the same, word for word."
    elif told:
        sentence = _sentence("; ".join([*told, *_editorial(editorial)]))
    elif any(change.amended for change in editorial):
        sentence = _typography_at_most(editorial)
    else:
        sentence = _sentence(f"not a word changes: {'; '.join(_editorial(editorial, is_first=True))}")
    return " ".join(filter(None, (sentence, _particulars(changes))))


def main_effect(change: Change) -> EffectType | None:
    """Return the weightiest effect of a change; None if it has none."""
    return min((effect.type for effect in change.effects), key=_WEIGHT.__getitem__, default=None)


def is_mixed(change: Change) -> bool:
    """Return whether a change makes a rule stricter in one way and looser in another."""
    directions = {effect.direction for effect in change.effects}
    return change.direction is Direction.NEUTRAL and {Direction.STRICTER, Direction.LOOSER} <= directions


def remark(changes: Changes, note: str | None) -> str:
    """Return what to say where a note speaks of little and the comparison found substance; empty elsewhere.

    Args:
        changes: All changes.
        note: The author's change note.
    """
    count = changes.counts[Significance.SUBSTANTIVE]
    said = [m[0] for m in _SAYS_LITTLE.finditer(note or "") if not _DENIED.search((note or "")[: m.start()])]
    if not said or not count:
        return ""
    return f"The note says “{said[0]}”; the comparison found {_count(count, 'change', 'changes')} of substance."


def _substance(changes: Iterable[Change]) -> str:
    ways: Counter[str] = Counter()
    kinds: Counter[EffectType] = Counter()
    for change in changes:
        if change.direction is not Direction.NEUTRAL:
            ways[change.direction] += 1
        elif is_mixed(change):
            ways["mixed"] += 1
        else:
            effect = main_effect(change)
            kinds[effect if effect in _NOUNS else EffectType.WORDING] += 1
    parts: list[str] = []
    for way, words in (
        (Direction.STRICTER, "stricter"),
        (Direction.LOOSER, "looser"),
        ("mixed", "stricter in one way and looser in another"),
    ):
        if count := ways[way]:
            verb = "becomes" if count == 1 else "become"
            parts.append(f"{count} {words}" if parts else f"{_count(count, 'rule', 'rules')} {verb} {words}")
    verb_told = False
    for type_, (one, many) in _NOUNS.items():
        if count := kinds[type_]:
            verb = "" if verb_told else " changes" if count == 1 else " change"
            parts.append(_count(count, one, many) + verb)
            verb_told = True
    return ", ".join(parts)


def _new_and_gone(changes: Sequence[Change]) -> str:
    """Return what was added and removed: "1 section and 3 clauses are new, 1 clause is gone"."""
    parts: list[str] = []
    for kind, word in ((ChangeKind.ADDED, "new"), (ChangeKind.REMOVED, "gone")):
        if of_kind := [change for change in changes if change.kind is kind]:
            clauses_only = not any(change.node is Kind.SECTION for change in changes if change.kind in _ONE_SIDED)
            # After "3 clauses are new", "1 is gone" is clear.
            what = str(len(of_kind)) if parts and clauses_only else _nodes(of_kind)
            parts.append(f"{what} {_is(of_kind)} {word}")
    return ", ".join(parts)


def _reworded(changes: list[Change]) -> str:
    titles = [change for change in changes if change.kind is ChangeKind.RETITLED]
    others = [change for change in changes if change.kind is not ChangeKind.RETITLED]
    parts = [f"{_nodes(others)} {_is(others)} reworded without another effect"] if others else []
    if titles:
        parts.append(f"{_nodes(titles)} {_is(titles)} retitled")
    return ", ".join(parts)


def _editorial(changes: Sequence[Change], *, is_first: bool = False) -> list[str]:
    """Return what happened without a change of words that matters, each clause counted once."""

    def counted(found: Sequence[Change]) -> str:
        return str(len(found)) if parts or verbs or not is_first else _nodes(found)

    parts: list[str] = []
    verbs: list[str] = []
    if spelling := [change for change in changes if change.amended]:
        parts.append(
            f"{counted(spelling)} {'differs' if len(spelling) == 1 else 'differ'} in spelling or punctuation only"
        )
    for kind, words in _SAME_WORDS.items():
        if found := [change for change in changes if change.kind is kind and not change.amended]:
            verbs.append(f"{counted(found)} {_is(found)} {words}")
    if verbs:
        parts.append(", ".join(verbs) + ", word for word the same")
    return parts


def _typography_at_most(changes: list[Change]) -> str:
    others = _editorial([change for change in changes if not change.amended])
    first = f"only typography differs, in {_nodes([change for change in changes if change.amended])}"
    return _sentence("; ".join([f"{first}: spelling, capitals or punctuation", *others]))


def _particulars(changes: Changes) -> str:
    names = list(dict.fromkeys(_PARTICULARS.get(change.path.split(".")[0], "") for change in changes.metadata))
    names = [name for name in names if name]
    if not names:
        return ""
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    also = "also " if changes.differing else ""
    return f"The policy's {listed} {also}{'change' if len(names) > 1 else 'changes'}."


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _nodes(changes: Sequence[Change]) -> str:
    """Return how many sections and clauses: "1 section and 3 clauses"."""
    sections = sum(change.node is Kind.SECTION for change in changes)
    counts = ((sections, "section", "sections"), (len(changes) - sections, "clause", "clauses"))
    return " and ".join(_count(*each) for each in counts if each[0])


def _is(changes: Sequence[Change]) -> str:
    return "is" if len(changes) == 1 else "are"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
