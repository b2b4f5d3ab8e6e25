"""Sealing the working text: the approved version is written beside the earlier ones and is never edited again.

`prepare` is a pure function that says what would be written, and proves that the sealed text reads back as the text
that was approved; `write` puts it on disk so that a reader sees either the old files or the new ones, whole.
(Proving before writing is mdformat's habit.)
"""

from __future__ import annotations

import contextlib
import datetime
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from policybook.book.loading import load_file
from policybook.book.marking import with_fields, with_ids
from policybook.book.model import UNDATED, Policy, School, Version
from policybook.book.people import roles_in
from policybook.book.seal import seal
from policybook.book.sources import is_inside
from policybook.dates import PartialDate
from policybook.errors import InputError, NotApprovable
from policybook.finding import Finding, Level
from policybook.metadata import Approval, Status
from policybook.parsing.yaml_text import CODE as FRONT_MATTER

MENDED_BY_APPROVAL: Final = frozenset(
    {
        "approval-unrecorded",
        "edited-after-approval",
        "review-overdue",
        "review-due-soon",
        "review-undated",
        "seal-broken",
        "seal-missing",
        "version-date-differs",
        "working-missing",
    }
)
"""Findings that do not stand in the way of approving a new text: they are about the versions before it."""


@dataclass(frozen=True, slots=True)
class Write:
    """A file to write."""

    path: str
    """Relative to the book's folder."""
    content: str
    is_new: bool
    """Whether the file must not be there yet."""


@dataclass(frozen=True, slots=True)
class Minute:
    """What was decided."""

    by: str | None
    """The body that approved; None only where nobody recorded it."""
    date: PartialDate | None
    """None for a version that is in force though nobody recorded when it was approved."""
    minute: str | None = None

    @property
    def stem(self) -> str:
        """The name of the version's file."""
        return str(self.date) if self.date else UNDATED


def prepare(
    school: School,
    policy: Policy,
    minute: Minute,
    findings: Collection[Finding],
    *,
    today: datetime.date,
    correction: str | None = None,
) -> list[Write]:
    """Return the files that approving a policy's working text writes.

    Args:
        school: The policy's school.
        policy: The policy.
        minute: What was decided.
        findings: What `check` says of the policy.
        today: The day on which this is done; nothing is approved after it.
        correction: The reason for replacing a version that was sealed by mistake.

    Returns:
        The sealed version, the working text marked as approved, and for a correction the version that it replaces.

    Raises:
        NotApprovable: The text does not pass `check`, or a version of that date is there; nothing is to be written.
    """
    working = policy.working
    if working is None:
        raise NotApprovable(f"{policy.ref} has no working text.", fix=f"Write {policy.path}/policy.md first.")
    existing = next((version for version in policy.sealed if version.name == minute.stem), None)
    if minute.date and minute.date.first_day > today:
        raise NotApprovable(
            f"{minute.date.words} has not come yet, so nothing can have been approved then.",
            fix="Check the date; a text that holds from a later day says so in `effective:`.",
        )
    _refuse(policy, working, minute, findings, existing, is_correction=correction is not None)
    corrections: list[dict[str, Any]] = []
    writes: list[Write] = []
    if existing is not None and correction is not None:
        corrections = [
            *(entry.model_dump(mode="json") for entry in existing.front_matter.corrections),
            {"date": today.isoformat(), "why": correction, "seal": existing.front_matter.seal or "none"},
        ]
        kept = f"{policy.path}/versions/corrected/{minute.stem}-{len(corrections)}.md"
        writes.append(Write(kept, existing.text.raw, is_new=True))
    approved = {"by": minute.by, "date": str(minute.date) if minute.date else None, "minute": minute.minute}
    approved = {name: value for name, value in approved.items() if value}
    marked: dict[str, Any] = {
        "status": str(Status.APPROVED),
        "approved": approved or None,
        "seal": None,
        "people": None,
    }
    text = with_fields(working.text.raw, marked)
    sealed_text = load_file(working.path, with_ids(text, working.tree.ids).encode())
    named = _people_named(school, working)
    digest = seal(sealed_text.front_matter, sealed_text.tree)
    sealed = with_fields(
        sealed_text.text.raw,
        {"people": named or None, "corrections": corrections or None, "seal": digest},
    )
    _prove(policy, working, Approval.model_validate(approved) if approved else None, text, sealed, digest)
    path = f"{policy.path}/versions/{minute.stem}.md"
    writes.append(Write(path, sealed, is_new=existing is None))
    if existing is None or existing is policy.newest_sealed:
        # The text of an older version is not what the school works on.
        writes.append(Write(working.path, text, is_new=False))
    return writes


