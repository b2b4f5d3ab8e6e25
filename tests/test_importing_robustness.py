"""Files that are damaged, locked, huge or meant to do harm: a clear error, and never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from conftest import DATA
from documents import W, docx, list_, odt, p, packed, pattern, pdf
from imports import imported
from policybook.errors import InputError, PolicybookError
from policybook.importing import reading

WORD = docx(
    "".join(p(f"Rule {n} is kept by all of the staff.", num=(1, n % 2)) for n in range(9))
    + f"<w:tbl><w:tr><w:tc>{p('Door')}</w:tc><w:tc>{p('Key')}</w:tc></w:tr></w:tbl>",
    numbering=pattern(1, ("decimal", "%1."), ("bullet", "o")) + list_(1, 1),
)
OPEN = odt("<text:h text:outline-level='1'>Keys</text:h><text:p>Staff must sign for keys.</text:p>")
PDF = pdf([(60, 700 - 13 * n, f"{n}. Rule {n} is kept by all of the staff.") for n in range(9)])
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


SEEDS = (
    ("k.docx", WORD),
    ("k.odt", OPEN),
    ("k.pdf", PDF),
    ("k.html", b"<h1>Keys</h1><ol><li>one<ul><li>two</ul></ol><table><tr><td>a<td>b</table><p>I agree<p>Signed: Date:"),
    ("k.md", b"# Keys\n\n1. one\n   - two\n\n| a | b |\n| - | - |\n| c | d |\n\n> quoted\n"),
    *((path.name, path.read_bytes()) for path in sorted((DATA / "importing").glob("*.txt"))),
)
_INSERTED = (
    b"\n",
    b"\t",
    b"- ",
    b"1. ",
    b"(a) ",
    b"**",
    b"<li>",
    b"</ul>",
    b"\x0c",
    b"\0",
    b"|",
    b"Signed",
    b"```",
    b"{#a}",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bytes changed, taken out, doubled or put elsewhere."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 10, 40])):
        at = chance.randrange(len(found) or 1)
        end = min(len(found), at + chance.choice([1, 4, 40, 400]))
        match chance.randrange(5):
            case 0 if found:
                found[at] = chance.randrange(256)
            case 1:
                del found[at:end]
            case 2:
                found[at:at] = found[at:end]
            case 3:
                found[at:at] = chance.choice(_INSERTED)
            case _:
                other = chance.randrange(len(found) or 1)
                found[at:end] = found[other : other + end - at]
    return bytes(found)


def _unpacked(data: bytes, chance: random.Random) -> bytes:
    """Return a zipped file with one part mutated; changed as a whole, hardly any could be opened."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    return packed({**parts, name: mutated(parts[name], chance)})


@pytest.mark.parametrize("batch", range(10))
def test_mutated_files_never_end_in_a_traceback(batch: int) -> None:
    chance = random.Random(batch)
    for _ in range(20):
        name, data = chance.choice(SEEDS)
        is_zip = data.startswith(b"PK") and chance.random() < 0.8
        try:
            filed = imported(_unpacked(data, chance) if is_zip else mutated(data, chance), name)
        except PolicybookError:
            continue
        assert len(filed.source_lines) == len(filed.version.tree)


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
