"""A book is checked school by school, in any order and by any number of processes, with the same report."""

from __future__ import annotations

import datetime
import functools
import multiprocessing
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, SCHOOL, TODAY, Bookfolder, Ran, policy
from policybook.book import Sources, load_book, read_folder
from policybook.book.loading import open_book
from policybook.checking import school_by_school
from policybook.checking.check import Report, check_book
from policybook.checking.school_by_school import check_sources
from sites import generated_book

FIRST = policy("[The rule](../../mill/e-safety/policy.md#lock) and [the form](../form.docx).\n\nSee 9.9.\n")
TANGLED = {
    "book.yml": "title: Two schools\ndue_soon: soon\nlevels: {section-empty: off}\nschool_levels: {mull: {}}\n",
    "README.md": "Read me.",
    "stray.md": "A stray text.",
    "topics/acceptable-use.yml": "topics:\n- id: [odd]\n",
    "references.yml": "laws: 3\n",
    "hill/school.yml": SCHOOL,
    "hill/e-safety/policy.md": FIRST + "\n".join(
        f"\n[A link]({link}).\n"
        for link in (
            "../../mill/e-safety/policy.md#unlock",
            "../../mill/e-safety/policy.md",
            "../../mill/e-safety/versions/2024-05.md#old",
            "../../mill/e-safety/versions/2024-05.md#new",
            "../../mill/e-safety/versions/corrected/2024-05.1.md",
            "../../mill/notes.md",
            "../../mill/mail/policy.md#gone",
            "../../Mill/phones/policy.md#ring",
            "../../none/e-safety/policy.md#lock",
            "../e-safety/policy.md#the-rule-form",
        )
    ),
    "hill/e-safety/versions/soon.md": policy("No date.\n"),
    "hill/phones/policy.md": policy("## Calls\n\n{{nobody}} calls.\n", status="approved"),
    "mill/school.yml": SCHOOL.replace("Hill", "Mill") + "type: academy\n",
    "mill/e-safety/policy.md": policy("Lock it. {#lock}\n\n[Back](../../hill/phones/policy.md#nobody-calls)\n"),
    "mill/e-safety/versions/2024-05.md": policy("Lock it. {#old}\n", status="approved"),
    "mill/e-safety/versions/corrected/2024-05.1.md": policy("Lock it. {#older}\n", status="approved"),
    "mill/notes.md": "Notes.",
    "mill/mail/notes.md": "Notes.",
    "Mill/phones/policy.md": policy("Ring me. {#ring}\n", review="{due: 2020-01}"),
}  # fmt: skip
"""Two schools and a folder whose name is nearly that of one, with links among them and something wrong everywhere."""

BOOKS: dict[str, Callable[[], Mapping[str, str]]] = {
    "tangled": lambda: TANGLED,
    "generated": generated_book,
    "empty": lambda: {"book.yml": "title: Nothing yet\n"},
    "a school without policies": lambda: {"hill/school.yml": SCHOOL},
    "nothing": dict,
}


def sources(files: Mapping[str, str], others: Mapping[str, Path] | None = None) -> Sources:
    return Sources({path: text.encode() for path, text in files.items()}, others=others or {})


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("processes", [1, 2])
def test_the_report_is_that_of_the_whole_book(name: str, processes: int) -> None:
    given = sources(BOOKS[name](), {"hill/form.docx": ROOT})
    assert check_sources(given, TODAY, processes=processes) == check_book(load_book(given), TODAY)


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_the_same_in_any_order_of_files(name: str, seed: int) -> None:
    files = list(BOOKS[name]().items())
    in_order = check_sources(sources(dict(sorted(files))), TODAY)
    random.Random(seed).shuffle(files)
    for check in (check_sources, lambda given, today: check_book(load_book(given), today)):
        report: Report = check(sources(dict(files)), TODAY)
        assert report == in_order
        assert list(report.names) == list(in_order.names), "schools and policies are listed in one order"
        assert list(report.reviews) == list(in_order.reviews)


def test_links_into_other_schools_are_judged_by_their_clauses() -> None:
    report = check_sources(sources(TANGLED), TODAY)
    said = [finding.message for finding in report.findings if finding.path == "hill/e-safety/policy.md"]
    broken = [message.split("”")[0].split("“")[1] for message in said if "link leads" in message]
    assert broken == [
        "../form.docx",
        "../../mill/e-safety/versions/corrected/2024-05.1.md",
        "../../mill/notes.md",
        "../../mill/mail/policy.md",
        "../../none/e-safety/policy.md",
    ]
    without = [message.split("no clause with the id ")[1] for message in said if "no clause with" in message]
    assert without == ["“unlock”.", "“new”.", "“the-rule-form”."]


@pytest.mark.parametrize("name", BOOKS)
def test_the_versions_are_known_by_their_names_alone(name: str) -> None:
    given = sources(BOOKS[name]())
    read = {version.path for _, own in load_book(given).policies() for version in own.versions}
    assert {path for folder in open_book(given).folders for path in folder.versions} == read


def test_days_and_settings_reach_every_process() -> None:
    files = generated_book() | {"book.yml": "levels: {review-overdue: note}\n"}
    day = datetime.date(2030, 1, 1)
    reports = [check_sources(sources(files), day, within=9999, processes=processes) for processes in (1, 2)]
    assert reports[0] == reports[1] == check_book(load_book(sources(files)), day, within=9999)
    assert reports[0] != check_sources(sources(files), TODAY)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_however_processes_are_started(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems copy the memory of the program, others send what is needed."""
    context = multiprocessing.get_context(method)
    pool = functools.partial(ProcessPoolExecutor, mp_context=context)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", pool)
    monkeypatch.setattr(school_by_school, "_by_itself", None)
    given = sources(TANGLED)
    assert check_sources(given, TODAY, processes=2) == check_book(load_book(given), TODAY)


@pytest.mark.parametrize("error", [OSError, ImportError, NotImplementedError, BrokenProcessPool])
def test_where_no_process_can_be_started_the_book_is_checked_all_the_same(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    given = sources(TANGLED)
    assert check_sources(given, TODAY, processes=2) == check_book(load_book(given), TODAY)


def test_large_books_are_shared_among_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def note(_: Any, __: Any, ___: Any, processes: int) -> list[Any]:
        asked.append(processes)
        return []

    monkeypatch.setattr(school_by_school, "_by_processes", note)
    monkeypatch.setattr(school_by_school, "_processors", lambda: 2)
    check_sources(sources(TANGLED), TODAY)
    assert asked == []
    monkeypatch.setattr(school_by_school, "_LARGE", 1000)
    check_sources(sources(TANGLED), TODAY)
    assert asked == [2]


def test_the_command_prints_the_same(
    book: Callable[..., Bookfolder], run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = book(TANGLED)
    assert read_folder(folder.root).files.keys() == TANGLED.keys()

    def printed() -> list[str]:
        formats = ("text", "junit", "sarif", "github")
        return [run("check", "--book", folder.root, "--today", TODAY, "--format", name).out for name in formats]

    by_itself = printed()
    monkeypatch.setattr(school_by_school, "_LARGE", 1000)
    monkeypatch.setattr(school_by_school, "_processors", lambda: 2)
    assert printed() == by_itself
