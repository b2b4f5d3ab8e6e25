"""Files as they really arrive: no exception, a finding that names the line, and no word lost."""

from __future__ import annotations

import errno
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import SCHOOL, TODAY, Bookfolder, policy, read
from policybook.book import load_book
from policybook.book.sources import Sources, read_folder, read_revision
from policybook.checking.check import Report, check_book
from policybook.errors import BookNotFound
from policybook.finding import Finding
from policybook.model import Form
from policybook.parsing import PolicyText, blocks
from policybook.parsing.reader import Reader
from policybook.parsing.unread import keep_unread_lines

NESTED = 10_000


def finding(findings: Any, code: str) -> Finding:
    """Return the one finding with a code."""
    found = [finding for finding in findings if finding.code == code]
    assert len(found) == 1, [finding.code for finding in findings]
    return found[0]


def words(text: PolicyText) -> str:
    return " ".join(node.text for node in text.tree.nodes)


def check(files: dict[str, str | bytes]) -> Report:
    """Check files that are on no disk."""
    data = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return check_book(load_book(Sources(dict(sorted(data.items())))), TODAY)


class TestEncodings:
    def test_a_byte_that_is_not_utf_8_has_a_line_and_a_column(self) -> None:
        text = policy("Staff must ask.\n\nThey may use the caf\xe9 too.\n")
        found = read(text.encode("windows-1252"))
        wrong = finding(found.findings, "encoding-invalid")
        rows = text.split("\n")
        assert rows[wrong.line - 1][wrong.column - 1] == "\xe9"
        assert "0xe9" in wrong.message
        assert "UTF-8" in wrong.fix

    def test_it_is_read_as_windows_1252_so_that_no_word_is_lost(self) -> None:
        text = policy("The “café” – it’s open.\n")
        assert words(read(text.encode("windows-1252"))) == "The “café” – it’s open."

    def test_sound_utf_8_beside_it_is_kept(self) -> None:
        data = policy("Une élève.\n\nUn X.\n").encode().replace(b"X", b"caf\xe9")
        assert words(read(data)) == "Une élève. Un café."

    @pytest.mark.parametrize("byte", range(0x80, 0x100))
    def test_every_byte_is_read(self, byte: int) -> None:
        found = read(policy("Before X after.\n").encode().replace(b"X", bytes([byte])))
        assert finding(found.findings, "encoding-invalid").line == 7
        assert words(found).startswith("Before")
        assert words(found).endswith("after.")

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16(self, encoding: str) -> None:
        text = policy("Une élève must ask.\n")
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
        found = read(mark + text.encode(encoding))
        assert "UTF-16" in finding(found.findings, "encoding-invalid").message
        assert words(found) == "Une élève must ask."
        assert found.front_matter.title == "E-safety"

    def test_utf_16_cut_in_the_middle_of_a_character(self) -> None:
        found = read(b"\xff\xfe" + policy("Staff must ask.\n").encode("utf-16-le")[:-1])
        assert words(found).startswith("Staff must ask.")

    def test_a_nul_character(self) -> None:
        text = policy("Staff must ask.\n\nThey may\0wait.\n")
        found = read(text)
        wrong = finding(found.findings, "encoding-invalid")
        assert "NUL" in wrong.message
        assert "\0" in text.split("\n")[wrong.line - 1]
        assert words(found) == "Staff must ask. They may\N{REPLACEMENT CHARACTER}wait."

    def test_a_nul_character_in_the_front_matter(self) -> None:
        found = read("---\ntitle: E\0safety\nstatus: draft\nowner: {role: Head}\n---\nStaff must ask.\n")
        assert finding(found.findings, "encoding-invalid").line == 2
        assert words(found) == "Staff must ask."

    def test_a_control_character_in_the_front_matter(self) -> None:
        found = read("---\ntitle: E\x07safety\nstatus: draft\nowner: {role: Head}\n---\nStaff must ask.\n")
        assert "front-matter-invalid" in {wrong.code for wrong in found.findings}
        assert found.front_matter.status == "draft"
        assert words(found) == "Staff must ask."

    def test_settings_that_are_not_utf_8(self) -> None:
        report = check({"hill/school.yml": "name: Caf\xe9 School\n".encode("latin-1"), "hill/e/policy.md": policy()})
        wrong = finding(report.findings, "encoding-invalid")
        assert (wrong.path, wrong.policy, wrong.line) == ("hill/school.yml", "hill", 1)


