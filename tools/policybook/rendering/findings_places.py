"""Where findings lie, and which come first, as reports for machines tell it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from policybook.finding import Finding


def path_of(finding: Finding, folder: str) -> str:
    """Return the file of a finding as seen from where the command runs.

    Args:
        finding: The finding. One about a file outside the book already has the path that the user gave.
        folder: The book's folder, as a POSIX path.

    Examples:
        >>> from policybook.finding import Finding, Level
        >>> from policybook.messages.messages import later
        >>> what = later("finding.file-empty.what")
        >>> path_of(Finding("file-empty", Level.ERROR, what, path="hill/p/policy.md", policy="hill/p"), "policies")
        'policies/hill/p/policy.md'
    """
    if finding.policy and finding.policy == finding.path and finding.path.endswith(".md"):
        return finding.path
    return posixpath.normpath(posixpath.join(folder, finding.path))


def by_gravity(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the gravest first, and what is overdue before all else: some readers show only ten."""
    return sorted(findings, key=lambda finding: (finding.code != "review-overdue", finding.level.rank))


def sentence(finding: Finding) -> str:
    """Return what a finding says, with what to do."""
    return f"{finding.message} {finding.fix}".strip()
