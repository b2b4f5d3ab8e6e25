"""What the words around a number make of it: a limit, an age, a label, part of a name."""

from __future__ import annotations

import re
from typing import Final

from policybook.language.measures import MONTHS, Bound, Measures
from policybook.language.mentions import MentionKind, mentions_in
from policybook.language.moments import year_at
from policybook.language.names import begins_sentence
from policybook.language.numerals import BESIDE, Number, unit_at, word_from
from policybook.language.splitting import Word, is_figure

YEAR_GROUP: Final = frozenset({"year", "years", "yr"})
"""Words before the number of a year of school."""
AGES: Final = range(2, 26)
"""Numbers that may be an age where no word says so."""

_SERIES: Final = frozenset({"and", "or", "to", "&", "-", "–", ",", "/", ", and", "and/or"})
"""What stands between two numbers of one series: "sections 4 and 5"."""
_MANY: Final = frozenset({"hundred", "thousand", "million"})
_BEFORE_AGE: Final = frozenset({"aged", "age", "ages", "of"})
_MAY_BE_NO_MONTH: Final = frozenset({"may", "march"})
_DAY_AND_YEAR: Final = re.compile(r" [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2}(?![0-9])")
"""What makes a month of the word before it: "May 4, 2026"."""
_BEFORE_MONTH: Final = frozenset(
    "in of by since from until till to and or end early late mid every each during before after".split()
)


