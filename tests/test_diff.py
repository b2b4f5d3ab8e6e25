"""`policybook diff`: which two texts are compared, what it prints where, its JSON, and git."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, SCHOOL, Bookfolder, Ran, Repository, policy
from policybook.rendering.schemas import schema

Run = Callable[..., Ran]
Init = Callable[[Path], Repository]
PATH = "hill/e-safety/policy.md"
DAY = ("--today", "2026-11-21")
DRAFTS = ("crich-carr/it-acceptable-use", "archbishop-temple/ict-acceptable-use", "linchfield/ict-safeguarding")


def body(*rows: str) -> str:
    return "## 1. Screens\n\n" + "\n\n".join(rows) + "\n"


ONE = body("1.1 Staff must lock screens.", "1.2 Screens are off at noon.")
TWO = body("1.1 Staff must lock screens.", "1.2 Visitors sign in.", "1.3 Screens are off at noon.")
THREE = body("1.1 Visitors sign in.", "1.2 Screens are off at noon.", "1.3 Pupils ask first.")


@pytest.fixture
def versions(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A policy with two approved versions and a draft."""
    folder = book({"hill/school.yml": SCHOOL, PATH: policy(ONE)})
    folder.approve("2025-01")
    folder.write({PATH: policy(TWO, change_note="Visitors.")})
    folder.approve("2026-02-03")
    return folder.write({PATH: policy(THREE, change_note="Pupils.")})


def compared(run: Run, *arguments: str | Path, cwd: Path | None = None) -> Any:
    """Return the JSON of a comparison, which must be as its schema says."""
    done = run("diff", *arguments, "--format", "json", *DAY, cwd=cwd)
    assert done.code == 0, done.err
    jsonschema.Draft202012Validator(schema("changes")).validate(done.json)
    return done.json


def sides(found: Any) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        f"{side['policy']}@{side['version']}" if side["version"] else side["policy"]
        for side in (found["before"], found["after"])
    )


def words(found: Any, side: str) -> list[str]:
    """Return the clauses of one of the two texts, in the order of the changes."""
    return [node["text"] for change in found["changes"] for node in change[side] if change["node"] == "clause"]


# Which two texts.


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["hill/e-safety"], ("2026-02-03", "working")),
        (["hill/e-safety@working"], ("2026-02-03", "working")),
        (["hill/e-safety@2025-01"], ("2025-01", "working")),
        (["hill/e-safety@in-force"], ("2026-02-03", "working")),
        (["hill/e-safety@previous"], ("2025-01", "working")),
        (["hill/e-safety@previous", "hill/e-safety@in-force"], ("2025-01", "2026-02-03")),
        (["hill/e-safety", "hill/e-safety@2025-01"], ("working", "2025-01")),
        (["hill/e-safety@2025-01", "hill/e-safety@2025-01"], ("2025-01", "2025-01")),
    ],
)
def test_names(run: Run, versions: Bookfolder, names: list[str], expected: tuple[str, str]) -> None:
    found = compared(run, *names, "--book", versions.root)
    assert (found["before"]["version"], found["after"]["version"]) == expected
    assert {found["before"]["policy"], found["after"]["policy"]} == {"hill/e-safety"}


def test_one_name_after_approval_is_the_last_step(run: Run, versions: Bookfolder) -> None:
    versions.approve("2026-05")
    found = compared(run, "hill/e-safety", "--book", versions.root)
    assert sides(found) == ("hill/e-safety@2026-02-03", "hill/e-safety@2026-05")


def test_one_name_where_only_formatting_differs_is_the_last_step(run: Run, versions: Bookfolder) -> None:
    versions.approve("2026-05")
    versions.edit(PATH, ("Visitors sign in.", "**Visitors** sign\nin."))
    assert compared(run, "hill/e-safety", "--book", versions.root)["after"]["version"] == "2026-05"


