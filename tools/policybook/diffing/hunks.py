"""Where two texts differ, as spans of characters on both sides, with the words and the sentences around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from policybook.diffing.changes import Op, Run
from policybook.language.sentences import sentences

AROUND: Final = 4
"""How many words beside a difference are read with it, to tell the force of "not" in "must not use"."""


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
    """A difference between two texts: `before[b_start:b_end]` became `after[a_start:a_end]`."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, and what differs in it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """One for each hunk, in order; empty where the other text has words that this one lacks."""

    def words(self, hunk: int) -> str:
        """Return the words of a hunk on this side."""
        start, end = self.spans[hunk]
        return self.text[start:end].strip()

    def touches(self, hunk: int, start: int, end: int) -> bool:
        """Whether a part of the text lies in a hunk, or has it inside or at its edge where the hunk is empty here."""
        first, last = self.spans[hunk]
        return first < end and start < last if first < last else start <= first <= end

    def of(self, hunks: Sequence[int]) -> Side:
        """Return the same text with only some of the hunks."""
        return Side(self.text, tuple(self.spans[hunk] for hunk in hunks))

    def focused(self) -> Side:
        """Return only the sentences from the first hunk to the last; the rest is the same on both sides."""
        first, last = self.spans[0][0], self.spans[-1][1]
        start, end = 0, len(self.text)
        for sentence in sentences(self.text):
            if sentence.start <= first:
                start = sentence.start
            if sentence.end >= last:
                end = sentence.end
                break
        return Side(self.text[start:end], tuple((one - start, min(other, end) - start) for one, other in self.spans))

    def hunks_at(self, place: Located) -> frozenset[int]:
        """Return the hunks that touch a place."""
        return frozenset(hunk for hunk in range(len(self.spans)) if self.touches(hunk, place.start, place.end))

    def without(self, places: Iterable[Located]) -> Side:
        """Return the text with blanks for some places, of the same length."""
        text = self.text
        for place in places:
            text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
        return Side(text, self.spans)

    def window(self, hunk: int, found: Sequence[tuple[int, int]]) -> str:
        """Return the words of a hunk with a few of those around it, within the sentences that it touches."""
        start, end = self.spans[hunk]
        floor = max((first for first, _ in found if first <= start), default=0)
        ceiling = min((last for _, last in found if last >= end), default=len(self.text))
        left = self.text[floor:start].split(" ")
        right = self.text[end:ceiling].split(" ")
        return " ".join(left[-AROUND - 1 :]) + self.text[start:end] + " ".join(right[: AROUND + 1])


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
