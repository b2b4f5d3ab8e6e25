"""A site's `nav` as far as a book has the pages that it names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

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
