"""The first page: find a rule, what is pressing, what awaits approval, what is new, and the way to every policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policybook.book.model import Book
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.messages.messages import Messages
from policybook.rendering.desk import DESK, Proposal
from policybook.rendering.news import NEWS, Event
from policybook.rendering.page import Page
from policybook.rendering.paging import numbered, parts_of
from policybook.rendering.places import Entry
from policybook.rendering.review_pages import REVIEWS, by_urgency
from policybook.rendering.school_pages import SCHOOLS, school_rows
from policybook.rendering.statement import STATEMENT
from policybook.rendering.templating import render
from policybook.rendering.terms import GLOSSARY
from policybook.rendering.timeline import COUNTED

LISTED: Final = 60
"""The most policies, or schools, that the page lists; of more it names the most pressing and leads to the lists."""
FIRST: Final = 5
"""How many drafts, news and pressing reviews it names."""


def home_page(
    t: Messages,
    book: Book,
    report: Report,
    entries: list[Entry],
    proposals: Sequence[Proposal],
    events: Sequence[Event],
) -> Page:
    """Return the first page.

    Args:
        t: What the pages say.
        book: The book.
        report: What `check` found.
        entries: All policies.
        proposals: What awaits approval.
        events: What happened, newest first.
    """
    here = "index.html"
    ordered = by_urgency(entries)
    parts = parts_of(ordered)
    counts = []
    for state in COUNTED:
        number = sum(entry.review.state is state for entry in entries)
        if number and state:
            first = next(n for n, part in enumerate(parts) if any(entry.review.state is state for entry in part))
            path = f"{numbered(REVIEWS, first)}#{state}"
            counts.append({"state": str(state), "number": number, "path": path})
    html = render(
        t,
        "home.html",
        here=here,
        book=book,
        counts=counts,
        proposals=proposals[:FIRST],
        waiting=len(proposals),
        desk=DESK,
        news=NEWS,
        events=[event for event in events if event.date][:FIRST],
        entries=ordered,
        pressing=[entry for entry in ordered if entry.review.state in {State.OVERDUE, State.DUE_SOON}][:FIRST],
        reviews=REVIEWS,
        listed=LISTED,
        schools=school_rows(book, entries),
        school_list=SCHOOLS,
        glossary=GLOSSARY,
        statement=STATEMENT,
        today=report.today,
        found=report.of(""),
    )
    return Page(here, book.settings.title, html, book.settings.description or "", is_wide=True)
