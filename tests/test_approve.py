"""Approving: what is sealed, what is refused, and that no word and no file is lost on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import SCHOOL, TODAY, Bookfolder, policy
from policybook.book import load_file
from policybook.book.approving import Write, write
from policybook.book.seal import seal
from policybook.errors import InputError, NotApprovable
from policybook.finding import Level
from policybook.metadata import FrontMatter
from policybook.model import Form, Node

PATH = "hill/e-safety/policy.md"
FIRST = "hill/e-safety/versions/2026-01.md"
SECOND = "hill/e-safety/versions/2026-06-04.md"

BODY = """\
## 1. Screens

1.1 Staff must lock their screens:

- at noon
- when they leave

## 2. Phones

Staff may call parents.
"""


def redraft(folder: Bookfolder, *changes: tuple[str, str], note: str = "Clearer.") -> None:
    """Make the working text a draft again, with a change note and with words replaced."""
    folder.edit(PATH, ("status: approved", f"status: draft\nchange_note: {note}"), *changes)


def errors(folder: Bookfolder) -> list[str]:
    return [finding.code for finding in folder.check().findings if finding.level is Level.ERROR]


def essence(node: Node) -> tuple[Any, ...]:
    """What a reader sees of a node, and where it stands."""
    return node.form, node.block, node.label, node.text, node.links, node.parent, node.level, node.is_stem


@pytest.fixture
def draft(book: Callable[..., Bookfolder]) -> Bookfolder:
    return book({"hill/school.yml": SCHOOL, PATH: policy(BODY)})


@pytest.fixture
def approved(draft: Bookfolder) -> Bookfolder:
    draft.approve("2026-01", by="Governing Body", minute="7.2")
    return draft


class TestSealing:
    def test_the_sealed_text_is_the_approved_one(self, draft: Bookfolder) -> None:
        before = draft.policy().working
        draft.approve("2026-01")
        sealed, working = draft.policy().versions
        assert sealed.name == "2026-01"
        for text in (sealed, working):
            assert before is not None
            assert list(map(essence, text.tree.nodes)) == list(map(essence, before.tree.nodes))
            assert text.tree.ids == before.tree.ids

    def test_the_book_is_sound_afterwards(self, approved: Bookfolder) -> None:
        assert errors(approved) == []
        sealed = approved.policy().sealed[0]
        assert sealed.front_matter.seal == seal(sealed.front_matter, sealed.tree)

    def test_it_is_in_force(self, approved: Bookfolder) -> None:
        held = approved.policy().in_force(TODAY)
        assert held is not None
        assert held.name == "2026-01"

    def test_both_texts_say_who_approved_and_when(self, approved: Bookfolder) -> None:
        for version in approved.policy().versions:
            decision = version.front_matter.approved
            assert version.front_matter.status == "approved"
            assert decision is not None
            assert (decision.by, str(decision.date), decision.minute) == ("Governing Body", "2026-01", "7.2")

    def test_the_names_of_the_day_are_kept(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("Staff may", "The {{network-manager}} may"))
        draft.approve("2026-01")
        draft.write({"hill/school.yml": SCHOOL.replace("A. Head", "B. Newhead")})
        people = draft.policy().sealed[0].front_matter.people
        assert {role: person.name for role, person in people.items()} == {
            "headteacher": "A. Head",
            "network-manager": "N. Manager",
        }
        assert "people" not in draft.read(PATH)
        assert errors(draft) == []

    def test_every_clause_has_its_id_written_at_its_end(self, approved: Bookfolder) -> None:
        sealed = approved.policy().sealed[0]
        assert [node.own_id for node in sealed.tree.nodes] == list(sealed.tree.ids)
        rows = approved.read(FIRST).split("\n")
        assert "## 1. Screens {#screens}" in rows
        assert "- at noon {#noon}" in rows

    def test_the_working_text_is_not_cluttered_with_ids(self, approved: Bookfolder) -> None:
        assert "{#" not in approved.read(PATH)

    def test_a_second_approval_leaves_the_first_version_untouched(self, approved: Bookfolder) -> None:
        first = approved.path(FIRST).read_bytes()
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-06-04")
        assert approved.path(FIRST).read_bytes() == first
        assert [version.name for version in approved.policy().sealed] == ["2026-01", "2026-06-04"]
        assert errors(approved) == []

    def test_months_and_days_of_one_month_are_two_versions(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-01-20")
        assert [version.name for version in approved.policy().sealed] == ["2026-01", "2026-01-20"]

    def test_undated(self, draft: Bookfolder) -> None:
        draft.approve("undated", by=None)
        (sealed,) = draft.policy().sealed
        assert (sealed.name, sealed.front_matter.approved) == ("undated", None)
        assert errors(draft) == []
        held = draft.policy().in_force(TODAY)
        assert held is not None
        assert held.name == "undated"

    def test_a_dated_version_may_follow_an_undated_one(self, draft: Bookfolder) -> None:
        draft.approve("undated", by=None)
        redraft(draft, ("at noon", "at one"))
        draft.approve("2010-01")
        assert [version.name for version in draft.policy().sealed] == ["undated", "2010-01"]

    def test_a_text_approved_by_hand_may_be_sealed(self, book: Callable[..., Bookfolder]) -> None:
        text = policy(BODY, status="approved", approved="{by: Governors, date: 2025-12}")
        folder = book({"hill/school.yml": SCHOOL, PATH: text})
        folder.approve("2026-01")
        assert errors(folder) == []

    def test_the_same_words_may_be_approved_again(self, approved: Bookfolder) -> None:
        redraft(approved)
        approved.approve("2026-06-04")
        assert [version.name for version in approved.policy().sealed] == ["2026-01", "2026-06-04"]

    @pytest.mark.parametrize("text", [BODY, BODY.rstrip("\n"), "\n\n" + BODY, BODY.replace("\n", "\r\n")])
    def test_line_ends_and_blank_lines_do_not_matter(self, draft: Bookfolder, text: str) -> None:
        draft.write({PATH: policy(text)})
        draft.approve("2026-01")
        assert errors(draft) == []

    def test_a_byte_order_mark_does_not_matter(self, draft: Bookfolder) -> None:
        draft.write({PATH: b"\xef\xbb\xbf" + policy(BODY).replace("\n", "\r\n").encode()})
        draft.approve("2026-01")
        assert errors(draft) == []


class TestFrontMatter:
    TEXT = """\
