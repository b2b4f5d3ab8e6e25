"""From the files of one school to the school, its policies and their versions: no other school is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from policybook.book.glossary import GLOSSARY, NO_TERMS, read_glossary
from policybook.book.identity import identify
from policybook.book.model import UNDATED, WORKING, Policy, School, Version
from policybook.book.pins import NO_PAIRS, PAIRS, find_pins, read_pairs
from policybook.dates import PartialDate
from policybook.diffing.matching import NO_PINS
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.metadata import ID_PATTERN, SchoolFile
from policybook.parsing import PolicyText, decode, parse_policy
from policybook.parsing.front_matter import read_school

Parse = Callable[[bytes], PolicyText]

_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SchoolFolder:
    """A school whose files are still to be read."""

    id: str
    path: str
    """The school's folder, relative to the book's."""
    files: Mapping[str, bytes]
    """By path relative to the book's folder."""
    findings: tuple[Finding, ...]
    """What is wrong with the folder's name."""
    unread: tuple[Finding, ...]
    """About those of its files that could not be had."""

    @property
    def versions(self) -> Iterator[str]:
        """The paths of the files that are versions of policies."""
        for path in self.files:
            _, policy, name = (*path.split("/", 2), "")[:3]
            if policy and _is_version(name):
                yield path


def read_school_folder(school: SchoolFolder, parse: Parse = parse_policy) -> School:
    """Read the files of a school.

    Args:
        school: The school's folder.
        parse: What reads a policy file.

    Returns:
        The school. Problems are findings; every policy file is in it, however broken.
    """
    id_, folder, files, unread = school.id, school.path, school.files, school.unread
    about = [*school.findings]
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
                later("finding.school-missing.what"),
                later("finding.school-missing.fix", path=f"{folder}/school.yml"),
                path=folder,
                policy=id_,
            )
        )
    glossary = NO_TERMS
    if (data := files.get(f"{folder}/{GLOSSARY}")) is not None:
        glossary, found = read_glossary(data, f"{folder}/{GLOSSARY}", id_)
        about += found
    policies: list[Policy] = []
    grouped: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        parts = PurePosixPath(path).parts
        if len(parts) > 2 and path.endswith(".md"):
            grouped.setdefault(parts[1], {})["/".join(parts[2:])] = data
        elif path.endswith(".md"):
            place = f"{folder}/{parts[-1].removesuffix('.md')}/policy.md"
            about.append(misplaced(path, id_, later("finding.file-misplaced.move", path=place)))
    for name, texts in grouped.items():
        taken = {*grouped, *(policy.id for policy in policies)} - {name}
        policy_id, found = unique_id(name, f"{folder}/{name}", taken, "policy")
        own = [_about_version(finding) for finding in within(unread, f"{folder}/{name}")]
        policy = _policy(
            id_, policy_id, f"{folder}/{name}", texts, [*found, *own], parse, files.get(f"{folder}/{name}/{PAIRS}")
        )
        if policy.versions:
            policies.append(policy)
        else:
            # A folder of notes or pictures is no policy: there is nothing of it to publish.
            about += (replace(finding, policy=id_) for finding in policy.findings if finding not in own)
    about += (finding for finding in unread if not any(within([finding], policy.path) for policy in policies))
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
        glossary,
    )


def within(findings: Iterable[Finding], folder: str) -> list[Finding]:
    """Return the findings about a folder and what lies in it."""
    return [finding for finding in findings if f"{finding.path}/".startswith(f"{folder}/")]


def _about_version(finding: Finding) -> Finding:
    """Return the finding about a file that was not read; of an approved version, with what follows from that."""
    if "versions" not in PurePosixPath(finding.path).parts[2:3]:
        return finding
    return replace(finding, what=later("finding.of_version", what=finding.what))


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
        if not _is_version(name):
            findings.append(misplaced(path, ref, later("finding.file-misplaced.version")))
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
                        later("finding.version-name-invalid.what", why=str(error)),
                        later("finding.version-name-invalid.fix"),
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
                later("finding.working-missing.what"),
                later("finding.working-missing.fix", path=f"{folder}/policy.md"),
                path=folder,
                policy=ref,
            )
        )
    findings += [finding for version in versions for finding in _date_findings(version, ref)]
    return Policy(school, id_, folder, working, tuple(versions), tuple(findings), pairs)


def _is_version(name: str) -> bool:
    """Return whether a file of a policy's folder is one of its versions."""
    return name == "policy.md" or (name.endswith(".md") and PurePosixPath(name).parent == PurePosixPath("versions"))


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
            later("finding.version-date-differs.what", version=version.name, date=str(inside))
            if inside
            else later("finding.version-date-differs.undated", version=version.name),
            later("finding.version-date-differs.fix"),
            line,
            column,
            version.path,
            ref,
        )
    ]


def fit_id(name: str, what: str) -> str:
    """Return the name of a folder as an id; `what` it is where nothing of the name is fit."""
    return name if re.fullmatch(ID_PATTERN, name) else _UNSAFE.sub("-", name.lower()).strip("-") or what


def unique_id(name: str, path: str, known: Collection[str], what: str) -> tuple[str, list[Finding]]:
    """Return an id for a folder: its name, made fit where it is not, and unlike every id and name in `known`."""
    findings = []
    fit = fit_id(name, what)
    id_ = fit if fit not in known else next(f"{fit}-{n}" for n in range(2, len(known) + 3) if f"{fit}-{n}" not in known)
    if fit != name:
        findings.append(
            Finding(
                "id-invalid",
                Level.ERROR,
                later(f"finding.id-invalid.{what}", name=name, id=id_),
                later("finding.id-invalid.fix"),
                path=path,
            )
        )
    if id_ != fit:
        findings.append(
            Finding(
                "id-duplicate",
                Level.ERROR,
                later("finding.id-duplicate.what", id=fit),
                later("finding.id-duplicate.fix"),
                path=path,
            )
        )
    return id_, findings


def misplaced(path: str, policy: str, remedy: Later) -> Finding:
    """Return the finding about a Markdown file that is none of a policy's."""
    return Finding(
        "file-misplaced",
        Level.WARNING,
        later("finding.file-misplaced.what"),
        remedy,
        path=path,
        policy=policy,
    )
