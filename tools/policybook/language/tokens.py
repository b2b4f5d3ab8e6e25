"""The words of a sentence, with commas and the like as words of their own, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from policybook.language.splitting import STOPS, Word, lower, tokens_of, words_of

LONGEST: Final = 1000
"""How many words of a sentence are read; what has more is a table or a mistake, and must not take long."""


@lru_cache(maxsize=1024)
def _split(text: str) -> tuple[str, list[str]]:
    """Return a text in lower case and its words; kept, because a sentence is read for its conditions and its force.

    Nobody changes the list.
    """
    lowered = lower(text)
    return lowered, tokens_of(lowered)[:LONGEST]


def words_in(text: str, sentences: Iterable[tuple[int, int]]) -> list[Word]:
    """Return the words of some sentences of a text, as `words_of` does; each is split once for all readers."""
    words: list[Word] = []
    for start, end in sentences:
        lowered, tokens = _split(text[start:end])
        if len(tokens) == LONGEST:
            words += [Word(word.text, start + word.start, start + word.end) for word in words_of(text[start:end])]
            continue
        at = 0
        for token in tokens:
            begins = lowered.find(token, at)
            at = begins + len(token)
            if len(token) > 1 or token not in STOPS:
                words.append(Word(token, start + begins, start + at))
    return words


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
