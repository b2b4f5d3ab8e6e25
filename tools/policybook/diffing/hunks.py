"""Where two texts differ, as spans of characters on both sides, with the words and the sentences around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple, Protocol, TypeVar

from policybook.diffing.changes import Op, Run
from policybook.language.phrases import Word, vocabulary_of, words_of
from policybook.language.sentences import Span, sentences

AROUND: Final = 4
"""How many words beside a difference are read with it, to tell the force of "not" in "must not use"."""
NEAR: Final = 8
"""How many words beside a difference may belong to a name or quantity in it."""

DULL: Final = frozenset(
    "a an and any are as at be been being by for from had has have in into is it its of on or so such than that the"
    " their them then there these they this those to was were which who with , . ; :".split()
)
"""Words that tell too little to count as rephrased."""

_Found = TypeVar("_Found")


class Located(Protocol):
    """Whatever stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The one after its last."""
        ...


class Hunk(NamedTuple):
    """A difference between two texts: `before[before_start:before_end]` became `after[after_start:after_end]`."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


@dataclass(frozen=True)
class Side:
    """One of the two texts, and what differs in it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """One for each hunk, in order; empty where the other text has words that this one lacks."""

    known: tuple[Span, ...] | None = None
    """The sentences of the text, where they are known already."""

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the text."""
        return sentences(self.text) if self.known is None else self.known

    @cached_property
    def words(self) -> list[Word]:
        """The words of the text."""
        return words_of(self.text)

    @cached_property
    def near(self) -> list[list[Word]]:
        """The words in and beside each hunk; those of neighbouring hunks together."""
        stretches: list[list[int]] = []
        words = self.words
        at = 0
        for start, end in self.spans:
            while at < len(words) and words[at].end < start:
                at += 1
            last = at
            while last < len(words) and words[last].start <= end:
                last += 1
            if stretches and at - NEAR <= stretches[-1][1]:
                stretches[-1][1] = last + NEAR
            else:
                stretches.append([max(0, at - NEAR), last + NEAR])
        return [words[first:last] for first, last in stretches]

    def read_near(self, read: Callable[[str, Sequence[Word]], Iterable[_Found]]) -> list[_Found]:
        """Return what a reader finds in and beside the hunks."""
        return [found for words in self.near for found in read(self.text, words)]

    @cached_property
    def telling(self) -> list[frozenset[str]]:
        """The words of each hunk that are not too light to tell anything."""
        return [_telling(self.text[start:end]) for start, end in self.spans]

    def may_name(self, hunk: int) -> bool:
        """Whether words of a hunk may belong to a name."""
        start, end = self.spans[hunk]
        return start < end and (
            not self.text[start:end].islower()
            or not self.telling[hunk].isdisjoint(vocabulary_of("people", "audience", "references"))
        )

    def may_count(self, hunk: int) -> bool:
        """Whether words of a hunk may belong to a quantity."""
        words = self.telling[hunk]
        return any(word[0].isdigit() for word in words) or not words.isdisjoint(vocabulary_of("quantities"))

    def phrase(self, hunk: int) -> str:
        """Return the words of a hunk on this side."""
        start, end = self.spans[hunk]
        return self.text[start:end].strip()

    def touches(self, hunk: int, start: int, end: int) -> bool:
        """Whether a part of the text lies in a hunk, or has it inside or at its edge where the hunk is empty here."""
        first, last = self.spans[hunk]
        return first < end and start < last if first < last else start <= first <= end

    def of(self, hunks: Sequence[int]) -> Side:
        """Return the same text with only some of the hunks."""
        return Side(self.text, tuple(self.spans[hunk] for hunk in hunks), self.known)

    def focused(self) -> Side:
        """Return only the sentences from the first hunk to the last; the rest is the same on both sides."""
        first, last = self.spans[0][0], self.spans[-1][1]
        chosen: list[Span] = []
        for sentence in self.sentences:
            if sentence.start <= first:
                chosen.clear()
            chosen.append(sentence)
            if sentence.end >= last:
                break
        start = chosen[0].start if chosen and chosen[0].start <= first else 0
        end = chosen[-1].end if chosen and chosen[-1].end >= last else len(self.text)
        return Side(
            self.text[start:end],
            tuple((one - start, min(other, end) - start) for one, other in self.spans),
            tuple(Span(one - start, other - start) for one, other in chosen),
        )

    def hunks_at(self, place: Located) -> frozenset[int]:
        """Return the hunks that touch a place."""
        return frozenset(hunk for hunk in range(len(self.spans)) if self.touches(hunk, place.start, place.end))

    def without(self, places: Iterable[Located]) -> Side:
        """Return the text with blanks for some places, of the same length."""
        text = self.text
        for place in places:
            text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
        return self if text is self.text else Side(text, self.spans, self.sentences)

    def sentences_at(self, hunk: int) -> Span:
        """Return the stretch of the sentences that a hunk touches."""
        start, end = self.spans[hunk]
        floor = max((first for first, _ in self.sentences if first <= start), default=0)
        ceiling = min((last for _, last in self.sentences if last >= end), default=len(self.text))
        return Span(floor, ceiling)

    def window(self, hunk: int) -> Span:
        """Return the stretch of a hunk with a few of the words around it, within the sentences that it touches."""
        start, end = self.spans[hunk]
        floor, ceiling = self.sentences_at(hunk)
        left = self.text[floor:start].split(" ")
        right = self.text[end:ceiling].split(" ")
        first = start - len(" ".join(left[-AROUND - 1 :])) if len(left) > AROUND + 1 else floor
        last = end + len(" ".join(right[: AROUND + 1])) if len(right) > AROUND + 1 else ceiling
        return Span(first, last)


@lru_cache(maxsize=1024)
def _telling(phrase: str) -> frozenset[str]:
    return frozenset(word.text for word in words_of(phrase)) - DULL if phrase else frozenset()


def hunks_of(runs: Sequence[Run]) -> tuple[Hunk, ...]:
    """Return the differences of a redline."""
    found: list[Hunk] = []
    before = after = 0
    start: tuple[int, int] | None = None
    for op, text in runs:
        if op is Op.KEEP:
            if start is not None:
                found.append(Hunk(start[0], before, start[1], after))
                start = None
            before += len(text)
            after += len(text)
            continue
        start = start or (before, after)
        if op is Op.DELETE:
            before += len(text)
        else:
            after += len(text)
    if start is not None:
        found.append(Hunk(start[0], before, start[1], after))
    return tuple(found)
