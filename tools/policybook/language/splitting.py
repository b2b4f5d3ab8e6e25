"""Texts split into words: as bytes where they are ASCII, because a table of characters is quicker than a pattern."""

from __future__ import annotations

import re
from typing import Final

STOPS: Final = frozenset(", ; : ( ) – — -".split())
"""What is a token of its own without a letter; a full stop is none, because a sentence has one at its end."""

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:()–—]|-(?<=\s-)(?=\s)")
_LONE_DASH: Final = re.compile(r"-(?<=\s-)(?=\s)")
_ASCII_STOPS: Final = ",;:()"
_NINE: Final = ord("9")


def _parting(kept: str) -> bytes:
    """Return the ASCII characters with a space for each that is neither a letter, a figure nor kept."""
    return bytes(n if chr(n).isalnum() or chr(n) in kept else ord(" ") for n in range(128)) + bytes(128)


_WORDS: Final = _parting("'")
_TOKENS: Final = _parting("'" + _ASCII_STOPS)


class Word:
    """A word of a text."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        """Note a word and where it stands.

        Args:
            text: The word, in lower case, with a straight apostrophe.
            start: Its first character in the text.
            end: The one after its last.
        """
        self.text: Final = text
        self.start: Final = start
        self.end: Final = end


def is_figure(word: str) -> bool:
    """Return whether a word begins with a figure; letters and marks of words come after them."""
    return ord(word[0]) <= _NINE


def lower(text: str) -> str:
    """Return a text in lower case with straight apostrophes, every character where it was."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have two small letters, such as the dotted one of Turkish
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("’", "'")


def words_of(text: str) -> list[Word]:
    """Split a text into words; hyphens, slashes and dots part words, apostrophes do not."""
    lowered = lower(text)
    words: list[Word] = []
    end = 0
    for word in _split(lowered):
        # Only what is no word stands between two words, so that looking for each from the end of the last finds it.
        start = lowered.find(word, end)
        end = start + len(word)
        words.append(Word(word, start, end))
    return words


def texts_of(text: str) -> list[str]:
    """Split a text as `words_of` does, into words that do not know where they stand."""
    return _split(lower(text))


def tokens_of(lowered: str) -> list[str]:
    """Split a text in lower case into words and stops; a hyphen is a stop only where it stands alone."""
    if not lowered.isascii() or ("-" in lowered and _LONE_DASH.search(lowered)):
        return _TOKEN.findall(lowered)
    for stop in _ASCII_STOPS:
        if stop in lowered:
            lowered = lowered.replace(stop, f" {stop} ")
    return _joined(lowered, _TOKENS)


def _split(lowered: str) -> list[str]:
    return _joined(lowered, _WORDS) if lowered.isascii() else _WORD.findall(lowered)


def _joined(lowered: str, parting: bytes) -> list[str]:
    """Split a text of ASCII characters where the table has spaces; an apostrophe joins what stands on both sides."""
    found = lowered.encode("ascii").translate(parting).decode("ascii").split()
    if "'" not in lowered:
        return found
    words: list[str] = []
    for piece in found:
        if "'" in piece:
            words += _WORD.findall(piece)
        else:
            words.append(piece)
    return words
