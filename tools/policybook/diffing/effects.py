"""What a change of words does: to duties, conditions, quantities, dates, people, audience and references.

What was read of both texts is told where a difference touches it, each word once: what a change of force is about is
not told again as a condition or a name. What no reading explains is a change of wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from policybook.diffing.acts import further_acts
from policybook.diffing.changes import Direction, Effect, EffectType
from policybook.diffing.differences import Difference
from policybook.diffing.features import Place, by_hunk, changed, paired, unnamed
from policybook.diffing.hunks import Located, Side, blanked, dull
from policybook.language.conditions import Condition
from policybook.language.cues import vocabulary
from policybook.language.hurdles import harder, same_hurdle
from policybook.language.limits import turned
from policybook.language.mentions import Mention, MentionKind, mentions
from policybook.language.quantities import Quantity, QuantityKind, binding, quantities
from policybook.language.splitting import texts_of

_MENTIONED: Final = {
    MentionKind.PERSON: EffectType.PERSON,
    MentionKind.AUDIENCE: EffectType.AUDIENCE,
    MentionKind.REFERENCE: EffectType.REFERENCE,
}
_ORDER: Final = {type_: rank for rank, type_ in enumerate(EffectType)}
_LETTER: Final = re.compile(r"[a-z]|[ivx]+")
_LABEL: Final = re.compile(r"\(?[0-9]+(?:[.][0-9a-z]+)*(?:\([a-z]+\))*\)?[.,;:]?")
_POLICY: Final = "-policy"
"""How the names of policies end."""
_BEGINNING: Final = frozenset("(0123456789")
MUCH: Final = 3
"""How many words of a difference no effect need explain before the rest counts as rephrased."""


def effects_of(difference: Difference) -> tuple[Effect, ...]:
    """Tell what a change of words does.

    Args:
        difference: The change, as it was read.

    Returns:
        The effects, weightiest first.
    """
    found = list(_of_links(difference.before.links, difference.after.links))
    old, new, spelled = difference.spelled
    if spelled:
        found.append(_of_hunks(EffectType.TYPOGRAPHY, old, new, spelled))
    if difference.left:
        found += _of_title(difference) if difference.before.is_title else _of_words(difference)
    return tuple(sorted(found, key=lambda effect: _ORDER[effect.type]))


def _of_hunks(type_: EffectType, old: Side, new: Side, hunks: Iterable[int]) -> Effect:
    chosen = list(hunks)
    return Effect(type_, _phrases(old.phrases[n] for n in chosen), _phrases(new.phrases[n] for n in chosen))


def _is_label(side: Side, hunk: int) -> bool:
    """Whether a difference is a number and no quantity, as what it points to is called: "see 3.7", "Appendix 1"."""
    start, end = side.spans[hunk]
    phrase = side.phrases[hunk]
    if side.text[start - 1 : start] == "(" and side.text[end : end + 1] == ")":
        return _LETTER.fullmatch(phrase) is not None
    return phrase[:1] in _BEGINNING and _LABEL.fullmatch(phrase) is not None


def _phrases(words: Iterable[str]) -> str:
    return " … ".join(phrase for phrase in words if phrase)


def _of_links(before: Sequence[str], after: Sequence[str]) -> Iterable[Effect]:
    if before != after:
        gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
        yield Effect(EffectType.REFERENCE, ", ".join(gone), ", ".join(come))


def _of_title(difference: Difference) -> list[Effect]:
    """Return what a change of title does: a law or product that took another's place, else a change of wording."""
    old, new = difference.old, difference.new
    told = _Told(old, new)
    named_before, named_after = difference.names
    gone = unnamed(old, named_before, named_after, new.text)
    come = unnamed(new, named_after, named_before, old.text)
    for lost, found in by_hunk(old, new, gone, come):
        if lost and found and lost[0].kind is MentionKind.REFERENCE:
            told.explain(_of_mentions(old, new, lost, found), lost, found)
    if rest := told.rest():
        told.effects.append(_of_hunks(EffectType.WORDING, old, new, rest))
    return told.effects


