"""The tree of a policy: its sections and clauses in document order, and nothing else.

Nodes are immutable and lie in one tuple in document order; a node names its parent by position. Facts about
clauses (findings, changes, topics) live beside the tree, keyed by clause id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

NO_PARENT: Final = -1
"""The parent of a node that stands at the top of its policy."""


_STEM: Final = re.compile(r":\s*[-–—]?$")


def is_stem(text: str) -> bool:
    """Return whether the list that follows a paragraph hangs on it: whether it ends in a colon, perhaps with a dash."""
    return ":" in text and _STEM.search(text) is not None


class Kind(StrEnum):
    """A heading is a section; everything that states something is a clause."""

    SECTION = "section"
    CLAUSE = "clause"


_SECTION: Final = Kind.SECTION
"""By a name of its own: to look a member of an enumeration up takes as long as all else that `is_section` does."""


class Form(StrEnum):
    """What a node was written as."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    QUOTE = "quote"
    CODE = "code"
    HTML = "html"
    DEFINITION = "definition"
    """Lines that define a link's target (`[name]: address`); they print nothing."""
    BREAK = "break"
    """A thematic break in a text that has nothing else."""


class Node(NamedTuple):
    """A section or a clause.

    A named tuple and not a dataclass, because a book has a hundred thousand of them and tuples are made twice as fast.
    """

    kind: Kind
    form: Form
    label: str | None
    """The printed number ("3.7", "(i)"), or None."""
    text: str
    """The visible words, without label and children; runs of white space are one space, `{{role}}` keeps its braces."""
    source: str
    """The Markdown of the words, without label and id: inline for headings, paragraphs and items, else blocks."""
    links: tuple[str, ...]
    """The targets of links and images, in order."""
    own_id: str | None
    """The id that the author wrote, as `{#id}`."""
    parent: int
    """The position of the enclosing section or clause, or `NO_PARENT`."""
    level: int
    """The level of a heading, 1 to 6; 0 for a clause."""
    first_line: int
    """The first line of the file that belongs to the node itself, counted from one."""
    last_line: int
    """The last such line; smaller than `first_line` for a node without lines of its own (an item with only a list)."""
    list_number: int = 0
    """Items of one list share this number, counted from one through the policy; 0 for what is no item."""
    block: Form | None = None
    """For an item that begins with a table, quote or code instead of a paragraph: the form of that block."""
    is_stem: bool = False
    """Whether the clause introduces the list that its children are."""

    @property
    def is_section(self) -> bool:
        """Whether the node is a heading."""
        return self.kind is _SECTION


@dataclass(frozen=True)
class Tree:
    """The sections and clauses of one text."""

    nodes: tuple[Node, ...] = ()
    """In document order."""
    ids: tuple[str, ...] = ()
    """The lasting id of each node, in the same order; unique. Empty until `with_ids`."""
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    """Link definitions of the text, as markdown-it keeps them; needed to render `source`."""

    def __len__(self) -> int:
        return len(self.nodes)

    def with_ids(self, ids: tuple[str, ...]) -> Tree:
        """Return the same tree with ids.

        Raises:
            ValueError: There is not exactly one id for each node, or two are the same.
        """
        if len(ids) != len(self.nodes) or len(set(ids)) != len(ids):
            raise ValueError("a tree needs one id for each node, all different")
        return Tree(self.nodes, ids, self.references)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The positions of each node's children, in document order."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for position, node in enumerate(self.nodes):
            if node.parent != NO_PARENT:
                found[node.parent].append(position)
        return tuple(map(tuple, found))

    @cached_property
    def roots(self) -> tuple[int, ...]:
        """The positions of the nodes that stand at the top."""
        return tuple(position for position, node in enumerate(self.nodes) if node.parent == NO_PARENT)

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        """The position of the node with an id."""
        return {id_: position for position, id_ in enumerate(self.ids)}

    def ancestors(self, position: int) -> Iterator[int]:
        """Yield the positions of the enclosing nodes, nearest first."""
        while (position := self.nodes[position].parent) != NO_PARENT:
            yield position

    def section_titles(self, position: int) -> list[str]:
        """Return the titles of the sections around a node, outermost first; the node's own is not among them."""
        return [self.nodes[i].text for i in self.ancestors(position) if self.nodes[i].is_section][::-1]

    def section_of(self, position: int) -> int:
        """Return the position of the nearest enclosing section, or `NO_PARENT`."""
        return next((i for i in self.ancestors(position) if self.nodes[i].is_section), NO_PARENT)
