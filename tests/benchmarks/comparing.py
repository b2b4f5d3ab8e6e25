"""Measures understanding and comparing: of a book's policies, or of invented ones, in a process of its own.

`python tests/benchmarks/comparing.py BOOK` measures those of a book, `comparing.py 1250` that many invented ones. It
prints one line of JSON; `run.py comparing` runs it and holds its figures against the bars.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from generate import Size, generate

from policybook.book import Sources, load_book, read_folder
from policybook.book.topics import read_topics
from policybook.comparing.comparison import Text, compare
from policybook.comparing.understanding import understand
from policybook.model import Tree

ROOT: Final = Path(__file__).resolve().parents[2]
TOPICS: Final = ROOT / "policies" / "topics" / "acceptable-use.yml"


def trees_of(sources: Sources) -> list[tuple[str, Tree]]:
    """Return the texts in force of a book's policies, or their drafts, by their names."""
    found = ((policy.ref, policy.newest_sealed or policy.working) for _, policy in load_book(sources).policies())
    return [(name, version.tree) for name, version in found if version]


def measure(trees: Sequence[tuple[str, Tree]]) -> dict[str, Any]:
    """Understand and compare policies, as if all were of the kind of the catalogue.

    Returns:
        How many clauses they have, the seconds of processor time for the catalogue, for understanding and for
        comparing with every relation, and the most memory that the process held, in MB.
    """
    start = time.process_time()
    file = read_topics(TOPICS.read_bytes(), TOPICS.stem)
    read = time.process_time()
    texts = [Text(name, tree, understand(tree, file.recogniser)) for name, tree in trees]
    understood = time.process_time()
    comparison = compare(texts, file.catalogue)
    if len(texts) <= 100:  # every pair of thousands would be as many relations as nobody reads
        for row in comparison.rules:
            list(row.relations())
    compared = time.process_time()
    return {
        "clauses": sum(not node.is_section for _, tree in trees for node in tree.nodes),
        "catalogue": read - start,
        "understanding": understood - read,
        "comparing": compared - understood,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
    }


def main() -> None:
    """Measure what the command line names."""
    (what,) = sys.argv[1:]
    if what.isdigit():
        sources = Sources({path: text.encode() for path, text in generate(Size(policies=int(what))).items()})
    else:
        sources = read_folder(Path(what))
    sys.stdout.write(json.dumps(measure(trees_of(sources))) + "\n")


if __name__ == "__main__":
    main()
