"""The position that a policy takes on a rule, and how the positions of two policies stand to each other."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from policybook.comparing.amounts import Amount, Verdict, compared
from policybook.language.hurdles import hurdles
from policybook.language.modality import Modality
from policybook.language.quantities import QuantityKind
from policybook.messages.messages import Later, later


class Relation(StrEnum):
    """How the position of one policy stands to that of another."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    CONFLICT = "conflict"
    DIFFERS = "differs"


class Shading(StrEnum):
    """What a clause on an act that may be permitted or not speaks of, beside the act."""

    PLAIN = "plain"
    WAY = "way"
    """One way to do it: "only by a school address"."""
    PART = "part"
    """Too much or a part of it: "not significant", "no trading"."""
    REFUSAL = "refusal"
    """Its refusal: "decline"."""


class Stance(NamedTuple):
    """The position of a policy on a rule."""

    modality: Modality
    conditions: tuple[str, ...] = ()
    """The exceptions and provisos that it has, in its own words."""
    hurdle: int = 0
    """How hard they are to fulfil; only compared with that of another stance."""
    strength: int = 0
    """Orders wordings of one modality: "is discouraged" is weaker than "should not"."""
    permits: bool = False
    """Whether it permits an act, be it within limits: so does a duty to do it in one way only, or a ban on too much."""
    against: bool = False
    """Whether it forbids or advises against what it is about: so does a duty to decline it."""
    occasions: frozenset[str] = frozenset()
    """On which occasions it holds, such as breaks or lessons; empty for all."""
    amounts: tuple[Amount, ...] = ()
    """The numbers that it names."""


BINDS: Final = {
    Modality.MUST_NOT: 3,
    Modality.MUST: 3,
    Modality.SHOULD_NOT: 2,
    Modality.SHOULD: 2,
    Modality.MAY_ONLY: 1,
    Modality.MAY: 0,
    Modality.NONE: -1,
}
"""How much each modality binds."""
_AGAINST: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
PERMISSIONS: Final = frozenset({Modality.MAY, Modality.MAY_ONLY})
_ADVICE: Final = frozenset({Modality.SHOULD, Modality.SHOULD_NOT})
_DUTIES: Final = frozenset({Modality.MUST, Modality.SHOULD})


def stance_of(
    modality: Modality,
    strength: int = 0,
    conditions: Iterable[str] = (),
    act: Shading = Shading.PLAIN,
    occasions: Iterable[str] = (),
    amounts: tuple[Amount, ...] = (),
) -> Stance:
    """Return a position.

    Args:
        modality: The force of the clause.
        strength: How strong its wording is among those of its modality.
        conditions: The words of its exceptions and provisos.
        act: How the clause speaks of an act that may be permitted or not; `PLAIN` for a duty.
        occasions: The occasions that it names.
        amounts: The numbers that it names.
    """
    found = tuple(conditions)
    duty, ban = modality in _DUTIES, modality in _AGAINST
    permits = modality in PERMISSIONS or (duty and act is Shading.WAY) or (ban and act is Shading.PART)
    against = (ban and not permits) or (duty and act is Shading.REFUSAL)
    return Stance(
        modality, found, max(map(hurdles, found), default=0), strength, permits, against, frozenset(occasions), amounts
    )


def strictest(stances: Iterable[Stance], *, of_act: bool = False) -> Stance:
    """Return the position of a policy with several clauses on a rule.

    Args:
        stances: The positions of its clauses.
        of_act: Whether the rule is on an act that may be permitted or not.

    Returns:
        The strictest: what binds more, then what has no condition, then stronger words. Where another clause permits
        the act, what this one forbids is only a part of it. It has the numbers of all clauses that bind as much.
    """
    known = tuple(stances)
    found = max(known, key=_strictness)
    if len(known) > 1:
        found = found._replace(
            amounts=tuple(
                amount
                for stance in known
                if BINDS[stance.modality] == BINDS[found.modality]
                for amount in stance.amounts
            )
        )
    if of_act and found.against and any(stance.modality in PERMISSIONS for stance in known):
        return found._replace(permits=True, against=False)
    return found


