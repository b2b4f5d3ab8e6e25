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
    book: BookOption = None,
    today: TodayOption = None,
    format_: Annotated[CompareFormat, typer.Option("--format", help="How to print.")] = CompareFormat.TEXT,
) -> None:
    """Compare what schools say, topic by topic and rule by rule."""
    from policybook.book import Book, find_book, load_book, read_folder
    from policybook.book.comparison import compared
    from policybook.rendering.comparison_json import comparison_json
    from policybook.rendering.comparison_markdown import comparison_markdown, gaps_markdown
    from policybook.rendering.comparison_page import comparison_page, gaps_page
    from policybook.rendering.comparison_report import report_on
    from policybook.rendering.comparison_text import comparison_text, gaps_text
    from policybook.rendering.gaps_report import gaps_report
    from policybook.rendering.text_reports import Painter

    loaded: list[Book] = []

    def root() -> Path:
        return book or find_book(Path.cwd())

    def get() -> Book:
        if not loaded:
            loaded.append(load_book(read_folder(root())))
        return loaded[0]

    found = compared(policies or (), root, get, day_of(today), kind, topic, gaps)
    complain(found.findings)
    if format_ is CompareFormat.JSON:
        typer.echo(json.dumps(comparison_json(found.comparison), ensure_ascii=False, indent=2))
        return
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    painter = Painter(enabled=colour)
    if gaps is not None:
        lacking = gaps_report(found, gaps)
        written = {
            CompareFormat.MARKDOWN: lambda: gaps_markdown(lacking),
            CompareFormat.HTML: lambda: gaps_page(lacking),
            CompareFormat.TEXT: lambda: gaps_text(lacking, painter),
        }
    else:
        report = report_on(found)
        written = {
            CompareFormat.MARKDOWN: lambda: comparison_markdown(report),
            CompareFormat.HTML: lambda: comparison_page(report),
            CompareFormat.TEXT: lambda: comparison_text(report, painter),
        }
    typer.echo(written[format_]().rstrip("\n"))
