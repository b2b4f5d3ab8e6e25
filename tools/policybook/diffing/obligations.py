"""Where a change of words changes what a sentence requires, forbids, permits or threatens, and which way it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from policybook.diffing.changes import Direction, Effect, EffectType
from policybook.diffing.hunks import Located, Side
from policybook.language.cues import vocabulary
from policybook.language.force import OPPOSITE
from policybook.language.modality import NOTHING, Modality, Reading, modality_of, reading_of
from policybook.language.phrases import listed, read_lexicon, vocabulary_of
from policybook.language.sentences import Span
from policybook.language.splitting import texts_of

_BURDEN: Final = {
    Modality.MUST: 3,
    Modality.MUST_NOT: 3,
    Modality.SHOULD: 2,
    Modality.SHOULD_NOT: 2,
    Modality.MAY_ONLY: 1,
    Modality.NONE: 0,
    Modality.MAY: 0,
}
"""How much a force binds."""
_SHOWING: Final = tuple(
    f"modality/{part}"
    for part in (
        *("modals", "short", "states", "negated", "judgements", "rulings", "orders", "duties", "negations", "limits"),
        *("avoiding", "granted", "sanctions", "outcomes", "punished"),
    )
)
"""The parts of the lexicon whose words show a force; the others only tell how to read them."""
SENTENCE: Final = 8
"""Characters of the shortest difference that may hold a sentence."""
_FORBIDDING: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
_NONE: Final = Modality.NONE
_HELPING: Final = frozenset({"do", "does", "did"})
"""Verbs that a "not" needs beside it."""
_PERMITTING: Final = frozenset({Modality.MAY, Modality.MAY_ONLY, Modality.NONE})
_REQUIRING: Final = frozenset({Modality.MUST, Modality.SHOULD})
_BY_CONDITION: Final = {Modality.MAY, Modality.MAY_ONLY}
"""Forces that a condition tells apart; where it changed, the change is the condition's."""


class Duty(NamedTuple):
    """A changed duty, with the places of its words."""

    effect: Effect
    before: tuple[Located, ...]
    after: tuple[Located, ...]
    forbids: bool = False
    """Whether a permission became a prohibition, or the other way round."""


class _Force:
    """A reading of a text, by characters of the whole text."""

    __slots__ = ("end", "hunk", "reading", "start")

    def __init__(self, reading: Reading, hunk: int, start: int, end: int) -> None:
        self.reading: Final = reading
        self.hunk: Final = hunk
        self.start: Final = start
        self.end: Final = end


