"""Clauses of one policy that say nearly the same, in other words or in another order of them.

A false alarm costs more than a miss: a word exchanged for another may be the point of a clause ("lost laptops", "lost
phones"), so that only forms of one word may differ, and a long clause may have a word more.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from policybook.comparing.comparison import Text
from policybook.language.phrases import read_lexicon
from policybook.language.quantities import quantities
from policybook.model import NO_PARENT, Form

_FEWEST: Final = 5
"""How many words that say something a clause must have."""
_LONG: Final = 8
"""From how many such words on a clause may have one more than another that says the same."""
_ONE_WORD: Final = 80
"""From which likeness, of 100, two words are forms of one."""
_MOST_FORMS: Final = 6
"""How many words at most one of two clauses has and the other has not, be it in another form."""
_ORDER: Final = 0.8
"""How much of the order of the words must be the same."""
_RAREST: Final = 2
"""By how many of its rarest words a clause is looked up: one may be missing in the other."""
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_OTHERS: Final = frozenset({Form.DEFINITION, Form.BREAK, Form.TABLE, Form.CODE})


class Repetition(NamedTuple):
    """Two clauses that say nearly the same, by their positions in the tree."""

    first: int
    second: int


class _Words(NamedTuple):
    """A clause as it is looked at."""

    position: int
    every: tuple[str, ...]
    """All its words."""
    telling: tuple[str, ...]
    """Those that say something, in order, in the singular."""
    bag: frozenset[str]
    """The same without their order."""


def repetitions(text: Text) -> Iterator[Repetition]:
    """Yield the clauses of a policy that say nearly what an earlier one says, each with the first such.

    Clauses that are the same word for word are left out.

    Args:
        text: The policy.
    """
    clauses = [
        _words(position, node.text)
        for position, node in enumerate(text.tree.nodes)
        if not node.is_section and node.form not in _OTHERS and not node.is_stem
    ]
    clauses = [clause for clause in clauses if len(clause.telling) >= _FEWEST]
    counts = Counter(word for clause in clauses for word in clause.bag)
    seen: dict[str, list[_Words]] = defaultdict(list)
    for clause in clauses:
        rarest = sorted(clause.bag, key=lambda word: (counts[word], word))[:_RAREST]
        others = {other.position: other for word in rarest for other in seen[word]}
        for position in sorted(others):
            if _is_like(others[position], clause) and _binds_alike(text, others[position], clause):
                yield Repetition(position, clause.position)
                break
        for word in clause.bag:
            seen[word].append(clause)


def _words(position: int, text: str) -> _Words:
    every = tuple(_WORD.findall(text.lower()))
    small = _small_words()
    telling = tuple([word.removesuffix("s") for word in every if word not in small])
    return _Words(position, every, telling, frozenset(telling))


def _is_like(one: _Words, other: _Words) -> bool:
    if len(one.bag ^ other.bag) > _MOST_FORMS or one.every == other.every:
        return False
    left, right = Counter(one.telling), Counter(other.telling)
    missing, added = list((left - right).elements()), list((right - left).elements())
    for word in tuple(missing):
        form = next((each for each in added if _is_one_word(word, each)), None)
        if form is not None:
            missing.remove(word)
            added.remove(form)
    if (missing and added) or len(missing) + len(added) > (min(len(one.telling), len(other.telling)) >= _LONG):
        return False
    return Indel.normalized_similarity(one.telling, other.telling) >= _ORDER or _in_one_order(one, other)


def _in_one_order(one: _Words, other: _Words) -> bool:
    """Return whether words stand in the same order where forms of one word count as one."""
    pairs = zip(one.telling, other.telling, strict=False)
    return len(one.telling) == len(other.telling) and all(a == b or _is_one_word(a, b) for a, b in pairs)


def _is_one_word(one: str, other: str) -> bool:
    """Return whether two words are forms of one: they begin alike and are nearly the same."""
    return one[:3] == other[:3] and not one.isdigit() and fuzz.ratio(one, other) >= _ONE_WORD


def _binds_alike(text: Text, first: _Words, second: _Words) -> bool:
    """Return whether two clauses have the same force, exceptions, numbers and stem."""
    one, other = text.understood[first.position], text.understood[second.position]
    if one is None or other is None:
        return False
    nodes = text.tree.nodes
    return (
        one.reading.modality is other.reading.modality
        and bool(one.conditions) is bool(other.conditions)
        and _stem(text, first.position) == _stem(text, second.position)
        # The same words have the same numbers.
        and (first.bag == second.bag or _numbers(nodes[first.position].text) == _numbers(nodes[second.position].text))
    )


def _numbers(text: str) -> Sequence[tuple[str, float | None]]:
    return sorted((quantity.kind, quantity.value or 0.0) for quantity in quantities(text))


def _stem(text: Text, position: int) -> str:
    parent = text.tree.nodes[position].parent
    above = text.tree.nodes[parent] if parent != NO_PARENT else None
    return above.text if above is not None and above.is_stem else ""


@cache
def _small_words() -> frozenset[str]:
    return frozenset(read_lexicon("concepts")["small"])
