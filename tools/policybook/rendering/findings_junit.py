"""Findings as JUnit XML, which most test dashboards read: a suite for each school, a test for each policy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as Xml

from policybook.checking.check import Report
from policybook.finding import Finding, Level
from policybook.rendering.findings_places import by_gravity, path_of, sentence

_BOOK: Final = "The book"
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def findings_junit(report: Report, folder: str, fail_on: Level) -> str:
    """Return what `policybook check --format junit` prints.

    Args:
        report: What was found.
        folder: The book's folder, as seen from where the command runs.
        fail_on: From which level on a finding fails its policy's test; others stand in the test's output.
    """
    suites: dict[str, list[str]] = {}
    for subject in sorted({*report.reviews, *(finding.policy for finding in report.findings)}):
        school = subject.partition("/")[0]
        suites.setdefault(report.names.get(school, subject or _BOOK), []).append(subject)
    root = Xml.Element("testsuites", name="policybook")
    for title, subjects in suites.items():
        suite = Xml.SubElement(root, "testsuite", name=_plain(title), timestamp=f"{report.today}T00:00:00")
        failures = sum(_case(suite, subject, report, folder, fail_on) for subject in subjects)
        suite.attrib |= {"tests": str(len(subjects)), "failures": str(failures), "errors": "0", "skipped": "0"}
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=False)


def _case(suite: Xml.Element, subject: str, report: Report, folder: str, fail_on: Level) -> bool:
    """Add the test of a policy, or of the files of a school or the book; return whether it fails."""
    is_policy = "/" in subject
    name = report.names.get(subject, "school.yml") if is_policy else "school.yml" if subject else "book.yml"
    case = Xml.SubElement(suite, "testcase", classname=_plain(subject or "book"), name=_plain(name), time="0")
    found = by_gravity(report.of(subject))
    grave = [finding for finding in found if finding.level.rank <= fail_on.rank]
    if grave:
        failure = Xml.SubElement(case, "failure", type=grave[0].code, message=_plain(grave[0].message))
        failure.text = _listed(grave, folder)
    light = [finding for finding in found if finding not in grave]
    review = report.reviews.get(subject)
    rows = [f"{review.lateness}: {review.reason}."] if review else []
    Xml.SubElement(case, "system-out").text = "\n".join((*map(_plain, rows), _listed(light, folder))).strip()
    return bool(grave)


def _listed(findings: Iterable[Finding], folder: str) -> str:
    return "\n".join(
        _plain(f"{path_of(f, folder)}:{f.line or 1}: {f.level}: {sentence(f)} [{f.code}]") for f in findings
    )


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
