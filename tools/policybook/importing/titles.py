"""Where a document's title stands, where its body begins, and what its school calls itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from typing import Final

from policybook.importing.furniture import Reasons, note
from policybook.importing.headings import headings_in
from policybook.importing.numbers import numbers_of
from policybook.importing.particulars import Particulars, is_value_of
from policybook.importing.piece import Kind, Piece, as_heading
from policybook.importing.sayings import Said, said_by
from policybook.importing.words import ITALIC

_POLICY: Final = re.compile(
    r"\b(?:policy|policies|procedures?|code of conduct|guidance|guidelines|agreement|statement|handbook"
    r"|plan|protocol|charter|scheme|strategy)\b",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"(?:\d+[.)]?\s*)?(?:introduction|aims?|purposes?|rationale|scope|background|context|contents|overview"
    r"|statement of intent|foreword"
    r"|objectives?|summary|definitions?|(?:our )?(?:vision|mission)(?: statement)?|legal framework"
    r"|policy statement|school policy)\b[\w ,&]{0,30}:?",
    re.IGNORECASE,
)
_SCHOOL: Final = re.compile(
    r"(?:the )?[A-Z][\w'’&.,-]*(?: (?:[A-Z][\w'’&.,-]*|of|and|the|for|in|on|le|la|upon|st))*? (?:(?:High"
    r"|Primary|Infant|Infants|Junior|Nursery|Grammar|First|Middle|Secondary|Preparatory"
    r"|Community|Special|Catholic|Academy|Sixth|Form|HIGH|PRIMARY|INFANT|JUNIOR|NURSERY|C of E"
    r"|CE) )*(?:School|Academy|College|Nursery|Federation|Trust|Centre|SCHOOL|ACADEMY|COLLEGE|NURSERY"
    r"|FEDERATION|TRUST)"
    r"(?:,? [A-Z][\w'’-]+)?"
)
_SUBTITLE: Final = re.compile(
    r"(?:a|our) (?:policy|guide|guidance|statement|handbook) (?:for|of|on|to)\b[^.]*", re.IGNORECASE
)
"""A line that says of what sort the document above it is."""
_MOTTO: Final = re.compile(r"[“\"‘'].{3,80}[”\"’']")
_SCHOOL_ALONE: Final = re.compile(r"(?:the |our )?(?:school|academy|college)", re.IGNORECASE)
_IN_TEXT: Final = re.compile(
    r"\b(?:[A-Z][\w'’.-]*(?: of| and| the)? ){1,6}(?:Primary |Infant |Junior |High |Community |Nursery "
    r"|Secondary |Grammar )*(?:School|Academy|College)\b"
)
_FIRST_PARTS: Final = 30
_LONGEST: Final = 18
_PROSE: Final = 14
_MOST_BESIDE_TITLE: Final = 3


def school_named(pieces: Sequence[Piece], known: str) -> list[str]:
    """Return what the school is called in a document, the likeliest name first."""
    counts: Counter[str] = Counter()
    for n, piece in enumerate(pieces):
        if piece.kind is Kind.PARAGRAPH and not piece.is_item and _SCHOOL.fullmatch(piece.text.strip(" .")):
            if not _POLICY.search(piece.text) and not re.search(r"\bin \w+$", piece.text):
                counts[piece.text.strip(" .")] += 5 if n < _FIRST_PARTS else 2
        else:
            for match in _IN_TEXT.finditer(piece.text):
                name = re.sub(r"^(?:The|At|In|All|This|For|Of|Our|And|If) ", "", match[0])
                if len(name.split()) > 1 and name.split()[0] not in {
                    "Home",
                    "Primary",
                    "High",
                    "State",
                    "Church",
                    "Acceptable",
                }:
                    counts[name] += 1
    names = [name for name, _ in counts.most_common() if counts[name] > 1]
    if known:
        names = [known, *(name for name in names if name.lower() != known.lower())]
    return names


def take_title(
    pieces: Sequence[Piece], reasons: Reasons, found: Particulars, schools: Sequence[str], *, is_known: bool = False
) -> list[Piece]:
    """Take the title out of a document, and what stands above it.

    A title is what the format calls one, or the first heading above the body that names a kind of document; of a text
    that has no such line, and of which nothing else says what it is called, the line at its top.
    """
    at = _title_at(pieces, schools, is_known=is_known)
    if at is None:
        return list(pieces)
    title = pieces[at]
    end = at + 1
    text = title.text if not title.label else f"{title.printed} {title.text}"
    while end < len(pieces) and _continues(pieces[end], title):
        text = f"{text} {pieces[end].text}"
        note(reasons, pieces[end], "became title")
        end += 1
    while end < len(pieces) and _is_fuller(pieces[end], text):
        text = pieces[end].text
        note(reasons, pieces[end], "became title")
        end += 1
    found.put("title", _without_school(text, schools), title.line)
    note(reasons, title, "became title")
    while end < len(pieces) and pieces[end].kind is Kind.PARAGRAPH and not pieces[end].is_item:
        below = pieces[end].text
        if (below.startswith("(") and below.endswith(")")) or _SUBTITLE.match(below):
            found.remarks.append(below.strip("()"))
            note(reasons, pieces[end], "became source: what stands below the title")
        elif _MOTTO.fullmatch(below):
            note(reasons, pieces[end], "a motto")
        else:
            break
        end += 1
    kept = []
    for piece in pieces[:at]:
        if said_by(f"{piece.printed} {piece.text}", 0) and not piece.block.level:
            kept.append(piece)
        elif piece.text.lower().strip(" .:") in {name.lower() for name in schools}:
            note(reasons, piece, "the school's name")
        else:
            note(reasons, piece, "stands above the title: a motto, a logo's words or an address")
    # Somebody may have typed the title again where the text begins.
    again = next((n for n in range(end, min(end + 12, len(pieces))) if _same(pieces[n].text, text)), None)
    rest = list(pieces[end:])
    if again is not None:
        note(reasons, pieces[again], "the title again")
        del rest[again - end]
    return kept + rest


def body_start(pieces: Sequence[Piece]) -> int:
    """Return where the body begins: with its first section, item or paragraph of prose."""
    open_: Said | None = None
    for at, piece in enumerate(pieces[:60]):
        text = f"{piece.printed} {piece.text}".strip()
        if piece.kind is Kind.TABLE:
            continue
        if open_ and is_value_of(open_, text):
            continue
        if open_ := said_by(text, 0):
            continue
        if _is_opening(piece) or piece.is_item or len(piece.text.split()) > _PROSE:
            return at
        after = pieces[at + 1 : at + 3]
        if after and not any(said_by(f"{p.printed} {p.text}", 0) or p.kind is Kind.TABLE for p in after):
            return at
    return min(len(pieces), 60)


def _title_at(pieces: Sequence[Piece], schools: Sequence[str], *, is_known: bool) -> int | None:
    known = {name.lower() for name in schools}
    head = []
    for at, piece in enumerate(pieces[:_FIRST_PARTS]):
        if piece.block.is_title:
            return at
        if piece.kind is Kind.TABLE:
            continue
        if _is_opening(piece) or (_ends_head(piece) and not (piece.block.level and _POLICY.search(piece.text))):
            break
        head.append(at)
    fitting = [
        at
        for at in head
        if pieces[at].text.lower().strip(" .:") not in known
        and len(pieces[at].text.split()) <= _LONGEST
        and not pieces[at].text.endswith((".", ":", ";", ","))
        and not _keyed(pieces[at])
        and not _is_one_of_many(pieces, at)
    ]
    fitting = [at for at in fitting if not _SCHOOL_ALONE.fullmatch(pieces[at].text)]
    named = [at for at in fitting if _POLICY.search(pieces[at].text) and not pieces[at].text.startswith("(")]
    if named:
        above = [at for at in fitting if at == named[0] - 1]
        return above[0] if above and _SUBTITLE.match(pieces[named[0]].text) else named[0]
    levels = [p.block.level for p in pieces if p.block.level and p.text.lower().strip(" .:") not in known]
    stated = [at for at in fitting if pieces[at].block.level and pieces[at].block.level == min(levels)]
    if stated and levels.count(min(levels)) == 1 and len(levels) > 1:
        return stated[0]
    sizes = [pieces[at].block.size for at in fitting if pieces[at].block.size]
    if sizes and max(sizes) > 1.2 * min(p.block.size for p in pieces if p.block.size):
        return next(at for at in fitting if pieces[at].block.size == max(sizes))
    return None if is_known else _first_line(pieces, fitting, known)


def _first_line(pieces: Sequence[Piece], fitting: Sequence[int], known: Container[str]) -> int | None:
    """Return where the first line of a text stands if it is its title: above an introduction, or the only heading."""
    if not fitting or any(piece.text.lower().strip(" .:") not in known for piece in pieces[: fitting[0]]):
        return None
    at = fitting[0]
    if as_heading(pieces[at])[0]:
        return None
    headings = headings_in(pieces)
    introduces = at + 1 < len(pieces) and _is_opening(pieces[at + 1])
    return at if introduces or headings == [at] else None


def _is_one_of_many(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a heading has so many of its level, or above it, that it is a section like them."""
    own = pieces[at].block.level
    return own > 1 and sum(0 < p.block.level <= own for p in pieces) > _MOST_BESIDE_TITLE


