"""The pages of reviews: a chart along the months, counts by school, and every policy's review with its reason."""

from __future__ import annotations

from typing import Final

from policybook.book.model import Book
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.messages.messages import Messages, later
from policybook.rendering.page import Page
from policybook.rendering.paging import list_page, parts_of
from policybook.rendering.places import Entry
from policybook.rendering.school_pages import SCHOOLS, school_rows
from policybook.rendering.timeline import WITHDRAWN, chart_of, state_counts

REVIEWS: Final = "reviews.html"
COUNTED: Final = 40
"""The most schools whose counts stand beside the chart; those of more stand in the list of schools."""
_GROUPS: Final = (State.OVERDUE, State.DUE_SOON, State.UNDATED, State.CURRENT, None)


def review_pages(t: Messages, book: Book, report: Report, entries: list[Entry]) -> list[Page]:
    """Return the pages of every policy's review, the most overdue first; none is left out.

    Args:
        t: What the pages say.
        book: The book.
        report: What `check` found.
        entries: All policies.
    """
    ordered = by_urgency(entries)
    parts = parts_of(ordered)
    count = later("policies.count", n=len(entries))
    words = t("reviews.summary", policies=count, date=report.today, states=state_counts(t, entries))
    schools = school_rows(book, entries)
    pages = []
    for n, part in enumerate(parts):
        groups = [
            {"state": str(state or WITHDRAWN), "title": later(f"reviews.group.{state or WITHDRAWN}"), "entries": own}
            for state in _GROUPS
            if (own := [entry for entry in part if entry.review.state is state])
        ]
        pages.append(
            list_page(
                t,
                "reviews.html",
                REVIEWS,
                t("reviews.title"),
                t("reviews.description"),
                n,
                len(parts),
                groups=groups,
                summary=words,
                chart=chart_of(t, ordered, report.today) if n == 0 else None,
                schools=schools if n == 0 and 1 < len(schools) <= COUNTED else [],
                school_list=SCHOOLS if n == 0 and len(schools) > COUNTED else "",
            )
        )
    return pages


def by_urgency(entries: list[Entry]) -> list[Entry]:
    """Return policies by the state of their review, in each the earliest date first."""
    order = {state: n for n, state in enumerate(_GROUPS)}
    return sorted(entries, key=lambda e: (order[e.review.state], e.review.days or 0, e.policy.ref))
