"""Whether two phrases are the same words in another spelling.

What may differ: case, accents, quotes, dashes, hyphens, commas and stops; British and American endings; short forms and
what they are short for; numbers in words and in figures; slips of grammar; misspellings. What may not: a number, a
negation, a word of force, or one known word for another ("contact", "contract"). Where the meaning may have changed,
the answer is no.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from policybook.language.phrases import read_lexicon

LATIN: Final = frozenset({"eg", "ie", "etc", "nb"})
"""Short forms that are written in small letters."""
SHORTEST: Final = 5
"""Letters of a word in which one wrong letter may be a misspelling."""

MANY: Final = 16
"""Words on either side that may be other ones on the other side: as many as long titles with short forms have."""

_PIECE: Final = re.compile(r"(?:[a-z]\.){2,}|[0-9]+(?:[.,:/][0-9]+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[£$€%@#&+=<>/?§\d]")
_BEHIND: Final = ".,;:!?)"
"""What may follow a word and is no piece."""
_MARKS: Final = str.maketrans(dict.fromkeys("’‘ʼ´`", "'") | dict.fromkeys("‐‑–—", "-"))
_CAPITALS: Final = re.compile(r"[A-Z]+(?=s?(?![a-z]))|%")
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_THOUSANDS: Final = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_NO_FRACTION: Final = re.compile(r"(?<=[0-9])[.:]00$")
"""The pence of a round amount, the minutes of a full hour."""
_DATE: Final = re.compile(r"0?([1-9][0-9]?)/0?([1-9][0-9]?)/((?:19|20)?[0-9]{2})")
_BRITISH: Final = re.compile(
    r"(?<=[a-z]{2})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)"
    r"|(?<=[a-z]{2})ys(?=(?:e|ed|es|er|ing)$)"
    r"|(?<=[a-z]{3}[aeiou])l(?=l(?:ed|ing|er|ers|or|ors|ation)$)"
    r"|(?<=[a-z]{3})our(?=(?:s|ed|ing|able|ite|ites|al|ally|hood|ly)?$)"
)
_MONTHS: Final = {str(n): name.lower() for n, name in enumerate(calendar.month_name) if n}
_AMERICAN: Final = {"is": "iz", "ys": "yz", "l": "", "our": "or"}
"""British endings as Americans write them. Some words come out wrong, but alike on both sides."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lexicon:
    full: dict[str, list[tuple[tuple[str, ...], str]]]
    """What short forms are short for, by first word, with the short form."""
    words: dict[str, tuple[str, ...]]
    """What a word stands for: contractions, variants, misspellings."""
    numbers: dict[str, int]
    slips: frozenset[frozenset[str]]
    agreeing: frozenset[str]
    articles: frozenset[str]
    one_word: frozenset[str]
    run_together: Mapping[str, Sequence[tuple[str, ...]]]
    """Words mistaken for a contraction of two."""
    neighbours: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    spelling = read_lexicon("spelling")
    words = {word: tuple(full.split()) for word, full in spelling["contractions"].items()}
    words |= {word: (group[0],) for group in spelling["variants"] for word in group[1:]}
    words |= {wrong: tuple(right.split()) for wrong, right in spelling["misspellings"].items()}
    full: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for short, forms in spelling["abbreviations"].items():
        for form in sorted(forms, key=len, reverse=True):
            # As they come out of the text: without apostrophes, and with American endings.
            key = tuple(_american(word.replace("'", "")) for word in form.split())
            full[key[0]].append((key, short))
    return _Lexicon(
        full,
        words,
        read_lexicon("quantities")["numbers"],
        frozenset(frozenset(map(_american, pair)) for pair in spelling["slips"]),
        frozenset(map(_american, spelling["agreeing"])),
        frozenset(spelling["articles"]),
        frozenset(spelling["one_word"]),
        {word: [tuple(full.split()) for full in fulls] for word, fulls in spelling["run_together"].items()},
        frozenset(map(_american, spelling["neighbours"])),
    )


