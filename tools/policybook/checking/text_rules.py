"""What can be wrong with the clauses of one text; each rule yields its findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from policybook.book.links import resolve
from policybook.book.model import Version
from policybook.book.people import roles_in
from policybook.checking.at_node import at_node, name_of
from policybook.checking.label_rules import label_findings
from policybook.checking.references import Labels, references_in
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.metadata import Person
from policybook.model import Form, Node, Tree

_DUPLICATE_WORDS: Final = 5
"""Shorter clauses ("and", "in school") repeat without meaning anything by it."""

_WORDS: Final = re.compile(r"\w+")
_SMALL: Final = bytes(range(256)).lower()
_BETWEEN_WORDS: Final = bytes(n for n in range(128) if not _WORDS.match(chr(n)))


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
    if version.is_empty and version.text.raw.strip():
        yield Finding(
            "policy-empty",
            Level.ERROR,
            later("finding.policy-empty.what"),
            later("finding.policy-empty.fix"),
            version.text.body_line - 1 or 1,
        )
    yield from _own_ids(tree)
    yield from label_findings(tree)
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
            yield at_node(
                "clause-id-duplicate",
                Level.ERROR,
                node,
                later(
                    "finding.clause-id-duplicate.what",
                    id=node.own_id,
                    clause=name_of(earlier),
                    line=str(earlier.first_line),
                ),
                later("finding.clause-id-duplicate.fix"),
            )


def _duplicates(tree: Tree) -> Iterator[Finding]:
    clauses = [n for n in tree.nodes if not n.is_section and n.form is not Form.DEFINITION and n.form is not Form.BREAK]
    # Few clauses have the very letters of another, and only those are worth a look at their words.
    letters = [_letters(node.text) for node in clauses]
    often = Counter(letters)
    first: dict[tuple[str, str], Node] = {}
    for node, own in zip(clauses, letters, strict=True):
        words = _WORDS.findall(node.text.lower()) if often[own] > 1 else []
        if len(words) < _DUPLICATE_WORDS:
            continue
        # Items that finish different stems say different things.
        stem = tree.nodes[node.parent].text if node.parent >= 0 and tree.nodes[node.parent].is_stem else ""
        key = (stem, " ".join(words))
        if earlier := first.get(key):
            yield at_node(
                "clause-duplicate",
                Level.NOTE,
                node,
                later("finding.clause-duplicate.what", clause=name_of(earlier), line=str(earlier.first_line)),
                later("finding.clause-duplicate.fix"),
            )
        first.setdefault(key, node)


def _letters(text: str) -> bytes:
    """Return the words of a text with nothing between them; texts of the same words have the same."""
    if text.isascii():  # nearly every clause is
        return text.encode().translate(_SMALL, _BETWEEN_WORDS)
    return "".join(_WORDS.findall(text.lower())).encode()


def _empty_sections(tree: Tree) -> Iterator[Finding]:
    for node, children in zip(tree.nodes, tree.children, strict=True):
        if node.is_section and not children:
            yield at_node(
                "section-empty",
                Level.WARNING,
                node,
                later("finding.section-empty.what", section=node.text or node.label or ""),
                later("finding.section-empty.fix"),
            )


def _roles(tree: Tree, directory: Mapping[str, Person]) -> Iterator[Finding]:
    for node in tree.nodes:
        for role in roles_in(node.text):
            if role not in directory:
                yield at_node(
                    "role-unknown",
                    Level.ERROR,
                    node,
                    later("finding.role-unknown.what", role=role),
                    later("finding.role-unknown.known", roles=tuple(directory))
                    if directory
                    else later("finding.role-unknown.none"),
                )


def _links(version: Version, targets: Mapping[str, Collection[str]] | None) -> Iterator[Finding]:
    here = version.folder
    for node in version.tree.nodes:
        for link in node.links:
            try:
                parts = urlsplit(link)
            except ValueError:
                yield _broken(node, later("finding.link-broken.no_address", link=link))
                continue
            if parts.scheme or parts.netloc:
                continue
            if not parts.path:
                if parts.fragment and unquote(parts.fragment) not in version.tree.by_id:
                    yield _broken(node, later("finding.link-broken.no_clause_here", id=parts.fragment))
                continue
            if targets is None:
                continue
            path = resolve(here, unquote(parts.path))
            if path is None or path not in targets:
                yield _broken(node, later("finding.link-broken.not_in_book", path=parts.path))
            elif parts.fragment and targets[path] and unquote(parts.fragment) not in targets[path]:
                yield _broken(node, later("finding.link-broken.no_clause", path=parts.path, id=parts.fragment))


def _references(tree: Tree) -> Iterator[Finding]:
    found = [(n, reference) for n, node in enumerate(tree.nodes) for reference in references_in(node.text)]
    if not found:
        return
    labels = Labels(tree)
    for position, reference in found:
        if labels.find(reference, position) is None:
            known = "no_number_in_section" if reference.label in labels else "no_number"
            yield _broken(tree.nodes[position], later(f"finding.link-broken.{known}", label=reference.label))


def _broken(node: Node, what: Later) -> Finding:
    return at_node("link-broken", Level.WARNING, node, what, later("finding.link-broken.fix"))
