"""How much, how long, how often, how old and when: the quantities of a text.

A number is a quantity unless it is a label ("see 3.7", "section 4") or part of a name ("Windows 7", "Equality Act
2010"), which are references. The words that make a number a limit ("at least", "under", "or more") belong to it.
"""

from __future__ import annotations

from typing import Final

from policybook.language.limits import Direction, binding
from policybook.language.measures import (
    KINDS,
    MONTHS,
    SEASON,
    WEEKDAYS,
    Bound,
    Measures,
    Quantity,
    QuantityKind,
    measures,
)
from policybook.language.moments import date_at, last_day, time_at, year_at
from policybook.language.numerals import (
    Number,
    Unit,
    number_at,
    suffixed_unit,
    unit_at,
    unit_of_range,
    word_from,
)
from policybook.language.splitting import Word, is_figure, words_of
from policybook.language.surroundings import YEAR_GROUP, Surroundings

__all__ = ["Bound", "Direction", "Quantity", "QuantityKind", "binding", "quantities", "quantities_in"]

YEARS: Final = range(1900, 2100)
"""Numbers that may be a year."""
FIRST_YEAR: Final = 5
"""How much older than the number of their year pupils become in it."""

_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_THOUSANDS: Final = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_IN_DATES: Final = frozenset({"/", "-", "–"})
_IN_TIMES: Final = frozenset({":", " ", "am", "pm", "a", "p"})
_EXPECT_TIME: Final = frozenset("at before after until till by".split())
_EXPECT_SPAN: Final = frozenset("for within after than least most about every once twice".split())
_EVERY: Final = frozenset({"every", "each", "per"})
_GROUPS: Final = frozenset({"ks", "y"})


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text.

    Args:
        text: A clause, without its label.

    Returns:
        The quantities in order; none overlap.
    """
    return quantities_in(text, words_of(text))


def quantities_in(text: str, words: list[Word]) -> tuple[Quantity, ...]:
    """Return the quantities of a text, as `quantities` does, where its words are known already."""
    return _Reader(text, words, measures()).read()


class _Reader(Surroundings):
    """Reads one text. Its methods read at a word what may begin there, and return the word to go on with."""

    def __init__(self, text: str, words: list[Word], lexicon: Measures) -> None:
        super().__init__(text, words, lexicon)
        self.found: list[Quantity] = []

    def read(self) -> tuple[Quantity, ...]:
        words, starts = self.words, self.lexicon.starts
        at, count = 0, len(words)
        while at < count:
            word = words[at].text
            at = max(self.at(at), at + 1) if is_figure(word) or word in starts else at + 1
        return tuple(self.found)

    def at(self, at: int) -> int:
        lexicon, word = self.lexicon, self.words[at].text
        if is_figure(word):
            return self.figure(at)
        phrase = lexicon.phrases.longest(self.text, self.words, at) if word in lexicon.phrases.first else None
        if phrase is not None:
            return self.phrase(at, *phrase[0], phrase[1])
        if word not in lexicon.openers:
            return at
        if word in lexicon.numbers:
            return self.number(at, number_at(self.text, self.words, at, lexicon))
        if word in _EVERY:
            return self.every(at, at)
        if word in {"a", "an"}:
            return self.single(at)
        if word in {"once", "twice"}:
            return self.times(at, Number(1 if word == "once" else 2, at + 1, self.words[at].end), at + 1)
        if word == "half":
            return self.half(at)
        if word in MONTHS:
            return self.month(at)
        if word in WEEKDAYS:
            return self.add(QuantityKind.DATE, WEEKDAYS[word], at, at + 1)
        if word in lexicon.ordinals:
            return self.occasion(at, lexicon.ordinals[word], at + 1)
        group = word.rstrip("0123456789")
        return self.pupils(at, group, int(word[len(group) :]), at) if group in _GROUPS and group != word else at

    # Numbers.

    def figure(self, at: int) -> int:
        text, words, lexicon = self.text, self.words, self.lexicon
        start = words[at].start
        number = number_at(text, words, at, lexicon)
        if number is None:
            return self.label(at + 1)
        mark = text[number.end : number.end + 1]
        if (number.parts or mark in _IN_DATES) and (moment := date_at(text, start)) is not None:
            return self.add(QuantityKind.DATE, moment.value, at, word_from(words, at, moment.end), end=moment.end)
        if number.parts or number.suffix in _IN_TIMES or mark in _IN_TIMES:
            moment = time_at(text, start, expected=at > 0 and words[at - 1].text in _EXPECT_TIME)
            if moment is not None and not self.is_named_number(at):
                return self.add(QuantityKind.TIME, moment.value, at, word_from(words, at, moment.end), end=moment.end)
        rate = lexicon.currencies.get(text[start - 1 : start])
        if rate is not None and number.suffix in _THOUSANDS:
            value = number.value * rate * _THOUSANDS[number.suffix]
            return self.add(QuantityKind.MONEY, value, at, number.last, start=start - 1, end=number.end)
        if number.suffix in _ORDINALS or (not number.suffix and not number.parts):
            month = self.month_after(number)
            if month is not None:
                return self.date(at, month, int(number.value), month + 1)
        if number.suffix in _ORDINALS:
            return self.occasion(at, int(number.value), number.last)
        if number.suffix and number.suffix != "s":
            unit = suffixed_unit(number, lexicon)
            return self.measured(at, number, unit, unit.last) if unit else number.last
        return self.number(at, number)

    def number(self, at: int, number: Number | None) -> int:
        """Read what a number of a text is, by the words around it."""
        text, words, lexicon = self.text, self.words, self.lexicon
        if number is None:
            return at
        if self.is_compound(at, number):
            return self.label(number.last, number.end)
        number = self.completed(number)
        if (percent := self.percent_after(number)) is not None:
            return self.add(QuantityKind.PERCENTAGE, number.value, at, percent[0], end=percent[1])
        if self.is_year_group(at, number):
            return number.last
        unit = unit_at(text, words, number, lexicon)
        if unit is not None:
            return self.measured(at, number, unit, unit.last)
        if number.last < len(words) and words[number.last].text in {"time", "times"} and number.value > 1:
            return self.times(at, number, number.last + 1)
        unit = unit_of_range(text, words, number, lexicon)
        if unit is not None and number.parts < 2 and not self.is_named_number(at):
            return self.measured(at, number, unit, number.last)
        if self.is_age(at, number):
            self.series, self.series_end = "age", number.end
            return self.aged(at, number.value, number.last, number.end)
        if number.suffix or self.is_label(at, number):
            return self.label(number.last, number.end)
        if is_figure(words[at].text) and int(number.value) in YEARS and number.end - words[at].start == 4:
            return self.year(at, number)
        if words[at].text == "one" and number.last == at + 1 and not self.is_counted(at):
            return at
        if not number.value:
            return at
        return self.add(QuantityKind.NUMBER, number.value, at, number.last, end=number.end)

    def measured(self, at: int, number: Number, unit: Unit, last: int) -> int:
        """Note a number with its unit, which belongs to it or to the second number of a range."""
        end = self.words[last - 1].end if last > number.last else number.end
        if unit.kind is QuantityKind.DURATION and unit.name == "year":
            after = last + (last < len(self.words) and self.words[last].text in {"old", "olds"})
            of_age = [word.text for word in self.words[last : last + 2]] == ["of", "age"]
            after += 2 * of_age
            if after > last or self.age_before(at) < at or self.limit_after(last, end)[0] is not Bound.NONE:
                return self.aged(at, number.value, after, self.words[after - 1].end)
        return self.add(unit.kind, number.value * unit.factor, at, last, end=end)

    def times(self, at: int, number: Number, last: int) -> int:
        """Read "three times", or how often that is: "three times a week", "once every two years"."""
        words = self.words
        per = last
        if per < len(words) and words[per].text == "in":
            per += 1
        if per < len(words) and words[per].text in {"a", "an", *_EVERY}:
            after = self.every(at, per, number.value)
            if after > at:
                return after
        if number.value == 1:
            return at
        return self.add(QuantityKind.NUMBER, number.value, at, last)

    def every(self, first: int, at: int, share: float = 1) -> int:
        """Read how often something is: "every term", "every two years", "(once) a week" where `at` is the article."""
        text, words, lexicon = self.text, self.words, self.lexicon
        last, count = at + 1, 1.0
        if last == len(words):
            return first
        word = words[last].text
        if word == "other":
            count, last = 2.0, last + 1
        elif word in lexicon.ordinals:
            count, last = float(lexicon.ordinals[word]), last + 1
        elif (number := number_at(text, words, last, lexicon)) is not None and not number.suffix:
            count, last = number.value, number.last
        if last < len(words) and words[last].text in WEEKDAYS:
            return self.add(QuantityKind.INTERVAL, 7 * count / share, first, last + 1)
        if last < len(words) and words[last].text in MONTHS and self.is_month(last):
            return self.add(QuantityKind.INTERVAL, 365 * count / share, first, last + 1)
        if last < len(words) and words[last].text in lexicon.rounds and share == 1:
            return self.add(QuantityKind.INTERVAL, count * lexicon.rounds[words[last].text], first, last + 1)
        unit = unit_at(text, words, Number(count, last, words[last - 1].end), lexicon)
        if unit is None or unit.kind is not QuantityKind.DURATION or not count:
            return first
        if unit.last < len(words) and words[unit.last].text == "group":
            return first
        return self.add(QuantityKind.INTERVAL, count * unit.factor / share, first, unit.last)

    def single(self, at: int) -> int:
        """Read "a week" after "within", and after an amount: "30 minutes a day"."""
        words = self.words
        unit = unit_at(self.text, words, Number(1, at + 1, words[at].end), self.lexicon)
        if unit is None or unit.kind is not QuantityKind.DURATION:
            return at
        if self.found and words[at].start - self.found[-1].end == 1:
            return self.every(at, at)
        if at and unit.name != "second" and (words[at - 1].text in _EXPECT_SPAN or self.is_limited(at)):
            return self.add(QuantityKind.DURATION, unit.factor, at, unit.last)
        return at

    def half(self, at: int) -> int:
        """Read "half an hour", "half a day"."""
        words = self.words
        last = at + 1 + (at + 1 < len(words) and words[at + 1].text in {"a", "an"})
        unit = unit_at(self.text, words, Number(0.5, last, words[last - 1].end), self.lexicon)
        if unit is None or unit.kind is not QuantityKind.DURATION or unit.name == "term":
            return at
        return self.add(QuantityKind.DURATION, unit.factor / 2, at, unit.last)

    def occasion(self, at: int, value: int, last: int) -> int:
        """Read "the second offence", "the 25th birthday"."""
        words = self.words
        if words[last : last + 1] and words[last].text in {"birthday", "birthdays"}:
            return self.add(QuantityKind.AGE, value, at, last + 1)
        if (
            last < len(words)
            and words[last].text in self.lexicon.occasions
            and (value > 1 or words[last].text != "time")
        ):
            return self.add(QuantityKind.NUMBER, value, at, last + 1)
        return last

    def phrase(self, at: int, kind: str, name: str, last: int) -> int:
        """Note a quantity that the lexicon has in words."""
        value = self.lexicon.values[kind, name]
        if kind != SEASON:
            return self.add(KINDS[kind], value, at, last)
        return self.date(at, last - 1, None, last, int(value or 1))

    # Dates.

    def month(self, at: int) -> int:
        """Read a month, and the day that may follow it: "September", "September 1st, 2024"."""
        if not self.is_month(at):
            return at
        number = number_at(self.text, self.words, at + 1, self.lexicon)
        if (
            number is not None
            and not number.parts
            and 1 <= number.value <= 31
            and self.text[self.words[at].end] == " "
            and (number.suffix in _ORDINALS or not number.suffix)
            and unit_at(self.text, self.words, number, self.lexicon) is None
        ):
            return self.date(at, at, int(number.value), number.last)
        return self.date(at, at, None, at + 1)

    def date(self, first: int, month: int, day: int | None, last: int, number: int | None = None) -> int:
        """Note a date, with the year that may follow it."""
        end = self.words[last - 1].end
        known = year_at(self.text, end)
        if self.is_named(self.words[first].start):
            return last
        value = last_day(known[0] if known else 1, number or MONTHS[self.words[month].text], day)
        if known is None:
            return self.add(QuantityKind.DATE, value, first, last)
        return self.add(QuantityKind.DATE, value, first, word_from(self.words, last - 1, known[1]), end=known[1])

    def year(self, at: int, number: Number) -> int:
        """Read a year that stands alone."""
        words, last = self.words, number.last
        trusted = at == 0 or words[at - 1].text in self.lexicon.before_year
        if not trusted and (self.is_named(words[at].start) or self.follows_capital(at)):
            return last
        if last < len(words) and words[last].text in self.lexicon.counted:
            return self.add(QuantityKind.NUMBER, number.value, at, last)
        return self.add(QuantityKind.DATE, last_day(int(number.value), 12), at, last)

    # Ages.

    def aged(self, at: int, value: float, last: int, end: int) -> int:
        """Note an age, with the words that announce it."""
        first = self.age_before(at)
        plus = self.text.startswith("+", end)
        return self.add(QuantityKind.AGE, value, first, last, end=end + plus)

    def is_year_group(self, at: int, number: Number) -> bool:
        """Note the pupils of "Year 6", "Years 5 and 6" or "Key Stage 2" by their age, if a number is one of these."""
        text, words = self.text, self.words
        if number.suffix or number.parts or not at:
            return False
        group = ""
        before = words[at - 1]
        if before.text in YEAR_GROUP and text[before.end : words[at].start] == " ":
            alone = at < 2 or words[at - 2].text not in {*_EVERY, "a", "the", "one", "school", "academic"}
            group = "year" if text[before.start].isupper() or alone else ""
        elif before.text in {"stage", "stages"} and at > 1 and words[at - 2].text == "key":
            group = "ks"
        first = at - 2 if group == "ks" else at - 1
        if not group and self.series in {"year", "ks"} and self.follows_series(self.series, at):
            group, first = self.series, at
        if not group or self.school_age(group, int(number.value)) is None:
            return False
        self.series, self.series_end = group, number.end
        self.pupils(at, group, int(number.value), first)
        return True

    def school_age(self, group: str, number: int) -> float | None:
        """Return the age that pupils reach in a year group or key stage; None where there is no such one."""
        if group == "ks":
            return self.lexicon.key_stages.get(number)
        return number + FIRST_YEAR if 1 <= number <= 13 else None

    def pupils(self, at: int, group: str, number: int, first: int) -> int:
        """Note the age of a year group or key stage."""
        return self.add(QuantityKind.AGE, self.school_age(group, number), first, at + 1)

    # What was found.

    def add(
        self,
        kind: QuantityKind,
        value: float | None,
        first: int,
        last: int,
        *,
        start: int | None = None,
        end: int | None = None,
    ) -> int:
        """Note a quantity of some words, with those that make it a limit; return the word after it."""
        words = self.words
        start = words[first].start if start is None else start
        end = words[last - 1].end if end is None else end
        bound, begin = self.limit_before(first, start)
        if begin < first:
            start = words[begin].start
        upper, after = self.limit_after(last, end)
        if kind is QuantityKind.NUMBER and after == last and self.is_counted_word(last):
            upper, after = self.limit_after(last + 1, words[last].end)
            after = after if after > last + 1 else last
        if after > last:
            bound, last, end = upper, after, words[after - 1].end
        if not self.found or start >= self.found[-1].end:
            # Rounded, so that 24 hours are a day and 52 weeks no year.
            value = None if value is None else round(value, 6)
            told = (start, end, kind, value, value is None, self.text[start:end], bound)
            self.found.append(tuple.__new__(Quantity, told))  # as `Quantity(*told)`, in half the time
        return last
