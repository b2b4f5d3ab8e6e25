"""The force of a clause: what it requires, forbids, advises or permits, and whom it binds.

A clause has the force of its first sentence that states a rule. A list item has that of its stem, unless it has a verb
of its own that tells; the answer to a question has what the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from policybook.language.commands import command_of, fragment_of
from policybook.language.cues import Sentence, vocabulary
from policybook.language.customs import custom_of
from policybook.language.force import OPPOSITE, SILENT, Force, Holder, Modality
from policybook.language.grammar import main_clause
from policybook.language.rules import force_of
from policybook.language.sentences import sentences

__all__ = ["Holder", "Modality", "Reading", "modality_of", "read_sentences", "reading_of", "stem_modality", "telling"]

_NONE: Final = Modality.NONE
_LEAD: Final = re.compile(r":\s*[-–—]?(?:\s+|$)")
"""What parts a stem from one that stands below it."""
_LEADS_ON: Final = frozenset("that which who whom whose by include includes including as example eg with".split())
"""The last words of a stem whose items go on in the middle of a clause: "any material that:", "for example by:"."""
_SOON: Final = 4
"""Among how many words a "do not" turns the force of the stem: "that they do not"."""
_TURNING: Final = frozenset({Modality.MUST, Modality.SHOULD, Modality.MAY, Modality.MAY_ONLY})
_GOING_ON: Final = frozenset("include includes are".split())


class Reading(NamedTuple):
    """What a sentence says by its force."""

    modality: Modality
    start: int
    end: int
    """The words that show it, in characters of the text; 0, 0 where its stem or nothing shows it."""
    negated: bool
    duty_holder: Holder
    consequence: bool
    """Whether it threatens a sanction."""
    strength: int
    """Orders wordings of one modality: "is discouraged" is weaker than "should not"; 0 where nothing is said."""


NOTHING: Final = Reading(Modality.NONE, 0, 0, False, "staff", False, 0)


def read_sentences(text: str, stem: str | None = None) -> tuple[Reading, ...]:
    """Read each sentence of a clause.

    Args:
        text: The clause's words, without its label.
        stem: The words of the stem that it stands under, those of stems further up before them; None for none.

    Returns:
        One reading a sentence, in order.
    """
    return tuple(_readings(text, stem))


@lru_cache(maxsize=2048)
def modality_of(text: str, stem: str | None = None) -> Reading:
    """Read a clause: its first sentence that states a rule.

    Args:
        text: As of `read_sentences`.
        stem: As of `read_sentences`.

    Returns:
        The reading of that sentence; where none states a rule, of the first that threatens or says anything.
    """
    return telling(_readings(text, stem))


@lru_cache(maxsize=2048)
def reading_of(text: str, stem: str | None = None) -> Reading:
    """Read what is known to be one sentence: as `modality_of`, but it is not parted into sentences once more.

    Args:
        text: The sentence as it stands in its text.
        stem: As of `read_sentences`; for a sentence that does not take its stem's force, None.
    """
    if text.rstrip().endswith("?"):
        return NOTHING
    sentence, over = Sentence(text), _stem(stem) if stem else _NO_STEM
    return _reading(sentence, _answer(sentence, over.asked) or _read(sentence, over), 0)


def telling(readings: Iterable[Reading]) -> Reading:
    """Return the reading of a clause from those of its sentences, as `modality_of` does."""
    first = NOTHING
    for reading in readings:
        if reading.modality is not _NONE:
            return reading
        if first is NOTHING or (reading.consequence and not first.consequence):
            first = reading
    return first


def stem_modality(stem: str) -> Modality:
    """Return the force that a stem gives to its items: that of its last sentence, which the colon ends."""
    return _stem(stem).force.modality


def _readings(text: str, stem: str | None) -> Iterator[Reading]:
    over = _stem(stem) if stem else _NO_STEM
    asked = over.asked
    for at, (start, end) in enumerate(sentences(text)):
        sentence = Sentence(text[start:end])
        if text.endswith("?", start, end):
            asked = _asked(sentence)
            yield NOTHING
            continue
        force = _answer(sentence, asked) or _read(sentence, over if at == 0 else _NO_STEM)
        asked = None
        yield _reading(sentence, force, start)


def _reading(sentence: Sentence, force: Force, start: int) -> Reading:
    """Return what a sentence that begins at a place of its text says by its force."""
    if force is SILENT:
        return NOTHING
    first = last = 0
    if force.first != force.last:
        first, last = sentence.span(force.first, force.last)
        first, last = start + first, start + last
    told = (force.modality, first, last, force.negated, force.holder, force.consequence, force.strength)
    return tuple.__new__(Reading, told)  # as `Reading(*told)`, in half the time


class _Stem:
    """What the items of a stem take from it."""

    __slots__ = ("aims", "asked", "force", "leads_on")

    def __init__(self, force: Force, *, leads_on: bool, asked: Modality | None, aims: bool) -> None:
        """Note what a stem says.

        Args:
            force: The force of its items.
            leads_on: Whether its items go on in the middle of a clause, so that a verb of theirs tells nothing.
            asked: What the stem asks for, if it is a question.
            aims: Whether its items are aims, so that a command among them orders nothing.
        """
        self.force: Final = force
        self.leads_on: Final = leads_on
        self.asked: Final = asked
        self.aims: Final = aims


_NO_STEM: Final = _Stem(SILENT, leads_on=False, asked=None, aims=False)


@lru_cache(maxsize=256)
def _stem(text: str) -> _Stem:
    """Read what a stem says to its items: its last sentence does, which the colon ends."""
    stem = _NO_STEM
    for part in _LEAD.split(text):
        for at, (start, end) in enumerate(sentences(part)):
            sentence = Sentence(part[start:end])
            over = stem if at == 0 or _goes_on(sentence) else _NO_STEM
            said = _read(sentence, over)
            force = said.for_items(said.modality, negated=said.negated)
            asked = _asked(sentence) if part.endswith("?", start, end) else None
            aims = force.modality is _NONE and any(mark.name == "aims" for mark in sentence.marks)
            stem = _Stem(force, leads_on=_leads_on(sentence.words), asked=asked, aims=aims)
    return stem


def _goes_on(sentence: Sentence) -> bool:
    """Return whether a stem's last sentence only goes on with the one before: "This includes:"."""
    words = sentence.words
    return words[:1] in (["this"], ["these"], ["such"], ["examples"]) and not _GOING_ON.isdisjoint(words)


