"""What a document is made of, before it is made: the same source always gives the same file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from policybook.exporting.tracked import Paragraph


class Source(Protocol):
    """All that a document is made of."""

    def told(self) -> str:
        """Return everything that the file depends on but the program."""

    def made(self) -> bytes:
        """Return the file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around a text in a Word file."""

    title: str
    header: str
    """What every page says above the text: which text it is, and how it stands."""
    day: datetime.date
    """The day that the file and its changes are dated."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the text says of itself, in a table below the title."""
    remarks: tuple[str, ...] = ()
    """What a comment on the title says."""


@dataclass(frozen=True, slots=True)
class WordSource:
    """What a Word file is made of."""

    sheet: Sheet
    paragraphs: tuple[Paragraph, ...]

    def told(self) -> str:
        """Return everything that the file depends on but the program."""
        return repr(self)

    def made(self) -> bytes:
        """Return the file."""
        from policybook.exporting.word import word_file

        return word_file(self.sheet, self.paragraphs)


@dataclass(frozen=True, slots=True)
class PdfSource:
    """What a PDF file is made of."""

    data: Mapping[str, Any]
    """What the template prints; see `exporting.pack`."""
    day: datetime.date
    """The day that the file is dated."""

    def told(self) -> str:
        """Return everything that the file depends on but the program."""
        return json.dumps([self.day.isoformat(), self.data])

    def made(self) -> bytes:
        """Return the file."""
        from policybook.exporting.pdf import pdf_file

        return pdf_file(self.data, self.day)
