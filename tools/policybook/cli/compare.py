"""`compare`: what several schools say on the same topics and rules, side by side."""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policybook.cli.app import BookOption, TodayOption, app, complain, day_of


class CompareFormat(StrEnum):
    """What a comparison is written as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command()
def compare(
    policies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="POLICY...", help="`school/policy`, with @VERSION or not; or a file; none: all of a kind."
        ),
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="The kind of policy, as `acceptable-use`.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="ID", help="Only this topic.")] = None,
    gaps: Annotated[
        str | None,
        typer.Option(metavar="POLICY", help="Only what the others state and this policy does not, and the reverse."),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(metavar="POLICY#CLAUSE", help="Only the clauses of the others that are most like this one."),
    ] = None,
    book: BookOption = None,
    today: TodayOption = None,
    format_: Annotated[CompareFormat, typer.Option("--format", help="How to print.")] = CompareFormat.TEXT,
) -> None:
    """Compare what schools say, topic by topic and rule by rule."""
    from policybook.book import Book, find_book, load_book, read_folder
    from policybook.book.comparison import compared
    from policybook.book.nearest import nearest_clauses, parted
    from policybook.errors import UsageError
    from policybook.rendering.comparison_json import comparison_json
    from policybook.rendering.comparison_lists import gaps_report, like_json, like_report
    from policybook.rendering.comparison_markdown import comparison_markdown, list_markdown
    from policybook.rendering.comparison_page import comparison_page, list_page
    from policybook.rendering.comparison_report import report_on
    from policybook.rendering.comparison_text import comparison_text, list_text
    from policybook.rendering.text_reports import Painter

    loaded: list[Book] = []

    def root() -> Path:
        return book or find_book(Path.cwd())

    def get() -> Book:
        if not loaded:
            loaded.append(load_book(read_folder(root())))
        return loaded[0]

    for option, given in (("--gaps", gaps), ("--like", like)):
        if given is not None and given.startswith("-"):
            raise UsageError(f"{option} has taken “{given}” for a policy.", fix=f"Write {option} SCHOOL/POLICY.")
    if gaps is not None and like is not None:
        raise UsageError("--gaps and --like ask for two different reports.", fix="Name one of them.")
    about = gaps if like is None else parted(like)[0]
    found = compared(policies or (), root, get, day_of(today), kind, topic, about)
    complain(found.findings)
    near = nearest_clauses(found, like) if like is not None else None
    if format_ is CompareFormat.JSON:
        told = comparison_json(found.comparison) if near is None else like_json(near)
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    painter = Painter(enabled=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    if near is None and gaps is None:
        report = report_on(found)
        written = {
            CompareFormat.MARKDOWN: lambda: comparison_markdown(report),
            CompareFormat.HTML: lambda: comparison_page(report),
            CompareFormat.TEXT: lambda: comparison_text(report, painter),
        }
    else:
        listed = like_report(found, near) if near is not None else gaps_report(found, gaps or "")
        written = {
            CompareFormat.MARKDOWN: lambda: list_markdown(listed),
            CompareFormat.HTML: lambda: list_page(listed),
            CompareFormat.TEXT: lambda: list_text(listed, painter),
        }
    typer.echo(written[format_]().rstrip("\n"))
