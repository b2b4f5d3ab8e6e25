"""Positions on a rule as readers see them: a word, a shape, what it does; strictest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from policybook.comparing.stances import BINDS, Relation, Stance, does, relation
from policybook.language.modality import Modality
from policybook.messages.messages import Later, later

ONE: Final = "\x01"
OTHER: Final = "\x02"
"""What stands in a reason for the exceptions of one policy, and of the other."""


class Position(NamedTuple):
    """A position as readers see it."""

    word: Later
    """The modality in words: "must not"."""
    shape: str
    """The name of its pictogram, and of its colours."""
    does: Later
    """What a policy does that takes it: "forbids it"."""


SILENCE: Final = Position(later("position.word.silent"), "silent", later("position.does.silent"))
_EITHER_WAY: Final = (
    (
        Modality.MUST,
        Modality.MUST_NOT,
        Position(later("position.word.must_either"), "must", later("position.does.must_either")),
    ),
    (
        Modality.SHOULD,
        Modality.SHOULD_NOT,
        Position(later("position.word.should_either"), "should", later("position.does.should_either")),
    ),
)
"""A duty, the ban that means the same, and what both are called where a rule is stated both ways."""


def position_of(stance: Stance | None) -> Position:
    """Return a stance as readers see it, by what is meant; None for a policy that says nothing.

    What must be done in one way only is permitted, within limits; what must be declined is forbidden.
    """
    if stance is None:
        return SILENCE
    meant = stance.modality
    if stance.permits and meant is not Modality.MAY:
        meant = Modality.MAY_ONLY
    elif stance.against:
        meant = _BAN.get(meant, meant)
    shape = "no-rule" if meant is Modality.NONE else str(meant).replace("_", "-")
    return Position(later(f"position.word.{meant}"), shape, does(stance))


_BAN: Final = {duty: ban for duty, ban, _ in _EITHER_WAY}


def positions_of(stances: Mapping[str, Stance], *, is_rule: bool) -> dict[str, Position]:
    """Return the position of each policy, the strictest first.

    Args:
        stances: The stance of each policy.
        is_rule: Whether they are on one rule, so that "must keep it secret" and "must not share it" are one position;
            on a topic, or in a group of like clauses, they need not be.
    """
    ordered = dict(sorted(stances.items(), key=lambda item: _order(item[1])))
    found = {name: position_of(stance) for name, stance in ordered.items()}
    for duty, ban, either in _EITHER_WAY if is_rule else ():
        bans = [name for name, stance in ordered.items() if stance.modality is ban and not stance.permits]
        duties = [name for name, one in ordered.items() if one.modality is duty and not (one.permits or one.against)]
        if bans and duties:
            found |= dict.fromkeys((*bans, *duties), either)
    return found


def by_position(positions: Mapping[str, Position]) -> dict[Position, list[str]]:
    """Return who takes each position, in the order of the positions."""
    found: dict[Position, list[str]] = {}
    for name, position in positions.items():
        found.setdefault(position, []).append(name)
    return found


def _order(stance: Stance) -> tuple[int, bool, bool]:
    return -BINDS[stance.modality], not stance.against, stance.modality is Modality.MUST


class Clash(NamedTuple):
    """Policies each of which conflicts with each of some others."""

    against: tuple[str, ...]
    permits: tuple[str, ...]
    why: Later
    """The reason, with those that forbid it as subject; roles are still in braces."""

    @property
    def pairs(self) -> int:
        """How many pairs conflict."""
        return len(self.against) * len(self.permits)


def clashes(stances: Mapping[str, Stance]) -> list[Clash]:
    """Return the conflicts on a rule, so that each pair of policies in conflict is in exactly one.

    Args:
        stances: The stance of each policy that is not silent on it.
    """
    members: dict[Stance, list[str]] = {}
    for name, stance in stances.items():
        members.setdefault(class_of(stance), []).append(name)
    found: dict[tuple[Stance, ...], list[Stance]] = {}
    for one in members:
        # A pair conflicts from both of its ends; those who forbid it come first.
        others = tuple(other for other in members if one.against and between(one, other)[0] is Relation.CONFLICT)
        if others:
            found.setdefault(others, []).append(one)
    return [
        Clash(
            _in_order(stances, members, against),
            _in_order(stances, members, permits),
            _reason(stances, members[against[0]], members[permits[0]]),
        )
        for permits, against in found.items()
    ]


def _in_order(
    stances: Mapping[str, Stance], members: Mapping[Stance, list[str]], chosen: Iterable[Stance]
) -> tuple[str, ...]:
    names = {name for stance in chosen for name in members[stance]}
    return tuple(name for name in stances if name in names)


def _reason(stances: Mapping[str, Stance], against: list[str], permits: list[str]) -> Later:
    one, other = stances[against[0]], stances[permits[0]]
    why = between(class_of(one), class_of(other))[1]
    is_pair = len(against) == len(permits) == 1
    return told(why, one.conditions, other.conditions) if is_pair else told(why, (), ())


def class_of(stance: Stance) -> Stance:
    """Return a stance with the words of its exceptions left open: how stances relate does not depend on them."""
    return stance._replace(conditions=("",) if stance.conditions else ())


@lru_cache(maxsize=65536)
def between(a: Stance, b: Stance) -> tuple[Relation, Later]:
    """Return how a stance of one class stands to one of another, and why; exceptions are `ONE` and `OTHER` there.

    Args:
        a: The class of the first, as `class_of` gives it.
        b: The class of the second.
    """
    first, second = a._replace(conditions=(ONE,)), b._replace(conditions=(OTHER,))
    return relation(first if a.conditions else a, second if b.conditions else b)


def told(why: Later, one: Iterable[str], other: Iterable[str]) -> Later:
    """Return a reason with the words of exceptions; where they are not given, without any.

    Args:
        why: The reason, as `between` gives it.
        one: The exceptions of the first.
        other: The exceptions of the second.
    """
    return _filled(why, {ONE: "; ".join(one), OTHER: "; ".join(other)})


def _filled(what: Later, words: Mapping[str, str]) -> Later:
    """Return a message with words in the places for exceptions; without its exceptions where there are none."""
    values = dict(what.values)
    if (place := values.get("exceptions", "")) in words:
        does: Later = values["does"]
        return later(what.key, does=does, exceptions=words[place]) if words[place] else does
    return Later(what.key, tuple((n, _filled(v, words) if isinstance(v, Later) else v) for n, v in what.values))
