"""Generated policies as outlines that are easily edited, and the Markdown that they are written as."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hypothesis import strategies as st

from conftest import policy

SECTION, PARAGRAPH, ITEM, INNER_ITEM = range(4)


class Row(NamedTuple):
    """A heading, a paragraph, a list item, or an item of a list in an item."""

    depth: int
    text: str


Outline = tuple[Row, ...]


class Style(NamedTuple):
    """What is numbered, and how."""

    sections: bool = True
    paragraphs: bool = True
    items: str = "-"
    """`-`, `1.` or `(a)`."""
    first: int = 1
    """The number of the first section."""


STYLES = st.builds(Style, st.booleans(), st.booleans(), st.sampled_from(["-", "1.", "(a)"]), st.integers(1, 12))


def markdown(outline: Outline, style: Style) -> str:
    """Return the policy that an outline is written as."""
    rows: list[str] = []
    numbers = [style.first - 1, 0, 0, 0]
    for row in outline:
        numbers[row.depth :] = [numbers[row.depth] + 1, *[0] * (INNER_ITEM - row.depth)]
        if row.depth >= ITEM:
            rows.append("    " * (row.depth - ITEM) + _marker(style, numbers[row.depth]) + row.text)
            continue
        section, paragraph, *_ = numbers
        label = f"{section}.{paragraph} " if style.paragraphs else ""
        if row.depth == SECTION:
            label = f"## {section}. " if style.sections else "## "
        rows += ["", label + row.text, ""]
    return policy("\n".join(rows) + "\n")


def _marker(style: Style, number: int) -> str:
    letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26]
    return {"-": "- ", "1.": f"{number}. ", "(a)": f"- ({letter}) "}[style.items]


# Words.

_WHO = "All staff|Teachers|Governors|Visitors|Volunteers|Pupils|Parents|Cleaners|Drivers|Coaches".split("|")
_FORCE = "must|must not|should|may|will|are expected to".split("|")
_ACTS = "lock|return|report|label|charge|clean|store|print|count|wrap|paint|borrow|inspect|sign for|hand over".split(
    "|"
)
_WHAT = (
    "the laptop trolley|every reading book|old projectors|their lanyards|the minibus keys|spare goggles|first aid kits"
    "|music stands|the kiln|permission slips|loaned cameras|the tuck shop till"
).split("|")
_WHERE = (
    "in the hall|near the pond|beside reception|at the gate|on the top corridor|inside the library|behind the stage"
    "|by the car park|next to the office"
).split("|")
_WHEN = (
    "before lunch|after assembly|on Fridays|during wet play|once a fortnight|in the spring term|when it snows"
    "|within three days|at the end of term"
).split("|")
TITLES = (
    "Opening hours|Use of keys|Lost property|Trips abroad|Wet weather|Food and drink|Visitors on site|Music lessons"
    "|Pets in school|Fire drills|Paper records|Bicycles"
).split("|")
_PARTS = (_WHO, _FORCE, _ACTS, _WHAT, _WHERE, _WHEN)


def sentence(chance: random.Random) -> str:
    """Return a rule; one of a hundred thousand, so that many share most of their words."""
    return " ".join(chance.choice(words) for words in _PARTS)


def sentences(seed: int) -> Iterator[str]:
    """Yield rules, each once."""
    chance = random.Random(seed)
    seen: set[str] = set()
    while True:
        found = sentence(chance)
        if found not in seen:
            seen.add(found)
            yield found


# Outlines: some paragraphs, then sections; a paragraph may have a list, and its items may have lists.

_inner = st.integers(0, 2)
_items = st.lists(_inner, max_size=4)
_paragraphs = st.lists(_items, min_size=1, max_size=4)
_shapes = st.tuples(
    st.lists(_items, max_size=2), st.lists(_paragraphs, min_size=1, max_size=4), st.integers(0, 2**16), st.booleans()
)


def _outline(shape: tuple[list[list[int]], list[list[list[int]]], int, bool]) -> Outline:
    before, sections, seed, repeats = shape
    words = sentences(seed)
    rows: list[Row] = []
    for title, paragraphs in itertools.chain(
        [("", before)], zip(random.Random(seed).sample(TITLES, len(sections)), sections, strict=True)
    ):
        if title:
            rows.append(Row(SECTION, title))
        for items in paragraphs:
            rows.append(Row(PARAGRAPH, next(words) + (":" if items else ".")))
            for inner in items:
                rows.append(Row(ITEM, next(words) + ";"))
                rows += [Row(INNER_ITEM, next(words) + ";") for _ in range(inner)]
    if repeats:
        # Policies repeat themselves: one rule in three stands in a second place.
        chance = random.Random(seed)
        ends = leaves(tuple(rows))
        chance.shuffle(ends)
        for n, other in zip(ends[: len(ends) // 3], reversed(ends), strict=False):
            rows[n] = Row(rows[n].depth, rows[other].text)
    return tuple(rows)


OUTLINES = _shapes.map(_outline)


# Edits. Places are where a row may be put: before the row with that position.


def end_of(outline: Sequence[Row], at: int) -> int:
    """Return the position behind a row and all that is beneath it."""
    end = at + 1
    while end < len(outline) and outline[end].depth > outline[at].depth:
        end += 1
    return end


def leaves(outline: Outline) -> list[int]:
    """Return the clauses that have none beneath them and introduce none."""
    return [
        at
        for at, row in enumerate(outline)
        if row.depth != SECTION and end_of(outline, at) == at + 1 and not row.text.endswith(":")
    ]


def places(outline: Outline, depth: int) -> list[int]:
    """Return where a row of a depth may stand so that all other rows keep what they belong to.

    Items stay in lists that there are; a section stands before or behind others.
    """
    depths = [row.depth for row in outline]
    first_section = depths.index(SECTION) if SECTION in depths else len(outline)
    found = []
    for at, (above, below) in enumerate(pairwise([-1, *depths, -1])):
        if depth == SECTION:
            fits = at >= first_section and below <= SECTION
        elif depth == PARAGRAPH:
            fits = below <= PARAGRAPH
        else:
            fits = below == depth or above >= depth > below
        if fits:
            found.append(at)
    return found


def inserted(outline: Outline, at: int, *rows: Row) -> Outline:
    return (*outline[:at], *rows, *outline[at:])


def without(outline: Outline, at: int) -> Outline:
    """Return an outline without a row and all that is beneath it."""
    return (*outline[:at], *outline[end_of(outline, at) :])


def replaced(outline: Outline, at: int, *rows: Row) -> Outline:
    """Return an outline with other rows in the place of one."""
    return (*outline[:at], *rows, *outline[at + 1 :])


def reworded(text: str, word: int, other: str) -> str:
    """Return a text with another word in the place of one, but not of the last, which a mark follows."""
    words = text.split()
    words[word % (len(words) - 1)] = other
    return " ".join(words)
