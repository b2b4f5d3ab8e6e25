"""Policies as files that LibreOffice and pandoc make of them, with automatic numbers, headers and footers.

Run as a program, it makes the files of `data/importing/made` afresh.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from conftest import DATA
from policybook.book.people import ROLE, find_role
from policybook.importing.numbers import numbers_of
from policybook.model import Form, Node, Tree
from policybook.parsing import parse_policy

MADE = DATA / "importing" / "made"
TITLE = "Policy on Laptops and Doors"
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)
_FILTERS = {"docx": "docx:MS Word 2007 XML", "odt": "odt:writer8", "pdf": "pdf:writer_pdf_Export"}
_LISTS = {
    # Kind of number, what stands before and behind it.
    "D": ("1", "", "."),
    "A": ("a", "", "."),
    "PA": ("a", "(", ")"),
    "PR": ("i", "(", ")"),
}


def converted(paths: Iterable[Path], ending: str, folder: Path) -> list[Path]:
    """Return the files that LibreOffice makes of others; skip the test where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    given = list(paths)
    command = [program, profile, "--headless", "--convert-to", _FILTERS[ending], "--outdir", str(folder)]
    subprocess.run([*command, *map(str, given)], check=True, capture_output=True, timeout=300)
    return [folder / f"{path.stem}.{ending}" for path in given]


def by_pandoc(markdown: str, ending: str, folder: Path) -> Path:
    """Return a file that pandoc makes of Markdown; skip the test where it is not installed."""
    program = shutil.which("pandoc")
    if program is None:
        pytest.skip("pandoc is not installed")
    path = folder / f"pandoc.{ending}"
    command = [program, "-f", "markdown-smart", "-s", "--metadata", f"title={TITLE}", "-o", str(path)]
    subprocess.run(command, input=markdown, text=True, check=True, capture_output=True, timeout=120)
    return path


def bare(policy: bytes) -> str:
    """Return the Markdown of a policy without front matter and ids, roles as readers see them."""
    read = parse_policy(policy)
    body = "\n".join(read.raw.split("\n")[read.body_line - 1 :])
    people = read.front_matter.people or {}
    return ROLE.sub(lambda match: find_role(match[1], people).words, re.sub(r" ?\{#[\w-]+\}", "", body))


def flat(tree: Tree) -> str:
    """Return a flat OpenDocument file of a tree, in which all numbers are automatic that can be."""
    return _Writer(tree).file()


