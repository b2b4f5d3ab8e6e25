"""Word files: tracked changes that give either text exactly, comments beside them, and policies as they stand."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DATA, SCHOOL, TODAY, Bookfolder, Ran, policy, shared
from edited import read_pair
from outlines import OUTLINES, STYLES, Outline, Style, markdown
from policybook.checking.review import Review
from policybook.exporting.documents import changes_word, policy_word
from policybook.messages.messages import later
from test_properties import bodies, plain
from wordfiles import Read, W, accepted, between, comments, expected, named, part, rejected

Run = Callable[..., Ran]
PATH = "hill/e-safety/policy.md"
DAY = ("--today", "2026-11-21")

BEFORE = policy(
    "## 1. Screens\n\n1.1 Staff should lock screens.\n\n1.2 Screens are off at noon.\n\n"
    "1.3 Pupils ask before they print.\n\n## 2. Visits\n\n- Lamps stay at home.\n- Bring a coat. Bring a hat.\n"
)
AFTER = policy(
    "## 1. Screens\n\n1.1 Staff must lock screens.\n\n1.2 Visitors sign in at the front desk.\n\n"
    "1.3 Screens are off at noon.\n\n## 2. School visits\n\n- Pupils ask before they print.\n- Bring a coat.\n"
    "- Bring a hat.\n",
    change_note="Visitors, and locks.",
)


UNDATED = Review(None, None, None, later("review.why.none"))


def word(before: str | bytes, after: str | bytes, today: datetime.date = TODAY) -> bytes:
    return changes_word(between(before, after), today).made()


def texts(rows: list[Read]) -> list[str]:
    """Return the rows after the title."""
    return [row.text for row in rows[1:]]


def assert_exact(before: str | bytes, after: str | bytes) -> None:
    made = word(before, after)
    assert accepted(made)[1:] == expected(after)
    assert rejected(made)[1:] == expected(before)


# Tracked changes.


def test_either_text_with_its_styles() -> None:
    made = word(BEFORE, AFTER)
    assert rejected(made) == [
        ("Title", "E-safety"),
        ("Heading1", "1 Screens"),
        ("", "1.1\tStaff should lock screens."),
        ("", "1.2\tScreens are off at noon."),
        ("", "1.3\tPupils ask before they print."),
        ("Heading1", "2 Visits"),
        ("ListBullet", "Lamps stay at home."),
        ("ListBullet", "Bring a coat. Bring a hat."),
    ]
    assert accepted(made) == [
        ("Title", "E-safety"),
        ("Heading1", "1 Screens"),
        ("", "1.1\tStaff must lock screens."),
        ("", "1.2\tVisitors sign in at the front desk."),
        ("", "1.3\tScreens are off at noon."),
        ("Heading1", "2 School visits"),
        ("ListBullet", "Pupils ask before they print."),
        ("ListBullet", "Bring a coat."),
        ("ListBullet", "Bring a hat."),
    ]


def marks(content: bytes, tag: str) -> list[str]:
    """Return the words of each insertion or deletion."""
    found = part(content, "word/document.xml").iter(f"{W}{tag}")
    words = ("".join(text.text or "" for text in mark.iter() if text.tag in {f"{W}t", f"{W}delText"}) for mark in found)
    return [text.strip() for text in words if text.strip()]


def test_only_words_that_differ_are_marked() -> None:
    made = word(BEFORE, AFTER)
    gone = ["should", "1.2", "1.3Pupils ask before they print.", "Visits", "Lamps stay at home.", "Bring a hat."]
    assert marks(made, "del") == gone
    come = ["must", "1.2Visitors sign in at the front desk.", "1.3", "School visits"]
    assert marks(made, "ins") == [*come, "Pupils ask before they print.", "Bring a hat."]


def test_a_moved_clause_is_taken_out_and_put_in() -> None:
    made = word(BEFORE, AFTER)
    assert any("Pupils ask" in words for words in marks(made, "del"))
    assert any("Pupils ask" in words for words in marks(made, "ins"))
    names = {element.tag.removeprefix(W) for element in part(made, "word/document.xml").iter()}
    assert not {name for name in names if name.startswith("move")}


def test_a_clause_that_passed_a_heading_moves_and_the_heading_stays() -> None:
    before = policy("## One\n\nAsk first.\n\nBring a coat on every visit.\n\n## Two\n\nLock the door.\n")
    after = policy("## One\n\nAsk first.\n\n## Two\n\nBring a coat on every visit.\n\nLock the door.\n")
    for old, new in ((before, after), (after, before)):
        assert_exact(old, new)
        assert marks(word(old, new), "del") == ["Bring a coat on every visit."]


def test_every_mark_has_its_own_number_one_author_and_the_day() -> None:
    document = part(word(BEFORE, AFTER), "word/document.xml")
    found = [mark for tag in ("ins", "del") for mark in document.iter(f"{W}{tag}")]
    assert len({mark.get(f"{W}id") for mark in found}) == len(found) > 10
    assert {mark.get(f"{W}author") for mark in found} == {"policybook"}
    assert {mark.get(f"{W}date") for mark in found} == {"2026-11-21T00:00:00Z"}


def test_a_change_after_a_paragraphs_end_is_not_one_with_that_before_it() -> None:
    before = policy("Ask first.\n\nhead teachers decide.\n\nWait.\n")
    after = policy("Ask first. Always ask.\n\nall head teachers decide.\n\nWait a minute.\n")
    found = list(part(word(before, after), "word/document.xml").iter(f"{W}ins"))
    assert ["".join(mark.itertext()).strip() for mark in found] == ["Always ask.", "all", "a minute"]
    one, other, last = (mark.get(f"{W}date", "") for mark in found)
    assert {one[:10], other[:10], last[:10]} == {"2026-11-21"}
    assert one != other == last


@pytest.mark.parametrize("folder", sorted((DATA / "edits").glob("*/")), ids=lambda folder: folder.name)
def test_what_word_asks_of_a_file(folder: Path) -> None:
    content = word((folder / "before.md").read_bytes(), (folder / "after.md").read_bytes())
    document = part(content, "word/document.xml")
    marks = [mark for tag in ("ins", "del") for mark in document.iter(f"{W}{tag}")]
    assert len({mark.get(f"{W}id") for mark in marks}) == len(marks) > 0
    gone = {text for mark in document.iter(f"{W}del") for text in mark.iter(f"{W}delText")}
    assert gone == set(document.iter(f"{W}delText"))
    assert not [text for mark in document.iter(f"{W}del") for text in mark.iter(f"{W}t")]
    told = [comment.get(f"{W}id") for comment in part(content, "word/comments.xml").iterfind(f"{W}comment")]
    assert [mark.get(f"{W}id") for mark in document.iter(f"{W}commentReference")] == told
    starts, ends = ([mark.get(f"{W}id") for mark in document.iter(f"{W}commentRange{end}")] for end in ("Start", "End"))
    assert starts == ends
    # A comment stands at a point where its paragraph comes or goes, and has a range everywhere else.
    coming = {
        mark.get(f"{W}id")
        for paragraph in document.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}rPr/*") is not None
        for mark in paragraph.iter(f"{W}commentReference")
    }
    assert set(starts) == set(told) - coming
    assert bool(coming) == any("moved" in event.flags for event in read_pair(folder).events)
    for properties in document.iter(f"{W}pPr"):
        order = [child.tag.removeprefix(W) for child in properties]
        assert order == [tag for tag in ("pStyle", "ind", "rPr") if tag in order]


def test_the_comment_on_a_paragraph_that_comes_or_goes_stands_at_a_point() -> None:
    before = policy("Staff may lock the door.\n\nAsk the head first.\n\n## Keys\n\nTell.\n")
    after = policy("Staff must lock the door.\n\n## Keys\n\nTell.\n\nAsk the head first.\n")
    content = word(before, after)
    ranged = {mark.get(f"{W}id") for mark in part(content, "word/document.xml").iter(f"{W}commentRangeStart")}
    told = [(text.split()[0], str(n) in ranged) for n, text in enumerate(comments(content))]
    assert told == [("1", True), ("Stricter:", True), ("Moved", False)]


def test_an_approved_text_is_dated_by_itself() -> None:
    after = policy("Staff must ask.\n", status="approved", approved="{by: Governors, date: 2026-03-02}")
    document = part(word(policy("Staff may ask.\n"), after), "word/document.xml")
    assert {mark.get(f"{W}date") for mark in document.iter(f"{W}ins")} == {"2026-03-02T00:00:00Z"}


def test_comments_say_what_changes_do() -> None:
    told = comments(word(BEFORE, AFTER))
    assert told[0].startswith("1 rule becomes stricter")
    assert "Author's note: Visitors, and locks." in told[0]
    assert "Stricter: “should” becomes “must”." in told
    assert any("Moved from" in comment for comment in told)
    assert not any("“1.2”" in comment for comment in told[1:])  # a new number alone needs no comment


def test_comments_are_dated_without_the_clock() -> None:
    made = part(word(BEFORE, AFTER), "word/comments.xml")
    assert {comment.get(f"{W}date") for comment in made.iterfind(f"{W}comment")} == {"2026-11-21T00:00:00Z"}


def test_title_and_declaration_are_tracked() -> None:
    asked = "acknowledgement: {statement: I have read %s., fields: [%s]}"
    before = policy("Ask.\n", asked % ("it", "Name, Date"), title="Phones")
    after = policy("Ask.\n", asked % ("all of it", "Name"), title="Mobile phones")
    made = word(before, after)
    assert [row.text for row in accepted(made)] == [
        "Mobile phones",
        "Ask.",
        "Declaration",
        "I have read all of it.",
        "Name:",
    ]
    assert [row.text for row in rejected(made)] == [
        "Phones",
        "Ask.",
        "Declaration",
        "I have read it.",
        "Name:",
        "Date:",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Staff must ask.\n"),
        ("Staff must ask.\n", ""),
        ("Staff must ask.\n", "## Staff must ask.\n"),
        ("- Ask.\n- Tell.\n", "1. Ask.\n2. Tell.\n"),
        ("- Lock it.\n    - Keep the key.\n", "- Lock it.\n- Keep the key.\n"),
        ("Lock the door. Keep the key safe.\n", "Keep the key safe.\n\nLock the door.\n"),
        ("| a | b |\n| - | - |\n| 1 | 2 |\n", "| a | b |\n| - | - |\n| 1 | 3 |\n"),
        ("1.1 One rule here.\n\n1.2 Two rules here.\n", "1.1 One rule here. Two rules here.\n"),
        ("{{headteacher}} decides.\n", "The {{headteacher}} decides.\n"),
        ("[a]: /x\n\nSee [a].\n", "[a]: /y\n\nSee [a].\n"),
        ("See [the form](form.pdf).\n", "See [the new form](new.pdf) first.\n"),
        ("![Plan of the hall](plan.png)\n", "![Plan of the new hall](plan.png)\n\nKeep it **safe**.\n"),
        ("שלום לכולם. Phones are off.\n", "שלום לכולם. Phones are *always* off. הטלפון כבוי.\n"),
        ("> Ask first.\n\n    code\n", "> Ask at once.\n\n    more code\n"),
        ("## One\n\nAsk the head first.\n\n## Two\n\nTell.\n", "## One\n\n## Two\n\nTell.\n\nAsk the head first.\n"),
    ],
)
def test_small_edits(before: str, after: str) -> None:
    assert_exact(policy(before), policy(after))


@given(bodies | plain, bodies | plain)
@settings(max_examples=60)
def test_any_two_texts(before: str, after: str) -> None:
    made = word(policy(before), policy(after))
    legible = str.maketrans(
        dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff", "\ufffd")
    )
    control = dict.fromkeys((*range(9), *range(10, 32), *range(127, 160)), "�")
    for rows, text in ((accepted(made), after), (rejected(made), before)):
        assert texts(rows) == [row.text.translate(legible).translate(control) for row in expected(policy(text))]


@given(OUTLINES, STYLES, STYLES, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_shuffled_outlines(outline: Outline, style: Style, other: Style, chance: object) -> None:
    rows = list(outline)
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert_exact(markdown(outline, style), markdown(tuple(rows), other))


PAIRS = sorted((DATA / "edits").glob("*/"))


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_edited_pairs(folder: Path) -> None:
    assert_exact((folder / "before.md").read_bytes(), (folder / "after.md").read_bytes())


def test_real_histories() -> None:
    paths = sorted(shared("history", "terms").glob("[0-9]*.md"))
    assert len(paths) > 30
    for before, after in pairwise(paths):
        assert_exact(before.read_bytes(), after.read_bytes())


def test_the_same_words_give_the_same_file() -> None:
    assert word(BEFORE, AFTER) == word(BEFORE, AFTER)


def test_what_xml_cannot_hold_gives_way() -> None:
    hostile = 'Say <w:p/> & "]]>" \x07\x1b[31m\u202eback\ufffe.'
    alone = docx.Document(io.BytesIO(policy_word(named(policy(hostile + "\n")), UNDATED, TODAY).made()))
    assert alone.paragraphs[-2].text == 'Say <w:p/> & "]]>" \ufffd\ufffd[31m\ufffdback\ufffd.'
    made = word(policy("Say nothing.\n"), policy(hostile + "\n"))
    assert texts(accepted(made)) == ['Say <w:p/> & "]]>" \ufffd\ufffd[31m\ufffdback\ufffd.']
    assert escape("<w:p/>") in docx.Document(io.BytesIO(made)).element.xml


# Policies, and the command line.


def test_a_table_is_a_table() -> None:
    text = policy("Kept:\n\n| Item | Where |\n| --- | --- |\n| **Keys** \\| fobs | |\n| Pens | hall |\n")
    made = docx.Document(io.BytesIO(policy_word(named(text), UNDATED, TODAY).made()))
    cells = [[cell.text for cell in row.cells] for row in made.tables[1].rows]
    assert cells == [["Item", "Where"], ["Keys | fobs", ""], ["Pens", "hall"]]
    assert [paragraph.text for paragraph in made.paragraphs if paragraph.text] == ["E-safety", "Kept:"]


def test_the_header_of_each_table_is_marked() -> None:
    made = policy_word(named(policy("| Item | Where |\n| - | - |\n| Pens | hall |\n")), UNDATED, TODAY).made()
    headers = ["About this text", "What it says"], ["Item", "Where"]
    for table, header in zip(docx.Document(io.BytesIO(made)).tables, headers, strict=True):
        first, *rest = table.rows
        assert [cell.text for cell in first.cells] == header
        assert first._tr.trPr.find(f"{W}tblHeader") is not None
        assert all(row._tr.trPr is None for row in rest)


@pytest.mark.parametrize("made", [policy_word(named(BEFORE), UNDATED, TODAY).made(), word(BEFORE, AFTER)])
def test_pages_are_numbered_and_the_file_is_for_todays_word(made: bytes) -> None:
    fields = [field.get(f"{W}instr") for field in part(made, "word/footer1.xml").iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    modes = [
        setting.get(f"{W}val")
        for setting in part(made, "word/settings.xml").iter(f"{W}compatSetting")
        if setting.get(f"{W}name") == "compatibilityMode"
    ]
    assert modes == ["15"]
    assert {language.get(f"{W}val") for language in part(made, "word/styles.xml").iter(f"{W}lang")} == {"en-GB"}


def test_a_file_holds_no_parts_and_styles_that_nothing_uses() -> None:
    made = policy_word(named(BEFORE), UNDATED, TODAY).made()
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if "thumbnail" in name or "customXml" in name or "Effects" in name]
    used = {style.get(f"{W}val") for style in part(made, "word/document.xml").iter(f"{W}pStyle")}
    there = {style.get(f"{W}styleId") for style in part(made, "word/styles.xml").iter(f"{W}style")}
    assert used == {"Title", "Heading1", "ListBullet"} <= there
    assert len(made) < 20_000


@pytest.fixture
def hill(book: Callable[..., Bookfolder]) -> Bookfolder:
    folder = book({"hill/school.yml": SCHOOL, PATH: BEFORE})
    folder.approve("2026-02-03")
    return folder.write({PATH: AFTER + "\n{{headteacher}} decides.\n"})


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("| a | b |\n| - | - |\n| 1 | 2 | 3 |\n", "a | b 1 | 2 | 3"),
        ("1. | a |\n   | - |\n   | 1 |\n", "1\ta 1"),
        ("- | a |\n  | - |\n  | 1 |\n", None),
    ],
)
def test_a_table_that_is_none_is_a_line(table: str, told: str | None) -> None:
    made = docx.Document(io.BytesIO(policy_word(named(policy(table)), UNDATED, TODAY).made()))
    lines = [paragraph.text for paragraph in made.paragraphs if paragraph.text][1:]
    assert (lines, len(made.tables)) == (([told], 1) if told else ([], 2))


def test_a_policy_as_it_stands(run: Run, hill: Bookfolder, tmp_path: Path) -> None:
    out = tmp_path / "policy.docx"
    done = run("show", "hill/e-safety@2026-02-03", "--book", hill.root, "--out", out, *DAY)
    assert (done.code, done.out) == (0, "")
    made = docx.Document(str(out))
    assert [paragraph.style.name for paragraph in made.paragraphs if paragraph.text][:3] == [
        "Title",
        "Heading 1",
        "Normal",
    ]
    about = made.core_properties
    assert (about.title, about.author, about.language) == ("E-safety", "policybook", "en-GB")
    assert about.modified is not None
    assert about.modified.date() == datetime.date(2026, 2, 3)
    assert "In force since 3 February 2026" in made.sections[0].header.paragraphs[0].text
    facts = {row.cells[0].text: row.cells[1].text for row in made.tables[0].rows}
    assert facts["Owner"] == "Headteacher (A. Head)"
    assert not list(part(out.read_bytes(), "word/document.xml").iter(f"{W}ins"))


def test_a_draft_says_so_on_every_page_and_names_its_people(run: Run, hill: Bookfolder, tmp_path: Path) -> None:
    out = tmp_path / "draft.docx"
    assert run("show", "hill/e-safety", "--book", hill.root, "--format", "docx", "--out", out, *DAY).code == 0
    made = docx.Document(str(out))
    assert "Draft, not in force" in made.sections[0].header.paragraphs[0].text
    assert "Headteacher (A. Head) decides." in [paragraph.text for paragraph in made.paragraphs]


@pytest.mark.parametrize("name", ["changes.docx", "changes.DOCX"])
def test_the_name_of_the_file_says_what_it_is(run: Run, hill: Bookfolder, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    done = run("diff", "hill/e-safety", "--book", hill.root, "--out", out, *DAY)
    assert (done.code, done.out) == (0, "")
    assert texts(accepted(out.read_bytes()))[-1] == "Headteacher decides."


@pytest.mark.parametrize("format_", ["docx", "pdf"])
@pytest.mark.parametrize("command", ["show", "diff"])
def test_a_document_needs_a_file(run: Run, hill: Bookfolder, command: str, format_: str) -> None:
    done = run(command, "hill/e-safety", "--book", hill.root, "--format", format_, *DAY)
    assert (done.code, done.out) == (2, "")
    assert f"--out policy.{format_}" in done.err


@pytest.mark.parametrize("name", ["x.docx", "x.pdf", "x.json"])
@pytest.mark.parametrize("command", ["show", "diff"])
def test_a_file_that_cannot_be_written(run: Run, hill: Bookfolder, tmp_path: Path, command: str, name: str) -> None:
    done = run(command, "hill/e-safety", "--book", hill.root, "--out", tmp_path / "no/folder" / name, *DAY)
    assert done.code == 3
    assert "cannot be written" in done.err
