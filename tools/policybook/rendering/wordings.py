"""What policies say on a rule, put together where they say it in the same words, and by the position that they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from markupsafe import Markup

from policybook.comparing.comparison import Row
from policybook.rendering.clause_words import Said
from policybook.rendering.compared_kind import ComparedKind, Side
from policybook.rendering.positions import Position, by_position, class_of

MOST: Final = 180_000
"""Characters of our own that a page of a comparison has at most, as far as its parts allow; the theme adds 25,000."""
_PART: Final = 90_000
"""Characters of words and links in one part of a rule, roughly."""
_WORDING: Final = 600
_VOICE: Final = 150
"""Characters that a wording, and each policy that has it, take beside the words."""


class Voice(NamedTuple):
    """A policy that says something."""

    side: Side
    path: str
    """Its first clause that says it."""


class Wording(NamedTuple):
    """What one policy says, or several in the same words."""

    voices: tuple[Voice, ...]
    said: tuple[Said, ...]
    """The clauses of the first of them."""

    @property
    def weight(self) -> int:
        """How many characters it takes on a page, roughly."""
        return _WORDING * len(self.said) + sum(len(one.words) for one in self.said) + _VOICE * len(self.voices)


class Stand(NamedTuple):
    """A position with those who take it."""

    position: Position
    wordings: tuple[Wording, ...]
    policies: int
    """How many take it."""
    strictest: int
    """How many of them are stricter than some other, and looser than none."""


class Piece(NamedTuple):
    """A part of a page."""

    id: str
    title: str
    html: Markup


def stands_of(kind: ComparedKind, row: Row, only: Iterable[str] | None = None) -> list[Stand]:
    """Return the positions on a rule with what is said for each, the strictest first.

    Args:
        kind: The policies.
        row: The rule.
        only: The policies that count; None for all that state it.
    """
    strictest = strictest_of(row)
    return [
        Stand(position, wordings_of(kind, row, names), len(names), sum(name in strictest for name in names))
        for position, names in by_position(kind.positions(row, only)).items()
    ]


def strictest_of(row: Row) -> frozenset[str]:
    """Return who is strictest on a rule, as `Row.strictest`; its time does not grow with the square of the policies."""
    classes = {name: class_of(stance) for name, stance in row.stances.items()}
    each = {str(n): stance for n, stance in enumerate(dict.fromkeys(classes.values()))}
    found = {each[n] for n in replace(row, stances=each).strictest}
    return frozenset(name for name, stance in classes.items() if stance in found)


def wordings_of(kind: ComparedKind, row: Row, names: Iterable[str]) -> tuple[Wording, ...]:
    """Return what some policies say on a rule or topic; those that say it in the same words together.

    Args:
        kind: The policies.
        row: The rule or topic.
        names: Those of its policies that count; the order is kept.
    """
    found: dict[tuple[tuple[str, str, Position], ...], tuple[list[Voice], tuple[Said, ...]]] = {}
    for name in names:
        own = kind.said(row, name)
        voice = Voice(kind.sides[name], kind.address(name, row.members[name][0]))
        same = tuple((str(one.words), one.stem, one.position) for one in own)
        found.setdefault(same, ([], own))[0].append(voice)
    return tuple(Wording(tuple(voices), own) for voices, own in found.values())


def divided(stands: Sequence[Stand]) -> Iterator[list[Stand]]:
    """Yield the positions on a rule in parts that are short enough for a page, at least one."""
    part: list[Stand] = []
    filled = 0
    for stand in stands:
        own: list[Wording] = []
        for wording in stand.wordings:
            if filled and filled + wording.weight > _PART:
                yield [*part, stand._replace(wordings=tuple(own))] if own else part
                part, own, filled = [], [], 0
            own.append(wording)
            filled += wording.weight
        part.append(stand._replace(wordings=tuple(own)))
    yield part


def in_pages(pieces: Iterable[Piece], first: int = 0) -> list[list[Piece]]:
    """Return pieces in pages of about `MOST` characters, at least one page.

    Args:
        pieces: The pieces, in order.
        first: How many characters of the first page are taken.
    """
    pages: list[list[Piece]] = [[]]
    filled = first
    for piece in pieces:
        if pages[-1] and filled + len(piece.html) > MOST:
            pages.append([])
            filled = 0
        pages[-1].append(piece)
        filled += len(piece.html)
    return pages
