"""Facts in clauses that were right once and are worth a second look: people, dates that have passed, prices.

A false alarm costs a clerk more than a miss, so only what has the shape of such a fact beyond doubt is told, as a note.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from policybook.book.model import Version
from policybook.book.people import names_in, names_of
from policybook.book.redacting import folded
from policybook.checking.at_node import at_node
from policybook.checking.review import Review, State
from policybook.dates import PartialDate
from policybook.finding import Finding, Level
from policybook.language.phrases import read_lexicon
from policybook.messages.messages import later
from policybook.metadata import Person
from policybook.model import Form, Node, Tree

LONG_PAST: Final = 730
"""After how many days a date that a clause looks ahead to is worth a second look."""

_MONTHS: Final = "january february march april may june july august september october november december".split()
_DATE: Final = (
    rf"(?:(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{'|'.join(_MONTHS)}),?\s+"
    r"(?P<year>(?:19|20)\d\d)"
)
_WINDOW: Final = 70
"""How far before its year a date with its beginning may begin."""
# A pattern that begins with a character, with what may not stand before it behind that, is found much faster: `re` goes
# straight from one such character to the next, and does not try at every place.
_YEAR: Final = re.compile(r"(?:19|20)\d\d\b")
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s|$)|\n")
_MONEY: Final = re.compile(r"£\s?\d[\d,]*(?:\.\d\d)?(?!\d)|\b\d[\d,]*(?:\.\d\d)?\s?(?:pounds|pence)\b|\b\d\dp\b")
_PENCE: Final = re.compile(r"\d\dp\b")
_NAME: Final = r"[A-Z][a-zà-ÿ]*(?:['’-][A-Z]?[a-zà-ÿ]+)*"
_PAIR: Final = re.compile(
    rf"(?P<given>[A-Z](?<![\w.'’-][A-Z])[a-zà-ÿ]+)(?=[ ](?:[A-Z]\.?[ ])?(?P<surname>{_NAME})(?![\w-]))"
)
_PART_BEFORE: Final = re.compile(
    r"(?:[\w,;:]\s|[(“\"])[A-Z][\w’'-]*\.?\s$|(?:^|\W)(?:M(?:rs?|s|iss|x)|Dr|Revd?|Reverend|St|Saint)\.?\s$"
)
"""What a name goes on from: a word with a capital inside a sentence, or a title."""


class _Text:
    """The clauses of a tree as one text, which is looked through at once."""

    def __init__(self, tree: Tree) -> None:
        self._nodes = [n for n in tree.nodes if not n.is_section and n.form is not Form.CODE and n.text]
        self._starts: list[int] = []
        at = 0
        for node in self._nodes:
            self._starts.append(at)
            at += len(node.text) + 1
        self.words: Final = "\n".join(node.text for node in self._nodes)

    def node_at(self, place: int) -> Node:
        """Return the clause that a place of the text belongs to."""
        return self._nodes[bisect_right(self._starts, place) - 1]

    def sentence_around(self, start: int, end: int) -> str:
        """Return the sentence in which something stands, in small letters."""
        first = max(start - 400, 0)
        begins = max((found.end() for found in _SENTENCE_END.finditer(self.words, first, start)), default=first)
        ends = _SENTENCE_END.search(self.words, end)
        return self.words[begins : ends.start() if ends else len(self.words)].lower()


class _Mention(NamedTuple):
    """Somebody whom a clause names."""

    start: int
    end: int
    name: str
    surname: str


def fact_findings(
    version: Version, directory: Mapping[str, Person], review: Review, today: datetime.date
) -> Iterator[Finding]:
    """Yield the facts of a text that are worth a second look.

    Args:
        version: The text.
        directory: The school's people.
        review: The review of the policy: prices are told where it is due.
        today: The day to judge by.
    """
    text = _Text(version.tree)
    if any(person.holder for person in directory.values()):
        yield from _people(text, version, directory)
    yield from _dates(text, today)
    if review.state is not State.CURRENT:
        yield from _prices(text)


# People.


def _people(text: _Text, version: Version, directory: Mapping[str, Person]) -> Iterator[Finding]:
    """Yield who is named and not in the directory, or holds another role there than a clause says."""
    recorded = {
        word for name, _ in (*names_in(directory), *names_of(version.front_matter, directory)) for word in _parts(name)
    }
    told: set[tuple[int, str]] = set()
    for one in _mentions(text.words):
        node = text.node_at(one.start)
        if (node.first_line, one.name) in told:
            continue
        role = _role_beside(text.words, one, directory)
        if role and _parts(one.surname).isdisjoint(_parts(role.holder or "")):
            told.add((node.first_line, one.name))
            yield at_node(
                "person-role-differs",
                Level.NOTE,
                node,
                later("finding.person-role-differs.what", name=one.name, role=role.title, holder=role.holder),
                later("finding.person-role-differs.fix"),
            )
        elif not role and _parts(one.name).isdisjoint(recorded):
            told.add((node.first_line, one.name))
            yield at_node(
                "person-unknown",
                Level.NOTE,
                node,
                later("finding.person-unknown.what", name=one.name),
                later("finding.person-unknown.fix"),
            )


def _parts(name: str) -> set[str]:
    """Return the words of a name as they are compared; initials and titles tell nobody apart."""
    words = {folded(word) for word in re.findall(r"[^\W\d_][\w'’-]+", name)}
    return words - set(read_lexicon("facts")["titles"])


def _mentions(words: str) -> Iterator[_Mention]:
    """Yield who is named and somebody of today."""
    titled = map(_mention, _titled().finditer(words))
    pairs = (match for match in _PAIR.finditer(words) if match["given"].lower() in _given_names())
    named = (_mention(match) for match in pairs if not _is_no_person(match))
    yield from (one for one in (*titled, *named) if not _is_no_matter(one, words))


def _mention(match: re.Match[str]) -> _Mention:
    start, end = match.start(), match.end("surname")
    return _Mention(start, end, match.string[start:end], match["surname"])


def _is_no_person(match: re.Match[str]) -> bool:
    """Return whether two words with capitals are part of a longer name, or the last of them is an everyday word."""
    before = match.string[max(match.start() - 30, 0) : match.start()]
    after = match.string[match.end("surname") :][:2]
    is_part = _PART_BEFORE.search(before) is not None or re.match(r"\s[A-Z]", after)
    return bool(is_part) or match["surname"].lower() in read_lexicon("people")["surnames_that_are_words"]


def _is_no_matter(one: _Mention, words: str) -> bool:
    """Return whether a name is that of something else, an example, or somebody of the past."""
    facts = read_lexicon("facts")
    following = re.match(r"(?:['’]s?)?\s+(\w+)", words[one.end : one.end + 30])
    before = words[max(one.start - 30, 0) : one.start].lower().rstrip(" .,(“\"'")
    return (
        one.name.lower() in facts["no_people"]
        or (following is not None and following[1].lower() in facts["named_after"])
        or before.endswith(tuple(facts["no_matter"]))
    )


def _role_beside(words: str, one: _Mention, directory: Mapping[str, Person]) -> Person | None:
    """Return the role of the directory, with a holder, that a text says somebody has."""
    before, after = words[max(one.start - 80, 0) : one.start], words[one.end : one.end + 80]
    for person in directory.values():
        if not (person.title and person.holder):
            continue
        ahead, behind = _beside(person.title)
        if (found := ahead.search(before)) and not _is_other_post(before[: found.start()]):
            return person
        if behind.match(after):
            return person
    return None


def _is_other_post(before: str) -> bool:
    last = re.search(r"([\w-]+)[\s-]*$", before)
    return last is not None and (last[1].lower() in read_lexicon("facts")["other_posts"] or last[1][0].isupper())


@cache
def _beside(title: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds the title of a role right before a name, and what finds it right behind one."""
    title = title.lower().replace("-", " ")
    for words in read_lexicon("facts")["apart"]:
        title = title.replace(words.replace(" ", ""), words)
    spelt = r"[\s-]?".join(re.escape(word) for word in re.findall(r"\w+|[^\w\s]", title))
    flags = re.IGNORECASE
    return (
        re.compile(rf"(?<!\w){spelt}(?:\s*[,(:–-]\s*|\s+(?:is\s+)?)$", flags),
        re.compile(rf"\s*[,(–-]\s*(?:the\s+|our\s+)?{spelt}(?!\w|['’])", flags),
    )


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(rf"{one[0].upper()}(?<!\w\w){one[1:].lower()}" for one in read_lexicon("facts")["titles"])
    return re.compile(rf"(?:{titles})\.?\s(?:{_NAME}\s|(?:[A-Z]\.?\s?){{1,2}})?(?P<surname>{_NAME})(?![\w-])")


