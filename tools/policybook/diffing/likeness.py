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
"""How many counterparts of a clause are compared with it word by word, those first that share its rarest words."""
BUDGET: Final = 40
"""How many entries of the index are read for one clause, rarest words first: keeps the work in proportion."""
COMMON: Final = 1
TELLING: Final = 5
"""What a common word counts for, and what any other does. Sums of whole numbers are exact in any order."""
UNIT: Final = 1 << 24
"""The rarity 1, as a whole number for the same reason."""

_WORD: Final = re.compile(r"\w+")
_PLAIN: Final = bytes(ord(chr(n).lower()) if _WORD.match(chr(n)) else ord(" ") for n in range(128)) + bytes(128)
"""The ASCII characters as they are in words: letters small, and a space for what parts words."""

SHORTEST: Final = 5
"""Letters of the shortest word that is cut."""
_ENDINGS: Final = ("ing", "ed", "es", "ly", "ous", "ions", "ion", "s", "e")


class Bag:
    """The words of a text without their endings, ready to be compared with many others; a letter stands for each."""

    __slots__ = ("order", "weight", "weights")

    def __init__(self, order: str, weights: dict[str, int]) -> None:
        """Note the words of a text.

        Args:
            order: The words in order.
            weights: What each word counts for, as often as the text has it.
        """
        self.order: Final = order
        self.weights: Final = weights
        self.weight: Final = sum(weights.values())
        """What all of them count for together."""


class Weights:
    """What each word counts for."""

    def __init__(self) -> None:
        """Begin without words."""
        self._letters: Final[dict[str, str]] = {}
        """The letter that stands for each word, and for all words of its stem."""
        self._each: Final[dict[str, int]] = {}
        """What the word of each letter counts for."""

    def bag(self, text: str) -> Bag:
        """Return the words of a text."""
        letters, each = self._letters, self._each
        order: list[str] = []
        weights: dict[str, int] = {}
        for word in _words(text):
            letter = letters.get(word)
            if letter is None:
                letter = self._letter(word)
            order.append(letter)
            weights[letter] = weights.get(letter, 0) + each[letter]
        return Bag("".join(order), weights)

    def _letter(self, word: str) -> str:
        """Choose a letter for a word that was not met before."""
        stem = _stem(word)
        letter = self._letters.get(stem)
        if letter is None:
            # No two policies have a million words; if they had, the last would be taken for one.
            letter = chr(min(len(self._each), sys.maxunicode))
            self._letters[stem] = letter
            self._each[letter] = COMMON if stem in _common() else TELLING
        self._letters[word] = letter
        return letter

    def joined(self, bags: Iterable[Bag]) -> Bag:
        """Return the words of several texts, one after the other."""
        weights: dict[str, int] = {}
        order = ""
        for bag in bags:
            order += bag.order
            for letter, weight in bag.weights.items():
                weights[letter] = weights.get(letter, 0) + weight
        return Bag(order, weights)

    def without(self, bag: Bag, other: Bag) -> Bag:
        """Return the words that a text has more often than another, each once."""
        theirs = other.weights
        rest: dict[str, int] = {}
        for letter, weight in bag.weights.items():
            left = weight - theirs.get(letter, 0)
            if left > 0:
                rest[letter] = left
        return Bag("".join(rest), rest)

    @staticmethod
    def shared(one: Bag, other: Bag) -> int:
        """Return the weight of the words that two texts share, each as often as both have it."""
        if len(one.weights) > len(other.weights):
            one, other = other, one
        theirs = other.weights
        found = 0
        for letter, weight in one.weights.items():
            there = theirs.get(letter, 0)
            found += weight if weight < there else there  # noqa: FURB136  (min takes four times as long)
        return found

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
    def nearest(asking: Mapping[int, Bag], asked: Mapping[int, Bag], most: int = CANDIDATES) -> list[tuple[int, int]]:
        """Return, for each text that asks, the few that share most of its rarest words.

        Args:
            asking: Texts by position.
            asked: The texts to choose from, by position.
            most: How many are chosen for each.

        Returns:
            Pairs of a position in `asking` and one in `asked`, the likeliest first.
        """
        if not asking or not asked:
            return []
        wanted = set[str]().union(*[bag.weights for bag in asking.values()])
        postings: dict[str, list[int]] = {}
        others = list(asked)
        for at, bag in enumerate(asked.values()):
            for letter in wanted.intersection(bag.weights):
                entries = postings.get(letter)
                if entries is None:
                    postings[letter] = [at]
                else:
                    entries.append(at)
        rarity = [round(UNIT * math.log(1 + len(asked) / max(count, 1))) for count in range(len(asked) + 1)]
        lengths = [8 + len(bag.order) for bag in asked.values()]
        sums = [0] * len(others)
        found: list[tuple[int, int]] = []
        for at, bag in asking.items():
            touched: list[int] = []
            budget = BUDGET
            shared: list[list[int]] = []
            for letter in bag.weights:
                entries = postings.get(letter)
                if entries is not None:
                    shared.append(entries)
            shared.sort(key=len)
            for entries in shared:
                budget -= len(entries)
                if budget < 0 and touched:
                    break
                weight = rarity[len(entries)]
                for other in entries:
                    if not sums[other]:
                        touched.append(other)
                    sums[other] += weight
            best: list[tuple[float, int]] = []
            least = 0.0
            for other in touched:
                score = -sums[other] / lengths[other]
                sums[other] = 0
                if len(best) < most or score <= least:
                    best.append((score, others[other]))
                    best.sort()
                    if len(best) > most:
                        best.pop()
                    least = best[-1][0]
            for _, chosen in best:
                found.append((at, chosen))
        return found


@cache
def _common() -> frozenset[str]:
    return frozenset(map(_stem, listed("changes", "common")))


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