def _of_words(difference: Difference) -> list[Effect]:
    """Return the effects of the differences that are not of spelling."""
    old, new, stems, forces = difference.old, difference.new, difference.stems, difference.duties
    told = _Told(old, new)
    named_before, named_after = difference.names
    gone = unnamed(old, named_before, named_after, difference.after.text)
    come = unnamed(new, named_after, named_before, difference.before.text)
    for duty in forces:
        # "the Disciplinary Policy" is no threat.
        if not (_all_within(duty.before, named_before) and _all_within(duty.after, named_after)):
            told.explain(duty.effect, duty.before, duty.after)
    befores, afters = told.left(difference.exceptions[0], difference.exceptions[1])
    if any(duty.forbids for duty in forces):
        # What limited a permission means nothing once the act is forbidden, and the other way round.
        befores, afters = ([place for place in places if place.loosens] for places in (befores, afters))
    for was, now in paired(old, new, befores, afters):
        if _is_changed(old, new, was, now):
            told.explain(_of_condition(old, new, was, now), was, now)
    for duty in further_acts(old, new, stems, [n for n in range(len(old.spans)) if n not in told.hunks]):
        told.explain(duty.effect, duty.before, duty.after)
    softened = changed(old, new, difference.softeners[0], difference.softeners[1])
    softened = told.left(softened[0], softened[1])
    for was_soft, now_soft in paired(old, new, softened[0], softened[1]):
        if not (was_soft and now_soft) and not _is_aim(old if now_soft else new):
            told.explain(_of_softener(old, new, was_soft, now_soft), was_soft, now_soft)
    counted = changed(old, new, difference.quantities[0], difference.quantities[1])
    counted = told.left(*_uncounted(counted[0], counted[1], gone, come))
    for was_much, now_much in paired(old, new, counted[0], counted[1]):
        if (was_much and now_much) or not (was_much or now_much)[0].vague or not told.has(was_much, now_much):
            told.explain(_of_quantity(old, new, was_much, now_much, stems[1]), was_much, now_much)
    gone, come = told.left(gone, come)
    for lost, came in by_hunk(old, new, gone, come, (named_before, named_after)):
        told.explain(_of_mentions(old, new, lost, came), lost, came)
    for was_called, now_called in _renamed(old, new, named_before, named_after, told.hunks):
        told.explain(_of_mentions(old, new, was_called, now_called), was_called, now_called)
    if labels := [n for n in range(len(old.spans)) if n not in told.hunks and _is_label(old, n) and _is_label(new, n)]:
        told.hunks.update(labels)
        told.effects.append(_of_hunks(EffectType.REFERENCE, old, new, labels))
    if rest := told.rest():
        told.effects.append(_of_hunks(EffectType.WORDING, old, new, rest))
    return told.effects


class _Told:
    """The effects so far, and which differences, and which words of them, they are about."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old: Final = old
        self.new: Final = new
        self.effects: Final[list[Effect]] = []
        self.hunks: set[int] = set()
        self.old_places: list[Located] = []
        self.new_places: list[Located] = []

    def explain(self, effect: Effect, befores: Sequence[Located], afters: Sequence[Located]) -> None:
        """Note an effect and what it is about."""
        self.effects.append(effect)
        for side, places, noted in ((self.old, befores, self.old_places), (self.new, afters, self.new_places)):
            noted += places
            for place in places:
                self.hunks |= side.hunks_at(place)

    def has(self, befores: Sequence[Located], afters: Sequence[Located]) -> bool:
        """Whether an effect is about the differences at some places already."""
        found = [self.old.hunks_at(place) for place in befores] + [self.new.hunks_at(place) for place in afters]
        return any(not self.hunks.isdisjoint(hunks) for hunks in found)

    def left(self, befores: Sequence[Place], afters: Sequence[Place]) -> tuple[list[Place], list[Place]]:
        """Return the places that no effect is about yet."""
        return (
            [place for place in befores if not _within(place, self.old_places)],
            [place for place in afters if not _within(place, self.new_places)],
        )

    def rest(self) -> list[int]:
        """Return the differences that no effect is about; beside effects only where they are more than a few words."""
        hunks = range(len(self.old.spans))
        if not self.hunks:
            return [*hunks]
        was, now = _unexplained(self.old, self.old_places), _unexplained(self.new, self.new_places)
        rephrased = [
            n
            for n in hunks
            if (n not in self.hunks and was[n] + now[n]) or (was[n] and now[n] and was[n] + now[n] >= MUCH)
        ]
        return rephrased if sum([was[n] + now[n] for n in rephrased]) >= MUCH else []


def _within(place: Located, others: Sequence[Located]) -> bool:
    return any(other.start <= place.start and place.end <= other.end for other in others)


def _all_within(places: Sequence[Located], names: Sequence[Mention]) -> bool:
    documents = [name for name in names if name.kind is MentionKind.REFERENCE]
    return all(_within(place, documents) for place in places)


def _unexplained(side: Side, places: Sequence[Located]) -> list[int]:
    """Return how many telling words of each difference stand in none of the places."""
    text, light = blanked(side.text, places), dull()
    return [len([word for word in text[start:end].lower().split() if word not in light]) for start, end in side.spans]


def _words(side: Side, places: Sequence[Located]) -> str:
    return _phrases(side.text[place.start : place.end] for place in places)


def _of_mentions(old: Side, new: Side, lost: Sequence[Mention], found: Sequence[Mention]) -> Effect:
    kinds = {mention.kind for mention in (*lost, *found)}
    type_ = EffectType.PERSON if MentionKind.PERSON in kinds else _MENTIONED[kinds.pop()]
    return Effect(type_, _words(old, lost), _words(new, found))


def _renamed(
    old: Side, new: Side, befores: Sequence[Mention], afters: Sequence[Mention], told: set[int]
) -> Iterable[tuple[list[Mention], list[Mention]]]:
    """Yield the policies that have another name, where no effect is about that: "E-Safety Policy", "Online ..."."""
    for was in befores:
        if was.name.endswith(_POLICY) and old.text[was.start : was.end] not in new.text:
            hunks = old.hunks_at(was) - told
            for now in afters:
                is_new = new.text[now.start : now.end] not in old.text
                if is_new and now.name == was.name and hunks & new.hunks_at(now):
                    yield [was], [now]
                    break


def _is_changed(old: Side, new: Side, was: Sequence[Condition], now: Sequence[Condition]) -> bool:
    """Whether a condition is another one, and not the same in other words."""
    if not (was and now):
        return not _stands_in((old, *was), (new, *now))
    if was[0].loosens is not now[0].loosens:
        return True
    words = _words(old, was), _words(new, now)
    return not same_hurdle(*words) and _uncounted_words(words[0]) != _uncounted_words(words[1])


def _uncounted_words(condition: str) -> list[str]:
    """Return the words of a condition without its quantities and references, which are told for themselves."""
    found: list[Located] = [*quantities(condition)]
    found += [mention for mention in mentions(condition) if mention.kind is MentionKind.REFERENCE]
    return blanked(condition, found).split() if found else [condition]


def _stands_in(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    """Whether all words of a condition that only one text has as such stand in the other, too, in another order."""
    (side, *places), (other, *_) = (before, after) if len(before) > 1 else (after, before)
    words = {word for place in places for word in texts_of(side.text[place.start : place.end])}
    return words.issubset(texts_of(other.text))


def _uncounted(
    befores: Sequence[Quantity], afters: Sequence[Quantity], gone: Sequence[Mention], come: Sequence[Mention]
) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities that do not only count who is named on one side: "two members of the board"."""
    counting = _counting(befores, gone), _counting(afters, come)
    if counting[0] and counting[1]:
        return [*befores], [*afters]
    return [one for one in befores if one not in counting[0]], [one for one in afters if one not in counting[1]]


