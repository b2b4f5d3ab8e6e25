"""From a book and its findings to the pages of its site; this module knows no MkDocs.

`build_site` is a pure function of the book, the report and the pages it made before: a page whose sources have not
changed is taken over as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from policybook.book.model import UNDATED, Book, Policy, School, Version
from policybook.book.people import find_party, find_role
from policybook.checking.check import Report
from policybook.checking.review import Review, State
from policybook.checking.text_rules import resolve
from policybook.finding import Finding, Level
from policybook.metadata import Status
from policybook.rendering.clauses import ClauseRenderer, notes_by_clause
from policybook.rendering.facts import approval_words, directory
from policybook.rendering.icons import icon
from policybook.rendering.page import Page, SearchEntry, Site, link
from policybook.rendering.text_reports import summary

Remembered = dict[str, tuple[Hashable, Page]]
"""Pages made before, by path, each with what it was made of."""

_REVIEW_GROUPS: Final = (
    (State.OVERDUE, "Overdue", "overdue"),
    (State.DUE_SOON, "Due soon", "due soon"),
    (State.UNDATED, "Without a review date", "without a review date"),
    (State.CURRENT, "Current", "current"),
)

_templates: Final = Environment(
    loader=PackageLoader("policybook.rendering"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals.update(icon=icon, link=link)


@dataclass(frozen=True, slots=True)
class Entry:
    """A policy as lists show it."""

    school: School
    policy: Policy
    path: str
    review: Review
    held: Version | None
    since: str
    """Since when the text in force holds, in words."""
    owner: str
    draft: str | None
    """The page of a draft beside the text in force."""
    draft_title: str


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


def build_site(book: Book, report: Report, remembered: Remembered | None = None) -> Site:
    """Make the pages and files of a site.

    Args:
        book: The book.
        report: What `check` found on the day of the build.
        remembered: Pages of an earlier build; it is brought up to date.

    Returns:
        The site, its pages in the order of their paths within home, lists, schools.
    """
    memory: Remembered = {} if remembered is None else remembered
    entries = [_entry(school, policy, report) for school, policy in book.policies()]
    pages = [
        _home(book, report, entries),
        _schools(book, entries),
        _reviews(report, entries),
        _people(book),
    ]
    files: dict[str, Any] = {}
    addresses = _addresses(book, report.today)
    by_school: dict[str, list[Entry]] = {}
    for entry in entries:
        by_school.setdefault(entry.school.id, []).append(entry)
    pages += [_school(school, by_school.get(school.id, []), report) for school in book.schools]
    for entry in entries:
        for version in _published(entry.policy, report.today):
            path = version_path(entry.policy, version, report.today)
            found = report.of(entry.policy.ref) if version in {entry.held, entry.policy.working} else []
            key = _key(entry, version, found, report.today)
            kept = memory.get(path)
            if kept is None or kept[0] != key:
                kept = memory[path] = (key, _policy(entry, version, found, report.today, addresses))
            pages.append(kept[1])
            files[_markdown_path(path)] = version.text.raw.encode()
    for path in memory.keys() - {page.path for page in pages}:
        del memory[path]
    for path, place in book.others.items():
        files[f"schools/{path}"] = place
    return Site(tuple(pages), files)


def school_path(school: str) -> str:
    """Return where a school's page lies."""
    return f"schools/{school}/index.html"


def version_path(policy: Policy, version: Version, today: datetime.date) -> str:
    """Return where the page of a version lies: the text that the policy's own page shows has the policy's address."""
    folder = f"schools/{policy.school}/{policy.id}"
    if version is policy.shown(today):
        return f"{folder}/index.html"
    return f"{folder}/{'draft' if version.is_working else version.name}.html"


def _published(policy: Policy, today: datetime.date) -> list[Version]:
    """Return the versions that have pages: all, but not a working text that only repeats the one in force."""
    shown = policy.shown(today)
    return [
        v for v in policy.versions if v is shown or not v.is_working or policy.draft(today) is v or policy.is_withdrawn
    ]


