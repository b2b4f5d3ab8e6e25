"""The declaration that staff sign: its statement, and the fields below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from policybook.importing.furniture import Reasons, note
from policybook.importing.piece import Kind, Piece

_FIELD: Final = re.compile(
    r"(?:(?:full |print(?:ed)? |block )?names?|signed|signatures?|sign|date(?:d)?|role|position|job title"
    r"|post(?: held)?|class|department"
    r"|print|initials|witness(?:ed)?(?: by)?|line manager|headteacher|head teacher|school"
    r"|(?:staff|volunteer|employee|governor|visitor|parent|carer|pupil|student|user|staff member|witness"
    r"|child|member of staff)(?:['’]?s)?"
    r"(?:\s*/\s*\w+)*(?:['’]s)?\s*(?:names?|signatures?))"
    r"(?:\s*\((?:please\s+)?(?:printed?|block (?:capitals|letters)|capitals|in full|please print)\))?"
    r"(?:\s+of\s+[\w /]{3,40})?",
    re.IGNORECASE,
)
_BLANK: Final = re.compile(r"[\s.…_:·|\t-]+")
_STATEMENT: Final = re.compile(
    r"(?:I|We)\b(?:\s*\([^)]*\)|\s*[._]{3,})?,?\s*(?:the undersigned,?\s*|hereby\s*|can\s*|also\s*|have been\s*)*"
    r"(?:have (?:read|received|understood|been)|confirm|agree|acknowledge|accept|understand|declare"
    r"|undertake|am aware|consent|certify)\b",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"(?:user |staff |employee )?(?:declaration|signatures?|acknowledge?ment|sign[- ]?off|agreement)\b"
    r"|.*\b(?:agreement|declaration|signature|acknowledgement)\b|to be (?:completed|signed)\b",
    re.IGNORECASE,
)
_DECLARATION: Final = re.compile(r"(?:(?:user|staff|employee) )?(?:declaration|acknowledge?ment):?", re.IGNORECASE)
"""A heading below which all that is said is what is signed."""
_NEAR: Final = 6
"""How many parts above its fields a statement may have."""


class Declaration(NamedTuple):
    """What is signed."""

    statement: tuple[str, ...]
    """Its paragraphs; none where what is signed is the section above it."""
    fields: tuple[str, ...]
    line: int


def fields_in(piece: Piece) -> list[str]:
    """Return the fields that a part is made of, or nothing if it says anything else."""
    if piece.kind is Kind.TABLE:
        cells = [cell.text for row in piece.rows for cell in row if _left(cell.text)]
        found = [_fields(cell) for cell in cells]
        return [name for names in found for name in names] if cells and all(found) else []
    if piece.label:
        return []
    return _fields(piece.text)


def without_declarations(
    pieces: Sequence[Piece], reasons: Reasons, school: frozenset[str]
) -> tuple[list[Piece], list[Declaration]]:
    """Take the declarations out of a text.

    Args:
        pieces: The parts, headings marked.
        reasons: Gets the lines that were taken out.
        school: Names of the school, in small letters; a line with nothing else belongs to the form.

    Returns:
        The other parts, and the declarations in order.
    """
    kept: list[Piece] = []
    found: list[Declaration] = []
    at = 0
    while at < len(pieces):
        names: list[str] = []
        end = at
        while end < len(pieces) and ((fields := fields_in(pieces[end])) or (names and _is_blank(pieces[end]))):
            names += fields
            end += 1
        if len(names) < 2 or not _has_signature(names):
            kept.append(pieces[at])
            at += 1
            continue
        start = _statement_start(kept)
        taken = kept[start:]
        statement = _paragraphs(taken)
        for piece in (*taken, *pieces[at:end]):
            note(reasons, piece, "acknowledgement")
        del kept[start:]
        found.append(Declaration(statement, tuple(dict.fromkeys(names)), pieces[at].line))
        _drop_titles(kept, reasons, school, taken_any=bool(taken))
        at = end
    return kept, found


def _statement_start(kept: Sequence[Piece]) -> int:
    """Return where the statement above signature fields begins: with its first sentence in the first person."""
    start = len(kept)
    for n in range(len(kept) - 1, max(len(kept) - _NEAR, 0) - 1, -1):
        piece = kept[n]
        if piece.kind is Kind.HEADING and _DECLARATION.fullmatch(piece.text):
            return n + 1
        if piece.kind is Kind.HEADING or piece.kind is Kind.TABLE or piece.is_item:
            break
        if _STATEMENT.match(piece.text):
            start = n
    return start


def _paragraphs(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the paragraphs of a statement; a line that ends in the middle of a sentence goes on in the next."""
    rows: list[str] = []
    for piece in pieces:
        if not _says(piece):
            continue
        if rows and rows[-1][-1] not in ".:;!?" and not _STATEMENT.match(piece.text):
            rows[-1] = f"{rows[-1]} {piece.text}"
        else:
            rows.append(piece.text)
    return tuple(map(_mended, rows))


def _drop_titles(kept: list[Piece], reasons: Reasons, school: frozenset[str], *, taken_any: bool) -> None:
    """Set aside the headings of a form of which nothing else is left, and the school's name above it."""
    while kept:
        last = kept[-1]
        if last.text.lower().strip(" .:") in school:
            note(reasons, last, "the school's name above a form")
        elif taken_any and last.kind is Kind.HEADING and not last.label and _TITLE.match(last.text):
            note(reasons, last, "the heading of the declaration")
        else:
            return
        kept.pop()


def _fields(text: str) -> list[str]:
    rest = text
    names: list[str] = []
    while rest := _left(rest):
        match = _FIELD.match(rest)
        if not match or (match.end() < len(rest) and rest[match.end()].isalnum()):
            return []
        name, rest = match[0], rest[match.end() :]
        blank = re.match(r"[\s.…_:|\t]*(?:\((?:print(?:ed)?|please print|block capitals)\))?", rest, re.IGNORECASE)
        tail = blank[0] if blank else ""
        if bracket := re.search(r"\(.*\)", tail):
            name = f"{name} {bracket[0]}"
        names.append(" ".join(name.split()))
        rest = rest[len(tail) :]
    return names


def _left(text: str) -> str:
    """Return a text without the dots and lines at its beginning that are to be written on."""
    return re.sub(r"^[\s.…_:·|,/-]+", "", text)


def _is_blank(piece: Piece) -> bool:
    return piece.kind is not Kind.TABLE and not _left(piece.text)


def _says(piece: Piece) -> bool:
    return any(map(str.isalpha, piece.text))


def _has_signature(names: Sequence[str]) -> bool:
    return any(re.search(r"sign", name, re.IGNORECASE) for name in names)


def _mended(text: str) -> str:
    """Return a statement whose lines ran over the end of a cell, with what was printed twice printed once."""

    def once(match: re.Match[str]) -> str:
        before, after = match["before"], match["after"]
        shared = next((n for n in range(len(after), 0, -1) if before.endswith(after[:n])), 0)
        return before + after[shared:]

    mended, halves = re.subn(r"(?P<before>\b[a-z]+)-\s(?P<after>[a-z]+)\b", once, text)
    # Where cells were cut, whole words have their last letters printed again, too.
    return re.sub(r"\b([a-z]+([a-z]{2,3})) \2\b", r"\1", mended) if halves else text
