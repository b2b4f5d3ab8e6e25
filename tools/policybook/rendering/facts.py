"""What a version says of itself, as readers ask for it: who keeps it, whom it addresses, who approved it and when."""

from __future__ import annotations

from collections.abc import Mapping

from policybook.book.model import School, Version
from policybook.book.people import find_party
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Approval, Person, Review, Status


def directory(version: Version, school: School | None, *, is_past: bool = False) -> Mapping[str, Person]:
    """Return the people that a version's roles stand for.

    Args:
        version: The version.
        school: Its school.
        is_past: Whether the version no longer holds: then the people recorded at its approval go before those of today.
    """
    today, recorded = school.people if school else {}, version.front_matter.people
    return {**today, **recorded} if is_past else {**recorded, **today}


def approval_words(approved: Approval | None) -> Later:
    """Return who approved a text, when and where recorded; what nobody recorded is said."""
    if approved is None:
        return later("facts.approval_unrecorded")
    date = approved.date or later("facts.date_unrecorded")
    body = approved.by or later("facts.body_unrecorded")
    if approved.minute:
        return later("facts.approval_with_minute", body=body, date=date, minute=approved.minute)
    return later("facts.approval", body=body, date=date)


def approved_by(version: Version) -> Later | None:
    """Return who approved a version and when, as a sentence; None for a draft, and where nothing is recorded."""
    values = version.front_matter
    if values.approved is None or values.status is Status.DRAFT:
        return None
    return later("facts.approved_by", by=approval_words(values.approved))


def card(version: Version, people: Mapping[str, Person], standing: str) -> dict[str, str | Later]:
    """Return the facts that stand first on a version's card, in reading order: a key below `facts` -> words.

    Args:
        version: The version.
        people: What its roles stand for.
        standing: How the text stands, as `places.standing_of` names it; empty where that cannot be told.
    """
    values = version.front_matter
    is_draft = values.status is Status.DRAFT
    found: dict[str, str | Later] = {}
    if values.owner:
        found["owner"] = find_party(values.owner, people).words
    if values.audience:
        groups = (f"audience.{group}" if n else f"audience.first.{group}" for n, group in enumerate(values.audience))
        found["audience"] = later("facts.audience", groups=tuple(map(later, groups)))
    # A draft may still hold the approval of the text that it was made from.
    if standing == "in-force" or (values.approved and not is_draft):
        found["approved"] = approval_words(values.approved)
    if values.version:
        found["version"] = values.version
    # The day of a withdrawal is no beginning.
    if values.effective and standing != "withdrawn":
        found["effective_draft" if is_draft else "effective"] = later("facts.date", date=values.effective)
    if standing == "draft" and values.review and (values.review.due or values.review.frequency):
        found["next_review"] = _next_review(values.review)
    return found


def _next_review(review: Review) -> Later:
    if review.due is None:
        return later("facts.often", often=review.frequency)
    if review.frequency is None:
        return later("facts.due", date=review.due)
    return later("facts.due_then", date=review.due, often=review.frequency)


def duties(version: Version, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Return who is responsible, each with what for; empty where that is not said."""
    return [(find_party(party, people).words, party.for_ or "") for party in version.front_matter.responsible]


def facts(version: Version, school: School | None, *, is_past: bool = False) -> dict[str, str | Later]:
    """Return all that a version says of itself: a key below `facts` -> words."""
    values, people = version.front_matter, directory(version, school, is_past=is_past)
    found: dict[str, str | Later] = {"status": str(values.status)} if values.status else {}
    found |= card(version, people, "withdrawn" if values.status is Status.WITHDRAWN else "")
    if values.responsible:
        found["responsible"] = "; ".join(f"{who}: {what}" if what else who for who, what in duties(version, people))
    if values.related:
        found["related"] = "; ".join(values.related)
    return found


def said(t: Messages, found: Mapping[str, str | Later]) -> dict[str, str]:
    """Return facts in a language: a key below `facts` -> words."""
    return {key: words if isinstance(words, str) else t(words) for key, words in found.items()}


def in_words(t: Messages, found: Mapping[str, str | Later]) -> dict[str, str]:
    """Return facts in a language: what each is called -> words."""
    return {t(f"facts.name.{key}"): words for key, words in said(t, found).items()}