def write(root: Path, writes: Sequence[Write]) -> None:
    """Put files on disk, each whole or not at all, the last one last.

    Raises:
        NotApprovable: A file that must be new is there already, and is left as it is; or a file lies outside the book.
        InputError: The disk refused; what was there is left as it was.
    """
    for entry in writes:
        if not is_inside(root / entry.path, root):
            raise NotApprovable(
                "A symbolic link leads out of the book from here; nothing was written.",
                fix="Put the file or folder itself into the book.",
                path=root / entry.path,
            )
    temporary: list[tuple[Path, Path, bool]] = []
    placed: list[Path] = []  # new files that stand beside nothing but old ones
    try:
        for entry in writes:
            target = root / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
            temporary.append((Path(name), target, entry.is_new))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(entry.content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
        for source, target, is_new in temporary:
            if is_new:
                os.link(source, target)  # refuses where the target is there, unlike a rename
                placed.append(target)
            else:
                source.replace(target)
                placed.clear()
        placed.clear()
    except FileExistsError:
        raise NotApprovable("There is a version of that date already.", path=target) from None
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", path=error.filename) from error
    finally:
        for path in (*placed, *(source for source, _, _ in temporary)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _refuse(
    policy: Policy,
    working: Version,
    minute: Minute,
    findings: Collection[Finding],
    existing: Version | None,
    *,
    is_correction: bool,
) -> None:
    earlier = {version.path for version in policy.sealed}
    grave = [
        f for f in findings if f.level is Level.ERROR and f.code not in MENDED_BY_APPROVAL and f.path not in earlier
    ]
    if grave:
        listed = "\n".join(f"  {f.path}:{f.line or 1}: {f.message} [{f.code}]" for f in grave[:10])
        more = f"\n  and {len(grave) - 10} more" if len(grave) > 10 else ""
        raise NotApprovable(
            f"{policy.ref} does not pass `check`; nothing was written.\n{listed}{more}", fix="Mend these first."
        )
    if working.is_empty:
        raise NotApprovable(f"{policy.ref} has no clause to approve.", fix="Write its text.", path=working.path)
    if working.front_matter.status is Status.WITHDRAWN:
        raise NotApprovable(f"{policy.ref} is withdrawn.", fix="Set `status: draft` to bring it back.")
    if existing is not None and not is_correction:
        raise NotApprovable(
            f"{policy.ref} has a version {minute.stem} already.",
            fix="Give the day as well as the month, or use --correct --why if that version was sealed by mistake.",
            path=existing.path,
        )
    if existing is None and is_correction:
        known = ", ".join(version.name or "" for version in policy.sealed) or "none"
        raise NotApprovable(f"{policy.ref} has no version {minute.stem} to correct.", fix=f"It has {known}.")
    newest = policy.newest_sealed
    if newest is None or is_correction:
        return
    if minute.date is None:
        raise NotApprovable(
            f"{policy.ref} has an approved version, so the next one needs its approval date.", fix="Give --date."
        )
    if newest.date and _order(minute.date) < _order(newest.date):
        raise NotApprovable(
            f"{minute.date.words} is before {newest.date.words}, when the newest version was approved.",
            fix="Check the date, and give the day where a month has two versions.",
        )
    same_day = newest.front_matter.model_copy(update={"approved": working.front_matter.approved})
    if working.front_matter.status is Status.APPROVED and seal(same_day, newest.tree) == seal(
        working.front_matter, working.tree
    ):
        raise NotApprovable(
            f"{policy.ref} is approved already, on {newest.name}, and has not changed since.",
            fix="Set `status: draft` if governors approved the same words again.",
        )
    if not working.front_matter.change_note:
        raise NotApprovable(
            "The new version does not say why it differs from the one in force.",
            fix="Add `change_note:` to its front matter.",
            path=working.path,
            line=1,
        )
    if policy.repeats_its_note:
        raise NotApprovable(
            f"The change note is that of the version of {newest.name}.",
            fix="Say in `change_note:` why this version differs from that one.",
            path=working.path,
            line=working.text.places["change_note"][0],
        )


def _order(date: PartialDate) -> tuple[int, int, int]:
    """Return what versions are sorted by: a month stands before its days."""
    return date.year, date.month, date.day or 0


def _prove(policy: Policy, working: Version, approved: Approval | None, text: str, sealed: str, digest: str) -> None:
    """Refuse to write what would not read back as the text that was approved, marked as approved."""
    again, marked = load_file(policy.path, sealed.encode()), load_file(policy.path, text.encode())
    as_meant = {"status": Status.APPROVED, "approved": approved}
    written_by_us: dict[str, Any] = {"seal": None, "people": {}, "corrections": ()}
    expected = working.front_matter.model_copy(update={**as_meant, **written_by_us})
    if not (
        marked.front_matter.model_copy(update=written_by_us) == expected
        and again.front_matter.model_copy(update=written_by_us) == expected
        and again.front_matter.seal == digest == seal(again.front_matter, again.tree)
        and digest == seal(marked.front_matter, marked.tree)
        and not any(finding.code == FRONT_MATTER for finding in (*again.text.findings, *marked.text.findings))
        and all(
            own in {None, id_} for own, id_ in zip((n.own_id for n in again.tree.nodes), working.tree.ids, strict=True)
        )
    ):
        raise NotApprovable(
            f"{policy.ref} could not be sealed: what would be written does not read as what was approved.",
            fix="Write each field of the front matter as `name: value` on lines of its own, without indentation.",
            path=working.path,
        )


def _people_named(school: School, version: Version) -> dict[str, dict[str, str]]:
    """Return the directory's entries for the roles that a text names, as they are on this day."""
    values = version.front_matter
    roles = [party.role for party in (values.owner, *values.responsible) if party and party.role]
    roles += [role for node in version.tree.nodes for role in roles_in(node.text)]
    return {
        role: school.people[role].model_dump(exclude_none=True) for role in sorted(set(roles)) if role in school.people
    }
