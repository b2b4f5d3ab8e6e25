"""Phrases of a lexicon found in a text, longest first, without a scan for each of them.

A lexicon is a YAML file in `lexicons/` that someone who knows the field can read and extend. Its phrases are written as
they are said: `is/are (strictly) forbidden` stands for four phrases, and `...` for up to six words between. All phrases
of a lexicon lie in one tree keyed by word, so that a text is walked once, however many phrases there are (the idea of
Aho and Corasick's dictionary matching, at the level of words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def lower(text: str) -> str:
    """Return a text in lower case with straight apostrophes, every character where it was."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have two small letters, such as the dotted one of Turkish
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("’", "'")


def words_of(text: str) -> list[Word]:
    """Split a text into words; hyphens, slashes and dots part words, apostrophes do not."""
    text = lower(text)
    find, make = text.find, tuple.__new__
    found: list[Word] = []
    end = 0
    # Only what is no letter stands between two words, so that looking for a word from the end of the last one finds
    # where it begins, in half the time that match objects take.
    for word in _WORD.findall(text):
        start = find(word, end)
        end = start + len(word)
        found.append(make(Word, (word, start, end)))
    return found


class _Branch:
    """What may follow the words said so far."""

    __slots__ = ("gap", "names", "words")

    def __init__(self) -> None:
        self.names: list[str] = []
        """The entries of which these words are a phrase."""
        self.words: dict[str, _Branch] = {}
        self.gap: _Branch | None = None


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
        return self.find_in([word.text for word in words])

    def find_in(self, words: Sequence[str]) -> list[Match]:
        """Do as `find` does with words that are already in lower case."""
        found: list[Match] = []
        for first, branch in enumerate(map(self._root.words.get, words)):
            if branch is not None:
                longest: dict[str, int] = {}
                for names, last in _ends(branch, words, first + 1):
                    for name in names:
                        longest[name] = max(last, longest.get(name, 0))
                found.extend(Match(name, first, last) for name, last in longest.items())
        return found

    def cover(self, words: Sequence[str]) -> list[Match]:
        """Return the phrases that a reader would mark from left to right: the longest each time, none in another.

        Args:
            words: Words in lower case.

        Returns:
            The phrases in order. One phrase in several entries counts for the entry named first.
        """
        found: list[Match] = []
        free, size = 0, len(words)
        make = tuple.__new__
        for first, branch in enumerate(map(self._root.words.get, words)):
            if branch is None or first < free:
                continue
            names, last, at = branch.names, first + 1, first + 1
            following: _Branch | None = branch
            while following is not None and following.gap is None:
                if following.names:
                    names, last = following.names, at
                following = following.words.get(words[at]) if at < size else None
                at += 1
            if following is not None:
                names, last = max(_ends(following, words, at), key=_last, default=(names, last))
            if names:
                free = last
                found.append(make(Match, (names[0], first, last)))
        return found


def _last(end: tuple[list[str], int]) -> int:
    return end[1]


def _ends(branch: _Branch, words: Sequence[str], at: int) -> list[tuple[list[str], int]]:
    """Return the entries whose phrases end along the words from `at`, with the word after each phrase."""
    found: list[tuple[list[str], int]] = []
    size = len(words)
    while True:
        if branch.names:
            found.append((branch.names, at))
        if branch.gap is not None:
            for following in range(at, min(at + GAP + 1, size)):
                after = branch.gap.words.get(words[following])
                if after is not None:
                    found += _ends(after, words, following + 1)
        if at == size:
            return found
        after = branch.words.get(words[at])
        if after is None:
            return found
        branch, at = after, at + 1


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


@cache
def vocabulary_of(*names: str) -> frozenset[str]:
    """Return every word of some lexicons, plural and singular alike: a text without any of them tells them nothing.

    Args:
        names: Lexicons, or a part of one as `modality/states`.
    """
    found: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, Mapping):
            for key, below in part.items():
                collect(key)
                collect(below)
        elif isinstance(part, list):
            for below in part:
                collect(below)
        else:
            found.update(word.text for word in words_of(str(part).replace("-", " ")))

    for name in names:
        lexicon, _, part = name.partition("/")
        contents = read_lexicon(lexicon)
        collect(contents[part] if part else contents)
    return frozenset(found | {word + "s" for word in found} | {word.removesuffix("s") for word in found})
