"""From the files of a book to schools, policies and versions: a pure function of the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from policybook.book.glossary import GLOSSARY, NO_TERMS, read_glossary
from policybook.book.identity import identify
from policybook.book.model import Book, School, Version
from policybook.book.school_folder import Parse, SchoolFolder, fit_id, misplaced, read_school_folder, unique_id, within
from policybook.book.sources import Sources
from policybook.book.statutory import NOTHING_EXPECTED, STATUTORY, read_statutory
from policybook.book.superseded import NO_REFERENCES, REFERENCES, read_references
from policybook.finding import Finding, Level
from policybook.messages.messages import later
from policybook.metadata import BookFile
from policybook.parsing import decode, parse_policy
from policybook.parsing.front_matter import read_book
from policybook.parsing.yaml_text import CODE, read_yaml

TOPICS: Final = "topics"
"""The folder with what recognises the topics and rules of each kind of policy."""
MESSAGES: Final = "messages"
"""The folder with what pages say in other languages, or in other words."""

_NO_SCHOOLS: Final = frozenset({TOPICS, MESSAGES})


@dataclass(frozen=True, slots=True)
class BookFiles:
    """A book whose schools are still to be read: each by itself, in any order, by any process."""

    book: Book
    """The book without schools."""
    folders: tuple[SchoolFolder, ...]
    """The schools, in the order of their folders' names."""
    if_empty: Finding
    """What is wrong with the book if no school turns out to have a policy."""

    def with_schools(self, schools: Sequence[School]) -> Book:
        """Return the book with its schools."""
        is_empty = not any(school.policies for school in schools)
        findings = (*self.book.findings, self.if_empty) if is_empty else self.book.findings
        return replace(self.book, schools=tuple(schools), findings=findings)


def load_book(sources: Sources, parse: Parse = parse_policy) -> Book:
    """Make a book of its files.

    Args:
        sources: The files, as `sources.read_folder` or `sources.read_revision` give them; their order does not matter.
        parse: What reads a policy file; a caller that builds again and again passes one that remembers.

    Returns:
        The book. Problems are findings; every policy file is in it, however broken.
    """
    opened = open_book(sources)
    return opened.with_schools([read_school_folder(folder, parse) for folder in opened.folders])


def open_book(sources: Sources) -> BookFiles:
    """Read the files that are the book's own, and sort the others by school.

    Args:
        sources: The files.
    """
    findings: list[Finding] = []
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in sorted(sources.files.items()):
        parts = PurePosixPath(path).parts
        if len(parts) > 1 and parts[0] not in _NO_SCHOOLS:
            folders.setdefault(parts[0], {})[path] = data
        elif len(parts) == 1 and path.endswith(".md") and path != "README.md":
            place = f"SCHOOL/{path.removesuffix('.md')}/policy.md"
            findings.append(misplaced(path, "", later("finding.file-misplaced.move", path=place)))
    settings = BookFile()
    if "book.yml" in sources.files:
        text, wrong = decode(sources.files["book.yml"])
        settings, about = read_book(text)
        findings += [finding.at("book.yml", "") for finding in (*wrong, *about)]
        findings += _unknown_schools(settings, folders, text)
    references, statutory = NO_REFERENCES, NOTHING_EXPECTED
    if REFERENCES in sources.files:
        references, about = read_references(sources.files[REFERENCES])
        findings += about
    if STATUTORY in sources.files:
        statutory, about = read_statutory(sources.files[STATUTORY])
        findings += about
    glossary = NO_TERMS
    if GLOSSARY in sources.files:
        glossary, about = read_glossary(sources.files[GLOSSARY], GLOSSARY)
        findings += about
    schools: list[SchoolFolder] = []
    taken = set(folders)
    for folder, files in folders.items():
        if all(path.endswith(".yml") and not path.endswith("school.yml") for path in files):
            continue
        id_, about_id = unique_id(folder, folder, taken - {folder}, "school")
        taken.add(id_)
        schools.append(SchoolFolder(id_, folder, files, tuple(about_id), tuple(within(sources.findings, folder))))
    read = {school.path for school in schools}
    findings[:0] = [found for found in sources.findings if found.path.partition("/")[0] not in read]
    book = Book(
        settings,
        findings=tuple(findings),
        others=sources.others,
        revision=sources.revision,
        topics=_in_folder(sources, TOPICS),
        messages=_in_folder(sources, MESSAGES),
        references=references,
        statutory=statutory,
        glossary=glossary,
    )
    return BookFiles(book, tuple(schools), _empty(begun=bool(schools) or "book.yml" in sources.files))


def _in_folder(sources: Sources, folder: str) -> dict[str, bytes]:
    """Return the YAML files of a folder of the book, by path."""
    return {
        path: data
        for path, data in sorted(sources.files.items())
        if PurePosixPath(path).parts[:-1] == (folder,) and path.endswith(".yml")
    }


def load_file(path: str, data: bytes, parse: Parse = parse_policy) -> Version:
    """Make a version of a single file that belongs to no book."""
    text = parse(data)
    return Version(None, path, text, identify(text.tree))


def _empty(*, begun: bool) -> Finding:
    return Finding(
        "book-empty",
        Level.WARNING if begun else Level.ERROR,
        later("finding.book-empty.what"),
        later("finding.book-empty.fix"),
        path=".",
    )


def _unknown_schools(settings: BookFile, folders: Iterable[str], text: str) -> list[Finding]:
    """Return a finding for each school that settings name and the book does not have."""
    known = {fit_id(folder, "school") for folder in folders}
    places = read_yaml(text)
    remedy = (
        later("finding.front-matter-invalid.schools", schools=tuple(sorted(known)))
        if known
        else later("finding.front-matter-invalid.no_schools")
    )
    return [
        Finding(
            CODE,
            Level.ERROR,
            later("finding.front-matter-invalid.no_school", school=school),
            remedy,
            *places.place(("school_levels", school)),
            path="book.yml",
        )
        for school in settings.school_levels
        if school not in known
    ]
