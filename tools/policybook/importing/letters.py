"""The letters of a PDF page gathered to the parts of its lines, and those in ruled tables to rows."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final

from policybook.importing.ruled import Cell, Grid, cell_at

_WIDE: Final = 2.2
"""Space between two letters, in letter sizes, that parts columns and cells."""
_BOLD: Final = 600
_RAISED: Final = 0.5
"""How high a raised digit is at most, as a share of the size of its line; others are two thirds of it."""

_Letter = tuple[str, float, float, float, float, float, bool]
"""A letter, its left and right, bottom and top, its size, and whether it is bold."""


@dataclass(frozen=True, slots=True)
class Part:
    """Letters of one line that stand together."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    page: int
    cell: Cell | None = None
    """Of a table that is ruled off."""
    cells: tuple[str, ...] = ()
    """Of a row of such a table, which stands for its letters: what is in its cells."""
    head: float = 0
    """How wide its first word is."""
    begins: float = 0
    """Where its column begins."""
    ends: float = 0
    """Where its column ends."""

    @property
    def table(self) -> int | None:
        """Which of the tables of its page it is in."""
        return self.cell.table if self.cell else None

    @property
    def middle(self) -> float:
        """How high it stands."""
        return (self.top + self.bottom) / 2


def parts_of(text: Any, page: int, grids: Sequence[Grid]) -> Iterator[Part]:
    """Yield the letters of a page as parts of lines, in the order of the file."""
    from pypdfium2 import raw

    handle = text.raw
    box = [ctypes.c_double() for _ in range(4)]
    gathered: list[_Letter] = []
    cell: Cell | None = None
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, at)
        letter = chr(code) if code < 0x110000 else ""
        if letter in "\r\n":
            yield from _part(gathered, page, cell)
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
        before_cell, cell = cell, cell_at(grids, (left + right) / 2, (top + bottom) / 2) if grids else None
        if gathered:
            before = next((g for g in reversed(gathered) if g[0] != " "), gathered[-1])
            em = max(before[4] - before[3], top - bottom, size * 0.5, 1.0)
            moved = abs((top + bottom) - (before[4] + before[3])) > 2.4 * em or left < before[1] - 3 * em
            if moved or left - before[2] > _WIDE * max(size, 4.0) or cell != before_cell:
                yield from _part(gathered, page, before_cell)
                gathered = []
        gathered.append((letter, left, right, bottom, top, size, bold))
    yield from _part(gathered, page, cell)


def _is_bold_font(handle: Any, at: int) -> bool:
    from pypdfium2 import raw

    flags = ctypes.c_int()
    size = raw.FPDFText_GetFontInfo(handle, at, None, 0, flags)
    if not 0 < size < 200:
        return False
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFText_GetFontInfo(handle, at, buffer, size, flags)
    return bool(re.search(rb"bold|black|heavy|semibold", buffer.value, re.IGNORECASE))


def _part(gathered: Sequence[_Letter], page: int, cell: Cell | None) -> Iterator[Part]:
    letters = [g for g in gathered if g[0] != " "]
    if not letters:
        return
    gathered = _without_marks(gathered, letters)
    letters = [g for g in gathered if g[0] != " "]
    sizes = Counter(round(g[5] or (g[4] - g[3]), 1) for g in letters)
    first = list(takewhile(lambda g: g[0] != " ", gathered[gathered.index(letters[0]) :]))
    yield Part(
        "".join(g[0] for g in gathered).strip(),
        min(g[1] for g in letters),
        max(g[2] for g in letters),
        min(g[3] for g in letters),
        max(g[4] for g in letters),
        sizes.most_common(1)[0][0],
        sum(g[6] for g in letters) > 0.8 * len(letters),
        page,
        cell,
        head=first[-1][2] - first[0][1],
    )


def _without_marks(gathered: Sequence[_Letter], letters: Sequence[_Letter]) -> Sequence[_Letter]:
    """Leave out the small raised digits by which a text refers to its footnotes."""
    size = Counter(letter[5] for letter in letters).most_common(1)[0][0]
    foot = sorted(letter[3] for letter in letters)[len(letters) // 2]
    first = letters[0]
    kept = [
        g
        for g in gathered
        if g is first or not (g[0].isdigit() and g[4] - g[3] < _RAISED * size and g[3] > foot + 0.2 * size)
    ]
    return kept if any(g[0] != " " for g in kept) else gathered


def with_rows(parts: Sequence[Part], grids: Sequence[Grid]) -> list[Part]:
    """Return the parts of a page, those in tables that are ruled off gathered to rows."""
    done = [part for part in parts if part.cell is None]
    for n, grid in enumerate(grids):
        rows: dict[int, dict[int, list[Part]]] = {}
        for part in parts:
            if part.cell is not None and part.cell.table == n:
                rows.setdefault(part.cell.row, {}).setdefault(part.cell.column, []).append(part)
        for row, columns in rows.items():
            inside = [part for column in columns.values() for part in column]
            cells = tuple(" ".join(p.text for p in rows_of(columns.get(c, []))) for c in range(len(grid.xs) - 1))
            done.append(
                replace(
                    inside[0],
                    text=" | ".join(cells),
                    left=grid.xs[0],
                    right=grid.xs[-1],
                    bottom=grid.ys[-2 - row],
                    top=grid.ys[-1 - row],
                    cells=tuple(" ".join(cell.split()) for cell in cells),
                )
            )
    return done


def rows_of(parts: Sequence[Part]) -> list[Part]:
    """Join the parts that stand on one line, parted by tabs."""
    done: list[Part] = []
    for part in sorted(parts, key=lambda p: (-round(p.middle, 0), p.left)):
        near = range(len(done) - 1, max(len(done) - 6, -1), -1)
        beside = next((n for n in near if _same_line(done[n], part) and not part.cells and not done[n].cells), None)
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


def _same_line(part: Part, other: Part) -> bool:
    overlap = min(part.top, other.top) - max(part.bottom, other.bottom)
    return overlap > 0.4 * min(part.top - part.bottom, other.top - other.bottom)
