"""The documents that are made of a policy or of two of its texts: Word, PDF, and the governors' pack."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from policybook.book.difference import Difference, difference
from policybook.book.naming import Named
from policybook.book.people import ROLE, find_role
from policybook.checking.review import Review
from policybook.dates import PartialDate
from policybook.exporting.lines import Line, Look, Style, clause_lines, declaration_lines
from policybook.exporting.pack import pack_data, policy_data
from policybook.exporting.sources import PdfSource, Sheet, Source, WordSource
from policybook.exporting.tracked import tracked, unchanged
from policybook.exporting.version_table import Stage
from policybook.messages.reading import english
from policybook.metadata import Download, Status
from policybook.rendering.changes_report import Report, report_on, shown_by, standing_words
from policybook.rendering.downloads import Document, Text
from policybook.rendering.facts import directory, facts, in_words


def policy_word(named: Named, review: Review, today: datetime.date) -> Source:
    """Return what the Word file of a policy is made of.

    Args:
        named: The version.
        review: When it must be looked at again.
        today: The day that decides what is in force.
    """
    standing = standing_words(named, today)
    title = _title(named)
    lines = (Line(Style(Look.TITLE), "", title), *_lines(named, today))
    sheet = Sheet(title, f"{title}: {standing}", _day(named, today), _facts(named, review, today))
    return WordSource(sheet, tuple(unchanged(lines)))


def policy_pdf(named: Named, review: Review, today: datetime.date) -> Source:
    """Return what the PDF file of a policy is made of; the arguments are those of `policy_word`."""
    about = _facts(named, review, today)
    data = policy_data(_title(named), standing_words(named, today), about.items(), _lines(named, today))
    return PdfSource(data, _day(named, today))


def changes_word(found: Difference, today: datetime.date) -> Source:
    """Return what the Word file of two texts, with tracked changes, is made of.

    Args:
        found: The two texts, compared.
        today: The day that decides what is in force, and that dates the changes of a text not approved yet.
    """
    report = report_on(english(), found, today)
    header = f"Changes from {report.before.ref} to {report.after.ref}. {report.after.words}"
    sheet = Sheet(report.title, header, _day(found.after, today), remarks=tuple(_told(report)))
    return WordSource(sheet, tracked(found, report.text, shown_by(english(), found)))


def changes_pack(found: Difference, today: datetime.date, steps: Iterable[Difference] | None = None) -> Source:
    """Return what the governors' pack on two texts is made of.

    Args:
        found: The two texts, compared.
        today: The day that decides what is in force, and on which the pack is made.
        steps: The steps that led to the earlier text, oldest first; None where they are still to be compared.
    """
    report, shown = report_on(english(), found, today), shown_by(english(), found)
    after = found.after
    version = after.version
    data = pack_data(
        report,
        (found.before, after),
        PartialDate(today.year, today.month, today.day).words,
        tracked(found, report.text, shown),
        clause_lines(version.tree, shown),
        declaration_lines(version.front_matter.acknowledgement, shown),
        in_words(english(), facts(version, after.school, is_past=_is_past(after, today))).items(),
        _stages(found.before, _steps_to(found.before) if steps is None else steps, today),
    )
    return PdfSource(data, _day(after, today))


def source_of(document: Document) -> Source:
    """Return what a file that a site offers is made of."""
    subject, today = document.subject, document.today
    is_word = document.form is Download.DOCX
    if isinstance(subject, Text):
        return (policy_word if is_word else policy_pdf)(subject.named, subject.review, today)
    found = subject.step.difference
    return (
        changes_word(found, today) if is_word else changes_pack(found, today, (s.difference for s in subject.earlier))
    )


def _steps_to(named: Named) -> Iterator[Difference]:
    """Yield the steps from approved version to approved version that led to one, oldest first."""
    policy = named.policy
    if policy and named.version in policy.sealed:
        chain = policy.sealed[: policy.sealed.index(named.version) + 1]
        for old, new in pairwise(replace(named, version=version) for version in chain):
            yield difference(old, new)


def _stages(before: Named, steps: Iterable[Difference], today: datetime.date) -> list[Stage]:
    """Return the versions up to the earlier text, the newest first; none for a file outside a book."""
    if before.policy is None:
        return []
    found = list(steps)
    later = [Stage(step.after, report_on(english(), step, today)) for step in reversed(found)]
    return [*later, Stage(found[0].before if found else before, None)]


def _told(report: Report) -> list[str]:
    """Return what the comment on the title says."""
    note = [f"Author's note: {report.note}"] if report.note else []
    remark = [report.remark] if report.remark else []
    return [report.summary, *note, *remark, *report.particulars, *([report.rest] if report.rest else [])]


def _title(named: Named) -> str:
    return named.version.front_matter.title or named.name


def _is_past(named: Named, today: datetime.date) -> bool:
    return named.policy is not None and named.policy.is_past(named.version, today)


def _facts(named: Named, review: Review, today: datetime.date) -> dict[str, str]:
    about = in_words(english(), facts(named.version, named.school, is_past=_is_past(named, today)))
    return {**about, "Review": f"{review.lateness}: {review.reason}."}


def _lines(named: Named, today: datetime.date) -> tuple[Line, ...]:
    version = named.version
    shown = _shown(named, today)
    return (*clause_lines(version.tree, shown), *declaration_lines(version.front_matter.acknowledgement, shown))


def _shown(named: Named, today: datetime.date) -> Callable[[str], str]:
    """Return what turns roles into the titles and names that readers see."""
    people = directory(named.version, named.school, is_past=_is_past(named, today))

    def shown(text: str) -> str:
        return ROLE.sub(lambda match: find_role(match[1], people).words, text) if "{{" in text else text

    return shown


def _day(named: Named, today: datetime.date) -> datetime.date:
    """Return the day that dates a document: that from which the text holds, or today for a draft."""
    version = named.version
    since = None if version.front_matter.status is Status.DRAFT else version.since
    return since.first_day if since else today
