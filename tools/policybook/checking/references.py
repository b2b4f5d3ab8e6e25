"""Where a text refers to its own clauses by number ("see 3.7", "clause (b)"), and to which."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from typing import Final, NamedTuple

from policybook.model import NO_PARENT, Tree

_BRACKET: Final = r"\((?:[A-Za-z]|\d{1,2}|[ivx]{1,5})\)"
_NOT_A_LABEL: Final = (
    r"(?![\w.]*\d|\s*(?:%|[ap]\.?m\b|days?|weeks?|months?|terms?|years?|hours?|minutes?|pupils?|characters?))"
)
_LABEL: Final = rf"(?:\d{{1,3}}(?:\.\d{{1,3}})+{_NOT_A_LABEL}|\d{{1,2}}{_NOT_A_LABEL}|{_BRACKET})(?:{_BRACKET})*"
_BETWEEN: Final = r"(?:\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or|to|&)\s+|\s*[-–]\s*)"
_REFERENCE: Final = re.compile(
    r"\b(?P<word>(?i:see|sections?|clauses?|paragraphs?|paras?\.?|points?|rules?))\s+"
    rf"(?P<labels>{_LABEL}(?:{_BETWEEN}{_LABEL})*)"
    r"|\b(?P<appendix>(?:Appendix|Annexe?|Schedule)\s+(?:\d{1,2}|[A-Z]))\b"
)
_ONE: Final = re.compile(rf"(?P<label>\d+(?:\.\d+)*|{_BRACKET})(?:{_BRACKET})*")
_WITHIN: Final = re.compile(
    r"\s+(?:of|in|under)\s+(?i:sections?|clauses?|paragraphs?|paras?\.?)\s+(\d{1,3}(?:\.\d{1,3})*)"
)

_LAW: Final = r"(?:Act|Bill|Code|Regulations?|Order|Directive|GDPR|KCSIE)"
_ELSEWHERE: Final = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:,\s*|and\s+|to\s+)*(?:of|in|to|under)\s+(?!this\b|(?:the|our)\s+policy\b)"
    r"(?:the\s+|an?\s+|its\s+|their\s+|that\s+|another\s+)*"
    rf"(?:[\w’'-]+\s+){{0,7}}?(?:{_LAW}|guidance|document|contract|Handbook|Procedures?|[A-Z][\w’'-]*)"
    # The law named behind the number: "Section 17 (Children Act 1989)".
    rf"|\s*[,(]?\s*(?:the\s+)?(?:[A-Z][\w’'&-]*\s+(?:(?:of|and|the)\s+)*){{1,7}}{_LAW}\b"
    # What laws give a name to: "Section 11 audit".
    r"|\s+(?:agreements?|assessments?|audits?|cases?|checks?|child(?:ren)?|compliance|concerns?|conferences?|dut(?:y|ies)"
    r"|enquir(?:y|ies)|grants?|inquir(?:y|ies)|inspections?|investigations?|meetings?|notices?|offences?|orders?|plans?"
    r"|powers?|referrals?|requirements?|returns?|services?|statements?|status|support|thresholds?)\b"
)
_OF_ANOTHER: Final = re.compile(
    rf"(?:\b{_LAW}\)?(?:\s+\d{{4}})?\)?[,:]?\s*[(–-]?\s*|\bguidance[,:]?\s*\(?|\b(?i:an?|any|no|each|every|such)\s+)$"
)
"""What stands before a section of a law or of another document: its name, or an article."""
_NUMBER_OR_BRACKET: Final = re.compile(r"[\d(]")


class Reference(NamedTuple):
    """A place in a clause's text that names another clause."""

    start: int
    end: int
    label: str
    word: str = ""
    """What the label is called: "section", "clauses"; empty where the label says it, as "Appendix 1"."""
    within: str = ""
    """The label of the section or clause in which it is to be found, where the text says so."""


