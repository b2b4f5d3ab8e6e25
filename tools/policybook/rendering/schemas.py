"""JSON Schemas of what the commands print and of the front matter that authors write."""

from __future__ import annotations

from typing import Any, Final

from policybook.checking.review import State
from policybook.finding import Level
from policybook.metadata import REQUIRED, FrontMatter, Status
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
    }
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


SCHEMAS: Final = {"policy": _policy, "findings": _findings, "front-matter": _front_matter}
