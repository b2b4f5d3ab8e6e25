"""When a policy must be reviewed, in which state that leaves it, and why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from policybook.book.model import Policy
from policybook.dates import PartialDate
from policybook.metadata import FrontMatter, Status


class State(StrEnum):
    """The review state of a policy."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    UNDATED = "undated"
    CURRENT = "current"

    @property
    def words(self) -> str:
        """The state as readers see it."""
        return {"overdue": "Overdue", "due-soon": "Due soon", "undated": "No review date", "current": "Current"}[self]


@dataclass(frozen=True, slots=True)
class Review:
    """The answer to "is this policy still fresh?"."""

    due: PartialDate | None
    """The day or month by which it must be reviewed, or None."""
    state: State | None
    """None for a policy that was withdrawn: it is neither in force nor overdue."""
    days: int | None
    """Days from today to the last day of `due`; negative when that has passed."""
    reason: str
    """Where the date comes from, or why there is none."""

    @property
    def lateness(self) -> str:
        """The state with how far off the date is: "Overdue by 3 years", "Due in 12 days", "No review date"."""
        if self.state is None:
            return "Withdrawn"
        if self.days is None or self.state is State.CURRENT:
            return self.state.words
        if self.days < 0:
            return f"Overdue by {_span(-self.days)}"
        return "Due today" if self.days == 0 else f"Due in {_span(self.days)}"


def review_of_policy(policy: Policy, today: datetime.date, due_soon: int) -> Review:
    """Return the review state of a policy, which is that of its version in force.

    Args:
        policy: The policy.
        today: The day to judge by.
        due_soon: How many days before its date a policy is due soon.
    """
    if policy.has_lapsed(today):
        since = policy.working.front_matter.effective if policy.working else None
        return Review(
            None, None, None, f"withdrawn since {since.words}" if since else "withdrawn; nobody recorded since when"
        )
    held = policy.in_force(today)
    if held is None:
        approved = (v for v in policy.versions if v.front_matter.status is Status.APPROVED or v in policy.sealed)
        waiting = next((v.since for v in approved if v.since), None)
        if waiting:
            reason = f"nothing is in force yet: approved, but it holds from {waiting.words}"
        elif policy.working and policy.working.front_matter.status is None:
            reason = "nothing is in force: the text does not say whether it is approved"
        else:
            reason = "nothing is in force: the text is a draft that nobody has approved"
        return Review(None, State.UNDATED, None, reason)
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
        due, reason = review.due, f"due {_last(review.due)}: the policy gives {review.due.words} as its review date"
        if approved:
            reason += f", approved {approved.words}"
    elif review and review.frequency and approved:
        due = approved.plus(review.frequency)
        reason = f"due {_last(due)}: approved {approved.words}, reviewed {review.frequency.words}"
    elif review and review.frequency:
        return Review(
            None, State.UNDATED, None, f"reviewed {review.frequency.words}, but nobody recorded when it was approved"
        )
    else:
        return Review(None, State.UNDATED, None, "the policy gives neither a review date nor how often it is reviewed")
    days = (due.last_day - today).days
    state = State.OVERDUE if days < 0 else State.DUE_SOON if days <= due_soon else State.CURRENT
    return Review(due, state, days, reason)


def _last(date: PartialDate) -> str:
    return PartialDate(date.last_day.year, date.last_day.month, date.last_day.day).words


def _span(days: int) -> str:
    if days >= 730:
        return f"{days // 365} years"
    if days >= 61:
        return f"{days // 30} months"
    return f"{days} day" + ("s" if days != 1 else "")
