"""What can be wrong with the clauses of one text; each rule yields its findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from policybook.book.model import Version
from policybook.book.people import roles_in
from policybook.finding import Finding, Level
from policybook.metadata import Person
from policybook.model import Form, Node, Tree

_DUPLICATE_WORDS: Final = 5
"""Shorter clauses ("and", "in school") repeat without meaning anything by it."""

_REFERENCE: Final = re.compile(
    r"\b(?P<word>(?i:see|sections?|clauses?|paragraphs?|paras?\.?|points?|rules?))\s+(?P<label>\d{1,3}(?:\.\d{1,3})+|\d{1,2}|\([a-z]{1,4}\))(?![\w.]*\d|\s*(?:%|days?|weeks?|months?|years?|hours?|minutes?))"
    r"|\b(?P<appendix>(?:Appendix|Annexe?|Schedule)\s+(?:\d{1,2}|[A-Z]))\b"
)
_ELSEWHERE: Final = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:,\s*|and\s+|to\s+)*(?:of|in|to|under)\s+(?:the\s+|an?\s+|its\s+|their\s+|that\s+|another\s+)*"
    r"(?:[\w’'-]+\s+){0,7}?(?:Act|Code|Regulations?|Order|guidance|document|contract|Handbook|Procedures?|[A-Z][\w’'-]*)"
)
_NUMBERED: Final = re.compile(r"(?P<prefix>(?:[A-Za-z]?\d{1,3}\.)*|Appendix |Annexe? |Schedule )(?P<number>\d{1,3})")
_LETTERED: Final = re.compile(r"\(?(?P<letter>[a-z])\)?")
_ROMAN: Final = {r: n for n, r in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi".split(), 1)}
_NUMBER_OR_BRACKET: Final = re.compile(r"[\d(]")
_ANNEXES: Final = ("Appendix", "Annex", "Schedule")
_WORDS: Final = re.compile(r"\w+")
_NO_WORDS: Final = {n: " " for n in range(128) if not re.match(r"\w", chr(n))}
"""The ASCII characters that stand between words."""


def text_findings(
    version: Version, directory: Mapping[str, Person] | None, targets: Mapping[str, Collection[str]] | None
) -> Iterator[Finding]:
    """Yield everything that is wrong with the clauses of a version.

    Args:
        version: The version.
        directory: The school's people; None for a file outside any book, whose roles cannot be judged.
        targets: What relative links may lead to: path of each file in the book -> the ids of its clauses; None for a
            file outside any book, whose links to other files cannot be judged.
    """
    tree = version.tree
    yield from _own_ids(tree)
    yield from _labels(tree)
    yield from _duplicates(tree)
    yield from _empty_sections(tree)
    if directory is not None:
        yield from _roles(tree, directory)
    yield from _links(version, targets)
    yield from _references(tree)


def _own_ids(tree: Tree) -> Iterator[Finding]:
    first: dict[str, Node] = {}
    for node in tree.nodes:
        if node.own_id is None:
            continue
        earlier = first.setdefault(node.own_id, node)
        if earlier is not node:
            yield _finding(
                "clause-id-duplicate",
                Level.ERROR,
                node,
                f"The id “{node.own_id}” is already that of the {_name(earlier)} on line {earlier.first_line}.",
                "Give this one another id, or none.",
            )


def _labels(tree: Tree) -> Iterator[Finding]:
    last: dict[tuple[int, object, str], tuple[int, Node]] = {}
    seen: dict[tuple[object, ...], Node] = {}
    for node in tree.nodes:
        if node.label is None:
            continue
        dotted = "." in node.label or node.is_section
        # A dotted number names one clause of the whole policy, any other label one clause of its list.
        key: tuple[object, ...] = (
            (node.kind, node.label.lower()) if dotted else (node.parent, node.list_number, node.label)
        )
        if dotted and node.is_section and "." not in node.label:
            key = (node.kind, node.parent, node.label.lower())
        if key in seen:
            yield _finding(
                "label-duplicate",
                Level.WARNING,
                node,
                f"“{node.label}” is also the number of the {_name(seen[key])} on line {seen[key].first_line}.",
                "Renumber one of the two: nobody can cite either.",
            )
            continue
        seen[key] = node
        group = (node.parent, node.list_number if not dotted else node.kind)
        places = _positions(node.label)
        # “(v)” is five after “(iv)” and a letter after “(u)”.
        following = (place for place in places if last.get((*group, place[0]), (0,))[0] + 1 == place[1] > 1)
        place = next(following, places[0] if places else None)
        if place is None:
            continue
        prefix, number = place
        series = (*group, prefix)
        before = last.get(series)
        last[series] = (number, node)
        if before is None and number > 1 and not node.is_section:
            letters = prefix.isalpha() or prefix == "("
            if not letters or number <= 3:
                yield _finding(
                    "label-skipped",
                    Level.NOTE,
                    node,
                    f"The numbers here begin at “{node.label}”.",
                    "Check that nothing is missing; the number is kept as it is.",
                )
        elif before is not None and number > before[0] + 1:
            yield _finding(
                "label-skipped",
                Level.NOTE,
                node,
                f"The numbers go from “{before[1].label}” to “{node.label}”.",
                "Check that nothing is missing; the number is kept as it is.",
            )


def _positions(label: str) -> list[tuple[str, int]]:
    """Return the series that a label may belong to, each with its place in it."""
    plain = label.strip("()")
    if match := _NUMBERED.fullmatch(plain):
        return [(("(" if label.startswith("(") else "") + match["prefix"], int(match["number"]))]
    found = [("roman", _ROMAN[plain])] if plain in _ROMAN else []
    if _LETTERED.fullmatch(label):
        found.append(("letter", ord(plain) - ord("a") + 1))
    return found


def _duplicates(tree: Tree) -> Iterator[Finding]:
    first: dict[tuple[str, str], Node] = {}
    for node in tree.nodes:
        if node.is_section or node.form in {Form.DEFINITION, Form.BREAK}:
            continue
        words = _words(node.text.lower())
        if len(words) < _DUPLICATE_WORDS:
            continue
        # Items that finish different stems say different things.
        stem = tree.nodes[node.parent].text if node.parent >= 0 and tree.nodes[node.parent].is_stem else ""
        key = (stem, " ".join(words))
        if key in first:
            yield _finding(
                "clause-duplicate",
                Level.NOTE,
                node,
                f"This says the same, word for word, as the {_name(first[key])} on line {first[key].first_line}.",
                "Keep one of the two, so that they cannot drift apart.",
            )
        first.setdefault(key, node)


def _words(text: str) -> list[str]:
    return text.translate(_NO_WORDS).split() if text.isascii() else _WORDS.findall(text)  # the first is twice as fast


def _empty_sections(tree: Tree) -> Iterator[Finding]:
    for node, children in zip(tree.nodes, tree.children, strict=True):
        if node.is_section and not children:
            yield _finding(
                "section-empty",
                Level.WARNING,
                node,
                f"The section “{node.text or node.label or ''}” has nothing in it.",
                "Write its clauses, or delete the heading.",
            )


def _roles(tree: Tree, directory: Mapping[str, Person]) -> Iterator[Finding]:
    for node in tree.nodes:
        for role in roles_in(node.text):
            if role not in directory:
                known = ", ".join(directory) or "none"
                yield _finding(
                    "role-unknown",
                    Level.ERROR,
                    node,
                    f"The school's directory has no role “{role}”.",
                    f"Add it to school.yml, or write one of its roles: {known}.",
                )


def _links(version: Version, targets: Mapping[str, Collection[str]] | None) -> Iterator[Finding]:
    here = version.folder
    for node in version.tree.nodes:
        for link in node.links:
            try:
                parts = urlsplit(link)
            except ValueError:
                yield _broken(node, f"“{link}” is no address.")
                continue
            if parts.scheme or parts.netloc:
                continue
            if not parts.path:
                if parts.fragment and unquote(parts.fragment) not in version.tree.by_id:
                    yield _broken(node, f"The link leads to “#{parts.fragment}”, but no clause here has that id.")
                continue
            if targets is None:
                continue
            path = resolve(here, unquote(parts.path))
            if path is None or path not in targets:
                yield _broken(node, f"The link leads to “{parts.path}”, which is not in the book.")
            elif parts.fragment and targets[path] and unquote(parts.fragment) not in targets[path]:
                yield _broken(node, f"“{parts.path}” has no clause with the id “{parts.fragment}”.")


def resolve(folder: PurePosixPath, path: str) -> str | None:
    """Return where a relative path leads from a folder of the book, or None where it leads out of it."""
    if path.startswith("/"):
        return None
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(path).parts):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


class Reference(NamedTuple):
    """A place in a clause's text that names another clause."""

    start: int
    end: int
    label: str


