"""When a policy must be reviewed, in which state that leaves it, and why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from policybook.book.model import Policy
from policybook.dates import PartialDate
from policybook.messages.messages import Later, later
from policybook.messages.reading import english
from policybook.metadata import FrontMatter, Status


class State(StrEnum):
    """The review state of a policy."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    UNDATED = "undated"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Review:
    """The answer to "is this policy still fresh?"."""

    due: PartialDate | None
    """The day or month by which it must be reviewed, or None."""
    state: State | None
    """None for a policy that was withdrawn: it is neither in force nor overdue."""
    days: int | None
    """Days from today to the last day of `due`; negative when that has passed."""
    why: Later
    """Where the date comes from, or why there is none."""

    @property
    def late(self) -> Later:
        """The state with how far off the date is: "Overdue by 3 years", "Due in 12 days", "No review date"."""
        if self.state is None:
            return later("review.state.withdrawn")
        if self.days is None or self.state is State.CURRENT:
            return later(f"review.state.{self.state}")
        if self.days == 0:
            return later("review.late.today")
        return later("review.late.overdue" if self.days < 0 else "review.late.due", span=self.span)

    @property
    def span(self) -> Later:
        """How far off the date is, or how long ago it was: "3 years"; there must be one."""
        return _span(abs(self.days or 0))

    @property
    def inside(self) -> Later:
        """The same inside a sentence: "overdue by 3 years", "not dated"."""
        late = self.late
        return later(f"review.inside.{late.key.rpartition('.')[2]}", **dict(late.values))

    @property
    def reason(self) -> str:
        """Where the date comes from, or why there is none, in English."""
        return english()(self.why)

    @property
    def lateness(self) -> str:
        """The state with how far off the date is, in English."""
        return english()(self.late)


def review_of_policy(policy: Policy, today: datetime.date, due_soon: int) -> Review:
    """Return the review state of a policy, which is that of its version in force.

    Args:
        policy: The policy.
        today: The day to judge by.
        due_soon: How many days before its date a policy is due soon.
    """
    if policy.has_lapsed(today):
        since = policy.working.front_matter.effective if policy.working else None
        why = later("review.why.withdrawn", date=since) if since else later("review.why.withdrawn_undated")
        return Review(None, None, None, why)
    held = policy.in_force(today)
    if held is None:
        approved = (v for v in policy.versions if v.front_matter.status is Status.APPROVED or v in policy.sealed)
        waiting = next((v.since for v in approved if v.since), None)
        if waiting:
            why = later("review.why.not_yet", date=waiting)
        elif policy.working and policy.working.front_matter.status is None:
            why = later("review.why.unclear")
        else:
            why = later("review.why.draft")
        return Review(None, State.UNDATED, None, why)
    return review_of_text(held.front_matter, held.date, today, due_soon)


def review_of_text(
    front_matter: FrontMatter, approved_on: PartialDate | None, today: datetime.date, due_soon: int
) -> Review:
    """Return the review state that a text's own dates give.

    Args:
        front_matter: The text's front matter.
        approved_on: The approval date that the name of a sealed file gives, if any; the front matter's own goes first.
        today: The day to judge by.
        due_soon: How many days before its date a policy is due soon.
    """
    review, approval = front_matter.review, front_matter.approved
    approved = (approval.date if approval else None) or approved_on
    if review and review.due:
        due = review.due
        why = later("review.why.given", due=due.last_day, date=due)
        if approved:
            why = later("review.why.given_approved", due=due.last_day, date=due, approved=approved)
    elif review and review.frequency and approved:
        due = approved.plus(review.frequency)
        why = later("review.why.reviewed", due=due.last_day, approved=approved, often=review.frequency)
    elif review and review.frequency:
        why = later("review.why.approval_unrecorded", often=review.frequency)
        return Review(None, State.UNDATED, None, why)
    else:
        return Review(None, State.UNDATED, None, later("review.why.none"))
    days = (due.last_day - today).days
    state = State.OVERDUE if days < 0 else State.DUE_SOON if days <= due_soon else State.CURRENT
    return Review(due, state, days, why)


def _span(days: int) -> Later:
    if days >= 730:
        return later("review.years", n=days // 365)
    if days >= 61:
        return later("review.months", n=days // 30)
    return later("review.days", n=days)
