"""From a book and its findings to the pages of its site; this module knows no MkDocs.

`build_site` is a pure function of the book, the report and the pages it made before: a page whose sources have not
changed is taken over as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from pathlib import Path

from policybook.book.model import Book, Version
from policybook.checking.check import Report
from policybook.finding import Finding
from policybook.rendering.list_pages import home_page, people_pages, review_pages, school_page, schools_page
from policybook.rendering.page import Page, Site
from policybook.rendering.places import (
    Entry,
    addresses_of,
    entry_of,
    markdown_path,
    published,
    standing_of,
    version_path,
)
from policybook.rendering.policy_page import policy_page, resolver

Remembered = dict[str, tuple[Hashable, Page]]
"""Pages made before, by path, each with what it was made of."""


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
    entries = [entry_of(school, policy, report) for school, policy in book.policies()]
    pages = [home_page(book, report, entries), schools_page(book, entries)]
    pages += review_pages(report, entries)
    pages += people_pages(book, entries)
    files: dict[str, bytes | Path] = {}
    addresses = addresses_of(book, report.today)
    by_school: dict[str, list[Entry]] = {}
    for entry in entries:
        by_school.setdefault(entry.school.id, []).append(entry)
    pages += [school_page(school, by_school.get(school.id, []), report) for school in book.schools]
    for entry in entries:
        for version in published(entry.policy, report.today):
            path = version_path(entry.policy, version, report.today)
            found = report.of(entry.policy.ref)
            key = _key(entry, version, found, report.today, addresses)
            kept = memory.get(path)
            if kept is None or kept[0] != key:
                kept = memory[path] = (key, policy_page(entry, version, found, report.today, addresses))
            pages.append(kept[1])
            files[markdown_path(path)] = version.text.raw.encode()
    for path in memory.keys() - {page.path for page in pages}:
        del memory[path]
    made = {page.path for page in pages} | files.keys()
    files |= {path: place for name, place in book.others.items() if (path := f"schools/{name}") not in made}
    return Site(tuple(pages), files)


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
        tuple(policy.title for policy in school.policies if policy.id in version.front_matter.related),
        tuple((role, person.title, person.name) for role, person in school.people.items()),
        (school.name, entry.policy.title, entry.review, entry.draft, entry.held.name if entry.held else None),
        tuple(found),
        path,
    )
