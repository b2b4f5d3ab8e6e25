"""Markdown files read into blocks, by the parser that reads policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from markdown_it.token import Token

from policybook.importing.block import Block, Document, Rows
from policybook.importing.words import BOLD, ITALIC, Words, plain_words, words_of
from policybook.model import Form, Node, Tree
from policybook.parsing import parse_policy
from policybook.parsing.inline import INLINE_PARSER

_NOT_BROUGHT: Final = frozenset({"school", "status", "seal", "people", "corrections", "approved", "effective"})
"""Fields that an imported file does not decide: where it is filed, and whether anybody approved it."""


def read_markdown(data: bytes) -> Document:
    """Read a Markdown file; front matter of a policy is taken over.

    Args:
        data: Its bytes.
    """
    read = parse_policy(data)
    lines = tuple(read.raw.split("\n"))
    fields = {name: value for name, value in read.front_matter.to_dict().items() if name not in _NOT_BROUGHT}
    tree = read.tree
    blocks = [
        Block(plain_words(row), n, n, aside="front matter")
        for n, row in enumerate(lines[: read.body_line - 1], 1)
        if row.strip()
    ]
    blocks += (_block(tree, at) for at in range(len(tree)))
    title = str(fields.get("title", ""))
    return Document(tuple(blocks), lines, title, (), fields)


def _block(tree: Tree, at: int) -> Block:
    node = tree.nodes[at]
    form = node.block or node.form
    first, last = node.first_line, max(node.last_line, node.first_line)
    if form is Form.TABLE:
        return Block(Words(), first, last, rows=_rows(node.source))
    words = plain_words(node.text) if form in {Form.CODE, Form.HTML} else _words(node, tree)
    depth = sum(tree.nodes[other].form is Form.ITEM for other in tree.ancestors(at)) if node.form is Form.ITEM else None
    printed = _printed(node)
    return Block(
        words,
        first,
        last,
        bullet="-" if node.form is Form.ITEM and not node.label else "",
        label=printed,
        depth=depth,
        level=node.level,
        is_title=node.level == 1 and all(other.level != 1 for other in tree.nodes if other is not node),
    )


def _printed(node: Node) -> str:
    """Return a label with the dot that lists print behind a plain number."""
    if node.label is None:
        return ""
    return f"{node.label}." if node.form is Form.ITEM and node.label.isalnum() else node.label


def _words(node: Node, tree: Tree) -> Words:
    env: dict[str, Any] = {"references": dict(tree.references)}
    source = node.source if node.form is not Form.QUOTE else node.text
    tokens = INLINE_PARSER.parseInline(source, env)
    found = words_of(_runs([child for token in tokens for child in token.children or []]))
    return found if found.text == node.text else plain_words(node.text)


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    bold = italic = 0
    target = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                target = str(token.attrGet("href") or "")
            case "link_close":
                target = ""
            case "softbreak" | "hardbreak":
                yield " ", "", ""
            case "image":
                yield "".join(child.content for child in token.children or []), "", ""
            case _ if token.content:
                yield token.content, BOLD if bold else ITALIC if italic else "", target


def _rows(source: str) -> Rows:
    rows = []
    for row in source.strip().split("\n"):
        cells = [
            plain_words(cell.replace("\\|", "|")) for cell in row.strip().strip("|").replace("\\|", "\0").split("|")
        ]
        rows.append(tuple(Words(cell.text.replace("\0", "|")) for cell in cells))
    del rows[1:2]  # the row of dashes
    width = max(map(len, rows))
    return tuple((*row, *[Words()] * (width - len(row))) for row in rows)
