"""Edited pairs of policies with what a careful clerk says of them: `data/edits`, whose format README.md tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policybook.book.identity import identify
from policybook.diffing.changes import ChangeKind, Changes, Direction, EffectType, Significance
from policybook.diffing.description import compare
from policybook.diffing.matching import plain
from policybook.model import Tree
from policybook.parsing import parse_policy

EDITS = Path(__file__).resolve().parent / "data/edits"

COLUMNS = ("before", "after", "kind", "flags", "significance", "direction", "effects")
FLAGS = ("moved", "renumbered", "amended")
_CELL = re.compile(r"(?<!\\)\|")
_TYPES = "|".join(EffectType)
_EFFECT = re.compile(rf'({_TYPES}): "(.*?)" → "(.*?)"(?:; (?=(?:{_TYPES}): ")|$)')


class EventsError(Exception):
    """A table of events that cannot be read, or that says what the texts do not hold."""


@dataclass(frozen=True)
class Event:
    """What a clerk says of one clause or section, or of the several that one became."""

    line: int
    before: tuple[int, ...]
    """Positions in the earlier tree, in document order."""
    after: tuple[int, ...]
    kind: ChangeKind
    flags: frozenset[str]
    significance: Significance
    direction: Direction
    effects: tuple[tuple[EffectType, str, str], ...]

    @property
    def types(self) -> frozenset[str]:
        return frozenset(type_ for type_, _, _ in self.effects)

    @property
    def is_typography(self) -> bool:
        """Whether nothing but spelling and the like differs."""
        return self.types == {EffectType.TYPOGRAPHY}


@dataclass(frozen=True)
class EditedPair:
    """Two texts and their events."""

    folder: Path
    before: Tree
    after: Tree
    events: tuple[Event, ...]
    compared: Changes
    """What the comparison says."""

    def texts(self, positions: Sequence[int], *, later: bool) -> str:
        """Return nodes as a reader sees them: labels and words."""
        tree = self.after if later else self.before
        return " + ".join(printed(tree, at) for at in positions) or "nothing"


def printed(tree: Tree, at: int) -> str:
    """Return a node's label and words."""
    node = tree.nodes[at]
    return " ".join(part for part in (node.label, node.text) if part)


# Reading.


def names() -> list[str]:
    return sorted(path.parent.name for path in EDITS.glob("*/events.md"))


def read_pair(folder: Path) -> EditedPair:
    """Read one set.

    Raises:
        EventsError: The table is malformed, or a reference leads to no node or to several.
    """
    before = identify(parse_policy((folder / "before.md").read_bytes()).tree)
    after = parse_policy((folder / "after.md").read_bytes()).tree
    events: list[Event] = []
    wrong: list[str] = []
    for number, cells in _rows(folder / "events.md"):
        try:
            events.append(_event(number, cells, before, after))
        except (EventsError, ValueError) as error:
            wrong.append(f"{folder.name}/events.md:{number}: {error}")
    if wrong:
        raise EventsError("\n".join(wrong))
    return EditedPair(folder, before, after, tuple(events), compare(before, after))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    place = f"{path.parent.name}/{path.name}"
    inside = False
    for number, row in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(row.strip())[1:-1]]
        if tuple(cells) == COLUMNS:
            inside = True
        elif inside and cells and not re.fullmatch("[-: ]+", cells[0] or " x"):
            if len(cells) != len(COLUMNS):
                raise EventsError(f"{place}:{number}: {len(cells)} cells instead of {len(COLUMNS)}")
            yield number, cells
    if not inside:
        raise EventsError(f"{place}: there is no table with the columns {', '.join(COLUMNS)}")


def _event(number: int, cells: list[str], before: Tree, after: Tree) -> Event:
    old, new, kind, flags, significance, direction, effects = cells
    said = frozenset(flags.replace(",", " ").split())
    if unknown := said - set(FLAGS):
        raise EventsError(f"there is no flag {', '.join(sorted(unknown))}")
    return Event(
        number,
        _referred(old, before, "before"),
        _referred(new, after, "after"),
        ChangeKind(kind),
        said,
        Significance(significance),
        Direction(direction),
        tuple(read_effects(effects)),
    )


def read_effects(cell: str) -> Iterator[tuple[EffectType, str, str]]:
    """Yield the effects that a cell names.

    Raises:
        EventsError: It holds something else.
    """
    end = 0
    while end < len(cell):
        match = _EFFECT.match(cell, end)
        if not match:
            raise EventsError(f"“{cell[end:]}” is no effect")
        end = match.end()
        yield EffectType(match[1]), match[2], match[3]


def _referred(cell: str, tree: Tree, side: str) -> tuple[int, ...]:
    """Return the positions of the nodes that a cell names by how they begin."""
    try:
        return tuple(sorted(one_node(reference, tree) for reference in cell.split(" + "))) if cell else ()
    except EventsError as error:
        raise EventsError(f"{side}, {error}") from None


