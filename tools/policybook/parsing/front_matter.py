"""Front matter and settings files: from YAML texts to typed values, a finding for each problem.

A field with a problem is left out and the rest is used, so that one wrong date never costs a policy its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from policybook.finding import Finding, Level
from policybook.metadata import REQUIRED, BookFile, FrontMatter, SchoolFile
from policybook.parsing.yaml_text import CODE, Path, YamlText, read_yaml

M = TypeVar("M", bound=BaseModel)

_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Split:
    """A file's text taken apart."""

    yaml: str | None
    """The text between the two `---` lines, or None where there is no front matter."""
    body: str
    body_line: int
    """The number of the body's first line in the file."""
    closed: bool = True


def split_front_matter(text: str) -> Split:
    """Take the front matter off a text whose lines end in a single newline character.

    Front matter that is never closed ends at the first blank line or heading; `closed` is then False.
    """
    rows = text.split("\n")
    if rows[0].rstrip() != "---":
        return Split(None, text, 1)
    for n, row in enumerate(rows[1:], 1):
        if row.rstrip() in {"---", "..."}:
            return Split("\n".join(rows[1:n]), "\n".join(rows[n + 1 :]), n + 2)
    end = next((n for n, row in enumerate(rows[1:], 1) if not row.strip() or row.startswith("#")), len(rows))
    return Split("\n".join(rows[1:end]), "\n".join(rows[end:]), end + 1, closed=False)


def read_front_matter(split: Split) -> tuple[FrontMatter, YamlText, list[Finding]]:
    """Return the front matter of a policy, where everything in it stands, and what is wrong with it."""
    if split.yaml is None:
        finding = Finding(
            CODE,
            Level.ERROR,
            "The file has no front matter.",
            "Begin it with a line `---`, then title, status and owner, then a line `---`.",
            1,
            1,
        )
        return FrontMatter(), YamlText(), [finding]
    raw = read_yaml(split.yaml, 2)
    values, findings = _validate(FrontMatter, raw)
    findings = raw.findings + findings
    if not split.closed:
        findings.insert(
            0,
            Finding(
                CODE,
                Level.ERROR,
                "The front matter is never closed.",
                "Put a line `---` after its last field.",
                split.body_line - 1,
                1,
            ),
        )
    broken = {finding.line for finding in findings}
    for name in REQUIRED:
        if getattr(values, name) is None and not (name in raw.values and raw.place((name,))[0] in broken):
            code = "owner-missing" if name == "owner" else CODE
            line, column = raw.place((name,))
            findings.append(
                Finding(
                    code,
                    Level.ERROR,
                    f"The policy has no {name}." if name != "owner" else "Nobody is named as the policy's owner.",
                    {
                        "title": "Add `title: ...`.",
                        "status": "Add `status: draft`, `approved` or `withdrawn`.",
                        "owner": "Add `owner: {role: ...}` with a role of the school's directory.",
                    }[name],
                    line or 1,
                    column or 1,
                )
            )
    return values, raw, findings


def read_school(text: str) -> tuple[SchoolFile, list[Finding]]:
    """Return what a `school.yml` says, and what is wrong with it."""
    raw = read_yaml(text)
    values, findings = _validate(SchoolFile, raw)
    findings = raw.findings + findings
    if values.name is None and "name" not in raw.values:
        findings.append(Finding(CODE, Level.ERROR, "The school has no name.", "Add `name: ...`.", 1, 1))
    return values, findings


def read_book(text: str) -> tuple[BookFile, list[Finding]]:
    """Return what a `book.yml` says, and what is wrong with it."""
    raw = read_yaml(text)
    values, findings = _validate(BookFile, raw)
    return values, raw.findings + findings


def _validate(model: type[M], raw: YamlText) -> tuple[M, list[Finding]]:
    values = raw.values
    findings: list[Finding] = []
    for _ in range(_ROUNDS):
        values = _without_nulls(values)
        try:
            return model.model_validate(values), findings
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                path = _known_part(problem["loc"], raw)
                findings.append(_finding(model, problem, path, raw))
                _remove(values, path)
    return model(), findings


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [_without_nulls(entry) for entry in value if entry is not None]
    return value


def _known_part(loc: tuple[int | str, ...], raw: YamlText) -> Path:
    """Return the part of a pydantic location that stands in the file."""
    path: Path = ()
    for part in loc:
        if (*path, part) not in raw.places:
            break
        path = (*path, part)
    return path


def _remove(values: Any, path: Path) -> None:
    for part in path[:-1]:
        values = values[part]
    if not path:
        return
    if isinstance(values, dict):
        values.pop(path[-1], None)
    elif isinstance(values, list) and isinstance(path[-1], int) and path[-1] < len(values):
        # Positions of later entries must not shift while problems of one round are taken out.
        values[path[-1]] = None


def _finding(model: type[BaseModel], problem: Any, path: Path, raw: YamlText) -> Finding:
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    line, column = raw.place(path)
    kind, given, context = problem["type"], problem["input"], problem.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _known_fields(model, path[:-1])
        nearest = process.extractOne(str(path[-1]).lower(), known, scorer=fuzz.ratio, score_cutoff=60)
        return Finding(
            CODE,
            Level.ERROR,
            f"“{name}” is no field known here; its value is not used.",
            f"Did you mean `{nearest[0]}`?" if nearest else f"Fields here are {', '.join(known)}.",
            line,
            column,
        )
    if kind == "enum":
        expected = [member.strip("' ") for member in context["expected"].replace(" or ", ",").split(",")]
        nearest = process.extractOne(str(given).lower(), expected, scorer=fuzz.ratio, score_cutoff=60)
        message = f"“{given}” is no {name.split('.')[0]}."
        fix = (f"Did you mean `{nearest[0]}`? " if nearest else "") + f"It is one of {', '.join(expected)}."
        return Finding(CODE, Level.ERROR, message, fix, line, column)
    if "why" in context:
        return Finding(CODE, Level.ERROR, f"{name}: {context['why']}.", "", line, column)
    message, fix = {
        "tuple_type": (f"{name} must be a list.", f"Write `{path[-1] if path else name}: [{given}]`."),
        "string_type": (f"{name} must be a single text.", "Write it on one line, in quotes if it holds a colon."),
        "dict_type": (f"{name} must be a group of fields.", ""),
        "model_type": (f"{name} must be a group of fields.", _example(name)),
    }.get(kind, (f"{name}: {problem['msg']}.", ""))
    return Finding(CODE, Level.ERROR, message, fix, line, column)


def _example(name: str) -> str:
    return {
        "owner": "Write `owner: {role: headteacher}`.",
        "approved": "Write `approved: {by: Full Governing Body, date: 2026-11}`.",
        "review": "Write `review: {due: 2027-11, frequency: annually}`.",
    }.get(name, "Write its fields indented below it, or in braces.")


def _known_fields(model: type[BaseModel], path: Path) -> list[str]:
    """Return the names of the fields that a group at a path may have."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        field = current.model_fields.get(part)
        if field is None:  # a role id of a directory
            continue
        current = next(iter(_models(field.annotation)), current)
    return [field.alias or name for name, field in current.model_fields.items() if name not in {"seal", "corrections"}]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in getattr(annotation, "__args__", ()) for found in _models(argument)]
