"""The lines that a text has on paper: a heading, clause or field each, with its printed label."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from policybook.metadata import Acknowledgement
from policybook.model import Form, Node, Tree
from policybook.parsing.inline import INLINE_PARSER, visible_text

DECLARATION: Final = "Declaration"
"""The heading above what staff sign."""
FACTS: Final = ("About this text", "What it says")
"""The header of the table of what a text says of itself."""
_FIELDS: Final = ("Name", "Signature", "Date")
"""What a signature needs where the policy does not say."""


_ILLEGIBLE: Final = dict.fromkeys(
    (
        *range(9),
        *range(10, 32),
        *range(127, 160),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        0xFFFE,
        0xFFFF,
    ),
    "\ufffd",
)
"""Characters that turn the order of what is read, or that XML cannot hold."""


def legible(text: str) -> str:
    """Return a text without characters that no document can show: each gives way to a mark of replacement."""
    return text.translate(_ILLEGIBLE)


class Look(StrEnum):
    """What a line is set as."""

    TITLE = "title"
    HEADING = "heading"
    CLAUSE = "clause"
    BULLET = "bullet"
    FIELD = "field"
    """A blank to be filled in by hand."""


class Style(NamedTuple):
    """How a line is set; lines of two styles are never one paragraph."""

    look: Look
    depth: int = 0
    """The level of a heading, from 1; for a clause, how many clauses are around it."""


Cells = tuple[tuple[str, ...], ...]


class Line(NamedTuple):
    """A line of a text."""

    style: Style
    label: str
    """Empty for none."""
    words: str
    cells: Cells = ()
    """The rows of a table, the header first; the words are the same in a line."""

    @property
    def head(self) -> str:
        """The label with what parts it from the words; empty for none."""
        gap = " " if self.style.look is Look.HEADING else "\t"
        return f"{self.label}{gap}" if self.label else ""

    @property
    def text(self) -> str:
        """All that is printed."""
        return self.head + self.words


def line_of(tree: Tree, position: int, shown: Callable[[str], str]) -> Line:
    """Return the line of a section or clause.

    Args:
        tree: The text.
        position: Where the node stands in it.
        shown: Turns the words of a policy into those that readers see.
    """
    node = tree.nodes[position]
    is_table = Form.TABLE in (node.form, node.block) and not node.label
    cells = _cells(tree, node, shown) if is_table else ()
    return Line(_style(tree, position), shown(node.label or ""), shown(node.text), cells)


def is_printed(node: Node) -> bool:
    """Return whether a reader sees anything of a node: a link's definition or a rule across the page has no words."""
    return bool(node.text or node.label)


def clause_lines(tree: Tree, shown: Callable[[str], str]) -> tuple[Line, ...]:
    """Return the lines of all sections and clauses, in document order."""
    return tuple(line_of(tree, n, shown) for n, node in enumerate(tree.nodes) if is_printed(node))


def declaration_lines(asked: Acknowledgement | None, shown: Callable[[str], str]) -> tuple[Line, ...]:
    """Return the lines that staff sign: heading, statement and fields; none where there is no declaration."""
    statement = " ".join((asked.statement or "").split()) if asked else ""
    if asked is None or not (statement or asked.fields):
        return ()
    return (
        Line(Style(Look.HEADING, 1), "", DECLARATION),
        *((Line(Style(Look.CLAUSE), "", shown(statement)),) if statement else ()),
        *(Line(Style(Look.FIELD), "", f"{shown(' '.join(field.split()))}:") for field in asked.fields or _FIELDS),
    )


def _cells(tree: Tree, node: Node, shown: Callable[[str], str]) -> Cells:
    """Return the rows of a table, read again from its source, since its text does not tell where a cell ends.

    A table that is none in a document, with longer and shorter rows, stays a line.
    """
    references = dict(tree.references)
    rows: list[list[str]] = []
    for token in INLINE_PARSER.parse(node.source):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(shown(visible_text(token.content, references)[0]))
    if " ".join(" | ".join(row) for row in rows) != shown(node.text) or len({len(row) for row in rows}) != 1:
        return ()
    return tuple(map(tuple, rows))


def _style(tree: Tree, position: int) -> Style:
    node = tree.nodes[position]
    if node.is_section:
        return Style(Look.HEADING, max(node.level - 1, 1))
    depth = sum(not tree.nodes[n].is_section for n in tree.ancestors(position))
    return Style(Look.BULLET if node.form is Form.ITEM and not node.label else Look.CLAUSE, depth)
