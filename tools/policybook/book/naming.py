"""From the names of policies on the command line to their versions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from policybook.book.loading import load_book, load_file
from policybook.book.model import WORKING, Book, Policy, School, Version
from policybook.book.sources import read_file, read_revision
from policybook.diffing.metadata import field_changes
from policybook.errors import PolicyNotFound, UsageError

IN_FORCE: Final = "in-force"
PREVIOUS: Final = "previous"
GIT: Final = "git:"
RENAMED: Final = 0.5
"""How much of the shorter text must be the same, word for word, in a policy under another name."""

Root = Callable[[], Path]
GetBook = Callable[[], Book]


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for."""

    name: str
    """`school/policy`, or the path given."""
    version: Version
    school: School | None = None
    """None for a file named by its path."""
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name points to: a book, and a policy and a version in it that need not be there."""

    ref: str
    version: str
    book: Book

    @property
    def has_policy(self) -> bool:
        return any(policy.ref == self.ref for _, policy in self.book.policies())


def resolve_name(name: str, root: Root, book: GetBook, today: datetime.date) -> Named:
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
    return _named(_place(name, root, book), today)


def resolve_pair(
    before: str, after: str | None, root: Root, book: GetBook, today: datetime.date
) -> tuple[Named, Named]:
    """Return the two versions that are to be compared.

    With one name that says no version, these are the text in force (of a policy that has none, the newest sealed one)
    and the working text where they differ, else the version before and the one in force. With one name that says a
    version, it is compared to the working text. A policy whose folder had another name in one of the two is found.

    Args:
        before: The name of the earlier text, as for `resolve_name`.
        after: The name of the later text, or None.
        root: Gives the book's folder.
        book: Gives the book.
        today: The day that decides what is in force.

    Raises:
        PolicyNotFound: There is no such policy or version, or only one version to compare.
        UsageError: One file alone cannot be compared.
        InputError: A file, the book or a revision cannot be read.
    """
    if after is None:
        if is_file_name(before):
            raise UsageError("One file alone cannot be compared.", fix=f"Name another: policybook diff {before} OTHER.")
        ref, _, version = before.partition("@")
        if version in {"", WORKING}:
            return _last_step(_place(ref, root, book), today)
        after = ref
    places = [None if is_file_name(name) else _place(name, root, book) for name in (before, after)]
    old, new = places
    if old and new and old.ref == new.ref:
        if not old.has_policy:
            old = _renamed(old, new)
        elif not new.has_policy:
            new = _renamed(new, old)
    return (
        _named(old, today) if old else Named(before, read_named_file(before)),
        _named(new, today) if new else Named(after, read_named_file(after)),
    )


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


def _place(name: str, root: Root, book: GetBook) -> _Place:
    ref, _, version = name.partition("@")
    if version.startswith(GIT):
        return _Place(ref, version, load_book(read_revision(root(), version.removeprefix(GIT))))
    return _Place(ref, version or WORKING, book())


def _named(place: _Place, today: datetime.date) -> Named:
    school, policy = place.book.policy(place.ref)
    return Named(place.ref, _version(policy, place.version, today), school, policy)


def _version(policy: Policy, name: str, today: datetime.date) -> Version:
    if name.startswith(GIT):
        found = _newest(policy)
        if found is None:
            raise PolicyNotFound(f"{policy.ref} had no text in the revision “{name.removeprefix(GIT)}”.")
        return Version(name, found.path, found.text, found.tree)
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


def _last_step(place: _Place, today: datetime.date) -> tuple[Named, Named]:
    school, policy = place.book.policy(place.ref)
    held = policy.in_force(today) or policy.newest_sealed
    earlier = policy.sealed[: policy.sealed.index(held)] if held in policy.sealed else ()
    if held and policy.working and policy.working is not held and _differ(held, policy.working):
        before, after = held, policy.working
    elif held and earlier:
        before, after = earlier[-1], held
    else:
        raise PolicyNotFound(
            f"{policy.ref} has one version only.", fix=f"{_known(policy)} Name another text to compare it with."
        )
    return Named(policy.ref, before, school, policy), Named(policy.ref, after, school, policy)


def _differ(before: Version, after: Version) -> bool:
    """Return whether two versions of a policy differ in more than the form of their Markdown."""
    old, new = (
        [(node.kind, node.label, node.text, node.links, node.parent) for node in version.tree.nodes]
        for version in (before, after)
    )
    return old != new or bool(field_changes(before.front_matter, after.front_matter))


def _renamed(missing: _Place, found: _Place) -> _Place:
    """Return where a policy is that has another name in the other book: the one most like it of those gone since."""
    _, policy = found.book.policy(found.ref)
    kept = {other.ref for _, other in found.book.policies()}
    ranked = sorted(
        (-_likeness(policy, other), other.ref) for _, other in missing.book.policies() if other.ref not in kept
    )
    is_found = ranked and -ranked[0][0] >= RENAMED
    return replace(missing, ref=ranked[0][1]) if is_found else missing


def _likeness(policy: Policy, other: Policy) -> float:
    """Return how much of the shorter text is the same, word for word; all of it where school and title are the same."""
    if policy.school == other.school and policy.title == other.title:
        return 1.0
    one, two = ({node.text for node in text.tree.nodes} if (text := _newest(p)) else set() for p in (policy, other))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _newest(policy: Policy) -> Version | None:
    return policy.working or policy.newest_sealed


def _known(policy: Policy) -> str:
    return "It has " + ", ".join(version.name or "" for version in policy.versions) + "."
