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
from policybook.messages.messages import Later, later
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
                what = later("finding.topics-invalid.no_field", field=key)
                self._note((key,), what, later("finding.the_fields", fields=tuple(sorted(_TOP))))
        kind = self.raw.values.get("kind")
        if kind is not None and not (isinstance(kind, str) and re.fullmatch(ID_PATTERN, kind)):
            self._note(("kind",), later("finding.topics-invalid.no_kind"), None)
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
                what = later("finding.topics-invalid.no_group", group=group)
                self._note(path, what, later("finding.topics-invalid.groups", groups=tuple(GROUPS)))
                continue
            for name, phrases in concepts.items():
                ways = [way for way in phrases or () if isinstance(way, str)] if isinstance(phrases, list) else []
                forms = tuple(form for way in ways for form in forms_of(group, way))
                try:
                    Lexicon({name: forms})
                except ValueError as error:
                    what = later("finding.topics-invalid.no_concept", concept=name, why=str(error))
                    self._note((*path, name), what, later("finding.topics-invalid.correct"))
                    continue
                found[name] = (*common_phrases().get(name, ()), *forms)
                if GROUPS[group]:
                    lent.add(name)
        return found, frozenset(lent)

    def _subjects(self, field_: str, known: set[str], topics: frozenset[str]) -> Iterator[Subject]:
        """Yield the topics, or the rules, that can be used."""
        entries = self.raw.values.get(field_) or []
        if not isinstance(entries, list):
            self._note(
                (field_,), later("finding.yaml.must_be_list", field=field_), later("finding.topics-invalid.begin")
            )
            return
        ids: set[str] = set()
        for n, entry in enumerate(entries):
            path: Path = (field_, n)
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                self._note(path, later("finding.topics-invalid.no_id"), later("finding.topics-invalid.write_id"))
                continue
            id_, topic = entry["id"], entry.get("topic", "")
            if id_ in ids or not re.fullmatch(ID_PATTERN, id_):
                what = later("finding.topics-invalid.twice" if id_ in ids else "finding.topics-invalid.bad_id", id=id_)
                self._note(path, what, later("finding.topics-invalid.another_id"))
                continue
            if field_ == "rules" and topics and topic not in topics:
                what = later("finding.topics-invalid.no_topic", id=id_)
                self._note(path, what, later("finding.topics-invalid.give_topic"))
                continue
            for key in entry:
                if key not in _FIELDS[field_]:
                    remedy = later("finding.the_fields", fields=tuple(sorted(_FIELDS[field_])))
                    self._note((*path, key), later("finding.topics-invalid.no_field_here", field=key), remedy)
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
                self._unusable((*path, n), later("finding.topics-invalid.unknown_concept", concept=unknown[0]))
            else:
                yield line

    def _questions(self, value: Any, path: Path) -> Iterator[str]:
        if value is not None and not isinstance(value, list):
            self._note(path, later("finding.topics-invalid.asked"), later("finding.topics-invalid.write_questions"))
        for n, text in enumerate(value if isinstance(value, list) else ()):
            if isinstance(text, str):
                yield text
            else:
                self._note(
                    (*path, n),
                    later("finding.topics-invalid.no_question"),
                    later("finding.topics-invalid.quote", brace="`{`"),
                )

    def _unusable(self, path: Path, why: str | Later) -> None:
        what = later("finding.topics-invalid.recognises_nothing", why=why)
        self._note(path, what, later("finding.topics-invalid.use"))

    def _binds(self, value: Any, path: Path) -> Binds:
        try:
            return Binds(value or Binds.STAFF)
        except ValueError:
            what = later("finding.topics-invalid.binds", value=str(value))
            self._note(path, what, later("finding.topics-invalid.write_binds", values=tuple(map(str, Binds))))
            return Binds.STAFF

    def _truth(self, value: Any, path: Path) -> bool:
        if value not in (None, "yes", "no"):
            what = later("finding.topics-invalid.truth", value=str(value))
            self._note(path, what, later("finding.topics-invalid.act"))
        return bool(value == "yes")

    def _note(self, path: Path, what: Later, remedy: Later | None) -> None:
        self.findings.append(Finding("topics-invalid", Level.ERROR, what, remedy, *self.raw.place(path)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
