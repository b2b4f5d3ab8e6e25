"""Reports written to a file, and what a file's name asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from policybook.errors import InputError, UsageError

Format = TypeVar("Format", bound=StrEnum)


def chosen_format(given: Format | None, out: Path | None, endings: Mapping[str, Format], otherwise: Format) -> Format:
    """Return the form of a report: the one given, else what the file's name asks for, else another."""
    return given or endings.get(out.suffix.lower() if out else "", otherwise)


def write_file(out: Path, content: bytes) -> None:
    """Write a report to a file.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", path=out) from error


def file_for(out: Path | None, format_: str) -> Path:
    """Return the file of a document, which no terminal can show.

    Raises:
        UsageError: There is none.
    """
    if out is None:
        raise UsageError(f"A {format_} document cannot be printed here.", fix=f"Name its file: --out policy.{format_}.")
    return out
