"""One message: a text with places for values and marks, in each plural form that its language has.

A text is plain words. `{name}` stands for a value; `<strong>words</strong>` marks words, and so does
`<link>words</link>`, where the page says where the link leads. All else is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Final, NamedTuple, TypeVar

from markupsafe import Markup, escape

OTHER: Final = "other"
"""The plural form that every language has, and that stands for those that a file leaves out."""
CATEGORIES: Final = ("zero", "one", "two", "few", "many", OTHER)
"""The plural forms that languages tell apart, as Unicode's CLDR names them."""
ORDINAL: Final = "ordinal"
"""What holds the forms of a message that says which one in a row: "1st", "2nd"."""
COUNT: Final = "n"
"""The value that chooses the plural form."""
MARKS: Final = frozenset({"b", "code", "em", "strong"})
"""The marks that every message may have; others, such as `link`, are those of the page."""

_Text = TypeVar("_Text", bound=str)
_TOKEN: Final = re.compile(r"\{(?P<name>[a-z][a-z_]*)\}|<(?P<close>/?)(?P<mark>[a-z][a-z_]*)>|(?P<wrong>[{}<>])")

_PLAIN: Final = re.compile(r"[^{}<>]*+(?:\{[a-z][a-z_]*\}[^{}<>]*+)*+")
"""What most messages are: words with places for values, and no marks."""
_PLACE: Final = re.compile(r"\{(\w+)\}")
_MARK: Final = re.compile(r"\{(\w+)\.(?:open|(close))\}")
_VALUE: Final = re.compile(r"`[^`]*`|<code>.*?</code>|\{n\}|(\{\w+\})")
"""A place whose value may run in another direction; one in a piece of code is left alone, since that is copied."""


class Tag(NamedTuple):
    """The beginning and the end of a mark whose address or look the page decides."""

    open: Markup
    close: Markup


class MessageError(ValueError):
    """A text that is no message."""

    def __init__(self, why: str, **values: str) -> None:
        """Say why.

        Args:
            why: The message below `finding.messages-invalid.why` that says it.
            values: What stands in its places.
        """
        super().__init__(why, values)
        self.why = why
        self.values = values


def named(names: Iterable[str]) -> str:
    """Return names as an error lists them: "`n`, `title`"."""
    return ", ".join(f"`{name}`" for name in sorted(names))


@dataclass(frozen=True, slots=True)
class Message:
    """A message with its forms, ready to be said."""

    plain: Mapping[str, str]
    """Form -> its words as a format string; a message without plural has `other` only."""
    marked: Mapping[str, Markup]
    """Form -> its words as a format string of HTML."""
    names: frozenset[str]
    """The values that it has places for, those of marks included."""
    has_marks: bool
    is_ordinal: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same words whatever is said with it."""
        return not self.names and self.plain.keys() == {OTHER}

    @property
    def written(self) -> str:
        """Its form `other` as a file has it, with its marks."""
        return unescape(_MARK.sub(lambda mark: f"<{'/' if mark[2] else ''}{mark[1]}>", self.marked[OTHER]))

    def in_its_direction(self) -> Message:
        """Return the message as it is said among words that may run in another direction."""
        plain = {form: isolated(with_isolated_places(text)) for form, text in self.plain.items()}
        marked = {form: isolated(with_isolated_places(text)) for form, text in self.marked.items()}
        return replace(self, plain=plain, marked=marked)

    def said(self, form: str, values: Mapping[str, object], *, is_html: bool) -> str:
        """Return the words of a form.

        Args:
            form: One of `CATEGORIES`.
            values: A text, number or `Tag` for each name.
            is_html: Whether they are HTML, because a value or the message has markup; else they are plain text.

        Raises:
            KeyError: A value is missing.
        """
        form = form if form in self.plain else OTHER
        if is_html:
            return self.marked[form].format(**values)
        return self.plain[form].format(**values)


def isolated(text: _Text) -> _Text:
    """Return a text, or HTML of one line, that runs in its own direction, whatever stands around it.

    Unicode's isolates do what `<bdi>` does in HTML, and do it in plain text, attributes and pictures, too.
    """
    return type(text)(f"\u2068{text}\u2069") if text else text


def with_isolated_places(text: _Text) -> _Text:
    """Return the text of a message in which every value runs in its own direction; HTML stays HTML."""
    return type(text)(_VALUE.sub(lambda place: isolated(place[0]) if place[1] else place[0], text))


def read_message(forms: Mapping[str, str], *, is_ordinal: bool = False) -> Message:
    """Read the forms of a message.

    Args:
        forms: Form -> text.
        is_ordinal: Whether it says which one in a row.

    Raises:
        MessageError: A text is no message.
    """
    plain: dict[str, str] = {}
    marked: dict[str, Markup] = {}
    names: set[str] = set()
    has_marks = False
    for form, text in forms.items():
        plain[form], marked[form], own, is_marked = _read(text)
        names |= own
        has_marks |= is_marked
    return Message(plain, marked, frozenset(names), has_marks, is_ordinal)


def _read(text: str) -> tuple[str, Markup, set[str], bool]:
    if _PLAIN.fullmatch(text):
        return text, escape(text), set(_PLACE.findall(text)), False
    plain, marked, names = "", Markup(), set()
    open_: list[str] = []
    at, has_marks = 0, False
    for token in _TOKEN.finditer(text):
        between = text[at : token.start()]
        plain += between
        marked += between
        at = token.end()
        if token["wrong"]:
            raise MessageError("stray", sign=token["wrong"])
        if name := token["name"]:
            plain += token[0]
            marked += Markup(token[0])  # noqa: S704  a place for a value, which is escaped when it comes
            names.add(name)
            continue
        mark, has_marks = token["mark"], True
        if token["close"]:
            if not open_ or open_.pop() != mark:
                raise MessageError("not_begun", mark=token[0])
        elif mark in open_:
            raise MessageError("nested", mark=token[0])
        else:
            open_.append(mark)
        if mark in MARKS:
            marked += Markup(token[0])  # noqa: S704  one of MARKS
        else:
            names.add(mark)
            marked += Markup("{%s.%s}" % (mark, "close" if token["close"] else "open"))  # noqa: S704, UP031
    if open_:
        raise MessageError("not_ended", mark=f"<{open_[-1]}>")
    return plain + text[at:], marked + escape(text[at:]), names, has_marks
