"""From the files of a book to schools, policies and versions: a pure function of the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from policybook.book.identity import identify
from policybook.book.model import UNDATED, WORKING, Book, Policy, School, Version
from policybook.book.pins import NO_PAIRS, PAIRS, find_pins, read_pairs
from policybook.book.sources import Sources
from policybook.book.statutory import NOTHING_EXPECTED, STATUTORY, read_statutory
from policybook.book.superseded import NO_REFERENCES, REFERENCES, read_references
from policybook.dates import PartialDate
from policybook.diffing.matching import NO_PINS
from policybook.finding import Finding, Level
from policybook.metadata import ID_PATTERN, BookFile, SchoolFile
from policybook.parsing import PolicyText, decode, parse_policy
from policybook.parsing.front_matter import read_book, read_school
from policybook.parsing.yaml_text import CODE, read_yaml

Parse = Callable[[bytes], PolicyText]

TOPICS: Final = "topics"
"""The folder with what recognises the topics and rules of each kind of policy."""

_NO_SCHOOLS: Final = frozenset({TOPICS})
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


def load_book(sources: Sources, parse: Parse = parse_policy) -> Book:
    """Make a book of its files.

    Args:
        sources: The files, as `sources.read_folder` or `sources.read_revision` give them.
        parse: What reads a policy file; a caller that builds again and again passes one that remembers.

    Returns:
        The book. Problems are findings; every policy file is in it, however broken.
    """
    findings: list[Finding] = []
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in sources.files.items():
        parts = PurePosixPath(path).parts
        if len(parts) > 1 and parts[0] not in _NO_SCHOOLS:
            folders.setdefault(parts[0], {})[path] = data
        elif len(parts) == 1 and path.endswith(".md") and path != "README.md":
            findings.append(_misplaced(path, "", f"Move it to SCHOOL/{path.removesuffix('.md')}/policy.md."))
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
    schools: list[School] = []
    for folder, files in folders.items():
        if all(path.endswith(".yml") and not path.endswith("school.yml") for path in files):
            continue
        id_, about_id = _id(folder, folder, {*folders, *(school.id for school in schools)} - {folder}, "school")
        unread = _within(sources.findings, folder)
        schools.append(_school(id_, folder, files, unread, about_id, parse))
    read = {school.path for school in schools}
    findings[:0] = [found for found in sources.findings if found.path.partition("/")[0] not in read]
    if not any(school.policies for school in schools):
        findings.append(
            Finding(
                "book-empty",
                Level.WARNING if schools or "book.yml" in sources.files else Level.ERROR,
                "The book has no policies.",
                "Write SCHOOL/POLICY/policy.md in it, or name another folder with --book.",
                path=".",
            )
        )
    topics = {
        path: data
        for path, data in sources.files.items()
        if PurePosixPath(path).parts[:-1] == (TOPICS,) and path.endswith(".yml")
    }
    return Book(
        settings,
        tuple(schools),
        tuple(findings),
        sources.others,
        sources.revision,
        topics,
        references,
        statutory,
    )


def load_file(path: str, data: bytes, parse: Parse = parse_policy) -> Version:
    """Make a version of a single file that belongs to no book."""
    text = parse(data)
    return Version(None, path, text, identify(text.tree))


def _school(
    id_: str, folder: str, files: Mapping[str, bytes], unread: list[Finding], about: list[Finding], parse: Parse
) -> School:
    settings = SchoolFile()
    if (data := files.get(f"{folder}/school.yml")) is not None:
        text, wrong = decode(data)
        settings, found = read_school(text)
        about += [finding.at(f"{folder}/school.yml", id_) for finding in (*wrong, *found)]
    else:
        about.append(
            Finding(
                "school-missing",
                Level.WARNING,
                "The school's folder has no school.yml.",
                f"Write {folder}/school.yml with the school's name and its people.",
                path=folder,
                policy=id_,
            )
        )
    policies: list[Policy] = []
    grouped: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        parts = PurePosixPath(path).parts
        if len(parts) > 2 and path.endswith(".md"):
            grouped.setdefault(parts[1], {})["/".join(parts[2:])] = data
        elif path.endswith(".md"):
            about.append(_misplaced(path, id_, f"Move it to {folder}/{parts[-1].removesuffix('.md')}/policy.md."))
    for name, texts in grouped.items():
        taken = {*grouped, *(policy.id for policy in policies)} - {name}
        policy_id, found = _id(name, f"{folder}/{name}", taken, "policy")
        own = [_about_version(finding) for finding in _within(unread, f"{folder}/{name}")]
        policy = _policy(
            id_, policy_id, f"{folder}/{name}", texts, [*found, *own], parse, files.get(f"{folder}/{name}/{PAIRS}")
        )
        if policy.versions:
            policies.append(policy)
        else:
            # A folder of notes or pictures is no policy: there is nothing of it to publish.
            about += (replace(finding, policy=id_) for finding in policy.findings if finding not in own)
    about += (finding for finding in unread if not any(_within([finding], policy.path) for policy in policies))
    return School(
        id_,
        folder,
        settings.name or id_.replace("-", " ").title(),
        settings.phase,
        settings.local_authority,
        settings.people,
        tuple(policies),
        tuple(about),
        settings.type,
    )


def _within(findings: Iterable[Finding], folder: str) -> list[Finding]:
    """Return the findings about a folder and what lies in it."""
    return [finding for finding in findings if f"{finding.path}/".startswith(f"{folder}/")]


def _about_version(finding: Finding) -> Finding:
    """Return the finding about a file that was not read; of an approved version, with what follows from that."""
    if "versions" not in PurePosixPath(finding.path).parts[2:3]:
        return finding
    follows = "So long as it is not, an older text may pass for the one in force."
    return replace(finding, message=f"{finding.message} {follows}")


def _policy(
    school: str,
    id_: str,
    folder: str,
    texts: Mapping[str, bytes],
    findings: list[Finding],
    parse: Parse,
    pairs: bytes | None,
) -> Policy:
    ref = f"{school}/{id_}"
    sealed: list[tuple[tuple[int, int, int], str, PolicyText]] = []
    for name, data in texts.items():
        path = f"{folder}/{name}"
        stem = PurePosixPath(name).stem
        if name == "policy.md" or name.startswith("versions/corrected/"):
            continue
        if PurePosixPath(name).parent != PurePosixPath("versions"):
            findings.append(
                _misplaced(path, ref, "Call it policy.md, or move it to versions/ under its approval date.")
            )
            continue
        order = (0, 0, 0)
        if stem != UNDATED:
            try:
                date = PartialDate.parse(stem)
                order = (date.year, date.month, date.day or 0)
            except ValueError as error:
                findings.append(
                    Finding(
                        "version-name-invalid",
                        Level.ERROR,
                        f"The version's name is no approval date: {error}.",
                        "Name it by its approval date, or `undated.md`; `policybook approve` does it for you.",
                        path=path,
                        policy=ref,
                    )
                )
        sealed.append((order, stem, parse(data)))
    sealed.sort(key=lambda entry: entry[:2])
    versions: list[Version] = []
    taken: set[str] = set()
    fixed = read_pairs(pairs) if pairs else NO_PAIRS

    def version(name: str, path: str, text: PolicyText) -> Version:
        """Return a version; its clauses inherit from the one before by the owner's pairs, else by likeness."""
        if not versions:
            return Version(name, path, text, identify(text.tree, None, taken))
        earlier = versions[-1]
        pins, _ = find_pins(fixed, earlier, Version(name, path, text, text.tree)) if fixed.pairs else (NO_PINS, ())
        return Version(name, path, text, identify(text.tree, earlier.tree, taken, pins))

    for _, stem, text in sealed:
        versions.append(version(stem, f"{folder}/versions/{stem}.md", text))
        tree = versions[-1].tree
        taken.update(tree.ids)
    working = None
    if "policy.md" in texts:
        working = version(WORKING, f"{folder}/policy.md", parse(texts["policy.md"]))
    elif versions:
        findings.append(
            Finding(
                "working-missing",
                Level.WARNING,
                "The policy has approved versions but no working text.",
                f"Copy the newest version to {folder}/policy.md.",
                path=folder,
                policy=ref,
            )
        )
    findings += [finding for version in versions for finding in _date_findings(version, ref)]
    return Policy(school, id_, folder, working, tuple(versions), tuple(findings), pairs)


