"""The issue that says which reviews are overdue or due soon, for whoever keeps the policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from policybook.book.model import Book
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.errors import UsageError
from policybook.rendering.calendar import owner_role, role_id
from policybook.rendering.changes_markdown import inert
from policybook.rendering.places import Entry, entry_of
from policybook.rendering.text_reports import summary

TITLE: Final = "Policy reviews"
_MOST: Final = 200
"""Policies that are listed one by one."""
_GROUPS: Final = ((State.OVERDUE, "Overdue"), (State.DUE_SOON, "Due soon"), (State.UNDATED, "Without a review date"))


def mentions_of(text: str) -> dict[str, str]:
    """Read who is to be mentioned for a role: `headteacher=@octo/heads, hill/headteacher=@octo/hill`.

    Args:
        text: Pairs of a role, with or without its school, and an account or a team.

    Raises:
        UsageError: A part of it is no such pair.
    """
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.replace("\n", ",").split(","))):
        role, equals, account = (word.strip() for word in part.partition("="))
        name = account.removeprefix("@")
        if not (equals and role and name and all(word.replace("-", "").isalnum() for word in name.split("/"))):
            raise UsageError(f"“{part[:60]}” mentions nobody.", fix="Write ROLE=@ACCOUNT or SCHOOL/ROLE=@ORG/TEAM.")
        found[role] = f"@{name}"
    return found


def reviews_issue(book: Book, report: Report, mentions: Mapping[str, str]) -> str:
    """Return what the issue says; empty if nothing is overdue, due soon or undated.

    Args:
        book: The book.
        report: What `check` found on the day.
        mentions: Role, or `school/role` -> whom to mention.
    """
    entries = [entry_of(school, policy, report) for school, policy in book.policies()]
    due = {state: [entry for entry in entries if entry.review.state is state] for state, _ in _GROUPS}
    if not any(due.values()):
        return ""
    rows = [f"{summary(report).partition(' Findings:')[0]}", ""]
    room = _MOST
    for state, title in _GROUPS:
        listed = sorted(due[state], key=lambda entry: (entry.review.days or 0, entry.policy.ref))
        if listed:
            rows += [f"### {title} ({len(listed)})", "", *_rows(listed[:room], mentions)]
            rows += [f"- and {len(listed) - room} more"] if len(listed) > room else []
            rows.append("")
            room = max(room - len(listed), 0)
    rows.append("`policybook check` brings this issue up to date every week, and closes it when nothing is due.")
    return "\n".join(rows)


def _rows(entries: Sequence[Entry], mentions: Mapping[str, str]) -> Iterator[str]:
    for entry in entries:
        who = _whom(entry, mentions) or inert(entry.owner or "nobody is named")
        yield (
            f"- **{inert(entry.title, 160)}**, {inert(entry.school.name, 120)} (`{entry.policy.ref}`):"
            f" {inert(entry.review.reason, 300)}. Owner: {who}"
        )


def _whom(entry: Entry, mentions: Mapping[str, str]) -> str:
    role = role_id(owner_role(entry) or "")
    return next(_found(mentions, (f"{entry.school.id}/{role}", role)), "")


def _found(mentions: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    return (mentions[name] for name in names if name in mentions)
