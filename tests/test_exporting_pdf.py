"""PDF: a policy and the governors' pack, accessible, in reading order, and proof against what a policy may say."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import DATA, SCHOOL, TODAY, Bookfolder, Ran, policy
from policybook.checking.review import Review
from policybook.errors import InputError
from policybook.exporting import pdf
from policybook.exporting.documents import changes_pack, policy_pdf
from policybook.exporting.version_table import Stage, version_table
from policybook.messages.messages import later
from policybook.messages.reading import english
from policybook.rendering.changes_report import report_on
from test_exporting_word import AFTER, BEFORE, PATH
from wordfiles import between, named

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
FRESH = Review(None, None, None, later("review.why.none"))


@pytest.fixture
def words(tmp_path: Path) -> Callable[[bytes], str]:
    """Return what reads the words of a PDF in their order, a space for any white space."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")

    def read(content: bytes) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(content)
        done = subprocess.run([program, str(path), "-"], capture_output=True, check=True, timeout=60)
        return " ".join(done.stdout.decode().split())

    return read


def assert_accessible(content: bytes) -> None:
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in content
    assert b"/MarkInfo" in content
    assert b"/Lang" in content


def in_order(text: str, *parts: str) -> None:
    at = 0
    for one in parts:
        found = text.find(one, at)
        assert found >= 0, f"{one!r} is not in its place"
        at = found + len(one)


def test_the_pack_has_its_parts_in_order(words: Callable[[bytes], str]) -> None:
    asked = "acknowledgement: {statement: I have read it., fields: [Name]}"
    made = changes_pack(between(BEFORE, AFTER.replace("owner:", f"{asked}\nowner:")), TODAY).made()
    assert_accessible(made)
    text = words(made)
    in_order(
        text,
        "E-safety Changes, for governors",
        "Made on 21 November 2026.",
        "Summary 1 rule becomes stricter",
        "Author's note: Visitors, and locks.",
        "Table of changes",
        "Version Date Clause Change Why",
        "Later text not recorded 1.1 in 1 Screens Stricter: “should” becomes “must”. Visitors, and locks.",
        "Later text not recorded 1.2 in 1 Screens New: “Visitors sign in at the front desk.”",
        "2 School visits",
        "Every change in its place",
        "Staff [-should-] {+must+} lock screens.",
        "→ Stricter: “should” becomes “must”.",
        "New: 1.2 Visitors sign in at the front desk.",
        "Taken out: Lamps stay at home.",
        "The text as it would be",
        "1.1 Staff must lock screens.",
        "Declaration that staff sign",
        "I have read it. Name:",
        "Sign-off",
        "Number of the minute:",
    )


THREE = (
    ("2024-03-12", policy("1.1 Staff may lock screens.\n\n1.2 Lamps are of.\n")),
    (
        "2025-04",
        policy("1.1 Staff should lock screens.\n\n1.2 Lamps are off.\n", change_note="After a theft.", version="2b"),
    ),
    ("", policy("1.1 Staff must lock screens.\n\n1.2 Lamps are off.\n\n1.3 Ask.\n", change_note="The insurer asked.")),
)


def test_the_table_goes_back_over_all_versions(
    run: Run, book: Callable[..., Bookfolder], tmp_path: Path, words: Callable[[bytes], str]
) -> None:
    folder = book({"hill/school.yml": SCHOOL})
    for date, text in THREE:
        folder.write({PATH: text})
        if date:
            folder.approve(date)
    out = tmp_path / "out.pdf"
    assert run("diff", "hill/e-safety", "--book", folder.root, "--out", out, *DAY).code == 0
    read = words(out.read_bytes())
    assert "After a theft." in read
    in_order(
        read,
        "Version Date Clause Change Why",
        "Draft not approved yet 1.1 Stricter: “should” becomes “must”. The insurer asked.",
        "Draft not approved yet 1.3 New: “Ask.”",
        "2b April 2025 All 1 rule becomes stricter",
        "2b April 2025 1.1",
        "1 12 March 2024 All The first version on record.",
        "Every change in its place",
    )
    step = ("hill/e-safety@2024-03-12", "hill/e-safety@2025-04")
    assert run("diff", *step, "--book", folder.root, "--out", out, *DAY).code == 0
    read = words(out.read_bytes())
    in_order(read, "Version Date Clause", "2b April 2025 1.1", "1 12 March 2024 All The first version on record.")
    assert "The insurer asked." not in read
    assert "For decision" not in read


