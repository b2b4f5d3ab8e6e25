"""Names of people in texts, with their roles put in their place.

A name is recognised in the forms that people write: "Ann Cole", "A. Cole", "Mrs Cole", "Cole, Ann", "ann.cole@…",
and the surname alone where it can be nothing else. A name that nobody recorded as somebody's is not recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Final, NamedTuple

from policybook.language.phrases import read_lexicon

SOMEBODY: Final = "member of staff"
"""What somebody is called of whom no role is known, or of several who share a name."""

_BETWEEN: Final = r"(?:[\s_*~`>.,\\-]|&nbsp;|&#160;|%20|</?[a-z]+>)"
"""What may stand between the words of a name: space, the end of a line, marks of bold type, hyphens of an address."""
_MARKUP: Final = re.compile(r"[*_~`]+|</?[a-z]+>")
_APOSTROPHE: Final = r"(?:['’‘ʼ]|&#39;|&apos;|&rsquo;|\s)?"
_PARTED: Final = re.compile(r"\s*(?:/|&|;|\band\b)\s*")
_HYPHEN: Final = r"[-‐‑\s]?"
_INSIDE: Final = re.compile("(['’‘ʼ])|[-‐‑]")
"""What parts a surname: an apostrophe or a hyphen."""
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ADDRESS: Final = re.compile(r"<?(?:mailto:|https?://|www\.)[^\s<>()\"']+>?|<?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+>?")
"""A web or e-mail address in a text."""
_ORDINARY: Final = re.compile(r"(?<![\w@./#&%-])[^\W\d_]{3,}(?![\w@/#-]|\.\w)")
_CAPITAL_BEFORE: Final = re.compile(r"([^\W\d_][\w’'-]*) $")
_CAPITAL_AFTER: Final = re.compile(r" [A-Z][a-z]")
_KEY: Final = re.compile(r"[fhs]\d+")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+)\s$")
_HEAD_OF_SENTENCE: Final = re.compile(r"(?:^|[.!?]\s|\n)$")
_GOES_ON: Final = re.compile(r"(?:'s|’s)?\s[a-z]")
_DETERMINERS: Final = frozenset(
    "the a an our your their its his her this that each every any former new current".split()
)
_ARTICLES: Final = frozenset("AI")
"""Initials that are words, too: with a dot they are initials."""


class Known(NamedTuple):
    """Somebody whose name is known."""

    given: tuple[str, ...]
    """Given names, or their initials."""
    surname: str
    titles: tuple[str, ...]
    """The titles of their roles, the first of which stands for them."""
    particles: tuple[str, ...] = ()
    """What stands before the surname in small letters, and may be left out: "van", "der"."""


def known_people(named: Iterable[tuple[str, str]]) -> list[Known]:
    """Return the people of a directory.

    Args:
        named: Names as they were written ("Mrs A. Cole", "J. Cole and B. Dunn"), each with the title of the role,
            or "" where none is known.
    """
    found: dict[Known, dict[str, None]] = {}
    for name, title in named:
        for part in _PARTED.split(_BRACKETS.sub(" ", name)):
            for words in _called(part):
                is_sure = len(words[0]) == 1 or words[0].lower() in _honorifics() | _given_names()
                while words and words[0].lower() in _honorifics():
                    words.pop(0)
                if words and len(words[-1]) > 1 and (is_sure or words[-1].lower() not in _bodies()):
                    given = list(words[:-1])
                    while given and given[-1] in _particles():
                        given.pop()
                    person = Known(tuple(given), words[-1], (), tuple(words[len(given) : -1]))
                    found.setdefault(person, {})[title] = None
    return [person._replace(titles=tuple(filter(None, titles))) for person, titles in found.items()]


def _called(part: str) -> Iterator[list[str]]:
    """Yield the words of each name between commas, the surname last, without letters such as "MBE" behind it."""
    pieces: list[list[str]] = []
    for piece in part.split(","):
        words = [word.strip(".") for word in piece.replace(".", ". ").split()]
        while words and words[-1] in _letters_behind():
            words.pop()
        if words:
            pieces.append(words)
    if len(pieces) == 2 and _is_surname_first(*pieces):
        pieces = [[*pieces[1], *pieces[0]]]
    yield from pieces


def _is_surname_first(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether what is parted by a comma is one name: "Cole, Ann", and not "Mrs Cole, Mr Dunn"."""
    if one[0].lower() in _honorifics() or other[-1].lower() in _bodies():
        return False
    return len(one) == 1 or len(other) == 1


