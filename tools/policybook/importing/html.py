"""HTML files read into blocks, without fetching or running anything that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from policybook.importing.block import Block, Document
from policybook.importing.numbering import numeral
from policybook.importing.words import BOLD, ITALIC, Words, words_of

_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form"
    " h1 h2 h3 h4 h5 h6 hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SILENT: Final = frozenset(
    "script style template noscript svg math object iframe select button datalist audio video canvas".split()
)
_ASIDE: Final = {"nav": "the site's navigation", "header": "the header of the page", "footer": "the footer of the page"}
_MARKS: Final = {"b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "cite": ITALIC}
_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
_STYLES: Final = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_DEEPEST: Final = 8
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
_HIDDEN: Final = re.compile(r"display\s*:\s*none")
_VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass(slots=True)
class _List:
    form: str
    """The kind of its numbers; nothing for bullets."""
    count: int = 0


@dataclass(slots=True)
class _Row:
    cells: list[Words] = field(default_factory=list)


def read_html(text: str) -> Document:
    """Read an HTML file.

    Args:
        text: Its text, lines ended by a single newline character.
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    lines = text.split("\n")
    return Document(tuple(reader.blocks), tuple(reader.plain_lines(lines)), " ".join(reader.title.split()))


class _Reader(HTMLParser):
    """Goes through the elements of one file."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.title = ""
        self._runs: list[tuple[str, str, str]] = []
        self._first = 1
        self._last = 1
        self._marks: list[str] = []
        self._targets: list[str] = []
        self._lists: list[_List] = []
        self._item: tuple[str, bool] | None = None
        self._level = 0
        self._silent: list[str] = []
        self._asides: list[str] = []
        self._divs: list[str] = []
        """What each open `div` is, where its title says that it belongs to the page."""
        self._rows: list[_Row] | None = None
        self._table_line = 1
        self._tables = 0
        self._in_title = False
        self._text_lines: dict[int, list[str]] = {}

    def plain_lines(self, lines: list[str]) -> list[str]:
        """Return the words of each line of the source, without its tags."""
        return [" ".join("".join(self._text_lines.get(n, [])).split()) for n in range(1, len(lines) + 1)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = {name: value or "" for name, value in attrs}
        if self._silent or tag in _SILENT or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            if tag not in _VOID:
                self._silent.append(tag)
            return
        if tag == "br":
            self._runs.append((" ", "", ""))
            return
        if tag in _BLOCKS:
            self.flush(keep_item=tag in {"p", "div", "span"})
        if tag == "div" and given.get("title", "").lower() in _ASIDE:
            tag = given["title"].lower()  # as LibreOffice writes the header and footer of pages
            self._divs.append(tag)
        elif tag == "div":
            self._divs.append("")
        if tag in _ASIDE:
            self.flush()
            self._asides.append(tag)
        elif tag == "title":
            self._in_title = True
        elif tag in _MARKS:
            self._marks.append(_MARKS[tag])
        elif tag == "a":
            target = given.get("href", "")
            self._targets.append(target if re.match(r"(?:https?|mailto):", target) else "")
        elif tag in {"ol", "ul"}:
            style = _LIST_STYLE.search(given.get("style", ""))
            form = _STYLES.get(style[1], given.get("type", "1")) if style else given.get("type", "1")
            start = given.get("start", "1")
            number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
            self._lists.append(_List(_FORMS.get(form, "decimal") if tag == "ol" else "", number - 1))
        elif tag == "li":
            self._begin_item(given)
        elif re.fullmatch(r"h[1-6]", tag):
            self._level = int(tag[1])
        elif tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._rows = []
                self._table_line = self.getpos()[0]
        elif tag == "tr" and self._rows is not None and self._tables == 1:
            self._rows.append(_Row())

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
            return
        if tag in {"td", "th"} and self._rows is not None and self._tables == 1:
            self._cell()
        elif tag in _BLOCKS:
            self.flush(keep_item=False)
        if tag == "div" and self._divs:
            tag = self._divs.pop() or tag
        if tag in _ASIDE and tag in self._asides:
            self.flush()
            self._asides.remove(tag)
        elif tag == "title":
            self._in_title = False
        elif tag in _MARKS and _MARKS[tag] in self._marks:
            self._marks.remove(_MARKS[tag])
        elif tag == "a" and self._targets:
            self._targets.pop()
        elif tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        elif re.fullmatch(r"h[1-6]", tag):
            self._level = 0
        elif tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self._end_table()

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._silent:
            return
        if self._in_title:
            self.title += data
            return
        line = self.getpos()[0]
        for n, part in enumerate(data.split("\n")):
            self._text_lines.setdefault(line + n, []).append(part)
        if data.strip():
            if not any(run[0].strip() for run in self._runs):
                lead = len(data) - len(data.lstrip())
                self._first = line + data[:lead].count("\n")
            self._last = line + data.rstrip().count("\n")
        mark = BOLD if BOLD in self._marks else ITALIC if ITALIC in self._marks else ""
        self._runs.append((data, mark, self._targets[-1] if self._targets else ""))

    def flush(self, *, keep_item: bool = False) -> None:
        """End the paragraph at hand."""
        if self._rows is not None and self._tables:
            if self._runs:
                self._runs.append((" ", "", ""))
            return
        words = words_of(self._runs)
        self._runs = []
        if not words:
            if not keep_item and self._item and not self._lists:
                self._item = None
            return
        label, bullet = self._item or ("", False)
        depth = min(len(self._lists) - 1, _DEEPEST) if self._item else None
        self._item = None
        self.blocks.append(
            Block(
                words,
                self._first,
                max(self._last, self._first),
                bullet="•" if bullet else "",
                label=label,
                depth=depth,
                level=self._level,
                aside=_ASIDE[self._asides[-1]] if self._asides else "",
            )
        )

    def _begin_item(self, given: dict[str, str]) -> None:
        if not self._lists:
            self._lists.append(_List(""))
        list_ = self._lists[-1]
        value = given.get("value", "")
        list_.count = int(value) if re.fullmatch(r"\d{1,6}", value) else list_.count + 1
        self._item = (f"{numeral(list_.count, list_.form)}.", False) if list_.form else ("", True)

    def _cell(self) -> None:
        words = words_of(self._runs)
        self._runs = []
        if self._rows is not None:
            if not self._rows:
                self._rows.append(_Row())
            self._rows[-1].cells.append(words)

    def _end_table(self) -> None:
        rows = [row.cells for row in self._rows or [] if row.cells]
        self._rows = None
        stray = words_of(self._runs)
        self._runs = []
        if not rows:
            if stray:
                self.blocks.append(Block(stray, self._table_line, self.getpos()[0]))
            return
        last = self.getpos()[0]
        width = max(map(len, rows))
        if width == 1:
            # A table of one column only sets its text apart.
            self.blocks += (Block(cell, self._table_line, last) for row in rows for cell in row if cell)
            return
        padded = tuple((*row, *[Words()] * (width - len(row))) for row in rows)
        self.blocks.append(Block(Words(), self._table_line, last, rows=padded))
