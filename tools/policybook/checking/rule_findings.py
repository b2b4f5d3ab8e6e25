"""What is wrong with what a policy says, as its kind's topics file lets it be understood; and with that file itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from policybook.book.comparison import understood_version
from policybook.book.model import Book, Policy
from policybook.book.pins import PAIRS
from policybook.book.subject_pins import pins_findings
from policybook.book.topics import topics_file_of, topics_files
from policybook.checking.at_node import at_node, name_of
from policybook.comparing.comparison import Text
from policybook.comparing.contradictions import contradictions
from policybook.comparing.repetitions import repetitions
from policybook.finding import Finding, Level
from policybook.messages.messages import later


def topics_findings(book: Book) -> Iterator[Finding]:
    """Yield what is wrong with the topics files of a book."""
    for path, file in topics_files(book):
        yield from (finding.at(path, "") for finding in file.findings)


def kind_findings(book: Book, policy: Policy, today: datetime.date) -> Iterator[Finding]:
    """Yield that a policy names no kind, in a book that has topics by which policies of a kind are compared.

    Args:
        book: The book whose topics files count.
        policy: The policy.
        today: The day that decides whether it is withdrawn.
    """
    read = policy.working or policy.newest_sealed
    kinds = [file.catalogue.kind for _, file in topics_files(book)] if book.settings.compare else []
    if read is not None and kinds and not read.front_matter.kind and not policy.has_lapsed(today):
        line, column = read.text.places.get("title", (1, 1))
        yield Finding(
            "kind-missing",
            Level.NOTE,
            later("finding.kind-missing.what"),
            later("finding.kind-missing.fix", kinds=tuple(kinds)),
            line,
            column,
        ).at(read.path, policy.ref)


def subject_findings(book: Book, policy: Policy) -> Iterator[Finding]:
    """Yield what is wrong with what a policy's owner decided that its clauses are about.

    Args:
        book: The book whose topics files count.
        policy: The policy.
    """
    read = policy.working or policy.newest_sealed
    if policy.pairs is not None and read is not None:
        file = topics_file_of(book, read.front_matter.kind)
        for finding in pins_findings(policy, file.catalogue if file else None):
            yield finding.at(f"{policy.path}/{PAIRS}", policy.ref)


def repetition_findings(text: Text, path: str) -> Iterator[Finding]:
    """Yield the clauses of a policy that say nearly the same as an earlier one.

    Args:
        text: The policy, understood.
        path: Its file.
    """
    for first, second in repetitions(text):
        earlier = text.tree.nodes[first]
        yield at_node(
            "clause-repeated",
            Level.NOTE,
            text.tree.nodes[second],
            later("finding.clause-repeated.what", clause=name_of(earlier), line=str(earlier.first_line)),
            later("finding.clause-repeated.fix"),
        ).at(path, text.name)


def contradiction_findings(book: Book, policy: Policy) -> Iterator[Finding]:
    """Yield what a policy's working text, else its newest version, says twice, be it nearly alike or contradictory.

    Args:
        book: The book whose topics files count.
        policy: The policy; one of a kind without a topics file is not understood well enough.
    """
    read = policy.working or policy.newest_sealed
    file = topics_file_of(book, read.front_matter.kind) if read else None
    if read is None or file is None:
        return
    text = Text(policy.ref, read.tree, understood_version(read, policy, file))
    yield from repetition_findings(text, read.path)
    for found in contradictions(text, file.catalogue):
        first, second = sorted((found.forbids, found.permits))
        node, other = read.tree.nodes[second], read.tree.nodes[first]
        does = "permits" if second == found.permits else "forbids"
        yield at_node(
            "contradiction",
            Level.NOTE,
            node,
            later(
                f"finding.contradiction.{does}",
                clause=name_of(other),
                line=str(other.first_line),
                rule=found.rule.title,
            ),
            later("finding.contradiction.fix"),
        ).at(read.path, policy.ref)