@pytest.mark.parametrize(
    "change", [("Visitors sign", "Visitors must sign"), ("1.3 Pupils", "1.4 Pupils"), ("owner:", "kind: x\nowner:")]
)
def test_one_name_where_the_working_text_differs(run: Run, versions: Bookfolder, change: tuple[str, str]) -> None:
    versions.approve("2026-05")
    versions.edit(PATH, change)
    assert sides(compared(run, "hill/e-safety", "--book", versions.root)) == (
        "hill/e-safety@2026-05",
        "hill/e-safety@working",
    )


def test_what_is_in_force_depends_on_the_day(run: Run, versions: Bookfolder) -> None:
    options = ("hill/e-safety", "--book", versions.root, "--format", "json", "--today")
    assert run("diff", *options, "2026-02-02").json["before"]["version"] == "2025-01"
    assert run("diff", *options, "2026-02-03").json["before"]["version"] == "2026-02-03"


def test_a_draft_beside_a_version_whose_day_has_not_come(run: Run, versions: Bookfolder) -> None:
    done = run("diff", "hill/e-safety", "--book", versions.root, "--format", "json", "--today", "2024-01-01")
    assert done.json["before"]["version"] == "2026-02-03"


def test_a_withdrawn_policy(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("status: draft", "status: withdrawn"))
    assert compared(run, "hill/e-safety", "--book", versions.root)["before"]["version"] == "2026-02-03"


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_policy_of_one_version(run: Run, hill: Bookfolder, is_approved: bool) -> None:
    if is_approved:
        hill.approve("2026-01")
    done = run("diff", "hill/e-safety", "--book", hill.root, *DAY)
    assert (done.code, done.out) == (3, "")
    assert "hill/e-safety has one version only." in done.err


def test_a_version_without_a_working_text(run: Run, versions: Bookfolder) -> None:
    versions.path(PATH).unlink()
    found = compared(run, "hill/e-safety", "--book", versions.root)
    assert sides(found) == ("hill/e-safety@2025-01", "hill/e-safety@2026-02-03")


def test_two_policies(run: Run, versions: Bookfolder) -> None:
    versions.write({"hill/other/policy.md": policy("Other words entirely.\n")})
    found = compared(run, "hill/e-safety@2025-01", "hill/other", "--book", versions.root)
    assert sides(found) == ("hill/e-safety@2025-01", "hill/other@working")


