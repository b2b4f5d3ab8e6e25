"""A book checked school by school, by several processes where it is large: the same report in less time and memory.

A school needs of the others only where links lead, so that each is read, checked and forgotten by itself.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from policybook.book.loading import BookFiles, open_book
from policybook.book.model import School
from policybook.book.school_folder import read_school_folder
from policybook.book.sources import Sources
from policybook.checking.check import Report, SchoolReport, check_school, join_reports
from policybook.checking.link_targets import LinkTargets

_LARGE: Final = 3_000_000
"""Bytes of texts from which on it takes longer to check them than to start other processes."""
_AT_ONCE: Final = 2
"""How many schools a process is given at a time: few, so that none waits long for the last one."""


def check_sources(
    sources: Sources, today: datetime.date, within: int | None = None, processes: int | None = None
) -> Report:
    """Check a book from its files, of which never more than a school is in memory as a tree.

    Args:
        sources: The files; their order does not matter.
        today: The day to judge by.
        within: How many days before its date a policy is due soon; None for the book's own setting.
        processes: How many processes share the work; None for what suits the book and the machine.

    Returns:
        What `check_book` finds in the book that these files are.
    """
    opened = open_book(sources)
    if processes is None:
        size = sum(len(data) for data in sources.files.values())
        processes = min(_processors(), len(opened.folders)) if size >= _LARGE else 1
    schools = [
        *(_by_processes(opened, today, within, processes) if processes > 1 else _by_itself(opened, today, within))
    ]
    book = opened.book
    if not any(school.reviews for school in schools):
        book = replace(book, findings=(*book.findings, opened.if_empty))
    return join_reports(book, schools, today)


class _Checker:
    """Checks the schools of one book, each by its number."""

    def __init__(self, opened: BookFiles, today: datetime.date, within: int | None) -> None:
        self._opened = opened
        self._today = today
        self._within = within
        self._versions = frozenset(path for folder in opened.folders for path in folder.versions)
        self._ids_elsewhere = cache(self._read_ids)

    def check(self, number: int) -> SchoolReport:
        book = self._opened.book
        school = read_school_folder(self._opened.folders[number])
        own = _ids_of(school)

        def ids_of(path: str) -> Collection[str]:
            return own[path] if path in own else self._ids_elsewhere(path.partition("/")[0])[path]

        return check_school(book, school, LinkTargets(book.others, self._versions, ids_of), self._today, self._within)

    def _read_ids(self, folder: str) -> Mapping[str, Collection[str]]:
        return _ids_of(read_school_folder(next(each for each in self._opened.folders if each.path == folder)))


def _ids_of(school: School) -> Mapping[str, Collection[str]]:
    """Return the ids of the clauses of each text of a school, by the text's path."""
    return {version.path: version.tree.ids for policy in school.policies for version in policy.versions}


def _by_itself(opened: BookFiles, today: datetime.date, within: int | None) -> Iterator[SchoolReport]:
    return map(_Checker(opened, today, within).check, range(len(opened.folders)))


def _by_processes(
    opened: BookFiles, today: datetime.date, within: int | None, processes: int
) -> Iterator[SchoolReport]:
    """Share the schools among processes; where the machine allows none, check them here."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(processes, initializer=_begin, initargs=(opened, today, within)) as pool:
            yield from list(pool.map(_check, range(len(opened.folders)), chunksize=_AT_ONCE))
    except (BrokenProcessPool, ImportError, NotImplementedError, OSError):
        yield from _by_itself(opened, today, within)


_checker: _Checker
"""What a process of its own keeps between schools."""


def _begin(opened: BookFiles, today: datetime.date, within: int | None) -> None:
    global _checker
    _checker = _Checker(opened, today, within)


def _check(number: int) -> SchoolReport:
    return _checker.check(number)


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
