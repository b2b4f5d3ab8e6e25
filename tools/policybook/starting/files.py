"""The files that a new book, school or policy begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from policybook.book.sources import BOOK_FOLDER
from policybook.dates import PartialDate

POLICY_TEMPLATES: Final = ("acceptable-use", "general")
"""What a policy can be made from: a model of one kind, or the sections that any policy has."""

_BOOK_FILES: Final = {
    "README.md": "readme.md",
    ".gitignore": "gitignore",
    ".github/workflows/policies.yml": "workflow.yml",
    "mkdocs.yml": "mkdocs.yml",
    "docs/about.md": "about.md",
    f"{BOOK_FOLDER}/book.yml": "book.yml",
    f"{BOOK_FOLDER}/references.yml": "references.yml",
    f"{BOOK_FOLDER}/statutory.yml": "statutory.yml",
}
"""File of a new repository -> its template."""

_NAME: Final = re.compile(r"%([a-z-]+)%")


def book_files(title: str, school: str, school_name: str, due: PartialDate, release: str) -> dict[str, str]:
    """Return the files of a new repository with a book of one school and one draft.

    Args:
        title: What the book is called.
        school: The id of its first school.
        school_name: What that school is called.
        due: By when its first policy is to be reviewed.
        release: The release of policybook that its workflow installs.

    Returns:
        POSIX path -> text.
    """
    words = {"title": _line(title), "quoted-title": _quoted(title), "school": school, "release": release}
    found = {path: _filled(template, words) for path, template in _BOOK_FILES.items()}
    made = school_files(school, school_name) | policy_files(school, "acceptable-use", "", "acceptable-use", due)
    return found | {f"{BOOK_FOLDER}/{path}": text for path, text in made.items()}


def school_files(school: str, name: str) -> dict[str, str]:
    """Return the files of a new school, by their paths in the book.

    Args:
        school: Its id.
        name: What it is called; empty for its id in words.
    """
    return {f"{school}/school.yml": _filled("school.yml", {"quoted-name": _quoted(name or _title(school))})}


def policy_files(school: str, policy: str, title: str, template: str, due: PartialDate) -> dict[str, str]:
    """Return the files of a new draft, by their paths in the book.

    Args:
        school: The id of its school.
        policy: Its own id.
        title: What it is called; empty for its id in words.
        template: One of `POLICY_TEMPLATES`.
        due: By when it is to be reviewed.
    """
    words = {"quoted-title": _quoted(title or f"{_title(policy)} policy"), "kind": policy, "due": str(due)}
    return {f"{school}/{policy}/policy.md": _filled(f"{template}.md", words)}


def _filled(template: str, words: Mapping[str, str]) -> str:
    """Return a template with words in the place of names between two percent signs."""
    text = (files("policybook.starting") / "templates" / template).read_text(encoding="utf-8")
    return _NAME.sub(lambda match: words[match[1]], text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Return a text as YAML reads it back, whatever is in it."""
    return json.dumps(_line(text), ensure_ascii=False)


def _title(id_: str) -> str:
    return id_.replace("-", " ").capitalize()
