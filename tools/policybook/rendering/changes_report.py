"""What a report on two texts says, before it has a form: summary, author's note, changes by their weight."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from policybook.book.difference import Difference, people_of
from policybook.book.naming import GIT, Named
from policybook.book.people import ROLE, find_role
from policybook.book.seal import seal
from policybook.diffing.changes import Change, ChangeKind, Changes, Direction, EffectType, Op, Run, Significance
from policybook.messages.message import isolated
from policybook.messages.messages import Messages
from policybook.messages.reading import english
from policybook.metadata import Person
from policybook.model import Form
from policybook.rendering.changes_fields import field_sentences
from policybook.rendering.changes_summary import is_mixed, main_effect, remark, summary
from policybook.rendering.changes_words import (
    EFFECTS,
    Sentence,
    first_words,
    label_words,
    name_of,
    place_words,
    what_happened,
    where_to,
)
from policybook.rendering.places import standing_of

_UNSEEN: Final = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)
"""Control characters, which would command a terminal or turn the order of what is read."""
_UNSEEN_AROUND_VALUES: Final = {code: sign for code, sign in _UNSEEN.items() if chr(code) not in isolated("-")}
"""The same where messages put isolates around what policies say. An isolate keeps the order of what it holds."""
_TOLD_ELSEWHERE: Final = ("status", "approved", "change_note", "acknowledgement.statement")
"""Fields of the front matter that a report tells in its head, or as a redline."""
_COUNTS: Final = {
    "stricter": "Stricter",
    "looser": "Looser",
    "substance": "Other substance",
    "new": "New",
    "gone": "Gone",
    "reworded": "Reworded",
    "editorial": "Editorial",
    "unchanged": "Unchanged",
}
"""What is counted, and what it is called in reports; those are in English."""
_SAME_WORDS: Final = {
    ChangeKind.MOVED: "moved",
    ChangeKind.SPLIT: "divided",
    ChangeKind.MERGED: "joined",
    ChangeKind.RENUMBERED: "renumbered",
}
_RULES: Final = frozenset({EffectType.OBLIGATION, EffectType.CONDITION})


@dataclass(frozen=True, slots=True)
class Item:
    """A change as reports show it."""

    number: int
    """Its place among all changes, counted from one."""
    change: Change
    sort: str
    """What happened, as messages and the classes of stylesheets call it: `stricter`, `new`; empty for what is
    unchanged."""
    badge: str
    """The same in a word or two: "Stricter", "New"."""
    label: str
    name: str
    """What it is called where there is no room for its words: its label, else its first words."""
    listed: str
    """The same in a list of names: with both labels if it was renumbered, and with where it went."""
    place: tuple[str, ...]
    """What stands around it, outermost first."""
    told: tuple[Sentence, ...]
    """What a reader should know besides."""
    runs: tuple[Run, ...]
    depth: int
    """How many clauses are around it."""
    level: int
    """The level of a heading; 0 for a clause."""
    is_bullet: bool
    """Whether it is a list item without a label."""
    below: int
    """How many of the nodes around it are changes of the same kind: the clauses of a new section are below it."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader should know besides, in whole sentences."""
        return tuple(sentence.whole for sentence in self.told)

    @property
    def around(self) -> str:
        """What stands around it, in a line; empty for a section at the top."""
        return " › ".join(self.place) or ("" if self.level else "before the first section")


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one weight."""

    title: str
    items: tuple[Item, ...]

    @property
    def is_substance(self) -> bool:
        """Whether the changes matter to those whom the policy binds."""
        return self.items[0].change.significance is Significance.SUBSTANTIVE

    @property
    def is_editorial(self) -> bool:
        """Whether the changes alter no meaning, so that a list of them will do."""
        return self.items[0].change.significance is Significance.EDITORIAL

    @property
    def is_one_sided(self) -> bool:
        """Whether its clauses are in one of the texts only: new, or gone."""
        return not (self.items[0].change.before and self.items[0].change.after)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts."""

    name: str
    """`school/policy`, or a file's path."""
    version: str | None
    words: str
    """How the text stands."""

    @property
    def ref(self) -> str:
        """What the text is called on the command line: `school/policy@version`, or the file's path."""
        return f"{self.name}@{self.version}" if self.version else self.name


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of two texts, in the order in which it is told."""

    title: str
    before: Side
    after: Side
    summary: str
    note: str | None
    """The author's note on the later text."""
    remark: str
    """What to say of the note; empty where there is nothing."""
    particulars: tuple[str, ...]
    """What the front matter changes, in sentences."""
    declaration: tuple[Run, ...]
    """The redline of the declaration to sign; empty where it is the same."""
    groups: tuple[Group, ...]
    """The changes of substance, weightiest first, then the reworded, then the editorial ones; none is empty."""
    text: tuple[Item, ...]
    """All sections and clauses in reading order, the unchanged ones too."""

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each weight; together, all sections and clauses."""
        found = Counter(_counted_as(item) for item in self.text)
        return {words: found[sort] for sort, words in _COUNTS.items() if found[sort]}

    @property
    def unchanged(self) -> int:
        """How many sections and clauses are the same in words, number and place."""
        return sum(item.change.kind is ChangeKind.UNCHANGED for item in self.text)

    @property
    def rest(self) -> str:
        """How many are unchanged, in a sentence; empty where none is, or all are."""
        if not self.unchanged or not self.groups:
            return ""
        if self.unchanged == 1:
            return "The other section or clause is unchanged."
        return f"The other {self.unchanged} sections and clauses are unchanged."


def report_on(t: Messages, difference: Difference, today: datetime.date) -> Report:
    """Return what there is to tell of two texts.

    Args:
        t: What the report says.
        difference: The two versions, compared.
        today: The day that decides what is in force.
    """
    changes = difference.changes
    people = people_of(difference.before, difference.after)
    shown = shown_by(t, difference)
    items = _items(t, changes, shown)
    values = difference.after.version.front_matter
    declaration = [Run(run.op, shown(run.text)) for run in difference.declaration]
    return Report(
        shown(values.title or difference.before.version.front_matter.title or difference.after.name),
        _side(difference.before, today),
        _side(difference.after, today),
        summary(t, changes),
        shown(values.change_note) if values.change_note else None,
        remark(t, changes, values.change_note),
        tuple(_particulars(t, changes, people)),
        tuple(declaration) if any(run.op is not Op.KEEP for run in declaration) else (),
        (*_groups(t, items), *_editorial(t, items)),
        items,
    )


def _particulars(t: Messages, changes: Changes, people: Mapping[str, Person]) -> Iterator[str]:
    for change in changes.metadata:
        if not change.path.startswith(_TOLD_ELSEWHERE):
            for sentence in field_sentences(t, change, lambda role: find_role(role, people).title):
                yield as_shown(t, sentence, people)


def _groups(t: Messages, items: Sequence[Item]) -> tuple[Group, ...]:
    substance = [item for item in items if item.change.significance is Significance.SUBSTANTIVE]
    paired = [item for item in substance if item.change.before and item.change.after]
    groups = (
        Group(t("change.group.substance"), tuple(sorted(paired, key=lambda item: (_weight(item.change), item.number)))),
        Group(t("change.group.new"), tuple(item for item in substance if not item.change.before)),
        Group(t("change.group.gone"), tuple(item for item in substance if not item.change.after)),
        Group(
            t("change.group.wording"),
            tuple(item for item in items if item.change.significance is Significance.WORDING),
        ),
    )
    return tuple(group for group in groups if group.items)


def _editorial(t: Messages, items: Sequence[Item]) -> tuple[Group, ...]:
    rest = [item for item in items if item.change.significance is Significance.EDITORIAL]
    sorts = {"typography": [item for item in rest if item.change.amended]}
    for kind in (ChangeKind.MOVED, ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.RENUMBERED):
        sorts[kind] = [item for item in rest if item.change.kind is kind and not item.change.amended]
    return tuple(Group(t(f"change.group.{sort}"), tuple(found)) for sort, found in sorts.items() if found)


def _weight(change: Change) -> int:
    """Return what orders changes of substance: duties and conditions with a direction first, then by the effect."""
    effect = main_effect(change) or EffectType.WORDING
    is_directed = effect in _RULES and (change.direction is not Direction.NEUTRAL or is_mixed(change))
    return 0 if is_directed else 1 + list(EffectType).index(effect)


def _items(t: Messages, changes: Changes, shown: Callable[[str], str]) -> tuple[Item, ...]:
    new = {n for change in changes if not change.before for n in change.after}
    gone = {n for change in changes if not change.after for n in change.before}
    found = []
    for number, change in enumerate(changes, 1):
        tree, at, alone = (
            (changes.after, change.after[0], new) if change.after else (changes.before, change.before[0], gone)
        )
        node = tree.nodes[at]
        around = list(tree.ancestors(at))
        sort = _sort(change)
        kept = (depth for depth, n in enumerate(around) if n not in alone)
        found.append(
            Item(
                number,
                change,
                sort,
                t(f"change.badge.{sort}") if sort else "",
                shown(label_words(t, changes, change)),
                shown(name_of(t, tree, at)),
                shown(_listed(t, changes, change, name_of(t, tree, at))),
                tuple(map(shown, place_words(t, tree, at))),
                tuple(one._replace(words=shown(one.words)) for one in what_happened(t, changes, change)),
                tuple(Run(run.op, shown(run.text)) for run in change.redline),
                sum(not tree.nodes[n].is_section for n in around),
                node.level,
                node.form is Form.ITEM and node.label is None,
                next(kept, len(around)) if at in alone else 0,
            )
        )
    return tuple(found)


def _listed(t: Messages, changes: Changes, change: Change, name: str) -> str:
    if change.renumbered:
        name = label_words(t, changes, change)
        if t("change.no_number") in name:
            name = f"{name} (“{first_words(changes.nodes_after(change)[0].text)}”)"
    where = " ".join(where_to(t, changes, change)).removesuffix(".")
    return f"{name}: {where[:1].lower()}{where[1:]}" if where else name


def _sort(change: Change) -> str:
    match change.kind, change.significance:
        case ChangeKind.ADDED, _:
            return "new"
        case ChangeKind.REMOVED, _:
            return "gone"
        case _, Significance.SUBSTANTIVE:
            if change.direction is not Direction.NEUTRAL:
                return str(change.direction)
            effect = main_effect(change) or EffectType.WORDING
            return "stricter-and-looser" if is_mixed(change) else EFFECTS.get(effect, "changed")
        case ChangeKind.RETITLED, Significance.WORDING:
            return "retitled"
        case _, Significance.WORDING:
            return "reworded"
        case _, Significance.EDITORIAL:
            return "spelling-or-punctuation" if change.amended else _SAME_WORDS[change.kind]
    return ""


def _counted_as(item: Item) -> str:
    if item.sort in _COUNTS:
        return item.sort
    match item.change.significance:
        case Significance.SUBSTANTIVE:
            return "substance"
        case Significance.WORDING:
            return "reworded"
        case Significance.EDITORIAL:
            return "editorial"
    return "unchanged"


def standing_words(named: Named, today: datetime.date) -> str:
    """Return how a text stands, so that a past or draft text is never taken for the one in force."""
    name = named.version.name or ""
    if named.policy is None:
        return "A file outside the book."
    if name.startswith(GIT):
        return f"As it was in the git revision {name.removeprefix(GIT)}."
    held, version = named.policy.in_force(today), named.version
    if held and version.is_working and held.front_matter.seal == seal(version.front_matter, version.tree):
        version = held  # the working text is what was sealed
    return standing_of(named.policy, version, held, today).words(english())


def _side(named: Named, today: datetime.date) -> Side:
    version = named.version
    name = version.name and version.name.translate(_UNSEEN)
    return Side(named.name.translate(_UNSEEN), name, standing_words(named, today))


def shown_by(t: Messages, difference: Difference) -> Callable[[str], str]:
    """Return what turns the words of a policy, or messages with such words, into those that readers see."""
    return partial(as_shown, t, people=people_of(difference.before, difference.after))


def as_shown(t: Messages, text: str, people: Mapping[str, Person]) -> str:
    """Return a text as readers see it: known roles by their titles, nothing that commands a terminal."""
    if "{{" in text:
        text = ROLE.sub(lambda match: find_role(match[1], people).title if match[1] in people else match[0], text)
    return text.translate(_UNSEEN_AROUND_VALUES if t.locale.direction == "rtl" else _UNSEEN)
