"""What approval writes into a text: fields of its front matter, and the id of every clause at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import yaml

from policybook.book.loading import load_file
from policybook.book.model import Version
from policybook.model import Form, Node
from policybook.parsing.front_matter import split_front_matter
from policybook.parsing.yaml_text import read_yaml

_BREAK: Final = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")


def with_fields(raw: str, fields: dict[str, Any]) -> str:
    """Return a file's text with top-level fields set, or taken out where the value is None; other lines stay."""
    for name, value in fields.items():
        raw = _with_field(raw, name, value)
    return raw


def _with_field(raw: str, name: str, value: Any) -> str:
    split = split_front_matter(raw)
    read = read_yaml(split.yaml or "", 2)
    rows = raw.split("\n")
    column = min((place[1] for path, place in read.places.items() if len(path) == 1), default=1) - 1
    block = [] if value is None else [" " * column + row for row in _field(name, value)]
    if name not in read.spans:
        end = split.body_line - 2  # the closing `---`, counted from zero
        rows[end:end] = block
        return "\n".join(rows)
    first, last = read.spans[name]
    # Comments and blank lines below a field are not its own.
    while last > first and (not rows[last - 1].strip() or rows[last - 1].lstrip().startswith("#")):
        last -= 1
    rows[first - 1 : last] = block
    return "\n".join(rows)


def _field(name: str, value: Any) -> list[str]:
    # PyYAML writes a group without inner groups on one line, which suits `approved` but not a lone text.
    flow = None if isinstance(value, (dict, list)) else False
    dumped = yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=110)
    return str(dumped).rstrip("\n").split("\n")


def with_ids(raw: str, ids: tuple[str, ...]) -> str:
    """Return a file's text with the id of every clause and section written at its end.

    A clause that would not read the same with an id (a signature line, a quoted comment) goes without: its id is
    made of its words again.
    """
    version = load_file("", raw.encode())
    wanted = [
        (node, id_)
        for node, id_ in zip(version.tree.nodes, ids, strict=True)
        if node.own_id is None and node.last_line >= node.first_line
    ]
    written = _write_ids(raw, wanted)
    if not _reads_the_same(version, written):
        written = _write_ids(raw, [each for each in wanted if _reads_the_same(version, _write_ids(raw, [each]))])
    return written


def _reads_the_same(version: Version, raw: str) -> bool:
    again = load_file("", raw.encode())
    return len(again.tree) == len(version.tree) and all(
        (a.label, a.text, a.links, a.parent) == (b.label, b.text, b.links, b.parent)
        for a, b in zip(version.tree.nodes, again.tree.nodes, strict=True)
    )


def _write_ids(raw: str, wanted: Sequence[tuple[Node, str]]) -> str:
    rows = raw.split("\n")
    for node, id_ in reversed(wanted):
        _write_id(rows, node, id_)
    return "\n".join(rows)


def _write_id(rows: list[str], node: Node, id_: str) -> None:
    mark = f"{{#{id_}}}"
    first, last = node.first_line - 1, node.last_line - 1
    form = node.block or node.form
    if form in {Form.DEFINITION, Form.BREAK}:
        return
    # A thematic break below belongs to the clause, but its id does not go there.
    while last > first and (not rows[last].strip() or _BREAK.fullmatch(rows[last])):
        last -= 1
    if form in {Form.TABLE, Form.CODE, Form.HTML}:
        # A paragraph of its own below the block, as deep as the block, holds the id.
        column = len(rows[first]) - len(rows[first].lstrip())
        if node.form is Form.ITEM:
            marker = rows[first].lstrip()
            column += len(marker) - len(marker.lstrip("-*+0123456789.) "))
        if form is Form.CODE and not rows[first][column:].startswith(("```", "~~~")):
            column = max(column - 4, 0)
        follows = last + 1 < len(rows) and rows[last + 1].strip()
        rows[last + 1 : last + 1] = ["", " " * column + mark, *([""] if follows else [])]
        return
    tail = node.source.rstrip().split("\n")[-1].strip() if form is not Form.QUOTE else ""
    if tail:
        for n in range(last, first - 1, -1):
            at = rows[n].rfind(tail)
            if at >= 0:
                rows[n] = f"{rows[n][: at + len(tail)]} {mark}{rows[n][at + len(tail) :]}"
                return
    rows[last] = f"{rows[last].rstrip()} {mark}"
    if last + 1 < len(rows) and rows[last + 1].strip():
        rows[last + 1 : last + 1] = [""]  # what stands below would run on from the id
