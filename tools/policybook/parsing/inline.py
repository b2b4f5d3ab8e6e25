"""The parser of inline Markdown, which reading and rendering share."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt


def inline_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables.

    It stops only at characters that mean something in CommonMark's inline markup; markdown-it stops at many more, such
    as hyphens and braces, in case a plugin reads them.
    """
    parser = MarkdownIt("commonmark").enable("table")
    parser.inline.terminator_re = re.compile(r"[\n\\`*_\[\]!<&]")
    return parser
