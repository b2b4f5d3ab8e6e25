"""The JSON that `policybook diff` prints, which other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from policybook.book.difference import Difference, people_of
from policybook.book.naming import Named
from policybook.book.people import find_role
from policybook.diffing.changes import Change, Changes
from policybook.messages.reading import english
from policybook.model import Tree
from policybook.rendering.changes_fields import field_sentence

CHANGES: Final = "policybook/changes/1"


def changes_json(difference: Difference) -> dict[str, Any]:
    """Return what `policybook diff --format json` prints.

    Args:
        difference: The two versions, compared.
    """
    changes = difference.changes
    return {
        "schema": CHANGES,
        "before": _version(difference.before),
        "after": _version(difference.after),
        "summary": dict(changes.counts),
        "metadata": list(_metadata(difference)),
        "changes": [_change(changes, change) for change in changes],
    }


def _metadata(difference: Difference) -> Iterator[dict[str, Any]]:
    people = people_of(difference.before, difference.after)
    for change in difference.changes.metadata:
        sentence = field_sentence(english(), change, lambda role: find_role(role, people).title)
        yield {**change._asdict(), "sentence": sentence.removesuffix(".")}


def _version(named: Named) -> dict[str, Any]:
    return {"policy": named.name, "version": named.version.name}


def _change(changes: Changes, change: Change) -> dict[str, Any]:
    return {
        "node": str(change.node),
        "kind": str(change.kind),
        "moved": change.moved,
        "renumbered": change.renumbered,
        "amended": change.amended,
        "before": _nodes(changes.before, change.before),
        "after": _nodes(changes.after, change.after),
        "significance": str(change.significance) if change.significance else None,
        "direction": str(change.direction),
        "effects": [
            {
                "type": str(effect.type),
                "before": effect.before,
                "after": effect.after,
                "direction": str(effect.direction),
            }
            for effect in change.effects
        ],
        "stage": str(change.stage) if change.stage else None,
        "score": round(change.score, 4) if change.score is not None else None,
        "redline": [{"op": str(run.op), "text": run.text} for run in change.redline],
        "notes": [english()(note) for note in change.notes],
    }


def _nodes(tree: Tree, positions: Iterable[int]) -> list[dict[str, Any]]:
    return [
        {
            "id": tree.ids[n],
            "label": tree.nodes[n].label,
            "text": tree.nodes[n].text,
            "section": tree.section_titles(n),
        }
        for n in positions
    ]
