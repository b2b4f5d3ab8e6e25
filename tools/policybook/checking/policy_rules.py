"""What can be wrong with a policy as a whole: its owner, roles, approval, seal and review date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from policybook.book.model import UNDATED, Policy, School, Version
from policybook.book.people import find_party, find_role, is_role_id
from policybook.book.seal import covered, seal
from policybook.checking.review import Review, State
from policybook.finding import Finding, Level
from policybook.metadata import ID_PATTERN, Status

_NAMED: Final = 5
"""How many changed clauses a message names."""


def policy_findings(
    school: School, policy: Policy, review: Review, today: datetime.date, ids: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong with a policy, apart from its clauses.

    Args:
        school: The policy's school.
        policy: The policy.
        review: Its review state.
        today: The day to judge by.
        ids: The ids of the school's policies.
    """
    yield from _review(policy, review, today)
    yield from _approval(policy)
    for version in policy.sealed:
        yield from _seal(version)
    if policy.working:
        yield from _school(policy.working, school)
        yield from _people(policy.working, school)
        yield from _related(policy.working, ids)
        yield from _note(policy, policy.working)


def _review(policy: Policy, review: Review, today: datetime.date) -> Iterator[Finding]:
    held = policy.in_force(today)
    until = policy.working.front_matter.effective if policy.working else None
    if policy.working and until and policy.is_withdrawn and not policy.has_lapsed(today):
        yield _at(
            policy.working,
            "effective",
            "withdrawal-announced",
            Level.NOTE,
            f"The policy is withdrawn from {until.words} on; what was approved holds until then.",
            "Nothing is to be done before that day.",
        )
    if held is None:
        if policy.is_withdrawn and policy.working and policy.working.front_matter.effective is None:
            yield _at(
                policy.working,
                "status",
                "withdrawal-undated",
                Level.WARNING,
                "The policy is withdrawn, but nobody recorded since when.",
                "Add `effective:` with the date from which it no longer holds.",
            )
        elif not policy.is_withdrawn and policy.versions:
            yield _at(
                policy.versions[-1],
                "status",
                "nothing-in-force",
                Level.NOTE,
                f"{review.reason[0].upper()}{review.reason[1:]}.",
                "Approve the text with `policybook approve`, or wait for the day from which it holds.",
            )
        return
    yield from review_findings(held, review)


def review_findings(held: Version, review: Review) -> Iterator[Finding]:
    """Yield the finding that a version's review state is, if it is one.

    Args:
        held: The version in force.
        review: Its review.
    """
    field = "review.due" if "review.due" in held.text.places else "review.frequency"
    match review.state:
        case State.OVERDUE:
            yield _at(
                held,
                field,
                "review-overdue",
                Level.ERROR,
                f"The review is {review.lateness.lower()}: {review.reason}.",
                "Review the policy, approve the result, and set its next review date.",
            )
        case State.DUE_SOON:
            yield _at(
                held,
                field,
                "review-due-soon",
                Level.WARNING,
                f"The review is {review.lateness.lower()}: {review.reason}.",
                "Put the review on the next agenda.",
            )
        case State.UNDATED:
            yield _at(
                held,
                "review",
                "review-undated",
                Level.WARNING,
                f"Nobody can tell when this policy must be reviewed: {review.reason}.",
                "Add `review: {due: 2027-11}` or `review: {frequency: annually}` and an approval date to the next"
                " version.",
            )


def _approval(policy: Policy) -> Iterator[Finding]:
    newest, working = policy.newest_sealed, policy.working
    for version in policy.sealed[-1:]:
        if version.name == UNDATED:
            yield _at(
                version,
                "approved",
                "approval-undated",
                Level.WARNING,
                "Nobody recorded when this version was approved.",
                "Approve the next version with its date: `policybook approve --date`.",
            )
    if working is None:
        return
    status = working.front_matter.status
    if status is Status.APPROVED and newest is None:
        yield _at(
            working,
            "status",
            "approval-unrecorded",
            Level.WARNING,
            "The policy says that it is approved, but no approved version is sealed.",
            f"Run `policybook approve {policy.ref} --by BODY --date DATE`.",
        )
    if status is Status.APPROVED and newest is not None:
        changed = differences(newest, working)
        if changed:
            named = "; ".join(changed[:_NAMED]) + (
                f"; and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
            )
            yield _at(
                working,
                "status",
                "edited-after-approval",
                Level.ERROR,
                f"The text was edited after it was approved ({newest.name}): {named}.",
                "Set `status: draft` until the change is approved, or take the edit back.",
            )


