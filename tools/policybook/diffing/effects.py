"""What a change of words does: to duties, conditions, quantities, dates, people, audience and references.

A difference that is only one of spelling is set aside first. What the rest does is read from both whole texts, because
a phrase means what its sentence makes of it, and kept where a difference touches it. What no reading explains is a
change of wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from policybook.diffing.changes import Direction, Effect, EffectType, Run
from policybook.diffing.hunks import DULL, Located, Side, hunks_of
from policybook.diffing.obligations import obligations
from policybook.language.conditions import Condition, conditions
from policybook.language.hurdles import hurdles
from policybook.language.mentions import Mention, MentionKind, mentions_in
from policybook.language.quantities import Quantity, QuantityKind, binding, quantities_in
from policybook.language.spelling import same_but_for_spelling

_MENTIONED: Final = {
    MentionKind.PERSON: EffectType.PERSON,
    MentionKind.AUDIENCE: EffectType.AUDIENCE,
    MentionKind.REFERENCE: EffectType.REFERENCE,
}
_Place = TypeVar("_Place", bound=Located)
_ORDER: Final = {type_: rank for rank, type_ in enumerate(EffectType)}
STAND_INS: Final = frozenset(
    "he her hers him his i it me my she that their them these they this those us we you your".split()
)
"""Words that stand for somebody named elsewhere."""
MUCH: Final = 3
"""How many words of a difference no effect need explain before the rest counts as rephrased."""


class Wording(NamedTuple):
    """The words of a clause on one side of a comparison."""

    text: str
    links: tuple[str, ...] = ()
    stem: str | None = None
    """The text of the clause that introduces it."""
    is_title: bool = False
    """Whether it is the title of a section, which binds nobody."""


def effects_of(
    before: Wording, after: Wording, runs: Sequence[Run], renumbered: Mapping[str, frozenset[str]]
) -> tuple[Effect, ...]:
    """Tell what a change of words does.

    Args:
        before: The earlier words.
        after: The later ones.
        runs: Their redline.
        renumbered: The labels of the earlier text, and what each became.

    Returns:
        The effects, weightiest first; none where nothing differs.
    """
    found = list(_of_links(before.links, after.links))
    hunks = hunks_of(runs)
    if hunks:
        old = Side(before.text, tuple((hunk.before_start, hunk.before_end) for hunk in hunks))
        new = Side(after.text, tuple((hunk.after_start, hunk.after_end) for hunk in hunks))
        spelled = [n for n in range(len(hunks)) if _is_spelling(old, new, n, renumbered)]
        if len(spelled) < len(hunks) and same_but_for_spelling(before.text, after.text):
            spelled = list(range(len(hunks)))
        if spelled:
            found.append(_of_hunks(EffectType.TYPOGRAPHY, old, new, spelled))
        left = [n for n in range(len(hunks)) if n not in spelled]
        if left and before.is_title:
            found += _of_title(old.of(left), new.of(left))
        elif left:
            found += _of_words(old.of(left), new.of(left), (before.stem, after.stem))
    return tuple(sorted(found, key=lambda effect: _ORDER[effect.type]))


def _of_hunks(type_: EffectType, old: Side, new: Side, hunks: Iterable[int]) -> Effect:
    chosen = list(hunks)
    return Effect(type_, _phrases(old.phrase(n) for n in chosen), _phrases(new.phrase(n) for n in chosen))


def _phrases(words: Iterable[str]) -> str:
    return " … ".join(phrase for phrase in words if phrase)


def _of_links(before: Sequence[str], after: Sequence[str]) -> Iterable[Effect]:
    if before != after:
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        yield Effect(EffectType.REFERENCE, ", ".join(gone), ", ".join(come))


def _is_spelling(old: Side, new: Side, hunk: int, renumbered: Mapping[str, frozenset[str]]) -> bool:
    """Whether a difference is one of spelling, marks, or a label that follows its clause."""
    before, after = old.phrase(hunk), new.phrase(hunk)
    if not any(letter.isalnum() or letter in "£$€%{" for letter in before + after):
        return True
    if not before or not after:
        return False
    return same_but_for_spelling(before, after) or after.strip("()") in renumbered.get(before.strip("()"), frozenset())


def _of_title(old: Side, new: Side) -> Iterator[Effect]:
    """Yield what a change of title does: a law or product that took another's place, else a change of wording."""
    told = _Told(old, new)
    named_before, named_after = _names_near(old, new)
    gone = _unnamed(old, named_before, named_after, new)
    come = _unnamed(new, named_after, named_before, old)
    for lost, found in _by_hunk(old, new, gone, come):
        if lost and found and lost[0].kind is MentionKind.REFERENCE:
            yield told.explain(_of_mentions(old, new, lost, found), lost, found)
    if rest := told.rest():
        yield _of_hunks(EffectType.WORDING, old, new, rest)


