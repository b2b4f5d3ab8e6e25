"""The report that `policybook diff` prints in a terminal; the words alone, without colour, say everything."""

from __future__ import annotations

import io
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policybook.diffing.changes import Op, Run
from policybook.rendering.changes_redline import in_line
from policybook.rendering.changes_report import Group, Item, Report, Side

_MARKS: Final = {Op.DELETE: ("[-", "-]", "red strike"), Op.INSERT: ("{+", "+}", "green")}
_BADGES: Final = {"stricter": "bold red", "looser": "bold green"}


def changes_text(report: Report, *, width: int, colour: bool) -> str:
    """Return a report for people to read in a terminal.

    Args:
        report: What there is to tell.
        width: Columns of the terminal.
        colour: Whether the terminal shows colour.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        legacy_windows=False,
        _environ={},
    )
    _head(console, report)
    for group in report.groups:
        if group.is_substance:
            _group(console, group)
    _about(console, report)
    for group in report.groups:
        if not group.is_substance:
            _group(console, group)
    if report.rest:
        console.print()
        console.print(Text(report.rest, "dim"))
    return "\n".join(row.rstrip() for row in out.getvalue().rstrip("\n").split("\n"))


def _head(console: Console, report: Report) -> None:
    console.print(Text(report.title, "bold"))
    sides = Table.grid(padding=(0, 2))
    sides.add_row(Text("before", "dim"), _side(report.before))
    sides.add_row(Text("after", "dim"), _side(report.after))
    console.print(sides)
    console.print()
    console.print(Text(report.summary, "bold"))
    if report.remark:
        console.print(Text(report.remark, "bold yellow"))
    if report.note:
        _title(console, "The author's note")
        _row(console, Text(report.note))


def _about(console: Console, report: Report) -> None:
    if report.particulars or report.declaration:
        _title(console, "About the policy")
        for sentence in report.particulars:
            _row(console, Text(sentence))
        if report.declaration:
            _row(console, Text("The declaration to sign:"))
            _row(console, _redline(in_line(report.declaration)), 4)


def _group(console: Console, group: Group) -> None:
    _title(console, f"{group.title} ({len(group.items)})")
    if group.is_editorial:
        _row(console, Text("; ".join(item.listed for item in group.items)))
    elif group.is_one_sided:
        _one_sided(console, group)
    else:
        for n, item in enumerate(group.items):
            if n:
                console.print()
            _changed(console, item)


def _changed(console: Console, item: Item) -> None:
    what = " ".join(filter(None, ("Section" if item.level else "", item.label)))
    _row(console, Text.assemble((what, "bold"), "  " if what and item.around else "", (item.around, "dim")))
    for badge, about, words in item.told:
        _row(console, Text.assemble((about, _BADGES.get(badge, "")), " " if about else "", words), 4)
    if item.change.amended:
        _row(console, _redline(in_line(item.runs)), 4)


def _one_sided(console: Console, group: Group) -> None:
    """Print clauses that are new or gone, each below its section; the title above them says which."""
    place: tuple[str, ...] | None = None
    for item in group.items:
        if not item.below:
            if item.place != place and not item.level:
                _row(console, Text(item.around, "dim"))
            place = None if item.level else item.place
        label = " ".join(filter(None, ("Section" if item.level else "" if item.label else "·", item.label)))
        words = " ".join(run.text for run in item.runs) or "(no words)"
        _row(console, Text.assemble((label, "bold"), " ", words), (2 if item.level else 4) + 2 * item.below)


def _title(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, "bold underline"))


def _row(console: Console, text: Text, indent: int = 2) -> None:
    console.print(Padding(text, (0, 0, 0, indent)))


def _side(side: Side) -> Text:
    return Text.assemble(side.ref, "  ", (side.words, "dim"))


def _redline(runs: list[Run]) -> Text:
    text = Text()
    for run in runs:
        if run.op in _MARKS:
            before, after, style = _MARKS[run.op]
            text.append(f"{before}{run.text}{after}", style)
        else:
            text.append(run.text)
    return text
