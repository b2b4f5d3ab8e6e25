"""The pages of reviews: a chart along the months, counts by school, and every policy's review with its reason."""

from __future__ import annotations

from typing import Final

from policybook.book.model import Book
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.rendering.page import Page
from policybook.rendering.paging import list_page, parts_of
from policybook.rendering.places import Entry
from policybook.rendering.school_pages import SCHOOLS, school_rows
from policybook.rendering.text_reports import summary
from policybook.rendering.timeline import chart_of

REVIEWS: Final = "reviews.html"
COUNTED: Final = 40
"""The most schools whose counts stand beside the chart; those of more stand in the list of schools."""
_GROUPS: Final = (
    (State.OVERDUE, "Overdue"),
    (State.DUE_SOON, "Due soon"),
    (State.UNDATED, "Without a review date"),
    (State.CURRENT, "Current"),
    (None, "Withdrawn"),
)


def review_pages(book: Book, report: Report, entries: list[Entry]) -> list[Page]:
    """Return the pages of every policy's review, the most overdue first; none is left out.

    Args:
        book: The book.
        report: What `check` found.
        entries: All policies.
    """
    ordered = by_urgency(entries)
    parts = parts_of(ordered)
    words = summary(report).partition(" Findings:")[0]
    schools = school_rows(book, entries)
    pages = []
    for n, part in enumerate(parts):
        groups = [
            {"state": str(state or "withdrawn"), "title": title, "entries": own}
            for state, title in _GROUPS
            if (own := [entry for entry in part if entry.review.state is state])
        ]
        pages.append(
            list_page(
                "reviews.html",
                REVIEWS,
                "Reviews",
                "When every policy must be reviewed, and why then.",
                n,
                len(parts),
                groups=groups,
                summary=words,
                chart=chart_of(ordered, report.today) if n == 0 else None,
                schools=schools if n == 0 and 1 < len(schools) <= COUNTED else [],
                school_list=SCHOOLS if n == 0 and len(schools) > COUNTED else "",
            )
        )
    return pages


def by_urgency(entries: list[Entry]) -> list[Entry]:
    """Return policies by the state of their review, in each the earliest date first."""
    order = {state: n for n, (state, _) in enumerate(_GROUPS)}
    return sorted(entries, key=lambda e: (order[e.review.state], e.review.days or 0, e.policy.ref))
