"""How much of what a careful clerk says of edited pairs the comparison says, too.

`python tests/edits.py [NAME...] [--verbose]` prints the figures of the sets in `data/edits`; with `--verbose` every
wrong event, too, but for the sets held out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from edited import EDITS, FLAGS, EditedPair, Event, EventsError, faults, names, read_pair
from policybook.diffing.changes import Change, ChangeKind, Direction, Significance

HELD_OUT = frozenset({"secondary-phones", "nursery-online", "trust-data", "college-byod", "conduct-code", "visitors"})
"""Sets whose single events nobody looks at, so that nothing is made to fit them."""

# Judging.


@dataclass
class Score:
    """How often what is said is right: of what is said, and of what there is."""

    right: int = 0
    said: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.there) if self.said + self.there else 1.0

    def count(self, said: Iterable[object], there: Iterable[object]) -> None:
        """Count what is said of one event."""
        found, expected = set(said), set(there)
        self.right += len(found & expected)
        self.said += len(found)
        self.there += len(expected)

    def add(self, other: Score) -> None:
        self.right += other.right
        self.said += other.said
        self.there += other.there


@dataclass
class Figures:
    """How much of what a clerk says the comparison says, too."""

    events: Score = field(default_factory=Score)
    kind: Score = field(default_factory=Score)
    """Of the events found, those of the right kind; so with flags and significance."""
    flags: Score = field(default_factory=Score)
    significance: Score = field(default_factory=Score)
    effects: Score = field(default_factory=Score)
    """By type and event; what is said of an event that is none counts as wrong, what is not found as missing."""
    direction: Score = field(default_factory=Score)
    """`stricter` and `looser` count as said."""
    called_unchanged: int = 0
    """Changed clauses that are said to be the same."""
    typography_called_substantive: int = 0

    def add(self, other: Figures) -> None:
        for name, value in vars(other).items():
            if isinstance(value, Score):
                getattr(self, name).add(value)
            else:
                setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Wrong:
    """An event of which something is said that a clerk does not say, or the reverse."""

    what: tuple[str, ...]
    expected: Event | None
    found: Change | None


def judge(pair: EditedPair) -> tuple[Figures, list[Wrong]]:
    """Compare what the comparison says of a pair with what its events say."""
    figures, wrong = Figures(), []
    expected = {(event.before, event.after): event for event in pair.events}
    found = {(change.before, change.after): change for change in pair.compared.differing}
    figures.events.count(found, expected)
    for key in sorted(expected.keys() | found.keys(), key=_reading_order):
        event, change = expected.get(key), found.get(key)
        figures.effects.count(_types(change), event.types if event else ())
        figures.direction.count(_said(change), _said(event))
        what = [] if event and change else ["not found" if event else "no event"]
        if event and change:
            what += _compared(figures, event, change)
        if event:
            what += _worst(figures, event, pair)
        if what:
            wrong.append(Wrong(tuple(what), event, change))
    return figures, wrong


def _compared(figures: Figures, event: Event, change: Change) -> Iterator[str]:
    """Count what is said of an event that was found; yield what is wrong."""
    said = frozenset(flag for flag in FLAGS if getattr(change, flag))
    if change.node == "section":  # of a section, `retitled` says it
        said -= {"amended"}
    expected_flags = event.flags - {"amended"} if change.node == "section" else event.flags
    for name, got, right in (
        ("kind", change.kind, event.kind),
        ("flags", said, expected_flags),
        ("significance", change.significance, event.significance),
    ):
        getattr(figures, name).count([got], [right])
        if got != right:
            yield name
    if _types(change) != event.types:
        yield "effects"
    if change.direction is not event.direction:
        yield "direction"


def _worst(figures: Figures, event: Event, pair: EditedPair) -> Iterator[str]:
    """Count the errors that there must be none of; yield them."""
    about = [
        change
        for change in pair.compared
        if set(event.before) & set(change.before) or set(event.after) & set(change.after)
    ]
    differs = "amended" in event.flags or event.kind is ChangeKind.RETITLED
    if any(change.kind is ChangeKind.UNCHANGED or (differs and _same_words(change)) for change in about):
        figures.called_unchanged += 1
        yield "called unchanged"
    if event.is_typography and any(change.significance is Significance.SUBSTANTIVE for change in about):
        figures.typography_called_substantive += 1
        yield "typography called substantive"


def _same_words(change: Change) -> bool:
    return change.kind in {ChangeKind.MOVED, ChangeKind.RENUMBERED} and not change.amended


def _types(change: Change | None) -> frozenset[str]:
    return frozenset(effect.type for effect in change.effects) if change else frozenset()


def _said(one: Event | Change | None) -> list[Direction]:
    return [one.direction] if one and one.direction is not Direction.NEUTRAL else []


def _reading_order(key: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[int, int]:
    before, after = key
    return (after or before)[0], (before or after)[0]


# Printing.

_TABLE: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("events", lambda f: f"{f.events.there}"),
    ("precision", lambda f: f"{f.events.precision:.3f}"),
    ("recall", lambda f: f"{f.events.recall:.3f}"),
    ("F1", lambda f: f"{f.events.f1:.3f}"),
    ("kind", lambda f: f"{f.kind.recall:.3f}"),
    ("flags", lambda f: f"{f.flags.recall:.3f}"),
    ("signific.", lambda f: f"{f.significance.recall:.3f}"),
    ("effects", lambda f: f"{f.effects.f1:.3f}"),
    ("direction", lambda f: f"{f.direction.f1:.3f}"),
    ("unchanged!", lambda f: f"{f.called_unchanged}"),
    ("typogr.!", lambda f: f"{f.typography_called_substantive}"),
)
BARS = ("bar", "", "", "", "0.970", "0.950", "", "0.950", "0.850", "0.850", "0", "0")


def table(found: Iterable[tuple[str, Figures]]) -> Iterator[str]:
    """Yield the rows of the table of figures, the total last."""
    total = Figures()
    yield _row("set", *(title for title, _ in _TABLE))
    for name, figures in found:
        total.add(figures)
        yield _row(name, *(cell(figures) for _, cell in _TABLE))
    yield _row("total", *(cell(total) for _, cell in _TABLE))
    yield _row(*BARS)


def _row(name: str, *cells: str) -> str:
    return " ".join([f"{name:<18}", *(f"{cell:>10}" for cell in cells)]).rstrip()


def told(pair: EditedPair, wrong: Wrong) -> Iterator[str]:
    """Yield the lines that tell one wrong event: the texts, what was expected, what was said."""
    one = wrong.expected or wrong.found
    assert one
    line = f":{wrong.expected.line}" if wrong.expected else ""
    yield f"{pair.folder.name}/events.md{line}: {', '.join(wrong.what)}"
    yield f"    before    {pair.texts(one.before, later=False)}"
    yield f"    after     {pair.texts(one.after, later=True)}"
    if wrong.expected:
        event = wrong.expected
        flags = [flag for flag in FLAGS if flag in event.flags]
        yield f"    expected  {_said_of(event.kind, flags, event.significance, event.direction, event.effects)}"
    if wrong.found:
        change = wrong.found
        flags = [flag for flag in FLAGS if getattr(change, flag)]
        effects = [(effect.type, effect.before, effect.after) for effect in change.effects]
        said = _said_of(change.kind, flags, change.significance, change.direction, effects)
        yield f"    said      {said}  [{change.stage} {change.score or 0:.2f}]"
    else:
        for change in pair.compared:
            if set(one.before) & set(change.before) or set(one.after) & set(change.after):
                old, new = pair.texts(change.before, later=False), pair.texts(change.after, later=True)
                yield f"    instead   {change.kind} [{change.stage}]: {old[:90]} → {new[:90]}"


def _said_of(
    kind: str, flags: Iterable[str], weight: str | None, way: str, effects: Iterable[tuple[str, str, str]]
) -> str:
    words = "; ".join(f'{type_}: "{old}" → "{new}"' for type_, old, new in effects)
    return f"{kind} ({', '.join(flags)}) {weight} {way}  {words}".rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of the sets that the command line names."""
    parser = argparse.ArgumentParser(description="How right the comparison is on edited pairs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(names())}; none: all")
    parser.add_argument("--verbose", action="store_true", help="tell every wrong event")
    parser.add_argument("--reveal", action="store_true", help="those of the sets held out, too")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(names()):
        parser.error(f"there is no set {', '.join(sorted(unknown))}")
    found: list[tuple[str, Figures]] = []
    for name in given.names or names():
        try:
            pair = read_pair(EDITS / name)
        except EventsError as error:
            sys.stdout.write(f"{error}\n")
            continue
        hidden = name in HELD_OUT and not given.reveal
        sys.stdout.write("".join(f"{fault}\n" for fault in (() if hidden else faults(pair))))
        figures, wrong = judge(pair)
        found.append((name, figures))
        if given.verbose and not hidden:
            for one in wrong:
                sys.stdout.write("".join(f"{line}\n" for line in told(pair, one)))
    sys.stdout.write("".join(f"{row}\n" for row in table(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
