"""Where two texts differ, as spans of characters on both sides, with the words and the sentences around."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from policybook.diffing.changes import Op, Run
from policybook.language.phrases import listed
from policybook.language.sentences import sentences
from policybook.language.splitting import Word, texts_of
from policybook.language.tokens import words_in

AROUND: Final = 4
"""How many words beside a difference are read with it, to tell the force of "not" in "must not use"."""
NEAR: Final = 8
"""How many words beside a difference may belong to a name or quantity in it."""

TOGETHER: Final = 2
"""How many words beside a difference may be written together with it."""

_KEEP: Final = Op.KEEP
_DELETE: Final = Op.DELETE
_NOTHING: Final[frozenset[str]] = frozenset()
_Found = TypeVar("_Found")


def dull() -> frozenset[str]:
    """Return the words that tell too little to count as rephrased."""
    return listed("changes", "dull")


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


class Side:
    """One of the two texts, and what differs in it: its words and sentences are found once, for all who read them."""

    __slots__ = ("_stretches", "_words", "phrases", "said", "sentences", "spans", "telling", "text")

    def __init__(self, text: str, spans: list[tuple[int, int]], known: tuple[tuple[int, int], ...]) -> None:
        """Find the words of the differences of a text.

        Args:
            text: The text.
            spans: One for each hunk, in order; empty where the other text has words that this one lacks.
            known: The sentences of the text.
        """
        self.text: Final = text
        self.spans: Final = spans
        self.sentences: Final = known
        self.phrases: Final = [text[start:end].strip() for start, end in spans]
        """The words of each hunk on this side."""
        light = dull()
        self.said: Final = [frozenset(texts_of(text[start:end])) if start < end else _NOTHING for start, end in spans]
        """Which words these are, in lower case and without marks."""
        self.telling: Final = [words - light for words in self.said]
        """Those that are not too light to tell anything."""
        self._words: list[Word] | None = None
        self._stretches: list[list[Word]] | None = None

    @property
    def words(self) -> list[Word]:
        """All its words; few differences need them."""
        if self._words is None:
            self._words = words_in(self.text, self.sentences)
        return self._words

    def read_near(self, read: Callable[[str, list[Word]], Iterable[_Found]]) -> list[_Found]:
        """Return what a reader finds in and beside the hunks; what stands between neighbouring ones is read once."""
        if self._stretches is None:
            words = self.words
            stretches: list[list[Word]] = []
            begun, after = 0, -1
            first = 0
            for start, end in self.spans:
                while first < len(words) and words[first].end < start:
                    first += 1
                last = first
                while last < len(words) and words[last].start <= end:
                    last += 1
                if first - NEAR > after >= 0:
                    stretches.append(words[begun:after])
                if first - NEAR > after:
                    begun = max(0, first - NEAR)
                after = last + NEAR
            stretches.append(words[begun:after])
            self._stretches = stretches
        return [found for stretch in self._stretches for found in read(self.text, stretch)]

    def forget_words(self) -> None:
        """Let go of what nobody reads any more; kept for many differences, it would keep the garbage collector busy."""
        self._words = self._stretches = None

    def of(self, hunks: Sequence[int]) -> Side:
        """Return the same text with only some of the hunks."""
        if len(hunks) == len(self.spans):
            return self
        return Side(self.text, [self.spans[hunk] for hunk in hunks], self.sentences)

    def close_hunks(self) -> list[tuple[int, int]]:
        """Return the first and last hunks of each group between which only a few words stand."""
        text, spans = self.text, self.spans
        groups: list[tuple[int, int]] = []
        first = 0
        for hunk in range(len(spans)):
            if hunk + 1 == len(spans) or text.count(" ", spans[hunk][1], spans[hunk + 1][0]) > 2 * TOGETHER:
                groups.append((first, hunk))
                first = hunk + 1
        return groups

    def differing(self, first: int, last: int) -> str:
        """Return the text from one difference to another, with the two words beside either."""
        text = self.text
        start, end = self.spans[first][0], self.spans[last][1]
        for _ in range(TOGETHER):
            start = max(0, text.rfind(" ", 0, start))
            end = text.find(" ", end + 1)
            if end < 0:
                end = len(text)
        return text[start:end]

    def first_within(self, start: int, end: int) -> int | None:
        """Return the first hunk that touches what stands from one character to another; None where none does."""
        for hunk, span in enumerate(self.spans):
            if _touch(span, start, end):
                return hunk
        return None

    def hunks_at(self, place: Located) -> set[int]:
        """Return the hunks that touch a place: that share words with it, or are empty here and in it or at its edge."""
        return self.hunks_within(place.start, place.end)

    def hunks_within(self, start: int, end: int) -> set[int]:
        """Return the hunks that touch what stands from one character to another."""
        return {hunk for hunk, span in enumerate(self.spans) if _touch(span, start, end)}

    def without(self, places: Iterable[Located]) -> Side:
        """Return the text with blanks for some places, of the same length."""
        text = blanked(self.text, places)
        return self if text is self.text else Side(text, self.spans, self.sentences)

    def sentences_at(self, hunk: int) -> tuple[int, int]:
        """Return the stretch of the sentences that a hunk touches."""
        start, end = self.spans[hunk]
        floor, ceiling = 0, len(self.text)
        for first, last in self.sentences:
            if first <= start:
                floor = first
            if last >= end:
                ceiling = last
                break
        return floor, ceiling

    def window(self, hunk: int) -> tuple[int, int]:
        """Return the stretch of a hunk with a few of the words around it, within the sentences that it touches."""
        start, end = self.spans[hunk]
        floor, ceiling = self.sentences_at(hunk)
        left = self.text[floor:start].split(" ")
        right = self.text[end:ceiling].split(" ")
        first = start - len(" ".join(left[-AROUND - 1 :])) if len(left) > AROUND + 1 else floor
        last = end + len(" ".join(right[: AROUND + 1])) if len(right) > AROUND + 1 else ceiling
        return first, last


def _touch(hunk: tuple[int, int], start: int, end: int) -> bool:
    """Whether a hunk shares words with a stretch, or is empty and in it or at its edge."""
    first, last = hunk
    return first < end and start < last if first < last else start <= first <= end


def blanked(text: str, places: Iterable[Located]) -> str:
    """Return a text with blanks for some places, of the same length."""
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text


def side_of(text: str, spans: list[tuple[int, int]]) -> Side:
    """Return one of two texts, cut to the sentences from its first difference to its last; the rest is the same."""
    if not spans:
        return Side("", [], ())  # only its links differ
    first, last = spans[0][0], spans[-1][1]
    chosen: list[tuple[int, int]] = []
    for begins, ends in sentences(text):
        if begins <= first:
            chosen.clear()
        chosen.append((begins, ends))
        if ends >= last:
            break
    start = chosen[0][0] if chosen and chosen[0][0] <= first else 0
    end = chosen[-1][1] if chosen and chosen[-1][1] >= last else len(text)
    return Side(
        text[start:end],
        [(one - start, min(other, end) - start) for one, other in spans],
        tuple([(one - start, other - start) for one, other in chosen]),
    )


def hunks_of(runs: Sequence[Run]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the differences of a redline: where each stands in the earlier text, and where in the later one."""
    befores: list[tuple[int, int]] = []
    afters: list[tuple[int, int]] = []
    before = after = before_start = after_start = 0
    for op, text in runs:
        size = len(text)
        if op is _KEEP:
            if before > before_start or after > after_start:
                befores.append((before_start, before))
                afters.append((after_start, after))
            before_start = before = before + size
            after_start = after = after + size
        elif op is _DELETE:
            before += size
        else:
            after += size
    if before > before_start or after > after_start:
        befores.append((before_start, before))
        afters.append((after_start, after))
    return befores, afters
