"""Redlines as reports write them in a line: spaces outside the marks, long kept stretches left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policybook.diffing.changes import Op, Run

AROUND: Final = 14
"""How many kept words a reader sees on each side of a change."""
GAP: Final = "…"


def in_line(runs: Iterable[Run], most: int | None = None) -> list[Run]:
    """Return the runs of a redline to be written in a line.

    Args:
        runs: The redline.
        most: How many words at most a deletion or an insertion may have; None for all.

    Returns:
        Runs that begin and end with a word, single spaces between them as kept runs; "…" stands for words left out.
    """
    given = [run for run in runs if run.text]
    out: list[Run] = []
    for n, run in enumerate(given):
        text = run.text
        if text[:1].isspace() and out:
            _space(out)
        words = text.split()
        if run.op is Op.KEEP:
            words = _around_changes(words, is_first=n == 0, is_last=n == len(given) - 1)
        elif most is not None and len(words) > most:
            words = [*words[:most], f"{GAP} ({len(words) - most} more words)"]
        if words:
            out.append(Run(run.op, " ".join(words)))
        if text[-1:].isspace():
            _space(out)
    return out


def _space(out: list[Run]) -> None:
    if out and out[-1] != Run(Op.KEEP, " "):
        out.append(Run(Op.KEEP, " "))


def _around_changes(words: list[str], *, is_first: bool, is_last: bool) -> list[str]:
    """Return the words beside a change; those farther away give way to dots, if that saves enough."""
    start, end = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if is_first and is_last:
        start = AROUND
    if len(words) <= start + end + 4:
        return words
    return [*words[:start], GAP, *words[len(words) - end :]]