class Redactor:
    """Puts roles in the place of names."""

    def __init__(self, people: Iterable[Known], texts: Iterable[str]) -> None:
        """Prepare to look for people.

        Args:
            people: Those whose names are known.
            texts: The words of the book: a surname that is an ordinary word in them stands for nobody by itself.
        """
        self._people = tuple(sorted(people, key=lambda one: -len(" ".join((*one.given, one.surname)))))
        self._surnames = tuple((folded(_INSIDE.split(person.surname)[-1]), person) for person in self._people)
        self._texts = tuple(texts)

    def may_name(self, text: str) -> bool:
        """Return whether a text may name somebody; far quicker than to look for names."""
        return bool(self._relevant(text))

    def words(self, text: str) -> str:
        """Return a text, plain or Markdown, that names roles in the place of people."""
        relevant = self._relevant(text)
        if not relevant:
            return text
        text = _ADDRESS.sub(lambda match: self._address(match, relevant), text)
        form = self._form(relevant)
        return form.sub(lambda match: self._replaced(match, relevant), text)

    def slug(self, text: str) -> str:
        """Return an id that says roles in the place of people."""
        for person in self._relevant(text):
            text = self._joined(person).sub(_slug(self._title(person)), text)
        return text

    def tells(self, address: str) -> bool:
        """Return whether an address or the path of a file says the name of somebody."""
        return any(self._joined(person).search(address) for person in self._relevant(address))

    def _relevant(self, text: str) -> tuple[Known, ...]:
        """Return those whose surname a text has; no other needs to be looked for."""
        words = folded(text)
        return tuple(person for surname, person in self._surnames if surname in words)

    def _title(self, person: Known) -> str:
        return person.titles[0] if person.titles else SOMEBODY

    def _address(self, match: re.Match[str], relevant: tuple[Known, ...]) -> str:
        person = next((one for one in relevant if self._joined(one).search(match[0])), None)
        return self._title(person) if person else match[0]

    def _joined(self, person: Known) -> re.Pattern[str]:
        return _slugs(person, self._stands_alone(person.surname))

    def _form(self, relevant: tuple[Known, ...]) -> re.Pattern[str]:
        return _forms(relevant, frozenset(p.surname for p in relevant if self._stands_alone(p.surname)))

    def _replaced(self, match: re.Match[str], relevant: tuple[Known, ...]) -> str:
        key = next(name for name, found in match.groupdict().items() if found and _KEY.fullmatch(name))
        kind, person = key[0], relevant[int(key[1:])]
        if kind == "s" and not self._is_name(match):
            return match[0]
        markup = "".join(_MARKUP.findall(match[key]))
        beside = match[f"before{key}"] or match[f"after{key}"]
        if beside:
            return beside + markup
        namesakes = {one.titles[:1] for one in relevant if one.surname == person.surname}
        is_sure = kind == "f" or len(namesakes) == 1
        return _with_article(match, self._title(person) if is_sure else SOMEBODY) + markup

    def _is_name(self, match: re.Match[str]) -> bool:
        """Return whether a surname alone is a person's: not part of another name, "Barnes Road", "Sarah Barnes"."""
        if _CAPITAL_AFTER.match(match.string, match.end()):
            return False
        at = max(match.start() - 40, 0)
        before = _CAPITAL_BEFORE.search(match.string[at : match.start()])
        if before is None or before[1][0].islower() or before[1].lower() in self._ordinary:
            return True
        is_head = _HEAD_OF_SENTENCE.search(match.string[max(at + before.start() - 3, 0) : at + before.start()])
        return is_head is not None and before[1].lower() not in _given_names()

    def _stands_alone(self, surname: str) -> bool:
        return len(surname) > 3 and surname.lower() not in self._ordinary and surname.lower() not in _words()

    @cached_property
    def _ordinary(self) -> Collection[str]:
        """The words that the book writes in small letters, and those of the roles' titles."""
        found = {word for text in self._texts for word in _ORDINARY.findall(text) if word.islower()}
        return found | {word.lower() for one in self._people for title in one.titles for word in title.split()}


def _with_article(match: re.Match[str], title: str) -> str:
    """Return a title as it stands in the place of a name: with "the" inside a sentence, "The" at the head of one."""
    article = "a" if title == SOMEBODY else "the"
    before = _WORD_BEFORE.search(match.string[max(match.start() - 30, 0) : match.start()])
    if before:
        return title if before[1].lower() in _DETERMINERS else f"{article} {title}"
    is_head = _HEAD_OF_SENTENCE.search(match.string[max(match.start() - 3, 0) : match.start()])
    return f"{article.capitalize()} {title}" if is_head and _GOES_ON.match(match.string, match.end()) else title


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(read_lexicon("people")["titles"])


@cache
def _bodies() -> frozenset[str]:
    """Return the words that end what a body or an office is called, which some directories have as a name."""
    people = read_lexicon("people")
    return frozenset((*people["bodies"], *people["posts"], "body", "governors", "office", "school"))


@cache
def _particles() -> frozenset[str]:
    return frozenset(read_lexicon("people")["particles"])


@cache
def _letters_behind() -> frozenset[str]:
    """Return the letters of honours and degrees, which may stand behind a name."""
    return frozenset(read_lexicon("people")["letters_behind_names"])


@cache
def _given_names() -> frozenset[str]:
    return frozenset(read_lexicon("people")["given_names"])


@cache
def _words() -> frozenset[str]:
    return frozenset(read_lexicon("people")["surnames_that_are_words"])


