"""What a sentence states: the topics and rules of a catalogue, each with the words that show it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from policybook.comparing.catalogue import Binds, Catalogue, Line, Subject
from policybook.language.concepts import GROUPS, Concepts, common_phrases, group_of


class Where(StrEnum):
    """Where the words stand that show something, seen from a sentence."""

    SENTENCE = "sentence"
    STEM = "stem"
    BEFORE = "sentence before"
    HEADING = "heading"


_WEIGHTS: Final = {Where.SENTENCE: 1.0, Where.STEM: 0.8, Where.BEFORE: 0.6, Where.HEADING: 0.5}
"""How much words count by where they stand."""


class Word(NamedTuple):
    """Words that show a concept."""

    concept: str
    words: str
    where: Where
    weight: float
    """How much they count; 0 for what a stem says of what it speaks of, which only rules other things out."""
    start: int
    """Where they begin in their text."""


PUPILS_ACT: Final = "pupils-act"
ABOUT_PUPILS: Final = "about-pupils"
STAFF_ACT: Final = "staff-act"
"""The concepts that tell whose acts a sentence is about."""

Shown = Mapping[str, Word]
"""What is shown, by concept."""


class Recognised(NamedTuple):
    """A topic or a rule that a sentence states."""

    subject: Subject
    score: float
    line: str
    """The line of the catalogue that recognises it."""
    words: tuple[Word, ...]
    """The words that meet the line."""


class Recogniser:
    """Finds the topics and rules of a catalogue in sentences."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Prepare a catalogue.

        Raises:
            ValueError: A line names a concept that is not known, or a phrase of its own cannot be read.
        """
        phrases = {**common_phrases(), **catalogue.concepts}
        used = {name for line in catalogue.lines for name in line.concepts}
        unknown = sorted(name for name in used if name not in phrases and not name.startswith("'"))
        if unknown:
            raise ValueError(f"“{unknown[0]}” is no concept")
        used |= {PUPILS_ACT, ABOUT_PUPILS, STAFF_ACT}
        said: dict[str, tuple[str, ...]] = {name: (name.strip("'"),) for name in used if name.startswith("'")}
        self._concepts = Concepts({name: phrases[name] for name in phrases if name in used} | said)
        groups = {name: group_of(name) for name in used}
        spoken_of = frozenset(name for name in used if GROUPS.get(groups[name])) | catalogue.lent
        acts = frozenset(name for name in used if groups[name] == "acts")
        self._lent = {
            Where.STEM: spoken_of | acts,
            Where.BEFORE: spoken_of,
            Where.HEADING: spoken_of | {ABOUT_PUPILS},
        }
        self._lines: dict[str, list[tuple[Subject, Line, frozenset[str]]]] = {}
        """The lines by the names of one of their choices, each with the concepts that it cannot do without."""
        for subject in (*catalogue.rules, *catalogue.topics):
            for line in subject.says:
                needed = frozenset(choice[0] for choice in line.shown if len(choice) == 1)
                for name in min(line.shown, key=len):  # the choice that the fewest texts meet
                    self._lines.setdefault(name, []).append((subject, line, needed))
        self.shown = lru_cache(maxsize=1024)(self._shown)

    def _shown(self, text: str, where: Where) -> Shown:
        """Return what a text shows to a sentence, as far as it lends it."""
        found: dict[str, Word] = {}
        for concept, start, end in self._concepts.find(text):
            if concept in found or (concept == ABOUT_PUPILS and (where is not Where.HEADING or start > 0)):
                continue
            weight = _WEIGHTS[where] if where is Where.SENTENCE or concept in self._lent[where] else 0.0
            if weight or where is Where.STEM:
                found[concept] = Word(concept, text[start:end], where, weight, start)
        return found

    def lent(self, shown: Shown) -> Shown:
        """Return what a sentence lends to the next one of its clause."""
        weight = _WEIGHTS[Where.BEFORE]
        return {
            name: word._replace(where=Where.BEFORE, weight=weight)
            for name, word in shown.items()
            if name in self._lent[Where.BEFORE]
        }

    def recognise(self, shown: Shown, *, pupils: bool) -> list[Recognised]:
        """Return what is stated by what a sentence and its surroundings show.

        Args:
            shown: What they show. A line that only the surroundings meet says nothing of the sentence.
            pupils: Whether it is about what pupils do.

        Returns:
            Each topic and rule once, by the line that it meets best.
        """
        best: dict[tuple[str, str], Recognised] = {}
        others = Binds.STAFF if pupils else Binds.PUPILS
        known = shown.keys()
        for name in shown:
            for subject, line, needed in self._lines.get(name, ()):
                words = _words(line, shown) if needed <= known and subject.binds is not others else ()
                if words:
                    key = (subject.topic, subject.id)
                    score = sum(word.weight for word in words)
                    if key not in best or score > best[key].score:
                        best[key] = Recognised(subject, score, line.text, words)
        return list(best.values())


def of_pupils(shown: Shown) -> bool:
    """Return whether a sentence is about what pupils do: it says so, or its heading does and it names no staff."""
    pupils, staff = shown.get(PUPILS_ACT), shown.get(STAFF_ACT)
    if pupils is not None and pupils.where in (Where.SENTENCE, Where.STEM):
        return staff is None or staff.where is not pupils.where or pupils.start < staff.start
    return ABOUT_PUPILS in shown and staff is None


def _words(line: Line, shown: Shown) -> tuple[Word, ...]:
    """Return the words that meet a line; none where it is not met."""
    found: list[Word] = []
    for choice in line.shown:
        best: Word | None = None
        for name in choice:
            word = shown.get(name)
            if word is not None and word.weight > (best.weight if best else 0.0):
                best = word
        if best is None or (choice in line.own and best.where not in (Where.SENTENCE, Where.STEM)):
            return ()
        found.append(best)
    if not any(word.where is Where.SENTENCE for word in found):
        return ()
    if any(name in shown and shown[name].where is Where.SENTENCE for name in line.absent):
        return ()
    return tuple(found)
