"""The page that compares one policy with all others of its kind: what it lacks, what only it says, where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from markupsafe import Markup

from policybook.comparing.comparison import Row
from policybook.comparing.gaps import stated_alone, wording_of
from policybook.comparing.stances import Relation, Stance
from policybook.messages.messages import Later, later
from policybook.rendering.compared_kind import ComparedKind
from policybook.rendering.comparison_places import conflicts_path, own_path, pair_path, table_path
from policybook.rendering.comparison_report import gap_sentence
from policybook.rendering.page import Page
from policybook.rendering.places import school_path
from policybook.rendering.positions import Position, between, by_position, class_of, position_of
from policybook.rendering.templating import render
from policybook.rendering.wordings import Voice, wordings_of

_MOST: Final = 60
"""How many rules that a policy lacks are told with a wording; the rest are named."""
_ANY: Final = own_path("-/-")
"""A page as deep as that of any policy: links to other schools are the same from all of them."""


class Gap(NamedTuple):
    """A rule that other policies state and one does not."""

    title: str
    place: str
    policies: int
    """How many state it."""
    first: str
    """The school whose wording is shown."""
    html: Markup
    """The rule with who takes which position, and a wording to start from; the same for all who lack it."""


class Own(NamedTuple):
    """A rule that a policy states."""

    title: str
    place: str
    position: Position
    path: str
    """Its first clause."""
    others: tuple[Later, ...]
    """How many other policies stand to it in which way: "3 looser"."""
    conflicts: int


_TELL: Final = (
    (Relation.CONFLICT, Relation.CONFLICT),
    (Relation.STRICTER, Relation.LOOSER),
    (Relation.LOOSER, Relation.STRICTER),
    (Relation.SAME, Relation.SAME),
    (Relation.DIFFERS, Relation.DIFFERS),
)
"""What holds between a policy and others, and how the others stand to it."""


@dataclass(frozen=True, eq=False)
class OwnComparisons:
    """Makes the page of each policy of a kind."""

    kind: ComparedKind
    places: Mapping[str, str]
    """Where each rule is told."""

    def page(self, name: str) -> Page:
        """Return the page of a policy."""
        kind, t, side = self.kind, self.kind.t, self.kind.sides[name]
        here = own_path(side.ref)
        gaps = [self._gaps[row.id] for row in kind.comparison.gaps(name)]
        own = [row for row in kind.comparison.rules if name in row.members]
        alone = list(stated_alone(kind.comparison, name))
        html = render(
            t,
            "compared.html",
            here=here,
            trail=[
                (t("schools.title"), "schools/index.html"),
                (side.school, school_path(side.ref.partition("/")[0])),
                (side.title, f"schools/{side.ref}/index.html"),
            ],
            kind=kind,
            side=side,
            shared=[gap for gap in gaps if gap.policies > 1],
            most=_MOST,
            single=[gap for gap in gaps if gap.policies == 1],
            alone=[(row.title, self.places[row.id], wordings_of(kind, row, [name])[0]) for row in alone],
            own=[self._own(row, name) for row in own if len(row.members) > 1],
            told=gap_sentence(t, kind.comparison, name),
            table=table_path(kind.kind),
            conflicts=conflicts_path(kind.kind),
            pair=pair_path(kind.kind),
            name=name,
        )
        return Page(
            here,
            t("compared.page_title", title=side.marked, school=side.school),
            html,
            t("compared.description", title=side.title, school=side.school),
            is_listed=not kind.has_drafts,
            is_wide=True,
        )

    @cached_property
    def _gaps(self) -> Mapping[str, Gap]:
        """What to tell whoever lacks a rule, by the rule's id."""
        return {row.id: self._gap(row) for row in self.kind.comparison.rules}

    @cached_property
    def _classes(self) -> Mapping[str, Counter[Stance]]:
        """How many policies take each class of stances on a rule."""
        return {row.id: Counter(map(class_of, row.stances.values())) for row in self.kind.comparison.rules}

    def _gap(self, row: Row) -> Gap:
        start = wording_of(self.kind.comparison, row)
        side, tree = self.kind.sides[start.policy], self.kind.comparison.texts[start.policy].tree
        html = render(
            self.kind.t,
            "compared_gap.html",
            here=_ANY,
            title=row.title,
            place=self.places[row.id],
            policies=len(row.members),
            of=len(self.kind.sides),
            counts=[(position, len(names)) for position, names in by_position(self.kind.positions(row)).items()],
            voice=Voice(side, self.kind.address(start.policy, start.clause)),
            said=next(one for one in self.kind.said(row, start.policy) if one.id == tree.ids[start.clause]),
            is_group=row.is_group,
        )
        return Gap(
            row.title,
            self.places[row.id],
            len(row.members),
            side.name,
            Markup(html),  # noqa: S704  made by a template that escapes
        )

    def _own(self, row: Row, name: str) -> Own:
        own = class_of(row.stances[name])
        found = Counter[Relation]()
        for other, count in self._classes[row.id].items():
            found[between(own, other)[0]] += count - (other == own)
        return Own(
            row.title,
            self.places[row.id],
            position_of(row.stances[name]),
            self.kind.address(name, row.members[name][0]),
            tuple(later(f"compared.counted.{told}", n=found[which]) for which, told in _TELL if found[which]),
            found[Relation.CONFLICT],
        )
