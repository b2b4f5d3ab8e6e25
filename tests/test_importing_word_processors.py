"""`import` of what word processors write: files of LibreOffice and pandoc become the policies they were made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import TODAY, Ran, shared
from imports import agreement, imported, outline
from policybook.parsing import parse_policy
from word_processors import MADE, TITLE, bare, by_pandoc, converted, flat

POLICIES = Path(__file__).parent.parent / "policies"
Run = Callable[..., Ran]
RESTATED = sorted(path for path in POLICIES.glob("*/*/versions/*.md") if path.stem in {"undated", "2019-11", "2018-03"})


@pytest.mark.parametrize("path", sorted(p for p in MADE.iterdir() if p.suffix != ".md"), ids=lambda path: path.name)
def test_a_file_becomes_the_policy_that_it_was_made_of(path: Path) -> None:
    filed = imported(path)
    meant = parse_policy((MADE / "marsh-end.md").read_bytes()).tree
    given = outline(filed.version.tree)
    if path.suffix == ".html":
        given = [row.replace("[a]", "[(a)]").replace("[b]", "[(b)]").replace("[c]", "[(c)]") for row in given]
    assert given == outline(meant)
    assert filed.version.front_matter.title == TITLE


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf"])
def test_policies_come_back_from_libreoffice(ending: str, tmp_path: Path) -> None:
    _come_back([bare(path.read_bytes()) for path in RESTATED], ending, tmp_path)


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf"])
def test_the_documents_come_back_from_libreoffice(ending: str, tmp_path: Path) -> None:
    documents = sorted(shared("seeds").glob("*.txt"))
    _come_back([bare(imported(path).writes[-1].content.encode()) for path in documents], ending, tmp_path)


@pytest.mark.parametrize("ending", ["docx", "odt"])
@pytest.mark.parametrize("path", RESTATED, ids=lambda path: path.parts[-4])
def test_policies_come_back_from_pandoc(path: Path, ending: str, tmp_path: Path) -> None:
    text = bare(path.read_bytes())
    _holds(by_pandoc(text, ending, tmp_path), text)


@pytest.mark.parametrize("path", RESTATED, ids=lambda path: path.parts[-4])
def test_word_files_of_our_own_come_back_as_they_were(path: Path, run: Run, tmp_path: Path) -> None:
    made = tmp_path / "policy.docx"
    assert run("show", path, "--format", "docx", "--out", made, "--book", POLICIES, "--today", TODAY).code == 0
    assert outline(imported(made).version.tree) == outline(parse_policy(bare(path.read_bytes()).encode()).tree)


@pytest.mark.parametrize("path", RESTATED, ids=lambda path: path.parts[-4])
def test_pdf_files_of_our_own_come_back(path: Path, run: Run, tmp_path: Path) -> None:
    made = tmp_path / "policy.pdf"
    assert run("show", path, "--format", "pdf", "--out", made, "--book", POLICIES, "--today", TODAY).code == 0
    # The card above the text is read as paragraphs, too, which costs a short policy more than a long one.
    _holds(made, bare(path.read_bytes()), f1=0.93)


def _come_back(texts: Sequence[str], ending: str, folder: Path) -> None:
    sources = [folder / f"{n}.fodt" for n in range(len(texts))]
    for source, text in zip(sources, texts, strict=True):
        source.write_text(flat(parse_policy(text.encode()).tree), encoding="utf-8")
    for path, text in zip(converted(sources, ending, folder), texts, strict=True):
        _holds(path, text)


def _holds(path: Path, text: str, f1: float = 0.95) -> None:
    found = agreement(imported(path).version.tree, parse_policy(text.encode()).tree)
    assert found.f1 >= f1
    assert found.labels >= 0.98
    assert found.parents >= 0.93
