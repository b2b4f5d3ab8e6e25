"""Starting a book of one's own: what is written passes `check`, builds, and needs the wheel only."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, Bookfolder, Ran
from policybook.book import load_book, read_folder
from policybook.checking.check import check_book
from policybook.dates import PartialDate
from policybook.starting.files import POLICY_TEMPLATES, policy_files

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
TITLES = ["IT: rules", '"A" & %school% #1', "Schule für Übung", "a\nb: c", "---", "${{ github.actor }}"]


def codes(folder: Path) -> set[str]:
    report = check_book(load_book(read_folder(folder)), datetime.date(2026, 11, 21))
    return {finding.code for finding in report.findings}


def test_a_new_book_has_one_school_and_one_draft_and_passes_check(run: Run, tmp_path: Path) -> None:
    done = run("new", "book", "mytrust", *DAY, cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines() == [
        "wrote mytrust/README.md",
        "wrote mytrust/.gitignore",
        "wrote mytrust/.github/workflows/policies.yml",
        "wrote mytrust/mkdocs.yml",
        "wrote mytrust/docs/about.md",
        "wrote mytrust/policies/book.yml",
        "wrote mytrust/policies/references.yml",
        "wrote mytrust/policies/statutory.yml",
        "wrote mytrust/policies/our-school/school.yml",
        "wrote mytrust/policies/our-school/acceptable-use/policy.md",
    ]
    assert done.err == (
        "Next: write the school's name into mytrust/policies/our-school/school.yml; "
        "then cd mytrust and policybook serve.\n"
    )
    checked = run("check", "--fail-on", "warning", *DAY, cwd=tmp_path / "mytrust")
    assert checked.code == 0
    assert checked.out.endswith("1 policy on 21 November 2026: 1 without a review date. Findings: 2 notes.\n")
    assert codes(tmp_path / "mytrust/policies") == {"nothing-in-force", "owner-unnamed"}


def test_the_model_policy_can_be_approved_as_it_is(run: Run, tmp_path: Path) -> None:
    run("new", "book", "mytrust", *DAY, cwd=tmp_path)
    ref = "our-school/acceptable-use"
    done = run("approve", ref, "--by", "Governors", "--date", "2026-11-19", *DAY, cwd=tmp_path / "mytrust")
    assert done.code == 0
    assert codes(tmp_path / "mytrust/policies") == {"owner-unnamed"}


def test_every_file_of_a_new_book_can_be_read(run: Run, tmp_path: Path) -> None:
    run("new", "book", "mytrust", "--school", "hill", *DAY, cwd=tmp_path)
    for path in (tmp_path / "mytrust").rglob("*"):
        if path.suffix == ".yml":
            assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
        if path.is_file():
            assert not re.search(r"%[a-z-]+%", path.read_text(encoding="utf-8")), path
    assert "approve hill/acceptable-use" in (tmp_path / "mytrust/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["references.yml", "statutory.yml"])
def test_a_new_book_knows_what_ours_knows(run: Run, tmp_path: Path, name: str) -> None:
    run("new", "book", "mytrust", *DAY, cwd=tmp_path)
    assert (tmp_path / "mytrust/policies" / name).read_bytes() == (ROOT / "policies" / name).read_bytes()


@pytest.mark.parametrize("title", TITLES)
def test_titles_stay_what_was_written(run: Run, tmp_path: Path, title: str) -> None:
    run("new", "book", "b", "--title", title, *DAY, cwd=tmp_path)
    run("new", "school", "hill", "--title", title, *DAY, cwd=tmp_path / "b")
    run("new", "policy", "hill/visits", "--title", title, *DAY, cwd=tmp_path / "b")
    book = load_book(read_folder(tmp_path / "b/policies"))
    plain = " ".join(title.split())
    assert (book.settings.title, book.school("hill").name, book.policy("hill/visits")[1].title) == (plain,) * 3
    assert yaml.safe_load((tmp_path / "b/mkdocs.yml").read_text(encoding="utf-8"))["site_name"] == plain
    assert "github.actor" not in (tmp_path / "b/.github/workflows/policies.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("template", POLICY_TEMPLATES)
def test_every_template_is_a_sound_draft(hill: Bookfolder, run: Run, template: str) -> None:
    done = run("new", "policy", "dale/visits", "--template", template, *DAY, cwd=hill.root)
    assert done.code == 0
    directory = hill.root / "dale/school.yml"
    assert done.err == f"The school dale is new: write its name and people into {directory}.\n"
    assert run("new", "policy", "dale/trips", *DAY, cwd=hill.root).err == ""
    assert codes(hill.root) <= {"nothing-in-force", "owner-unnamed"}
    made = hill.policy("dale/visits").working
    assert made is not None
    assert made.front_matter.title == "Visits policy"
    assert made.front_matter.review is not None
    assert str(made.front_matter.review.due) == "2027-11"
    assert sum(node.is_section for node in made.tree.nodes) >= 6


def test_a_policy_of_a_template_s_name_is_made_from_it(hill: Bookfolder, run: Run) -> None:
    run("new", "policy", "hill/acceptable-use", *DAY, cwd=hill.root)
    due = PartialDate(2027, 11)
    expected = policy_files("hill", "acceptable-use", "", "acceptable-use", due)
    assert hill.read("hill/acceptable-use/policy.md") == expected["hill/acceptable-use/policy.md"]
    assert "Generative AI" in hill.read("hill/acceptable-use/policy.md")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["policy", "hill/e-safety"], 3, "is there already"),
        (["school", "hill"], 3, "is there already"),
        (["policy", "visits"], 2, "SCHOOL/POLICY"),
        (["policy", "hill/Visits"], 2, "“Visits” is no id"),
        (["policy", "../../x"], 2, "“..” is no id"),
        (["policy", "hill/a/b"], 2, "“a/b” is no id"),
        (["school", "topics"], 2, "“topics” is no id"),
        (["policy", "hill/visits", "--template", "x"], 2, "acceptable-use, general"),
        (["school", "dale", "--template", "general"], 2, "takes no --template"),
        (["policy", "hill/visits", "--school", "x"], 2, "takes no --school"),
        (["book", "x", "--book", "."], 2, "takes no --book"),
        (["book", "hill"], 3, "is not empty"),
        (["book", "x", "--school", "A B"], 2, "“A B” is no id"),
        (["county", "x"], 2, ""),
    ],
)
def test_what_is_refused_writes_nothing(hill: Bookfolder, run: Run, words: list[str], code: int, says: str) -> None:
    before = hill.contents()
    done = run("new", *words, *DAY, cwd=hill.root)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert hill.contents() == before


def test_a_folder_with_a_fresh_repository_can_be_begun_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b" / ".git").mkdir(parents=True)
    assert run("new", "book", ".", *DAY, cwd=tmp_path / "b").code == 0
    assert load_book(read_folder(tmp_path / "b/policies")).settings.title == "B"


# With the wheel only.


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of an environment that has the wheel and what it depends on, and no repository."""
    folder = tmp_path_factory.mktemp("empty")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True, timeout=60)
    python = folder / "venv/bin/python"
    found = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True
    )
    # What lies in a folder named by a .pth file is found, but not what its own .pth files name: the repository is not.
    Path(found.stdout.decode().strip(), "depends.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, "--ignore-installed", str(wheel)], check=True, capture_output=True, timeout=120)
    return folder / "venv/bin/policybook"


def test_the_wheel_is_enough_to_begin_check_and_build(program: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}

    def ran(*words: str, cwd: Path) -> str:
        done = subprocess.run(
            [program, *words], cwd=cwd, env=kept, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = [program.with_name("python"), "-c", "import policybook; print(policybook.__file__)"]
    assert str(ROOT) not in subprocess.run(where, cwd=tmp_path, env=kept, capture_output=True, text=True).stdout
    started = time.monotonic()
    ran("new", "book", "mytrust", cwd=tmp_path)
    ran("build", "--strict", cwd=tmp_path / "mytrust")
    took = time.monotonic() - started
    ran("check", "--fail-on", "warning", cwd=tmp_path / "mytrust")
    site = tmp_path / "mytrust/site"
    page = site / "schools/our-school/acceptable-use/index.html"
    words = re.sub("<[^>]+>", "", page.read_text(encoding="utf-8"))
    assert "Personal data must not be put into any other AI tool." in words
    assert (site / "assets/policybook/policybook.css").is_file()
    assert (site / "reviews.ics").is_file()
    assert took < 60  # fifteen seconds are promised; a test machine may be slow
