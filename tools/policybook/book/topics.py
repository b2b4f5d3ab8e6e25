"""The topics and rules of each kind of policy, as `topics/KIND.yml` of a book has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, Final

from policybook.book.model import Book
from policybook.comparing.catalogue import Binds, Catalogue, Line, Subject, read_line
from policybook.comparing.recognising import Recogniser
from policybook.finding import Finding, Level
from policybook.language.concepts import GROUPS, common_phrases, forms_of
from policybook.language.phrases import Lexicon
from policybook.metadata import ID_PATTERN
from policybook.parsing import decode
from policybook.parsing.yaml_text import Path, YamlText, read_yaml

_FIELDS: Final = {
    "topics": frozenset({"id", "title", "about", "asked", "says", "binds"}),
    "rules": frozenset({"id", "title", "about", "asked", "says", "binds", "topic", "act", "within"}),
}
_TOP: Final = frozenset({"kind", "concepts", *_FIELDS})


@dataclass(frozen=True, slots=True)
class TopicsFile:
    """What a topics file holds."""

    catalogue: Catalogue
    recogniser: Recogniser
    findings: tuple[Finding, ...]
    """What cannot be used, and is left out."""


def topics_file_of(book: Book, kind: str | None) -> TopicsFile | None:
    """Return the topics file of a kind of policy, or None where the book has none."""
    return next((file for _, file in topics_files(book) if kind and file.catalogue.kind == kind), None)


def topics_files(book: Book) -> Iterator[tuple[str, TopicsFile]]:
    """Yield the topics files of a book with their paths, in the order of the paths."""
    for path, data in book.topics.items():
        yield path, read_topics(data, PurePosixPath(path).stem)


@lru_cache(maxsize=16)
def read_topics(data: bytes, name: str) -> TopicsFile:
    """Read a topics file.

    Args:
        data: Its bytes.
        name: Its name without the ending: the kind of policy, where the file does not say it.

    Returns:
        Its catalogue, without what cannot be understood: that is a finding with its line.
    """
    text, wrong = decode(data)
    reading = _Reading(read_yaml(text))
    catalogue = reading.catalogue(name)
    return TopicsFile(catalogue, Recogniser(catalogue), (*wrong, *reading.found()))


@dataclass(slots=True)
class _Reading:
    """One topics file as it is read."""

    raw: YamlText
    findings: list[Finding] = field(default_factory=list)

    def found(self) -> Iterable[Finding]:
        """Return what is wrong, in the order of the lines."""
        malformed = [replace(finding, code="topics-invalid") for finding in self.raw.findings]
        return sorted([*malformed, *self.findings], key=lambda finding: finding.line or 0)

    def catalogue(self, name: str) -> Catalogue:
        """Return the catalogue."""
        for key in self.raw.values:
            if key not in _TOP:
                self._note(
                    (key,), f"“{key}” is no field of a topics file.", f"The fields are {', '.join(sorted(_TOP))}."
                )
        kind = self.raw.values.get("kind")
        if kind is not None and not (isinstance(kind, str) and re.fullmatch(ID_PATTERN, kind)):
            self._note(("kind",), "kind must be a word like `acceptable-use`; the file's name is used.", "")
            kind = None
        concepts, lent = self._concepts()
        known = {*common_phrases(), *concepts}
        topics = tuple(self._subjects("topics", known, frozenset()))
        ids = frozenset(topic.id for topic in topics)
        return Catalogue(kind or name, topics, tuple(self._subjects("rules", known, ids)), concepts, lent)

    def _concepts(self) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """Return the file's own concepts, and which of them headings lend."""
        found: dict[str, tuple[str, ...]] = {}
        lent: set[str] = set()
        groups = self.raw.values.get("concepts") or {}
        for group, concepts in groups.items() if isinstance(groups, dict) else ():
            path: Path = ("concepts", group)
            if group not in GROUPS or not isinstance(concepts, dict):
                self._note(path, f"“{group}” is no group of concepts.", f"The groups are {', '.join(GROUPS)}.")
                continue
            for name, phrases in concepts.items():
                ways = [way for way in phrases or () if isinstance(way, str)] if isinstance(phrases, list) else []
                forms = tuple(form for way in ways for form in forms_of(group, way))
                try:
                    Lexicon({name: forms})
                except ValueError as error:
                    self._note((*path, name), f"The concept “{name}” cannot be used: {error}.", "Correct the phrase.")
                    continue
                found[name] = (*common_phrases().get(name, ()), *forms)
                if GROUPS[group]:
                    lent.add(name)
        return found, frozenset(lent)

    def _subjects(self, field_: str, known: set[str], topics: frozenset[str]) -> Iterator[Subject]:
        """Yield the topics, or the rules, that can be used."""
        entries = self.raw.values.get(field_) or []
        if not isinstance(entries, list):
            self._note((field_,), f"{field_} must be a list.", "Begin each entry with `- id: ...`.")
            return
        ids: set[str] = set()
        for n, entry in enumerate(entries):
            path: Path = (field_, n)
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                self._note(
                    path, "An entry must have an `id`; it is not used.", "Write `- id: the-id`, then its fields."
                )
                continue
            id_, topic = entry["id"], entry.get("topic", "")
            if id_ in ids or not re.fullmatch(ID_PATTERN, id_):
                problem = "is given twice" if id_ in ids else "is no id: small letters, digits and single hyphens"
                self._note(path, f"“{id_}” {problem}; the entry is not used.", "Give it another id.")
                continue
            if field_ == "rules" and topics and topic not in topics:
                self._note(
                    path, f"The rule “{id_}” belongs to no topic of this file; it is not used.", "Give its `topic`."
                )
                continue
            for key in entry:
                if key not in _FIELDS[field_]:
                    fix = f"The fields are {', '.join(sorted(_FIELDS[field_]))}."
                    self._note((*path, key), f"“{key}” is no field here.", fix)
            ids.add(id_)
            yield Subject(
                id_,
                _text(entry.get("title")) or id_.replace("-", " ").capitalize(),
                _text(entry.get("about")),
                topic,
                tuple(self._lines(entry.get("says"), (*path, "says"), known)),
                self._binds(entry.get("binds"), (*path, "binds")),
                self._truth(entry.get("act"), (*path, "act")),
                tuple(self._questions(entry.get("asked"), (*path, "asked"))),
                _text(entry.get("within")),
            )

    def _lines(self, lines: Any, path: Path, known: set[str]) -> Iterator[Line]:
        for n, text in enumerate(lines if isinstance(lines, list) else ()):
            try:
                line = read_line(str(text))
                Lexicon({name: [name.strip("'")] for name in line.concepts if name.startswith("'")})
            except ValueError as error:
                self._unusable((*path, n), str(error))
                continue
            unknown = [name for name in line.concepts if name not in known and not name.startswith("'")]
            if unknown:
                self._unusable((*path, n), f"“{unknown[0]}” is no concept")
            else:
                yield line

    def _questions(self, value: Any, path: Path) -> Iterator[str]:
        if value is not None and not isinstance(value, list):
            self._note(path, "“asked” is no list.", "Write `[one question, another]`.")
        for n, text in enumerate(value if isinstance(value, list) else ()):
            if isinstance(text, str):
                yield text
            else:
                self._note(
                    (*path, n), "This entry is no question.", "Put it in double quotes if it has `:`, `[` or `{`."
                )

    def _unusable(self, path: Path, why: str) -> None:
        fix = "Use concepts of the lexicon or of this file, and put other words in single quotes."
        self._note(path, f"This line recognises nothing: {why}.", fix)

    def _binds(self, value: Any, path: Path) -> Binds:
        try:
            return Binds(value or Binds.STAFF)
        except ValueError:
            self._note(path, f"“{value}” is nobody whom a rule can bind.", f"Write {', '.join(Binds)}.")
            return Binds.STAFF

    def _truth(self, value: Any, path: Path) -> bool:
        if value not in (None, "yes", "no"):
            self._note(path, f"“{value}” is neither yes nor no.", "Write `act: yes` for an act, or nothing.")
        return bool(value == "yes")

    def _note(self, path: Path, message: str, fix: str) -> None:
        self.findings.append(Finding("topics-invalid", Level.ERROR, message, fix, *self.raw.place(path)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
