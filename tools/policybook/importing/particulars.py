"""What a document says of itself at its head and foot: title, dates, bodies, authors, versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policybook.importing.furniture import Reasons, note
from policybook.importing.moments import date_in, interval_in
from policybook.importing.people import role_named
from policybook.importing.piece import Kind, Piece
from policybook.importing.sayings import BODY, BY, PERSON, Said, also_said, said_by

_LONGEST: Final = 30
"""Words of a line that says something of the document."""
_LEAST_KEYS: Final = 2
"""How many cells must be keys for a column or a row of them."""
_ABOUT_ITSELF: Final = re.compile(
    r"(?:document|version|policy|change|revision) (?:control|history|details|information|record|log|status)|approvals?"
    r"|(?:policy )?review(?: history| record| schedule)?|amendments?",
    re.IGNORECASE,
)
"""The heading of what a document says of itself."""
_FOOT: Final = 12
"""Parts that a foot has at most."""
_LONGEST_VALUE: Final = 8
"""Words of a name or role."""
_DATED: Final = frozenset({"approved", "review", "effective", "last", "frequency"})
_NAMED: Final = frozenset({"author", "owner", "committee", "reviewer"})
_UNSIGNED: Final = re.compile(
    r"(?:[\s._…:,/-]|\([^)]*\)|\b(?:date|chair(?:man|person)?|of|governors|trustees|head ?teacher|principal)\b)*",
    re.IGNORECASE,
)
"""What stands behind "Signed" while nobody has."""
_BLANK: Final = re.compile(r"[\s._…/:-]*")


@dataclass(slots=True)
class Particulars:
    """What a document says of itself, as values of front matter."""

    values: dict[str, Any] = field(default_factory=dict)
    """By dotted path."""
    origins: dict[str, int] = field(default_factory=dict)
    """The line that each comes from."""
    remarks: list[str] = field(default_factory=list)
    """What front matter has no field for."""
    related: list[tuple[str, int]] = field(default_factory=list)
    """Titles of other documents, with their lines."""
    holders: list[tuple[str, str, int]] = field(default_factory=list)
    """Name, role and line of those whose role stands beside them."""
    authors: list[tuple[str, str, int]] = field(default_factory=list)
    """Name, what for, and line."""
    unsure: list[tuple[int, str, str]] = field(default_factory=list)

    def count(self) -> int:
        """Return how much has been found."""
        return len(self.values) + len(self.remarks) + len(self.authors) + len(self.related)

    def put(self, path: str, value: object, line: int) -> bool:
        """Set a value that is not set yet; return whether it was."""
        if path in self.values:
            return False
        self.values[path] = value
        self.origins[path] = line
        return True


def take_particulars(pieces: Sequence[Piece], body: int, reasons: Reasons, found: Particulars) -> list[Piece]:
    """Take the lines by which a document speaks of itself out of its head and foot.

    Args:
        pieces: The parts of the text.
        body: Where its body begins.
        reasons: Gets the lines that were taken.
        found: Gets what they say.

    Returns:
        The other parts.
    """
    foot = _foot(pieces, body)
    last = (said_by(f"{piece.printed} {piece.text}".strip(), piece.line) for piece in pieces[foot:])
    said_in_foot = any(said and _is_strong(said) for said in last)
    kept: list[Piece] = []
    waiting: Said | None = None
    for at, piece in enumerate(pieces):
        if body <= at < foot or (piece.block.bullet and at >= body):
            kept.append(piece)
            waiting = None
            continue
        if piece.kind is Kind.TABLE:
            said = list(_of_table(piece))
            written = sum(1 for row in piece.rows if any(cell.text for cell in row))
            if said and len(said) >= max(1, written // 2) and not _is_of_duties(said):
                for each in said:
                    # Beside "Approved by" in a table, a date is that of the approval.
                    is_approval = each.key == "date" and "approved.by" in found.values
                    _keep(each._replace(key="approved") if is_approval else each, found)
                if kept and _ABOUT_ITSELF.fullmatch(kept[-1].text.strip(" :")) and kept[-1].kind is not Kind.TABLE:
                    note(reasons, kept.pop(), "the heading of what the document says of itself")
                note(
                    reasons, piece, "what the document says of itself: " + ", ".join(dict.fromkeys(s.key for s in said))
                )
            else:
                kept.append(piece)
            continue
        text = f"{piece.printed} {piece.text}".strip()
        if waiting and is_value_of(waiting, text):
            _keep(Said(waiting.key, f"{waiting.value} {text}".strip(), piece.line), found)
            note(reasons, piece, waiting.key)
            waiting = None
            continue
        said_one = said_by(text, piece.line)
        if said_one is None or (at >= foot and not _counts_at_foot(said_one, piece, among=said_in_foot)):
            kept.append(piece)
            waiting = None
            continue
        if said_one.key == "date" and waiting:
            said_one = Said(waiting.key, f"{waiting.value} {said_one.value}", piece.line)
            waiting = None
        elif (said_one.key in _DATED and not date_in(said_one.value)) or (
            said_one.key in _NAMED and not said_one.value
        ):
            waiting = said_one
        else:
            waiting = None
        before = found.count()
        _keep(said_one, found)
        second = also_said(said_one.value)
        while second:
            _keep(second._replace(line=piece.line), found)
            second = also_said(second.value)
        note(reasons, piece, _reason(said_one, kept=found.count() > before))
    return kept


_BECAME: Final = {
    "approved": "approved",
    "committee": "approved.by and owner",
    "review": "review",
    "frequency": "review.frequency",
    "effective": "effective",
    "version": "version",
    "author": "responsible",
    "owner": "owner",
    "audience": "audience",
    "minute": "approved.minute",
    "school": "the school's name",
    "title": "title",
    "signed": "approved.by or responsible",
    "related": "related",
    "role": "owner",
    "reviewer": "review.by",
}
"""The field of front matter that each kind of line becomes; the others become `source`."""


def _reason(said: Said, *, kept: bool) -> str:
    if kept:
        return f"became {_BECAME.get(said.key, 'source')}"
    return f"says what another line says better, or nothing that can be told: {_BECAME.get(said.key, said.key)}"


def _foot(pieces: Sequence[Piece], body: int) -> int:
    """Return where the foot begins: behind the last item or long paragraph, or so."""
    end = len(pieces)
    while end > body and len(pieces) - end < _FOOT:
        piece = pieces[end - 1]
        if piece.is_item or (piece.kind is Kind.PARAGRAPH and len(piece.text.split()) > _LONGEST):
            break
        end -= 1
    return end


def _counts_at_foot(said: Said, piece: Piece, *, among: bool) -> bool:
    """Return whether a line at the foot is about the document: headings and prose there may only look so.

    Args:
        said: What it would say.
        piece: The line.
        among: Whether other lines there certainly are.
    """
    if piece.kind is Kind.HEADING:
        return bool(date_in(said.value))
    return _is_strong(said) or (among and ":" in piece.text and 0 < len(said.value.split()) <= _LONGEST_VALUE)


def _is_strong(said: Said) -> bool:
    strong = said.key in {"review", "approved", "frequency", "effective", "last", "version"}
    return strong and bool(date_in(said.value) or interval_in(said.value) or BY.search(said.value))


def without_signatures(pieces: Sequence[Piece], reasons: Reasons) -> list[Piece]:
    """Set aside the lines at the foot on which a governor was to sign, and nobody has."""
    kept = list(pieces[:-_FOOT])
    for piece in pieces[-_FOOT:]:
        said = said_by(piece.text, piece.line) if piece.kind is Kind.PARAGRAPH and not piece.is_item else None
        if said and said.key == "signed" and _UNSIGNED.fullmatch(said.value):
            note(reasons, piece, "lines for a signature that nobody has given")
        else:
            kept.append(piece)
    return kept


def is_value_of(said: Said, text: str) -> bool:
    """Return whether a line holds nothing but what a line above it left open: a date, or a name."""
    words = len(text.split())
    if said.key in _DATED:
        return bool(words <= 4 and (date_in(text) or interval_in(text)))
    if said.value or words > _LONGEST_VALUE or text.endswith((".", ":")):
        return False
    return bool(BODY.fullmatch(text) or (words > 1 and PERSON.fullmatch(text)) or role_named(text))


def _of_table(piece: Piece) -> Iterator[Said]:
    """Yield what the cells of a table say: a key and its value beside it, or below it in a table with a head."""
    rows = [[cell.text.strip() for cell in row] for row in piece.rows]
    keyed = sum(said_by(row[0], 0) is not None for row in rows if row[0])
    if len(rows) > 1 and keyed < _LEAST_KEYS and sum(said_by(cell, 0) is not None for cell in rows[0]) >= _LEAST_KEYS:
        for key, value in zip(rows[0], rows[1], strict=False):
            if value and (said := said_by(f"{key.rstrip(':')}: {value}", piece.line)):
                yield said
        return
    for row in rows:
        cells = [cell for cell in row if cell]
        for key, value in zip(cells[::2], cells[1::2], strict=False):
            if said := said_by(f"{key.rstrip(':')}: {value}", piece.line):
                yield said
        if len(cells) == 1 and (said := said_by(cells[0], piece.line)):
            yield said


def _is_of_duties(said: Sequence[Said]) -> bool:
    """Return whether rows that begin with roles tell what these people do, and so state rules."""
    return all(one.key in {"role", "signed"} for one in said) and not all(
        not one.value
        or _BLANK.fullmatch(one.value)
        or PERSON.fullmatch(one.value)
        or role_named(one.value)
        or date_in(one.value)
        for one in said
    )


def _keep(said: Said, found: Particulars) -> None:
    """Turn what was said into values of front matter."""
    value, line = said.value, said.line
    date = date_in(value)
    body = BY.search(value)
    match said.key:
        case "approved":
            if date:
                found.put("approved.date", str(date), line)
            name = body["body"] if body else _body_in(value)
            if name:
                found.put("approved.by", _titled(name), line)
            elif not date and re.search(r"[12]\d{3}", value):
                _vague(found, "Approved", value, line)
        case "committee":
            name = _body_in(value) or (value if value and not date else "")
            if name:
                found.put("approved.by", _titled(name), line)
                found.put("owner.role", _titled(name), line)
            if date:
                found.put("approved.date", str(date), line)
        case "last" if interval_in(value) and not date:
            found.put("review.frequency", str(interval_in(value)), line)
        case "review" | "frequency":
            interval = interval_in(value)
            if date and said.key == "review":
                _review(found, str(date), line)
            if interval and (not date or said.key == "frequency"):
                found.put("review.frequency", str(interval), line)
            if body or _body_in(value):
                found.put("review.by", _titled(body["body"] if body else _body_in(value)), line)
            elif not date and not interval and re.search(r"[12]\d{3}", value):
                _vague(found, "To be reviewed", value, line)
        case "effective" if date:
            found.put("effective", str(date), line)
        case "version" if value and not _BLANK.fullmatch(value):
            found.put("version", value, line)
        case "author":
            found.authors += [(name, "wrote the policy", line) for name in people_in(value) if not role_named(name)]
            person, _, role = value.partition(", ")
            if PERSON.fullmatch(person) and not role_named(person) and role_named(role):
                found.holders.append((person, role, line))
            elif role_named(value):
                found.remarks.append(f"written by {value}")
        case "owner":
            people = [name for name in people_in(re.sub(r"\(.*?\)", "", value).strip()) if not role_named(name)]
            if people and "owner.name" not in found.values and not _body_in(value):
                found.put("owner.name", people[0], line)
                rest = value.replace(people[0], "").strip(" ,()-–:")
                if rest:
                    found.put("owner.role", rest, line)
            elif value and not _BLANK.fullmatch(value):
                found.put("owner.role", _titled(value), line)
        case "role" if value and "owner.name" in found.values:
            found.put("owner.role", _titled(value), line)
        case "reviewer" if value:
            found.put("review.by", _titled(value), line)
        case "related" if value:
            found.related += [
                (name.strip(), line)
                for name in re.split(r"[;,|]|(?<=[Pp]olicy) and |(?<=[Pp]rocedure) and ", value)
                if name.strip()
            ]
        case "audience" if value:
            found.put("audience", value, line)
        case "minute" if value:
            found.put("approved.minute", value, line)
        case "school" if value:
            found.put("school.name", value, line)
        case "title" if value:
            found.put("title", value, line)
        case "signed":
            if name := _body_in(value):
                found.put("approved.by", _titled(name), line)
            elif value and not _BLANK.fullmatch(value) and not date:
                found.authors += [(name, "signed the policy", line) for name in people_in(value)]
        case "status" if re.fullmatch(r"(?:approved|draft|in force|current|final|since)\b.*", value, re.IGNORECASE):
            pass  # an import is a draft, whatever it says
        case _ if value and not _BLANK.fullmatch(value):
            words = {"shared": "shared with staff", "last": "last reviewed", "date": "dated"}.get(said.key, said.key)
            found.remarks.append(f"{words} {date.words if date else value}")
            found.origins.setdefault("source.document", line)


def _review(found: Particulars, date: str, line: int) -> None:
    """Note when the document is reviewed; of two dates, the earlier is that of the last review."""
    given = found.values.get("review.due")
    if given is not None and date > given:
        found.remarks.append(f"last reviewed {given}")
        del found.values["review.due"]
    found.put("review.due", date, line)


def _vague(found: Particulars, what: str, value: str, line: int) -> None:
    found.remarks.append(f"{what.lower()} {value}")
    found.unsure.append((line, value, f"{what}: no month can be told from this, so it stands in source.document"))


def _body_in(value: str) -> str:
    match = BODY.search(value)
    return re.sub(r"^(?:.*\b)?the ", "", match[0].strip(), flags=re.IGNORECASE) if match else ""


def people_in(value: str) -> list[str]:
    """Return the names of people that a value lists."""
    parts = re.split(r"\s*(?:/|,|;|&|\band\b)\s*", value)
    return [part for part in parts if PERSON.fullmatch(part) and " " in part]


def _titled(name: str) -> str:
    """Return the name of a body or role with capitals, as titles have."""
    small = {"of", "the", "and", "for", "in"}
    return " ".join(w if w in small or w[:1].isupper() else w.capitalize() for w in name.split())
