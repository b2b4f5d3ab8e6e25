"""Plain text read into blocks: its paragraphs, its items, and the tables that are set with tabs or bars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from policybook.importing.block import Block, Document, Rows
from policybook.importing.lines import Line, blocks_of, bullet_of
from policybook.importing.words import Words, marked_words, plain_words
from policybook.parsing.labels import split_clause_label

_DELIMITER: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_RULE: Final = re.compile(r"\s*([-_*=~])(?:\s*\1){2,}\s*")
_COLUMNS: Final = re.compile(r"\s*\t[\s]*|\s{3,}")
_PAGE: Final = re.compile(
    r"\s*(?:\S.{0,60}?(?:\s{3,}|\t|\s[|–—-]\s))?"
    r"(?:page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|\d{1,3}\s*\|\s*p\s?a\s?g\s?e|[-–—]\s*\d{1,3}\s*[-–—])\s*",
    re.IGNORECASE,
)
_LONGEST_CELL: Final = 60
_LONGEST_TITLE: Final = 14
_LEAST_ROWS: Final = 2
_TABLES_APART: Final = 3
"""Blank lines that part two tables of a form."""


def read_plain(text: str) -> Document:
    """Read a text file.

    Args:
        text: Its text, lines ended by a single newline character; a form feed begins a page.
    """
    rows = text.split("\n")
    running = running_rows(rows)
    blocks = blocks_and_tables(rows, lambda at, gap: None if at in running else _line(rows[at], at + 1, gap))
    asides = (Block(plain_words(rows[at]), at + 1, at + 1, aside=reason) for at, reason in running.items())
    return Document((*blocks, *asides), tuple(rows))


def running_rows(rows: Sequence[str]) -> dict[int, str]:
    """Return the lines that only say which page of which document this is, and why they belong to no clause."""
    found = {n: "a page number" for n, row in enumerate(rows) if _PAGE.fullmatch(row)}
    shapes: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        if row.strip() and len(row.split()) <= _LONGEST_TITLE and not bullet_of(row):
            shapes.setdefault(re.sub(r"[\W\d_]+", " ", row).strip().casefold(), []).append(n)
    ends = {n for n, row in enumerate(rows) if row.startswith("\f")}
    ends |= {n for at in found for n in range(at - 3, at + 4)}
    for shape, places in shapes.items():
        others = [n for n in places if n > 2]
        if shape and len(places) > 1 and others and all(n in ends for n in others):
            found |= {n: "a running title of the pages" for n in places if n not in found}
    return found


def blocks_and_tables(
    rows: Sequence[str],
    line: Callable[[int, bool], Line | None],
    known: Mapping[int, tuple[int, Block]] = MappingProxyType({}),
) -> list[Block]:
    """Return the blocks and tables of a text.

    Args:
        rows: Its lines; blank ones part paragraphs.
        line: Gives the line at a position of them, told whether there is a blank one above it; None for a line that
            stands in between but belongs to the page.
        known: Tables that the format states, by the position of their first row, with the position behind their last.
    """
    blocks: list[Block] = []
    pending: list[Line] = []
    at = 0
    gap = True
    while at < len(rows):
        end, tables = (known[at][0], [known[at][1]]) if at in known else _table(rows, at)
        if tables is not None:
            blocks += [*blocks_of(pending), *tables]
            pending, at, gap = [], end, True
            continue
        read = line(at, gap) if rows[at].strip() else Line(at + 1, "")
        if read is not None:
            gap = not read.text.strip()
            if not gap:
                pending.append(read)
        at += 1
    return [*blocks, *blocks_of(pending)]


def _line(row: str, number: int, gap: bool) -> Line:
    top = row.startswith("\f")
    text = row.replace("\f", "").replace("\v", " ").replace("\u00ad", "").rstrip()
    if _RULE.fullmatch(text) and not text.strip().startswith("_"):
        text = ""
    return Line(number, text, gap or top, page_top=top)


def _table(rows: Sequence[str], at: int) -> tuple[int, list[Block] | None]:
    """Return where a table that begins at a row ends, and its blocks; None if none begins there."""
    for read in (_form, _bars, _columns):
        end, blocks = read(rows, at)
        if blocks is not None:
            return end, blocks
    return at, None


def _form(rows: Sequence[str], at: int) -> tuple[int, list[Block] | None]:
    """Read the lines of a form: each begins with a tab, cells follow one another, and a blank line ends a row."""
    if not rows[at].startswith("\t"):
        return at, None
    end = at
    while end < len(rows) and (rows[end].startswith("\t") or not rows[end].strip()):
        end += 1
    while not rows[end - 1].startswith("\t"):
        end -= 1
    written = [n for n in range(at, end) if rows[n].strip()]
    if len(written) < _LEAST_ROWS or any(_is_item(rows[n]) for n in written):
        return at, None
    tables: list[list[list[int]]] = []
    blank = _TABLES_APART
    for n in range(at, end):
        if not rows[n].startswith("\t"):
            blank += 1
        elif rows[n].strip():
            if blank >= _TABLES_APART:
                tables.append([])
            if blank or not tables[-1]:
                tables[-1].append([])
            tables[-1][-1].append(n)
            blank = 0
        else:
            blank = 1
    blocks = []
    for table in tables:
        cells = tuple(tuple(marked_words(rows[n]) for n in row) for row in table)
        blocks.append(_block(cells, table[0][0], table[-1][-1]))
    return end, blocks


def _bars(rows: Sequence[str], at: int) -> tuple[int, list[Block] | None]:
    """Read a table whose cells are parted by bars."""
    end = at
    while end < len(rows) and rows[end].count("|") >= 1 and rows[end].strip().count("|") == rows[at].strip().count("|"):
        end += 1
    if end - at < _LEAST_ROWS or not rows[at].count("|"):
        return at, None
    cells = tuple(
        tuple(marked_words(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", row.strip().strip("|")))
        for row in rows[at:end]
        if not _DELIMITER.fullmatch(row)
    )
    return end, [_block(cells, at, end - 1)]


def _columns(rows: Sequence[str], at: int) -> tuple[int, list[Block] | None]:
    """Read a table whose columns are parted by tabs or wide space."""
    parted = _parted(rows[at])
    if len(parted) < 2:
        return at, None
    end = at
    table: list[list[str]] = []
    while end < len(rows):
        cells = _parted(rows[end])
        if len(cells) < 2 or ("\t" not in rows[end].strip() and len(cells) != len(parted)):
            break
        table.append(cells)
        end += 1
    if len(table) < _LEAST_ROWS or (len(table) < 3 and "\t" not in rows[at].strip()):
        return at, None
    return end, [_block(tuple(tuple(map(marked_words, row)) for row in table), at, end - 1)]


def _parted(row: str) -> list[str]:
    """Return the cells of a row, or nothing for a line that is none."""
    text = row.strip()
    if not text or _is_item(row) or text[0].islower() or re.match(r"(?:I|We)\b|\d+(?:\.\d+)*[.)]?\s", text):
        return []
    cells = _COLUMNS.split(text)
    fits = all(len(cell) <= _LONGEST_CELL for cell in cells) and not any(re.search(r"[._…]{4}", c) for c in cells)
    return cells if fits else []


def _is_item(row: str) -> bool:
    return bool(bullet_of(row) or split_clause_label(row.strip()).label)


def _block(cells: Rows, first: int, last: int) -> Block:
    width = max(map(len, cells))
    padded = tuple((*row, *[Words()] * (width - len(row))) for row in cells)
    return Block(Words(), first + 1, last + 1, rows=padded)
