"""Findings as annotations of GitHub Actions, each on its line.

The form is that of workflow commands (GitHub Docs, "Workflow commands for GitHub Actions"). Whatever a policy's text
holds stays within its annotation: line breaks and the signs that part the command are escaped.
"""

from __future__ import annotations

from typing import Final

from policybook.checking.check import Report
from policybook.finding import Finding, Level
from policybook.rendering.findings_places import by_gravity, path_of, sentence
from policybook.rendering.text_reports import summary

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = str.maketrans({**_DATA, ":": "%3A", ",": "%2C"})
_MESSAGE: Final = str.maketrans(_DATA)


def findings_github(report: Report, folder: str) -> str:
    """Return what `policybook check --format github` prints: a command for each finding, then the summary.

    Args:
        report: What was found.
        folder: The book's folder, as seen from the repository's top, where the command runs.
    """
    return "\n".join((*(_command(finding, folder) for finding in by_gravity(report.findings)), summary(report)))


def _command(finding: Finding, folder: str) -> str:
    place = {"file": path_of(finding, folder), "line": finding.line, "col": finding.column if finding.line else None}
    given = {**place, "title": _title(finding)}
    properties = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in given.items() if value)
    return f"::{_COMMANDS[finding.level]} {properties}::{sentence(finding).translate(_MESSAGE)}"


def _title(finding: Finding) -> str:
    return f"{finding.code} ({finding.policy})" if finding.policy else finding.code