class Surroundings:
    """The words around the numbers of one text. A word is named by its position, a number by its first word."""

    def __init__(self, text: str, words: list[Word], lexicon: Measures) -> None:
        self.text = text
        self.words = words
        self.lexicon = lexicon
        self.series = ""
        """What the number before was, where like ones may follow: a label, a year group, an age."""
        self.series_end = 0
        self.references: list[tuple[int, int]] | None = None
        """Where the text has names of laws, documents and products; None until somebody asks."""

    def limit_before(self, first: int, start: int) -> tuple[Bound, int]:
        """Return which way the words before a number limit it, and the first of them."""
        words, lexicon = self.words, self.lexicon
        if first and words[first - 1].text in lexicon.limits and self.text[words[first - 1].end : start] in BESIDE:
            for begin in range(max(0, first - 4), first):
                bound = lexicon.before.get(tuple(word.text for word in words[begin:first]))
                if bound is not None:
                    return bound, begin
        return Bound.NONE, first

    def limit_after(self, last: int, end: int) -> tuple[Bound, int]:
        """Return which way the words after a number limit it, and the word after them."""
        words, lexicon = self.words, self.lexicon
        if last < len(words) and words[last].text in lexicon.limits and self.text[end : words[last].start] in BESIDE:
            for after in (last + 3, last + 2, last + 1):
                bound = lexicon.after.get(tuple(word.text for word in words[last:after]))
                if bound is not None:
                    return bound, min(after, len(words))
        return Bound.NONE, last

    def is_limited(self, at: int) -> bool:
        """Return whether words before a number make it a limit."""
        return self.limit_before(at, self.words[at].start)[0] is not Bound.NONE

    def percent_after(self, number: Number) -> tuple[int, int] | None:
        """Return the word after a percentage and where it ends, or None where a number is none."""
        text, words, last, end = self.text, self.words, number.last, number.end
        sign = text.find("%", end, end + 2)
        if sign >= 0 and text[end:sign] in BESIDE:
            return last, sign + 1
        if last < len(words) and words[last].text == "percent":
            return last + 1, words[last].end
        if [word.text for word in words[last : last + 2]] == ["per", "cent"]:
            return last + 2, words[last + 1].end
        return None

    def completed(self, number: Number) -> Number:
        """Return a number with what repeats or completes it: "two (2)", "two and a half"."""
        text, words = self.text, self.words
        last, end = number.last, number.end
        if text.startswith(" (", end) and text.startswith(repeated := f" ({number.value:g})", end):
            return Number(
                number.value,
                word_from(words, last - 1, end + len(repeated)),
                end + len(repeated),
                number.suffix,
                number.parts,
            )
        if last < len(self.words) and self.words[last].text in _MANY and text[end : self.words[last].start] == " ":
            times = self.lexicon.numbers[self.words[last].text]
            return Number(number.value * times, last + 1, self.words[last].end, number.suffix)
        if text.startswith(" and a half", end):
            return Number(number.value + 0.5, last + 3, end + len(" and a half"), number.suffix, number.parts)
        return number

    def age_before(self, at: int) -> int:
        """Return the first of the words that announce an age, or `at`: "aged", "the age of"."""
        if at and self.words[at - 1].text in _BEFORE_AGE:
            for begin in range(max(0, at - 3), at):
                if tuple(word.text for word in self.words[begin:at]) in self.lexicon.ages:
                    return begin
        return at

    def is_age(self, at: int, number: Number) -> bool:
        """Return whether a number without a unit is an age: "under 18", "13 or over", "aged 11"."""
        text, words, end = self.text, self.words, number.end
        if number.parts or (self.follows_series("age", at) and number.value in AGES):
            return not number.parts
        if self.age_before(at) < at:
            return True
        if number.value not in AGES:
            return False
        if number.suffix == "s" or text.startswith("+", end):
            return number.suffix != "s" or self.is_limited(at)
        bound, after = self.limit_after(number.last, end)
        if after > number.last:
            return (
                words[after - 1].text in {"over", "under", "above", "below", "older", "younger"}
                and not text[words[at].start - 1 : words[at].start].strip()
            )
        bound, begin = self.limit_before(at, words[at].start)
        if bound not in {Bound.OVER, Bound.UNDER} or "than" in {word.text for word in words[begin:at]}:
            return words[begin].text in {"older", "younger"} or "age" in {word.text for word in words[begin:at]}
        return (
            number.last == len(words)
            or text[end : end + 1] not in {" ", "-"}
            or words[number.last].text in self.lexicon.after_age
        )

    def is_month(self, at: int) -> bool:
        """Return whether a word that may be a month is one."""
        words, word = self.words, self.words[at]
        sure = len(word.text) > 3 and word.text not in _MAY_BE_NO_MONTH
        if sure or not self.text[word.start].isupper():
            return sure
        if at and (words[at - 1].text in _BEFORE_MONTH or words[at - 1].text[0].isdigit()):
            return True
        return year_at(self.text, word.end) is not None or _DAY_AND_YEAR.match(self.text, word.end) is not None

    def month_after(self, number: Number) -> int | None:
        """Return the month after a day: "1st September", "1st of September"."""
        words, last = self.words, number.last
        last += last < len(words) and words[last].text == "of"
        if last < len(words) and words[last].text in MONTHS and 1 <= number.value <= 31 and self.is_month(last):
            return last
        return None

    def label(self, last: int, end: int | None = None) -> int:
        """Remember that a number was a label."""
        self.series, self.series_end = "label", self.words[last - 1].end if end is None else end
        return last

    def follows_series(self, series: str, at: int) -> bool:
        """Return whether a number goes on with a series."""
        gap = self.text[self.series_end : self.words[at].start]
        # A blank alone stands between the parts of a telephone number.
        return self.series == series and (gap.strip() in _SERIES or (gap == " " and series == "label"))

    def is_named_number(self, at: int) -> bool:
        """Return whether a number follows what only labels and names have before them: "section 4", "Matthew 5:16"."""
        return at > 0 and (self.words[at - 1].text in self.lexicon.labels or self.follows_capital(at))

    def is_label(self, at: int, number: Number) -> bool:
        """Return whether a number without a unit is a label or part of a name."""
        text, words = self.text, self.words
        start = words[at].start
        if number.parts or self.follows_series("label", at):
            return True
        digits = text[start : number.end]
        if digits.isdigit() and (len(digits) > 8 or (digits[0] == "0" and len(digits) > 1)):
            return True  # the number of a telephone
        if text[start - 1 : start] in {"(", "#"} and text[number.end : number.end + 1] in {")", "#"}:
            return True
        if at == 0:
            return text[number.end : number.end + 2] in {".", ". ", ") ", ")"} and number.end < len(text.rstrip(". "))
        return self.is_named_number(at)

    def follows_capital(self, at: int) -> bool:
        """Return whether a number follows a name: "Windows 7"."""
        if at == 0 or self.is_limited(at):
            return False
        before = self.words[at - 1]
        if before.text == "i" or not self.text[before.start].isupper():
            return False
        if self.text[before.end : self.words[at].start] not in BESIDE:
            return False
        return not begins_sentence(self.text, self.words, at - 1) or self.is_named(self.words[at].start)

    def is_named(self, start: int) -> bool:
        """Return whether a place lies in the name of a law, document or product."""
        if self.references is None:
            self.references = [
                (mention.start, mention.end)
                for mention in mentions_in(self.text, self.words)
                if mention.kind is MentionKind.REFERENCE
            ]
        return any(first <= start < last for first, last in self.references)

    def is_compound(self, at: int, number: Number) -> bool:
        """Return whether a number is part of a longer word: "two-factor", "post-16", "24/7"."""
        text, words, lexicon = self.text, self.words, self.lexicon
        start, end = words[at].start, number.end
        if text[end : end + 1] == "/" and text[end + 1 : end + 2].isdigit():
            return not self.follows_series(self.series, at) and self.words[at - 1].text not in YEAR_GROUP
        if at and text[start - 1] == "-" and words[at - 1].end == start - 1:
            before = words[at - 1].text
            parting = before in lexicon.limits or before in lexicon.before_year or before in lexicon.numbers
            if before[0].isalpha() and not parting:
                return True
        if text[end : end + 1] != "-" or number.last == len(words) or words[number.last].start != end + 1:
            return False
        following = words[number.last].text
        return not (
            following in lexicon.counted
            or is_figure(following)
            or following in lexicon.numbers
            or unit_at(text, words, number, lexicon) is not None
        )

    def is_counted(self, at: int) -> bool:
        """Return whether "one" is a number: before what is counted, after a limit."""
        words = self.words
        bound, _ = self.limit_before(at, words[at].start)
        if bound in {Bound.LEAST, Bound.MOST} and words[at - 1].text != "only":
            return True
        if at and words[at - 1].text in {"any", "at", "this", "that", "no", "each", "the", "every", "some"}:
            return False
        return self.is_counted_word(at + 1)

    def is_counted_word(self, at: int) -> bool:
        """Return whether a word is one of those that numbers count."""
        if at >= len(self.words):
            return False
        word = self.words[at].text
        return word in self.lexicon.counted or word.removesuffix("s") in self.lexicon.counted
