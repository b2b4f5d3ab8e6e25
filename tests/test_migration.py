"""The guide to a first book: its ten commands, run as they are written."""

from __future__ import annotations

import re
import shlex
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from conftest import ROOT, Ran, Repository

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
VISITS = [("Heading1", "Visits policy"), ("Heading2", "1. Plans"), ("", "1.1 Staff must plan every visit.")]
PHONES = [("Heading1", "Phones policy"), ("Heading2", "1. In class"), ("", "1.1 Phones must be off in class.")]


def document(path: Path, rows: list[tuple[str, str]]) -> None:
    """Write the smallest Word file with paragraphs of these styles."""
    styled = [
        ('<w:pPr><w:pStyle w:val="' + style + '"/></w:pPr>' if style else "", escape(text)) for style, text in rows
    ]
    body = "".join(f"<w:p>{style}<w:r><w:t>{text}</w:t></w:r></w:p>" for style, text in styled)
    names = ["Heading1", "Heading2"]
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n[-1]}"/></w:style>' for n in names
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{KIND}"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{KIND.replace("document.main", "styles")}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')


def commands() -> list[str]:
    page = (ROOT / "docs/start.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return str(block).splitlines()


def test_there_are_ten_commands() -> None:
    assert len(commands()) == 10


@pytest.mark.slow
def test_the_guide_leads_from_word_files_to_a_site_that_is_pushed(
    run: Callable[..., Ran], repository: Callable[[Path], Repository], tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    document(tmp_path / "documents/visits.docx", VISITS)
    document(tmp_path / "documents/phones.docx", PHONES)
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", remote], check=True)
    here = tmp_path
    for command in commands():
        words = shlex.split(command)
        if words[0] == "cd":
            here = here / words[1]
        elif words[0] == "git":
            Repository(here).git(*(str(remote) if word.startswith("https://") else word for word in words[1:]))
        else:
            done = run(*words[1:], cwd=here)
            assert done.code == 0, (command, done)
    book = here / "policies/hill"
    assert "Staff must plan every visit." in (book / "visits/policy.md").read_text(encoding="utf-8")
    assert (here / "site/schools/hill/phones/index.html").is_file()
    pushed = subprocess.run(
        ["git", "-C", remote, "ls-tree", "-r", "--name-only", "main"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert {"policies/hill/visits/policy.md", ".github/workflows/policies.yml", "mkdocs.yml"} <= set(pushed)
    assert not any(name.startswith("site/") for name in pushed)
