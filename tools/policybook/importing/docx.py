"""Word files read into blocks: styles, automatic numbers, lists, tables, text boxes, running titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from policybook.errors import InputError
from policybook.importing.archive import Archive
from policybook.importing.block import Block, Document, Rows
from policybook.importing.lines import typed_label
from policybook.importing.numbering import Mark, Numbering, W, number_in, read_numbering
from policybook.importing.words import BOLD, ITALIC, Words, words_of

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING: Final = re.compile(r"heading ?(\d)|Heading(\d)")
_OFF: Final = frozenset({"0", "false", "off", "none"})
_TWIPS: Final = 180
"""Twentieths of a point in what counts as a column of indentation."""
_MOST_BASES: Final = 20
_AROUND_RUNS: Final = frozenset(
    f"{W}{name}" for name in "ins moveTo smartTag sdt sdtContent fldSimple customXml bdo dir".split()
)
_Run = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says, with what it takes over from the styles it is based on."""

    name: str = ""
    level: int = 0
    """The level of a heading, from one; 0 for none."""
    list_: str = ""
    depth: int | None = None
    bold: bool = False
    indent: int = 0
    size: float = 0
    """Of its letters, in points; 0 where nothing says."""


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word file.

    Args:
        data: Its bytes.
        name: Its name, for messages.

    Raises:
        InputError: It is damaged or locked, or is no Word file.
    """
    archive = Archive(data, name)
    part = "word/document.xml"
    if part not in archive:
        raise InputError("The file is no Word document.", fix="Import docx, odt, pdf, html, md or txt.", path=name)
    return _Reader(archive).read(archive.xml(part))


class _Reader:
    """Goes through the paragraphs of one file."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.numbering: Numbering = read_numbering(self._part("word/numbering.xml"))
        self.styles = _styles(self._part("word/styles.xml"))
        self.targets = self._targets()
        self.lines: list[str] = []
        self.blocks: list[Block] = []

    def read(self, root: Element) -> Document:
        """Return the document."""
        body = root.find(f"{W}body")
        if body is not None:
            self._container(body)
        for part in sorted(self.archive.parts):
            if found := re.fullmatch(r"word/(header|footer|footnotes|endnotes)\d*\.xml", part):
                kind = {"header": "the header of the pages", "footer": "the footer of the pages"}.get(
                    found[1], "a footnote"
                )
                self._asides(self.archive.xml(part), kind)
        unsure = []
        if any(part.endswith("vbaProject.bin") for part in self.archive.parts):
            unsure.append((1, "", "the file carries macros; they were neither read nor run"))
        return Document(tuple(self.blocks), tuple(self.lines), self._title(), tuple(unsure))

    def _part(self, name: str) -> Element | None:
        return self.archive.xml(name) if name in self.archive else None

    def _title(self) -> str:
        root = self._part("docProps/core.xml")
        title = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
        text = " ".join((title.text or "").split()) if title is not None else ""
        return text if re.search(r"policy|procedure|agreement|code of", text, re.IGNORECASE) else ""

    def _targets(self) -> dict[str, str]:
        root = self._part("word/_rels/document.xml.rels")
        if root is None:
            return {}
        return {e.get("Id", ""): e.get("Target", "") for e in root if e.get("TargetMode") == "External"}

    # Blocks.

    def _container(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}:
                self._container(child)

    def _paragraph(self, paragraph: Element) -> None:
        runs = list(self._runs(paragraph, self._style(paragraph).bold))
        words = words_of(runs)
        mark = self._mark(paragraph)
        typed = typed_label("".join(run[0] for run in runs)) if mark is None else ""
        if typed and not self._style(paragraph).level:
            mark, words = Mark(typed, -1, is_bullet=False), words.cut(len(typed))
        if words:
            self._add(paragraph, words, mark)
        for box in _boxes(paragraph):
            self._container(box)

    def _add(self, paragraph: Element, words: Words, mark: Mark | None) -> None:
        style = self._style(paragraph)
        label = mark.label if mark else ""
        self.lines.append(f"{label} {words.text}".strip())
        line = len(self.lines)
        lower = style.name.lower()
        self.blocks.append(
            Block(
                words,
                line,
                line,
                bullet="•" if mark is not None and mark.is_bullet and not style.level else "",
                label=label,
                depth=mark.level if mark and mark.level >= 0 and not style.level else None,
                indent=_indent(paragraph, style.indent),
                level=style.level or self._outline(paragraph),
                size=_size(paragraph) or style.size,
                is_title=lower == "title",
                aside="the list of contents" if re.match(r"toc (?:\d|heading)|contents (?:\d|heading)", lower) else "",
            )
        )

    def _table(self, table: Element) -> None:
        cells = [list(_cells(row)) for row in _rows(table)]
        if all(len(row) <= 1 for row in cells):
            for row in cells:
                for cell in row:
                    self._container(cell)
            return
        first = len(self.lines) + 1
        found: list[tuple[Words, ...]] = []
        for row in cells:
            texts = tuple(self._cell(cell) for cell in row)
            self.lines.append(" | ".join(text.text for text in texts).strip())
            found.append(texts)
        width = max(map(len, found))
        padded: Rows = tuple((*row, *[Words()] * (width - len(row))) for row in found)
        self.blocks.append(Block(Words(), first, len(self.lines), rows=padded))

    def _cell(self, cell: Element) -> Words:
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue":
            return Words()
        words = Words()
        for paragraph in cell.iter(f"{W}p"):
            mark = self._mark(paragraph)
            own = words_of([(f"{mark.label} " if mark and mark.label else "", "", ""), *self._runs(paragraph, False)])
            words = words.joined(own)
        return words

    def _asides(self, root: Element, reason: str) -> None:
        for paragraph in root.iter(f"{W}p"):
            text = words_of(self._runs(paragraph, False))
            if text:
                self.lines.append(text.text)
                self.blocks.append(Block(text, len(self.lines), len(self.lines), aside=reason))

    # Paragraphs.

    def _runs(self, paragraph: Element, bold: bool) -> Iterator[_Run]:
        for element, target in _inline(paragraph, ""):
            properties = element.find(f"{W}rPr")
            if _is_on(properties, "vanish"):
                continue
            strong = _is_on(properties, "b", default=bold) or _char_style(properties) == "Strong"
            italic = _is_on(properties, "i") or _char_style(properties) == "Emphasis"
            mark = (BOLD if strong else "") + (ITALIC if italic else "")
            yield "".join(_text(element)), mark, self.targets.get(target, "") if target else ""

    def _style(self, paragraph: Element) -> _Style:
        return self.styles.get(_style_id(paragraph) or "\0", self.styles.get("", _Style()))

    def _outline(self, paragraph: Element) -> int:
        properties = paragraph.find(f"{W}pPr")
        level = number_in(properties, "outlineLvl", 9) if properties is not None else 9
        return level + 1 if level < 9 else 0

    def _mark(self, paragraph: Element) -> Mark | None:
        style = self._style(paragraph)
        own = paragraph.find(f"{W}pPr/{W}numPr")
        list_, level = style.list_, style.depth
        if own is not None:
            number = own.find(f"{W}numId")
            list_ = number.get(f"{W}val", "") if number is not None else list_
            if own.find(f"{W}ilvl") is not None:
                level = number_in(own, "ilvl", 0)
        if not list_ or list_ == "0":
            return None
        if level is None:
            level = self.numbering.level_of_style(list_, _style_id(paragraph)) or 0
        return self.numbering.next(list_, level)


