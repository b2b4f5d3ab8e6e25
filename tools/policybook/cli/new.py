"""`new`: the files that a book, a school or a policy begins with, written where nothing is yet."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from policybook import __version__
from policybook.book import find_book
from policybook.dates import Frequency, PartialDate
from policybook.errors import InputError, UsageError
from policybook.metadata import ID_PATTERN
from policybook.starting.files import POLICY_TEMPLATES, book_files, policy_files, school_files

_NEVER_SCHOOLS: Final = frozenset({"topics"})


def new_book(folder: Path, title: str, school: str, today: datetime.date) -> list[Path]:
    """Write a repository with a book of one school and one draft; return the files.

    Args:
        folder: The new folder; it may be there if it is empty, or holds nothing but hidden files.
        title: What the book is called; empty for a name made of the folder's.
        school: The id of its first school.
        today: The day from which the first review is counted.

    Raises:
        UsageError: The school's id is none.
        InputError: Something is in the folder already, or it cannot be written.
    """
    _check_id(school, "--school")
    if folder.exists() and (not folder.is_dir() or any(not path.name.startswith(".") for path in folder.iterdir())):
        raise InputError("is not empty; nothing was written.", path=folder, fix="Name a new folder.")
    name = title or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize() or "Our policies"
    return _write(folder, book_files(name, school, "", _due(today), __version__))


def new_school(book: Path | None, school: str, title: str) -> list[Path]:
    """Write the file of a new school; return it.

    Raises:
        UsageError: The id is none.
        InputError: There is such a school, or no book.
    """
    _check_id(school, "NAME")
    return _write(book or find_book(Path.cwd()), school_files(school, title))


def new_policy(book: Path | None, ref: str, title: str, template: str, today: datetime.date) -> list[Path]:
    """Write a draft, and its school's file where there is none; return the files.

    Args:
        book: The book's folder; None for the nearest.
        ref: `school/policy`.
        title: What the policy is called; empty for its id in words.
        template: One of `POLICY_TEMPLATES`; empty for that of the policy's id, else the general one.
        today: The day from which its review is counted.

    Raises:
        UsageError: The name is none of a policy, or there is no such template.
        InputError: There is such a policy, or no book.
    """
    school, slash, policy = ref.partition("/")
    if not slash:
        raise UsageError(f"“{ref[:60]}” names no policy.", fix="Write it as SCHOOL/POLICY.")
    _check_id(school, "NAME")
    _check_id(policy, "NAME")
    chosen = template or (policy if policy in POLICY_TEMPLATES else "general")
    if chosen not in POLICY_TEMPLATES:
        raise UsageError(f"There is no template “{chosen[:60]}”.", fix=f"There are {', '.join(POLICY_TEMPLATES)}.")
    root = book or find_book(Path.cwd())
    made = policy_files(school, policy, title, chosen, _due(today))
    if not (root / school / "school.yml").exists():
        made |= school_files(school, "")
    return _write(root, made)


def _due(today: datetime.date) -> PartialDate:
    """Return the month a year from now."""
    return PartialDate(today.year, today.month).plus(Frequency.parse("annually"))


def _check_id(id_: str, where: str) -> None:
    if not re.fullmatch(ID_PATTERN, id_) or id_ in _NEVER_SCHOOLS:
        raise UsageError(
            f"{where}: “{id_[:60]}” is no id.", fix="Write lower-case letters and digits, with single hyphens between."
        )


def _write(root: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files of which none may be there."""
    paths = {root / name: text for name, text in files.items()}
    if there := next((path for path in paths if path.exists() or path.is_symlink()), None):
        raise InputError("is there already; nothing was written.", path=there, fix="Choose another name.")
    try:
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", path=error.filename) from None
    return list(paths)
