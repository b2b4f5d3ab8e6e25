"""What the words of a clause do not show though readers see it: where cells and rows end, and what is struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from markdown_it.token import Token

from policybook import sanitising
from policybook.model import Form, Node
from policybook.parsing.inline import INLINE_PARSER

_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>del|s|t[dhr])\b[^>]*>", re.IGNORECASE)
_CELLS: Final = {"td": "cell", "th": "cell", "tr": "row"}


def marks_of(node: Node, references: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the ends of cells and rows, and where words are struck out, in order.

    Args:
        node: A section or clause.
        references: The link definitions of its text.

    Returns:
        Each mark (`cell`, `row`, `struck`, `unstruck`) with how many characters, white space apart, stand before it;
        nothing for a clause that has only words.
    """
    form = node.block or node.form
    if form is not Form.TABLE and "<" not in node.source and not (form is Form.QUOTE and "|" in node.source):
        return ()
    if form is Form.CODE:
        return ()
    if form is Form.HTML:
        return tuple(_counted(_of_html(node.source)))
    is_block = form in {Form.TABLE, Form.QUOTE}
    return _of_markdown(node.source, is_block, references) if references else _of_markdown_alone(node.source, is_block)


@lru_cache(maxsize=1024)
def _of_markdown_alone(source: str, is_block: bool) -> tuple[tuple[str, int], ...]:
    """Read a source without link definitions; the versions of a policy have most of their tables in common."""
    return _of_markdown(source, is_block, {})


def _of_markdown(source: str, is_block: bool, references: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    env = {"references": dict(references)}
    tokens = INLINE_PARSER.parse(source, env) if is_block else INLINE_PARSER.parseInline(source, env)
    return tuple(_counted(_of_tokens(tokens)))


def _counted(parts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    count = 0
    for mark, words in parts:
        if mark:
            yield mark, count
        count += len("".join(words.split()))


def _of_tokens(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield marks and words, as pairs of which one is empty."""
    for token in tokens:
        match token.type:
            case "inline" | "image":
                yield from _of_tokens(token.children or [])
            case "text" | "text_special" | "code_inline" | "fence" | "code_block":
                yield "", token.content
            case "html_inline" | "html_block":
                yield from _of_html(token.content)
            case "td_close" | "th_close":  # rows show in the words
                yield _CELLS[token.tag], ""


def _of_html(markup: str) -> Iterator[tuple[str, str]]:
    at = 0
    for tag in _TAG.finditer(markup):
        yield "", sanitising.visible_text(markup[at : tag.start()])
        name = tag["name"].lower()
        if name not in _CELLS:
            yield "unstruck" if tag["end"] else "struck", ""
        elif tag["end"]:
            yield _CELLS[name], ""
        at = tag.end()
    yield "", sanitising.visible_text(markup[at:])
