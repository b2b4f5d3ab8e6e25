"""The terms that a book or a school explains in its own words, in `glossary.yml` of its folder."""

from __future__ import annotations

from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from policybook.finding import Finding, Level
from policybook.language.glossary import Glossary, Term, field_terms, overridden
from policybook.messages.messages import later
from policybook.metadata import Text
from policybook.parsing import decode
from policybook.parsing.front_matter import read_values
from policybook.parsing.yaml_text import YamlText, read_yaml

GLOSSARY: Final = "glossary.yml"
"""The name of the file, in the folder of the book or of a school."""


class Entry(BaseModel):
    """A term as it is written in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    term: Text
    forms: tuple[Text, ...] = ()
    """What else it is called, abbreviations and plurals among them."""
    text: Text
    """What it means."""


class GlossaryFile(BaseModel):
    """What `glossary.yml` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    terms: tuple[Entry, ...] = ()
    leave_out: tuple[Text, ...] = ()
    """Terms that others explain and that are not to be explained here."""


class OwnTerms(NamedTuple):
    """What a book or a school explains itself."""

    terms: tuple[Term, ...] = ()
    without: tuple[str, ...] = ()
    """Forms of terms that others explain and that are not to be explained here."""


NO_TERMS: Final = OwnTerms()


def glossary_of(book: OwnTerms, school: OwnTerms = NO_TERMS) -> Glossary:
    """Return the terms that are explained in the texts of a school: its own, then the book's, then the field's."""
    return Glossary(school.terms, overridden(common_terms(book), school.terms, school.without))


def common_terms(book: OwnTerms) -> tuple[Term, ...]:
    """Return the terms that are explained in a whole book: its own, then the field's."""
    return (*book.terms, *overridden(field_terms(), book.terms, book.without))


def read_glossary(data: bytes, path: str, policy: str = "") -> tuple[OwnTerms, list[Finding]]:
    """Return what a `glossary.yml` says, and what is wrong with it.

    Args:
        data: Its bytes.
        path: Where it lies in the book.
        policy: The school that it is about, if any, for findings.
    """
    text, wrong = decode(data)
    values, found = read_values(GlossaryFile, text)
    terms: list[Term] = []
    taken: dict[str, str] = {}
    for entry in values.terms:
        forms = dict.fromkeys((entry.term, *entry.forms))
        twice = {form: first for form in forms for key in Term(form, "").keys if (first := taken.get(key))}
        found += (_duplicate(form, first, entry, read_yaml(text)) for form, first in twice.items())
        if entry.term not in twice:
            terms.append(Term(entry.term, entry.text, tuple(form for form in entry.forms if form not in twice)))
            taken.update((key, entry.term) for key in terms[-1].keys)
    return OwnTerms(tuple(terms), values.leave_out), [finding.at(path, policy) for finding in (*wrong, *found)]


def _duplicate(form: str, first: str, entry: Entry, raw: YamlText) -> Finding:
    places = [
        raw.place(("terms", n, "forms") if form != entry.term else ("terms", n, "term"))
        for n, given in enumerate(raw.values["terms"])
        if isinstance(given, dict) and given.get("term") == entry.term
    ]
    return Finding(
        "term-duplicate",
        Level.WARNING,
        later("finding.term-duplicate.what", term=form, first=first),
        later("finding.term-duplicate.fix"),
        *places[-1],
    )
