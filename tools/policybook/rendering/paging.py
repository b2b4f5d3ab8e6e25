"""Long lists over several pages, so that a phone shows each without delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from policybook.messages.messages import Messages
from policybook.rendering.page import Page
from policybook.rendering.templating import render

T = TypeVar("T")

ROWS: Final = 250
"""Rows of a table on one page."""


def parts_of(rows: Iterable[T], weight: Callable[[T], int] = lambda _: 1, most: int = ROWS) -> list[list[T]]:
    """Return rows in parts, at least one, each as heavy as it may be; a row that is too heavy has its own.

    Args:
        rows: What is listed.
        weight: What each row counts for.
        most: What a part may weigh.
    """
    parts: list[list[T]] = [[]]
    filled = 0
    for row in rows:
        if parts[-1] and filled + weight(row) > most:
            parts.append([])
            filled = 0
        parts[-1].append(row)
        filled += weight(row)
    return parts


def numbered(path: str, number: int) -> str:
    """Return where a part of a long list lies; the first, numbered 0, has the plain path.

    Examples:
        >>> numbered("reviews.html", 1)
        'reviews-2.html'
    """
    return f"{path.removesuffix('.html')}-{number + 1}.html" if number else path


def list_page(
    t: Messages,
    template: str,
    path: str,
    title: str,
    about: str,
    number: int,
    count: int,
    *,
    is_listed: bool = True,
    **context: Any,
) -> Page:
    """Return one part of a long list.

    Args:
        t: What the pages say.
        template: The name of its template, which is given `here`, the `pages` of the list and this one's `number`.
        path: Where the first part lies.
        title: What the list is called.
        about: What it holds, in a sentence.
        number: Which part this is, the first being 0.
        count: How many there are.
        is_listed: Whether search engines may list it.
        context: What else the template needs.
    """
    paths = [numbered(path, n) for n in range(count)]
    html = render(t, template, here=paths[number], pages=paths, number=number, **context)
    marked = title if count == 1 else t("page.numbered", title=title, number=number + 1, of=count)
    return Page(paths[number], marked, html, about, is_wide=True, is_listed=is_listed)
