"""Exceptions and provisos: the clauses of a sentence that loosen or limit what it states.

"Unless the Headteacher agrees" frees whoever may not, and binds whoever may: so the force of the sentence decides.
A mere trigger, "if a fault occurs", is no condition.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from policybook.language.modality import Modality, Reading, reading_of
from policybook.language.phrases import Lexicon, Match, read_lexicon
from policybook.language.sentences import sentences
from policybook.language.splitting import STOPS
from policybook.language.tokens import Tokens

PERMISSIONS: Final = frozenset({Modality.MAY, Modality.MAY_ONLY})
_BANS: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
_BESIDE: Final = frozenset("must should will may can would not".split())
"""Words that phrases of the lexicon have beside a condition and that belong to the rule: "must | normally"."""
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
_PROVIDED: Final = frozenset("provided providing as so on subject".split())
"""How provisos begin that free whoever has a duty, too."""
_SUBJECT: Final = 3
"""How many words may stand between "and" or "but" and the verb of its clause."""
_BACK: Final = 7
"""How many words before a closing "only" its phrase may begin: "at break times only"."""


class Condition(NamedTuple):
    """An exception or a proviso."""

    start: int
    end: int
    """The words that state it, in characters of the text."""
    loosens: bool
    """Whether it frees the party that the sentence binds."""
    excepts: bool = False
    """Whether it is an exception: what it names, the sentence does not hold for."""


def conditions(
    text: str, stem: str | None = None, known: tuple[tuple[int, int], ...] | None = None
) -> tuple[Condition, ...]:
    """Return the exceptions and provisos of a text.

    Args:
        text: The words of a clause.
        stem: The words of the stem that it stands under, whose force its first sentence may take.
        known: The sentences of the text, where they are known already.

    Returns:
        Them in order; none holds another.
    """
    found: list[Condition] = []
    for at, (start, end) in enumerate(sentences(text) if known is None else known):
        tokens = Tokens(text[start:end])
        opened = [
            match
            for match in _openers().cover(tokens.words)
            if match.name != "nothing" and (match.first or match.name != _NARROWING)
        ]
        opened += _closing_only(tokens.words)
        if not opened:
            continue
        whole = reading_of(text[start:end], None if at else stem)
        last = 0
        for match in sorted(opened, key=lambda match: match.first):
            if match.first >= last:
                last = match.last if match.name in _WHOLE else _end(tokens.words, match)
                begins, ends = (start + place for place in tokens.span(*_own(tokens.words, match.first, last)))
                while text[ends : ends + 1] in _CLOSING:
                    ends += 1
                part = _own_clause(tokens.words, match.first)
                reading = reading_of(text[start + tokens.span(part, part + 1)[0] : end]) if part else whole
                loosens = _loosens(tokens.words[match.first], match.name, reading)
                found.append(Condition(begins, ends, loosens, match.name == "exceptions"))
    return tuple(found)


def _own_clause(words: list[str], first: int) -> int:
    """Return where the clause begins that a condition stands with: "may keep it, but | must not read it unless"."""
    for at in range(first - 1, 0, -1):
        if words[at] in _MODALS:
            back = max(at - _SUBJECT, 0)
            joint = next((n for n in range(at - 1, back - 1, -1) if words[n] in {"and", "but"}), 0)
            return joint + 1 if joint and not _MODALS.isdisjoint(words[:joint]) else 0
    return 0


def _loosens(opener: str, name: str, reading: Reading) -> bool:
    force = reading.modality
    if name in {"exceptions", _NARROWING}:
        return force not in PERMISSIONS
    if name == "provisos":
        # "Staff must stay, provided that": what the school grants to others, "access will be given", is only limited.
        duty = force in {Modality.MUST, Modality.SHOULD} and reading.duty_holder != "school"
        return force in _BANS or (duty and opener in _PROVIDED)
    return name in {"without", "freedoms"}


def _own(words: list[str], first: int, last: int) -> tuple[int, int]:
    """Return the words of a condition without the verb of force that its phrase has beside it."""
    while words[first] in _BESIDE:
        first += 1
    while words[last - 1] in _BESIDE:
        last -= 1
    return first, last


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
