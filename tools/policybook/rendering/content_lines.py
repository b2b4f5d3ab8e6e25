"""The lines of an iCalendar file (RFC 5545): components, and properties with their values escaped and folded.

A book has a thousand events of a dozen lines, all of the same few properties. A library that knows them all would take
most of the time of a site's calendars; tests read what is written here with one.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_FOLDED: Final = re.compile(
    rb".{1,74}\Z"
    # Never inside a character of UTF-8 and, for programs that unescape before they unfold, never inside an escape.
    rb"|.{1,74}(?<![\\^])(?![\x80-\xbf])"
    rb"|.{1,74}(?![\x80-\xbf])",
    re.DOTALL,
)
"""The parts of a line that is folded; each has at most 75 bytes, with the space before it."""


def component(name: str, *content: bytes) -> bytes:
    """Return a component, e.g. `VEVENT`, with the lines and components in it."""
    return line("BEGIN", name) + b"".join(content) + line("END", name)


def text(name: str, value: str) -> bytes:
    """Return the line of a property whose value is a text, which may have line breaks."""
    return line(name, value.translate(_ESCAPED))


def line(name: str, value: str) -> bytes:
    """Return the line of a property whose value is no text, as a date; `name` may have parameters."""
    whole = f"{name}:{value}".encode()
    return (whole if len(whole) < 75 else b"\r\n ".join(_FOLDED.findall(whole))) + b"\r\n"
