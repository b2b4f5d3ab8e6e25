"""The command line: exit codes, what stands on which stream, names of versions, JSON by its schemas."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import SCHOOL, Bookfolder, Ran, Repository, policy
from policybook.cli import main

PATH = "hill/e-safety/policy.md"
DAY = ("--today", "2026-11-21")
Run = Callable[..., Ran]

OLD = policy(
    "## 1. Screens\n\n1.1 Staff must [lock](policy.md) screens:\n\n- at noon\n",
    kind="e-safety",
    audience="[staff]",
    review="{frequency: annually}",
)


@pytest.fixture
def versions(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A policy with two approved versions and a draft, which differ in one word."""
    folder = book({"hill/school.yml": SCHOOL, PATH: OLD})
    folder.approve("2025-01", minute="7.2")
    folder.edit(PATH, ("status: approved", "status: draft\nchange_note: Later."), ("at noon", "at one"))
    folder.approve("2026-02-03")
    folder.edit(PATH, ("status: approved", "status: draft"), ("at one", "at two"))
    return folder


@pytest.fixture
def schema(run: Run) -> Callable[[str], jsonschema.Draft202012Validator]:
    """Return what gives the validator of a schema, as `policybook schema` prints it."""

    def validator(name: str) -> jsonschema.Draft202012Validator:
        printed = run("schema", name).json
        jsonschema.Draft202012Validator.check_schema(printed)
        return jsonschema.Draft202012Validator(printed, format_checker=jsonschema.FormatChecker())

    return validator


# Exit codes and streams.


def test_done_is_0(run: Run, versions: Bookfolder) -> None:
    for arguments in (["check"], ["show", "hill/e-safety"], ["show", "hill/e-safety", "--format", "json"]):
        done = run(*arguments, "--book", versions.root, *DAY)
        assert (done.code, done.err) == (0, "")
        assert done.out.endswith("\n")


def test_findings_are_1(run: Run, versions: Bookfolder) -> None:
    overdue = run("check", "--book", versions.root, "--today", "2027-02-04")
    assert (overdue.code, overdue.err) == (1, "")
    assert "[review-overdue]" not in overdue.out  # the review line says it
    assert "Overdue by 1 day: due 3 February 2027" in overdue.out


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        ("error", "error", 1),
        ("error", "warning", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("note", "warning", 0),
        ("off", "warning", 0),
    ],
)
def test_from_which_level_on_check_fails(run: Run, hill: Bookfolder, level: str, fail_on: str, code: int) -> None:
    hill.edit(PATH, ("Staff must", "# A\n\nStaff must"))
    hill.write({"book.yml": f"levels: {{heading-level: {level}}}\n"})
    assert run("check", "--book", hill.root, "--fail-on", fail_on, *DAY).code == code


def test_errors_fail_by_default_and_warnings_do_not(run: Run, hill: Bookfolder) -> None:
    hill.edit(PATH, ("Staff must", "# A\n\nStaff must"))
    assert run("check", "--book", hill.root, *DAY).code == 0
    hill.edit(PATH, ("Staff must", "{{nobody}} must"))
    assert run("check", "--book", hill.root, *DAY).code == 1


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["frobnicate"], "frobnicate"),
        (["check", "--frobnicate"], "--frobnicate"),
        (["show"], "POLICY"),
        (["show", "a", "b"], "b"),
        (["check", "--format", "xml"], "xml"),
        (["check", "--fail-on", "note"], "note"),
        (["check", "--today", "tomorrow"], "--today: “tomorrow” is no day"),
        (["check", "--today", "2026-13-01"], "--today"),
        (["check", "--today", "2026-11"], "--today"),
        (["check", "--within", "soon"], "--within: “soon” is no number of days"),
        (["check", "--within", "-3"], "--within"),
        (["check", "--within", "²"], "--within"),
        (["schema", "nothing"], "There is no schema “nothing”"),
        (["approve", "hill/e-safety"], "--date"),
        (["approve", "hill/e-safety", "--date", "soon"], "--date: “soon” is no date"),
        (["approve", "hill/e-safety", "--date", "2019"], "a year without a month"),
        (["approve", "hill/e-safety", "--date", "2026-01", "--correct"], "--correct and --why go together"),
        (["approve", "hill/e-safety", "--date", "2026-01", "--why", "x"], "--correct and --why go together"),
    ],
)
def test_wrong_words_are_2(run: Run, hill: Bookfolder, arguments: list[str], phrase: str) -> None:
    before = hill.contents()
    done = run(*arguments, cwd=hill.root)
    assert (done.code, done.out) == (2, "")
    assert phrase in re.sub(r"\x1b\[[\d;]*m", "", done.err)
    assert hill.contents() == before


