"""Dates and intervals as precisely as they are known: a month stays a month."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Final

MONTHS: Final = tuple(calendar.month_name)[1:]
"""The twelve English names of months, January first."""

TERM_MONTHS: Final = 4
"""Months between two terms of a school year of three terms."""

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?(?:,?\s+(\d{4}))?", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?", re.ASCII)
_EVERY = re.compile(r"every\s+(?:(\w+)\s+)?(year|term|month|week|day)s?")
_NUMBERS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_ADVERBS: Final = {
    "annually": (12, 0),
    "annual": (12, 0),
    "yearly": (12, 0),
    "termly": (TERM_MONTHS, 0),
    "quarterly": (3, 0),
    "monthly": (1, 0),
    "weekly": (0, 7),
    "biennially": (24, 0),
    "every other year": (24, 0),
}
_UNITS: Final = {"year": (12, 0), "term": (TERM_MONTHS, 0), "month": (1, 0), "week": (0, 7), "day": (0, 1)}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date of which the day may be unknown."""

    year: int
    """1900 to 2999."""
    month: int
    """1 to 12."""
    day: int | None = None
    """1 to 31, or None where only the month is known."""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2019-11` or `2019-11-04`.

        Args:
            text: The date as written.

        Returns:
            The date, with no day where none was written.

        Raises:
            ValueError: The text is no such date; the message says what is wrong and, where the date can be
                guessed, how to write it.
        """
        text = text.strip()
        match = _ISO.fullmatch(text)
        if not match:
            raise ValueError(_why_no_date(text))
        year, month, day = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
        if not 1900 <= year <= 2999:
            raise ValueError(f"the year {year} is out of range")
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {match[2]}: months are 01 to 12")
        if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValueError(f"{MONTHS[month - 1]} {year} has no day {match[3]}")
        return cls(year, month, day)

    @property
    def first_day(self) -> datetime.date:
        """The first day that the date can mean."""
        return datetime.date(self.year, self.month, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        """The last day that the date can mean; a due month ends on its last day."""
        return datetime.date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])

    @property
    def words(self) -> str:
        """The date as people write it: "November 2019" or "4 November 2019"."""
        month = f"{MONTHS[self.month - 1]} {self.year}"
        return f"{self.day} {month}" if self.day else month

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    def plus(self, frequency: Frequency) -> PartialDate:
        """Return the date one interval later, as precise as this one (weeks and days need, and give, a day)."""
        months = self.year * 12 + self.month - 1 + frequency.months
        year, month = divmod(months, 12)
        month += 1
        day = min(self.day, calendar.monthrange(year, month)[1]) if self.day else None
        if not frequency.days:
            return PartialDate(year, month, day)
        start = PartialDate(year, month, day).last_day + datetime.timedelta(days=frequency.days)
        return PartialDate(start.year, start.month, start.day)


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something is done."""

    text: str
    """As written: "annually", "every 2 years", "P1Y"."""
    months: int
    """Whole months in the interval."""
    days: int = 0
    """Further days in the interval."""

    @classmethod
    def parse(cls, text: str) -> Frequency:
        """Read `annually`, `termly`, `every 2 years`, `every six months` or an ISO 8601 duration such as `P1Y6M`.

        Raises:
            ValueError: The text is no such interval.
        """
        plain = _plain(text)
        if plain in _ADVERBS:
            months, days = _ADVERBS[plain]
            return cls(text.strip(), months, days)
        if match := _EVERY.fullmatch(plain):
            count = _count(match[1])
            if 0 < count <= 100:
                months, days = _UNITS[match[2]]
                return cls(text.strip(), count * months, count * days)
        if match := _DURATION.fullmatch(text.strip()):
            years, months, weeks, days = (int(part or 0) for part in match.groups())
            if years or months or weeks or days:
                return cls(text.strip(), 12 * years + months, 7 * weeks + days)
        raise ValueError(f"“{text}” is no interval; write `annually`, `termly`, `every 2 years` or `P1Y`")

    @property
    def adverb(self) -> str:
        """The interval as it is called in a word, as `annually` or `every_other_year`; empty where it is counted."""
        plain = _plain(self.text)
        return plain.replace(" ", "_") if plain in _ADVERBS else ""

    @property
    def spans(self) -> tuple[tuple[str, int], ...]:
        """How long it is in the units in which it is written, longest first: `(("year", 1), ("month", 6))`."""
        if match := _EVERY.fullmatch(_plain(self.text)):
            return ((match[2], _count(match[1])),)
        years, months = divmod(self.months, 12)
        return tuple((unit, n) for unit, n in (("year", years), ("month", months), ("day", self.days)) if n)

    def __str__(self) -> str:
        return self.text


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _count(word: str | None) -> int:
    """Return how many a number is in words or digits; one where none is given, 0 where it is no number."""
    if word is None:
        return 1
    return int(word) if word.isascii() and word.isdigit() else _NUMBERS.get(word, 0)


def _why_no_date(text: str) -> str:
    if (match := _WRITTEN.fullmatch(text)) and (month := _month(match[2])):
        return _why_not_written(text, int(match[1]) if match[1] else None, month, match[3])
    if re.fullmatch(r"(--)?\d{1,2}", text, re.ASCII):
        return f"“{text}” is a month or a day without a year; write for example `2027-11`"
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return f"“{text}” is a year without a month; write for example `{text}-11`"
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text, re.ASCII):
        parts = [match[1], *(f"{int(part):02}" for part in match.groups()[1:] if part)]
        return f"“{text}” lacks a leading zero; write `{'-'.join(parts)}`"
    if match := _SLASHES.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        found = [date for date in (_date(year, second, first), _date(year, first, second)) if date]
        if len(set(found)) == 2:
            meant = " or ".join(f"`{date}` for {date.words}" for date in found)
            return f"“{text}” can be read in two ways; write {meant}"
        if found:
            return f"“{text}” is not how dates are written here; write `{found[0]}`"
    return f"“{text}” is no date; write a day as `2019-11-04` or a month as `2019-11`"


def _why_not_written(text: str, day: int | None, month: int, year: str | None) -> str:
    """Return why a date with the name of its month is refused."""
    date = _date(int(year), month, day) if year else _date(2027, month, day) or _date(2028, month, day)
    if date is None and year and _date(2028, month, day) and not 1900 <= int(year) <= 2999:
        return f"the year {year} is out of range"
    if date is None:
        return f"{MONTHS[month - 1]} {year or ''}".rstrip() + f" has no day {day}"
    if year:
        return f"“{text}” is not how dates are written here; write `{date}`"
    return f"“{text}” is {'a month' if day is None else 'a day'} without a year; write for example `{date}`"


def _date(year: int, month: int, day: int | None) -> PartialDate | None:
    try:
        return PartialDate.parse(f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else ""))
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """Return the month that a name, or the beginning of one, stands for; None if there is none, or several."""
    months = [n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name.lower())]
    return months[0] if len(months) == 1 else None
