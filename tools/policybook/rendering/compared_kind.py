"""The schools' policies of one kind, compared, as every page that compares them needs to know them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from policybook.book.comparison import Compared
from policybook.book.naming import Named
from policybook.comparing.catalogue import Catalogue, Subject
from policybook.comparing.comparison import Comparison, Row, stance_in
from policybook.comparing.contradictions import Contradiction, contradictions
from policybook.comparing.understanding import Assignment
from policybook.language.phrases import read_lexicon
from policybook.language.splitting import texts_of
from policybook.messages.messages import Messages
from policybook.metadata import Person
from policybook.rendering.clause_words import Said, said
from policybook.rendering.facts import directory
from policybook.rendering.places import standing_of, title_of, version_path
from policybook.rendering.positions import Clash, Position, clashes, positions_of

FEW: Final = 8
"""With how many policies at most a table has a column for each of them."""
_MOST_SHARED: Final = 6
"""How many of the words are named that like clauses share."""


@dataclass(frozen=True, slots=True)
class Side:
    """A policy as comparisons name it."""

    ref: str
    """`school/policy`."""
    name: str
    """Its school; with its own title where several policies of the school are compared."""
    school: str
    title: str
    phase: str
    path: str
    """The page of the text that is compared."""
    is_draft: bool
    """Whether that text is not in force."""
    standing: str
    """How that text stands, in words."""
    marked: str
    """Its title, after how it stands where it is not in force."""


@dataclass(frozen=True, eq=False)
class ComparedKind:
    """The policies of one kind."""

    t: Messages
    """What the pages say."""
    kind: str
    comparison: Comparison
    catalogue: Catalogue
    """The topics and rules of the kind; empty where the book has none for it."""
    sides: Mapping[str, Side]
    """The policies, by their names in the comparison."""
    people: Mapping[str, Mapping[str, Person]]
    """Whom the roles in each of them stand for."""

    @property
    def title(self) -> str:
        """The kind in words."""
        return self.kind.replace("-", " ").capitalize()

    @property
    def is_small(self) -> bool:
        """Whether a table has room for all of them."""
        return len(self.sides) <= FEW

    @property
    def has_drafts(self) -> bool:
        """Whether a text is compared that is not in force."""
        return any(side.is_draft for side in self.sides.values())

    @cached_property
    def phases(self) -> list[str]:
        """The phases of the schools."""
        return sorted({side.phase for side in self.sides.values() if side.phase})

    @cached_property
    def rules_of(self) -> Mapping[str | None, list[Row]]:
        """The rules by topic, in the order of the catalogue; those of no topic of it under None."""
        found: dict[str | None, list[Row]] = {topic.id: [] for topic in self.comparison.topics}
        for row in self.comparison.rules:
            found.setdefault(row.topic if row.topic in found else None, []).append(row)
        return found

    @cached_property
    def clashes(self) -> Mapping[str, list[Clash]]:
        """The conflicts between policies, by the id of the rule; rules without any are left out."""
        found = {row.id: clashes(row.stances) for row in self.comparison.rules}
        return {id_: own for id_, own in found.items() if own}

    @cached_property
    def contradictions(self) -> Mapping[str, list[Contradiction]]:
        """The contradictions inside each policy that has some, by its name."""
        found = {name: list(contradictions(text, self.catalogue)) for name, text in self.comparison.texts.items()}
        return {name: own for name, own in found.items() if own}

    def address(self, name: str, clause: int) -> str:
        """Return where a clause of a policy stands."""
        return f"{self.sides[name].path}#{self.comparison.texts[name].tree.ids[clause]}"

    def pairs(self, row: Row) -> int:
        """Return how many pairs of policies conflict on a rule."""
        return sum(clash.pairs for clash in self.clashes.get(row.id, ()))

    def positions(self, row: Row, only: Iterable[str] | None = None) -> dict[str, Position]:
        """Return the position of each policy on a rule or topic, the strictest first.

        Args:
            row: The rule or topic.
            only: The policies that count; None for all that are not silent on it.
        """
        stances = row.stances if only is None else {name: row.stances[name] for name in only}
        return positions_of(stances, is_rule=row.id in self.catalogue.rule)

    def said(self, row: Row, name: str) -> tuple[Said, ...]:
        """Return what a policy says on a rule or topic."""
        key = (row.topic is None, row.id, name, row.members[name])
        if key not in self._said:
            self._said[key] = tuple(self._all_said(row, name))
        return self._said[key]

    @cached_property
    def _said(self) -> dict[tuple[bool, str, str, tuple[int, ...]], tuple[Said, ...]]:
        return {}  # several pages ask for the same

    def _all_said(self, row: Row, name: str) -> Iterator[Said]:
        rule = self.catalogue.rule.get(row.id) if row.topic is not None else None
        is_topic = row.topic is None and row.id in self.catalogue.topic
        for n in row.members[name]:
            if is_topic:
                yield self._clause(name, n, self._topic(name, n, row.id), None)
            elif rule is not None:
                yield self.clause(name, n, rule)
            else:
                yield self._clause(name, n, None, None, self._shared[row.id])

    def clause(self, name: str, n: int, rule: Subject) -> Said:
        """Return a clause of a policy, by its position, as it states a rule."""
        known = self.comparison.texts[name].understood[n]
        return self._clause(
            name, n, next((one for one in known.rules if one.id == rule.id), None) if known else None, rule
        )

    def _topic(self, name: str, n: int, id_: str) -> Assignment | None:
        known = self.comparison.texts[name].understood[n]
        return next((one for one in known.topics if one.id == id_), None) if known else None

    def _clause(self, name: str, n: int, found: Assignment | None, rule: Subject | None, shared: str = "") -> Said:
        text = self.comparison.texts[name]
        return said(self.t, text, n, self.people[name], stance_in(text, n, rule), found, shared)

    @cached_property
    def _shared(self) -> Mapping[str, str]:
        """The words that most clauses of a group share, as they are told, the most common first; by the group's id."""
        common = frozenset(read_lexicon("concepts")["common"])
        return {
            row.id: self.t.list(
                self.t("reason.quoted.sentence", words=word) for word in _shared(self._texts(row), common)
            )
            for row in self.comparison.rules
            if row.id not in self.catalogue.rule
        }

    def _texts(self, row: Row) -> list[str]:
        trees = {name: self.comparison.texts[name].tree for name in row.members}
        return [trees[name].nodes[n].text for name, members in row.members.items() for n in members]