def _strictness(stance: Stance) -> tuple[int, bool, bool, int, int]:
    return BINDS[stance.modality], stance.against, not stance.conditions, stance.strength, stance.hurdle


def relation(a: Stance, b: Stance) -> tuple[Relation, Later]:
    """Return how one position stands to another, and why.

    Args:
        a: The position of the first policy.
        b: The position of the second.

    Returns:
        The relation, `stricter` where the first is, and the reason in words with the first policy as subject.
    """
    one, other = a.modality, b.modality
    if Modality.NONE in (one, other):
        if one is other:
            return Relation.SAME, later("relation.why.neither")
        return Relation.DIFFERS, _told(a, b)
    for against, permits in ((a, b), (b, a)):
        if against.against and permits.permits:
            if not against.conditions and meet(against, permits):
                return Relation.CONFLICT, _told(a, b)
            return (Relation.STRICTER if against is a else Relation.LOOSER), _told(a, b)
    if BINDS[one] != BINDS[other]:
        return (Relation.STRICTER if BINDS[one] > BINDS[other] else Relation.LOOSER), _told(a, b)
    if one is not other:
        # "must keep it secret" and "must not share it" bind alike.
        alike = Relation.SAME, later("relation.why.alike", does=_of(one), other=_of(other))
    else:
        alike = _by_condition(a, b)
    return _by_amount(a, b) or alike if alike[0] is Relation.SAME else alike


def _by_amount(a: Stance, b: Stance) -> tuple[Relation, Later] | None:
    """Compare two positions that bind alike by the numbers that both name; None where these are no different."""
    found = compared(a.amounts, b.amounts)
    if found is None:
        return None
    verdict, own, others = found
    return _VERDICTS[verdict], later("relation.why.amounts", does=_position(a), own=own, others=others)


_VERDICTS: Final = {
    Verdict.STRICTER: Relation.STRICTER,
    Verdict.LOOSER: Relation.LOOSER,
    Verdict.UNLIKE: Relation.DIFFERS,
}


def meet(against: Stance, permits: Stance) -> bool:
    """Return whether what forbids an act holds on an occasion on which it is permitted.

    A ban on some occasions is an exception from a permission for all, and no contradiction to it. Where both name
    an age, each speaks of people of its own.
    """
    if all(any(amount.kind is QuantityKind.AGE for amount in stance.amounts) for stance in (against, permits)):
        return False
    return not against.occasions or bool(against.occasions & permits.occasions)


def _by_condition(a: Stance, b: Stance) -> tuple[Relation, Later]:
    """Compare two positions of one modality by their exceptions and by the strength of their words."""
    if bool(a.conditions) != bool(b.conditions):
        # What permits within limits has limits even where they are not read as a condition.
        if a.modality in PERMISSIONS:
            return (Relation.LOOSER if b.conditions else Relation.STRICTER), _told(a, b)
        return (Relation.STRICTER if b.conditions else Relation.LOOSER), _told(a, b)
    if a.hurdle != b.hurdle:
        return (Relation.STRICTER if a.hurdle > b.hurdle else Relation.LOOSER), _told(a, b)
    if a.modality in _ADVICE and a.strength != b.strength:
        stricter = a.strength > b.strength
        why = later("relation.why.stronger" if stricter else "relation.why.weaker", does=_of(a.modality))
        return (Relation.STRICTER if stricter else Relation.LOOSER), why
    return Relation.SAME, later("relation.why.each", does=_of(a.modality))


def _told(a: Stance, b: Stance) -> Later:
    return later("relation.why.apart", does=_position(a), other=_position(b))


def does(stance: Stance) -> Later:
    """Return what a policy does that takes a position: "forbids it"."""
    if stance.permits and stance.modality not in PERMISSIONS:
        return later(f"position.permits.{stance.modality}")
    if stance.against and stance.modality in _DUTIES:
        return later("position.does.refuse")
    return _of(stance.modality)


def _of(modality: Modality) -> Later:
    return later(f"position.does.{modality}")


def _position(stance: Stance) -> Later:
    if not stance.conditions:
        return does(stance)
    return later("position.excepted", does=does(stance), exceptions="; ".join(stance.conditions))
