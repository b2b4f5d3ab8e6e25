"""PDF files read into blocks: letters to lines, columns in reading order, running titles set aside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from policybook.errors import InputError
from policybook.importing.archive import locked
from policybook.importing.block import Block, Document
from policybook.importing.letters import Part, parts_of, rows_of, with_rows
from policybook.importing.lines import Line
from policybook.importing.plain import blocks_and_tables
from policybook.importing.ruled import grids_of
from policybook.importing.words import Words, plain_words

MOST_PAGES: Final = 600
MOST_LETTERS: Final = 1_500_000
_EDGE: Final = 0.12
"""How much of a page at its top and foot may hold running titles."""
_LEADING: Final = 1.45
"""Distance of two lines, in letter sizes or of the usual distance, from which on there is a gap between them."""
_LEAST_IN_COLUMN: Final = 4
_MOST_INDENT: Final = 120
_LEVEL: Final = 3.0
"""Points that the middles of two parts of one line differ by at most."""
_SMALL: Final = 0.9
"""How large the letters of a footnote are at most, as a share of the usual size."""
_SAME: Final = 6.0
"""Points that the edges of a table differ by at most from page to page."""
_SPACE: Final = 0.4
"""How wide the space between two words is, in letter sizes, with what is left free around letters."""
_FOOTNOTE: Final = re.compile(r"(?:\d{1,2}|[*†‡])\s?[A-Za-z]")
_GLUED: Final = re.compile(r"^(\d{1,2}(?:\.\d{1,2})+\.?|\((?:[a-z]|[ivx]{1,5})\))(?=[A-Z][a-z])")
"""A number with no room between it and the words, as beside a narrow tab."""
_NEARLY: Final = 0.88
"""How much of its column a line in the middle of a sentence fills that goes on in the next."""


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF file.

    Args:
        data: Its bytes.
        name: Its name, for messages.

    Raises:
        InputError: It is damaged or locked, holds no text, or has too many pages.
    """
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise locked(name) from error
        raise InputError(
            "The file is damaged or incomplete.", fix="Open it, save it again, and import that file.", path=name
        ) from error
    try:
        count = len(file)
        if count > MOST_PAGES:
            raise InputError(f"The file has {count} pages; up to {MOST_PAGES} are read.", fix="Split it.", path=name)
        pages, without = _pages(file)
        title = str(file.get_metadata_value("Title") or "")
    finally:
        file.close()
    if not any(pages):
        raise InputError(
            "The file holds pictures of pages and no text: it was scanned.",
            fix="Let a program recognise its text (OCR) first, or import the document that was printed.",
            path=name,
        )
    lines, tables, asides = _lines(pages)
    unsure = [(1, f"page {number}", "the page has no text; it may be a picture") for number in without]
    title = title if re.search(r"policy|procedure|agreement", title, re.IGNORECASE) else ""
    by_number = {line.number: line for line in lines}
    last = max([*by_number, *tables], default=0)
    rows = [by_number[n].text if n in by_number else "" for n in range(1, last + 1)]
    blocks = blocks_and_tables(rows, lambda at, _: by_number[at + 1], _tables(tables, set(by_number)))
    return Document((*blocks, *asides), _numbered(lines, tables, asides), title, tuple(unsure))


def _tables(rows: dict[int, Part], lines: Container[int]) -> dict[int, tuple[int, Block]]:
    """Return tables by the position of their first row, each with the position behind its last one.

    A table goes on at the top of the next page, where its head may be printed again.
    """
    groups: list[list[int]] = []
    for number, row in rows.items():
        if groups:
            first, above = rows[groups[-1][0]], groups[-1][-1]
            on = rows[above].page == row.page and rows[above].table == row.table
            over = rows[above].page < row.page and abs(first.left - row.left) + abs(first.right - row.right) < _SAME
            alike = len(first.cells) == len(row.cells) and not any(n in lines for n in range(above, number))
            if alike and (on or over):
                if not over or row.cells != first.cells:
                    groups[-1].append(number)
                continue
        groups.append([number])
    return {
        group[0] - 1: (
            group[-1],
            Block(Words(), group[0], group[-1], rows=tuple(tuple(map(plain_words, rows[n].cells)) for n in group)),
        )
        for group in groups
    }


def _pages(file: Any) -> tuple[list[list[Part]], list[int]]:
    """Return the parts of each page, and the pages that hold no text."""
    import pypdfium2

    pages: list[list[Part]] = []
    without: list[int] = []
    letters = 0
    for number in range(len(file)):
        try:
            page = file[number]
            text = page.get_textpage()
            letters += text.count_chars()
            grids = grids_of(page) if letters <= MOST_LETTERS else []
            parts = list(parts_of(text, number, grids)) if letters <= MOST_LETTERS else []
            pages.append(_in_order(with_rows(parts, grids)))
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            pages.append([])
        if not pages[-1]:
            without.append(number + 1)
    return pages, without


# Order.


def _in_order(parts: list[Part]) -> list[Part]:
    """Return the parts of a page in reading order: column by column between what stands across the columns."""
    gutter = _gutter(parts)
    if gutter is None:
        return _column(parts)
    across = _column([p for p in parts if p.left < gutter < p.right])
    done: list[Part] = []
    edges = [float("inf"), *(p.middle for p in across), float("-inf")]
    for n, upper in enumerate(edges[:-1]):
        band = [p for p in parts if edges[n + 1] < p.middle < upper and not p.left < gutter < p.right]
        done += _column([p for p in band if p.right <= gutter], parts, gutter)
        done += _column([p for p in band if p.left >= gutter], parts, gutter)
        done += across[n : n + 1]
    return done


