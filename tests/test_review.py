"""When a policy must be reviewed, what state that leaves it in, and the reason that is given."""

from __future__ import annotations

import datetime

import pytest

from conftest import SCHOOL, Bookfolder, policy
from policybook.book import load_book
from policybook.book.sources import Sources
from policybook.checking.review import Review, review_of_policy

DUE_SOON = 60


def review(today: str, working: str | None, within: int = DUE_SOON, **sealed: str) -> Review:
    """Return the review of a policy with this working text and these versions (`v2019_11` is `versions/2019-11.md`)."""
    texts = {f"versions/{name[1:].replace('_', '-')}.md": text for name, text in sealed.items()}
    if working is not None:
        texts["policy.md"] = working
    files = {"hill/school.yml": SCHOOL} | {f"hill/e-safety/{name}": text for name, text in texts.items()}
    found = load_book(Sources({name: text.encode() for name, text in files.items()})).policy("hill/e-safety")[1]
    return review_of_policy(found, datetime.date.fromisoformat(today), within)


def approved(approval: str, *more: str) -> str:
    return policy("Text.\n", *more, status="approved", approved=approval)


TABLE = [
    # front matter of an approved text, today -> due, state, days, reason
    # The policy gives the date.
    (
        "review: {due: 2027-11-04}",
        "2027-11-03",
        "2027-11-04",
        "due-soon",
        1,
        "gives 4 November 2027 as its review date",
    ),
    ("review: {due: 2027-11-04}", "2027-11-04", "2027-11-04", "due-soon", 0, "due 4 November 2027"),
    ("review: {due: 2027-11-04}", "2027-11-05", "2027-11-04", "overdue", -1, "due 4 November 2027"),
    # The window of sixty days includes its first day.
    ("review: {due: 2027-11-04}", "2027-09-05", "2027-11-04", "due-soon", 60, "due 4 November 2027"),
    ("review: {due: 2027-11-04}", "2027-09-04", "2027-11-04", "current", 61, "due 4 November 2027"),
    # A month means its last day.
    ("review: {due: 2027-11}", "2027-11-30", "2027-11", "due-soon", 0, "due 30 November 2027"),
    ("review: {due: 2027-11}", "2027-12-01", "2027-11", "overdue", -1, "due 30 November 2027"),
    ("review: {due: 2028-02}", "2028-02-29", "2028-02", "due-soon", 0, "due 29 February 2028"),
    ("review: {due: 2027-02}", "2027-03-01", "2027-02", "overdue", -1, "due 28 February 2027"),
    # The date that is given goes before the frequency.
    ("review: {due: 2027-11, frequency: annually}", "2026-11-21", "2027-11", "current", 374, "gives November 2027"),
    # Else approval and frequency.
    (
        "review: {frequency: annually}",
        "2026-06-01",
        "2026-03",
        "overdue",
        -62,
        "approved March 2025, reviewed annually",
    ),
    ("review: {frequency: every 2 years}", "2026-06-01", "2027-03", "current", 303, "reviewed every 2 years"),
    ("review: {frequency: termly}", "2025-07-31", "2025-07", "due-soon", 0, "due 31 July 2025: approved March 2025"),
    ("review: {frequency: P1Y}", "2026-03-31", "2026-03", "due-soon", 0, "reviewed every year"),
    ("review: {frequency: Every Six Months}", "2025-10-01", "2025-09", "overdue", -1, "reviewed every 6 months"),
    # Else nobody can tell.
    ("", "2026-06-01", None, "undated", None, "neither a review date nor how often"),
    ("review: {by: Governors}", "2026-06-01", None, "undated", None, "neither a review date nor how often"),
]


@pytest.mark.parametrize(("fields", "today", "due", "state", "days", "reason"), TABLE)
def test_review_of_a_text_in_force(
    fields: str, today: str, due: str | None, state: str, days: int | None, reason: str
) -> None:
    found = review(today, approved("{by: Governors, date: 2025-03}", *filter(None, [fields])))
    assert (found.due and str(found.due), found.state, found.days) == (due, state, days)
    assert reason in found.reason


def test_the_design_s_example() -> None:
    text = approved("{by: Governors, date: 2018-03}", "review: {frequency: annually}")
    found = review("2026-11-21", text)
    assert found.reason == "due 31 March 2019: approved March 2018, reviewed annually"
    assert found.state == "overdue"


def test_a_frequency_without_an_approval_date_gives_no_date() -> None:
    found = review("2026-06-01", approved("{by: Governors}", "review: {frequency: annually}"))
    assert (found.due, found.state, found.days) == (None, "undated", None)
    assert "reviewed annually, but nobody recorded when it was approved" in found.reason


def test_the_name_of_a_sealed_file_gives_the_approval_date_that_its_text_lacks() -> None:
    text = approved("{by: Governors}", "review: {frequency: annually}")
    found = review("2026-06-01", None, v2025_03=text)
    assert str(found.due) == "2026-03"


