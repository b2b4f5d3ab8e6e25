"""`show`: one policy as a tree of clauses on standard output, or as a document in a file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from policybook.book import Book
from policybook.book.comparison import book_or_none, understood
from policybook.book.naming import Named, resolve_name
from policybook.checking.check import check_file
from policybook.checking.review import Review, review_of_policy, review_of_text
from policybook.cli.app import ShowFormat
from policybook.cli.files import chosen_format, file_for, write_file
from policybook.finding import Finding, by_place
from policybook.messages.reading import english
from policybook.rendering.facts import facts, in_words
from policybook.rendering.json_reports import policy_json
from policybook.rendering.text_reports import Painter, policy_text

_ENDINGS: Final = {".json": ShowFormat.JSON, ".docx": ShowFormat.DOCX, ".pdf": ShowFormat.PDF}
_DUE_SOON: Final = 60
"""From how many days before its date the review of a file outside any book is due soon."""


def find(
    name: str, root: Callable[[], Path], book: Callable[[], Book], today: datetime.date
) -> tuple[Named, Review, list[Finding]]:
    """Return a version by its name, when it must be reviewed, and what is wrong with its form.

    Args:
        name: The name.
        root: Gives the book's folder.
        book: Gives the book.
        today: The day that decides what is in force.
    """
    named = resolve_name(name, root, book, today)
    if named.policy:
        review = review_of_policy(named.policy, today, book().settings.due_soon)
        return named, review, by_place(f.at(named.version.path, named.name) for f in named.version.text.findings)
    review = review_of_text(named.version.front_matter, None, today, _DUE_SOON)
    return named, review, check_file(named.version)


def write(
    named: Named,
    review: Review,
    format_: ShowFormat | None,
    out: Path | None,
    today: datetime.date,
    paint: Painter,
    book: Callable[[], Book],
    *,
    why: bool = False,
) -> str:
    """Return a version as it was understood, or write it to a file and return nothing.

    Args:
        named: The version.
        review: When it must be reviewed.
        format_: The form; None for what the file's name asks for, else text.
        out: The file; None to return the text.
        today: The day that decides what is in force.
        paint: Colours words for a terminal.
        book: Gives the book, whose topics files tell what clauses are about.
        why: Whether the text tells below each clause what it was understood to say, and by which words.

    Raises:
        UsageError: A document without a file.
        InputError: The file cannot be written.
    """
    chosen = chosen_format(format_, out, _ENDINGS, ShowFormat.TEXT)
    if chosen in (ShowFormat.DOCX, ShowFormat.PDF):
        from policybook.exporting.documents import policy_pdf, policy_word

        make = policy_word if chosen is ShowFormat.DOCX else policy_pdf
        path = file_for(out, chosen)
        write_file(path, make(named, review, today).made())
        return ""
    if chosen is ShowFormat.JSON:
        known = understood(named, book_or_none(book))
        told = json.dumps(policy_json(named.name, named.version, review, known), ensure_ascii=False, indent=2)
    else:
        is_past = named.policy is not None and named.policy.is_past(named.version, today)
        about = in_words(english(), facts(named.version, named.school, is_past=is_past))
        painter = paint if out is None else Painter(enabled=False)
        shown = understood(named, book_or_none(book)) if why else None
        told = policy_text(named.name, named.version, review, about, painter, shown)
    if out is None:
        return told
    write_file(out, f"{told}\n".encode())
    return ""
