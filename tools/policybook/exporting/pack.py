"""What the PDF of a policy, and the governors' pack on its changes, hold: data for the template, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from policybook.book.naming import Named
from policybook.diffing.changes import Op, Run
from policybook.exporting.lines import FACTS, Line, Look, legible
from policybook.exporting.tracked import Paragraph, told_of, unchanged
from policybook.exporting.version_table import HEADER, Stage, version_table
from policybook.messages.reading import english
from policybook.rendering.changes_report import Report
from policybook.rendering.places import version_title

Data = dict[str, Any]

_FIRST: Final = 6
"""How many changes the summary names, and how many particulars; it must fit on one page."""
_NOTE: Final = 900
"""How many characters of the author's note it quotes."""
_MARKED: Final = (
    "Words in [-square brackets-], struck through, were taken out; words in {+curly brackets+}, underlined, were put"
    " in. A clause that is new or taken out says so before its first word. A bar in the margin marks each change."
)
_COUNTED: Final = "The newest version stands first. Versions without a name of their own are counted from the oldest."
_DECIDE: Final = "Whether to approve the later text. The last page is for recording what was decided."
_CHOICES: Final = ("Approved", "Approved with the changes minuted", "Not approved")
_SIGN_OFF: Final = (
    "Body (full governing body, or committee):",
    "Date of the meeting:",
    "Number of the minute:",
    "To be in force from, if another day:",
    "Next review by:",
    "Name of the chair:",
    "Signature:",
)


def policy_data(title: str, standing: str, facts: Iterable[tuple[str, str]], lines: Iterable[Line]) -> Data:
    """Return what the PDF of a policy holds.

    Args:
        title: The policy's title.
        standing: How the text stands.
        facts: What the text says of itself, by name.
        lines: The clauses and the declaration.
    """
    return _legible(
        {
            "title": title,
            "header": f"{title}: {_first_sentence(standing)}",
            "standing": standing,
            "facts": [list(FACTS), *(list(fact) for fact in facts)],
            "texts": [{"title": "", "lead": [], "lines": _lines(unchanged(lines), 0)}],
        }
    )


def pack_data(
    report: Report,
    sides: tuple[Named, Named],
    made: str,
    redline: Sequence[Paragraph],
    clean: Sequence[Line],
    declaration: Sequence[Line],
    facts: Iterable[tuple[str, str]],
    earlier: Sequence[Stage],
) -> Data:
    """Return what the governors' pack holds.

    Args:
        report: What is told of the two texts.
        sides: The two texts.
        made: The day on which the pack is made, in words.
        redline: Both texts as one.
        clean: The clauses of the later text.
        declaration: The lines that staff sign.
        facts: What the later text says of itself, by name.
        earlier: The versions up to the earlier text, the newest first.
    """
    school = next((side.school.name for side in sides[::-1] if side.school), "")
    before, after = (
        f"{_titled(side)}. {told.words}" for side, told in zip(sides, (report.before, report.after), strict=True)
    )
    texts = [
        {"title": "Every change in its place", "lead": [_MARKED], "lines": _lines(redline, 1)},
        {
            "title": "The text as it would be",
            "lead": [report.after.words, *(f"{name}: {value}" for name, value in facts)],
            "lines": _lines(unchanged(clean), 1),
        },
    ]
    if declaration:
        own = [line for line in declaration if line.style.look is not Look.HEADING]
        texts.append({"title": "Declaration that staff sign", "lead": [], "lines": _lines(unchanged(own), 1)})
    return _legible(
        {
            "title": report.title,
            "header": f"{report.title}: {_first_sentence(report.after.words)}",
            "cover": {
                "school": school,
                "kind": "Changes, for governors",
                "rows": [
                    ["Earlier text", before],
                    ["Later text", after],
                    *([["For decision", _DECIDE]] if sides[1].version.is_working else []),
                    ["Made on", f"{made}."],
                ],
            },
            "summary": _summary(report),
            "changes": {
                "title": "Table of changes",
                "lead": [_COUNTED] if earlier else [],
                "header": list(HEADER),
                "versions": version_table(Stage(sides[1], report), earlier),
            },
            "texts": texts,
            "signing": {
                "title": "Sign-off",
                "lead": [f"{report.title}. {after}"],
                "decision": "Decision",
                "choices": list(_CHOICES),
                "fields": list(_SIGN_OFF),
            },
        }
    )


def _titled(named: Named) -> str:
    return english()(version_title(named.version)) or named.name


def _summary(report: Report) -> Data:
    note = report.note or ""
    if len(note) > _NOTE:
        note = f"{note[:_NOTE].rsplit(' ', 1)[0]} … (the whole note is in the policy)"
    notes = [["Author's note:", note]] if note else []
    if report.remark:
        notes.append(["To look at:", report.remark])
    if report.particulars:
        more = len(report.particulars) - _FIRST
        told = " ".join(report.particulars[:_FIRST]) + (f" {more} more are in the table." if more > 0 else "")
        notes.append(["About the policy:", told])
    if report.declaration:
        notes.append(["Declaration:", "the words that staff sign change."])
    weighty = list(chain.from_iterable(group.items for group in report.groups if group.is_substance))
    return {
        "title": "Summary",
        "sentence": report.summary,
        "counts": [[name, str(count)] for name, count in report.counts.items()],
        "notes": notes,
        "lead": "Most important" if len(weighty) > _FIRST else "Changes of substance",
        "first": [[item.name, " ".join(told_of(item))] for item in weighty[:_FIRST]],
    }


def _first_sentence(words: str) -> str:
    head, mark, _ = words.partition(". ")
    return f"{head}." if mark else words


def _lines(paragraphs: Iterable[Paragraph], above: int) -> list[Data]:
    """Return paragraphs as the template takes them.

    PDF/UA-1 asks that no level of headings be left out, so a heading goes down by one level at most.

    Args:
        paragraphs: The paragraphs; a title among them is left out, for the template has its own.
        above: The level of the heading above them; 0 for none.
    """
    found: list[Data] = []
    last = above
    for paragraph in paragraphs:
        look, depth = paragraph.style
        if look is Look.TITLE:
            continue
        if look is Look.HEADING:
            depth = last = min(depth + above, last + 1)
        found.append(
            {
                "look": str(look),
                "depth": depth,
                "op": str(paragraph.op),
                "mark": "•" if look is Look.BULLET else "",
                "hangs": look is Look.BULLET or any("\t" in run.text for run in paragraph.runs),
                "runs": [{"op": str(run.op), "text": run.text} for run in _trimmed(paragraph.runs)],
                "differs": paragraph.op is not Op.KEEP or any(run.op is not Op.KEEP for run in paragraph.runs),
                "remarks": list(paragraph.remarks),
                "cells": [list(row) for row in paragraph.cells],
            }
        )
    return found


def _trimmed(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs with the spaces at the edges of a deletion or insertion outside its marks, and no tabs."""
    for op, text in runs:
        words = text.replace("\t", " ")
        core = words.strip()
        if op is Op.KEEP or not core:
            yield Run(op, words)
            continue
        start = words.index(core)
        around = Run(Op.KEEP, words[:start]), Run(op, core), Run(Op.KEEP, words[start + len(core) :])
        yield from (run for run in around if run.text)


def _legible(data: Data) -> Data:
    """Return data with every text in it as a document can show it."""
    return {key: _legible_value(value) for key, value in data.items()}


def _legible_value(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return _legible(value)
    if isinstance(value, list):
        return [_legible_value(each) for each in value]
    return value
