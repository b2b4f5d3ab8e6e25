"""`calendar`: the reviews of a book, of a school, or of whoever has a role."""

from __future__ import annotations

import datetime

from policybook.book import Book
from policybook.book.translations import load_messages
from policybook.checking.check import Report, check_book
from policybook.errors import InputError
from policybook.rendering.calendar import calendar, owner_role, role_id
from policybook.rendering.places import Entry, entry_of


def calendar_of(book: Book, today: datetime.date, school: str | None, role: str | None) -> tuple[bytes, Report]:
    """Return a calendar, and what was found when it was made.

    Args:
        book: The book.
        today: The day to judge by.
        school: The school whose policies are meant; None for all.
        role: The role whose policies are meant, as an id or in words; None for all.

    Raises:
        PolicyNotFound: There is no such school.
        InputError: Nobody in that role keeps a policy.
    """
    t = load_messages(book.settings.language, tuple(book.messages.items())).messages
    title = book.school(school).name if school else book.settings.title
    only = [policy.ref for own, policy in book.policies() if school in (None, own.id)]
    report = check_book(book, today, only=only)
    entries = [entry_of(own, policy, report) for own, policy in book.policies() if policy.ref in report.reviews]
    if role is not None:
        title, entries = t("calendar.of_owner", of=title, owner=role), _kept_by(role, entries)
    return calendar(t, title, entries, today, book.settings.due_soon), report


def _kept_by(role: str, entries: list[Entry]) -> list[Entry]:
    kept = [entry for entry in entries if role_id(owner_role(entry) or "") == role_id(role)]
    if not kept:
        known = ", ".join(sorted({role_id(own) for entry in entries if (own := owner_role(entry))}))
        raise InputError(f"Nobody in the role “{role}” keeps a policy here.", fix=f"There are {known or 'no owners'}.")
    return kept
