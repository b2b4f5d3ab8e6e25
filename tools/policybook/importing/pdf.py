"""PDF files read into blocks: letters to lines, columns in reading order, running titles set aside."""

from __future__ import annotations

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from policybook.errors import InputError
from policybook.importing.archive import locked
from policybook.importing.block import Block, Document
from policybook.importing.lines import Line
from policybook.importing.plain import blocks_and_tables
from policybook.importing.words import plain_words

MOST_PAGES: Final = 600
MOST_LETTERS: Final = 1_500_000
_EDGE: Final = 0.12
"""How much of a page at its top and foot may hold running titles."""
_WIDE: Final = 2.2
"""Space between two letters, in letter sizes, that parts columns and cells."""
_LEADING: Final = 1.45
"""Distance of two lines, in letter sizes or of the usual distance, from which on there is a gap between them."""
_BOLD: Final = 600
_LEAST_IN_COLUMN: Final = 4
_MOST_INDENT: Final = 120
_NEARLY: Final = 0.88
"""How much of its column a line in the middle of a sentence fills that goes on in the next."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Letters of one line that stand together."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    page: int
    begins: float = 0
    """Where its column begins."""
    ends: float = 0
    """Where its column ends."""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


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
    lines, asides = _lines(pages)
    unsure = [(1, f"page {number}", "the page has no text; it may be a picture") for number in without]
    title = title if re.search(r"policy|procedure|agreement", title, re.IGNORECASE) else ""
    by_number = {line.number: line for line in lines}
    rows = ["" if n not in by_number else by_number[n].text for n in range(1, max(by_number, default=0) + 1)]
    blocks = blocks_and_tables(rows, lambda at, _: by_number[at + 1])
    return Document((*blocks, *asides), _numbered(lines, asides), title, tuple(unsure))


def _pages(file: Any) -> tuple[list[list[_Part]], list[int]]:
    """Return the parts of each page, and the pages that hold no text."""
    import pypdfium2

    pages: list[list[_Part]] = []
    without: list[int] = []
    letters = 0
    for number in range(len(file)):
        try:
            page = file[number]
            text = page.get_textpage()
            letters += text.count_chars()
            parts = list(_parts(text, number)) if letters <= MOST_LETTERS else []
            pages.append(_in_order(parts))
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            pages.append([])
        if not pages[-1]:
            without.append(number + 1)
    return pages, without


def _parts(text: Any, page: int) -> Iterator[_Part]:
    """Yield the letters of a page as parts of lines, in the order of the file."""
    from pypdfium2 import raw

    handle = text.raw
    box = [ctypes.c_double() for _ in range(4)]
    gathered: list[tuple[str, float, float, float, float, float, bool]] = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, at)
        letter = chr(code) if code < 0x110000 else ""
        if letter in "\r\n":
            yield from _part(gathered, page)
            gathered = []
            continue
        if letter in {"\x02", "\ufffe", "\xad"}:
            letter = "\xad"
        elif not letter.isprintable() and letter != "\t":
            continue
        raw.FPDFText_GetCharBox(handle, at, *box)
        left, right, bottom, top = (value.value for value in box)
        size = raw.FPDFText_GetFontSize(handle, at)
        if letter.isspace():
            if gathered:
                gathered.append((" ", gathered[-1][2], gathered[-1][2], bottom, top, size, gathered[-1][6]))
            continue
        bold = raw.FPDFText_GetFontWeight(handle, at) >= _BOLD or _is_bold_font(handle, at)
        if gathered:
            before = next((g for g in reversed(gathered) if g[0] != " "), gathered[-1])
            em = max(before[4] - before[3], top - bottom, size * 0.5, 1.0)
            moved = abs((top + bottom) - (before[4] + before[3])) > 2.4 * em or left < before[1] - 3 * em
            if moved or left - before[2] > _WIDE * max(size, 4.0):
                yield from _part(gathered, page)
                gathered = []
        gathered.append((letter, left, right, bottom, top, size, bold))
    yield from _part(gathered, page)


def _is_bold_font(handle: Any, at: int) -> bool:
    from pypdfium2 import raw

    flags = ctypes.c_int()
    size = raw.FPDFText_GetFontInfo(handle, at, None, 0, flags)
    if not 0 < size < 200:
        return False
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFText_GetFontInfo(handle, at, buffer, size, flags)
    return bool(re.search(rb"bold|black|heavy|semibold", buffer.value, re.IGNORECASE))


def _part(gathered: Sequence[tuple[str, float, float, float, float, float, bool]], page: int) -> Iterator[_Part]:
    letters = [g for g in gathered if g[0] != " "]
    if not letters:
        return
    sizes = Counter(round(g[5] or (g[4] - g[3]), 1) for g in letters)
    yield _Part(
        "".join(g[0] for g in gathered).strip(),
        min(g[1] for g in letters),
        max(g[2] for g in letters),
        min(g[3] for g in letters),
        max(g[4] for g in letters),
        sizes.most_common(1)[0][0],
        sum(g[6] for g in letters) > 0.8 * len(letters),
        page,
    )


# Order.


def _in_order(parts: list[_Part]) -> list[_Part]:
    """Return the parts of a page in reading order: column by column between what stands across the columns."""
    gutter = _gutter(parts)
    if gutter is None:
        return _column(parts)
    across = _column([p for p in parts if p.left < gutter < p.right])
    done: list[_Part] = []
    edges = [float("inf"), *(p.middle for p in across), float("-inf")]
    for n, upper in enumerate(edges[:-1]):
        band = [p for p in parts if edges[n + 1] < p.middle < upper and not p.left < gutter < p.right]
        done += _column([p for p in band if p.right <= gutter], parts, gutter)
        done += _column([p for p in band if p.left >= gutter], parts, gutter)
        done += across[n : n + 1]
    return done


def _column(parts: list[_Part], page: Sequence[_Part] = (), gutter: float = 0) -> list[_Part]:
    """Return the lines of one column, from above, each with the bounds of the column."""
    if not parts:
        return []
    beside = parts
    if page:
        is_left = parts[0].right <= gutter
        beside = [p for p in page if (p.right <= gutter if is_left else p.left >= gutter)]
    begins, ends = min(p.left for p in beside), max(p.right for p in beside)
    rows = (replace(row, begins=begins, ends=ends) for row in _rows(parts))
    return sorted(rows, key=lambda p: (-p.middle, p.left))


def _gutter(parts: Sequence[_Part]) -> float | None:
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


def _rows(parts: Sequence[_Part]) -> list[_Part]:
    """Join the parts that stand on one line, parted by tabs."""
    done: list[_Part] = []
    for part in sorted(parts, key=lambda p: (-round(p.middle, 0), p.left)):
        beside = next((n for n in range(len(done) - 1, max(len(done) - 6, -1), -1) if _same_line(done[n], part)), None)
        if beside is None:
            done.append(part)
            continue
        other = done[beside]
        first, second = (other, part) if other.left <= part.left else (part, other)
        between = "\t" if second.left - first.right > _WIDE * first.size else " "
        done[beside] = replace(
            first,
            text=f"{first.text}{between}{second.text}",
            right=max(first.right, second.right),
            bottom=min(first.bottom, second.bottom),
            top=max(first.top, second.top),
            bold=first.bold and second.bold,
        )
    return done


def _same_line(part: _Part, other: _Part) -> bool:
    overlap = min(part.top, other.top) - max(part.bottom, other.bottom)
    return overlap > 0.4 * min(part.top - part.bottom, other.top - other.bottom)


# Lines.


def _lines(pages: list[list[_Part]]) -> tuple[list[Line], list[Block]]:
    """Return the lines of all pages, and those that are running titles or page numbers as blocks set aside."""
    running = _running(pages)
    body = Counter(p.size for page in pages for p in page for _ in range(len(p.text) // 10 + 1))
    usual = body.most_common(1)[0][0]
    steps = Counter(
        round(a.middle - b.middle) for page in pages for a, b in pairwise(page) if 0 < a.middle - b.middle < 4 * usual
    )
    leading = steps.most_common(1)[0][0] if steps else usual * 1.2
    lines: list[Line] = []
    asides: list[Block] = []
    number = 0
    before: _Part | None = None
    for part in (part for page in pages for part in page):
        number += 1
        if id(part) in running:
            reason = "a running title or number of the pages"
            asides.append(Block(plain_words(part.text), number, number, aside=reason))
            continue
        fall = before.middle - part.middle if before and before.page == part.page else 0.0
        # The top of a page or column goes on with what stands at the foot of the one before.
        gap = before is None or fall > max(leading * 1.25, part.size * _LEADING)
        if before is not None and lines:
            lines[-1] = lines[-1]._replace(full=_is_full(before, part))
        indent = " " * min(max(int((part.left - part.begins) / (part.size * 0.5 or 1)), 0), _MOST_INDENT)
        lines.append(Line(number, indent + part.text, gap, part.size, part.bold, full=False))
        before = part
    return lines, asides


def _is_full(part: _Part, below: _Part) -> bool:
    """Return whether a line had no room for the first word of the one below it."""
    word = below.text.split(maxsplit=1)[0]
    letter = (below.right - below.left) / max(len(below.text), 1)
    if part.right > part.begins + _NEARLY * (part.ends - part.begins) and part.text[-1].isalnum():
        return True
    return part.right + (len(word) + 0.5) * letter > part.ends


def _running(pages: Sequence[Sequence[_Part]]) -> set[int]:
    """Return the parts at the edges of pages that stand on several of them, and their numbers."""
    places: dict[str, list[_Part]] = defaultdict(list)
    found: set[int] = set()
    for page in pages:
        if not page:
            continue
        top, bottom = max(p.top for p in page), min(p.bottom for p in page)
        height = max(top - bottom, 1.0)
        for part in page:
            if part.text[:1].islower():
                continue  # the rest of a sentence
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
    return found


def _numbered(lines: Sequence[Line], asides: Sequence[Block]) -> tuple[str, ...]:
    texts = {line.number: line.text.replace("\xad", "-") for line in lines} | {a.first: a.words.text for a in asides}
    return tuple(texts.get(n, "") for n in range(1, max(texts, default=0) + 1))
