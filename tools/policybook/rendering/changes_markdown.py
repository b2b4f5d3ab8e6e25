"""The report as Markdown for a comment on a pull request: what matters first, the rest folded, hostile text inert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from policybook.diffing.changes import Op, Run
from policybook.rendering.changes_redline import GAP, in_line
from policybook.rendering.changes_report import Group, Item, Report, Side

LONGEST: Final = 60_000
"""Characters of a report; GitHub refuses comments of 65,536."""

_RESERVE: Final = 600
"""Characters kept for saying what was left out."""
_LONGEST_ITEM: Final = 1_500
_LONGEST_TEXT: Final = 600
_LONGEST_NOTE: Final = 2_000
_LONGEST_TITLE: Final = 200
_MOST_SENTENCES: Final = 8
_MOST_PARTICULARS: Final = 25
_MOST_WORDS: Final = 90

_BREAK: Final = "&#8203;"
"""A space of no width: nobody sees it, and what it parts is no longer a mention, a link or a number of an issue."""
_MARKS: Final = re.compile(r"[\\`*_\[\]~|#]")
_SHORTCODE: Final = re.compile(r":(?=[\w+-]+:)")
_NUMBER: Final = re.compile(r"(\\#|GH-)(?=\d)", re.IGNORECASE)
_BLOCK: Final = re.compile(r"^(?=[-+=])|^(\d{1,9})(?=[.)](?:\s|$))")
"""What would begin a list, or a rule, at the start of a line."""
_TAGS: Final = {Op.DELETE: "del", Op.INSERT: "ins"}


def changes_markdown(report: Report) -> str:
    """Return a report of at most `LONGEST` characters; what had to be left out is said at its end.

    Args:
        report: What there is to tell.
    """
    head, about = "\n\n".join(_head(report)), _about(report)
    room = LONGEST - len(head) - len(about) - _RESERVE
    substance: list[str] = []
    rest: list[str] = []
    left_out: list[str] = []
    for group in report.groups:
        told, missing = _group(group, room)
        (substance if group.is_substance else rest).append(told)
        room -= len(told) + 2
        if missing:
            left_out.append(f"{missing} of {len(group.items)} under “{group.title}”")
    parts = [part for part in (head, *substance, about, *rest) if part]
    if report.rest:
        parts.append(report.rest)
    if left_out:
        parts.append(f"**Left out for length:** {', '.join(left_out)}. The report as HTML has everything.")
    return "\n\n".join(parts) + "\n"


def inert(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Return a text as Markdown that shows it and does nothing else: no markup, mention, link, number or shortcode."""
    text = _cut(" ".join(text.split()), longest)
    text = _MARKS.sub(r"\\\g<0>", text)
    text = _SHORTCODE.sub(f":{_BREAK}", _NUMBER.sub(rf"\1{_BREAK}", escape(text, quote=False)))
    text = text.replace("@", f"@{_BREAK}").replace("://", f":{_BREAK}//").replace("www.", f"www{_BREAK}.")
    text = text.replace("$", "<span>$</span>")
    return _BLOCK.sub(r"\1\\", text)


def _head(report: Report) -> Iterator[str]:
    yield f"## {inert(report.title, _LONGEST_TITLE)}: what changes"
    yield f"{_side('Before', report.before)}\\\n{_side('After', report.after)}"
    yield f"**{inert(report.summary, _LONGEST_NOTE)}**"
    if report.remark:
        yield f"> **{inert(report.remark)}**"
    if report.note:
        yield f"The author's note:\n\n> {inert(report.note, _LONGEST_NOTE)}"
    counts = {name: count for name, count in report.counts.items() if name != "Unchanged"}
    if counts:
        rows = (counts, ["--:"] * len(counts), map(str, counts.values()))
        yield "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _about(report: Report) -> str:
    told = [f"- {inert(sentence)}" for sentence in report.particulars[:_MOST_PARTICULARS]]
    if len(report.particulars) > _MOST_PARTICULARS:
        told.append(f"- and {len(report.particulars) - _MOST_PARTICULARS} more")
    if report.declaration:
        told.append(f"- The declaration to sign: {_redline(report.declaration)}")
    return "\n".join(["### About the policy\n", *told]) if told else ""


def _group(group: Group, room: int) -> tuple[str, int]:
    """Return the changes of a group that there is room for, and how many there is none for."""
    title = f"{group.title} ({len(group.items)})"
    start = f"### {title}\n\n" if group.is_substance else f"<details>\n<summary>{title}</summary>\n\n"
    end = "" if group.is_substance else "\n\n</details>"
    entry, apart = (
        (_listed, "\n") if group.is_editorial else (_one_sided, "\n") if group.is_one_sided else (_changed, "\n\n")
    )
    room -= len(start) + len(end)
    told: list[str] = []
    for item in group.items:
        block = entry(item)
        room -= len(block) + len(apart)
        if room < 0:
            break
        told.append(block)
    return (start + apart.join(told) + end if told else ""), len(group.items) - len(told)


def _changed(item: Item) -> str:
    rows = [_where(item)]
    rows += [inert(sentence) for sentence in item.sentences[:_MOST_SENTENCES]]
    if len(item.sentences) > _MOST_SENTENCES:
        rows.append(f"and {len(item.sentences) - _MOST_SENTENCES} more")
    words = f"\n\n> {_redline(item.runs)}" if item.change.amended else ""
    return "\\\n".join(rows) + words


def _one_sided(item: Item) -> str:
    """Return a clause that is new or gone as an entry of a list; its title above says which."""
    text = inert(" ".join(run.text for run in item.runs) or "(no words)", _LONGEST_ITEM)
    label = f"**{inert(item.label)}** " if item.label else ""
    place = f" _({inert(item.around)})_" if item.place and not item.below else ""
    return f"{'  ' * min(item.below, 8)}- {'Section ' if item.level else ''}{label}{text}{place}"


def _listed(item: Item) -> str:
    return f"- {inert(item.listed)}"


def _where(item: Item) -> str:
    what = " ".join(filter(None, ("Section" if item.level else "", inert(item.label))))
    return " · ".join(filter(None, (f"**{what}**" if what else "", inert(item.around))))


def _side(word: str, side: Side) -> str:
    return f"{word}: **{inert(side.ref, _LONGEST_TITLE)}** {inert(side.words, _LONGEST_TITLE)}"


def _redline(runs: Iterable[Run]) -> str:
    """Return a redline of at most `_LONGEST_ITEM` characters, or a little more."""
    out: list[str] = []
    size = 0
    for run in in_line(runs, _MOST_WORDS):
        if size > _LONGEST_ITEM:
            out.append(f" {GAP} (the rest is left out)")
            break
        text = inert(run.text) or run.text
        out.append(f"<{_TAGS[run.op]}>{text}</{_TAGS[run.op]}>" if run.op in _TAGS else text)
        size += len(text)
    return "".join(out)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + f" {GAP}"
