"""A book in memory: schools, their policies and the versions of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from policybook.book.glossary import NO_TERMS, OwnTerms
from policybook.book.statutory import NOTHING_EXPECTED, Statutory
from policybook.book.suggestions import known_names, nearest
from policybook.book.superseded import NO_REFERENCES, References
from policybook.dates import PartialDate
from policybook.errors import PolicyNotFound
from policybook.finding import Finding
from policybook.metadata import BookFile, FrontMatter, Person, SchoolType, Status
from policybook.model import Form, Tree
from policybook.parsing import PolicyText

WORKING: Final = "working"
UNDATED: Final = "undated"
_SILENT: Final = frozenset({Form.DEFINITION, Form.BREAK})


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A text of a policy at one time."""

    name: str | None
    """`working`, the stem of a sealed file (`2019-11`, `undated`), `git:REF`, or None for a file named by its path."""
    path: str
    """The file, relative to the book's folder, or as the user named it."""
    text: PolicyText
    tree: Tree
    """With ids."""

    @property
    def front_matter(self) -> FrontMatter:
        """What the version says of itself."""
        return self.text.front_matter

    @property
    def is_working(self) -> bool:
        """Whether this is the text that authors edit."""
        return self.name == WORKING

    @property
    def folder(self) -> PurePosixPath:
        """The folder that relative links are seen from: a sealed text keeps those of the working text, one above it."""
        here = PurePosixPath(self.path).parent
        return here.parent if here.name == "versions" and not self.is_working else here

    @property
    def is_empty(self) -> bool:
        """Whether no clause of the text has a word."""
        return not any(node.text for node in self.tree.nodes if not node.is_section and node.form not in _SILENT)

    @property
    def date(self) -> PartialDate | None:
        """The approval date that a sealed file's name gives; None for `undated` and all else."""
        if self.name is None or self.name in {WORKING, UNDATED}:
            return None
        try:
            return PartialDate.parse(self.name)
        except ValueError:
            return None

    @property
    def since(self) -> PartialDate | None:
        """The date from which the version holds: its effective date, else its approval date; None if unknown."""
        approved = self.front_matter.approved
        return self.front_matter.effective or self.date or (approved.date if approved else None)

    def has_come(self, today: datetime.date) -> bool:
        """Return whether the version's day has come; one whose day nobody recorded has."""
        return self.since is None or self.since.first_day <= today


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One document of a school with all its versions."""

    school: str
    id: str
    path: str
    """The policy's folder, relative to the book's."""
    working: Version | None
    sealed: tuple[Version, ...] = ()
    """The approved versions, oldest first; `undated` is older than any date."""
    findings: tuple[Finding, ...] = ()
    """What was wrong with the folder itself; findings about a version's text are in the version."""
    pairs: bytes | None = None
    """The policy's `pairs.yml`."""

    @property
    def ref(self) -> str:
        """The policy's name in commands and JSON: `school/policy`."""
        return f"{self.school}/{self.id}"

    @property
    def versions(self) -> tuple[Version, ...]:
        """All versions: the sealed ones oldest first, then the working text."""
        return (*self.sealed, self.working) if self.working else self.sealed

    @property
    def newest_sealed(self) -> Version | None:
        """The newest approved version, whether or not its day has come."""
        return self.sealed[-1] if self.sealed else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether the school gave the policy up, be it from a day to come."""
        return self.working is not None and self.working.front_matter.status is Status.WITHDRAWN

    @property
    def repeats_its_note(self) -> bool:
        """Whether the working text still gives the reason for which the newest approved version differed."""
        if self.working is None or not self.sealed:
            return False
        note, before = self.working.front_matter.change_note, self.sealed[-1].front_matter.change_note
        return note is not None and before is not None and note.split() == before.split()

    def has_lapsed(self, today: datetime.date) -> bool:
        """Return whether the policy was withdrawn and the day has come; one whose day nobody recorded has."""
        if self.working is None or not self.is_withdrawn:
            return False
        since = self.working.front_matter.effective
        return since is None or since.first_day <= today

    def in_force(self, today: datetime.date) -> Version | None:
        """Return the version that holds on a day, or None: a policy that is only a draft, or withdrawn, has none."""
        if self.has_lapsed(today):
            return None
        held = [v for v in self.sealed if v.has_come(today) and (v.date is not None or v.name == UNDATED)]
        if held:
            return held[-1]
        if not self.sealed and self.working and self.working.front_matter.status is Status.APPROVED:
            return self.working if self.working.has_come(today) else None
        return None

    def is_past(self, version: Version, today: datetime.date) -> bool:
        """Return whether a sealed version no longer holds."""
        return version in self.sealed and version.has_come(today) and version is not self.in_force(today)

    def shown(self, today: datetime.date) -> Version | None:
        """Return the version that the policy's page shows: the one in force, else the working or newest text."""
        return self.in_force(today) or self.working or self.newest_sealed

    def draft(self, today: datetime.date) -> Version | None:
        """Return the working text where it is a draft beside, or instead of, a text in force."""
        if (
            self.working
            and self.working.front_matter.status is Status.DRAFT
            and self.working is not self.in_force(today)
        ):
            return self.working
        return None

    def title_on(self, today: datetime.date) -> str:
        """Return what the policy is called on a day: the title of the text that its own page shows."""
        shown = self.shown(today)
        return (shown.front_matter.title if shown else None) or self.title

    @property
    def title(self) -> str:
        """The title of the newest approved text, else of the working one; the id in words where neither has one."""
        for version in (*reversed(self.sealed), self.working):
            if version and version.front_matter.title:
                return version.front_matter.title
        return self.id.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True, eq=False)
