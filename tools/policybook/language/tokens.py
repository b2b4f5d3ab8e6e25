"""The words of a sentence, with commas and the like as words of their own, and where each stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from policybook.language.splitting import lower, tokens_of

LONGEST: Final = 1000
"""How many words of a sentence are read; what has more is a table or a mistake, and must not take long."""


@lru_cache(maxsize=256)
def _split(text: str) -> tuple[str, list[str]]:
    """Return a text in lower case and its words; kept, because a sentence is read for its conditions and its force.

    Nobody changes the list.
    """
    lowered = lower(text)
    return lowered, tokens_of(lowered)[:LONGEST]


class Tokens:
    """The words of a sentence, in lower case."""

    __slots__ = ("_shown", "_text", "words")

    def __init__(self, text: str) -> None:
        self._text, self._shown = _split(text)
        self.words = self._shown

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where `words[first:last]` stand in the text, in characters; they must be one at least."""
        # Only what is no word stands between two words, so that looking for each from the end of the last finds it.
        text, end = self._text, 0
        for word in self._shown[:first]:
            end = text.find(word, end) + len(word)
        start = end = text.find(self._shown[first], end)
        for word in self._shown[first:last]:
            end = text.find(word, end) + len(word)
        return start, end
