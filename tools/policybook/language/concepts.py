"""What a text speaks of: people, things, acts and qualities, each found by the words that show it.

The words stand in `lexicons/concepts.yml`. People and things are found by their plurals too, acts by the forms of their
first word. Of phrases that lie in one another the longest counts, as a reader would mark them: a "former pupil" is no
"pupil", and "contact details" are no "contact".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from policybook.language.phrases import Lexicon, read_lexicon
from policybook.language.splitting import words_of

GROUPS: Final = {"people": True, "things": True, "acts": False, "circumstances": False}
"""The groups of concepts, and whether what stands above a sentence lends them to it: what is spoken of is taken from
there, what is said of it is not."""

_WORDS: Final = re.compile(r"[a-z']+")
_SHORTEST: Final = 3
"""How many letters a noun has at least: "I" and "we" have no plural with an s."""
_VOWELS: Final = frozenset("aeiou")
_IDIOM: Final = "~idiom"
"""The entry of set phrases that mean nothing of all this, and hide what stands in them."""
_GAP: Final = "~"
"""Ends the entry of phrases that hide nothing: those with a `...`, and words that stand for themselves."""


class Mention(NamedTuple):
    """A concept in a text."""

    concept: str
    start: int
    end: int
    """The words that show it, in characters of the text."""


class Concepts:
    """The concepts that a catalogue speaks of."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """Make a lexicon of concepts.

        Args:
            phrases: The phrases of each concept, in the notation of `language.phrases`, every form written out. A name
                that begins with a single quote stands for words and no concept: they hide nothing.

        Raises:
            ValueError: A phrase cannot be read.
        """
        same = one_word_for_many()
        entries: dict[str, list[str]] = {_IDIOM: list(read_lexicon("concepts")["idioms"])}
        for name, ways in phrases.items():
            for way in ways:
                hides = "..." not in way and not name.startswith("'")
                entries.setdefault(name if hides else name + _GAP, []).append(
                    _WORDS.sub(lambda found: same.get(found[0], found[0]), way)
                )
        self._lexicon = Lexicon(entries)

    def find(self, text: str) -> list[Mention]:
        """Return the concepts that a text shows, in the order in which they begin; none within a longer one."""
        words, same = words_of(text), one_word_for_many()
        found: list[Mention] = []
        reach = 0
        for first, ends in self._lexicon.longest([same.get(word.text, word.text) for word in words]):
            longest = max((last for name, last in ends.items() if name[-1] != _GAP), default=0)
            for name, last in ends.items():
                if last > reach and last >= longest and name != _IDIOM:
                    found.append(Mention(name.removesuffix(_GAP), words[first].start, words[last - 1].end))
            reach = max(reach, longest)
        return found


def forms_of(group: str, phrase: str) -> list[str]:
    """Return a phrase with its forms.

    Args:
        group: The group of the lexicon: `people` and `things` have plurals, `acts` the forms of a verb.
        phrase: The phrase as the lexicon has it; forms are made of single words only, not of a choice.

    Examples:
        >>> forms_of("acts", "copy")
        ['copy', 'copies', 'copied', 'copying']
    """
    if group == "acts":
        verb, _, rest = phrase.partition(" ")
        return [f"{form} {rest}".rstrip() for form in _verb_forms(verb)]
    if group in GROUPS:
        rest, _, noun = phrase.rpartition(" ")
        return [f"{rest} {form}".lstrip() for form in _noun_forms(noun)]
    return [phrase]


def _noun_forms(noun: str) -> list[str]:
    if "/" in noun:
        return ["/".join(form for each in noun.split("/") for form in _noun_forms(each))]
    if len(noun) < _SHORTEST or not noun.replace("-", "").isalpha():
        return [noun]
    return list(dict.fromkeys([noun, *_irregular().get(noun, []), _with_s(noun)]))


def _verb_forms(verb: str) -> list[str]:
    if not verb.replace("-", "").isalpha():
        return [verb]
    stem = verb.removesuffix("e") if not verb.endswith("ee") else verb
    past = verb[:-1] + "ied" if _ends_in_y(verb) else stem + "ed"
    return list(dict.fromkeys([verb, _with_s(verb), past, stem + "ing", *_irregular().get(verb, [])]))


def _with_s(word: str) -> str:
    if _ends_in_y(word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _ends_in_y(word: str) -> bool:
    return word.endswith("y") and word[-2:-1] not in _VOWELS


@cache
def _irregular() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = read_lexicon("concepts")["forms"]
    return found


@cache
def one_word_for_many() -> Mapping[str, str]:
    """Return, for words that mean the same as another wherever they stand, that other one, number by number."""
    found: dict[str, str] = {}
    for word, others in read_lexicon("concepts")["same"].items():
        one, *_, many = _noun_forms(word)
        for other in others:
            single, *rest = _noun_forms(other)
            found |= {single: one, f"{single}'s": f"{one}'s"}
            # "Children's" stands where "pupils'" would, of which the apostrophe is no part of the word.
            found |= dict.fromkeys(rest, many) | {f"{plural}'s": many for plural in rest}
    return found


@cache
def common_phrases() -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of every concept that all kinds of policy share, with their forms."""
    lexicon = read_lexicon("concepts")
    return {
        name: tuple(form for phrase in phrases for form in forms_of(group, phrase))
        for group, concepts in lexicon.items()
        if group in GROUPS
        for name, phrases in concepts.items()
    }


@cache
def group_of(concept: str) -> str:
    """Return the group of a common concept, or "" where there is none of that name."""
    return next((group for group in GROUPS if concept in read_lexicon("concepts")[group]), "")
