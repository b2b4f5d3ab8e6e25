"""The messages of a language: what is said by its key, with dates and numbers as the language writes them."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policybook.dates import Frequency, PartialDate
from policybook.messages.locales import Listing, Locale
from policybook.messages.message import COUNT, OTHER, Message, isolated

_SAME_ANYWHERE: Final = 999
"""Up to which number all languages write numbers as programs do."""


@dataclass(frozen=True, slots=True)
class Later:
    """A message still to be said in a language: what a fact is told by, where no language is known yet."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()


def later(key: str, /, **values: Any) -> Later:
    """Return a message to be said later.

    Args:
        key: The message.
        values: Texts, numbers, dates or other messages for the places in it, or tuples of them, which are said as
            lists; `n` chooses the plural form. The number of a line is a text: it counts nothing.
    """
    return Later(key, tuple(values.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """What the pages of a site say."""

    language: str
    """The language's tag, as `en` or `cy`."""
    locale: Locale
    known: Mapping[str, str | Message]
    """Key -> the message; those without a place for a value as the text itself."""
    made_of: Hashable
    """What tells whether they are the same as in the last build."""

    def __call__(self, what: str | Later, /, **values: Any) -> str:
        """Say a message.

        Args:
            what: Its key, as `home.lead`, or a message that was to be said later.
            values: A value for each place in it, and `n` where it has plural forms.

        Returns:
            Plain text; HTML (`Markup`) where the message has marks or a value is HTML.

        Raises:
            KeyError: There is no such message, or a value is missing.
        """
        if isinstance(what, Later):
            return self(what.key, **dict(what.values))
        message = self.known[what]
        if isinstance(message, str):
            return message
        form = OTHER
        if COUNT in values:
            form = (self.locale.ordinal if message.is_ordinal else self.locale.cardinal)(values[COUNT])
        is_html = message.has_marks
        for name, value in values.items():
            # Most values are plain texts and small numbers, and there are very many of them.
            kind = type(value)
            if kind is not str and (kind is not int or value > _SAME_ANYWHERE):
                values[name] = shown = self._shown(value)
                is_html = is_html or hasattr(shown, "__html__")
        return message.said(form, values, is_html=is_html)

    def date(self, date: datetime.date | PartialDate) -> str:
        """Return a date in words, as precise as it is: "November 2019", "4 November 2019"."""
        return self.locale.date(date)

    def often(self, frequency: Frequency) -> str:
        """Return how often something is done in words: "annually", "every 2 years"."""
        if frequency.adverb:
            return self(later(f"often.{frequency.adverb}"))
        if len(frequency.spans) == 1:
            [(unit, n)] = frequency.spans
            return self(later(f"often.every.{unit}", n=n))
        spans = self.list([later(f"often.span.{unit}", n=n) for unit, n in frequency.spans], "and")
        return self(later("often.every_spans", spans=spans))

    def list(self, entries: Iterable[Any], listing: Listing = "comma") -> str:
        """Return entries as a list in words: "a, b, c", or with `and` or `or` before the last."""
        return self.locale.join([self._shown(entry) for entry in entries], listing)

    def own(self, words: str) -> str:
        """Return words of the book as they stand among messages: isolated where those run from right to left."""
        return isolated(words) if self.locale.direction == "rtl" else words

    def section(self, name: str) -> Iterator[tuple[str, str | Message]]:
        """Yield the messages whose keys begin with a word, each with the rest of its key."""
        for key, message in self.known.items():
            if key.startswith(f"{name}."):
                yield key.removeprefix(f"{name}."), message

    def _shown(self, value: Any) -> Any:
        if isinstance(value, Later):
            return self(value)
        if isinstance(value, (datetime.date, PartialDate)):
            return self.locale.date(value)
        if isinstance(value, Frequency):
            return self.often(value)
        if type(value) is tuple:
            return self.list(value)
        if isinstance(value, int):
            return self.locale.number(value)
        return value
