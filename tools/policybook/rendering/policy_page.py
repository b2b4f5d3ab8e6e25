"""The page of one version of a policy: how it stands, its card, its clauses, its declaration, its other versions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from policybook.book.model import UNDATED, Policy, School, Version
from policybook.book.people import find_party
from policybook.checking.text_rules import resolve
from policybook.finding import Finding, Level
from policybook.metadata import FrontMatter, Person, Status
from policybook.rendering.clauses import ClauseRenderer, notes_by_clause
from policybook.rendering.facts import approval_words, directory
from policybook.rendering.page import Page, SearchEntry, link
from policybook.rendering.places import Entry, markdown_path, published, school_path, standing_of, version_path
from policybook.rendering.templating import TEMPLATES


def policy_page(
    entry: Entry, version: Version, found: list[Finding], today: datetime.date, addresses: Mapping[str, str]
) -> Page:
    """Return the page of a version.

    Args:
        entry: The policy.
        version: The version.
        found: What `check` found about the policy, to be shown on the page.
        today: The day of the build.
        addresses: Where each file of the book is published.
    """
    school, policy = entry.school, entry.policy
    path = version_path(policy, version, today)
    values, is_held = version.front_matter, version is entry.held
    people = directory(version, school, is_past=policy.is_past(version, today))
    standing, standing_title, standing_words = standing_of(policy, version, entry.held, today)
    # The review has a place of its own on the page.
    places = {version.path, policy.path} if version in (entry.held, policy.working) else {version.path}
    own = [f for f in found if f.path in places and not f.code.startswith("review-")]
    at_clauses = notes_by_clause(version.tree, [f for f in own if f.level is not Level.NOTE])
    renderer = ClauseRenderer(version.tree, people, resolver(version, path, addresses), at_clauses)
    title = values.title or policy.title
    contents = renderer.contents()
    declaration = values.acknowledgement
    html = TEMPLATES.get_template("policy.html").render(
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
        facts=_facts(values, people, standing),
        more=_more_facts(values, people, school, path),
        note=values.change_note,
        markdown=markdown_path(path),
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
        f"{title} of {school.name}. "
        + (
            f"{entry.review.lateness}: {entry.review.reason}."
            if is_held
            else f"{standing_title} {standing_words}".strip()
        ),
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


def _facts(values: FrontMatter, people: Mapping[str, Person], standing: str) -> list[tuple[str, Any]]:
    is_draft = values.status is Status.DRAFT
    rows: list[tuple[str, Any]] = []
    if values.owner:
        rows.append(("Owner", find_party(values.owner, people).words))
    if values.audience:
        rows.append(("For", ", ".join(values.audience).capitalize()))
    # A draft may still hold the approval of the text that it was made from.
    if standing == "in-force" or (values.approved and not is_draft):
        rows.append(("Approved", approval_words(values.approved)))
    if values.version:
        rows.append(("Version", values.version))
    if values.effective and standing != "withdrawn":
        rows.append(("To be in force from" if is_draft else "In force from", values.effective.words))
    if standing == "draft" and values.review and (values.review.due or values.review.frequency):
        due = [f"by {values.review.due.words}"] if values.review.due else []
        often = [values.review.frequency.words] if values.review.frequency else []
        rows.append(("Next review", ", then ".join(due + often)))
    return rows


def _more_facts(values: FrontMatter, people: Mapping[str, Person], school: School, path: str) -> list[tuple[str, Any]]:
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
        titles = {policy.id: policy.title for policy in school.policies}
        rows.append(
            (
                "Read with",
                [
                    Markup('<a href="{}">{}</a>').format(
                        link(f"schools/{school.id}/{name}/index.html", path), titles[name]
                    )
                    if name in titles
                    else name
                    for name in values.related
                ],
            )
        )
    return rows


def _versions(policy: Policy, current: Version, held: Version | None, today: datetime.date) -> list[dict[str, Any]]:
    rows = []
    for version in reversed(published(policy, today)):
        standing, words, _ = standing_of(policy, version, held, today)
        values = version.front_matter
        words = words.rstrip(".").lower()
        if values.approved and values.status is not Status.DRAFT:
            words += f"; approved by {approval_words(values.approved)}"
        rows.append(
            {
                "icon": standing,
                "title": _name(version),
                "words": words,
                "path": None if version is current else version_path(policy, version, today),
            }
        )
    return rows


def _name(version: Version) -> str:
    if version.date:
        return version.date.words
    if not version.is_working:
        return "Undated version" if version.name == UNDATED else version.name or ""
    return "Draft" if version.front_matter.status is Status.DRAFT else "Working text"


def resolver(version: Version, path: str, addresses: Mapping[str, str]) -> Callable[[str], str]:
    """Return what turns a link's target as the author wrote it into its address on the version's page.

    Args:
        version: The version that holds the link.
        path: The page of that version.
        addresses: Where each file of the book is published.
    """
    here = version.folder

    def address(target: str) -> str:
        try:
            parts = urlsplit(target)
        except ValueError:
            return target
        if parts.scheme or parts.netloc or not parts.path:
            return target
        found = addresses.get(resolve(here, unquote(parts.path)) or "")
        if found is None:
            return target
        return link(found + (f"#{parts.fragment}" if parts.fragment else ""), path)

    return address
