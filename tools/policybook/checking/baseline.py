"""The findings that a book had on the day it began: counted from then on, and no longer listed.

What decides whether readers can trust a text is never among them: an overdue or coming review, a broken seal, an edit
after approval. Nor is anything hidden where it is not wanted: `check --no-baseline` lists all, and sealing a text looks
at all of its errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import yaml

from policybook.checking.check import Report
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.parsing import decode
from policybook.parsing.yaml_text import CODE, YamlText, read_yaml

BASELINE: Final = "baseline.yml"
"""The name of the file, in the book's folder."""

NEVER_KNOWN: Final = frozenset(
    {"review-overdue", "review-due-soon", "edited-after-approval", "seal-broken", "seal-missing"}
)
"""Codes that no baseline hides."""

_LINE: Final = re.compile(r"\b(lines?) \d+")
_LONGEST: Final = 100


class Known(NamedTuple):
    """What tells a finding from others, wherever its line has gone since."""

    code: str
    path: str
    message: str
    """Without the numbers of lines."""
    text: str
    """How the line begins that it points to; empty where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What `baseline.yml` holds."""

    known: tuple[Known, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What cannot be read in it."""


def read_baseline(data: bytes) -> Baseline:
    """Read the bytes of a `baseline.yml`; what cannot be understood is a finding and hides nothing."""
    text, wrong = decode(data)
    raw = read_yaml(text)
    findings = [*wrong, *raw.findings]
    entries = raw.values.get("findings", [])
    if not isinstance(entries, list):
        findings.append(_invalid(raw, ("findings",), later("finding.baseline.no_list")))
        entries = []
    known: list[Known] = []
    for n, entry in enumerate(entries):
        if not isinstance(entry, dict) or not {"code", "path", "message"} <= entry.keys():
            findings.append(_invalid(raw, ("findings", n), later("finding.baseline.no_entry")))
        elif entry["code"] in NEVER_KNOWN:
            findings.append(_invalid(raw, ("findings", n), later("finding.baseline.always", code=str(entry["code"]))))
        else:
            known.append(Known(*(str(entry.get(name) or "") for name in Known._fields)))
    return Baseline(tuple(known), tuple(finding.at(BASELINE, "") for finding in findings))


def with_baseline(report: Report, files: Mapping[str, bytes], baseline: Baseline) -> Report:
    """Return a report that lists only what a baseline does not know; the rest is counted.

    Args:
        report: What was found.
        files: The files of the book that was checked, by their paths.
        baseline: What it is known to have. A finding that it names once is known once.

    Returns:
        The report; what is wrong with the baseline itself is among its findings.
    """
    left = Counter(baseline.known)
    keys = _keys(files, report.findings)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding, key in zip(report.findings, keys, strict=True):
        hidden = left[key] > 0
        left[key] -= hidden
        (known if hidden else new).append(finding)
    return replace(report, findings=(*baseline.findings, *new), known=tuple(known))


def write_baseline(report: Report, files: Mapping[str, bytes]) -> str:
    """Return the text of a `baseline.yml` that knows the findings of a report, but for those always reported.

    Args:
        report: What was found.
        files: The files of the book that was checked, by their paths.
    """
    findings = [finding for finding in report.findings if finding.code not in NEVER_KNOWN and finding.path != BASELINE]
    values = {"written": report.today, "findings": [key._asdict() for key in _keys(files, findings)]}
    about = (
        "# Findings that are known: `policybook check` counts them and lists only others.\n"
        "# Written by `policybook check --write-baseline`; delete an entry to see it again.\n"
    )
    return about + yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=110)


def without_lines(message: str) -> str:
    """Return a message without the numbers of lines, which change whenever something is written above."""
    return _LINE.sub(r"\1 …", message)


def _keys(files: Mapping[str, bytes], findings: Iterable[Finding]) -> Iterator[Known]:
    rows: dict[str, list[str]] = {}
    for finding in findings:
        if finding.path not in rows:
            # A line of settings is known by what the finding says of it.
            text = decode(files.get(finding.path, b""))[0] if finding.path.endswith(".md") else ""
            rows[finding.path] = text.split("\n")
        own = rows[finding.path]
        text = own[finding.line - 1] if finding.line and finding.line <= len(own) else ""
        yield Known(
            finding.code, finding.path, without_lines(finding.message), " ".join(text.split())[:_LONGEST].rstrip()
        )


def _invalid(raw: YamlText, path: tuple[str | int, ...], what: Later) -> Finding:
    return Finding(CODE, Level.ERROR, what, later("finding.baseline.fix"), *raw.place(path))
