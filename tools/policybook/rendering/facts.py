"""What a version says of itself, as readers ask for it: who keeps it, whom it addresses, who approved it and when."""

from __future__ import annotations

from collections.abc import Mapping

from policybook.book.model import School, Version
from policybook.book.people import find_party
from policybook.metadata import Approval, Person


def directory(version: Version, school: School | None, *, is_past: bool = False) -> Mapping[str, Person]:
    """Return the people that a version's roles stand for.

    Args:
        version: The version.
        school: Its school.
        is_past: Whether the version no longer holds: then the people recorded at its approval go before those of today.
    """
    today, recorded = school.people if school else {}, version.front_matter.people
    return {**today, **recorded} if is_past else {**recorded, **today}


def approval_words(approved: Approval | None) -> str:
    """Return who approved a text, when and where recorded; what nobody recorded is said."""
    if approved is None:
        return "nobody recorded who approved it, or when"
    date = approved.date.words if approved.date else "date not recorded"
    body = approved.by or "body not recorded"
    return f"{body}, {date}" + (f" (minute {approved.minute})" if approved.minute else "")


def facts(version: Version, school: School | None, *, is_past: bool = False) -> dict[str, str]:
    """Return the facts of a version's card, in reading order: name -> words."""
    values, people = version.front_matter, directory(version, school, is_past=is_past)
    found: dict[str, str] = {}
    if values.status:
        found["Status"] = str(values.status)
    if values.version:
        found["Version"] = values.version
    if values.owner:
        found["Owner"] = find_party(values.owner, people).words
    for party in values.responsible:
        words = find_party(party, people).words
        entry = f"{words}: {party.for_}" if party.for_ else words
        found["Responsible"] = f"{found['Responsible']}; {entry}" if "Responsible" in found else entry
    if values.audience:
        found["For"] = ", ".join(values.audience)
    if values.approved:
        found["Approved"] = approval_words(values.approved)
    if values.effective:
        found["In force from"] = values.effective.words
    if values.related:
        found["Read with"] = "; ".join(values.related)
    return found
