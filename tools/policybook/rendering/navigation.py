"""A site's `nav` as far as a book has the pages that it names, and where all other pages belong in it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

T = TypeVar("T")

OPTIONAL: Final = frozenset({"desk.md", "compare/index.md"})
"""Pages that not every book has: public ones have no desk, and `compare: false` leaves the comparison out."""


def present(nav: Any, pages: Collection[str]) -> Any:
    """Return a `nav` without entries for optional pages that are not there, and sections that hold nothing else.

    Args:
        nav: As `mkdocs.yml` has it: entries that are pages, or titles with a page or with entries.
        pages: The source files of the pages that there are.

    Examples:
        >>> present(["index.md", {"Desk": "desk.md"}, {"More": ["compare/index.md"]}], ["index.md"])
        ['index.md']
    """
    if isinstance(nav, list):
        kept = ((entry, present(entry, pages)) for entry in nav)
        return [left for entry, left in kept if left or not entry]
    if isinstance(nav, dict):
        return {title: left for title, value in nav.items() if (left := present(value, pages)) or not value}
    return None if nav in OPTIONAL and nav not in pages else nav


def nearest(path: str, named: Mapping[str, T], home: str = "index.html") -> T | None:
    """Return where in a `nav` a page belongs that it does not name: where the first page of its folder is.

    Args:
        path: Where the page lies in the site.
        named: The pages of the `nav` by where they lie, each with what is to be returned for it.
        home: The page that stands for all folders of which no page is named.

    Examples:
        >>> nearest("schools/elm/phones/index.html", {"index.html": "Policies", "schools/index.html": "Schools"})
        'Schools'
        >>> nearest("new-2.html", {"index.html": "Policies"})
        'Policies'
    """
    folder = posixpath.dirname(path)
    while folder:
        if (first := f"{folder}/index.html") in named:
            return named[first]
        folder = posixpath.dirname(folder)
    return named.get(home)