def _entry(school: School, policy: Policy, report: Report) -> Entry:
    today = report.today
    held, draft = policy.in_force(today), policy.draft(today)
    shown = policy.shown(today)
    owner = ""
    if shown and shown.front_matter.owner:
        owner = find_party(shown.front_matter.owner, directory(shown, school)).words
    since = ""
    if held:
        since = f"since {held.since.words}" if held.since else "since when is not recorded"
    path = f"schools/{policy.school}/{policy.id}/index.html"
    beside = version_path(policy, draft, today) if draft and held else None
    return Entry(
        school,
        policy,
        path,
        report.reviews[policy.ref],
        held,
        since,
        owner,
        beside,
        draft.front_matter.title or policy.title if draft else "",
    )


def _addresses(book: Book, today: datetime.date) -> dict[str, str]:
    """Return where each file of the book is published: its path in the book -> its path in the site."""
    found = {path: f"schools/{path}" for path in book.others}
    for _, policy in book.policies():
        for version in policy.versions:
            found[version.path] = version_path(policy, version, today)
        if policy.working:
            # A link to a policy means the text that holds.
            found[policy.working.path] = f"schools/{policy.school}/{policy.id}/index.html"
    return found


def _key(entry: Entry, version: Version, found: list[Finding], today: datetime.date) -> Hashable:
    """Return what a policy's page is made of."""
    school = entry.school
    return (
        version.text.raw,
        version.tree.ids,
        tuple(
            (v.name, v.front_matter.status, str(v.since), str(v.front_matter.approved)) for v in entry.policy.versions
        ),
        tuple((role, person.title, person.name) for role, person in school.people.items()),
        (school.name, entry.review, entry.draft, entry.held.name if entry.held else None),
        tuple(found),
        version_path(entry.policy, version, today),
    )


def _policy(
    entry: Entry, version: Version, found: list[Finding], today: datetime.date, addresses: Mapping[str, str]
) -> Page:
    school, policy = entry.school, entry.policy
    path = version_path(policy, version, today)
    values, people = version.front_matter, directory(version, school)
    is_held = version is entry.held
    # The review has a place of its own on the page.
    own = [f for f in found if f.path in {version.path, policy.path} and not f.code.startswith("review-")]
    at_clauses = notes_by_clause(version.tree, [f for f in own if f.level is not Level.NOTE])
    renderer = ClauseRenderer(version.tree, people, _resolver(version, path, addresses), at_clauses)
    title = values.title or policy.title
    standing, standing_title, standing_words = _standing(policy, version, entry.held, today)
    contents = renderer.contents()
    declaration = values.acknowledgement
    html = _templates.get_template("policy.html").render(
        here=path,
        trail=[("Schools", "schools/index.html"), (school.name, school_path(school.id))],
        title=title,
        school=school,
        standing=standing,
        standing_icon=standing,
        standing_title=standing_title,
        standing_words=standing_words,
        standing_link=("Read the text in force", entry.path) if entry.held and not is_held else None,
        proposed=entry.draft if is_held else None,
        review=entry.review if is_held or entry.held is None else None,
        facts=_facts(version, school, is_held),
        more=_more_facts(version, school),
        note=values.change_note,
        markdown=_markdown_path(path),
        source=values.source,
        found=own,
        contents=contents,
        clauses=Markup(renderer.render()),  # noqa: S704  the renderer escapes or sanitises all it is given
        acknowledgement={
            "paragraphs": [p for p in (declaration.statement or "").split("\n\n") if p.strip()],
            "fields": declaration.fields,
        }
        if declaration
        else None,
        versions=_versions(policy, version, entry.held, today),
    )
    marked = title if is_held else f"{standing_title.rstrip('.')}: {title}"
    return Page(
        path,
        f"{marked} · {school.name}",
        html,
        f"{title} of {school.name}. {entry.review.lateness}: {entry.review.reason}.",
        contents,
        _search(version, renderer, title, school.name) if is_held else (),
        is_listed=is_held,
    )


def _search(version: Version, renderer: ClauseRenderer, title: str, school: str) -> tuple[SearchEntry, ...]:
    """Return a result for the page and one for every clause, each with its label, section, policy and school."""
    tree = version.tree
    found = [SearchEntry("", f"{title} · {school}", "")]
    for n, node in enumerate(tree.nodes):
        if node.is_section or not node.text:
            continue
        at = tree.section_of(n)
        section = renderer.plain(tree.nodes[at].text) if at >= 0 else ""
        place = " ".join(part for part in (node.label, section) if part)
        found.append(
            SearchEntry(tree.ids[n], " · ".join(p for p in (place, title, school) if p), renderer.plain(node.text))
        )
    return tuple(found)


