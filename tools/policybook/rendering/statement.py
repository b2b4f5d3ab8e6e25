"""The accessibility statement: what is tested of such pages, what is not, and whom to tell of a barrier."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

import policybook
from policybook.book.model import Book
from policybook.messages.messages import Messages
from policybook.rendering.page import Page, SearchEntry
from policybook.rendering.school_pages import SCHOOLS
from policybook.rendering.templating import render

STATEMENT: Final = "accessibility.html"


@dataclass(frozen=True, slots=True)
class Screen:
    """A window in which pages are tested."""

    size: tuple[int, int]
    """Width and height in CSS pixels."""
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that holds of the pages."""

    words: str
    tests: tuple[str, ...]
    """The names of the tests that prove it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What tests prove of the pages, and what they do not."""

    standard: str
    checker: str
    """What looks for faults, and its version."""
    screens: Mapping[str, Screen]
    most_shift: float
    """How far what is shown may jump while a page loads: cumulative layout shift, without a unit."""
    pages: Mapping[str, str]
    """Type of page -> what it is called."""
    checks: tuple[Check, ...]
    limits: tuple[str, ...]


@cache
def claims() -> Claims:
    """Return what tests prove, as `claims.yml` says it."""
    text = files("policybook.rendering").joinpath("claims.yml").read_text(encoding="utf-8")
    given: dict[str, Any] = yaml.safe_load(text)
    return Claims(
        given["standard"],
        given["checker"],
        {name: Screen(tuple(one["size"]), one["words"]) for name, one in given["screens"].items()},
        given["most_shift"],
        given["pages"],
        tuple(Check(one["words"], tuple(one["tests"])) for one in given["checks"]),
        tuple(given["limits"]),
    )


def statement_page(t: Messages, book: Book, today: datetime.date) -> Page:
    """Return the accessibility statement.

    Args:
        t: What the pages say.
        book: The book, whose settings say whom to tell of a barrier.
        today: The day of the build.
    """
    contact = book.settings.contact
    html = render(
        t,
        "statement.html",
        here=STATEMENT,
        title=book.settings.title,
        contact=contact,
        contact_address=_address(contact or ""),
        tested=claims(),
        version=policybook.__version__,
        schools=book.schools if len(book.schools) == 1 else (),
        school_list=SCHOOLS,
        today=f"{today.day} {today:%B %Y}",
    )
    about = "How these pages are tested, which limits are known, and whom to tell of a barrier."
    entry = SearchEntry("", "Accessibility statement", about)
    return Page(STATEMENT, "Accessibility statement", html, about, search=(entry,))


def _address(contact: str) -> str:
    """Return where a contact leads to, if it is nothing but an e-mail address or the address of a page."""
    if " " in contact:
        return ""
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact[1:-1] else ""
