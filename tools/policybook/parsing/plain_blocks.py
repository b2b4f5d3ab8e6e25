"""A markdown-it rule that reads the commonest blocks without asking every other rule first.

These are paragraphs and headings on one line, and lists of such paragraphs. It claims only lines that no other
CommonMark rule could claim, so what is read is the same with and without it (a test compares both); policies are read
more than twice as fast. A block that it reads is one inline token, with a heading's tag or the number of a list's item.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_PROSE: Final = re.compile(r"[^\W\d_]|\d+\.\d|[(“‘\"']")
"""Nothing but a paragraph begins so (a setext heading or a table would need a second line)."""
_HEADING: Final = re.compile(r"(#{1,6}) (?=[^\s#])")
_ITEM: Final = re.compile(rf"(?P<number>\d{{1,9}})?(?P<mark>(?(number)[.)]|[-+*])) (?={_PROSE.pattern})")
"""The marker of a list's item that begins with prose."""
_BULLET: Final = re.compile(r"[-+*] +[^\s*_-]")
_ROOM: Final = 8
"""How far above markdown-it's limit of nesting the rule leaves everything to the others."""


class Line(Token):
    """The inline token of a block on one line; made six times as fast as others, without what nobody reads of it."""

    __slots__ = ()

    def __init__(self, state: StateBlock, line: int, begin: int, tag: str = "", info: str = "") -> None:
        self.type = "inline"
        self.tag = tag
        self.nesting = 0
        self.level = state.level
        self.map = [line, line + 1]
        self.content = state.src[begin : state.eMarks[line]].strip()
        self.info = info
        self.children = None


def plain_blocks_plugin(md: MarkdownIt) -> None:
    """Register the rule before all others."""
    md.block.ruler.before("table", "plain_blocks", _plain_blocks)


def _plain_blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level + _ROOM > state.md.options.maxNesting:
        return False
    line = start
    while line < end and (below := _block(state, line, end)):
        state.line = below
        if state.level:  # in a list or quotation, the blank lines below matter
            return True
        line = state.skipEmptyLines(below)
    return line > start


def _block(state: StateBlock, line: int, end: int) -> int:
    """Read the block that begins at a line; return the line below it, or 0 where other rules must be asked."""
    if state.is_code_block(line):
        return 0
    begin = state.bMarks[line] + state.tShift[line]
    if _PROSE.match(state.src, begin):
        return _paragraph(state, line, begin)
    if not state.level and (heading := _HEADING.match(state.src, begin)):
        return _heading(state, line, heading)
    return _list(state, line, end)


def _paragraph(state: StateBlock, line: int, begin: int) -> int:
    below = line + 1
    if below < state.lineMax and not state.isEmpty(below):
        # A bullet ends a paragraph, unless it is indented like code or like the paragraph's own words: too far for the
        # list around it (as in "   - a" above "    - b"), or below a quotation without its sign (`column` is negative).
        marker = state.bMarks[below] + state.tShift[below]
        column = state.sCount[below]
        is_words = column < 0 or (column < state.blkIndent and 0 <= state.listIndent <= column - 4)
        if is_words or column - state.blkIndent >= 4 or not _BULLET.match(state.src, marker):
            return 0
    state.tokens.append(Line(state, line, begin))
    return below


def _heading(state: StateBlock, line: int, marks: re.Match[str]) -> int:
    token = Line(state, line, marks.end(), tag=f"h{len(marks[1])}")
    if token.content.endswith("#") or not state.isEmpty(line + 1):
        return 0
    state.tokens.append(token)
    return line + 1


def _list(state: StateBlock, start: int, end: int) -> int:
    """Read a list whose items have one line each and no blank lines between."""
    items: list[re.Match[str]] = []
    line = start
    while line < end and not state.isEmpty(line):
        item = _ITEM.match(state.src, state.bMarks[line] + state.tShift[line])
        if item is None or state.sCount[line] != state.blkIndent or (items and item["mark"] != items[0]["mark"]):
            return 0
        items.append(item)
        line += 1
    below = min(state.skipEmptyLines(line), end)
    if below < end and not _ends_list(state, below):
        return 0
    kind, tag = ("ordered_list", "ol") if items[0]["number"] else ("bullet_list", "ul")
    state.push(f"{kind}_open", tag, 1).map = [start, line]
    state.tokens += [Line(state, n, item.end(), info=item["number"] or "") for n, item in enumerate(items, start)]
    state.push(f"{kind}_close", tag, -1)
    return below


def _ends_list(state: StateBlock, line: int) -> bool:
    """Return whether a line below a blank one surely belongs to no item above it."""
    if state.sCount[line] > state.blkIndent:
        return False
    begin = state.bMarks[line] + state.tShift[line]
    return state.sCount[line] < state.blkIndent or state.src[begin] == "#" or _PROSE.match(state.src, begin) is not None
