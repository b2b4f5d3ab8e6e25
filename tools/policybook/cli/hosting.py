"""`python -m policybook.cli.hosting`: what workflows run, with what they know from their environment."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policybook.book import find_book, load_book, read_folder
from policybook.checking.check import check_book
from policybook.errors import InputError, PolicybookError, UsageError
from policybook.hosting.api import Api
from policybook.hosting.comment import comment
from policybook.hosting.pull_request import pulled
from policybook.hosting.reviews import TITLE, mentions_of, reviews_issue
from policybook.hosting.upsert import BOT, upsert_comment, upsert_issue
from policybook.messages.reading import english
from policybook.rendering.changes_page import changes_page
from policybook.rendering.changes_report import report_on


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    given = parser().parse_args(arguments)
    try:
        given.run(given)
    except PolicybookError as error:
        sys.stderr.write(f"policybook: {error}\n")
        return error.exit_code
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    found = argparse.ArgumentParser(prog="python -m policybook.cli.hosting", description=__doc__)
    commands = found.add_subparsers(required=True)
    report = commands.add_parser("report", help="write what a pull request changes to a folder; calls no API")
    report.add_argument("--base", required=True, help="the revision that the pull request starts from")
    report.add_argument("--out", type=Path, required=True, help="the folder to write to")
    comment_ = commands.add_parser("comment", help="bring the comment on a pull request up to date")
    comment_.add_argument("--file", type=Path, required=True, help="the comment that `report` wrote")
    reviews = commands.add_parser("reviews", help="bring the issue about reviews up to date")
    reviews.add_argument("--mentions", default="", help="ROLE=@ACCOUNT, with commas between")
    for command, run in ((report, _report), (comment_, _comment), (reviews, _reviews)):
        command.set_defaults(run=run)
        if run is not _comment:
            command.add_argument("--book", type=Path, help="the book's folder")
            command.add_argument("--today", type=datetime.date.fromisoformat, help="the day to judge by")
    return found


def _report(given: argparse.Namespace) -> None:
    root, today = given.book or find_book(Path.cwd()), given.today or _today()
    found = pulled(root, given.base, today)
    given.out.mkdir(parents=True, exist_ok=True)
    for policy, differs in found.differences.items():
        name = policy.replace("/", "-") + ".html"
        (given.out / name).write_text(changes_page(report_on(english(), differs, today)), encoding="utf-8")
    text = comment(found.proposals, found.report, _pack())
    (given.out / "comment.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _comment(given: argparse.Namespace) -> None:
    number = _event().get("pull_request", {}).get("number")
    if not isinstance(number, int):
        raise UsageError("The event is not about a pull request.")
    try:
        text = given.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}.", path=given.file) from None
    sys.stdout.write(f"comment: {upsert_comment(_api(), number, text, _author())}\n")


def _reviews(given: argparse.Namespace) -> None:
    mentions = mentions_of(given.mentions)
    book = load_book(read_folder(given.book or find_book(Path.cwd())))
    text = reviews_issue(book, check_book(book, given.today or _today()), mentions)
    sys.stdout.write(f"issue: {upsert_issue(_api(), TITLE, text, _author())}\n")


def _api() -> Api:
    return Api(
        os.environ.get("GITHUB_API_URL", "https://api.github.com"), _set("GITHUB_REPOSITORY"), _set("GITHUB_TOKEN")
    )


def _author() -> str:
    return os.environ.get("POLICYBOOK_AUTHOR") or BOT


def _pack() -> str:
    """Return where a run of a workflow shows the files that it keeps; empty outside one."""
    parts = [os.environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return "{}/{}/actions/runs/{}#artifacts".format(*parts) if all(parts) else ""


def _event() -> dict[str, Any]:
    path = Path(_set("GITHUB_EVENT_PATH"))
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"The event cannot be read: {error}.", path=path) from None


def _set(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise UsageError(f"{name} is not set.", fix="Workflows set it; give the step the token as GITHUB_TOKEN.")
    return value


def _today() -> datetime.date:
    return datetime.date.today()  # noqa: DTZ011  the clerk's own day


if __name__ == "__main__":
    sys.exit(main())
