"""Tables of PDF pages whose cells are ruled off: where their columns and rows begin and end."""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

_MOST_PATHS: Final = 4_000
"""Shapes of a page beyond which it is a drawing."""
_NEAR: Final = 3.0
"""Points between two lines that are taken for one, or between lines that touch."""
_LEAST: Final = 6.0
"""Points that a line is long at least."""
_LEAST_RULES: Final = 3
"""Lines of one direction that a table has at least: one line between two columns of text makes none."""


class _Rule(NamedTuple):
    """A line along one direction."""

    at: float
    """Where it stands across its direction."""
    start: float
    end: float


class Cell(NamedTuple):
    """A cell of a page."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the lines that its cells lie between, in points from the left and the foot of the page."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    """From the foot up."""

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row (from above) and column of a point, or None outside."""
        column, row = bisect(self.xs, x), bisect(self.ys, y)
        if not 0 < column < len(self.xs) or not 0 < row < len(self.ys):
            return None
        return len(self.ys) - 1 - row, column - 1


def cell_at(grids: Sequence[Grid], x: float, y: float) -> Cell | None:
    """Return the cell that a point of a page lies in, or None."""
    for n, grid in enumerate(grids):
        if place := grid.place(x, y):
            return Cell(n, *place)
    return None


def grids_of(page: Any) -> list[Grid]:
    """Return the tables of a page of pypdfium2 that are ruled off, from above."""
    level: list[_Rule] = []
    upright: list[_Rule] = []
    for left, bottom, right, top in _shapes(page):
        if top - bottom <= _NEAR and right - left >= _LEAST:
            level.append(_Rule((top + bottom) / 2, left, right))
        elif right - left <= _NEAR and top - bottom >= _LEAST:
            upright.append(_Rule((left + right) / 2, bottom, top))
    if len(upright) < 1 or len(level) < 1:
        return []
    found = [_grid(*part) for part in _connected(_merged(level), _merged(upright))]
    return sorted((grid for grid in found if grid), key=lambda grid: -grid.ys[-1])


def _shapes(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield the bounds of the lines of a page; a frame as its four sides."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for n, shape in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])):
        if n > _MOST_PATHS:
            return
        left, bottom, right, top = shape.get_bounds()
        if min(right - left, top - bottom) <= _NEAR:
            yield left, bottom, right, top
        elif raw.FPDFPath_GetDrawMode(shape.raw, fill, stroke) and stroke.value:
            yield left, bottom, left, top
            yield right, bottom, right, top
            yield left, bottom, right, bottom
            yield left, top, right, top


def _merged(rules: Iterable[_Rule]) -> list[_Rule]:
    """Return lines, those that go on from each other as one."""
    done: list[_Rule] = []
    clusters: list[list[_Rule]] = []
    for rule in sorted(rules):
        if clusters and rule.at - clusters[-1][-1].at <= _NEAR:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    for cluster in clusters:
        at = sum(rule.at for rule in cluster) / len(cluster)
        open_: _Rule | None = None
        for rule in sorted(cluster, key=lambda rule: rule.start):
            if open_ and rule.start <= open_.end + _NEAR:
                open_ = open_._replace(end=max(open_.end, rule.end))
                continue
            if open_:
                done.append(open_)
            open_ = _Rule(at, rule.start, rule.end)
        if open_:
            done.append(open_)
    return done


def _connected(level: Sequence[_Rule], upright: Sequence[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Return the groups of lines that touch each other."""
    left = set(range(len(upright)))
    groups = []
    while left:
        ups = {left.pop()}
        flats: set[int] = set()
        grown = True
        while grown:
            more = {n for n, rule in enumerate(level) if n not in flats and any(_touch(rule, upright[u]) for u in ups)}
            flats |= more
            touched = {u for u in left if any(_touch(level[n], upright[u]) for n in more)}
            ups |= touched
            left -= touched
            grown = bool(more or touched)
        groups.append(([level[n] for n in sorted(flats)], [upright[n] for n in sorted(ups)]))
    return groups


def _touch(flat: _Rule, up: _Rule) -> bool:
    return (
        flat.start - _NEAR <= up.at <= flat.end + _NEAR and up.start - _NEAR <= flat.at <= up.end + _NEAR
    )  # fmt: skip


def _grid(level: Sequence[_Rule], upright: Sequence[_Rule]) -> Grid | None:
    """Return the table that lines make, or None for a frame or a lone line."""
    if len(level) < 2 or max(len(level), len(upright)) < _LEAST_RULES:
        return None
    xs = _apart([rule.at for rule in upright] + [min(r.start for r in level), max(r.end for r in level)])
    ys = _apart([rule.at for rule in level] + [min(r.start for r in upright), max(r.end for r in upright)])
    return Grid(tuple(xs), tuple(ys)) if len(xs) > 2 and len(ys) > 1 else None


def _apart(places: Iterable[float]) -> list[float]:
    done: list[float] = []
    for place in sorted(places):
        if not done or place - done[-1] > _NEAR:
            done.append(place)
    return done
