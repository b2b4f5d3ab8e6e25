"""The seal: a digest of what was approved, so that an edit after approval shows by itself.

It covers title, kind, audience, owner's and responsible roles, approval, effective and review dates, related policies
and acknowledgement, and of every clause and section its label, text, nesting, order and link targets, where its cells
end and what of it is struck out. It does not cover other formatting, ids, or names in the directory. The canonical form
is JSON, whose quoting keeps fields apart; an interval is the same however it is written.
(The idea of reviewing by content stamp is doorstop's.)
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any, Final

from policybook.dates import TERM_MONTHS, Frequency
from policybook.metadata import FrontMatter, Party
from policybook.model import Tree
from policybook.parsing.structure import marks_of

FORM: Final = "1"
"""The version of the canonical form; it begins every seal."""


def seal(front_matter: FrontMatter, tree: Tree) -> str:
    """Return the seal of a text, as `1:<sha256 in hex>`."""
    canonical = json.dumps(
        [FORM, _fields(front_matter), _clauses(tree)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return f"{FORM}:{hashlib.sha256(unicodedata.normalize('NFC', canonical).encode()).hexdigest()}"


def covered(front_matter: FrontMatter) -> dict[str, Any]:
    """Return the parts of the front matter that a seal covers, in plain values."""
    return _fields(front_matter)


def _fields(values: FrontMatter) -> dict[str, Any]:
    approved, review, declaration = values.approved, values.review, values.acknowledgement
    return {
        "title": values.title,
        "kind": values.kind,
        "audience": [str(member) for member in values.audience],
        "owner": _role(values.owner),
        "responsible": [[_role(party), party.for_] for party in values.responsible],
        "approved": [approved.by, _plain(approved.date), approved.minute] if approved else None,
        "effective": _plain(values.effective),
        "review": [_plain(review.due), _interval(review.frequency), review.by] if review else None,
        "related": list(values.related),
        "acknowledgement": [_words(declaration.statement), list(declaration.fields)] if declaration else None,
    }


def _clauses(tree: Tree) -> list[list[Any]]:
    depth: list[int] = []
    rows: list[list[Any]] = []
    for node in tree.nodes:
        depth.append(0 if node.parent < 0 else depth[node.parent] + 1)
        row = [depth[-1], node.kind.value, node.label, node.text, list(node.links)]
        marks = marks_of(node, tree.references)
        rows.append([*row, marks] if marks else row)
    return rows


def _role(party: Party | None) -> str | None:
    # A role of the directory, or a plain title; a party that is only a name is sealed by it.
    return (party.role or party.name) if party else None


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) if text is not None else None


def _interval(frequency: Frequency | None) -> str | None:
    if frequency is None:
        return None
    years, months = divmod(frequency.months, 12)
    if frequency.days or (months and frequency.months != TERM_MONTHS):
        return f"P{frequency.months}M{frequency.days}D"
    return "termly" if months else "annually" if years == 1 else f"every {years} years"


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
