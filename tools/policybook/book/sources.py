"""The files of a book, from a folder or from a git revision: the only place that reads them."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from policybook.errors import BookNotFound, GitError, InputError
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later

BOOK_FOLDER: Final = "policies"
TOO_LARGE: Final = 20_000_000
"""Bytes beyond which a file is not read at all."""

PUBLISHED: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf", ".docx", ".odt", ".xlsx", ".ods", ".csv")
"""Endings of other files that are published beside the policies: nothing that a browser would run."""

_TEXTS: Final = (".md", ".yml")
_LIKE_TEXTS: Final = {".md": ".md", ".markdown": ".md", ".mdown": ".md", ".mkd": ".md", ".yml": ".yml", ".yaml": ".yml"}
"""Endings that are taken for those of texts, in letters of any size, and how they are written."""
_NAMES: Final = frozenset({"policy.md", "school.yml", "book.yml"})
_SET_BY_GIT: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})


@dataclass(frozen=True, slots=True)
class Sources:
    """What a book is made of."""

    files: Mapping[str, bytes]
    """The Markdown and YAML files, by POSIX path relative to the book's folder, in the order of their paths."""
    findings: tuple[Finding, ...] = ()
    others: Mapping[str, Path] = field(default_factory=dict)
    """Other files (pictures, Word files) by path; empty for a git revision."""
    revision: str | None = None
    """The git revision, or None for a folder."""


def find_book(start: Path) -> Path:
    """Return the nearest `policies/` folder in or above a folder.

    Raises:
        BookNotFound: There is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if folder.name == BOOK_FOLDER and folder.is_dir():
            return folder
        if (folder / BOOK_FOLDER).is_dir():
            return folder / BOOK_FOLDER
    raise BookNotFound(
        f"There is no `{BOOK_FOLDER}` folder in {start} or above it.",
        fix="Go to the folder that holds it, or name it with --book.",
    )


def read_folder(root: Path) -> Sources:
    """Read the files of a book from a folder.

    Symbolic links that lead out of the folder are findings and are not followed; so are folders and files that cannot
    be read, files too large to be meant, and names that are almost those of a book's files.

    Raises:
        BookNotFound: The folder does not exist or is none, or is the one around the book or one inside it.
    """
    if not root.is_dir():
        raise BookNotFound(f"{root} is no folder.", fix="Name the folder that holds the schools' folders.")
    _refuse_other_folder(root)
    files: dict[str, bytes] = {}
    others: dict[str, Path] = {}
    findings: list[Finding] = []

    def note_folder(error: OSError) -> None:
        path = Path(str(error.filename)).relative_to(root).as_posix()
        findings.append(_unreadable(path, error.strerror or str(error), "folder"))

    for folder, names, entries in os.walk(root, onerror=note_folder):
        here = Path(folder)
        names[:] = sorted(name for name in names if not name.startswith("."))
        links = [name for name in names if (here / name).is_symlink()]
        for name in links:
            names.remove(name)
            findings.append(_link(here / name, root, later("finding.link-outside.folder")))
        for name in sorted(entries):
            path = here / name
            if name.startswith("."):
                continue
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() and not is_inside(path, root):
                findings.append(_link(path, root, later("finding.link-outside.leaves")))
                continue
            if right := right_name(relative):
                findings.append(_misnamed(relative, right))
                continue
            if not name.endswith(_TEXTS):
                if name.lower().endswith(PUBLISHED):
                    others[relative] = path
                continue
            read = _read(path, relative)
            if isinstance(read, Finding):
                findings.append(read)
            else:
                files[relative] = read
    return Sources(dict(sorted(files.items())), tuple(findings), others)


def is_inside(path: Path, root: Path) -> bool:
    """Return whether a path leads, through whatever symbolic links, to somewhere inside a folder."""
    # Not `Path.resolve`, which raises on a link to itself before Python 3.13.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def right_name(path: str) -> str | None:
    """Return what a file should be called whose name is almost that of a text of a book, or None for all others."""
    name = PurePosixPath(path).name
    stem, dot, ending = name.lower().rpartition(".")
    written = _LIKE_TEXTS.get(dot + ending)
    if written is None or path.lower().startswith("readme."):
        return None
    if name.endswith(written):
        return name.lower() if name.lower() in _NAMES and name not in _NAMES else None
    return stem + written


def _refuse_other_folder(root: Path) -> None:
    """Refuse the folder of a policy or a school, and the one that holds the book: they would pass for an empty book."""
    if (root / "policy.md").is_file() or (root / "versions").is_dir():
        raise BookNotFound(f"{root} is the folder of a policy.", fix=f"Name the book's: --book {root.parent.parent}")
    if (root / "school.yml").is_file():
        raise BookNotFound(f"{root} is the folder of a school.", fix=f"Name the book's: --book {root.parent}")
    around = (root / BOOK_FOLDER).is_dir() and not (root / "book.yml").exists()
    if around and not any(root.glob("*/school.yml")):
        raise BookNotFound(f"{root} is not the book but holds it.", fix=f"Name the book: --book {root / BOOK_FOLDER}")


def _read(path: Path, relative: str) -> bytes | Finding:
    """Return what is in a file, or why it is not read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(relative, later("finding.file-unreadable.special"))
        if status.st_size > TOO_LARGE:
            return _too_large(relative, status.st_size)
        return path.read_bytes()
    except OSError as error:
        return _unreadable(relative, error.strerror or str(error))


