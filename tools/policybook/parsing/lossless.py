"""markdown-it rules under which markup that was left open, or does not fit, swallows no words.

CommonMark lets `<!--`, `<script>` and their like run on to the end of the text where nothing closes them, and browsers
hide all that follows `<div class="note>`, too. Here what is never closed is shown as words. Tables drop the cells for
which the header has no column; here they keep them.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_block.table import escapedSplit, table
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

LEFT_OPEN: Final = "left_open"
"""Where the rules note, in markdown-it's environment, what was left open: lines of blocks, positions in inline text."""

_START: Final = re.compile(r"<(?=[A-Za-z/!?])")
_EMPTY_COMMENT: Final = re.compile(r"<!---?>")
_HIDING: Final = re.compile(
    r"<(?P<name>script|style|template|svg|math|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)(?=[\s/>])",
    re.IGNORECASE,
)
"""The start of an element that hides what it holds from a cleaned page, or takes tags in it for words."""
_RUNS_ON: Final = re.compile(
    r"<(?:(?P<name>script|pre|style|textarea)(?=[\s>]|$)|!--|\?|!\[CDATA\[|!(?=[A-Za-z]))", re.IGNORECASE
)
"""The start of a block of HTML that goes on over blank lines."""
_BLOCK_END: Final = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_ENDS: Final = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}


def lossless_plugin(md: MarkdownIt) -> None:
    """Put the rules in the place of markdown-it's own."""
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.at("html_inline", _html_inline)


# HTML.


def closing(markup: str, start: int) -> int | None:
    """Return where the HTML that begins at a `<` ends, or None where nothing closes it.

    Args:
        markup: The text.
        start: The position of a `<` before a letter, `/`, `!` or `?`.

    Returns:
        The position behind a tag or comment; of an element that hides what it holds, that of the tag which closes it.
        A comment in which another begins was left open.
    """
    if markup.startswith("<!--", start):
        if empty := _EMPTY_COMMENT.match(markup, start):
            return empty.end()
        end = _before(markup, "-->", "<!--", start + 4)
        return None if end < 0 else end + 3
    last = next((end for begin, end in _ENDS.items() if markup.startswith(begin, start)), ">")
    if markup.rfind(last) < start:  # or the expression below would look for it again and again
        return None
    tag = HTML_TAG_RE.match(markup, start)
    if tag is None:
        return None
    hiding = _HIDING.match(markup, start)
    if hiding is None or tag[0].endswith("/>"):
        return tag.end()
    name = re.escape(hiding["name"])
    following = re.compile(rf"<(?P<end>/?){name}(?=[\s/>])", re.IGNORECASE).search(markup, tag.end())
    return following.start() if following and following["end"] else None


def _before(text: str, wanted: str, other: str, start: int) -> int:
    """Return where a text holds some words from a position on, or -1 if it does not or others come first."""
    limit = text.find(other, start)
    return text.find(wanted, start, limit if limit >= 0 else len(text))


def _left_open(markup: str) -> list[int]:
    """Return the positions of every `<` in a block of HTML that begins what nothing closes."""
    found: list[int] = []
    at = 0
    while start := _START.search(markup, at):
        end = closing(markup, start.start())
        if end is None:
            found.append(start.start())
        at = end or start.end()
    return found


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", begin) or state.is_code_block(start):
        return False
    if _RUNS_ON.match(state.src, begin, state.eMarks[start]) and not _block_closes(state, begin, start, end):
        if not silent:
            state.env.setdefault(LEFT_OPEN, set()).add(start)
        return False
    if not html_block(state, start, end, silent):
        return False
    if not silent:
        token = state.tokens[-1]
        for at in reversed(_left_open(token.content)):
            state.env.setdefault(LEFT_OPEN, set()).add(start + token.content.count("\n", 0, at))
            token.content = f"{token.content[:at]}&lt;{token.content[at + 1 :]}"
    return True


def _block_closes(state: StateBlock, begin: int, line: int, end: int) -> bool:
    """Return whether a block that runs on over blank lines is closed before its container ends."""
    opening = _RUNS_ON.match(state.src, begin)
    if opening is None:
        return False
    if name := opening["name"]:
        again = re.compile(rf"<{name}(?=[\s>]|$)", re.IGNORECASE | re.MULTILINE).search(state.src, opening.end())
        closed = _BLOCK_END.search(state.src, opening.end(), again.start() if again else len(state.src))
        at = closed.start() if closed else -1
    else:
        # `<!-->` is a whole comment, as browsers read it.
        at = _before(state.src, _ENDS[opening[0]], opening[0], opening.end() - (2 if opening[0] == "<!--" else 0))
    if at < 0:
        return False
    while line + 1 < end and state.eMarks[line] <= at:
        line += 1
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
    return state.eMarks[line] > at


def _html_inline(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not _START.match(state.src, start, state.posMax):
        return False
    if closing(state.src, start) is None:
        if _RUNS_ON.match(state.src, start) or _HIDING.match(state.src, start):
            state.env.setdefault(LEFT_OPEN, set()).add(start)
        return False
    return html_inline(state, silent)


# Tables.


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if silent:
        return True
    rows = [n for n in range(before, len(state.tokens)) if state.tokens[n].type == "tr_open"]
    columns = sum(token.type == "th_open" for token in state.tokens[before:])
    for at in reversed(rows[1:]):
        line = (state.tokens[at].map or [start])[0]
        close = at + 1 + 3 * columns
        state.tokens[close:close] = [
            token
            for cell in _cells(state, line)[columns:]
            for token in _cell(cell, line, state.tokens[close].level + 1)
        ]
    return True


def _cells(state: StateBlock, line: int) -> list[str]:
    row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    cells = escapedSplit(row)
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(words: str, line: int, level: int) -> list[Token]:
    return [
        Token("td_open", "td", 1, level=level, block=True),
        Token("inline", "", 0, level=level + 1, block=True, map=[line, line + 1], content=words.strip(), children=[]),
        Token("td_close", "td", -1, level=level, block=True),
    ]
