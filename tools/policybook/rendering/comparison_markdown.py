"""The comparison as Markdown: the table of topics by schools, the conflicts, then every rule; hostile text inert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.rendering.changes_markdown import inert
from policybook.rendering.comparison_lists import ListReport
from policybook.rendering.comparison_report import Position, Report, Rule, Topic


def comparison_markdown(report: Report) -> str:
    """Return a comparison as Markdown.

    Args:
        report: What there is to tell.
    """
    parts = [f"# {inert(report.title)}", "\n".join(f"- **{inert(s)}** {inert(text)}" for s, text in report.schools)]
    parts.append(f"**{inert(report.summary)}**")
    if report.conflicts:
        parts.append("## Conflicts")
        parts.append("\n".join(f"- **{inert(title)}:** {inert(told)}" for title, told in report.conflicts))
    if report.gaps:
        parts += ["## Gaps", "\n".join(f"- {inert(told)}" for told in report.gaps)]
    if report.topics:
        schools = [school for school, _ in report.schools]
        parts += ["## Topics", "\n".join(_table(schools, report.topics))]
    for topic in report.topics:
        if topic.rules:
            parts += [f"## {inert(topic.title)}", *(block for rule in topic.rules for block in _rule(rule))]
    if report.others:
        parts += ["## Of no topic", *(block for rule in report.others for block in _rule(rule))]
    return "\n\n".join(parts) + "\n"


def list_markdown(report: ListReport) -> str:
    """Return lists of clauses as Markdown.

    Args:
        report: What there is to tell.
    """
    parts = [f"# {inert(report.title)}", f"**{inert(report.summary)}**"]
    for heading, clauses in report.parts:
        parts.append(f"## {heading}")
        for clause in clauses:
            label = f"**{inert(clause.label)}** " if clause.label else ""
            parts += [f"### {inert(clause.title)}", inert(clause.about), f"> {label}{inert(clause.text)}"]
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(schools: Iterable[str], topics: Iterable[Topic]) -> Iterator[str]:
    columns = [inert(school) for school in schools]
    yield f"| Topic | {' | '.join(columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    for topic in topics:
        yield f"| {inert(topic.title)} | {' | '.join(map(_cell, topic.positions))} |"


def _cell(position: Position) -> str:
    return f"{position.stance} ({len(position.clauses)})" if position.clauses else position.stance


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {'Like clauses: ' if rule.is_group else ''}{inert(rule.title)}"
    yield "\n".join(line for position in rule.positions for line in _position(position))
    told = [f"- Conflict: {inert(each)}" for each in rule.conflicts] + [f"- {inert(each)}" for each in rule.relations]
    if told:
        yield "\n".join(told)
    if rule.silent and not rule.is_group:
        yield f"Silent: {', '.join(map(inert, rule.silent))}."
    if rule.taken_off:
        yield "\n".join(f"- Taken off by hand: {inert(told)}" for told in rule.taken_off)


def _position(position: Position) -> Iterator[str]:
    strictest = " (strictest)" if position.is_strictest else ""
    yield f"- **{inert(position.school)}:** {position.stance}{strictest}"
    for clause in position.clauses:
        by_hand = " *(assigned by hand)*" if clause.is_pinned else ""
        yield f"    - {'**' + inert(clause.label) + '** ' if clause.label else ''}{inert(clause.text)}{by_hand}"