def _shared(texts: Sequence[str], common: frozenset[str]) -> list[str]:
    counts = Counter(word for text in texts for word in set(texts_of(text)) - common)
    shared = [word for word, count in counts.items() if 2 * count > len(texts) and len(word) > 1]
    return sorted(shared, key=lambda word: (-counts[word], -len(word), word))[:_MOST_SHARED]


def compared_kind(t: Messages, found: Compared, today: datetime.date) -> ComparedKind:
    """Return a comparison as pages need to know it.

    Args:
        t: What the pages say.
        found: The comparison of policies of the book.
        today: The day that decides how their texts stand.
    """
    several = Counter(each.school.id for each in found.named if each.school)
    return ComparedKind(
        t,
        found.kind or "",
        found.comparison,
        found.topics.catalogue if found.topics else Catalogue(found.kind or ""),
        {each.name: _side(t, each, several, today) for each in found.named},
        {each.name: directory(each.version, each.school) for each in found.named},
    )


def _side(t: Messages, each: Named, several: Mapping[str, int], today: datetime.date) -> Side:
    school, policy = each.school, each.policy
    if school is None or policy is None:
        raise ValueError(f"{each.name} is no policy of the book")
    held, title = policy.in_force(today), title_of(policy, today)
    standing = standing_of(policy, each.version, held, today)
    marked = t("page.marked", standing=t(standing.title).rstrip("."), title=title)
    return Side(
        policy.ref,
        f"{school.name}: {title}" if several[school.id] > 1 else school.name,
        school.name,
        title,
        (school.phase or "").capitalize(),
        version_path(policy, each.version, today),
        each.version is not held,
        standing.words(t),
        title if each.version is held else marked,
    )
