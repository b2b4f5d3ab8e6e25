"""The page of a step: what one version changed in another, by weight and then in the whole text, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from policybook.book.model import Version
from policybook.messages.messages import Messages, later
from policybook.metadata import Download, Status
from policybook.rendering.changes_report import shown_by
from policybook.rendering.downloads import Offered, offer_links
from policybook.rendering.facts import approved_by
from policybook.rendering.marked_text import SORTS, folded, marked_text
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


def step_page(t: Messages, entry: Entry, history: History, step: Step, downloads: tuple[Offered, ...] = ()) -> Page:
    """Return the page of a step.

    Args:
        t: What the pages say.
        entry: The policy.
        history: All its steps.
        step: The one to show.
        downloads: The Word and PDF files that the page offers.
    """
    school, policy, report = entry.school, entry.policy, step.report
    marked = marked_text(t, step.difference.changes, report.text, shown_by(t, step.difference))
    counts = Counter(one.sort for one in marked)
    order = [one.anchor for one in marked if one.number]
    heading = later(_heading(step))
    html = render(
        t,
        "step.html",
        here=step.path,
        trail=[
            (t("schools.title"), "schools/index.html"),
            (school.name, school_path(school.id)),
            (entry.title, entry.path),
            (t("history.title"), history_path(policy)),
        ],
        heading=heading,
        report=report,
        school=school,
        step=step,
        sides=[_side(t, entry, step, version) for version in (step.before, step.after)],
        marked={one.item.number: one for one in marked},
        sorts=[(name, counts[name]) for name in SORTS if counts[name]],
        order=order,
        parts=list(folded(marked)),
        downloads=step_downloads(t, step.path, downloads),
        others=[("step.before_that", history.into(step.before)), ("step.after_that", history.out_of(step.after))],
    )
    about = t("page.marked", standing=heading, title=report.title)
    return Page(
        step.path, f"{about} · {school.name}", html, f"{about}. {report.summary}", is_listed=False, is_wide=True
    )


def _side(t: Messages, entry: Entry, step: Step, version: Version) -> dict[str, Any]:
    """Return one of the two texts: what it is called, how it stands, who approved it, its page."""
    standing = standing_of(entry.policy, version, entry.held, step.today)
    return {
        "title": version_title(version),
        "icon": standing.name,
        "standing": standing.words(t),
        "approved": approved_by(version),
        "path": version_path(entry.policy, version, step.today)
        if version in published(entry.policy, step.today)
        else None,
    }


def _heading(step: Step) -> str:
    if not step.is_proposal:
        return "step.heading"
    is_draft = step.after.front_matter.status is Status.DRAFT
    return "step.heading_draft" if is_draft else "step.heading_working"


def step_downloads(t: Messages, here: str, offers: Iterable[Offered]) -> list[Markup]:
    """Return the links to the documents that tell what a step changes, by what a reader gets in each."""
    return offer_links(here, offers, {form: t(f"step.document.{form}") for form in Download})
