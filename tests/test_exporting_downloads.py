"""The Word and PDF files that a site offers: they are those of `show` and `diff`, and made once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import docx
import pytest
from mkdocs.commands.build import build

from conftest import SCHOOL, Bookfolder, Ran, policy
from policybook.errors import InputError
from policybook.exporting import downloads, pdf, word
from policybook.exporting.downloads import CACHE, MOST, choice_for
from policybook.exporting.shelf import Shelf
from policybook.metadata import Download
from sites import Place, make_place

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
BOTH = (Download.DOCX, Download.PDF)
FOLDER = "schools/hill/e-safety"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = make_place(tmp_path / "place", {"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy()})
    place.book.approve("2026-01-01")
    place.book.write({"hill/e-safety/policy.md": policy("Staff may lock their screens.\n", change_note="Trust.")})
    return place


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the titles of the files that are made, as they are made."""
    titles: list[str] = []
    set_pdf, write_word = pdf.pdf_file, word.word_file

    def pdf_file(data: dict[str, str], *rest: object) -> bytes:
        titles.append(f"{data['title']}.pdf")
        return set_pdf(data, *rest)

    def word_file(sheet: word.Sheet, *rest: object) -> bytes:
        titles.append(f"{sheet.title}.docx")
        return write_word(sheet, *rest)

    monkeypatch.setattr(pdf, "pdf_file", pdf_file)
    monkeypatch.setattr(word, "word_file", word_file)
    return titles


def offers(place: Place, page: str) -> dict[str, str]:
    """Return the files that a page offers: the words of the link -> where it leads."""
    links = place.out.main(page).one("p", "pb-downloads").all("a")
    assert all("download" in link.attrs for link in links)
    return {link.words(): f"{Path(page).parent}/{link.attrs['href']}" for link in links}


def kept(place: Place) -> list[Path]:
    return sorted((place.root / CACHE).iterdir())


# What is offered.


def test_each_text_as_word_pdf_and_markdown(place: Place, run: Run, tmp_path: Path) -> None:
    place.build()
    for page, version in (("index.html", "in-force"), ("draft.html", "working")):
        stem = "policy" if page == "index.html" else "draft"
        files = offers(place, f"{FOLDER}/{page}")
        assert files == {
            "Word": f"{FOLDER}/{stem}.docx",
            "PDF": f"{FOLDER}/{stem}.pdf",
            "Markdown": f"{FOLDER}/{stem}.md",
        }
        for file in (files["Word"], files["PDF"]):
            out = tmp_path / Path(file).name
            run("show", f"hill/e-safety@{version}", "--book", place.book.root, "--out", out, *DAY)
            assert (place.out.root / file).read_bytes() == out.read_bytes()


def test_changes_as_word_with_tracked_changes_and_as_the_pack(place: Place, run: Run, tmp_path: Path) -> None:
    place.build()
    stem = f"{FOLDER}/changes/2026-01-01-to-draft"
    files = offers(place, f"{stem}.html")
    assert files == {"Word, with tracked changes": f"{stem}.docx", "PDF: a pack for governors": f"{stem}.pdf"}
    for file in files.values():
        out = tmp_path / Path(file).name
        run("diff", "hill/e-safety", "--book", place.book.root, "--out", out, *DAY)
        assert (place.out.root / file).read_bytes() == out.read_bytes()


def test_a_file_is_saved_under_a_name_that_says_what_it_is(place: Place) -> None:
    place.build()
    names = []
    for page in ("index.html", "draft.html", "changes/2026-01-01-to-draft.html"):
        word_, *_ = place.out.main(f"{FOLDER}/{page}").one("p", "pb-downloads").all("a")
        names.append(word_.attrs["download"])
    assert names == [
        "hill-e-safety-policy.docx",
        "hill-e-safety-draft.docx",
        "hill-e-safety-changes-2026-01-01-to-draft.docx",
    ]


@pytest.mark.parametrize(
    ("setting", "texts", "changes"),
    [
        ("downloads: [pdf]", ["PDF", "Markdown"], ["PDF: a pack for governors"]),
        ("downloads: [docx]", ["Word", "Markdown"], ["Word, with tracked changes"]),
        ("downloads: []", ["Markdown"], None),
        ("history: false", ["Word", "PDF", "Markdown"], None),
    ],
)
def test_the_book_says_which(place: Place, setting: str, texts: list[str], changes: list[str] | None) -> None:
    place.book.write({"book.yml": f"{setting}\n"})
    place.build()
    assert list(offers(place, f"{FOLDER}/index.html")) == texts
    step = f"{FOLDER}/changes/2026-01-01-to-draft.html"
    if changes:
        assert list(offers(place, step)) == changes
    elif step in place.out.paths():
        assert place.out.main(step).all("p", "pb-downloads") == []
    there = {path.suffix for path in (place.out.root / "schools").rglob("*")} & {".docx", ".pdf"}
    assert there == {f".{form}" for form in Download if {"docx": "Word", "pdf": "PDF"}[form] in texts}


