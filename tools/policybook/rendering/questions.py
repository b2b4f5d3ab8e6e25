"""What governors should ask before they approve a draft, from what it changes and what the check found in it.

A question is asked where something can be pointed to; the answer is for people to give. A question that nobody needed
costs the next one its hearing, so a rule that is in doubt asks nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from policybook.book.model import Version
from policybook.checking.review import State, review_of_text
from policybook.diffing.changes import Change, Changes, Direction, Effect, EffectType
from policybook.finding import Finding
from policybook.language.mentions import MentionKind, mentions
from policybook.language.modality import Modality, modality_of
from policybook.language.phrases import read_lexicon
from policybook.language.quantities import Bound, Quantity, QuantityKind, quantities
from policybook.language.splitting import texts_of
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Person
from policybook.model import NO_PARENT, Form, Tree
from policybook.rendering.changes_report import as_shown
from policybook.rendering.changes_words import citation, name_of


class Sort(StrEnum):
    """What a question is about, the gravest first."""

    CONFLICT = "conflict"
    """A clause permits what another forbids."""
    ROLE = "role"
    """A duty lies with a role that the directory does not have."""
    NOBODY = "nobody"
    """Something must be seen to, and the clause does not say by whom."""
    DEADLINE = "deadline"
    """A deadline or an interval is gone."""
    SUPERSEDED = "superseded"
    """A clause names a law, guidance or product of the past."""
    REASON = "reason"
    """The draft does not say why, or not of this rule."""
    GONE = "gone"
    """A duty or a prohibition is gone."""
    HANDED_OVER = "handed-over"
    """Somebody takes a task over from somebody else."""
    DECLARATION = "declaration"
    """What staff sign changes."""
    REVIEW = "review"
    """The draft has no date of its next review, or one that has passed."""
    OWNER = "owner"
    """Nobody keeps the policy."""


class Place(NamedTuple):
    """A clause that a question is about."""

    name: str
    """Its label, else its first words."""
    id: str
    is_gone: bool = False
    """Whether only the text in force has it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask."""

    sort: Sort
    words: str
    places: tuple[Place, ...] = ()
    """In the order of the text; empty for a question about the whole draft."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What there is to ask about."""

    t: Messages
    version: Version
    people: Mapping[str, Person]
    changes: Changes | None
    findings: tuple[Finding, ...]
    today: datetime.date

    @property
    def tree(self) -> Tree:
        return self.version.tree

    def place(self, position: int) -> Place:
        return Place(self.shown(name_of(self.t, self.tree, position)), self.tree.ids[position])

    def gone(self, position: int) -> Place:
        before = self.changes.before if self.changes else self.tree
        return Place(self.shown(name_of(self.t, before, position)), before.ids[position], is_gone=True)

    def shown(self, words: str) -> str:
        """Return words of the draft as readers see them."""
        return as_shown(self.t, words, self.people)

    def of(self, *codes: str) -> Iterator[tuple[Finding, tuple[Place, ...]]]:
        """Yield the findings with these codes, each with the clause that it is about."""
        for finding in self.findings:
            if finding.code in codes:
                yield finding, self.at_line(finding.line)

    def at_line(self, line: int | None) -> tuple[Place, ...]:
        at = next((n for n, node in enumerate(self.tree.nodes) if node.first_line == line), None)
        return () if at is None else (self.place(at),)

    @property
    def news(self) -> list[int]:
        """The clauses that are new or have other words; all of them, where nothing is in force."""
        if self.changes is None:
            return list(range(len(self.tree)))
        return [n for change in self.changes.differing if change.amended or not change.before for n in change.after]

    @property
    def amended(self) -> list[Change]:
        return [change for change in self.changes or () if change.before and change.after and change.amended]


def questions(
    t: Messages,
    draft: Version,
    people: Mapping[str, Person],
    findings: Iterable[Finding],
    today: datetime.date,
    changes: Changes | None = None,
) -> tuple[Question, ...]:
    """Return what to ask about a draft, the gravest first.

    Args:
        t: What the questions are asked in.
        draft: The text that is to be approved.
        people: The school's directory.
        findings: What the check found in the policy; only what it found in the draft itself counts.
        today: The day to judge by.
        changes: What the draft changes in the text in force; None where nothing is in force, or nothing was compared.
    """
    given = _Draft(t, draft, people, changes, tuple(f for f in findings if f.path == draft.path), today)
    found = [question for rule in _RULES for question in rule(given)]
    return tuple(sorted(found, key=lambda question: list(Sort).index(question.sort)))


# What the check found.


