"""Why a clause has its force, topics and rules: the words that show each, for `policybook show --why`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from policybook.comparing.pinning import BY_HAND
from policybook.comparing.recognising import Word
from policybook.comparing.understanding import Above, Assignment, Understanding
from policybook.language.modality import Modality
from policybook.messages.messages import Later, later
from policybook.messages.reading import english

_WIDTH: Final = 108


def why_text(text: str, known: Understanding, indent: str) -> Iterator[str]:
    """Yield lines that tell what a clause was understood to say.

    Args:
        text: The words of the clause.
        known: What is known of it.
        indent: The space before each line.
    """
    yield from _wrapped(_force(text, known), indent)
    for topic in known.topics:
        yield from _wrapped(f"topic {topic.id}: {_because(topic)}", indent)
    for rule in known.rules:
        yield from _wrapped(f"rule {rule.id}: {_because(rule)}", indent)
    for pin in known.pins:
        what = f"{'' if pin.holds else 'not '}{'rule' if pin.is_rule else 'topic'} {pin.subject}"
        yield from _wrapped(f"pinned: {what}, in pairs.yml", indent)


def _force(text: str, known: Understanding) -> str:
    reading = known.reading
    if reading.start < reading.end:
        told = f"“{text[reading.start : reading.end]}”"
    else:
        told = "nothing in it states a rule" if reading.modality is Modality.NONE else "by its stem"
    conditions = "".join(f"; condition: “{text[one.start : one.end]}”" for one in known.conditions)
    return f"{reading.modality}: {told}{conditions}"


def _because(found: Assignment) -> str:
    if found.because == BY_HAND:
        return "assigned by hand"
    t = english()
    shown = t.list(quoted(found.words))
    above = t(origin(found.because)) if isinstance(found.because, Above) else ""
    if not shown:
        return f"as {above or found.because}"
    return f"by {above}, which shows {shown}" if above else f"{shown} (line: {found.because})"


def origin(above: Above) -> Later:
    """Return in words what a clause has a topic or rule from: "its stem"."""
    return later(f"reason.from.{above}")


def quoted(words: Iterable[Word]) -> Iterator[Later]:
    """Yield the words that show something, each once, with where they stand if that is not the sentence itself."""
    for word in dict.fromkeys(words):
        yield later(f"reason.quoted.{word.where.name.lower()}", words=word.words)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent + "← ", subsequent_indent=indent + "  ")