@cache
def _given_names() -> frozenset[str]:
    return frozenset(read_lexicon("people")["given_names"])


# Dates.


def _dates(text: _Text, today: datetime.date) -> Iterator[Finding]:
    """Yield the dates that a clause looks ahead to and that are long past."""
    told: set[int] = set()
    for year in _YEAR.finditer(text.words):
        if int(year[0]) >= today.year:
            continue
        match = _looks_ahead().search(text.words, max(year.start() - _WINDOW, 0), year.end())
        day = _day(match) if match else None
        if match is None or day is None or (today - day.last_day).days <= LONG_PAST:
            continue
        node = text.node_at(match.start())
        sentence = text.sentence_around(match.start(), match.end())
        if node.first_line in told or not _says("ahead", sentence) or _says("behind", sentence):
            continue
        told.add(node.first_line)
        years = (today - day.last_day).days // 365
        yield at_node(
            "date-past",
            Level.NOTE,
            node,
            later("finding.date-past.what", words=match[0], n=years),
            later("finding.date-past.fix"),
        )


def _day(match: re.Match[str]) -> PartialDate | None:
    month = _MONTHS.index(match["month"].lower()) + 1
    try:
        return PartialDate.parse(f"{match['year']}-{month:02}" + (f"-{int(match['day']):02}" if match["day"] else ""))
    except ValueError:
        return None


@cache
def _looks_ahead() -> re.Pattern[str]:
    """Return what finds a date, and what it is said to begin or end, in a text that stops behind it."""
    words = sorted(read_lexicon("facts")["beginnings"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})\s+{_DATE}$", re.IGNORECASE)


def _says(what: str, sentence: str) -> bool:
    return _words(what).search(sentence) is not None


@cache
def _words(what: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(read_lexicon('facts')[what])})(?!\w)")


# Prices.


def _prices(text: _Text) -> Iterator[Finding]:
    """Yield the first sum of money that a text states, and how many there are."""
    if not any(sign in text.words for sign in ("£", "pound", "pence")) and not _PENCE.search(text.words):
        return
    found = [
        match
        for match in _MONEY.finditer(text.words)
        if not _says("set_by_law", text.sentence_around(match.start(), match.end()))
    ]
    if found:
        price, n = found[0][0], len(found)
        yield at_node(
            "price-stated",
            Level.NOTE,
            text.node_at(found[0].start()),
            later("finding.price-stated.several", price=price, n=n)
            if n > 1
            else later("finding.price-stated.what", price=price),
            later("finding.price-stated.fix"),
        )
