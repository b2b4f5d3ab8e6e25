"""How deep each item lies: told by its format, by its number, by what introduces it, and by its indentation last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policybook.importing.numbers import follows, is_first, is_later, numbers_of
from policybook.importing.piece import Kind, Piece

DEEPEST: Final = 8
_INNER: Final = frozenset("o◦▪□➢‣⁃❖\uf0a7\uf0d8")
"""Bullets that word processors give to lists within lists."""
_BARE: Final = re.compile(r"(\d{1,2}|[a-z]) (?=[A-Z“\"‘'])")
_LEAST_BARE: Final = 3
"""Numbers in a row that make a list without dots."""
_AHEAD: Final = 60
"""How many items further down may go on with the list at hand."""
_SAME: Final = 1
"""Columns that two items of one list may differ by: pages are not set that evenly."""


@dataclass(slots=True)
class _List:
    """A list that may go on."""

    mark: str
    """The style of its numbers, or its bullet."""
    label: str
    """The number of its last item."""
    indent: int
    depth: int
    stems: bool = False
    """Whether its items introduce others that have the same mark."""


def label_bare_numbers(pieces: Sequence[Piece]) -> None:
    """Give labels to the items of a list whose numbers or letters are printed bare: "1 Staff must ...", "2 Pupils ...".

    They are items where the next number stands directly below, or below bullets; sections have text between them.
    """
    open_: list[tuple[Piece, re.Match[str]]] = []
    for piece in [*pieces, None]:
        found = _BARE.match(piece.text) if piece and piece.kind is Kind.PARAGRAPH and not piece.block.level else None
        comes = found and (follows(found[1], open_[-1][1][1]) if open_ else is_first(found[1]))
        if piece and found and comes and not piece.label and not piece.block.bullet:
            open_.append((piece, found))
        elif piece is None or not piece.block.bullet:
            if len(open_) >= _LEAST_BARE and any(item.is_ended for item, _ in open_):
                for item, number in open_:
                    item.label = item.printed = number[1]
                    item.words = item.words.cut(number.end())
            open_ = [(piece, found)] if piece and found and is_first(found[1]) and not piece.label else []


def set_depths(pieces: Sequence[Piece]) -> list[Piece]:
    """Make items of the parts that are, and give them their depths.

    Returns:
        The items of which it is not sure how many of those below belong to them.
    """
    start = 0
    unsure: list[Piece] = []
    for at in range(len(pieces) + 1):
        if at == len(pieces) or not _is_item(pieces[at]):
            unsure += _nest(pieces, start, at)
            start = at + 1
    return unsure


def _is_item(piece: Piece) -> bool:
    return piece.kind in {Kind.PARAGRAPH, Kind.ITEM} and piece.is_item


def _nest(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    run = pieces[start:end]
    for piece in run:
        piece.kind = Kind.ITEM
    known = [piece.block.depth for piece in run if piece.block.depth is not None]
    if len(set(known)) > 1:
        _by_format(run)
        return []
    return _by_marks(run)


def _by_format(run: Sequence[Piece]) -> None:
    """Take the depths that the format states, without gaps."""
    open_: list[int] = []
    for piece in run:
        depth = piece.block.depth or 0
        while open_ and open_[-1] > depth:
            open_.pop()
        if not open_ or open_[-1] < depth:
            open_.append(depth)
        piece.depth = min(len(open_) - 1, DEEPEST)


def _by_marks(run: Sequence[Piece]) -> list[Piece]:
    open_: list[_List] = []
    unsure: list[Piece] = []
    stems = [piece for piece in run if piece.introduces and not piece.label]
    for n, piece in enumerate(run):
        before = run[n - 1] if n else None
        found = _continued(open_, piece, before, several=len(stems) > 1)
        if found is None:
            found = _opened(open_, piece, before, run[n + 1 : n + 1 + _AHEAD])
            if before is not None and found.depth and before.introduces and not before.label and len(stems) == 1:
                same = found.indent - before.block.indent <= _SAME and not piece.label
                if same and sum(bool(p.block.bullet) for p in run[n:]) > 1:
                    unsure.append(before)
        found.label, found.indent = piece.label, piece.block.indent
        piece.depth = min(found.depth, DEEPEST)
    return unsure


def _continued(open_: list[_List], piece: Piece, before: Piece | None, *, several: bool) -> _List | None:
    """Return the open list that an item belongs to, and close those within it; None if it begins one."""
    if before is not None and before.introduces and not _goes_on(open_[-1], piece, numbered=True):
        outer = _outer(open_, piece)
        if outer is None:
            return None
        return outer
    if several and piece.introduces and not piece.label:
        # In a flat list, what introduces others stands where the first of its kind does.
        for n, each in enumerate(open_):
            if each.stems and each.mark == piece.block.bullet:
                del open_[n + 1 :]
                return each
    candidates = [n for n in range(len(open_) - 1, -1, -1) if _goes_on(open_[n], piece, numbered=bool(piece.label))]
    if not piece.label and candidates:
        near = [n for n in candidates if abs(open_[n].indent - piece.block.indent) <= _SAME]
        shallower = [n for n in candidates if open_[n].indent > piece.block.indent]
        deeper = piece.block.indent > open_[candidates[0]].indent + _SAME
        if not near and deeper:
            return None
        candidates = near or shallower[-1:] or candidates
    if not candidates:
        return None
    del open_[candidates[0] + 1 :]
    return open_[candidates[0]]


def _outer(open_: list[_List], piece: Piece) -> _List | None:
    """Return the list outside the innermost one that a number goes on with, although something was introduced."""
    if not piece.label:
        return None
    for n in range(len(open_) - 1, -1, -1):
        if open_[n].label and follows(piece.label, open_[n].label):
            del open_[n + 1 :]
            return open_[n]
    return None


def _goes_on(list_: _List, piece: Piece, *, numbered: bool) -> bool:
    if not piece.label:
        return list_.mark == piece.block.bullet and not numbered
    if not list_.label:
        return False
    return follows(piece.label, list_.label) or (not is_first(piece.label) and is_later(piece.label, list_.label))


def _opened(open_: list[_List], piece: Piece, before: Piece | None, rest: Sequence[Piece]) -> _List:
    """Open a list, within the item above or beside it."""
    numbers = numbers_of(piece.label)
    mark = numbers[0].style if numbers else piece.block.bullet
    if before is None:
        depth = 0
    else:
        inner = open_[-1]
        deeper = piece.block.indent > before.block.indent + _SAME
        shallower = piece.block.indent + _SAME < before.block.indent
        other = mark != inner.mark
        resumes = any(follows(p.label, inner.label) if inner.label else p.block.bullet == inner.mark for p in rest)
        resumes = resumes or mark in _INNER
        if before.introduces or deeper or (other and resumes and not shallower):
            depth = inner.depth + 1
            inner.stems = inner.stems or before.introduces
        else:
            while shallower and len(open_) > 1 and open_[-1].indent > piece.block.indent + _SAME:
                open_.pop()
            depth = open_[-1].depth
            open_.pop()
    made = _List(mark, piece.label, piece.block.indent, depth)
    open_.append(made)
    return made
