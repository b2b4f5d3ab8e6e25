"""Clauses that no rule covers, grouped by likeness: a new subject shows up as a candidate for a rule.

Clauses are compared only with those that share their rarest words, so that the work grows with the number of clauses
and not with its square. Likeness is the weight of the words that two clauses share, rare words counting for more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from policybook.language.phrases import read_lexicon
from policybook.language.splitting import words_of

ALIKE: Final = 0.4
"""How much of their weight two clauses must share to be of one group."""
_RAREST: Final = 6
"""By how many of its rarest words a clause is looked up."""
_MOST: Final = 20
"""How many clauses are looked at for one word; a word that more have tells little."""
_FEWEST: Final = 3
"""How many words that say something a clause must have to be grouped."""


class Entry(NamedTuple):
    """A clause that no rule covers."""

    policy: int
    clause: int
    topic: str
    """What its own words say that it is about; empty where they do not tell."""
    text: str


def groups_by_likeness(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return groups of like clauses of at least two policies.

    Args:
        entries: The clauses, in the order of their policies.

    Returns:
        The groups in the order of their first clauses; each clause stands in one group at most.
    """
    bags = [_bag(entry.text) for entry in entries]
    counts = Counter(word for bag in bags for word in bag)
    weights = {word: math.log(1 + len(entries) / count) for word, count in counts.items()}
    sizes = [math.fsum(weights[word] for word in bag) for bag in bags]
    leader = list(range(len(entries)))
    for one, other in _candidates(bags, weights):
        first, second = _leader(leader, one), _leader(leader, other)
        if first != second:
            shared = math.fsum(map(weights.__getitem__, bags[one] & bags[other]))
            if 2 * shared >= ALIKE * (sizes[one] + sizes[other]):
                leader[max(first, second)] = min(first, second)
    found: dict[int, list[Entry]] = defaultdict(list)
    for n, entry in enumerate(entries):
        found[_leader(leader, n)].append(entry)
    return [group for group in found.values() if len({entry.policy for entry in group}) > 1]


def _candidates(bags: Sequence[frozenset[str]], weights: dict[str, float]) -> Iterator[tuple[int, int]]:
    """Yield pairs of clauses that share one of their rarest words."""
    seen: dict[str, list[int]] = defaultdict(list)
    for n, bag in enumerate(bags):
        if len(bag) < _FEWEST:
            continue
        rarest = sorted(bag, key=lambda word: (-weights[word], word))[:_RAREST]
        others = dict.fromkeys(other for word in rarest for other in seen[word][-_MOST:])
        yield from ((other, n) for other in others)
        for word in rarest:
            seen[word].append(n)


def _leader(leaders: list[int], n: int) -> int:
    while leaders[n] != n:
        leaders[n] = n = leaders[leaders[n]]
    return n


def topic_of(group: Sequence[Entry]) -> str | None:
    """Return the topic that most clauses of a group have by their own words; None where they tell none."""
    topics = Counter(entry.topic for entry in group if entry.topic)
    return max(topics, key=lambda topic: topics[topic], default=None)


def title_of(group: Iterable[Entry]) -> str:
    """Return what to call a group: the words of its shortest clause, cut after a dozen."""
    words = min((entry.text for entry in group), key=len).split()
    return " ".join(words[:12]).rstrip(" .,;:") + (" …" if len(words) > 12 else "")


def _bag(text: str) -> frozenset[str]:
    """Return the words of a clause that say something, without the endings of their plurals."""
    return frozenset(
        word.text.removesuffix("s") for word in words_of(text) if word.text not in _common() and len(word.text) > 1
    )


@cache
def _common() -> frozenset[str]:
    return frozenset(read_lexicon("concepts")["common"])