def _of_words(whole_old: Side, whole_new: Side, stems: tuple[str | None, str | None]) -> Iterator[Effect]:
    """Yield the effects of the differences that are not of spelling."""
    old, new = whole_old.focused(), whole_new.focused()
    told = _Told(old, new)
    exceptions = _changed(old, new, conditions(old.text), conditions(new.text))
    for duty in obligations(old, new, stems, exceptions):
        yield told.explain(duty.effect, duty.before, duty.after)
    for was, now in _paired(old, new, *told.left(*exceptions)):
        yield told.explain(_of_condition(old, new, was, now), was, now)
    for was_much, now_much in _paired(old, new, *told.left(*_changed(old, new, *_quantities_near(old, new)))):
        yield told.explain(_of_quantity(old, new, was_much, now_much), was_much, now_much)
    named_before, named_after = _names_near(old, new)
    gone = _unnamed(old, named_before, named_after, whole_new)
    come = _unnamed(new, named_after, named_before, whole_old)
    for lost, found in _by_hunk(old, new, *told.left(gone, come)):
        yield told.explain(_of_mentions(old, new, lost, found), lost, found)
    if rest := told.rest():
        yield _of_hunks(EffectType.WORDING, old, new, rest)


@dataclass
class _Told:
    """Which differences, and which words of them, an effect is already about."""

    old: Side
    new: Side
    hunks: set[int] = field(default_factory=set)
    old_places: list[Located] = field(default_factory=list)
    new_places: list[Located] = field(default_factory=list)

    def explain(self, effect: Effect, befores: Sequence[Located], afters: Sequence[Located]) -> Effect:
        """Note what an effect is about."""
        for side, places, noted in ((self.old, befores, self.old_places), (self.new, afters, self.new_places)):
            noted += places
            for place in places:
                self.hunks |= side.hunks_at(place)
        return effect

    def left(self, befores: Sequence[_Place], afters: Sequence[_Place]) -> tuple[list[_Place], list[_Place]]:
        """Return the places that no effect is about yet."""
        return (
            [place for place in befores if not _within(place, self.old_places)],
            [place for place in afters if not _within(place, self.new_places)],
        )

    def rest(self) -> list[int]:
        """Return the differences that no effect is about; beside effects only where they are more than a few words."""
        hunks = range(len(self.old.spans))
        if not self.hunks:
            return list(hunks)
        left = [
            (
                hunk,
                _unexplained(self.old, hunk, self.old_places),
                _unexplained(self.new, hunk, self.new_places),
            )
            for hunk in hunks
        ]
        rephrased = [hunk for hunk, was, now in left if (hunk not in self.hunks and was + now) or min(was, now) >= MUCH]
        return rephrased if sum(was + now for hunk, was, now in left if hunk in rephrased) >= MUCH else []


def _within(place: Located, others: Sequence[Located]) -> bool:
    return any(other.start <= place.start and place.end <= other.end for other in others)


def _unexplained(side: Side, hunk: int, places: Sequence[Located]) -> int:
    """Return how many telling words of a difference stand in none of the places."""
    start, end = side.spans[hunk]
    return sum(word not in DULL for word in side.without(places).text[start:end].lower().split())


def _changed(
    old: Side, new: Side, befores: Sequence[_Place], afters: Sequence[_Place]
) -> tuple[list[_Place], list[_Place]]:
    """Return the places that a difference touches and that the other text has not in the same or other spelling."""
    befores = [place for place in befores if old.hunks_at(place)]
    afters = [place for place in afters if new.hunks_at(place)]
    for was in list(befores):
        for now in afters:
            if _equal(was, now, old, new):
                befores.remove(was)
                afters.remove(now)
                break
    return befores, afters


def _equal(was: Located, now: Located, old: Side, new: Side) -> bool:
    if isinstance(was, Quantity) and isinstance(now, Quantity) and not was.vague and not now.vague:
        return (was.kind, was.value) == (now.kind, now.value)
    one, other = old.text[was.start : was.end], new.text[now.start : now.end]
    return one == other or same_but_for_spelling(one, other)


def _names_near(old: Side, new: Side) -> tuple[list[Mention], list[Mention]]:
    """Return what is named in and beside the differences, where they have words that names are made of."""
    if any(old.may_name(n) or new.may_name(n) for n in range(len(old.spans))):
        return old.read_near(mentions_in), new.read_near(mentions_in)
    return [], []


