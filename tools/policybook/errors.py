"""The errors that policybook raises, as one tree.

A problem *in a policy* is never an exception: it is a :class:`policybook.finding.Finding`.
Exceptions are for what stops a command::

    PolicybookError
    ├── UsageError          the command's words are off                     exit code 2
    └── InputError          input that cannot be read or must not be used   exit code 3
        ├── BookNotFound    no `policies/` folder here or above
        ├── PolicyNotFound  the book has no such school, policy or version
        ├── GitError        no repository, no such revision
        └── NotApprovable   `approve` refuses; nothing was written
"""

from __future__ import annotations

from pathlib import Path


class PolicybookError(Exception):
    """The root of all errors that policybook raises; its text says what is wrong, `fix` what to do.

    Args:
        message: What is wrong, in one sentence.
        fix: What to do about it, in one sentence.
        path: The file it is about, if any.
        line: The line in it, counted from one, if known.
    """

    exit_code = 1

    def __init__(self, message: str, *, fix: str = "", path: Path | str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path and self.line else f"{self.path}: " if self.path else ""
        return f"{place}{self.message}" + (f"\n  {self.fix}" if self.fix else "")


class UsageError(PolicybookError):
    """The command's words are off."""

    exit_code = 2


class InputError(PolicybookError):
    """Input that cannot be read or must not be used."""

    exit_code = 3


class BookNotFound(InputError):
    """There is no book at the place named, or none above the current folder."""


class PolicyNotFound(InputError):
    """The book has no such school, policy or version."""


class GitError(InputError):
    """The folder is no git repository, or the repository has no such revision."""


class NotApprovable(InputError):
    """`approve` refuses to seal a text; nothing was written."""
