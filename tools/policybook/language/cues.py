"""A sentence with the cues to its force: phrases of the lexicon that require, permit, negate, limit or name a party."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from policybook.language.phrases import Lexicon, Match, listed, read_lexicon
from policybook.language.tokens import Tokens

_KINDS: Final = (
    "modals",
    "negations",
    "verbs",
    "orders",
    "rulings",
    "states",
    "duties",
    "fillers",
    "openers",
    "parties",
)
"""The parts of the lexicon whose phrases are cues; a phrase in two of them belongs to the first."""
_MARKS: Final = ("limits", "sanctions", "breaches", "aims")
"""The parts that tell of a sentence, and not of a place in it."""
_MIDDLE: Final = 4
"""The strength of a phrase whose part of the lexicon gives none."""


class Cue:
    """A phrase of the lexicon in a sentence."""

    __slots__ = ("first", "kind", "last", "strength", "value")

    def __init__(self, meaning: tuple[str, str, int], first: int, last: int) -> None:
        """Note a phrase.

        Args:
            meaning: The part of the lexicon that it stands in, as `modals` or `parties`; what it is there: a force, a
                party, which modal verb; and how strong it is.
            first: Its first word.
            last: The one after its last: its words are `words[first:last]`.
        """
        self.kind: Final = meaning[0]
        self.value: Final = meaning[1]
        self.strength: Final = meaning[2]
        self.first: Final = first
        self.last: Final = last


class Sentence(Tokens):
    """The words of a sentence, short forms written out, and the cues among them."""

    __slots__ = ("_marks", "at", "cues")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        if "'" in self._text or "cannot" in self._text:
            short = _short()
            self.words = [word for shown in self._shown for word in short.get(shown, (shown,))]
        lexicon, meanings = _lexicon()
        self.cues = [Cue(meanings[found.name], found.first, found.last) for found in lexicon.cover(self.words)]
        self.at = {cue.first: cue for cue in self.cues}
        """The cues by their first words."""
        self._marks: list[Match] | None = None

    @property
    def marks(self) -> list[Match]:
        """The phrases that limit what is permitted, that tell of breaches and sanctions, and of aims."""
        if self._marks is None:
            self._marks = _mark_lexicon().find_in(self.words)
        return self._marks

    def kind_at(self, at: int) -> str:
        """Return the kind of cue that begins at a word; nothing where none does."""
        cue = self.at.get(at)
        return "" if cue is None else cue.kind

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where `words[first:last]` stand in the text, in characters; they must be one at least."""
        if self.words is not self._shown:
            # A short form stands for several words, and shows each of them.
            short = _short()
            shown = [at for at, word in enumerate(self._shown) for _ in short.get(word, (word,))]
            first, last = shown[first], shown[last - 1] + 1
        return super().span(first, last)


@cache
def _short() -> Mapping[str, tuple[str, ...]]:
    return {short: tuple(written.split()) for short, written in read_lexicon("modality")["short"].items()}


@cache
def _lexicon() -> tuple[Lexicon, Mapping[str, tuple[str, str, int]]]:
    """Return the phrases that are cues, and the kind, value and strength of each entry."""
    entries: dict[str, list[str]] = {}
    meanings: dict[str, tuple[str, str, int]] = {}

    def enter(phrases: Any, kind: str, value: str, strength: int) -> None:
        if isinstance(phrases, list):
            name = f"{kind}/{value}/{strength}"
            entries[name], meanings[name] = phrases, (kind, value, strength)
            return
        for key, below in phrases.items():
            enter(below, kind, *((value, key) if isinstance(key, int) else (key, strength)))

    for kind in _KINDS:
        enter(read_lexicon("modality")[kind], kind, "", _MIDDLE)
    return Lexicon(entries), meanings


@cache
def _mark_lexicon() -> Lexicon:
    return Lexicon({name: read_lexicon("modality")[name] for name in _MARKS})


def vocabulary(name: str) -> frozenset[str]:
    """Return the words of a list of the lexicon that is looked up word by word."""
    return listed("modality", name)
