"""What is new: which texts were approved, came into force or were withdrawn, and when, newest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from policybook.book.model import Version
from policybook.dates import PartialDate
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Status
from policybook.rendering.facts import approval_words
from policybook.rendering.page import Page
from policybook.rendering.paging import list_page, parts_of
from policybook.rendering.places import Entry, version_path
from policybook.rendering.steps import History, Step

NEWS: Final = "new.html"
_UNKNOWN: Final = "undated"


class What(StrEnum):
    """What happened to a text."""

    APPROVED = "approved"
    IN_FORCE = "in-force"
    """It came into force on another day than that of its approval."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a policy."""

    entry: Entry
    what: What
    date: PartialDate | None
    """None where nobody recorded it."""
    version: Version
    path: str
    """The page of the text."""
    step: Step | None = None
    """What led to the text from the one before; None for a first one, and where the site shows no history."""
    is_first: bool = False
    """Whether the text is the first on record."""
    from_day: PartialDate | None = None
    """From when an approved text holds, if from a later day than that of its approval."""

    @property
    def title(self) -> str:
        """What the text is called."""
        return self.version.front_matter.title or self.entry.title

    @property
    def words(self) -> Later:
        """What happened, and when."""
        if self.from_day:
            return later("news.approved_holds_from", date=self.date, start=self.from_day)
        return later(f"news.happened.{self.what}", date=self.date)

    @property
    def approval(self) -> Later:
        """Who approved it and when, in words."""
        return approval_words(self.version.front_matter.approved)

    @property
    def told(self) -> Later:
        """What happened, in a list of its month: with the day, where that is known."""
        if self.date and self.date.day:
            return later(f"news.what_on.{self.what}", date=self.date)
        return later(f"news.what.{self.what}")

    @property
    def by(self) -> Later:
        """Who approved it, where that is recorded, and from when it holds if that is later."""
        approved = self.version.front_matter.approved
        named = later("news.by", body=approved.by) if approved and approved.by else later("news.by_nobody")
        if approved and approved.minute:
            named = later("news.by_with_minute", body=named, minute=approved.minute)
        return later("news.by_holds_from", by=named, date=self.from_day) if self.from_day else named

    @property
    def last_day(self) -> str:
        """The last day that the date can mean, as `2026-11-21`; empty without a date."""
        return self.date.last_day.isoformat() if self.date else ""

    @property
    def month(self) -> str:
        """The month, as `2026-11`, or `undated`: where the page of what is new lists it."""
        return f"{self.date.year:04}-{self.date.month:02}" if self.date else _UNKNOWN


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month."""

    id: str
    title: str
    events: tuple[Event, ...]


def events_of(entry: Entry, history: History | None, today: datetime.date) -> Iterator[Event]:
    """Yield what happened to a policy up to a day.

    Args:
        entry: The policy.
        history: Its steps, to say what changed; None where the site shows none.
        today: The day of the build.
    """
    policy = entry.policy
    texts = policy.sealed
    if not texts and policy.working and policy.working.front_matter.status is Status.APPROVED:
        texts = (policy.working,)  # it says that it is approved, and nothing was ever sealed
    for n, version in enumerate(texts):
        approved = version.front_matter.approved
        date = version.date or (approved.date if approved else None)
        if date is not None and date.first_day > today:
            continue  # it is not approved yet
        since = version.front_matter.effective
        step = history.into(version) if history else None
        path = version_path(policy, version, today)
        is_later = since is not None and (date is None or since.first_day > date.last_day)
        yield Event(entry, What.APPROVED, date, version, path, step, n == 0, since if is_later else None)
        if since and is_later and since.first_day <= today:
            yield Event(entry, What.IN_FORCE, since, version, path, step, n == 0)
    if policy.working and policy.has_lapsed(today):
        yield Event(entry, What.WITHDRAWN, policy.working.front_matter.effective, policy.working, entry.path)


def newest_first(events: Iterable[Event]) -> list[Event]:
    """Return events in the order in which they are listed; those of one day by policy, undated ones last."""
    ordered = sorted(events, key=lambda event: (event.entry.policy.ref, event.what))
    return sorted(ordered, key=lambda event: event.last_day, reverse=True)


def news_pages(t: Messages, events: list[Event]) -> list[Page]:
    """Return the pages of what is new, by month.

    Args:
        t: What the pages say.
        events: What happened, newest first.
    """
    parts = parts_of(events)
    return [
        list_page(
            t,
            "news.html",
            NEWS,
            t("news.title"),
            t("news.lead"),
            n,
            len(parts),
            months=list(_months(t, part)),
        )
        for n, part in enumerate(parts)
    ]


def _months(t: Messages, events: Iterable[Event]) -> Iterator[Month]:
    for month, own in groupby(events, key=lambda event: event.month):
        listed = tuple(own)
        date = listed[0].date
        yield Month(month, t.date(PartialDate(date.year, date.month)) if date else t("news.undated"), listed)


def record_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the record of approvals, newest first: which text, when, by whom, where recorded, where it is shown.

    Args:
        events: What happened to the policies of a school.
    """
    found = []
    for event in newest_first(event for event in events if event.what is What.APPROVED):
        approved = event.version.front_matter.approved
        found.append(
            {
                "title": event.title,
                "path": event.path,
                "when": event.date,
                "by": (approved.by if approved else None) or "",
                "minute": (approved.minute if approved else None) or "",
                "from": event.from_day,
            }
        )
    return found
