"""Terms of a glossary marked where they stand: each is a link to its explanation, the first time in each section."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from html import escape
from itertools import accumulate
from typing import Final

from policybook.language.glossary import Glossary, Term, find_term
from policybook.model import Tree
from policybook.rendering.page import link

GLOSSARY: Final = "glossary.html"
"""The page of the terms of the book and of the field; that of a school's own has the same name in its folder."""

STATES: Final = {
    "in-force": "In force",
    "draft": "Draft",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "overdue": "Overdue",
    "due-soon": "Due soon",
    "undated": "No review date",
    "current": "Current",
}
"""The terms of policybook's own that explain how a text or its review stands, by the name of the state."""
CHANGES: Final = {"stricter": "Stricter", "looser": "Looser", "reworded": "Of wording", "renumbered": "Renumbered"}
"""The terms that explain what a change does, by its sort; the badges of others say all there is to say."""

_LINKED: Final = re.compile(r"<a\b.*?</a>|<[^>]*>", re.DOTALL)


def school_glossary(school: str) -> str:
    """Return where the page lies of the terms that a school explains itself."""
    return f"schools/{school}/{GLOSSARY}"


@cache
def page_term_id(name: str) -> str:
    """Return the place in the glossary of a word of policybook's own; clauses and terms have none that begins so."""
    return f"_{Term(name, '').id}"


class TermMarker:
    """Marks the terms of one text."""

    def __init__(self, glossary: Glossary, tree: Tree, school: str, from_page: str) -> None:
        """Prepare to mark terms.

        Args:
            glossary: The terms.
            tree: The text.
            school: The id of the school that it is of.
            from_page: The page that it stands on.
        """
        self._pages = (frozenset(glossary.own), school_glossary(school))
        self._here = from_page
        self._clauses = _by_clause(glossary, tree)
        self._told: set[Term] = set()
        self._clause = ""
        self._likely: list[Term] = []
        self.first: dict[str, str] = {}
        """Where each term that was marked is explained -> id of the first clause that has the term."""

    def begin_section(self, *, is_top: bool) -> None:
        """Mark nothing in a heading; below one of the first level, explain every term afresh."""
        self._likely = []
        if is_top:
            self._told.clear()

    def begin_clause(self, position: int, id_: str) -> None:
        """Go on to a clause, by its position and id."""
        self._clause = id_
        self._likely = [term for term in self._clauses.get(position, ()) if term not in self._told]

    @property
    def is_idle(self) -> bool:
        """Whether the text has no term."""
        return not self._clauses

    @property
    def may_mark(self) -> bool:
        """Whether the clause may hold a term that is still to be explained."""
        return bool(self._likely)

    def mark(self, html: str) -> str:
        """Return HTML of the clause with each term that is still to be explained marked once; tags in it are whole."""
        for term in list(self._likely):
            at = 0
            for part in (*_LINKED.finditer(html), None):
                end = part.start() if part else len(html)
                if found := find_term(term, html[at:end]):
                    first, last = at + found.start(), at + found.end()
                    place = self._place(term)
                    html = (
                        f'{html[:first]}<a href="{escape(link(place, self._here))}">{html[first:last]}</a>{html[last:]}'
                    )
                    self._likely.remove(term)
                    self._told.add(term)
                    self.first.setdefault(place, self._clause)
                    break
                at = part.end() if part else end
        return html

    def _place(self, term: Term) -> str:
        """Return where a term is explained: a page and a place on it."""
        own, page = self._pages
        return f"{page if term in own else GLOSSARY}#{term.id}"


def _by_clause(glossary: Glossary, tree: Tree) -> dict[int, list[Term]]:
    """Return the terms that each clause may hold, longest first, by its position."""
    ends = list(accumulate(len(node.text) + 1 for node in tree.nodes))
    found: dict[int, list[Term]] = {}
    for term, where in glossary.places_in("\n".join(node.text for node in tree.nodes)).items():
        for position in {bisect_right(ends, at) for at in where}:
            found.setdefault(position, []).append(term)
    return found
