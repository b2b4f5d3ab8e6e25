"""The parts of a text written as Policy Markdown that reads back as the same sections and clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from policybook.importing.piece import Kind, Piece
from policybook.importing.words import Words
from policybook.model import Tree
from policybook.parsing.labels import split_clause_label, split_heading_label

_PLAIN_NUMBER: Final = re.compile(r"(\d{1,9})([.)])")
_STARTS_WITH_NUMBER: Final = re.compile(r"[\w(]{1,7}?[.)]|\d+(?:\.\d+)+|\(")


class Written(NamedTuple):
    """Markdown, and where its parts stand in it."""

    text: str
    lines: tuple[int, ...]
    """The first line of each part, counted from one."""


class _Open(NamedTuple):
    """A list that is being written."""

    kind: str
    """What parts it from its neighbours: a bullet, or the sign behind its numbers."""
    column: int
    """Where the words of its last item begin."""


def written(pieces: Sequence[Piece]) -> Written:
    """Return the Markdown of headings, paragraphs, items and tables."""
    rows: list[str] = []
    lines: list[int] = []
    open_: list[_Open] = []
    before: Piece | None = None
    for piece in pieces:
        if piece.kind is Kind.ITEM:
            in_list = before is not None and before.kind is Kind.ITEM
            row, column, kind = _item(piece, open_, continues=in_list)
            if not in_list:
                rows.append("")
                open_.clear()
            depth = min(piece.depth, len(open_))
            other = depth < len(open_) and open_[depth].kind != kind
            # A list that begins with another number than 1 cannot follow a line of text directly.
            late = depth == len(open_) and kind in {".", ")"} and not row.lstrip().startswith("1" + kind)
            if in_list and (other or late):
                rows.append("")
            del open_[depth:]
            open_.append(_Open(kind, column))
            rows.append(row)
        else:
            open_.clear()
            rows.append("")
            rows += _block(piece)
        lines.append(len(rows) - (len(_block(piece)) - 1 if piece.kind is Kind.TABLE else 0))
        before = piece
    return Written("\n".join(rows).strip("\n") + "\n", tuple(line - 1 for line in lines))


def differences(pieces: Sequence[Piece], tree: Tree) -> list[int]:
    """Return the positions of the parts that do not read back as they were meant."""
    if len(tree) != len(pieces):
        return list(range(min(len(tree), len(pieces)), len(pieces))) or [0]
    return [
        n
        for n, (piece, node) in enumerate(zip(pieces, tree.nodes, strict=True))
        if (node.label or "") != piece.label
        or (piece.kind is not Kind.TABLE and node.text != piece.text)
        or node.is_section is not (piece.kind is Kind.HEADING)
    ]


def _item(piece: Piece, open_: Sequence[_Open], *, continues: bool) -> tuple[str, int, str]:
    """Return the row of an item, the column of its words, and what parts its list from others."""
    depth = min(piece.depth, len(open_)) if continues else 0
    indent = open_[depth - 1].column if depth else 0
    beside = open_[depth].kind if continues and depth < len(open_) else ""
    number = _PLAIN_NUMBER.fullmatch(piece.printed or "")
    if number:
        kind = number[2]
        mark = f"{number[1]}{kind} "
        text = _text(piece.words, labelled=True)
    else:
        kind = "-" if beside in {"", "-"} else "*" if beside in {".", ")", "*"} else "-"
        mark = f"{kind} "
        text = f"{_printed(piece)} {piece.words.markdown()}".strip() if piece.printed else _text(piece.words)
    return f"{' ' * indent}{mark}{text}".rstrip(), indent + len(mark), kind


def _block(piece: Piece) -> list[str]:
    if piece.kind is Kind.TABLE:
        return _table(piece)
    if piece.kind is Kind.HEADING:
        return [f"{'#' * piece.level} {_heading(piece)}".rstrip()]
    if piece.printed:
        return [f"{_printed(piece)} {piece.words.markdown()}".strip()]
    return [_text(piece.words)]


def _heading(piece: Piece) -> str:
    text = piece.words.plain().markdown()
    if not piece.printed:
        label, _ = split_heading_label(piece.text)
        return _no_label(text) if label else text
    for between in (f"{piece.printed} ", f"{piece.label}. ", f"{piece.label}: "):
        if split_heading_label(f"{between}{text}") == (piece.label, text):
            return f"{between}{text}"
    return f"{piece.printed} {text}"


def _printed(piece: Piece) -> str:
    """Return a label in a form that reads back as one before these words."""
    for form in (piece.printed, piece.label, f"{piece.label}."):
        if split_clause_label(f"{form} {piece.text}").label == piece.label:
            return form
    return piece.printed


def _text(words: Words, *, labelled: bool = False) -> str:
    """Return words that begin with no label, though they may look as if they did."""
    text = words.markdown()
    label, _ = split_clause_label(words.text)
    return _no_label(text) if label and not labelled else text


def _no_label(text: str) -> str:
    found = _STARTS_WITH_NUMBER.match(text)
    if not found:
        return text
    at = next((n for n, sign in enumerate(text) if sign in "().[]"), 0)
    return f"{text[:at]}\\{text[at:]}"


def _table(piece: Piece) -> list[str]:
    rows = ["| " + " | ".join(cell.markdown(in_table=True) for cell in row) + " |" for row in piece.rows]
    return [rows[0], "|" + " --- |" * len(piece.rows[0]), *rows[1:]]
