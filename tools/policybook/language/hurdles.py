"""How hard a condition is to fulfil, and what takes the edge off a duty."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final, Literal

from policybook.language.mentions import mentions
from policybook.language.phrases import Lexicon, listed, read_lexicon
from policybook.language.sentences import Span
from policybook.language.splitting import Word, texts_of

CONSENT: Final = "consent"
QUALIFIED: Final = "qualified"
ROOT: Final = 5
"""Letters that the forms of a word share: "consulted", "consulting"."""


def hurdles(condition: str) -> int:
    """Return how much must be fulfilled, as a number that only makes sense beside that of another condition.

    Args:
        condition: The words of an exception or a proviso.

    Examples:
        "unless the Headteacher agrees in writing" is one more than "unless the Headteacher agrees".
    """
    found = dict.fromkeys(("both", "either", "limits", QUALIFIED), 0)
    consent = 0
    # What a name has in it adds nothing: "the Health and Safety Executive", "the local authority".
    for named in reversed(mentions(condition)):
        condition = condition[: named.start] + condition[named.end :]
    for match in _hurdles().find_in(texts_of(condition)):
        name, _, weight = match.name.partition(":")
        if name == CONSENT:
            consent = max(consent, int(weight))
        else:
            found[name] += int(weight or 1)
    both = found["both"] - found["either"]
    return consent + found[QUALIFIED] + (-both if found["limits"] else both)


def harder(before: str, after: str) -> Literal["stricter", "looser", "neutral"]:
    """Return which way a condition changed: stricter where more must be fulfilled before what it allows is allowed."""
    if (further := _further(before, after)) or (further := -_further(after, before)):
        return "stricter" if further > 0 else "looser"
    more = hurdles(after) - hurdles(before)
    if more == 0:
        # Where neither weighs more, words that only came add something to fulfil, and words that only went take it.
        old, new = Counter(texts_of(before)), Counter(texts_of(after))
        came, went = new - old, old - new
        more = bool(came and not went) - bool(went and not came)
    return "stricter" if more > 0 else "looser" if more < 0 else "neutral"


def _further(shorter: str, longer: str) -> int:
    """Return -1 where only another way is added to fulfil a condition: "if she agrees", "if she agrees or he does"."""
    words, more = texts_of(shorter), texts_of(longer)
    return -1 if words and more[: len(words)] == words and more[len(words) : len(words) + 1] == ["or"] else 0


def same_hurdle(before: str, after: str) -> bool:
    """Return whether two conditions ask the same of the same people: "unless she consents", "without her consent"."""
    roots = [
        {word.removesuffix("'s")[:ROOT] for word in texts_of(text)} - listed("hurdles", "opening")
        for text in (before, after)
    ]
    return roots[0] == roots[1] and hurdles(before) == hurdles(after)


def softeners_in(_text: str, words: list[Word]) -> list[Span]:
    """Return the words of a text that take the edge off a duty: "will try to give"."""
    return [Span(words[found.first].start, words[found.last - 1].end) for found in _softeners().find(words)]


@cache
def softening_words() -> frozenset[str]:
    """Return the words that some phrase of `softeners_in` is made of."""
    return frozenset(word for phrase in read_lexicon("hurdles")["softened"] for word in texts_of(phrase)) - {"to"}


@cache
def _hurdles() -> Lexicon:
    contents = read_lexicon("hurdles")
    weighed = {
        f"{name}:{weight}": phrases for name in (CONSENT, QUALIFIED) for weight, phrases in contents[name].items()
    }
    return Lexicon({**weighed, "both": contents["both"], "either": contents["either"], "limits": contents["limits"]})


@cache
def _softeners() -> Lexicon:
    return Lexicon({"softened": read_lexicon("hurdles")["softened"]})
