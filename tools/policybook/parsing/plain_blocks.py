"""A markdown-it rule that reads the commonest blocks without asking every other rule first.

These are paragraphs and headings on one line, and lists of such paragraphs. It claims only lines that no other
CommonMark rule could claim, so what is read is the same with and without it (a test compares both); policies are read
twice as fast. A paragraph it reads is its inline token alone, without the opening and closing ones.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading
from markdown_it.token import Token

_PROSE: Final = re.compile(r"[^\W\d_]|\d+\.\d|[(“‘\"']")
"""Nothing but a paragraph begins so (a setext heading or a table would need a second line)."""
_ITEM: Final = re.compile(r"(?P<number>\d{0,9})(?P<mark>[-+*.)]) (?=" + _PROSE.pattern + ")")
"""The marker of an item that begins with prose; a bullet has no number, as `_marker` sees to."""
_BULLET: Final = re.compile(r"[-+*] +[^\s*_-]")


def plain_blocks_plugin(md: MarkdownIt) -> None:
    """Register the rule before all others."""
    md.block.ruler.before("table", "plain_blocks", _plain_block)


def _plain_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if _PROSE.match(state.src, begin):
        return _paragraph(state, start, begin)
    if state.src[begin] == "#":
        return state.isEmpty(start + 1) and heading(state, start, end, silent)
    return _list(state, start, end)


def _paragraph(state: StateBlock, start: int, begin: int) -> bool:
    following = start + 1
    if following < state.lineMax and not state.isEmpty(following):
        # A bullet ends a paragraph, unless it is indented like code or like the paragraph's own words.
        marker = state.bMarks[following] + state.tShift[following]
        column = state.sCount[following]
        is_words = column < state.blkIndent and 0 <= state.listIndent <= column - 4
        if column - state.blkIndent >= 4 or is_words or not _BULLET.match(state.src, marker):
            return False
    state.line = following
    _push_inline(state, start, begin)
    return True


def _list(state: StateBlock, start: int, end: int) -> bool:
    """Read a list whose items have one line each and no blank lines between."""
    items: list[re.Match[str]] = []
    line = start
    while line < end and not state.isEmpty(line):
        marker = _marker(state, line)
        if marker is None or (items and marker["mark"] != items[0]["mark"]):
            return False
        items.append(marker)
        line += 1
    line = min(state.skipEmptyLines(line), end)
    if state.level + 2 >= state.md.options.maxNesting or not (line == end or _ends_list(state, line)):
        return False
    kind, tag = ("ordered_list", "ol") if items[0]["number"] else ("bullet_list", "ul")
    mark = items[0]["mark"]
    token = state.push(f"{kind}_open", tag, 1)
    token.map, token.markup = [start, line], mark
    for n, item in enumerate(items, start):
        token = state.push("list_item_open", "li", 1)
        token.map, token.markup, token.info = [n, n + 1], mark, item["number"]
        _push_inline(state, n, item.end())
        state.push("list_item_close", "li", -1)
    state.push(f"{kind}_close", tag, -1).markup = mark
    state.line = line
    return True


def _marker(state: StateBlock, line: int) -> re.Match[str] | None:
    if state.sCount[line] != state.blkIndent:
        return None
    found = _ITEM.match(state.src, state.bMarks[line] + state.tShift[line])
    return found if found and (found["number"] != "") == (found["mark"] in ".)") else None


def _ends_list(state: StateBlock, line: int) -> bool:
    """Return whether a line below a blank one surely belongs to no item above it."""
    if state.sCount[line] > state.blkIndent:
        return False
    begin = state.bMarks[line] + state.tShift[line]
    return state.sCount[line] < state.blkIndent or state.src[begin] == "#" or _PROSE.match(state.src, begin) is not None


def _push_inline(state: StateBlock, line: int, begin: int) -> None:
    words = state.src[begin : state.eMarks[line]].strip()
    state.tokens.append(Token("inline", "", 0, map=[line, line + 1], level=state.level, content=words, block=True))
