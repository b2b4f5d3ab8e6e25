"""What to say to somebody who named what is not there: what may have been meant, and what there is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from rapidfuzz import fuzz, process

MOST: Final = 40
"""Names that are listed; a book may have hundreds of schools."""
_NEAR: Final = 60
"""How like another a name must be, of 100."""


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that is most like another, or None where none is much like it."""
    found = process.extractOne(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None


def known_names(name: str, known: Collection[str], start: str = "It has") -> str:
    """Return which of the known names may have been meant, and what they are, in sentences.

    Args:
        name: A name that is not among them.
        known: The names that there are, in the order to list them.
        start: How to begin the list.
    """
    near = nearest(name, known)
    asked = f"Did you mean {near}?" if near else ""
    if near and len(known) == 1:
        return asked
    listed = ", ".join([*known][:MOST]) or "none"
    more = f" and {len(known) - MOST} more" if len(known) > MOST else ""
    return f"{asked} {start} {listed}{more}.".lstrip()
