"""The report as one HTML file: it needs no script and no other file, prints, and is readable without colour."""

from __future__ import annotations

from typing import Final

from policybook.messages.reading import english
from policybook.rendering.changes_report import Item, Report
from policybook.rendering.changes_words import DIRECTIONS, EFFECTS
from policybook.rendering.templating import render

_HEADS: Final = frozenset({*DIRECTIONS.values(), *EFFECTS.values()})


def changes_page(report: Report) -> str:
    """Return a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return render(english(), "changes.html", report=report, tag=_tag, told=_told)


def _told(item: Item) -> list[tuple[str, str]]:
    """Return what happened as pairs of a badge, which may be empty, and the words after it; no word is said twice."""
    told: list[tuple[str, str]] = []
    for sentence in item.sentences:
        head, _, rest = sentence.partition(": ")
        if head in _HEADS:
            told.append((head, rest))
        elif item.badge and sentence.startswith(f"{item.badge} "):
            told.append((item.badge, sentence.removeprefix(f"{item.badge} ")))
        else:
            told.append(("", sentence))
    if item.badge not in {head for head, _ in told}:
        told.insert(0, (item.badge, ""))
    return told


def _tag(item: Item) -> str:
    """Return the element of a section's title; the sections of a policy begin below the report's own headings."""
    return f"h{min(max(item.level + 1, 3), 6)}"