def _standing(policy: Policy, version: Version, held: Version | None, today: datetime.date) -> tuple[str, str, str]:
    """Return how a text stands: the name of the state, its title, and what to add in words."""
    if version is held:
        return (
            "in-force",
            "In force",
            f"since {version.since.words}." if version.since else "since a date that nobody recorded.",
        )
    if policy.is_withdrawn:
        since = policy.working.front_matter.effective if policy.working else None
        return (
            "withdrawn",
            "Withdrawn",
            f"since {since.words}: this text no longer holds." if since else "This text no longer holds.",
        )
    if version.is_working:
        if version.front_matter.status is Status.DRAFT:
            return (
                "draft",
                "Draft, not in force.",
                "Nobody has approved this text; it does not hold."
                if held
                else ("Nobody has approved this text, and nothing else is in force."),
            )
        return "draft", "Not in force.", "It cannot be told whether this text is approved."
    if not version.has_come(today):
        return "draft", "Not yet in force.", f"Approved; it holds from {version.since.words}." if version.since else ""
    return "superseded", "Superseded, no longer in force.", "A later version has taken its place."


def _facts(version: Version, school: School, is_held: bool) -> list[tuple[str, Any]]:
    values, people = version.front_matter, directory(version, school)
    rows: list[tuple[str, Any]] = []
    if values.owner:
        rows.append(("Owner", find_party(values.owner, people).words))
    if values.audience:
        rows.append(("For", ", ".join(values.audience).capitalize()))
    if values.approved or is_held:
        rows.append(("Approved", approval_words(values.approved)))
    if values.version:
        rows.append(("Version", values.version))
    if values.effective:
        rows.append(("In force from", values.effective.words))
    if not is_held and values.review:
        due = [f"by {values.review.due.words}"] if values.review.due else []
        often = [values.review.frequency.words] if values.review.frequency else []
        rows.append(("Next review", ", then ".join(due + often)))
    return rows


def _more_facts(version: Version, school: School) -> list[tuple[str, Any]]:
    values, people = version.front_matter, directory(version, school)
    rows: list[tuple[str, Any]] = []
    if values.responsible:
        rows.append(
            (
                "People",
                [
                    Markup("<strong>{}</strong>{}").format(find_party(p, people).words, f": {p.for_}" if p.for_ else "")
                    for p in values.responsible
                ],
            )
        )
    if values.related:
        rows.append(("Read with", list(values.related)))
    return rows


def _versions(policy: Policy, current: Version, held: Version | None, today: datetime.date) -> list[dict[str, Any]]:
    rows = []
    for version in reversed(_published(policy, today)):
        standing, words, _ = _standing(policy, version, held, today)
        name = "Draft" if version.is_working and version is not held else _date_words(version)
        rows.append(
            {
                "icon": standing,
                "title": name,
                "words": words.rstrip(".").lower()
                + (
                    f"; approved by {approval_words(version.front_matter.approved)}"
                    if version.front_matter.approved
                    else ""
                ),
                "path": None if version is current else version_path(policy, version, today),
            }
        )
    return rows


def _date_words(version: Version) -> str:
    if version.date:
        return version.date.words
    return "Undated version" if version.name == UNDATED else "Current text"


def _resolver(version: Version, path: str, addresses: Mapping[str, str]) -> Callable[[str], str]:
    here = PurePosixPath(version.path).parent

    def address(target: str) -> str:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path:
            return target
        found = addresses.get(resolve(here, unquote(parts.path)) or "")
        if found is None:
            return target
        return link(found + (f"#{parts.fragment}" if parts.fragment else ""), path)

    return address


def _markdown_path(page: str) -> str:
    return (
        page.replace("/index.html", "/policy.md")
        if page.endswith("/index.html")
        else page.removesuffix(".html") + ".md"
    )