def _quantities_near(old: Side, new: Side) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities in and beside the differences, where they have words that quantities are made of."""
    if any(old.may_count(n) or new.may_count(n) for n in range(len(old.spans))):
        return old.read_near(quantities_in), new.read_near(quantities_in)
    return [], []


def _unnamed(side: Side, found: Sequence[Mention], near: Sequence[Mention], other: Side) -> list[Mention]:
    """Return the mentions of what the other text names neither near the differences nor, in these words, elsewhere."""
    names = {(mention.kind, mention.name) for mention in near}
    left = [mention for mention in found if (mention.kind, mention.name) not in names]
    words = other.text.lower() if left else ""
    return [mention for mention in left if side.text[mention.start : mention.end].lower() not in words]


def _paired(
    old: Side, new: Side, befores: Sequence[_Place], afters: Sequence[_Place]
) -> Iterator[tuple[list[_Place], list[_Place]]]:
    """Yield what went with what came in the same difference, of one kind; what has no counterpart alone."""
    free = list(afters)
    for was in befores:
        hunks = old.hunks_at(was)
        now = next((now for now in free if _alike(was, now) and hunks & new.hunks_at(now)), None)
        if now is not None:
            free.remove(now)
        yield [was], [] if now is None else [now]
    yield from (([], [now]) for now in free)


def _alike(was: Located, now: Located) -> bool:
    return getattr(was, "kind", None) == getattr(now, "kind", None)


def _by_hunk(
    old: Side, new: Side, gone: Sequence[Mention], come: Sequence[Mention]
) -> Iterator[tuple[list[Mention], list[Mention]]]:
    """Yield the mentions of one kind that a difference takes away and brings; where people stand for a role, both."""
    groups: dict[tuple[int, MentionKind], tuple[list[Mention], list[Mention]]] = {}
    for side, found, which in ((old, gone, 0), (new, come, 1)):
        for mention in found:
            hunk = min(side.hunks_at(mention), default=None)
            if hunk is not None and not (
                mention.kind is not MentionKind.REFERENCE and _stood_in(old, new, hunk, which)
            ):
                groups.setdefault((hunk, mention.kind), ([], []))[which].append(mention)
    for (hunk, kind), (lost, found) in groups.items():
        if kind is MentionKind.AUDIENCE and (hunk, MentionKind.PERSON) in groups:
            persons = groups[hunk, MentionKind.PERSON]
            if not (lost and persons[0]) and not (found and persons[1]):
                persons[0].extend(lost)
                persons[1].extend(found)
                continue
        yield lost, found


def _stood_in(old: Side, new: Side, hunk: int, which: int) -> bool:
    """Whether the other side of a difference has a pronoun for whoever is named on this one."""
    other = (new, old)[which]
    return not STAND_INS.isdisjoint(other.phrase(hunk).lower().split())


def _words(side: Side, places: Sequence[Located]) -> str:
    return _phrases(side.text[place.start : place.end] for place in places)


def _of_mentions(old: Side, new: Side, lost: Sequence[Mention], found: Sequence[Mention]) -> Effect:
    kinds = {mention.kind for mention in (*lost, *found)}
    type_ = EffectType.PERSON if MentionKind.PERSON in kinds else _MENTIONED[kinds.pop()]
    return Effect(type_, _words(old, lost), _words(new, found))


def _of_condition(old: Side, new: Side, was: Sequence[Condition], now: Sequence[Condition]) -> Effect:
    words = _words(old, was), _words(new, now)
    if was and now:
        direction = _harder(*words)
    else:
        freed = (was or now)[0].loosens
        direction = Direction.LOOSER if freed is bool(now) else Direction.STRICTER
    return Effect(EffectType.CONDITION, *words, direction)


def _harder(before: str, after: str) -> Direction:
    """Return which way a condition changed: stricter where more must be fulfilled before what it allows is allowed."""
    more = hurdles(after) - hurdles(before)
    return Direction.STRICTER if more > 0 else Direction.LOOSER if more < 0 else Direction.NEUTRAL


def _of_quantity(old: Side, new: Side, was: Sequence[Quantity], now: Sequence[Quantity]) -> Effect:
    words = _words(old, was), _words(new, now)
    if (was or now)[0].kind is QuantityKind.DATE:
        return Effect(EffectType.DATE, *words)
    found = binding(was[0] if was else None, now[0] if now else None, old.text, new.text)
    return Effect(EffectType.QUANTITY, *words, Direction(found))