def test_a_form_that_is_none_is_a_finding(place: Place, run: Run) -> None:
    place.book.write({"book.yml": "downloads: [word]\n"})
    done = run("check", "--book", place.book.root, *DAY)
    assert "book.yml:1" in done.out
    assert "docx, pdf" in done.out


def test_a_large_book_has_to_ask(book: Callable[..., Bookfolder]) -> None:
    many = {f"hill/p{n}/policy.md": policy() for n in range(MOST)}
    folder = book({"hill/school.yml": SCHOOL, **many})
    assert choice_for(folder.load()) == (BOTH, ())
    folder.write({"hill/one-more/policy.md": policy()})
    forms, (notice,) = choice_for(folder.load())
    assert forms == ()
    assert "101 policies" in notice
    assert "`downloads: [docx, pdf]` in book.yml" in notice
    folder.write({"book.yml": "downloads: [docx, pdf]\n"})
    assert choice_for(folder.load()) == (BOTH, ())
    folder.write({"book.yml": "downloads: []\n"})
    assert choice_for(folder.load()) == ((), ())


def test_without_the_package_for_pdf_there_are_word_files(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def version_of(package: str) -> str:
        if package == "typst":
            raise metadata.PackageNotFoundError(package)
        return metadata.version(package)

    monkeypatch.setattr(downloads, "find_spec", lambda module: None if module == "typst" else module)
    monkeypatch.setattr(downloads, "version", version_of)
    monkeypatch.setattr(downloads, "_edition", downloads._edition.__wrapped__)  # what it found before is remembered
    said = place.build()
    assert [line for line in said if "typst" in line] == [
        "INFO: policybook: pdf files are left out: the package typst is not installed."
    ]
    assert list(offers(place, f"{FOLDER}/index.html")) == ["Word", "Markdown"]


def test_a_file_of_the_book_s_own_goes_before_one_that_is_made(place: Place) -> None:
    place.book.write({"hill/e-safety/policy.pdf": b"The school's own."})
    place.build()
    assert list(offers(place, f"{FOLDER}/index.html")) == ["Word", "Markdown"]
    assert (place.out.root / FOLDER / "policy.pdf").read_bytes() == b"The school's own."


def test_files_of_a_public_site_say_what_its_pages_say(place: Place, made: list[str]) -> None:
    place.book.write({"book.yml": "publish: public\n"})
    place.build()
    there = sorted(path.name for path in (place.out.root / "schools").rglob("*") if path.suffix in {".docx", ".pdf"})
    assert there == ["policy.docx", "policy.pdf"], "nothing of the draft"
    written = docx.Document(str(place.out.root / FOLDER / "policy.docx"))
    cells = [cell.text for row in written.tables[0].rows for cell in row.cells]
    assert "Headteacher" in cells
    assert not [text for text in cells if "A. Head" in text]


def test_a_file_that_cannot_be_made_costs_no_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise InputError("This text cannot be set.")

    monkeypatch.setattr(pdf, "pdf_file", fail)
    said = place.build(strict=False)
    assert [line for line in said if line.startswith("WARNING")] == [
        f"WARNING: policybook: {FOLDER}/{name}.pdf is missing: This text cannot be set."
        for name in ("policy", "draft", "changes/2026-01-01-to-draft")
    ]
    assert (place.out.root / FOLDER / "policy.docx").is_file()


# What is made, and when.


def test_the_next_build_makes_nothing(place: Place, made: list[str]) -> None:
    place.build()
    assert made == ["E-safety.docx", "E-safety.pdf"] * 3
    assert len(kept(place)) == 6
    before = place.out.root.joinpath(FOLDER, "policy.pdf").read_bytes()
    made.clear()
    place.build()
    assert made == []
    assert place.out.root.joinpath(FOLDER, "policy.pdf").read_bytes() == before


def test_what_changed_is_made_and_nothing_else(place: Place, made: list[str]) -> None:
    place.book.write({"hill/phones/policy.md": policy("Phones stay off.\n", title="Phones")})
    place.build()
    made.clear()
    place.book.edit("hill/phones/policy.md", ("stay off", "stay at home"))
    place.build()
    assert made == ["Phones.docx", "Phones.pdf"]
    made.clear()
    place.book.edit("hill/school.yml", ("A. Head", "B. Head"))
    place.build()
    assert {"E-safety.docx", "Phones.pdf"} <= set(made), "they name who holds the role"


def test_another_edition_of_the_program_makes_all_anew(
    place: Place, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.build()
    made.clear()
    monkeypatch.setattr(downloads, "_edition", lambda: "another")
    place.build()
    assert len(made) == 6


def test_while_serving_only_what_changed_is_written(place: Place, made: list[str]) -> None:
    place.book.write({"hill/phones/policy.md": policy("Phones stay off.\n", title="Phones")})
    place.load().plugins.on_startup(command="serve", dirty=False)
    build(place.load(), serve_url="http://127.0.0.1:8000/")
    files = sorted((place.out.root / "schools").rglob("*.docx")) + sorted((place.out.root / "schools").rglob("*.pdf"))
    assert len(files) == 8
    for path in files:
        os.utime(path, (1, 1))
    made.clear()
    place.book.edit("hill/phones/policy.md", ("stay off", "stay at home"))
    build(place.load(), serve_url="http://127.0.0.1:8000/")
    assert made == ["Phones.docx", "Phones.pdf"]
    for path in files:
        assert (path.stat().st_mtime == 1) is ("phones" not in path.parts), path
    place.book.write({"book.yml": "downloads: [docx]\n"})
    build(place.load(), serve_url="http://127.0.0.1:8000/")
    assert not list((place.out.root / "schools").rglob("*.pdf"))


# The folder in which files are kept.


def give(content: bytes, asked: list[bytes]) -> Callable[[], bytes]:
    """Return what makes a content and notes that it did."""

    def make() -> bytes:
        asked.append(content)
        return content

    return make


def test_what_was_made_is_taken_from_the_shelf(tmp_path: Path) -> None:
    shelf, asked = Shelf(tmp_path / "a/b"), []
    assert [shelf.take(key, give(key.upper(), asked)) for key in (b"x", b"y", b"x", b"y")] == [b"X", b"Y", b"X", b"Y"]
    assert asked == [b"X", b"Y"]
    assert Shelf(tmp_path / "a/b").take(b"x", give(b"?", asked)) == b"X"


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: b"",
        lambda kept: kept[:10],
        lambda kept: kept[:-1],
        lambda kept: kept[:-1] + b"?",
        lambda kept: b"?" + kept[1:],
        lambda kept: kept + kept,
    ],
)
def test_what_was_harmed_is_made_anew(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    shelf, asked = Shelf(tmp_path), []
    shelf.take(b"x", give(b"good", asked))
    (path,) = tmp_path.iterdir()
    path.write_bytes(harm(path.read_bytes()))
    for _ in range(2):
        assert shelf.take(b"x", give(b"good", asked)) == b"good"
    assert asked == [b"good", b"good"]


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    shelf, asked = Shelf(tmp_path / "file" / "shelf"), []
    assert [shelf.take(b"x", give(b"good", asked)) for _ in range(2)] == [b"good", b"good"]
    assert len(asked) == 2
    shelf.tidy(time.time())


def test_an_entry_that_is_a_folder_costs_time_only(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.take(b"x", give(b"good", []))
    (path,) = tmp_path.iterdir()
    path.unlink()
    (path / "in").mkdir(parents=True)
    assert shelf.take(b"x", give(b"good", [])) == b"good"
    assert list(tmp_path.iterdir()) == [path], "nothing half written is left"


def test_a_file_that_is_not_made_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise InputError("no")

    with pytest.raises(InputError):
        Shelf(tmp_path / "shelf").take(b"x", fail)
    assert list(tmp_path.iterdir()) == []


def test_two_builds_at_a_time(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def work() -> None:
        shelf = Shelf(tmp_path)
        start.wait()
        found.extend(shelf.take(str(n % 5).encode(), give(str(n % 5).encode() * 9999, [])) for n in range(100))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 800
    assert set(found) == {str(n).encode() * 9999 for n in range(5)}
    assert len(list(tmp_path.iterdir())) == 5, "nothing half written is left"


def test_what_nobody_asks_for_in_a_week_goes(tmp_path: Path) -> None:
    shelf, now, day = Shelf(tmp_path), time.time(), 24 * 60 * 60
    for name in (b"old", b"new", b"asked for"):
        shelf.take(name, give(name, []))
    paths = {path.read_bytes()[32:]: path for path in tmp_path.iterdir()}
    for name, days in ((b"old", 8), (b"new", 6), (b"asked for", 30)):
        os.utime(paths[name], (now - days * day,) * 2)
    (tmp_path / ".half").write_bytes(b"left by a build that was ended")
    os.utime(tmp_path / ".half", (now - 8 * day,) * 2)
    shelf.take(b"asked for", give(b"?", []))
    shelf.tidy(now)
    assert set(tmp_path.iterdir()) == {paths[b"new"], paths[b"asked for"]}
