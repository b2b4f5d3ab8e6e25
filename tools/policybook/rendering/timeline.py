"""The chart of reviews along the months: a row for each policy, for each school, or for all, whichever one can read.

Places along the chart are percent of its width, so that the words in it keep their size on a phone.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from policybook.checking.review import State
from policybook.dates import MONTHS
from policybook.rendering.places import Entry

ROWS: Final = 24
"""The most rows that can be read at a glance; of more policies, schools are shown, and of more schools, all in one."""
BEFORE, AFTER = 12, 24
"""How many months before and after this one the chart shows."""
_EDGE: Final = 1
"""How many columns there are at each end, for what is earlier or later."""
_APART: Final = 4
"""How many months from today words of the scale have room beside the word "today"."""
_WIDTH: Final = _EDGE + BEFORE + 1 + AFTER + _EDGE
_TALL: Final = 10
"""The height of the tallest bar, in units of its drawing."""
_FLAT: Final = 0.7
"""The height of the flattest bar, in the same units: a single review must be seen."""
_LONG: Final = 44
"""How many letters fit on a phone."""
COUNTED: Final = {
    State.OVERDUE: "overdue",
    State.DUE_SOON: "due soon",
    State.UNDATED: "without a review date",
    State.CURRENT: "current",
    None: "withdrawn",
}
"""What policies of each state are called when they are counted, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the scale."""

    x: float
    words: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The review of one policy."""

    name: str
    school: str
    state: State
    words: str
    x: float | None
    """Where it is due; None without a date."""

    @property
    def is_left(self) -> bool:
        """Whether there is more room for words on the left of the mark."""
        return self.x is not None and self.x > 50


@dataclass(frozen=True, slots=True)
class Bars:
    """How many reviews of a group of policies are due in each month."""

    name: str
    words: str
    shapes: tuple[tuple[State, str], ...]
    """For each state, its bars: the path of a drawing as wide as the chart has months and `_TALL` high."""


@dataclass(frozen=True, slots=True)
class Month:
    """How many reviews are due in a month, or before or after the months that the chart shows."""

    words: str
    counts: tuple[tuple[str, int], ...]
    """What they are called, and how many."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of reviews."""

    about: str
    """What it shows, in words."""
    today: float
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...] = ()
    bars: tuple[Bars, ...] = ()
    months: tuple[Month, ...] = ()
    """What the bars show, as numbers."""
    most: int = 0
    """How many reviews the tallest bar stands for."""

    @property
    def width(self) -> int:
        """How many months wide the chart is, its edges included."""
        return _WIDTH


def chart_of(entries: Sequence[Entry], today: datetime.date) -> Chart | None:
    """Return the chart of the reviews of policies; None where there is none to show.

    Args:
        entries: The policies, the most pressing first; withdrawn ones are left out.
        today: The day that parts what is overdue from what is to come.
    """
    shown = [entry for entry in entries if entry.review.state is not None]
    if not shown:
        return None
    first, last = _month_at(today, -BEFORE), _month_at(today, AFTER)
    about = (
        f"{state_counts(shown)}. Along the chart run the months from {first} to {last}; the line is today,"
        f" {today.day} {today:%B %Y}. The table below has the same facts."
    )
    scale = _x(today, today), tuple(_ticks(today))
    if len(shown) <= ROWS:
        several = len({entry.school.id for entry in shown}) > 1
        return Chart(about, *scale, rows=tuple(_row(entry, today, several=several) for entry in shown))
    schools: dict[str, list[Entry]] = {}
    for entry in shown:
        schools.setdefault(entry.school.id, []).append(entry)
    groups = [(own[0].school.name, own) for own in schools.values()]
    if len(groups) > ROWS:
        groups = [(f"All {len(groups)} schools", shown)]
    counted = [Counter(_columns(own, today)) for _, own in groups]
    most = max(max(_heights(counts), default=1) for counts in counted)
    bars = tuple(
        Bars(_short(name), _in_short(own), _shapes(counts, most))
        for (name, own), counts in zip(groups, counted, strict=True)
    )
    return Chart(about, *scale, bars=bars, months=tuple(_months(shown, today)), most=most)


