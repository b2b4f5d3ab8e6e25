"""What a site is made of: a book and its findings, or what everybody may see of both."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from policybook.book.model import Book
from policybook.book.public import Reason, public_book, why_withheld
from policybook.book.school_folder import Parse
from policybook.checking.check import Report, check_book
from policybook.checking.review import review_of_policy
from policybook.metadata import Publish
from policybook.parsing import parse_policy


class Publication(NamedTuple):
    """What is published."""

    book: Book
    report: Report
    """What is told of it. Of a public book only the reviews are: findings are for those who can mend them."""
    checked: Report
    """What `check` found in the whole book, for whoever builds the site."""
    withheld: tuple[tuple[str, Reason], ...] = ()
    """The policies that a public book leaves out, as `school/policy`, each with the reason."""


def publication(
    book: Book, today: datetime.date, publish: Publish | None = None, parse: Parse = parse_policy
) -> Publication:
    """Return what a site is made of.

    Args:
        book: The book.
        today: The day of the build.
        publish: For whom the site is; None for whom `book.yml` says.
        parse: What reads a text; a caller that builds again and again passes one that remembers.
    """
    checked = check_book(book, today)
    if (publish or book.settings.publish) is Publish.INTERNAL:
        return Publication(book, checked, checked)
    withheld = tuple((policy.ref, why) for _, policy in book.policies() if (why := why_withheld(policy, today)))
    shown = public_book(book, today, parse)
    due_soon = book.settings.due_soon
    reviews = {policy.ref: review_of_policy(policy, today, due_soon) for _, policy in shown.policies()}
    return Publication(shown, Report(today, (), reviews), checked, withheld)
