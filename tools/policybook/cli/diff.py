"""`diff`: two texts compared clause by clause, as a report on standard output or in a file."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from policybook.book import Book
from policybook.book.difference import Difference, difference
from policybook.book.naming import Named, resolve_pair
from policybook.checking.check import check_file
from policybook.cli.app import DiffFormat
from policybook.cli.files import chosen_format, file_for, write_file
from policybook.finding import Finding, by_place
from policybook.messages.reading import english
from policybook.rendering.changes_json import changes_json
from policybook.rendering.changes_markdown import changes_markdown
from policybook.rendering.changes_page import changes_page
from policybook.rendering.changes_report import report_on
from policybook.rendering.changes_text import changes_text

_ENDINGS: Final = {
    ".json": DiffFormat.JSON,
    ".md": DiffFormat.MARKDOWN,
    ".markdown": DiffFormat.MARKDOWN,
    ".html": DiffFormat.HTML,
    ".htm": DiffFormat.HTML,
    ".docx": DiffFormat.DOCX,
    ".pdf": DiffFormat.PDF,
}
"""What a file's name asks for where `--format` says nothing."""
_WIDTH: Final = 100
_NARROWEST: Final = 40


def compare(
    before: str, after: str | None, root: Callable[[], Path], book: Callable[[], Book], today: datetime.date
) -> tuple[Difference, list[Finding]]:
    """Compare two texts by their names.

    Args:
        before: The name of the earlier text.
        after: The name of the later one; None for the last step of the policy.
        root: Gives the book's folder.
        book: Gives the book.
        today: The day that decides what is in force.

    Returns:
        What differs, and what is wrong with the form of either text and with the pairs fixed by hand.
    """
    named = resolve_pair(before, after, root, book, today)
    found = difference(*named)
    return found, [*_findings(named), *found.findings]


def write(
    found: Difference, format_: DiffFormat | None, out: Path | None, today: datetime.date, *, colour: bool
) -> str:
    """Return a report, or write it to a file and return nothing.

    Args:
        found: What differs.
        format_: The form; None for what the file's name asks for, else text.
        out: The file; None to return the report.
        today: The day that decides what is in force.
        colour: Whether the reader's terminal shows colour.

    Raises:
        UsageError: A document without a file.
        InputError: The file cannot be written.
    """
    chosen = chosen_format(format_, out, _ENDINGS, DiffFormat.TEXT)
    if chosen in (DiffFormat.DOCX, DiffFormat.PDF):
        from policybook.exporting.documents import changes_pack, changes_word

        path = file_for(out, chosen)
        make = changes_word if chosen is DiffFormat.DOCX else changes_pack
        write_file(path, make(found, today).made())
        return ""
    report = _report(found, chosen, today, colour=out is None and colour)
    if out is None:
        return report
    write_file(out, f"{report}\n".encode())
    return ""


def _report(found: Difference, format_: DiffFormat, today: datetime.date, *, colour: bool) -> str:
    if format_ is DiffFormat.JSON:
        return json.dumps(changes_json(found), ensure_ascii=False, indent=2)
    report = report_on(english(), found, today)
    match format_:
        case DiffFormat.MARKDOWN:
            return changes_markdown(report).rstrip("\n")
        case DiffFormat.HTML:
            return changes_page(report).rstrip("\n")
    columns = shutil.get_terminal_size((_WIDTH, 24)).columns if colour else _WIDTH
    return changes_text(report, width=min(max(columns, _NARROWEST), _WIDTH), colour=colour)


def _findings(named: Iterable[Named]) -> list[Finding]:
    """Return what is wrong with the form of the texts; the front matter of a file may be another program's."""
    found: list[Finding] = []
    for each in named:
        own = each.version.text.findings if each.policy else check_file(each.version)
        found += [finding.at(each.version.path, each.name) for finding in own]
    return by_place(dict.fromkeys(found))
