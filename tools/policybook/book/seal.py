"""The seal: a digest of what was approved, so that an edit after approval shows by itself.

It covers title, kind, audience, owner's and responsible roles, approval, effective and review dates, related policies
and acknowledgement, and of every clause and section its label, text, nesting, order and link targets. It does not
cover formatting, ids, or names in the directory. The canonical form is JSON, whose quoting keeps fields apart.
(The idea of reviewing by content stamp is doorstop's.)
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any, Final

from policybook.metadata import FrontMatter, Party
from policybook.model import Tree

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
        "review": [_plain(review.due), _plain(review.frequency), review.by] if review else None,
        "related": list(values.related),
        "acknowledgement": [_words(declaration.statement), list(declaration.fields)] if declaration else None,
    }


def _clauses(tree: Tree) -> list[list[Any]]:
    depth: list[int] = []
    rows: list[list[Any]] = []
    for node in tree.nodes:
        depth.append(0 if node.parent < 0 else depth[node.parent] + 1)
        rows.append([depth[-1], node.kind.value, node.label, node.text, list(node.links)])
    return rows


def _role(party: Party | None) -> str | None:
    # A role of the directory, or a plain title; a party that is only a name is sealed by it.
    return (party.role or party.name) if party else None


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) if text is not None else None


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
