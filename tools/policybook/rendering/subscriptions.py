"""What readers of a site can subscribe to: calendars of reviews, feeds of approvals."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Protocol

from policybook.book.model import Book
from policybook.messages.messages import Messages
from policybook.rendering.calendar import Reader, calendar, readers_of
from policybook.rendering.feeds import FEED, Approval, approvals_of, feed, feed_path, newest
from policybook.rendering.places import Entry
from policybook.rendering.steps import History


class Recall(Protocol):
    """Gives what has a name: made now, unless it was made of the same before."""

    def __call__(self, name: str, key: Hashable, make: Callable[[], bytes], /) -> bytes:
        """Return what has a name."""


def subscriptions(
    t: Messages,
    book: Book,
    entries: Sequence[Entry],
    histories: Sequence[History],
    today: datetime.date,
    recall: Recall,
) -> dict[str, bytes]:
    """Return the calendars and feeds of a site, by their places in it.

    Args:
        t: What they say.
        book: The book.
        entries: Its policies.
        histories: The history of each of them.
        today: The day of the build.
        recall: Gives what was made in the last build, where it would be made of the same.
    """
    files: dict[str, bytes] = {}
    for reader in readers_of(t, book.settings.title, entries):
        key = (reader.title, book.settings.due_soon, today, tuple(map(_facts, reader.entries)))
        files[reader.path] = recall(reader.path, key, partial(_calendar, t, reader, today, book.settings.due_soon))
    approvals: list[Approval] = []
    for entry, history in zip(entries, histories, strict=True):
        own = approvals_of(entry, history if book.settings.history else None, today)
        approvals += own
        if not book.settings.history:
            continue  # the feed of a policy is its history for subscribers, and is linked from there
        path = feed_path(entry)
        make = partial(feed, t, entry.title, entry.policy.ref, path, entry.path, own)
        files[path] = recall(path, _key([(entry.title, entry.path)], own), make)
    latest = newest(approvals)
    title = book.settings.title
    make = partial(feed, t, title, "", FEED, "index.html", latest)
    files[FEED] = recall(FEED, _key([title], latest), make)
    return files


def _calendar(t: Messages, reader: Reader, today: datetime.date, due_soon: int) -> bytes:
    return calendar(t, reader.title, reader.entries, today, due_soon)


def _facts(entry: Entry) -> Hashable:
    return entry.policy.ref, entry.title, entry.school.name, entry.owner, entry.review


def _key(more: Sequence[Hashable], approvals: Sequence[Approval]) -> Hashable:
    """Return what a feed is made of: its versions, with those that each is compared with."""
    made_of = tuple(
        (approval.entry.school.name, approval.page, approval.history is None, _steps(approval))
        for approval in approvals
    )
    return tuple(more), made_of


def _steps(approval: Approval) -> Hashable:
    step = approval.history.into(approval.version) if approval.history else None
    return approval.version.text.raw, step.key if step else None