def differences(sealed: Version, working: Version) -> list[str]:
    """Return, in words, in what a working text differs from a sealed one within what the seal covers."""
    if seal(sealed.front_matter, sealed.tree) == seal(working.front_matter, working.tree):
        return []
    found = []
    before, after = covered(sealed.front_matter), covered(working.front_matter)
    found += [f"“{name.replace('_', ' ')}” differs" for name in before if before[name] != after[name]]
    old, new = sealed.tree, working.tree
    for position, id_ in enumerate(new.ids):
        node = new.nodes[position]
        what = f"{node.kind} {node.label or ''}".strip() + f" on line {node.first_line}"
        if id_ not in old.by_id:
            found.append(f"{what} is new")
            continue
        was = old.nodes[old.by_id[id_]]
        if (was.text, was.links) != (node.text, node.links):
            found.append(f"{what} has other words" if was.text != node.text else f"{what} links elsewhere")
        elif was.label != node.label:
            found.append(f"{what} was numbered {was.label or 'without a number'}")
    for position, id_ in enumerate(old.ids):
        if id_ not in new.by_id:
            node = old.nodes[position]
            found.append(f"{node.kind} {node.label or ''}".strip() + f" “{node.text[:40]}” is gone")
    return found or ["clauses stand in another order or at another depth"]


def _seal(version: Version) -> Iterator[Finding]:
    recorded = version.front_matter.seal
    if recorded is None:
        yield _at(
            version,
            "status",
            "seal-missing",
            Level.ERROR,
            "This version has no seal, so nobody can tell whether it is what was approved.",
            "Versions are written by `policybook approve`; seal this one with `policybook approve --correct`.",
        )
    elif recorded != seal(version.front_matter, version.tree):
        yield _at(
            version,
            "seal",
            "seal-broken",
            Level.ERROR,
            f"The version of {version.name} was changed after it was sealed.",
            "Restore the file from the repository's history; versions are never edited.",
        )


def _school(version: Version, school: School) -> Iterator[Finding]:
    named = version.front_matter.school
    if named is not None and named != school.id:
        yield _at(
            version,
            "school",
            "front-matter-invalid",
            Level.ERROR,
            f"The policy says that it is {named}'s, but it stands in the folder of {school.id}.",
            f"Write `school: {school.id}`, or move the file.",
        )


def _people(version: Version, school: School) -> Iterator[Finding]:
    values = version.front_matter
    if values.owner is not None and not (values.owner.role or values.owner.name):
        yield _at(
            version,
            "owner",
            "owner-missing",
            Level.ERROR,
            "Nobody is named as the policy's owner.",
            "Write `owner: {role: ...}` with a role of the school's directory.",
        )
    elif values.owner is not None and find_party(values.owner, school.people).name is None and values.owner.role:
        yield _at(
            version,
            "owner",
            "owner-unnamed",
            Level.NOTE,
            f"The owner is the {find_role(values.owner.role, school.people).title}, but nobody is named in that role.",
            "Add the name to school.yml once it is known.",
        )
    parties = [("owner", values.owner), *((f"responsible.{n}", party) for n, party in enumerate(values.responsible))]
    for field, party in parties:
        if party and party.role and is_role_id(party.role) and party.role not in school.people:
            yield _at(
                version,
                field,
                "role-unknown",
                Level.ERROR,
                f"The school's directory has no role “{party.role}”.",
                "Add it to school.yml, or write the title in words (“Chair of governors”).",
            )


def _related(version: Version, ids: Collection[str]) -> Iterator[Finding]:
    for n, related in enumerate(version.front_matter.related):
        if re.fullmatch(ID_PATTERN, related) and "-" in related and related not in ids:
            yield _at(
                version,
                f"related.{n}",
                "link-broken",
                Level.WARNING,
                f"The school has no policy “{related}” to be related to.",
                "Correct the id, or write the document's title.",
            )


def _note(policy: Policy, working: Version) -> Iterator[Finding]:
    if working.front_matter.status is not Status.DRAFT or policy.newest_sealed is None:
        return
    if policy.repeats_its_note:
        yield _at(
            working,
            "change_note",
            "change-note-stale",
            Level.WARNING,
            f"The draft gives the reason why the version of {policy.newest_sealed.name} differed from the one before.",
            "Say in `change_note:` why this draft differs; it is needed to approve it.",
        )
    if not working.front_matter.change_note:
        yield _at(
            working,
            "status",
            "change-note-missing",
            Level.WARNING,
            "The draft does not say why it differs from the version in force.",
            "Add `change_note:`; it is needed to approve the draft.",
        )


def _at(version: Version, field: str, code: str, level: Level, message: str, fix: str) -> Finding:
    places: Mapping[str, tuple[int, int]] = version.text.places
    while field and field not in places:
        field = field.rpartition(".")[0]
    line, column = places.get(field, (1, 1))
    return Finding(code, level, message, fix, line, column, version.path)