@cache
def _forms(people: tuple[Known, ...], alone: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the names of people, the fullest form at each place.

    Its groups are `f0` for a full name of the first of them, `h0` for a surname behind "Mr" or "Mrs", `s0` for a
    surname alone, and `beforef0`, `afterf0` for the title of the role beside it.
    """
    ways: list[str] = []
    for kind, form in (("f", _full), ("h", _behind_honorific), ("s", _alone)):
        for number, person in enumerate(people):
            if kind == "s" and person.surname not in alone and person.given:
                continue
            if name := form(person, person.surname in alone):
                titles = "|".join(re.escape(title) for title in sorted(person.titles, key=len, reverse=True)) or "(?!)"
                key = f"{kind}{number}"
                ways.append(
                    rf"(?:(?P<before{key}>(?i:{titles}))(?:\s*[,(:–-]\s*|\s+))?(?P<{key}>{name})"
                    rf"(?:\s*[,(–-]\s*(?:the\s+)?(?P<after{key}>(?i:{titles})))?(?(before{key})(?:\)|,(?=\s))?|(?(after{key})\)?))"
                )
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _full(person: Known, is_rare: bool) -> str:
    """Return the forms of a name that has a given name or initials; a rare surname has any name of that initial."""
    if not person.given:
        return ""
    surname, gap = _before(person, f"{_BETWEEN}+") + _spelt(person.surname), f"{_BETWEEN}+"
    first = person.given[0]
    ways = [gap.join(map(_spelt, person.given)), rf"{_spelt(first)}(?:{gap}\w+)??"] if len(first) > 1 else []
    long = [rf"(?i:{way}{gap}{surname}|{surname}\s*,\s*{way})" for way in ways]
    initial = first[0].upper() + (r"\." if first[0].upper() in _ARTICLES else r"\.?")
    if is_rare:
        long.append(rf"{first[0].upper()}[a-z]*{gap}{_cased(person)}")
    return "|".join([*long, rf"(?:{_title_before()}{gap})?{initial}(?:\s?[A-Z]\.?)?\s?\b{_cased(person)}"])


def _behind_honorific(person: Known, _: bool) -> str:
    return rf"{_title_before()}{_BETWEEN}+(?:[A-Z](?:[\w’'-]+(?!\.))?{_BETWEEN}+)?{_cased(person)}"


def _alone(person: Known, _: bool) -> str:
    return _cased(person)


@cache
def _title_before() -> str:
    return rf"(?i:{'|'.join(sorted(_honorifics(), key=len, reverse=True))})\b"


@cache
def _slugs(person: Known, is_rare: bool) -> re.Pattern[str]:
    """Return what finds a name in an address, an id or the name of a file, where words are joined."""
    gap = r"(?:[-_.+\s]|%20)"
    surname = _before(person, f"{gap}*") + _spelt(person.surname)
    ways = [rf"(?:{'|'.join(_honorifics())}){gap}+{surname}"]
    if person.given:
        given = f"{gap}*".join(map(_spelt, person.given))
        first = _spelt(person.given[0])
        initial = re.escape(person.given[0][0])
        is_word = person.surname.lower() in _words()
        if len(person.given[0]) > 1:
            ways += [rf"{way}{gap}*{surname}|{surname}{gap}*{way}" for way in (given, first)]
        ways.append(rf"{initial}\.{surname}")
        if not (is_word and initial.upper() in _ARTICLES):
            ways.append(rf"{initial}{gap}?{surname}|{surname}{gap}{'' if is_word else '?'}{initial}")
    if is_rare or not person.given:
        ways.append(surname)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])", re.IGNORECASE)


def _spelt(word: str) -> str:
    """Return an expression for a word, with or without its accents, with any apostrophe or hyphen, or without it."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    forms = dict.fromkeys((unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word), plain))
    return f"(?:{'|'.join(map(_with_any_marks, forms))})"


def _with_any_marks(word: str) -> str:
    at, found = 0, ""
    for mark in _INSIDE.finditer(word):
        found += re.escape(word[at : mark.start()]) + (_APOSTROPHE if mark[1] else _HYPHEN)
        at = mark.end()
    return found + re.escape(word[at:])


def _before(person: Known, gap: str) -> str:
    """Return an expression for what stands before a surname in small letters, and may be left out."""
    return f"(?:(?i:{''.join(re.escape(word) + gap for word in person.particles)}))?" if person.particles else ""


def _cased(person: Known) -> str:
    """Return an expression for a surname as it is written, or in capitals."""
    surname = person.surname
    return f"{_before(person, f'{_BETWEEN}+')}(?:{_spelt(surname)}|{_spelt(surname.upper())})"


def folded(text: str) -> str:
    """Return a text as it is compared: without accents and apostrophes, in small letters."""
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    for mark in ("&#39;", "&apos;", "&rsquo;", "'", "’", "‘", "ʼ"):
        text = text.replace(mark, "") if mark in text else text
    return text.lower()


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "role"
