"""OpenDocument texts read into blocks: headings, lists with their numbers, tables, frames, running titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from policybook.errors import InputError
from policybook.importing.archive import Archive, locked
from policybook.importing.block import Block, Document
from policybook.importing.numbering import numeral
from policybook.importing.words import BOLD, ITALIC, Words, words_of

_NS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_OFFICE, _TEXT, _TABLE, _STYLE, _FO, _DRAW = (
    f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "style", "xsl-fo-compatible", "drawing")
)
_XLINK: Final = "{http://www.w3.org/1999/xlink}"
_FORMS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_REPEATS: Final = 100
_MOST_BASES: Final = 20
_DEEPEST: Final = 9
_OUTLINE: Final = "\0"
"""Stands for the style of the headings' numbers, which has no name."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts."""

    form: str = ""
    """The kind of its numbers; nothing for bullets."""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    """How many levels are printed."""


@dataclass(slots=True)
class _Lists:
    """The list styles of a file, and how far each list has counted."""

    styles: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, style: str, key: str, level: int, value: int | None) -> tuple[str, bool]:
        """Count an item; return its number as it is printed, and whether it has a bullet."""
        levels = self.styles.get(style, {})
        # A style of one level is meant for the list that has it, however deep that lies.
        own = levels.get(level) or (levels.get(1) if len(levels) == 1 else None)
        if own is None or not own.form:
            return "", style != _OUTLINE
        counts = self.counts.setdefault(key, {})
        counts[level] = value if value is not None else counts.get(level, own.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        parts = []
        for upper in range(max(level - own.shown + 1, 1), level + 1):
            shape = levels.get(upper, own)
            if shape.form:
                parts.append(numeral(counts.get(upper, shape.start), shape.form))
        return f"{own.prefix}{'.'.join(parts)}{own.suffix}".strip(), False


def read_odt(data: bytes, name: str) -> Document:
    """Read an OpenDocument text.

    Args:
        data: Its bytes.
        name: Its name, for messages.

    Raises:
        InputError: It is damaged or locked, or is no text.
    """
    archive = Archive(data, name)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise locked(name)
    content = archive.xml("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError("The file is no text document.", fix="Import docx, odt, pdf, html, md or txt.", path=name)
    styles = archive.xml("styles.xml") if "styles.xml" in archive else None
    reader = _Reader([root for root in (styles, content) if root is not None])
    reader.container(body)
    if styles is not None:
        for tag, reason in (("header", "the header of the pages"), ("footer", "the footer of the pages")):
            for element in styles.iter(f"{_STYLE}{tag}"):
                reader.aside(element, reason)
    for note in body.iter(f"{_TEXT}note-body"):
        reader.aside(note, "a footnote")
    return Document(tuple(reader.blocks), tuple(reader.lines))


class _Reader:
    """Goes through the elements of one file."""

    def __init__(self, roots: list[Element]) -> None:
        self.blocks: list[Block] = []
        self.lines: list[str] = []
        self.lists = _Lists()
        self.marks: dict[str, str] = {}
        """The emphasis of each style."""
        self.names: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.list_of: dict[str, str] = {}
        for root in roots:
            self._styles(root)
        self._lists_opened = 0
        self._key_of_list: dict[str, str] = {}
        self._key_of_style: dict[str, str] = {}

    def container(self, parent: Element) -> None:
        """Read the blocks within an element."""
        for child in parent:
            tag = child.tag
            if tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                self._paragraph(child)
            elif tag == f"{_TEXT}list":
                self._list(child, "", "", 1)
            elif tag == f"{_TABLE}table":
                self._table(child)
            elif tag == f"{_TEXT}table-of-content":
                self.aside(child, "the list of contents")
            elif tag in {
                f"{_TEXT}section",
                f"{_TEXT}numbered-paragraph",
                f"{_DRAW}frame",
                f"{_DRAW}text-box",
                f"{_TEXT}index-body",
            }:
                self.container(child)

    def aside(self, parent: Element, reason: str) -> None:
        """Note the paragraphs of what belongs to no clause."""
        for element in parent.iter():
            if element.tag in {f"{_TEXT}p", f"{_TEXT}h"} and (words := self._words(element)):
                self.lines.append(words.text)
                self.blocks.append(Block(words, len(self.lines), len(self.lines), aside=reason))

    def _styles(self, root: Element) -> None:
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            self.parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            self.names[name] = style.get(f"{_STYLE}display-name", name)
            if list_ := style.get(f"{_STYLE}list-style-name"):
                self.list_of[name] = list_
            text = style.find(f"{_STYLE}text-properties")
            if text is not None:
                bold = text.get(f"{_FO}font-weight") in {"bold", "600", "700", "800", "900"}
                italic = text.get(f"{_FO}font-style") in {"italic", "oblique"}
                self.marks[name] = BOLD if bold else ITALIC if italic else ""
        for style in (*root.iter(f"{_TEXT}list-style"), *root.iter(f"{_TEXT}outline-style")):
            name = style.get(f"{_STYLE}name", "") if style.tag.endswith("list-style") else _OUTLINE
            self.lists.styles[name] = dict(_levels(style))

    def _paragraph(self, element: Element, label: str = "", bullet: bool = False, depth: int | None = None) -> None:
        words = self._words(element)
        level = _whole(element.get(f"{_TEXT}outline-level"), 0) if element.tag == f"{_TEXT}h" else 0
        name = self._named(element.get(f"{_TEXT}style-name", ""))
        if words:
            if level and not label:
                label, _ = self.lists.next(_OUTLINE, _OUTLINE, level, None)
            self.lines.append(f"{label} {words.text}".strip())
            line = len(self.lines)
            self.blocks.append(
                Block(
                    words,
                    line,
                    line,
                    bullet="•" if bullet and not level else "",
                    label=label,
                    depth=depth if not level else None,
                    level=level,
                    is_title=name.lower() == "title",
                    aside="the list of contents" if re.fullmatch(r"(?i)contents (?:\d|heading)", name) else "",
                )
            )
        for box in element.iter(f"{_DRAW}text-box"):
            self.container(box)

    def _list(self, element: Element, style: str, key: str, level: int) -> None:
        own = element.get(f"{_TEXT}style-name", "")
        if level == 1 or own:
            style = own or style
        if level == 1:
            key = self._key(element, style)
        elif own:
            self._lists_opened += 1
            key = f"{own} {self._lists_opened}"
        if level > _DEEPEST:
            return
        for item in element:
            if item.tag not in {f"{_TEXT}list-item", f"{_TEXT}list-header"}:
                continue
            fresh = item.tag == f"{_TEXT}list-item"
            for child in item:
                if child.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                    label, bullet = "", False
                    if fresh:
                        value = item.get(f"{_TEXT}start-value")
                        used = style or self._list_style(child.get(f"{_TEXT}style-name", ""))
                        label, bullet = self.lists.next(
                            used, key, level, int(value) if value and value.isdigit() else None
                        )
                        fresh = False
                    self._paragraph(child, label, bullet, level - 1)
                elif child.tag == f"{_TEXT}list":
                    self._list(child, style, key, level + 1)
                    fresh = False
                elif child.tag == f"{_TABLE}table":
                    self._table(child)

    def _key(self, element: Element, style: str) -> str:
        """Return what the numbers of a list are counted under: a list goes on with those of another if it says so."""
        key = self._key_of_list.get(element.get(f"{_TEXT}continue-list", ""))
        if key is None and element.get(f"{_TEXT}continue-numbering") == "true":
            key = self._key_of_style.get(style)
        if key is None:
            self._lists_opened += 1
            key = f"{style} {self._lists_opened}"
        if id_ := element.get(_ID):
            self._key_of_list[id_] = key
        self._key_of_style[style] = key
        return key

    def _table(self, table: Element) -> None:
        rows: list[list[Element]] = []
        for row in table.iter(f"{_TABLE}table-row"):
            cells = [cell for cell in row if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}]
            rows.append(cells)
        if not rows:
            return
        if all(len(row) <= 1 for row in rows):
            for own in rows:
                for cell in own:
                    self.container(cell)
            return
        first = len(self.lines) + 1
        found: list[tuple[Words, ...]] = []
        for cells in rows:
            texts: list[Words] = []
            for cell in cells:
                words = Words()
                for paragraph in cell.iter(f"{_TEXT}p"):
                    words = words.joined(self._words(paragraph))
                texts += [words] * (1 if words else min(_whole(cell.get(f"{_TABLE}number-columns-repeated"), 1), 20))
            self.lines.append(" | ".join(text.text for text in texts).strip())
            found.append(tuple(texts))
        width = max(map(len, found))
        padded = tuple((*row, *[Words()] * (width - len(row))) for row in found)
        self.blocks.append(Block(Words(), first, len(self.lines), rows=padded))

    def _words(self, element: Element) -> Words:
        return words_of(self._runs(element, self._mark(element.get(f"{_TEXT}style-name", "")), ""))

    def _runs(self, element: Element, mark: str, target: str) -> Iterator[tuple[str, str, str]]:
        yield element.text or "", mark, target
        for child in element:
            match child.tag.removeprefix(_TEXT):
                case "s" | "tab" | "line-break":
                    yield " " * min(_whole(child.get(f"{_TEXT}c"), 1), _MOST_REPEATS), mark, target
                case "span":
                    yield from self._runs(child, self._mark(child.get(f"{_TEXT}style-name", "")) or mark, target)
                case "a":
                    link = child.get(f"{_XLINK}href", "")
                    yield from self._runs(child, mark, link if re.match(r"(?:https?|mailto):", link) else "")
                case "note" | "tracked-changes":
                    pass
                case _ if child.tag.startswith(_TEXT):
                    yield from self._runs(child, mark, target)
            yield child.tail or "", mark, target

    def _chain(self, style: str) -> Iterator[str]:
        for _ in range(_MOST_BASES):
            if not style:
                return
            yield style
            style = self.parents.get(style, "")

    def _mark(self, style: str) -> str:
        return next((self.marks[name] for name in self._chain(style) if name in self.marks), "")

    def _named(self, style: str) -> str:
        """Return the name of a style, or of the one that an automatic style is made of."""
        name = self.parents.get(style) or style if re.fullmatch(r"[PT]\d+", style) else style
        return self.names.get(name, name).replace("_20_", " ")

    def _list_style(self, style: str) -> str:
        return next((self.list_of[name] for name in self._chain(style) if name in self.list_of), "")


def _levels(style: Element) -> Iterator[tuple[int, _Level]]:
    for level in style:
        number = _whole(level.get(f"{_TEXT}level"), 1)
        if level.tag in {f"{_TEXT}list-level-style-number", f"{_TEXT}outline-level-style"}:
            yield (
                number,
                _Level(
                    _FORMS.get(level.get(f"{_STYLE}num-format", ""), ""),
                    level.get(f"{_STYLE}num-prefix", ""),
                    level.get(f"{_STYLE}num-suffix", ""),
                    _whole(level.get(f"{_TEXT}start-value"), 1),
                    _whole(level.get(f"{_TEXT}display-levels"), 1),
                ),
            )
        elif level.tag == f"{_TEXT}list-level-style-bullet":
            yield number, _Level()


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else default
