"""Where a change of words changes what a sentence requires, forbids, permits or threatens, and which way it binds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from policybook.diffing.changes import Direction, Effect, EffectType
from policybook.diffing.hunks import Located, Side
from policybook.language.modality import Modality, Reading, modality_of
from policybook.language.sentences import Span, sentences

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
_FORBIDDING: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
_REQUIRING: Final = frozenset({Modality.MUST, Modality.SHOULD})
_BY_CONDITION: Final = {Modality.MAY, Modality.MAY_ONLY}
"""Forces that a condition tells apart; where it changed, the change is the condition's."""


class Duty(NamedTuple):
    """A changed duty, with the places of its words."""

    effect: Effect
    before: tuple[Located, ...]
    after: tuple[Located, ...]
    hunk: int


def obligations(
    old: Side, new: Side, stems: tuple[str | None, str | None], masks: tuple[Sequence[Located], Sequence[Located]]
) -> Iterator[Duty]:
    """Yield the changes of force.

    Args:
        old: The earlier text and its differences.
        new: The later text and its differences.
        stems: What introduces the earlier and the later text.
        masks: The changed conditions of both texts, which are told as such and not read again here.

    Yields:
        One duty for each sentence that came or went, and for each difference that changes the force around it.
    """
    old, new = old.without(masks[0]), new.without(masks[1])
    sides = ((old, sentences(old.text)), (new, sentences(new.text)))
    told: set[int] = set()
    for came, (side, found) in enumerate(sides):
        for hunk, sentence in whole_sentences(side, found):
            reading = modality_of(side.text[sentence.start : sentence.end])
            other = sides[1 - came][0]
            if (
                hunk not in told
                and (reading.modality is not Modality.NONE or reading.consequence)
                and not other.words(hunk)
            ):
                told.add(hunk)
                yield _came_or_went(side, sentence, reading, hunk, came=bool(came))
    for hunk in range(len(old.spans)):
        if hunk in told or not (old.words(hunk) or new.words(hunk)):
            continue
        texts = [side.window(hunk, found) for side, found in sides]
        was, now = (modality_of(text, stem) for text, stem in zip(texts, stems, strict=True))
        if _same(was, now) or (bool(masks[0] or masks[1]) and {was.modality, now.modality} == _BY_CONDITION):
            continue
        before, after = (text[reading.start : reading.end] for text, reading in zip(texts, (was, now), strict=True))
        yield Duty(
            Effect(EffectType.OBLIGATION, before, after, _direction(was, now)),
            (Span(*old.spans[hunk]),),
            (Span(*new.spans[hunk]),),
            hunk,
        )


def whole_sentences(side: Side, found: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """Yield the sentences that lie within a difference, with its number."""
    for hunk, (start, end) in enumerate(side.spans):
        for sentence in found:
            if start <= sentence.start and sentence.end <= end + 1 and end - start >= 8:
                yield hunk, sentence


def _came_or_went(side: Side, sentence: Span, reading: Reading, hunk: int, *, came: bool) -> Duty:
    words = side.text[sentence.start : sentence.end]
    binds = reading.consequence or _BURDEN[reading.modality] > 0
    stricter = binds is came
    direction = Direction.STRICTER if stricter else Direction.LOOSER
    effect = Effect(EffectType.OBLIGATION, "" if came else words, words if came else "", direction)
    return Duty(effect, () if came else (sentence,), (sentence,) if came else (), hunk)


def _same(was: Reading, now: Reading) -> bool:
    return (was.modality, was.consequence) == (now.modality, now.consequence) and was.strength == now.strength


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
