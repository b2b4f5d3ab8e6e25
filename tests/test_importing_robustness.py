"""Files that are damaged, locked, huge or meant to do harm: a clear error, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from documents import W, p, packed, pdf
from fuzz import PDF, READERS, WORD, damaged
from imports import imported
from policybook.errors import InputError
from policybook.importing import reading

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _entity(declaration: str) -> bytes:
    body = f"<w:body>{p('&a;')}</w:body>"
    return packed({"word/document.xml": f"<!DOCTYPE x [{declaration}]><w:document {W}>{body}</w:document>"})


def _nested(depth: int) -> bytes:
    inner = "<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth
    return packed({"word/document.xml": f"<w:document {W}><w:body>{inner}</w:body></w:document>"})


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("k.docx", b"", "empty"),
        ("k.txt", b" \n\0\n ", "empty"),
        ("k.docx", WORD[: len(WORD) // 2], "damaged"),
        ("k.pdf", PDF[:200], "damaged"),
        ("k.docx", OLD, "before 2007"),
        ("k.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("k.docx", packed({"a.txt": "nothing"}), "no Word document"),
        ("k.odt", packed({"mimetype": "x", "content.xml": "<a/>"}), "no text document"),
        ("k.docx", _entity('<!ENTITY a "aaaa">'), "entities"),
        ("k.docx", _entity('<!ENTITY a SYSTEM "file:///etc/passwd">'), "entities"),
        ("k.docx", _entity('<!ENTITY a SYSTEM "http://127.0.0.1:9/">'), "entities"),
        ("k.docx", _nested(5000), "too deep"),
        ("k.docx", packed({"word/document.xml": b" " * 21_000_000}), "unpacks to more than"),
        ("k.docx", packed({f"{n}": "" for n in range(5001)}), "parts"),
        ("k.pdf", pdf([]), "scanned"),
        ("k.txt", bytes(range(256)) * 20, "no kind that can be read"),
        ("k.txt", b"a" * 2_000_001, "MB of text"),
        ("k.txt", b"- a\n" * 20_001, "paragraphs"),
    ],
)  # fmt: skip
def test_clear_errors(name: str, data: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        imported(data, name)
    assert says in caught.value.message
    assert caught.value.fix
    assert str(caught.value.path) == name


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from policybook.cli import importing

    path = tmp_path / "k.docx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(importing, "read_document", lambda *_: pytest.fail("it was read"))
    with pytest.raises(InputError, match="200 MB"):
        importing.import_file(path, "hill", None, tmp_path)


def test_macros_are_left_alone_and_named() -> None:
    parts = {"word/document.xml": f"<w:document {W}><w:body>{p('Keys are kept.')}</w:body></w:document>"}
    filed = imported(packed({**parts, "word/vbaProject.bin": b"\0"}), "k.docm")
    assert any("macros" in remark.reason for remark in filed.unsure)


def test_links_of_html_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("it opened a connection"))
    imported(
        "<p>Keys are kept.<img src='http://127.0.0.1:9/x.png'><iframe src='http://127.0.0.1:9/'></iframe>", "k.html"
    )


@pytest.mark.parametrize("reader", READERS)
def test_damaged_files_become_policies_or_clear_errors_soon_and_in_bounds(reader: str, tmp_path: Path) -> None:
    # In a process of its own: a fault of the reader of PDF files would end this one.
    program = Path(__file__).with_name("fuzz.py")
    command = [sys.executable, str(program), reader, "--tries", os.environ.get("FUZZ_TRIES", "200")]
    command += ["--seed", os.environ.get("FUZZ_SEED", "0")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=3000)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nThe file is in {tmp_path}"


def test_a_damaged_file_is_the_same_each_time_it_is_made() -> None:
    assert damaged("docx", 3, 5) == damaged("docx", 3, 5) != damaged("docx", 3, 6)


@pytest.mark.parametrize(
    "text",
    [
        "**a " * 50_000,
        "a " * 200_000,
        "[" * 3_000,
        "." * 100_000,
        "(" * 50_000,
        "Name" + "_" * 100_000,
        "a\tb\n" * 15_000,
        "1. A b\n" * 15_000,
        "STAFF\n\n" * 15_000,
        "staff must read this and\n" * 15_000,
        "- and this\n" * 15_000,
    ],
)
def test_strange_texts_are_read_in_time_that_grows_with_their_length(text: str) -> None:
    # Were any step quadratic, this would take minutes.
    assert reading.read_document(text.encode(), "k.txt").blocks
    imported(text[:60_000])
