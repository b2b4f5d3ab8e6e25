"""What workflows run: the comment on a pull request, the issue about reviews, against a fake of GitHub's API."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from conftest import DATA, ROOT, SCHOOL, Bookfolder, Repository, policy
from policybook.book import load_book, read_folder
from policybook.checking.check import check_book
from policybook.cli.hosting import main, parser
from policybook.dates import PartialDate
from policybook.errors import InputError, UsageError
from policybook.hosting.api import Api
from policybook.hosting.comment import LONGEST
from policybook.hosting.pull_request import pulled
from policybook.hosting.reviews import mentions_of, reviews_issue
from policybook.hosting.upsert import BOT, COMMENT_MARK, ISSUE_MARK
from policybook.starting.files import book_files
from sites import SETTINGS

TODAY = datetime.date(2026, 11, 21)
PATH = "hill/e-safety/policy.md"
OWN = [path.parent.relative_to(ROOT / "policies").as_posix() for path in sorted(ROOT.glob("policies/*/*/policy.md"))]


# A fake of the API.


@dataclass
class GitHub:
    """What a repository on GitHub holds, and what it was asked."""

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    writer: str = BOT
    per_page: int = 2
    refuses: int = 0
    leads_astray: bool = False

    def answer(self, method: str, path: str, content: Any) -> tuple[int, Any, str]:
        self.asked.append((method, path))
        if self.refuses:
            return self.refuses, {"message": "Resource not accessible by integration"}, ""
        parts = urlsplit(path)
        if not parts.path.startswith("/repos/octo/policies/"):
            return 404, {"message": "Not Found"}, ""
        where = parts.path.removeprefix("/repos/octo/policies/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        user = {"login": self.writer}
        if method == "GET":
            held = self.comments if where == "issues/7/comments" else self.issues if where == "issues" else None
            assert held is not None, where
            if "labels" in query:
                held = [issue for issue in held if query["labels"] in issue["labels"]]
            page = int(query.get("page", "1"))
            more = len(held) > page * self.per_page
            rest = "&".join(f"{name}={value}" for name, value in query.items() if name != "page")
            following = f"{self.url}/repos/octo/policies/{where}?{rest}&page={page + 1}"
            if self.leads_astray:
                more, following = True, "https://elsewhere.example/repos/octo/policies/issues"
            link = f'<{following}>; rel="next", <x>; rel="last"' if more else ""
            return 200, held[(page - 1) * self.per_page : page * self.per_page], link
        if method == "POST" and where == "issues/7/comments":
            self.comments.append({"id": len(self.comments) + 1, "user": user, **content})
            return 201, self.comments[-1], ""
        if method == "POST" and where == "issues":
            self.issues.append({"number": len(self.issues) + 1, "state": "open", "user": user, **content})
            return 201, self.issues[-1], ""
        if method == "PATCH" and (match := re.fullmatch(r"issues/comments/(\d+)", where)):
            self.comments[int(match[1]) - 1].update(content)
            return 200, self.comments[int(match[1]) - 1], ""
        if method == "PATCH" and (match := re.fullmatch(r"issues/(\d+)", where)):
            self.issues[int(match[1]) - 1].update(content)
            return 200, self.issues[int(match[1]) - 1], ""
        raise AssertionError(f"{method} {path}")

    @property
    def written(self) -> list[str]:
        return [method for method, _ in self.asked if method != "GET"]


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """A fake of GitHub on this machine, with the environment that a workflow has."""
    held = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            assert self.headers["Authorization"] == "Bearer secret"
            size = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(size)) if size else None
            code, told, link = held.answer(self.command, self.path, content)
            body = json.dumps(told).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = _serve  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "GITHUB_API_URL": held.url,
        "GITHUB_REPOSITORY": "octo/policies",
        "GITHUB_TOKEN": "secret",
        "GITHUB_EVENT_PATH": str(DATA / "hosting" / "pull_request.json"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_SERVER_URL", "GITHUB_RUN_ID", "POLICYBOOK_AUTHOR"):
        monkeypatch.delenv(name, raising=False)
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


# The comment: written once.


def comment_with(github: GitHub, folder: Path, text: str) -> int:
    (folder / "comment.md").write_text(text, encoding="utf-8")
    return main(["comment", "--file", str(folder / "comment.md")])


def test_a_comment_is_brought_up_to_date_and_not_written_again(github: GitHub, tmp_path: Path) -> None:
    github.comments += [{"id": n + 1, "body": "Hello", "user": {"login": "octo-clerk"}} for n in range(5)]
    for text in ("First.\n", "Second.\n", "Second.\n"):
        assert comment_with(github, tmp_path, text) == 0
    assert [entry["body"] for entry in github.comments[5:]] == [f"{COMMENT_MARK}\nSecond.\n"]
    assert github.written == ["POST", "PATCH"]


def test_somebody_else_s_comment_with_the_mark_is_left_alone(github: GitHub, tmp_path: Path) -> None:
    planted = {"id": 1, "body": f"{COMMENT_MARK}\nClick here.", "user": {"login": "mallory"}}
    github.comments.append(dict(planted))
    comment_with(github, tmp_path, "Ours.\n")
    assert github.comments[0] == planted
    assert github.comments[1]["body"].endswith("Ours.\n")


def test_no_comment_is_begun_where_no_policy_changes(github: GitHub, tmp_path: Path) -> None:
    comment_with(github, tmp_path, "")
    assert github.comments == []
    comment_with(github, tmp_path, "Something.\n")
    comment_with(github, tmp_path, "")
    assert github.comments[0]["body"] == f"{COMMENT_MARK}\nThis pull request changes no policy any more.\n"


def test_an_answer_does_not_lead_the_token_elsewhere(github: GitHub, tmp_path: Path) -> None:
    github.leads_astray = True
    assert comment_with(github, tmp_path, "Ours.\n") == 0
    assert github.written == ["POST"]


@pytest.mark.parametrize("code", [403, 404, 422, 500])
def test_a_refusal_says_what_was_refused(
    github: GitHub, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    github.refuses = code
    assert comment_with(github, tmp_path, "Ours.\n") == 3
    said = capsys.readouterr().err
    assert f"{code}" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GITHUB_TOKEN", "", 2),
        ("GITHUB_REPOSITORY", "octo/policies/../../x", 3),
        ("GITHUB_API_URL", "file:///etc", 3),
        ("GITHUB_API_URL", "http://elsewhere.example", 3),
        ("GITHUB_EVENT_PATH", "/nowhere", 3),
    ],
)
def test_what_is_wrong_around_it(
    github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int
) -> None:
    monkeypatch.setenv(name, value)
    assert comment_with(github, tmp_path, "Ours.\n") == code
    assert github.written == []


def test_an_event_about_something_else(github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "push.json").write_text('{"ref": "refs/heads/main"}', encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "push.json"))
    assert comment_with(github, tmp_path, "Ours.\n") == 2


def test_the_api_must_be_there() -> None:
    with pytest.raises(InputError, match="cannot be reached"):
        list(Api("http://127.0.0.1:1", "octo/policies", "x").all("issues"))


# The comment: what it says.


Pull = Callable[[Mapping[str, str], Mapping[str, str | None]], Bookfolder]


@pytest.fixture
def pull(book: Callable[..., Bookfolder], repository: Callable[[Path], Repository]) -> Pull:
    """Return what makes a book whose first files are committed on `main`, with others in the working tree."""

    def make(before: Mapping[str, str], after: Mapping[str, str | None]) -> Bookfolder:
        folder = book(before)
        repository(folder.root.parent).commit()
        for name, text in after.items():
            if text is None:
                folder.path(name).unlink()
            else:
                folder.write({name: text})
        return folder

    return make


def written(folder: Bookfolder, *more: str) -> str:
    out = folder.root.parent / "out"
    done = ["report", "--book", str(folder.root), "--base", "main", "--out", str(out), "--today", "2026-11-21", *more]
    assert main(done) == 0
    return (out / "comment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("ref", OWN)
def test_the_comment_on_each_draft_fits_in_sixty_lines_and_begins_with_what_matters(pull: Pull, ref: str) -> None:
    root = ROOT / "policies"
    (sealed,) = (root / ref / "versions").glob("*.md")
    school = f"{ref.partition('/')[0]}/school.yml"
    files = {
        school: (root / school).read_text(encoding="utf-8"),
        f"{ref}/policy.md": sealed.read_text(encoding="utf-8"),
    }
    text = written(pull(files, {f"{ref}/policy.md": (root / ref / "policy.md").read_text(encoding="utf-8")}))
    rows = text.splitlines()
    assert len(rows) <= LONGEST
    head = "\n".join(rows[:5])
    assert ": what changes" in rows[0]
    assert "`policybook check` finds" in head
    if "status: draft" in (root / ref / "policy.md").read_text(encoding="utf-8"):
        assert re.search(r"\*\*\d+ (rules|rule|conditions|clauses)", head), head
        assert sum(row.startswith("- ") for row in rows) > 10


def test_a_small_change_is_told_whole(pull: Pull) -> None:
    before = {"hill/school.yml": SCHOOL, PATH: policy("## 1. Screens\n\n1.1 Staff must lock screens.\n")}
    text = written(pull(before, {PATH: before[PATH].replace("must lock", "should lock")}))
    assert text.splitlines()[:3] == [
        "### E-safety: what changes",
        "**1 rule becomes looser.**",
        "`policybook check` finds 1 note in it.",
    ]
    assert "Looser: “must” becomes “should”. _(1 Screens › 1.1)_" in text


def test_the_full_reports_lie_beside_the_comment(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {"hill/school.yml": SCHOOL, PATH: policy()}
    folder = pull(before, {PATH: policy("Staff should lock their screens.\n")})
    for name, value in {"SERVER_URL": "https://github.example", "REPOSITORY": "octo/policies", "RUN_ID": "9"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    text = written(folder)
    assert "[pack for governors](https://github.example/octo/policies/actions/runs/9#artifacts)" in text
    page = (folder.root.parent / "out/hill-e-safety.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "“must” becomes “should”" in page


def test_the_weightiest_policy_comes_first_and_findings_are_named(pull: Pull) -> None:
    before = {
        "hill/school.yml": SCHOOL,
        "hill/a/policy.md": policy("Ask the head.\n", title="A"),
        "hill/b/policy.md": policy("Staff must ask.\n\nStaff must wait.\n", title="B"),
        "hill/c/policy.md": policy("Stay.\n", title="C"),
        "hill/d/policy.md": policy("Go.\n", title="D"),
    }
    after = {
        "hill/a/policy.md": policy("Ask the  head.\n", title="A"),
        "hill/b/policy.md": policy("Staff may ask.\n\nStaff may wait for {{bursar}}.\n", title="B"),
        "hill/d/policy.md": None,
        "hill/e/policy.md": policy("New.\n", title="E"),
    }
    text = written(pull(before, after))
    assert re.findall(r"^#### (.*)$", text, re.MULTILINE) == [
        "B (`hill/b`)",
        "A (`hill/a`)",
        "D (`hill/d`)",
        "E (`hill/e`)",
        "Findings",
    ]
    assert text.startswith(
        "### 4 policies change\n**2 changes of substance in all.**\n`policybook check` finds 1 error,"
    )
    assert "Only the form of its files changes." in text
    assert "The policy is removed." in text
    assert "The policy is new." in text
    assert "**error** `hill/b/policy.md` line 9: The school's directory has no role “bursar”. (`role-unknown`)" in text


def test_an_approval_is_told(pull: Pull) -> None:
    folder = pull({"hill/school.yml": SCHOOL, PATH: policy()}, {})
    folder.approve("2026-11")
    assert "The version of 2026-11 is recorded as approved." in written(folder)


def test_a_tampered_version_is_told(pull: Pull, hill: Bookfolder) -> None:
    hill.approve("2026-01")
    files = {name: hill.read(name) for name in hill.names()}
    sealed = "hill/e-safety/versions/2026-01.md"
    hill.root.rename(hill.root.with_name("first"))
    text = written(pull(files, {sealed: files[sealed].replace("must", "may")}))
    assert "The approved version of 2026-01 is changed." in text
    assert "`seal-broken`" in text


def test_nothing_is_said_where_no_policy_changes(pull: Pull) -> None:
    before = {"hill/school.yml": SCHOOL, PATH: policy()}
    assert written(pull(before, {"hill/school.yml": SCHOOL.replace("A. Head", "B. Head")})) == ""


def test_a_base_without_a_book_makes_everything_new(pull: Pull) -> None:
    folder = pull({"notes.txt": "x"}, {"hill/school.yml": SCHOOL, PATH: policy()})
    assert "The policy is new." in written(folder)


def test_a_base_that_is_not_there(pull: Pull, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pull({"hill/school.yml": SCHOOL, PATH: policy()}, {})
    assert main(["report", "--book", str(folder.root), "--base", "gone", "--out", str(folder.root.parent / "o")]) == 3
    assert "no revision “gone”" in capsys.readouterr().err


NASTY = "Ask @octo-org/everyone about #1, https://evil.example, ![x](y) <img src=x onerror=y> ${{ secrets.X }} `$(id)`"


def test_no_text_of_a_policy_does_anything(pull: Pull) -> None:
    title = json.dumps(NASTY)
    before = {"hill/school.yml": SCHOOL, PATH: policy("Staff must ask.\n")}
    after = {PATH: policy(f"Staff may ask.\n\n{NASTY}\n\n## {NASTY}\n\n{{{{{NASTY[:40]}}}}}\n", title=title)}
    text = written(pull(before, after))
    shown = re.sub(r"`hill/[\w/.-]+`", "", text)
    assert not re.search(r"@\w|(?<![\\&])#\d|://|<img|(?<!\\)`\$|!\[x\]\(", shown)


def test_many_policies_fit_too(pull: Pull) -> None:
    files = {f"hill/p{n}/policy.md": policy("Staff must ask.\n", title=f"P{n}") for n in range(60)}
    after = {name: text.replace("must", "may") for name, text in files.items()}
    text = written(pull({"hill/school.yml": SCHOOL, **files}, after))
    assert len(text.splitlines()) <= LONGEST
    assert text.startswith("### 60 policies change\n**60 changes of substance in all.**\n")
    assert re.search(r"And \d+ more policies\.", text)


def test_a_policy_that_is_compared_names_the_revision_s_text(pull: Pull) -> None:
    folder = pull({"hill/school.yml": SCHOOL, PATH: policy()}, {PATH: policy("Staff may lock their screens.\n")})
    found = pulled(folder.root, "main", TODAY)
    assert [proposal.policy for proposal in found.proposals] == ["hill/e-safety"]
    assert found.differences["hill/e-safety"].before.version.tree.nodes[0].text == "Staff must lock their screens."


# The issue about reviews.


def held(title: str, due: str, **fields: str) -> str:
    return policy(title=title, status="approved", approved="{by: G, date: 2026-01}", review=f"{{due: {due}}}", **fields)


DUE = {
    "hill/school.yml": SCHOOL,
    "hill/late/policy.md": held("Late", "2020-02"),
    "hill/soon/policy.md": held("Soon", "2026-12", owner="{role: Chair of governors}"),
    "hill/later/policy.md": held("Later", "2028-01"),
    "hill/draft/policy.md": policy(title="Draft @all"),
}


def issue(folder: Bookfolder, mentions: str = "") -> str:
    book = load_book(read_folder(folder.root))
    return reviews_issue(book, check_book(book, TODAY), mentions_of(mentions))


def test_the_issue_lists_what_is_due_and_whom_to_ask(book: Callable[..., Bookfolder]) -> None:
    text = issue(book(DUE), "headteacher=@octo/heads, moor/headteacher=@x, hill/chair-of-governors = octo-chair")
    assert text.splitlines()[:8] == [
        "4 policies on 21 November 2026: 1 overdue, 1 due soon, 1 without a review date, 1 current.",
        "",
        "### Overdue (1)",
        "",
        "- **Late**, Hill Primary School (`hill/late`): due 29 February 2020: the policy gives February 2020 as its"
        " review date, approved January 2026. Owner: @octo/heads",
        "",
        "### Due soon (1)",
        "",
    ]
    assert "Owner: @octo-chair" in text
    assert "Later" not in text
    assert "Draft @all" not in text


def test_nobody_is_mentioned_who_is_not_named_for_it(book: Callable[..., Bookfolder]) -> None:
    text = issue(book(DUE))
    assert "Owner: Headteacher (A. Head)" in text
    assert not re.search(r"@\w", text)


@pytest.mark.parametrize("text", ["headteacher", "headteacher=", "=@x", "a=@x y", "a=@x](http", "a=<b>"])
def test_mentions_that_are_none(text: str) -> None:
    with pytest.raises(UsageError, match="mentions nobody"):
        mentions_of(text)


def test_one_issue_is_kept_and_closed_while_nothing_is_due(github: GitHub, book: Callable[..., Bookfolder]) -> None:
    folder = book(DUE)
    github.issues.append({"number": 1, "state": "open", "labels": [], "title": "Other", "body": "", "user": {}})
    planted = {"number": 2, "state": "open", "labels": ["policy-reviews"], "body": ISSUE_MARK, "user": {"login": "m"}}
    github.issues.append(dict(planted))

    def run(day: str) -> None:
        assert main(["reviews", "--book", str(folder.root), "--today", day]) == 0

    run("2026-11-21")
    run("2026-11-21")
    assert github.written == ["POST"]
    run("2026-11-28")
    assert github.written == ["POST", "PATCH"]
    folder.write({"hill/late/policy.md": held("Late", "2028-01"), "hill/soon/policy.md": held("Soon", "2028-01")})
    folder.path("hill/draft/policy.md").unlink()
    run("2026-12-05")
    assert github.issues[2]["state"] == "closed"
    run("2026-12-12")
    run("2028-03-01")
    assert github.issues[2]["state"] == "open"
    assert "### Overdue (3)" in github.issues[2]["body"]
    assert github.issues[1] == planted
    assert len(github.issues) == 3


# The workflows.


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Ours, the action, and the one that a new book begins with."""
    folder = tmp_path_factory.mktemp("begun") / ".github" / "workflows"
    folder.mkdir(parents=True)
    made = book_files("T", "hill", "", PartialDate(2027, 11), "0.1.0")[".github/workflows/policies.yml"]
    (folder / "policies.yml").write_text(made, encoding="utf-8")
    own = ROOT / ".github"
    return {
        "ci": own / "workflows/ci.yml",
        "nightly": own / "workflows/nightly.yml",
        "policies": own / "workflows/policies.yml",
        "action": own / "actions/policies/action.yml",
        "new book": folder / "policies.yml",
    }