def state_counts(entries: Iterable[Entry]) -> str:
    """Return how many policies there are, and in which states: "3 policies: 1 overdue, 2 current"."""
    counts = Counter(entry.review.state for entry in entries)
    total = sum(counts.values())
    told = ", ".join(f"{counts[state]} {words}" for state, words in COUNTED.items() if counts[state])
    return f"{total} {'policy' if total == 1 else 'policies'}: {told}"


def _in_short(entries: Iterable[Entry]) -> str:
    """Return what needs a look, in words that fit on a phone."""
    counts = Counter(entry.review.state for entry in entries)
    words = {State.OVERDUE: "overdue", State.DUE_SOON: "due soon", State.UNDATED: "no date"}
    told = [f"{counts[state]} {called}" for state, called in words.items() if counts[state]]
    return ", ".join(told) or f"all {counts.total()} current"


def _row(entry: Entry, today: datetime.date, *, several: bool) -> Row:
    review = entry.review
    words = review.lateness
    if review.due and review.state is State.CURRENT:
        words = f"Due {review.due.words}"
    x = _x(review.due.last_day, today) if review.due else None
    state = review.state or State.UNDATED
    return Row(_short(entry.title), _short(entry.school.name) if several else "", state, words, x)


def _column(day: datetime.date, today: datetime.date) -> int:
    """Return in which column of the chart a day is, counted in months from its left edge."""
    months = (day.year - today.year) * 12 + day.month - today.month
    return min(max(months, -BEFORE - 1), AFTER + 1) + BEFORE + _EDGE


def _x(day: datetime.date, today: datetime.date) -> float:
    column = _column(day, today)
    within = (day.day - 0.5) / 31 if _EDGE <= column < _WIDTH - _EDGE else 0.5
    return round(100 * (column + within) / _WIDTH, 1)


def _ticks(today: datetime.date) -> Iterable[Tick]:
    for column in range(_EDGE, _WIDTH - _EDGE):
        year, month = divmod(today.year * 12 + today.month - 1 + column - BEFORE - _EDGE, 12)
        if month in {0, 6}:
            words = str(year) if month == 0 else MONTHS[month][:3]
            is_free = abs(column - BEFORE - _EDGE) >= _APART
            yield Tick(round(100 * column / _WIDTH, 1), words if is_free else "", month == 0)


def _month_at(today: datetime.date, away: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 + away, 12)
    return f"{MONTHS[month]} {year}"


def _columns(entries: Iterable[Entry], today: datetime.date) -> Iterable[tuple[int, State]]:
    for entry in entries:
        if entry.review.due and entry.review.state:
            yield _column(entry.review.due.last_day, today), entry.review.state


def _heights(counts: Counter[tuple[int, State]]) -> Iterable[int]:
    columns: Counter[int] = Counter()
    for (column, _), count in counts.items():
        columns[column] += count
    return columns.values()


def _shapes(counts: Counter[tuple[int, State]], most: int) -> tuple[tuple[State, str], ...]:
    """Return the bars of each state, those of one month on top of each other."""
    found: dict[State, str] = {}
    filled: Counter[int] = Counter()
    for state in (State.OVERDUE, State.DUE_SOON, State.CURRENT):
        for (column, own), count in sorted(counts.items()):
            if own is state:
                tall = max(count / most * _TALL, _FLAT)
                bottom = _TALL - filled[column] / most * _TALL
                filled[column] += count
                found[state] = found.get(state, "") + f"M{column}.1 {bottom:.3g}h.8v{-tall:.3g}h-.8z"
    return tuple(found.items())


def _months(entries: Iterable[Entry], today: datetime.date) -> Iterable[Month]:
    counts: dict[int, Counter[State]] = {}
    for column, state in _columns(entries, today):
        counts.setdefault(column, Counter())[state] += 1
    for column, of in sorted(counts.items()):
        away = column - BEFORE - _EDGE
        words = (
            f"before {_month_at(today, -BEFORE)}"
            if away < -BEFORE
            else f"after {_month_at(today, AFTER)}"
            if away > AFTER
            else _month_at(today, away)
        )
        yield Month(words, tuple((COUNTED[state], of[state]) for state in State if of[state]))


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
