"""What a version says of itself, as readers ask for it: who keeps it, whom it addresses, who approved it and when."""

from __future__ import annotations

from collections.abc import Mapping

from policybook.book.model import School, Version
from policybook.book.people import find_party
from policybook.metadata import Approval, Person, Status


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


def card(version: Version, people: Mapping[str, Person], standing: str) -> dict[str, str]:
    """Return the facts that stand first on a version's card, in reading order: name -> words.

    Args:
        version: The version.
        people: What its roles stand for.
        standing: How the text stands, as `places.standing_of` names it; empty where that cannot be told.
    """
    values = version.front_matter
    is_draft = values.status is Status.DRAFT
    found: dict[str, str] = {}
    if values.owner:
        found["Owner"] = find_party(values.owner, people).words
    if values.audience:
        found["For"] = ", ".join(values.audience).capitalize()
    # A draft may still hold the approval of the text that it was made from.
    if standing == "in-force" or (values.approved and not is_draft):
        found["Approved"] = approval_words(values.approved)
    if values.version:
        found["Version"] = values.version
    # The day of a withdrawal is no beginning.
    if values.effective and standing != "withdrawn":
        found["To be in force from" if is_draft else "In force from"] = values.effective.words
    if standing == "draft" and values.review and (values.review.due or values.review.frequency):
        due = [f"by {values.review.due.words}"] if values.review.due else []
        often = [values.review.frequency.words] if values.review.frequency else []
        found["Next review"] = ", then ".join(due + often)
    return found


def duties(version: Version, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Return who is responsible, each with what for; empty where that is not said."""
    return [(find_party(party, people).words, party.for_ or "") for party in version.front_matter.responsible]


def facts(version: Version, school: School | None, *, is_past: bool = False) -> dict[str, str]:
    """Return all that a version says of itself, as words: name -> words."""
    values, people = version.front_matter, directory(version, school, is_past=is_past)
    found = {"Status": str(values.status)} if values.status else {}
    found |= card(version, people, "withdrawn" if values.status is Status.WITHDRAWN else "")
    if values.responsible:
        found["Responsible"] = "; ".join(f"{who}: {what}" if what else who for who, what in duties(version, people))
    if values.related:
        found["Read with"] = "; ".join(values.related)
    return found
