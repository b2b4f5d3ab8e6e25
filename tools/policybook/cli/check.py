"""`check`: findings of a book and of files, less what its baseline knows, in one of the formats."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from policybook.book import Sources, load_book, read_folder
from policybook.book.naming import is_file_name, read_named_file
from policybook.checking.baseline import BASELINE, read_baseline, with_baseline, write_baseline
from policybook.checking.check import Report, check_book, check_files
from policybook.checking.school_by_school import check_sources
from policybook.cli.app import CheckFormat
from policybook.errors import UsageError
from policybook.finding import Level
from policybook.rendering.text_reports import Painter, findings_text


class Checked(NamedTuple):
    """What was checked, and what was found."""

    files: Mapping[str, bytes]
    """The book's, by path relative to its folder."""
    report: Report
    folder: str
    """The book's folder as seen from the current one, as a POSIX path."""


def days_of(text: str) -> int:
    """Return the number of days that `--within` gives, as "60d".

    Raises:
        UsageError: It gives none.
    """
    digits = text.strip().removesuffix("days").removesuffix("d").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
        raise UsageError(f"--within: “{text[:20]}” is no number of days.", fix="Write it as 60d.")
    return int(digits)


def check_named(
    names: Sequence[str],
    root: Callable[[], Path],
    today: datetime.date,
    within: int | None,
    *,
    uses_baseline: bool = True,
) -> Checked:
    """Check what is named.

    Args:
        names: Policies of the book, or files; none for all of the book.
        root: Gives the book's folder; it is not asked where only files are named.
        today: The day to judge by.
        within: How many days before its date a review is due soon; None for the book's own setting.
        uses_baseline: Whether what the book's baseline knows is counted only.
    """
    files = [name for name in names if is_file_name(name)]
    policies = [name for name in names if name not in files]
    sources, folder, report = Sources({}), "", Report(today)
    if policies or not files:
        place = root()
        sources, folder = read_folder(place), Path(os.path.relpath(place)).as_posix()
        if policies:
            book = load_book(sources)
            report = check_book(book, today, within, [book.policy(name)[1].ref for name in policies])
        else:
            report = check_sources(sources, today, within)
        if uses_baseline and BASELINE in sources.files:
            report = with_baseline(report, sources.files, read_baseline(sources.files[BASELINE]))
    if files:
        report = check_files([read_named_file(name) for name in files], report, within)
    return Checked(sources.files, report, folder)


def written(checked: Checked, format_: CheckFormat, fail_on: Level, paint: Painter) -> str:
    """Return what was found in a format."""
    _, report, folder = checked
    match format_:
        case CheckFormat.JSON:
            from policybook.rendering.json_reports import findings_json

            return json.dumps(findings_json(report), ensure_ascii=False, indent=2)
        case CheckFormat.GITHUB:
            from policybook.rendering.findings_github import findings_github

            return findings_github(report, folder)
        case CheckFormat.SARIF:
            from policybook.rendering.findings_sarif import findings_sarif

            return json.dumps(findings_sarif(report, folder), ensure_ascii=False, indent=2)
        case CheckFormat.JUNIT:
            from policybook.rendering.findings_junit import findings_junit

            return findings_junit(report, folder, fail_on)
        case CheckFormat.TEXT:
            return findings_text(report, paint)


def store_baseline(checked: Checked, root: Path) -> Path:
    """Write what was found to the book's baseline; return the file."""
    path = root / BASELINE
    path.write_text(write_baseline(checked.report, checked.files), encoding="utf-8")
    return path
