"""What the tests share: books made of a dict, the command line, git repositories, case files."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from policybook import compiled
from policybook.book import Book, load_book, read_folder
from policybook.book.approving import Minute, prepare, write
from policybook.book.model import UNDATED, Policy
from policybook.checking.check import Report, check_book
from policybook.cli import main
from policybook.dates import PartialDate
from policybook.parsing import PolicyText, parse_policy

ROOT = Path(__file__).resolve().parent.parent
"""The repository."""
DATA = Path(__file__).resolve().parent / "data"
SHARED = ROOT.parent / "shared"
"""Material that is not part of the repository; tests that read it skip where it is absent."""
TODAY = datetime.date(2026, 11, 21)
"""The day that tests judge by, unless a test names another."""


def pytest_report_header() -> str:
    """Say what is tested: compiled modules that are older than their sources never are."""
    return f"policybook: {'compiled modules' if compiled.IS_COMPILED else 'plain Python'}"


hypothesis.settings.register_profile(
    "policybook", deadline=None, derandomize=True, database=None, max_examples=150, print_blob=False
)
hypothesis.settings.load_profile("policybook")

SCHOOL = """\
name: Hill Primary School
people:
  headteacher: {title: Headteacher, name: A. Head}
  network-manager: {title: Network manager, name: N. Manager}
"""


def policy(body: str = "Staff must lock their screens.\n", *more: str, **fields: str) -> str:
    """Return the text of a policy: title, status and owner unless given as another or as "", then `more`, then body."""
    given = {"title": "E-safety", "status": "draft", "owner": "{role: headteacher}"} | fields
    rows = [f"{name}: {value}" for name, value in given.items() if value]
    return "\n".join(["---", *rows, *more, "---", "", body])


def read(text: str | bytes) -> PolicyText:
    """Read a policy's text as the program does."""
    return parse_policy(text.encode() if isinstance(text, str) else text)


@dataclass(frozen=True)
class Bookfolder:
    """A book on disk."""

    root: Path

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, files: Mapping[str, str | bytes]) -> Bookfolder:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace words in a file; each must be there."""
        text = self.read(name)
        for before, after in changes:
            assert before in text, f"{before!r} is not in {name}"
            text = text.replace(before, after)
        self.write({name: text})

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def names(self) -> list[str]:
        """Return all files, hidden ones too."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())

    def contents(self) -> dict[str, bytes]:
        return {name: self.path(name).read_bytes() for name in self.names()}

    def load(self) -> Book:
        return load_book(read_folder(self.root))

    def policy(self, ref: str = "hill/e-safety") -> Policy:
        return self.load().policy(ref)[1]

    def check(self, today: datetime.date = TODAY, **options: Any) -> Report:
        return check_book(self.load(), today, **options)

    def approve(
        self,
        date: str,
        ref: str = "hill/e-safety",
        by: str | None = "Governing Body",
        minute: str | None = None,
        why: str | None = None,
        today: datetime.date = TODAY,
    ) -> None:
        """Seal the working text, as `policybook approve` does."""
        book = self.load()
        school, found = book.policy(ref)
        decided = Minute(by, None if date == UNDATED else PartialDate.parse(date), minute)
        findings = check_book(book, today, only=[ref]).findings
        write(self.root, prepare(school, found, decided, findings, today=today, correction=why))


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Bookfolder]:
    """Return what makes a book of path -> text."""

    def make(files: Mapping[str, str | bytes], name: str = "policies") -> Bookfolder:
        root = tmp_path / name
        root.mkdir(parents=True)
        return Bookfolder(root).write(files)

    return make


@pytest.fixture
def hill(book: Callable[..., Bookfolder]) -> Bookfolder:
    """A book with one school and one sound draft, `hill/e-safety`."""
    return book({"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy()})


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Return what runs the command line in this process, as the installed program does."""

    def command(*arguments: str | Path, cwd: Path | None = None) -> Ran:
        monkeypatch.setattr(sys, "argv", ["policybook", *map(str, arguments)])
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ran(code, out, err)

    return command


@dataclass(frozen=True)
class Repository:
    """A git repository of its own, untouched by the settings of the machine."""

    root: Path

    def git(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(self.root)}
        who = {f"GIT_{part}_{what}": "clerk" for part in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        when = {f"GIT_{part}_DATE": "2026-01-01T00:00:00Z" for part in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            env={**kept, **alone, **who, **when},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout.decode()

    def commit(self, message: str = "Change") -> str:
        """Commit everything; return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Repository]:
    """Return what makes a folder a git repository, with the branch `main`."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    def make(folder: Path) -> Repository:
        folder.mkdir(parents=True, exist_ok=True)
        found = Repository(folder)
        found.git("init", "--quiet", "--initial-branch", "main")
        return found

    return make


@dataclass(frozen=True)
class Case:
    """A case of a case file: a title line, then input and expected output, each ended by a line with one dot."""

    path: Path
    line: int
    title: str
    given: str
    expected: str

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def read_cases(folder: Path) -> list[Case]:
    """Return the cases of all files of a folder; `→` stands for a tab and `␣` for a space at the end of a line."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.md")):
        title, line, parts, rows = "", 0, [], []
        inside = False
        for number, row in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if row == "." and not inside:
                inside = True
            elif row == "." and not parts:
                parts.append("\n".join(rows))
            elif row == ".":
                given = parts[0].replace("→", "\t").replace("␣", " ")
                cases.append(Case(path, line, title, given, "\n".join(rows)))
                parts, inside = [], False
            elif inside:
                rows.append(row)
                continue
            elif row.strip():
                title, line = row.strip(), number
            rows = []
        assert not inside, f"{path}: the case “{title}” is not closed"
    assert cases, f"{folder} has no cases"
    return cases


def shared(*parts: str) -> Path:
    """Return a path in `../shared`; skip the test where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is absent: it lies beside the repository, not in it")
    return path
