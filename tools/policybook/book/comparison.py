"""Which texts of a book are compared, and what each is understood with."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from policybook.book.model import Book, Policy, Version
from policybook.book.naming import Named, is_file_name, resolve_name
from policybook.book.pins import PAIRS
from policybook.book.subject_pins import pins_findings, pins_in
from policybook.book.suggestions import known_names
from policybook.book.topics import TopicsFile, topics_file_of
from policybook.comparing.comparison import Comparison, Text, compare
from policybook.comparing.pinning import pinned
from policybook.comparing.understanding import Understood, understand
from policybook.errors import BookNotFound, PolicyNotFound, UsageError
from policybook.finding import Finding, Level
from policybook.messages.messages import later

_NAMED: Final = 5
"""How many policies a message names."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Policies compared, with where they come from."""

    named: tuple[Named, ...]
    """In the order of the comparison."""
    kind: str | None
    topics: TopicsFile | None
    """What they were understood with; None where there is no topics file of their kind."""
    comparison: Comparison
    left_out: tuple[str, ...] = ()
    """The policies that might have been meant, too, but name no kind: `school/policy`."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is left out, wrong with the topics file, and with what owners decided that clauses are about."""
        catalogue = self.topics.catalogue if self.topics else None
        return (
            *_without_kind(self.left_out),
            *(self.topics.findings if self.topics else ()),
            *(
                finding.at(f"{each.policy.path}/{PAIRS}", each.policy.ref)
                for each in self.named
                if each.policy
                for finding in pins_findings(each.policy, catalogue)
            ),
        )


def _without_kind(left_out: Sequence[str]) -> Iterator[Finding]:
    if left_out:
        named, n = tuple(left_out[:_NAMED]), len(left_out) - _NAMED
        yield Finding(
            "kind-missing",
            Level.NOTE,
            later("finding.kind-missing.left_out_more", policies=named, n=n)
            if n > 0
            else later("finding.kind-missing.left_out", policies=named),
            later("finding.kind-missing.add"),
        )


def understood(named: Named, book: Book) -> Understood:
    """Return what is known of each node of a version.

    Args:
        named: The version.
        book: The book whose topics files count.
    """
    return understood_version(named.version, named.policy, topics_file_of(book, named.version.front_matter.kind))


def understood_version(version: Version, policy: Policy | None, file: TopicsFile | None) -> Understood:
    """Return what is known of each node of a version, with what the policy's owner decided.

    Args:
        version: The version.
        policy: Its policy; None for a file that belongs to none.
        file: The topics file of its kind; None where there is none.
    """
    known = understand(version.tree, file.recogniser if file else None)
    if policy is None or file is None:
        return known
    return pinned(known, version.tree, pins_in(policy, version.tree, file.catalogue), file.catalogue)


def compared(
    names: Sequence[str],
    root: Callable[[], Path],
    book: Callable[[], Book],
    today: datetime.date,
    kind: str | None = None,
    topic: str | None = None,
    about: str | None = None,
) -> Compared:
    """Compare policies by their names, or all of a kind.

    Of a policy named without a version the text in force is compared, else the working text.

    Args:
        names: As for `naming.resolve_name`; none for all policies of the kind that are not withdrawn.
        root: Gives the book's folder.
        book: Gives the book.
        today: The day that decides what is in force.
        kind: The kind of policy; None for that of the policies named, else for the book's only one.
        topic: The id of the only topic to compare; None for all.
        about: A policy that must be among those compared, and of whose kind they are if no other is given.

    Raises:
        PolicyNotFound: There is no such policy or version, or fewer than two policies of the kind.
        UsageError: One policy alone is named, or there is no such topic, or it is open which kind is meant.
        InputError: A file, the book or a revision cannot be read.
    """
    if names:
        named = tuple(_named(name, root, book, today) for name in dict.fromkeys(names))
        if len(named) == 1:
            raise UsageError("One policy alone cannot be compared.", fix="Name another, or none for all of a kind.")
        kind = kind or _kind_of(named)
    else:
        kind = kind or (_kind_of([_named(about, root, book, today)]) if about else _kind_in(book()))
        named = tuple(each for each in _compared_texts(book(), today) if each.version.front_matter.kind == kind)
        if len(named) < 2:
            if kind is None:
                fix = "Write `kind:` into the front matter of those that are to be compared."
                raise PolicyNotFound("The book has no policies that name a kind.", fix=fix)
            raise PolicyNotFound(
                f"The book has {'only one policy' if named else 'no policy'} of the kind “{kind}”.",
                fix=known_names(kind, sorted(_kinds(book()).keys() - {kind}), "Other kinds are"),
            )
    if about is not None and about not in (each.name for each in named):
        compared_ = ", ".join(each.name for each in named)
        raise UsageError(f"“{about}” is not among the policies compared.", fix=f"These are {compared_}.")
    # Files need no book; one that is there lends them its topics.
    file = topics_file_of(book_or_none(book), kind)
    catalogue = file.catalogue if file else None
    if topic is not None and (catalogue is None or topic not in catalogue.topic):
        fix = known_names(topic, catalogue.topic, "There are") if catalogue else f"There is no topics/{kind}.yml."
        raise UsageError(f"There is no topic “{topic}”.", fix=fix)
    found = compared_versions(
        named, kind, file, lambda each: understood_version(each.version, each.policy, file), today, topic
    )
    return replace(found, left_out=() if names else tuple(without_kind(book(), today)))


