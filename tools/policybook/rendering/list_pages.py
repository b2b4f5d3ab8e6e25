"""The pages that list policies: home, schools, people and reviews; long lists go over several pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from policybook.book.model import Book, School
from policybook.book.people import find_party, find_role
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.rendering.page import Page, SearchEntry
from policybook.rendering.places import Entry, school_path
from policybook.rendering.steps import Step
from policybook.rendering.templating import TEMPLATES
from policybook.rendering.text_reports import summary

T = TypeVar("T")

_REVIEW_GROUPS: Final = (
    (State.OVERDUE, "Overdue", "overdue"),
    (State.DUE_SOON, "Due soon", "due soon"),
    (State.UNDATED, "Without a review date", "without a review date"),
    (State.CURRENT, "Current", "current"),
    (None, "Withdrawn", "withdrawn"),
)
ROWS: Final = 250
"""Rows of a table on one page; a phone shows a few hundred without delay."""


@dataclass(frozen=True, slots=True)
class _Person:
    title: str
    name: str | None
    duties: list[_Duty]


@dataclass(frozen=True, slots=True)
class _Duty:
    title: str
    path: str
    what: str


def home_page(book: Book, report: Report, entries: list[Entry], proposals: Mapping[str, Step]) -> Page:
    """Return the first page: search, what is overdue and proposed, and every policy (every school, if many).

    Args:
        book: The book.
        report: What `check` found.
        entries: All policies.
        proposals: `school/policy` -> what its draft changes, where there is a page of that.
    """
    here = "index.html"
    ordered = _by_urgency(entries)
    pages = _parts(ordered, lambda _: 1)
    counts = []
    for state, _, words in _REVIEW_GROUPS:
        number = sum(entry.review.state is state for entry in entries)
        if number and state:
            first = next(n for n, part in enumerate(pages) if any(entry.review.state is state for entry in part))
            path = f"{_numbered('reviews', first)}#{state}"
            counts.append({"state": str(state), "number": number, "words": words, "path": path})
    html = TEMPLATES.get_template("home.html").render(
        here=here,
        book=book,
        counts=counts,
        drafts=[entry for entry in entries if entry.draft],
        proposals=proposals,
        entries=ordered,
        schools=_school_rows(book, entries),
        today=f"{report.today.day} {report.today:%B %Y}",
        found=report.of(""),
    )
    return Page(here, book.settings.title, html, book.settings.description or "", is_wide=True)


def schools_page(book: Book, entries: list[Entry]) -> Page:
    """Return the list of all schools."""
    here = "schools/index.html"
    html = TEMPLATES.get_template("schools.html").render(here=here, schools=_school_rows(book, entries))
    return Page(here, "Schools", html, "Every school and its policies.")


def school_page(school: School, entries: list[Entry], report: Report, compared: Mapping[str, str]) -> Page:
    """Return the page of a school: its policies and its people.

    Args:
        school: The school.
        entries: Its policies.
        report: What `check` found.
        compared: `school/policy` -> the page that compares it with those of other schools, where there is one.
    """
    here = school_path(school.id)
    html = TEMPLATES.get_template("school.html").render(
        here=here,
        school=school,
        about=_about(school),
        entries=entries,
        people=_directory(school, entries),
        compared=[(entry.title, compared[entry.policy.ref]) for entry in entries if entry.policy.ref in compared],
        found=report.of(school.id),
    )
    titles = ", ".join(entry.title for entry in entries)
    entry = SearchEntry("", school.name, f"Policies and people of {school.name}: {titles}")
    return Page(
        here,
        school.name,
        html,
        f"Policies and people of {school.name}.",
        search=(entry,),
        school=school.name,
        is_wide=True,
    )


def people_pages(book: Book, entries: list[Entry]) -> list[Page]:
    """Return the pages that say who keeps which policy, some schools on each."""
    by_school = _by_school(entries)
    rows = [
        {
            "id": school.id,
            "name": school.name,
            "path": school_path(school.id),
            "people": _directory(school, by_school.get(school.id, [])),
        }
        for school in book.schools
    ]
    parts = _parts(rows, lambda row: len(row["people"]) + 1)
    return [
        _list_page(
            "people", "People", "Who keeps which policy, and who has a duty in it.", n, len(parts), directory=part
        )
        for n, part in enumerate(parts)
    ]


def _directory(school: School, entries: Iterable[Entry]) -> list[_Person]:
    """Return the roles of a school with their holders and duties; people without a role of the directory come last."""
    found: dict[str, _Person] = {}
    for role in school.people:
        holder = find_role(role, school.people)
        found[role] = _Person(holder.title, holder.name, [])
    for entry in entries:
        version = entry.held or entry.policy.working or entry.policy.newest_sealed
        if version is None or (entry.policy.is_withdrawn and not entry.held):
            continue
        values = version.front_matter
        parties = [(values.owner, "keeps it")] if values.owner else []
        parties += [(party, party.for_ or "") for party in values.responsible]
        for party, what in parties:
            if party is None or not (party.role or party.name):
                continue
            holder = find_party(party, school.people)
            title, name = (holder.title, holder.name) if party.role else ("No role", party.name)
            is_own = party.role in school.people and name == found[party.role or ""].name
            person = found.setdefault(party.role or "" if is_own else f"{title}\0{name}", _Person(title, name, []))
            person.duties.append(_Duty(entry.title, entry.path, what))
    return list(found.values())


def review_pages(report: Report, entries: list[Entry]) -> list[Page]:
    """Return the pages of every policy's review, the most overdue first; none is left out."""
    ordered = _by_urgency(entries)
    parts = _parts(ordered, lambda _: 1)
    words = summary(report).partition(" Findings:")[0]
    pages = []
    for n, part in enumerate(parts):
        groups = [
            {"state": str(state or "withdrawn"), "title": title, "entries": own}
            for state, title, _ in _REVIEW_GROUPS
            if (own := [entry for entry in part if entry.review.state is state])
        ]
        about = "When every policy must be reviewed, and why then."
        pages.append(_list_page("reviews", "Reviews", about, n, len(parts), groups=groups, summary=words))
    return pages