def references_in(text: str) -> list[Reference]:
    """Return where a text names clauses of its own policy: "see 3.7", "section 4", "Appendix 1".

    Sections of laws and other documents ("section 3 of the Education Act") are not among them.
    """
    found: list[Reference] = []
    if not may_refer(text):
        return found
    for match in _REFERENCE.finditer(text):
        if _ELSEWHERE.match(text, match.end()):
            continue
        name = "appendix" if match["appendix"] else "label"
        if (match["word"] or "").lower() == "see" and "." not in match["label"]:
            continue
        found.append(Reference(match.start(name), match.end(name), " ".join(match[name].split())))
    return found


def may_refer(text: str) -> bool:
    """Return whether a text has what every reference to a clause has; far quicker than to look for references."""
    return _NUMBER_OR_BRACKET.search(text) is not None or any(name in text for name in _ANNEXES)


def _references(tree: Tree) -> Iterator[Finding]:
    labels = label_index(tree)
    for node in tree.nodes:
        for reference in references_in(node.text):
            if reference.label.lower() not in labels:
                yield _broken(node, f"The text refers to “{reference.label}”, but nothing here has that number.")


def label_index(tree: Tree) -> dict[str, int]:
    """Return the first node with each label, in lower case, by its position; sections go before clauses."""
    sections: dict[str, int] = {}
    clauses: dict[str, int] = {}
    for n, node in enumerate(tree.nodes):
        if node.label:
            (sections if node.is_section else clauses).setdefault(node.label.lower(), n)
    return clauses | sections


def _broken(node: Node, message: str) -> Finding:
    return _finding("link-broken", Level.WARNING, node, message, "Correct it, or add what it leads to.")


def _name(node: Node) -> str:
    what = "section" if node.is_section else "clause"
    return f"{what} {node.label}" if node.label else what


def _finding(code: str, level: Level, node: Node, message: str, fix: str) -> Finding:
    return Finding(code, level, message, fix, node.first_line)
