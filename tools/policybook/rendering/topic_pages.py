"""The pages of topics: every rule with what each school says on it, the strictest first, and why it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import Markup

from policybook.comparing.comparison import Row
from policybook.comparing.stances import Relation
from policybook.rendering.clause_words import MARKS, plain
from policybook.rendering.compared_kind import ComparedKind
from policybook.rendering.comparison_places import START, table_path, topic_path
from policybook.rendering.comparison_report import MOST_PAIRS, sentence, taken_off
from policybook.rendering.page import Page
from policybook.rendering.positions import SILENCE
from policybook.rendering.templating import render
from policybook.rendering.topic_table import line_of
from policybook.rendering.wordings import Piece, Stand, divided, in_pages, stands_of, wordings_of

_LINE: Final = 1400
"""Characters of a row of the table that stands first, roughly."""


class Part(NamedTuple):
    """A rule on a page, or a part of one that many policies state."""

    id: str
    title: str
    about: str
    is_group: bool
    """Whether it is a group of like clauses that no rule covers."""
    is_further: bool
    """Whether it goes on from an earlier part."""
    stands: list[Stand]
    told: list[str]
    """How the policies stand to each other, in sentences."""
    conflicts: list[str]
    pairs: int
    """How many pairs conflict."""
    silent: list[str]
    """Who says nothing."""
    taken_off: list[str]
    """The clauses that their owners took off it by hand."""


@dataclass(frozen=True, slots=True)
class TopicPages:
    """The pages of a topic, with where each of its rules stands."""

    title: str
    pages: tuple[Page, ...]
    places: Mapping[str, str]
    """Rule -> the page's address with `#` and the rule's id."""


def topic_pages(kind: ComparedKind, topic: Row | None) -> TopicPages:
    """Return the pages of a topic.

    Args:
        kind: The policies.
        topic: The topic; None for the rules and groups that belong to none.
    """
    id_ = topic.id if topic else None
    rules = kind.rules_of.get(id_, [])
    t, title = kind.t, topic.title if topic else kind.t("compare.no_topic")
    subject = kind.catalogue.topic.get(id_ or "")
    # All parts of a topic lie in one folder, so that links in them are the same wherever they come to stand.
    here = topic_path(kind.kind, id_)
    pieces = [_piece(kind, part, here) for row in rules for part in _parts(kind, row)]
    pieces += _rest(kind, topic, here) if topic else ()
    paged = in_pages(pieces, first=_LINE * len(rules))
    paths = [topic_path(kind.kind, id_, number) for number in range(len(paged))]
    places: dict[str, str] = {}
    for path, own in zip(paths, paged, strict=True):
        for piece in own:
            places.setdefault(piece.id, f"{path}#{piece.id}")
    lines = [line_of(kind, row, places[row.id], [row]) for row in rules]
    pages = []
    for number, (path, own) in enumerate(zip(paths, paged, strict=True)):
        html = render(
            t,
            "topic.html",
            here=path,
            trail=[(t("compare.crumb"), START), (kind.title, table_path(kind.kind))],
            kind=kind,
            title=title,
            about=subject.about if subject else "",
            silent=_silent(kind, [topic, *rules]) if topic else [],
            lines=[] if number else lines,
            pieces=own,
            pages=paths,
            marks=MARKS,
            number=number,
        )
        own_title = t("page.numbered", title=title, number=number + 1, of=len(paged)) if len(paged) > 1 else title
        marked = t("compare.page_title", title=own_title, kind=kind.title)
        about = t("topic.description", title=title)
        pages.append(Page(path, marked, html, about, is_listed=not kind.has_drafts, is_wide=True))
    return TopicPages(title, tuple(pages), places)


def _piece(kind: ComparedKind, part: Part, here: str) -> Piece:
    html = render(kind.t, "topic_rule.html", here=here, part=part)
    return Piece(part.id, part.title, Markup(html))  # noqa: S704  made by a template that escapes


def _parts(kind: ComparedKind, row: Row) -> Iterator[Part]:
    """Yield a rule, in several parts where its wordings are too many for one."""
    subject = kind.catalogue.rule.get(row.id)
    about, is_group = (subject.about if subject else ""), row.is_group
    clashes = kind.clashes.get(row.id, ())
    told, conflicts = _relations(kind, row) if kind.is_small else ([], [])
    if not conflicts:
        conflicts = [
            plain(kind.t("topic.conflict", n=len(one.against), others=len(one.permits), why=one.why), {})
            for one in clashes
        ]
    silent = [] if is_group else _silent(kind, [row])
    taken = list(taken_off(row, kind.comparison, _names(kind)))
    first, *others = divided(stands_of(kind, row))
    yield Part(row.id, row.title, about, is_group, False, first, told, conflicts, kind.pairs(row), silent, taken)
    for stands in others:
        yield Part(row.id, row.title, "", is_group, True, stands, [], [], 0, [], [])


def _relations(kind: ComparedKind, row: Row) -> tuple[list[str], list[str]]:
    """Return how each pair stands to each other that does not say the same, and the conflicts, in sentences."""
    names = _names(kind)
    told: list[str] = []
    conflicts: list[str] = []
    for pair in row.relations():
        if pair.relation is Relation.CONFLICT:
            conflicts.append(plain(sentence(kind.t, pair, names), {}))
        elif pair.relation is not Relation.SAME and len(told) < MOST_PAIRS:
            told.append(plain(sentence(kind.t, pair, names), {}))
    return told, conflicts


def _rest(kind: ComparedKind, topic: Row, here: str) -> Iterator[Piece]:
    """Yield the clauses of a topic that state none of its rules, so that every clause of the table is on the page."""
    stating = {(name, n) for row in kind.rules_of[topic.id] for name, members in row.members.items() for n in members}
    left = {
        name: own
        for name, members in topic.members.items()
        if (own := tuple(n for n in members if (name, n) not in stating))
    }
    if not left:
        return
    row = Row(topic.id, topic.title, None, left, {name: topic.stances[name] for name in left})
    wordings = wordings_of(kind, row, left)
    for part, stands in enumerate(divided([Stand(SILENCE, wordings, len(left), 0)])):
        shown = stands[0].wordings
        html = render(kind.t, "topic_rest.html", here=here, all=shown, is_further=part > 0)
        yield Piece("_rest", kind.t("topic.rest"), Markup(html))  # noqa: S704  made by a template that escapes


def _silent(kind: ComparedKind, rows: Sequence[Row]) -> list[str]:
    """Return who says nothing on any of some topics and rules."""
    return [side.name for name, side in kind.sides.items() if not any(name in row.members for row in rows)]


def _names(kind: ComparedKind) -> dict[str, str]:
    return {name: side.name for name, side in kind.sides.items()}
