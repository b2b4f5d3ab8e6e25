"""What the commands print for people to read in a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from policybook.book.model import Version
from policybook.checking.check import Report
from policybook.checking.publishing import Publication
from policybook.checking.review import Review, State
from policybook.comparing.understanding import Understood
from policybook.finding import Finding, Level
from policybook.model import Tree
from policybook.rendering.why_text import why_text

_WIDTH: Final = 108
_SHOWN_AS_STATE: Final = frozenset({"review-overdue", "review-due-soon", "review-undated"})
_STYLES: Final = {"error": "1;31", "warning": "33", "note": "36", "bold": "1", "dim": "2", "good": "32"}


class Painter:
    """Colours words where the output can show colour; the words alone always say everything."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled

    def __call__(self, style: str, text: str) -> str:
        """Return a text in a style."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.enabled else text


def findings_text(report: Report, paint: Painter) -> str:
    """Return what `policybook check` prints: findings by school and policy, then a summary in words."""
    rows: list[str] = []
    of_book = [f for f in report.findings if not f.policy]
    if of_book:
        rows += [paint("bold", "The book"), *_findings(of_book, paint), ""]
    for path in (name for name in report.reviews if name not in report.names):
        rows += [paint("bold", path), f"  {_review(report.reviews[path], paint)}"]
        rows += [*_findings(report.of(path), paint, skip=_SHOWN_AS_STATE), ""]
    policies: dict[str, list[str]] = {}
    for ref in report.reviews:
        policies.setdefault(ref.partition("/")[0], []).append(ref)
    own = {finding.policy for finding in report.findings}
    for school in (name for name in report.names if "/" not in name and (name in own or name in policies)):
        rows.append(paint("bold", report.names[school]))
        rows += _findings([finding for finding in report.findings if finding.policy == school], paint)
        for ref in policies.get(school, ()):
            rows.append(f"  {report.names[ref]}  {paint('dim', ref)}")
            rows.append(f"    {_review(report.reviews[ref], paint)}")
            rows += _findings(report.of(ref), paint, indent="    ", skip=_SHOWN_AS_STATE)
        rows.append("")
    rows.append(summary(report))
    return "\n".join(rows)


def summary(report: Report) -> str:
    """Return the one line that a clerk reads: how many policies, which review states, how many findings."""
    total = len(report.reviews)
    states = Counter(review.state for review in report.reviews.values())
    parts = [
        f"{states[state]} {words}"
        for state, words in (
            (State.OVERDUE, "overdue"),
            (State.DUE_SOON, "due soon"),
            (State.UNDATED, "without a review date"),
            (State.CURRENT, "current"),
            (None, "withdrawn"),
        )
        if states[state]
    ]
    levels = [f"{count} {level}" + ("s" if count != 1 else "") for level in Level if (count := report.count(level))]
    policies = f"{total} {'policy' if total == 1 else 'policies'}"
    day = f"{report.today.day} {report.today:%B %Y}"
    known = f" Not listed, as baseline.yml knows them: {len(report.known)}." if report.known else ""
    return f"{policies} on {day}: {', '.join(parts) or 'none'}. Findings: {', '.join(levels) or 'none'}.{known}"


def left_out(made: Publication) -> list[tuple[str, bool]]:
    """Return what a public site leaves out, a line for each policy, and whether that is meant; of others nothing."""
    if not made.book.is_public:
        return []
    shown = sum(1 for _ in made.book.policies())
    total = shown + len(made.withheld)
    return [
        (f"A public site: it holds {shown} of {total} {'policy' if total == 1 else 'policies'}.", True),
        *((f"{policy} is left out: {reason.why}", reason.is_meant) for policy, reason in made.withheld),
    ]


def _review(review: Review, paint: Painter) -> str:
    style = {State.OVERDUE: "error", State.DUE_SOON: "warning", State.UNDATED: "warning", State.CURRENT: "good"}
    if review.state is None:
        return f"Withdrawn: {review.reason}."
    return f"{paint(style[review.state], review.lateness)}: {review.reason}."


def _findings(findings: list[Finding], paint: Painter, indent: str = "  ", skip: Collection[str] = ()) -> Iterator[str]:
    for finding in findings:
        if finding.code in skip:
            continue
        place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part)
        head = f"{paint(str(finding.level), str(finding.level))} {place} {paint('dim', '[' + finding.code + ']')}"
        yield indent + head
        yield from _wrapped(finding.message, indent + "  ")
        if finding.fix:
            yield from _wrapped(f"→ {finding.fix}", indent + "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def policy_text(
    name: str,
    version: Version,
    review: Review,
    facts: Mapping[str, str],
    paint: Painter,
    understood: Understood | None = None,
) -> str:
    """Return what `policybook show` prints: what the version says of itself, then its clauses as an outline.

    Args:
        name: `school/policy`, or the path given.
        version: The version.
        review: The review of its policy.
        facts: What the version says of itself.
        paint: Colours words where the output can show colour.
        understood: What is known of each node, to be told below it; None to tell nothing.
    """
    values = version.front_matter
    rows = [paint("bold", values.title or name), f"{name}" + (f" @{version.name}" if version.name else "")]
    width = max((len(key) for key in facts), default=0)
    for key, value in facts.items():
        rows += textwrap.wrap(
            value, _WIDTH, initial_indent=f"  {key + ':':<{width + 1}} ", subsequent_indent=" " * (width + 4)
        )
    rows += [f"  {'Review' + ':':<{width + 1}} {_review(review, paint)}", ""]
    rows += _outline(version.tree, paint, understood)
    return "\n".join(rows)


def _outline(tree: Tree, paint: Painter, understood: Understood | None) -> Iterator[str]:
    depth: list[int] = []
    for n, node in enumerate(tree.nodes):
        depth.append(0 if node.parent < 0 else depth[node.parent] + 1)
        indent = "  " * depth[-1]
        label = f"{node.label} " if node.label else "" if node.is_section else "· "
        if node.is_section:
            yield ""
            yield indent + paint("bold", (label + node.text).strip())
        else:
            yield from textwrap.wrap(
                node.text or "(no words)",
                _WIDTH,
                initial_indent=indent + label,
                subsequent_indent=indent + " " * len(label),
                break_long_words=False,
            )
            known = understood[n] if understood else None
            if known:
                yield from (paint("dim", row) for row in why_text(node.text, known, indent + " " * len(label)))
