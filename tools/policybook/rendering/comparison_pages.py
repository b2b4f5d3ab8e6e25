"""The part of the site that compares schools: for each kind of policy its table, topics, conflicts and pairs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from policybook.book.comparison import comparable, compared_versions, understood_version, without_kind
from policybook.book.model import Book
from policybook.book.naming import Named
from policybook.book.topics import topics_file_of
from policybook.comparing.catalogue import Catalogue
from policybook.comparing.comparison import Row
from policybook.comparing.understanding import Understood
from policybook.messages.messages import Messages
from policybook.rendering.compared_kind import ComparedKind, compared_kind
from policybook.rendering.comparison_json import MOST_RELATED, comparison_json
from policybook.rendering.comparison_places import (
    START,
    conflicts_path,
    json_path,
    own_path,
    pair_path,
    rules_path,
    statements_path,
    table_path,
)
from policybook.rendering.comparison_report import summary
from policybook.rendering.comparison_scripts import comparison_scripts
from policybook.rendering.conflict_pages import conflict_pages
from policybook.rendering.own_comparison import OwnComparisons
from policybook.rendering.page import Page
from policybook.rendering.search_words import name_of
from policybook.rendering.templating import render
from policybook.rendering.topic_pages import TopicPages, topic_pages
from policybook.rendering.topic_table import Line, line_of

T = TypeVar("T")


class Recall(Protocol):
    """Gives what has a name: made now, unless it was made of the same before."""

    def __call__(self, name: str, key: Hashable, make: Callable[[], T], /) -> T:
        """Return what has a name."""


class Overview(NamedTuple):
    """What the first page tells of a kind of policy."""

    title: str
    path: str
    conflicts: str
    """The page of its conflicts."""
    pair: str
    """The page that sets two policies side by side."""
    summary: str
    topics: tuple[tuple[str, str], ...]
    """The title and page of each topic on which some school says something."""


class Comparisons(NamedTuple):
    """The pages and files that compare schools."""

    pages: tuple[Page, ...] = ()
    files: Mapping[str, bytes] = {}
    """By their places in the site."""
    subjects: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
    """The topics and rules of clauses: the page of a text -> the id of a clause -> names as searches know them."""
    catalogues: tuple[Catalogue, ...] = ()
    """What these topics and rules are."""


class _OfKind(NamedTuple):
    """Those of one kind, with what the first page tells of it."""

    overview: Overview
    pages: tuple[Page, ...]
    files: dict[str, bytes]
    subjects: dict[str, dict[str, tuple[str, ...]]]
    catalogue: Catalogue


def comparison_pages(t: Messages, book: Book, today: datetime.date, recall: Recall) -> Comparisons:
    """Return the pages and files that compare schools; none where the book does not want them.

    Args:
        t: What the pages say.
        book: The book.
        today: The day that decides which texts are in force.
        recall: Gives what was made in the last build, where it would be made of the same.
    """
    if not book.settings.compare:
        return Comparisons()
    found = [_of_kind(t, kind, named, book, today, recall) for kind, named in comparable(book, today).items()]
    start = Page(
        START,
        t("compare.title"),
        render(
            t,
            "compare.html",
            here=START,
            kinds=[one.overview for one in found],
            without_kind=sum(1 for _ in without_kind(book, today)),
        ),
        t("compare.description"),
        is_wide=True,
    )
    pages = (start, *(page for one in found for page in one.pages))
    files = {path: content for one in found for path, content in one.files.items()}
    subjects = {path: own for one in found for path, own in one.subjects.items()}
    return Comparisons(pages, files, subjects, tuple(one.catalogue for one in found))


def own_pages(book: Book, today: datetime.date) -> dict[str, str]:
    """Return where the page lies that compares a policy with others: `school/policy` -> its address."""
    if not book.settings.compare:
        return {}
    return {each.name: own_path(each.name) for named in comparable(book, today).values() for each in named}


def _of_kind(
    t: Messages, kind: str, named: Sequence[Named], book: Book, today: datetime.date, recall: Recall
) -> _OfKind:
    file, topics = topics_file_of(book, kind), tuple(book.topics.items())

    def read(each: Named) -> Understood:
        made_of = (each.version.text.raw, each.version.tree.ids, each.policy and each.policy.pairs, topics)
        return recall(f"{each.name}, understood", made_of, lambda: understood_version(each.version, each.policy, file))

    # Asked for in each build, so that it is kept where the pages are.
    known = {each.name: read(each) for each in named}

    def make() -> _OfKind:
        return _made(
            compared_kind(t, compared_versions(named, kind, file, lambda each: known[each.name], today), today)
        )

    made_of = (topics, today, tuple(map(_made_of, named)))
    return recall(table_path(kind), made_of, make)


def _made_of(each: Named) -> Hashable:
    """Return what comparisons show of a policy."""
    school, policy = each.school, each.policy
    people = tuple((role, person.title, person.name) for role, person in school.people.items()) if school else ()
    texts = (*((version.name, version.text.raw) for version in policy.versions), policy.pairs) if policy else ()
    return each.name, each.version.name, each.version.tree.ids, texts, school and (school.name, school.phase), people


def _made(kind: ComparedKind) -> _OfKind:
    topics: list[Row | None] = [row for row in kind.comparison.topics if row.members]
    topics += [None] if kind.rules_of.get(None) else []
    told = [topic_pages(kind, topic) for topic in topics]
    places = {rule: place for one in told for rule, place in one.places.items()}
    own = OwnComparisons(kind, places)
    conflicts = sum(map(kind.pairs, kind.comparison.rules))
    lines = [
        line_of(kind, topic, one.pages[0].path, kind.rules_of[topic.id])
        for topic, one in zip(topics, told, strict=True)
        if topic
    ]
    pages = [_table(kind, lines, told, conflicts)]
    pages += [page for one in told for page in one.pages]
    pages += [*conflict_pages(kind, places), _pair(kind), *map(own.page, kind.sides)]
    data = comparison_json(kind.comparison, with_relations=len(kind.sides) <= MOST_RELATED)
    files = comparison_scripts(kind, places)
    files[json_path(kind.kind)] = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    overview = Overview(
        kind.title,
        table_path(kind.kind),
        conflicts_path(kind.kind),
        pair_path(kind.kind),
        summary(kind.t, kind.comparison, conflicts),
        tuple((one.title, one.pages[0].path) for one in told),
    )
    return _OfKind(overview, tuple(pages), files, _subjects(kind), kind.catalogue)


def _subjects(kind: ComparedKind) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the topics and rules of clauses, by the page of a text and the id of a clause."""
    catalogue = kind.catalogue
    found: dict[str, dict[str, tuple[str, ...]]] = {side.path: {} for side in kind.sides.values()}
    for rows, known in ((kind.comparison.topics, catalogue.topic), (kind.comparison.rules, catalogue.rule)):
        for row in rows:
            # A group found by likeness is in no catalogue, and has no words but those of its clauses.
            for name, clauses in row.members.items() if row.id in known else ():
                own, ids = found[kind.sides[name].path], kind.comparison.texts[name].tree.ids
                for n in clauses:
                    own[ids[n]] = (*own.get(ids[n], ()), name_of(catalogue, known[row.id]))
    return found


