"""Who holds a role: the school's directory, or, for old versions, the names recorded when they were approved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from policybook.metadata import ID_PATTERN, OPEN_NAMES, FrontMatter, Party, Person

ROLE: Final = re.compile(r"\{\{\s*([^{}\n]{1,80}?)\s*\}\}")
"""`{{role-id}}` in a text."""


class Holder(NamedTuple):
    """A role as readers see it."""

    title: str
    name: str | None
    known: bool
    """Whether the directory has the role; a plain title needs none."""

    @property
    def words(self) -> str:
        """Title and name: "Head Teacher (A. Name)", or the title alone where nobody is named."""
        return f"{self.title} ({self.name})" if self.name else self.title


def find_role(role: str, directory: Mapping[str, Person]) -> Holder:
    """Return title and holder of a role id, or of a plain title.

    Args:
        role: A role id of the directory, or a plain title such as "Chair of governors".
        directory: Role id -> person.
    """
    person = directory.get(role)
    if person is not None:
        return Holder(person.title or _title(role), person.holder, True)
    return Holder(role if not is_role_id(role) else _title(role), None, not is_role_id(role))


def find_party(party: Party, directory: Mapping[str, Person]) -> Holder:
    """Return title and name of an owner or a responsible person; a name of their own goes before the directory's."""
    if not party.role:
        return Holder(party.name or "", None, True)
    holder = find_role(party.role, directory)
    name = party.name if party.name and party.name.lower() not in OPEN_NAMES else holder.name
    return Holder(holder.title, name, holder.known)


def is_role_id(role: str) -> bool:
    """Return whether a role is written as an id and not as a plain title."""
    return re.fullmatch(ID_PATTERN, role) is not None


def roles_in(text: str) -> list[str]:
    """Return the role ids that a text names in double braces, in order."""
    return ROLE.findall(text) if "{{" in text else []


def names_in(directory: Mapping[str, Person]) -> Iterator[tuple[str, str]]:
    """Yield the names of those who hold the roles of a directory, each with the title of the role."""
    for role, person in directory.items():
        if person.holder:
            yield person.holder, person.title or _title(role)


def names_of(values: FrontMatter, directory: Mapping[str, Person]) -> Iterator[tuple[str, str]]:
    """Yield the names of the owner and the responsible people of a text, each with the title of the role, or ""."""
    for party in (values.owner, *values.responsible):
        if party and party.name and party.name.lower() not in OPEN_NAMES:
            yield party.name, find_role(party.role, directory).title if party.role else ""


def _title(role: str) -> str:
    return role.replace("-", " ").capitalize()