def _conflicts(draft: _Draft) -> Iterator[Question]:
    for finding, places in draft.of("contradiction"):
        does, told = finding.what.key.rpartition(".")[2], dict(finding.what.values)
        words = draft.t(f"question.conflict.{does}", clause=told["clause"], rule=told["rule"])
        yield Question(Sort.CONFLICT, words, draft.at_line(int(told["line"])) + places)


def _unknown_roles(draft: _Draft) -> Iterator[Question]:
    named: dict[str, dict[Place, None]] = {}
    for finding, places in draft.of("role-unknown"):
        name = dict(finding.what.values)["role"]
        named.setdefault(name, {}).update(dict.fromkeys(places))
    for name, where in named.items():
        yield Question(Sort.ROLE, draft.t("question.role", role=name), tuple(where))


def _superseded(draft: _Draft) -> Iterator[Question]:
    for finding, places in draft.of("reference-superseded"):
        yield Question(Sort.SUPERSEDED, draft.t("question.superseded", finding=finding.what), places)


def _without_note(draft: _Draft) -> Iterator[Question]:
    for _ in draft.of("change-note-missing"):
        yield Question(Sort.REASON, draft.t("question.no_reason"))
    for _ in draft.of("change-note-stale"):
        yield Question(Sort.REASON, draft.t("question.old_reason"))


def _owner(draft: _Draft) -> Iterator[Question]:
    for _ in draft.of("owner-missing"):
        yield Question(Sort.OWNER, draft.t("question.no_owner"))
    for finding, _ in draft.of("owner-unnamed"):
        yield Question(Sort.OWNER, draft.t("question.owner_unnamed", finding=finding.what))


# What the draft says.


def _review(draft: _Draft) -> Iterator[Question]:
    values = draft.version.front_matter
    if values.review is None or not (values.review.due or values.review.frequency):
        yield Question(Sort.REVIEW, draft.t("question.no_review"))
        return
    review = review_of_text(values, None, draft.today, 0)
    if review.state is State.OVERDUE and values.review.due:
        yield Question(Sort.REVIEW, draft.t("question.review_passed", date=values.review.due))


def _seen_to_by_nobody(draft: _Draft) -> Iterator[Question]:
    tree = draft.tree
    found = [n for n in draft.news if not tree.nodes[n].is_section and _is_for_nobody(tree, n)]
    if found:
        yield Question(Sort.NOBODY, draft.t("question.nobody", n=len(found)), tuple(map(draft.place, found)))


def _is_for_nobody(tree: Tree, position: int) -> bool:
    """Return whether a clause lays down in the passive what must be seen to, and nothing around it names an actor."""
    node = tree.nodes[position]
    if node.form not in {Form.PARAGRAPH, Form.ITEM} or not _passive_duty().search(node.text):
        return False
    around = [tree.nodes[n].text for n in tree.ancestors(position)]
    if modality_of(node.text, around[0] if around else None).modality not in {Modality.MUST, Modality.SHOULD}:
        return False
    # What stands before it in its section may have said of whom it speaks: "The network manager ...".
    before = position - 1
    if before >= 0 and not tree.nodes[before].is_section and tree.nodes[before].parent == node.parent != NO_PARENT:
        around.append(tree.nodes[before].text)
    return not any(map(_names_an_actor, (node.text, *around)))


@cache
def _passive_duty() -> re.Pattern[str]:
    seen_to = "|".join(re.escape(word) for word in read_lexicon("questions")["seen-to"])
    return re.compile(
        r"\b(?:must|should|shall|will|(?:has|have|needs?) to|is to|are to)(?: also| always| then| all)? be"
        rf"(?: \w+ly)? (?:{seen_to})\b",
        re.IGNORECASE,
    )


def _names_an_actor(text: str) -> bool:
    lexicon = read_lexicon("questions")
    if not set(texts_of(text)).isdisjoint(lexicon["actors"]):
        return True
    return any(
        mention.kind is MentionKind.PERSON
        or (mention.kind is MentionKind.AUDIENCE and mention.name not in lexicon["looked-after"])
        for mention in mentions(text)
    )


# What it changes.


def _deadlines(draft: _Draft) -> Iterator[Question]:
    for change in draft.amended:
        for effect in change.effects:
            if (asked := _deadline_gone(draft.t, effect)) is not None:
                yield Question(Sort.DEADLINE, asked, (draft.place(change.after[0]),))