def obligations(
    old: Side,
    new: Side,
    stems: Sequence[str | None],
    masks: tuple[Sequence[Located], Sequence[Located]],
    *,
    several: bool = False,
) -> list[Duty]:
    """Return the changes of force.

    Args:
        old: The earlier text and its differences.
        new: The later text and its differences.
        stems: What introduces the earlier and the later text.
        several: Whether the texts are of several items, each of which the stem introduces.
        masks: The changed conditions of both texts, which are told as such and not read again here.

    Returns:
        One duty for each sentence that came or went, and for each force that became another.
    """
    duties: list[Duty] = []
    sides = old.without(masks[0]), new.without(masks[1])
    # Where conditions are blanked out, another sentence may begin in what is left.
    read = modality_of if masks[0] or masks[1] else reading_of
    told: set[int] = set()
    for came, side in enumerate(sides):
        for hunk, sentence in _whole_sentences(side):
            if hunk not in told and not sides[1 - came].phrases[hunk]:
                words = texts_of(side.text[sentence.start : sentence.end])
                if masks[came] and listed("changes", "referring").issuperset(words):
                    told.add(hunk)  # "It will do so | only where there is reason to": the condition is told as such
                    continue
                reading = read(side.text[sentence.start : sentence.end], None)
                if binds(reading) or reading.modality is not _NONE or _is_practice(words):
                    told.add(hunk)
                    duties.append(_came_or_went(side, sentence, reading, came=bool(came)))
    left = [n for n in range(len(old.spans)) if n not in told and (sides[0].phrases[n] or sides[1].phrases[n])]
    left = [n for n in left if _may_tell(sides[0], n) or _may_tell(sides[1], n)]
    befores = _forces(sides[0], left, stems[0], read, several=several)
    afters = _forces(sides[1], left, stems[1], read, several=several)
    settled = _settled(sides, befores, afters)
    explained: set[int] = set()
    for was, now in _differing(befores, afters):
        words_before, hunks = _shown(sides[0], was)
        words_after, hunks_after = _shown(sides[1], now)
        hunks |= hunks_after
        if len(hunks) == 1:
            # "Must be quick" became "may be quick", which permits nothing.
            (hunk,) = hunks
            words_before = words_before if was else _verb(old, hunk)
            words_after = words_after if now else _verb(new, hunk)
        before, after = was.reading if was else NOTHING, now.reading if now else NOTHING
        forces = {before.modality, after.modality}
        if forces == _BY_CONDITION:
            if masks[0] or masks[1]:
                continue
            limiting = None if hunks else _beginning_only(sides)
            if limiting is not None:
                # "Only the head may": the verb is the same.
                duties.append(_of_only(*limiting, _direction(before, after)))
        if not hunks:
            continue
        explained |= hunks
        duties.append(
            Duty(
                Effect(EffectType.OBLIGATION, words_before, words_after, _direction(before, after)),
                (was,) if was else (),
                (now,) if now else (),
                not forces.isdisjoint(_FORBIDDING) and not forces.isdisjoint(_PERMITTING),
            )
        )
    for hunk in left:
        if hunk not in explained and hunk not in settled and (_has_verb(old, hunk) or _has_verb(new, hunk)):
            found = _of_modals(old, new, hunk) or _of_negation(old, new, hunk)
            if found is not None:
                duties.append(found)
    return duties


def _of_hunk(old: Side, new: Side, hunk: int, direction: Direction) -> Duty:
    """Return a change of force that the words of a difference show."""
    effect = Effect(EffectType.OBLIGATION, old.phrases[hunk], new.phrases[hunk], direction)
    return Duty(effect, (Span(*old.spans[hunk]),), (Span(*new.spans[hunk]),))


def _of_modals(old: Side, new: Side, hunk: int) -> Duty | None:
    """Return that one modal verb took another's place, or lost or gained a "not", where no reading told."""
    was, now = (_said(side.phrases[hunk]) for side in (old, new))
    if was is not None and now is not None and was is not now:
        direction = _direction(NOTHING._replace(modality=was), NOTHING._replace(modality=now))
        return _of_hunk(old, new, hunk, direction)
    return None


def _of_negation(old: Side, new: Side, hunk: int) -> Duty | None:
    """Return that a sentence without a force of its own gained or lost a "not", and has no other words."""
    words = [side.phrases[hunk].lower().split() for side in (old, new)]
    negations = listed("changes", "negations")
    negated = [not negations.isdisjoint(found) for found in words]
    if negated[0] is negated[1]:
        return None
    light = negations | _HELPING | {"now"}
    left = [[word.rstrip("s") for word in found if word not in light] for found in words]
    if left[0] == left[1]:
        # "Are not admitted" forbids; what "does not" happen, and what the school does not do, may be a duty less.
        side = (old, new)[negated[1]]
        following = side.text[side.spans[hunk][1] :].split()[:1]
        open_ = (_HELPING | vocabulary("done_by_school")).intersection([*words[0], *words[1], *following])
        direction = Direction.NEUTRAL if open_ else Direction.STRICTER if negated[1] else Direction.LOOSER
        return _of_hunk(old, new, hunk, direction)
    return None


def _said(phrase: str) -> Modality | None:
    """Return what a phrase says that is only a modal verb; None for any other."""
    words = {word for word in phrase.lower().split() if word != "be"}
    modals, negations = _modals(), listed("changes", "negations")
    verbs = words - negations
    if not words or not verbs <= modals.keys() or (not verbs and "cannot" not in words):
        return None
    force = max((modals[verb] for verb in verbs), key=lambda force: _BURDEN[force], default=Modality.MAY)
    return OPPOSITE[force] if words & negations else force


