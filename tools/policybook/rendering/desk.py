"""The governors' desk: each draft with what it changes, what to ask about it and where to read it; a sheet to sign."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from policybook.book.approving import MENDED_BY_APPROVAL
from policybook.book.model import Version
from policybook.checking.check import Report
from policybook.finding import Level
from policybook.messages.messages import Messages
from policybook.rendering.changes_redline import in_line
from policybook.rendering.changes_report import Item, as_shown
from policybook.rendering.downloads import Offered
from policybook.rendering.facts import card, directory, said
from policybook.rendering.marked_text import anchors_of
from policybook.rendering.news import NEWS, Event, What
from policybook.rendering.page import Page
from policybook.rendering.paging import list_page, numbered, parts_of
from policybook.rendering.places import Entry, school_path, sign_off_path, version_path
from policybook.rendering.questions import Question, questions
from policybook.rendering.step_page import step_downloads
from policybook.rendering.steps import History, Step
from policybook.rendering.templating import render

DESK: Final = "desk.html"
FIRST: Final = 5
"""How many changes of a draft stand on the desk; its page of changes has all."""
PLACES: Final = 8
"""How many clauses a question names; its page of changes has the others."""
LONGEST: Final = 30
"""Words of a deletion or an insertion that the desk shows."""
LATELY: Final = 5
"""How many approvals stand on the desk."""
_BYTES: Final = 200_000
"""How much of a page drafts may take before another page is begun."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that awaits approval."""

    entry: Entry
    draft: Version
    path: str
    """The page of the draft."""
    step: Step | None
    """What it changes; None where nothing is in force, and where the site shows no changes."""
    report: Report
    downloads: tuple[Offered, ...] = ()
    """The files of what it changes: the governors' pack, and Word with tracked changes."""

    @property
    def id(self) -> str:
        """Where it stands on the desk."""
        return self.entry.policy.ref.replace("/", "--")

    @property
    def title(self) -> str:
        """What the draft is called."""
        return self.draft.front_matter.title or self.entry.title

    @property
    def errors(self) -> int:
        """How many findings stand in the way of its approval."""
        return sum(
            finding.level is Level.ERROR and finding.path == self.draft.path and finding.code not in MENDED_BY_APPROVAL
            for finding in self.report.of(self.entry.policy.ref)
        )

    def questions(self, t: Messages) -> tuple[Question, ...]:
        """Return what to ask about it."""
        return questions(
            t,
            self.draft,
            directory(self.draft, self.entry.school),
            self.report.of(self.entry.policy.ref),
            self.report.today,
            self.step.difference.changes if self.step else None,
        )

    @property
    def key(self) -> Hashable:
        """What the desk's words about it are made of."""
        entry = self.entry
        return (
            self.step.key if self.step else self.draft.text.raw,
            tuple(self.report.of(entry.policy.ref)),
            (entry.school.name, entry.title, entry.review, entry.since, entry.path, self.path),
            tuple((role, person.title, person.name) for role, person in entry.school.people.items()),
            self.report.today,
            self.downloads,
        )


def proposals_of(
    entries: Sequence[Entry],
    histories: Sequence[History],
    report: Report,
    offers: Callable[[str], tuple[Offered, ...]],
    *,
    compares: bool,
) -> list[Proposal]:
    """Return the drafts of a book that await approval, school by school.

    Args:
        entries: All policies.
        histories: The history of each.
        report: What `check` found.
        offers: Gives the files that a page offers.
        compares: Whether the site shows what drafts change.
    """
    found = []
    for entry, history in zip(entries, histories, strict=True):
        draft = entry.policy.draft(report.today)
        if draft:
            path = version_path(entry.policy, draft, report.today)
            step = history.proposal if compares else None
            found.append(Proposal(entry, draft, path, step, report, offers(step.path) if step else ()))
    return found


class Desk(NamedTuple):
    """The governors' desk."""

    pages: list[Page]
    places: dict[str, str]
    """School -> where its drafts begin."""


NO_DESK: Final = Desk([], {})
"""That of a site for everybody, which has no drafts."""


