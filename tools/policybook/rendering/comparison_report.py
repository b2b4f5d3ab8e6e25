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
from policybook.messages.messages import Later, Messages, later
from policybook.messages.reading import english
from policybook.rendering.comparison_json import words_for

MOST_PAIRS: Final = 12
"""How many pairs of a rule are told one by one; the schools are told apart by their positions in any case."""

_SHORTENED: Final = 80
"""Characters of a clause that is only named."""

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
    force: Modality | None
    """None where it says nothing."""
    stance: str
    """The same in a word; `SILENT` where it says nothing."""
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
        summary(english(), comparison, len(conflicts)),
        conflicts,
        topics,
        tuple(rules[row.id] for row in comparison.rules if row.topic not in known),
        tuple(gap_sentence(english(), comparison, name, names[name]) for name in comparison.texts),
    )


def gap_sentence(t: Messages, comparison: Comparison, name: str, called: str = "") -> str:
    """Return how many rules a policy states, how many of them alone, and how many it lacks that others state.

    Groups of like clauses that no rule covers are no rules, and told apart.

    Args:
        t: The language.
        comparison: The comparison.
        name: The policy.
        called: What to call it; "it" where that is empty.
    """
    rules = [row for row in comparison.rules if not row.is_group]
    groups = [row for row in comparison.rules if row.is_group]
    shared = sum(name in row.members for row in groups)
    who = called or t("compared.it")
    told = []
    if rules:
        own = later("compared.rules", n=sum(name in row.members for row in rules))
        if alone := sum(not row.is_group for row in stated_alone(comparison, name)):
            own = later("compared.rules_alone", rules=own, n=alone)
        told.append(t("compared.states", who=who, rules=own, lacks=_lacked(t, comparison, name)))
    if groups and (not rules or shared < len(groups)):
        who = t("compared.it") if told else who
        if shared:
            told.append(t("compared.in_groups", who=who, some=shared, n=len(groups)))
        else:
            told.append(t("compared.in_no_group", who=who, n=len(groups)))
    return " ".join(told)


def _lacked(t: Messages, comparison: Comparison, name: str) -> Later:
    """Return how many rules a policy lacks that others state, and how many others state them."""
    others = len(comparison.texts) - 1
    lacked = [len(row.members) for row in comparison.gaps(name) if not row.is_group]
    if not lacked:
        return later("compared.lacks_none")
    by_all, by_one = lacked.count(others), lacked.count(1)
    counts = {"by_all": by_all, "by_several": len(lacked) - by_all - by_one, "by_one": by_one}
    split = [later(f"compared.split.{who}", n=count) for who, count in counts.items() if count] if others > 1 else []
    if len(split) < 2:
        return later("compared.lacks", n=len(lacked))
    return later("compared.lacks_split", n=len(lacked), split=t.list(split))


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
            conflicts.append(sentence(english(), pair, names))
        elif pair.relation is not Relation.SAME and len(told) < MOST_PAIRS:
            told.append(sentence(english(), pair, names))
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


def sentence(t: Messages, pair: Relates, names: Mapping[str, str]) -> str:
    """Return how two policies that do not say the same stand to each other; `names` says what to call each."""
    return t(f"relation.sentence.{pair.relation}", a=names[pair.a], b=names[pair.b], why=pair.why)


def _position(row: Row, comparison: Comparison, name: str, names: dict[str, str]) -> Position:
    stance = row.stances.get(name)
    if stance is None:
        return Position(names[name], None, SILENT)
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
    word = position_word(stance.modality)
    return Position(names[name], stance.modality, word, stance.conditions, clauses, name in row.strictest)


def position_word(force: Modality) -> str:
    """Return a position in a word or two: "must not"."""
    return english()(f"position.word.{force}")


def summary(t: Messages, comparison: Comparison, conflicts: int) -> str:
    """Return in a sentence how much is compared and how many pairs of schools conflict."""
    every = len(comparison.texts)
    rules = [row for row in comparison.rules if not row.is_group]
    counts = []
    if rules:
        shared = sum(len(row.members) == every for row in rules)
        alone = sum(len(row.members) == 1 for row in rules)
        counts.append(later("compare.counted.rules", n=len(rules), all=shared, alone=alone))
    if groups := len(comparison.rules) - len(rules):
        counts.append(later("compare.counted.groups", n=groups))
    counts.append(
        later("compare.counted.conflicts", n=conflicts) if conflicts else later("compare.counted.no_conflicts")
    )
    return t("compare.summary", policies=later("policies.count", n=every), counts=t.list(counts))
