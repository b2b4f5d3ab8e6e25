"""Files of messages: what they say by key, and a finding for everything in them that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from rapidfuzz import fuzz, process

from policybook.finding import Finding, Level
from policybook.messages.locales import Locale, locale_of
from policybook.messages.message import CATEGORIES, COUNT, ORDINAL, OTHER, Message, MessageError, read_message
from policybook.messages.messages import Messages
from policybook.parsing import decode
from policybook.parsing.yaml_text import YamlText, read_yaml

FOLDER: Final = "messages"
"""The folder of a book with its own messages, in a file for each language."""
ENGLISH: Final = "en"
"""The language that every message has, and in which it is said where another has none."""

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The messages of a book."""

    messages: Messages
    findings: tuple[Finding, ...] = ()
    """What in the book's own files cannot be used, and how many messages its language lacks."""


@cache
def english() -> Messages:
    """Return the messages as the package has them."""
    return _of(ENGLISH, locale_of(ENGLISH), _package(ENGLISH), ())


@lru_cache(maxsize=8)
def load_messages(language: str, own: tuple[tuple[str, bytes], ...] = ()) -> Loaded:
    """Return the messages of a language: the book's own first, then those of the package, else English.

    Args:
        language: The language's tag, as `cy`.
        own: The book's files of messages: path -> content.

    Returns:
        The messages; what cannot be used is a finding, and said in English.
    """
    if language == ENGLISH and not own:
        return Loaded(english())
    findings: list[Finding] = []
    try:
        locale = locale_of(language)
    except ValueError as error:
        what = f"The pages are in English: {error}."
        findings.append(
            Finding("messages-invalid", Level.WARNING, what, "Name a language, as `language: cy`.", path="book.yml")
        )
        return Loaded(english(), tuple(findings))
    known = dict(_package(ENGLISH))
    there: set[str] = set(known) if language == ENGLISH else set()
    if language != ENGLISH and (text := _text(language)) is not None:
        found, _ = read_language(text, locale, f"{language}.yml")
        known |= found
        there |= found.keys()
    for path, data in own:
        if path != f"{FOLDER}/{language}.yml":
            what = f"Nothing uses this file: the book's language is `{language}`."
            fix = "Say `language:` in book.yml, or take the file out."
            findings.append(Finding("messages-invalid", Level.NOTE, what, fix, path=path))
            continue
        text, wrong = decode(data)
        found, about = read_language(text, locale, path)
        findings += [*(finding.at(path, "") for finding in wrong), *about]
        known |= found
        there |= found.keys()
    if lacking := [key for key in known if key not in there]:
        some = f"{len(lacking)} of {len(known)} messages are not in `{language}`"
        what = f"{some}; the pages say them in English. The first is “{lacking[0]}”."
        fix = f"Write them in {FOLDER}/{language}.yml of the book."
        findings.append(Finding("messages-missing", Level.NOTE, what, fix, path="book.yml"))
    return Loaded(_of(language, locale, known, own), tuple(findings))


def read_language(text: str, locale: Locale, path: str) -> tuple[dict[str, Message], list[Finding]]:
    """Read a file that says messages of the package in a language, or in other words.

    Args:
        text: The YAML.
        locale: The rules of its language.
        path: What to call the file in findings.

    Returns:
        The messages that can be used by key, and a finding for everything else.
    """
    yaml = read_yaml(text)
    findings = [replace(finding, code="messages-invalid", level=Level.WARNING, path=path) for finding in yaml.findings]
    model, found = _package(ENGLISH), {}
    for place, value in _entries(yaml.values, model):
        key = ".".join(map(str, place))
        try:
            message = _message(key, value, model, locale)
        except MessageError as error:
            line, column = yaml.place(place)
            what = f"“{key}” is not used: {error}."
            fix = "The page of the documentation on messages says how they are written."
            findings.append(Finding("messages-invalid", Level.WARNING, what, fix, line, column, path=path))
        else:
            found[key] = message
    return found, findings


def read_english(text: str) -> dict[str, Message]:
    """Read the file that every language is measured by.

    Raises:
        MessageError: Something in it cannot be used.
    """
    yaml = read_yaml(text)
    if yaml.findings:
        raise MessageError(str(yaml.findings[0]))
    return dict(_flat(yaml))


def _flat(yaml: YamlText) -> Iterator[tuple[str, Message]]:
    locale = locale_of(ENGLISH)

    def walk(values: Mapping[str, Any], above: str) -> Iterator[tuple[str, Message]]:
        for name, value in values.items():
            if isinstance(value, dict) and not _is_message(value):
                yield from walk(value, f"{above}{name}.")
            else:
                yield f"{above}{name}", _forms(value, locale)

    return walk(yaml.values, "")


def _entries(values: Mapping[str, Any], model: Mapping[str, Message], above: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """Yield what a file has for each key, whether or not there is such a message."""
    for name, value in values.items():
        place = (*above, name)
        if isinstance(value, dict) and not _is_message(value) and ".".join(map(str, place)) not in model:
            yield from _entries(value, model, place)
        else:
            yield place, value


def _is_message(value: Mapping[str, Any]) -> bool:
    return set(value) == {ORDINAL} or (bool(value) and set(value) <= set(CATEGORIES))


def _message(key: str, value: Any, model: Mapping[str, Message], locale: Locale) -> Message:
    """Return what a file says for a key.

    Raises:
        MessageError: It cannot be used.
    """
    if key not in model:
        near = process.extractOne(key, model.keys(), scorer=fuzz.ratio, score_cutoff=60)
        raise MessageError("there is no such message" + (f"; the nearest is “{near[0]}”" if near else ""))
    message, of = _forms(value, locale), model[key]
    is_counted = of.plain.keys() != {OTHER} or COUNT in of.names
    if message.plain.keys() != {OTHER} and not is_counted:
        raise MessageError("it does not depend on a number, so it has one form")
    if unknown := message.names - of.names - ({COUNT} if is_counted else set()):
        raise MessageError(f"the page gives it no {_named(unknown)}")
    if lacking := of.names - message.names - {COUNT}:
        raise MessageError(f"it lacks {_named(lacking)}")
    return message


def _forms(value: Any, locale: Locale) -> Message:
    is_ordinal = isinstance(value, dict) and ORDINAL in value
    forms = value[ORDINAL] if is_ordinal else value if isinstance(value, dict) else {OTHER: value}
    if not isinstance(forms, dict) or not all(isinstance(text, str) and text for text in forms.values()):
        raise MessageError("words are expected here")
    if OTHER not in forms:
        raise MessageError(f"the form `{OTHER}` is missing, which stands for all numbers without a form of their own")
    if strange := forms.keys() - (locale.ordinals if is_ordinal else locale.cardinals):
        raise MessageError(f"the language has no plural form {', '.join(f'`{one}`' for one in sorted(strange))}")
    return read_message(forms, is_ordinal=is_ordinal)


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _of(language: str, locale: Locale, known: Mapping[str, Message], own: object) -> Messages:
    fixed = {
        key: (message.marked if message.has_marks else message.plain)[OTHER].format() if message.is_fixed else message
        for key, message in known.items()
    }
    return Messages(language, locale, fixed, (language, own))


@cache
def _package(language: str) -> Mapping[str, Message]:
    text = _text(language)
    return read_english(text) if text else {}


def _text(language: str) -> str | None:
    file = files("policybook.messages").joinpath(f"{language}.yml")
    return file.read_text(encoding="utf-8") if file.is_file() else None
