"""What `check` reports: a code, a level, a place, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from policybook.messages.messages import Later
from policybook.messages.reading import english


class Level(StrEnum):
    """How grave a finding is; the order of the members is from grave to light."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a note."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth a look, at one place."""

    code: str
    """The stable name of this kind of finding, e.g. `review-overdue`."""
    level: Level
    what: Later
    """What is wrong, in a sentence that a school's clerk understands."""
    remedy: Later | None = None
    """What to do about it."""
    line: int | None = None
    """The line, counted from one."""
    column: int | None = None
    """The column, counted from one."""
    path: str = ""
    """The file, as a POSIX path relative to the book's folder, or as the user named it."""
    policy: str = ""
    """`school/policy`, `school` for a finding about a school, empty for one about the book."""

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return english()(self.what)

    @property
    def fix(self) -> str:
        """What to do about it, in English; empty where nothing is said."""
        return english()(self.remedy) if self.remedy else ""

    def at(self, path: str, policy: str) -> Finding:
        """Return the finding placed in a file and policy, where it has no place yet."""
        return replace(self, path=self.path or path, policy=self.policy or policy)


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in reading order: by policy, file, line, then gravity and code."""
    return sorted(
        findings, key=lambda f: (f.policy, f.path, f.line or 0, f.column or 0, f.level.rank, f.code, f.message)
    )
