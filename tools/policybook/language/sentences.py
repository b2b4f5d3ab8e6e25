"""Where the sentences of a text begin and end.

A sentence ends at a full stop, question mark or exclamation mark before white space and something that can begin
another, unless the stop belongs to an abbreviation, an initial or a number. What stands between semicolons is one
sentence, unless both sides state something for themselves: "lock the screen; log off" is one rule, "staff must lock the
screen; pupils must log off" is two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_MARKS: Final = tuple(".!?…;")
_BEHIND: Final = r"(?:(?<!;)[.!?…]*[\"'”’»)\]]*)?\s+"
_STOP: Final = re.compile("[.!?…;]" + _BEHIND)
_STOPS: Final = {mark: re.compile(re.escape(mark) + _BEHIND) for mark in _MARKS}
"""The same for one mark alone, as most texts have: one character is looked for much faster."""
_BEFORE_WORDS: Final = frozenset("([\"'“‘/")
_SHORT: Final = frozenset("e.g eg i.e ie cf vs viz mr mrs ms dr prof rev revd hon messrs st".split())
"""What is written with a full stop in the middle of a sentence; "etc." and "p.m." may end one, and a capital tells."""
_SHORT_BEFORE_NUMBERS: Final = frozenset(
    "no nos p pp para paras art sec sect ch fig figs reg tel ext approx ca max min"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""What is so only before a number: "no. 5", but "The answer is no." """
_LETTERED: Final = frozenset(
    "appendix annex schedule part section group class form year unit grade level table figure box plan option room"
    " block band tier vitamin hepatitis".split()
)
"""What may have a letter for its number; other letters with a full stop are initials: "Mrs A. Smith"."""
_STATES: Final = re.compile(
    r"(?:must|shall|should|will|may|can|cannot|need|needs|is|are|do|does|has|have|was|were)(?:n['’]t)?", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GOES_ON: Final = frozenset("and or nor but to not for by in with as which who that if unless where when".split())
"""What begins a half of a sentence that leans on the half before."""
_LONGEST: Final = 20
"""How far back the word before a full stop is looked for."""
_SOON: Final = 10
"""Among how many words a half that stands for itself has its verb."""


class Span(NamedTuple):
    """A stretch of a text, in characters."""

    start: int
    end: int


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a text.

    Args:
        text: Any text; white space of any kind parts words.

    Returns:
        Their first characters and those after their last, in order, without the white space around them; together they
        hold every word of the text.
    """
    found: list[tuple[int, int]] = []
    end = len(text.rstrip())
    start = end - len(text[:end].lstrip())
    marks = [mark for mark in _MARKS if text.find(mark, start, end - 1) >= 0]
    if not marks:
        return ((start, end),) if start < end else ()
    for stop in (_STOPS[marks[0]] if len(marks) == 1 else _STOP).finditer(text, start, end):
        mark, after = stop.span()
        if text[mark] == ";":
            ends = _stands(text, start, mark) and _stands(text, after, end)
        else:
            following = text[after]
            ends = not following.islower()
            if ends and text[mark] == ".":
                ends = not _goes_on(text, start, mark, following)
        if ends:
            found.append((start, mark + len(text[mark:after].rstrip())))
            start = after
    if start < end:
        found.append((start, end))
    return tuple(found)


def _goes_on(text: str, start: int, stop: int, following: str) -> bool:
    """Return whether a full stop belongs to the word before it.

    Args:
        text: The text.
        start: Where the sentence begins.
        stop: Where the full stop stands.
        following: The letter that would begin the next sentence.
    """
    first = _word_before(text, start, stop)
    if first == stop:
        return False
    shown = text[first:stop]
    word = shown.lower()
    if word in _SHORT or (following.isdigit() and word in _SHORT_BEFORE_NUMBERS):
        return True
    if first == start:
        return word.isdigit() or len(word) == 1  # a label in front of a sentence: "3.", "b."
    if len(word) > 1 or not shown.isupper():
        return False
    before = text[_word_before(text, start, first - 1) : first - 1]
    return before.lower() not in _LETTERED


def _word_before(text: str, start: int, end: int) -> int:
    """Return where the word begins that ends at a place, as far back as words are looked for."""
    floor = max(start, end - _LONGEST)
    at = end
    while at > floor and not (text[at - 1].isspace() or text[at - 1] in _BEFORE_WORDS):
        at -= 1
    return at


def _stands(text: str, start: int, end: int) -> bool:
    """Return whether a half beside a semicolon has a subject and a verb of its own."""
    words = [word[0] for _, word in zip(range(_SOON), _WORD.finditer(text, start, end), strict=False)]
    return (
        len(words) > 1
        and words[0].lower() not in _GOES_ON
        and any(_STATES.fullmatch(word) is not None for word in words[1:])
    )