def read_file(path: Path) -> bytes:
    """Read one file that the user named.

    Raises:
        InputError: It does not exist, cannot be read or is too large.
    """
    try:
        if path.stat().st_size > TOO_LARGE:
            raise InputError(_too_large(str(path), path.stat().st_size).message, path=path)
        return path.read_bytes()
    except OSError as error:
        fix = "Check the name." if isinstance(error, FileNotFoundError) else ""
        raise InputError(f"cannot be read: {error.strerror or error}.", path=path, fix=fix) from error


def read_revision(root: Path, revision: str) -> Sources:
    """Read the files of a book as they were in a git revision.

    Args:
        root: The book's folder in the working tree; it need not exist in the revision.
        revision: A branch, tag or commit.

    Raises:
        GitError: There is no repository around the folder, no such revision, or no book in it.
    """
    where = root if root.is_dir() else root.parent
    top = Path(_git(where, "rev-parse", "--show-toplevel").decode().strip())
    commit = _commit(top, revision)
    prefix = root.resolve().relative_to(top.resolve()).as_posix()
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", prefix).decode("utf-8", "surrogateescape")
    blobs: list[tuple[str, str]] = []
    findings: list[Finding] = []
    for entry in filter(None, listed.split("\0")):
        about, _, path = entry.partition("\t")
        mode, kind, name = about.split()
        relative = path if prefix == "." else path.removeprefix(prefix + "/")
        if kind != "blob" or any(part.startswith(".") for part in relative.split("/")):
            continue
        if right := right_name(relative):
            findings.append(_misnamed(relative, right))
            continue
        if not relative.endswith(_TEXTS):
            continue
        if mode == "120000":
            findings.append(_link(Path(relative), Path(), later("finding.link-outside.file")))
            continue
        blobs.append((relative, name))
    if not blobs:
        raise GitError(
            f"The revision “{revision}” holds no policies in `{prefix}`.",
            fix="Check the revision, and that the book's folder had this name then.",
        )
    request = "".join(f"{name}\n" for _, name in blobs).encode()
    answer = _git(top, "cat-file", "--batch", stdin=request)
    files: dict[str, bytes] = {}
    at = 0
    for relative, _ in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        files[relative] = answer[end + 1 : end + 1 + size]
        at = end + size + 2
    return Sources(dict(sorted(files.items())), tuple(findings), revision=revision)


def _commit(top: Path, revision: str) -> str:
    try:
        return (
            _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        )
    except GitError:
        shallow = _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true"
        raise GitError(
            f"The repository has no revision “{revision}”.",
            fix="The clone is shallow: run `git fetch --unshallow` first."
            if shallow
            else "`git branch -a` and `git log --oneline` list what there is.",
        ) from None


def _git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            env={**_environment(), "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except FileNotFoundError:
        raise GitError("git is not installed.", fix="Install git to compare with revisions.") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} did not answer within two minutes.") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in said:
            raise GitError(f"{folder} lies in no git repository.", fix="Run `git init`, or compare versions instead.")
        raise GitError(f"git {arguments[0]} failed: {said or done.returncode}.")
    return done.stdout


def _environment() -> dict[str, str]:
    """Return the environment without what git sets for its hooks, which would name another repository."""
    return {name: value for name, value in os.environ.items() if name not in _SET_BY_GIT}


def _link(path: Path, root: Path, what: Later) -> Finding:
    return Finding(
        "link-outside",
        Level.ERROR,
        what,
        later("finding.link-outside.fix"),
        path=path.relative_to(root).as_posix(),
    )


def _unreadable(path: str, why: str | Later, what: str = "file") -> Finding:
    return Finding(
        "file-unreadable",
        Level.ERROR,
        later(f"finding.file-unreadable.{what}", why=why),
        later("finding.file-unreadable.fix"),
        path=path,
    )


def _misnamed(path: str, right: str) -> Finding:
    return Finding(
        "file-misnamed",
        Level.ERROR,
        later("finding.file-misnamed.what"),
        later("finding.file-misnamed.fix", name=right),
        path=path,
    )


def _too_large(path: str, size: int) -> Finding:
    return Finding(
        "file-too-large",
        Level.ERROR,
        later("finding.file-too-large.what", size=f"{size / 1e6:.0f}", most=TOO_LARGE // 1_000_000),
        later("finding.file-too-large.fix"),
        path=path,
    )
