"""The comparison of policies as the JSON that other programs rely on."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from policybook.comparing.comparison import Comparison, Row, Text
from policybook.comparing.gaps import stated_alone, wording_of
from policybook.messages.reading import english

COMPARISON: Final = "policybook/comparison/1"


MOST_RELATED: Final = 12
"""With how many policies at most a file of the site has the relation of each pair: the pairs grow with the square."""


def comparison_json(found: Comparison, *, with_relations: bool = True) -> dict[str, Any]:
    """Return a comparison as `policybook compare --format json` prints it.

    Args:
        found: The comparison.
        with_relations: Whether each rule has the relations of its pairs.
    """
    names = list(found.texts)
    return {
        "schema": COMPARISON,
        "policies": names,
        "drafts": [name for name in names if name in found.drafts],
        "topics": [
            {
                "id": row.id,
                "title": row.title,
                "cells": {name: _cell(row, text) for name, text in found.texts.items()},
                "pinned": _pinned(row, found),
            }
            for row in found.topics
        ],
        "rules": [_rule(row, found, with_relations=with_relations) for row in found.rules],
        "gaps": {name: [row.id for row in found.gaps(name)] for name in names},
        "alone": {name: [row.id for row in stated_alone(found, name)] for name in names},
    }


def _cell(row: Row, text: Text) -> dict[str, Any]:
    stance = row.stances.get(text.name)
    return {
        "clauses": [_clause(text, position) for position in row.members.get(text.name, ())],
        "stance": str(stance.modality) if stance else None,
    }


def _clause(text: Text, position: int) -> dict[str, Any]:
    node, known = text.tree.nodes[position], text.understood[position]
    return {
        "id": text.tree.ids[position],
        "label": node.label,
        "text": node.text,
        "modality": str(known.reading.modality) if known else "none",
    }


def _rule(row: Row, found: Comparison, *, with_relations: bool) -> dict[str, Any]:
    wording = wording_of(found, row)
    members = {name: [found.texts[name].tree.ids[n] for n in positions] for name, positions in row.members.items()}
    said = cache(english())  # most pairs have one of a few reasons
    relations = [
        {"a": each.a, "b": each.b, "relation": str(each.relation), "why": said(each.why)}
        for each in (row.relations() if with_relations else ())
    ]
    return {
        "id": row.id,
        "title": row.title,
        "topic": row.topic,
        "members": members,
        "stances": {name: str(stance.modality) for name, stance in row.stances.items()},
        **({"relations": relations} if with_relations else {}),
        "words": {
            name: {found.texts[name].tree.ids[n]: words_for(found.texts[name], n, row.id) for n in positions}
            for name, positions in row.members.items()
        },
        "pinned": _pinned(row, found),
        "wording": {"policy": wording.policy, "clause": found.texts[wording.policy].tree.ids[wording.clause]},
    }


def _pinned(row: Row, found: Comparison) -> dict[str, dict[str, bool]]:
    return {
        name: {found.texts[name].tree.ids[n]: holds for n, holds in decided.items()}
        for name, decided in row.pinned.items()
    }


def words_for(text: Text, position: int, rule: str) -> list[str]:
    """Return the words by which a clause was found to state a rule; none for what was grouped by likeness."""
    known = text.understood[position]
    found = next((each for each in known.rules if each.id == rule), None) if known else None
    return list(dict.fromkeys(word.words for word in found.words)) if found else []
