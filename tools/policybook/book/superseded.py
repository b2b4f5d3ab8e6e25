"""What has been superseded, and by what: laws, guidance, bodies and products, in `references.yml` of the book."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from policybook.finding import Finding
from policybook.metadata import Date, Text, Year
from policybook.parsing import decode
from policybook.parsing.front_matter import read_values

REFERENCES: Final = "references.yml"
"""The name of the file, in the book's folder."""


class Sort(StrEnum):
    """What is named."""

    LAW = "law"
    GUIDANCE = "guidance"
    BODY = "body"
    PRODUCT = "product"


class Superseded(BaseModel):
    """Something that policies name and that has been superseded."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    names: tuple[Text, ...]
    """What policies call it."""
    sort: Sort
    edition: Year | None = None
    """Of guidance that is issued again and again: the year of the newest; only a name with an earlier year is
    superseded."""
    successor: Text
    """What stands in its place."""
    since: Date
    """From when; of a product, when its support ended."""
    source: Text
    """Where that is recorded."""
    unsure: Text | None = None
    """What of the entry could not be checked against its source, in words; None if nothing."""


class References(BaseModel):
    """What `references.yml` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    as_of: Date | None = None
    """When the list was last compared with its sources."""
    references: tuple[Superseded, ...] = ()


NO_REFERENCES: Final = References()


def read_references(data: bytes) -> tuple[References, list[Finding]]:
    """Return what a `references.yml` says, and what is wrong with it."""
    text, wrong = decode(data)
    values, found = read_values(References, text)
    return values, [finding.at(REFERENCES, "") for finding in (*wrong, *found)]