def references_in(text: str) -> list[Reference]:
    """Return where a text names clauses of its own policy: "see 3.7 and 9.9", "section 4", "Appendix 1".

    Sections of laws and other documents ("section 3 of the Education Act", "a Section 17 assessment") are not among
    them.
    """
    found: list[Reference] = []
    if not may_refer(text):
        return found
    for match in _REFERENCE.finditer(text):
        if _ELSEWHERE.match(text, match.end()) or _OF_ANOTHER.search(text, max(match.start() - 40, 0), match.start()):
            continue
        if match["appendix"]:
            found.append(Reference(match.start(), match.end(), " ".join(match["appendix"].split())))
            continue
        word, within = match["word"].lower(), _WITHIN.match(text, match.end())
        before = match.end("word")
        for one in _ONE.finditer(text, match.start("labels"), match.end("labels")):
            between, label, before = text[before : one.start()].strip(), one["label"], one.end()
            # A bare number needs a word that says what it is: "see 4 pupils" and "clause 3.7 and 4 pupils" have none.
            if label.isdigit() and (word == "see" or (between in {"and", ",", "&"} and not word.endswith("s"))):
                continue
            if label.startswith("(") and word == "see":
                continue
            found.append(Reference(*one.span("label"), label, word, within[1] if within else ""))
    return found


def may_refer(text: str) -> bool:
    """Return whether a text has what every reference to a clause has; far quicker than to look for references."""
    return _NUMBER_OR_BRACKET.search(text) is not None or "Appendix" in text or "Annex" in text or "Schedule" in text


class Labels:
    """The labels of a tree, by which references are resolved."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[tuple[int, str], list[int]] = {}
        """In document order, the nodes below a section, or in the whole tree (`NO_PARENT`), that have a label."""
        for n, node in enumerate(tree.nodes):
            if node.label:
                around = [*tree.ancestors(n), NO_PARENT]
                for name in _names(node.label):
                    for scope in around:
                        self._known.setdefault((scope, name), []).append(n)

    def __contains__(self, label: str) -> bool:
        return (NO_PARENT, _plain(label)) in self._known

    def find(self, reference: Reference, position: int) -> int | None:
        """Return the node that a reference means, or None if there is none.

        Args:
            reference: What the text says.
            position: The position of the clause that says it. A label in brackets, as "(a)", is one of its own section,
                or of those around that; a number with dots is one of the whole policy, and a bare one preferably a
                section's.
        """
        name = _plain(reference.label)
        if reference.label.startswith("("):
            return self._nearest(name, reference, position)
        clause = None
        if reference.word and "." not in name and not reference.word.startswith("section"):
            clause = self._nearest(name, reference, position)
        known = self._known.get((NO_PARENT, name), [])
        return clause if clause is not None else self._section(known)

    def _section(self, known: list[int]) -> int | None:
        return next((n for n in known if self._tree.nodes[n].is_section), known[0] if known else None)

    def _nearest(self, name: str, reference: Reference, position: int) -> int | None:
        """Return the nearest of several nodes in the narrowest section around a position that has one."""
        if reference.within:
            place = self._section(self._known.get((NO_PARENT, _plain(reference.within)), []))
            known = self._known.get((place, name)) if place is not None else None
            return next(iter(known or self._known.get((NO_PARENT, name), [])), None)
        sections = [n for n in self._tree.ancestors(position) if self._tree.nodes[n].is_section]
        for scope in sections or [NO_PARENT]:
            if known := self._known.get((scope, name)):
                at = bisect(known, position)
                around = [n for n in known[max(at - 2, 0) : at + 1] if n != position] or known[at - 1 : at]
                return min(around, key=lambda n: abs(n - position))
        return None


def label_index(tree: Tree) -> dict[str, int]:
    """Return the node with each label, in lower case, by its position; sections go before clauses.

    Labels that several clauses have, as "(a)" in every section, are not in it.
    """
    sections: dict[str, int] = {}
    clauses: dict[str, int] = {}
    twice: set[str] = set()
    for n, node in enumerate(tree.nodes):
        if node.label:
            label = node.label.lower()
            if label in clauses and not node.is_section and "." not in label:
                twice.add(label)
            (sections if node.is_section else clauses).setdefault(label, n)
    return {label: n for label, n in clauses.items() if label not in twice} | sections


def _names(label: str) -> Iterator[str]:
    """Yield what a label is known by: itself without brackets; of "Section 3", the number, too."""
    plain = _plain(label)
    yield plain
    if plain.startswith("section "):
        yield plain.removeprefix("section ")


def _plain(label: str) -> str:
    return label.lower().strip("()").replace("annexe ", "annex ")
