"""From a book and its findings to the pages of its site; this module knows no MkDocs.

`build_site` is a pure function of the book, the report and the pages it made before: a page whose sources have not
changed is taken over as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from policybook.book.glossary import NO_TERMS, glossary_of
from policybook.book.model import Book, Version
from policybook.book.naming import Named
from policybook.book.translations import load_messages
from policybook.checking.check import Report
from policybook.finding import Finding
from policybook.messages.messages import Messages
from policybook.metadata import Download
from policybook.rendering.comparison_pages import comparison_pages, own_pages
from policybook.rendering.desk import NO_DESK, desk_of, proposals_of, sign_off_pages
from policybook.rendering.downloads import Changes, Document, Offered, Text, download_path, offered
from policybook.rendering.glossary_page import glossary_pages
from policybook.rendering.history_page import history_page
from policybook.rendering.home_page import home_page
from policybook.rendering.news import Event, events_of, newest_first, news_pages
from policybook.rendering.page import Page, Site
from policybook.rendering.places import (
    Entry,
    addresses_of,
    entry_of,
    published,
    standing_of,
    title_of,
    version_path,
)
from policybook.rendering.policy_page import policy_page, resolver
from policybook.rendering.review_pages import review_pages
from policybook.rendering.school_pages import people_pages, school_pages, schools_pages
from policybook.rendering.scripts import scripts
from policybook.rendering.statement import statement_page
from policybook.rendering.step_page import step_page
from policybook.rendering.steps import History, history_of, ties_of
from policybook.rendering.subscriptions import subscriptions

Remembered = dict[str, tuple[Hashable, Any]]
"""Pages and comparisons made before, each with what it was made of."""

_T = TypeVar("_T")


def build_site(
    book: Book, report: Report, remembered: Remembered | None = None, formats: Collection[Download] = ()
) -> Site:
    """Make the pages and files of a site.

    Args:
        book: The book.
        report: What `check` found on the day of the build.
        remembered: Pages and comparisons of an earlier build; it is brought up to date.
        formats: The documents that pages offer beside Markdown; see `exporting.downloads.formats_for`.

    Returns:
        The site, its pages in the order of their paths within home, lists, schools.
    """
    t = load_messages(book.settings.language, tuple(book.messages.items())).messages
    recall = _Memory({} if remembered is None else remembered, t.made_of)
    entries = [entry_of(school, policy, report) for school, policy in book.policies()]
    histories = [history_of(t, entry.school, entry.policy, report.today, recall) for entry in entries]
    compared_at = own_pages(book, report.today)
    taken = {f"schools/{name}" for name in book.others}
    offers_of = partial(offered, formats=formats, taken=taken)
    pages = _lists(t, book, report, entries, histories, offers_of, compared_at, recall)
    files: dict[str, bytes | Path] = {}
    documents: dict[str, Document] = {}
    addresses = addresses_of(book, report.today)
    whole = glossary_of(book.glossary)
    glossaries = {
        school.id: glossary_of(book.glossary, school.glossary) if school.glossary != NO_TERMS else whole
        for school in book.schools
    }
    for entry, history in zip(entries, histories, strict=True):
        found, glossary = report.of(entry.policy.ref), glossaries[entry.school.id]
        for version in published(entry.policy, report.today):
            path = version_path(entry.policy, version, report.today)
            ties = ties_of(
                history,
                version,
                path,
                is_held=version is entry.held,
                is_past=entry.policy.is_past(version, report.today),
                is_shown=book.settings.history,
            )
            if version is entry.policy.shown(report.today):
                ties = ties._replace(compared=compared_at.get(entry.policy.ref, ""))
            offers = offers_of(path)
            key = (_key(entry, version, found, report.today, addresses), ties, offers)
            make = partial(policy_page, t, entry, version, found, report.today, addresses, ties, offers, glossary)
            pages.append(recall(path, (key, glossary), make))
            files[download_path(path, "md")] = version.text.raw.encode()
            text = Text(Named(entry.policy.ref, version, entry.school, entry.policy), entry.review)
            for offer in offers:
                documents[offer.path] = Document(offer.form, text, report.today, (key, report.today))
        if book.settings.history and history.steps:
            own = _history_key(entry, history, report.today)
            pages.append(recall(history.path, own, partial(history_page, t, entry, history)))
            for step in history.pages:
                offers = offers_of(step.path)
                page = partial(step_page, t, entry, history, step, offers)
                pages.append(recall(step.path, (own, offers), page))
                changes = Changes(step, history.up_to(step.before))
                for offer in offers:
                    documents[offer.path] = Document(offer.form, changes, report.today, (own, report.today))
    explained = glossary_pages(t, book, entries, pages)
    pages += explained.pages
    files |= explained.files
    compared = comparison_pages(t, book, report.today, recall)
    pages = [_found_by_subjects(page, compared.subjects.get(page.path)) for page in pages]
    pages += compared.pages
    pages.append(statement_page(t, book, report.today, [page.path for page in pages]))
    files |= compared.files
    files |= scripts(t, compares=book.settings.compare)
    files |= subscriptions(t, book, entries, histories, report.today, recall)
    recall.forget_rest()
    made = {page.path for page in pages} | files.keys() | documents.keys()
    files |= {path: place for name, place in book.others.items() if (path := f"schools/{name}") not in made}
    return Site(tuple(pages), files, documents, compared.catalogues, t)


def _lists(
    t: Messages,
    book: Book,
    report: Report,
    entries: list[Entry],
    histories: list[History],
    offers_of: Callable[[str], tuple[Offered, ...]],
    compared_at: Mapping[str, str],
    recall: _Memory,
) -> list[Page]:
    """Return the pages that lead to policies: home, schools, reviews, what is new, the governors' desk, people."""
    proposals = proposals_of(entries, histories, report, offers_of, compares=book.settings.history)
    events = newest_first(
        event
        for entry, history in zip(entries, histories, strict=True)
        for event in events_of(entry, history if book.settings.history else None, report.today)
    )
    pages = [home_page(t, book, report, entries, proposals, events), *schools_pages(t, book, entries)]
    pages += review_pages(t, book, report, entries)
    pages += news_pages(t, events)
    pages += people_pages(t, book, entries)
    desk = NO_DESK if book.is_public else desk_of(t, proposals, events, recall)
    pages += [*desk.pages, *sign_off_pages(t, proposals, report.today)]
    by_school: dict[str, tuple[list[Entry], list[Event]]] = {school.id: ([], []) for school in book.schools}
    for entry in entries:
        by_school[entry.school.id][0].append(entry)
    for event in events:
        by_school[event.entry.school.id][1].append(event)
    for school in book.schools:
        own, happened = by_school[school.id]
        pages += school_pages(t, book, school, own, happened, report, compared_at, desk.places)
    return pages


