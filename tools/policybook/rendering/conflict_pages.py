"""The pages of conflicts: who forbids what others permit, in both wordings; contradictions inside a policy, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from markupsafe import Markup

from policybook.comparing.comparison import Row
from policybook.comparing.contradictions import Contradiction
from policybook.messages.messages import Messages
from policybook.rendering.clause_words import MARKS, Said, plain
from policybook.rendering.compared_kind import ComparedKind, Side
from policybook.rendering.comparison_places import START, conflicts_path, pair_path, table_path
from policybook.rendering.page import Page
from policybook.rendering.templating import render
from policybook.rendering.wordings import Piece, Stand, in_pages, stands_of

_INSIDE: Final = "_inside"


class Conflict(NamedTuple):
    """Policies each of which conflicts with each of some others, with what they say."""

    against: list[Stand]
    permits: list[Stand]
    why: str
    pairs: int
    beside: tuple[str, str] | None
    """The names of both, where they are only two."""


class Inside(NamedTuple):
    """A contradiction inside one policy."""

    side: Side
    title: str
    place: str
    forbids: Said
    permits: Said


def conflict_pages(kind: ComparedKind, places: Mapping[str, str]) -> list[Page]:
    """Return the pages of conflicts of a kind, at least one.

    Args:
        kind: The policies.
        places: Where each rule is told.
    """
    t, here = kind.t, conflicts_path(kind.kind)
    rows = [row for row in kind.comparison.rules if row.id in kind.clashes]
    pieces = [_piece(kind, row, places[row.id], here) for row in rows]
    inside = [_inside(kind, name, one, places) for name, found in kind.contradictions.items() for one in found]
    if inside:
        html = render(t, "conflicts_inside.html", here=here, inside=inside)
        pieces.append(Piece(_INSIDE, t("conflicts.inside"), Markup(html)))  # noqa: S704  made by a template that escapes
    paged = in_pages(pieces)
    paths = [conflicts_path(kind.kind, number) for number in range(len(paged))]
    index = [(piece, path) for path, own in zip(paths, paged, strict=True) for piece in own]
    pairs = {row.id: kind.pairs(row) for row in rows}
    return [
        Page(
            path,
            t("compare.page_title", title=_title(t, number, len(paths)), kind=kind.title),
            render(
                t,
                "conflicts.html",
                here=path,
                trail=[(t("compare.crumb"), START), (kind.title, table_path(kind.kind))],
                kind=kind,
                index=[] if number else index,
                pairs=pairs,
                total=sum(pairs.values()),
                inside=len(inside),
                pieces=own,
                pages=paths,
                marks=MARKS,
                number=number,
            ),
            t("conflicts.description"),
            is_listed=not kind.has_drafts,
            is_wide=True,
        )
        for number, (path, own) in enumerate(zip(paths, paged, strict=True))
    ]


def _title(t: Messages, number: int, of: int) -> str:
    title = t("compare.conflicts")
    return t("page.numbered", title=title, number=number + 1, of=of) if number else title


def _piece(kind: ComparedKind, row: Row, place: str, here: str) -> Piece:
    html = render(
        kind.t,
        "conflicts_rule.html",
        here=here,
        kind=kind,
        row=row,
        place=place,
        conflicts=list(_conflicts(kind, row)),
        pair=pair_path(kind.kind),
    )
    return Piece(row.id, row.title, Markup(html))  # noqa: S704  made by a template that escapes


def _conflicts(kind: ComparedKind, row: Row) -> Iterator[Conflict]:
    for clash in kind.clashes[row.id]:
        beside = (clash.against[0], clash.permits[0]) if len(clash.against) == len(clash.permits) == 1 else None
        yield Conflict(
            stands_of(kind, row, clash.against),
            stands_of(kind, row, clash.permits),
            plain(kind.t(clash.why), {}),
            clash.pairs,
            beside,
        )


def _inside(kind: ComparedKind, name: str, found: Contradiction, places: Mapping[str, str]) -> Inside:
    rule = found.rule
    forbids, permits = (kind.clause(name, n, rule) for n in (found.forbids, found.permits))
    return Inside(kind.sides[name], rule.title, places.get(rule.id, ""), forbids, permits)
