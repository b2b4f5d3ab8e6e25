"""Findings for machines: each format is read by what reads it, has the right files, and never loses what is overdue."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema
import junitparser
import pytest

from conftest import SCHOOL, Bookfolder, Ran, policy

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
LATE = policy(status="approved", approved="{by: Governors, date: 2019-11}", review="{frequency: annually}")
PATH = "hill/e-safety/policy.md"

TEXT: dict[str, Any] = {"type": "string"}


def record(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def rows(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


COUNT = {"type": "integer", "minimum": 1}
MESSAGE = record({"text": {**TEXT, "minLength": 1}})
SARIF = record(
    {
        "$schema": TEXT,
        "version": {"const": "2.1.0"},
        "runs": rows(
            record(
                {
                    "tool": record(
                        {
                            "driver": record(
                                {
                                    "name": TEXT,
                                    "semanticVersion": {**TEXT, "pattern": r"^\d+\.\d+\.\d+"},
                                    "rules": rows(record({"id": TEXT, "shortDescription": MESSAGE})),
                                }
                            )
                        }
                    ),
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": rows(
                        record(
                            {
                                "ruleId": TEXT,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": MESSAGE,
                                "locations": rows(
                                    record(
                                        {
                                            "physicalLocation": record(
                                                {
                                                    "artifactLocation": record(
                                                        {"uri": {**TEXT, "format": "uri-reference"}, "uriBaseId": TEXT}
                                                    ),
                                                    "region": record(
                                                        {"startLine": COUNT, "startColumn": COUNT}, "startColumn"
                                                    ),
                                                },
                                                "region",
                                            )
                                        }
                                    )
                                ),
                                "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
                            }
                        )
                    ),
                    "properties": {"type": "object"},
                }
            )
        ),
    }
)
"""What of SARIF 2.1.0 is written, after the standard's own schema."""


