"""What a quantity is, and the lexicon of how quantities are written."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, Final, NamedTuple

from policybook.language.names import Names
from policybook.language.phrases import read_lexicon, vocabulary_of
from policybook.language.splitting import texts_of

MONTHS: Final = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
}
"""Names of months, short ones too; January is 1."""
WEEKDAYS: Final = {name.lower(): n for n, name in enumerate(calendar.day_name, 1)}
"""Names of days; Monday is 1."""


SEASON: Final = "season"
"""The kind of phrases that stand for the last month of a part of the year."""


class QuantityKind(StrEnum):
    """What is measured."""

    NUMBER = "number"
    DURATION = "duration"
    INTERVAL = "interval"
    """How often."""
    AGE = "age"
    MONEY = "money"
    SIZE = "size"
    """Of data, or a length."""
    TIME = "time"
    """Of day."""
    PERCENTAGE = "percentage"
    DATE = "date"
    """A day, a month, a year, a school year, a term of a year, a day of the week."""


class Bound(StrEnum):
    """Which way a quantity is a limit."""

    LEAST = "least"
    """At least: what a rule asks for begins there."""
    MOST = "most"
    """Up to: what a rule allows ends there."""
    OVER = "over"
    """Beyond it a rule begins to hold."""
    UNDER = "under"
    """Below it a rule holds."""
    NONE = "none"


KINDS: Final[Mapping[str, QuantityKind]] = {str(kind): kind for kind in QuantityKind}
"""The kinds by name: to make one of its name takes long."""


class Quantity(NamedTuple):
    """A quantity that a text states."""

    start: int
    end: int
    """Where it stands in the text, in characters, with the words that make it a limit."""
    kind: QuantityKind
    value: float | None
    """Durations in days, intervals in days from one time to the next, ages in years, money in pounds, data in bytes,
    lengths in metres, times in minutes after midnight, dates as the ordinal of the last day meant (in the year 1 where
    no year is named; days of the week are 1 to 7); None where the words are vague."""
    vague: bool
    """Whether the words leave it open: "regularly", "a reasonable period"."""
    text: str
    bound: Bound = Bound.NONE


@dataclass(frozen=True, slots=True)
class Measures:
    """The lexicon, ready to be looked up word by word."""

    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    units: Names
    """Units by their kind."""
    phrases: Names
    """Quantities in words: "weekly", "as soon as possible", "autumn term"."""
    values: Mapping[tuple[str, str], float | None]
    """What a unit or phrase stands for, by kind and name."""
    before: Mapping[tuple[str, ...], Bound]
    """Words before a number that make it a limit."""
    after: Mapping[tuple[str, ...], Bound]
    """Words after a number that make it a limit."""
    limits: frozenset[str]
    """The last words of those before a number, the first of those after it."""
    ages: frozenset[tuple[str, ...]]
    """Words before an age."""
    rounds: Mapping[str, float]
    """Days from one to the next of what comes again: "lesson"."""
    currencies: Mapping[str, float]
    """Pounds by sign."""
    key_stages: Mapping[int, int]
    """Ages by key stage."""
    after_age: frozenset[str]
    labels: frozenset[str]
    counted: frozenset[str]
    occasions: frozenset[str]
    before_year: frozenset[str]
    openers: frozenset[str]
    """All words but figures at which a quantity may begin that is none of `phrases`."""
    starts: frozenset[str]
    """Those, and the first words of `phrases`."""
    words: frozenset[str]
    """All words but figures that quantities are made of."""


@cache
def measures() -> Measures:
    """Return the lexicon of `lexicons/quantities.yml`."""
    lexicon = read_lexicon("quantities")
    values: dict[tuple[str, str], float | None] = {}
    units, phrases = Names(), Names()
    for kind, group in (
        ("duration", lexicon["durations"]),
        ("size", lexicon["sizes"]),
        ("money", lexicon["currency_words"]),
    ):
        units.add(kind, dict.fromkeys(group, ()))
        values |= {(kind, name): float(Fraction(value)) for name, value in group.items()}
    for kind, name, value in _phrases(lexicon):
        phrases.add(kind, {name: ()})
        values[kind, name] = value
    before, after = (
        {_key(phrase): Bound(bound) for bound, places in lexicon["bounds"].items() for phrase in places[side]}
        for side in ("before", "after")
    )
    key_stages = {int(stage): int(age) for stage, age in lexicon["key_stages"].items()}
    groups = [f"ks{stage}" for stage in key_stages] + [f"y{year}" for year in range(1, 14)]
    openers = frozenset({*lexicon["numbers"], *lexicon["ordinals"], *MONTHS, *WEEKDAYS, *_STARTS, *groups})
    return Measures(
        numbers=lexicon["numbers"],
        ordinals=lexicon["ordinals"],
        units=units,
        phrases=phrases,
        values=values,
        before=before,
        after=after,
        limits=frozenset(key[-1] for key in before) | {key[0] for key in after},
        ages=frozenset(_key(phrase) for phrase in lexicon["ages"]),
        rounds={name: float(Fraction(days)) for name, days in lexicon["rounds"].items()},
        currencies=lexicon["currencies"],
        key_stages=key_stages,
        after_age=frozenset(lexicon["after_age"]),
        labels=frozenset(lexicon["labels"]),
        counted=frozenset(lexicon["counted"]),
        occasions=frozenset(lexicon["occasions"]),
        before_year=frozenset(lexicon["before_year"]),
        openers=openers,
        starts=openers.union(phrases.first),
        words=vocabulary_of("quantities").union(MONTHS, WEEKDAYS),
    )


_STARTS: Final = ("every", "each", "per", "a", "an", "once", "twice", "half")


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(texts_of(phrase))


def _phrases(lexicon: Mapping[str, Any]) -> Iterator[tuple[str, str, float | None]]:
    """Yield the kind, the words and the value of each quantity that has no number in it."""
    for kind, group in (("interval", "intervals"), ("duration", "moments")):
        for value, phrases in lexicon[group].items():
            yield from ((kind, phrase, float(Fraction(value))) for phrase in phrases)
    for kind, phrases in lexicon["vague"].items():
        yield from ((kind, phrase, None) for phrase in phrases)
    yield from (("time", phrase, minutes) for phrase, minutes in lexicon["hours"].items())
    for group in ("terms", "feasts"):
        yield from ((SEASON, phrase, month) for phrase, month in lexicon[group].items())