def _table(kind: ComparedKind, lines: list[Line], told: list[TopicPages], conflicts: int) -> Page:
    t, here = kind.t, table_path(kind.kind)
    others = told[-1] if told and len(told) > len(lines) else None
    html = render(
        t,
        "compare_kind.html",
        here=here,
        trail=[(t("compare.crumb"), START)],
        kind=kind,
        summary=summary(t, kind.comparison, conflicts),
        lines=lines,
        silent=[row.title for row in kind.comparison.topics if not row.members],
        others=others.pages[0].path if others else "",
        count=len(kind.rules_of.get(None, ())),
        conflicts=conflicts_path(kind.kind),
        pair=pair_path(kind.kind),
        data=json_path(kind.kind),
        own={name: own_path(name) for name in kind.sides},
    )
    about = t("kind.description", n=len(kind.sides), kind=kind.title.lower())
    title = t("kind.title", kind=kind.title)
    return Page(here, title, html, about, is_listed=not kind.has_drafts, is_wide=True)


def _pair(kind: ComparedKind) -> Page:
    t, here = kind.t, pair_path(kind.kind)
    html = render(
        t,
        "compare_two.html",
        here=here,
        trail=[(t("compare.crumb"), START), (kind.title, table_path(kind.kind))],
        kind=kind,
        rules=rules_path(kind.kind),
        table=table_path(kind.kind),
        own={name: own_path(name) for name in kind.sides},
        statements={name: statements_path(name) for name in kind.sides},
    )
    about = t("pair.description", kind=kind.title.lower())
    title = t("pair.page_title", kind=kind.title)
    return Page(here, title, html, about, is_listed=not kind.has_drafts, is_wide=True)
