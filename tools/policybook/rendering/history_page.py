"""The page of a policy's history: its versions, what each step changed, and what became of every clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, NamedTuple

from policybook.book.history import Strand, strands_of
from policybook.book.model import Version
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Status
from policybook.model import Tree
from policybook.rendering.changes_report import shown_by
from policybook.rendering.changes_words import citation, first_words
from policybook.rendering.facts import approved_by
from policybook.rendering.marked_text import anchors_of
from policybook.rendering.page import Page
from policybook.rendering.places import (
    Entry,
    history_path,
    published,
    school_path,
    standing_of,
    version_path,
    version_title,
)
from policybook.rendering.steps import History, Step
from policybook.rendering.templating import render

_WORDS: Final = 12
"""How many words of a clause its row has."""


class Happening(NamedTuple):
    """Something that happened to a clause."""

    when: Later
    what: Later
    path: str
    """Where it is shown."""


class Row(NamedTuple):
    """A section or clause."""

    label: str
    words: str
    path: str
    is_first: bool
    """Whether the first version on record has it."""
    happenings: tuple[Happening, ...]
    is_section: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the text."""

    title: str
    """Its heading; empty where it has none."""
    untitled: Later
    """What to call it where it has none."""
    rows: tuple[Row, ...]

    is_gone: bool = False
    """Whether it is what is no longer in the text, or what a draft leaves out."""

    @property
    def count(self) -> Later:
        """To how many of its sections and clauses something happened."""
        changed = sum(bool(row.happenings) for row in self.rows)
        if self.is_gone:
            return later("history.rows", n=len(self.rows))
        if not changed:
            return later("history.unchanged")
        return later("history.rows_changed", n=changed, of=len(self.rows))


def history_page(t: Messages, entry: Entry, history: History) -> Page:
    """Return the page of a policy's history.

    Args:
        t: What the pages say.
        entry: The policy.
        history: Its steps, at least one.
    """
    path = history_path(entry.policy)
    versions = [history.steps[0].before, *(step.after for step in history.steps)]
    html = render(
        t,
        "history.html",
        here=path,
        trail=[
            (t("schools.title"), "schools/index.html"),
            (entry.school.name, school_path(entry.school.id)),
            (entry.title, entry.path),
        ],
        title=entry.title,
        school=entry.school,
        versions=[_version(entry, history, version) for version in reversed(versions)],
        chapters=list(_chapters(t, entry, history, versions)),
    )
    about = t("history.of", title=entry.title)
    words = t("history.description", title=entry.title, school=entry.school.name)
    return Page(path, f"{about} · {entry.school.name}", html, words, is_listed=False, is_wide=True)


def _version(entry: Entry, history: History, version: Version) -> dict[str, Any]:
    policy, values, step = entry.policy, version.front_matter, history.into(version)
    today = history.steps[0].today
    standing = standing_of(policy, version, entry.held, today)
    return {
        "title": version_title(version),
        "icon": standing.name,
        "standing": standing,
        "approved": approved_by(version),
        "path": version_path(policy, version, today) if version in published(policy, today) else None,
        "note": values.change_note,
        "step": step,
        "is_draft": values.status is Status.DRAFT,
    }


def _chapters(t: Messages, entry: Entry, history: History, versions: list[Version]) -> Iterator[Chapter]:
    """Yield the parts of the newest text, then what is no longer in it."""
    steps = [step.difference for step in history.steps]
    shown = [shown_by(t, step) for step in steps]
    anchors = [anchors_of(step.changes) for step in steps]

    def row(strand: Strand) -> Row:
        version = versions[strand.last]
        tree, position = version.tree, strand.position
        if entry.held and (known := entry.held.tree.by_id.get(tree.ids[position])) is not None:
            tree, position = entry.held.tree, known  # not what a draft would make of it
        node = tree.nodes[position]
        say = shown[min(strand.last, len(steps) - 1)]
        return Row(
            say(citation(tree, position)),
            first_words(say(node.text), _WORDS),
            _address(entry, history, strand, version),
            strand.first == 0,
            tuple(
                Happening(
                    _when(history.steps[step]),
                    _what(history.steps[step], change),
                    f"{history.steps[step].path}#{anchors[step][change]}",
                )
                for step, change in strand.events
            ),
            node.is_section,
        )

    strands = strands_of(steps)
    tree = versions[-1].tree
    standing = [strand for strand in strands if strand.last == len(steps)]
    for top, own in groupby(standing, key=lambda strand: _top(tree, strand.position)):
        title = " ".join(filter(None, (tree.nodes[top].label, tree.nodes[top].text))) if top >= 0 else ""
        yield Chapter(shown[-1](title), later("history.before_sections"), tuple(map(row, own)))
    # What only a draft leaves out still holds.
    left_out = len(steps) - 1 if history.steps[-1].is_proposal else len(steps)
    if going := tuple(row(strand) for strand in strands if strand.last == left_out < len(steps)):
        yield Chapter("", later("history.going"), going, is_gone=True)
    if gone := tuple(row(strand) for strand in strands if strand.last < left_out):
        yield Chapter("", later("history.gone"), gone, is_gone=True)


def _when(step: Step) -> Later:
    return later("history.proposed") if step.is_proposal else version_title(step.after)


def _top(tree: Tree, position: int) -> int:
    """Return the outermost section around a node, itself included; -1 if there is none."""
    return next((n for n in reversed([position, *tree.ancestors(position)]) if tree.nodes[n].is_section), -1)


def _what(step: Step, change: int) -> Later:
    """Return what happened to a clause, in few words: "stricter, 3.2 → 4.2"."""
    item = step.report.text[change]
    what = later(f"change.short.{item.sort}")
    return later("history.happened_to", what=what, label=item.label) if item.change.renumbered and item.label else what


def _address(entry: Entry, history: History, strand: Strand, version: Version) -> str:
    """Return where a clause stands: in the text in force if it is there, else in the last text that has it."""
    if entry.held and (id_ := next((id_ for id_ in strand.ids if id_ in entry.held.tree.by_id), None)):
        return f"{entry.path}#{id_}"
    return f"{version_path(entry.policy, version, history.steps[0].today)}#{version.tree.ids[strand.position]}"