def _home(book: Book, report: Report, entries: list[Entry]) -> Page:
    counts = [
        {"state": str(state), "number": number, "words": words}
        for state, _, words in _REVIEW_GROUPS
        if (number := sum(entry.review.state is state for entry in entries))
    ]
    order = {state: n for n, (state, _, _) in enumerate(_REVIEW_GROUPS)}
    here = "index.html"
    html = _templates.get_template("home.html").render(
        here=here,
        book=book,
        counts=counts,
        drafts=[entry for entry in entries if entry.draft],
        entries=sorted(entries, key=lambda e: (order.get(e.review.state or State.CURRENT, 9), e.review.days or 0)),
        schools=[_school_row(school, entries) for school in book.schools],
        today=f"{report.today.day} {report.today:%B %Y}",
        found=[finding for finding in report.findings if not finding.policy],
    )
    return Page(here, book.settings.title, html, book.settings.description or "", is_wide=True)


def _schools(book: Book, entries: list[Entry]) -> Page:
    here = "schools/index.html"
    html = _templates.get_template("schools.html").render(
        here=here, schools=[_school_row(school, entries) for school in book.schools]
    )
    return Page(here, "Schools", html, "Every school and its policies.")


def _school_row(school: School, entries: Iterable[Entry]) -> dict[str, Any]:
    own = [entry for entry in entries if entry.school is school]
    late = sum(entry.review.state is State.OVERDUE for entry in own)
    words = f"{len(own)} {'policy' if len(own) == 1 else 'policies'}" + (f", {late} overdue" if late else "")
    return {"name": school.name, "path": school_path(school.id), "summary": words, "about": _about(school)}


def _about(school: School) -> str:
    return " · ".join(part for part in ((school.phase or "").capitalize(), school.local_authority) if part)


def _school(school: School, entries: list[Entry], report: Report) -> Page:
    here = school_path(school.id)
    html = _templates.get_template("school.html").render(
        here=here,
        school=school,
        about=_about(school),
        entries=entries,
        people=_directory(school, entries),
        found=[finding for finding in report.findings if finding.policy == school.id],
    )
    entry = SearchEntry(
        "", school.name, f"Policies and people of {school.name}: {', '.join(e.policy.title for e in entries)}"
    )
    return Page(here, school.name, html, f"Policies and people of {school.name}.", search=(entry,), is_wide=True)


def _people(book: Book) -> Page:
    here = "people.html"
    rows = []
    for school in book.schools:
        entries = [
            Entry(school, p, f"schools/{p.school}/{p.id}/index.html", _NO_REVIEW, None, "", "", None, "")
            for p in school.policies
        ]
        rows.append(
            {
                "id": school.id,
                "name": school.name,
                "path": school_path(school.id),
                "people": _directory(school, entries),
            }
        )
    html = _templates.get_template("people.html").render(here=here, directory=rows)
    return Page(here, "People", html, "Who keeps which policy, and who has a duty in it.", is_wide=True)


_NO_REVIEW: Final = Review(None, None, None, "")


def _directory(school: School, entries: Iterable[Entry]) -> list[_Person]:
    """Return the roles of a school with their holders and duties; people without a role of the directory come last."""
    found: dict[str, _Person] = {}
    for role in school.people:
        holder = find_role(role, school.people)
        found[role] = _Person(holder.title, holder.name, [])
    for entry in entries:
        version = entry.policy.newest_sealed or entry.policy.working
        if version is None:
            continue
        values = version.front_matter
        parties = [(values.owner, "keeps it")] if values.owner else []
        parties += [(party, party.for_ or "") for party in values.responsible]
        for party, what in parties:
            if party is None or not (party.role or party.name):
                continue
            holder = find_party(party, school.people)
            key = party.role if party.role in school.people else f"{holder.title}\0{holder.name}"
            person = found.setdefault(key or "", _Person(holder.title, holder.name, []))
            person.duties.append(_Duty(entry.policy.title, entry.path, what))
    return list(found.values())


def _reviews(report: Report, entries: list[Entry]) -> Page:
    here = "reviews.html"
    groups = []
    for state, title, _ in _REVIEW_GROUPS:
        own = sorted((e for e in entries if e.review.state is state), key=lambda e: (e.review.days or 0, e.policy.ref))
        if own:
            groups.append({"state": str(state), "title": title, "entries": own})
    withdrawn = [entry for entry in entries if entry.review.state is None]
    if withdrawn:
        groups.append({"state": "withdrawn", "title": "Withdrawn", "entries": withdrawn})
    words = summary(report).partition(" Findings:")[0]
    html = _templates.get_template("reviews.html").render(here=here, groups=groups, summary=words)
    return Page(here, "Reviews", html, "When every policy must be reviewed, and why then.", is_wide=True)
