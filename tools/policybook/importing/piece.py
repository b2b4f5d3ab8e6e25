"""The parts of a text while it is decided what each is: a heading, a paragraph, an item or a table, and how deep."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from policybook.importing.block import Block, Rows
from policybook.importing.lines import bullet_of
from policybook.importing.words import BOLD, Words
from policybook.parsing.labels import split_clause_label, split_heading_label

STEM: Final = re.compile(r":\s*[-–—]?$")
_LOOSE_STEM: Final = re.compile(r"\b(?:for example|such as|e\.g\.|including|by)\s*[:;]\s*[-–—]?$", re.IGNORECASE)
_ENDED: Final = re.compile(r"[.!?;:][\"'”’)*\]]*$")


class Kind(StrEnum):
    """What a part is written as."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(slots=True, eq=False)
class Piece:
    """A part of a text; what it is becomes clear step by step."""

    words: Words
    """Without label and list mark."""
    lines: list[tuple[int, int]]
    """The lines of the source that it stands on."""
    block: Block
    """As the reader saw it, or the first of the blocks that it was joined of."""
    kind: Kind = Kind.PARAGRAPH
    printed: str = ""
    """The label as the source prints it ("1.", "(a)", "13", "APPENDIX 2:"), or nothing."""
    label: str = ""
    """The label as it is cited ("1", "(a)", "13", "APPENDIX 2"), or nothing."""
    level: int = 0
    """Of a heading, from 2."""
    depth: int = 0
    """Of an item, how many items it lies in."""
    rows: Rows = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """Its words."""
        return self.words.text

    @property
    def line(self) -> int:
        """The first line of the source that it stands on."""
        return self.lines[0][0]

    @property
    def is_item(self) -> bool:
        """Whether it was written with a list mark, or with a number that only lists have."""
        return not self.is_dotted and bool(self.block.bullet or self.label)

    @property
    def is_dotted(self) -> bool:
        """Whether its label is a number with dots between ("3.7"), as paragraphs have."""
        return "." in self.label and self.label[:1] != "("

    @property
    def is_stem(self) -> bool:
        """Whether it introduces what stands below it."""
        return bool(STEM.search(self.text))

    @property
    def introduces(self) -> bool:
        """Whether it introduces what stands below it, be it with a slip of the pen ("for example;")."""
        return self.is_stem or bool(_LOOSE_STEM.search(self.text))

    @property
    def is_ended(self) -> bool:
        """Whether its last sentence is complete."""
        return bool(_ENDED.search(self.text))

    @property
    def is_bold(self) -> bool:
        """Whether all its letters are bold."""
        return self.words.marked(BOLD)

    @property
    def is_capitals(self) -> bool:
        """Whether all its letters are capitals."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 2 and not any(c.islower() for c in letters)

    def join(self, other: Piece, between: str = " ") -> None:
        """Take in a part that turned out to be the rest of this one."""
        if re.search(r"[a-z]-$", self.text) and other.text[:1].islower():
            # The hyphen only ended the line.
            self.words, between = self.words.cut(0, len(self.text) - 1), ""
        self.words = self.words.joined(other.words, between)
        self.lines += other.lines


def piece_of(block: Block) -> Piece:
    """Return the part that a block is, its list mark or label told from its words where the format has none."""
    if not (block.is_item or block.level or block.rows) and (mark := bullet_of(block.words.text)) and mark[1]:
        block = replace(block, bullet=mark[0], words=block.words.cut(len(block.words.text) - len(mark[1])))
    piece = Piece(block.words, [(block.first, block.last)], block, rows=block.rows)
    if block.rows:
        piece.kind = Kind.TABLE
    elif block.label:
        piece.printed = block.label
        piece.label = label_of(block.label)
    else:
        label, rest = split_clause_label(block.words.text)
        if label:
            piece.label = label
            piece.printed = block.words.text[: len(block.words.text) - len(rest)].strip()
            piece.words = block.words.cut(len(block.words.text) - len(rest))
    return piece


def as_heading(piece: Piece) -> tuple[str, str, Words]:
    """Return label, printed label and words that a part would have as a heading."""
    if piece.printed:
        return piece.label, piece.printed, piece.words
    label, rest = split_heading_label(piece.text)
    if label is None:
        return "", "", piece.words
    at = len(piece.text) - len(rest)
    return label, piece.text[:at].strip(), piece.words.cut(at)


def label_of(printed: str) -> str:
    """Return a printed number as it is cited: it keeps its brackets and loses a final dot, colon or lone bracket."""
    label = printed.strip()
    if label.endswith((".", ":")):
        return label[:-1]
    return label[:-1] if label.endswith(")") and "(" not in label else label
