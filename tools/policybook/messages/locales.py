"""How a language writes plurals, dates, numbers and lists, by Unicode's CLDR; English is built in and loads nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from markupsafe import Markup

from policybook.dates import MONTHS, PartialDate
from policybook.messages.message import OTHER, isolated

Listing = Literal["and", "or", "comma"]
"""How a list goes on: "a, b and c", "a, b or c", "a, b, c"."""

_PARTS: Final = ("2", "start", "middle", "end")


@dataclass(frozen=True, slots=True, eq=False)
class Locale:
    """The rules of a language."""

    direction: Literal["ltr", "rtl"]
    cardinals: frozenset[str]
    """The plural forms of numbers that count."""
    ordinals: frozenset[str]
    """Those of numbers that say which one in a row."""
    cardinal: Callable[[int], str]
    ordinal: Callable[[int], str]
    day: Callable[[datetime.date], str]
    """ "4 November 2019" """
    month: Callable[[datetime.date], str]
    """ "November 2019" """
    short_month: Callable[[datetime.date], str]
    """ "Nov" """
    number: Callable[[int], str]
    """ "1,204" """
    lists: Mapping[Listing, Mapping[str, str]]
    """Listing -> how two entries (`2`), the first two, those between and the last are joined, as format strings."""

    def date(self, date: datetime.date | PartialDate) -> str:
        """Return a date in words, as precise as it is."""
        if isinstance(date, PartialDate):
            return self.day(date.first_day) if date.day else self.month(date.first_day)
        return self.day(date)

    def join(self, entries: Sequence[str], listing: Listing) -> str:
        """Return entries as a list in words; it is HTML where an entry is."""
        if self.direction == "rtl":
            entries = [isolated(entry) for entry in entries]
        if len(entries) < 2:
            return entries[0] if entries else ""
        make = Markup if any(hasattr(entry, "__html__") for entry in entries) else str
        two, start, middle, end = (make(self.lists[listing][part]) for part in _PARTS)
        if len(entries) == 2:
            return two.format(*entries)
        found = start.format(*entries[:2])
        for entry in entries[2:-1]:
            found = middle.format(found, entry)
        return end.format(found, entries[-1])


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Return in which direction a language is written; from left to right where nothing is known of it."""
    try:
        return locale_of(language).direction
    except ValueError:
        return "ltr"


@cache
def locale_of(language: str) -> Locale:
    """Return the rules of a language.

    Args:
        language: Its tag, as `cy` or `pt-BR`.

    Raises:
        ValueError: Nothing is known of it.
    """
    return ENGLISH if language == "en" else _from_cldr(language)


def _from_cldr(language: str) -> Locale:
    # Loaded for other languages only: it takes longer than the rest of a check.
    import babel
    from babel.dates import format_date, format_skeleton
    from babel.numbers import format_decimal

    try:
        known = babel.Locale.parse(language, sep="-")
    except babel.UnknownLocaleError as error:
        raise ValueError(f"nothing is known of the language “{language}”") from error
    names: dict[Listing, str] = {"and": "standard", "or": "or", "comma": "unit-short"}
    # What a language does as in its standard list, its others leave out.
    standard = known.list_patterns["standard"]
    lists = {listing: {**standard, **known.list_patterns.get(name, {})} for listing, name in names.items()}
    return Locale(
        "rtl" if known.text_direction == "rtl" else "ltr",
        known.plural_form.tags | {OTHER},
        known.ordinal_form.tags | {OTHER},
        known.plural_form,
        known.ordinal_form,
        lambda day: format_date(day, "long", known),
        lambda day: format_skeleton("yMMMM", day, locale=known),
        lambda day: format_skeleton("MMM", day, locale=known),
        lambda number: format_decimal(number, locale=known),
        lists,
    )


def _ordinal(n: int) -> str:
    """Return the form of an English ordinal: "1st", "2nd", "3rd", but "11th" to "13th"."""
    return OTHER if n % 100 in {11, 12, 13} else {1: "one", 2: "two", 3: "few"}.get(n % 10, OTHER)


def _joined(last: str) -> Mapping[str, str]:
    return {"2": last, "start": "{0}, {1}", "middle": "{0}, {1}", "end": last}


ENGLISH: Final = Locale(
    "ltr",
    frozenset({"one", OTHER}),
    frozenset({"one", "two", "few", OTHER}),
    lambda n: "one" if n == 1 else OTHER,
    _ordinal,
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    lambda day: MONTHS[day.month - 1][:3],
    "{:,}".format,
    {"and": _joined("{0} and {1}"), "or": _joined("{0} or {1}"), "comma": _joined("{0}, {1}")},
)
"""English as it is written in Britain."""
