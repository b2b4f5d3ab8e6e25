"""A document as it came, turned into a policy: its clauses, its front matter, and an account of every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from policybook.importing.block import Document
from policybook.importing.declarations import Declaration, without_declarations
from policybook.importing.furniture import Reasons, joined, note, set_aside
from policybook.importing.headings import mark_headings, merged_headings
from policybook.importing.levels import set_levels
from policybook.importing.lists import label_bare_numbers, set_depths
from policybook.importing.moments import date_in, interval_in
from policybook.importing.particulars import Particulars, take_particulars, without_signatures
from policybook.importing.people import Post, posts_in
from policybook.importing.piece import Kind, Piece, piece_of
from policybook.importing.related import audience_of, related_in
from policybook.importing.titles import body_start, school_named, take_title
from policybook.metadata import Audience


class Remark(NamedTuple):
    """A line of the source with something to say of it."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a document."""

    pieces: tuple[Piece, ...]
    """Its sections and clauses."""
    particulars: Particulars
    declarations: tuple[Declaration, ...]
    posts: tuple[Post, ...]
    related: tuple[tuple[str, int], ...]
    audience: tuple[Audience, ...]
    school_name: str
    unsure: tuple[Remark, ...]
    dropped: tuple[Remark, ...]
    """Every line that became no clause."""


def account_for(document: Document, file_name: str, school_name: str = "") -> Account:
    """Tell clauses, front matter and what belongs to neither apart.

    Args:
        document: The document, as its reader saw it.
        file_name: The file's name without its ending: the title where there is no other.
        school_name: The school's name, if it is known.
    """
    reasons = Reasons()
    unsure = [Remark(*remark) for remark in document.unsure]
    found = Particulars()
    pieces = set_aside([piece_of(block) for block in document.blocks], reasons)
    named = school_named(pieces, school_name)
    pieces = joined(pieces)
    label_bare_numbers(pieces)
    pieces = take_title(pieces, reasons, found, named, is_known=bool(document.title))
    pieces = take_particulars(pieces, body_start(pieces), reasons, found)
    pieces = _without_names(pieces, named, reasons)
    mark_headings(pieces)
    pieces = merged_headings(pieces)
    pieces, declarations = without_declarations(pieces, reasons, frozenset(name.lower() for name in named))
    pieces = without_signatures(pieces, reasons)
    _leave_out(pieces, document)
    set_levels(pieces)
    doubt = "it is not certain which of the items below belong to this one"
    unsure += (Remark(stem.line, stem.text, doubt) for stem in set_depths(pieces))
    unsure += (Remark(piece.line, piece.text, _NO_LABEL) for piece in pieces if _SMALL.match(piece.text))
    texts = [(piece.text, piece.line) for piece in pieces if piece.text]
    clauses = [(piece.text, piece.line) for piece in pieces if piece.text and piece.kind is not Kind.HEADING]
    signed = [(text, declaration.line) for declaration in declarations for text in declaration.statement]
    _name(found, document, signed, file_name, unsure)
    _review_in(clauses, found)
    audience, line = audience_of(found.values["title"], texts)
    if line:
        found.origins.setdefault("audience", line)
    unsure += [Remark(*remark) for remark in found.unsure]
    return Account(
        tuple(pieces),
        found,
        tuple(declarations),
        tuple(posts_in([*texts, *_bodies(found)])),
        tuple(related_in([*clauses, *signed], found.values["title"], named, found.related)),
        tuple(audience),
        named[0] if named else "",
        tuple(sorted(unsure)),
        tuple(_dropped(document.lines, pieces, reasons)),
    )


def _leave_out(pieces: Sequence[Piece], document: Document) -> None:
    """Take the lines that belong to the page out of those of the parts that they stand in."""
    of_page = {line for block in document.blocks if block.aside for line in range(block.first, block.last + 1)}
    for piece in pieces:
        if any(line in of_page for first, last in piece.lines for line in range(first, last + 1)):
            own = [line for first, last in piece.lines for line in range(first, last + 1) if line not in of_page]
            piece.lines = _ranges(own) or piece.lines