def same_but_for_spelling(before: str, after: str) -> bool:
    """Return whether two phrases differ in nothing but how they are written.

    Args:
        before: Words of the earlier text, as many as there are.
        after: The words that took their place; none, if only a comma or an article went.
    """
    if before == after:
        return True
    old, new = _pieces(before), _pieces(after)
    first, last = _common(old, new)
    old, new = old[first : len(old) - last], new[first : len(new) - last]
    count = len(old) + len(new)
    if count > MANY and len({*old} ^ {*new}) > max(MANY, count // 2):
        return False  # so many other words are no slips, and long texts need not be compared word by word
    lexicon = _lexicon()
    old_words, new_words = _words(old, after, lexicon), _words(new, before, lexicon)
    return old_words == new_words or _alike(old_words, new_words, lexicon)


def _pieces(text: str) -> list[str]:
    """Return the words, numbers and signs of a text in small letters, without accents and punctuation."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text.translate(_MARKS))
        text = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_MARKS)
    text = text.lower()
    # Most phrases have only letters, but for commas and a mark at the end that is no piece by itself.
    bare = text.replace(", ", " ").rstrip(".,;:!)")
    if bare.replace(" ", "").isalpha():
        return bare.split()
    pieces: list[str] = []
    for word in text.split():
        if word.isalpha():
            pieces.append(word)
        elif word[-1] in _BEHIND and word[:-1].isalpha():
            pieces.append(word[:-1])
        else:
            pieces += _PIECE.findall(word)
    return pieces


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many first and last pieces need not be compared; one of the same stays beside what differs."""
    shortest = min(len(old), len(new))
    first = 0
    while first < shortest and old[first] == new[first]:
        first += 1
    last = 0
    while last < shortest - first and old[-1 - last] == new[-1 - last]:
        last += 1
    return max(0, first - 1), max(0, last - 1)


def _words(pieces: list[str], other: str, lexicon: _Lexicon) -> list[str]:
    """Return pieces in one spelling; what the other text has short, in short."""
    numbers, known = lexicon.numbers, lexicon.words
    words: list[str] = []
    tens = False
    for piece in pieces:
        number = numbers.get(piece)
        if piece in _ORDINALS and words and words[-1].isdigit():
            continue
        if number is not None:
            if tens and 0 < number < 10:
                words[-1] = str(int(words[-1]) + number)
            else:
                words.append(str(number))
        else:
            words += _spelled(piece, known)
        tens = number is not None and 20 <= number < 100 and number % 10 == 0
    return _shortened(words, other, lexicon)


def _shortened(words: list[str], other: str, lexicon: _Lexicon) -> list[str]:
    """Put the short form for what the other text has short."""
    full_forms = lexicon.full
    if not any(word in full_forms for word in words):
        return words
    shorts = LATIN if other.islower() and "%" not in other else LATIN.union(_CAPITALS.findall(other))
    found: list[str] = []
    at = 0
    while at < len(words):
        for full, short in lexicon.full.get(words[at], ()):
            said = words[at : at + len(full)]
            ending = "s" if said[-1] == full[-1] + "s" else ""  # "TAs", and "the DSL's" without its apostrophe
            if said == [*full[:-1], full[-1] + ending] and (short in shorts or short.upper() in shorts):
                found.append(short + ending)
                at += len(full)
                break
        else:
            found.append(words[at])
            at += 1
    return found


def _spelled(piece: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if piece[0].isdigit():
        date = _DATE.fullmatch(piece)
        if date and (month := _MONTHS.get(date[2])):
            return date[1], month, date[3] if len(date[3]) == 4 else f"20{date[3]}"
        return (_THOUSANDS.sub("", _NO_FRACTION.sub("", piece)).replace(":", "."),)
    if piece == "&":
        return ("and",)
    words = known.get(piece)
    if words is None:
        piece = piece.replace(".", "").replace("'", "")
        words = known.get(piece)
    return (_american(piece),) if words is None else tuple([_american(word) for word in words])


def _american(word: str) -> str:
    if "is" not in word and "ll" not in word and "our" not in word and "ys" not in word:
        return word
    return _BRITISH.sub(lambda match: _AMERICAN[match[0]], word)


def _alike(old: Sequence[str], new: Sequence[str], lexicon: _Lexicon) -> bool:
    """Walk two phrases side by side; every difference must be one of spelling."""
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and _same(old[i], new[j], lexicon):
            i, j = i + 1, j + 1
        elif (parts := _parts(old, i, new[j : j + 1], lexicon)) or _may_go(old, i, new[j : j + 1], lexicon):
            i, j = (i + parts, j + 1) if parts else (i + 1, j)
        elif (parts := _parts(new, j, old[i : i + 1], lexicon)) or _may_go(new, j, old[i : i + 1], lexicon):
            i, j = (i + 1, j + parts) if parts else (i, j + 1)
        else:
            return False
    return True


def _parts(words: Sequence[str], at: int, other: Sequence[str], lexicon: _Lexicon) -> int:
    """Return how many words are written as one in the other text, or none: "e-mail", "email"."""
    if not other or at + 2 > len(words):
        return 0
    word = other[0]
    together = lexicon.run_together.get(word)
    if together is not None and tuple(words[at : at + 2]) in together:
        return 2
    if word.startswith(words[at]) and word not in lexicon.one_word and word.isalpha():
        for count in (2, 3):
            if "".join(words[at : at + count]) == word and len(words) >= at + count:
                return count
    return 0


def _may_go(words: Sequence[str], at: int, other: Sequence[str], lexicon: _Lexicon) -> bool:
    """Return whether a word is an article or said twice, and the phrases go on alike after it."""
    if at == len(words):
        return False
    if at and words[at] == words[at - 1] and words[at].isalpha():
        return True
    following = words[at + 1 : at + 2]
    if words[at] == "to" and at and words[at - 1].isdigit() and following and following[0].isdigit():
        return [*following] == [*other]  # "3 to 5", "3-5"
    if words[at] not in lexicon.articles or bool(following) != bool(other):
        return False
    return not other or other[0] not in lexicon.articles


def _same(old: str, new: str, lexicon: _Lexicon) -> bool:
    if old == new or frozenset((old, new)) in lexicon.slips:
        return True
    if old[-1] == new[-1] == "s" and frozenset((old[:-1], new[:-1])) in lexicon.slips:
        return True  # "the principle's", "the principal's"
    shorter, longer = (old, new) if len(old) <= len(new) else (new, old)
    if shorter in lexicon.agreeing and longer in {shorter + "s", shorter + "es", shorter[:-1] + "ies"}:
        return True
    return _misspelt(old, new, lexicon)


def _misspelt(old: str, new: str, lexicon: _Lexicon) -> bool:
    """Return whether one of two words is the other with a letter too many, wrong, missing, or two in the wrong order.

    The first letter and the ending are seldom mistyped, and tell words apart: "accept" and "except", "pupil" and
    "pupils", "employee" and "employer".
    """
    if min(len(old), len(new)) < SHORTEST or old[0] != new[0] or not (old.isalpha() and new.isalpha()):
        return False
    if old.startswith(new) or new.startswith(old) or old[:-1] == new[:-1]:
        return False
    if old in lexicon.neighbours and new in lexicon.neighbours:
        return False
    return OSA.distance(old, new, score_cutoff=1) <= 1
