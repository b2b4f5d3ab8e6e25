"""`import`: a document of any kind read into a book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from policybook.book import find_book, load_book, read_folder
from policybook.book.approving import write
from policybook.errors import BookNotFound, InputError, UsageError
from policybook.importing.document import account_for
from policybook.importing.filing import Filed, file_account
from policybook.importing.reading import LARGEST, read_document, too_large
from policybook.metadata import ID_PATTERN

_NO_SCHOOL: Final = frozenset({"topics"})


def import_file(file: Path, school: str, policy: str | None, book: Path | None) -> tuple[Path, Filed]:
    """Read a document, and write it into a book as the working text of a policy.

    Args:
        file: The document.
        school: The school's id; its folder is made if it is not there.
        policy: The policy's id; None for one made from the title.
        book: The book's folder; None for the nearest above the current folder.

    Returns:
        The file that was written, and what was imported.

    Raises:
        UsageError: An id is none.
        InputError: The document cannot be read, or there is no book; nothing is written.
    """
    for option, id_ in (("--school", school), ("--policy", policy)):
        if id_ is not None and (not re.fullmatch(ID_PATTERN, id_) or id_ in _NO_SCHOOL):
            raise UsageError(
                f"{option}: “{id_[:60]}” is no id.", fix="Write it with small letters, digits and hyphens."
            )
    root = _root(book)
    document = read_document(_bytes(file), file.name)
    schools = {each.id: each for each in load_book(read_folder(root)).schools}
    found = schools.get(school)
    account = account_for(document, file.stem, found.name if found else "")
    filed = file_account(account, school, found, policy, document.fields)
    write(root, filed.writes)
    return root / filed.writes[-1].path, filed


def _root(book: Path | None) -> Path:
    root = book or find_book(Path.cwd())
    if not root.is_dir():
        raise BookNotFound(f"{root} is no folder.", fix="Name the folder that holds the schools' folders.")
    return root


def _bytes(file: Path) -> bytes:
    """Return what is in a file that is not too large."""
    try:
        if not file.is_file():
            what = "is a folder" if file.is_dir() else "is no ordinary file" if file.exists() else "does not exist"
            raise InputError(f"The file {what}.", fix="Check the name.", path=file)
        if (size := file.stat().st_size) > LARGEST:
            raise too_large(size, str(file))
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}.", path=file) from error
