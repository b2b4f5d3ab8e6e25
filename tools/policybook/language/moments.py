"""Dates and times of day as they are written in figures."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Final, NamedTuple

_NUMERIC: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])")
_ISO: Final = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")
_SCHOOL_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2}) ?[-–/] ?((?:19|20)?[0-9]{2})(?![0-9-])")
_YEAR: Final = re.compile(r",? ((?:19|20)[0-9]{2})(?![0-9/])")
_MERIDIEM: Final = r"(?:(a)\.?m|(p)\.?m|noon|o['’]clock)\b(?:(?<=\.m)\.)?"
_CLOCK: Final = re.compile(rf"([0-9]{{1,2}})(?:[.:]([0-9]{{2}}))? ?{_MERIDIEM}", re.IGNORECASE)
_BARE_CLOCK: Final = re.compile(r"([0-9]{1,2})([.:])([0-9]{2})(?![0-9:]|\.[0-9])")
_UNTIL_CLOCK: Final = re.compile(rf" ?(?:to|-|–|until|and) ?(?={_CLOCK.pattern})", re.IGNORECASE)
_SCHOOL_DAY: Final = range(1, 7)
"""Hours that mean the afternoon where a school names no half of the day."""


class Moment(NamedTuple):
    """A date or a time that stands in a text."""

    value: float | None
    """The ordinal of a day, or minutes after midnight."""
    end: int
    """Where it ends."""


def date_at(text: str, at: int) -> Moment | None:
    """Return the date in figures that begins at a place: 31/12/2026, 2026-12-31, the school year 2019-20."""
    if match := _NUMERIC.match(text, at):
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
        # Two dots are a clause, "3.1.26", unless the year is written in full.
        if match[2] != "." or len(match[4]) == 4:
            return _day(year, int(match[3]), int(match[1]), match.end())
    if match := _ISO.match(text, at):
        return _day(int(match[1]), int(match[2]), int(match[3]), match.end())
    if match := _SCHOOL_YEAR.match(text, at):
        first, second = int(match[1]), int(match[2])
        if second % 100 == (first + 1) % 100:
            return Moment(last_day(first + 1, 8), match.end())
    return None


def _day(year: int, month: int, day: int, end: int) -> Moment | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Moment(datetime.date(year, month, day).toordinal(), end)


def last_day(year: int, month: int, day: int | None = None) -> int:
    """Return the ordinal of a day, of the last one of a month where none is given or the month is shorter."""
    longest = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(day or longest, longest)).toordinal()


def year_at(text: str, at: int) -> tuple[int, int] | None:
    """Return the year that stands after a month, and where it ends."""
    match = _YEAR.match(text, at)
    return (int(match[1]), match.end()) if match else None


def time_at(text: str, at: int, *, expected: bool) -> Moment | None:
    """Return the time of day that begins at a place.

    Args:
        text: The text.
        at: Where its figures begin.
        expected: Whether the words before say that it is a time, so that "at 3.30" is one and "see 3.30" is none.
    """
    if match := _CLOCK.match(text, at):
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour <= 12 and minute < 60 and (match[3] or match[4]):
            hour = hour % 12 + (12 if match[4] else 0)
        elif hour in _SCHOOL_DAY:
            hour += 12
        return Moment(60 * hour + minute, match.end()) if hour < 24 and minute < 60 else None
    if match := _BARE_CLOCK.match(text, at):
        hour, minute = int(match[1]), int(match[3])
        if hour > 23 or minute > 59:
            return None
        if match[2] == ":" or _UNTIL_CLOCK.match(text, match.end()) or (expected and minute % 5 == 0):
            if hour in _SCHOOL_DAY and match[1][0] != "0":
                hour += 12
            return Moment(60 * hour + minute, match.end())
    return None
