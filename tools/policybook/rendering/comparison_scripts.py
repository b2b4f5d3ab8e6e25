"""What a browser loads to set two policies side by side: scripts, which load from a folder where JSON does not.

A policy's script holds what it states on each rule; the kind's script holds the rules, and how each class of positions
stands to each other. The browser joins the two, so that no pair of policies needs a file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from typing import Any

from policybook.comparing.comparison import Row
from policybook.comparing.stances import Stance
from policybook.rendering.clause_words import plain
from policybook.rendering.compared_kind import ComparedKind
from policybook.rendering.comparison_places import rules_path, statements_path
from policybook.rendering.positions import between, class_of, position_of


def comparison_scripts(kind: ComparedKind, places: Mapping[str, str]) -> dict[str, bytes]:
    """Return the scripts of a kind by where they lie.

    Args:
        kind: The policies.
        places: Where each rule is told.
    """
    rows = kind.comparison.rules
    classes = {
        stance: n for n, stance in enumerate(dict.fromkeys(class_of(s) for row in rows for s in row.stances.values()))
    }
    files = {rules_path(kind.kind): _script("__rules", kind.kind, _rules(kind, classes, places))}
    for name, side in kind.sides.items():
        files[statements_path(side.ref)] = _script("__statements", side.ref, _statements(kind, name, classes))
    return files


def _rules(kind: ComparedKind, classes: Mapping[Stance, int], places: Mapping[str, str]) -> dict[str, Any]:
    """Return topics and rules in order, each rule with where it is told and how many policies state it."""
    t, known = kind.t, list(classes)
    whys: dict[tuple[str, str], int] = {}
    relations: list[dict[int, int]] = [{} for _ in known]
    for row in kind.comparison.rules:
        # Most classes never meet on a rule.
        for a, b in product(dict.fromkeys(map(class_of, row.stances.values())), repeat=2):
            relation, why = between(a, b)
            relations[classes[a]][classes[b]] = whys.setdefault((str(relation), t(why)), len(whys))
    topics = {topic.id: topic.title for topic in kind.comparison.topics}
    return {
        "topics": [
            {
                "title": topics.get(topic or "") or t("compare.no_topic"),
                "rules": [[row.id, row.title, places[row.id], len(row.members)] for row in rows],
            }
            for topic, rows in kind.rules_of.items()
            if rows
        ],
        "positions": [(t(one.word), one.shape) for one in map(position_of, known)],
        "relations": relations,
        "whys": list(whys),
    }


def _statements(kind: ComparedKind, name: str, classes: Mapping[Stance, int]) -> dict[str, Any]:
    """Return what a policy states: its clauses that state a rule, and of each rule class, exceptions and clauses."""
    tree, people = kind.comparison.texts[name].tree, kind.people[name]
    rows = [row for row in kind.comparison.rules if name in row.members]
    at = {n: i for i, n in enumerate(sorted({n for row in rows for n in row.members[name]}))}

    def clause(n: int) -> list[str]:
        node = tree.nodes[n]
        stem = next((tree.nodes[i].text for i in tree.ancestors(n) if not tree.nodes[i].is_section), "")
        return [tree.ids[n], node.label or "", plain(stem, people), plain(node.text, people)]

    def stated(row: Row) -> list[Any]:
        stance = row.stances[name]
        exceptions = [plain(words, people) for words in stance.conditions]
        return [classes[class_of(stance)], exceptions, [at[n] for n in row.members[name]]]

    side = kind.sides[name]
    return {
        "name": side.name,
        "title": side.title,
        "page": side.path,
        "standing": side.standing,
        "draft": side.is_draft,
        "kind": kind.kind,
        "clauses": [clause(n) for n in at],
        "rules": {row.id: stated(row) for row in rows},
    }


def _script(variable: str, name: str, value: object) -> bytes:
    words = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return f"(window.{variable}??={{}})[{json.dumps(name)}]={words}\n".encode()
