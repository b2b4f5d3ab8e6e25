"""A language that nobody speaks: English with every letter changed, so that what is said in code shows.

Of a language that is written from right to left, the letters run so, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import yaml

from policybook.messages.locales import direction_of, locale_of
from policybook.messages.message import ORDINAL, OTHER, Message
from policybook.messages.reading import read_english

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHANGED = "áƀćđéƒǵĥíĵķĺḿńóṕɋŕśťúṽẃẋýźÁƁĆĐÉƑǴĤÍĴĶĹḾŃÓṔɊŔŚŤÚṼẂẊÝŹ"
TURNED = "אבגדהוזחטיכלמנסעפצקרשתךםןף" * 2
"""The same from right to left, where no letter is a capital."""
_SAME = re.compile(r"(\{\w+\}|</?\w+>)")
"""The places for values and the marks of a message."""


def catalogue() -> dict[str, Message]:
    """Return the messages as the package has them in English."""
    return read_english(files("policybook.messages").joinpath("en.yml").read_text(encoding="utf-8"))


def pseudo(text: str, language: str = "cy") -> str:
    """Return a message with its words changed, as they are in the language that stands for this one."""
    parts = _SAME.split(text)
    changed = str.maketrans(PLAIN, TURNED if direction_of(language) == "rtl" else CHANGED)
    return "".join(part if n % 2 else part.translate(changed) for n, part in enumerate(parts))


def pseudo_language(language: str) -> str:
    """Return a file of all messages in the language that nobody speaks, with the plural forms of a real one."""
    locale = locale_of(language)
    nested: dict[str, object] = {}
    messages = catalogue()
    for key, text in texts():
        message = messages[key]
        *groups, name = key.split(".")
        group = nested
        for one in groups:
            group = group.setdefault(one, {})  # type: ignore[assignment]
        changed = pseudo(text, language)
        if message.plain.keys() == {OTHER}:
            group[name] = changed
        elif message.is_ordinal:
            group[name] = {ORDINAL: dict.fromkeys(sorted(locale.ordinals), changed)}
        else:
            group[name] = dict.fromkeys(sorted(locale.cardinals), changed)
    return str(yaml.safe_dump(nested, allow_unicode=True, width=10_000))


def texts() -> Iterator[tuple[str, str]]:
    """Yield each message with the text of its form `other`."""
    known = yaml.load(files("policybook.messages").joinpath("en.yml").read_text(encoding="utf-8"), yaml.BaseLoader)

    def walk(values: Mapping[str, object], above: str) -> Iterator[tuple[str, str]]:
        for name, value in values.items():
            if isinstance(value, str):
                yield f"{above}{name}", value
            elif isinstance(value, dict) and (OTHER in value or ORDINAL in value):
                forms = value.get(ORDINAL, value)
                yield f"{above}{name}", forms[OTHER]
            elif isinstance(value, dict):
                yield from walk(value, f"{above}{name}.")

    return walk(known, "")
