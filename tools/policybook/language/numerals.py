"""Numbers in words and figures, and what they are a measure of."""

from __future__ import annotations

import re
from typing import Final

from policybook.language.measures import KINDS, Measures, QuantityKind
from policybook.language.splitting import Word, is_figure

BESIDE: Final = frozenset({" ", "-", "\N{NO-BREAK SPACE}", ""})
"""What stands between a number and its unit."""

_FIGURE: Final = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,15}(?![0-9]))((?:\.[0-9]+)*)([^\W\d_]*)")
_HUNDRED, _THOUSAND, _DOZEN = 100, 1000, 12


class Number:
    """A number in words or figures."""

    __slots__ = ("end", "last", "parts", "suffix", "value")

    def __init__(self, value: float, last: int, end: int, suffix: str = "", parts: int = 0) -> None:
        """Note a number.

        Args:
            value: What it is.
            last: The word after it.
            end: Where it ends, in characters.
            suffix: Letters that stand at its figures: "MB", "th".
            parts: How many dots its figures have.
        """
        self.value: Final = value
        self.last: Final = last
        self.end: Final = end
        self.suffix: Final = suffix
        self.parts: Final = parts


class Unit:
    """What a number is a measure of."""

    __slots__ = ("factor", "kind", "last", "name")

    def __init__(self, kind: QuantityKind, factor: float, name: str, last: int) -> None:
        """Note a unit.

        Args:
            kind: What is measured.
            factor: How much one of it is.
            name: Its entry in the lexicon.
            last: The word after it.
        """
        self.kind: Final = kind
        self.factor: Final = factor
        self.name: Final = name
        self.last: Final = last


def word_from(words: list[Word], at: int, end: int) -> int:
    """Return the first word after `at` that begins at or after a place."""
    at += 1
    while at < len(words) and words[at].start < end:
        at += 1
    return at


def number_at(text: str, words: list[Word], at: int, lexicon: Measures) -> Number | None:
    """Return the number that begins with a word: "1,000", "3.5", "10MB", "twenty-four", "two hundred and fifty"."""
    if at < len(words):
        if is_figure(words[at].text):
            return _figure(text, words, at)
        if words[at].text in lexicon.numbers:
            return _spelled(text, words, at, lexicon)
    return None


def _figure(text: str, words: list[Word], at: int) -> Number | None:
    match = _FIGURE.match(text, words[at].start)
    if match is None:
        return None
    dots = match[2].count(".")
    value = float(match[1].replace(",", "") + (match[2] if dots == 1 else ""))
    return Number(value, word_from(words, at, match.end()), match.end(), match[3].lower(), dots)


def _spelled(text: str, words: list[Word], at: int, lexicon: Measures) -> Number:
    whole = part = 0
    last = at
    while last < len(words):
        value = lexicon.numbers.get(words[last].text)
        if last > at and text[words[last - 1].end : words[last].start] not in BESIDE:
            break
        if value is None:
            tens = words[last].text == "and" and part and part % _HUNDRED == 0
            following = lexicon.numbers.get(words[last + 1].text) if tens and last + 1 < len(words) else None
            if following is None or following >= _HUNDRED:
                break
        elif value >= _THOUSAND:
            whole, part = whole + max(part, 1) * value, 0
        elif value == _HUNDRED or words[last].text == "dozen":
            part = max(part, 1) * value
        elif last == at or (value < _HUNDRED and part % _HUNDRED == 0) or (value < 10 and part % 10 == 0):
            part += value
        else:
            break
        last += 1
    return Number(whole + part, last, words[last - 1].end)


def unit_at(text: str, words: list[Word], number: Number, lexicon: Measures) -> Unit | None:
    """Return the unit that follows a number: "24 hours", "24-hour", "10 MB", "six-monthly"."""
    last, end = number.last, number.end
    if last == len(words) or text[end : words[last].start] not in BESIDE:
        return None
    named = lexicon.units.longest(text, words, last)
    if named is None:
        named = lexicon.phrases.longest(text, words, last)
        if named is None or named[0].kind != QuantityKind.INTERVAL:
            return None
    (kind, name), after = named
    factor = lexicon.values[kind, name]
    return None if factor is None else Unit(KINDS[kind], factor, name, after)


def suffixed_unit(number: Number, lexicon: Measures) -> Unit | None:
    """Return the unit that stands at the figures of a number: "10MB", "50p"."""
    branch = lexicon.units.first.get(number.suffix)
    if branch is None or branch.plain is None:
        return None
    kind, name = branch.plain
    return Unit(KINDS[kind], lexicon.values[kind, name] or 0, name, number.last)


def unit_of_range(text: str, words: list[Word], number: Number, lexicon: Measures) -> Unit | None:
    """Return the unit of the second number of a range: "six to eight weeks", "5-10 minutes"."""
    last, end = number.last, number.end
    if last == len(words):
        return None
    gap = text[end : words[last].start]
    if gap == " " and words[last].text in {"to", "or", "and"}:
        last += 1
    elif gap.strip() not in {"-", "–", "—"}:
        return None
    second = number_at(text, words, last, lexicon)
    if second is None or second.parts > 1:
        return None
    return suffixed_unit(second, lexicon) if second.suffix else unit_at(text, words, second, lexicon)
