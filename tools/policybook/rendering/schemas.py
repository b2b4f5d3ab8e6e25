"""JSON Schemas of what the commands print and of the front matter that authors write."""

from __future__ import annotations

from typing import Any, Final

from policybook.checking.review import State
from policybook.comparing.stances import Relation
from policybook.diffing.changes import ChangeKind, Direction, EffectType, Op, Significance
from policybook.diffing.matching import Stage
from policybook.finding import Level
from policybook.metadata import REQUIRED, FrontMatter, Status
from policybook.model import Kind
from policybook.rendering.changes_json import CHANGES
from policybook.rendering.comparison_json import COMPARISON
from policybook.rendering.json_reports import FINDINGS, POLICY

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_MODALITIES: Final = ["must", "must_not", "should", "should_not", "may", "may_only", "none", None]


def _record(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_PINNED: Final = _record({"topic": _TEXT, "rule": _TEXT, "holds": {"type": "boolean"}}, optional=("topic", "rule"))
_CLAUSE: Final = _record(
    {
        "id": _TEXT,
        "kind": {"enum": ["section", "clause"]},
        "label": _TEXT_OR_NULL,
        "text": _TEXT,
        "parent": _TEXT_OR_NULL,
        "section": {"type": "array", "items": _TEXT},
        "modality": {"enum": _MODALITIES},
        "topics": {"type": "array", "items": _TEXT, "maxItems": 2},
        "line": {"type": "integer", "minimum": 1},
        "pinned": {"type": "array", "items": _PINNED},
    },
    optional=("pinned",),
)
_REVIEW: Final = _record(
    {
        "due": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}(-\d{2})?$"},
        "state": {"enum": [*map(str, State), None]},
        "days": {"type": ["integer", "null"]},
        "reason": _TEXT,
    }
)
_FINDING: Final = _record(
    {
        "code": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
        "level": {"enum": [*map(str, Level)]},
        "policy": _TEXT_OR_NULL,
        "path": _TEXT,
        "line": {"type": ["integer", "null"], "minimum": 1},
        "column": {"type": ["integer", "null"], "minimum": 1},
        "message": _TEXT,
        "fix": _TEXT,
    }
)
_VERSION: Final = _record({"policy": _TEXT, "version": _TEXT_OR_NULL})
_CHANGED_NODE: Final = _record(
    {"id": _TEXT, "label": _TEXT_OR_NULL, "text": _TEXT, "section": {"type": "array", "items": _TEXT}}
)
_DIRECTIONS: Final = [*map(str, Direction)]
_CHANGE: Final = _record(
    {
        "node": {"enum": [*map(str, Kind)]},
        "kind": {"enum": [*map(str, ChangeKind)]},
        "moved": {"type": "boolean"},
        "renumbered": {"type": "boolean"},
        "amended": {"type": "boolean"},
        "before": {"type": "array", "items": _CHANGED_NODE},
        "after": {"type": "array", "items": _CHANGED_NODE},
        "significance": {"enum": [*map(str, Significance), None]},
        "direction": {"enum": _DIRECTIONS},
        "effects": {
            "type": "array",
            "items": _record(
                {
                    "type": {"enum": [*map(str, EffectType)]},
                    "before": _TEXT,
                    "after": _TEXT,
                    "direction": {"enum": _DIRECTIONS},
                }
            ),
        },
        "stage": {"enum": [*map(str, Stage), None]},
        "score": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "redline": {"type": "array", "items": _record({"op": {"enum": [*map(str, Op)]}, "text": _TEXT})},
        "notes": {"type": "array", "items": _TEXT},
    }
)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a report, or of the front matter.

    Args:
        name: One of `SCHEMAS`.

    Raises:
        KeyError: There is no schema of that name.
    """
    return {"$schema": _DIALECT, **SCHEMAS[name]()}


def _policy() -> dict[str, Any]:
    return {
        "title": "A policy as a tree of clauses",
        **_record(
            {
                "schema": {"const": POLICY},
                "policy": _TEXT,
                "version": _TEXT_OR_NULL,
                "status": {"enum": [*map(str, Status), None]},
                "metadata": {"type": "object"},
                "review": _REVIEW,
                "clauses": {"type": "array", "items": _CLAUSE},
            }
        ),
    }


def _changes() -> dict[str, Any]:
    return {
        "title": "What differs between two texts",
        **_record(
            {
                "schema": {"const": CHANGES},
                "before": _VERSION,
                "after": _VERSION,
                "summary": _record({str(name): _COUNT for name in (*ChangeKind, *Significance)}),
                "metadata": {
                    "type": "array",
                    "items": _record({"path": _TEXT, "before": {}, "after": {}, "sentence": _TEXT}),
                },
                "changes": {"type": "array", "items": _CHANGE},
            }
        ),
    }


def _findings() -> dict[str, Any]:
    return {
        "title": "What check found",
        **_record(
            {
                "schema": {"const": FINDINGS},
                "today": {"type": "string", "format": "date"},
                "findings": {"type": "array", "items": _FINDING},
                "summary": _record(
                    {
                        "policies": _COUNT,
                        **{str(level): _COUNT for level in Level},
                        "known": _COUNT,
                        "states": {"type": "object", "additionalProperties": _COUNT},
                    }
                ),
            }
        ),
    }


def _front_matter() -> dict[str, Any]:
    found = FrontMatter.model_json_schema(by_alias=True)
    found["required"] = list(REQUIRED)
    for name in REQUIRED:
        written = found["properties"][name]
        written["anyOf"] = [option for option in written["anyOf"] if option != {"type": "null"}]
        written.pop("default", None)
    found["title"] = "Front matter of a policy"
    return found


def _comparison() -> dict[str, Any]:
    names = {"type": "array", "items": _TEXT}
    clause = _record({"id": _TEXT, "label": _TEXT_OR_NULL, "text": _TEXT, "modality": {"enum": _MODALITIES[:-1]}})
    cell = _record({"clauses": {"type": "array", "items": clause}, "stance": {"enum": _MODALITIES}})
    relation = _record({"a": _TEXT, "b": _TEXT, "relation": {"enum": [*map(str, Relation)]}, "why": _TEXT})
    by_policy = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": names}}
    pinned = {
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "boolean"}},
    }
    rule = {
        "id": _TEXT,
        "title": _TEXT,
        "topic": _TEXT_OR_NULL,
        "members": {"type": "object", "additionalProperties": names},
        "stances": {"type": "object", "additionalProperties": {"enum": _MODALITIES[:-1]}},
        "relations": {"type": "array", "items": relation},
        "words": by_policy,
        "pinned": pinned,
        "wording": _record({"policy": _TEXT, "clause": _TEXT}),
    }
    cells = {"type": "object", "additionalProperties": cell}
    topic = {"id": _TEXT, "title": _TEXT, "cells": cells, "pinned": pinned}
    return {
        "title": "What schools say on the same topics and rules",
        **_record(
            {
                "schema": {"const": COMPARISON},
                "policies": names,
                "drafts": names,
                "topics": {"type": "array", "items": _record(topic)},
                "rules": {"type": "array", "items": _record(rule, optional=("relations",))},
                "gaps": {"type": "object", "additionalProperties": names},
                "alone": {"type": "object", "additionalProperties": names},
            }
        ),
    }


SCHEMAS: Final = {
    "policy": _policy,
    "changes": _changes,
    "comparison": _comparison,
    "findings": _findings,
    "front-matter": _front_matter,
}