def _deadline_gone(t: Messages, effect: Effect) -> str | None:
    """Return what to ask where an effect takes a deadline away, or makes one vague that was definite."""
    if effect.type not in {EffectType.QUANTITY, EffectType.DATE}:
        return None
    was = next((asked for each in quantities(effect.before) if (asked := _asked(each))), None)
    if was is None or any(not each.vague for each in quantities(effect.after)):
        return None
    told = later("change.removed", before=effect.before)
    if effect.after:
        told = later("change.becomes", before=effect.before, after=effect.after)
    return t("question.deadline_gone", told=told, asked=was)


def _asked(quantity: Quantity) -> Later | None:
    if quantity.vague:
        return None
    match quantity.kind:
        case QuantityKind.INTERVAL:
            return later("question.deadline.interval")
        case QuantityKind.DATE | QuantityKind.TIME:
            return later("question.deadline.date")
        case QuantityKind.DURATION if quantity.bound is Bound.MOST or quantity.value == 0:
            return later("question.deadline.date")
        case QuantityKind.DURATION:
            return later("question.deadline.duration")
    return None


def _unexplained(draft: _Draft) -> Iterator[Question]:
    note = draft.version.front_matter.change_note
    if draft.changes is None or not note:
        return
    told = _subjects(draft.shown(note))
    found = [
        change.after[0]
        for change in draft.amended
        if change.direction is Direction.STRICTER and told.isdisjoint(_about(draft, change.after[0]))
    ]
    if found:
        yield Question(Sort.REASON, draft.t("question.unexplained", n=len(found)), tuple(map(draft.place, found)))


def _about(draft: _Draft, position: int) -> set[str]:
    """Return what a clause is about, by the beginnings of its words, of those around it, and by its label."""
    tree = draft.tree
    texts = [tree.nodes[n].text for n in (position, *tree.ancestors(position))]
    label = citation(tree, position)
    return _subjects(" ".join(map(draft.shown, texts))) | ({label.lower()} if label else set())


_LETTERS: Final = 5
"""How many letters words share that speak of the same: "phone" and "phones", "monitored" and "monitoring"."""
_LABEL: Final = re.compile(r"\b\d+(?:\.\d+)+\b")


def _subjects(text: str) -> set[str]:
    """Return the beginnings of the words of a text that say what it is about, and the labels that it names."""
    common = read_lexicon("concepts")["common"]
    lexicon = read_lexicon("questions")
    words = set(texts_of(text)).difference(common, lexicon["says-little"])
    return {word[:_LETTERS] for word in words if len(word) >= _LETTERS} | set(_LABEL.findall(text))


_DUTIES: Final = frozenset({Modality.MUST, Modality.MUST_NOT, Modality.SHOULD, Modality.SHOULD_NOT})


def _gone_duties(draft: _Draft) -> Iterator[Question]:
    if draft.changes is None:
        return
    before = draft.changes.before
    found = [
        n
        for change in draft.changes
        if not change.after
        for n in change.before
        if not before.nodes[n].is_section and modality_of(before.nodes[n].text, _stem(before, n)).modality in _DUTIES
    ]
    if found:
        yield Question(Sort.GONE, draft.t("question.gone", n=len(found)), tuple(map(draft.gone, found)))


def _stem(tree: Tree, position: int) -> str | None:
    parent = tree.nodes[position].parent
    return tree.nodes[parent].text if parent != NO_PARENT and tree.nodes[parent].is_stem else None


def _handed_over(draft: _Draft) -> Iterator[Question]:
    takers: dict[str, dict[str, list[int]]] = {}
    for change in draft.amended:
        for effect in change.effects:
            if effect.type is EffectType.PERSON and effect.before and effect.after:
                givers = takers.setdefault(draft.shown(effect.after), {})
                givers.setdefault(draft.shown(effect.before), []).append(change.after[0])
    for taker, givers in takers.items():
        listed = draft.t.list((later("change.quoted", words=giver) for giver in givers), "and")
        places = sorted({n for positions in givers.values() for n in positions})
        asked = draft.t("question.handed_over", n=len(givers), givers=listed, taker=taker)
        yield Question(Sort.HANDED_OVER, asked, tuple(map(draft.place, places)))


def _declaration(draft: _Draft) -> Iterator[Question]:
    changed = draft.changes.metadata if draft.changes else ()
    if any(change.path.startswith("acknowledgement") and change.before and change.after for change in changed):
        yield Question(Sort.DECLARATION, draft.t("question.declaration"))


_RULES: Final[tuple[Callable[[_Draft], Iterator[Question]], ...]] = (
    _conflicts,
    _unknown_roles,
    _seen_to_by_nobody,
    _deadlines,
    _superseded,
    _without_note,
    _unexplained,
    _gone_duties,
    _handed_over,
    _declaration,
    _review,
    _owner,
)