def _styles(root: Element | None) -> dict[str, _Style]:
    if root is None:
        return {}
    elements = {
        e.get(f"{W}styleId", ""): e for e in root.iter(f"{W}style") if e.get(f"{W}type", "paragraph") == "paragraph"
    }
    usual = _points(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    found = {id_: _resolved(id_, elements, usual) for id_ in elements}
    default = next((id_ for id_, e in elements.items() if e.get(f"{W}default") in {"1", "true"}), None)
    if default is not None:
        found[""] = found[default]
    return found


def _resolved(id_: str, elements: dict[str, Element], default_size: float) -> _Style:
    """Return a style with what those it is based on say."""
    chain: list[Element] = []
    at = id_
    while at in elements and len(chain) < _MOST_BASES and elements[at] not in chain:
        chain.append(elements[at])
        base = elements[at].find(f"{W}basedOn")
        at = base.get(f"{W}val", "") if base is not None else ""
    name_of = elements[id_].find(f"{W}name")
    name = name_of.get(f"{W}val", "") if name_of is not None else id_
    level = 0
    list_, depth, bold, indent, size = "", None, False, 0, default_size
    for element in reversed(chain):
        own = element.find(f"{W}name")
        heading = _HEADING.match(own.get(f"{W}val", "") if own is not None else "")
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if heading:
            level = int(heading[1] or heading[2])
        elif outline is not None:
            value = _number(outline)
            level = value + 1 if value < 9 else 0
        number = element.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            list_ = number.get(f"{W}val", "")
        deep = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if deep is not None:
            depth = _number(deep)
        properties = element.find(f"{W}rPr")
        bold = _is_on(properties, "b", default=bold)
        size = _points(properties) or size
        ind = element.find(f"{W}pPr/{W}ind")
        if ind is not None:
            indent = _columns(ind)
    return _Style(name, level, list_, depth, bold and not level, indent, size)


def _points(properties: Element | None) -> float:
    """Return the size of letters in points, or 0 where it is not stated; Word counts half points."""
    return number_in(properties, "sz", 0) / 2 if properties is not None else 0


def _size(paragraph: Element) -> float:
    """Return the size that all letters of a paragraph are given, or 0."""
    sizes = {_points(run.find(f"{W}rPr")) for run, _ in _inline(paragraph, "") if "".join(_text(run)).strip()}
    return sizes.pop() if len(sizes) == 1 else 0


def _number(element: Element) -> int:
    """Return the whole number that an element's value is, or 9, which is no level."""
    text = element.get(f"{W}val", "")
    return int(text) if text.isdigit() and len(text) < 6 else 9


def _style_id(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _char_style(properties: Element | None) -> str:
    style = properties.find(f"{W}rStyle") if properties is not None else None
    return style.get(f"{W}val", "") if style is not None else ""


def _is_on(properties: Element | None, name: str, *, default: bool = False) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return default if found is None else found.get(f"{W}val", "1") not in _OFF


def _indent(paragraph: Element, inherited: int) -> int:
    ind = paragraph.find(f"{W}pPr/{W}ind")
    return inherited if ind is None else _columns(ind)


def _columns(ind: Element) -> int:
    text = ind.get(f"{W}left") or ind.get(f"{W}start") or "0"
    return int(text) // _TWIPS if text.isdigit() and len(text) < 7 else 0


def _inline(parent: Element, target: str) -> Iterator[tuple[Element, str]]:
    """Yield the runs of a paragraph, each with the link that it is part of; not those that were deleted."""
    for child in parent:
        if child.tag == f"{W}r":
            yield child, target
        elif child.tag == f"{W}hyperlink":
            yield from _inline(child, child.get(f"{_R}id", ""))
        elif child.tag in _AROUND_RUNS:
            yield from _inline(child, target)


def _text(run: Element) -> Iterator[str]:
    for child in run:
        match child.tag.removeprefix(W):
            case "t":
                yield child.text or ""
            case "tab" | "ptab":
                yield "\t"
            case "br" | "cr":
                yield " "
            case "noBreakHyphen":
                yield "\u2011"
            case "sym":
                code = child.get(f"{W}char", "")
                yield chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and int(code, 16) < 0xD800 else ""


def _boxes(paragraph: Element) -> list[Element]:
    """Return the text boxes that hang on a paragraph, each once though a file states them in two ways."""
    fallbacks = {box for fallback in paragraph.iter(f"{_MC}Fallback") for box in fallback.iter(f"{W}txbxContent")}
    boxes = [box for box in paragraph.iter(f"{W}txbxContent") if box not in fallbacks]
    return boxes or list(fallbacks)


def _rows(table: Element) -> list[Element]:
    found = []
    for child in table:
        if child.tag == f"{W}tr":
            found.append(child)
        elif child.tag in {f"{W}sdt", f"{W}ins", f"{W}customXml"}:
            found += child.iter(f"{W}tr")
    return found


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}customXml"}:
            yield from child.iter(f"{W}tc")
