"""Which policies a school must or should have, in `statutory.yml` of the book."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from policybook.finding import Finding
from policybook.metadata import Date, SchoolType, Slug, Text
from policybook.parsing import decode
from policybook.parsing.front_matter import read_values

STATUTORY: Final = "statutory.yml"
"""The name of the file, in the book's folder."""


class Basis(StrEnum):
    """Who asks for a policy."""

    LAW = "law"
    GUIDANCE = "guidance"
    USUAL = "usual"
    """Nobody does; most schools have one."""


class Expected(BaseModel):
    """A policy that schools of some types are expected to have."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    id: Slug
    """What `kind` of a policy says that it is this one."""
    title: Text
    titles: tuple[Text, ...] = ()
    """Words in a title that say so, too; without any, those of `title`."""
    basis: Basis
    schools: tuple[SchoolType, ...]
    """The types of school that it is asked of."""
    review: Text | None = None
    """How often it is reviewed, in words."""
    approved_by: Text | None = None
    source: Text
    """The law, or the guidance, that asks for it."""
    unsure: Text | None = None
    """What of the entry could not be checked against its source, in words; None if nothing."""


class Statutory(BaseModel):
    """What `statutory.yml` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    as_of: Date | None = None
    """When the list was last compared with its sources."""
    policies: tuple[Expected, ...] = ()


NOTHING_EXPECTED: Final = Statutory()


def read_statutory(data: bytes) -> tuple[Statutory, list[Finding]]:
    """Return what a `statutory.yml` says, and what is wrong with it."""
    text, wrong = decode(data)
    values, found = read_values(Statutory, text)
    return values, [finding.at(STATUTORY, "") for finding in (*wrong, *found)]
