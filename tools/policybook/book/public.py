"""What everybody may see of a book: a book of its own, from which nothing else can get into a page or a file.

A policy is in it with the text that is in force; with `past: true`, also with the approved texts that no longer hold.
Pages, downloads, search and feeds of a public site are made of such a book and of nothing else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from policybook.book.glossary import OwnTerms
from policybook.book.identity import identify
from policybook.book.links import resolve
from policybook.book.model import Book, Policy, School, Version
from policybook.book.people import names_in, names_of, roles_in
from policybook.book.public_text import leading_nowhere, public_text
from policybook.book.redacting import Redactor, known_people
from policybook.book.school_folder import Parse
from policybook.language.glossary import Glossary, Term, find_term
from policybook.metadata import ID_PATTERN, Person
from policybook.parsing import parse_policy
from policybook.parsing.front_matter import split_front_matter

_INTERNAL: Final = re.compile(
    r"^[ \t\"'-]*((?!(?:internet|interval)\b)(?:int\w*|\w*ntern\w*))[\"']?\s*:[ \t]*([^#\n]*?)[ \t]*(?:#.*)?$",
    re.MULTILINE | re.IGNORECASE,
)
"""A line of front matter that may say that a policy is internal: the field and the value."""


class Reason(NamedTuple):
    """Why a policy is not in a public book."""

    why: str
    """A sentence without its capital."""
    is_meant: bool = True
    """Whether its authors mean it so; else they have to mend it."""


def why_withheld(policy: Policy, today: datetime.date) -> Reason | None:
    """Return why a policy is not in a public book, or None where it is.

    What says `internal: true`, in the text in force or in the one that authors edit, stays out; so does what seems to
    say so and cannot be read.
    """
    held = policy.in_force(today)
    if held is None:
        return Reason("nothing of it is in force.")
    texts = [version for version in (held, policy.working) if version]
    if any(version.front_matter.internal for version in texts):
        return Reason("it says `internal: true`.")
    if any(map(_may_be_internal, texts)):
        return Reason("its front matter seems to say `internal`, and cannot be understood.", is_meant=False)
    return None


def public_book(book: Book, today: datetime.date, parse: Parse = parse_policy) -> Book:
    """Return what everybody may see of a book on a day, as the settings under `public:` in its `book.yml` have it.

    Args:
        book: The book.
        today: The day: what is not in force then is left out.
        parse: What reads a text; a caller that builds again and again passes one that remembers.

    Returns:
        A book with `is_public`. It has no findings, no text that is not in force, no school without a policy, no role
        that no text names, and only the other files to which a text links. Texts have no minutes, comments and seals;
        unless people are named, roles stand in the place of their names.
    """
    kept = {policy.ref: _versions(policy, today, has_past=book.settings.public.past) for _, policy in book.policies()}
    names = None if book.settings.public.names else Redactor(known_people(_named(book)), _words(book))
    shown = _Shown(book, kept, names, today)
    schools = tuple(school for school in (_school(school, shown, parse) for school in book.schools) if school.policies)
    linked = {path for school in schools for policy in school.policies for path in _linked(policy)}
    others = {path: place for path, place in book.others.items() if path in linked and path in shown.files}
    glossary = _terms(book.glossary, (policy for school in schools for policy in school.policies), names)
    return Book(
        book.settings,
        schools,
        others=others,
        topics=book.topics,
        messages=book.messages,
        glossary=glossary,
        is_public=True,
    )


class _Shown:
    """What of a book is shown, and how."""

    def __init__(
        self, book: Book, kept: dict[str, list[Version]], names: Redactor | None, today: datetime.date
    ) -> None:
        self.kept = kept
        """`school/policy` -> the texts that stay."""
        self.names = names
        self.today = today
        self.files = {path for path in book.others if names is None or not names.tells(path)}
        """The other files that a text may lead to."""
        self.texts = {version.path for versions in kept.values() for version in versions}
        # A link to the working text means the text that holds.
        self.texts |= {policy.working.path for _, policy in book.policies() if policy.working and kept[policy.ref]}

    def may_lead(self, version: Version) -> Callable[[str], bool]:
        """Return what tells whether a text may lead somewhere, by the target of a link in it."""

        def is_public(target: str) -> bool:
            try:
                parts = urlsplit(target)
            except ValueError:
                return False
            if parts.scheme or parts.netloc or target.startswith("/"):
                return self.names is None or not self.names.tells(target)
            if not parts.path:
                return True
            path = resolve(version.folder, unquote(parts.path))
            return path in self.texts or path in self.files

        return is_public


def _versions(policy: Policy, today: datetime.date, *, has_past: bool) -> list[Version]:
    """Return the texts of a policy that stay, oldest first."""
    if why_withheld(policy, today):
        return []
    held = policy.in_force(today)
    past = [version for version in policy.sealed if policy.is_past(version, today)] if has_past else []
    sound = [version for version in past if not version.front_matter.internal and not _may_be_internal(version)]
    return [*sound, held] if held else []


def _may_be_internal(version: Version) -> bool:
    """Return whether a text's front matter says something like `internal: ` that was not understood."""
    said = _INTERNAL.findall(split_front_matter(version.text.raw).yaml or "")
    return not version.front_matter.internal and any(each != ("internal", "false") for each in said)


