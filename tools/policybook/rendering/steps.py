"""The steps of a policy from version to version as the site shows them: where the page of each lies, and its gist."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from policybook.book.difference import Difference, difference
from policybook.book.history import former_ids, loses_ids, steps_of
from policybook.book.model import Policy, School, Version
from policybook.book.naming import Named
from policybook.diffing.changes import ChangeKind, Changes
from policybook.messages.messages import Later, Messages, later
from policybook.model import Kind
from policybook.rendering.changes_report import Report, report_on
from policybook.rendering.changes_summary import summary
from policybook.rendering.places import changes_path, history_path, version_title
from policybook.rendering.templating import to

Recall = Callable[[str, Hashable, Callable[[], Difference]], Difference]
"""From a name, what a comparison is made of, and how to make it, to the comparison: made now, or kept from before."""


@dataclass(frozen=True, eq=False)
class Step:
    """A step from one version to another."""

    t: Messages
    """What is told of it is said by these."""
    before: Version
    after: Version
    path: str
    """Its page."""
    today: datetime.date
    key: Hashable
    """What the comparison is made of."""
    compare: Callable[[], Difference]

    @cached_property
    def difference(self) -> Difference:
        """What differs; compared when it is first asked for."""
        return self.compare()

    @cached_property
    def report(self) -> Report:
        """What there is to tell of it."""
        return report_on(self.t, self.difference, self.today)

    @cached_property
    def summary(self) -> str:
        """What changes, in a sentence or two."""
        return summary(self.t, self.difference.changes)

    @property
    def title(self) -> Later:
        """What the step is called, by its two versions."""
        after = version_title(self.after)
        if self.is_proposal:
            after = later(after.key.replace("version.", "version.inside."))
        return later("step.title", before=version_title(self.before), after=after)

    @property
    def is_proposal(self) -> bool:
        """Whether the later text is one that nobody has approved."""
        return self.after.is_working

    @property
    def gist(self) -> Later:
        """How much it changes: "12 clauses"."""
        return gist(self.difference.changes)


@dataclass(frozen=True, eq=False)
class History:
    """The steps of a policy."""

    path: str
    """The page of all of them."""
    steps: tuple[Step, ...] = ()
    """Each from one version to the next, oldest first."""
    proposal: Step | None = None
    """From the text in force to the draft, even if a version that does not hold yet stands between them."""

    @property
    def pages(self) -> tuple[Step, ...]:
        """All steps that have a page."""
        return (*self.steps, self.proposal) if self.proposal and self.proposal not in self.steps else self.steps

    def into(self, version: Version) -> Step | None:
        """Return the step that led to a version; None for the first."""
        return next((step for step in self.steps if step.after is version), None)

    def out_of(self, version: Version) -> Step | None:
        """Return the step from a version to the next; None for the last."""
        return next((step for step in self.steps if step.before is version), None)

    def up_to(self, version: Version) -> tuple[Step, ...]:
        """Return the steps that led to a version, oldest first."""
        last = self.into(version)
        return self.steps[: self.steps.index(last) + 1] if last else ()

    def former_ids(self, version: Version) -> dict[int, tuple[str, ...]]:
        """Return the ids of earlier versions that lead to clauses of one: position of a clause -> ids."""
        steps = self.up_to(version)
        if not loses_ids([*(step.before for step in steps), version]):
            return {}
        return former_ids([step.difference for step in steps])


class Ties(NamedTuple):
    """What ties a version's page to the policy's history."""

    proposal: Later | None = None
    """What a draft would change in the version."""
    notices: tuple[Later, ...] = ()
    """What it changed in another, or another in it; each leads to the page of that step."""
    history: str = ""
    """The page of the history; empty without one."""
    former_ids: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Position of a clause -> ids of earlier versions that lead to it."""
    compared: str = ""
    """The page that compares the text with those of other schools; empty without one."""


def history_of(t: Messages, school: School, policy: Policy, today: datetime.date, recall: Recall) -> History:
    """Return the steps of a policy; nothing is compared before it is asked for.

    Args:
        t: What the pages say.
        school: The policy's school.
        policy: The policy.
        today: The day of the build.
        recall: Keeps comparisons from build to build.
    """
    people = tuple((role, person.title, person.name) for role, person in school.people.items())

    def step(before: Version, after: Version) -> Step:
        path = changes_path(policy, before, after)
        old, new = (Named(policy.ref, version, school, policy) for version in (before, after))
        texts = tuple((version.name, version.text.raw, version.tree.ids) for version in (before, after))
        key = (texts, policy.pairs, people)

        def compare() -> Difference:
            return replace(recall(f"{path}, compared", key, lambda: difference(old, new)), before=old, after=new)

        return Step(t, before, after, path, today, key, compare)

    steps = tuple(step(before, after) for before, after in steps_of(policy))
    held, draft = policy.in_force(today), policy.draft(today)
    proposal = next((one for one in steps if one.before is held and one.after is draft), None)
    if proposal is None and draft and held and held in policy.sealed:
        proposal = step(held, draft)
    return History(history_path(policy), steps, proposal)


def ties_of(history: History, version: Version, here: str, *, is_held: bool, is_past: bool, is_shown: bool) -> Ties:
    """Return what ties a version's page to the history.

    Args:
        history: The steps of the policy.
        version: The version.
        here: Its page.
        is_held: Whether it is in force.
        is_past: Whether it no longer holds.
        is_shown: Whether the site has pages of the history.
    """
    into, out = history.into(version), history.out_of(version)
    # Pages of past versions stay as they were.
    former = () if is_past else tuple(history.former_ids(version).items())
    if not is_shown or not history.steps:
        return Ties(former_ids=former)
    notices: list[Later] = []
    if is_held and out and not out.is_proposal and (since := out.after.since):
        notices.append(later("policy.changes_from", date=since, what=out.gist, link=to(out.path, here)))
    if is_past and out:
        notices.append(later("policy.next_changed", what=out.gist, link=to(out.path, here)))
    elif into and is_held:
        before = version_title(into.before)
        notices.append(later("policy.changed_since", version=before, what=into.gist, link=to(into.path, here)))
    elif into:
        notices.append(later("policy.changes", what=into.gist, link=to(into.path, here)))
    draft = history.proposal if is_held else None
    proposal = later("policy.it_changes", what=draft.gist, link=to(draft.path, here)) if draft else None
    return Ties(proposal, tuple(notices), history.path, former)


def gist(changes: Changes) -> Later:
    """Return how much changes, in words that follow "changes": "12 clauses"; a new number alone does not count.

    Args:
        changes: All changes.
    """
    found = [change for change in changes.differing if change.kind is not ChangeKind.RENUMBERED]
    clauses = sum(change.node is Kind.CLAUSE for change in found)
    if found:
        return later("step.clauses", n=clauses) if clauses else later("step.headings", n=len(found))
    return later("step.numbering_only" if changes.differing else "step.no_clause")