def _column(parts: list[Part], page: Sequence[Part] = (), gutter: float = 0) -> list[Part]:
    """Return the lines of one column, from above, each with the bounds of the column."""
    if not parts:
        return []
    beside = parts
    if page:
        is_left = parts[0].right <= gutter
        beside = [p for p in page if (p.right <= gutter if is_left else p.left >= gutter)]
    begins, ends = min(p.left for p in beside), max(p.right for p in beside)
    rows = (replace(row, begins=begins, ends=ends) for row in rows_of(parts))
    return sorted(rows, key=lambda p: (-p.middle, p.left))


def _gutter(parts: Sequence[Part]) -> float | None:
    """Return where the space between two columns runs, or None for a page of one."""
    if len(parts) < 2 * _LEAST_IN_COLUMN:
        return None
    left, right = min(p.left for p in parts), max(p.right for p in parts)
    for share in (0.5, 0.48, 0.52, 0.46, 0.54, 0.44, 0.56):
        at = left + share * (right - left)
        before = [p for p in parts if p.right <= at]
        after = [p for p in parts if p.left >= at]
        crossing = len(parts) - len(before) - len(after)
        if min(len(before), len(after)) < _LEAST_IN_COLUMN or crossing > 0.25 * len(parts):
            continue
        # Columns are full of text; the cells of a table are not.
        wide = [p for p in (*before, *after) if p.right - p.left > 0.6 * (at - left)]
        if len(wide) > 0.5 * (len(before) + len(after)):
            return at
    return None


# Lines.


def _lines(pages: list[list[Part]]) -> tuple[list[Line], dict[int, Part], list[Block]]:
    """Return the lines of all pages, the rows of tables by their numbers, and what belongs to the pages, set aside."""
    running = _running(pages)
    body = Counter(p.size for page in pages for p in page for _ in range(len(p.text) // 10 + 1))
    usual = body.most_common(1)[0][0]
    steps = Counter(
        round(a.middle - b.middle) for page in pages for a, b in pairwise(page) if 0 < a.middle - b.middle < 4 * usual
    )
    leading = steps.most_common(1)[0][0] if steps else usual * 1.2
    lines: list[Line] = []
    rows: dict[int, Part] = {}
    asides: list[Block] = []
    notes: set[tuple[int, float]] = set()
    """Pages and columns at whose foot notes have begun."""
    number = 0
    before: Part | None = None
    for part in (part for page in pages for part in page):
        number += 1
        if id(part) in running:
            reason = "a running title or number of the pages"
            asides.append(Block(plain_words(part.text), number, number, aside=reason))
            continue
        if part.cells:
            rows[number] = part
            continue
        if part.size <= _SMALL * usual and _FOOTNOTE.match(part.text):
            notes.add((part.page, part.begins))
        if (part.page, part.begins) in notes and part.size <= _SMALL * usual:
            asides.append(Block(plain_words(part.text), number, number, aside="a footnote"))
            continue
        fall = before.middle - part.middle if before and before.page == part.page else 0.0
        # The top of a page or column goes on with what stands at the foot of the one before.
        gap = before is None or fall > max(leading * 1.25, part.size * _LEADING)
        if before is not None and lines:
            lines[-1] = lines[-1]._replace(full=_is_full(before, part))
        indent = " " * min(max(int((part.left - part.begins) / (part.size * 0.5 or 1)), 0), _MOST_INDENT)
        text = _GLUED.sub(r"\1 ", part.text, count=1)
        lines.append(Line(number, indent + text, gap, part.size, part.bold, full=False))
        before = part
    return lines, rows, asides


def _is_full(part: Part, below: Part) -> bool:
    """Return whether a line had no room for the first word of the one below it."""
    if part.right > part.begins + _NEARLY * (part.ends - part.begins) and part.text[-1].isalnum():
        return True
    return part.right + _SPACE * part.size + below.head > part.ends


def _running(pages: Sequence[Sequence[Part]]) -> set[int]:
    """Return the parts at the edges of pages that stand on several of them, and their numbers."""
    places: dict[str, list[Part]] = defaultdict(list)
    found: set[int] = set()
    for page in pages:
        if not page:
            continue
        top, bottom = max(p.top for p in page), min(p.bottom for p in page)
        height = max(top - bottom, 1.0)
        for part in page:
            if part.cells or part.text[:1].islower():
                continue  # a row of a table, the rest of a sentence
            if part.middle > top - _EDGE * height or part.middle < bottom + _EDGE * height:
                places[re.sub(r"\d+", "#", part.text).casefold()].append(part)
    for shape, parts in places.items():
        on = {part.page for part in parts}
        middles = [part.middle for part in parts]
        level = max(middles) - min(middles) < 12
        if (len(on) > 1 and len(on) > len(pages) // 3 and level) or re.fullmatch(
            r"\W*(?:page )?#(?: (?:of|/) #)?\W*", shape
        ):
            found |= {id(part) for part in parts}
    # What stands on one line with the number of a page belongs to the page, too.
    for page in pages:
        levels = [part.middle for part in page if id(part) in found]
        found |= {id(p) for p in page if not p.cells and any(abs(p.middle - level) < _LEVEL for level in levels)}
    return found


def _numbered(lines: Sequence[Line], tables: Mapping[int, Part], asides: Sequence[Block]) -> tuple[str, ...]:
    texts = {line.number: line.text.replace("\xad", "-") for line in lines}
    texts |= {number: row.text for number, row in tables.items()} | {a.first: a.words.text for a in asides}
    return tuple(texts.get(n, "") for n in range(1, max(texts, default=0) + 1))