def _leads_on(words: list[str]) -> bool:
    if words[-1:] == ["that"]:
        return words[-2:-1] == [] or words[-2] not in vocabulary("saying")
    return words[-1:] != [] and words[-1] in _LEADS_ON


def _read(sentence: Sentence, stem: _Stem) -> Force:
    if not sentence.words:
        return SILENT
    under = stem.force
    main = main_clause(sentence)
    if stem.leads_on and under.modality is not _NONE:
        return under
    found = command_of(sentence, main)
    if found is not None:
        if stem.aims:
            return SILENT
        return found if under.modality is _NONE or sentence.words[0] == "i" else _item(sentence, under)
    found = force_of(sentence, main)
    if not found.own:
        found = fragment_of(sentence, main, listed=stem is not _NO_STEM) or found
        if found is SILENT and stem is _NO_STEM:
            found = custom_of(sentence, main) or found
    return found if found.own else _item(sentence, under)


def _item(sentence: Sentence, under: Force) -> Force:
    """Return the force that an item without a telling verb has under its stem."""
    words = sentence.words
    denied = words[0] in {"not", "never", "avoid", "refrain"} or any(
        words[at : at + 2] == ["do", "not"] for at in range(_SOON)
    )
    if denied and under.modality in _TURNING:
        return under.for_items(OPPOSITE[under.modality], negated=True)
    if words[0] == "only" and under.modality is Modality.MAY:
        return under.for_items(Modality.MAY_ONLY, negated=under.negated)
    return under


def _asked(sentence: Sentence) -> Modality | None:
    """Return what a "yes" to a question would say; None where yes and no are no answers."""
    words = sentence.words
    if not words or words[0] in {"what", "how", "who", "when", "where", "why", "which"}:
        return None
    for word in words:
        if word in {"can", "may", "could", "allowed", "permitted", "ok", "okay"}:
            return Modality.MAY
        if word in {"must", "should", "need", "have", "required"}:
            return Modality.MUST
    return None


def _answer(sentence: Sentence, asked: Modality | None) -> Force | None:
    """Read a "yes" or "no"; None where the sentence begins otherwise, or goes on to say what holds."""
    words = sentence.words
    if words[:1] not in (["yes"], ["no"]) or (len(words) > 1 and words[1] not in {",", ";", ":", "–", "—", "-"}):
        return None
    found = force_of(sentence, main_clause(sentence))
    if found.modality is not _NONE:
        return found
    if asked is None:
        asked = Modality.MAY
    if words[0] == "yes":
        limited = asked is Modality.MAY and not vocabulary("limits").isdisjoint(words)
        return Force(Modality.MAY_ONLY if limited else asked, 3, 0, 1)
    return Force(Modality.MUST_NOT if asked is Modality.MAY else Modality.NONE, 3, 0, 1, True)
