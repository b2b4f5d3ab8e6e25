"""What can be wrong with the numbers of sections and clauses: given twice, or skipped."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from policybook.checking.at_node import at_node, name_of
from policybook.finding import Finding, Level
from policybook.messages.messages import later
from policybook.model import Node, Tree, is_stem

_NUMBERED: Final = re.compile(r"(?P<prefix>(?:[A-Za-z]?\d{1,3}\.)*|Appendix |Annexe? |Schedule )(?P<number>\d{1,3})")
_LETTERED: Final = re.compile(r"\(?(?P<letter>[a-z])\)?")
_ROMAN: Final = {r: n for n, r in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi".split(), 1)}


class _Place(NamedTuple):
    """Where a label stands in a series."""

    series: str
    """What all labels of the series share: "3.", "(", "letter", "roman"."""
    number: int


@dataclass(slots=True)
class _Series:
    """A run of labels that may lie within a clause, as (a) and (b) within 3.1."""

    name: str
    host: int
    """The clause within which it lies; -1 for none."""
    number: int = 0
    latest: int = -1
    """The clause with its latest label."""


@dataclass(slots=True)
class _Siblings:
    """The clauses of one parent or list, as far as they are read."""

    open: list[_Series] = field(default_factory=list)
    """The series that go on, the outermost first."""
    closed: dict[str, _Series] = field(default_factory=dict)
    """The latest series of each name that went on no longer."""
    stem: int = -1
    """The latest clause that introduces others and has no label, if none has had one since."""

    def place_of(self, label: str) -> _Place | None:
        """Return where a label stands; “(v)” is five after “(iv)” and a letter after “(u)”."""
        places = _positions(label)
        numbers = {series.name: series.number for series in (*self.closed.values(), *self.open)}
        going_on = (place for place in places if numbers.get(place.series, 0) + 1 == place.number > 1)
        return next(going_on, places[0] if places else None)

    def host_of(self, place: _Place | None, position: int) -> int:
        """Return the clause within which a label stands, and go on from there."""
        if place is None:
            return self.open[-1].latest if self.open else -1
        if place.number == 1 and self.stem >= 0:
            self._close(0)  # it starts anew below "Pupils must:"
            self.open.append(_Series("", -1, latest=self.stem))
        self.stem = -1
        at = next((n for n, series in enumerate(self.open) if series.name == place.series), None)
        if at is not None:
            self._close(at + 1)
        else:
            before = self.closed.get(place.series)
            host = self.open[-1].latest if self.open else -1
            if before and before.number + 1 == place.number > 1:
                host = before.host
            self.open.append(_Series(place.series, host))
        self.open[-1].number, self.open[-1].latest = place.number, position
        return self.open[-1].host

    def begin(self, position: int) -> None:
        """Take a number with dots: it outranks all other labels."""
        self._close(0)
        self.open.append(_Series("", -1, latest=position))
        self.stem = -1

    def _close(self, start: int) -> None:
        for series in self.open[start:]:
            self.closed[series.name] = series
        del self.open[start:]


def label_findings(tree: Tree) -> Iterator[Finding]:
    """Yield the labels that are given twice, and those before which some are missing.

    A number with dots names one clause of the whole policy; any other label, one clause of its list, of its section, or
    of the clause that it lies within: (a) may stand below 3.1 and again below 3.2.
    """
    siblings: dict[tuple[int, int], _Siblings] = defaultdict(_Siblings)
    last: dict[tuple[object, ...], tuple[int, Node]] = {}
    lists: dict[tuple[int, str], tuple[int, Node]] = {}
    seen: dict[tuple[object, ...], Node] = {}
    for position, node in enumerate(tree.nodes):
        if node.label is None:
            if is_stem(node.text) and not node.is_section:
                siblings[node.parent, node.list_number].stem = position
            continue
        if (is_section := node.is_section) or "." in node.label:
            key: tuple[object, ...] = (node.kind, node.label.lower())
            if "." not in node.label:
                key = (*key, node.parent)
            series: tuple[object, ...] = (node.parent, node.kind)
            place = next(iter(_positions(node.label)), None)
            if not is_section:
                siblings[node.parent, node.list_number].begin(position)
        else:
            group = siblings[node.parent, node.list_number]
            place = group.place_of(node.label)
            series = (node.parent, node.list_number, group.host_of(place, position))
            key = (*series, node.label)
            if node.list_number:
                siblings[node.parent, 0].begin(position)
        if key in seen:
            yield at_node(
                "label-duplicate",
                Level.WARNING,
                node,
                later(
                    "finding.label-duplicate.what",
                    label=node.label,
                    clause=name_of(seen[key]),
                    line=str(seen[key].first_line),
                ),
                later("finding.label-duplicate.fix"),
            )
            continue
        seen[key] = node
        if place is not None:
            before = last.get((*series, place.series))
            # A list that paragraphs interrupt goes on with the next number.
            above = lists.get((node.parent, place.series))
            if before is None and node.list_number and above and above[0] + 1 == place.number:
                before = above
            last[*series, place.series] = (place.number, node)
            if node.list_number:
                lists[node.parent, place.series] = (place.number, node)
            yield from _skipped(node, place, before)


def _skipped(node: Node, place: _Place, before: tuple[int, Node] | None) -> Iterator[Finding]:
    if before is not None and place.number > before[0] + 1:
        yield at_node(
            "label-skipped",
            Level.NOTE,
            node,
            later("finding.label-skipped.between", before=before[1].label, label=node.label),
            later("finding.label-skipped.fix"),
        )
    letters = place.series.isalpha() or place.series == "("
    if before is None and place.number > 1 and not node.is_section and (not letters or place.number <= 3):
        yield at_node(
            "label-skipped",
            Level.NOTE,
            node,
            later("finding.label-skipped.first", label=node.label),
            later("finding.label-skipped.fix"),
        )


@lru_cache(maxsize=1024)
def _positions(label: str) -> tuple[_Place, ...]:
    """Return the series that a label may belong to, each with its place in it; all policies have much the same."""
    plain = label.strip("()")
    if match := _NUMBERED.fullmatch(plain):
        return (_Place(("(" if label.startswith("(") else "") + match["prefix"], int(match["number"])),)
    roman = (_Place("roman", _ROMAN[plain]),) if plain in _ROMAN else ()
    return (*roman, _Place("letter", ord(plain) - ord("a") + 1)) if _LETTERED.fullmatch(label) else roman
