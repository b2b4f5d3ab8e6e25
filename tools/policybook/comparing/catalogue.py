"""A catalogue: the topics and rules of one kind of policy, each with what recognises it in a clause.

What recognises a rule is written as lines of concepts, all of which one sentence must show:

    password share/reveal !compromised

`share/reveal` is a choice, `!compromised` must be absent, `=password` must stand in the sentence or its stem and not
only in a heading, and words in single quotes stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

_NAME: Final = r"(?:'(?:[^']|(?<=\w)'(?=\w))+'|[a-z0-9-]+)"
_PART: Final = re.compile(rf"([!=]?)({_NAME}(?:/{_NAME})*)(?:\s+|$)")
_CHOICE: Final = re.compile(_NAME)


class Binds(StrEnum):
    """Whose acts a topic or a rule is about: a clause that binds pupils states no rule for staff."""

    STAFF = "staff"
    PUPILS = "pupils"
    ANYONE = "anyone"


class Line(NamedTuple):
    """One way to recognise something."""

    text: str
    """As it was written."""
    shown: tuple[tuple[str, ...], ...]
    """What must be shown: of each choice of concepts one."""
    own: frozenset[tuple[str, ...]]
    """Those of the choices that headings and other sentences cannot lend."""
    absent: frozenset[str]
    """What must not be shown."""

    @property
    def concepts(self) -> Iterator[str]:
        """Every concept that the line names; words that stand for themselves are in single quotes."""
        for choice in self.shown:
            yield from choice
        yield from self.absent


def read_line(text: str) -> Line:
    """Read a line.

    Args:
        text: The line, as in this module's first lines.

    Raises:
        ValueError: The line cannot be read, or asks for nothing.
    """
    shown: list[tuple[str, ...]] = []
    own: set[tuple[str, ...]] = set()
    absent: set[str] = set()
    at = 0
    text = " ".join(text.split())
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            raise ValueError(f"“{text[at:]}” cannot be read")
        choice = tuple(_CHOICE.findall(part[2]))
        if part[1] == "!":
            absent.update(choice)
        else:
            shown.append(choice)
            if part[1] == "=":
                own.add(choice)
        at = part.end()
    if not shown:
        raise ValueError(f"“{text}” names nothing that a clause must show")
    return Line(text, tuple(shown), frozenset(own), frozenset(absent))


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic, or a rule: one governed action on one object."""

    id: str
    title: str
    about: str = ""
    """What it is about, where the title leaves a doubt."""
    topic: str = ""
    """For a rule, the topic that it belongs to."""
    says: tuple[Line, ...] = ()
    """What recognises it in a clause."""
    binds: Binds = Binds.STAFF
    """Whose acts it is about."""
    of_act: bool = False
    """Whether it is about an act that may be permitted or not: a duty on how to do it permits it."""
    asked: tuple[str, ...] = ()
    """How people ask about it, in their own words; what a search learns from."""
    within: str = ""
    """The rule of which it is a special case: a ban of that rule for all occasions forbids what this one permits."""


@dataclass(frozen=True)
class Catalogue:
    """The topics and rules of one kind of policy."""

    kind: str
    topics: tuple[Subject, ...] = ()
    rules: tuple[Subject, ...] = ()
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases of the catalogue's own, by concept, with every form written out."""
    lent: frozenset[str] = frozenset()
    """Those of its concepts that headings lend to the clauses below them."""

    @cached_property
    def topic(self) -> Mapping[str, Subject]:
        """The topics by their ids."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def rule(self) -> Mapping[str, Subject]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @property
    def lines(self) -> Iterable[Line]:
        """Every line of the catalogue."""
        return (line for subject in (*self.topics, *self.rules) for line in subject.says)