def test_files_outside_any_book(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.markdown"
    one.write_text("---\nlayout: page\n---\n# Rules\n\nStaff must ask.\n")
    two.write_text("# Rules\n\nStaff must ask.\n\nPupils must ask.\n")
    found = compared(run, one, two, cwd=tmp_path)
    assert sides(found) == (str(one), str(two))
    assert found["summary"]["added"] == 1
    done = run("diff", one, two, *DAY, cwd=tmp_path)
    # Foreign and missing front matter are findings, not errors.
    assert done.code == 0
    assert f"{one}:2:1: warning: “layout” is no field known here" in done.err
    assert f"{two}:1:1: warning: The file has no front matter." in done.err
    # By their names alone, because long paths are wrapped.
    assert "A file outside the book." in run("diff", one.name, two.name, *DAY, cwd=tmp_path).out


def test_a_working_text_that_is_what_was_sealed_stands_as_that_does(run: Run, versions: Bookfolder) -> None:
    def standing() -> list[str]:
        out = run("diff", "hill/e-safety@2025-01", "--book", versions.root, *DAY).out
        return [row.split("  ")[-1] for row in out.splitlines() if row.startswith("after")]

    versions.approve("2026-03-04")
    assert standing() == ["In force since 4 March 2026."]
    versions.write({PATH: policy(THREE, change_note="Pupils.", status="approved")})
    assert standing() != ["In force since 4 March 2026."]


def test_a_file_beside_a_policy(run: Run, versions: Bookfolder, tmp_path: Path) -> None:
    path = tmp_path / "proposal.md"
    path.write_text(policy(TWO))
    found = compared(run, "hill/e-safety@in-force", path, "--book", versions.root)
    assert sides(found) == ("hill/e-safety@2026-02-03", str(path))
    assert found["summary"]["unchanged"] == 4
    assert sum(found["summary"].values()) == 4


# What cannot be compared.


@pytest.mark.parametrize(
    ("arguments", "code", "phrase"),
    [
        ([], 2, "BEFORE"),
        (["a", "b", "c"], 2, "c"),
        (["hill/e-safety", "--format", "docx"], 2, "docx"),
        (["hill/e-safety", "--format", "pdf"], 2, "pdf"),
        (["hill/e-safety", "--today", "soon"], 2, "--today"),
        (["one.md"], 2, "One file alone cannot be compared."),
        (["none.md", "other.md"], 3, "none.md: cannot be read"),
        (["hill/none"], 3, "hill/e-safety"),
        (["none/e-safety"], 3, "no school “none”"),
        (["hill/e-safety@2011"], 3, "It has 2025-01, 2026-02-03, working."),
        (["hill/e-safety", "hill/e-safety@2011"], 3, "no version “2011”"),
        (["hill/e-safety", "hill/none"], 3, "no policy “none”"),
        (["hill/e-safety@git:main"], 3, "lies in no git repository"),
    ],
)
def test_errors(
    run: Run, versions: Bookfolder, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, phrase: str
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(versions.root.parent.parent))
    done = run("diff", *arguments, "--book", versions.root, cwd=versions.root.parent)
    assert (done.code, done.out) == (code, "")
    assert phrase in done.err


def test_no_book(run: Run, tmp_path: Path) -> None:
    done = run("diff", "hill/e-safety", cwd=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "no `policies` folder" in done.err
    assert run("diff", "hill/e-safety", "--book", tmp_path / "none").code == 3


# What is printed where.


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html"])
def test_a_report_goes_to_standard_output_or_to_a_file(
    run: Run, versions: Bookfolder, tmp_path: Path, format_: str
) -> None:
    printed = run("diff", "hill/e-safety", "--book", versions.root, "--format", format_, *DAY)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.endswith("\n")
    assert not printed.out.endswith("\n\n")
    out = tmp_path / "report"
    done = run("diff", "hill/e-safety", "--book", versions.root, "--format", format_, "--out", out, *DAY)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert out.read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.json", "{"),
        ("r.md", "## E-safety: what changes"),
        ("r.markdown", "## "),
        ("r.HTML", "<!doctype html>"),
        ("r.htm", "<!doctype html>"),
        ("r.txt", "E-safety\n"),
        ("r", "E-safety\n"),
    ],
)
def test_a_file_s_name_says_its_form(run: Run, versions: Bookfolder, tmp_path: Path, name: str, begins: str) -> None:
    assert run("diff", "hill/e-safety", "--book", versions.root, "--out", tmp_path / name, *DAY).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_file_that_cannot_be_written(run: Run, versions: Bookfolder, tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "none/report.html"):
        done = run("diff", "hill/e-safety", "--book", versions.root, "--out", out, *DAY)
        assert (done.code, done.out) == (3, "")
        assert f"{out}: cannot be written" in done.err


def test_exit_codes(run: Run, versions: Bookfolder) -> None:
    differing = ("diff", "hill/e-safety", "--book", versions.root, *DAY)
    same = ("diff", "hill/e-safety@2025-01", "hill/e-safety@2025-01", "--book", versions.root, *DAY)
    assert [run(*differing).code, run(*same).code] == [0, 0]
    assert [run(*differing, "--exit-code").code, run(*same, "--exit-code").code] == [1, 0]
    assert run(*differing, "--exit-code").out == run(*differing).out


def test_front_matter_alone_is_a_difference(run: Run, versions: Bookfolder) -> None:
    versions.approve("2026-05")
    versions.edit(PATH, ("status: approved", "status: draft"))
    done = run("diff", "hill/e-safety", "--book", versions.root, "--exit-code", *DAY)
    assert done.code == 1
    assert "The two texts are the same, word for word." in done.out


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("NO_COLOR", ""), ("FORCE_COLOR", "1")])
def test_colour(run: Run, versions: Bookfolder, monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    arguments = ("diff", "hill/e-safety", "--book", versions.root, *DAY)
    monkeypatch.setenv(variable, value)
    assert "\x1b" not in run(*arguments).out  # no terminal
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    assert ("\x1b" in run(*arguments).out) == (not (variable == "NO_COLOR" and value))


def test_findings_go_to_standard_error(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("status: draft", "status: draft\ncolour: red"))
    done = run("diff", "hill/e-safety", "--book", versions.root, "--format", "json", *DAY)
    assert done.code == 0
    assert f"{PATH}:4:1: error: “colour” is no field known here" in done.err
    assert done.json["after"]["version"] == "working"


def test_the_author_s_note_stands_beside_what_was_found(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("change_note: Pupils.", "change_note: Minor edits only."))
    for format_ in ("text", "markdown", "html"):
        out = run("diff", "hill/e-safety", "--book", versions.root, "--format", format_, *DAY).out
        assert "Minor edits only." in out
        assert "The note says “Minor edits”; the comparison found 2 changes of substance." in out


def test_the_declaration_is_compared_too(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("owner:", "acknowledgement: {statement: I have read this.}\nowner:"))
    options = ("--book", versions.root, *DAY)
    assert "{+I have read this.+}" in run("diff", "hill/e-safety", *options).out
    versions.approve("2026-05")
    versions.edit(PATH, ("I have read this.", "I have understood this."), ("status: approved", "status: draft"))
    for format_, words in (
        ("text", "I have [-read-] {+understood+} this."),
        ("markdown", "I have <del>read</del> <ins>understood</ins> this."),
        ("html", "<ins>"),
    ):
        assert words in run("diff", "hill/e-safety", "--format", format_, *options).out


# JSON.


def test_json_is_as_the_contract_has_it(run: Run, versions: Bookfolder) -> None:
    versions.edit(PATH, ("owner:", "review: {due: 2027-11}\nowner:"))
    found = compared(run, "hill/e-safety", "--book", versions.root)
    assert list(found) == ["schema", "before", "after", "summary", "metadata", "changes"]
    assert found["schema"] == "policybook/changes/1"
    assert found["before"] == {"policy": "hill/e-safety", "version": "2026-02-03"}
    assert found["after"] == {"policy": "hill/e-safety", "version": "working"}
    assert found["summary"] == {
        "split": 0,
        "merged": 0,
        "moved": 0,
        "amended": 0,
        "retitled": 0,
        "renumbered": 2,
        "unchanged": 1,
        "added": 1,
        "removed": 1,
        "substantive": 2,
        "wording": 0,
        "editorial": 2,
    }
    assert {
        "path": "review.due",
        "before": None,
        "after": "2027-11",
        "sentence": "Next review set to November 2027",
    } in found["metadata"]
    section, gone, renumbered, _, new = found["changes"]
    assert section == {
        "node": "section",
        "kind": "unchanged",
        "moved": False,
        "renumbered": False,
        "amended": False,
        "before": [{"id": "screens", "label": "1", "text": "Screens", "section": []}],
        "after": [{"id": "screens", "label": "1", "text": "Screens", "section": []}],
        "significance": None,
        "direction": "neutral",
        "effects": [],
        "stage": section["stage"],
        "score": 1.0,
        "redline": [{"op": "keep", "text": "Screens"}],
        "notes": [],
    }
    assert section["stage"] is not None
    assert (renumbered["kind"], renumbered["significance"]) == ("renumbered", "editorial")
    assert (renumbered["before"][0]["label"], renumbered["after"][0]["label"]) == ("1.2", "1.1")
    assert renumbered["before"][0]["id"] == renumbered["after"][0]["id"] == "visitors-sign"
    for change, kind, there, op in ((gone, "removed", "before", "delete"), (new, "added", "after", "insert")):
        assert (change["kind"], change["significance"], change["direction"]) == (kind, "substantive", "neutral")
        assert (change["stage"], change["score"], change["effects"]) == (None, None, [])
        (node,) = change[there]
        assert node["section"] == ["Screens"]
        assert change["redline"] == [{"op": op, "text": node["text"]}]
        assert change["before" if there == "after" else "after"] == []


def test_json_has_both_texts(run: Run, versions: Bookfolder) -> None:
    found = compared(run, "hill/e-safety", "--book", versions.root)
    assert sorted(words(found, "before")) == sorted(row[4:] for row in TWO.split("\n\n")[1:] for row in [row.strip()])
    assert words(found, "after") == [row.strip()[4:] for row in THREE.split("\n\n")[1:]]


@pytest.mark.parametrize("ref", DRAFTS)
def test_our_own_drafts(run: Run, ref: str) -> None:
    found = compared(run, ref, "--book", ROOT / "policies")
    assert found["summary"]["substantive"] > 5
    for change in found["changes"]:
        texts = {
            op: "".join(run["text"] for run in change["redline"] if run["op"] in {"keep", op})
            for op in ("delete", "insert")
        }
        for side, op in (("before", "delete"), ("after", "insert")):
            assert texts[op] == " ".join(node["text"] for node in change[side]) or not change[side]
    for format_ in ("text", "markdown", "html"):
        assert run("diff", ref, "--book", ROOT / "policies", "--format", format_, *DAY).code == 0


def test_the_schema_refuses_what_is_not_in_the_contract(run: Run, versions: Bookfolder) -> None:
    sound = compared(run, "hill/e-safety", "--book", versions.root)
    validator = jsonschema.Draft202012Validator(schema("changes"))
    assert not validator.is_valid({**sound, "more": 1})
    assert not validator.is_valid({**sound, "schema": "policybook/changes/2"})
    for key in sound:
        assert not validator.is_valid({other: value for other, value in sound.items() if other != key})
    for key, value in (
        ("kind", "deleted"),
        ("direction", None),
        ("significance", "minor"),
        ("score", 2),
        ("before", None),
    ):
        spoilt = json.loads(json.dumps(sound))
        spoilt["changes"][0][key] = value
        assert not validator.is_valid(spoilt), key


# Git.


@pytest.fixture
def kept(versions: Bookfolder, repository: Init) -> tuple[Bookfolder, Repository]:
    """The book in a repository, with one commit on `main`; then the working text changes."""
    found = repository(versions.root.parent)
    found.commit()
    versions.edit(PATH, ("Pupils ask first.", "Pupils ask first. Parents too."))
    return versions, found


def test_a_revision_against_the_working_text(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    found = compared(run, "hill/e-safety@git:main", cwd=folder.root)
    assert sides(found) == ("hill/e-safety@git:main", "hill/e-safety@working")
    assert words(found, "before")[-1] == "Pupils ask first."
    assert words(found, "after")[-1] == "Pupils ask first. Parents too."
    assert "As it was in the git revision main." in run("diff", "hill/e-safety@git:main", *DAY, cwd=folder.root).out


def test_any_two_revisions(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    second = repository.commit()
    folder.edit(PATH, ("Parents too.", "Nobody else."))
    found = compared(run, "hill/e-safety@git:HEAD~1", f"hill/e-safety@git:{second}", cwd=folder.root)
    assert sides(found) == ("hill/e-safety@git:HEAD~1", f"hill/e-safety@git:{second}")
    assert words(found, "after")[-1] == "Pupils ask first. Parents too."
    same = run("diff", "hill/e-safety@git:HEAD", "hill/e-safety@git:main", "--exit-code", *DAY, cwd=folder.root)
    assert same.code == 0


def test_a_version_against_a_revision(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    found = compared(run, "hill/e-safety@2025-01", "hill/e-safety@git:main", cwd=folder.root)
    assert sides(found) == ("hill/e-safety@2025-01", "hill/e-safety@git:main")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["hill/online-safety@git:old"], ("hill/e-safety@git:old", "hill/online-safety@working")),
        (["hill/e-safety@git:old"], ("hill/e-safety@git:old", "hill/online-safety@working")),
        (
            ["hill/online-safety@git:old", "hill/online-safety@git:new"],
            ("hill/e-safety@git:old", "hill/online-safety@git:new"),
        ),
        (
            ["hill/online-safety@git:new", "hill/online-safety@git:old"],
            ("hill/online-safety@git:new", "hill/e-safety@git:old"),
        ),
        (["hill/e-safety@git:old", "hill/online-safety"], ("hill/e-safety@git:old", "hill/online-safety@working")),
    ],
)
def test_a_policy_renamed_in_between(
    run: Run, kept: tuple[Bookfolder, Repository], arguments: list[str], expected: tuple[str, str]
) -> None:
    folder, repository = kept
    folder.write({"hill/empty/policy.md": policy("", title="Empty")})
    repository.commit()
    repository.git("branch", "old")
    folder.path("hill/empty/policy.md").unlink()
    folder.write({"hill/other/policy.md": policy("Other words entirely.\n", title="Other")})
    folder.path("hill/e-safety").rename(folder.path("hill/online-safety"))
    folder.edit("hill/online-safety/policy.md", ("title: E-safety", "title: Online safety"))
    repository.commit()
    repository.git("branch", "new")
    found = compared(run, *arguments, cwd=folder.root)
    assert sides(found) == expected
    assert found["summary"]["unchanged"] >= 3


def test_a_school_renamed_in_between(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    folder.path("hill").rename(folder.path("hill-primary"))
    found = compared(run, "hill-primary/e-safety@git:main", cwd=folder.root)
    assert sides(found) == ("hill/e-safety@git:main", "hill-primary/e-safety@working")


def test_a_policy_renamed_and_rewritten_is_found_by_its_title(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.write({"dale/e-safety/policy.md": policy("Of another school.\n")})
    repository.commit()
    folder.path("hill/e-safety").rename(folder.root.parent / "elsewhere")
    folder.path("dale/e-safety").rename(folder.root.parent / "away")
    folder.write({"hill/online/policy.md": policy("Other words entirely.\n")})
    found = compared(run, "hill/online@git:main", cwd=folder.root)
    assert sides(found) == ("hill/e-safety@git:main", "hill/online@working")


def test_a_policy_that_is_new_is_not_taken_for_a_renamed_one(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    folder.path("hill/e-safety").rename(folder.root.parent / "elsewhere")
    folder.write({"hill/other/policy.md": policy("Other words entirely.\n", title="Other")})
    done = run("diff", "hill/other@git:main", cwd=folder.root)
    assert (done.code, done.out) == (3, "")
    assert "no policy “other”" in done.err


@pytest.mark.parametrize("revision", ["nowhere", "HEAD~99", "-x"])
def test_a_revision_that_is_none(run: Run, kept: tuple[Bookfolder, Repository], revision: str) -> None:
    done = run("diff", f"hill/e-safety@git:{revision}", cwd=kept[0].root)
    assert (done.code, done.out) == (3, "")
    assert f"no revision “{revision}”" in done.err


def test_a_shallow_clone(run: Run, kept: tuple[Bookfolder, Repository], tmp_path: Path) -> None:
    _, repository = kept
    old = repository.git("rev-parse", "HEAD").strip()
    repository.commit()
    repository.git("clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    done = run("diff", f"hill/e-safety@git:{old}", cwd=tmp_path / "shallow/policies")
    assert (done.code, done.out) == (3, "")
    assert "git fetch --unshallow" in done.err


def test_pairs_of_the_later_text_count(run: Run, kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.write(
        {PATH: policy("## 1. Screens\n\n1.1 Whoever comes is greeted.\n"), "hill/e-safety/pairs.yml": "same:\n"}
    )
    repository.commit()
    folder.write({"hill/e-safety/pairs.yml": "same:\n  - {before: Visitors sign, after: Whoever}\n"})
    found = compared(run, "hill/e-safety@git:HEAD~1", cwd=folder.root)
    (pair,) = [change for change in found["changes"] if change["stage"] == "pinned"]
    assert (pair["before"][0]["text"], pair["after"][0]["text"]) == ("Visitors sign in.", "Whoever comes is greeted.")
    found = compared(run, "hill/e-safety@git:HEAD~1", "hill/e-safety@git:HEAD", cwd=folder.root)
    assert [change for change in found["changes"] if change["stage"] == "pinned"] == []