@pytest.fixture
def late(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A policy that is overdue by six years, in a school of two policies."""
    return book({"hill/school.yml": SCHOOL, PATH: LATE, "hill/visits/policy.md": policy(title="Visits")})


def found(run: Run, folder: Bookfolder, format_: str, *more: str) -> Ran:
    return run("check", "--format", format_, *DAY, *more, cwd=folder.root.parent)


# GitHub.


def test_an_annotation_names_the_file_from_the_top_of_the_repository(run: Run, late: Bookfolder) -> None:
    done = found(run, late, "github")
    assert done.code == 1
    assert done.out.startswith(
        "::error file=policies/hill/e-safety/policy.md,line=6,col=10,title=review-overdue (hill/e-safety)"
        "::The review is overdue by 5 years"
    )
    assert done.out.splitlines()[-1].startswith("2 policies on 21 November 2026: 1 overdue")


def test_each_level_has_its_command(run: Run, late: Bookfolder) -> None:
    commands = re.findall(r"^::(\w+) .*title=([\w-]+)", found(run, late, "github").out, re.MULTILINE)
    assert sorted(commands) == [
        ("error", "review-overdue"),
        ("notice", "nothing-in-force"),
        ("warning", "approval-unrecorded"),
    ]


def test_what_is_overdue_stands_before_other_errors(run: Run, late: Bookfolder) -> None:
    late.write({"hill/a/policy.md": policy(owner="{role: bursar, name: B}", title="A")})
    assert re.findall(r"^::error .*title=([\w-]+)", found(run, late, "github").out, re.MULTILINE) == [
        "review-overdue",
        "role-unknown",
    ]


@pytest.mark.parametrize("format_", ["github", "sarif", "junit", "json", "text"])
@pytest.mark.parametrize("name", ["::set-env name=A::b", "a%0Ab, c: d", "<b>&amp;</b> ]]>", "bell\x07", 'x"\\u2028y'])
def test_nothing_in_a_policy_breaks_a_report(run: Run, late: Bookfolder, name: str, format_: str) -> None:
    late.edit(PATH, ("---\n\n", "---\n\n## 1. [x](" + name.replace(" ", "%20") + ")\n\nAsk {{" + name + "}}.\n\n"))
    late.write({"hill/school.yml": SCHOOL.replace("Hill Primary School", json.dumps(f"{name}\n::error::x"))})
    done = found(run, late, format_)
    assert done.code == 1
    if format_ == "github":
        assert all(re.match(r"::(error|warning|notice) file=[^:]+::", row) for row in done.out.splitlines()[:-1])
    if format_ == "junit":
        assert junitparser.JUnitXml.fromstring(done.out.encode())
    if format_ in {"sarif", "json"}:
        assert done.json


def test_a_message_says_what_was_written(run: Run, late: Bookfolder) -> None:
    late.edit(PATH, ("---\n\n", "---\n\nAsk {{a%0A::error::b}}.\n\n"))
    assert "no role “a%250A::error::b”." in found(run, late, "github").out


def test_signs_that_part_a_command_are_escaped(run: Run, late: Bookfolder) -> None:
    late.write({"hill/a,b: c%/policy.md": policy(title="A")})
    assert "file=policies/hill/a%2Cb%3A c%25," in found(run, late, "github").out


# SARIF.


def test_sarif_is_valid(run: Run, late: Bookfolder) -> None:
    done = found(run, late, "sarif")
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(done.json)
    (log,) = done.json["runs"]
    first = log["results"][0]
    assert log["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "review-overdue"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "policies/hill/e-safety/policy.md"
    assert place["region"] == {"startLine": 6, "startColumn": 10}
    assert log["properties"]["reviews"] == {"hill/e-safety": "overdue", "hill/visits": "undated"}


def test_a_result_keeps_its_fingerprint_when_lines_and_days_pass(run: Run, late: Bookfolder) -> None:
    body = "Staff must lock their own screens.\n\nStaff must lock their own screens.\n"
    late.edit(PATH, ("Staff must lock their screens.\n", body))

    def prints(*day: str) -> dict[str, str]:
        log = run("check", "--format", "sarif", *day, cwd=late.root.parent).json["runs"][0]
        return {result["ruleId"]: result["partialFingerprints"]["policybook/1"] for result in log["results"]}

    before = prints(*DAY)
    assert {"clause-duplicate", "review-overdue"} <= before.keys()
    late.edit(PATH, (body, "Ask the head first.\n\n" + body))
    assert prints("--today", "2027-12-01") == before


# JUnit.


def test_junit_has_a_test_for_each_policy(run: Run, late: Bookfolder) -> None:
    late.write({"book.yml": "titel: x\n"})
    suites = list(junitparser.JUnitXml.fromstring(found(run, late, "junit").out.encode()))
    assert [(suite.name, suite.tests, suite.failures) for suite in suites] == [
        ("The book", 1, 1),
        ("Hill Primary School", 2, 1),
    ]
    tests = {case.classname: case for case in suites[1]}
    assert tests["hill/e-safety"].name == "E-safety"
    assert [failure.type for failure in tests["hill/e-safety"].result] == ["review-overdue"]
    assert "policies/hill/e-safety/policy.md:6: error: The review is overdue" in tests["hill/e-safety"].result[0].text
    assert tests["hill/visits"].result == []
    assert "[nothing-in-force]" in tests["hill/visits"].system_out


def test_junit_fails_from_the_level_that_the_command_fails_from(run: Run, late: Bookfolder) -> None:
    late.edit(PATH, ("review: {frequency: annually}", "review: {due: 2027-11}"))

    def failures(*more: str) -> list[int]:
        return [s.failures for s in junitparser.JUnitXml.fromstring(found(run, late, "junit", *more).out.encode())]

    assert failures() == [0]
    assert failures("--fail-on", "warning") == [1]


# Files, and what is never lost.


@pytest.mark.parametrize("format_", ["github", "sarif", "junit"])
def test_a_file_outside_the_book_keeps_the_path_that_was_given(run: Run, late: Bookfolder, format_: str) -> None:
    (late.root.parent / "draft.md").write_text("Ask.\n", encoding="utf-8")
    out = run("check", "draft.md", "--format", format_, *DAY, cwd=late.root.parent).out
    assert "draft.md" in out
    assert "policies/draft.md" not in out


@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif", "junit"])
@pytest.mark.parametrize(
    "settings",
    [
        "",
        "levels: {review-overdue: note}\n",
        "levels: {review-overdue: off}\n",
        "school_levels: {hill: {review-overdue: off}}\n",
    ],
)
def test_what_is_overdue_reaches_every_format(run: Run, late: Bookfolder, format_: str, settings: str) -> None:
    late.write({"book.yml": settings})
    run("check", "--write-baseline", *DAY, cwd=late.root.parent)
    done = found(run, late, format_)
    assert done.code == (1 if not settings else 0)
    assert "overdue by 5 years: due 30 November 2020" in done.out or "Overdue by 5 years: due 30 November" in done.out


@pytest.mark.parametrize(
    ("within", "state"), [("9d", None), ("10d", "review-due-soon"), ("400 days", "review-due-soon")]
)
def test_within(run: Run, late: Bookfolder, within: str, state: str | None) -> None:
    late.edit(PATH, ("review: {frequency: annually}", "review: {due: 2026-12-01}"))  # ten days after the 21st
    codes = [f["code"] for f in found(run, late, "json", "--within", within).json["findings"]]
    assert ("review-due-soon" in codes) == (state is not None)


# Levels of one school.


def test_a_school_s_levels_go_before_those_of_all(run: Run, late: Bookfolder) -> None:
    late.write(
        {
            "dale/school.yml": SCHOOL,
            "dale/e-safety/policy.md": LATE,
            "book.yml": "levels: {approval-unrecorded: error}\nschool_levels: {dale: {approval-unrecorded: off}}\n",
        }
    )
    unrecorded = [f for f in found(run, late, "json").json["findings"] if f["code"] == "approval-unrecorded"]
    assert [(f["policy"], f["level"]) for f in unrecorded] == [("hill/e-safety", "error")]


def test_levels_of_a_school_that_is_not_there(run: Run, late: Bookfolder) -> None:
    late.write({"book.yml": "title: T\nschool_levels:\n  dale: {approval-unrecorded: off}\n"})
    (wrong,) = [f for f in found(run, late, "json").json["findings"] if f["path"] == "book.yml"]
    assert (wrong["code"], wrong["line"]) == ("front-matter-invalid", 3)
    assert "no school “dale”" in wrong["message"]
    assert wrong["fix"] == "It has hill."


# The baseline.


FAULTY = "Ask the {{bursar}}.\n\nStaff must lock their own screens.\n\nStaff must lock their own screens.\n"


@pytest.fixture
def old(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A policy with an unknown role and a clause that stands twice."""
    return book({"hill/school.yml": SCHOOL, PATH: policy(FAULTY)})


def listed(run: Run, folder: Bookfolder, *more: str) -> list[str]:
    return [finding["code"] for finding in found(run, folder, "json", *more).json["findings"]]


def test_what_a_baseline_knows_is_counted_and_no_longer_listed(run: Run, old: Bookfolder) -> None:
    assert listed(run, old) == ["nothing-in-force", "role-unknown", "clause-duplicate"]
    done = run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    assert (done.code, done.out) == (0, f"wrote {old.path('baseline.yml')}\n")
    done = found(run, old, "json")
    assert (done.code, done.json["findings"], done.json["summary"]["known"]) == (0, [], 3)
    assert "baseline.yml knows them: 3." in found(run, old, "text").out
    assert listed(run, old, "--no-baseline") == ["nothing-in-force", "role-unknown", "clause-duplicate"]


def test_a_new_finding_fails_though_old_ones_are_known(run: Run, old: Bookfolder) -> None:
    run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    old.edit(PATH, ("Ask the {{bursar}}.\n", "All staff sign.\n\nAsk the {{bursar}}.\n\nTell the {{caretaker}}.\n"))
    done = found(run, old, "json")
    assert done.code == 1
    assert [(f["code"], f["line"]) for f in done.json["findings"]] == [("role-unknown", 11)]


def test_what_is_known_once_is_new_the_second_time(run: Run, old: Bookfolder) -> None:
    run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    old.edit(PATH, (FAULTY, FAULTY + "\nStaff must lock their own screens.\n"))
    assert listed(run, old) == ["clause-duplicate"]


def test_a_mended_finding_that_comes_back_elsewhere_is_new(run: Run, old: Bookfolder) -> None:
    run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    old.edit(PATH, ("Ask the {{bursar}}.", "Tell the {{bursar}}."))
    assert listed(run, old) == ["role-unknown"]


def test_no_baseline_hides_an_edit_of_an_approved_text(run: Run, hill: Bookfolder) -> None:
    hill.approve("2026-01")
    hill.edit(PATH, ("must lock", "may lock"))
    hill.edit("hill/e-safety/versions/2026-01.md", ("must lock", "need not lock"))
    run("check", "--write-baseline", *DAY, cwd=hill.root.parent)
    assert {"edited-after-approval", "seal-broken"} <= set(listed(run, hill))


def test_a_baseline_does_not_make_a_text_approvable(run: Run, old: Bookfolder) -> None:
    run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    done = run("approve", "hill/e-safety", "--by", "Governors", "--date", "2026-11", *DAY, cwd=old.root.parent)
    assert done.code == 3
    assert "bursar" in done.err


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("findings: none\n", 1, "must be a list"),
        ("written: 2026-11-21\nfindings:\n  - {code: role-unknown}\n", 3, "a code, a path and a message"),
        ("findings:\n  - {code: seal-broken, path: a, message: b}\n", 2, "always reported"),
        ("findings: [", 1, "cannot be read"),
    ],
)
def test_a_baseline_that_cannot_be_read_hides_nothing(
    run: Run, old: Bookfolder, text: str, line: int, says: str
) -> None:
    old.write({"baseline.yml": text})
    done = found(run, old, "json").json["findings"]
    (wrong,) = [finding for finding in done if finding["path"] == "baseline.yml"]
    assert (wrong["code"], wrong["line"]) == ("front-matter-invalid", line)
    assert says in wrong["message"]
    assert len(done) == 4


def test_a_baseline_is_of_the_whole_book(run: Run, old: Bookfolder) -> None:
    assert run("check", "hill/e-safety", "--write-baseline", *DAY, cwd=old.root.parent).code == 2


def test_a_baseline_is_the_same_whenever_it_is_written(run: Run, old: Bookfolder) -> None:
    for _ in range(2):
        run("check", "--write-baseline", *DAY, cwd=old.root.parent)
    text = old.read("baseline.yml")
    assert text.count("\n- code: ") == 3
    assert f"written: {datetime.date(2026, 11, 21)}\n" in text