class School:
    """A folder of the book, with a directory of people."""

    id: str
    path: str
    name: str
    phase: str | None = None
    local_authority: str | None = None
    people: Mapping[str, Person] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    findings: tuple[Finding, ...] = ()
    type: SchoolType | None = None
    glossary: OwnTerms = NO_TERMS
    """What the school explains in its own words."""


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Everything that is published together."""

    settings: BookFile = field(default_factory=BookFile)
    schools: tuple[School, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What was wrong with the book's own files."""
    others: Mapping[str, Path] = field(default_factory=dict)
    """Pictures and other files in the book's folder."""
    revision: str | None = None
    topics: Mapping[str, bytes] = field(default_factory=dict)
    """The files of topics and rules, by path."""
    messages: Mapping[str, bytes] = field(default_factory=dict)
    """The book's own files of messages, by path."""
    references: References = NO_REFERENCES
    """What has been superseded."""
    statutory: Statutory = NOTHING_EXPECTED
    """Which policies schools are expected to have."""
    glossary: OwnTerms = NO_TERMS
    """What the book explains in its own words."""
    is_public: bool = False
    """Whether this is what everybody may see of a book, as `book.public` makes it: no drafts, no minutes, no desk."""

    @property
    def names_people(self) -> bool:
        """Whether people are named, and not only their roles."""
        return not self.is_public or self.settings.public.names

    def policies(self) -> Iterator[tuple[School, Policy]]:
        """Yield every policy with its school, in the order of their ids."""
        for school in self.schools:
            for policy in school.policies:
                yield school, policy

    def school(self, id_: str) -> School:
        """Return a school by its id.

        Raises:
            PolicyNotFound: There is no such school.
        """
        for school in self.schools:
            if school.id == id_:
                return school
        known = [school.id for school in self.schools]
        raise PolicyNotFound(f"The book has no school “{id_}”.", fix=known_names(id_, known))

    def policy(self, ref: str) -> tuple[School, Policy]:
        """Return a policy, and its school, by `school/policy`.

        Raises:
            PolicyNotFound: There is no such policy.
        """
        school_id, _, policy_id = ref.partition("/")
        if not policy_id:
            raise self._no_policy(ref)
        school = self.school(school_id)
        for policy in school.policies:
            if policy.id == policy_id:
                return school, policy
        known = [policy.ref for policy in school.policies]
        raise PolicyNotFound(f"{school.name} has no policy “{policy_id}”.", fix=known_names(ref, known))

    def _no_policy(self, name: str) -> PolicyNotFound:
        """Return the error about a name without a slash, which may be half of a policy's."""
        name = name.rstrip("/")
        own = [policy.ref for school, policy in self.policies() if school.id == name]
        if own or any(school.id == name for school in self.schools):
            listed = ", ".join(own)
            return PolicyNotFound(
                f"“{name}” is a school; a policy is named SCHOOL/POLICY.",
                fix=f"It has {listed}." if own else "It has no policies.",
            )
        near = nearest(name, {policy.id for _, policy in self.policies()})
        alike = ", ".join(policy.ref for _, policy in self.policies() if policy.id == near)
        schools = known_names(name, [school.id for school in self.schools], "The book has the schools")
        return PolicyNotFound(
            f"“{name}” names no policy: that takes SCHOOL/POLICY, or the path of a file.",
            fix=f"Did you mean {alike}?" if alike else schools,
        )
