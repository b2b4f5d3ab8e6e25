"""How alike two texts are: by their words in order and by their words in any order, rare words counting for more.

Policies repeat themselves ("Staff must not use ..."), so two clauses that share only what all clauses share are not
alike. The weight of a word is its inverse document frequency over both texts (Sparck Jones 1972).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel, LCSseq

CANDIDATES: Final = 4
"""How many counterparts of a clause are compared with it word by word, those first that share its rarest words."""
BUDGET: Final = 100
"""How many entries of the index are read for one clause, rarest words first: keeps the work in proportion."""

_WORD: Final = re.compile(r"\w+")
_PLAIN: Final = bytes(ord(chr(n).lower()) if _WORD.match(chr(n)) else ord(" ") for n in range(128)) + bytes(128)
"""The ASCII characters as they are in words: letters small, and a space for what parts words."""

_ENDINGS: Final = ("ing", "ed", "es", "ly", "ous", "ions", "ion", "s", "e")


class Bag(NamedTuple):
    """The words of a text, ready to be compared with many others."""

    words: tuple[str, ...]
    """In lower case, without their endings, and in order."""
    weights: Mapping[str, float]
    """What each word counts for, as often as the text has it."""
    weight: float
    """What all of them count for together."""


class Weights:
    """What each word counts for, by the texts that have it."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count in how many of the texts each word stands."""
        self._words = {text: _words(text) for text in texts}
        # Most texts have a like one and are never compared: their words are counted as they stand, and each word is
        # cut once.
        counts: dict[str, int] = defaultdict(int)
        self._stems: dict[str, str] = {}
        for word, count in Counter(chain.from_iterable(map(set, self._words.values()))).items():
            self._stems[word] = stem = _stem(word)
            counts[stem] += count
        number = len(self._words)
        self._each = {stem: math.log(1 + number / count) for stem, count in counts.items()}

    def bag(self, text: str) -> Bag:
        """Return the words of one of the texts."""
        return self._bag(tuple(map(self._stems.__getitem__, self._words[text])))

    def joined(self, bags: Iterable[Bag]) -> Bag:
        """Return the words of several texts, one after the other."""
        return self._bag(tuple(chain.from_iterable(bag.words for bag in bags)))

    def without(self, bag: Bag, other: Bag) -> Bag:
        """Return the words that a text has more often than another, each once."""
        rest = {word: weight - other.weights.get(word, 0.0) for word, weight in bag.weights.items()}
        rest = {word: weight for word, weight in rest.items() if weight > 0}
        return Bag(tuple(rest), rest, sum(rest.values()))

    def _bag(self, words: tuple[str, ...]) -> Bag:
        each = self._each
        weights: dict[str, float] = {}
        for word in words:
            weights[word] = weights.get(word, 0.0) + each[word]
        return Bag(words, weights, sum(weights.values()))

    @staticmethod
    def shared(one: Bag, other: Bag) -> float:
        """Return the weight of the words that two texts share, each as often as both have it."""
        theirs = other.weights
        # An exact sum, so that it is the same whichever text is the earlier.
        return math.fsum(
            [
                weight if weight < theirs[word] else theirs[word]  # noqa: FURB136  (min takes four times as long)
                for word, weight in one.weights.items()
                if word in theirs
            ]
        )

    def likeness(self, one: Bag, other: Bag) -> float:
        """Return how alike two texts are, 0 to 1; the same either way round."""
        if one.words == other.words:
            return 1.0
        if not one.words or not other.words:
            return 0.0
        return (Indel.normalized_similarity(one.words, other.words) + self.overlap(one, other)) / 2

    def overlap(self, one: Bag, other: Bag) -> float:
        """Return how much of their words two texts share in any order, 0 to 1."""
        return 2 * self.shared(one, other) / ((one.weight + other.weight) or 1.0)

    @staticmethod
    def nearest(
        asking: Mapping[int, Bag], asked: Mapping[int, Bag], most: int = CANDIDATES
    ) -> Iterable[tuple[int, int]]:
        """Yield, for each text that asks, the few that share most of its rarest words.

        Args:
            asking: Texts by position.
            asked: The texts to choose from, by position.
            most: How many are chosen for each.

        Yields:
            Pairs of a position in `asking` and one in `asked`, the likeliest first.
        """
        postings: dict[str, list[int]] = defaultdict(list)
        for at, bag in asked.items():
            for word in bag.weights:
                postings[word].append(at)
        rarity = [math.log(1 + len(asked) / max(count, 1)) for count in range(len(asked) + 1)]
        lengths = {at: 8 + len(bag.words) for at, bag in asked.items()}
        for at, bag in asking.items():
            sums: dict[int, float] = defaultdict(float)
            budget = BUDGET
            for entries in sorted(filter(None, map(postings.get, bag.weights)), key=len):
                budget -= len(entries)
                if budget < 0 and sums:
                    break
                weight = rarity[len(entries)]
                for other in entries:
                    sums[other] += weight
            ranked = sorted([(-total / lengths[other], other) for other, total in sums.items()])
            for _, other in ranked[:most]:
                yield at, other


def _stem(word: str) -> str:
    """Cut a word to what its forms share, roughly: "opens", "opened" and "opening" are one word here."""
    if word.endswith(_ENDINGS):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) >= len(ending) + 4:
                return word[: -len(ending)]
    return word


def in_order(part: Bag, whole: Bag) -> float:
    """Return which part of the words of a text stand in another in the same order, 0 to 1."""
    return float(LCSseq.similarity(part.words, whole.words)) / (len(part.words) or 1)


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.encode("ascii").translate(_PLAIN).decode("ascii").split()
    return _WORD.findall(text.lower())