@cache
def _modals() -> Mapping[str, Modality]:
    """Return the verbs that may give a difference a force of its own within its sentence, and which."""
    return {verb: Modality(force) for force, verbs in read_lexicon("changes")["modals"].items() for verb in verbs}


@cache
def _forcing() -> frozenset[str]:
    return frozenset({*listed("changes", "negations"), *_modals()})


def _has_verb(side: Side, hunk: int) -> bool:
    """Whether a difference has a verb that may give it a force of its own, or a negation."""
    return not _forcing().isdisjoint(side.said[hunk])


@cache
def _showing() -> frozenset[str]:
    return vocabulary_of(*_SHOWING)


def _may_tell(side: Side, hunk: int) -> bool:
    """Whether the words of a difference can change a force: they show one, or begin a sentence as commands do."""
    start, end = side.spans[hunk]
    if start < end and any(begins <= start <= begins + 2 for begins, _ in side.sentences):
        return True
    return not side.telling[hunk].isdisjoint(_showing())


def binds(reading: Reading) -> bool:
    """Whether a reading lays something on somebody."""
    return reading.consequence or _BURDEN[reading.modality] > 0


def _is_practice(words: Sequence[str]) -> bool:
    """Whether a sentence says what the school does, as if it always did: "the parents are told"."""
    done = vocabulary("done_by_school")
    return any(verb in {"is", "are"} and deed in done for verb, deed in pairwise(words))


def _whole_sentences(side: Side) -> Iterator[tuple[int, Span]]:
    """Yield the sentences that lie within a difference, with its number."""
    for hunk, (start, end) in enumerate(side.spans):
        if end - start >= SENTENCE:
            for begins, ends in side.sentences:
                if start <= begins and ends <= end + 1:
                    yield hunk, Span(begins, ends)


def _forces(
    side: Side, hunks: Sequence[int], stem: str | None, read: Callable[[str, str | None], Reading], *, several: bool
) -> list[_Force]:
    """Return the forces of the sentences that differences touch, and of what else in the differences has one."""
    found: dict[tuple[int, int], _Force] = {}
    seen: set[int] = set()
    for hunk in hunks:
        start, end = side.sentences_at(hunk)
        for begins, ends in side.sentences:
            if start <= begins and ends <= end and begins not in seen:
                seen.add(begins)
                under = stem if begins == 0 or several else None
                reading = read(side.text[begins:ends], under)
                _note(found, side, reading, hunk, begins)
    for hunk in hunks:
        if _has_verb(side, hunk):
            start, end = side.window(hunk)
            reading = modality_of(side.text[start:end], stem)
            begins, ends = start + reading.start, start + reading.end
            if (
                not _forcing().isdisjoint(side.text[begins:ends].lower().split())
                and hunk in side.hunks_within(begins, ends)
                and not any(begins < last and first < ends for first, last in found)
            ):
                _note(found, side, reading, hunk, start)
    return list(found.values())


def _beginning_only(sides: tuple[Side, Side]) -> tuple[int, Span] | None:
    """Return the side on which an "only" begins a sentence that it does not begin on the other, and its place."""
    for which, side in enumerate(sides):
        for start, end in side.spans:
            if side.text[start:end].lstrip().lower().startswith("only") and any(
                begins - 1 <= start <= begins for begins, _ in side.sentences
            ):
                begins = end - len(side.text[start:end].lstrip())
                return which, Span(begins, begins + len("only"))
    return None


def _of_only(which: int, place: Span, direction: Direction) -> Duty:
    """Return that only somebody may what others could, or no longer only they."""
    came = bool(which)
    effect = Effect(EffectType.OBLIGATION, "" if came else "only", "only" if came else "", direction)
    return Duty(effect, () if came else (place,), (place,) if came else ())