WORKFLOWS = ["ci", "nightly", "policies", "action", "new book"]


def steps_of(value: dict[str, Any]) -> list[dict[str, Any]]:
    jobs = value.get("jobs", {"action": value.get("runs")})
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_linter_of_workflows_finds_nothing(workflows: dict[str, Path], name: str) -> None:
    program = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [program, "--offline", "--no-progress", "--no-config", str(workflows[name])],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_and_no_text_from_outside_stands_in_a_shell(workflows: dict[str, Path], name: str) -> None:
    text = workflows[name].read_text(encoding="utf-8")
    steps = steps_of(yaml.safe_load(text))
    assert steps
    for step in steps:
        used = step.get("uses", "./")
        assert used.startswith("./") or re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", used), used
        assert "${{" not in step.get("run", ""), step
        if used.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert all(re.search(r"# v\d+(\.\d+)*$", row) for row in text.splitlines() if re.search(r"uses: \w.*@", row))


@pytest.mark.parametrize("name", ["policies", "new book"])
def test_whatever_may_write_runs_nothing_of_the_pull_request(workflows: dict[str, Path], name: str) -> None:
    value = yaml.safe_load(workflows[name].read_text(encoding="utf-8"))
    assert value["permissions"] == {}
    assert "pull_request_target" not in value[True]  # YAML 1.1 reads the key `on` so
    assert "workflow_run" not in value[True]
    for job in value["jobs"].values():
        writes = {what for what, how in job["permissions"].items() if how == "write"}
        if "pull-requests" in writes:
            assert "head.repo.full_name == github.repository" in job["if"]
            refs = [step["with"].get("ref") for step in job["steps"] if "checkout" in step.get("uses", "")]
            assert refs in ([], ["${{ github.event.pull_request.base.sha }}"])
        elif writes:
            assert re.search(r"== 'schedule'|!= 'pull_request'|== 'push'", job["if"]), job["if"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_workflows_run_is_there(workflows: dict[str, Path], name: str) -> None:
    """Every command of a workflow that is ours is one, with the options that it has."""
    ran = [
        step["run"] for step in steps_of(yaml.safe_load(workflows[name].read_text(encoding="utf-8"))) if "run" in step
    ]
    for row in "\n".join(ran).replace("\\\n", " ").splitlines():
        if match := re.search(r"policybook\.cli\.hosting (\w+)(.*)", row):
            options = re.findall(r"--[a-z]+", match[2])
            given = [word for option in options for word in (option, "2026-11-21" if option == "--today" else "x")]
            assert parser().parse_args([match[1], *given])
        elif match := re.search(r"policybook[\"']? (build|check)\b(.*)", row):
            helped = subprocess.run(
                [Path(sys.executable).with_name("policybook"), match[1], "--help"], capture_output=True, text=True
            ).stdout
            assert all(option in helped for option in re.findall(r"--[a-z-]+", match[2]))


@pytest.mark.parametrize("event", ["pull_request", "schedule", "push"])
def test_the_action_s_steps_run_as_written(
    workflows: dict[str, Path], github: GitHub, pull: Pull, tmp_path: Path, event: str
) -> None:
    """Its commands, in a shell as the runner starts it; what is installed is already there."""
    before = {"hill/school.yml": SCHOOL, PATH: policy("Staff must ask.\n", title="A `$(touch pwned)` title")}
    folder = pull(before, {PATH: before[PATH].replace("must", "may"), "hill/late/policy.md": held("Late", "2020-02")})
    here = folder.root.parent
    (here / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (here / "docs").mkdir()
    (tmp_path / "temp").mkdir()
    (tmp_path / "temp" / "policybook").symlink_to(sys.prefix)
    inputs = {"book": "policies", "token": "secret", "mentions": "headteacher=@octo/heads", "fail-on": "error"}
    values = {f"inputs.{name}": value for name, value in inputs.items()}
    values["github.event.pull_request.base.sha"] = "main"
    around = {**os.environ, "RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    codes = {}
    for step in steps_of(yaml.safe_load(workflows["action"].read_text(encoding="utf-8"))):
        name = step.get("name", "")
        others = {"push", "schedule", "pull_request"} - {event}
        condition = step.get("if", "")
        if "run" not in step or name == "Install policybook" or any(f"== '{other}'" in condition for other in others):
            continue
        if f"!= '{event}'" in condition:
            continue
        given = {key: re.sub(r"\$\{\{ (.*?) \}\}", lambda m: values[m[1]], v) for key, v in step.get("env", {}).items()}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=here, env={**around, **given}, capture_output=True, text=True, timeout=120)
        codes[name] = done.returncode
        assert "Traceback" not in done.stderr, done.stderr
    assert codes.pop("Check the policies") == 1
    assert set(codes.values()) == {0}
    assert not list(tmp_path.rglob("pwned"))
    if event == "pull_request":
        (written_,) = github.comments
        assert "### 2 policies change" in written_["body"]
        assert "### 2 policies change" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    if event == "schedule":
        assert "@octo/heads" in github.issues[0]["body"]
    assert (tmp_path / "temp/site/index.html").is_file() == (event != "schedule")
