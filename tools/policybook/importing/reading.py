"""A file's bytes read by the reader of its kind, told by what is in it rather than by its name."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from policybook.errors import InputError
from policybook.importing.archive import locked
from policybook.importing.block import Document
from policybook.importing.docx import read_docx
from policybook.importing.html import read_html
from policybook.importing.markup import read_markdown
from policybook.importing.odt import read_odt
from policybook.importing.pdf import read_pdf
from policybook.importing.plain import read_plain
from policybook.parsing import decode

LARGEST: Final = 50_000_000
"""Bytes beyond which no file is read."""
TEXT: Final = 2_000_000
"""Bytes beyond which no text is read: a policy has some dozens of kilobytes."""
MOST_BLOCKS: Final = 20_000
"""Paragraphs beyond which nothing is made of a file; a book of a thousand pages has fewer."""
_LISTED: Final = "docx, odt, pdf, html, md or txt"
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_OLD_WORD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(data: bytes, name: str) -> Document:
    """Read a file.

    Args:
        data: Its bytes.
        name: Its name, for messages and, where the bytes leave a choice, for its kind.

    Raises:
        InputError: It is of no kind that can be read, or it is damaged, locked, empty or too large.
    """
    document = _read(data, name)
    if len(document.blocks) > MOST_BLOCKS:
        raise InputError(
            f"The file has {len(document.blocks):,} paragraphs; up to {MOST_BLOCKS:,} are read.",
            fix="Split it.",
            path=name,
        )
    return document


def _read(data: bytes, name: str) -> Document:
    ending = PurePath(name).suffix.lower()
    if not data.strip(b"\0 \t\r\n\f"):
        raise InputError("The file is empty.", fix="Check that it was saved.", path=name)
    if len(data) > LARGEST:
        raise too_large(len(data), name)
    if data.startswith(_OLD_WORD):
        if "EncryptedPackage".encode("utf-16-le") in data[:LARGEST]:
            raise locked(name)
        raise InputError("The file is of a kind that Word wrote before 2007.", fix="Save it as docx.", path=name)
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, name)
    if data.startswith(b"PK"):
        is_open_document = data[30:38] == b"mimetype" or ending == ".odt"
        return read_odt(data, name) if is_open_document else read_docx(data, name)
    if len(data) > TEXT:
        raise InputError(
            f"The file has {len(data) / 1e6:.0f} MB of text; a policy has some dozens of kilobytes.",
            fix="Check that it is the right file.",
            path=name,
        )
    if ending in {".md", ".markdown"}:
        return read_markdown(data)
    text, _ = decode(data)
    if ending in {".html", ".htm"} or _HTML.match(text[:2000]):
        return read_html(text)
    if text.count("\ufffd") > len(text) // 50 or _is_binary(data):
        raise InputError("The file is of no kind that can be read.", fix=f"Import {_LISTED}.", path=name)
    return read_plain(text)


def too_large(size: int, name: str) -> InputError:
    """Return the error of a file that is not read because of its size."""
    return InputError(
        f"The file has {size / 1e6:.0f} MB; files of up to {LARGEST / 1e6:.0f} MB are read.",
        fix="Take its pictures out, or save it as text.",
        path=name,
    )


def _is_binary(data: bytes) -> bool:
    head = data[:4000] if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else b""
    return sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head) > len(head) // 50
