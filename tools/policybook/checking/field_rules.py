"""What can be wrong with a policy, or with a school's policies, by what is known of law, guidance and products."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from policybook.book.model import School
from policybook.book.statutory import Basis, Expected, Statutory
from policybook.book.superseded import References, Sort, Superseded
from policybook.checking.at_node import at_node
from policybook.finding import Finding, Level
from policybook.metadata import SchoolType
from policybook.model import Node, Tree

_KNOWS: Final = re.compile(
    r"\b(?:replac|repeal|supersed|former(?:ly)?\b|previous|predecessor|succeed|no longer|unsupported|used to\b)",
    re.IGNORECASE,
)
"""What a clause says that knows that something is of the past."""
_YEAR: Final = r"(?P<between>[^.;]{0,40}?)\b(?P<year>(?:19|20)\d\d)\b"
_TYPES: Final = {
    SchoolType.MAINTAINED: "maintained schools",
    SchoolType.ACADEMY: "academies",
    SchoolType.INDEPENDENT: "independent schools",
}


def superseded_findings(tree: Tree, references: References, today: datetime.date) -> Iterator[Finding]:
    """Yield the clauses that name a law, guidance, body or product that had been superseded by a day.

    A clause that says so itself ("which replaced the Act of 1998") is none of them.
    """
    if not references.references:
        return
    words = "\n".join(node.text for node in tree.nodes).lower()
    for known in references.references:
        if known.since.last_day > today:
            continue
        patterns = [_pattern(name, known.edition is not None) for name in known.names if name.lower() in words]
        for node in tree.nodes if patterns else ():
            named = next((name for pattern in patterns if (name := _named(pattern, known, node))), None)
            if named and not _KNOWS.search(node.text):
                yield _superseded(node, known, named)


@cache
def _pattern(name: str, is_dated: bool) -> re.Pattern[str]:
    # Capitals alone, such as MSN, are a name only as such.
    flags = 0 if name.isupper() else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w|\.\d)" + (_YEAR if is_dated else ""), flags)


def _named(pattern: re.Pattern[str], known: Superseded, node: Node) -> str | None:
    """Return what a clause calls something superseded, or None if it does not name it, or only its newest edition."""
    for match in pattern.finditer(node.text):
        if known.edition is None:
            return f"“{match[0]}”"
        if int(match["year"]) < known.edition:
            return f"“{node.text[match.start() : match.start('between')]}” of {match['year']}"
    return None


def _superseded(node: Node, known: Superseded, named: str) -> Finding:
    when = f"{'on' if known.since.day else 'in'} {known.since.words}"
    ended = f"lost its maker's support {when}" if known.sort is Sort.PRODUCT else f"was superseded {when}"
    return at_node(
        "reference-superseded",
        Level.WARNING,
        node,
        f"The clause names {named}, which {ended}; in its place is {known.successor}.",
        f"Bring it up to date at the next review. Source: {known.source}.{_unsure(known.unsure)}",
    )


def _unsure(what: str | None) -> str:
    return f" Not checked: {what}." if what else ""


def statutory_findings(school: School, statutory: Statutory, today: datetime.date) -> Iterator[Finding]:
    """Yield the policies that a school of its type is expected to have and this book has not.

    A school that does not say its type, in `school.yml`, has none of these findings.
    """
    if school.type is None:
        return
    present = [policy for policy in school.policies if not policy.has_lapsed(today)]
    kinds = {v.front_matter.kind for policy in present for v in policy.versions} | {policy.id for policy in present}
    titles = [policy.title.lower() for policy in present]
    for expected in statutory.policies:
        if expected.basis is Basis.USUAL or school.type not in expected.schools or expected.id in kinds:
            continue
        if not any(_says(words, title) for words in expected.titles or (expected.title,) for title in titles):
            yield _missing(school, expected)


def _says(words: str, title: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", title) is not None


def _missing(school: School, expected: Expected) -> Finding:
    is_law = expected.basis is Basis.LAW
    types = _TYPES[school.type] if school.type else "schools"
    asks = f"Law requires {types} to have" if is_law else f"Guidance expects {types} to have"
    about = [f"reviewed {expected.review}"] if expected.review else []
    about += [f"approved by {expected.approved_by}"] if expected.approved_by else []
    told = f" ({', '.join(about)})" if about else ""
    return Finding(
        "statutory-missing",
        Level.WARNING if is_law else Level.NOTE,
        f"{asks} “{expected.title}”{told}, and the book has none of this school's.",
        f"Begin it with `policybook new policy {school.id}/{expected.id}`, or write `kind: {expected.id}` into the"
        f" policy that covers it. Source: {expected.source}.{_unsure(expected.unsure)}",
        path=f"{school.path}/school.yml",
        policy=school.id,
    )
