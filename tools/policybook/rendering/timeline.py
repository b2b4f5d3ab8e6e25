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
from policybook.dates import PartialDate
from policybook.messages.messages import Messages, later
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
WITHDRAWN: Final = "withdrawn"
"""What stands for the state of a policy that was withdrawn."""
COUNTED: Final = (State.OVERDUE, State.DUE_SOON, State.UNDATED, State.CURRENT, None)
"""The states of policies in the order in which they are counted, the most pressing first."""


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
    counts: str
    """How many of each state."""


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


def chart_of(t: Messages, entries: Sequence[Entry], today: datetime.date) -> Chart | None:
    """Return the chart of the reviews of policies; None where there is none to show.

    Args:
        t: What the chart says.
        entries: The policies, the most pressing first; withdrawn ones are left out.
        today: The day that parts what is overdue from what is to come.
    """
    shown = [entry for entry in entries if entry.review.state is not None]
    if not shown:
        return None
    first, last = _month_at(today, -BEFORE), _month_at(today, AFTER)
    counts = t("reviews.counts", policies=later("policies.count", n=len(shown)), states=state_counts(t, shown))
    about = t("timeline.about", counts=counts, first=first, last=last, today=today)
    scale = _x(today, today), tuple(_ticks(t, today))
    if len(shown) <= ROWS:
        several = len({entry.school.id for entry in shown}) > 1
        return Chart(about, *scale, rows=tuple(_row(t, entry, today, several=several) for entry in shown))
    schools: dict[str, list[Entry]] = {}
    for entry in shown:
        schools.setdefault(entry.school.id, []).append(entry)
    groups = [(own[0].school.name, own) for own in schools.values()]
    if len(groups) > ROWS:
        groups = [(t("timeline.all_schools", n=len(groups)), shown)]
    counted = [Counter(_columns(own, today)) for _, own in groups]
    most = max(max(_heights(counts), default=1) for counts in counted)
    bars = tuple(
        Bars(_short(name), _in_short(t, own), _shapes(counts, most))
        for (name, own), counts in zip(groups, counted, strict=True)
    )
    return Chart(about, *scale, bars=bars, months=tuple(_months(t, shown, today)), most=most)


def state_counts(t: Messages, entries: Iterable[Entry]) -> str:
    """Return how many policies are in which states: "1 overdue, 2 current"."""
    counts = Counter(entry.review.state for entry in entries)
    return t.list(later(f"review.counted.{state or WITHDRAWN}", n=counts[state]) for state in COUNTED if counts[state])


def _in_short(t: Messages, entries: Iterable[Entry]) -> str:
    """Return what needs a look, in words that fit on a phone."""
    counts = Counter(entry.review.state for entry in entries)
    pressing = (State.OVERDUE, State.DUE_SOON, State.UNDATED)
    told = [later(f"timeline.short.{state}", n=counts[state]) for state in pressing if counts[state]]
    return t.list(told) if told else t("timeline.all_current", n=counts.total())


def _row(t: Messages, entry: Entry, today: datetime.date, *, several: bool) -> Row:
    review = entry.review
    words = t(review.late)
    if review.due and review.state is State.CURRENT:
        words = t("timeline.due", date=review.due)
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


def _ticks(t: Messages, today: datetime.date) -> Iterable[Tick]:
    for column in range(_EDGE, _WIDTH - _EDGE):
        year, month = divmod(today.year * 12 + today.month - 1 + column - BEFORE - _EDGE, 12)
        if month in {0, 6}:
            words = str(year) if month == 0 else t.locale.short_month(datetime.date(year, month + 1, 1))
            is_free = abs(column - BEFORE - _EDGE) >= _APART
            yield Tick(round(100 * column / _WIDTH, 1), words if is_free else "", month == 0)


def _month_at(today: datetime.date, away: int) -> PartialDate:
    year, month = divmod(today.year * 12 + today.month - 1 + away, 12)
    return PartialDate(year, month + 1)


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


def _months(t: Messages, entries: Iterable[Entry], today: datetime.date) -> Iterable[Month]:
    counts: dict[int, Counter[State]] = {}
    for column, state in _columns(entries, today):
        counts.setdefault(column, Counter())[state] += 1
    for column, of in sorted(counts.items()):
        away = column - BEFORE - _EDGE
        words = (
            later("timeline.before", date=_month_at(today, -BEFORE))
            if away < -BEFORE
            else later("timeline.after", date=_month_at(today, AFTER))
            if away > AFTER
            else later("timeline.month", date=_month_at(today, away))
        )
        told = [later(f"review.counted.{state}", n=of[state]) for state in State if of[state]]
        yield Month(t(words), t.list(told))


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