def test_a_version_that_is_effective_later_leaves_the_earlier_one_in_force() -> None:
    old = approved("{date: 2024-03}", "review: {frequency: annually}")
    new = approved("{date: 2025-03}", "effective: 2025-09-01", "review: {frequency: annually}")
    before = review("2025-08-31", new, v2024_03=old, v2025_03=new)
    assert (str(before.due), before.state) == ("2025-03", "overdue")
    after = review("2025-09-01", new, v2024_03=old, v2025_03=new)
    assert (str(after.due), after.state) == ("2026-03", "current")


def test_a_month_holds_from_its_first_day() -> None:
    text = approved("{date: 2025-03}", "effective: 2025-09", "review: {due: 2026-03}")
    assert review("2025-08-31", None, v2025_03=text).state == "undated"
    assert review("2025-09-01", None, v2025_03=text).state == "current"


def test_when_nothing_holds_yet_the_reason_says_from_when() -> None:
    text = approved("{date: 2025-03}", "effective: 2025-09-01", "review: {due: 2026-03}")
    found = review("2025-08-31", None, v2025_03=text)
    assert (found.due, found.state, found.days) == (None, "undated", None)
    assert "holds from 1 September 2025" in found.reason


def test_only_a_draft_is_not_in_force_and_its_dates_count_for_nothing() -> None:
    found = review("2026-06-01", policy("Text.\n", "review: {due: 2030-01}", status="draft"))
    assert (found.due, found.state, found.days) == (None, "undated", None)
    assert "draft" in found.reason


def test_a_draft_s_dates_do_not_make_a_policy_current() -> None:
    old = approved("{date: 2018-03}", "review: {frequency: annually}")
    draft = policy("Text.\n", "review: {due: 2030-01}", status="draft")
    found = review("2026-06-01", draft, v2018_03=old)
    assert (str(found.due), found.state) == ("2019-03", "overdue")


@pytest.mark.parametrize(
    ("more", "reason"),
    [(["effective: 2025-09"], "withdrawn since September 2025"), ([], "withdrawn; nobody recorded since when")],
)
def test_a_withdrawn_policy_is_neither_current_nor_overdue(more: list[str], reason: str) -> None:
    old = approved("{date: 2018-03}", "review: {frequency: annually}")
    found = review("2026-06-01", policy("Text.\n", *more, status="withdrawn"), v2018_03=old)
    assert (found.due, found.state, found.days) == (None, None, None)
    assert found.reason == reason
    assert found.lateness == "Withdrawn"


def test_a_withdrawal_counts_from_its_day() -> None:
    old = approved("{date: 2018-03}", "review: {frequency: annually}")
    text = policy("Text.\n", "effective: 2027-01", status="withdrawn")
    before = review("2026-12-31", text, v2018_03=old)
    assert (str(before.due), before.state) == ("2019-03", "overdue")
    after = review("2027-01-01", text, v2018_03=old)
    assert (after.state, after.reason) == (None, "withdrawn since January 2027")


def test_a_withdrawal_without_a_version_leaves_nothing_in_force_until_its_day() -> None:
    text = policy("Text.\n", "effective: 2027-01", status="withdrawn")
    found = review("2026-12-31", text)
    assert (found.due, found.state) == (None, "undated")
    assert "nothing is in force" in found.reason


def test_the_newest_version_in_force_decides() -> None:
    old = approved("{date: 2018-03}", "review: {due: 2019-03}")
    new = approved("{date: 2018-03-20}", "review: {due: 2030-03}")
    assert review("2026-06-01", None, v2018_03=old, v2018_03_20=new).state == "current"
    # Whatever the order in which files are listed, `undated` is older than any date.
    assert review("2026-06-01", None, vundated=old, v2018_03_20=new).state == "current"


def test_the_window_is_an_argument() -> None:
    text = approved("{date: 2025-03}", "review: {due: 2026-03-31}")
    assert review("2026-03-01", text, within=29).state == "current"
    assert review("2026-03-01", text, within=30).state == "due-soon"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-06-01", "Due today"),
        ("2026-06-02", "Due in 1 day"),
        ("2026-07-01", "Due in 30 days"),
        ("2026-05-31", "Overdue by 1 day"),
        ("2026-05-01", "Overdue by 31 days"),
        ("2025-12-01", "Overdue by 6 months"),
        ("2023-06-01", "Overdue by 3 years"),
        ("2030-06-01", "Current"),
    ],
)
def test_lateness_in_words(due: str, words: str) -> None:
    text = approved("{date: 2020-03}", f"review: {{due: {due}}}")
    assert review("2026-06-01", text).lateness == words


def test_the_book_sets_the_window(hill: Bookfolder) -> None:
    hill.write({"hill/e-safety/policy.md": approved("{date: 2025-03}", "review: {due: 2026-12-31}")})
    assert hill.check().reviews["hill/e-safety"].state == "due-soon"
    hill.write({"book.yml": "due_soon: 30d\n"})
    assert hill.check().reviews["hill/e-safety"].state == "current"
    assert hill.check(within=60).reviews["hill/e-safety"].state == "due-soon"