def _keyed(piece: Piece) -> bool:
    said = said_by(piece.text, 0)
    return said is not None and said.key != "title" and (":" in piece.text or said.key not in {"audience", "status"})


def _ends_head(piece: Piece) -> bool:
    if _is_opening(piece) or piece.block.bullet:
        return True
    if piece.label and numbers_of(piece.label):
        return True
    prose = len(piece.text.split()) > _PROSE and piece.is_ended
    return prose and not piece.words.marked(ITALIC) and not piece.is_bold and not said_by(piece.text, 0)


def _is_opening(piece: Piece) -> bool:
    label, _, words = as_heading(piece)
    return bool(_OPENING.fullmatch(words.text)) or (label == "1" and len(words.text.split()) < _PROSE)


def _continues(piece: Piece, title: Piece) -> bool:
    """Return whether a line is the rest of the title above it."""
    if piece.kind is not Kind.PARAGRAPH or piece.is_item or said_by(piece.text, 0) or _is_opening(piece):
        return False
    words = len(piece.text.split())
    if piece.block.gap or words > 8 or piece.is_ended:
        return False
    small = piece.text.split()[0].lower() in {"for", "of", "and", "&", "in", "on", "policy", "procedure", "procedures"}
    return small or (title.block.size > 0 and abs(piece.block.size - title.block.size) < 0.5)


def _is_fuller(piece: Piece, title: str) -> bool:
    """Return whether a line says a title again, and more: "Keys Policy", "Keys Policy for Staff"."""
    alike = piece.text.casefold().startswith(f"{title.casefold()} ")
    return alike and piece.kind is Kind.PARAGRAPH and len(piece.text.split()) <= _LONGEST and not piece.is_ended


def _without_school(title: str, schools: Sequence[str]) -> str:
    for name in schools:
        shorter = re.sub(rf"^{re.escape(name)}(?:['’]s)?\s*[-–:,|]*\s*", "", title, flags=re.IGNORECASE)
        if shorter and shorter != title and _POLICY.search(shorter) and len(shorter.split()) > 1:
            return shorter
    return title


def _same(text: str, other: str) -> bool:
    return re.sub(r"\W+", "", text).casefold() == re.sub(r"\W+", "", other).casefold()
