"""The page of a step: what one version changed in another, by weight and then in the whole text, in reading order."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from policybook.book.model import Version
from policybook.metadata import Download, Status
from policybook.rendering.changes_report import shown_by
from policybook.rendering.downloads import Offered
from policybook.rendering.facts import approval_words
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
from policybook.rendering.templating import TEMPLATES

DOCUMENTS: Final = {Download.DOCX: "Word, with tracked changes", Download.PDF: "PDF: a pack for governors"}
"""What a reader gets in each form."""


def step_page(entry: Entry, history: History, step: Step, downloads: tuple[Offered, ...] = ()) -> Page:
    """Return the page of a step.

    Args:
        entry: The policy.
        history: All its steps.
        step: The one to show.
        downloads: The Word and PDF files that the page offers.
    """
    school, policy, report = entry.school, entry.policy, step.report
    marked = marked_text(step.difference.changes, report.text, shown_by(step.difference))
    counts = Counter(one.sort for one in marked)
    order = [one.anchor for one in marked if one.number]
    heading = f"What the {version_title(step.after).lower()} changes" if step.is_proposal else "What changed"
    html = TEMPLATES.get_template("step.html").render(
        here=step.path,
        trail=[
            ("Schools", "schools/index.html"),
            (school.name, school_path(school.id)),
            (entry.title, entry.path),
            ("History", history_path(policy)),
        ],
        heading=heading,
        report=report,
        school=school,
        step=step,
        sides=[_side(entry, step, version) for version in (step.before, step.after)],
        marked={one.item.number: one for one in marked},
        sorts=[(name, title, counts[name]) for name, title in SORTS.items() if counts[name]],
        order=order,
        parts=list(folded(marked)),
        downloads=[(DOCUMENTS[offer.form], offer) for offer in downloads],
        others=[("Before that", history.into(step.before)), ("After that", history.out_of(step.after))],
    )
    about = f"{heading}: {report.title}"
    return Page(
        step.path, f"{about} · {school.name}", html, f"{about}. {report.summary}", is_listed=False, is_wide=True
    )


def _side(entry: Entry, step: Step, version: Version) -> dict[str, Any]:
    """Return one of the two texts: what it is called, how it stands, who approved it, its page."""
    standing, title, more = standing_of(entry.policy, version, entry.held, step.today)
    values = version.front_matter
    is_draft = values.status is Status.DRAFT
    return {
        "title": version_title(version),
        "icon": standing,
        "standing": f"{title} {more}".strip(),
        "approved": f"Approved by {approval_words(values.approved)}." if values.approved and not is_draft else "",
        "path": version_path(entry.policy, version, step.today)
        if version in published(entry.policy, step.today)
        else None,
    }
