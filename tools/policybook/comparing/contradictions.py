"""Contradictions within one policy: a clause forbids what another permits, without an exception."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from policybook.comparing.catalogue import Catalogue, Subject
from policybook.comparing.comparison import Text, stance_in
from policybook.comparing.stances import PERMISSIONS, meet


class Contradiction(NamedTuple):
    """Two clauses of a policy that conflict on a rule."""

    rule: Subject
    forbids: int
    permits: int
    """The positions of the two clauses in the tree."""


def contradictions(text: Text, catalogue: Catalogue) -> Iterator[Contradiction]:
    """Yield the contradictions of a policy in document order, each pair of clauses once.

    Only acts are contradicted: what one clause forbids on every occasion, or on one, and another permits there.

    Args:
        text: The policy, understood with the catalogue.
        catalogue: The rules of its kind.
    """
    stating: dict[str, list[int]] = defaultdict(list)
    for position, known in enumerate(text.understood):
        for recognised in known.rules if known else ():
            stating[recognised.id].append(position)
    special: dict[str, list[Subject]] = defaultdict(list)
    for rule in catalogue.rules:
        special[rule.within].append(rule)
    seen: set[tuple[int, int]] = set()
    found: list[Contradiction] = []
    for id_, positions in stating.items():
        rule = catalogue.rule[id_]
        if not rule.of_act:
            continue
        states = [(position, rule) for position in positions]
        states += [(position, within) for within in special[id_] for position in stating.get(within.id, ())]
        if len(states) < 2:
            continue
        stances = [(position, stance_in(text, position, stated)) for position, stated in states]
        bans = [each for each in stances if each[1].against and not each[1].conditions]
        permits = [each for each in stances if each[1].modality in PERMISSIONS]
        for (banning, ban), (permitting, permit) in product(bans, permits):
            pair = (min(banning, permitting), max(banning, permitting))
            if pair not in seen and meet(ban, permit):
                seen.add(pair)
                found.append(Contradiction(rule, banning, permitting))
    yield from sorted(found, key=lambda each: (max(each[1:]), min(each[1:])))
