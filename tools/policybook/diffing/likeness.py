"""How alike two texts are: by their words in order and by their words in any order, rare words counting for more.

Policies repeat themselves ("Staff must not use ..."), so two clauses that share only what all clauses share are not
alike. The weight of a word is its inverse document frequency over both texts (Sparck Jones 1972).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rapidfuzz.distance import Indel, LCSseq

CANDIDATES: Final = 8
"""How many earlier clauses are compared word by word with a later one, those first that share its rarest words."""
BUDGET: Final = 400
"""How many entries of the index are read for one clause, rarest words first: keeps the work in proportion."""

_WORD: Final = re.compile(r"\w+")

Words = tuple[str, ...]
"""The words of a text, in lower case and in order."""


def words(text: str) -> Words:
    """Return the words of a text."""
    return tuple(_WORD.findall(text.lower()))


class Weights:
    """What each word counts for, by the clauses of both texts that have it."""

    def __init__(self, clauses: Iterable[Words]) -> None:
        """Count in how many of the clauses each word stands."""
        number = 0
        counts: Counter[str] = Counter()
        for clause in clauses:
            number += 1
            counts.update(set(clause))
        self._most = math.log(1 + number)
        self._weights = {word: math.log(1 + number / count) for word, count in counts.items()}

    def of(self, word: str) -> float:
        """Return what a word counts for; one that no clause has counts most."""
        return self._weights.get(word, self._most)

    def total(self, text: Iterable[str]) -> float:
        """Return what the words of a text count for together."""
        of = self._weights.get
        return sum(of(word, self._most) for word in text)

    def shared(self, one: Words, other: Words) -> float:
        """Return the weight of the words that two texts share, each as often as both have it."""
        if len(one) > len(other):
            one, other = other, one
        left = Counter(other)
        found = 0.0
        for word in one:
            if left[word] > 0:
                left[word] -= 1
                found += self.of(word)
        return found

    def likeness(self, one: Words, other: Words) -> float:
        """Return how alike two texts are, 0 to 1; the same either way round."""
        if not one or not other:
            return float(one == other)
        if one == other:
            return 1.0
        in_order = Indel.normalized_similarity(one, other)
        any_order = 2 * self.shared(one, other) / (self.total(one) + self.total(other))
        return (in_order + any_order) / 2


def in_order(part: Words, whole: Words) -> int:
    """Return how many words of a part stand in the whole, in the same order."""
    return int(LCSseq.similarity(part, whole))


def candidates(
    olds: Mapping[int, Words], news: Mapping[int, Words], weights: Weights, most: int = CANDIDATES
) -> set[tuple[int, int]]:
    """Return the pairs worth comparing, the same whichever text is the earlier.

    Args:
        olds: The words of the earlier clauses, by position.
        news: The words of the later ones.
        weights: What the words count for.
        most: How many counterparts each clause is compared with.

    Returns:
        Pairs of positions (earlier, later).
    """
    found = {(old, new) for new, old in _nearest(news, olds, weights, most)}
    found.update(_nearest(olds, news, weights, most))
    return found


def _nearest(
    asking: Mapping[int, Words], asked: Mapping[int, Words], weights: Weights, most: int
) -> Iterable[tuple[int, int]]:
    postings: dict[str, list[int]] = defaultdict(list)
    lengths = {at: 8 + len(text) for at, text in asked.items()}
    for at, text in asked.items():
        for word in set(text):
            postings[word].append(at)
    for at, text in asking.items():
        sums: dict[int, float] = defaultdict(float)
        budget = BUDGET
        for word in _rarest_first(text, postings):
            entries = postings[word]
            budget -= len(entries)
            if budget < 0 and sums:
                break
            weight = weights.of(word)
            for other in entries:
                sums[other] += weight
        for other in sorted(sums, key=lambda other: (-sums[other] / lengths[other], other))[:most]:
            yield at, other


def _rarest_first(text: Words, postings: Mapping[str, Sequence[int]]) -> list[str]:
    return sorted(set(text) & postings.keys(), key=lambda word: (len(postings[word]), word))
