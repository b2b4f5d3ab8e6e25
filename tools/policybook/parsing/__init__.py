"""From the bytes of a Policy Markdown file to front matter, tree and findings."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.metadata import FrontMatter
from policybook.model import Tree
from policybook.parsing.blocks import parse_body
from policybook.parsing.front_matter import read_front_matter, split_front_matter

__all__ = ["LARGE_FILE", "PolicyText", "decode", "parse_policy"]

LARGE_FILE: Final = 1_000_000
"""Bytes beyond which a policy file is suspiciously large."""


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One file, read."""

    front_matter: FrontMatter
    tree: Tree
    """Without ids; `book.identity` gives them."""
    findings: tuple[Finding, ...]
    places: dict[str, tuple[int, int]]
    """Line and column of each value of the front matter, by its dotted path."""
    raw: str
    """The file's text, lines ended by a single newline character, without a byte order mark."""
    body_line: int
    """The number of the first line below the front matter."""


def parse_policy(data: bytes) -> PolicyText:
    """Read a Policy Markdown file.

    Args:
        data: The bytes of the file.

    Returns:
        Everything that could be read. Problems are findings, never exceptions; no word is dropped.
    """
    text, findings = decode(data)
    if not text.strip():
        empty = Finding(
            "file-empty", Level.ERROR, later("finding.file-empty.what"), later("finding.file-empty.fix"), 1, 1
        )
        return PolicyText(FrontMatter(), Tree(), (*findings, empty), {}, text, 1)
    if len(data) > LARGE_FILE:
        findings.append(
            Finding(
                "file-large",
                Level.WARNING,
                later("finding.file-large.what", size=f"{len(data) / 1e6:.1f}"),
                later("finding.file-large.fix"),
                1,
            )
        )
    split = split_front_matter(text)
    front_matter, raw, about_fields = read_front_matter(split)
    tree, about_body = parse_body(split.body, split.body_line)
    return PolicyText(
        front_matter,
        tree,
        (*findings, *about_fields, *about_body),
        {".".join(map(str, path)): place for path, place in raw.places.items()},
        text,
        split.body_line,
    )


def decode(data: bytes) -> tuple[str, list[Finding]]:
    """Return the text of a file, with line ends as single newline characters, and what was wrong with its bytes.

    Bytes that are not UTF-8 are read as Windows-1252, the usual cause, so that no word is lost.
    """
    findings: list[Finding] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
        findings.append(_encoding(later("finding.encoding-invalid.utf_16"), 1, None))
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            line = before.count(b"\n") + 1
            column = len(before.rpartition(b"\n")[2].decode("utf-8", errors="replace")) + 1
            findings.append(
                _encoding(later("finding.encoding-invalid.byte", byte=f"0x{data[error.start]:02x}"), line, column)
            )
            text = data.decode("utf-8-sig", errors="policybook-windows-1252")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        findings.append(_encoding(later("finding.encoding-invalid.nul"), line, None))
        text = text.replace("\0", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n"), findings


def _encoding(what: Later, line: int, column: int | None) -> Finding:
    return Finding("encoding-invalid", Level.ERROR, what, later("finding.encoding-invalid.fix"), line, column)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error("policybook-windows-1252", _as_windows_1252)