@pytest.mark.parametrize(
    ("arguments", "phrases"),
    [
        (["show", "hill/nothing"], ["Hill Primary School has no policy “nothing”", "hill/e-safety"]),
        (["show", "dale/e-safety"], ["no school “dale”", "It has hill"]),
        (["show", "hil/e-safety"], ["no school “hil”", "Did you mean hill?"]),
        (["diff", "hill/e-safty"], ["no policy “e-safty”", "Did you mean hill/e-safety?"]),
        (["show", "e-safty"], ["“e-safty” names no policy", "Did you mean hill/e-safety?"]),
        (["compare", "hil/e-safety"], ["no school “hil”", "Did you mean hill?"]),
        (["compare", "hill"], ["“hill” is a school", "It has hill/e-safety"]),
        (["compare"], ["no policies that name a kind", "Write `kind:` into the front matter"]),
        (["show", "hill"], ["“hill” is a school", "It has hill/e-safety"]),
        (["check", "e-safety"], ["“e-safety” names no policy", "Did you mean hill/e-safety?"]),
        (["show", "hill/e-safety@2019-11"], ["no version “2019-11”", "It has working"]),
        (["show", "hill/e-safety@in-force"], ["Nothing of hill/e-safety is in force", "It has working"]),
        (["show", "hill/e-safety@previous"], ["no version before the one in force"]),
        (["show", "hill/e-safety@git:HEAD"], ["no git repository"]),
        (["show", "nowhere.md"], ["nowhere.md: cannot be read: No such file or directory", "Check the name."]),
        (["check", "hill/nothing"], ["has no policy “nothing”"]),
        (["check", "nowhere.md"], ["nowhere.md", "No such file"]),
        (["check", "--book", "nowhere"], ["nowhere is no folder"]),
        (["show", "hill/e-safety", "--book", "nowhere"], ["nowhere is no folder"]),
        (["approve", "hill/nothing", "--date", "2026-01"], ["has no policy “nothing”"]),
        (
            ["approve", "hill/e-safety", "--date", "2026-01", "--correct", "--why", "x"],
            ["no version 2026-01 to correct"],
        ),
    ],
)
def test_input_that_cannot_be_read_is_3(
    run: Run, hill: Bookfolder, monkeypatch: pytest.MonkeyPatch, arguments: list[str], phrases: list[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(hill.root.parent))
    before = hill.contents()
    done = run(*arguments, cwd=hill.root)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("policybook: ")
    for phrase in phrases:
        assert phrase in done.err
    assert hill.contents() == before


def test_no_book_anywhere_is_3(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    done = run("check", cwd=tmp_path / "empty")
    assert (done.code, done.out) == (3, "")
    assert "There is no `policies` folder" in done.err
    assert "--book" in done.err


def test_a_folder_that_is_called_like_a_policy(run: Run, hill: Bookfolder) -> None:
    hill.path("odd.md").mkdir()
    done = run("show", hill.path("odd.md"))
    assert done.code == 3
    assert "cannot be read" in done.err


@pytest.mark.parametrize("start", ["", "policies", "policies/hill", "policies/hill/e-safety", "elsewhere/deep"])
def test_the_book_is_the_nearest_above(run: Run, versions: Bookfolder, start: str) -> None:
    folder = versions.root.parent / start
    folder.mkdir(parents=True, exist_ok=True)
    assert run("show", "hill/e-safety", *DAY, cwd=folder).code == 0


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"policybook {importlib.metadata.version('policybook')}\n"
    done = run("--help")
    assert done.code == 0
    for command in ("check", "show", "approve", "schema"):
        assert command in done.out


def test_the_installed_program_is_this_one() -> None:
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="policybook")
    assert script.load() is main


PROGRAM = [sys.executable, "-c", "from policybook.cli import main; main()"]


def test_the_program_itself(versions: Bookfolder) -> None:
    done = subprocess.run(
        [*PROGRAM, "check", "--today", "2027-02-04"], cwd=versions.root, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"3 February 2027" in done.stdout
    done = subprocess.run([*PROGRAM, "show", "nothing/at-all"], cwd=versions.root, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(versions: Bookfolder) -> None:
    with subprocess.Popen(
        [*PROGRAM, "show", "hill/e-safety", *DAY], cwd=versions.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
    assert running.returncode in {0, 1}


# check


def test_check_names_place_code_message_and_what_to_do(run: Run, hill: Bookfolder) -> None:
    hill.edit(PATH, ("Staff must", "{{nobody}} must"), ("status: draft", "status: final"))
    out = run("check", "--book", hill.root, *DAY).out
    assert f"error {PATH}:7 [role-unknown]" in out
    assert f"error {PATH}:3:1 [front-matter-invalid]" in out
    assert "The school's directory has no role “nobody”." in out
    assert "→ Add it to school.yml" in out
    assert "\x1b" not in out


def test_check_sums_up_in_one_line(run: Run, versions: Bookfolder) -> None:
    versions.write({"hill/other/policy.md": policy()})
    last = run("check", "--book", versions.root, *DAY).out.rstrip().split("\n")[-1]
    assert last.startswith("2 policies on 21 November 2026: ")
    assert "1 current" in last
    assert "1 without a review date" in last
    assert "1 note" in last


def test_check_of_some_policies(run: Run, versions: Bookfolder) -> None:
    versions.write({"hill/other/policy.md": policy(owner=""), "dale/p/policy.md": policy()})
    assert run("check", "--book", versions.root, *DAY).code == 1
    done = run("check", "hill/e-safety", "--book", versions.root, *DAY)
    assert done.code == 0
    assert "hill/other" not in done.out
    assert "dale" not in done.out


@pytest.mark.parametrize("days", ["75d", "75", "75 days", " 75d "])
def test_the_window_of_reviews_due_soon(run: Run, versions: Bookfolder, days: str) -> None:
    # Due on 3 February 2027, which is 74 days later.
    def codes(*options: str) -> list[str]:
        return [
            f["code"]
            for f in run("check", "--book", versions.root, "--format", "json", *options, *DAY).json["findings"]
        ]

    assert "review-due-soon" not in codes()
    assert "review-due-soon" not in codes("--within", "73d")
    assert "review-due-soon" in codes("--within", days)


def test_check_of_a_file_outside_any_book(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "loose.md"
    path.write_text(policy("# A\n\nStaff must ask.\n", owner=""))
    done = run("check", path, "--format", "json", *DAY, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")  # front matter that is missing or another program's is no error
    found = {finding["code"]: finding for finding in done.json["findings"]}
    assert found["owner-missing"]["path"] == str(path)
    assert found["owner-missing"]["level"] == "warning"
    assert found["heading-level"]["line"] == 6


# show


def test_show_prints_the_tree(run: Run, versions: Bookfolder) -> None:
    out = run("show", "hill/e-safety", "--book", versions.root, *DAY).out
    for words in (
        "E-safety",
        "@working",
        "Headteacher (A. Head)",
        "1 Screens",
        "1.1 Staff must lock screens:",
        "· at two",
    ):
        assert words in out
    indents = [len(row) - len(row.lstrip()) for row in out.split("\n") if re.search("Screens$|1.1 Staff|at two", row)]
    assert indents == [0, 2, 4]


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        ("hill/e-safety", "working", "at two"),
        ("hill/e-safety@working", "working", "at two"),
        ("hill/e-safety@in-force", "2026-02-03", "at one"),
        ("hill/e-safety@previous", "2025-01", "at noon"),
        ("hill/e-safety@2025-01", "2025-01", "at noon"),
        ("hill/e-safety@2026-02-03", "2026-02-03", "at one"),
    ],
)
def test_show_of_a_version(run: Run, versions: Bookfolder, name: str, version: str, words: str) -> None:
    shown = run("show", name, "--book", versions.root, "--format", "json", *DAY).json
    assert (shown["policy"], shown["version"]) == ("hill/e-safety", version)
    assert shown["clauses"][-1]["text"] == words


def test_previous_is_the_one_before_the_one_in_force(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("Later.", "Later still."))
    versions.approve("2026-05")
    arguments = ("show", "hill/e-safety@previous", "--book", versions.root, "--format", "json", "--today")
    assert run(*arguments, "2026-05-01").json["version"] == "2026-02-03"
    assert run(*arguments, "2026-04-30").json["version"] == "2025-01"
    assert run(*arguments, "2026-02-02").code == 3


def test_what_is_in_force_depends_on_the_day(run: Run, versions: Bookfolder) -> None:
    arguments = ("show", "hill/e-safety@in-force", "--book", versions.root, "--format", "json", "--today")
    assert run(*arguments, "2026-02-02").json["version"] == "2025-01"
    assert run(*arguments, "2026-02-03").json["version"] == "2026-02-03"
    assert run(*arguments, "2024-12-31").code == 3


def test_show_of_a_git_revision(run: Run, versions: Bookfolder, repository: Callable[[Path], Repository]) -> None:
    kept = repository(versions.root.parent)
    kept.commit()
    kept.git("branch", "clerk/draft")
    versions.edit(PATH, ("at two", "at three"))
    shown = run("show", "hill/e-safety@git:clerk/draft", "--format", "json", *DAY, cwd=versions.root).json
    assert (shown["policy"], shown["version"]) == ("hill/e-safety", "git:clerk/draft")
    assert shown["clauses"][-1]["text"] == "at two"
    missing = run("show", "hill/e-safety@git:nowhere", cwd=versions.root)
    assert (missing.code, missing.out) == (3, "")
    assert "no revision “nowhere”" in missing.err


def test_show_of_a_file_outside_any_book(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.markdown"
    path.write_text("---\nlayout: sheet\ntitle: Refunds\n---\n# Fair\n\n- We pay.\n")
    done = run("show", path, "--format", "json", *DAY, cwd=tmp_path)
    assert done.code == 0
    assert (done.json["policy"], done.json["version"], done.json["status"]) == (str(path), None, None)
    assert done.json["metadata"] == {"title": "Refunds"}
    assert [clause["text"] for clause in done.json["clauses"]] == ["Fair", "We pay."]
    # Foreign and missing front matter are findings, not errors.
    assert f"{path}:2:1: warning: “layout” is no field known here" in done.err
    assert "[owner-missing]" in done.err


def test_show_of_a_file_without_front_matter(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text("Staff must ask.\n")
    done = run("show", path, *DAY, cwd=tmp_path)
    assert done.code == 0
    assert "Staff must ask." in done.out
    assert "no front matter" in done.err


def test_show_goes_on_after_findings(run: Run, hill: Bookfolder) -> None:
    hill.edit(PATH, ("status: draft", "status: [draft"))
    done = run("show", "hill/e-safety", "--book", hill.root, "--format", "json", *DAY)
    assert done.code == 0
    assert f"{PATH}:" in done.err
    assert done.json["clauses"][0]["text"] == "Staff must lock their screens."


# JSON


def test_json_of_a_policy_is_as_the_contract_has_it(
    run: Run, versions: Bookfolder, schema: Callable[[str], jsonschema.Draft202012Validator]
) -> None:
    shown = run("show", "hill/e-safety@2025-01", "--book", versions.root, "--format", "json", *DAY).json
    schema("policy").validate(shown)
    assert list(shown) == ["schema", "policy", "version", "status", "metadata", "review", "clauses"]
    assert shown["schema"] == "policybook/policy/1"
    assert shown["status"] == "approved"
    assert shown["metadata"]["approved"] == {"by": "Governing Body", "date": "2025-01", "minute": "7.2"}
    assert shown["metadata"]["owner"] == {"role": "headteacher"}
    assert shown["review"] == {
        # The state is that of the policy's version in force, whichever version is shown.
        "due": "2027-02-03",
        "state": "current",
        "days": 74,
        "reason": "due 3 February 2027: approved 3 February 2026, reviewed annually",
    }
    section, stem, item = shown["clauses"]
    assert section == {
        "id": "screens",
        "kind": "section",
        "label": "1",
        "text": "Screens",
        "parent": None,
        "section": [],
        "modality": section["modality"],
        "topics": section["topics"],
        "line": section["line"],
    }
    assert (stem["id"], stem["kind"], stem["label"]) == ("staff-lock-screens", "clause", "1.1")
    assert (stem["text"], stem["parent"], stem["section"]) == ("Staff must lock screens:", "screens", ["Screens"])
    assert (item["label"], item["parent"], item["section"]) == (None, "staff-lock-screens", ["Screens"])
    rows = versions.read("hill/e-safety/versions/2025-01.md").split("\n")
    assert [rows[clause["line"] - 1].split()[0] for clause in shown["clauses"]] == ["##", "1.1", "-"]


ODD = [
    policy(),
    policy("", status="withdrawn"),
    policy("Text.\n", "effective: 2026-01", status="withdrawn"),
    policy(BODY := "## A\n\n### (a) B\n\n- c:\n  1. d\n\n| e |\n|---|\n\n> f\n\n<p>g</p>\n"),
    policy(BODY, status="approved"),
    policy(BODY, "review: {due: 2027-11}", status="approved", approved="{date: 2026-01-02}"),
    "---\nbroken: [\n---\n",
    "",
    "Text only.\n",
]


@pytest.mark.parametrize("text", ODD)
def test_all_json_is_as_its_schema_says(
    run: Run, hill: Bookfolder, schema: Callable[[str], jsonschema.Draft202012Validator], text: str
) -> None:
    hill.write({PATH: text, "Odd Name/p q/policy.md": text, "stray.md": "x"})
    options = ("--book", hill.root, "--format", "json", *DAY)
    schema("policy").validate(run("show", "hill/e-safety", *options).json)
    schema("policy").validate(run("show", hill.path(PATH), "--format", "json", *DAY).json)
    schema("findings").validate(run("check", *options).json)
    schema("findings").validate(run("check", hill.path(PATH), "--format", "json", *DAY).json)


def test_json_of_findings_is_as_the_contract_has_it(run: Run, hill: Bookfolder) -> None:
    hill.edit(PATH, ("status: draft", "status: final"))
    hill.write({"book.yml": "tilte: x\n", "dale/other/policy.md": policy(owner="{role: Head, name: N. Name}")})
    report = run("check", "--book", hill.root, "--format", "json", *DAY).json
    assert list(report) == ["schema", "today", "findings", "summary"]
    assert (report["schema"], report["today"]) == ("policybook/findings/1", "2026-11-21")
    found = {finding["path"]: finding for finding in report["findings"] if finding["level"] != "note"}
    assert list(found[PATH]) == ["code", "level", "policy", "path", "line", "column", "message", "fix"]
    assert (found[PATH]["policy"], found[PATH]["line"], found[PATH]["column"]) == ("hill/e-safety", 3, 1)
    assert found["book.yml"]["policy"] is None
    assert found["dale"]["policy"] == "dale"
    summary = report["summary"]
    assert summary["policies"] == 2
    assert summary["states"] == {"undated": 2}
    for level in ("error", "warning", "note"):
        assert summary[level] == len([f for f in report["findings"] if f["level"] == level])


def test_json_is_not_escaped(run: Run, hill: Bookfolder) -> None:
    hill.edit(PATH, ("Staff must", "Élèves must"))
    assert "Élèves must" in run("show", "hill/e-safety", "--book", hill.root, "--format", "json", *DAY).out


@pytest.mark.parametrize("name", ["policy", "findings"])
def test_schemas_refuse_what_is_not_in_the_contract(
    run: Run, versions: Bookfolder, schema: Callable[[str], jsonschema.Draft202012Validator], name: str
) -> None:
    arguments = {"policy": ["show", "hill/e-safety"], "findings": ["check"]}[name]
    sound = run(*arguments, "--book", versions.root, "--format", "json", *DAY).json
    assert schema(name).is_valid(sound)
    assert not schema(name).is_valid({**sound, "more": 1})
    for key in sound:
        assert not schema(name).is_valid({other: value for other, value in sound.items() if other != key})
    assert not schema(name).is_valid({**sound, "schema": "policybook/other/1"})


FRONT: dict[str, Any] = {"title": "T", "status": "draft", "owner": {"role": "headteacher"}}


@pytest.mark.parametrize(
    ("fields", "valid"),
    [
        ({}, True),
        ({"approved": {"by": "Governors", "date": "2019-11", "minute": "7"}}, True),
        ({"responsible": [{"role": "a", "for": "passwords"}]}, True),
        ({"audience": ["staff", "parents"], "kind": "acceptable-use", "effective": "2019-11-04"}, True),
        ({"review": {"due": "2027-11", "frequency": "annually", "by": "Governors"}}, True),
        ({"title": None}, False),
        ({"status": "final"}, False),
        ({"owner": "headteacher"}, False),
        ({"audience": ["aliens"]}, False),
        ({"kind": "Not An Id"}, False),
        ({"effective": "4 November 2019"}, False),
        ({"reviewed": "annually"}, False),
        ({"review": {"next": "2027-11"}}, False),
    ],
)
def test_the_schema_of_front_matter(
    schema: Callable[[str], jsonschema.Draft202012Validator], fields: dict[str, Any], valid: bool
) -> None:
    assert schema("front-matter").is_valid(FRONT | fields) is valid


@pytest.mark.parametrize("name", ["title", "status", "owner"])
def test_the_schema_of_front_matter_requires(
    schema: Callable[[str], jsonschema.Draft202012Validator], name: str
) -> None:
    assert not schema("front-matter").is_valid({key: value for key, value in FRONT.items() if key != name})


# approve


def test_approve_says_what_it_wrote(run: Run, hill: Bookfolder) -> None:
    done = run("approve", "hill/e-safety", "--by", "Governors", "--date", "2026-01", "--book", hill.root, *DAY)
    assert (done.code, done.err) == (0, "")
    sealed = hill.path("hill/e-safety/versions/2026-01.md")
    assert done.out == f"wrote {sealed}\nupdated {hill.path(PATH)}\n"
    assert sealed.is_file()
    assert run("check", "--book", hill.root, *DAY).code == 0


def test_approve_says_that_nobody_is_named_and_what_mends_it(run: Run, hill: Bookfolder) -> None:
    approve = ("approve", "hill/e-safety", "--date", "2026-01", "--book", hill.root, *DAY)
    done = run(*approve)
    assert (done.code, done.err) == (
        0,
        "Nobody is named as having approved it. If it is known who did, add it with --by, --correct and --why.\n",
    )
    done = run(*approve, "--by", "Governors", "--correct", "--why", "The body was left out.")
    assert (done.code, done.err) == (0, "")
    approved = run("show", "hill/e-safety@2026-01", "--format", "json", "--book", hill.root, *DAY).json["metadata"]
    assert approved["approved"]["by"] == "Governors"


def test_approve_undated(run: Run, hill: Bookfolder) -> None:
    done = run("approve", "hill/e-safety", "--date", "undated", "--book", hill.root, *DAY)
    assert (done.code, done.err) == (0, "")
    assert run("show", "hill/e-safety@undated", "--book", hill.root, *DAY).code == 0


def test_approve_refuses_with_3(run: Run, versions: Bookfolder) -> None:
    before = versions.contents()
    done = run("approve", "hill/e-safety", "--date", "2025-12", "--by", "X", "--book", versions.root, *DAY)
    assert (done.code, done.out) == (3, "")
    assert "December 2025 is before 3 February 2026" in done.err
    assert versions.contents() == before


def test_approve_corrects(run: Run, versions: Bookfolder) -> None:
    arguments = ("approve", "hill/e-safety", "--date", "2026-02-03", "--by", "X", "--book", versions.root, *DAY)
    done = run(*arguments, "--correct", "--why", "A slip.")
    assert done.code == 0
    assert "versions/corrected/2026-02-03-1.md" in done.out
    shown = run("show", "hill/e-safety@2026-02-03", "--book", versions.root, "--format", "json", *DAY).json
    assert shown["clauses"][-1]["text"] == "at two"
    (entry,) = shown["metadata"]["corrections"]
    assert (entry["date"], entry["why"]) == ("2026-11-21", "A slip.")


def test_errors_name_the_file_and_the_line(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("change_note: Later.\n", ""))
    done = run("approve", "hill/e-safety", "--date", "2026-05", "--by", "X", "--book", versions.root, *DAY)
    assert done.code == 3
    first, second = done.err.rstrip("\n").split("\n")
    assert first == f"policybook: {PATH}:1: The new version does not say why it differs from the one in force."
    assert second.strip() == "Add `change_note:` to its front matter."


def test_output_is_json_even_where_texts_are_odd(run: Run, hill: Bookfolder) -> None:
    hill.write({PATH: policy("\u2028 \x0b \x7f \U0001f600 \\ \" ' </script>\n")})
    json.loads(run("show", "hill/e-safety", "--book", hill.root, "--format", "json", *DAY).out)