def _verb(side: Side, hunk: int) -> str:
    """Return the words of a difference if they are verbs of force alone."""
    return side.phrases[hunk] if side.said[hunk] and side.said[hunk] <= _forcing() else ""


def _settled(sides: tuple[Side, Side], befores: Sequence[_Force], afters: Sequence[_Force]) -> set[int]:
    """Return the differences that show the same force in both texts: "no pupil may", "pupils must not"."""
    return {
        hunk
        for was in befores
        for now in afters
        if was.end and now.end and _weight(was.reading) == _weight(now.reading)
        for hunk in sides[0].hunks_at(was) & sides[1].hunks_at(now)
    }


def _shown(side: Side, force: _Force | None) -> tuple[str, set[int]]:
    """Return the words that show a force, and the differences that they touch; nothing where there is none."""
    return ("", set()) if force is None else (side.text[force.start : force.end], side.hunks_at(force))


def _note(found: dict[tuple[int, int], _Force], side: Side, reading: Reading, hunk: int, start: int) -> None:
    if reading.modality is not _NONE or reading.consequence:
        # What the stem shows is the same wherever it holds.
        begins, ends = (start + reading.start, start + reading.end) if reading.end else (-1, -1)
        if (begins, ends) not in found:
            touching = side.first_within(begins, ends)
            found[begins, ends] = _Force(reading, hunk if touching is None else touching, max(begins, 0), max(ends, 0))


def _differing(befores: list[_Force], afters: list[_Force]) -> Iterator[tuple[_Force | None, _Force | None]]:
    """Yield the forces that the other text lacks, those of one difference together."""
    old, new = ({_weight(force.reading) for force in forces} for forces in (befores, afters))
    for was in list(befores):
        here = [now for now in afters if now.hunk == was.hunk]
        if len(here) == 1 and sum(force.hunk == was.hunk for force in befores) == 1:
            befores.remove(was)
            afters.remove(here[0])
            if _weight(was.reading) != _weight(here[0].reading):
                yield was, here[0]
    for was in list(befores):
        for now in afters:
            if _weight(was.reading) == _weight(now.reading):
                befores.remove(was)
                afters.remove(now)
                break
    for was in befores:
        there = afters[0] if afters else None
        if there is not None:
            afters.remove(there)
        # A sentence cut in two says twice what it said once.
        if there is not None or _weight(was.reading) not in new:
            yield was, there
    yield from ((None, now) for now in afters if _weight(now.reading) not in old)


def _came_or_went(side: Side, sentence: Span, reading: Reading, *, came: bool) -> Duty:
    words = side.text[sentence.start : sentence.end]
    burdens = binds(reading) or reading.modality is _NONE
    direction = Direction.STRICTER if burdens is came else Direction.LOOSER
    effect = Effect(EffectType.OBLIGATION, "" if came else words, words if came else "", direction)
    return Duty(effect, () if came else (sentence,), (sentence,) if came else ())


def _weight(reading: Reading) -> tuple[Modality, bool, int]:
    """Return what a reading lays on somebody; how firmly only counts for what threatens."""
    return reading.modality, reading.consequence, reading.strength if reading.consequence else 0


def _direction(was: Reading, now: Reading) -> Direction:
    """Return which way the party that the sentence binds is bound by the change."""
    if was.modality is now.modality or was.consequence != now.consequence:
        more = (now.consequence, now.strength) > (was.consequence, was.strength)
        return Direction.STRICTER if more else Direction.LOOSER
    if (was.modality in _FORBIDDING and now.modality in _REQUIRING) or (
        was.modality in _REQUIRING and now.modality in _FORBIDDING
    ):
        return Direction.NEUTRAL
    burden = _BURDEN[now.modality] - _BURDEN[was.modality]
    if burden == 0:
        return Direction.STRICTER if was.modality is Modality.MAY else Direction.LOOSER
    return Direction.STRICTER if burden > 0 else Direction.LOOSER