def _list_page(name: str, title: str, about: str, number: int, count: int, **context: Any) -> Page:
    paths = [_numbered(name, n) for n in range(count)]
    html = TEMPLATES.get_template(f"{name}.html").render(here=paths[number], pages=paths, number=number, **context)
    marked = title if count == 1 else f"{title}, page {number + 1} of {count}"
    return Page(paths[number], marked, html, about, is_wide=True)


def _numbered(name: str, number: int) -> str:
    """Return where a part of a long list lies; the first has the plain name."""
    return f"{name}-{number + 1}.html" if number else f"{name}.html"


def _parts(rows: list[T], weight: Callable[[T], int]) -> list[list[T]]:
    """Return rows in parts of about `ROWS`, at least one part."""
    parts: list[list[T]] = [[]]
    filled = 0
    for row in rows:
        if parts[-1] and filled + weight(row) > ROWS:
            parts.append([])
            filled = 0
        parts[-1].append(row)
        filled += weight(row)
    return parts


def _by_urgency(entries: list[Entry]) -> list[Entry]:
    order = {state: n for n, (state, _, _) in enumerate(_REVIEW_GROUPS)}
    return sorted(entries, key=lambda e: (order[e.review.state], e.review.days or 0, e.policy.ref))


def _by_school(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.school.id, []).append(entry)
    return found


def _school_rows(book: Book, entries: list[Entry]) -> list[dict[str, Any]]:
    by_school = _by_school(entries)
    rows = []
    for school in book.schools:
        own = by_school.get(school.id, [])
        late = sum(entry.review.state is State.OVERDUE for entry in own)
        words = f"{len(own)} {'policy' if len(own) == 1 else 'policies'}" + (f", {late} overdue" if late else "")
        rows.append({"name": school.name, "path": school_path(school.id), "summary": words, "about": _about(school)})
    return rows


def _about(school: School) -> str:
    return " · ".join(part for part in ((school.phase or "").capitalize(), school.local_authority) if part)
