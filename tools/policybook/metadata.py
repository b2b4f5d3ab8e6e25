"""The front matter of a policy and the directory of a school, as typed, immutable values.

Every scalar arrives as the text that was written (see `parsing.front_matter`), so `1.10` stays "1.10" and `no` stays
"no"; these models give the texts their types. Every field is optional here: a text that lacks a required field is
still published, and `parsing.front_matter` reports what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from policybook.dates import Frequency, PartialDate
from policybook.messages.messages import later

ID_PATTERN: Final = r"[a-z0-9]+(-[a-z0-9]+)*"
"""What ids of schools, policies and roles look like."""

OPEN_NAMES: Final = frozenset({"", "tbc", "to be confirmed", "to be appointed", "vacant", "vacancy"})
"""Names, in lower case, that say that nobody holds a role yet."""


class Status(StrEnum):
    """Where a text stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Download(StrEnum):
    """A form in which a site offers its texts as files."""

    DOCX = "docx"
    PDF = "pdf"


class Audience(StrEnum):
    """Whom a policy addresses."""

    STAFF = "staff"
    GOVERNORS = "governors"
    VOLUNTEERS = "volunteers"
    VISITORS = "visitors"
    CONTRACTORS = "contractors"
    PUPILS = "pupils"
    PARENTS = "parents"


def _typed(parse: Callable[[str], Any], kind: str) -> BeforeValidator:
    """Return a validator that reads a text with `parse` and passes its ValueError on in our words."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            if isinstance(value, (PartialDate, Frequency)):
                return value
            raise PydanticCustomError(kind, "{why}", {"why": later(f"finding.value.no_{kind}")})
        try:
            return parse(value)
        except ValueError as error:
            raise PydanticCustomError(kind, "{why}", {"why": str(error)}) from None

    return BeforeValidator(read)


def _text(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise PydanticCustomError("empty", "{why}", {"why": later("finding.value.empty")})
    return value.strip() if isinstance(value, str) else value


def _truth(value: object) -> object:
    if value in {"true", "false"}:
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("truth", "{why}", {"why": later("finding.value.truth", value=str(value))})


def _year(value: object) -> object:
    if isinstance(value, int):
        return value
    if not re.fullmatch(r"(19|20)\d\d", str(value), re.ASCII):
        raise PydanticCustomError("year", "{why}", {"why": later("finding.value.year", value=str(value))})
    return int(str(value))


def _slug(value: str) -> str:
    if not re.fullmatch(ID_PATTERN, value):
        raise ValueError(f"“{value}” is no id: ids are lower-case letters and digits, with single hyphens between")
    return value


Date = Annotated[
    PartialDate,
    _typed(PartialDate.parse, "date"),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$", "examples": ["2019-11", "2019-11-04"]}),
]
Interval = Annotated[
    Frequency,
    _typed(Frequency.parse, "interval"),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["annually", "termly", "every 2 years", "P1Y"]}),
]
Text = Annotated[str, BeforeValidator(_text)]
Slug = Annotated[str, _typed(_slug, "id"), WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$"})]
Year = Annotated[int, BeforeValidator(lambda v: _year(v))]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class Party(_Model):
    """Who keeps a policy, or has a duty in it."""

    role: Text | None = None
    """A role id of the school's directory, or a plain title."""
    name: Text | None = None
    """The person; may come from the directory instead."""
    for_: Text | None = Field(None, alias="for")
    """What they are responsible for."""


class Approval(_Model):
    """Who approved a text, when, and where that is recorded."""

    by: Text | None = None
    date: Date | None = None
    minute: Text | None = None


class Review(_Model):
    """When a policy must be looked at again."""

    due: Date | None = None
    """A day, or a month that ends on its last day."""
    frequency: Interval | None = None
    by: Text | None = None


class Acknowledgement(_Model):
    """The declaration that staff sign."""

    statement: Text | None = None
    fields: tuple[Text, ...] = ()


class Source(_Model):
    """Where a text comes from."""

    document: Text | None = None
    restated: Truth = False
    """Whether the text restates that document in other words."""


class Person(_Model):
    """A role of a school's directory."""

    title: Text | None = None
    name: Text | None = None

    @property
    def holder(self) -> str | None:
        """The name of the person who holds the role, or None where nobody is named."""
        return None if (self.name or "").lower() in OPEN_NAMES else self.name


class Correction(_Model):
    """A sealed version that was sealed by mistake and corrected; written by `approve --correct` only."""

    date: Date
    why: Text
    seal: Text
    """The seal of the text that was replaced."""


