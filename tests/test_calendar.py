"""Calendars and feeds: what a calendar program and a feed reader make of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SCHOOL, Bookfolder, Ran, policy
from policybook.book import load_book
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.rendering.content_lines import component, line, text
from policybook.rendering.feeds import NEWEST
from policybook.rendering.pages import Remembered, build_site
from sites import generated_book

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
TODAY = datetime.date(2026, 11, 21)
ATOM = "{http://www.w3.org/2005/Atom}"
PATH = "hill/e-safety/policy.md"


def held(**fields: str) -> str:
    return policy(status="approved", **({"approved": "{by: Governors, date: 2026-01}"} | fields))


BOOK: Mapping[str, str] = {
    "hill/school.yml": SCHOOL,
    "hill/late/policy.md": held(title="Late; very, late", review="{due: 2019-02}"),
    "hill/soon/policy.md": held(title="Soon", review="{due: 2026-12-05}", owner="{role: network-manager}"),
    "hill/never/policy.md": held(title="Never"),
    "hill/gone/policy.md": policy(title="Gone", status="withdrawn", review="{due: 2027-01}"),
    "dale/school.yml": SCHOOL.replace("Hill", "Dale"),
    "dale/later/policy.md": held(title="Later", review="{due: 2028-02}", owner="{role: Chair of governors}"),
}


def events(calendar: bytes) -> dict[str, Any]:
    """Return the events of a calendar by their UIDs, read strictly."""
    found = icalendar.Calendar.from_ical(calendar)
    assert not found.errors
    walked = found.walk("VEVENT")
    assert all(not event.errors for event in walked)
    return {str(event["UID"]): event for event in walked}


def site_files(
    files: Mapping[str, str], today: datetime.date = TODAY, kept: Remembered | None = None
) -> dict[str, Any]:
    book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
    return build_site(book, check_book(book, today), kept).files


def printed(run: Run, folder: Bookfolder, *more: str) -> dict[str, Any]:
    done = run("calendar", *more, *DAY, cwd=folder.root.parent)
    assert done.code == 0
    return events(done.out.encode())


# Calendars.


def test_a_review_is_a_day_and_a_month_is_its_last(run: Run, book: Callable[..., Bookfolder]) -> None:
    found = printed(run, book(BOOK))
    assert {uid: event.decoded("dtstart") for uid, event in found.items()} == {
        "review.dale.later@policybook": datetime.date(2028, 2, 29),
        "review.hill.late@policybook": datetime.date(2019, 2, 28),
        "overdue.hill.late@policybook": TODAY,
        "review.hill.soon@policybook": datetime.date(2026, 12, 5),
    }
    late = found["overdue.hill.late@policybook"]
    assert late["SUMMARY"] == "Policy review overdue by 7 years: Late; very, late"
    assert late["DESCRIPTION"].split("\n") == [
        "Overdue by 7 years: due 28 February 2019: the policy gives February 2019 as its review date, approved January"
        " 2026.",
        "School: Hill Primary School",
        "Owner: Headteacher (A. Head)",
        "Policy: hill/late",
    ]
    assert all(event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(1) for event in found.values())


def test_reminders_come_as_early_as_a_review_is_due_soon(run: Run, book: Callable[..., Bookfolder]) -> None:
    folder = book({**BOOK, "book.yml": "due_soon: 30d\n"})

    def days(uid: str) -> list[int]:
        event = printed(run, folder)[uid]
        return [-alarm.decoded("trigger").days for alarm in event.walk("VALARM")]

    assert days("review.hill.soon@policybook") == [30, 7]
    assert days("review.hill.late@policybook") == []
    folder.write({"book.yml": "due_soon: 3d\n"})
    assert days("review.hill.soon@policybook") == [3]


def test_a_policy_keeps_its_event_when_its_date_moves(run: Run, book: Callable[..., Bookfolder]) -> None:
    folder = book(BOOK)
    before = printed(run, folder)
    folder.edit("hill/late/policy.md", ("2019-02", "2029-02"), ("Late; very, late", "Another title"))
    after = printed(run, folder)
    assert before.keys() - after.keys() == {"overdue.hill.late@policybook"}
    assert after["review.hill.late@policybook"].decoded("dtstart") == datetime.date(2029, 2, 28)


def test_what_has_no_date_is_said(run: Run, book: Callable[..., Bookfolder]) -> None:
    done = run("calendar", *DAY, cwd=book(BOOK).root.parent)
    about = icalendar.Calendar.from_ical(done.out)["DESCRIPTION"]
    assert about == (
        "When each policy must be reviewed, as of 21 November 2026. Without a review date: Never (Hill Primary School)."
    )
    assert "hill/never/policy.md" in done.err
    assert "[review-undated]" in done.err


@pytest.mark.parametrize(
    ("options", "uids"),
    [
        (("--school", "dale"), {"review.dale.later@policybook"}),
        (("--school", "hill", "--role", "network-manager"), {"review.hill.soon@policybook"}),
        (("--role", "Chair of Governors"), {"review.dale.later@policybook"}),
        (("--role", "headteacher"), {"review.hill.late@policybook", "overdue.hill.late@policybook"}),
    ],
)
def test_a_school_or_a_role(run: Run, book: Callable[..., Bookfolder], options: tuple[str], uids: set[str]) -> None:
    assert printed(run, book(BOOK), *options).keys() == uids


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--school", "moor"), "It has dale, hill."), (("--role", "bursar"), "chair-of-governors, headteacher")],
)
def test_who_is_not_there(run: Run, book: Callable[..., Bookfolder], options: tuple[str], says: str) -> None:
    done = run("calendar", *options, *DAY, cwd=book(BOOK).root.parent)
    assert (done.code, done.out) == (3, "")
    assert says in done.err


def test_a_calendar_in_a_file(run: Run, book: Callable[..., Bookfolder], tmp_path: Path) -> None:
    folder = book(BOOK)
    done = run("calendar", "--out", tmp_path / "a.ics", *DAY, cwd=folder.root.parent)
    assert (done.code, done.out) == (0, "")
    assert len(events((tmp_path / "a.ics").read_bytes())) == 4
    assert run("calendar", "--out", tmp_path / "none" / "a.ics", *DAY, cwd=folder.root.parent).code == 3


def test_nothing_in_a_title_breaks_a_calendar(run: Run, book: Callable[..., Bookfolder]) -> None:
    title = "A\\r\\nEND:VEVENT\\nBEGIN:VALARM\\x07 ü; b, c"
    folder = book({**BOOK, "book.yml": f'title: "{title}"\n'})
    folder.edit("hill/soon/policy.md", ("title: Soon", f'title: "{title}"'))
    found = printed(run, folder)
    assert len(found) == 4
    assert "ü; b, c" in found["review.hill.soon@policybook"]["SUMMARY"]


@given(st.text(st.sampled_from("a ,;:\\^\nné’€😀") | st.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
def test_any_text_is_read_back_as_it_was(words: str) -> None:
    written = component("VEVENT", text("SUMMARY", words), line("PRIORITY", "1"))
    event = icalendar.Event.from_ical(written)
    assert (str(event["SUMMARY"]), event["PRIORITY"]) == (words, 1)
    rows = written.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(row) <= 75 for row in rows)
    assert all(row.decode() for row in rows)  # no character is torn


@pytest.mark.parametrize("words", ["x" * 66, "x" * 67, "x" * 300, "é" * 100, f"{'x' * 64};{'y' * 90}"])
def test_lines_are_folded_where_other_programs_fold_them(words: str) -> None:
    theirs = icalendar.Event()
    theirs.add("summary", words)
    assert component("VEVENT", text("SUMMARY", words)) == theirs.to_ical()


def test_the_site_has_a_calendar_for_the_book_each_school_and_each_role() -> None:
    files = site_files(BOOK)
    found = {path: set(events(files[path])) for path in files if path.endswith(".ics")}
    late = {"review.hill.late@policybook", "overdue.hill.late@policybook"}
    soon, later = {"review.hill.soon@policybook"}, {"review.dale.later@policybook"}
    assert found == {
        "reviews.ics": late | soon | later,
        "schools/hill/reviews.ics": late | soon,
        "schools/hill/reviews-headteacher.ics": late,
        "schools/hill/reviews-network-manager.ics": soon,
        "schools/dale/reviews.ics": later,
        "schools/dale/reviews-chair-of-governors.ics": later,
    }


def test_a_calendar_is_made_again_only_when_it_would_differ() -> None:
    kept: Remembered = {}
    first = site_files(BOOK, kept=kept)
    again = site_files(BOOK, kept=kept)
    assert again["reviews.ics"] is first["reviews.ics"]
    assert site_files(BOOK, TODAY + datetime.timedelta(1), kept)["reviews.ics"] != first["reviews.ics"]
    undated = {name: BOOK[name] for name in ("hill/school.yml", "hill/never/policy.md")}
    assert site_files(undated, kept=kept) != site_files(undated, TODAY + datetime.timedelta(1), kept)
    new = {**BOOK, "hill/soon/policy.md": BOOK["hill/soon/policy.md"].replace("2026-12-05", "2026-12-06")}
    assert site_files(new, kept=kept)["schools/hill/reviews.ics"] != first["schools/hill/reviews.ics"]


# Feeds.


def entries(feed: bytes) -> list[dict[str, str]]:
    """Return the entries of a feed after what RFC 4287 demands of it: element -> text, and where the link leads."""
    root = Xml.fromstring(feed)
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("title", "id", "updated"):
            assert len(parent.findall(ATOM + name)) == 1, name
        assert (parent.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        datetime.datetime.fromisoformat(parent.findtext(f"{ATOM}updated") or "")
    found = []
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        (leads,) = entry.findall(f"{ATOM}link")
        assert leads.get("rel") == "alternate"
        told = {part.tag.removeprefix(ATOM): part.text or "" for part in entry}
        found.append(told | {"link": leads.get("href") or ""})
    ids = [entry["id"] for entry in found]
    assert len(set(ids)) == len(ids)
    return found


@pytest.fixture
def approved(hill: Bookfolder) -> dict[str, str]:
    """A policy of two approved versions and one that nobody dated."""
    hill.approve("undated")
    hill.edit(PATH, ("status: approved", "status: draft\nchange_note: Firmer."), ("must lock", "must always lock"))
    hill.approve("2025-03", minute="7")
    hill.edit(PATH, ("status: approved", "status: draft"), ("Firmer.", "Screens & doors."), ("screens", "doors"))
    hill.approve("2026-02-03")
    return {name: hill.read(name) for name in hill.names()}


def test_a_policy_s_feed_has_an_entry_for_each_approval(approved: dict[str, str]) -> None:
    found = entries(site_files(approved)["schools/hill/e-safety/feed.xml"])
    assert [(entry["title"], entry["updated"], entry["link"]) for entry in found] == [
        ("E-safety: approved 3 February 2026", "2026-02-03T00:00:00Z", "index.html"),
        ("E-safety: approved March 2025", "2025-03-01T00:00:00Z", "versions/2025-03.html"),
        ("E-safety: approved, nobody recorded when", "1970-01-01T00:00:00Z", "versions/undated.html"),
    ]
    assert found[0]["summary"].startswith("Approved: Governing Body, 3 February 2026. ")
    assert found[0]["summary"].endswith(" The author's note: Screens & doors.")
    assert "1 clause" in found[0]["summary"] or "One clause" in found[0]["summary"]
    assert "(minute 7)" in found[1]["summary"]


def test_ids_of_entries_never_change(approved: dict[str, str]) -> None:
    assert [entry["id"] for entry in entries(site_files(approved)["schools/hill/e-safety/feed.xml"])] == [
        "urn:uuid:59efd435-ae1f-5fae-b730-12b45181e792",
        "urn:uuid:ff549a7b-31a3-59d5-9a6b-1b8eeeafb2f5",
        "urn:uuid:10054452-89a9-5a0b-a32d-57fe5a0e6c60",
    ]


def test_the_feed_of_the_book_has_the_same_entries(approved: dict[str, str]) -> None:
    files = site_files(approved)
    own = [entry["id"] for entry in entries(files["schools/hill/e-safety/feed.xml"])]
    assert [(entry["id"], entry["link"]) for entry in entries(files["feed.xml"])] == [
        (own[0], "schools/hill/e-safety/index.html"),
        (own[1], "schools/hill/e-safety/versions/2025-03.html"),
        (own[2], "schools/hill/e-safety/versions/undated.html"),
    ]


def test_a_book_that_shows_no_history_still_says_who_approved(approved: dict[str, str]) -> None:
    found = entries(site_files({**approved, "book.yml": "history: false\n"})["feed.xml"])
    assert found[0]["summary"] == "Approved: Governing Body, 3 February 2026. The author's note: Screens & doors."


def test_a_book_without_approvals_has_empty_feeds() -> None:
    files = site_files(BOOK)
    assert entries(files["feed.xml"]) == []
    assert entries(files["schools/hill/soon/feed.xml"]) == []


def test_the_feed_of_a_large_book_holds_the_newest() -> None:
    found = entries(site_files(generated_book())["feed.xml"])
    days = [entry["updated"] for entry in found]
    assert days == sorted(days, reverse=True)
    assert len(found) <= NEWEST
