"""The comparison as Markdown: the table of topics by schools, the conflicts, then every rule; hostile text inert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.rendering.changes_markdown import inert
from policybook.rendering.comparison_report import Position, Report, Rule, Topic
from policybook.rendering.gaps_report import GapsReport, Stated


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


def gaps_markdown(report: GapsReport) -> str:
    """Return what one policy lacks as Markdown.

    Args:
        report: What there is to tell.
    """
    parts = [f"# {inert(report.title)}", f"**{inert(report.summary)}**"]
    for heading, stated in (("What others state", report.missing), ("What it alone states", report.alone)):
        if stated:
            parts.append(f"## {heading}")
        for rule in stated:
            label = f"**{inert(rule.label)}** " if rule.label else ""
            told = f"{inert(rule.by)} {inert(rule.school)} has, to start from:" if rule.by else ""
            parts += [f"### {_title(rule)}", *filter(None, [told]), f"> {label}{inert(rule.wording)}"]
    return "\n\n".join(parts) + "\n"


def _title(rule: Rule | Stated) -> str:
    return f"{'Like clauses: ' if rule.is_group else ''}{inert(rule.title)}"


def _table(schools: Iterable[str], topics: Iterable[Topic]) -> Iterator[str]:
    columns = [inert(school) for school in schools]
    yield f"| Topic | {' | '.join(columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    for topic in topics:
        yield f"| {inert(topic.title)} | {' | '.join(map(_cell, topic.positions))} |"


def _cell(position: Position) -> str:
    return f"{position.stance} ({len(position.clauses)})" if position.clauses else position.stance


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {_title(rule)}"
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
