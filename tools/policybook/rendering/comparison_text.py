"""The comparison that `policybook compare` prints in a terminal; the words alone, without colour, say everything."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from policybook.language.modality import Modality
from policybook.rendering.comparison_lists import ListReport
from policybook.rendering.comparison_report import Position, Report, Rule, Topic
from policybook.rendering.text_reports import Painter

_WIDTH: Final = 108
_STYLES: Final = {
    None: "dim",
    Modality.MUST: "error",
    Modality.MUST_NOT: "error",
    Modality.SHOULD: "warning",
    Modality.SHOULD_NOT: "warning",
}
_LONGEST: Final = 220
"""Characters of a clause that are shown."""


def comparison_text(report: Report, paint: Painter) -> str:
    """Return a comparison for people to read in a terminal.

    Args:
        report: What there is to tell.
        paint: Colours words where the output can show colour.
    """
    rows = [paint("bold", report.title)]
    rows += [f"  {school}  {paint('dim', text)}" for school, text in report.schools]
    rows += ["", *_wrapped(report.summary, "")]
    if report.conflicts:
        rows += ["", paint("error", "Conflicts")]
        for title, told in report.conflicts:
            rows += [*_wrapped(f"{title}.", "  "), *_wrapped(told, "    ")]
    if report.gaps:
        rows += ["", paint("bold", "Gaps")]
        rows += [row for told in report.gaps for row in _wrapped(told, "  ")]
    for topic in report.topics:
        rows += ["", *_topic(topic, paint)]
    if report.others:
        rows += ["", paint("bold", "Of no topic")]
        for rule in report.others:
            rows += _rule(rule, paint)
    return "\n".join(rows)


def list_text(report: ListReport, paint: Painter) -> str:
    """Return lists of clauses for people to read in a terminal.

    Args:
        report: What there is to tell.
        paint: Colours words where the output can show colour.
    """
    rows = [paint("bold", report.title), *_wrapped(report.summary, "  ")]
    for heading, clauses in report.parts:
        rows += ["", paint("bold", heading)]
        for clause in clauses:
            rows += ["", *_wrapped(clause.title, "  "), *_wrapped(clause.about, "    ")]
            rows += _wrapped(f"{clause.label} {clause.text}".strip(), "      ")
    return "\n".join(rows)


def _topic(topic: Topic, paint: Painter) -> Iterator[str]:
    yield paint("bold", topic.title)
    width = max(len(position.school) for position in topic.positions)
    for position in topic.positions:
        count = len(position.clauses)
        clauses = f"{count} clause{'s' * (count != 1)}" if count else ""
        yield f"  {position.school:<{width}}  {_stance(position, paint)}  {paint('dim', clauses)}".rstrip()
    for rule in topic.rules:
        yield from _rule(rule, paint)


def _rule(rule: Rule, paint: Painter) -> Iterator[str]:
    yield from ("", *_wrapped(f"{'Like clauses' if rule.is_group else 'Rule'}: {rule.title}", "  "))
    for position in rule.positions:
        strictest = " (strictest)" if position.is_strictest else ""
        yield f"    {position.school}: {_stance(position, paint)}{strictest}"
        for clause in position.clauses:
            label = f"{clause.label} " if clause.label else ""
            by_hand = " (assigned by hand)" if clause.is_pinned else ""
            shown = textwrap.shorten(clause.text, _LONGEST, placeholder=" …")
            yield from _wrapped(f"{label}{shown}{by_hand}", "      ")
    for told in (*rule.conflicts, *rule.relations):
        yield from _wrapped(f"→ {told}", "    ")
    if rule.silent and not rule.is_group:
        yield from _wrapped(f"Silent: {', '.join(rule.silent)}.", "    ")
    for told in rule.taken_off:
        yield from _wrapped(f"Taken off by hand: {told}", "    ")


def _stance(position: Position, paint: Painter) -> str:
    return paint(_STYLES.get(position.force, "good"), position.stance)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)
