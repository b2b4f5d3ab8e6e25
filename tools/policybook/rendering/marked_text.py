"""The whole text of a comparison in reading order: what differs stands out, and what does not is folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from policybook.diffing.changes import Change, ChangeKind, Changes, Op, Run, Significance
from policybook.messages.messages import Later, Messages, later
from policybook.model import NO_PARENT, Node, Tree
from policybook.rendering.changes_report import Item
from policybook.rendering.changes_words import name_of, nodes

SORTS: Final = ("editorial", "renumbered")
"""The changes that a reader may leave out."""


class Stub(NamedTuple):
    """A line at a place that a clause has left, or where a part of one stands."""

    id: str
    """Empty for a line that nothing leads to."""
    sort: str
    """`moved`, `joined` or `divided`."""
    name: str
    """What stood here, or stands here."""
    place: str
    """Where the clause is."""
    target: str
    """The id of where it is shown."""


class Piece(NamedTuple):
    """Words with the printed label that they stand under."""

    label: tuple[Run, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A section or clause of the text."""

    item: Item
    anchor: str
    number: int
    """Its place among all that differ, counted from one; 0 for what is unchanged."""
    sort: str
    """A name of `SORTS` for what a reader may leave out, else empty."""
    holds: bool
    """Whether it is shown even where its sort is left out: a heading, or the stem of something that differs."""
    pieces: tuple[Piece, ...]
    """Its words; more than one where a clause became several."""
    left: str
    """The id of the line that stands where it came from; empty for what did not move."""
    stubs: tuple[Stub, ...]
    """What stands after it."""

    @property
    def state(self) -> str:
        """What happened to it, in the words of the stylesheet."""
        return self.item.sort

    @property
    def is_twofold(self) -> bool:
        """Whether both texts have something to be set side by side."""
        return bool(self.number and self.item.change.before and self.item.change.after)

    @property
    def earlier(self) -> Piece:
        """What the earlier text says."""
        return Piece(
            tuple(run for run in self.pieces[0].label if run.op is not Op.INSERT),
            tuple(run for run in self.item.runs if run.op is not Op.INSERT),
        )

    @property
    def sentences(self) -> Iterator[tuple[str, str]]:
        """What to say of it: what each sentence is about, unless the badge says so, and the rest."""
        for badge, about, words in self.item.told if self.sort != "renumbered" else ():
            yield "" if badge == self.item.sort else about, words


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sections and clauses in a row to which nothing happened."""

    items: tuple[Marked, ...]

    @property
    def title(self) -> Later:
        """How many there are, and from which label to which."""
        labels = [marked.item.label for marked in self.items if marked.item.label]
        sections = sum(marked.item.level > 0 for marked in self.items)
        what = nodes(sections, len(self.items) - sections)
        if len(labels) > 1:
            return later("step.same_span", what=what, first=labels[0], last=labels[-1])
        return later("step.same_one", what=what, label=labels[0]) if labels else later("step.same", what=what)


def anchors_of(changes: Changes) -> tuple[str, ...]:
    """Return the id that each change has on the page of its step: the clause's own in the later text."""
    taken = set(changes.after.ids)
    found = []
    for change in changes:
        id_ = changes.after.ids[change.after[0]] if change.after else changes.before.ids[change.before[0]]
        found.append(id_ if change.after or id_ not in taken else f"_gone-{id_}")
    return tuple(found)


def marked_text(t: Messages, changes: Changes, items: Sequence[Item], shown: Callable[[str], str]) -> list[Marked]:
    """Return all sections and clauses of a comparison.

    Args:
        t: What the page says.
        changes: The comparison.
        items: What reports say of each change, in the same order.
        shown: Turns the words of a policy into those that readers see.
    """
    anchors = anchors_of(changes)
    inside = _inside(changes)
    stubs = _stubs(t, changes, anchors, shown)
    marked: list[Marked] = []
    number = 0
    for index, (item, anchor) in enumerate(zip(items, anchors, strict=True)):
        change, sort = item.change, _sort(item.change)
        is_unchanged = change.kind is ChangeKind.UNCHANGED
        number += not is_unchanged
        marked.append(
            Marked(
                item,
                anchor,
                0 if is_unchanged else number,
                sort,
                bool(inside[index]) if is_unchanged else item.level > 0 or bool(inside[index] - {sort}),
                tuple(_pieces(changes, item, shown)),
                f"_from-{anchor}" if change.moved else "",
                tuple(stubs[index]),
            )
        )
    return marked


