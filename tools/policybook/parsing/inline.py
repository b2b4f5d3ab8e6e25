"""Inline Markdown: its parser, which reading and rendering share, and the words that a reader sees of it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policybook import sanitising
from policybook.parsing.lossless import lossless_plugin

NEEDS_INLINE: Final = re.compile(r"[\\`*_\[<&]")
"""What a text without inline markup has none of."""


def inline_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables that swallows no words.

    It stops only at characters that mean something in CommonMark's inline markup; markdown-it stops at many more, such
    as hyphens and braces, in case a plugin reads them.
    """
    parser = MarkdownIt("commonmark").enable("table").use(lossless_plugin)
    parser.inline.terminator_re = re.compile(r"[\n\\`*_\[\]!<&]")
    return parser


INLINE_PARSER: Final = inline_parser()


def visible_text(source: str, references: dict[str, Any] | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the words a reader sees of inline Markdown, and the targets of its links and images."""
    if not NEEDS_INLINE.search(source):
        return _one_spaced(source), ()
    return _visible(source, references) if references else _visible_alone(source)


@lru_cache(maxsize=2048)
def _visible_alone(source: str) -> tuple[str, tuple[str, ...]]:
    """Read a source without link definitions; the versions of a policy have most of theirs in common."""
    return _visible(source, {})


def _visible(source: str, references: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    tokens: list[Token] = []
    INLINE_PARSER.inline.parse(source, INLINE_PARSER, {"references": references}, tokens)
    words: list[str] = []
    links: list[str] = []
    has_html = any(token.type == "html_inline" for token in tokens)
    _collect_words(tokens, words, links, has_html=has_html)
    text = "".join(words)
    return sanitising.visible_text(text) if has_html else _one_spaced(text), tuple(links)


def _one_spaced(text: str) -> str:
    """Return a text with one space for each run of white space."""
    # No white space but the space is printable, and few texts have any other.
    is_so = text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]
    return text if is_so else " ".join(text.split())


def _collect_words(tokens: Sequence[Token], words: list[str], links: list[str], *, has_html: bool) -> None:
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                words.append(html.escape(token.content) if has_html else token.content)
            case "html_inline" if has_html:
                words.append(token.content)
                links += sanitising.targets(token.content)
            case "softbreak" | "hardbreak":
                words.append(" ")
            case "link_open":
                links.append(str(token.attrs.get("href", "")))
            case "image":
                links.append(str(token.attrs.get("src", "")))
                _collect_words(token.children or [], words, links, has_html=has_html)
