"""Word files as a reader sees them: their text after all changes are accepted, or all rejected, and their comments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from policybook.book.difference import Difference, difference
from policybook.book.identity import identify
from policybook.book.model import Version
from policybook.book.naming import Named
from policybook.model import Form
from policybook.parsing import parse_policy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLANK = " ____"
"""How what is filled in by hand begins."""


class Read(NamedTuple):
    """A paragraph of a Word file."""

    style: str
    text: str


def named(text: str | bytes, name: str = "policy.md") -> Named:
    """Return a text as a file of its own."""
    read = parse_policy(text.encode() if isinstance(text, str) else text)
    return Named(name, Version(None, name, read, identify(read.tree)))


def between(before: str | bytes, after: str | bytes) -> Difference:
    return difference(named(before, "before.md"), named(after, "after.md"))


def part(content: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return ET.fromstring(file.read(name))


def accepted(content: bytes) -> list[Read]:
    """Return the paragraphs but the empty one at the end, all changes accepted."""
    return _settled(content, f"{W}del", f"{W}ins")


def rejected(content: bytes) -> list[Read]:
    """Return the paragraphs but the empty one at the end, all changes rejected."""
    return _settled(content, f"{W}ins", f"{W}del")


def _settled(content: bytes, gone: str, kept: str) -> list[Read]:
    """Take one kind of change away, as ECMA-376 has it: a paragraph whose mark goes is joined to the next one."""
    body = part(content, "word/document.xml").find(f"{W}body")
    assert body is not None
    found: list[Read] = []
    carried = ""
    for paragraph in body.iterfind(f"{W}p"):
        carried += "".join(_words(paragraph, gone))
        properties = paragraph.find(f"{W}pPr")
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and mark.find(gone) is not None:
            continue
        style = properties.find(f"{W}pStyle") if properties is not None else None
        found.append(Read(style.get(f"{W}val", "") if style is not None else "", carried.partition(BLANK)[0]))
        carried = ""
    assert not carried, "the last paragraph of a file cannot be taken away"
    assert found.pop() == ("", ""), "an empty paragraph is the last one"
    return found


def _words(element: ET.Element, gone: str) -> list[str]:
    if element.tag == gone:
        return []
    if element.tag in {f"{W}t", f"{W}delText"}:
        return [element.text or ""]
    if element.tag == f"{W}tab":
        return ["\t"]
    return [words for child in element for words in _words(child, gone)]


def comments(content: bytes) -> list[str]:
    """Return the words of the comments, a line for each paragraph."""
    return [
        "\n".join("".join(_words(paragraph, "")) for paragraph in comment.iterfind(f"{W}p"))
        for comment in part(content, "word/comments.xml").iterfind(f"{W}comment")
    ]


def expected(text: str | bytes, shown: Callable[[str], str] = str) -> list[Read]:
    """Return what a file of a text must say after its title, from the tree alone; `shown` gives roles their names."""
    read = parse_policy(text.encode() if isinstance(text, str) else text)
    rows = []
    for node in read.tree.nodes:
        gap = " " if node.is_section else "\t"
        label = f"{node.label}{gap}" if node.label else ""
        style = f"Heading{max(node.level, 2) - 1}" if node.is_section else ""
        if node.form is Form.ITEM and not node.label:
            style = "ListBullet"
        rows.append(Read(style, label + shown(node.text)))
    asked = read.front_matter.acknowledgement
    if asked is not None:
        rows.append(Read("Heading1", "Declaration"))
        rows.append(Read("", " ".join((asked.statement or "").split())))
        rows += [Read("", f"{field}:") for field in asked.fields]
    return [row for row in rows if row.text]
