"""What stands on pages but belongs to no clause: running titles, page numbers, contents, empty tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from policybook.importing.lines import goes_on
from policybook.importing.piece import Kind, Piece


class Reasons(dict[int, str]):
    """Why lines of the source became no clause, by their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[int, str, str]] = []
        """Line, text and reason of each part that was set aside: several may share a line."""


_PAGE_NUMBER: Final = re.compile(
    r"(?i)[-–—|\s]*(?:page|p\s?a\s?g\s?e|pg\.?)?[-–—|\s]*\d{1,3}(?:\s*(?:of|/|\|)\s*\d{1,3})?[-–—"
    r"|\s]*(?:page|p\s?a\s?g\s?e)?"
    r"[-–—|\s]*"
)
_LONE_NUMBER: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?")
_RUNNING: Final = re.compile(r"(?i)policy|school|academy|college|trust|page|version|reviewed?|©|\d")
_REPEATS: Final = 3
_CONTENTS: Final = re.compile(r"(?i)(?:table of )?contents(?: page)?:?|index")
_CONTENTS_LINE: Final = re.compile(r".*\S(?:\s*[.…·_]{2,}\s*|\s+|\t)\d{1,3}")
_RUNNING_WORDS: Final = 14
_SENTENCE_PART: Final = 40
_AROUND: Final = 30
_ING: Final = re.compile(r"[a-z]{2,}ing\b")
_HANGING: Final = re.compile(r"\b(?:a|an|and|at|by|for|from|in|of|(?<!so )on|or|our|the|their|to|with|your)$")


def set_aside(pieces: Sequence[Piece], reasons: Reasons) -> list[Piece]:
    """Return the parts that belong to the text, and note for the lines of all others why they do not."""
    counts = Counter(_shape(piece) for piece in pieces if _may_run(piece))
    kept = []
    for piece in pieces:
        if reason := _reason(piece, counts):
            note(reasons, piece, reason)
        else:
            kept.append(piece)
    return _without_contents(kept, reasons)


def note(reasons: Reasons, piece: Piece, reason: str) -> None:
    """Note why the lines of a part became no clause."""
    reasons.parts.append((piece.line, f"{piece.printed} {piece.text}".strip(), reason))
    for first, last in piece.lines:
        for line in range(first, last + 1):
            reasons.setdefault(line, reason)


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what the end of a page, or a line end taken for the end of an item, cut in two."""
    done: list[Piece] = []
    for n, piece in enumerate(pieces):
        if done and _is_rest(done[-1], piece, pieces, n):
            done[-1].join(piece)
        else:
            done.append(piece)
    return done


def _reason(piece: Piece, counts: Counter[str]) -> str:
    if piece.block.aside:
        return piece.block.aside
    if piece.kind is Kind.TABLE:
        return "" if any(cell.text for row in piece.rows for cell in row) else "an empty table"
    if not piece.label and not any(map(str.isalnum, piece.text)):
        return "no words"
    if _LONE_NUMBER.fullmatch(piece.text) and not piece.block.bullet:
        return "a number without words"
    if not piece.block.bullet and _PAGE_NUMBER.fullmatch(f"{piece.printed} {piece.text}".strip()):
        return "a page number"
    if _may_run(piece) and counts[_shape(piece)] >= _REPEATS:
        return "a running title of the pages"
    return ""


def _may_run(piece: Piece) -> bool:
    return (
        piece.kind is Kind.PARAGRAPH
        and not piece.is_item
        and not piece.block.level
        and len(piece.text.split()) <= _RUNNING_WORDS
        and bool(_RUNNING.search(piece.text))
        and not piece.is_stem
    )


def _shape(piece: Piece) -> str:
    return re.sub(r"\d+", "#", piece.text).casefold()


def _without_contents(pieces: list[Piece], reasons: Reasons) -> list[Piece]:
    """Set aside a list of contents."""
    for at, piece in enumerate(pieces):
        if _CONTENTS.fullmatch(piece.text):
            count = _contents(pieces[at + 1 :])
            for other in pieces[at : at + 1 + count]:
                note(reasons, other, "the list of contents")
            return pieces[:at] + pieces[at + 1 + count :]
    return pieces


def _contents(pieces: Sequence[Piece]) -> int:
    """Return how many parts below its heading are the list of contents: up to where the first of them stands again."""
    if not pieces:
        return 0
    if _lists(pieces[0], pieces[1:]):
        return 1
    count = next((n for n, piece in enumerate(pieces) if not _CONTENTS_LINE.fullmatch(piece.text)), len(pieces))
    if count > 1:
        return count
    opening = _title(pieces[0])
    again = next((n for n, piece in enumerate(pieces[1:], 1) if _title(piece) == opening), 0)
    return again if again > 1 and all(len(p.text.split()) <= _RUNNING_WORDS for p in pieces[:again]) else 0


def _lists(piece: Piece, rest: Sequence[Piece]) -> bool:
    """Return whether a paragraph is a whole list of contents: it names what stands above parts further down."""
    named = _title(piece)
    titles = {_title(other) for other in rest if len(other.text.split()) <= _RUNNING_WORDS}
    return sum(f" {title} " in f" {named} " for title in titles if " " in title) >= _REPEATS


def _title(piece: Piece) -> str:
    return re.sub(r"[\W\d]+", " ", piece.text).strip().casefold()


def _is_rest(piece: Piece, rest: Piece, pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a part is the rest of the one before it."""
    if piece.kind is Kind.TABLE or rest.kind is Kind.TABLE or rest.label or rest.block.level or piece.block.level:
        return False
    if not rest.block.bullet:
        if rest.block.depth is not None or not _begins_small(rest) or not goes_on(piece.text, rest.text):
            return False
        return piece.is_item or piece.is_dotted or len(piece.text) >= _SENTENCE_PART
    if (
        rest.block.depth is not None
        or not piece.is_item
        or not goes_on(piece.text, rest.text)
        or not _begins_small(rest)
    ):
        return False
    others = [p for p in _run(pieces, at) if p is not rest]
    if sum(p.text[:1].isupper() for p in others) >= 0.8 * len(others):
        return True
    if piece.text.count("(") > piece.text.count(")") or _HANGING.search(piece.text):
        return True
    # Items that all begin with a word in -ing have the same grammar; one that does not is a part of one that does.
    beside = [pieces[n] for n in (at - 2, at + 1) if 0 <= n < len(pieces) and pieces[n].block.bullet]
    return (
        len(piece.text) >= _SENTENCE_PART
        and bool(_ING.match(piece.text))
        and not _ING.match(rest.text)
        and not rest.introduces
        and any(_ING.match(p.text) for p in beside)
    )


def _begins_small(piece: Piece) -> bool:
    """Return whether the first word has a small letter, other than that of "iPad" or "e-safety"."""
    word = piece.text.split(maxsplit=1)[0] if piece.text else ""
    return word[:1].islower() and word == word.lower() and not re.match(r"e-\w", word)


def _run(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """Return the items with a list mark around a position."""
    start = end = at
    while start and at - start < _AROUND and pieces[start - 1].block.bullet:
        start -= 1
    while end < len(pieces) and end - at < _AROUND and pieces[end].block.bullet:
        end += 1
    return list(pieces[start:end])
