"""A book as it was in a git revision."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import SCHOOL, TODAY, Bookfolder, Repository, policy
from policybook.book import load_book, read_folder, read_revision
from policybook.book.naming import resolve_name
from policybook.errors import GitError, PolicyNotFound

PATH = "hill/e-safety/policy.md"
FILES = {"hill/school.yml": SCHOOL, PATH: policy("Staff must ask.\n")}
Init = Callable[[Path], Repository]


@pytest.fixture
def kept(book: Callable[..., Bookfolder], repository: Init) -> tuple[Bookfolder, Repository]:
    """A book in the folder `policies` of a repository, with one commit, tagged `first`."""
    folder = book(FILES, "repository/policies")
    found = repository(folder.root.parent)
    found.commit()
    found.git("tag", "first")
    return folder, found


def words(folder: Bookfolder, revision: str) -> list[str]:
    """Return the clauses of the policy in a revision."""
    named = resolve_name(f"hill/e-safety@git:{revision}", lambda: folder.root, folder.load, TODAY)
    assert named.version.name == f"git:{revision}"
    assert named.name == "hill/e-safety"
    return [node.text for node in named.version.tree.nodes]


def test_a_revision_holds_what_was_committed(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.write({PATH: policy("Staff may ask.\n")})
    second = repository.commit()
    folder.write({PATH: policy("Nobody asks.\n")})
    assert words(folder, "HEAD") == words(folder, second) == words(folder, second[:10]) == ["Staff may ask."]
    assert words(folder, "HEAD~1") == words(folder, "first") == ["Staff must ask."]


def test_the_files_are_those_that_a_folder_gives(kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    found = read_revision(folder.root, "HEAD")
    assert found.files == read_folder(folder.root).files
    assert found.revision == "HEAD"
    assert load_book(found).revision == "HEAD"


@pytest.mark.parametrize("branch", ["draft", "clerk/e-safety/new", "été", "v1.0"])
def test_a_branch(kept: tuple[Bookfolder, Repository], branch: str) -> None:
    folder, repository = kept
    repository.git("checkout", "--quiet", "-b", branch)
    folder.write({PATH: policy("On the branch.\n")})
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    assert folder.policy().working is not None
    assert words(folder, branch) == ["On the branch."]
    assert words(folder, "main") == ["Staff must ask."]


@pytest.mark.parametrize("revision", ["HEAD@{0}", "main^0", "@"])
def test_git_s_own_ways_to_name_a_revision(kept: tuple[Bookfolder, Repository], revision: str) -> None:
    assert words(kept[0], revision) == ["Staff must ask."]


def test_an_annotated_tag(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    repository.git("tag", "--annotate", "--message", "Approved", "approved-2026")
    assert words(folder, "approved-2026") == ["Staff must ask."]


def test_a_policy_that_is_gone_from_the_folder(kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    folder.path(PATH).unlink()
    assert words(folder, "HEAD") == ["Staff must ask."]


def test_a_book_folder_that_is_gone_from_the_working_tree(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.root.rename(repository.root / "elsewhere")
    assert list(read_revision(folder.root, "HEAD").files) == [PATH, "hill/school.yml"]


def test_a_policy_that_was_not_there_yet(kept: tuple[Bookfolder, Repository]) -> None:
    folder, _ = kept
    folder.write({"hill/other/policy.md": policy()})
    with pytest.raises(PolicyNotFound, match="hill/e-safety"):
        resolve_name("hill/other@git:HEAD", lambda: folder.root, folder.load, TODAY)


def test_a_policy_that_had_only_a_sealed_version(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.approve("2026-01")
    folder.path(PATH).unlink()
    repository.commit()
    assert words(folder, "HEAD") == ["Staff must ask."]


@pytest.mark.parametrize("revision", ["nowhere", "", "-x", "--help", "HEAD:policies", "HEAD~99", "first^{tree}", "a b"])
def test_a_revision_that_is_none(kept: tuple[Bookfolder, Repository], revision: str) -> None:
    with pytest.raises(GitError, match="has no revision") as caught:
        read_revision(kept[0].root, revision)
    assert f"“{revision}”" in caught.value.message
    assert "git log" in caught.value.fix


def test_a_shallow_clone(kept: tuple[Bookfolder, Repository], tmp_path: Path) -> None:
    folder, repository = kept
    old = repository.git("rev-parse", "HEAD").strip()
    folder.write({PATH: policy("Staff may ask.\n")})
    repository.commit()
    repository.git("clone", "--quiet", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))
    shallow = Bookfolder(tmp_path / "shallow/policies")
    assert words(shallow, "HEAD") == ["Staff may ask."]
    for revision in (old, "HEAD~1"):
        with pytest.raises(GitError) as caught:
            read_revision(shallow.root, revision)
        assert "git fetch --unshallow" in caught.value.fix


def test_no_repository(book: Callable[..., Bookfolder], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = book(FILES)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="lies in no git repository") as caught:
        read_revision(folder.root, "HEAD")
    assert "git init" in caught.value.fix


def test_a_repository_without_a_commit(book: Callable[..., Bookfolder], repository: Init) -> None:
    folder = book(FILES, "repository/policies")
    repository(folder.root.parent)
    with pytest.raises(GitError, match="has no revision “HEAD”"):
        read_revision(folder.root, "HEAD")


def test_no_git(kept: tuple[Bookfolder, Repository], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git is not installed"):
        read_revision(kept[0].root, "HEAD")


def test_a_git_that_does_not_answer(kept: tuple[Bookfolder, Repository], monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 120)

    monkeypatch.setattr(subprocess, "run", silent)
    with pytest.raises(GitError, match="did not answer"):
        read_revision(kept[0].root, "HEAD")


def test_a_revision_without_a_book(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    repository.git("checkout", "--quiet", "--orphan", "empty")
    repository.git("rm", "-r", "--quiet", "--cached", ".")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Nothing")
    with pytest.raises(GitError, match="holds no policies in `policies`"):
        read_revision(folder.root, "empty")


def test_a_book_that_is_the_root_of_its_repository(book: Callable[..., Bookfolder], repository: Init) -> None:
    folder = book(FILES)
    repository(folder.root).commit()
    assert words(folder, "HEAD") == ["Staff must ask."]


def test_a_book_deep_below_the_root(book: Callable[..., Bookfolder], repository: Init, tmp_path: Path) -> None:
    folder = book(FILES, "repository/a b/[schools]/policies")
    book({"hill/e-safety/policy.md": policy("Another book.\n")}, "repository/policies")
    repository(tmp_path / "repository").commit()
    assert words(folder, "HEAD") == ["Staff must ask."]


def test_names_with_spaces_and_accents(book: Callable[..., Bookfolder], repository: Init, tmp_path: Path) -> None:
    files = {"école du parc/e safety/policy.md": policy("Élèves.\n"), "école du parc/school.yml": SCHOOL}
    folder = book(files, "dépôt git/policies")
    repository(tmp_path / "dépôt git").commit()
    found = read_revision(folder.root, "HEAD")
    assert found.files == read_folder(folder.root).files
    assert sorted(found.files) == sorted(files)


def test_files_are_not_changed_on_the_way(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    odd = {
        PATH: b"\xef\xbb\xbf" + policy("a\n").replace("\n", "\r\n").encode(),
        "hill/e/policy.md": b"",
        "hill/f/policy.md": b"\xff\0\n",
    }
    folder.write(odd)
    repository.git("config", "core.autocrlf", "false")
    repository.commit()
    found = read_revision(folder.root, "HEAD").files
    assert {path: found[path] for path in odd} == odd


def test_other_and_hidden_files_are_left_out_and_links_not_followed(kept: tuple[Bookfolder, Repository]) -> None:
    folder, repository = kept
    folder.write({"hill/logo.png": b"x", ".hidden/a.md": "x", "hill/.b.md": "x"})
    folder.path("hill/e-safety/link.md").symlink_to("/etc/hostname")
    repository.commit()
    found = read_revision(folder.root, "HEAD")
    assert list(found.files) == [PATH, "hill/school.yml"]
    assert [(finding.code, finding.path) for finding in found.findings] == [("link-outside", "hill/e-safety/link.md")]


def test_what_git_tells_its_hooks_does_not_lead_astray(
    kept: tuple[Bookfolder, Repository], repository: Init, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other")
    (other.root / "x.md").write_text("x")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert words(kept[0], "HEAD") == ["Staff must ask."]
