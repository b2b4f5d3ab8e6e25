"""PDF by typst, whose compiler and fonts are in its package: accessible (PDF/UA-1), the same for the same words."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import typst

_TEMPLATE: Final = "templates/document.typ"
_UNSHOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
"""What typst says of characters that none of its fonts has."""
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS: Final = 8
_BASIC: Final = 0x24F
"""The last letter of Latin Extended-B; the fonts have all up to here."""


def pdf_file(data: Mapping[str, Any], day: datetime.date) -> bytes:
    """Return a PDF file of the template's parts that the data has.

    The fonts must have every character, else readers of the file would get none. One that they lack is written as its
    number, such as [U+1F600].

    Args:
        data: What the template prints; see `exporting.pack`.
        day: The day that the file is dated.
    """
    told = json.dumps({**data, "day": {"year": day.year, "month": day.month, "day": day.day}}, ensure_ascii=False)
    template = resources.files("policybook.exporting").joinpath(_TEMPLATE).read_bytes()
    stamp = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    compiler = typst.Compiler(ignore_system_fonts=True)
    for _ in range(_ROUNDS):
        try:
            return _compiled(compiler, template, told, stamp)
        except typst.TypstError as error:
            lacking = _lacking(f"{error.message}\n{error.diagnostic}")
            if not lacking & set(told):
                raise
            told = _numbered(told, lacking)
        except BaseException as panic:
            # The layout of some rare mixtures of scripts fails inside typst, with an exception that Python does not
            # count among its own.
            if type(panic).__name__ != "PanicException":
                raise
            break
    return _compiled(compiler, template, _numbered(told, {char for char in told if ord(char) > _BASIC}), stamp)


def _compiled(compiler: typst.Compiler, template: bytes, told: str, stamp: datetime.datetime) -> bytes:
    made = compiler.compile(
        input=template, format="pdf", sys_inputs={"data": told}, pdf_standards="ua-1", timestamp=stamp
    )
    assert isinstance(made, bytes)  # noqa: S101  a PDF is one file
    return made


def _lacking(said: str) -> set[str]:
    """Return the characters that a message of typst complains of."""
    found = "".join(_UNSHOWN.findall(said))
    return {char for char in _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found) if not char.isascii()}


def _numbered(told: str, lacking: set[str]) -> str:
    return told.translate({ord(char): f"[U+{ord(char):04X}]" for char in lacking})
