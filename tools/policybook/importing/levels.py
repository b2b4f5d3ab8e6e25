"""How deep each heading lies: told by its style and number, and else by the headings around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from policybook.importing.headings import is_appendix, usual_size
from policybook.importing.numbers import Number, numbers_of
from policybook.importing.piece import Kind, Piece
from policybook.importing.words import BOLD, ITALIC

TOP: Final = 2
DEEPEST: Final = 6
_PART: Final = re.compile(
    r"\b(?:policy|policies|agreement|procedures?|code of conduct|appendix|annexe?|schedule)\b", re.IGNORECASE
)
_OF_INTRODUCTION: Final = re.compile(
    r"(?:our )?(?:aims?|purposes?|rationale|scope|background|context|objectives?|definitions?|terminology"
    r"|legislation|legal|statutory"
    r"|related|linked|links|vision|values|principles|ethos|who (?:does|is)|when (?:does|do)|to whom"
    r"|application|overview|summary)\b",
    re.IGNORECASE,
)
_INTRODUCTION: Final = re.compile(r"introduct", re.IGNORECASE)


def set_levels(pieces: Sequence[Piece]) -> None:
    """Give every heading its level, from 2."""
    headings = [at for at, piece in enumerate(pieces) if piece.kind is Kind.HEADING]
    stated = {at: level for at in headings if (level := pieces[at].block.level)}
    seen = stated if len(set(stated.values())) > 1 else _looks(pieces, headings)
    if seen:
        _by_style(pieces, headings, seen)
    else:
        _Reader(pieces, headings).read()


def _looks(pieces: Sequence[Piece], headings: Sequence[int]) -> dict[int, int]:
    """Return the levels that the looks of headings without numbers show: larger, then bold, then upright ones first.

    Returns:
        Levels from one by position; nothing where all look the same, or the looks tell no order.
    """
    if any(pieces[at].label for at in headings):
        return {}
    looks = {
        at: (-round(p.block.size), not p.block.words.marked(BOLD), p.block.words.marked(ITALIC))
        for at in headings
        for p in (pieces[at],)
    }
    order = sorted(set(looks.values()))
    if len(order) < 2 or looks[headings[0]] != order[0]:
        return {}
    return {at: order.index(look) + 1 for at, look in looks.items()}


def _by_style(pieces: Sequence[Piece], headings: Sequence[int], levels: Mapping[int, int]) -> None:
    """Take the levels that are given, without gaps; a heading that has none lies below the one above it."""
    open_: list[tuple[int, int]] = []
    for at in headings:
        piece = pieces[at]
        own = levels.get(at, 0)
        if own:
            while open_ and open_[-1][0] >= own:
                open_.pop()
            piece.level = min(open_[-1][1] + 1 if open_ else TOP, DEEPEST)
            open_.append((own, piece.level))
        else:
            piece.level = min((open_[-1][1] if open_ else TOP - 1) + 1, DEEPEST)


class _Reader:
    """Goes through the headings of a text that states no levels."""

    def __init__(self, pieces: Sequence[Piece], headings: Sequence[int]) -> None:
        self.pieces = pieces
        self.headings = headings
        self.numbered: list[tuple[Number, int]] = []
        """The numbered headings that are open, outermost first, with their levels."""
        self.base = TOP
        """The level of headings numbered 1, 2, 3."""
        self.container = 0
        """The level of the unnumbered heading that the next ones lie below, or 0."""
        self.is_introduction = False
        self.appendix = False
        plain = [pieces[at] for at in headings if not pieces[at].label]
        self.capitals = 1 < sum(piece.is_capitals for piece in plain) < len(plain)
        """Whether headings in capitals lie above others."""
        self.top_numbered = False
        self.usual = usual_size(pieces)
        self.size = 0.0
        """The size of the letters of the last section that is numbered 1, 2, 3, where they are larger than others."""

    def read(self) -> None:
        """Set the levels."""
        for n, at in enumerate(self.headings):
            piece = self.pieces[at]
            above = self.pieces[self.headings[n - 1]] if n else None
            bare = n > 0 and self.headings[n - 1] == at - 1
            numbers = [x for x in numbers_of(piece.label) if x.style == "decimal" or x.style.startswith("dotted")]
            if is_appendix(piece):
                piece.level = TOP
                self.appendix, self.numbered, self.container = True, [], 0
            elif numbers:
                piece.level = self._numbered(numbers[0], n, above, piece.block.size, bare=bare)
            else:
                piece.level = self._unnumbered(piece, at, above, bare=bare)
            piece.level = min(piece.level, DEEPEST)

    def _numbered(self, number: Number, n: int, above: Piece | None, size: float, *, bare: bool) -> int:
        parts = [] if number.style == "decimal" else number.style.removeprefix("dotted ").split(".")
        if parts:
            while self.numbered and len(self.numbered) > len(parts):
                self.numbered.pop()
            level = (self.numbered[-1][1] + 1) if self.numbered else self.base + len(parts)
            self.numbered.append((number, level))
            return level
        open_ = self.numbered[0] if self.numbered else None
        if open_ is None or number.value == 1:
            inside = above is not None and (bare or self.appendix) and not self.pieces[self.headings[n - 1]].label
            self.base = above.level + 1 if above is not None and (inside or self.appendix) else TOP
            if above is not None and not inside and not self.appendix and not self.top_numbered and n:
                self.base = TOP if not self._later_parts(n) else above.level + 1
            self.top_numbered = self.base == TOP
        elif number.value > open_[0].value + 1 and self._comes(open_[0].value + 1, n):
            return open_[1] + 1  # from another document, which this one quotes
        self.numbered = [(number, self.base)]
        self.size = size if size > self.usual else 0.0
        return self.base

    def _comes(self, value: int, n: int) -> bool:
        """Return whether the number that should have come stands further down, before the numbers begin again."""
        for at in self.headings[n + 1 :]:
            for number in numbers_of(self.pieces[at].label):
                if number.style == "decimal":
                    if number.value == value:
                        return True
                    if number.value == 1:
                        return False
        return False

    def _later_parts(self, n: int) -> bool:
        return any(_is_part(self.pieces[at]) for at in self.headings[n + 1 :])

    def _unnumbered(self, piece: Piece, at: int, above: Piece | None, *, bare: bool) -> int:
        part = _is_part(piece) and not self.appendix
        if self.capitals and piece.is_capitals and not self.appendix:
            part = True
        if part and (not self.numbered or piece.is_capitals or not self.top_numbered):
            self.numbered, self.container = [], 0
            self.is_introduction = bool(_INTRODUCTION.match(piece.text))
            return TOP
        if self.numbered and self.size and piece.block.size == self.size:
            return self.base
        if self.numbered:
            return self.numbered[-1][1] + 1 if self.numbered[-1][0].style == "decimal" else self.numbered[-1][1]
        if above is None:
            self.is_introduction = bool(_INTRODUCTION.match(piece.text))
            return TOP
        if self.capitals and not piece.is_capitals and not self.appendix and not self.container:
            self.container = TOP
        if self.appendix and not self.container:
            self.container = TOP
        opens = bare or self._is_announced(at)
        if opens and not (self.container and above.level > self.container and bare):
            self.container = above.level
            self.is_introduction = bool(_INTRODUCTION.match(above.text))
        elif self.container and self.is_introduction and not _OF_INTRODUCTION.match(piece.text):
            self.container, self.is_introduction = 0, False
        return self.container + 1 if self.container else TOP

    def _is_announced(self, at: int) -> bool:
        """Return whether the paragraph above introduces the sections that follow: "the statements below:"."""
        above = self.pieces[at - 1]
        return above.kind is Kind.PARAGRAPH and above.is_stem


def _is_part(piece: Piece) -> bool:
    return bool(_PART.search(piece.text)) and not piece.label
