"""Word files: a policy as it stands, or two texts as one with tracked changes and comments.

The file is made by python-docx, whose template has the headings and bullets that Word knows; insertions and deletions
are written as WordprocessingML has them (ECMA-376, part 1, 17.13.5), which python-docx does not know.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from policybook.diffing.changes import Op, Run
from policybook.exporting.lines import FACTS, Look, Style, legible
from policybook.exporting.sources import Sheet
from policybook.exporting.tracked import Paragraph
from policybook.exporting.word_template import HEADINGS, LANGUAGE, TABLE, new_document

AUTHOR: Final = "policybook"
_INDENT: Final = 425
"""Twentieths of a point by which each level of clauses is set in: 7.5 mm."""
_BLANK: Final = "_" * 40
_MARKS: Final = {Op.INSERT: "w:ins", Op.DELETE: "w:del"}
_APART: Final = 2
"""Minutes between changes that must not be taken for one; a minute is not enough."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold; the same input always gives the same file."""


def word_file(sheet: Sheet, paragraphs: Iterable[Paragraph]) -> bytes:
    """Return a Word file.

    The first paragraph is the title. Facts and header stand outside the tracked text, and so does an empty paragraph at
    the end, since Word can take away no paragraph that nothing follows.

    Args:
        sheet: What stands around the text.
        paragraphs: The text, with what was taken out and put in.
    """
    return _Writer(sheet).write(list(paragraphs))


class _Writer:
    """Writes one file; numbers its changes as it goes, since no two may share a number."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._document = new_document()
        self._body = self._document.element.body
        self._numbered = 0
        self._minute = 0
        self._last = Op.KEEP

    def write(self, paragraphs: Sequence[Paragraph]) -> bytes:
        self._set_up()
        for n, paragraph in enumerate(paragraphs):
            if paragraph.cells:
                self._add_table(paragraph.cells)
                continue
            self._add(paragraph, self._sheet.remarks if n == 0 else paragraph.remarks)
            if n == 0 and self._sheet.facts:
                self._add_facts()
        self._document.add_paragraph()
        out = io.BytesIO()
        self._document.save(out)
        return _undated(out.getvalue())

    def _set_up(self) -> None:
        sheet = self._sheet
        at = datetime.datetime.combine(sheet.day, datetime.time())
        about = self._document.core_properties
        about.title, about.author, about.last_modified_by, about.language = (
            legible(sheet.title),
            AUTHOR,
            AUTHOR,
            LANGUAGE,
        )
        about.created = about.modified = at
        about.comments = ""
        self._document.sections[0].header.paragraphs[0].text = legible(sheet.header)

    def _add_facts(self) -> None:
        self._add_table([FACTS, *self._sheet.facts.items()])

    def _add_table(self, rows: Sequence[Sequence[str]]) -> None:
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style=TABLE)
        for made, row in zip(table._tbl.tr_lst, rows, strict=True):
            for cell, words in zip(made.tc_lst, row, strict=True):
                cell.p_lst[0].append(_run(Run(Op.KEEP, " ".join(words.split()))))
        # Repeated on each page, and told by screen readers as what the cells below are.
        table._tbl.tr_lst[0].get_or_add_trPr().append(_element("w:tblHeader"))
        self._document.add_paragraph()

    def _add(self, paragraph: Paragraph, remarks: tuple[str, ...]) -> None:
        element = self._document.add_paragraph()._p
        element.style = _style_id(paragraph.style)
        properties = element.get_or_add_pPr()
        self._indent(paragraph, properties)
        self._tell_apart(paragraph)
        if paragraph.op is not Op.KEEP:
            marks = _element("w:rPr")
            marks.append(self._mark(paragraph.op))
            properties.append(marks)
        comment = self._comment(remarks) if remarks else ""
        # A paragraph that comes or goes takes its comment with it only if that stands at a point.
        is_range = comment and paragraph.op is Op.KEEP
        if is_range:
            element.append(_element("w:commentRangeStart", **{"w:id": comment}))
        for run in paragraph.runs:
            self._append(element, run.op, _run(run))
        if paragraph.style.look is Look.FIELD:
            self._append(element, paragraph.op, _run(Run(paragraph.op, f" {_BLANK}")))
        if is_range:
            element.append(_element("w:commentRangeEnd", **{"w:id": comment}))
        if comment:
            reference = _element("w:r")
            reference.append(_element("w:commentReference", **{"w:id": comment}))
            self._append(element, paragraph.op, reference)

    def _tell_apart(self, paragraph: Paragraph) -> None:
        """Tell a change that begins a paragraph from one of its kind that ends the paragraph before.

        Programs take changes of one kind, author and minute that touch for one change. LibreOffice does so even across
        the end of a paragraph that is kept, and so would join the two paragraphs when the change is rejected.
        """
        ops = [run.op for run in paragraph.runs] or [Op.KEEP]
        if ops[0] is self._last is not Op.KEEP:
            self._minute = _APART - self._minute
        self._last = ops[-1] if paragraph.op is Op.KEEP else Op.KEEP

    def _stamp(self, minute: int = 0) -> str:
        return f"{self._sheet.day.isoformat()}T00:{minute:02}:00Z"

    def _indent(self, paragraph: Paragraph, properties: Any) -> None:
        look, depth = paragraph.style
        if look not in {Look.CLAUSE, Look.BULLET}:
            return
        has_label = "\t" in "".join(run.text for run in paragraph.runs)
        hanging = _INDENT if look is Look.BULLET else 2 * _INDENT if has_label else 0
        left = depth * _INDENT + hanging
        if left:
            properties.append(_element("w:ind", **{"w:left": str(left), "w:hanging": str(hanging)}))

    def _append(self, element: Any, op: Op, run: Any) -> None:
        if op is Op.KEEP:
            element.append(run)
            return
        mark = self._mark(op)
        mark.append(run)
        element.append(mark)

    def _mark(self, op: Op) -> Any:
        self._numbered += 1
        at = self._stamp(self._minute)
        return _element(_MARKS[op], **{"w:id": str(self._numbered), "w:author": AUTHOR, "w:date": at})

    def _comment(self, remarks: tuple[str, ...]) -> str:
        comment = self._document.comments.add_comment("\n".join(map(legible, remarks)), author=AUTHOR, initials="pb")
        comment._comment_elm.set(qn("w:date"), self._stamp())
        return str(comment.comment_id)


def _style_id(style: Style) -> str | None:
    """Return what the template calls a style; None for that of body text."""
    match style.look:
        case Look.TITLE:
            return "Title"
        case Look.HEADING:
            return f"Heading{min(style.depth, HEADINGS)}"
        case Look.BULLET:
            return "ListBullet"
    return None


def _run(run: Run) -> Any:
    """Return the element of a run; a tab is an element of its own."""
    made = _element("w:r")
    for n, text in enumerate(legible(run.text).split("\t")):
        if n:
            made.append(_element("w:tab"))
        if text:
            words = _element("w:delText" if run.op is Op.DELETE else "w:t", **{"xml:space": "preserve"})
            words.text = text
            made.append(words)
    return made


def _element(name: str, **attributes: str) -> Any:
    made: Any = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _undated(content: bytes) -> bytes:
    """Return a zip file without the times at which its parts were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
