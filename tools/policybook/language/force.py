"""What a sentence says by its force: a modality, how strongly, for whom, and the words that show it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from policybook.language.cues import Sentence

Holder = Literal["staff", "school", "pupil", "other"]
"""The party that a sentence binds."""


class Modality(StrEnum):
    """The force of a clause."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    SHOULD_NOT = "should_not"
    MAY = "may"
    MAY_ONLY = "may_only"
    NONE = "none"


OPPOSITE: Final = {
    Modality.MUST: Modality.MUST_NOT,
    Modality.SHOULD: Modality.SHOULD_NOT,
    Modality.MAY: Modality.MUST_NOT,
    Modality.MAY_ONLY: Modality.MUST_NOT,
    Modality.MUST_NOT: Modality.MAY,
    Modality.SHOULD_NOT: Modality.NONE,
    Modality.NONE: Modality.NONE,
}
"""What a "not" makes of a force."""


class Force:
    """What a sentence says by one of its cues."""

    __slots__ = ("consequence", "first", "holder", "last", "modality", "negated", "own", "strength")

    def __init__(
        self,
        modality: Modality,
        strength: int = 0,
        first: int = 0,
        last: int = 0,
        negated: bool = False,
        holder: Holder = "staff",
        *,
        consequence: bool = False,
        own: bool = True,
    ) -> None:
        """Note what a sentence says.

        Args:
            modality: The force.
            strength: As `Reading` has it.
            first: The first of the words that show it; 0 where nothing does.
            last: The one after the last of them.
            negated: Whether a "not" is among them.
            holder: Whom it binds.
            consequence: Whether it threatens a sanction.
            own: Whether the sentence has a verb of its own that tells; if not, it takes the force of its stem.
        """
        self.modality: Final = modality
        self.strength: Final = strength
        self.first: Final = first
        self.last: Final = last
        self.negated: Final = negated
        self.holder: Final = holder
        self.consequence: Final = consequence
        self.own: Final = own

    def for_items(self, modality: Modality, *, negated: bool) -> Force:
        """Return it as items have it whose stem says it: perhaps with another force, and shown by no word of theirs."""
        return Force(
            modality,
            self.strength,
            negated=negated,
            holder=self.holder,
            consequence=self.consequence,
            own=self.own,
        )


SILENT: Final = Force(Modality.NONE, own=False)


def within_limits(sentence: Sentence, modality: Modality, *, only: bool) -> Modality:
    """Return a force, which is `may_only` for a permission with limits: "only", "provided that", "limited use"."""
    if modality is not Modality.MAY:
        return modality
    limited = only or any(
        mark.name == "limits" and sentence.words[mark.first - 1 : mark.first] not in (["the"], ["an"], ["not"])
        for mark in sentence.marks
    )
    return Modality.MAY_ONLY if limited else Modality.MAY


def disclaims(words: list[str]) -> bool:
    """Return whether words take a responsibility, or decline one."""
    return "responsibility" in words or "liability" in words
