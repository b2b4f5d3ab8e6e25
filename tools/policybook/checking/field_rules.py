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
from policybook.messages.messages import Later, later
from policybook.model import Node, Tree

_KNOWS: Final = re.compile(
    r"\b(?:replac|repeal|supersed|former(?:ly)?\b|previous|predecessor|succeed|no longer|unsupported|used to\b)",
    re.IGNORECASE,
)
"""What a clause says that knows that something is of the past."""
_YEAR: Final = r"(?P<between>[^.;]{0,40}?)\b(?P<year>(?:19|20)\d\d)\b"


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


def _named(pattern: re.Pattern[str], known: Superseded, node: Node) -> Later | None:
    """Return what a clause calls something superseded, or None if it does not name it, or only its newest edition."""
    for match in pattern.finditer(node.text):
        if known.edition is None:
            return later("finding.reference-superseded.named", name=match[0])
        if int(match["year"]) < known.edition:
            name = node.text[match.start() : match.start("between")]
            return later("finding.reference-superseded.edition", name=name, year=match["year"])
    return None


def _superseded(node: Node, known: Superseded, named: Later) -> Finding:
    ended = "unsupported" if known.sort is Sort.PRODUCT else "superseded"
    when = "day" if known.since.day else "month"
    return at_node(
        "reference-superseded",
        Level.WARNING,
        node,
        later(f"finding.reference-superseded.{ended}_{when}", named=named, date=known.since, successor=known.successor),
        later("finding.reference-superseded.fix_unsure", source=known.source, unsure=known.unsure)
        if known.unsure
        else later("finding.reference-superseded.fix", source=known.source),
    )


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
    types = later(f"finding.statutory-missing.schools.{school.type}")
    details = []
    if expected.review:
        details.append(later("finding.statutory-missing.reviewed", often=expected.review))
    if expected.approved_by:
        details.append(later("finding.statutory-missing.approved", body=expected.approved_by))
    asks = {"schools": types, "title": expected.title} | ({"details": tuple(details)} if details else {})
    begin = {"policy": f"{school.id}/{expected.id}", "kind": expected.id, "source": expected.source}
    return Finding(
        "statutory-missing",
        Level.WARNING if is_law else Level.NOTE,
        later(f"finding.statutory-missing.{'law' if is_law else 'guidance'}{'_details' if details else ''}", **asks),
        later("finding.statutory-missing.fix_unsure", unsure=expected.unsure, **begin)
        if expected.unsure
        else later("finding.statutory-missing.fix", **begin),
        path=f"{school.path}/school.yml",
        policy=school.id,
    )
