"""From the name of a policy on the command line to one of its versions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from policybook.book.loading import load_book, load_file
from policybook.book.model import WORKING, Book, Policy, School, Version
from policybook.book.sources import read_file, read_revision
from policybook.errors import PolicyNotFound

IN_FORCE: Final = "in-force"
PREVIOUS: Final = "previous"
GIT: Final = "git:"


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for."""

    name: str
    """`school/policy`, or the path given."""
    version: Version
    school: School | None = None
    """None for a file named by its path."""
    policy: Policy | None = None


def resolve_name(name: str, root: Callable[[], Path], book: Callable[[], Book], today: datetime.date) -> Named:
    """Return the version that a name stands for.

    Args:
        name: `school/policy`, with `@2019-11`, `@in-force`, `@previous`, `@working` or `@git:REF`; or a file's path.
        root: Gives the book's folder; called only if the name needs a book.
        book: Gives the book; called only if the name needs it.
        today: The day that decides what is in force.

    Raises:
        PolicyNotFound: There is no such policy or version; the message names those there are.
        InputError: The file, the book or the revision cannot be read.
    """
    if is_file_name(name):
        return Named(name, read_named_file(name))
    ref, _, version = name.partition("@")
    version = version or WORKING
    if version.startswith(GIT):
        revision = version.removeprefix(GIT)
        school, policy = load_book(read_revision(root(), revision)).policy(ref)
        found = policy.working or policy.newest_sealed
        if found is None:
            raise PolicyNotFound(f"{ref} had no text in the revision “{revision}”.")
        named = Version(f"{GIT}{revision}", found.path, found.text, found.tree)
        return Named(ref, named, school, policy)
    school, policy = book().policy(ref)
    return Named(ref, _version(policy, version, today), school, policy)


def is_file_name(name: str) -> bool:
    """Return whether a name is a file's path and not `school/policy`."""
    if name.endswith(".md"):
        return True
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long for a path, or with a NUL
        return False


def read_named_file(name: str) -> Version:
    """Return a file that the user named, as a version that belongs to no book.

    Raises:
        InputError: It cannot be read.
    """
    return load_file(name, read_file(Path(name)))


def _version(policy: Policy, name: str, today: datetime.date) -> Version:
    held = policy.in_force(today)
    if name == IN_FORCE:
        if held is None:
            raise PolicyNotFound(f"Nothing of {policy.ref} is in force.", fix=_known(policy))
        return held
    if name == PREVIOUS:
        earlier = policy.sealed[: policy.sealed.index(held)] if held in policy.sealed else ()
        if not earlier:
            raise PolicyNotFound(f"{policy.ref} has no version before the one in force.", fix=_known(policy))
        return earlier[-1]
    for version in policy.versions:
        if version.name == name:
            return version
    raise PolicyNotFound(f"{policy.ref} has no version “{name}”.", fix=_known(policy))


def _known(policy: Policy) -> str:
    return "It has " + ", ".join(version.name or "" for version in policy.versions) + "."
