"""Lines that no block claimed: link definitions, and what lies deeper than markdown-it nests; none of them is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from policybook.model import Form
from policybook.parsing.reader import LIST_MARKERS, MAX_NESTING, Draft, Reader

_DEFINITION: Final = re.compile(r"\s{0,3}\[(?:[^\]\\]|\\.)+\]:")
_MARKER: Final = re.compile(r"[-+*>]|\d{1,9}[.)]")


def keep_unread_lines(at: Reader) -> None:
    """Give every line that no block claimed to a clause, so that nothing is lost.

    Such lines are link definitions, and what lies deeper than markdown-it nests.
    """
    claimed = bytearray(len(at.lines))
    for draft in at.drafts:
        for line in range(draft.first, draft.last + 1):
            claimed[line] = 1
    unread = [n for n, line in enumerate(at.lines) if not claimed[n] and line.strip()]
    if not unread:
        _fill_emptied_items(at)
        return
    definitions = bool(at.env.get("references"))
    kept: list[Draft] = []
    passed = 0
    heading: Draft | None = None
    for first, last in _runs(unread):
        for start, end, is_definition in _split_definitions(at.lines, first, last, definitions):
            while passed < len(at.drafts) and at.drafts[passed].first <= start:
                above = at.drafts[passed]
                heading = above if above.form is Form.HEADING else heading
                kept.append(above)
                passed += 1
            source = "\n".join(at.lines[start : end + 1])
            if is_definition:
                kept.append(Draft(Form.DEFINITION, source, start, end, heading, text=" ".join(source.split())))
            elif re.search(r"\w", source):
                draft = Draft(Form.PARAGRAPH, LIST_MARKERS.sub("", source.strip(), count=1), start, end, heading)
                at.read_words(draft)
                at.note_depth(start)
                kept.append(draft)
            elif kept and kept[-1].form is not Form.BREAK:
                # A line of list markers or of a thematic break, without a word.
                kept[-1].last = max(kept[-1].last, end)
            else:
                kept.append(Draft(Form.BREAK, source, start, end, None))
    at.drafts = [*kept, *at.drafts[passed:]]
    _fill_emptied_items(at)


def _fill_emptied_items(at: Reader) -> None:
    """Give an item that markdown-it emptied at its nesting limit the words of its line."""
    if not at.drafts or max((len(line) for line in at.lines), default=0) < MAX_NESTING:
        return
    filled: set[int | None] = set()
    for n, draft in enumerate(at.drafts):
        following = at.drafts[n + 1].first if n + 1 < len(at.drafts) else None
        if draft.form is Form.ITEM and not draft.text and draft.block is None and following != draft.first:
            rest = LIST_MARKERS.sub("", at.lines[draft.first], count=1).strip()
            if rest and draft.last <= draft.first and not _MARKER.fullmatch(rest):
                draft.source, draft.last = rest, draft.first
                at.read_words(draft)
                at.note_depth(draft.first)
                filled.add(draft.first + at.first_line)
    at.findings = [f for f in at.findings if f.code != "clause-empty" or f.line not in filled]


def _split_definitions(lines: list[str], first: int, last: int, definitions: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield runs of lines, first and last, each with whether it is a link definition."""
    start = first
    for n in range(first, last + 1):
        if n > start and definitions and _DEFINITION.match(lines[n]):
            yield start, n - 1, bool(_DEFINITION.match(lines[start]))
            start = n
    yield start, last, definitions and bool(_DEFINITION.match(lines[start]))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of consecutive numbers."""
    start = previous = numbers[0]
    for n in numbers[1:]:
        if n != previous + 1:
            yield start, previous
            start = n
        previous = n
    yield start, previous
