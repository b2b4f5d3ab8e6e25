"""PDF by typst, whose compiler and fonts are in its package: accessible (PDF/UA-1), the same for the same words."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Set
from functools import cache
from importlib import resources
from typing import Any, Final

import typst

from policybook.errors import InputError

_TEMPLATE: Final = "templates/document.typ"
_PROBE: Final = b"""
#set document(title: "Characters")
#for char in sys.inputs.data.codepoints() { par(char) }
"""
"""Sets each character in a paragraph of its own."""
_UNSHOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
"""What typst says of characters that none of its fonts has."""
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_BASIC: Final = 0x24F
"""The last letter of Latin Extended-B; the fonts have all up to here."""
_ROUNDS: Final = 500
"""More than enough to hear of all that is lacking; typst names some dozens at a time."""
_SOME_DAY: Final = datetime.date(2000, 1, 1)


def pdf_file(data: Mapping[str, Any], day: datetime.date) -> bytes:
    """Return a PDF file of the template's parts that the data has.

    The fonts must have every character, else readers of the file would get none. One that they lack is written as its
    number, such as [U+1F600]. They are found before the text is set: where some are left, typst reports them a few at a
    time, and on rare mixtures of scripts it fails outright.

    Args:
        data: What the template prints; see `exporting.pack`.
        day: The day that the file is dated.

    Raises:
        InputError: typst cannot set the text.
    """
    told = json.dumps({**data, "day": {"year": day.year, "month": day.month, "day": day.day}}, ensure_ascii=False)
    template = resources.files("policybook.exporting").joinpath(_TEMPLATE).read_bytes()
    unusual = {char for char in told if ord(char) > _BASIC}
    try:
        return _set(template, _numbered(told, _fonts().lacking(unusual)), day)
    except _NotSet:
        pass  # Signs that the fonts have alone, but not joined as they are here.
    try:
        return _set(template, _numbered(told, unusual), day)
    except _NotSet as error:
        raise InputError(
            f"“{data['title']}” cannot be set as PDF: {str(error).splitlines()[0]}.",
            fix="Take it as a Word file instead.",
        ) from None


class _NotSet(Exception):
    """What typst says of a text that it does not set."""


class _Fonts:
    """The fonts in typst's package, of which it says only what they lack."""

    def __init__(self) -> None:
        self._has: dict[str, bool] = {}

    def lacking(self, chars: Set[str]) -> set[str]:
        """Return those of some characters that none of the fonts has."""
        asked = chars - self._has.keys()
        self._has |= dict.fromkeys(asked, True)
        for _ in range(_ROUNDS):
            try:
                _set(_PROBE, "".join(sorted(char for char in asked if self._has[char])), _SOME_DAY)
            except _NotSet as error:
                found = "".join(_UNSHOWN.findall(str(error)))
                missed = asked & set(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), found))
                self._has |= dict.fromkeys(missed, False)
                if missed:
                    continue
            break
        return {char for char in chars if not self._has[char]}


@cache
def _fonts() -> _Fonts:
    return _Fonts()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def _set(template: bytes, told: str, day: datetime.date) -> bytes:
    stamp = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    try:
        made = _compiler().compile(
            input=template, format="pdf", sys_inputs={"data": told}, pdf_standards="ua-1", timestamp=stamp
        )
    except typst.TypstError as error:
        raise _NotSet(f"{error.message}\n{error.diagnostic}") from None
    except BaseException as panic:
        # A fault inside typst comes as an exception that Python does not count among its own.
        if type(panic).__name__ != "PanicException":
            raise
        raise _NotSet(str(panic)) from None
    assert isinstance(made, bytes)  # noqa: S101  a PDF is one file
    return made


def _numbered(told: str, lacking: Set[str]) -> str:
    return told.translate({ord(char): f"[U+{ord(char):04X}]" for char in lacking})
