"""The report as one HTML file: it needs no script and no other file, prints, and is readable without colour."""

from __future__ import annotations

from policybook.messages.reading import english
from policybook.rendering.changes_report import Item, Report
from policybook.rendering.templating import render


def changes_page(report: Report) -> str:
    """Return a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return render(english(), "changes.html", report=report, tag=_tag, told=_told)


def _told(item: Item) -> list[tuple[str, str, str]]:
    """Return what happened: a badge and its words, which may be empty, and the rest; no word is said twice."""
    told: list[tuple[str, str, str]] = []
    for badge, _, words in item.told:
        if badge:
            told.append((badge, english()(f"change.badge.{badge}"), words))
        elif item.badge and words.startswith(f"{item.badge} "):
            told.append((item.sort, item.badge, words.removeprefix(f"{item.badge} ")))
        else:
            told.append(("", "", words))
    if item.sort not in {sort for sort, _, _ in told}:
        told.insert(0, (item.sort, item.badge, ""))
    return told


def _tag(item: Item) -> str:
    """Return the element of a section's title; the sections of a policy begin below the report's own headings."""
    return f"h{min(max(item.level + 1, 3), 6)}"
