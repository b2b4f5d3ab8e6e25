"""Phrases of a lexicon found in a text, longest first, without a scan for each of them.

A lexicon is a YAML file in `lexicons/` that someone who knows the field can read and extend. Its phrases are written as
they are said: `is/are (strictly) forbidden` stands for four phrases, and `...` for up to six words between. All phrases
of a lexicon lie in one tree keyed by word, so that a text is walked once, however many phrases there are (the idea of
Aho and Corasick's dictionary matching, at the level of words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Final, NamedTuple

import yaml

GAP: Final = 6
"""How many words a `...` may stand for at most."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Word(NamedTuple):
    """A word of a text."""

    text: str
    """In lower case, with a straight apostrophe."""
    start: int
    end: int
    """Where it stands in the text, in characters."""


class Match(NamedTuple):
    """A phrase found in a text."""

    name: str
    """The entry of the lexicon that the phrase belongs to."""
    first: int
    last: int
    """Its words, `words[first:last]`."""


def words_of(text: str) -> list[Word]:
    """Split a text into words; hyphens, slashes and dots part words, apostrophes do not."""
    return [Word(m[0].lower().replace("’", "'"), m.start(), m.end()) for m in _WORD.finditer(text)]


@dataclass
class _Branch:
    names: list[str] = field(default_factory=list)
    words: dict[str, _Branch] = field(default_factory=dict)
    gap: _Branch | None = None


class Lexicon:
    """Phrases by the entry that they belong to."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        """Build the tree of phrases.

        Args:
            entries: The phrases of each entry, in the notation of this module's first lines.

        Raises:
            ValueError: A phrase has no words, or brackets do not close.
        """
        self._root = _Branch()
        for name, phrases in entries.items():
            for phrase in phrases:
                for spelled in _spelled_out(phrase):
                    self._add(name, spelled)

    def _add(self, name: str, spelled: Sequence[str]) -> None:
        at = self._root
        for word in spelled:
            if word == "...":
                at.gap = at.gap or _Branch()
                at = at.gap
            else:
                at = at.words.setdefault(word, _Branch())
        if name not in at.names:
            at.names.append(name)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """Return the longest phrase of each entry at each word where one begins, in order of their first words."""
        found: list[Match] = []
        root = self._root.words
        for first, word in enumerate(words):
            branch = root.get(word.text)
            if branch is not None:
                longest: dict[str, int] = {}
                for name, last in _ends(branch, words, first + 1):
                    longest[name] = max(last, longest.get(name, 0))
                found.extend(Match(name, first, last) for name, last in longest.items())
        return found


def _ends(branch: _Branch, words: Sequence[Word], at: int) -> Iterator[tuple[str, int]]:
    while True:
        for name in branch.names:
            yield name, at
        if branch.gap is not None:
            for skipped in range(GAP + 1):
                following = branch.gap.words.get(words[at + skipped].text) if at + skipped < len(words) else None
                if following is not None:
                    yield from _ends(following, words, at + skipped + 1)
        following = branch.words.get(words[at].text) if at < len(words) else None
        if following is None:
            return
        branch, at = following, at + 1


_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PART: Final = re.compile(r"\(([^()]+)\)|(\.\.\.)|([^\s()]+)")


def _spelled_out(phrase: str) -> Iterator[list[str]]:
    """Yield every phrase that the notation stands for, as lists of words."""
    choices: list[list[list[str]]] = []
    for part in _PART.finditer(phrase):
        if part[2]:
            choices.append([["..."]])
            continue
        spelled = [[word.text for word in words_of(way)] for way in (part[1] or part[3]).split("/")]
        choices.append([*spelled, []] if part[1] else spelled)
    if _PART.sub("", phrase).strip() or not any(choices):
        raise ValueError(f"this phrase cannot be read: {phrase!r}")
    for chosen in product(*choices):
        words = [word for part in chosen for word in part]
        if not words or words[0] == "...":
            raise ValueError(f"this phrase may begin with nothing: {phrase!r}")
        yield words


@cache
def read_lexicon(name: str) -> Mapping[str, Any]:
    """Return the contents of `lexicons/NAME.yml`."""
    text = files("policybook.language").joinpath(f"lexicons/{name}.yml").read_text(encoding="utf-8")
    contents: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (safe: one of the two safe loaders)
    return contents
