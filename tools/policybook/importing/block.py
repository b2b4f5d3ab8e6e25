"""What readers hand over: the paragraphs, items, headings and tables of a document, in the order of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policybook.importing.words import Words

Rows = tuple[tuple[Words, ...], ...]
"""A table, row by row."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, item, heading or table, with what its format says of it."""

    words: Words
    """Without its list mark."""
    first: int
    """The first line of the source that it stands on; of a Word file, the number of its paragraph."""
    last: int
    bullet: str = ""
    """The list mark without a number that stands before it: "•", "-", "o"; or nothing."""
    label: str = ""
    """The number or letter of its list as it is printed, with its dot or brackets; the words do not repeat it."""
    depth: int | None = None
    """How deep its list lies, from zero, where the format says so."""
    indent: int = 0
    """Columns before it, where only they tell how deep it lies."""
    level: int = 0
    """The level of its heading, from one, where the format says that it is one."""
    size: float = 0
    """The size of its letters, where that is known."""
    gap: bool = True
    """Whether there is space before it."""
    rows: Rows = ()
    """Of a table."""
    is_title: bool = False
    """Whether its format calls it the document's title."""
    aside: str = ""
    """Why it is no clause, where its format says so: the running title of its pages, a line of the contents."""

    @property
    def is_item(self) -> bool:
        """Whether it was written as an item of a list."""
        return bool(self.bullet or self.label)

    @property
    def text(self) -> str:
        """What is printed: mark and words."""
        if self.rows:
            return " ".join(" | ".join(cell.text for cell in row) for row in self.rows)
        return f"{self.label} {self.words.text}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read."""

    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    """The source, line by line, as blocks number them from one; of a Word file, its paragraphs."""
    title: str = ""
    """The title that the file's properties give."""
    unsure: tuple[tuple[int, str, str], ...] = ()
    """Line, text and reason where the reader itself had to guess."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Front matter that the file brought with it."""