class FrontMatter(_Model):
    """What a policy says of itself between its two `---` lines."""

    title: Text | None = None
    kind: Slug | None = None
    school: Slug | None = None
    version: Text | None = None
    status: Status | None = None
    audience: tuple[Audience, ...] = ()
    owner: Party | None = None
    responsible: tuple[Party, ...] = ()
    approved: Approval | None = None
    effective: Date | None = None
    review: Review | None = None
    change_note: Text | None = None
    related: tuple[Text, ...] = ()
    acknowledgement: Acknowledgement | None = None
    source: Source | None = None
    internal: Truth = False
    """Whether the policy stays out of public builds."""
    seal: Text | None = None
    people: dict[str, Person] = {}
    corrections: tuple[Correction, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what was given, in plain JSON values and the file's own names."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


class SchoolType(StrEnum):
    """Under which law a school stands; a free school is an academy."""

    MAINTAINED = "maintained"
    ACADEMY = "academy"
    INDEPENDENT = "independent"


class SchoolFile(_Model):
    """What `school.yml` holds."""

    name: Text | None = None
    type: SchoolType | None = None
    phase: Text | None = None
    local_authority: Text | None = None
    people: dict[str, Person] = {}


FINDING_CODES: Final = tuple(
    (
        "approval-undated approval-unrecorded book-empty change-note-missing change-note-stale clause-duplicate "
        "clause-empty clause-id-duplicate clause-repeated code-unclosed contradiction date-past "
        "edited-after-approval encoding-invalid file-empty file-large file-misnamed file-misplaced file-too-large "
        "file-unreadable front-matter-invalid heading-empty heading-in-list heading-level heading-skipped "
        "html-removed html-unclosed id-duplicate id-invalid indented-code kind-missing label-counted label-duplicate "
        "label-inside-paragraph label-skipped lazy-continuation link-broken link-outside messages-invalid "
        "messages-missing nesting-too-deep nothing-in-force owner-missing owner-unnamed pair-impossible "
        "pair-unknown person-role-differs person-unknown policy-empty price-stated reference-superseded "
        "review-due-soon review-overdue review-undated role-unknown school-missing seal-broken seal-missing "
        "section-empty statutory-missing table-row-long term-duplicate topics-invalid version-date-differs "
        "version-name-invalid withdrawal-announced withdrawal-undated working-missing"
    ).split()
)
"""Every code that `check` gives, of which `book.yml` can set the level."""


class Publish(StrEnum):
    """For whom a site is built."""

    INTERNAL = "internal"
    """The school's own people: all texts, drafts too."""
    PUBLIC = "public"
    """Everybody: what holds, and what may be public of it."""


class PublicBuild(_Model):
    """What a public build holds beyond the texts in force; without a word on it, nothing."""

    names: Truth = False
    """Whether people are named; else roles alone are."""
    past: Truth = False
    """Whether approved texts stay that no longer hold."""


Levels = dict[Annotated[str, BeforeValidator(lambda v: _code(v))], Annotated[str, BeforeValidator(lambda v: _level(v))]]


class BookFile(_Model):
    """What `book.yml` holds."""

    title: Text = "School policies"
    description: Text | None = None
    language: Annotated[str, BeforeValidator(lambda v: _language(v))] = "en"
    """The language of the pages, as a tag like `cy`."""
    contact: Text | None = None
    """Whom to tell of a barrier: an e-mail address, the address of a page, or words."""
    due_soon: Annotated[int, BeforeValidator(lambda v: _days(v))] = 60
    """How many days before its review date a policy is due soon."""
    history: Truth = True
    """Whether the site has pages of histories and of changes."""
    compare: Truth = True
    """Whether the site has pages that compare schools."""
    publish: Publish = Publish.INTERNAL
    """For whom the site is built, where the build does not say."""
    public: PublicBuild = PublicBuild()
    downloads: tuple[Download, ...] | None = None
    """The files that pages offer; None for all where the book is small."""
    levels: Levels = {}
    """Finding code -> `error`, `warning`, `note` or `off`."""
    school_levels: dict[Slug, Levels] = {}
    """School -> the same for its own files, before `levels`."""


def _days(value: object) -> int:
    if isinstance(value, int):
        return value
    match = re.fullmatch(r"(\d{1,4})\s*(d|days?)?", str(value).strip())
    if not match:
        raise PydanticCustomError("days", "{why}", {"why": later("finding.value.days", value=str(value))})
    return int(match[1])


def _language(value: object) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(value)):
        raise PydanticCustomError("language", "{why}", {"why": later("finding.value.language", value=str(value))})
    return str(value)


def _code(value: object) -> object:
    if value not in FINDING_CODES:
        raise PydanticCustomError("finding_code", "unknown")
    return value


def _level(value: object) -> object:
    if value not in ("error", "warning", "note", "off"):
        raise PydanticCustomError("level", "{why}", {"why": later("finding.value.level", value=str(value))})
    return value


REQUIRED: Final = ("title", "status", "owner")
"""The fields that every policy must have."""
