"""What pages say in the language of a book, or in its own words, with a finding for all that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from policybook.finding import Finding, Level
from policybook.messages.locales import Locale, locale_of
from policybook.messages.message import COUNT, OTHER, Message, MessageError, named
from policybook.messages.messages import Messages, later
from policybook.messages.reading import (
    ENGLISH,
    english,
    is_message,
    message_of,
    package_messages,
    package_text,
    said_at_once,
)
from policybook.parsing import decode
from policybook.parsing.yaml_text import read_yaml

FOLDER: Final = "messages"
"""The folder of a book with its own messages, in a file for each language."""

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The messages of a book."""

    messages: Messages
    findings: tuple[Finding, ...] = ()
    """What in the book's own files cannot be used, and how many messages its language lacks."""


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
    except ValueError:
        what = later("finding.messages-invalid.no_language", language=language)
        remedy = later("finding.messages-invalid.name")
        findings.append(Finding("messages-invalid", Level.WARNING, what, remedy, path="book.yml"))
        return Loaded(english(), tuple(findings))
    known = dict(package_messages())
    if locale.direction == "rtl":
        known = {key: message.in_its_direction() for key, message in known.items()}
    there: set[str] = set(known) if language == ENGLISH else set()
    if language != ENGLISH and (text := package_text(language)) is not None:
        found, _ = read_language(text, locale, f"{language}.yml")
        known |= found
        there |= found.keys()
    for path, data in own:
        if path != f"{FOLDER}/{language}.yml":
            what = later("finding.messages-invalid.unused_file", language=language)
            remedy = later("finding.messages-invalid.say")
            findings.append(Finding("messages-invalid", Level.NOTE, what, remedy, path=path))
            continue
        text, wrong = decode(data)
        found, about = read_language(text, locale, path)
        findings += [*(finding.at(path, "") for finding in wrong), *about]
        known |= found
        there |= found.keys()
    if lacking := [key for key in known if key not in there]:
        n, first = len(lacking), lacking[0]
        what = later("finding.messages-missing.what", n=n, all=len(known), language=language, first=first)
        remedy = later("finding.messages-missing.fix", path=f"{FOLDER}/{language}.yml")
        findings.append(Finding("messages-missing", Level.NOTE, what, remedy, path="book.yml"))
    return Loaded(Messages(language, locale, said_at_once(known), (language, own)), tuple(findings))


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
    model, found = package_messages(), {}
    for place, value in _entries(yaml.values, model):
        key = ".".join(map(str, place))
        try:
            message = _message(key, value, model, locale)
        except MessageError as error:
            line, column = yaml.place(place)
            why = later(f"finding.messages-invalid.why.{error.why}", **error.values)
            what = later("finding.messages-invalid.unused", key=key, why=why)
            remedy = (
                later("finding.messages-invalid.in_english", text=model[key].written)
                if key in model
                else later("finding.messages-invalid.fix")
            )
            findings.append(Finding("messages-invalid", Level.WARNING, what, remedy, line, column, path=path))
        else:
            found[key] = message
    return found, findings


def _entries(values: Mapping[str, Any], model: Mapping[str, Message], above: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """Yield what a file has for each key, whether or not there is such a message."""
    for name, value in values.items():
        place = (*above, name)
        if isinstance(value, dict) and not is_message(value) and ".".join(map(str, place)) not in model:
            yield from _entries(value, model, place)
        else:
            yield place, value


def _message(key: str, value: Any, model: Mapping[str, Message], locale: Locale) -> Message:
    """Return what a file says for a key.

    Raises:
        MessageError: It cannot be used.
    """
    if inside := next((known for known in model if known.startswith(f"{key}.")), ""):
        raise MessageError("group", inside=inside)
    if key not in model:
        near = process.extractOne(key, model.keys(), scorer=fuzz.ratio, score_cutoff=60)
        raise MessageError("unknown_near", nearest=near[0]) if near else MessageError("unknown")
    message, of = message_of(value, locale), model[key]
    is_counted = of.plain.keys() != {OTHER} or COUNT in of.names
    if message.plain.keys() != {OTHER} and not is_counted:
        raise MessageError("one_form")
    if unknown := message.names - of.names - ({COUNT} if is_counted else set()):
        raise MessageError("not_given", names=named(unknown))
    if lacking := of.names - message.names - {COUNT}:
        raise MessageError("lacks", names=named(lacking))
    return message
