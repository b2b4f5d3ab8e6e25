"""Review dates as iCalendar (RFC 5545), for a book, a school, or whoever has a role in one.

A policy's event has the same UID for ever, so a calendar that is read again moves it instead of adding a second. A date
known to the month is its last day. What is overdue has a second event, on the day of the calendar: nobody looks for it
years back.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from policybook import __version__
from policybook.checking.review import State
from policybook.messages.messages import Messages
from policybook.rendering.content_lines import component, line, text
from policybook.rendering.places import Entry

_WEEK: Final = 7
_DAILY: Final = datetime.timedelta(days=1)
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Reader(NamedTuple):
    """For whom a calendar is."""

    title: str
    """What the calendar is called."""
    path: str
    """Where it lies in the site."""
    entries: tuple[Entry, ...]


def readers_of(t: Messages, title: str, entries: Iterable[Entry]) -> list[Reader]:
    """Return the calendars of a book: of all, of each school, and of each role that keeps policies of a school.

    Args:
        t: What calendars are called in.
        title: The book's title.
        entries: Its policies.
    """
    entries = tuple(entries)
    found = [Reader(title, "reviews.ics", entries)]
    schools: dict[str, list[Entry]] = {}
    for entry in entries:
        schools.setdefault(entry.school.id, []).append(entry)
    for id_, own in schools.items():
        name = own[0].school.name
        found.append(Reader(name, f"schools/{id_}/reviews.ics", tuple(own)))
        roles: dict[str, list[Entry]] = {}
        for entry in own:
            if role := owner_role(entry):
                roles.setdefault(role_id(role), []).append(entry)
        found += (
            Reader(
                t("calendar.of_owner", of=name, owner=kept[0].owner),
                f"schools/{id_}/reviews-{role}.ics",
                tuple(kept),
            )
            for role, kept in roles.items()
        )
    return found


def owner_role(entry: Entry) -> str | None:
    """Return the role that keeps a policy: that of the text in force, else of the text that its page shows."""
    policy = entry.policy
    shown = entry.held or policy.working or policy.newest_sealed
    owner = shown.front_matter.owner if shown else None
    return owner.role if owner else None


def role_id(role: str) -> str:
    """Return a role as an id; a plain title in words becomes one."""
    return _UNSAFE.sub("-", role.lower()).strip("-") or "owner"


def calendar(t: Messages, title: str, entries: Iterable[Entry], today: datetime.date, due_soon: int) -> bytes:
    """Return a calendar of reviews.

    Args:
        t: What it says.
        title: Whose reviews they are.
        entries: The policies; one without a review date has no event, and is named in the calendar's description.
        today: The day on which the calendar is made.
        due_soon: How many days before its date a review is announced.
    """
    entries = list(entries)
    name, about = _plain(t("calendar.title", title=title)), _plain(_description(t, entries, today))
    return component(
        "VCALENDAR",
        line("VERSION", "2.0"),
        text("PRODID", f"-//policybook//policybook {__version__}//{t.language.upper()}"),
        line("METHOD", "PUBLISH"),
        # Calendars have a name since RFC 7986; older programs read the other one.
        text("DESCRIPTION", about),
        text("X-WR-CALDESC", about),
        text("NAME", name),
        text("X-WR-CALNAME", name),
        line("X-PUBLISHED-TTL", "P1D"),
        *(_events(t, entry, due_soon, today) for entry in entries),
    )


@lru_cache(maxsize=4096)
def _events(t: Messages, entry: Entry, due_soon: int, today: datetime.date) -> bytes:
    """Return the events of a policy's review, which are the same in every calendar that has them."""
    due, state = entry.review.due, entry.review.state
    if due is None or state is None:
        return b""
    alarms = _alarms(t, entry.title, due_soon) if state is not State.OVERDUE else ()
    event = _event(t, entry, "review", due.last_day, t("calendar.due", title=entry.title), today, *alarms)
    if state is not State.OVERDUE:
        return event
    late = t("calendar.late", late=entry.review.inside, title=entry.title)
    return event + _event(t, entry, "overdue", today, late, today, priority=1)


def _alarms(t: Messages, title: str, due_soon: int) -> Iterator[bytes]:
    """Yield the reminders of a review, as many days before as it is due soon, and a week before."""
    for days in dict.fromkeys((due_soon, min(due_soon, _WEEK))):
        if days:
            about = text("DESCRIPTION", _plain(t("calendar.reminder", n=days, title=title)))
            yield component("VALARM", line("ACTION", "DISPLAY"), about, line("TRIGGER", f"-P{days}D"))


def _event(
    t: Messages,
    entry: Entry,
    what: str,
    day: datetime.date,
    title: str,
    today: datetime.date,
    *alarms: bytes,
    priority: int = 0,
) -> bytes:
    review = entry.review
    about = [t("calendar.why", late=review.late, why=review.why), t("calendar.school", school=entry.school.name)]
    about += [t("calendar.owner", owner=entry.owner)] if entry.owner else []
    about.append(t("calendar.policy", ref=entry.policy.ref))
    return component(
        "VEVENT",
        text("SUMMARY", _plain(title)),
        line("DTSTART;VALUE=DATE", _date(day)),
        line("DTEND;VALUE=DATE", _date(day + _DAILY)),
        line("DTSTAMP", f"{_date(today)}T000000Z"),
        text("UID", f"{what}.{entry.school.id}.{entry.policy.id}@policybook"),
        text("DESCRIPTION", _plain("\n".join(about))),
        line("PRIORITY", str(priority)) if priority else b"",
        line("TRANSP", "TRANSPARENT"),
        *alarms,
    )


def _date(day: datetime.date) -> str:
    return day.isoformat().replace("-", "")


def _description(t: Messages, entries: list[Entry], today: datetime.date) -> str:
    undated = [
        t("calendar.of_school", title=entry.title, school=entry.school.name)
        for entry in entries
        if entry.review.state is State.UNDATED
    ]
    if not undated:
        return t("calendar.about", date=today)
    return t("calendar.about_undated", date=today, policies=t("page.semicolon").join(undated))


def _plain(text: str) -> str:
    """Return a text without characters that a calendar cannot hold."""
    return _UNPRINTABLE.sub(" ", text)
