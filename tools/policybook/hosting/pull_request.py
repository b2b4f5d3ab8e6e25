"""Which policies a pull request changes, and what it changes in each: from the base's revision to the files here."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from policybook.book import load_book, read_folder, read_revision
from policybook.book.difference import Difference, difference
from policybook.book.model import Book, Policy, Version
from policybook.book.naming import Named
from policybook.checking.check import Report, check_book
from policybook.errors import GitError
from policybook.hosting.comment import Proposal
from policybook.messages.reading import english
from policybook.rendering.changes_report import report_on

_SAME_FILES: Final = "Only the form of its files changes."


class Pulled(NamedTuple):
    """What a pull request does."""

    proposals: tuple[Proposal, ...]
    differences: dict[str, Difference]
    """`school/policy` -> what differs, for the full reports."""
    report: Report


def pulled(root: Path, base: str, today: datetime.date) -> Pulled:
    """Compare the book here with that of a revision.

    Args:
        root: The book's folder, with the pull request's files.
        base: The revision that the pull request starts from; without a book in it, everything is new.
        today: The day to judge by.

    Raises:
        GitError: There is no such revision.
    """
    new = load_book(read_folder(root))
    old = _book_of(root, base)
    differences: dict[str, Difference] = {}
    proposals: list[Proposal] = []
    before = {policy.ref: policy for _, policy in old.policies()}
    for school, policy in new.policies():
        was = before.pop(policy.ref, None)
        if was is None:
            proposals.append(Proposal(policy.ref, policy.title, None, "The policy is new."))
            continue
        if _files(was) == _files(policy):
            continue
        earlier, later = _newest(was), _newest(policy)
        what = " ".join(_approvals(was, policy))
        found = difference(
            Named(f"{policy.ref}", earlier, old.school(school.id), was), Named(policy.ref, later, school, policy)
        )
        if found.is_empty:
            proposals.append(Proposal(policy.ref, policy.title, None, what or _SAME_FILES))
            continue
        differences[policy.ref] = found
        proposals.append(Proposal(policy.ref, policy.title, report_on(english(), found, today), what))
    proposals += [Proposal(ref, policy.title, None, "The policy is removed.") for ref, policy in before.items()]
    return Pulled(tuple(sorted(proposals, key=_weight)), differences, check_book(new, today))


def _weight(proposal: Proposal) -> tuple[int, str]:
    groups = proposal.report.groups if proposal.report else ()
    return -sum(len(group.items) for group in groups if group.is_substance), proposal.policy


def _book_of(root: Path, base: str) -> Book:
    try:
        return load_book(read_revision(root, base))
    except GitError as error:
        if "holds no policies" in str(error):
            return Book()
        raise


def _files(policy: Policy) -> dict[str, str]:
    return {version.path: version.text.raw for version in policy.versions}


def _newest(policy: Policy) -> Version:
    return policy.working or policy.sealed[-1]


def _approvals(was: Policy, policy: Policy) -> Iterator[str]:
    """Yield what happens to the approved versions of a policy, in sentences."""
    old, new = ({version.name: version for version in own.sealed} for own in (was, policy))
    for name in new.keys() - old.keys():
        yield f"The version of {name} is recorded as approved."
    for name in old.keys() - new.keys():
        yield f"The approved version of {name} is removed."
    for name in sorted(filter(None, old.keys() & new.keys())):
        if old[name].text.raw != new[name].text.raw:
            yield f"The approved version of {name} is changed."