def _school(school: School, shown: _Shown, parse: Parse) -> School:
    public = {policy.id for policy in school.policies if shown.kept[policy.ref]}
    own = {policy.id for policy in school.policies}
    policies = tuple(_policy(policy, shown, own, public, parse) for policy in school.policies if policy.id in public)
    used = {role for policy in policies for version in policy.versions for role in _roles(version)}
    people: dict[str, Person] = {}
    for role, person in school.people.items():
        id_ = shown.names.slug(role) if shown.names else role
        if id_ in used:
            title = person.title and (shown.names.words(person.title) if shown.names else person.title)
            people.setdefault(id_, Person(title=title, name=None if shown.names else person.name))
    glossary = _terms(school.glossary, policies, shown.names)
    return replace(school, people=people, policies=policies, findings=(), glossary=glossary)


def _terms(own: OwnTerms, policies: Iterable[Policy], names: Redactor | None) -> OwnTerms:
    """Return what is explained of words in texts that are shown; other terms may be those of drafts."""
    texts = ["\n".join(node.text for node in v.tree.nodes) for policy in policies for v in policy.versions if own.terms]
    found = {term for text in texts for term in Glossary(own.terms).places_in(text) if find_term(term, text)}
    terms = [term for term in own.terms if term in found]
    if names:
        terms = [Term(names.words(t.name), names.words(t.text), tuple(map(names.words, t.forms))) for t in terms]
    return OwnTerms(tuple(terms), own.without)


def _policy(policy: Policy, shown: _Shown, own: Collection[str], public: Collection[str], parse: Parse) -> Policy:
    versions: list[Version] = []
    taken: set[str] = set()
    for version in shown.kept[policy.ref]:
        hidden = {id_ for id_ in version.front_matter.related if id_ not in public and (id_ in own or _is_id(id_))}
        may_lead = shown.may_lead(version)
        text = parse(public_text(version, may_lead, hidden, shown.names).encode())
        # What the rules for links did not see, such as brackets in brackets, leads nowhere.
        if left := {target for node in text.tree.nodes for target in node.links if not may_lead(unquote(target))}:
            text = parse(leading_nowhere(text.raw, left).encode())
        tree = identify(text.tree, versions[-1].tree if versions else None, taken)
        taken.update(tree.ids)
        versions.append(replace(version, text=replace(text, findings=()), tree=tree))
    working = versions.pop() if versions[-1].is_working else None
    return Policy(policy.school, policy.id, policy.path, working, tuple(versions), pairs=policy.pairs)


def _is_id(related: str) -> bool:
    """Return whether what a text is related to looks like a policy of its school, not like a title."""
    return "-" in related and re.fullmatch(ID_PATTERN, related) is not None


def _roles(version: Version) -> Iterator[str]:
    """Yield the roles that a text names."""
    values = version.front_matter
    for party in (values.owner, *values.responsible):
        if party and party.role:
            yield party.role
    yield from values.people
    for text in (*(node.text for node in version.tree.nodes), version.text.raw):
        yield from roles_in(text)


def _linked(policy: Policy) -> Iterator[str]:
    """Yield where the relative links of a policy lead."""
    for version in policy.versions:
        for node in version.tree.nodes:
            for target in node.links:
                if path := resolve(version.folder, unquote(urlsplit(target).path)):
                    yield path


def _named(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every name that the book records, with the title of the role, or "" where none is known."""
    for school in book.schools:
        yield from names_in(school.people)
        for policy in school.policies:
            for version in policy.versions:
                yield from names_in(version.front_matter.people)
                yield from names_of(version.front_matter, school.people)


def _words(book: Book) -> Iterator[str]:
    for _, policy in book.policies():
        for version in policy.versions:
            yield from (node.text for node in version.tree.nodes)
