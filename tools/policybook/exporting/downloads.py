"""The Word and PDF files of a site: which of them it offers, and each as it was kept or made anew."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from policybook.book.model import Book
from policybook.exporting.shelf import Shelf
from policybook.metadata import Download
from policybook.rendering.downloads import Document

MOST: Final = 100
"""How many policies a book may have for its site to offer all files unless its settings say otherwise."""
CACHE: Final = ".cache/policybook"
"""The folder beside mkdocs.yml in which files are kept from build to build."""

_MAKERS: Final = {Download.DOCX: ("docx", "python-docx"), Download.PDF: ("typst", "typst")}
"""What makes each form: the module, and the package that has it."""


class Choice(NamedTuple):
    """Which files a site offers."""

    forms: tuple[Download, ...]
    notices: tuple[str, ...]
    """Why it does not offer more, in sentences."""


def choice_for(book: Book) -> Choice:
    """Return which files the site of a book offers.

    Args:
        book: The book.
    """
    asked = book.settings.downloads
    count = sum(1 for _ in book.policies())
    if asked is None and count > MOST:
        names = ", ".join(Download)
        why = f"Word and PDF files are left out: there are {count} policies, more than {MOST}."
        return Choice((), (f"{why} For them, write `downloads: [{names}]` in book.yml.",))
    wanted = tuple(dict.fromkeys(Download if asked is None else asked))
    lacking = {form: package for form, (module, package) in _MAKERS.items() if form in wanted and not find_spec(module)}
    return Choice(
        tuple(form for form in wanted if form not in lacking),
        tuple(f"{form} files are left out: the package {name} is not installed." for form, name in lacking.items()),
    )


class Downloads:
    """Makes the files of a site, and keeps them in a folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder of the site's mkdocs.yml."""
        self._shelf = Shelf(folder / CACHE)

    def content(self, document: Document) -> bytes:
        """Return a file.

        Args:
            document: What the site asks for.

        Raises:
            InputError: It cannot be made of this text.
        """
        from policybook.exporting.documents import source_of

        source = source_of(document)
        return self._shelf.take(f"{document.form}\0{_edition()}\0{source.told()}".encode(), source.made)

    def tidy(self, now: float) -> None:
        """Take away what has long not been asked for by now, in seconds since 1970."""
        self._shelf.tidy(now)


@cache
def _edition() -> str:
    """Return what a file depends on besides its source: this part of the program, and the packages that it uses."""
    found = hashlib.sha256()
    folder = files("policybook.exporting")
    for place in (folder, folder / "templates"):
        for part in sorted((part for part in place.iterdir() if part.is_file()), key=lambda part: part.name):
            found.update(part.read_bytes())
    for module, package in _MAKERS.values():
        # A site offers only what the packages that are there can make.
        found.update(version(package).encode() if find_spec(module) else b"-")
    return found.hexdigest()
