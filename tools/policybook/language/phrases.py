"""Phrases of a lexicon found in a text, longest first, without a scan for each of them.

A lexicon is a YAML file in `lexicons/` that someone who knows the field can read and extend. Its phrases are written as
they are said: `is/are (strictly) forbidden` stands for four phrases, and `...` for up to six words between. All phrases
of a lexicon lie in one tree keyed by word, so that a text is walked once, however many phrases there are (the idea of
Aho and Corasick's dictionary matching, at the level of words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml

from policybook.language.splitting import Word, texts_of

GAP: Final = 6
"""How many words a `...` may stand for at most."""


class Match:
    """A phrase found in a text."""

    __slots__ = ("first", "last", "name")

    def __init__(self, name: str, first: int, last: int) -> None:
        """Note a phrase.

        Args:
            name: The entry of the lexicon that it belongs to.
            first: Its first word.
            last: The one after its last: its words are `words[first:last]`.
        """
        self.name: Final = name
        self.first: Final = first
        self.last: Final = last


_Part = tuple[tuple[str, ...], ...]
"""A place of a phrase: the words that may stand there, by choice; an empty choice where it may be left out."""
_Rest = str | Sequence[_Part]
"""What follows the words said so far: words as they stand, or places with choices."""


class _Branch:
    """What may follow the words said so far."""

    __slots__ = ("gap", "names", "unread", "words")

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        """The entries of which these words are a phrase."""
        self.words: dict[str, _Branch] = {}
        self.gap: _Branch | None = None
        self.unread: list[tuple[str, _Rest]] = []
        """The phrases that go on from here, each with its entry, until a text comes here: most texts say few of the
        thousands of phrases that a line with choices stands for."""

    def read(self) -> None:
        """Spell out the next word of every phrase that goes on from here."""
        unread, self.unread = self.unread, []
        for name, rest in unread:
            self.add(name, rest)

    def add(self, name: str, rest: _Rest) -> None:
        """Add the rest of a phrase, of which only the next word is spelled out."""
        if isinstance(rest, str):
            if rest:
                word, _, after = rest.partition(" ")
                self._at(word).unread.append((name, after))
                return
        else:
            for n, part in enumerate(rest, 1):
                for way in filter(None, part):
                    further = [(way[1:],), *rest[n:]] if way[1:] else rest[n:]
                    self._at(way[0]).unread.append((name, further))
                if () not in part:
                    return
        if name not in self.names:
            self.names += (name,)

    def _at(self, word: str) -> _Branch:
        """Return the branch of a word, or of any words."""
        if word == "...":
            self.gap = self.gap or _Branch()
            return self.gap
        branch = self.words.get(word)
        if branch is None:
            branch = self.words[word] = _Branch()
        return branch


class Lexicon:
    """Phrases by the entry that they belong to."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        """Build the tree of phrases, as far as their first words.

        Args:
            entries: The phrases of each entry, in the notation of this module's first lines.

        Raises:
            ValueError: A phrase has no words, or brackets do not close.
        """
        self._root = _Branch()
        for name, phrases in entries.items():
            for phrase in phrases:
                self._root.add(name, phrase if _PLAIN.fullmatch(phrase) else _parts(phrase))
                if self._root.names or self._root.gap:
                    raise ValueError(f"this phrase may begin with nothing: {phrase!r}")

    def find(self, words: list[Word]) -> list[Match]:
        """Return the longest phrase of each entry at each word where one begins, in order of their first words."""
        return self.find_in([word.text for word in words])

    def find_in(self, words: list[str]) -> list[Match]:
        """Do as `find` does with words that are already in lower case."""
        return [Match(name, first, last) for first, ends in self.longest(words) for name, last in ends.items()]

    def longest(self, words: list[str]) -> Iterator[tuple[int, Mapping[str, int]]]:
        """Yield each word, in lower case, at which phrases begin, with where the longest of each entry ends."""
        begins = self._root.words
        for first, word in enumerate(words):
            branch = begins.get(word)
            if branch is not None:
                found: dict[str, int] = {}
                for names, last in _ends(branch, words, first + 1):
                    for name in names:
                        if last > found.get(name, 0):
                            found[name] = last
                if found:
                    yield first, found

    def cover(self, words: list[str]) -> list[Match]:
        """Return the phrases that a reader would mark from left to right: the longest each time, none in another.

        Args:
            words: Words in lower case.

        Returns:
            The phrases in order. One phrase in several entries counts for the entry named first.
        """
        found: list[Match] = []
        free, size = 0, len(words)
        begins = self._root.words
        for first, word in enumerate(words):
            if first < free:
                continue
            branch = begins.get(word)
            if branch is None:
                continue
            names: tuple[str, ...] = ()
            last, at = first, first + 1
            following: _Branch | None = branch
            while following is not None:
                if following.unread:
                    following.read()
                if following.gap is not None:
                    for ended, end in _ends(following, words, at):
                        if end > last:
                            names, last = ended, end
                    break
                if following.names:
                    names, last = following.names, at
                following = following.words.get(words[at]) if at < size else None
                at += 1
            if names:
                free = last
                found.append(Match(names[0], first, last))
        return found


def _ends(branch: _Branch, words: list[str], at: int) -> list[tuple[tuple[str, ...], int]]:
    """Return the entries whose phrases end along the words from `at`, with the word after each phrase."""
    found: list[tuple[tuple[str, ...], int]] = []
    size = len(words)
    while True:
        if branch.unread:
            branch.read()
        if branch.names:
            found.append((branch.names, at))
        if branch.gap is not None:
            if branch.gap.unread:
                branch.gap.read()
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
_PLAIN: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
"""A phrase that stands for itself alone, as most do."""


def _parts(phrase: str) -> Sequence[_Part]:
    """Read the notation of a phrase."""
    parts = [_ways(part[0]) for part in _PART.finditer(phrase)]
    if _PART.sub("", phrase).strip() or not parts:
        raise ValueError(f"this phrase cannot be read: {phrase!r}")
    return parts


@lru_cache(maxsize=4096)
def _ways(part: str) -> _Part:
    """Return the ways to say a part of a phrase: its words between slashes, and none where it stands in brackets."""
    if part == "...":
        return ((part,),)
    ways = tuple(tuple(texts_of(way)) for way in part.strip("()").split("/"))
    return (*ways, ()) if part.startswith("(") else ways


@cache
def read_lexicon(name: str) -> Mapping[str, Any]:
    """Return the contents of `lexicons/NAME.yml`."""
    text = files("policybook.language").joinpath(f"lexicons/{name}.yml").read_text(encoding="utf-8")
    contents: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (safe: one of the two safe loaders)
    return contents


_LISTS: Final[dict[str, dict[str, frozenset[str]]]] = {}
"""The lists that were asked for, by lexicon and part: a plain dictionary, because they are asked for at every turn."""


def listed(name: str, part: str) -> frozenset[str]:
    """Return the words of a list of `lexicons/NAME.yml` that is looked up word by word."""
    lists = _LISTS.get(name)
    found = None if lists is None else lists.get(part)
    if found is None:
        found = _LISTS.setdefault(name, {})[part] = frozenset(read_lexicon(name)[part])
    return found


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
        elif isinstance(part, str):
            found.update(texts_of(part.replace("-", " ")))

    for name in names:
        lexicon, _, part = name.partition("/")
        contents = read_lexicon(lexicon)
        collect(contents[part] if part else contents)
    return frozenset(found | {word + "s" for word in found} | {word.removesuffix("s") for word in found})
