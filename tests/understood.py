"""Prints as JSON what policybook understands of every text that the tests have: a line for each text or pair of texts.

The first line says whether modules are compiled. `test_compiled.py` runs this with them and with their sources.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from conftest import DATA, ROOT, read_cases
from edited import EDITS
from language_cases import PIECES, rows
from policybook import compiled
from policybook.book import load_book, read_folder
from policybook.book.identity import identify
from policybook.diffing.alignment import align
from policybook.diffing.description import describe
from policybook.language.conditions import conditions
from policybook.language.limits import binding
from policybook.language.mentions import mentions
from policybook.language.modality import read_sentences
from policybook.language.quantities import quantities
from policybook.language.spelling import same_but_for_spelling
from policybook.model import Tree
from policybook.parsing import parse_policy
from test_changes import sides


def pairs_of_trees() -> Iterator[tuple[str, Tree, Tree]]:
    """Yield pairs of versions, each with its name: edited ones, cases, and the repository's own policies."""
    for folder in sorted(path for path in EDITS.iterdir() if path.is_dir()):
        before, after = (parse_policy((folder / name).read_bytes()).tree for name in ("before.md", "after.md"))
        yield folder.name, identify(before), after
    for case in read_cases(DATA / "changes"):
        yield case.place, *sides(case)
    texts: list[Tree] = []
    for school in load_book(read_folder(ROOT / "policies")).schools:
        for policy in school.policies:
            texts += (version.tree for version in policy.versions)
    # Versions of a policy stand one after the other; between policies of other schools, hardly a clause is the same.
    for number, (one, other) in enumerate(pairwise(texts)):
        yield f"own {number}", one, other
        yield f"own {number}, back", other, one


def texts() -> Iterator[str]:
    """Yield sentences: lines of case files, clauses of the repository's policies, and words in any order."""
    for name in ("quantities", "mentions"):
        yield from (row.given for row in rows(name))
    for path in sorted((ROOT / "policies").rglob("*.md")):
        yield from (node.text for node in parse_policy(path.read_bytes()).tree.nodes)
    chance = random.Random(1)
    for _ in range(1500):
        yield " ".join(chance.choices(PIECES, k=chance.randrange(1, 25)))


def pairs_of_texts() -> Iterator[tuple[str, str]]:
    """Yield pairs of sentences: those of case files, and neighbours among the others."""
    for name in ("directions", "spelling"):
        yield from (row.pair for row in rows(name))
    yield from pairwise(texts())


def readings(text: str) -> tuple[Any, ...]:
    """Return what a sentence says."""
    return quantities(text), mentions(text), conditions(text), read_sentences(text)


def likenesses(one: str, other: str) -> tuple[Any, ...]:
    """Return what differs between two sentences."""
    ways = [
        binding(old, new, one, other)
        for old in (*quantities(one)[:2], None)
        for new in (*quantities(other)[:2], None)
        if old or new
    ]
    return same_but_for_spelling(one, other), ways


def main() -> None:
    """Print everything."""

    def say(*what: object) -> None:
        json.dump(what, sys.stdout, default=repr)
        sys.stdout.write("\n")

    say(compiled.IS_COMPILED)
    for name, before, after in pairs_of_trees():
        alignment = align(before, after)
        say(name, alignment.pairs, [str(group) for group in alignment.groups], alignment.became)
        say(name, describe(before, after, alignment).changes)
    for text in texts():
        say(text, *readings(text))
    for one, other in pairs_of_texts():
        say(one, other, *likenesses(one, other))


if __name__ == "__main__":
    main()
