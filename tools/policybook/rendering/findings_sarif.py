"""Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which code scanning reads."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import quote

from policybook import __version__
from policybook.checking.baseline import without_lines
from policybook.checking.check import Report
from policybook.finding import Finding, Level
from policybook.rendering.findings_places import by_gravity, path_of, sentence

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


def findings_sarif(report: Report, folder: str) -> dict[str, Any]:
    """Return what `policybook check --format sarif` prints.

    Args:
        report: What was found.
        folder: The book's folder, as seen from the repository's top, where the command runs.

    Returns:
        A log of one run. The review of every policy stands in the run's properties, so that no state is lost where the
        settings give it no finding.
    """
    findings = by_gravity(report.findings)
    codes = sorted({finding.code for finding in findings})
    rules = [{"id": code, "shortDescription": {"text": code.replace("-", " ").capitalize()}} for code in codes]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "policybook", "semanticVersion": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, codes.index(finding.code), folder) for finding in findings],
                "properties": {
                    "today": report.today.isoformat(),
                    "known": len(report.known),
                    "reviews": {
                        name: str(review.state or "withdrawn") for name, review in sorted(report.reviews.items())
                    },
                },
            }
        ],
    }


def _result(finding: Finding, rule: int, folder: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(path_of(finding, folder)), "uriBaseId": "%SRCROOT%"}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
        if finding.column:
            place["region"]["startColumn"] = finding.column
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.level],
        "message": {"text": sentence(finding)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"policybook/1": _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same of a finding while lines are added above it; a review's days pass, too."""
    words = "" if finding.code.startswith("review-") else without_lines(finding.message)
    return hashlib.sha256("\0".join((finding.code, finding.path, words)).encode()).hexdigest()[:32]
