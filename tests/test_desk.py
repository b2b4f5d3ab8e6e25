"""The governors' desk and its sheet, what is new, and the chart of reviews, on small books and on very large ones."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

import pytest

from conftest import SCHOOL, TODAY, policy
from pages import Element, read_html
from policybook.book import load_book
from policybook.book.public import public_book
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.messages.reading import english
from policybook.metadata import Download
from policybook.rendering.news import events_of, newest_first
from policybook.rendering.page import Page
from policybook.rendering.pages import build_site
from policybook.rendering.places import entry_of
from policybook.rendering.timeline import ROWS, Chart, chart_of

LARGEST = 300_000
"""Bytes of a page."""


def site(files: Mapping[str, str], today: datetime.date = TODAY) -> dict[str, Page]:
    book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
    return {page.path: page for page in build_site(book, check_book(book, today)).pages}


def sealed(body: str, date: str, *more: str, by: str = "Governors", minute: str = "") -> str:
    approved = f"approved: {{by: {by}, date: {date}" + (f", minute: {minute}}}" if minute else "}")
    return policy(body, approved, *more, status="approved")


def rows(page: Page, tag: str, class_: str) -> list[str]:
    return [" ".join(e.words().split()) for e in read_html(page.html).one("div", class_).all(tag)]


# The desk.

PAIR = {
    "hill/school.yml": SCHOOL,
    "hill/phones/versions/2025-01.md": sealed(
        "## Phones\n\n1. Staff should hide phones.\n2. Ask.\n\n## Logs\n\nWe have logs.\n", "2025-01"
    ),
    "hill/phones/policy.md": policy(
        "## Phones\n\n1. Staff must hide phones.\n2. Ask {{nobody-known}}.\n\n"
        "## Logs\n\nThese are new.\n\n7. They must be kept.\n",
        "change_note: Minor edits.",
        title="Phones",
    ),
}


def proposal(files: Mapping[str, str]) -> Element:
    (found,) = read_html(site(files)["desk.html"].html).all("article", "pb-proposal")
    return found


def test_a_draft_stands_on_the_desk_with_what_governors_need() -> None:
    words = " ".join(proposal(PAIR).words().split())
    order = [
        "Phones",
        "To take the place of the text in force since January 2025, whose review is not dated.",
        "1 rule becomes stricter, 1 person or role changes; ",
        "It cannot be approved yet: the check found 1 error.",
        "Minor edits.",
        "The note says “Minor edits”; the comparison found",
        "Questions to ask",
        "The school has no role “nobody-known” in its directory. Who is meant?2",
        "This must be seen to, and the clause does not say by whom. Who does it?7",
        "The changes",
        "Stricter 1 in Phones",
        "New 7 in Logs",
    ]
    places = [words.find(part) for part in order]
    assert -1 not in places, words
    assert places == sorted(places)


def test_the_words_before_and_after_are_told_and_lead_to_their_place() -> None:
    first = proposal(PAIR).one("div", "pb-first").all("li")[0]
    assert [a.attrs["href"] for a in first.all("a")] == [
        "glossary.html#_stricter",
        "schools/hill/phones/changes/2025-01-to-draft.html#staff-hide-phones",
    ]
    assert [e.words() for e in first.all("del")] == ["[deleted: should]"]
    assert [e.words() for e in first.all("ins")] == ["[inserted: must]"]


def test_a_clause_that_is_gone_leads_to_the_text_in_force() -> None:
    draft = policy("## Phones\n\n2. Ask.\n\n## Logs\n\nWe have logs.\n", "change_note: x", "review: {due: 2028-01}")
    (place,) = proposal(PAIR | {"hill/phones/policy.md": draft}).one("div", "pb-questions").all("a")
    assert place.attrs["href"] == "schools/hill/phones/index.html#staff-hide-phones"


def test_a_new_policy_is_on_the_desk_without_changes() -> None:
    files = {"hill/school.yml": SCHOOL, "hill/phones/policy.md": policy("Staff must hide phones.\n", title="Phones")}
    words = proposal(files).words()
    assert "A new policy with 1 clause: nothing is in force yet." in words
    assert "See" not in words
    assert "When will the policy be looked at again?" in words


def test_the_pack_and_the_word_file_are_offered_where_they_are_made() -> None:
    book = load_book(Sources({name: text.encode() for name, text in sorted(PAIR.items())}))
    made = build_site(book, check_book(book, TODAY), formats=[Download.DOCX, Download.PDF])
    (desk,) = (page for page in made.pages if page.path == "desk.html")
    links = read_html(desk.html).one("p", "pb-downloads").all("a")
    assert [(a.words(), a.attrs["href"]) for a in links] == [
        ("Word, with tracked changes", "schools/hill/phones/changes/2025-01-to-draft.docx"),
        ("PDF: a pack for governors", "schools/hill/phones/changes/2025-01-to-draft.pdf"),
    ]
    assert all(a.attrs["href"] in made.documents for a in links)
    assert not proposal(PAIR).all("p", "pb-downloads")


def test_without_pages_of_changes_the_desk_compares_nothing() -> None:
    found = proposal(PAIR | {"book.yml": "history: false\n"})
    assert not found.all("", "pb-first")
    assert not [a for a in found.all("a") if "changes/" in a.attrs["href"]]
    assert "nobody-known" in found.words()


def test_approved_withdrawn_and_coming_texts_do_not_await_approval() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/a/policy.md": sealed("Text.\n", "2025-01"),
        "hill/b/policy.md": policy("Text.\n", status="withdrawn"),
        "hill/c/versions/2026-11.md": sealed("Text.\n", "2026-11", "effective: 2027-01-01"),
    }
    pages = site(files)
    assert "No draft awaits approval." in read_html(pages["desk.html"].html).words()
    assert "schools/hill/sign-off.html" not in pages


def test_an_error_in_an_approved_version_does_not_stand_in_the_way_of_a_draft() -> None:
    files = PAIR | {"hill/phones/policy.md": policy("Ask.\n", "change_note: x")}
    files["hill/phones/versions/2025-01.md"] = files["hill/phones/versions/2025-01.md"].replace("owner:", "onwer:")
    assert "It cannot be approved yet" not in proposal(files).words()
    assert "It cannot be approved yet" in proposal(PAIR).words()


def test_each_school_with_drafts_has_a_sheet_with_one_page_for_each() -> None:
    files = PAIR | {
        "hill/new/policy.md": policy("Text.\n", "effective: 2027-01-01", "review: {due: 2028-01}", title="New"),
        "dale/school.yml": "name: Dale\n",
        "dale/old/policy.md": sealed("Text.\n", "2025-01"),
    }
    pages = site(files)
    assert [path for path in pages if path.endswith("sign-off.html")] == ["schools/hill/sign-off.html"]
    sheets = read_html(pages["schools/hill/sign-off.html"].html).all("article", "pb-signoff")
    assert [sheet.one("h2").words() for sheet in sheets] == ["New", "Phones"]
    lines = {row.one("dt").words(): row.one("dd").words() for row in sheets[0].one("dl").all("div")}
    assert lines["In force from"] == "1 January 2027"
    assert lines["Next review"] == "by January 2028"
    assert lines["Signed"] == lines["Minute"] == ""
    assert "policybook approve hill/phones --by BODY" in sheets[1].words()


def test_who_approved_what_and_when_stands_on_the_school_s_page_newest_first() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/a/versions/2024-01.md": sealed("Text.\n", "2024-01", by="Full Governing Body", minute="2024/3"),
        "hill/a/versions/2025-06-03.md": sealed("New text.\n", "2025-06-03", "effective: 2027-01"),
        "hill/b/versions/undated.md": policy("Text.\n", status="approved", title="B"),
    }
    table = read_html(site(files)["schools/hill/index.html"].html).all("div", "pb-table")[1]
    assert [[cell.words() for cell in row.children if isinstance(cell, Element)] for row in table.all("tr")[1:]] == [
        ["E-safety", "3 June 2025holds from January 2027", "Governors", "not recorded"],
        ["E-safety", "January 2024", "Full Governing Body", "2024/3"],
        ["B", "nobody recorded when", "not recorded", "not recorded"],
    ]


def test_a_public_site_has_no_desk_no_sheet_and_no_minutes() -> None:
    book = load_book(Sources({name: text.encode() for name, text in sorted(PAIR.items())}))
    public = public_book(book, TODAY)
    pages = {page.path: page for page in build_site(public, check_book(public, TODAY)).pages}
    assert not [path for path in pages if "desk" in path or "sign-off" in path]
    assert "Minute" not in read_html(pages["schools/hill/index.html"].html).words()
    links = [a.attrs["href"] for page in pages.values() for a in read_html(page.html).all("a")]
    assert not [link for link in links if "desk" in link or "sign-off" in link]


# What is new.


def happened(files: Mapping[str, str], today: datetime.date = TODAY) -> list[str]:
    book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
    report = check_book(book, today)
    t = english()
    found = newest_first(
        event for school, one in book.policies() for event in events_of(entry_of(school, one, report), None, today)
    )
    return [
        f"{event.date or '-'} {t(f'news.what.{event.what}')} {event.entry.policy.id} {event.from_day or ''}".rstrip()
        for event in found
    ]


def test_what_happened_newest_first() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/a/versions/2024-01.md": sealed("One.\n", "2024-01"),
        "hill/a/versions/2026-10-05.md": sealed("Two.\n", "2026-10-05", "effective: 2026-11-01"),
        "hill/b/versions/2026-11-20.md": sealed("One.\n", "2026-11-20", "effective: 2027-01"),
        "hill/c/policy.md": policy("Text.\n", "effective: 2026-10", status="withdrawn"),
        "hill/d/versions/undated.md": policy("Text.\n", status="approved"),
        "hill/e/policy.md": sealed("Says that it is approved.\n", "2023-05"),
        "hill/f/policy.md": policy("A draft.\n", "approved: {by: Governors, date: 2022-01}"),
        "hill/g/versions/2021-03.md": sealed("One.\n", "2021-03", "effective: 2021-03-15"),
    }
    assert happened(files) == [
        "2026-11-20 approved b 2027-01",
        "2026-11-01 came into force a",
        "2026-10 withdrawn c",
        "2026-10-05 approved a 2026-11-01",
        "2024-01 approved a",
        "2023-05 approved e",
        "2021-03 approved g",
        "- approved d",
    ]


def test_a_withdrawal_and_a_day_to_come_are_no_news_before_their_day() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/a/versions/2024-01.md": sealed("One.\n", "2024-01", "effective: 2024-09-01"),
        "hill/a/policy.md": policy("One.\n", "effective: 2025-09-01", status="withdrawn"),
    }
    assert happened(files, datetime.date(2024, 8, 31)) == ["2024-01 approved a 2024-09-01"]
    assert happened(files, datetime.date(2025, 8, 31))[0] == "2024-09-01 came into force a"
    assert happened(files, datetime.date(2025, 9, 1))[0] == "2025-09-01 withdrawn a"


def test_an_approval_to_come_is_no_news_before_its_day() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/a/versions/2024-01.md": sealed("One.\n", "2024-01"),
        "hill/a/versions/2026-11-22.md": sealed("Two.\n", "2026-11-22"),
        "hill/b/versions/2026-11.md": sealed("Approved on some day of this month.\n", "2026-11"),
    }
    assert happened(files) == ["2026-11 approved b", "2024-01 approved a"]
    assert happened(files, TODAY + datetime.timedelta(1))[0] == "2026-11 approved b"
    assert "2026-11-22 approved a" in happened(files, TODAY + datetime.timedelta(1))


def test_each_version_says_what_it_changed() -> None:
    page = site(
        {
            "hill/school.yml": SCHOOL,
            "hill/a/versions/2024-01.md": sealed("Staff should ask.\n", "2024-01"),
            "hill/a/versions/2025-01.md": sealed("Staff must ask.\n", "2025-01", minute="7"),
        }
    )["new.html"]
    assert rows(page, "li", "pb-news") == [
        "E-safety approved Hill Primary School · Governors (minute 7) 1 rule becomes stricter."
        " See what changed in E-safety",
        "E-safety approved Hill Primary School · Governors The first version on record.",
    ]


# The chart of reviews.


def chart(dues: Mapping[str, str], schools: int = 1, today: datetime.date = TODAY) -> Chart:
    """Return the chart of policies with these review dates, dealt out to schools; "" for none."""
    files = {f"s{n}/school.yml": f"name: School {n}\n" for n in range(schools)}
    for n, (name, due) in enumerate(dues.items()):
        review = f"review: {{due: {due}}}" if due else ""
        files[f"s{n % schools}/{name}/policy.md"] = policy("Text.\n", review, title=name, status="approved")
    book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
    report = check_book(book, today)
    found = chart_of(english(), [entry_of(school, one, report) for school, one in book.policies()], today)
    assert found
    return found


def test_a_few_policies_have_a_row_each_with_state_words_and_place() -> None:
    found = chart(
        {"long": "2019-03", "late": "2026-05-31", "soon": "2026-12-01", "far": "2027-11", "off": "2031-01", "no": ""}
    )
    place = {row.name: (str(row.state), row.words, row.x) for row in found.rows}
    assert {name: state for name, (state, _, _) in place.items()} == {
        "long": "overdue",
        "late": "overdue",
        "soon": "due-soon",
        "far": "current",
        "off": "current",
        "no": "undated",
    }
    assert place["late"][1] == "Overdue by 5 months"
    assert place["soon"][1] == "Due in 10 days"
    assert place["far"][1] == "Due November 2027"
    assert place["no"][1:] == ("No review date", None)
    xs = [place[name][2] or 0 for name in ("long", "late")] + [found.today]
    xs += [place[name][2] or 0 for name in ("soon", "far", "off")]
    assert xs == sorted(xs)
    assert len(set(xs)) == len(xs)
    assert xs[0] > 0
    assert xs[-1] < 100
    months = (place["far"][2] or 0) - (chart({"a": "2027-10"}).rows[0].x or 0)
    assert months == pytest.approx(100 / found.width, abs=0.2), "a month is as wide everywhere"


def test_the_chart_says_in_words_what_it_shows() -> None:
    about = chart({"late": "2026-05", "far": "2027-11"}).about
    assert about.startswith("2 policies: 1 overdue, 1 current. Along the chart run the months from November 2025")
    assert "21 November 2026" in about


def bars_of(found: Chart) -> dict[str, dict[str, list[tuple[int, float]]]]:
    return {
        bars.name: {
            str(state): [(int(at), float(tall)) for at, tall in re.findall(r"M(\d+)\.1 \S+h\.8v-([\d.]+)", path)]
            for state, path in bars.shapes
        }
        for bars in found.bars
    }


def test_more_policies_are_shown_by_school_and_month() -> None:
    dues = {f"p{n}": ("2026-10", "2026-11", "2027-02", "")[n % 4] for n in range(40)}
    found = chart(dues, schools=2)
    assert not found.rows
    assert found.most == 10
    first, second = bars_of(found).values()
    assert first == {"overdue": [(12, 10.0)], "current": [(16, 10.0)]}
    assert second == {"due-soon": [(13, 10.0)]}
    assert [bars.words for bars in found.bars] == ["10 overdue", "10 due soon, 10 no date"]
    assert [(month.words, month.counts) for month in found.months] == [
        ("October 2026", "10 overdue"),
        ("November 2026", "10 due soon"),
        ("February 2027", "10 current"),
    ]


def test_reviews_of_one_month_stand_on_top_of_each_other() -> None:
    found = chart({f"p{n}": ("2026-11-01", "2026-11-30", "")[n % 3] for n in range(30)})
    tops = {str(state): re.findall(r"M13\.1 (\S+)h\.8v-([\d.]+)", path) for state, path in found.bars[0].shapes}
    assert tops == {"overdue": [("10", "5")], "due-soon": [("5", "5")]}


def test_many_schools_are_shown_as_one() -> None:
    dues = {f"p{n}": ("2019-01", "2027-02-01", "2040-01")[n % 3] for n in range(90)}
    found = chart(dues, schools=30)
    assert [bars.name for bars in found.bars] == ["All 30 schools"]
    assert [month.words for month in found.months] == ["before November 2025", "February 2027", "after November 2028"]
    assert [month.counts for month in found.months] == ["30 overdue", "30 current", "30 current"]


def test_schools_of_one_name_have_a_row_each() -> None:
    files = {f"s{n}/school.yml": "name: Saint Mary's\n" for n in range(2)}
    files |= {f"s{n % 2}/p{n}/policy.md": policy("Text.\n") for n in range(ROWS + 1)}
    book = load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))
    report = check_book(book, TODAY)
    chart = chart_of(english(), [entry_of(school, each, report) for school, each in book.policies()], TODAY)
    assert chart
    assert [(bars.name, bars.words) for bars in chart.bars] == [
        ("Saint Mary's", "13 no date"),
        ("Saint Mary's", "12 no date"),
    ]


def test_withdrawn_policies_are_not_on_the_chart_and_nothing_has_none() -> None:
    pages = site({"hill/school.yml": SCHOOL, "hill/a/policy.md": policy("Text.\n", status="withdrawn")})
    assert not read_html(pages["reviews.html"].html).all("figure")


# Very large books.


@pytest.mark.parametrize("schools", [1, 20, 200, 1000])
def test_no_list_of_a_thousand_policies_is_a_large_page(schools: int) -> None:
    files = {f"s{n}/school.yml": f"name: Saint Somebody's Primary School Number {n}\n{PEOPLE}" for n in range(schools)}
    for n in range(1000):
        fields = [f"approved: {{by: Full Governing Body, date: 202{n % 7}-{n % 12 + 1:02}-11, minute: {n}}}"]
        fields += ["review: {frequency: every 2 years}"] * (n % 5 > 0)
        text = policy("Staff must lock their screens.\n", *fields, title=f"A policy on a matter, number {n}")
        files[f"s{n % schools}/p{n}/policy.md"] = text.replace("status: draft", "status: approved") if n % 4 else text
    pages = site(files)
    large = {path: len(page.html.encode()) for path, page in pages.items() if len(page.html.encode()) > LARGEST}
    assert not large
    own = [page for path, page in pages.items() if re.fullmatch(r"schools/s0/index(-\d+)?\.html", path)]
    links = {a.attrs["href"] for page in own for a in read_html(page.html).all("a")}
    assert {f"p{n}/index.html" for n in range(0, 1000, schools)} <= links, "every policy of the school is listed"
    shown = {path for path in pages if re.fullmatch(r"desk(-\d+)?\.html", path)}
    on_desk = sum(len(read_html(pages[path].html).all("article", "pb-proposal")) for path in shown)
    assert on_desk == 250
    (to_desk,) = (a for a in read_html(pages["schools/s0/index.html"].html).all("a") if "/desk" in a.attrs["href"])
    assert to_desk.attrs["href"] == "../../desk.html#s0", "where its drafts begin"
    listed = [path for path in pages if re.fullmatch(r"new(-\d+)?\.html", path)]
    assert sum(len(read_html(pages[path].html).one("div", "pb-news").all("li")) for path in listed) == 750 - 11, (
        "those of December are to come"
    )


PEOPLE = "people: {headteacher: {title: Headteacher, name: A. Head}}\n"
