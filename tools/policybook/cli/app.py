"""The subcommands and what they share: where the book is, which day it is, how output is printed."""

from __future__ import annotations

import atexit
import datetime
import gc
import io
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from policybook import __version__
from policybook.errors import PolicybookError, UsageError

app = typer.Typer(
    name="policybook",
    help="School policies as structured Markdown: published, checked, and compared clause by clause.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

BookOption = Annotated[
    Path | None,
    typer.Option("--book", metavar="DIR", help="The book's folder; without it, the nearest `policies/` above."),
]
TodayOption = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="The day to judge by, as 2026-11-21; without it, today.")
]
PublicOption = Annotated[
    bool | None, typer.Option("--public/--internal", help="For everybody, or for the school's own people, with drafts.")
]

_NEW_OBJECTS: Final = 200_000
"""How many new objects the garbage collector waits for: nearly all that a command makes lives until it ends; looking
through it after every 700, as Python does, takes a tenth of its time."""


class ReadFormat(StrEnum):
    """How a reading command prints."""

    TEXT = "text"
    JSON = "json"


class ShowFormat(StrEnum):
    """What a policy is written as."""

    TEXT = "text"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"


class CheckFormat(StrEnum):
    """What findings are written as."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


class DiffFormat(StrEnum):
    """What a report on changes is written as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


class FailOn(StrEnum):
    """From which level on `check` fails."""

    ERROR = "error"
    WARNING = "warning"


class Engine(StrEnum):
    """What turns pages into a site."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"policybook {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before a subcommand."""


@app.command()
def check(
    policies: Annotated[
        list[str] | None, typer.Argument(metavar="POLICY...", help="`school/policy`, or a file; none: all in the book.")
    ] = None,
    book: BookOption = None,
    today: TodayOption = None,
    within: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="From how many days before its date a review is due soon, as 60d."),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="From which level on to exit with 1.")] = FailOn.ERROR,
    format_: Annotated[CheckFormat, typer.Option("--format", help="How to print.")] = CheckFormat.TEXT,
    no_baseline: Annotated[bool, typer.Option("--no-baseline", help="List what baseline.yml knows, too.")] = False,
    write_baseline: Annotated[
        bool,
        typer.Option("--write-baseline", help="Write what is found to baseline.yml, to fail on new findings only."),
    ] = False,
) -> None:
    """Report what is overdue, unapproved or broken; exit 1 if anything is grave enough."""
    from policybook.book import find_book
    from policybook.cli.check import check_named, days_of, store_baseline, written
    from policybook.finding import Level

    if write_baseline and policies:
        raise UsageError("A baseline is of the whole book.", fix="Name no policy with --write-baseline.")
    day = day_of(today)
    days = days_of(within) if within is not None else None
    root = _once(lambda: book or find_book(Path.cwd()))
    checked = check_named(policies or (), root, day, days, uses_baseline=not (no_baseline or write_baseline))
    if write_baseline:
        typer.echo(f"wrote {store_baseline(checked, root())}")
        return
    worst = Level(fail_on)
    typer.echo(written(checked, format_, worst, _painter()))
    if any(finding.level.rank <= worst.rank for finding in checked.report.findings):
        raise typer.Exit(1)


@app.command()
def show(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="`school/policy`, with @VERSION or not; or a file.")],
    book: BookOption = None,
    today: TodayOption = None,
    format_: Annotated[
        ShowFormat | None,
        typer.Option("--format", help="How to write it; without it, as the file's name says, else text."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to this file.")] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Tell the force, topics and rules of each clause, and by which words.")
    ] = False,
) -> None:
    """Print one policy as a tree of clauses, or write it as a document."""
    from policybook.book import find_book, load_book, read_folder
    from policybook.cli.show import find, write

    day = day_of(today)

    def root() -> Path:
        return book or find_book(Path.cwd())

    loaded = _once(lambda: load_book(read_folder(root())))
    named, review, findings = find(policy, root, loaded, day)
    complain(findings)
    told = write(named, review, format_, out, day, _painter(), loaded, why=why)
    if told:
        typer.echo(told)


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="`school/policy`, with @VERSION or @git:REF or not; or a file.")
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="AFTER", help="The same; without it, the last step of the policy.")
    ] = None,
    book: BookOption = None,
    today: TodayOption = None,
    format_: Annotated[
        DiffFormat | None,
        typer.Option("--format", help="How to write the report; without it, as the file's name says, else text."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report to this file.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything differs.")] = False,
) -> None:
    """Report what changed between two texts, clause by clause."""
    from policybook.book import find_book, load_book, read_folder
    from policybook.cli.diff import compare, write

    day = day_of(today)

    def root() -> Path:
        return book or find_book(Path.cwd())

    found, findings = compare(before, after, root, _once(lambda: load_book(read_folder(root()))), day)
    complain(findings)
    report = write(found, format_, out, day, colour=_shows_colour())
    if report:
        typer.echo(report)
    if exit_code and not found.is_empty:
        raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document: docx, odt, pdf, html, md or txt.")],
    school: Annotated[str, typer.Option(metavar="ID", help="The school's id; its folder is made if need be.")],
    policy: Annotated[
        str | None, typer.Option(metavar="ID", help="The policy's id; without it, one made from the title.")
    ] = None,
    book: BookOption = None,
    format_: Annotated[ReadFormat, typer.Option("--format", help="How to print.")] = ReadFormat.TEXT,
) -> None:
    """Read a document as it came into the book, and report what became of each line."""
    from policybook.cli.importing import import_file
    from policybook.rendering.import_report import import_json, import_text

    path, filed = import_file(file, school, policy, book)
    if format_ is ReadFormat.JSON:
        _print_json(import_json(str(path), filed))
    else:
        typer.echo(import_text(str(file), str(path), filed, _painter()))


