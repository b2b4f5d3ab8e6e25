"""All findings of a book on a day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from policybook.book.model import Book, Policy, School, Version
from policybook.book.pins import PAIRS, pairs_findings, read_pairs
from policybook.checking.field_rules import statutory_findings, superseded_findings
from policybook.checking.policy_rules import policy_findings, review_findings
from policybook.checking.review import Review, review_of_policy, review_of_text
from policybook.checking.rule_findings import contradiction_findings, subject_findings, topics_findings
from policybook.checking.text_rules import text_findings
from policybook.finding import Finding, Level, by_place
from policybook.metadata import BookFile

_FRONT_MATTER: Final = frozenset({"front-matter-invalid", "owner-missing"})
_NEVER_OFF: Final = frozenset({"review-overdue"})
"""Codes of which a note stays where the settings turn them off."""


@dataclass(frozen=True)
class Report:
    """What `check` found."""

    today: datetime.date
    findings: tuple[Finding, ...]
    """In reading order."""
    reviews: Mapping[str, Review]
    """The review of every policy checked, by `school/policy`."""
    known: tuple[Finding, ...] = ()
    """Findings of the book's baseline, which are counted and not listed."""

    def of(self, policy: str) -> list[Finding]:
        """Return the findings about a policy, or a school, or with "" the book's own files, gravest first."""
        return self._by_policy.get(policy, [])

    @cached_property
    def _by_policy(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in sorted(self.findings, key=lambda finding: finding.level.rank):
            found.setdefault(finding.policy, []).append(finding)
        return found

    def count(self, level: Level) -> int:
        """Return how many findings have a level."""
        return sum(finding.level is level for finding in self.findings)


def check_book(
    book: Book, today: datetime.date, within: int | None = None, only: Collection[str] | None = None
) -> Report:
    """Check a book.

    Args:
        book: The book.
        today: The day to judge by.
        within: How many days before its date a policy is due soon; None for the book's own setting.
        only: The policies (`school/policy`) to report on; None for all, and for the schools' and book's own files.

    Returns:
        The findings in reading order, with the levels that the book's settings give them, and every review state.
    """
    due_soon = book.settings.due_soon if within is None else within
    targets = link_targets(book)
    found: list[Finding] = []
    reviews: dict[str, Review] = {}
    if only is None:
        found += book.findings
        found += topics_findings(book)
    for school in book.schools:
        if only is None:
            found += (finding.at(school.path, school.id) for finding in school.findings)
        for policy in school.policies:
            if only is not None and policy.ref not in only:
                continue
            review = review_of_policy(policy, today, due_soon)
            reviews[policy.ref] = review
            found += _policy(school, policy, review, today, targets)
            found += _superseded(book, policy, today)
            found += subject_findings(book, policy)
            found += contradiction_findings(book, policy)
        if only is None:
            found += statutory_findings(school, book.statutory, today)
    return Report(today, tuple(by_place(_levelled(found, book.settings))), reviews)


def check_file(version: Version) -> list[Finding]:
    """Return the findings of a file that belongs to no book.

    Roles and relative links cannot be judged there, and front matter may be another program's, or missing: that is no
    error.
    """
    found = [*version.text.findings, *text_findings(version, None, None)]
    return by_place(
        replace(finding, path=version.path, level=Level.WARNING if finding.code in _FRONT_MATTER else finding.level)
        for finding in found
    )


def check_files(versions: Iterable[Version], report: Report, within: int | None = None) -> Report:
    """Add files that belong to no book to a report, each under the path that the user gave.

    Args:
        versions: The files.
        report: What was found in the book, or an empty report.
        within: How many days before its date a review is due soon; None for the usual number.
    """
    due_soon = BookFile().due_soon if within is None else within
    found = [*report.findings]
    reviews = dict(report.reviews)
    for version in versions:
        review = review_of_text(version.front_matter, None, report.today, due_soon)
        reviews[version.path] = review
        found += [finding.at(version.path, version.path) for finding in check_file(version)]
        found += [f.at(version.path, version.path) for f in review_findings(version, review)]
    return replace(report, findings=tuple(by_place(found)), reviews=reviews)


def link_targets(book: Book) -> dict[str, Collection[str]]:
    """Return what relative links may lead to: the path of each file in the book, with the ids of its clauses."""
    targets: dict[str, Collection[str]] = dict.fromkeys(book.others, ())
    for _, policy in book.policies():
        for version in policy.versions:
            targets[version.path] = version.tree.by_id.keys()
    return targets


def _policy(
    school: School, policy: Policy, review: Review, today: datetime.date, targets: Mapping[str, Collection[str]]
) -> list[Finding]:
    found = [finding.at(policy.path, policy.ref) for finding in policy.findings]
    ids = {other.id for other in school.policies}
    found += (finding.at(policy.path, policy.ref) for finding in policy_findings(school, policy, review, today, ids))
    if policy.pairs is not None:
        wrong = pairs_findings(read_pairs(policy.pairs), policy.versions)
        found += (finding.at(f"{policy.path}/{PAIRS}", policy.ref) for finding in wrong)
    # Sealed texts are never edited: what their clauses lack is said of the working text, where it can be mended.
    read = policy.working or policy.newest_sealed
    for version in policy.versions:
        own = (
            f
            for f in version.text.findings
            if version is read or (f.level is Level.ERROR and f.code != "owner-missing")
        )
        found += (finding.at(version.path, policy.ref) for finding in own)
    if read:
        found += (finding.at(read.path, policy.ref) for finding in text_findings(read, school.people, targets))
    return found


def _superseded(book: Book, policy: Policy, today: datetime.date) -> list[Finding]:
    read = policy.working or policy.newest_sealed
    if read is None or policy.has_lapsed(today):
        return []
    return [finding.at(read.path, policy.ref) for finding in superseded_findings(read.tree, book.references, today)]


def _levelled(findings: list[Finding], settings: BookFile) -> list[Finding]:
    """Return findings with the levels that a book's settings give them, a school's own before those of all."""
    if not settings.levels and not settings.school_levels:
        return findings
    known = {str(level): level for level in Level}
    levelled = []
    for finding in findings:
        own = settings.school_levels.get(finding.policy.partition("/")[0], {})
        given = own.get(finding.code, settings.levels.get(finding.code, ""))
        if given == "off" and finding.code not in _NEVER_OFF:
            continue
        level = Level.NOTE if given == "off" else known.get(given, finding.level)
        levelled.append(replace(finding, level=level))
    return levelled