def _date_findings(version: Version, ref: str) -> list[Finding]:
    approved = version.front_matter.approved
    inside = approved.date if approved else None
    if (version.name == UNDATED and inside is None) or inside == version.date:
        return []
    line, column = version.text.places.get("approved.date", version.text.places.get("approved", (1, 1)))
    return [
        Finding(
            "version-date-differs",
            Level.ERROR,
            f"The file is named {version.name}, but the approval date inside is {inside or 'missing'}.",
            "Name a version by the date on which it was approved; seal again with `policybook approve --correct`.",
            line,
            column,
            version.path,
            ref,
        )
    ]


def _id(name: str, path: str, known: set[str], what: str) -> tuple[str, list[Finding]]:
    """Return an id for a folder: its name, made fit where it is not, and unlike every id and name in `known`."""
    findings = []
    fit = name if re.fullmatch(ID_PATTERN, name) else _UNSAFE.sub("-", name.lower()).strip("-") or what
    id_ = fit if fit not in known else next(f"{fit}-{n}" for n in range(2, len(known) + 3) if f"{fit}-{n}" not in known)
    if fit != name:
        findings.append(
            Finding(
                "id-invalid",
                Level.ERROR,
                f"“{name}” is no id of a {what}; it is published as “{id_}”.",
                "Rename the folder: lower-case letters and digits, with single hyphens between.",
                path=path,
            )
        )
    if id_ != fit:
        findings.append(
            Finding(
                "id-duplicate",
                Level.ERROR,
                f"Two folders have the id “{fit}”.",
                "Rename one of them.",
                path=path,
            )
        )
    return id_, findings


def _unknown_schools(settings: BookFile, folders: Iterable[str], text: str) -> list[Finding]:
    """Return a finding for each school that settings name and the book does not have."""
    known = {_UNSAFE.sub("-", folder.lower()) for folder in folders}
    places = read_yaml(text)
    return [
        Finding(
            CODE,
            Level.ERROR,
            f"The book has no school “{school}”, so nothing takes these levels.",
            f"It has {', '.join(sorted(known)) or 'none'}.",
            *places.place(("school_levels", school)),
            path="book.yml",
        )
        for school in settings.school_levels
        if school not in known
    ]


def _misplaced(path: str, policy: str, fix: str) -> Finding:
    return Finding(
        "file-misplaced",
        Level.WARNING,
        "This Markdown file is neither a policy's working text nor one of its versions; it is not published.",
        fix,
        path=path,
        policy=policy,
    )
