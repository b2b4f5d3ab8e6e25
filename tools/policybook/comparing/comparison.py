"""Policies compared: what each says on every topic and rule, and how their positions stand to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations, count
from typing import Final, NamedTuple
from zlib import crc32

from policybook.comparing.amounts import amounts
from policybook.comparing.catalogue import Catalogue, Subject
from policybook.comparing.groups import Entry, groups_by_likeness, title_of, topic_of
from policybook.comparing.stances import PERMISSIONS, Relation, Shading, Stance, relation, stance_of, strictest
from policybook.comparing.understanding import Understood
from policybook.language.concepts import Concepts
from policybook.language.modality import Modality
from policybook.language.phrases import read_lexicon
from policybook.messages.messages import Later
from policybook.model import Form, Tree

GROUP: Final = "group-"
"""How the id of a group of like clauses begins."""
_NUMBERS: Final = 1_000_000
"""How many numbers groups are given at random, so that two seldom ask for one."""
_SILENT: Final = frozenset({Form.DEFINITION, Form.BREAK})


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A policy as it is compared."""

    name: str
    """`school/policy`, or the path given."""
    tree: Tree
    understood: Understood
    """What is known of each node."""


class Relates(NamedTuple):
    """How two policies stand to each other on a rule."""

    a: str
    b: str
    relation: Relation
    why: Later
    """The reason, with `a` as the subject."""