def _found_by_subjects(page: Page, subjects: Mapping[str, tuple[str, ...]] | None) -> Page:
    """Return a page whose clauses a search finds by the topics and rules that they are about, too."""
    if not subjects or not page.search:
        return page
    return replace(page, search=tuple(one._replace(subjects=subjects.get(one.anchor, ())) for one in page.search))


class _Memory:
    """What was made in the last build, taken over where it would be made of the same."""

    def __init__(self, kept: Remembered, words: Hashable) -> None:
        self._kept = kept
        self._words = words
        self._used: set[str] = set()

    def __call__(self, name: str, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what has a name: made now, unless it was made of the same before."""
        self._used.add(name)
        key = (key, self._words)
        if name in self._kept and self._kept[name][0] == key:
            found: _T = self._kept[name][1]
            return found
        made = make()
        self._kept[name] = (key, made)
        return made

    def forget_rest(self) -> None:
        """Forget what this build did not ask for."""
        for name in self._kept.keys() - self._used:
            del self._kept[name]


def _history_key(entry: Entry, history: History, today: datetime.date) -> Hashable:
    """Return what the pages of a policy's history are made of."""
    policy = entry.policy
    return (
        tuple(step.key for step in history.pages),
        tuple((version.name, standing_of(policy, version, entry.held, today)) for version in policy.versions),
        (entry.school.name, entry.title),
    )


def _key(
    entry: Entry, version: Version, found: list[Finding], today: datetime.date, addresses: Mapping[str, str]
) -> Hashable:
    """Return what a policy's page is made of."""
    school, path = entry.school, version_path(entry.policy, version, today)
    address = resolver(version, path, addresses)
    return (
        version.text.raw,
        version.tree.ids,
        tuple(address(target) for node in version.tree.nodes for target in node.links),
        tuple(
            (v.name, standing_of(entry.policy, v, entry.held, today), str(v.front_matter.approved))
            for v in entry.policy.versions
        ),
        tuple(title_of(policy, today) for policy in school.policies if policy.id in version.front_matter.related),
        tuple((role, person.title, person.name) for role, person in school.people.items()),
        (school.name, entry.title, entry.review, entry.draft, entry.held.name if entry.held else None),
        tuple(found),
        path,
    )
