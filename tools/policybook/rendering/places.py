"""Where the texts of a book are published, and how each of them stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from policybook.book.model import UNDATED, Book, Policy, School, Version
from policybook.book.people import find_party
from policybook.checking.check import Report
from policybook.checking.review import Review
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Status
from policybook.rendering.facts import directory


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A policy as lists show it."""

    school: School
    policy: Policy
    title: str
    """What the policy is called on the day."""
    path: str
    """Its own page."""
    review: Review
    held: Version | None
    """The version in force."""
    since: Later | None
    """Since when the text in force holds; None where nothing is in force."""
    owner: str
    draft: str | None
    """The page of a draft beside the text in force."""


def entry_of(school: School, policy: Policy, report: Report) -> Entry:
    """Return a policy as lists show it on the day of a report."""
    today = report.today
    held, draft = policy.in_force(today), policy.draft(today)
    shown = policy.shown(today)
    owner = ""
    if shown and shown.front_matter.owner:
        owner = find_party(shown.front_matter.owner, directory(shown, school)).words
    since = None
    if held:
        since = later("table.since", date=held.since) if held.since else later("table.since_unrecorded")
    path = f"schools/{policy.school}/{policy.id}/index.html"
    beside = version_path(policy, draft, today) if draft and held else None
    return Entry(
        school,
        policy,
        title_of(policy, today),
        path,
        report.reviews[policy.ref],
        held,
        since,
        owner,
        beside,
    )


def title_of(policy: Policy, today: datetime.date) -> str:
    """Return what a policy is called on a day: the title of the text that its own page shows."""
    return policy.title_on(today)


def school_path(school: str) -> str:
    """Return where a school's page lies."""
    return f"schools/{school}/index.html"


def sign_off_path(school: str) -> str:
    """Return where the sheet lies on which the governors of a school record what they decide."""
    return f"schools/{school}/sign-off.html"


def version_path(policy: Policy, version: Version, today: datetime.date) -> str:
    """Return where the page of a version lies: the text that the policy's own page shows has the policy's address."""
    folder = f"schools/{policy.school}/{policy.id}"
    if version is policy.shown(today):
        return f"{folder}/index.html"
    return f"{folder}/draft.html" if version.is_working else f"{folder}/versions/{version.name}.html"


def history_path(policy: Policy) -> str:
    """Return where the page of a policy's history lies."""
    return f"schools/{policy.school}/{policy.id}/history.html"


def changes_path(policy: Policy, before: Version, after: Version) -> str:
    """Return where the page lies that shows what one version changed in another."""
    later = "draft" if after.front_matter.status is Status.DRAFT and after.is_working else after.name
    return f"schools/{policy.school}/{policy.id}/changes/{before.name}-to-{later}.html"


def version_title(version: Version) -> Later:
    """Return what a version is called in lists: its approval date, or that it is a draft."""
    if version.date:
        return later("version.date", date=version.date)
    if not version.is_working:
        return later("version.undated") if version.name == UNDATED else later("version.named", name=version.name or "")
    return later("version.draft" if version.front_matter.status is Status.DRAFT else "version.working")


def published(policy: Policy, today: datetime.date) -> list[Version]:
    """Return the versions that have pages: all, but not a working text that only repeats the one in force."""
    shown = policy.shown(today)
    return [
        v
        for v in policy.versions
        if v is shown or not v.is_working or policy.draft(today) is v or policy.has_lapsed(today)
    ]


def addresses_of(book: Book, today: datetime.date) -> dict[str, str]:
    """Return where each file of the book is published: its path in the book -> its path in the site."""
    found = {path: f"schools/{path}" for path in book.others}
    for _, policy in book.policies():
        for version in policy.versions:
            found[version.path] = version_path(policy, version, today)
        if policy.working:
            # A link to a policy means the text that holds.
            found[policy.working.path] = f"schools/{policy.school}/{policy.id}/index.html"
    return found


class Standing(NamedTuple):
    """How a text stands."""

    name: str
    """`in-force`, `draft`, `superseded` or `withdrawn`: a pictogram and a class of the stylesheet."""
    title: Later
    more: Later | None = None
    """What to add."""

    def words(self, t: Messages) -> str:
        """Return all of it in a language."""
        return f"{t(self.title)} {t(self.more)}" if self.more else t(self.title)


def standing_of(policy: Policy, version: Version, held: Version | None, today: datetime.date) -> Standing:
    """Return how a text stands."""
    withdrawal = policy.working.front_matter.effective if policy.working and policy.is_withdrawn else None
    if version is held:
        date = version.since or later("standing.since_unrecorded")
        since = (
            later("standing.since_until", date=date, end=withdrawal)
            if withdrawal
            else later("standing.since", date=date)
        )
        return Standing("in-force", later("standing.in_force"), since)
    if policy.has_lapsed(today):
        more = later("standing.lapsed_since", date=withdrawal) if withdrawal else later("standing.lapsed")
        return Standing("withdrawn", later("standing.withdrawn"), more)
    if version.is_working:
        if version.front_matter.status is Status.DRAFT:
            more = later("standing.unapproved" if held else "standing.nothing_else")
            return Standing("draft", later("standing.draft"), more)
        if version.front_matter.status is not Status.APPROVED or version.has_come(today):
            return Standing("draft", later("standing.not_in_force"), later("standing.unclear"))
    if not version.has_come(today):
        coming = later("standing.holds_from", date=version.since) if version.since else None
        return Standing("draft", later("standing.not_yet"), coming)
    return Standing("superseded", later("standing.superseded"), later("standing.replaced"))
