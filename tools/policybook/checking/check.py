"""All findings of a book on a day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple

from policybook.book.model import Book, Policy, School, Version
from policybook.book.pins import PAIRS, pairs_findings, read_pairs
from policybook.book.translations import load_messages
from policybook.checking.fact_rules import fact_findings
from policybook.checking.field_rules import statutory_findings, superseded_findings
from policybook.checking.link_targets import LinkTargets
from policybook.checking.policy_rules import policy_findings, review_findings
from policybook.checking.review import Review, review_of_policy, review_of_text
from policybook.checking.rule_findings import contradiction_findings, kind_findings, subject_findings, topics_findings
from policybook.checking.text_rules import text_findings
from policybook.finding import Finding, Level, by_place
from policybook.messages.reading import ENGLISH
from policybook.metadata import BookFile

_FRONT_MATTER: Final = frozenset({"front-matter-invalid", "owner-missing"})
_NEVER_OFF: Final = frozenset({"review-overdue"})
"""Codes of which a note stays where the settings turn them off."""


@dataclass(frozen=True)
class Report:
    """What `check` found."""

    today: datetime.date
    findings: tuple[Finding, ...] = ()
    """In reading order."""
    reviews: Mapping[str, Review] = field(default_factory=dict)
    """The review of every policy checked, by `school/policy`."""
    known: tuple[Finding, ...] = ()
    """Findings of the book's baseline, which are counted and not listed."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What every school of the book (by its id) and each of its policies (by `school/policy`) is called that day."""

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


class SchoolReport(NamedTuple):
    """What was found in one school, before settings give the findings their levels."""

    findings: list[Finding]
    reviews: Mapping[str, Review]
    names: Mapping[str, str]


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
    versions = {version.path: version for _, policy in book.policies() for version in policy.versions}
    targets = LinkTargets(book.others, versions, lambda path: versions[path].tree.by_id)
    schools = [check_school(book, school, targets, today, within, only) for school in book.schools]
    return join_reports(book, schools, today, with_own_files=only is None)


def check_school(
    book: Book,
    school: School,
    targets: Mapping[str, Collection[str]],
    today: datetime.date,
    within: int | None = None,
    only: Collection[str] | None = None,
) -> SchoolReport:
    """Check one school.

    Args:
        book: The book, of which the schools are not looked at.
        school: The school.
        targets: What relative links may lead to.
        today: As of `check_book`.
        within: As of `check_book`.
        only: As of `check_book`.
    """
    due_soon = book.settings.due_soon if within is None else within
    names = {school.id: school.name} | {policy.ref: policy.title_on(today) for policy in school.policies}
    found: list[Finding] = []
    reviews: dict[str, Review] = {}
    if only is None:
        found += (finding.at(school.path, school.id) for finding in school.findings)
    for policy in school.policies:
        if only is not None and policy.ref not in only:
            continue
        review = review_of_policy(policy, today, due_soon)
        reviews[policy.ref] = review
        found += _policy(school, policy, review, today, targets)
        found += _outdated(book, school, policy, review, today)
        found += kind_findings(book, policy, today)
        found += subject_findings(book, policy)
        found += contradiction_findings(book, policy)
    if only is None:
        found += statutory_findings(school, book.statutory, today)
    return SchoolReport(found, reviews, names)


def join_reports(
    book: Book, schools: Iterable[SchoolReport], today: datetime.date, *, with_own_files: bool = True
) -> Report:
    """Return the report on a book from those on its schools.

    Args:
        book: The book, of which the schools are not looked at.
        schools: What was found in each school, in the order of the book.
        today: The day that was judged by.
        with_own_files: Whether to report on the files that belong to no school, too.
    """
    found = [*book.findings, *topics_findings(book), *_messages_findings(book)] if with_own_files else []
    reviews: dict[str, Review] = {}
    names: dict[str, str] = {}
    for school in schools:
        found += school.findings
        reviews |= school.reviews
        names |= school.names
    return Report(today, tuple(by_place(_levelled(found, book.settings))), reviews, names=names)


def _messages_findings(book: Book) -> Iterable[Finding]:
    """Return what is wrong with what the book says in another language, or in other words, and what it lacks."""
    language, own = book.settings.language, tuple(book.messages.items())
    return load_messages(language, own).findings if own or language != ENGLISH else ()


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


def _outdated(book: Book, school: School, policy: Policy, review: Review, today: datetime.date) -> list[Finding]:
    read = policy.working or policy.newest_sealed
    if read is None or policy.has_lapsed(today):
        return []
    found = [*superseded_findings(read.tree, book.references, today)]
    found += fact_findings(read, school.people, review, today)
    return [finding.at(read.path, policy.ref) for finding in found]


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