def folded(marked: Sequence[Marked]) -> Iterator[Marked | Stretch]:
    """Yield the text with what is unchanged in stretches; a heading or stem of something that differs is in none."""
    stretch: list[Marked] = []
    for one in marked:
        if not one.number and not one.holds:
            stretch.append(one)
        if stretch and (one.number or one.holds or one.stubs):
            yield Stretch(tuple(stretch))
            stretch = []
        if one.number or one.holds:
            yield one
    if stretch:
        yield Stretch(tuple(stretch))


def _sort(change: Change) -> str:
    if change.significance is not Significance.EDITORIAL:
        return ""
    return "renumbered" if change.kind is ChangeKind.RENUMBERED else "editorial"


def _inside(changes: Changes) -> list[set[str]]:
    """Return the sorts of the changes that stand beneath each."""
    olds = {position: index for index, change in enumerate(changes) for position in change.before}
    news = {position: index for index, change in enumerate(changes) for position in change.after}
    found: list[set[str]] = [set() for _ in range(len(changes))]
    for change in changes.differing:
        tree, position, at = (
            (changes.after, change.after[0], news) if change.after else (changes.before, change.before[0], olds)
        )
        for ancestor in tree.ancestors(position):
            found[at[ancestor]].add(_sort(change))
    return found


def _pieces(changes: Changes, item: Item, shown: Callable[[str], str]) -> Iterator[Piece]:
    olds, news = changes.nodes_before(item.change), changes.nodes_after(item.change)
    if item.change.kind is not ChangeKind.SPLIT:
        yield Piece(_label(olds, news), item.runs)
        return
    worded = [node for node in news if node.text]
    for n, runs in enumerate(_cut(item.change.redline, [len(node.text) for node in worded])):
        label = (Run(Op.INSERT, f" {worded[n].label or '¶'}"),) if n else _label(olds, worded[:1])
        yield Piece(label, tuple(Run(run.op, shown(run.text)) for run in runs))


def _cut(runs: Sequence[Run], sizes: Sequence[int]) -> list[list[Run]]:
    """Return a redline in parts, one for each of the later texts that it joins by a space."""
    parts: list[list[Run]] = [[]]
    left = sizes[0]
    for op, text in runs:
        while op is not Op.DELETE and len(text) > left and len(parts) < len(sizes):
            if left:
                parts[-1].append(Run(op, text[:left]))
            text, left = text[left + 1 :], sizes[len(parts)]
            parts.append([])
        if op is not Op.DELETE:
            left -= len(text)
        if text:
            parts[-1].append(Run(op, text))
    return parts


def _label(olds: Sequence[Node], news: Sequence[Node]) -> tuple[Run, ...]:
    old, new = (", ".join(node.label for node in nodes if node.label) for nodes in (olds, news))
    if old == new or not olds or not news:
        op = Op.KEEP if olds and news else Op.INSERT if news else Op.DELETE
        return (Run(op, old or new),) if old or new else ()
    runs = tuple(Run(op, label) for op, label in ((Op.DELETE, old), (Op.INSERT, new)) if label)
    return runs if len(runs) < 2 else (runs[0], Run(Op.KEEP, " "), runs[1])


def _stubs(t: Messages, changes: Changes, anchors: Sequence[str], shown: Callable[[str], str]) -> dict[int, list[Stub]]:
    """Return the lines that stand where a clause left, or where a part of one is, by the change that they follow."""
    old_places = {old: index for index, change in enumerate(changes) if not change.moved for old in change.before}
    new_places = {new: index for index, change in enumerate(changes) for new in change.after}
    found: dict[int, list[Stub]] = defaultdict(list)
    for index, change in enumerate(changes):
        if not change.before or not change.after:
            continue
        anchor, here = anchors[index], shown(_place(t, changes.after, change.after[0]))
        for n, old in enumerate(change.before):
            name = shown(name_of(t, changes.before, old))
            if n == 0 and change.moved:
                stub = Stub(f"_from-{anchor}", "moved", name, here, anchor)
            elif n and old != change.before[n - 1] + 1:
                stub = Stub("", "joined", name, shown(name_of(t, changes.after, change.after[0])), anchor)
            else:
                continue
            found[_nearest(old_places, old)].append(stub)
        for one, new in zip(change.after, change.after[1:], strict=False):
            if new != one + 1:
                name = shown(name_of(t, changes.after, new))
                found[_nearest(new_places, new)].append(Stub("", "divided", name, here, anchor))
    return found


def _place(t: Messages, tree: Tree, position: int) -> str:
    parent = tree.nodes[position].parent
    return name_of(t, tree, parent if parent != NO_PARENT else position)


def _nearest(places: Mapping[int, int], position: int) -> int:
    """Return the change of the nearest clause before a position; the first change if there is none."""
    return next((places[at] for at in range(position - 1, -1, -1) if at in places), 0)