class TestSizes:
    @pytest.mark.parametrize("data", [b"", b"\n", b" \n\t\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
    def test_an_empty_file(self, data: bytes) -> None:
        found = read(data)
        assert finding(found.findings, "file-empty").line == 1
        assert len(found.tree) == 0

    def test_an_empty_file_is_still_a_policy_of_the_book(self) -> None:
        report = check({"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": b""})
        wrong = finding(report.findings, "file-empty")
        assert (wrong.policy, wrong.path, wrong.level) == ("hill/e-safety", "hill/e-safety/policy.md", "error")
        assert list(report.reviews) == ["hill/e-safety"]

    def test_front_matter_and_nothing_else(self) -> None:
        assert len(read(policy("")).tree) == 0

    def test_five_megabytes(self) -> None:
        paragraph = "Staff must lock their screens whenever they leave the room, even for a moment.\n\n"
        found = read(policy(paragraph * (5_000_000 // len(paragraph) + 1)))
        wrong = finding(found.findings, "file-large")
        assert (wrong.level, wrong.line) == ("warning", 1)
        assert "5.0 MB" in wrong.message
        assert len(found.tree) == 5_000_000 // len(paragraph) + 1

    def test_a_usual_size_is_no_finding(self) -> None:
        assert not read(policy("Staff must ask.\n\n" * 20_000)).findings

    def test_five_megabytes_on_one_line(self) -> None:
        found = read(policy("word " * 1_000_000))
        assert words(found).count("word") == 1_000_000

    def test_a_file_too_large_to_be_meant_is_not_read(self, hill: Bookfolder) -> None:
        with hill.path("hill/e-safety/policy.md").open("ab") as file:
            file.truncate(21_000_000)
        hill.write({"hill/other/policy.md": policy()})
        report = hill.check()
        wrong = finding(report.findings, "file-too-large")
        assert (wrong.path, wrong.level) == ("hill/e-safety/policy.md", "error")
        assert "21 MB" in wrong.message
        assert list(report.reviews) == ["hill/other"]


class TestNesting:
    def test_lists_in_lists_on_one_line(self) -> None:
        found = read(policy("- " * NESTED + "deepest\n"))
        assert words(found) == "deepest"
        assert finding(found.findings, "nesting-too-deep").line == 7
        assert len(found.findings) == 1

    def test_numbered_lists_on_one_line(self) -> None:
        found = read(policy("1. " * 1000 + "deepest\n"))
        assert "deepest" in words(found)
        assert finding(found.findings, "nesting-too-deep").line == 7

    def test_lists_in_lists_over_many_lines(self) -> None:
        depth = 500
        found = read(policy("".join(f"{'  ' * n}- word{n}\n" for n in range(depth))))
        assert [node.text for node in found.tree.nodes if node.first_line < 50] == [f"word{n}" for n in range(43)]
        assert re.findall(r"\w+", words(found)) == [f"word{n}" for n in range(depth)]
        too_deep = [wrong for wrong in found.findings if wrong.code == "nesting-too-deep"]
        assert too_deep
        assert all("50" in wrong.message for wrong in too_deep)
        assert len(found.findings) == len(too_deep)

    def test_ten_thousand_lines_of_ever_deeper_items(self) -> None:
        # Deeper indentation than this would only make the file larger: all of it is beyond what is read as lists.
        found = read(policy("".join(f"{'  ' * min(n, 120)}- word{n}\n" for n in range(NESTED))))
        assert re.findall(r"\w+", words(found)) == [f"word{n}" for n in range(NESTED)]

    def test_lists_at_the_limit_are_read_as_meant(self) -> None:
        depth = 49
        found = read(policy("".join(f"{'  ' * n}- word{n}\n" for n in range(depth))))
        assert not found.findings
        assert [node.parent for node in found.tree.nodes] == list(range(-1, depth - 1))

    @pytest.mark.parametrize("sign", [">", "> ", "> - ", "- > "])
    def test_quotations_in_quotations(self, sign: str) -> None:
        found = read(policy(sign * NESTED + "deepest\n"))
        assert "deepest" in words(found)
        assert "nesting-too-deep" in {wrong.code for wrong in found.findings}

    @pytest.mark.parametrize(
        "mark", ["*", "_", "**a ", "[", "![", "](", "`", "<", "<a ", "<b>", "&", "&amp", "\\", "|"]
    )
    def test_marks_without_end(self, mark: str) -> None:
        found = read(policy("Before " + mark * NESTED + " after\n"))
        assert words(found).startswith("Before")

    @pytest.mark.parametrize("end", ["", "x", "{#", "{#a", "{#a}"])
    def test_ids_without_end(self, end: str) -> None:
        assert words(read(policy("Before " + "{#a " * NESTED + end + "\n"))).startswith("Before")

    def test_a_table_of_many_columns(self) -> None:
        row = "| word " * 5000 + "|\n"
        found = read(policy(row + "|-" * 5000 + "|\n" + row))
        assert words(found).count("word") == 10_000


class TestFolders:
    def test_a_link_out_of_the_book_is_not_followed(self, hill: Bookfolder, tmp_path: Path) -> None:
        secret = tmp_path / "secret.md"
        secret.write_text(policy("The secret word.\n"))
        hill.path("hill/leak").mkdir()
        hill.path("hill/leak/policy.md").symlink_to(secret)
        report = hill.check()
        wrong = finding(report.findings, "link-outside")
        assert (wrong.path, wrong.level) == ("hill/leak/policy.md", "error")
        assert list(report.reviews) == ["hill/e-safety"]

    def test_a_linked_folder_is_not_followed(self, hill: Bookfolder, tmp_path: Path) -> None:
        other = tmp_path / "other"
        (other / "p").mkdir(parents=True)
        (other / "p/policy.md").write_text(policy())
        hill.path("dale").symlink_to(other)
        report = hill.check()
        assert finding(report.findings, "link-outside").path == "dale"
        assert list(report.reviews) == ["hill/e-safety"]

    def test_a_version_that_is_a_link_out_of_the_book_is_said_of_its_policy(
        self, hill: Bookfolder, tmp_path: Path
    ) -> None:
        hill.approve("2025-01")
        outside = tmp_path / "2026-01.md"
        outside.write_text(hill.read("hill/e-safety/versions/2025-01.md"))
        hill.path("hill/e-safety/versions/2026-01.md").symlink_to(outside)
        wrong = finding(hill.check(only=["hill/e-safety"]).findings, "link-outside")
        assert (wrong.policy, wrong.path) == ("hill/e-safety", "hill/e-safety/versions/2026-01.md")
        assert wrong.level == "error"
        assert "an older text may pass for the one in force" in wrong.message

    def test_a_version_that_cannot_be_read_is_said_of_its_policy(self, hill: Bookfolder) -> None:
        hill.approve("2025-01")
        hill.path("hill/e-safety/versions/2026-01.md").symlink_to(hill.path("nowhere.md"))
        with hill.path("hill/e-safety/versions/2026-02.md").open("wb") as file:
            file.truncate(21_000_000)
        report = hill.check(only=["hill/e-safety"])
        for code in ("file-unreadable", "file-too-large"):
            wrong = finding(report.findings, code)
            assert (wrong.policy, wrong.level) == ("hill/e-safety", "error")
            assert "an older text may pass for the one in force" in wrong.message

    def test_a_linked_folder_of_versions_is_said_of_its_policy(self, hill: Bookfolder, tmp_path: Path) -> None:
        (tmp_path / "kept").mkdir()
        hill.path("hill/e-safety/versions").symlink_to(tmp_path / "kept")
        wrong = finding(hill.check(only=["hill/e-safety"]).findings, "link-outside")
        assert (wrong.policy, wrong.path, wrong.level) == ("hill/e-safety", "hill/e-safety/versions", "error")

    def test_what_was_not_read_is_said_once_of_policy_school_or_book(self, hill: Bookfolder) -> None:
        hill.write({"BOOK.yml": "", "dale/p/POLICY.MD": "", "hill/School.YML": "", "hill/e-safety/old.markdown": ""})
        hill.write({"hill/notes/POLICY.MD": "", "hill/notes/notes.md": ""})
        found = [(wrong.path, wrong.policy) for wrong in hill.check().findings if wrong.code == "file-misnamed"]
        assert sorted(found) == [
            ("BOOK.yml", ""),
            ("dale/p/POLICY.MD", ""),
            ("hill/School.YML", "hill"),
            ("hill/e-safety/old.markdown", "hill/e-safety"),
            ("hill/notes/POLICY.MD", "hill"),
        ]

    @pytest.mark.parametrize(
        ("name", "right"),
        [
            ("POLICY.MD", "policy.md"),
            ("Policy.md", "policy.md"),
            ("policy.markdown", "policy.md"),
            ("policy.Mkd", "policy.md"),
            ("versions/2019-11.MD", "2019-11.md"),
            ("../school.yaml", "school.yml"),
            ("../../BOOK.yml", "book.yml"),
        ],
    )
    def test_a_name_that_is_almost_right_is_not_passed_over_in_silence(
        self, hill: Bookfolder, name: str, right: str
    ) -> None:
        hill.write({f"hill/e-safety/{name}": policy()})
        assert f"`{right}`" in finding(hill.check().findings, "file-misnamed").fix

    def test_other_names_are_no_finding(self, hill: Bookfolder) -> None:
        hill.write({"README.markdown": "x", "hill/e-safety/notes.txt": "x", "hill/e-safety/form.PDF": "x"})
        assert {wrong.code for wrong in hill.check().findings} == {"nothing-in-force"}

    def test_a_folder_that_the_system_refuses_to_list(self, hill: Bookfolder, monkeypatch: pytest.MonkeyPatch) -> None:
        hill.write({"hill/locked/policy.md": policy()})
        locked, really = hill.path("hill/locked"), os.scandir

        def refuse(path: Any) -> Any:
            if Path(path) == locked:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return really(path)

        monkeypatch.setattr(os, "scandir", refuse)
        report = hill.check()
        wrong = finding(report.findings, "file-unreadable")
        assert (wrong.path, wrong.policy, wrong.level) == ("hill/locked", "hill", "error")
        assert "The folder cannot be read: Permission denied" in wrong.message
        assert list(report.reviews) == ["hill/e-safety"]

    @pytest.mark.parametrize(
        ("folder", "says"),
        [
            ("..", "is not the book but holds it"),
            ("hill", "is the folder of a school"),
            ("hill/e-safety", "is the folder of a policy"),
        ],
    )
    def test_another_folder_than_the_book_is_refused(self, hill: Bookfolder, folder: str, says: str) -> None:
        given = Path(os.path.normpath(hill.path(folder)))
        with pytest.raises(BookNotFound, match=says) as caught:
            read_folder(given)
        assert caught.value.fix.endswith(f"--book {hill.root}")

    def test_a_folder_that_has_nothing_of_a_book_is_an_error(self, book: Any) -> None:
        assert finding(book({"pictures/a.png": "x"}).check().findings, "book-empty").level == "error"

    def test_a_school_may_be_called_policies(self, book: Any) -> None:
        folder = book({"policies/school.yml": SCHOOL, "policies/p/policy.md": policy()})
        assert list(folder.check().reviews) == ["policies/p"]

    def test_a_link_inside_the_book_is_followed(self, hill: Bookfolder) -> None:
        hill.path("hill/other").mkdir()
        hill.path("hill/other/policy.md").symlink_to(hill.path("hill/e-safety/policy.md"))
        assert sorted(hill.check().reviews) == ["hill/e-safety", "hill/other"]

    @pytest.mark.parametrize("target", ["policy.md", "nowhere.md"])
    def test_a_link_to_itself_or_to_nowhere(self, hill: Bookfolder, target: str) -> None:
        hill.path("hill/odd").mkdir()
        hill.path("hill/odd/policy.md").symlink_to(hill.path("hill/odd") / target)
        report = hill.check()
        wrong = finding(report.findings, "file-unreadable")
        assert (wrong.path, wrong.level) == ("hill/odd/policy.md", "error")
        assert "hill/e-safety" in report.reviews

    def test_a_file_that_the_system_refuses_to_read(self, hill: Bookfolder, monkeypatch: pytest.MonkeyPatch) -> None:
        hill.write({"hill/locked/policy.md": policy()})
        locked = hill.path("hill/locked/policy.md")
        really = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path == locked:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return really(path)

        monkeypatch.setattr(Path, "read_bytes", refuse)
        report = hill.check()
        wrong = finding(report.findings, "file-unreadable")
        assert (wrong.path, wrong.level) == ("hill/locked/policy.md", "error")
        assert "Permission denied" in wrong.message
        assert list(report.reviews) == ["hill/e-safety"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, hill: Bookfolder) -> None:
        hill.path("hill/pipe").mkdir()
        os.mkfifo(hill.path("hill/pipe/policy.md"))

        def give_up(*_: object) -> None:
            raise AssertionError("it waits for the pipe")

        before = signal.signal(signal.SIGALRM, give_up)
        signal.alarm(30)
        try:
            found = hill.check().findings
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
        assert finding(found, "file-unreadable").path == "hill/pipe/policy.md"

    def test_a_link_and_a_wrong_name_in_a_git_revision(self, hill: Bookfolder, repository: Any) -> None:
        hill.path("hill/e-safety/versions").mkdir()
        hill.path("hill/e-safety/versions/2026-01.md").symlink_to(hill.path("nowhere.md"))
        hill.write({"hill/e-safety/POLICY.MD": "x"})
        repository(hill.root.parent).commit()
        book = load_book(read_revision(hill.root, "HEAD"))
        found = {wrong.code: wrong for wrong in book.policy("hill/e-safety")[1].findings}
        assert set(found) == {"file-misnamed", "link-outside"}
        assert {wrong.level for wrong in found.values()} == {"error"}

    def test_a_folder_that_is_called_like_a_file(self, hill: Bookfolder) -> None:
        hill.path("hill/odd/policy.md").mkdir(parents=True)
        assert list(hill.check().reviews) == ["hill/e-safety"]

    def test_hidden_files_and_folders_are_not_read(self, hill: Bookfolder) -> None:
        hill.write({".git/policy.md": "x", "hill/.trash/policy.md": "x", "hill/e-safety/.policy.md": "x"})
        assert list(hill.check().reviews) == ["hill/e-safety"]
        assert {wrong.code for wrong in hill.check().findings} == {"nothing-in-force"}

    def test_two_policies_with_one_id(self) -> None:
        report = check(
            {
                "hill/school.yml": SCHOOL,
                "hill/E-Safety/policy.md": policy("Text of the first.\n"),
                "hill/e-safety/policy.md": policy("Text of the second.\n"),
            }
        )
        # The folder whose name is an id keeps it.
        assert sorted(report.reviews) == ["hill/e-safety", "hill/e-safety-2"]
        invalid, double = finding(report.findings, "id-invalid"), finding(report.findings, "id-duplicate")
        assert invalid.path == double.path == "hill/E-Safety"
        assert "“E-Safety” is no id" in invalid.message
        assert "published as “e-safety-2”" in invalid.message

    def test_the_policy_whose_folder_is_an_id_keeps_it(self) -> None:
        files = {
            "hill/E-Safety/policy.md": policy("First.\n"),
            "hill/e-safety/policy.md": policy("Second.\n"),
            "hill/e-safety-2/policy.md": policy("Third.\n"),
        }
        book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
        texts = {found.ref: found.working.tree.nodes[0].text for _, found in book.policies() if found.working}
        assert texts == {"hill/e-safety": "Second.", "hill/e-safety-2": "Third.", "hill/e-safety-3": "First."}

    def test_two_schools_with_one_id(self) -> None:
        report = check({"Hill/p/policy.md": policy(), "hill/p/policy.md": policy()})
        assert sorted(report.reviews) == ["hill-2/p", "hill/p"]
        assert finding(report.findings, "id-duplicate").path == "Hill"

    @pytest.mark.parametrize(
        ("folder", "id_"),
        [
            ("E-Safety", "e-safety"),
            ("e safety", "e-safety"),
            ("e_safety", "e-safety"),
            ("-e--safety-", "e-safety"),
            ("学", "policy"),
        ],
    )
    def test_a_folder_whose_name_is_no_id(self, folder: str, id_: str) -> None:
        report = check({"hill/school.yml": SCHOOL, f"hill/{folder}/policy.md": policy()})
        assert list(report.reviews) == [f"hill/{id_}"]
        wrong = finding(report.findings, "id-invalid")
        assert (wrong.path, wrong.policy) == (f"hill/{folder}", f"hill/{id_}")

    def test_a_version_whose_name_and_date_differ(self) -> None:
        text = policy("Text.\n", status="approved", approved="{by: Governors, date: 2019-10}")
        report = check({"hill/school.yml": SCHOOL, "hill/p/policy.md": text, "hill/p/versions/2019-11.md": text})
        wrong = finding(report.findings, "version-date-differs")
        assert (wrong.path, wrong.level) == ("hill/p/versions/2019-11.md", "error")
        assert text.split("\n")[wrong.line - 1].startswith("approved:")
        assert "2019-11" in wrong.message
        assert "2019-10" in wrong.message

    def test_a_version_without_a_date_inside(self) -> None:
        text = policy("Text.\n", status="approved")
        report = check({"hill/school.yml": SCHOOL, "hill/p/policy.md": text, "hill/p/versions/2019-11.md": text})
        assert "missing" in finding(report.findings, "version-date-differs").message

    def test_a_version_whose_name_is_no_date_is_kept(self) -> None:
        text = policy("Text.\n", status="approved", approved="{by: Governors, date: 2019-11}")
        report = check({"hill/school.yml": SCHOOL, "hill/p/policy.md": text, "hill/p/versions/november.md": text})
        assert finding(report.findings, "version-name-invalid").path == "hill/p/versions/november.md"
        assert list(report.reviews) == ["hill/p"]

    def test_a_book_without_schools(self, book: Any) -> None:
        report = book({"book.yml": "title: Nothing yet\n"}).check()
        wrong = finding(report.findings, "book-empty")
        assert wrong.level == "warning"
        assert not report.reviews

    def test_a_school_without_policies(self) -> None:
        report = check({"hill/school.yml": SCHOOL, "dale/school.yml": "name: Dale\n", "hill/p/policy.md": policy()})
        assert list(report.reviews) == ["hill/p"]
        assert {wrong.policy for wrong in report.findings} == {"hill/p"}

    def test_a_policy_without_a_working_text(self) -> None:
        text = policy("Text.\n", status="approved", approved="{by: Governors, date: 2019-11}")
        report = check({"hill/school.yml": SCHOOL, "hill/p/versions/2019-11.md": text})
        assert finding(report.findings, "working-missing").policy == "hill/p"
        assert list(report.reviews) == ["hill/p"]

    @pytest.mark.parametrize(
        "path",
        ["notes.md", "hill/notes.md", "hill/p/notes.md", "hill/p/versions/old/2019-11.md", "hill/p/old/policy.md"],
    )
    def test_a_text_in_the_wrong_place_is_not_passed_over_in_silence(self, path: str) -> None:
        report = check({"hill/school.yml": SCHOOL, "hill/p/policy.md": policy(), path: policy()})
        assert finding(report.findings, "file-misplaced").path == path
        assert list(report.reviews) == ["hill/p"]


class CountedList(list[Any]):
    """A list that counts how often something is taken from it by going through it."""

    taken = 0

    def __iter__(self) -> Iterator[Any]:
        for entry in super().__iter__():
            CountedList.taken += 1
            yield entry


class TestLongTexts:
    @pytest.mark.parametrize(
        "body",
        [
            "".join(f"[a{n}]: b.md\n\nStaff must ask.\n\n" for n in range(500)),
            "".join(f"## Rules\n\n[a{n}]: b.md\n\n" for n in range(500)),
        ],
        ids=["definitions", "definitions in sections"],
    )
    def test_lines_that_no_block_claims_are_found_in_one_walk(self, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
        # Ten times the clauses take ten times as long, not a hundred times.
        def count(reader: Reader) -> None:
            reader.drafts = CountedList(reader.drafts)
            CountedList.taken = 0
            keep_unread_lines(reader)
            assert CountedList.taken <= 3 * 1000

        monkeypatch.setattr(blocks, "keep_unread_lines", count)
        found = read(policy(body))
        assert len(found.tree) >= 1000

    def test_empty_items_beside_a_long_line_are_empty(self) -> None:
        found = read(policy("-\n1.\n" * 300 + "\n" + "x" * 120 + "\n"))
        assert [node.text for node in found.tree.nodes] == [""] * 600 + ["x" * 120]
        assert [wrong.code for wrong in found.findings] == ["clause-empty"] * 600

    def test_thousands_of_definitions_stand_where_they_are_written(self) -> None:
        found = read(policy("".join(f"## H{n}\n\n[a{n}]: b.md\n\nStaff ask.\n\n" for n in range(3000))))
        nodes = found.tree.nodes
        assert [node.form for node in nodes[:6]] == [Form.HEADING, Form.DEFINITION, Form.PARAGRAPH] * 2
        assert all(nodes[node.parent].form is Form.HEADING for node in nodes if not node.is_section)
        assert nodes[-2].parent == nodes[-1].parent == len(nodes) - 3


class TestOddTexts:
    @pytest.mark.parametrize(
        "body",
        [
            "<div><![foo[bar",
            "<a href=http://[>",
            '<img src="http://[::1">',
            "[x](http://[)",
            "[x](<a b>)",
            "[x](%zz)",
            "[x](//)",
            "&#0; &#xD800; &#x110000;",
            "\ud7ff\ufffe\uffff\U0010ffff",
            "\u2028\u2029\x85\x0b\x0c",
            "- \x0b\n-\x0c",
            "{{}} {{ }} {{{{a}}}} {{a\n}}",
            "[a]: <\n[b]:\n[",
            "```\n" * 3,
            "~~~ {#a}",
            "|\n|-|\n|",
            ":-",
            "1.\n" * 3,
            "9999999999. x",
            "999999999. x",
            "# # #\n## {#a} {#a}",
            "***\n---\n___",
        ],
    )
    def test_is_read_and_checked_without_an_exception(self, body: str) -> None:
        report = check({"hill/school.yml": SCHOOL, "hill/p/policy.md": policy(body)})
        assert list(report.reviews) == ["hill/p"]

    def test_lines_across_the_page_and_nothing_else(self) -> None:
        found = read(policy("***\n\n---\n"))
        assert {node.form for node in found.tree.nodes} == {Form.BREAK}
        assert [node.first_line for node in found.tree.nodes] == [7, 9]

    def test_every_line_of_a_broken_policy_is_somewhere(self) -> None:
        body = "Staff [must\n\n- *ask\n  - **now\n\n<div>never closed\n\n```\nlock\n\nthe end"
        found = read(policy(body))
        for word in ("Staff", "must", "ask", "now", "never closed", "lock", "the end"):
            assert word in words(found)
