"""Dates as precisely as they are known, and intervals."""

from __future__ import annotations

import contextlib
import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.dates import Frequency, PartialDate

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2019-11", DAY(2019, 11, 1), DAY(2019, 11, 30), "November 2019"),
        ("2019-02", DAY(2019, 2, 1), DAY(2019, 2, 28), "February 2019"),
        ("2020-02", DAY(2020, 2, 1), DAY(2020, 2, 29), "February 2020"),
        ("2100-02", DAY(2100, 2, 1), DAY(2100, 2, 28), "February 2100"),
        ("2019-12", DAY(2019, 12, 1), DAY(2019, 12, 31), "December 2019"),
        ("2019-11-04", DAY(2019, 11, 4), DAY(2019, 11, 4), "4 November 2019"),
        ("2020-02-29", DAY(2020, 2, 29), DAY(2020, 2, 29), "29 February 2020"),
        ("1900-01", DAY(1900, 1, 1), DAY(1900, 1, 31), "January 1900"),
        ("2999-12-31", DAY(2999, 12, 31), DAY(2999, 12, 31), "31 December 2999"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, first: DAY, last: DAY, words: str) -> None:
    date = PartialDate.parse(text)
    assert (date.first_day, date.last_day, date.words) == (first, last, words)
    assert str(date) == text


def test_spaces_around_a_date_are_no_part_of_it() -> None:
    assert PartialDate.parse(" 2019-11 ") == PartialDate(2019, 11)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2019-13", "there is no month 13"),
        ("2019-00", "there is no month 00"),
        ("2019-04-31", "April 2019 has no day 31"),
        ("2019-02-29", "February 2019 has no day 29"),
        ("2019-11-00", "November 2019 has no day 00"),
        ("1899-12", "the year 1899 is out of range"),
        ("3000-01", "the year 3000 is out of range"),
        ("2019", "a year without a month; write for example `2019-11`"),
        ("November", "a month without a year; write for example `2027-11`"),
        ("sept", "a month without a year; write for example `2027-09`"),
        ("11", "a month or a day without a year"),
        ("November 2019", "write `2019-11`"),
        ("4 November 2019", "write `2019-11-04`"),
        ("21st Nov. 2019", "write `2019-11-21`"),
        ("may 2020", "write `2020-05`"),
        ("2019-1", "lacks a leading zero; write `2019-01`"),
        ("2019-11-4", "lacks a leading zero; write `2019-11-04`"),
        ("04/11/2019", "can be read in two ways"),
        ("4.11.2019", "can be read in two ways"),
        ("2019-11-04T10:00", "is no date"),
        ("20191104", "is no date"),
        ("2019–11", "is no date"),
        ("٢٠١٩-١١", "is no date"),
        ("Ju 2019", "is no date"),
        ("soon", "is no date"),
        ("", "is no date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["Nov 2019", "4 November 2019", "2019-1", "2019-11-4", "2019", "November"])
def test_the_date_that_a_refusal_suggests_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="write") as caught:
        PartialDate.parse(text)
    suggested = re.search(r"write (?:for example )?`([^`]+)`", str(caught.value))
    assert suggested
    PartialDate.parse(suggested[1])


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("annually", 12, 0),
        ("Annually", 12, 0),
        ("annual", 12, 0),
        ("yearly", 12, 0),
        ("termly", 4, 0),
        ("quarterly", 3, 0),
        ("monthly", 1, 0),
        ("weekly", 0, 7),
        ("biennially", 24, 0),
        ("every year", 12, 0),
        ("every other year", 24, 0),
        ("every 2 years", 24, 0),
        ("every two years", 24, 0),
        ("every  Three   Years", 36, 0),
        ("every 18 months", 18, 0),
        ("every six months", 6, 0),
        ("every term", 4, 0),
        ("every 2 terms", 8, 0),
        ("every 6 weeks", 0, 42),
        ("every 30 days", 0, 30),
        ("P1Y", 12, 0),
        ("P2Y", 24, 0),
        ("P1Y6M", 18, 0),
        ("P6M", 6, 0),
        ("P2W", 0, 14),
        ("P10D", 0, 10),
    ],
)
def test_an_interval(text: str, months: int, days: int) -> None:
    frequency = Frequency.parse(text)
    assert (frequency.months, frequency.days) == (months, days)
    assert str(frequency) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sometimes",
        "every",
        "every so often",
        "every 0 years",
        "every 1000 years",
        "P",
        "P0Y",
        "1Y",
        "PT1H",
        "P1",
        "2",
    ],
)
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no interval; write `annually`"):
        Frequency.parse(text)


@pytest.mark.parametrize(
    ("date", "frequency", "later"),
    [
        ("2018-03", "annually", "2019-03"),
        ("2019-11-04", "annually", "2020-11-04"),
        ("2019-11-04", "every 2 years", "2021-11-04"),
        ("2019-11", "every six months", "2020-05"),
        ("2019-12", "monthly", "2020-01"),
        ("2019-09", "termly", "2020-01"),
        ("2020-02-29", "annually", "2021-02-28"),
        ("2020-01-31", "monthly", "2020-02-29"),
        ("2019-08-31", "every six months", "2020-02-29"),
        ("2019-12-31", "weekly", "2020-01-07"),
        ("2019-11", "weekly", "2019-12-07"),  # a month ends on its last day
        ("2019-11-04", "P1Y10D", "2020-11-14"),
    ],
)
def test_one_interval_later(date: str, frequency: str, later: str) -> None:
    assert str(PartialDate.parse(date).plus(Frequency.parse(frequency))) == later


DATES = st.builds(
    lambda day, exact: PartialDate(day.year, day.month, day.day if exact else None),
    st.dates(DAY(1900, 1, 1), DAY(2999, 12, 31)),
    st.booleans(),
)


@given(DATES)
def test_a_date_reads_back_as_it_is_written(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date
    assert date.first_day <= date.last_day


@given(DATES, st.integers(1, 100), st.sampled_from(["years", "terms", "months", "weeks", "days"]))
def test_one_interval_later_is_later(date: PartialDate, count: int, unit: str) -> None:
    later = date.plus(Frequency.parse(f"every {count} {unit}"))
    assert later.last_day > date.last_day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for parse in (PartialDate.parse, Frequency.parse):
        with contextlib.suppress(ValueError):
            parse(text)
