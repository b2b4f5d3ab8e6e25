"""Whatever dates a policy has, it is in one review state with a reason, and what is overdue reaches every output."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import icalendar
import junitparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import SCHOOL, policy
from policybook.book import Book, load_book
from policybook.book.sources import Sources
from policybook.checking.baseline import read_baseline, with_baseline, write_baseline
from policybook.checking.check import Report, check_book
from policybook.checking.review import State
from policybook.finding import Level
from policybook.hosting.reviews import reviews_issue
from policybook.messages.reading import english
from policybook.rendering.calendar import calendar
from policybook.rendering.findings_github import findings_github
from policybook.rendering.findings_junit import findings_junit
from policybook.rendering.findings_sarif import findings_sarif
from policybook.rendering.json_reports import findings_json
from policybook.rendering.pages import build_site
from policybook.rendering.places import entry_of
from policybook.rendering.text_reports import Painter, findings_text

TODAY = datetime.date(2026, 11, 21)

DATES = st.sampled_from(
    [
        "",
        "2019-03",
        "2026-10-31",
        "2026-11",
        "2026-11-20",
        "2026-11-21",
        "2026-12",
        "2031-01-01",
        "March 2019",
        "2026-02-30",
    ]
)
FREQUENCIES = st.sampled_from(["", "annually", "termly", "every 5 years", "P1M", "every so often"])
STATUSES = st.sampled_from(["approved", "draft", "withdrawn", "approoved", ""])
SETTINGS = st.sampled_from(["", *(f"levels: {{review-overdue: {level}}}\n" for level in ("warning", "note", "off"))])


@st.composite
def texts(draw: st.DrawFn) -> str:
    due, often, approved, effective = draw(DATES), draw(FREQUENCIES), draw(DATES), draw(DATES)
    review = ", ".join(f"{name}: {value}" for name, value in (("due", due), ("frequency", often)) if value)
    fields = {
        "review": f"{{{review}}}" if review else "",
        "approved": f"{{by: Governors, date: {approved}}}" if approved else "",
        "effective": effective,
    }
    return policy(title="Screens & doors", status=draw(STATUSES), **fields)


def outputs(book: Book, report: Report) -> dict[str, Callable[[str], bool]]:
    """Return, for each output, what says whether a policy is told as overdue in it."""
    text = findings_text(report, Painter(enabled=False)).split("\n")
    found = findings_json(report)["findings"]
    commands = findings_github(report, "policies").split("\n")
    run = findings_sarif(report, "policies")["runs"][0]
    tests = {
        case.classname: case
        for s in junitparser.JUnitXml.fromstring(findings_junit(report, "policies", Level.ERROR).encode())
        for case in s
    }
    entries = [entry_of(school, own, report) for school, own in book.policies()]
    events = {
        str(e["UID"]) for e in icalendar.Calendar.from_ical(calendar(english(), "T", entries, TODAY, 60)).walk("VEVENT")
    }
    pages = {page.path: page.html for page in build_site(book, report).pages}
    issue = reviews_issue(book, report, {})

    def late_in_text(ref: str) -> bool:
        at = next(n for n, row in enumerate(text) if row.endswith(f"  {ref}"))
        return "Overdue by" in text[at + 1]

    return {
        "text": late_in_text,
        "json": lambda ref: any((f["code"], f["policy"]) == ("review-overdue", ref) for f in found),
        "github": lambda ref: any(f"title=review-overdue ({ref})" in row for row in commands),
        "sarif": lambda ref: (
            run["properties"]["reviews"][ref] == "overdue"
            and any(f"policies/{ref}/" in json.dumps(r) for r in run["results"] if r["ruleId"] == "review-overdue")
        ),
        "junit": lambda ref: "Overdue by" in (tests[ref].system_out or ""),
        "calendar": lambda ref: f"overdue.{ref.replace('/', '.')}@policybook" in events,
        "site": lambda ref: (
            "Overdue by" in pages["reviews.html"].partition(f"{ref}/index.html")[2].partition("</tr>")[0]
        ),
        "issue": lambda ref: f"(`{ref}`)" in issue.partition("### Overdue")[2].partition("###")[0],
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts(), min_size=1, max_size=4), SETTINGS, st.booleans())
def test_every_policy_is_in_one_state_and_what_is_overdue_is_told_everywhere(
    given_texts: list[str], levels: str, knows: bool
) -> None:
    files = {f"hill/p{n}/policy.md": text for n, text in enumerate(given_texts)}
    files |= {"hill/school.yml": SCHOOL, "book.yml": levels}
    sources = Sources({name: text.encode() for name, text in files.items()})
    book = load_book(sources)
    report = check_book(book, TODAY)
    if knows:
        known = read_baseline(write_baseline(report, sources.files).encode())
        report = with_baseline(report, sources.files, known)
    assert report.reviews.keys() == {f"hill/p{n}" for n in range(len(given_texts))}
    told = outputs(book, report)
    for (_, own), text in zip(book.policies(), given_texts, strict=True):
        review = report.reviews[own.ref]
        assert review.reason
        assert review.state in {*State, None}
        assert (review.state is None) == own.has_lapsed(TODAY)
        assert (review.days is None) == (review.due is None)
        for output, is_told in told.items():
            assert is_told(own.ref) == (review.state is State.OVERDUE), (output, text)
