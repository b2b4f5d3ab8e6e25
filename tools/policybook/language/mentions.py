"""Who and what a text names: persons and roles, those whom it binds, and what it refers to.

Names of the lexicons come first, the longest at each place; then what has the shape of a name: "Mrs Jones", "Inclusion
Manager", "Harassment and Bullying Policy", an address. A year that follows a law belongs to its name, and so does the
number of a product's version.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple

from policybook.language import shapes
from policybook.language.names import Name, Names, begins_sentence, endings
from policybook.language.phrases import read_lexicon
from policybook.language.splitting import Word, words_of


class MentionKind(StrEnum):
    """What is named."""

    PERSON = "person"
    """A named person, a role, or a body that acts."""
    AUDIENCE = "audience"
    """Those whom a clause binds or concerns."""
    REFERENCE = "reference"
    """A law, guidance, another policy, a product, company, site, address, or kind of device or medium."""


class Mention(NamedTuple):
    """Something that a text names."""

    start: int
    end: int
    """Where it stands in the text, in characters."""
    kind: MentionKind
    name: str
    """The same for all its spellings: "headteacher", "data-protection-act-1998"."""


def mentions(text: str) -> tuple[Mention, ...]:
    """Return what a text names.

    Args:
        text: A clause, without its label.

    Returns:
        The mentions in order; none overlap.
    """
    return mentions_in(text, words_of(text))


def mentions_in(text: str, words: list[Word]) -> tuple[Mention, ...]:
    """Return what a text names, as `mentions` does, in a stretch of its words that are known already."""
    start, end = (words[0].start, words[-1].end) if words else (0, 0)
    fixed = [mention for mention in _fixed(text) if mention.start < end and start < mention.end]
    if fixed:
        words = [word for word in words if not _lies_in(word, fixed)]
    found = _Reader(text, words, _lexicons()).read()
    return tuple(sorted(found + fixed) if fixed else found)


def _lies_in(word: Word, mentions: list[Mention]) -> bool:
    """Whether a word begins or ends in one of some mentions."""
    for mention in mentions:
        start, end = mention.start, mention.end
        if start <= word.start < end or start < word.end <= end:
            return True
    return False


@lru_cache(maxsize=64)
def _fixed(text: str) -> list[Mention]:
    """Return the roles in braces and the addresses of a text; kept, because it is read stretch by stretch."""
    if not shapes.may_be_fixed(text):
        return []
    found = [Mention(start, end, MentionKind.PERSON, role) for start, end, role in shapes.roles_in(text)]
    found += [Mention(start, end, MentionKind.REFERENCE, name) for start, end, name in shapes.addresses_in(text)]
    apart: list[Mention] = []
    for mention in sorted(found):
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    return apart


DATED: Final = {"laws", "guidance", "documents"}
"""Parts of the lexicon of references to whose names a year belongs."""
VERSIONED: Final = {"systems"}
"""The part to whose names a version belongs."""
_BEFORE_YEAR: Final = frozenset({"of", *(month.lower() for month in tuple(calendar.month_name)[1:])})
"""Words that may stand between a name and its year."""
LONG: Final = 5
"""Letters of words that have capitals in titles only."""
_BESIDE: Final = frozenset({", ", " (", " – ", " - ", ": "})
"""What stands between a role and the name of the person who holds it."""


@dataclass(frozen=True, slots=True)
class _Lexicons:
    names: Names
    heads: Mapping[str, MentionKind]
    """Words that end a name in capitals: "policy", "manager"."""
    titles: frozenset[str]
    given_names: frozenset[str]
    narrowing: frozenset[str]
    """Words that make an audience fewer before whose name they stand."""
    common: frozenset[str]
    """Words that are part of no name."""
    cues: dict[str, frozenset[str]]
    """Words that names follow, each with those of which one must stand before it; "" where none need."""
    starts: frozenset[str]
    """All words at which something may be found."""


@cache
def _lexicons() -> _Lexicons:
    people, audience, references = (read_lexicon(name) for name in ("people", "audience", "references"))
    names = Names()
    names.add("nothing", dict.fromkeys(audience["nothing"], ()))
    names.add("roles", people["roles"])
    names.add("audience", audience["audience"])
    for part in ("laws", "guidance", "documents", "products", "systems", "companies", "devices"):
        names.add(part, references[part])
    for form in references["forms"]:
        for subject, spellings in references["subjects"].items():
            names.add("documents", {f"{subject}-{form}": [f"{spelling} {form}" for spelling in spellings]})
    heads = dict.fromkeys((*people["posts"], *people["bodies"]), MentionKind.PERSON)
    heads |= dict.fromkeys(references["papers"], MentionKind.REFERENCE)
    heads |= {plural: kind for word, kind in heads.items() for plural in endings(word)}
    titles, given = frozenset(people["titles"]), frozenset(people["given_names"])
    cues: dict[str, frozenset[str]] = {}
    for cue in references["cues"]:
        *before, last = cue.split()
        cues[last] = cues.get(last, frozenset()) | {" ".join(before)}
    starts = frozenset({*names.first, *heads, *titles, *given, *cues})
    narrowing, common = frozenset(audience["narrowing"]), frozenset(references["common"])
    return _Lexicons(names, heads, titles, given, narrowing, common, cues, starts)


class _Found:
    """What was found in `words[first:last]`, or only looks like a name: then its kind is None."""

    __slots__ = ("end", "first", "kind", "last", "name")

    def __init__(self, first: int, last: int, end: int, kind: MentionKind | None, name: str) -> None:
        self.first: Final = first
        self.last: Final = last
        self.end: Final = end
        self.kind: Final = kind
        self.name: Final = name


class _Reader:
    """Reads one text."""

    def __init__(self, text: str, words: list[Word], lexicons: _Lexicons) -> None:
        self.text = text
        self.words = words
        self.lexicons = lexicons
        self.start = words[0].start if words else 0
        self.end = words[-1].end if words else 0
        """Where the words stand in the text."""
        self.found: list[_Found] = []
        self.cued: set[int] = set()
        """Words that follow a cue."""

    def read(self) -> list[Mention]:
        words, starts = self.words, self.lexicons.starts
        at, count = 0, len(words)
        while at < count:
            at = self.at(at) if words[at].text in starts else at + 1
        if self.cued or self.has_odd_capitals():
            self.unlisted()
        make = tuple.__new__
        return [make(Mention, (words[f.first].start, f.end, f.kind, f.name)) for f in self.found if f.kind is not None]

    def has_odd_capitals(self) -> bool:
        """Return whether there are odd capitals where nothing was found."""
        for place in shapes.odd_capitals(self.text, self.start, self.end):
            before = bisect_right(self.found, place, key=lambda found: self.words[found.first].start)
            if not before or self.found[before - 1].end <= place:
                return True
        return False

    def at(self, at: int) -> int:
        """Read what begins or ends with a word; return the word to go on with."""
        lexicons, word = self.lexicons, self.words[at].text
        named = lexicons.names.longest(self.text, self.words, at)
        if word in lexicons.heads and (named is None or named[1] == at + 1) and self.shape(at):
            return at + 1
        if named is not None:
            return self.name(at, named[0], named[1])
        if word in lexicons.titles:
            return self.person(at, at + 1, fewest=1)
        if word in lexicons.given_names:
            return self.person(at, at, fewest=2)
        before = lexicons.cues.get(word)
        if before is not None and ("" in before or (at and self.words[at - 1].text in before)):
            self.cued.add(at + 1)
        return at + 1

    def add(self, first: int, last: int, kind: MentionKind | None, name: str, end: int | None = None) -> int:
        """Note what was found; return the word after it."""
        self.found.append(_Found(first, last, self.words[last - 1].end if end is None else end, kind, name))
        return last

    def name(self, first: int, name: Name, last: int) -> int:
        """Note a name of the lexicons."""
        if name.kind == "nothing":
            return self.add(first, last, None, "")
        if name.kind == "roles":
            self.add(first, last, MentionKind.PERSON, name.name)
            return self.beside(last)
        if name.kind == "audience":
            return self.audience(first, last, name.name)
        return self.reference(first, last, name.name, dated=name.kind in DATED, versioned=name.kind in VERSIONED)

    def audience(self, first: int, last: int, name: str) -> int:
        """Note those whom a rule binds, with the word before that makes them fewer: "regular volunteers"."""
        if first and (before := self.words[first - 1]).text in self.lexicons.narrowing:
            taken = self.found and self.found[-1].last == first
            if not taken and self.text[before.end : self.words[first].start] == " ":
                return self.add(first - 1, last, MentionKind.AUDIENCE, f"{before.text}-{name}")
        return self.add(first, last, MentionKind.AUDIENCE, name)

    def reference(self, first: int, last: int, name: str, *, dated: bool, versioned: bool = False) -> int:
        """Note a reference, with the year or the version that belongs to it."""
        suffix = None
        if last < len(self.words):
            following = self.words[last].text
            if dated and (following[0].isdigit() or following in _BEFORE_YEAR):
                suffix = shapes.year_after(self.text, self.words[last - 1].end)
            elif versioned:
                suffix = shapes.version_after(self.text, self.words[last - 1].end)
        if suffix is None:
            return self.add(first, last, MentionKind.REFERENCE, name)
        number, end = suffix
        while last < len(self.words) and self.words[last].start < end:
            last += 1
        return self.add(first, last, MentionKind.REFERENCE, f"{name}-{number}", end)

    def shape(self, head: int) -> bool:
        """Note the name in capitals that ends with a word, if it is one: "Harassment and Bullying Policy"."""
        text, words = self.text, self.words
        floor = self.found[-1].last if self.found else 0
        known = self.lexicons
        first = shapes.capitals_before(text, words, head, floor=floor, apart=known.common, heads=known.heads)
        alone = first == head - 1 and begins_sentence(text, words, first) and not text[words[head].start].isupper()
        if first == head or alone or text.isupper():
            return False
        while self.found and self.found[-1].last > first:
            first = min(first, self.found.pop().first)
        kind = known.heads[words[head].text]
        name = _slug(words[first : head + 1])
        if kind is MentionKind.PERSON:
            self.add(first, head + 1, kind, name)
        else:
            self.reference(first, head + 1, name, dated=True)
        return True

    def person(self, first: int, at: int, *, fewest: int) -> int:
        """Note a person's name that begins with the word `at`, after a title or none."""
        last = at
        if self.text[self.words[first].start].isupper():
            last = shapes.person_from(self.text, self.words, at, fewest=fewest, apart=self.lexicons.common)
        if last == at:
            return first + 1
        name = "-".join(word.text.removesuffix("'s") for word in self.words[first:last])
        return self.add(first, last, MentionKind.PERSON, name)

    def beside(self, at: int) -> int:
        """Note the name of the person beside a role: "the Headteacher, A. Jones"."""
        words, lexicons = self.words, self.lexicons
        if (
            at < len(words)
            and self.text[words[at - 1].end : words[at].start] in _BESIDE
            and (words[at].text not in lexicons.starts or words[at].text in lexicons.given_names)
        ):
            self.person(at, at, fewest=2)
        return self.found[-1].last

    def unlisted(self) -> None:
        """Note names in capitals that no lexicon has.

        Those are words with a capital inside ("ScholarPack"), words with capitals that follow a cue ("apps such as
        Flipbook"), and several of them together ("the Breakfast Club").
        """
        text, words, known = self.text, self.words, self.lexicons
        covered = {at for found in self.found for at in range(found.first, found.last)}
        titled = all(text[word.start].isupper() for word in words if len(word.text) >= LONG)
        camels = shapes.is_camel(text)
        listing = False
        run: list[int] = []
        runs: list[tuple[list[int], bool]] = []
        for at, word in enumerate(words):
            listing = listing or at in self.cued
            capital = text[word.start].isupper() or (camels and shapes.is_camel(text[word.start : word.end]))
            if not capital or at in covered or word.text in known.common or word.text in known.starts:
                run = []
                listing = listing and (capital or at in covered or word.text in _LISTING)
            elif run and text[words[at - 1].end : word.start] == " ":
                run.append(at)
            else:
                run = [at]
                runs.append((run, listing))
        for run, listed in runs:
            first, last = run[0], run[-1] + 1
            several = len(run) > 1 and not titled and not (last < len(words) and words[last].text in _SCHOOLS)
            begun = begins_sentence(text, words, first)
            if shapes.is_camel(text[words[first].start : words[last - 1].end]) or (not begun and (listed or several)):
                self.add(first, last, MentionKind.REFERENCE, _slug(words[first:last]))
        self.found.sort(key=lambda found: found.first)


_LISTING: Final = frozenset({"and", "or", "the", "a", "an", "school", "our"})
"""Small words between the names of a list."""
_SCHOOLS: Final = frozenset({"school", "schools", "school's", "academy", "college", "primary"})
"""What follows the name of a school, which is nothing that its policy refers to."""


def _slug(words: Iterable[Word]) -> str:
    """Return the words of a name as one: without possessives, the last in the singular."""
    plain = [word.text.removesuffix("'s") for word in words]
    last = plain[-1]
    if last.endswith("ies"):
        plain[-1] = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith(("ss", "regulations", "standards", "guidelines")):
        plain[-1] = last[:-1]
    return "-".join(plain).replace("co-ordinator", "coordinator")
