"""Word files in LibreOffice, where it is installed: what is left when all changes are accepted, or all rejected.

All files of a test go through one process, which must not show comments: the build without windows
(libreoffice-writer-nogui) lacks the description of the window of a comment, and ends when it is to draw one. So no
event is handled between the opening of a file and its closing.
"""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

from conftest import DATA, ROOT, TODAY, policy, shared
from policybook.diffing.changes import Op, Run
from policybook.exporting.documents import changes_word, policy_word
from policybook.exporting.lines import Look, Style
from policybook.exporting.sources import Sheet
from policybook.exporting.tracked import Paragraph
from policybook.exporting.word import word_file
from policybook.messages.reading import english
from policybook.rendering.changes_report import shown_by
from test_exporting_word import AFTER, BEFORE, UNDATED, word
from wordfiles import BLANK, W, between, comments, expected, named, part

pytestmark = pytest.mark.slow


class Settled(NamedTuple):
    """What LibreOffice makes of a file."""

    accepted: bytes
    rejected: bytes


Pair = tuple[bytes, bytes]
Settle = Callable[[Mapping[str, bytes]], dict[str, Settled]]

_COMMANDS = ("AcceptAllTrackedChanges", "RejectAllTrackedChanges")
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Settle" script:language="StarBasic">
Sub Settle(folder As String, count As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName"
  saved(0).Value = "MS Word 2007 XML"
  EnableReschedule(False)
  rem The program ends when its last document is closed.
  StarDesktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  commands = Array("AcceptAllTrackedChanges", "RejectAllTrackedChanges")
  For n = 0 To CInt(count) - 1
    For c = 0 To 1
      source = ConvertToURL(folder &amp; "/" &amp; n &amp; ".docx")
      document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
      dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:" &amp; commands(c), "", 0, Array())
      document.storeToURL(ConvertToURL(folder &amp; "/" &amp; commands(c) &amp; "/" &amp; n &amp; ".docx"), saved())
      document.close(True)
    Next c
  Next n
  StarDesktop.terminate()
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Settle"/></library:library>
"""


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Return what runs LibreOffice with a profile of its own, which has the macro."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    profile = folder / "profile"

    def run(*arguments: str) -> None:
        base = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        subprocess.run([*base, *arguments], capture_output=True, check=False, timeout=500, cwd=folder)

    (folder / "empty.txt").write_text("x")
    run("--convert-to", "docx", "empty.txt")  # the first start makes the profile
    library = profile / "user/basic/Standard"
    if not library.is_dir():
        pytest.skip("LibreOffice makes no profile here")
    (library / "Settle.xba").write_text(_MACRO)
    (library / "script.xlb").write_text(_LIBRARY)
    return run


@pytest.fixture
def settle(call: Callable[..., None], tmp_path: Path) -> Settle:
    """Return what accepts all changes of files, and rejects all, in one process."""

    def settled(files: Mapping[str, bytes]) -> dict[str, Settled]:
        for command in _COMMANDS:
            (tmp_path / command).mkdir()
        for n, content in enumerate(files.values()):
            (tmp_path / f"{n}.docx").write_bytes(content)
        call(f"macro:///Standard.Settle.Settle({tmp_path},{len(files)})")
        made = {}
        for n, name in enumerate(files):
            paths = [tmp_path / command / f"{n}.docx" for command in _COMMANDS]
            assert all(path.exists() for path in paths), f"LibreOffice ended at {name}"
            made[name] = Settled(*(path.read_bytes() for path in paths))
        return made

    return settled


def lines(content: bytes) -> list[str]:
    """Return the paragraphs of a file after the title, without the empty one at the end."""
    return [paragraph.text.partition(BLANK)[0] for paragraph in docx.Document(io.BytesIO(content)).paragraphs][1:-1]


def assert_exact(settle: Settle, pairs: Mapping[str, Pair]) -> None:
    """Assert that of each pair of texts either is left, word for word; name all that are not."""
    assert pairs
    files, left = {}, {}
    for name, (before, after) in pairs.items():
        found = between(before, after)
        files[name] = changes_word(found, TODAY).made()
        left[name] = tuple([row.text for row in expected(text, shown_by(english(), found))] for text in (after, before))
    settled = settle(files)
    assert {name: tuple(map(lines, settled[name])) for name in pairs} == left


def drafts() -> Iterator[tuple[str, Pair]]:
    """Yield the drafts of the repository's book, each with the newest version approved."""
    for versions in sorted((ROOT / "policies").glob("*/*/versions")):
        folder = versions.parent
        yield f"{folder.parent.name}-{folder.name}", (max(versions.glob("*.md")).read_bytes(), _bytes(folder, "policy"))


def _bytes(folder: Path, name: str) -> bytes:
    return (folder / f"{name}.md").read_bytes()


FORMS = {
    "moved": ("Ask the head first.\n\n## Two\n\nTell.\n", "## Two\n\nTell.\n\nAsk the head first.\n"),
    "divided": ("Lock the door. Keep the key safe.\n", "Lock the door.\n\nKeep the key safe.\n"),
    "joined": ("Lock the door.\n\nKeep the key safe.\n", "Lock the door. Keep the key safe.\n"),
    "renumbered": ("1.1 Ask.\n\n1.2 Tell.\n", "1.1 Wait.\n\n1.2 Ask.\n\n1.3 Tell.\n"),
    "nested": ("- Lock it.\n    - Keep the key.\n", "- Lock it.\n- Keep the key.\n"),
    "table": ("| a | b |\n| - | - |\n| 1 | 2 |\n\nEnd.\n", "| a | b |\n| - | - |\n| 1 | 3 |\n\nEnd.\n"),
    "links": ("See [the form](form.pdf).\n", "See [the new form](new.pdf) first.\n"),
    "picture": ("![Plan of the hall](plan.png)\n", "![Plan of the new hall](plan.png)\n\nKeep it **safe**.\n"),
    "right-to-left": ("שלום לכולם. Phones are off.\n", "שלום לכולם. Phones are always off. הטלפון כבוי.\n"),
    "role": ("{{headteacher}} decides.\n", "The {{headteacher}} decides.\n"),
    "no-break space": ("Ask at 9\u00a0am.\n", "Ask at 10\u00a0am.\n"),
    "retitled": ("## Visits\n\nAsk.\n", "## School visits\n\nAsk.\n"),
    "emptied": ("Ask.\n\nTell.\n", "Tell.\n"),
}


def test_every_form_of_change(settle: Settle) -> None:
    forms = {name: (policy(before).encode(), policy(after).encode()) for name, (before, after) in FORMS.items()}
    assert_exact(settle, forms | {"many": (BEFORE.encode(), AFTER.encode())})


def test_the_drafts_and_the_edited_pairs(settle: Settle) -> None:
    edited = {f.name: (_bytes(f, "before"), _bytes(f, "after")) for f in sorted((DATA / "edits").glob("*/"))}
    assert_exact(settle, dict(drafts()) | edited)


def test_real_histories(settle: Settle) -> None:
    steps = {
        f"{folder.name} {new.stem}": (old.read_bytes(), new.read_bytes())
        for folder in sorted(shared("history").glob("*/"))
        for old, new in pairwise(sorted(folder.glob("[0-9]*.md")))
    }
    assert len(steps) > 100
    assert_exact(settle, steps)


OPS = {"K": Op.KEEP, "I": Op.INSERT, "D": Op.DELETE}
BODIES = ("K", "KI", "IK", "IKI", "KD", "DK", "DKD", "DI", "ID", "KDI", "DIK", "I", "D", "whole I", "whole D")
"""What can happen to a paragraph: its runs in order, or the whole of it."""


def paragraph(body: str, name: str, remarks: tuple[str, ...]) -> Paragraph:
    ops = body.removeprefix("whole ")
    runs = tuple(Run(OPS[op], f"{name} {op}{n}.") for n, op in enumerate(ops))
    return Paragraph(Style(Look.CLAUSE), runs, OPS[ops] if body.startswith("whole") else Op.KEEP, remarks)


@pytest.mark.parametrize("remarks", [(), ("What it does.",)], ids=["bare", "remarked"])
def test_any_change_beside_any_other(settle: Settle, remarks: tuple[str, ...]) -> None:
    title = Paragraph(Style(Look.TITLE), (Run(Op.KEEP, "Any"),), Op.KEEP)
    texts = {
        one: [title, *(paragraph(body, f"{one}, {two}:", remarks) for two in BODIES for body in (one, two, "K"))]
        for one in BODIES
    }
    sheet = Sheet("Any", "Any", datetime.date(2026, 1, 1))
    left = settle({name: word_file(sheet, text) for name, text in texts.items()})
    for name, text in texts.items():
        assert lines(left[name].accepted) == [p.after for p in text[1:] if p.op is not Op.DELETE]
        assert lines(left[name].rejected) == [p.before for p in text[1:] if p.op is not Op.INSERT]


def test_the_comment_of_a_clause_goes_with_it(settle: Settle) -> None:
    before = policy("Lock the door.\n\n## Keys\n\nTell.\n\nAsk the head first.\n")
    after = policy("Ask the head first.\n\nLock the door.\n\n## Keys\n\nTell.\n")
    made = word(before, after)
    title, moved = comments(made)
    assert moved.startswith("Moved from Keys")
    left = settle({"moved": made})["moved"]
    assert comments(left.accepted) == [title, moved]
    assert comments(left.rejected) == [title]


def test_a_policy_as_it_stands_keeps_its_styles_labels_and_tables(call: Callable[..., None], tmp_path: Path) -> None:
    table = "| Item | Where |\n| - | - |\n| Pens | hall |\n"
    body = f"## 1. Rooms\n\n1.1 Lock them.\n\n### Keys\n\n- Keep them.\n\n(a) Ask.\n\n{table}"
    text = policy(body, title="Rooms & keys")
    (tmp_path / "policy.docx").write_bytes(policy_word(named(text), UNDATED, TODAY).made())
    (tmp_path / "out").mkdir()
    call("--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(tmp_path / "policy.docx"))
    content = (tmp_path / "out/policy.docx").read_bytes()
    made = docx.Document(io.BytesIO(content))
    assert [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs if paragraph.text] == [
        ("Title", "Rooms & keys"),
        ("Heading 1", "1 Rooms"),
        ("Normal", "1.1\tLock them."),
        ("Heading 2", "Keys"),
        ("List Bullet", "Keep them."),
        ("Normal", "(a)\tAsk."),
    ]
    assert [[cell.text for cell in row.cells] for row in made.tables[1].rows] == [["Item", "Where"], ["Pens", "hall"]]
    assert all(each.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None for each in made.tables)
    told = {element.tag.partition("}")[2]: element.text for element in part(content, "docProps/core.xml")}
    assert (told["title"], told["language"]) == ("Rooms & keys", "en-GB")
    assert "PAGE" in "".join(field.text or "" for field in part(content, "word/footer1.xml").iter(f"{W}instrText"))