def compared_versions(
    named: Sequence[Named],
    kind: str | None,
    file: TopicsFile | None,
    read: Callable[[Named], Understood],
    today: datetime.date,
    topic: str | None = None,
) -> Compared:
    """Compare versions of policies.

    Args:
        named: The versions.
        kind: Their kind.
        file: The topics file of that kind.
        read: Gives what is known of each node of a version, as `understood_version` does.
        today: The day that decides what is in force.
        topic: The id of the only topic to compare; None for all.
    """
    texts = [Text(each.name, each.version.tree, read(each)) for each in named]
    drafts = frozenset(each.name for each in named if each.policy and each.version is not each.policy.in_force(today))
    catalogue = file.catalogue if file else None
    return Compared(tuple(named), kind, file, compare(texts, catalogue, topic, drafts))


def comparable(book: Book, today: datetime.date) -> dict[str, list[Named]]:
    """Return the texts that are compared, by kind of policy: kinds that have at least two, in the order of their ids.

    Args:
        book: The book.
        today: The day that decides what is in force.
    """
    found: dict[str, list[Named]] = defaultdict(list)
    for each in _compared_texts(book, today):
        found[each.version.front_matter.kind or ""].append(each)
    return {kind: named for kind, named in sorted(found.items()) if kind and len(named) > 1}


def without_kind(book: Book, today: datetime.date) -> Iterator[str]:
    """Yield the policies that are compared with none because they name no kind, as `school/policy`.

    Args:
        book: The book.
        today: The day that decides what is in force and what is withdrawn.
    """
    return (each.name for each in _compared_texts(book, today) if not each.version.front_matter.kind)


def _named(name: str, root: Callable[[], Path], book: Callable[[], Book], today: datetime.date) -> Named:
    if is_file_name(name):
        return resolve_name(name, root, book, today)
    if "@" in name:
        found = resolve_name(name, root, book, today)
        return Named(name, found.version, found.school, found.policy)
    school, policy = book().policy(name)
    version = policy.shown(today)
    if version is None:
        raise PolicyNotFound(f"{name} has no text.")
    return Named(name, version, school, policy)


def _compared_texts(book: Book, today: datetime.date) -> Iterator[Named]:
    """Yield of each policy that is not withdrawn its text in force, else its working text."""
    for school, policy in book.policies():
        version = None if policy.has_lapsed(today) else policy.shown(today)
        if version is not None:
            yield Named(policy.ref, version, school, policy)


def _kind_of(named: Sequence[Named]) -> str | None:
    """Return the kind that the policies say they are of; of files that say none it is that of the others."""
    kinds = dict.fromkeys(each.version.front_matter.kind for each in named if each.version.front_matter.kind)
    if len(kinds) > 1:
        raise UsageError(
            f"These policies are of several kinds: {', '.join(kinds)}.", fix="Say with --kind by which to compare them."
        )
    return next(iter(kinds), None)


def _kind_in(book: Book) -> str | None:
    """Return the only kind of which the book has several policies."""
    several = [kind for kind, count in _kinds(book).items() if count > 1]
    if len(several) > 1:
        raise UsageError("The book has policies of several kinds.", fix=f"Name one with --kind: {', '.join(several)}.")
    return several[0] if several else next(iter(_kinds(book)), None)


def _kinds(book: Book) -> Counter[str]:
    texts = (policy.working or policy.newest_sealed for _, policy in book.policies())
    return Counter(text.front_matter.kind for text in texts if text and text.front_matter.kind)


def book_or_none(book: Callable[[], Book]) -> Book:
    """Return the book, or an empty one where there is none: a file named by its path needs none."""
    try:
        return book()
    except BookNotFound:
        return Book()