@app.command()
def approve(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="`school/policy`.")],
    date: Annotated[
        str, typer.Option(metavar="DATE", help="When it was approved, as 2026-11-21 or 2026-11; `undated` if unknown.")
    ],
    by: Annotated[
        str | None, typer.Option(metavar="BODY", help="Who approved it; leave it out only if nobody recorded it.")
    ] = None,
    minute: Annotated[str | None, typer.Option(metavar="REF", help="Where the decision is recorded.")] = None,
    correct: Annotated[bool, typer.Option("--correct", help="Replace a version that was sealed by mistake.")] = False,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why the version is corrected.")] = None,
    book: BookOption = None,
    today: TodayOption = None,
) -> None:
    """Seal the working text as the approved version of a date."""
    from policybook.book import find_book, load_book, read_folder
    from policybook.book.approving import Minute, prepare, write
    from policybook.book.model import UNDATED
    from policybook.checking.check import check_book

    day = day_of(today)
    approved = None if date == UNDATED else _date(date, "--date")
    if correct != bool(why):
        raise UsageError(
            "--correct and --why go together.", fix="Say with --why what was wrong with the sealed version."
        )
    root = book or find_book(Path.cwd())
    loaded = load_book(read_folder(root))
    school, found = loaded.policy(policy)
    report = check_book(loaded, day, only=[found.ref])
    writes = prepare(school, found, Minute(by, approved, minute), report.findings, today=day, correction=why or None)
    write(root, writes)
    for entry in writes:
        typer.echo(f"{'wrote' if entry.is_new else 'updated'} {root / entry.path}")
    if approved and not by:
        told = "Nobody is named as having approved it. If it is known who did, add it with --by, --correct and --why."
        typer.echo(told, err=True)


@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="policy, changes, comparison, findings or front-matter.")],
) -> None:
    """Print the JSON Schema of a report, or of the front matter."""
    from policybook.rendering.schemas import SCHEMAS
    from policybook.rendering.schemas import schema as schema_of

    if name not in SCHEMAS:
        raise UsageError(f"There is no schema “{name}”.", fix=f"There are {', '.join(SCHEMAS)}.")
    _print_json(schema_of(name))


@app.command()
def build(
    book: BookOption = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to write the site.")] = None,
    engine: Annotated[Engine, typer.Option(help="What turns pages into a site.")] = Engine.MKDOCS,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on any warning of the engine.")] = False,
    today: TodayOption = None,
    public: PublicOption = None,
) -> None:
    """Build the site."""
    from policybook.cli import site
    from policybook.cli.settings import find_settings

    own = site.Own(book, day_of(today) if today else None, public)
    site.build(find_settings(book), out, own, zensical=engine is Engine.ZENSICAL, strict=strict)


@app.command()
def serve(
    book: BookOption = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1.")] = 8000,
    today: TodayOption = None,
    public: PublicOption = None,
) -> None:
    """Serve the site on this machine and rebuild it on every change."""
    from policybook.cli import site
    from policybook.cli.settings import find_settings

    site.serve(find_settings(book), port, site.Own(book, day_of(today) if today else None, public))


def main() -> None:
    """Run the command line; errors are printed without a traceback."""
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    atexit.register(gc.freeze)  # what is left then goes with the process, and need not be looked through
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal or a file name may not know every character
    try:
        app(standalone_mode=True)
    except PolicybookError as error:
        typer.echo(f"policybook: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _once(make: Any) -> Any:
    """Return a function that calls another the first time only."""
    kept: list[Any] = []

    def get() -> Any:
        if not kept:
            kept.append(make())
        return kept[0]

    return get


def day_of(text: str | None) -> datetime.date:
    """Return the day that `--today` names, else today.

    Raises:
        UsageError: It names no day.
    """
    if text is None:
        return datetime.date.today()  # noqa: DTZ011  the clerk's own day
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today: “{text}” is no day.", fix="Write it as 2026-11-21.") from None


def _date(text: str, option: str) -> Any:
    from policybook.dates import PartialDate

    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}.") from None


def _shows_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _painter() -> Any:
    from policybook.rendering.text_reports import Painter

    return Painter(enabled=_shows_colour())


def complain(findings: Any) -> None:
    """Print findings to standard error, and go on."""
    for finding in findings:
        place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part)
        told = f"{finding.level}: {finding.message} [{finding.code}]"
        typer.echo(f"{place}: {told}" if place else told, err=True)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
