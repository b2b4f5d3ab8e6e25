"""The accessibility statement: what is tested of such pages, what is not, and whom to tell of a barrier."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from markupsafe import Markup

import policybook
from policybook.book.model import Book
from policybook.messages.message import Tag
from policybook.messages.messages import Messages
from policybook.rendering.page import Page, SearchEntry
from policybook.rendering.school_pages import SCHOOLS
from policybook.rendering.templating import at, render

STATEMENT: Final = "accessibility.html"
_NO_WORD: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Claims:
    """What tests prove of the pages, and what they do not, by names of messages below `statement`."""

    checker: str
    """What looks for faults, and its version."""
    screens: Mapping[str, tuple[int, int]]
    """Window in which pages are tested -> its width and height in CSS pixels."""
    most_shift: float
    """How far what is shown may jump while a page loads: cumulative layout shift, without a unit."""
    pages: Mapping[str, re.Pattern[str] | None]
    """Type of pages -> the paths of such pages, or None for pages that are not made from a book."""
    checks: Mapping[str, tuple[str, ...]]
    """What holds of the pages -> the names of the tests that prove it."""
    limits: tuple[str, ...]


@cache
def claims() -> Claims:
    """Return what tests prove, as `claims.yml` says it."""
    text = files("policybook.rendering").joinpath("claims.yml").read_text(encoding="utf-8")
    given: dict[str, Any] = yaml.safe_load(text)
    return Claims(
        given["checker"],
        {name: tuple(size) for name, size in given["screens"].items()},
        given["most_shift"],
        {name: _paths(place) for name, place in given["pages"].items()},
        {name: tuple(tests) for name, tests in given["checks"].items()},
        tuple(given["limits"]),
    )


def _paths(place: str | None) -> re.Pattern[str] | None:
    return re.compile(re.escape(place).replace(r"\*", "[^/]+")) if place else None


def said(t: Messages, paths: Collection[str]) -> dict[str, list[str]]:
    """Return the claims in words: `screens`, `types` of pages, `checks` and `limits`.

    Args:
        t: What the pages say.
        paths: Where the pages of the site lie.
    """
    claimed = claims()
    types = [name for name, own in claimed.pages.items() if own is None or any(map(own.fullmatch, paths))]
    return {
        "screens": [t(f"statement.screens.{name}", width=width) for name, (width, _) in claimed.screens.items()],
        "types": [t(f"statement.pages.{_NO_WORD.sub('_', name)}") for name in types],
        "checks": [t(f"statement.checks.{name}") for name in claimed.checks],
        "limits": [t(f"statement.limits.{name}") for name in claimed.limits],
    }


def statement_page(t: Messages, book: Book, today: datetime.date, others: Collection[str]) -> Page:
    """Return the accessibility statement.

    Args:
        t: What the pages say.
        book: The book, whose settings say whom to tell of a barrier.
        today: The day of the build.
        others: Where the other pages of the site lie.
    """
    contact = book.settings.contact
    html = render(
        t,
        "statement.html",
        here=STATEMENT,
        title=book.settings.title,
        contact=contact,
        address=_around(contact or ""),
        checker=claims().checker,
        version=policybook.__version__,
        school=book.schools[0].name if len(book.schools) == 1 else "",
        school_list=SCHOOLS,
        today=today,
        **said(t, {STATEMENT, *others}),
    )
    title, about = t("statement.title"), t("statement.description")
    return Page(STATEMENT, title, html, about, search=(SearchEntry("", title, about),))


def _around(contact: str) -> Tag:
    """Return how a contact is marked: as a link, where it is nothing but an address."""
    address = _address(contact)
    return at(address) if address else Tag(Markup("<strong>"), Markup("</strong>"))


def _address(contact: str) -> str:
    """Return where a contact leads to, if it is nothing but an e-mail address or the address of a page."""
    if " " in contact:
        return ""
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact[1:-1] else ""
