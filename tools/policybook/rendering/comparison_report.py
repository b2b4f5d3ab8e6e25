"""A comparison of policies in words, before any markup: what text, Markdown and HTML reports all tell."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from policybook.book.comparison import Compared
from policybook.book.naming import Named
from policybook.comparing.comparison import Comparison, Relates, Row
from policybook.comparing.gaps import stated_alone
from policybook.comparing.stances import Relation
from policybook.language.modality import Modality
from policybook.rendering.comparison_json import words_for

MOST_PAIRS: Final = 12
"""How many pairs of a rule are told one by one; the schools are told apart by their positions in any case."""

_SHORTENED: Final = 80
"""Characters of a clause that is only named."""

STANCES: Final = {
    Modality.MUST: "must",
    Modality.MUST_NOT: "must not",
    Modality.SHOULD: "should",
    Modality.SHOULD_NOT: "should not",
    Modality.MAY: "may",
    Modality.MAY_ONLY: "may, within limits",
    Modality.NONE: "only mentions it",
}
"""The word for each position."""
SILENT: Final = "silent"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that a policy has on a rule."""

    label: str
    text: str
    words: tuple[str, ...]
    """The words by which it was recognised."""
    is_pinned: bool = False
    """Whether its owner assigned it by hand."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a policy says on a topic or a rule."""

    school: str
    stance: str
    """In a word; `SILENT` where it says nothing."""
    conditions: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    is_strictest: bool = False
    """Whether it is stricter than some other, and looser than none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the positions of the policies that state it."""

    title: str
    is_group: bool
    """Whether it is a group of like clauses that no rule of the catalogue covers."""
    positions: tuple[Position, ...]
    silent: tuple[str, ...]
    relations: tuple[str, ...]
    """What the pairs that do not say the same have to each other, in sentences."""
    conflicts: tuple[str, ...]
    taken_off: tuple[str, ...] = ()
    """The clauses that their owners took off it by hand."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with what every policy says on it."""

    title: str
    positions: tuple[Position, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to tell."""

    title: str
    schools: tuple[tuple[str, str], ...]
    """What each school is called, and which text of it is compared."""
    summary: str
    conflicts: tuple[tuple[str, str], ...]
    """The title of each rule on which schools conflict, with how."""
    topics: tuple[Topic, ...]
    others: tuple[Rule, ...]
    """Rules of no topic."""
    gaps: tuple[str, ...] = ()
    """A sentence on each policy: how much others state and it does not."""


def report_on(found: Compared) -> Report:
    """Return what a comparison has to tell.

    Args:
        found: The comparison.
    """
    comparison = found.comparison
    names = names_of(found)
    rules = {row.id: _rule(row, comparison, names) for row in comparison.rules}
    topics = tuple(
        Topic(
            row.title,
            tuple(_position(row, comparison, name, names) for name in comparison.texts),
            tuple(rules[rule.id] for rule in comparison.rules if rule.topic == row.id),
        )
        for row in comparison.topics
    )
    known = {row.id for row in comparison.topics}
    conflicts = tuple((rule.title, told) for rule in rules.values() for told in rule.conflicts)
    kind = (found.kind or "policies").replace("-", " ")
    return Report(
        f"Schools compared: {kind}",
        tuple((names[each.name], _text_of(each, comparison)) for each in found.named),
        summary(comparison, len(conflicts)),
        conflicts,
        topics,
        tuple(rules[row.id] for row in comparison.rules if row.topic not in known),
        tuple(gap_sentence(comparison, name, names[name]) for name in comparison.texts),
    )


def gap_sentence(comparison: Comparison, name: str, called: str) -> str:
    """Return how many rules a policy states, how many of them alone, and how many it lacks that others state.

    Groups of like clauses that no rule covers are no rules, and told apart.

    Args:
        comparison: The comparison.
        name: The policy.
        called: What to call it.
    """
    rules = [row for row in comparison.rules if not row.is_group]
    groups = [row for row in comparison.rules if row.is_group]
    shared = sum(name in row.members for row in groups)
    told = []
    if rules:
        own = sum(name in row.members for row in rules)
        alone = sum(not row.is_group for row in stated_alone(comparison, name))
        by_itself = f", {alone} of which no other policy states" if alone else ""
        told.append(f"{called} states {number_of(own, 'rule')}{by_itself}; {_lacked(comparison, name)}.")
    if groups and (not rules or shared < len(groups)):
        who = "It" if told else called
        all_ = number_of(len(groups), "group")
        told.append(f"{who} has clauses in {shared or 'none'} of {all_} of like clauses that no rule covers.")
    return " ".join(told)


def _lacked(comparison: Comparison, name: str) -> str:
    """Return how many rules a policy lacks that others state, and how many others state them."""
    others = len(comparison.texts) - 1
    lacked = [len(row.members) for row in comparison.gaps(name) if not row.is_group]
    if not lacked:
        return "it lacks none that others state"
    by_all, by_one = lacked.count(others), lacked.count(1)
    counts = {"all others state": by_all, "several state": len(lacked) - by_all - by_one, "only one states": by_one}
    split = [f"{count} that {who}" for who, count in counts.items() if count] if others > 1 else []
    by_whom = f": {', '.join(split)}" if len(split) > 1 else ""
    return f"it says nothing on {number_of(len(lacked), 'rule')} that others state{by_whom}"


def names_of(found: Compared) -> dict[str, str]:
    """Return what to call each policy: its school, or its own name where a school has several."""
    schools = Counter(each.school.id for each in found.named if each.school)
    return {
        each.name: each.school.name if each.school and schools[each.school.id] == 1 else each.name
        for each in found.named
    }


def _text_of(each: Named, comparison: Comparison) -> str:
    if each.policy is None:
        return "a file"
    name = each.version.name or ""
    return f"{each.policy.ref}, {'working text, not in force' if each.name in comparison.drafts else name}"


def _rule(row: Row, comparison: Comparison, names: dict[str, str]) -> Rule:
    told: list[str] = []
    conflicts: list[str] = []
    for pair in row.relations():
        if pair.relation is Relation.CONFLICT:
            conflicts.append(sentence(pair, names))
        elif pair.relation is not Relation.SAME and len(told) < MOST_PAIRS:
            told.append(sentence(pair, names))
    return Rule(
        row.title,
        row.is_group,
        tuple(_position(row, comparison, name, names) for name in row.members),
        tuple(names[name] for name in row.silent(list(comparison.texts))),
        tuple(told),
        tuple(conflicts),
        tuple(taken_off(row, comparison, names)),
    )


def taken_off(row: Row, comparison: Comparison, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the clauses that their owners took off a rule by hand; `names` says what to call each policy."""
    for name, decided in row.pinned.items():
        nodes = comparison.texts[name].tree.nodes
        for position in (n for n, holds in decided.items() if not holds):
            words = f"{nodes[position].label or ''} {nodes[position].text}".strip()
            yield f"{names[name]}: “{textwrap.shorten(words, _SHORTENED, placeholder=' …')}”"


_RELATIONS: Final = {
    Relation.STRICTER: "is stricter than",
    Relation.LOOSER: "is looser than",
    Relation.CONFLICT: "conflicts with",
    Relation.DIFFERS: "differs from",
    Relation.SAME: "says the same as",
}


def sentence(pair: Relates, names: Mapping[str, str]) -> str:
    """Return how two policies stand to each other, in a sentence; `names` says what to call each."""
    return f"{names[pair.a]} {_RELATIONS[pair.relation]} {names[pair.b]}: it {pair.why}."


def _position(row: Row, comparison: Comparison, name: str, names: dict[str, str]) -> Position:
    stance = row.stances.get(name)
    if stance is None:
        return Position(names[name], SILENT)
    text = comparison.texts[name]
    clauses = tuple(
        Clause(
            text.tree.nodes[n].label or "",
            text.tree.nodes[n].text,
            tuple(words_for(text, n, row.id)),
            row.pinned.get(name, {}).get(n, False),
        )
        for n in row.members[name]
    )
    return Position(names[name], STANCES[stance.modality], stance.conditions, clauses, name in row.strictest)


def summary(comparison: Comparison, conflicts: int) -> str:
    """Return in a sentence how much is compared and how many pairs of schools conflict."""
    every = len(comparison.texts)
    rules = [row for row in comparison.rules if not row.is_group]
    groups = len(comparison.rules) - len(rules)
    parts = list(_counts(rules, every))
    if groups:
        parts.append(f"{number_of(groups, 'group')} of like clauses that no rule covers")
    parts.append(f"{number_of(conflicts, 'conflict')} between two schools" if conflicts else "no conflicts")
    return f"{number_of(every, 'policy')}: {', '.join(parts)}."


def _counts(rules: list[Row], every: int) -> Iterator[str]:
    if rules:
        shared = sum(len(row.members) == every for row in rules)
        alone = sum(len(row.members) == 1 for row in rules)
        yield f"{number_of(len(rules), 'rule')} stated, {shared} by all and {alone} by one only"


def number_of(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it takes that."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count} {noun if count == 1 else plural}"
