"""How alike two texts are: by their words in order and by their words in any order, telling words counting for more.

Policies repeat themselves ("Staff must not use ..."), so two clauses that share only what all clauses share are not
alike. Which words are common is read from a list, and not from the texts: two clauses are as alike in one policy as in
another, and nothing need be counted.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from rapidfuzz.distance import Indel, LCSseq

from policybook.language.phrases import listed

CANDIDATES: Final = 4
"""How many counterparts of a clause are compared with it word by word at most, those that share its rarest words."""
FAR: Final = 3
"""What shares so many times fewer of those for its length than the best one is not compared with it."""
BUDGET: Final = 40
"""How many entries of the index are read for one clause, rarest words first: keeps the work in proportion."""
COMMON: Final = 1
TELLING: Final = 5
"""What a common word counts for, and what any other does."""
UNIT: Final = 1 << 20
"""The rarity 1. Rarities are whole numbers, so that sums are exact in any order, and small, to sort quickly."""

_WORD: Final = re.compile(r"\w+")
_PLAIN: Final = bytes(ord(chr(n).lower()) if _WORD.match(chr(n)) else ord(" ") for n in range(128)) + bytes(128)
"""The ASCII characters as they are in words: letters small, and a space for what parts words."""

_LAST: Final = sys.maxunicode
SHORTEST: Final = 5
"""Letters of the shortest word that is cut."""
_ENDINGS: Final = ("ing", "ed", "es", "ly", "ous", "ions", "ion", "s", "e")


class Bag:
    """The words of a text without their endings, ready to be compared with many others; a letter stands for each."""

    __slots__ = ("order", "sought", "telling", "weight", "words")

    def __init__(self, order: str, words: frozenset[str]) -> None:
        """Note the words of a text.

        Args:
            order: The words in order.
            words: Each of them once.
        """
        self.order: Final = order
        self.words: Final = words
        self.telling: Final = words - _common_letters()
        """Those that are not common."""
        self.sought: Final = self.telling or words
        """Those by which it is looked for."""
        self.weight: Final = len(words) * COMMON + len(self.telling) * (TELLING - COMMON)
        """What all of them count for together."""


class Weights:
    """What each word counts for."""

    def __init__(self) -> None:
        """Begin with the common words."""
        self._stems: Final = _common().copy()
        """The letter that stands for all words of a stem."""
        self._letters: Final[dict[str, str]] = {}
        """The letter of each word. Apart from those of stems: "meeting" is a word, and the stem of "meetings"."""

    def bag(self, text: str) -> Bag:
        """Return the words of a text."""
        letters = self._letters
        order: list[str] = []
        for word in _words(text):
            letter = letters.get(word)
            order.append(self._letter(word) if letter is None else letter)
        return Bag("".join(order), frozenset(order))

    def _letter(self, word: str) -> str:
        """Choose a letter for a word that was not met before."""
        stem = _stem(word)
        letter = self._stems.get(stem)
        if letter is None:
            # No two policies have a million words; if they had, the last would be taken for one.
            n = len(self._stems)
            letter = self._stems[stem] = chr(min(n, _LAST))
        self._letters[word] = letter
        return letter

    @staticmethod
    def joined(bags: Iterable[Bag]) -> Bag:
        """Return the words of several texts, one after the other."""
        parts = [*bags]
        return Bag("".join([bag.order for bag in parts]), frozenset[str]().union(*[bag.words for bag in parts]))

    @staticmethod
    def without(bag: Bag, other: Bag) -> Bag:
        """Return the words that a text has and another has not, in order."""
        words = bag.words - other.words
        return Bag("".join([letter for letter in bag.order if letter in words]), words)

    @staticmethod
    def shared(one: Bag, other: Bag) -> int:
        """Return the weight of the words that two texts share."""
        words = one.words & other.words
        return len(words) * COMMON + len(words & one.telling) * (TELLING - COMMON)

    def likeness(self, one: Bag, other: Bag) -> float:
        """Return how alike two texts are, 0 to 1; the same either way round."""
        if one.order == other.order:
            return 1.0
        if not one.order or not other.order:
            return 0.0
        return (Indel.normalized_similarity(one.order, other.order) + self.overlap(one, other)) / 2

    def overlap(self, one: Bag, other: Bag) -> float:
        """Return how much of their words two texts share in any order, 0 to 1."""
        return 2 * self.shared(one, other) / ((one.weight + other.weight) or 1)

    @staticmethod
    def nearest(
        asking: Mapping[int, Bag], asked: Mapping[int, Bag], most: int = CANDIDATES, far: int | None = FAR
    ) -> list[tuple[int, int]]:
        """Return, for each text that asks, the few that share most of its rarest words for their length.

        Args:
            asking: Texts by position.
            asked: The texts to choose from, by position; of those that share as much, the first come first.
            most: How many are chosen for each at most.
            far: How many times less than the best one those may share; None for any.

        Returns:
            Pairs of a position in `asking` and one in `asked`, the likeliest first.
        """
        if not asking or not asked:
            return []
        others, postings = list(asked), _postings(asking.values(), asked.values())
        rarity = [int(UNIT * math.log(1 + len(asked) / max(count, 1))) for count in range(len(asked) + 1)]
        lengths = [8 + len(bag.order) for bag in asked.values()]
        size = len(others)
        sums = [0] * size
        found: list[tuple[int, int]] = []
        for at, bag in asking.items():
            order, length = bag.order, len(bag.order)
            touched: list[int] = []
            budget = BUDGET
            for entry in _rarest(bag, postings):
                count, place = entry // length, entry % length
                budget -= count
                if budget < 0 and touched:
                    break
                weight = rarity[count]
                for other in postings[order[place]]:
                    so_far = sums[other]
                    if so_far == 0:
                        touched.append(other)
                    sums[other] = so_far + weight
            # Score and position as one number, because numbers are sorted faster than pairs; the best is the least.
            ranked: list[int] = []
            for other in touched:
                ranked.append(other - sums[other] // lengths[other] * size)
                sums[other] = 0
            ranked.sort()
            for one in ranked[:most]:
                if far is not None and far * (one // size) > ranked[0] // size:
                    break
                found.append((at, others[one % size]))
        return found


def _postings(asking: Iterable[Bag], asked: Iterable[Bag]) -> dict[str, list[int]]:
    """Return for each word that texts ask with which of the others have it, by their places among them."""
    postings: dict[str, list[int]] = {}
    for bag in asking:
        for letter in bag.sought:
            if letter not in postings:
                postings[letter] = []
    for at, bag in enumerate(asked):
        for letter in bag.sought:
            entries = postings.get(letter)
            if entries is not None:
                entries.append(at)
    return postings


def _rarest(bag: Bag, postings: dict[str, list[int]]) -> list[int]:
    """Return the words that others have, too, rarest first: how many have one, and where it stands, as one number.

    That is the number of texts times the words of this one, and the place. Of words as rare as each other, the first in
    the text comes first.
    """
    order, length = bag.order, len(bag.order)
    rarest: list[int] = []
    for letter in bag.sought:
        count = len(postings[letter])
        if count:
            rarest.append(count * length + order.find(letter))
    rarest.sort()
    return rarest


@cache
def _common() -> dict[str, str]:
    """Return the letters of the common words; a word is as common as its stem."""
    stems = sorted({_stem(word) for word in listed("changes", "common")})
    return {stem: chr(n) for n, stem in enumerate(stems)}


@cache
def _common_letters() -> frozenset[str]:
    return frozenset(_common().values())


def _stem(word: str) -> str:
    """Cut a word to what its forms share, roughly: "opens", "opened" and "opening" are one word here."""
    if len(word) >= SHORTEST and word.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) >= len(ending) + 4:
                return word[: -len(ending)]
    return word


def in_order(part: Bag, whole: Bag) -> float:
    """Return which part of the words of a text stand in another in the same order, 0 to 1."""
    return float(LCSseq.similarity(part.order, whole.order)) / (len(part.order) or 1)


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.encode("ascii").translate(_PLAIN).decode("ascii").split()
    return _WORD.findall(text.lower())
