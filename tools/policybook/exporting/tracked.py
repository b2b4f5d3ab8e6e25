"""Two texts as one with tracked changes: accepting all gives the later text, rejecting all the earlier one.

A clause stays where it is if both texts read it in the same order; all else is a deletion where it stood and an
insertion where it stands, so that no program needs to know what a move is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from policybook.book.difference import Difference
from policybook.diffing.changes import Change, ChangeKind, Changes, Op, Run, Significance
from policybook.exporting.lines import Cells, Line, Look, Style, declaration_lines, is_printed, line_of
from policybook.model import Tree
from policybook.rendering.changes_report import Item

_WHOLE: Final = (ChangeKind.ADDED, ChangeKind.REMOVED)
"""Changes that an insertion or a deletion says all of."""

Shown = Callable[[str], str]
"""Turns the words of a policy into those that readers see, for both texts alike."""
Pair = tuple[int, int]
"""Positions of one clause in the earlier and in the later tree."""


class Paragraph(NamedTuple):
    """A paragraph with its changes."""

    style: Style
    runs: tuple[Run, ...]
    op: Op
    """What happened to the paragraph as a whole; a kept one may hold deletions and insertions."""
    remarks: tuple[str, ...] = ()
    """What the change does, in sentences."""
    cells: Cells = ()
    """The rows of a table to which nothing happened; any other table is tracked as a line."""

    @property
    def before(self) -> str:
        """What the earlier text has here."""
        return "".join(run.text for run in self.runs if run.op is not Op.INSERT)

    @property
    def after(self) -> str:
        """What the later text has here."""
        return "".join(run.text for run in self.runs if run.op is not Op.DELETE)


def tracked(difference: Difference, items: Sequence[Item], shown: Shown) -> tuple[Paragraph, ...]:
    """Return the paragraphs of two texts: their titles, clauses and declarations.

    Args:
        difference: The two texts, compared.
        items: What reports say of each change, in the same order.
        shown: Turns the words of a policy into those that readers see.
    """
    old, new = (
        Line(Style(Look.TITLE), "", shown(side.version.front_matter.title or side.name))
        for side in (difference.before, difference.after)
    )
    return (
        Paragraph(Style(Look.TITLE), _exchanged(old.text, new.text), Op.KEEP),
        *_clauses(difference.changes, items, shown),
        *_declaration(difference, shown),
    )


def unchanged(lines: Iterable[Line]) -> list[Paragraph]:
    """Return lines as paragraphs to which nothing happened."""
    return [_whole(line, Op.KEEP)._replace(cells=line.cells) for line in lines]


def _clauses(changes: Changes, items: Sequence[Item], shown: Shown) -> Iterator[Paragraph]:
    """Yield the clauses of both texts: what keeps its place in order, and what is gone and new before each of it."""
    before, after = changes.before, changes.after
    by_new = {new: item for item in items for new in item.change.after}
    remarks = {item.number: _remarks(item) for item in items}
    at_old = at_new = 0
    for old, new in (*_in_place(changes), (len(before), len(after))):
        yield from _all(before, range(at_old, old), Op.DELETE, shown)
        for position in range(at_new, new):
            # A clause that was put in somewhere says once what happened to it, at its first paragraph.
            item = by_new[position]
            told = remarks.pop(item.number, ()) if is_printed(after.nodes[position]) else ()
            yield from _all(after, (position,), Op.INSERT, shown, told)
        if new < len(after):
            item = by_new[new]
            yield _kept(changes, item.change, (old, new), shown, remarks.pop(item.number, ()))
        at_old, at_new = old + 1, new + 1


def _all(
    tree: Tree, positions: Iterable[int], op: Op, shown: Shown, remarks: tuple[str, ...] = ()
) -> Iterator[Paragraph]:
    for position in positions:
        if is_printed(tree.nodes[position]):
            yield _whole(line_of(tree, position, shown), op, remarks)


def _whole(line: Line, op: Op, remarks: tuple[str, ...] = ()) -> Paragraph:
    return Paragraph(line.style, (Run(op, line.text),), op, remarks)


def _in_place(changes: Changes) -> list[Pair]:
    """Return the clauses that can stay where they are, in order: the most that both texts read in the same order."""
    before, after = changes.before, changes.after
    pairs = sorted(
        (change.before[0], change.after[0])
        for change in changes
        if change.before
        and change.after
        and not change.moved
        and is_printed(before.nodes[change.before[0]])
        and is_printed(after.nodes[change.after[0]])
        and _style_of(before, change.before[0]) == _style_of(after, change.after[0])
    )
    ends: list[int] = []  # of the runs of each length, the one that ends earliest
    tails: list[int] = []
    previous: list[int] = []
    for index, (_, new) in enumerate(pairs):
        length = bisect_left(ends, new)
        previous.append(tails[length - 1] if length else -1)
        ends[length : length + 1] = [new]
        tails[length : length + 1] = [index]
    found: list[Pair] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(pairs[at])
        at = previous[at]
    return found[::-1]


def _style_of(tree: Tree, position: int) -> Style:
    return line_of(tree, position, str).style


def _kept(changes: Changes, change: Change, pair: Pair, shown: Shown, remarks: tuple[str, ...]) -> Paragraph:
    old, new = line_of(changes.before, pair[0], shown), line_of(changes.after, pair[1], shown)
    runs = list(change.redline)
    if len(change.before) > 1:
        runs = _first(runs, len(changes.before.nodes[pair[0]].text), Op.DELETE)
    elif len(change.after) > 1:
        runs = _first(runs, len(changes.after.nodes[pair[1]].text), Op.INSERT)
    told = tuple(Run(op, shown(text)) for op, text in runs)
    words = Paragraph(new.style, told, Op.KEEP)
    if (words.before, words.after) != (old.words, new.words):
        told = _exchanged(old.words, new.words)
    return Paragraph(new.style, (*_exchanged(old.head, new.head), *told), Op.KEEP, remarks)


def _first(runs: Iterable[Run], length: int, side: Op) -> list[Run]:
    """Return a redline of several clauses and one, cut down to the first of the several.

    Args:
        runs: The redline of the joined words.
        length: How many characters the first of the several clauses has.
        side: `DELETE` if the several are in the earlier text, `INSERT` if in the later one.
    """
    other = Op.INSERT if side is Op.DELETE else Op.DELETE
    found: list[Run] = []
    for op, text in runs:
        if op is other:
            found.append(Run(op, text))
            continue
        head, rest = text[:length], text[length:]
        length -= len(head)
        found.append(Run(op, head))
        if op is Op.KEEP:
            found.append(Run(other, rest))
    return [run for run in found if run.text]


def _exchanged(old: str, new: str) -> tuple[Run, ...]:
    """Return the redline that takes one text for another."""
    runs = (Run(Op.KEEP, new),) if old == new else (Run(Op.DELETE, old), Run(Op.INSERT, new))
    return tuple(run for run in runs if run.text)


def _declaration(difference: Difference, shown: Shown) -> Iterator[Paragraph]:
    """Yield the declaration: a line of the same style stays, and its words are a redline or exchanged."""
    old, new = (
        declaration_lines(side.version.front_matter.acknowledgement, shown)
        for side in (difference.before, difference.after)
    )
    redline = tuple(Run(run.op, shown(run.text)) for run in difference.declaration)
    for look in (Look.HEADING, Look.CLAUSE, Look.FIELD):
        olds, news = ([line for line in lines if line.style.look is look] for lines in (old, new))
        for before, after in zip(olds, news, strict=False):
            runs = redline if look is Look.CLAUSE else _exchanged(before.text, after.text)
            yield Paragraph(after.style, runs, Op.KEEP)
        yield from (_whole(line, Op.DELETE) for line in olds[len(news) :])
        yield from (_whole(line, Op.INSERT) for line in news[len(olds) :])


def _remarks(item: Item) -> tuple[str, ...]:
    """Return what to say beside a change: what it does if it is of substance, and where a moved clause came from."""
    change = item.change
    if change.kind in _WHOLE:
        return item.sentences
    if change.significance is not Significance.SUBSTANTIVE and not change.moved:
        return ()
    return told_of(item)


def told_of(item: Item) -> tuple[str, ...]:
    """Return what a change does, in sentences: its badge too, unless they say it."""
    is_said = not item.badge or any(sentence.startswith(item.badge) for sentence in item.sentences)
    return item.sentences if is_said else (f"{item.badge}.", *item.sentences)
