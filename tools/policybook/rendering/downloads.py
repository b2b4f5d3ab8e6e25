"""The Word and PDF files that the pages of a site offer: where each lies, and what it is to be made of."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from policybook.book.naming import Named
from policybook.checking.review import Review
from policybook.metadata import Download
from policybook.rendering.page import link
from policybook.rendering.steps import Step

TITLES = {Download.DOCX: "Word", Download.PDF: "PDF"}
"""What readers call each."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A version of a policy, of which a document is to be made."""

    named: Named
    review: Review


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """A step of a policy, of which a document is to be made."""

    step: Step
    earlier: tuple[Step, ...]
    """The steps that led to the earlier of its two texts, oldest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A file that a page offers; it is not made yet."""

    form: Download
    subject: Text | Changes
    today: datetime.date
    key: Hashable
    """What the file is made of: with the same key it would be the same."""


class Offered(NamedTuple):
    """A file as a page offers it."""

    form: Download
    title: str
    path: str
    name: str
    """What the file is called where it is saved."""


def download_path(page: str, ending: str) -> str:
    """Return where the text of a page lies for download.

    Args:
        page: The page, `schools/hill/phones/index.html`.
        ending: The ending of the file, `md`.
    """
    stem = page.removesuffix(".html")
    return f"{stem.removesuffix('index')}policy.{ending}" if stem.endswith("/index") else f"{stem}.{ending}"


def offered(page: str, formats: Collection[Download], taken: Collection[str]) -> tuple[Offered, ...]:
    """Return the files that a page offers.

    Args:
        page: The page.
        formats: What files can be made.
        taken: Places in the site where the book has a file of its own; it goes before one that is made.
    """
    return tuple(_offers(page, formats, taken))


def file_link(here: str, path: str, title: str, name: str = "") -> Markup:
    """Return the link to a file as a page offers it.

    Args:
        here: The page.
        path: Where the file lies.
        title: What it is called.
        name: What it is called where it is saved, if otherwise.
    """
    saved = Markup(' download="{}"').format(name) if name else Markup(" download")
    return Markup('<a href="{}"{}>{}</a>').format(link(path, here), saved, title)


def offer_links(here: str, offers: Iterable[Offered], titles: Mapping[Download, str] = TITLES) -> list[Markup]:
    """Return the links to the files that a page offers.

    Args:
        here: The page.
        offers: The files.
        titles: What to call each.
    """
    return [file_link(here, offer.path, titles[offer.form], offer.name) for offer in offers]


def _offers(page: str, formats: Collection[Download], taken: Collection[str]) -> Iterator[Offered]:
    for form in formats:
        path = download_path(page, form)
        if path not in taken:
            yield Offered(form, TITLES[form], path, path.removeprefix("schools/").replace("/", "-"))