---
# The clerk's notes stand here.
title: "E-safety: screens"  # as in the minutes
status: draft
owner: {role: headteacher}

# Whom it binds.
audience:
- staff
- governors
approved:
  by: Old Body
  date: 2020-01
# When it is looked at again.
review:
  frequency: annually
'change_note': Because.
---
Staff must ask.
"""

    def test_comments_order_and_other_fields_survive(self, draft: Bookfolder) -> None:
        draft.write({PATH: self.TEXT})
        draft.approve("2026-01", by="New: Body", minute="7")
        for path in (PATH, FIRST):
            rows = draft.read(path).split("\n")
            for row in self.TEXT.split("\n"):
                if row.strip() and row not in {"status: draft", "approved:", "  by: Old Body", "  date: 2020-01"}:
                    assert [other for other in rows if other.startswith(row)], row
            names = [
                row.partition(":")[0].strip("'")
                for row in rows[1 : rows.index("---", 1)]
                if row[:1].isalpha() or row[:1] == "'"
            ]
            kept = [name for name in names if name not in {"seal", "people"}]
            assert kept == ["title", "status", "owner", "audience", "approved", "review", "change_note"]
            comments = [n for n, row in enumerate(rows) if row.startswith("#")]
            assert rows[comments[2] + 1] == "review:"

    def test_the_new_decision_replaces_the_old_one(self, draft: Bookfolder) -> None:
        draft.write({PATH: self.TEXT})
        draft.approve("2026-01", by="New: Body")
        for version in draft.policy().versions:
            decision = version.front_matter.approved
            assert decision is not None
            assert (decision.by, str(decision.date), decision.minute) == ("New: Body", "2026-01", None)
            assert version.front_matter.audience == ("staff", "governors")
            assert version.front_matter.title == "E-safety: screens"

    @pytest.mark.parametrize(
        "by", ["Governors: all", "#1 body", "- body", "'body'", "yes", "2026", "a\\b", "Gouvernement été"]
    )
    def test_any_name_of_a_body_is_written_as_it_is(self, draft: Bookfolder, by: str) -> None:
        draft.approve("2026-01", by=by, minute=by)
        for version in draft.policy().versions:
            decision = version.front_matter.approved
            assert decision is not None
            assert (decision.by, decision.minute) == (by, by)

    def test_a_seal_in_a_draft_is_not_carried_over(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("status: draft", "status: draft\nseal: 1:abc\npeople:\n  headteacher: {name: X}"))
        draft.approve("2026-01")
        assert "1:abc" not in draft.read(FIRST) + draft.read(PATH)
        assert errors(draft) == []


class TestRefusals:
    """Nothing is written, and the message says why and what to do."""

    def refused(self, folder: Bookfolder, date: str, *phrases: str, **options: Any) -> None:
        before = folder.contents()
        with pytest.raises(NotApprovable) as caught:
            folder.approve(date, **options)
        for phrase in phrases:
            assert phrase in str(caught.value)
        assert folder.contents() == before

    def test_a_new_version_without_a_change_note(self, approved: Bookfolder) -> None:
        approved.edit(PATH, ("status: approved", "status: draft"), ("at noon", "at one"))
        self.refused(approved, "2026-06-04", "why it differs", "change_note", PATH)

    def test_a_text_with_errors(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("Staff may", "The {{bursar}} may"))
        self.refused(draft, "2026-01", "does not pass `check`", f"{PATH}:16", "bursar", "[role-unknown]")

    def test_a_text_with_broken_front_matter(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("owner:", "onwer:"))
        self.refused(draft, "2026-01", "front-matter-invalid", "owner-missing")

    def test_warnings_do_not_stand_in_the_way(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("## 2. Phones", "# 2. Phones"))
        draft.approve("2026-01")
        assert draft.path(FIRST).is_file()

    def test_an_overdue_review_does_not_stand_in_the_way(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("status: draft", "status: draft\nreview: {due: 2026-02}"))
        draft.approve("2026-01")
        assert errors(draft) == ["review-overdue"]
        redraft(draft, ("due: 2026-02", "due: 2027-12"))
        draft.approve("2026-06-04")
        assert errors(draft) == []

    def test_twice_the_same_text(self, approved: Bookfolder) -> None:
        self.refused(approved, "2026-06-04", "approved already, on 2026-01", "status: draft")

    def test_twice_on_one_date(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        self.refused(approved, "2026-01", "has a version 2026-01 already", "--correct --why", FIRST)

    def test_before_the_newest_version(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        self.refused(approved, "2025-12-31", "31 December 2025 is before January 2026")
        approved.approve("2026-01-01")

    def test_a_month_after_one_of_its_days(self, draft: Bookfolder) -> None:
        # Versions are sorted by date, a month before its days: the new text would not be the newest.
        draft.approve("2026-01-20")
        redraft(draft, ("at noon", "at one"))
        self.refused(draft, "2026-01", "January 2026 is before 20 January 2026", "give the day")
        draft.approve("2026-01-21")
        held = draft.policy().in_force(TODAY)
        assert held is not None
        assert held.name == "2026-01-21"

    def test_front_matter_that_cannot_be_marked_as_approved(self, draft: Bookfolder) -> None:
        draft.write({PATH: "---\n{title: Phones, status: draft, owner: {role: headteacher}}\n---\nAsk.\n"})
        self.refused(draft, "2026-01", "could not be sealed", "on lines of its own")

    def test_a_fault_of_an_earlier_version_does_not_stand_in_the_way(self, approved: Bookfolder) -> None:
        # Nobody may edit a sealed text, so nobody could mend it first.
        approved.edit(FIRST, ("owner: {role: headteacher}", "onwer: {role: headteacher}"))
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-06-04")
        assert approved.path(SECOND).is_file()

    def test_another_title_is_another_text(self, approved: Bookfolder) -> None:
        approved.edit(PATH, ("title: E-safety", "title: Online safety\nchange_note: A better title."))
        approved.approve("2026-06-04")
        assert [version.front_matter.title for version in approved.policy().sealed] == ["E-safety", "Online safety"]

    def test_undated_after_a_version(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        self.refused(approved, "undated", "needs its approval date")

    def test_a_date_that_has_not_come(self, draft: Bookfolder) -> None:
        self.refused(draft, "2026-11-22", "22 November 2026 has not come yet", "effective:")
        self.refused(draft, "2026-12", "December 2026 has not come yet")
        draft.approve("2026-11")  # the month has begun

    def test_today_is_no_day_to_come(self, draft: Bookfolder) -> None:
        draft.approve("2026-11-21")
        assert draft.policy().sealed[0].name == "2026-11-21"

    def test_with_the_change_note_of_the_newest_version(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"), note="Later, at one.")
        approved.approve("2026-06-04")
        approved.edit(PATH, ("status: approved", "status: draft"), ("- at one", "- at two"))
        self.refused(approved, "2026-07", "The change note is that of the version of 2026-06-04", "why this version")
        approved.edit(PATH, ("Later, at one.", "Later,  at one."))
        self.refused(approved, "2026-07", "The change note is that of the version")
        approved.edit(PATH, ("Later,  at one.", "Later, at two."))
        approved.approve("2026-07")

    @pytest.mark.parametrize("body", ["", "## 1. Screens\n", "<!-- to be written -->\n", "[a]: b.md\n"])
    def test_a_text_without_a_clause(self, draft: Bookfolder, body: str) -> None:
        draft.write({PATH: policy(body)})
        self.refused(draft, "2026-01", "policy-empty")
        draft.write({"book.yml": "levels: {policy-empty: off}\n"})
        self.refused(draft, "2026-01", "no clause to approve")

    def test_a_policy_with_a_version_that_cannot_be_read(self, approved: Bookfolder) -> None:
        approved.path(SECOND).symlink_to(approved.path("nowhere.md"))
        redraft(approved, ("at noon", "at one"))
        with pytest.raises(NotApprovable, match="file-unreadable"):
            approved.approve("2026-07")

    @pytest.mark.parametrize("link", ["versions", "versions/2026-01.md", "policy.md"])
    def test_to_write_outside_the_book(self, draft: Bookfolder, tmp_path: Path, link: str) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        text = draft.read(PATH)
        (outside / "policy.md").write_text(text)
        target = draft.path(f"hill/e-safety/{link}")
        target.unlink(missing_ok=True)
        target.parent.mkdir(exist_ok=True)
        target.symlink_to(outside if link == "versions" else outside / Path(link).name)
        writes = [Write(FIRST, "sealed", is_new=True), Write(PATH, "approved", is_new=False)]
        with pytest.raises(NotApprovable, match="leads out of the book"):
            write(draft.root, writes)
        assert [path.name for path in outside.iterdir()] == ["policy.md"]
        assert (outside / "policy.md").read_text() == text
        assert not [name for name in draft.names() if name.endswith(".new")]

    def test_a_withdrawn_policy(self, draft: Bookfolder) -> None:
        draft.edit(PATH, ("status: draft", "status: withdrawn"))
        self.refused(draft, "2026-01", "is withdrawn", "status: draft")

    def test_without_a_working_text(self, approved: Bookfolder) -> None:
        approved.path(PATH).unlink()
        self.refused(approved, "2026-06-04", "no working text", PATH)

    def test_over_a_file_that_appeared_in_between(self, draft: Bookfolder, monkeypatch: pytest.MonkeyPatch) -> None:
        really = os.link

        def slow(source: Path, target: Path) -> None:
            target.write_text("another clerk's version")
            really(source, target)

        monkeypatch.setattr(os, "link", slow)
        with pytest.raises(NotApprovable, match="version of that date already"):
            draft.approve("2026-01")
        assert draft.read(FIRST) == "another clerk's version"
        assert draft.read(PATH) == policy(BODY)
        assert draft.names() == sorted(["hill/school.yml", PATH, FIRST])

    def test_to_correct_a_version_that_is_not_there(self, approved: Bookfolder) -> None:
        redraft(approved)
        self.refused(approved, "2026-06-04", "no version 2026-06-04 to correct", "It has 2026-01", why="A slip.")


class TestCorrecting:
    def test_a_record_and_the_replaced_text_are_kept(self, approved: Bookfolder) -> None:
        wrong = approved.path(FIRST).read_bytes()
        recorded = approved.policy().sealed[0].front_matter.seal
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-01", why="The wrong file was sealed.")
        (sealed,) = approved.policy().sealed
        assert "at one" in [node.text for node in sealed.tree.nodes]
        (entry,) = sealed.front_matter.corrections
        assert (str(entry.date), entry.why, entry.seal) == ("2026-11-21", "The wrong file was sealed.", recorded)
        kept = approved.path("hill/e-safety/versions/corrected/2026-01-1.md")
        assert kept.read_bytes() == wrong
        assert errors(approved) == []

    def test_a_second_correction_keeps_both(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-01", why="First.")
        approved.edit(PATH, ("at one", "at two"))
        approved.approve("2026-01", why="Second.")
        (sealed,) = approved.policy().sealed
        assert [entry.why for entry in sealed.front_matter.corrections] == ["First.", "Second."]
        assert [name for name in approved.names() if "corrected" in name] == [
            "hill/e-safety/versions/corrected/2026-01-1.md",
            "hill/e-safety/versions/corrected/2026-01-2.md",
        ]
        assert errors(approved) == []

    def test_corrected_texts_are_no_versions(self, approved: Bookfolder) -> None:
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-01", why="A slip.")
        assert [version.name for version in approved.policy().versions] == ["2026-01", "working"]

    def test_an_older_version_is_corrected_without_touching_the_newest_and_the_working_text(
        self, approved: Bookfolder
    ) -> None:
        redraft(approved, ("at noon", "at one"))
        approved.approve("2026-06-04")
        newest = approved.path(SECOND).read_bytes()
        approved.edit(PATH, ("status: approved", "status: draft"), ("at one", "at two"))
        working = approved.path(PATH).read_bytes()
        approved.approve("2026-01", why="A slip.")
        first, second = approved.policy().sealed
        assert "at two" in [node.text for node in first.tree.nodes]
        assert approved.path(SECOND).read_bytes() == newest
        assert "at one" in [node.text for node in second.tree.nodes]
        assert approved.path(PATH).read_bytes() == working
        assert errors(approved) == []

    def test_ids_stay(self, approved: Bookfolder) -> None:
        before = approved.policy().sealed[0].tree.ids
        redraft(approved)
        approved.approve("2026-01", why="A slip in the minute.", minute="7.3")
        assert approved.policy().sealed[0].tree.ids == before


class TestInterrupted:
    """Whatever fails, the old files are whole, nothing is left lying about, and a second try succeeds."""

    @pytest.mark.parametrize("fails", ["link", "replace", "fsync"])
    def test_a_write_that_fails(self, draft: Bookfolder, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
        before = draft.contents()
        with monkeypatch.context() as patch:
            patch.setattr(os, fails, refuse)
            with pytest.raises(InputError, match="No space left on device"):
                draft.approve("2026-01")
        assert draft.contents() == before
        draft.approve("2026-01")
        assert errors(draft) == []

    def test_an_approval_that_is_stopped(self, draft: Bookfolder, monkeypatch: pytest.MonkeyPatch) -> None:
        before = draft.contents()
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", stop)
            with pytest.raises(KeyboardInterrupt):
                draft.approve("2026-01")
        assert draft.contents() == before

    def test_a_correction_that_fails_before_anything_is_replaced(
        self, approved: Bookfolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        redraft(approved, ("at noon", "at one"))
        before = approved.contents()
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refuse)
            with pytest.raises(InputError):
                approved.approve("2026-01", why="A slip.")
        assert approved.contents() == before
        approved.approve("2026-01", why="A slip.")
        assert errors(approved) == []

    def test_a_correction_that_fails_halfway_keeps_the_replaced_text(
        self, approved: Bookfolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong = approved.path(FIRST).read_bytes()
        redraft(approved, ("at noon", "at one"))
        really, calls = os.replace, []

        def second_fails(source: Path, target: Path) -> None:
            calls.append(target)
            if len(calls) == 2:
                refuse()
            really(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", second_fails)
            with pytest.raises(InputError):
                approved.approve("2026-01", why="A slip.")
        assert approved.path("hill/e-safety/versions/corrected/2026-01-1.md").read_bytes() == wrong
        assert not [name for name in approved.names() if name.endswith(".new")]
        sealed = approved.policy().sealed[0]
        assert sealed.front_matter.seal == seal(sealed.front_matter, sealed.tree)


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def stop(*_: object) -> None:
    raise KeyboardInterrupt


FORMS = {
    "paragraph": "Staff must ask.",
    "two lines": "Staff must ask\nand wait.",
    "bold end": "Staff must **ask**",
    "a backslash at the end": "Staff must ask \\",
    "heading": "## Email\n\nAsk.",
    "closed heading": "## Email ##\n\nAsk.",
    "items": "- ask\n- wait\n  - long\n  - longer\n\n  more\n1. one\n2. two",
    "empty item": "- ask\n-\n- wait",
    "empty item above words": "1.\nStaff must ask.",
    "stem": "Staff must:\n- ask\n- wait",
    "table": "| Who |\n|-----|\n| All |\n\nAsk.",
    "table above a list": "| Who |\n|-----|\n| All |\n- ask",
    "table in an item": "- ask\n\n  | Who |\n  |-----|\n  | All |\n- wait",
    "item of a table": "- | Who |\n  |-----|\n  | All |\n- wait",
    "quotation": "> Ask.\n> Wait.\n\nStaff.",
    "quotation of a list": "> - ask\n> - wait",
    "quotation above a list": "> Ask.\n- wait",
    "item of a quotation": "10. > Ask.\n    > Wait.\n11. wait",
    "code": "```\nask\n```\n\nWait.",
    "code above words": "```\nask\n```\nStaff must wait.",
    "item of code": "- ```\n  ask\n  ```\n- wait",
    "indented code": "Ask.\n\n    wait\n    long\n\nStaff.",
    "item of indented code": "-     ask\n- wait",
    "html": "<p>Ask.</p>\n\nWait.",
    "comment above words": "<!-- to do -->\nStaff must wait.",
    "comment never closed": "<!-- to do\n\nStaff must wait.",
    "script never closed": "Staff <script> must ask.\n\n<pre>\nStaff must wait.",
    "attribute never closed": '<div class="note>\nAsk.\n</div>\n\nWait.',
    "cells beyond the last column": "| Who |\n|-----|\n| All | ask |\n\nWait.",
    "item of html": "1. <p>Ask.</p>\n2. wait",
    "line across": "Ask.\n\n***\n\nWait.\n\n---",
    "line across in an item": "- ask\n\n  ***\n- wait",
    "definition": "See [form].\n\n[form]: form.pdf\n\nAsk.",
    "ids given": "Ask. {#ask}\n\n- wait {#wait}\n\n| Who |\n|-----|\n| All |\n\n{#who}",
    "same words twice": "Ask.\n\nAsk.\n\n- Ask.\n- Ask.",
    "words that repeat in the line": "ask\nask ask",
    "labels": "3.7 Staff must ask.\n\n(a) ask\n\n- (i) wait",
    "no ascii": "Élèves et personnel.\n\n学校",
    "nothing but signs": "— – …",
    "roles": "Ask the {{headteacher}}.",
    "id that is none": "Ask {#not an id}",
    "escaped id": "Ask \\{#a}",
}


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS.keys())
def test_every_form_of_clause_can_be_sealed(draft: Bookfolder, body: str) -> None:
    draft.write({PATH: policy(body + "\n")})
    before = draft.policy().working
    assert before is not None
    draft.approve("2026-01")
    sealed, working = draft.policy().versions
    assert list(map(essence, sealed.tree.nodes)) == list(map(essence, before.tree.nodes))
    assert sealed.tree.ids == working.tree.ids == before.tree.ids
    assert sealed.front_matter.seal == seal(sealed.front_matter, sealed.tree)
    silent = {Form.DEFINITION, Form.BREAK}
    unmarked = [
        n for n in sealed.tree.nodes if n.own_id is None and n.form not in silent and n.first_line <= n.last_line
    ]
    assert unmarked == []


class TestIdsLast:
    """A link to a clause goes on leading to it."""

    def ids(self, folder: Bookfolder) -> dict[str, str]:
        working = folder.policy().working
        assert working is not None
        return {node.text: id_ for node, id_ in zip(working.tree.nodes, working.tree.ids, strict=True)}

    @pytest.mark.parametrize(
        "changes",
        [
            [("Staff may call parents.", "Nobody may phone anyone at all.")],
            [("## 1. Screens", "## 4. Screens"), ("1.1 Staff", "4.1 Staff"), ("## 2. Phones", "## 5. Phones")],
            [("- at noon\n- when they leave\n", "- when they leave\n- at noon\n")],
            [("- at noon\n", "- before anything else\n- at noon\n")],
            [("## 2. Phones\n\nStaff may call parents.\n", ""), ("## 1.", "Staff may call parents.\n\n## 1.")],
            [("- at noon", "- at **noon**"), ("leave", "leave\n\n***")],
            [("## 2. Phones", "### 2. Phones")],
        ],
        ids=["reworded", "renumbered", "reordered", "inserted", "moved", "formatted", "deeper"],
    )
    def test_through_changes_around_them(self, approved: Bookfolder, changes: list[tuple[str, str]]) -> None:
        before = self.ids(approved)
        redraft(approved, *changes)
        after = self.ids(approved)
        assert {text: id_ for text, id_ in after.items() if text in before} == {
            text: id_ for text, id_ in before.items() if text in after
        }
        approved.approve("2026-06-04")
        assert self.ids(approved) == after

    def test_through_rewording_under_the_same_number(self, approved: Bookfolder) -> None:
        redraft(approved, ("1.1 Staff must lock their screens:", "1.1 All staff must lock their own screens:"))
        assert self.ids(approved)["All staff must lock their own screens:"] == "staff-lock-screens"

    def test_through_a_second_and_a_third_version(self, approved: Bookfolder) -> None:
        first = self.ids(approved)
        for date, before, after in (
            ("2026-06-04", "1. Screens", "2. Screens"),
            ("2026-07-04", "2. Phones", "3. Phones"),
        ):
            redraft(approved, (before, after), note=after)
            approved.approve(date)
            approved.edit(PATH, (f"change_note: {after}\n", ""))
        assert self.ids(approved) == first

    def test_the_id_of_a_clause_that_went_is_not_given_to_another(self, approved: Bookfolder) -> None:
        # Its first words would make the same id; nothing else of it is alike.
        other = "Staff call parents: that is the title of a leaflet, printed in green, which every visitor finds at the"
        other += " front desk together with a map, a badge and a list of doors that open after nine."
        redraft(approved, ("\nStaff may call parents.\n", ""), ("## 1. Screens\n", f"## 1. Screens\n\n{other}\n"))
        assert self.ids(approved)[other].startswith("staff-call-parents-")

    def test_nor_is_it_two_versions_later(self, approved: Bookfolder) -> None:
        redraft(approved, ("\nStaff may call parents.\n", ""), note="one")
        approved.approve("2026-06-04")
        approved.edit(PATH, ("change_note: one\n", ""))
        redraft(approved, ("## 2. Phones\n", "## 2. Phones\n\nStaff: call parents!\n"), note="two")
        assert self.ids(approved)["Staff: call parents!"] != "staff-call-parents"

    def test_an_author_s_id_goes_before_an_inherited_one(self, approved: Bookfolder) -> None:
        redraft(approved, ("Staff may call parents.", "Staff may call parents. {#calls}"))
        assert self.ids(approved)["Staff may call parents."] == "calls"


# The seal.

SEALED_TEXT = policy(
    "## 1. Screens\n\n1.1 Staff must [lock](lock.md) screens:\n\n- at noon\n- at night\n\nStaff may call.\n\n"
    "| Who | When |\n|---|---|\n| All staff | noon |\n| Head | night |\n",
    kind="e-safety",
    audience="[staff, governors]",
    owner="{role: headteacher, name: A. Head}",
    responsible="[{role: headteacher, for: screens}]",
    approved="{by: Governors, date: 2026-01, minute: 7}",
    effective="2026-02",
    review="{due: 2027-01, frequency: annually, by: Governors}",
    related="[handbook]",
    acknowledgement="{statement: I agree to it., fields: [Name]}",
    change_note="Clearer.",
    version="'2'",
    source="{document: Old policy}",
)


def seal_of(text: str) -> str:
    version = load_file("policy.md", text.encode())
    assert not version.text.findings, version.text.findings
    return seal(version.front_matter, version.tree)


def changed(*changes: tuple[str, str]) -> str:
    text = SEALED_TEXT
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return seal_of(text)


COVERED = {
    "title": ("title: E-safety", "title: E-Safety"),
    "kind": ("kind: e-safety", "kind: safety"),
    "no kind": ("kind: e-safety\n", ""),
    "audience": ("[staff, governors]", "[staff]"),
    "owner's role": ("owner: {role: headteacher", "owner: {role: deputy"),
    "responsible role": ("[{role: headteacher", "[{role: deputy"),
    "what they are responsible for": ("for: screens", "for: doors"),
    "one more responsible": ("for: screens}", "for: screens}, {role: deputy}"),
    "approving body": ("by: Governors, date", "by: Head, date"),
    "approval date": ("date: 2026-01", "date: 2026-03"),
    "approval date's precision": ("date: 2026-01", "date: 2026-01-01"),
    "minute": ("minute: 7", "minute: 8"),
    "effective date": ("effective: 2026-02", "effective: 2026-03"),
    "no effective date": ("effective: 2026-02\n", ""),
    "review date": ("due: 2027-01", "due: 2028-01"),
    "review frequency": ("frequency: annually", "frequency: termly"),
    "reviewing body": ("by: Governors}", "by: Head}"),
    "related": ("[handbook]", "[handbook, other]"),
    "statement": ("I agree to it.", "I agree."),
    "fields": ("[Name]", "[Name, Date]"),
    "a section's title": ("1. Screens", "1. Screen"),
    "a section's label": ("## 1. Screens", "## 2. Screens"),
    "a clause's text": ("at noon", "at one"),
    "a clause's capital": ("at noon", "At noon"),
    "a clause's dash": ("at noon", "at–noon"),
    "a clause's label": ("1.1 Staff", "1.2 Staff"),
    "a label taken away": ("1.1 Staff", "Staff"),
    "a bullet that becomes a number": ("- at noon\n- at night", "1. at noon\n2. at night"),
    "a link's target": ("lock.md", "lock.html"),
    "a link taken away": ("[lock](lock.md)", "lock"),
    "order": ("- at noon\n- at night", "- at night\n- at noon"),
    "nesting": ("- at night", "  - at night"),
    "a stem": ("screens:\n\n- at", "screens.\n\n- at"),
    "a clause added": ("Staff may call.", "Staff may call.\n\nOr not."),
    "a clause taken away": ("- at night\n", ""),
    "two clauses joined": ("- at noon\n- at night", "- at noon at night"),
    "where a cell ends": ("| All staff | noon |", "| All | staff noon |"),
    "a bar that ends no cell": ("All staff | noon", "All staff \\| noon"),
    "words struck out": ("Staff may call.", "Staff may <del>call</del>."),
    "words struck out in a cell": ("| Head |", "| <s>Head</s> |"),
    "a clause that becomes a section": ("Staff may call.", "## Staff may call."),
}


@pytest.mark.parametrize("change", COVERED.values(), ids=COVERED.keys())
def test_the_seal_notices(change: tuple[str, str]) -> None:
    assert changed(change) != seal_of(SEALED_TEXT)


IGNORED = {
    "bold type": [("Staff may", "**Staff** may")],
    "line breaks": [("Staff may call", "Staff\nmay   call")],
    "blank lines": [("- at noon\n", "- at noon\n\n\n")],
    "another bullet": [("- at noon\n- at night", "* at noon\n* at night")],
    "another bracket after a number": [("1.1 Staff", "1.1. Staff")],
    "ids": [("at noon", "at noon {#noon}"), ("Screens", "Screens {#s}")],
    "an entity": [("Staff may", "&#83;taff may")],
    "an escape": [("Staff may call.", "Staff may call\\.")],
    "names in the directory": [("name: A. Head", "name: B. Head")],
    "change note": [("Clearer.", "Much clearer.")],
    "version": [("version: '2'", "version: '3'")],
    "source": [("Old policy", "Other policy")],
    "status": [("status: draft", "status: approved")],
    "quotes in the front matter": [("title: E-safety", "title: 'E-safety'")],
    "order of fields": [("kind: e-safety\n", ""), ("title: E-safety\n", "title: E-safety\nkind: e-safety\n")],
    "an interval written in another way": [("frequency: annually", "frequency: P1Y")],
    "an interval in other letters": [("frequency: annually", "frequency: Every year")],
    "bold type in a cell": [("| All staff |", "| **All** staff|")],
    "lines of a table": [("|---|---|", "|:-----|------:|")],
    "words marked as new": [("Staff may call", "Staff may <ins>call</ins>")],
    "lines of the statement": [("statement: I agree to it.", "statement: 'I agree\n  to it.'")],
}


@pytest.mark.parametrize("changes", IGNORED.values(), ids=IGNORED.keys())
def test_the_seal_ignores(changes: list[tuple[str, str]]) -> None:
    assert changed(*changes) == seal_of(SEALED_TEXT)


def test_the_seal_sees_composed_and_decomposed_letters_alike() -> None:
    assert seal_of(policy("Un caf\u00e9.\n")) == seal_of(policy("Un cafe\u0301.\n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staff may <del>not</del> call.\n", "Staff may not call.\n"),
        ("Staff may <del>not</del> call.\n", "Staff may not <del>call</del>.\n"),
        ("un<del>li</del>ke\n", "unli<del>ke</del>\n"),
        ("<p>Staff may <s>not</s> call.</p>\n", "<p>Staff may not call.</p>\n"),
        ("> Staff may <del>not</del> call.\n", "> Staff may not call.\n"),
        ("> | a | b |\n> |---|---|\n> | c d | e |\n", "> | a | b |\n> |---|---|\n> | c | d e |\n"),
        (
            "<table><tr><td>a b</td><td>c</td></tr></table>\n",
            "<table><tr><td>a</td><td>b c</td></tr></table>\n",
        ),
        ("| a |\n|---|\n| b |\n| c |\n", "| a |\n|---|\n| b c |\n"),
        (
            "<table><tr><td>a</td><td>b</td></tr></table>\n",
            "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>\n",
        ),
        ("- | a | b |\n  |---|---|\n  | c d | e |\n", "- | a | b |\n  |---|---|\n  | c | d e |\n"),
    ],
)
def test_the_seal_sees_cells_and_words_struck_out(one: str, other: str) -> None:
    assert seal_of(policy(one)) != seal_of(policy(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("every 2 years", "biennially", True),
        ("every other year", "P24M", True),
        ("termly", "every 4 months", True),
        ("every 6 months", "P26W", False),
        ("annually", "every 2 years", False),
        ("quarterly", "monthly", False),
        ("P7D", "weekly", True),
        ("P1M7D", "P1M", False),
    ],
)
def test_the_seal_covers_how_often_and_not_how_it_is_written(one: str, other: str, same: bool) -> None:
    first, second = (seal_of(policy(review=f"{{frequency: {interval}}}")) for interval in (one, other))
    assert (first == second) is same


def test_the_seal_keeps_fields_apart() -> None:
    # What moves from one clause, or one list entry, to the next is another text.
    assert seal_of(policy("ab\n\nc\n")) != seal_of(policy("a\n\nbc\n"))
    assert seal_of(policy(related="[a, b c]")) != seal_of(policy(related="[a b, c]"))
    assert seal_of(policy(related="['a\", \"b']")) != seal_of(policy(related="[a, b]"))
    assert seal_of(policy("(a) b\n")) != seal_of(policy("\\(a) b\n"))


def test_a_seal_names_its_form_and_digest() -> None:
    assert re.fullmatch(r"1:[0-9a-f]{64}", seal_of(SEALED_TEXT))


def test_every_field_of_the_front_matter_is_covered_or_known_not_to_be() -> None:
    covered = {"title", "kind", "audience", "owner", "responsible", "approved", "effective", "review", "related"}
    covered |= {"acknowledgement"}
    free = {"school", "version", "status", "change_note", "source", "internal", "seal", "people", "corrections"}
    assert covered | free == set(FrontMatter.model_fields)


@pytest.mark.parametrize(
    "body",
    [
        "Ask.\n\n```\nnever closed\n",
        "Ask\n1.\n",
        "        Headteacher: A. Head\n",
        "[School name]:\n",
        "- Name\n- ____________\n",
        "> Keep safe.\n> <!-- check -->\n",
        "> Quote\n>\n> ***\n",
        "1.\n\n   text\n",
    ],
)
def test_a_clause_that_cannot_hold_an_id_goes_without(draft: Bookfolder, body: str) -> None:
    draft.write({PATH: policy(body)})
    before = draft.policy().working
    draft.approve("2026-01")
    sealed = draft.policy().newest_sealed
    assert before is not None
    assert sealed is not None
    assert [(n.label, n.text, n.parent) for n in sealed.tree.nodes] == [
        (n.label, n.text, n.parent) for n in before.tree.nodes
    ]
    assert "seal-broken" not in {finding.code for finding in draft.check().findings}


@pytest.mark.parametrize(
    "head",
    [
        "title: Phones\nstatus : draft\nowner: {role: headteacher}",
        "title: Phones\n? status\n: draft\nowner: {role: headteacher}",
        'title: Phones\n"status" : draft\nowner: {role: headteacher}',
        "title: Phones\nstatus: draft\nowner: {role: headteacher}\napproved:\n# when\n  by: Old\n  date: 2019-01",
        "  title: Phones\n  status: draft\n  owner: {role: headteacher}",
        'title: "Phones\n  status: not this"\nstatus: draft\nowner: {role: headteacher}',
    ],
)
def test_front_matter_is_marked_however_it_is_laid_out(draft: Bookfolder, head: str) -> None:
    draft.write({PATH: f"---\n{head}\n---\nAsk.\n"})
    before = draft.policy().working
    draft.approve("2026-01")
    sealed = draft.policy().newest_sealed
    assert before is not None
    assert sealed is not None
    assert sealed.front_matter.status == "approved"
    assert sealed.front_matter.title == before.front_matter.title
    assert str(sealed.front_matter.approved.date if sealed.front_matter.approved else None) == "2026-01"
    assert "front-matter-invalid" not in {finding.code for finding in draft.check().findings}
