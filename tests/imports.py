"""Documents imported in tests, and what became of them as an outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from policybook.importing.document import account_for
from policybook.importing.filing import Filed, file_account
from policybook.importing.reading import read_document
from policybook.model import NO_PARENT, Tree

_WORD = re.compile(r"[^\W_]+")


def imported(data: bytes | str | Path, name: str = "phones.txt") -> Filed:
    """Import a document for a school that the book does not have."""
    if isinstance(data, Path):
        name, data = data.name, data.read_bytes()
    document = read_document(data.encode() if isinstance(data, str) else data, name)
    return file_account(account_for(document, Path(name).stem), "hill", None, None, document.fields)


def outline(tree: Tree) -> list[str]:
    """Return the sections and clauses of a tree, one on each line, indented by their depth."""
    return list(_rows(tree))


def _rows(tree: Tree) -> Iterator[str]:
    for n, node in enumerate(tree.nodes):
        kind = f"section {node.level}" if node.is_section else str(node.form)
        label = f" [{node.label}]" if node.label else ""
        yield f"{'  ' * len(list(tree.ancestors(n)))}{kind}{label}: {node.text}"


class Agreement(NamedTuple):
    """How far a tree is the one that was meant."""

    f1: float
    """Of sections and clauses with exactly the right words."""
    labels: float
    """The share of those whose label is right, too."""
    parents: float
    """The share of those that lie in the right section or clause."""


def agreement(tree: Tree, meant: Tree) -> Agreement:
    """Compare a tree with the one that was meant."""
    given = [(node.kind, node.text) for node in tree.nodes]
    wanted = [(node.kind, node.text) for node in meant.nodes]
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    pairs = {NO_PARENT: NO_PARENT} | {b.a + n: b.b + n for b in blocks for n in range(b.size)}
    found = [(meant.nodes[a], tree.nodes[b]) for a, b in pairs.items() if a != NO_PARENT]
    labels = sum(wanted.label == given.label for wanted, given in found)
    parents = sum(pairs.get(wanted.parent) == given.parent for wanted, given in found)
    every = max(len(found), 1)
    return Agreement(2 * len(found) / max(len(tree) + len(meant), 1), labels / every, parents / every)


def words(text: str) -> Counter[str]:
    """Return the words of a text, each with how often it is there."""
    return Counter(word.lower() for word in _WORD.findall(text))


def kept(filed: Filed) -> Counter[str]:
    """Return the words of the clauses and of the lines that became none."""
    rows = [f"{node.label or ''} {node.text}" for node in filed.version.tree.nodes]
    return words("\n".join([*rows, *(remark.text for remark in filed.dropped)]))