def _counting(found: Sequence[Quantity], names: Sequence[Mention]) -> list[Quantity]:
    """Return the mere numbers that stand before who is named."""
    starts = {mention.start for mention in names}
    return [place for place in found if place.kind is QuantityKind.NUMBER and place.end + 1 in starts]


def _of_condition(old: Side, new: Side, was: Sequence[Condition], now: Sequence[Condition]) -> Effect:
    words = _words(old, was), _words(new, now)
    if was and now:
        return Effect(EffectType.CONDITION, *words, _harder(was[0], now[0], words))
    side, place = (old, was[0]) if was else (new, now[0])
    if any(start <= place.start < end for start, end in side.spans):
        direction = Direction.LOOSER if place.loosens is bool(now) else Direction.STRICTER
    else:
        # It begins with words of both texts: what was there, if not yet a condition, was narrowed or widened.
        direction = Direction.STRICTER if now else Direction.LOOSER
    return Effect(EffectType.CONDITION, *words, direction)


def _harder(was: Condition, now: Condition, words: tuple[str, str]) -> Direction:
    """Return which way a condition changed: the more is excepted from a permission, the less is permitted."""
    if was.loosens and now.loosens:
        return Direction(harder(*words))
    if was.excepts is not now.excepts:
        return Direction.NEUTRAL  # "if the head agrees", "unless the head objects"
    return Direction(turned(harder(*words)) if was.excepts else harder(*words))


def _is_aim(side: Side) -> bool:
    """Whether what is not softened is told as an aim all the same: "the purpose is to keep", "it aims to keep"."""
    return not vocabulary("aims").isdisjoint(texts_of(side.text))


def _of_softener(old: Side, new: Side, was: Sequence[Located], now: Sequence[Located]) -> Effect:
    return Effect(
        EffectType.OBLIGATION, _words(old, was), _words(new, now), Direction.LOOSER if now else Direction.STRICTER
    )


def _same_length(was: Quantity, now: Quantity) -> bool:
    """Whether two intervals are of one length and only their day differs: "every September", "every January"."""
    return was.kind is now.kind is QuantityKind.INTERVAL and was.value is not None and was.value == now.value


def _of_quantity(old: Side, new: Side, was: Sequence[Quantity], now: Sequence[Quantity], stem: str | None) -> Effect:
    words = _words(old, was), _words(new, now)
    if {place.kind for place in (*was, *now)} == {QuantityKind.DATE} or (was and now and _same_length(was[0], now[0])):
        return Effect(EffectType.DATE, *words)
    found = binding(was[0] if was else None, now[0] if now else None, old.text, new.text, stem)
    return Effect(EffectType.QUANTITY, *words, Direction(found))
