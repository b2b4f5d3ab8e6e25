"""The scripts of pages, each with the messages that it says, so that none needs another file for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from policybook.messages.message import ORDINAL, OTHER, Message
from policybook.messages.messages import Messages

SCRIPTS: Final = ("changes", "clauses", "compare", "news", "site", "terms")
"""The scripts that say something, by their names; each says the messages of its name below `script`."""
EVERYWHERE: Final = "site"
"""The one that every page has."""
COMPARING: Final = "compare"
"""The one that only pages that compare schools have."""
PLACE: Final = "assets/policybook"
_BRITISH: Final = {"en": "en-GB"}
"""The tag by which browsers write dates of a language as people here do."""


def scripts(t: Messages, *, compares: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts that say something, each with its place in the site.

    Args:
        t: What they say. In a script, `t("key", { name: value })` says a message, and `t.date(day)` a date.
        compares: Whether the site compares schools.
    """
    for name in SCRIPTS:
        if name == COMPARING and not compares:
            continue
        known = {key: _forms(message) for key, message in t.section(f"script.{name}")}
        words = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
        language = json.dumps(_BRITISH.get(t.language, t.language))
        # A block, so that every script has a name of its own for what it says.
        script = f"{{const t=({_source('messages', 'say')})({language},{words});\n{_source('theme', PLACE, name)}}}\n"
        if name == EVERYWHERE and t.locale.direction == "rtl":
            script += _source("messages", "turned") + "\n"
        yield f"{PLACE}/{name}.js", script.encode()


def _forms(message: str | Message) -> Any:
    if isinstance(message, str):
        return message
    if message.plain.keys() == {OTHER} and not message.is_ordinal:
        return message.plain[OTHER]
    return {ORDINAL: message.plain} if message.is_ordinal else message.plain


@cache
def _source(*place: str) -> str:
    *folder, name = place
    return files("policybook").joinpath(*folder, f"{name}.js").read_text(encoding="utf-8").rstrip("\n")