@dataclass(frozen=True, eq=False)
class Row:
    """A topic or a rule with what each policy says on it."""

    id: str
    title: str
    topic: str | None
    """For a rule, its topic; None where its kind of policy has none."""
    members: Mapping[str, tuple[int, ...]]
    """The clauses of each policy that is not silent on it, as positions in its tree."""
    stances: Mapping[str, Stance]
    """The strictest position of each of these policies."""
    pinned: Mapping[str, Mapping[int, bool]] = field(default_factory=dict)
    """The clauses of which their owner decided by hand whether they are of it, by policy and position."""

    @property
    def is_group(self) -> bool:
        """Whether it is a group of like clauses that no rule of the catalogue covers."""
        return self.id.startswith(GROUP)

    def relations(self) -> Iterator[Relates]:
        """Yield how each pair of these policies stands to each other, each pair once."""
        known: dict[tuple[Stance, Stance], tuple[Relation, Later]] = {}
        for (a, one), (b, other) in combinations(self.stances.items(), 2):
            if (one, other) not in known:
                known[one, other] = relation(one, other)
            yield Relates(a, b, *known[one, other])

    @cached_property
    def strictest(self) -> frozenset[str]:
        """The policies that are stricter than some other, and looser than none."""
        positions = set(self.stances.values())
        found: set[Stance] = set()
        for one in positions:
            relations = {relation(one, other)[0] for other in positions if other != one}
            conflicts = Relation.CONFLICT in relations
            if Relation.LOOSER in relations or (conflicts and not one.against):
                continue  # what permits an act is not the strictest where another forbids it
            if conflicts or Relation.STRICTER in relations:
                found.add(one)
        return frozenset(name for name, stance in self.stances.items() if stance in found)

    def silent(self, names: Sequence[str]) -> list[str]:
        """Return those of some policies that say nothing on it."""
        return [name for name in names if name not in self.members]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Policies of one kind, compared."""

    texts: Mapping[str, Text]
    """By name, in the order given."""
    topics: tuple[Row, ...] = ()
    """Every topic of the catalogue, or the one asked for."""
    rules: tuple[Row, ...] = ()
    """Every rule that some policy states, then the groups of clauses that no rule covers."""
    drafts: frozenset[str] = field(default=frozenset())
    """The policies of which nothing is in force: it is their working text that is compared."""

    def gaps(self, name: str) -> list[Row]:
        """Return the rules that other policies state and one does not, most common first."""
        return sorted((row for row in self.rules if name not in row.members), key=lambda row: -len(row.members))


def compare(
    texts: Sequence[Text], catalogue: Catalogue | None, topic: str | None = None, drafts: frozenset[str] = frozenset()
) -> Comparison:
    """Compare policies of one kind.

    Args:
        texts: The policies, understood with the same catalogue.
        catalogue: The topics and rules of their kind; None where there are none: then clauses are grouped by likeness
            alone.
        topic: The topic to compare; None for all.
        drafts: Those of which nothing is in force.
    """
    by_topic: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_rule: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_hand: dict[tuple[bool, str], dict[str, dict[int, bool]]] = defaultdict(lambda: defaultdict(dict))
    rest: list[Entry] = []
    for n, text in enumerate(texts):
        for position, known in enumerate(text.understood):
            node = text.tree.nodes[position]
            if known is None or node.form in _SILENT:
                continue
            for found in known.topics:
                by_topic[found.id][text.name].append(position)
            for found in known.rules:
                by_rule[found.id][text.name].append(position)
            for pin in known.pins:
                by_hand[pin.is_rule, pin.subject][text.name][position] = pin.holds
            if not known.rules:
                rest.append(Entry(n, position, known.own_topic, node.text))
    named = {text.name: text for text in texts}
    catalogue = catalogue or Catalogue("")
    topics = tuple(
        _row(named, subject.id, subject.title, None, by_topic[subject.id], by_hand[False, subject.id])
        for subject in catalogue.topics
        if topic in (None, subject.id)
    )
    rules = [
        _row(
            named,
            subject.id,
            subject.title,
            subject.topic,
            by_rule[subject.id],
            by_hand[True, subject.id],
            rule=subject,
        )
        for subject in catalogue.rules
        if topic in (None, subject.topic) and by_rule[subject.id]
    ]
    groups = groups_by_likeness(rest)
    for id_, group in zip(_group_ids(groups, texts), groups, strict=True):
        if topic in (None, topic_of(group)):
            members: dict[str, list[int]] = defaultdict(list)
            for entry in group:
                members[texts[entry.policy].name].append(entry.clause)
            rules.append(_row(named, id_, title_of(group), topic_of(group), members, {}))
    return Comparison(named, topics, tuple(rules), drafts)


def _group_ids(groups: Iterable[Sequence[Entry]], texts: Sequence[Text]) -> Iterator[str]:
    """Yield an id for each group, its number made of the id of its first clause by name: a link lasts while that does.

    Where several groups ask for one number, the later ones are given the next that is free.
    """
    taken: set[int] = set()
    for group in groups:
        name = min(texts[entry.policy].tree.ids[entry.clause] for entry in group)
        first = crc32(name.encode()) % _NUMBERS
        taken.add(number := next(one for one in count(first) if one not in taken))
        yield f"{GROUP}{number}"


def _row(
    texts: Mapping[str, Text],
    id_: str,
    title: str,
    topic: str | None,
    found: Mapping[str, Sequence[int]],
    pinned: Mapping[str, Mapping[int, bool]],
    *,
    rule: Subject | None = None,
) -> Row:
    members = {name: tuple(found[name]) for name in texts if name in found}
    stances = {
        name: strictest(
            (stance_in(texts[name], position, rule) for position in positions), of_act=rule is not None and rule.of_act
        )
        for name, positions in members.items()
    }
    return Row(id_, title, topic, members, stances, pinned)


def stance_in(text: Text, position: int, rule: Subject | None = None) -> Stance:
    """Return the position that a clause takes on a rule that it states; on its own subject where that is None."""
    known = text.understood[position]
    if known is None:
        return stance_of(Modality.NONE)
    words, reading, conditions = text.tree.nodes[position].text, known.reading, known.conditions
    start, end = 0, len(words)
    stated = next((found for found in known.rules if rule and found.id == rule.id), None)
    if stated and stated.reading and stated.sentence.end:
        start, end = stated.sentence
        if stated.reading.modality is not Modality.NONE:
            # The sentence that states the rule tells, where the clause has others beside it.
            reading = stated.reading
        elif any(other.reading == reading and other.sentence != stated.sentence for other in known.rules):
            reading = stated.reading  # the clause has its force from another rule
    free = reading.modality in PERMISSIONS
    told = (words[one.start : one.end] for one in conditions if one.loosens is not free and start <= one.start < end)
    sentence = words[start:end]
    act = _shading(sentence) if rule and rule.of_act else Shading.PLAIN
    numbers = amounts(sentence) if rule else ()
    return stance_of(reading.modality, reading.strength, told, act, _occasions(sentence), numbers)


def _shading(sentence: str) -> Shading:
    """Return how a sentence speaks of an act, by the words of the lexicon that tell it."""
    shown = {mention.concept for mention in _lexicon("shadings").find(sentence)}
    return next((shading for shading in Shading if shading in shown), Shading.PLAIN)


def _occasions(sentence: str) -> frozenset[str]:
    """Return the occasions that a sentence names."""
    return frozenset(mention.concept for mention in _lexicon("occasions").find(sentence))


@cache
def _lexicon(name: str) -> Concepts:
    return Concepts(read_lexicon("concepts")[name])
