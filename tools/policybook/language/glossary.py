"""Words that readers may not know, and where they stand in a text as whole words.

A form with a capital letter is found only as it is written, any other in small and capital letters. Nothing is found in
an address, nor an abbreviation among words in capitals, or in a text that writes it out as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from policybook.language.phrases import read_lexicon

_ADDRESS: Final = ("@", "://", "www.", "{{")
"""What shows that characters without a space are an address, or the name of a role."""
_ABBREVIATION: Final = re.compile(r"[A-Z][A-Za-z]*[A-Z]")
_IN_CAPITALS: Final = re.compile(r"[A-Z]{2,}\Z")
_LONGEST: Final = 200
"""How many characters are looked at on either side, as long as an address may be."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LETTERS: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
_UNFIT: Final = re.compile(r"[\W_]+")
_SMALL: Final = frozenset(("a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"))
"""Words that an abbreviation may leave out."""
_SAME: Final = 5
"""By how many letters words are told apart: "technology" and "technologies" are the same."""


class Term(NamedTuple):
    """A word or phrase with its explanation."""

    name: str
    text: str
    """What it means, in a sentence or two."""
    forms: tuple[str, ...] = ()
    """What else it is called, abbreviations and plurals among them."""

    @property
    def id(self) -> str:
        """The place of the term in a glossary."""
        return _UNFIT.sub("-", self.name.lower()).strip("-") or "term"

    @property
    def all_forms(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.forms)

    @property
    def keys(self) -> tuple[str, ...]:
        """What no other term of a glossary may have, in small letters."""
        return (self.id, *(form.lower() for form in self.all_forms))


def field_terms() -> tuple[Term, ...]:
    """Return the terms of the field that policies use, in the order of the lexicon."""
    return _listed("policies")


def page_terms() -> tuple[Term, ...]:
    """Return the terms that policybook itself uses on pages, in the order of the lexicon."""
    return _listed("pages")


@cache
def _listed(part: str) -> tuple[Term, ...]:
    entries: Iterable[dict[str, Any]] = read_lexicon("glossary")[part]
    return tuple(Term(entry["term"], entry["text"], tuple(entry.get("forms", ()))) for entry in entries)


def overridden(terms: Iterable[Term], by: Iterable[Term], without: Iterable[str] = ()) -> tuple[Term, ...]:
    """Return the terms that are left of a glossary beside one that goes before it.

    Args:
        terms: The terms of the glossary.
        by: Those that go before it; they take the place of every term with which they share a form.
        without: Forms of terms that are to be left out.
    """
    taken = {key for term in by for key in term.keys} | {form.lower() for form in without}
    return tuple(term for term in terms if taken.isdisjoint(term.keys))


@dataclass(frozen=True)
class Glossary:
    """The terms that are explained in the texts of a school."""

    own: tuple[Term, ...] = ()
    """The school's."""
    common: tuple[Term, ...] = ()
    """Those of the book and of the field, without those in whose place a term of the school's stands."""

    def places_in(self, text: str) -> dict[Term, list[int]]:
        """Return the terms that a text may hold, longest first, each with where the letters of its forms begin.

        The letters may be a part of a word; `find_term` tells. A term is left out of which the text itself says that it
        means something else.

        Args:
            text: All words of a text, with a single space or line break between them.
        """
        words = _words(text)
        likely = [form for word in self._forms.keys() & words for form in self._forms[word] if form.words <= words]
        likely.sort(key=lambda form: (-len(form.letters), form.letters))
        lowered = text.lower() if likely else ""
        if len(lowered) != len(text):  # a few letters have small ones that are two
            lowered = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
        found: dict[Term, list[int]] = {}
        strange: set[Term] = set()
        for form in likely:
            where = list(_all(form.letters, text if form.is_cased else lowered))
            if where:
                found.setdefault(form.term, []).extend(where)
            if form.is_abbreviation and any(_is_written_out_otherwise(form, text, start) for start in where):
                strange.add(form.term)
        return {term: where for term, where in found.items() if term not in strange}

    @cached_property
    def _forms(self) -> Mapping[bytes, Sequence[_Form]]:
        """The forms by their longest word: most texts have few of these words, and only their forms are looked for."""
        found: dict[bytes, list[_Form]] = {}
        for term in (*self.own, *self.common):
            for letters in term.all_forms:
                form = _form(term, letters)
                found.setdefault(max(form.words, key=lambda word: (len(word), word), default=b""), []).append(form)
        return found