def desk_of(
    t: Messages,
    proposals: Sequence[Proposal],
    events: Sequence[Event],
    recall: Callable[[str, Hashable, Callable[[], Markup]], Markup],
) -> Desk:
    """Return the governors' desk.

    Args:
        t: What the pages say.
        proposals: What awaits approval.
        events: What happened, newest first.
        recall: Keeps what stands on the desk about a draft from build to build.
    """
    made = [(one, recall(f"{DESK}#{one.id}", one.key, partial(_proposal, t, one))) for one in proposals]
    parts = parts_of(made, lambda pair: len(pair[1]), _BYTES)
    places: dict[str, str] = {}
    for n, part in enumerate(parts):
        for one, _ in part:
            places.setdefault(one.entry.school.id, f"{numbered(DESK, n)}#{one.entry.school.id}")
    pages = [
        list_page(
            t,
            "desk.html",
            DESK,
            t("desk.title"),
            t("desk.description"),
            n,
            len(parts),
            is_listed=False,
            schools=_by_school(part),
            total=len(made),
            lately=[event for event in events if event.what is What.APPROVED and event.date][:LATELY] if n == 0 else [],
            news=NEWS,
        )
        for n, part in enumerate(parts)
    ]
    return Desk(pages, places)


def sign_off_pages(t: Messages, proposals: Sequence[Proposal], today: datetime.date) -> list[Page]:
    """Return a sheet to print for each school that has drafts.

    Args:
        t: What the pages say.
        proposals: What awaits approval, school by school.
        today: The day of the build.
    """
    found = []
    for group in _by_school((one, Markup()) for one in proposals):
        school, path = group["school"], sign_off_path(group["school"].id)
        html = render(
            t,
            "sign_off.html",
            here=path,
            school=school,
            trail=[
                (t("schools.title"), "schools/index.html"),
                (school.name, school_path(school.id)),
                (t("desk.title"), DESK),
            ],
            sheets=[
                {"one": one, "facts": said(t, card(one.draft, directory(one.draft, school), "draft"))}
                for one, _ in group["drafts"]
            ],
            today=today,
        )
        title, about = t("sign_off.of", school=school.name), t("sign_off.description", school=school.name)
        found.append(Page(path, title, html, about, is_listed=False, is_wide=True))
    return found


def _by_school(made: Iterable[tuple[Proposal, Markup]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one, html in made:
        school = one.entry.school
        of = found.setdefault(
            school.id,
            {"school": school, "path": school_path(school.id), "sheet": sign_off_path(school.id), "drafts": []},
        )
        of["drafts"].append((one, html))
    return list(found.values())


def _proposal(t: Messages, one: Proposal) -> Markup:
    """Return what stands on the desk about a draft; all parts of the desk lie in one folder, so links hold on each."""
    items = _first(one.step) if one.step else []
    people = directory(one.draft, one.entry.school)
    html = render(
        t,
        "proposal.html",
        here=DESK,
        one=one,
        entry=one.entry,
        report=one.step.report if one.step else None,
        note=as_shown(t, one.draft.front_matter.change_note or "", people),
        facts=said(t, card(one.draft, people, "draft")),
        items=items,
        downloads=step_downloads(t, DESK, one.downloads),
        rest=len(one.step.difference.changes.differing) - len(items) if one.step else 0,
        questions=[
            {
                "words": question.words,
                "places": [
                    (place.name, f"{one.entry.path if place.is_gone else one.path}#{place.id}", place.is_gone)
                    for place in question.places[:PLACES]
                ],
                "more": max(len(question.places) - PLACES, 0),
            }
            for question in one.questions(t)
        ],
        clauses=sum(not node.is_section for node in one.draft.tree.nodes),
    )
    return Markup(html)  # noqa: S704  (made by a template that escapes)


def _first(step: Step) -> list[dict[str, Any]]:
    """Return the weightiest changes: those of substance, then what is new, gone and reworded."""
    anchors = anchors_of(step.difference.changes)
    items: list[Item] = [item for group in step.report.groups if not group.is_editorial for item in group.items]
    return [
        {
            "item": item,
            "path": f"{step.path}#{anchors[item.number - 1]}",
            "runs": in_line(item.runs, LONGEST) if item.change.before and item.change.after else [],
            "words": " ".join(run.text for run in item.runs) if not (item.change.before and item.change.after) else "",
        }
        for item in items[:FIRST]
    ]
