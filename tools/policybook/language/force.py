"""What a sentence says by its force: a modality, how strongly, for whom, and the words that show it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, NamedTuple

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


class Force(NamedTuple):
    """What a sentence says by one of its cues."""

    modality: Modality
    strength: int = 0
    first: int = 0
    last: int = 0
    """The words that show it, `words[first:last]`; 0, 0 where nothing does."""
    negated: bool = False
    holder: Holder = "staff"
    consequence: bool = False
    own: bool = True
    """Whether the sentence has a verb of its own that tells; if not, it takes the force of its stem."""


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