def one_node(reference: str, tree: Tree) -> int:
    """Return the position of the node that begins with some words, `@LINE` behind them where several do.

    Raises:
        EventsError: There is none, or several.
    """
    words, _, line = reference.strip().rpartition("@")
    if words and line.isdecimal():
        words = plain(words.strip())
        found = [at for at in _beginning(words, tree) if tree.nodes[at].first_line == int(line)]
    else:
        words = plain(reference.strip())
        found = _beginning(words, tree)
        # A title may be how a clause begins, too.
        found = [at for at in found if plain(printed(tree, at)) == words] or found if len(found) > 1 else found
    if len(found) != 1:
        lines = ", ".join(str(tree.nodes[at].first_line) for at in found)
        where = f"{len(found)} nodes begin so, in lines {lines}" if found else "no node begins so"
        raise EventsError(f"“{reference}”: {where}")
    return found[0]


def _beginning(words: str, tree: Tree) -> list[int]:
    return [at for at in range(len(tree)) if plain(printed(tree, at)).startswith(words)]


# Soundness: what the table says must agree with both texts and with itself.


def faults(pair: EditedPair) -> Iterator[str]:
    """Yield what is wrong with a set."""
    place = f"{pair.folder.name}/events.md"
    for tree, side in ((pair.before, "before"), (pair.after, "after")):
        lines = Counter(at for event in pair.events for at in getattr(event, side))
        for at, count in lines.items():
            if count > 1:
                yield f"{place}: “{printed(tree, at)[:60]}” stands in {count} rows ({side})"
    for event in pair.events:
        yield from (f"{place}:{event.line}: {fault}" for fault in _contradictions(event, pair))
    yield from (f"{place}: {fault}" for fault in _unlisted(pair))


def _contradictions(event: Event, pair: EditedPair) -> Iterator[str]:
    olds, news = [pair.before.nodes[at] for at in event.before], [pair.after.nodes[at] for at in event.after]
    counts = (len(olds), len(news))
    allowed = {
        ChangeKind.ADDED: counts[0] == 0 and counts[1] == 1,
        ChangeKind.REMOVED: counts[0] == 1 and counts[1] == 0,
        ChangeKind.SPLIT: counts[0] == 1 and counts[1] > 1,
        ChangeKind.MERGED: counts[0] > 1 and counts[1] == 1,
    }
    if not allowed.get(event.kind, counts == (1, 1)):
        yield f"{event.kind} with {counts[0]} nodes before and {counts[1]} after"
        return
    if event.kind in {ChangeKind.ADDED, ChangeKind.REMOVED}:
        if event.effects or event.flags or (event.significance, event.direction) != ("substantive", "neutral"):
            yield f"{event.kind} is substantive and neutral, and has no flags and no effects"
        return
    section = olds[0].is_section
    if any(node.is_section != section for node in (*olds, *news)):
        yield "a section never becomes a clause"
    texts = [plain(" ".join(node.text for node in nodes if node.text)) for nodes in (olds, news)]
    links = [[link for node in nodes for link in node.links] for nodes in (olds, news)]
    differs = texts[0] != texts[1] or links[0] != links[1]
    if not section and differs != ("amended" in event.flags):
        yield "the texts differ, but it is not flagged amended" if differs else "amended, but the texts are the same"
    relabelled = not {node.label for node in olds} & {node.label for node in news}
    if relabelled != ("renumbered" in event.flags):
        yield (
            "the labels differ, but it is not flagged renumbered"
            if relabelled
            else "renumbered, but a label is the same"
        )
    kind = _expected_kind(event.flags, section=section, differs=differs)
    if counts == (1, 1) and kind is not event.kind:
        yield f"with these flags and texts it is {kind}, not {event.kind}"
    if differs != bool(event.effects):
        yield "it has effects, but the texts are the same" if event.effects else "the texts differ, but without effect"
    weight = significance_of(event.types)
    if weight is not event.significance:
        yield f"with these effects it is {weight}, not {event.significance}"
    if event.direction is not Direction.NEUTRAL and not event.types & {"obligation", "quantity", "condition"}:
        yield "a direction is told for obligation, quantity and condition only"
    for type_, *sides in event.effects:
        for words, text, targets in zip(sides, texts, links, strict=True):
            if plain(words) not in text and words not in targets:
                yield f"{type_}: “{words}” is not in the text"


def _expected_kind(flags: Iterable[str], *, section: bool, differs: bool) -> ChangeKind:
    if "moved" in flags:
        return ChangeKind.MOVED
    if differs:
        return ChangeKind.RETITLED if section else ChangeKind.AMENDED
    return ChangeKind.RENUMBERED if "renumbered" in flags else ChangeKind.UNCHANGED


def significance_of(types: Iterable[str]) -> Significance:
    """Return how much effects of these types matter."""
    found = set(types)
    if found - {EffectType.WORDING, EffectType.TYPOGRAPHY}:
        return Significance.SUBSTANTIVE
    return Significance.WORDING if EffectType.WORDING in found else Significance.EDITORIAL


def _unlisted(pair: EditedPair) -> Iterator[str]:
    """Yield the nodes that stand in no row although they are not the same in both texts."""
    left = [
        Counter(
            (node.kind, node.label, plain(node.text), node.links)
            for at, node in enumerate(tree.nodes)
            if not any(at in getattr(event, side) for event in pair.events)
        )
        for tree, side in ((pair.before, "before"), (pair.after, "after"))
    ]
    for side, rest in (("before", left[0] - left[1]), ("after", left[1] - left[0])):
        for kind, label, text, _ in rest.elements():
            yield f"{side}, the {kind} “{' '.join(filter(None, [label, text]))[:70]}” is not the same and in no row"
