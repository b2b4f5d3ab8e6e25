"""The subcommands that write something new: a calendar, or the beginning of a book, a school or a policy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policybook.cli.app import BookOption, TodayOption, app, complain, day_of
from policybook.errors import InputError, UsageError


class What(StrEnum):
    """What can be begun."""

    BOOK = "book"
    SCHOOL = "school"
    POLICY = "policy"


@app.command()
def calendar(
    book: BookOption = None,
    school: Annotated[str | None, typer.Option(metavar="ID", help="Only this school's policies.")] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Only the policies that this role keeps.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the calendar to this file.")] = None,
    today: TodayOption = None,
) -> None:
    """Write the dates of reviews as iCalendar."""
    from policybook.book import find_book, load_book, read_folder
    from policybook.cli.calendar import calendar_of

    loaded = load_book(read_folder(book or find_book(Path.cwd())))
    found, report = calendar_of(loaded, day_of(today), school, role)
    complain(finding for finding in report.findings if finding.code == "review-undated")
    if out is None:
        typer.echo(found, nl=False)
        return
    try:
        out.write_bytes(found)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", path=out) from None


@app.command()
def new(
    what: Annotated[What, typer.Argument(metavar="WHAT", help="book, school or policy.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="A new folder; or an id; or `school/policy`.")],
    title: Annotated[str, typer.Option(metavar="TEXT", help="What it is called; without it, its name in words.")] = "",
    school: Annotated[
        str | None, typer.Option(metavar="ID", help="Of a book: the id of its first school; without it, our-school.")
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of a policy: what it is made from, acceptable-use or general.")
    ] = None,
    book: BookOption = None,
    today: TodayOption = None,
) -> None:
    """Begin a book, a school or a policy, with files that pass `check`."""
    from policybook.cli.new import new_book, new_policy, new_school

    misplaced = {"--school": school, "--template": template, "--book": book}
    misplaced.pop({What.BOOK: "--school", What.POLICY: "--template"}.get(what, ""), None)
    if what is not What.BOOK:
        misplaced.pop("--book")
    if wrong := [option for option, value in misplaced.items() if value is not None]:
        raise UsageError(f"`new {what}` takes no {wrong[0]}.", fix="Leave it out.")
    match what:
        case What.BOOK:
            made = new_book(Path(name), title, school or "our-school", day_of(today))
        case What.SCHOOL:
            made = new_school(book, name, title)
        case What.POLICY:
            made = new_policy(book, name, title, template or "", day_of(today))
    for path in made:
        typer.echo(f"wrote {path}")
    directory = next((path for path in made if path.name == "school.yml"), None)
    if what is What.BOOK:
        typer.echo(f"Next: write the school's name into {directory}; then cd {name} and policybook serve.", err=True)
    elif what is What.POLICY and directory:
        typer.echo(f"The school {directory.parent.name} is new: write its name and people into {directory}.", err=True)
