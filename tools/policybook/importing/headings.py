"""Which parts of a text are headings, told by number, capitals, boldness and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policybook.importing.numbers import follows, numbers_of
from policybook.importing.piece import Kind, Piece, as_heading

_LARGER: Final = 0.9
"""Points by which the letters of a heading are larger than others."""
LONGEST: Final = 14
"""Words of a heading."""
_ENDS_OTHERWISE: Final = re.compile(r"[.;,]$|\.{3,}|_{3,}|[:;]\s*[-–]$")
_PREDICATE: Final = re.compile(
    r"\b(?:must|should|shall|will|may|can|cannot|is|are|was|were|has|have|do|does)\b", re.IGNORECASE
)
_QUESTION: Final = re.compile(r"(?:who|what|when|where|why|how|which|if)\b[^,]*$|.*\?$", re.IGNORECASE)
"""What reads as a heading although it has a verb: a question, or the half of a sentence."""
_ADDRESS: Final = re.compile(r"https?://|www\.|@|\d{5,}")
_APPENDIX: Final = re.compile(r"(?:appendix|annexe?|schedule)\b", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"(?:appendix|annexe?|schedule|part|section|chapter)\s+(?:\d+|[A-Z]|[IVX]+)\b", re.IGNORECASE
)


def headings_in(pieces: Sequence[Piece]) -> list[int]:
    """Return the positions of the parts that are headings."""
    usual = usual_size(pieces)
    return [at for at, p in enumerate(pieces) if p.kind is Kind.PARAGRAPH and _is_heading(pieces, at, usual)]


def mark_headings(pieces: Sequence[Piece]) -> None:
    """Make headings of the parts that are."""
    usual = usual_size(pieces)
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.PARAGRAPH and _is_heading(pieces, at, usual):
            piece.label, piece.printed, piece.words = as_heading(piece)
            piece.words = piece.words.plain()
            piece.kind = Kind.HEADING


def merged_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Join the headings that stand on several lines: "Appendix 1" above its title, capitals that go on below."""
    done: list[Piece] = []
    for piece in pieces:
        above = done[-1] if done else None
        if above is not None and above.kind is Kind.HEADING and not piece.label:
            untitled = bool(above.label) and not above.text and (piece.kind is Kind.HEADING or _may_title(piece))
            alike = piece.kind is Kind.HEADING and above.is_capitals and piece.is_capitals
            if untitled or (alike and not piece.block.gap and not above.is_ended):
                above.join(piece)
                continue
        done.append(piece)
    return done


def usual_size(pieces: Sequence[Piece]) -> float:
    """Return the size of most letters; infinite where sizes are not known."""
    sizes = sorted(p.block.size for p in pieces if p.block.size for _ in range(len(p.text) // 20 + 1))
    return sizes[len(sizes) // 2] if sizes else float("inf")


def _may_title(piece: Piece) -> bool:
    """Return whether a paragraph reads as a title, had it a number above it."""
    if piece.kind is not Kind.PARAGRAPH or piece.is_item or len(piece.text.split()) > LONGEST:
        return False
    return _begins_large(piece.text) and not piece.is_ended and not _PREDICATE.search(piece.text)


def is_appendix(piece: Piece) -> bool:
    """Return whether a heading is that of an appendix."""
    return bool(_APPENDIX.match(piece.printed or piece.text))


def _is_heading(pieces: Sequence[Piece], at: int, usual: float) -> bool:
    piece = pieces[at]
    text = piece.text
    words = len(text.split())
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if piece.block.level:
        # A style alone makes no heading of a whole paragraph.
        return bool(text or piece.label) and words <= 3 * LONGEST and not (words > LONGEST and text.endswith("."))
    if piece.block.bullet or not text or words > LONGEST or not any(map(str.isalpha, text)):
        return False
    label, _, rest = as_heading(piece)
    if piece.label or (label.isdigit() and rest):
        return _is_numbered_heading(pieces, at, label, rest.text)
    if piece.block.is_item or piece.block.depth is not None:
        return False
    if _NAMED.match(text) and words <= LONGEST and not text.endswith((";", ",")) and not _PREDICATE.search(text):
        return True
    if _ENDS_OTHERWISE.search(text) or _ADDRESS.search(text) or not _begins_large(text) or after is None:
        return False
    strong = piece.is_bold or piece.is_capitals or piece.block.size > usual + _LARGER
    if text.endswith(":"):
        return strong and not _PREDICATE.search(text)
    if strong:
        return True
    alone = piece.block.gap and (after.block.gap or len(after.text) > len(text))
    apart = alone or (len(after.text) > 2 * len(text) and words <= 8 and _is_closed(pieces, at))
    sentence = _PREDICATE.search(text) and not _QUESTION.match(text)
    return bool(apart) and not sentence and _has_body(pieces, at)


def _is_numbered_heading(pieces: Sequence[Piece], at: int, label: str, text: str) -> bool:
    """Return whether a short numbered line is a heading: its number goes on elsewhere, but not directly below it."""
    piece = pieces[at]
    numbers = numbers_of(label)
    if not numbers or not any(n.style == "decimal" or n.style.startswith("dotted") for n in numbers):
        # Letters and roman numbers are those of lists, unless the line shows that it is a heading.
        return (piece.is_bold or (piece.is_capitals and len(piece.text) > 4)) and not piece.is_ended
    if label.startswith("(") or piece.block.depth or at + 1 == len(pieces):
        return False
    if _ENDS_OTHERWISE.search(text) or not _begins_large(text):
        return False
    strong = piece.is_bold or piece.is_capitals
    if text.endswith(":") and not strong:
        return False
    after = pieces[at + 1]
    beside = follows(as_heading(after)[0], label) or (at > 0 and follows(label, pieces[at - 1].label))
    beside_alike = beside and not strong and not after.is_bold
    sentence = _PREDICATE.search(text) and not _QUESTION.match(text)
    return strong or (not beside_alike and not sentence)


def _has_body(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether text stands below a heading, be it below another one that follows directly."""
    for piece in pieces[at + 1 : at + 4]:
        if piece.block.level or piece.is_item or piece.label or piece.kind is not Kind.PARAGRAPH:
            return True
        if len(piece.text.split()) > LONGEST or piece.is_ended:
            return True
    return False


def _is_closed(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether what stands above a line is complete, so that the line begins something."""
    return at == 0 or pieces[at - 1].is_ended or pieces[at - 1].kind is not Kind.PARAGRAPH


def _begins_large(text: str) -> bool:
    first = text.lstrip("\"'“‘*_")[:1]
    return first.isupper() or first.isdigit()
