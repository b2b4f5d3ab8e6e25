"""The page of one version of a policy: how it stands, its card, its clauses, its declaration, its other versions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from policybook.book.links import resolve
from policybook.book.model import Policy, School, Version
from policybook.finding import Finding, Level
from policybook.language.glossary import NO_GLOSSARY, Glossary
from policybook.messages.messages import Messages, later
from policybook.metadata import Person, Status
from policybook.model import NO_PARENT
from policybook.rendering.clauses import ClauseRenderer, notes_by_clause
from policybook.rendering.downloads import Offered, download_path, file_link, offer_links
from policybook.rendering.facts import approval_words, card, directory, duties, in_words
from policybook.rendering.page import Page, SearchEntry, link
from policybook.rendering.places import (
    Entry,
    Standing,
    published,
    school_path,
    standing_of,
    title_of,
    version_path,
    version_title,
)
from policybook.rendering.steps import Ties
from policybook.rendering.templating import render
from policybook.rendering.terms import STATES, TermMarker


def policy_page(
    t: Messages,
    entry: Entry,
    version: Version,
    found: list[Finding],
    today: datetime.date,
    addresses: Mapping[str, str],
    ties: Ties,
    downloads: tuple[Offered, ...] = (),
    glossary: Glossary = NO_GLOSSARY,
) -> Page:
    """Return the page of a version.

    Args:
        t: What the pages say.
        entry: The policy.
        version: The version.
        found: What `check` found about the policy, to be shown on the page.
        today: The day of the build.
        addresses: Where each file of the book is published.
        ties: What ties the page to the policy's history.
        downloads: The Word and PDF files that it offers.
        glossary: The terms that the text has explained.
    """
    school, policy = entry.school, entry.policy
    path = version_path(policy, version, today)
    values, is_held = version.front_matter, version is entry.held
    people = directory(version, school, is_past=policy.is_past(version, today))
    how = standing_of(policy, version, entry.held, today)
    # The review has a place of its own on the page.
    places = {version.path, policy.path} if version in (entry.held, policy.working) else {version.path}
    own = [f for f in found if f.path in places and not f.code.startswith("review-")]
    at_clauses = notes_by_clause(version.tree, [f for f in own if f.level is not Level.NOTE])
    terms = TermMarker(glossary, version.tree, school.id, path)
    renderer = ClauseRenderer(
        t,
        version.tree,
        people,
        resolver(version, path, addresses),
        at_clauses,
        dict(ties.former_ids),
        None if terms.is_idle else terms,
    )
    title, review = values.title or title_of(policy, today), entry.review
    contents = renderer.contents()
    declaration = values.acknowledgement
    html = render(
        t,
        "policy.html",
        here=path,
        trail=[
            (t("schools.title"), "schools/index.html"),
            (school.name, school_path(school.id)),
            *([(entry.title, entry.path)] if entry.path != path else ()),
        ],
        title=title,
        school=school,
        how=how,
        standing_term=_term_of(how),
        standing_link=(t("policy.read_text_in_force"), entry.path) if entry.held and not is_held else None,
        proposed=entry.draft if is_held else None,
        ties=ties,
        review=review if is_held or entry.held is None else None,
        facts=in_words(t, card(version, people, how.name)).items(),
        more=_more_facts(t, version, people, school, path, today),
        note=values.change_note,
        downloads=[*offer_links(path, downloads), file_link(path, download_path(path, "md"), "Markdown")],
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
    standing = t(how.title).rstrip(".")
    marked = title if is_held else t("page.marked", standing=standing, title=title)
    return Page(
        path,
        f"{marked} · {school.name}",
        html,
        t("policy.description_in_force", title=title, school=school.name, late=review.late, why=review.why)
        if is_held
        else t("policy.description", title=title, school=school.name, standing=how.words(t)),
        contents,
        _search(version, renderer, title, school.name) if is_held else (),
        school.name,
        tuple(terms.first.items()),
        is_listed=is_held,
    )


def _term_of(how: Standing) -> str:
    """Return the term of the glossary that explains how a text stands, if that can be told."""
    special = {later("standing.not_yet"): "Not yet in force", later("standing.not_in_force"): ""}
    return special.get(how.title, STATES[how.name])


def _search(version: Version, renderer: ClauseRenderer, title: str, school: str) -> tuple[SearchEntry, ...]:
    """Return a result for the page, with policy and school, and one for every clause, with its label and section."""
    found = [SearchEntry("", f"{title} · {school}", "")]
    # For what stands in each section or clause: the title of the section, and the stem.
    around = {NO_PARENT: ("", "")}
    for n, (node, id_) in enumerate(zip(version.tree.nodes, version.tree.ids, strict=True)):
        text = renderer.plain(node.text)
        if node.is_section:
            around[n] = (text, "")
            continue
        section, stem = around[node.parent]
        around[n] = (section, text)
        if text:
            place = f"{node.label} {section}" if node.label and section else node.label or section
            found.append(SearchEntry(id_, place or title, text, stem))
    return tuple(found)


def _more_facts(
    t: Messages, version: Version, people: Mapping[str, Person], school: School, path: str, today: datetime.date
) -> list[tuple[str, list[Markup | str]]]:
    """Return the facts of the card that are lists, as HTML."""
    rows: list[tuple[str, list[Markup | str]]] = []
    if responsible := duties(version, people):
        words = Markup("<strong>{}</strong>{}")
        rows.append(
            (t("facts.name.responsible"), [words.format(who, f": {what}" if what else "") for who, what in responsible])
        )
    if related := version.front_matter.related:
        titles = {policy.id: title_of(policy, today) for policy in school.policies if policy.id in related}
        to = Markup('<a href="{}">{}</a>')
        rows.append(
            (
                t("facts.name.related"),
                [
                    to.format(link(f"schools/{school.id}/{name}/index.html", path), titles[name])
                    if name in titles
                    else name
                    for name in related
                ],
            )
        )
    return rows


def _versions(policy: Policy, current: Version, held: Version | None, today: datetime.date) -> list[dict[str, Any]]:
    rows = []
    for version in reversed(published(policy, today)):
        how = standing_of(policy, version, held, today)
        values = version.front_matter
        words = later(how.title.key.replace("standing.", "standing.listed."))
        if values.approved and values.status is not Status.DRAFT:
            words = later("policy.version_approved", standing=words, by=approval_words(values.approved))
        rows.append(
            {
                "icon": how.name,
                "title": version_title(version),
                "words": words,
                "path": None if version is current else version_path(policy, version, today),
            }
        )
    return rows


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
