"""The pages of the glossary: what each term means and where it is used, and the same for a script to show in place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from policybook.book.glossary import common_terms
from policybook.book.model import Book
from policybook.language.glossary import Term, page_terms
from policybook.messages.messages import Messages
from policybook.rendering.page import Page, SearchEntry
from policybook.rendering.places import Entry, school_path
from policybook.rendering.templating import render
from policybook.rendering.terms import GLOSSARY, page_term_id, school_glossary

LISTED: Final = 12
"""Up to how many policies are listed that use a term; of more, only their number is told."""


class Glossaries(NamedTuple):
    """The pages of terms, and the files that a script reads."""

    pages: list[Page]
    files: dict[str, bytes]


class _Use(NamedTuple):
    entry: Entry
    path: str
    """The first clause that has the term."""


class _Row(NamedTuple):
    """A term as the page shows it."""

    id: str
    term: Term
    uses: list[_Use]
    schools: int
    """In how many schools it is used."""
    is_listed: bool
    """Whether so few policies use it that they are named."""

    @property
    def also(self) -> list[str]:
        """What else the term is called, without plurals."""
        forms = self.term.all_forms
        return [form for form in self.term.forms if form.removesuffix("s") not in forms or not form.endswith("s")]


def glossary_pages(t: Messages, book: Book, entries: Iterable[Entry], pages: Iterable[Page]) -> Glossaries:
    """Return the glossary of the book, and one for each school that explains terms itself.

    Args:
        t: What the pages say.
        book: The book.
        entries: All policies.
        pages: All pages of texts.
    """
    titles = {entry.path: entry for entry in entries}
    uses: dict[str, list[_Use]] = {}
    for page in pages:
        if entry := titles.get(page.path):
            for place, clause in page.terms:
                uses.setdefault(place, []).append(_Use(entry, f"{page.path}#{clause}"))
    made = Glossaries([], {})
    _add(t, made, GLOSSARY, t("glossary.title"), common_terms(book.glossary), uses, page_terms())
    for school in book.schools:
        if own := school.glossary.terms:
            title = t("glossary.of_school", school=school.name)
            _add(t, made, school_glossary(school.id), title, own, uses, school=(school.name, school.id))
    return made


def _add(
    t: Messages,
    made: Glossaries,
    path: str,
    title: str,
    terms: Iterable[Term],
    uses: Mapping[str, list[_Use]],
    of_pages: Iterable[Term] = (),
    school: tuple[str, str] | None = None,
) -> None:
    rows = [_row(term, uses.get(f"{path}#{term.id}", [])) for term in sorted(terms, key=lambda term: term.name.lower())]
    own = [_Row(page_term_id(term.name), term, [], 0, is_listed=False) for term in of_pages]
    html = render(
        t,
        "glossary.html",
        here=path,
        title=title,
        rows=rows,
        of_pages=own,
        school=(school[0], school_path(school[1])) if school else None,
        whole=GLOSSARY,
    )
    about = t("glossary.description")
    page = Page(path, title, html, about, search=(SearchEntry("", title, about),), school=school[0] if school else "")
    made.pages.append(page)
    explained = {row.id: (row.term.name, row.term.text) for row in (*rows, *own)}
    data = json.dumps(explained, ensure_ascii=False, separators=(",", ":"))
    made.files[path.removesuffix(".html") + ".js"] = f"window.__terms={data}\n".encode()


def _row(term: Term, uses: list[_Use]) -> _Row:
    return _Row(term.id, term, uses, len({use.entry.school.id for use in uses}), len(uses) <= LISTED)
