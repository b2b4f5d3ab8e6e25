"""The pages of schools and people: what each school has, what was approved, and who keeps which policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from policybook.book.model import Book, School
from policybook.book.people import find_party, find_role
from policybook.checking.check import Report
from policybook.checking.review import State
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Party
from policybook.rendering.news import Event, record_of
from policybook.rendering.page import Page, SearchEntry
from policybook.rendering.paging import list_page, parts_of
from policybook.rendering.places import Entry, school_path, sign_off_path

SCHOOLS: Final = "schools/index.html"
COUNTS: Final = (State.OVERDUE, State.DUE_SOON, State.UNDATED, State.CURRENT)
"""What is counted of a school's reviews."""


@dataclass(frozen=True, slots=True)
class _Person:
    title: str
    name: str | None
    duties: list[_Duty]


@dataclass(frozen=True, slots=True)
class _Duty:
    title: str
    path: str
    what: tuple[str, ...]
    """What for, where that is said."""


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as lists show it."""

    name: str
    path: str
    about: str
    """Its phase and local authority."""
    summary: Later
    """How many policies it has, and how many of them are overdue."""
    policies: int
    counts: tuple[tuple[State, Later, int], ...]
    """How many of its reviews are in each state, and what that is called."""


def schools_pages(t: Messages, book: Book, entries: list[Entry]) -> list[Page]:
    """Return the list of all schools, with how their reviews stand."""
    parts = parts_of(school_rows(book, entries))
    return [
        list_page(t, "schools.html", SCHOOLS, t("schools.title"), t("schools.description"), n, len(parts), schools=part)
        for n, part in enumerate(parts)
    ]


def school_pages(
    t: Messages,
    book: Book,
    school: School,
    entries: list[Entry],
    events: Iterable[Event],
    report: Report,
    compared: Mapping[str, str],
    desk: Mapping[str, str],
) -> list[Page]:
    """Return the pages of a school: its policies, what was approved, its people; one, unless they are many.

    Args:
        t: What the pages say.
        book: The book; minutes, and names it may be, are not for everybody.
        school: The school.
        entries: Its policies.
        events: What happened to its policies.
        report: What `check` found.
        compared: `school/policy` -> the page that compares it with those of other schools, where there is one.
        desk: School -> where its drafts stand on the governors' desk, where it has any.
    """
    rows: list[tuple[str, Any]] = [("entries", entry) for entry in entries]
    rows += [("compared", (each.title, compared[each.policy.ref])) for each in entries if each.policy.ref in compared]
    rows += [("record", row) for row in record_of(events)]
    rows += [("people", person) for person in _in_parts(_directory(t, school, entries))]
    parts = parts_of(rows, lambda row: len(row[1].duties) + 1 if row[0] == "people" else 1)
    titles = t.list([entry.title for entry in entries])
    found = SearchEntry("", school.name, t("school.found_by", school=school.name, policies=titles))
    pages = [
        list_page(
            t,
            "school.html",
            school_path(school.id),
            school.name,
            t("school.description", school=school.name),
            number,
            len(parts),
            school=school,
            phase=_about(school),
            has_policies=bool(entries),
            has_minutes=not book.is_public,
            desk=desk.get(school.id, ""),
            sheet=sign_off_path(school.id),
            names_people=book.names_people,
            found=report.of(school.id),
            rows={
                which: [row for of, row in part if of == which] for which in ("entries", "compared", "record", "people")
            },
        )
        for number, part in enumerate(parts)
    ]
    return [replace(page, school=school.name, search=() if n else (found,)) for n, page in enumerate(pages)]


def _in_parts(people: Iterable[_Person]) -> Iterator[_Person]:
    """Yield people, those with very many duties several times."""
    for person in people:
        for duties in parts_of(person.duties):
            yield replace(person, duties=duties)


def people_pages(t: Messages, book: Book, entries: list[Entry]) -> list[Page]:
    """Return the pages that say who keeps which policy, some schools on each."""
    by_school = _by_school(entries)
    rows = [
        {
            "id": school.id,
            "name": school.name,
            "path": school_path(school.id),
            "people": _directory(t, school, by_school.get(school.id, [])),
        }
        for school in book.schools
    ]
    parts = parts_of(rows, lambda row: len(row["people"]) + 1)
    shown = {"names_people": book.names_people}
    return [
        list_page(
            t, "people.html", "people.html", t("people.title"), t("people.lead"), n, len(parts), directory=part, **shown
        )
        for n, part in enumerate(parts)
    ]


def _directory(t: Messages, school: School, entries: Iterable[Entry]) -> list[_Person]:
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
        parties: list[tuple[Party, tuple[str, ...]]] = [(values.owner, (t("people.owner"),))] if values.owner else []
        parties += [(party, (party.for_,) if party.for_ else ()) for party in values.responsible]
        for party, what in parties:
            if not (party.role or party.name):
                continue
            holder = find_party(party, school.people)
            title, name = (holder.title, holder.name) if party.role else (t("people.no_role"), party.name)
            is_own = party.role in school.people and name == found[party.role or ""].name
            person = found.setdefault(party.role or "" if is_own else f"{title}\0{name}", _Person(title, name, []))
            if person.duties and person.duties[-1].path == entry.path:
                what = (*person.duties.pop().what, *what)
            person.duties.append(_Duty(entry.title, entry.path, what))
    return list(found.values())


def school_rows(book: Book, entries: Iterable[Entry]) -> list[SchoolRow]:
    """Return the schools of a book as lists show them.

    Args:
        book: The book.
        entries: All policies.
    """
    by_school = _by_school(entries)
    rows = []
    for school in book.schools:
        own = by_school.get(school.id, [])
        states = Counter(entry.review.state for entry in own)
        late = states[State.OVERDUE]
        words = later("policies.count", n=len(own))
        if late:
            words = later("schools.summary", policies=words, overdue=later("review.counted.overdue", n=late))
        counts = tuple((state, later(f"review.state.{state}"), states[state]) for state in COUNTS)
        rows.append(SchoolRow(school.name, school_path(school.id), _about(school), words, len(own), counts))
    return rows


def _by_school(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.school.id, []).append(entry)
    return found


def _about(school: School) -> str:
    return " · ".join(part for part in ((school.phase or "").capitalize(), school.local_authority) if part)