def rows_of(stage: Stage, *earlier: Stage) -> list[tuple[str, str]]:
    return [(row["clause"], row["change"]) for row in version_table(stage, earlier)[-1]["rows"]]


def test_of_an_earlier_version_the_weightiest_changes_have_rows() -> None:
    old = policy("".join(f"{n}.1 Staff may use room {n}.\n\n" for n in range(1, 21)))
    found = between(old, old.replace("may", "must").replace("room 20", "rooms 20"))
    stage = Stage(found.after, report_on(english(), found, TODAY))
    assert len(rows_of(stage)) == 20
    first, *rows, last = rows_of(Stage(found.after, None), stage)
    assert first[0] == "All"
    assert first[1].startswith("20 rules")
    assert [clause for clause, _ in rows] == [f"{n}.1" for n in range(1, 13)]
    assert last == ("8 places", "More changes of substance; see the policy's history.")


def test_changes_of_no_meaning_share_a_row() -> None:
    found = between(policy("1. Ask the head.\n2. Tell the head.\n"), policy("2. Ask the head.\n3. Tell the head.\n"))
    assert rows_of(Stage(found.after, report_on(english(), found, TODAY))) == [
        ("2 places", "Renumbered only, word for word the same: 2; 3")
    ]


def test_a_text_that_is_the_same_says_so() -> None:
    found = between(BEFORE, BEFORE)
    assert rows_of(Stage(found.after, report_on(english(), found, TODAY))) == [("All", "No change.")]


def test_a_summary_is_one_page() -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    for folder in sorted((DATA / "edits").glob("*/")):
        pair = between((folder / "before.md").read_bytes(), (folder / "after.md").read_bytes())
        done = subprocess.run(
            [program, "-", "-"], input=changes_pack(pair, TODAY).made(), capture_output=True, check=True
        )
        pages = done.stdout.decode().split("\f")
        starts = [
            next(n for n, page in enumerate(pages) if n and title in page) for title in ("Summary", "Table of ch")
        ]
        assert starts[1] - starts[0] == 1, folder.name


HOSTILE = (
    '#panic("x") #read("/etc/passwd") $x$ *b* _i_ @ref <label> `raw` // gone /* gone */ \\ ~ -- ... '
    '#import "@preview/x:1.0.0" ]}{["\''
)


def test_markup_of_typst_is_words(words: Callable[[bytes], str]) -> None:
    body = "```text\n" + HOSTILE + "\n```\n"
    text = words(policy_pdf(named(policy(body, title='"#panic(1)"')), FRESH, TODAY).made())
    assert text.count("#panic(1)") >= 2
    assert " ".join(HOSTILE.split()) in text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Smile 😀 and 漢.", "Smile [U+1F600] and [U+6F22]."),
        ("Croeso i’r tŷ, dŵr.", "Croeso i’r tŷ, dŵr."),
        ("Tick ☐ or √.", None),
        ("A\u200bB \u00ad x\u0301\u0302 \ue000 \U000e0001 \ufeff.", None),
        ("مرحبا שלום", None),
    ],
)
def test_characters_that_no_font_has(words: Callable[[bytes], str], given: str, told: str | None) -> None:
    made = policy_pdf(named(policy(given + "\n")), FRESH, TODAY).made()
    assert_accessible(made)
    assert told is None or told in words(made)


def test_more_unknown_characters_than_typst_reports_at_once() -> None:
    many = "".join(chr(0x4E00 + n) for n in range(400))
    assert_accessible(policy_pdf(named(policy(many + "\n")), FRESH, TODAY).made())


def test_a_mixture_of_scripts_on_which_typst_fails_while_characters_are_lacking(
    words: Callable[[bytes], str], capfd: pytest.CaptureFixture[str]
) -> None:
    mixed = " ".join(chr(n) for n in range(0x400, 0x600))
    made = policy_pdf(named(policy(mixed + "\n")), FRESH, TODAY).made()
    assert_accessible(made)
    assert "Ж" in words(made)
    assert capfd.readouterr() == ("", ""), "typst says nothing of its own"


