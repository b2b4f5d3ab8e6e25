"""What has the shape of a name: addresses, years and versions, persons, posts and documents in capitals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from policybook.language.names import begins_sentence
from policybook.language.splitting import Word

LONGEST: Final = 8
"""How many words may stand before the last one of a name."""

CONNECTORS: Final = frozenset("of and for on in to with the by at".split())
"""Small words inside a name: "Convention on the Rights of the Child"."""

_HINTS: Final = ("@", "://", "www.", ".uk", ".com", ".org", ".net")
"""What a web or an e-mail address has one of."""
_ADDRESS: Final = re.compile(
    r"(?<!\w)(?:https?://|www\.)[^\s<>()\[\]{}\"“”]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|net)\b(?:/[^\s<>()\[\]{}\"“”]*)?",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"https?://(?:www\.)?|www\.", re.IGNORECASE)
_BRACES: Final = re.compile(r"\{\{ *([^{}\s]+) *\}\}")
_YEAR: Final = re.compile(r"['’”\"]?(?: of|,)? *\(?(?:[A-Z][a-z]+ )?((?:19|20)\d\d)(?!\d)")
_VERSION: Final = re.compile(r" ((?:\d{1,4}(?:\.\d+)*|XP|Vista)[a-z]?)\b(?! ?%)")
_CAMEL: Final = re.compile(r"[a-z][A-Z]")
_ODD_CAPITALS: Final = re.compile(r"[A-Z](?:(?<=[a-z].)|(?<=[a-z,;] .)[\w'’]+(?: [A-Z])+)")
_SPACES: Final = frozenset({" ", "-", "/", " / ", " & ", "' ", "’ "})
"""What stands between the words of one name."""
_INITIAL: Final = frozenset({" ", ". ", "."})
"""What stands between the words of a person's name."""


def may_be_fixed(text: str) -> bool:
    """Return whether a text may have roles in braces or addresses."""
    return "{{" in text or _may_have_address(text)


def _may_have_address(text: str) -> bool:
    if "." not in text[:-1] and ":" not in text:
        return False  # as most short texts
    return any(hint in text for hint in _HINTS)


def roles_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text names a role of the school's directory, as `{{role-id}}`, and the role."""
    if "{{" in text:
        for match in _BRACES.finditer(text):
            yield match.start(), match.end(), match[1]


def addresses_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text has a web or e-mail address, and the address in its shortest form."""
    if _may_have_address(text):
        for match in _ADDRESS.finditer(text):
            address = match[0].rstrip(".,;:!?'’")
            if address:
                yield match.start(), match.start() + len(address), _SCHEME.sub("", address, count=1).lower().rstrip("/")


def year_after(text: str, at: int) -> tuple[str, int] | None:
    """Return the year that belongs to the name before `at`, and where it ends: "1998", "(2018)", "of March 2009"."""
    match = _YEAR.match(text, at)
    return (match[1], match.end()) if match else None


def version_after(text: str, at: int) -> tuple[str, int] | None:
    """Return the version that belongs to the product before `at`, and where it ends: "7", "XP"."""
    match = _VERSION.match(text, at)
    return (match[1].lower(), match.end()) if match else None


def is_camel(text: str) -> bool:
    """Return whether a text has a capital inside a word, as "ScholarPack" has."""
    return _CAMEL.search(text) is not None


def odd_capitals(text: str, start: int, end: int) -> list[int]:
    """Return where a stretch of a text has a capital inside a word, or several in a row inside a sentence."""
    # The first letter alone can be no such capital: before it begins a word, and no other follows.
    behind = text[start + 1 : end]
    if behind == behind.lower():
        return []
    return [match.end() - 1 for match in _ODD_CAPITALS.finditer(text, start, end)]


def person_from(text: str, words: list[Word], at: int, *, fewest: int, apart: Collection[str]) -> int:
    """Return the word after a person's name that begins with the word `at`, or `at` where there is none.

    Args:
        text: The text.
        words: Its words.
        at: Where the name may begin.
        fewest: How many words it must have.
        apart: Words that are part of no person's name.
    """
    last = at
    while last < len(words) and last - at < 3:
        word = words[last]
        if last > at and text[words[last - 1].end : word.start] not in _INITIAL:
            break
        # The dot after a whole word ends the sentence, the one after an initial does not.
        if last > at and text[words[last - 1].end] == "." and len(words[last - 1].text) > 1:
            break
        if not text[word.start].isupper() or (word.text in apart and len(word.text) > 1):
            break
        last += 1
    return last if last - at >= fewest else at


def capitals_before(
    text: str, words: list[Word], head: int, *, floor: int, apart: Collection[str], heads: Collection[str]
) -> int:
    """Return the first of the words with capitals that lead up to the word `head`, or `head` where there are none.

    Args:
        text: The text.
        words: Its words.
        head: The last word of the name: "Policy", "Manager".
        floor: Words before this one belong to another name; they are only taken if nothing small stands between.
        apart: Words that are part of no such name, though they may have a capital.
        heads: Words that end another such name, if a small word follows them.
    """
    first = at = head
    while at > 0 and head - at < LONGEST:
        word = words[at - 1]
        gap = text[word.end : words[at].start]
        if gap not in _SPACES:
            break
        if text[word.start].isupper():
            beside = first == at and gap == " "
            if word.text in apart:
                break
            if not beside and (at - 1 < floor or word.text in heads or begins_sentence(text, words, at - 1)):
                break
            first = at = at - 1
        elif word.text in CONNECTORS:
            at -= 1
        else:
            break
    return first
