"""The numbers of a position: how often, how long, how old, how many and how large, and which way they are stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from policybook.language.limits import stricter_with
from policybook.language.measures import Bound
from policybook.language.quantities import QuantityKind, quantities
from policybook.language.splitting import words_of

_COMPARED: Final = frozenset(
    {QuantityKind.INTERVAL, QuantityKind.DURATION, QuantityKind.AGE, QuantityKind.SIZE, QuantityKind.NUMBER}
)


class Amount(NamedTuple):
    """A number that a position names."""

    kind: QuantityKind
    of: str
    """For a plain number, what is counted: "characters"; else empty."""
    value: float | None
    """As of `Quantity`; None where the words are vague."""
    more: int
    """1 where more of it is stricter, -1 where less is, 0 where neither is certain."""
    words: str


class Verdict(StrEnum):
    """How the numbers of one position stand to those of another."""

    STRICTER = "stricter"
    LOOSER = "looser"
    UNLIKE = "unlike"
    """They differ, and which is stricter cannot be told."""


@lru_cache(maxsize=1024)
def amounts(sentence: str, stem: str | None = None) -> tuple[Amount, ...]:
    """Return the numbers of a sentence that positions are compared by.

    Args:
        sentence: The sentence that states the rule.
        stem: The text that introduces it, where it is an item of a list.
    """
    found: list[Amount] = []
    for quantity in quantities(sentence):
        if quantity.kind not in _COMPARED:
            continue
        counted, words = "", quantity.text
        if quantity.kind is QuantityKind.NUMBER:
            # "At least ten characters" is compared with other numbers of characters only.
            after = words_of(sentence[quantity.end :])[:1]
            if quantity.bound is Bound.NONE or not after:
                continue
            counted = after[0].text.removesuffix("s")
            words = sentence[quantity.start : quantity.end + after[0].end]
        found.append(Amount(quantity.kind, counted, quantity.value, stricter_with(quantity, sentence, stem), words))
    return tuple(found)


def compared(a: Iterable[Amount], b: Iterable[Amount]) -> tuple[Verdict, str, str] | None:
    """Return how the numbers of one position stand to those of another.

    Only what both name once is compared: how often with how often, an age with an age.

    Args:
        a: The numbers of the first position.
        b: Those of the second.

    Returns:
        The verdict, and the words in which the two differ; None where nothing that both name differs.
    """
    told = [(_sign(one, other), one.words, other.words) for one, other in _pairs(a, b) if one.value != other.value]
    if not told:
        return None
    signs = {sign for sign, _, _ in told}
    verdict = {frozenset({1}): Verdict.STRICTER, frozenset({-1}): Verdict.LOOSER}.get(frozenset(signs), Verdict.UNLIKE)
    return verdict, ", ".join(one for _, one, _ in told), ", ".join(other for _, _, other in told)


def _pairs(a: Iterable[Amount], b: Iterable[Amount]) -> Iterator[tuple[Amount, Amount]]:
    others = _by_measure(b)
    for measure, found in _by_measure(a).items():
        if len(found) == len(others.get(measure, ())) == 1:
            yield found[0], others[measure][0]


def _by_measure(found: Iterable[Amount]) -> Mapping[tuple[QuantityKind, str], list[Amount]]:
    by_measure: dict[tuple[QuantityKind, str], list[Amount]] = {}
    for amount in dict.fromkeys(found):
        by_measure.setdefault((amount.kind, amount.of), []).append(amount)
    return by_measure


def _sign(one: Amount, other: Amount) -> int:
    """Return 1 where the first is stricter, -1 where the second is, 0 where it cannot be told."""
    if one.value is None or other.value is None:
        # What is left open ("regularly") is looser than a definite interval.
        return 0 if one.kind is not QuantityKind.INTERVAL else -1 if one.value is None else 1
    if one.more != other.more:
        return 0
    return one.more if one.value > other.value else -one.more