@pytest.mark.parametrize(
    "text", ["שלום לכולם.", "הטלפון כבוי. Phones are off. הטלפון כבוי.", "مرحبا بكم.", "1.2 שלום (a) 12."]
)
def test_words_from_right_to_left(words: Callable[[bytes], str], capfd: pytest.CaptureFixture[str], text: str) -> None:
    read = words(policy_pdf(named(policy(f"{text}\n")), FRESH, TODAY).made())
    for word in re.findall(r"\w+", text):
        assert word in read
    pack = changes_pack(between(policy(f"{text}\n"), policy(f"{text} Ask. שאל.\n")), TODAY).made()
    assert_accessible(pack)
    assert capfd.readouterr() == ("", "")


def test_a_text_that_cannot_be_set_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise pdf._NotSet("no room\nfor it")

    monkeypatch.setattr(pdf, "_set", refuse)
    with pytest.raises(InputError, match="“E-safety” cannot be set as PDF: no room") as caught:
        policy_pdf(named(policy()), FRESH, TODAY).made()
    assert "Word" in caught.value.fix


def test_levels_of_headings_that_leave_one_out() -> None:
    before, after = "#### Deep\n\nAsk.\n\n## Top\n\n#### Deep again\n", "###### Deep\n\nAsk.\n"
    assert_accessible(policy_pdf(named(policy(before)), FRESH, TODAY).made())
    assert_accessible(changes_pack(between(policy(before), policy(after)), TODAY).made())


@pytest.mark.parametrize("text", ["", policy(""), "Ask.", policy("Ask.\n", title="")])
def test_texts_with_little_in_them(text: str) -> None:
    assert_accessible(policy_pdf(named(text), FRESH, TODAY).made())
    assert_accessible(changes_pack(between(text, policy("Staff must ask.\n")), TODAY).made())
    assert_accessible(changes_pack(between(text, text), TODAY).made())


def test_a_table_is_a_table(words: Callable[[bytes], str]) -> None:
    table = "| Item | Where |\n| --- | --- |\n| **Keys** | |\n| Pens | hall |\n"
    made = policy_pdf(named(policy(table)), FRESH, TODAY).made()
    assert "Item Where Keys Pens hall" in words(made)
    pack = words(changes_pack(between(policy(table), policy(table.replace("hall", "shed"))), TODAY).made())
    in_order(pack, "Pens | [-hall-] {+shed+}", "The text as it would be", "Item Where Keys Pens shed")


def test_fonts_are_embedded(tmp_path: Path) -> None:
    program = shutil.which("pdffonts")
    if program is None:
        pytest.skip("pdffonts is not installed (Debian: poppler-utils)")
    path = tmp_path / "x.pdf"
    path.write_bytes(changes_pack(between(BEFORE, AFTER), TODAY).made())
    rows = subprocess.run([program, str(path)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert rows
    assert all(re.search(r"\byes yes yes\b", row) for row in rows), rows


def test_the_same_words_give_the_same_file() -> None:
    assert changes_pack(between(BEFORE, AFTER), TODAY).made() == changes_pack(between(BEFORE, AFTER), TODAY).made()


def test_the_command_line(
    run: Run, book: Callable[..., Bookfolder], tmp_path: Path, words: Callable[[bytes], str]
) -> None:
    folder = book({"hill/school.yml": SCHOOL, PATH: BEFORE})
    folder.approve("2026-02-03")
    folder.write({PATH: AFTER})
    out = tmp_path / "out.pdf"
    assert run("diff", "hill/e-safety", "--book", folder.root, "--out", out, *DAY).code == 0
    in_order(words(out.read_bytes()), "Hill Primary School", "E-safety", "Earlier text 3 February 2026.", "Draft")
    assert run("show", "hill/e-safety@in-force", "--book", folder.root, "--out", out, *DAY).code == 0
    in_order(words(out.read_bytes()), "E-safety", "In force since 3 February 2026", "1.1 Staff should lock screens.")
    assert run("show", "hill/e-safety", "--book", folder.root, "--format", "pdf", "--out", out, *DAY).code == 0
    assert "E-safety: Draft, not in force." in words(out.read_bytes())