class _Writer:
    """Writes the nodes of one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.rows: list[str] = []
        self.open: list[str] = []
        """The styles of the lists that are open."""
        self.numbered = 0
        """How many lists go on from each other with the numbers of sections."""

    def file(self) -> str:
        """Return the file."""
        for position, node in enumerate(self.tree.nodes):
            self._node(position, node)
        self._close(0)
        headings = "".join(
            f'<style:style style:name="Heading_20_{n}" style:display-name="Heading {n}" style:family="paragraph" '
            f'style:default-outline-level="{n}"><style:paragraph-properties fo:margin-top="0.15in" '
            f'fo:margin-bottom="0.08in"/><style:text-properties fo:font-weight="bold" fo:font-size="{18 - 2 * n}pt"/>'
            "</style:style>"
            for n in range(1, 6)
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} office:version="1.2" '
            'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>'
            '<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties '
            'fo:margin-bottom="0.1in"/></style:style><style:style style:name="Title" style:family="paragraph">'
            f'<style:text-properties fo:font-size="22pt"/></style:style>{headings}{_list_styles()}</office:styles>'
            '<office:automatic-styles><style:style style:name="cell" style:family="table-cell">'
            '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.05in"/></style:style>'
            '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="8.27in" '
            'fo:page-height="11.69in" fo:margin="0.8in"/><style:header-style/><style:footer-style/>'
            "</style:page-layout></office:automatic-styles><office:master-styles><style:master-page "
            f'style:name="Standard" style:page-layout-name="page"><style:header><text:p>{TITLE} – Marsh End School'
            "</text:p></style:header><style:footer><text:p>Page <text:page-number>1</text:page-number> of "
            "<text:page-count>9</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
            f'<office:body><office:text><text:p text:style-name="Title">{TITLE}</text:p>{"".join(self.rows)}'
            "</office:text></office:body></office:document>"
        )

    def _node(self, position: int, node: Node) -> None:
        text = escape(node.text)
        if node.form is Form.ITEM:
            depth = sum(self.tree.nodes[other].form is Form.ITEM for other in self.tree.ancestors(position))
            self._item(node, text, depth)
            return
        self._close(0)
        if node.form is Form.TABLE:
            self._table(node.source)
            return
        style, value = _numbering(node.label)
        printed = "" if style else escape(f"{node.label}{':' if node.is_section else ''} ") if node.label else ""
        tag, name = ("h", f"Heading_20_{node.level - 1}") if node.is_section else ("p", "Body")
        level = f' text:outline-level="{node.level - 1}"' if node.is_section else ""
        written = f'<text:{tag} text:style-name="{name}"{level}>{printed}{text}</text:{tag}>'
        if style == "N":
            depth = node.label.count(".") if node.label else 0
            inner = f'<text:list-item text:start-value="{value}">{written}</text:list-item>'
            for _ in range(depth):
                inner = f"<text:list-item><text:list>{inner}</text:list></text:list-item>"
            before = f' text:continue-list="n{self.numbered}"' if self.numbered else ""
            self.numbered += 1
            written = f'<text:list xml:id="n{self.numbered}"{before} text:style-name="N">{inner}</text:list>'
        self.rows.append(written)

    def _item(self, node: Node, text: str, depth: int) -> None:
        style, value = _numbering(node.label, in_list=True)
        printed = "" if style or not node.label else escape(f"{node.label} ")
        style = style or "B"
        start = "" if style == "B" else f' text:start-value="{value}"'
        self._close(depth + 1)
        if len(self.open) == depth + 1 and self.open[-1] != style:
            self._close(depth)
        if len(self.open) == depth + 1:
            self.rows.append(f"</text:list-item><text:list-item{start}>")
        else:
            self.rows.append(f'<text:list text:style-name="{style}"><text:list-item{start}>')
            self.open.append(style)
        self.rows.append(f'<text:p text:style-name="Body">{printed}{text}</text:p>')

    def _table(self, source: str) -> None:
        rows = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in source.strip().split("\n")]
        del rows[1]  # the row of dashes
        written = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell table:style-name="cell"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in (*row, *[""] * (len(rows[0]) - len(row)))
            )
            + "</table:table-row>"
            for row in rows
        )
        columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
        self.rows.append(f"<table:table>{columns}{written}</table:table><text:p/>")

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            self.rows.append("</text:list-item></text:list>")
            self.open.pop()


def _numbering(label: str | None, *, in_list: bool = False) -> tuple[str, int]:
    """Return the list style that gives a label, and its number; nothing where it has to be typed."""
    numbers = numbers_of(label or "")
    if not numbers:
        return "", 0
    first = numbers[0]
    if not in_list:
        is_section = first.style == "decimal" or re.fullmatch(r"dotted \d+", first.style)
        return ("N", first.value) if is_section else ("", 0)
    brackets = "P" if (label or "").startswith("(") else ""
    style = {"decimal": "D", "alpha": "A", "(alpha": "PA", "(roman": "PR"}.get(first.style, "")
    return (style, first.value) if style.startswith(brackets) else ("", 0)


def _list_styles() -> str:
    numbers = {
        name: [_level(n, form, prefix, suffix) for n in range(1, 7)] for name, (form, prefix, suffix) in _LISTS.items()
    }
    numbers["N"] = [_level(1, "1", "", "."), _level(2, "1", "", "", shown=2)]
    numbers["B"] = [
        f'<text:list-level-style-bullet text:level="{n}" text:bullet-char="{"•◦▪"[n % 3 - 1]}">{_indent(n)}'
        "</text:list-level-style-bullet>"
        for n in range(1, 7)
    ]
    return "".join(
        f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>' for name, levels in numbers.items()
    )


def _level(level: int, form: str, prefix: str, suffix: str, shown: int = 1) -> str:
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{form}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" text:display-levels="{shown}">{_indent(level)}</text:list-level-style-number>'
    )


def _indent(level: int) -> str:
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.25in" '
        f'fo:margin-left="{0.25 + 0.25 * level}in"/></style:list-level-properties>'
    )


def _make() -> None:
    import tempfile

    source = MADE / "marsh-end.md"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "marsh-end.fodt"
        path.write_text(flat(parse_policy(source.read_bytes()).tree), encoding="utf-8")
        for ending in _FILTERS:
            shutil.copy(*converted([path], ending, folder), MADE / f"libreoffice.{ending}")
        for ending in ("docx", "odt", "html"):
            shutil.copy(by_pandoc(source.read_text(encoding="utf-8"), ending, folder), MADE)


if __name__ == "__main__":
    _make()
