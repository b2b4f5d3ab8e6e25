"""What can be wrong with a policy as a whole: its owner, roles, approval, seal and review date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from typing import Final

from policybook.book.model import UNDATED, Policy, School, Version
from policybook.book.people import find_party, find_role, is_role_id
from policybook.book.seal import covered, seal
from policybook.checking.at_node import name_of
from policybook.checking.review import Review, State
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
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
            later("finding.withdrawal-announced.what", date=until),
            later("finding.withdrawal-announced.fix"),
        )
    if held is None:
        if policy.is_withdrawn and policy.working and policy.working.front_matter.effective is None:
            yield _at(
                policy.working,
                "status",
                "withdrawal-undated",
                Level.WARNING,
                later("finding.withdrawal-undated.what"),
                later("finding.withdrawal-undated.fix"),
            )
        elif not policy.is_withdrawn and policy.versions:
            yield _at(
                policy.versions[-1],
                "status",
                "nothing-in-force",
                Level.NOTE,
                later(f"finding.nothing-in-force.{review.why.key.rpartition('.')[2]}", **dict(review.why.values)),
                later("finding.nothing-in-force.fix"),
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
                later("finding.review-overdue.what", span=review.span, why=review.why),
                later("finding.review-overdue.fix"),
            )
        case State.DUE_SOON:
            yield _at(
                held,
                field,
                "review-due-soon",
                Level.WARNING,
                later("finding.review-due-soon.what", span=review.span, why=review.why)
                if review.days
                else later("finding.review-due-soon.today", why=review.why),
                later("finding.review-due-soon.fix"),
            )
        case State.UNDATED:
            yield _at(
                held,
                "review",
                "review-undated",
                Level.WARNING,
                later("finding.review-undated.what", why=review.why),
                later(
                    "finding.review-undated.fix",
                    due="`review: {due: 2027-11}`",
                    frequency="`review: {frequency: annually}`",
                ),
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
                later("finding.approval-undated.what"),
                later("finding.approval-undated.fix"),
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
            later("finding.approval-unrecorded.what"),
            later("finding.approval-unrecorded.fix", policy=policy.ref),
        )
    if status is Status.APPROVED and newest is not None:
        changed = differences(newest, working)
        if changed:
            named = reduce(_and, changed[:_NAMED])
            if len(changed) > _NAMED:
                named = later("finding.edited-after-approval.and_more", changes=named, n=len(changed) - _NAMED)
            yield _at(
                working,
                "status",
                "edited-after-approval",
                Level.ERROR,
                later("finding.edited-after-approval.what", version=newest.name, changes=named),
                later("finding.edited-after-approval.fix"),
            )


def differences(sealed: Version, working: Version) -> list[Later]:
    """Return in what a working text differs from a sealed one within what the seal covers."""
    if seal(sealed.front_matter, sealed.tree) == seal(working.front_matter, working.tree):
        return []
    found: list[Later] = []
    before, after = covered(sealed.front_matter), covered(working.front_matter)
    differing = [name.replace("_", " ") for name in before if before[name] != after[name]]
    found += [later("finding.edited-after-approval.field", field=name) for name in differing]
    old, new = sealed.tree, working.tree
    for position, id_ in enumerate(new.ids):
        node = new.nodes[position]
        place = {"clause": name_of(node), "line": str(node.first_line)}
        if id_ not in old.by_id:
            found.append(later("finding.edited-after-approval.new", **place))
            continue
        was = old.nodes[old.by_id[id_]]
        if was.text != node.text:
            found.append(later("finding.edited-after-approval.words", **place))
        elif was.links != node.links:
            found.append(later("finding.edited-after-approval.links", **place))
        elif was.label != node.label and was.label:
            found.append(later("finding.edited-after-approval.number", label=was.label, **place))
        elif was.label != node.label:
            found.append(later("finding.edited-after-approval.no_number", **place))
    for position, id_ in enumerate(old.ids):
        if id_ not in new.by_id:
            node = old.nodes[position]
            found.append(later("finding.edited-after-approval.gone", clause=name_of(node), words=node.text[:40]))
    return found or [later("finding.edited-after-approval.order")]


def _and(changes: Later, change: Later) -> Later:
    return later("finding.edited-after-approval.and", changes=changes, change=change)


def _seal(version: Version) -> Iterator[Finding]:
    recorded = version.front_matter.seal
    if recorded is None:
        yield _at(
            version,
            "status",
            "seal-missing",
            Level.ERROR,
            later("finding.seal-missing.what"),
            later("finding.seal-missing.fix"),
        )
    elif recorded != seal(version.front_matter, version.tree):
        yield _at(
            version,
            "seal",
            "seal-broken",
            Level.ERROR,
            later("finding.seal-broken.what", version=version.name),
            later("finding.seal-broken.fix"),
        )


def _school(version: Version, school: School) -> Iterator[Finding]:
    named = version.front_matter.school
    if named is not None and named != school.id:
        yield _at(
            version,
            "school",
            "front-matter-invalid",
            Level.ERROR,
            later("finding.front-matter-invalid.other_school", named=named, school=school.id),
            later("finding.front-matter-invalid.move", school=school.id),
        )


def _people(version: Version, school: School) -> Iterator[Finding]:
    values = version.front_matter
    if values.owner is not None and not (values.owner.role or values.owner.name):
        yield _at(
            version,
            "owner",
            "owner-missing",
            Level.ERROR,
            later("finding.owner-missing.what"),
            later("finding.owner-missing.write", example="`owner: {role: ...}`"),
        )
    elif values.owner is not None and find_party(values.owner, school.people).name is None and values.owner.role:
        yield _at(
            version,
            "owner",
            "owner-unnamed",
            Level.NOTE,
            later("finding.owner-unnamed.what", role=find_role(values.owner.role, school.people).title),
            later("finding.owner-unnamed.fix"),
        )
    parties = [("owner", values.owner), *((f"responsible.{n}", party) for n, party in enumerate(values.responsible))]
    for field, party in parties:
        if party and party.role and is_role_id(party.role) and party.role not in school.people:
            yield _at(
                version,
                field,
                "role-unknown",
                Level.ERROR,
                later("finding.role-unknown.what", role=party.role),
                later("finding.role-unknown.fix"),
            )


def _related(version: Version, ids: Collection[str]) -> Iterator[Finding]:
    for n, related in enumerate(version.front_matter.related):
        if re.fullmatch(ID_PATTERN, related) and "-" in related and related not in ids:
            yield _at(
                version,
                f"related.{n}",
                "link-broken",
                Level.WARNING,
                later("finding.link-broken.no_policy", id=related),
                later("finding.link-broken.correct"),
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
            later("finding.change-note-stale.what", version=policy.newest_sealed.name),
            later("finding.change-note-stale.fix"),
        )
    if not working.front_matter.change_note:
        yield _at(
            working,
            "status",
            "change-note-missing",
            Level.WARNING,
            later("finding.change-note-missing.what"),
            later("finding.change-note-missing.fix"),
        )


def _at(version: Version, field: str, code: str, level: Level, what: Later, remedy: Later) -> Finding:
    places: Mapping[str, tuple[int, int]] = version.text.places
    while field and field not in places:
        field = field.rpartition(".")[0]
    line, column = places.get(field, (1, 1))
    return Finding(code, level, what, remedy, line, column, version.path)
