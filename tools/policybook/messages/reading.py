"""The messages that the package has, read when the first of them is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from policybook.messages.locales import Locale, locale_of
from policybook.messages.message import (
    CATEGORIES,
    ORDINAL,
    OTHER,
    Message,
    MessageError,
    named,
    read_message,
    with_isolated_places,
)
from policybook.messages.messages import Messages

ENGLISH: Final = "en"
"""The language that every message has, and in which it is said where another has none."""

_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def english() -> Messages:
    """Return the messages as the package has them."""
    return Messages(ENGLISH, locale_of(ENGLISH), said_at_once(package_messages()), (ENGLISH, ()))


@cache
def package_messages() -> Mapping[str, Message]:
    """Return the messages in English, by their keys: every language is measured by them."""
    return read_english(package_text(ENGLISH) or "")


def package_text(language: str) -> str | None:
    """Return the file of a language that the package has, or None where it has none."""
    file = files("policybook.messages").joinpath(f"{language}.yml")
    return file.read_text(encoding="utf-8") if file.is_file() else None


def read_english(text: str) -> dict[str, Message]:
    """Read the file that every language is measured by.

    Raises:
        MessageError: Something in it cannot be used.
    """
    return dict(_flat(yaml.load(text, _LOADER), locale_of(ENGLISH), ""))  # noqa: S506  it makes plain texts only


def _flat(values: Mapping[str, Any], locale: Locale, above: str) -> Iterator[tuple[str, Message]]:
    for name, value in values.items():
        if isinstance(value, dict) and not is_message(value):
            yield from _flat(value, locale, f"{above}{name}.")
        else:
            yield f"{above}{name}", message_of(value, locale)


def is_message(value: Mapping[str, Any]) -> bool:
    """Return whether a group is the forms of a message; else it is a group of messages."""
    return set(value) == {ORDINAL} or (bool(value) and set(value) <= set(CATEGORIES))


def message_of(value: Any, locale: Locale) -> Message:
    """Return the message that a file has for a key.

    Args:
        value: A text, or the texts of the forms.
        locale: The rules of the language.

    Raises:
        MessageError: It is no message.
    """
    is_ordinal = isinstance(value, dict) and ORDINAL in value
    forms = value[ORDINAL] if is_ordinal else value if isinstance(value, dict) else {OTHER: value}
    if not isinstance(forms, dict) or not all(isinstance(text, str) and text for text in forms.values()):
        raise MessageError("no_words")
    if OTHER not in forms:
        raise MessageError("no_other", form=f"`{OTHER}`")
    if strange := forms.keys() - (locale.ordinals if is_ordinal else locale.cardinals):
        raise MessageError("strange_forms", forms=named(strange))
    if locale.direction == "rtl":
        forms = {form: with_isolated_places(text) for form, text in forms.items()}
    return read_message(forms, is_ordinal=is_ordinal)


def said_at_once(known: Mapping[str, Message]) -> dict[str, str | Message]:
    """Return messages as they are said: those without a place for a value are the text itself."""
    return {
        key: (message.marked if message.has_marks else message.plain)[OTHER].format() if message.is_fixed else message
        for key, message in known.items()
    }
