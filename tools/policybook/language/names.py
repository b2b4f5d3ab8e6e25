"""Names in a text, the longest at each place, from lists of spellings.

All spellings lie in one tree keyed by word, as the phrases of a lexicon do; but a name has plurals and possessives, and
some words are a name only with a capital ("Teams", "Head").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

from policybook.language.splitting import Word, texts_of

Entries = Mapping[str, Sequence[str]]
"""The spellings of each name, in the notation of `lexicons/people.yml`."""

SUBJECTS: Final = {"must", "will", "shall", "should", "may", "can", "is", "are", "has", "have", "and", "or"}
"""What follows the subject of a sentence, where its capital says nothing: "Teams must"."""

_PART: Final = re.compile(r"\(([^()]+)\)|(\S+)")
_SENTENCE: Final = frozenset(".?!")
_PARTING: Final = frozenset(".,;:?!|")


class Name(NamedTuple):
    """What a spelling stands for."""

    kind: str
    """The part of the lexicons that it is from."""
    name: str
    """The entry."""


class Branch:
    """The names that go on from the same words."""

    __slots__ = ("capitalised", "capitals", "following", "plain")

    def __init__(self) -> None:
        self.plain: Name | None = None
        """The name that ends here."""
        self.capitalised: Name | None = None
        """The name that ends here if it has its capitals."""
        self.capitals = 1
        """How many letters of that name must be capitals."""
        self.following: dict[str, Branch] = {}


class Names:
    """Spellings of names by word."""

    def __init__(self) -> None:
        self.first: Final[dict[str, Branch]] = {}
        """Where a name may begin."""

    def add(self, kind: str, entries: Entries) -> None:
        """Add the names of one kind; a spelling that is there already keeps its name."""
        for name, spellings in entries.items():
            own = name.replace("-", " ")
            for spelling in spellings if not own or own in {s.lower() for s in spellings} else (own, *spellings):
                capitals = len(spelling) if spelling.isupper() else int(spelling[0].isupper())
                for words in _spelled_out(spelling):
                    self._add(words, Name(kind, name), capitals)

    def _add(self, words: tuple[str, ...], name: Name, capitals: int) -> None:
        *head, last = words
        branches = self.first
        for word in head:
            branches = branches.setdefault(word, Branch()).following
        for ending in endings(last):
            branch = branches.setdefault(ending, Branch())
            if not capitals:
                branch.plain = branch.plain or name
            elif branch.capitalised is None:
                branch.capitalised, branch.capitals = name, capitals

    def longest(self, text: str, words: list[Word], at: int) -> tuple[Name, int] | None:
        """Return the longest name that begins with the word `at`, and the word after it; None where none does."""
        branch = self.first.get(words[at].text)
        found: tuple[Name, int] | None = None
        count = len(words)
        after = at
        while branch is not None:
            after += 1
            if branch.plain is not None:
                found = branch.plain, after
            elif branch.capitalised is not None and _has_capitals(text, words, at, after, branch.capitals):
                found = branch.capitalised, after
            if after == count:
                break
            following = branch.following.get(words[after].text)
            if following is None or not _together(text, words, after):
                break
            branch = following
        return found


def _together(text: str, words: list[Word], at: int) -> bool:
    """Return whether a word and the one before it may belong to one name: no sentence ends between them."""
    gap = text[words[at - 1].end : words[at].start]
    return gap == " " or _PARTING.isdisjoint(gap) or words[at - 1].text == "etc"


def _has_capitals(text: str, words: list[Word], at: int, after: int, count: int) -> bool:
    """Return whether a word begins with so many capitals, and not merely because its sentence does."""
    start = words[at].start
    if not text[start : start + count].isupper():
        return False
    if count > 1 or not begins_sentence(text, words, at):
        return True
    return after < len(words) and (words[after].text in SUBJECTS or words[after].text[0].isdigit())


def begins_sentence(text: str, words: list[Word], at: int) -> bool:
    """Return whether a word is the first of its sentence."""
    if at == 0:
        return True
    before = words[at - 1]
    # One letter before the dot is an initial or the end of "e.g.".
    return not _SENTENCE.isdisjoint(text[before.end : words[at].start]) and before.end - before.start > 1


def _spelled_out(spelling: str) -> Iterator[tuple[str, ...]]:
    choices: list[list[tuple[str, ...]]] = []
    for part in _PART.finditer(spelling):
        ways = [tuple(texts_of(way)) for way in (part[1] or part[2]).split("/")]
        choices.append([*ways, ()] if part[1] else ways)
    for chosen in product(*choices):
        words = tuple(word for way in chosen for word in way)
        if words:
            yield words


def endings(word: str) -> tuple[str, str, str]:
    """Return a word, its possessive and its plural."""
    if word[-1] == "y" and word[-2:-1] not in {"a", "e", "o", "u"}:
        plural = word[:-1] + "ies"
    elif word.endswith(("s", "x", "ch", "sh")):
        plural = word + "es"
    else:
        plural = word + "s"
    return word, word + "'s", plural