def _ranges(lines: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1] = found[-1][0], line
        else:
            found.append((line, line))
    return found


def _without_names(pieces: Sequence[Piece], names: Sequence[str], reasons: Reasons) -> list[Piece]:
    """Set aside the lines that hold nothing but the school's name."""
    known = {name.lower() for name in names}
    kept = []
    for piece in pieces:
        if piece.kind is Kind.PARAGRAPH and not piece.is_item and piece.text.lower().strip(" .:") in known:
            note(reasons, piece, "the school's name")
        else:
            kept.append(piece)
    return kept


_SMALL: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.? [a-z]")
_NO_LABEL: Final = "the format knows no label before a small letter, so the number stays with the words"
_OWN_TITLE: Final = re.compile(
    r"(?:the|this|of) (?:above )?(?:[Ss]chool['’]?s? )?"
    r"(?P<title>[A-Z][\w&/-]*(?: (?:[A-Z][\w&/-]*|of|on|and|for|the|in))* [Pp]olicy)\b"
)
"""How a declaration names what is signed."""


def _name(
    found: Particulars, document: Document, signed: Sequence[tuple[str, int]], file_name: str, unsure: list[Remark]
) -> None:
    """Give a text without a title the one that its properties, or its own sentences, give it, else the file's."""
    if found.values.get("title"):
        return
    own = [(match["title"], line) for text, line in signed for match in _OWN_TITLE.finditer(text)]
    if document.title:
        found.put("title", document.title, 1)
        unsure.append(Remark(1, document.title, "the title is that of the file's properties: the text has none"))
    elif own:
        title, line = own[0]
        found.put("title", title, line)
        unsure.append(Remark(line, title, "the text has no title above it; this is what its declaration calls it"))
    else:
        title = re.sub(r"[\W_]+", " ", file_name).strip() or "Policy"
        found.put("title", title[:1].upper() + title[1:], 1)
        unsure.append(Remark(1, title, "the text has no title; this is the file's name"))


_REVIEWED: Final = re.compile(
    r"\b(?:this|the|our) (?:[\w'’&-]+ ){0,5}(?:policy|guidance|document|procedure|agreement)\b[^.]*\breviewed\b"
    r"|\breview(?:s)? (?:of )?(?:this|the|our) (?:[\w'’&-]+ ){0,5}(?:policy|guidance|document|procedure|agreement)\b",
    re.IGNORECASE,
)


def _review_in(clauses: Sequence[tuple[str, int]], found: Particulars) -> None:
    """Take from a clause when the policy is reviewed, if nothing else says so; the clause stays."""
    if any(path.startswith("review.") for path in found.values):
        return
    for text, line in clauses:
        for sentence in re.split(r"(?<=[.;])\s", text):
            if _REVIEWED.search(sentence):
                if date := date_in(sentence):
                    found.put("review.due", str(date), line)
                elif interval := interval_in(sentence):
                    found.put("review.frequency", str(interval), line)


def _bodies(found: Particulars) -> list[tuple[str, int]]:
    """Return the bodies and roles that the head of the document names."""
    paths = ("approved.by", "owner.role", "review.by")
    bodies = [(str(found.values[path]), found.origins[path]) for path in paths if path in found.values]
    return [*bodies, *((f"{name}, {role}", line) for name, role, line in found.holders)]


def _dropped(lines: Sequence[str], pieces: Sequence[Piece], reasons: Reasons) -> list[Remark]:
    covered = {line for piece in pieces for first, last in piece.lines for line in range(first, last + 1)}
    beside = [Remark(*part) for part in reasons.parts if part[0] in covered and part[1]]
    whole = [
        Remark(number, " ".join(text.split()), reasons.get(number, "set aside: it is part of nothing else"))
        for number, text in enumerate(lines, 1)
        if text.strip() and number not in covered
    ]
    return sorted([*beside, *whole])