NO_GLOSSARY: Final = Glossary()


class _Form(NamedTuple):
    """Something that a term is called."""

    letters: str
    """In small letters, unless it is found only as it is written."""
    term: Term
    words: set[bytes]
    is_cased: bool
    is_abbreviation: bool


@cache
def _form(term: Term, letters: str) -> _Form:
    return _Form(letters, term, _words(letters), _is_cased(letters), bool(_ABBREVIATION.fullmatch(letters)))


def _is_cased(form: str) -> bool:
    return form != form.lower()


def _all(letters: str, text: str) -> Iterator[int]:
    """Yield where letters begin in a text."""
    at = text.find(letters)
    while at >= 0:
        yield at
        at = text.find(letters, at + 1)


def _words(text: str) -> set[bytes]:
    """Return the words of a text in small letters, as far as Latin letters go: as bytes, these are quickly had."""
    return set(text.encode("latin-1", "replace").translate(_LETTERS).split())


def find_term(term: Term, text: str) -> re.Match[str] | None:
    """Return where a term first stands in a text that has no markup but roles in double braces."""
    return next(_places(term, text), None)


def _places(term: Term, text: str) -> Iterator[re.Match[str]]:
    for match in _pattern(term).finditer(text):
        before, after = (part.replace("\n", " ") for part in (text[: match.start()], text[match.end() :]))
        token = before[-_LONGEST:].rpartition(" ")[2] + match[0] + after[:_LONGEST].partition(" ")[0]
        if not any(mark in token for mark in _ADDRESS) and not _is_among_capitals(match[0], before, after):
            yield match


@cache
def _pattern(term: Term) -> re.Pattern[str]:
    """Return what finds the forms of a term as whole words, the longest at each place."""
    ways = map(_way, sorted(term.all_forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w&‐‑-])(?:{'|'.join(ways)})(?!\w|[‐‑-][A-Z0-9]|\.\w)")


def _way(form: str) -> str:
    """Return an expression for a form, in which any space is as good as one, and any apostrophe."""
    words = r"\s+".join(map(re.escape, form.split())).replace("'", "['’]")
    return words if _is_cased(form) else f"(?i:{words})"


def _is_among_capitals(form: str, before: str, after: str) -> bool:
    """Return whether an abbreviation may be a word that is shouted, such as “DO NOT USE IT”."""
    if not _ABBREVIATION.fullmatch(form):
        return False
    beside = (*before.split()[-1:], *after.split(maxsplit=1)[:1])
    return any(
        _IN_CAPITALS.match(word.strip(".,;:!?")) for word in beside if word.strip(".,;:!?") not in _abbreviations()
    )


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(form for term in field_terms() for form in term.all_forms if _ABBREVIATION.fullmatch(form))


def _is_written_out_otherwise(form: _Form, text: str, start: int) -> bool:
    """Return whether an abbreviation stands in brackets beside words with its initials that are no form of the term."""
    end = start + len(form.letters)
    if text.startswith(" (", end):
        phrase = text[end + 2 : end + _LONGEST].partition(")")[0]
    elif text[max(start - 2, 0) : start].rstrip("“\"'‘").endswith("("):
        phrase = text[max(start - _LONGEST, 0) : start]
    else:
        return False
    words = _spelling(phrase, form.letters.lower())
    return bool(words) and words not in _known(form.term)


@cache
def _known(term: Term) -> frozenset[tuple[str, ...]]:
    """Return what a term is written out as."""
    return frozenset(_significant(form) for form in term.all_forms)


def _significant(phrase: str) -> tuple[str, ...]:
    words = (word.lower() for word in _WORD.findall(phrase))
    return tuple(word[:_SAME] for word in words if word not in _SMALL)


def _spelling(phrase: str, letters: str) -> tuple[str, ...]:
    """Return the last words of a phrase that have these initials, or none."""
    words: Sequence[str] = _significant(phrase)[-len(letters) :]
    return tuple(words) if "".join(word[0] for word in words) == letters else ()
