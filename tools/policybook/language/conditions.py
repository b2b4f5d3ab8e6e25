"""Exceptions and provisos: the clauses of a sentence that loosen or limit what it states.

"Unless the Headteacher agrees" frees whoever may not, and binds whoever may: so the force of the sentence decides.
A mere trigger, "if a fault occurs", is no condition.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from policybook.language.modality import Modality, modality_of
from policybook.language.phrases import Lexicon, Match, read_lexicon
from policybook.language.sentences import sentences
from policybook.language.tokens import STOPS, Tokens

_PERMISSIONS: Final = frozenset({Modality.MAY, Modality.MAY_ONLY})
_BANS: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
_WHOLE: Final = frozenset({"freedoms", "bounds"})
"""The kinds of phrase that no words need follow."""
_NARROWING: Final = "narrowing"
"""What is a condition only behind the rule that it narrows."""
_JOINTS: Final = frozenset("and but or nor so which who otherwise".split())
_VERBS: Final = frozenset("must should shall will may can cannot not is are do does has have was were".split())
_MODALS: Final = frozenset("must should shall will may can cannot".split())
_STAND_INS: Final = frozenset("they it you we he she i".split())
_PLACES: Final = frozenset("in at on during for with within outside by under before after through via".split())
_CLOSING: Final = tuple('}”’"')
"""What closes the last word of a condition, such as a role's braces."""
_BACK: Final = 7
"""How many words before a closing "only" its phrase may begin: "at break times only"."""


class Condition(NamedTuple):
    """An exception or a proviso."""

    start: int
    end: int
    """The words that state it, in characters of the text."""
    loosens: bool
    """Whether it frees the party that the sentence binds."""


def conditions(text: str, stem: str | None = None) -> tuple[Condition, ...]:
    """Return the exceptions and provisos of a text.

    Args:
        text: The words of a clause.
        stem: The words of the stem that it stands under, whose force its first sentence may take.

    Returns:
        Them in order; none holds another.
    """
    found: list[Condition] = []
    for at, (start, end) in enumerate(sentences(text)):
        tokens = Tokens(text[start:end])
        opened = [
            match
            for match in _openers().cover(tokens.words)
            if match.name != "nothing" and (match.first or match.name != _NARROWING)
        ]
        opened += _closing_only(tokens.words)
        if not opened:
            continue
        force = modality_of(text[start:end], None if at else stem).modality
        last = 0
        for match in sorted(opened, key=lambda match: match.first):
            if match.first >= last:
                last = match.last if match.name in _WHOLE else _end(tokens.words, match)
                begins, ends = (start + place for place in tokens.span(match.first, last))
                while text[ends : ends + 1] in _CLOSING:
                    ends += 1
                found.append(Condition(begins, ends, _loosens(match.name, force)))
    return tuple(found)


def _loosens(name: str, force: Modality) -> bool:
    if name in {"exceptions", _NARROWING}:
        return force not in _PERMISSIONS
    if name == "provisos":
        return force in _BANS
    return name in {"without", "freedoms"}


def _end(words: list[str], match: Match) -> int:
    """Return the end of the clause that a phrase opens."""
    first = match.first
    leads = first == 0 or words[first - 1] in {",", "and", "but"}
    early = _MODALS.isdisjoint(words[:first])  # the verb of the sentence is still to come
    bracketed = words[:first].count("(") > words[:first].count(")")
    for at in range(match.last, len(words)):
        word, rest = words[at], words[at + 1 :]
        if bracketed:
            if word == ")":
                return at
        elif word == ",":
            goes_on = rest[:1] == ["to"] or not _VERBS.isdisjoint(rest)
            if goes_on and (leads or rest[0] in _JOINTS or (early and not _MODALS.isdisjoint(rest))):
                return at
        elif word in STOPS or (word in {"and", "but"} and not _VERBS.isdisjoint(rest[:1])):
            return at
        elif word in _MODALS and early and match.name == "without":
            return at  # "Whoever uses it without permission | may be ..."
        elif word in _STAND_INS and leads and not _MODALS.isdisjoint(rest[:1]):
            return at  # "unless the Headteacher agrees | they must not"
    return len(words)


def _closing_only(words: list[str]) -> list[Match]:
    """Return the phrases that an "only" after them limits: "at break times only"."""
    found = []
    for at, word in enumerate(words):
        if word != "only" or (at + 1 < len(words) and words[at + 1] not in STOPS | _JOINTS):
            continue
        for first in range(at - 1, max(at - _BACK, 0) - 1, -1):
            if words[first] in STOPS or words[first] in _VERBS:
                break
            if words[first] in _PLACES:
                found.append(Match("limits", first, at + 1))
                break
    return found


@cache
def _openers() -> Lexicon:
    return Lexicon(read_lexicon("conditions"))
