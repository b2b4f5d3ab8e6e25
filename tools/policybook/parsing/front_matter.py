"""Front matter and settings files: from YAML texts to typed values, a finding for each problem.

A field with a problem is left out and the rest is used, so that one wrong date never costs a policy its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.metadata import FINDING_CODES, REQUIRED, BookFile, FrontMatter, Publish, SchoolFile
from policybook.parsing.yaml_text import CODE, FIELD, Path, YamlText, names_in, read_yaml

M = TypeVar("M", bound=BaseModel)

_ROUNDS: Final = 50
_FIELDS: Final = frozenset(field.alias or name for name, field in FrontMatter.model_fields.items())
_NAME: Final = re.compile(r"[\"']?(\w+)[\"']?\s*:(?:\s|$)")
_PUBLISHES: Final = re.compile(r"^[ \t\"'-]*(?!public\b)publi\w*[\"']?\s*:", re.MULTILINE | re.IGNORECASE)
"""A line that says for whom the site is built, however it is spelt."""
_MARGIN: Final = re.compile(r"\S")
_TEXT: Final = re.compile(
    r"#{2,6}\s+\S|[|<>~`!]|(?:[-*+]\s+|\d{1,3}[.)]\s+)?[*_(\[“\"'‘]{0,3}\w[^\s:]*\s+[^\s:#]",
)
"""A heading, another block of Markdown, or prose: a line of two words, for no field has a name of two."""


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

    Front matter that was never closed ends above the first line that must be the policy's own; `closed` is then False.
    Such a line may stand above a `---`, which is then a line across the page. Without a field in front of it, the first
    `---` is one, too.
    """
    rows = text.split("\n")
    if rows[0].rstrip() != "---":
        return Split(None, text, 1)
    end = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() in {"---", "..."}), None)
    body = _body_within(rows[1:end], is_closed=end is not None)
    if body is None and end is not None:
        return Split("\n".join(rows[1:end]), "\n".join(rows[end + 1 :]), end + 2)
    body = len(rows) - 1 if body is None else body
    fields = "\n".join(rows[1 : body + 1]).rstrip()
    if not fields and body + 1 < len(rows):
        return Split(None, text, 1)
    return Split(fields, "\n".join(rows[body + 1 :]), body + 2, closed=False)


def _body_within(rows: Sequence[str], *, is_closed: bool) -> int | None:
    """Return which row below an opening `---` begins the policy's text, or None where all of them are front matter.

    No field of a policy stands below that row; it follows a blank line, or is prose or a heading. Where a `---` closes
    the rows, one of them has to be prose or a heading (a comment to YAML) below a blank line, and none of YAML's.
    """
    if is_closed and all(map(str.strip, rows)) and (not rows or FIELD.match(rows[0])):
        return None
    last = max((n for n, row in enumerate(rows) if (name := _NAME.match(row)) and name[1] in _FIELDS), default=-1)
    parted = [n for n in range(max(last + 1, 1), len(rows)) if _MARGIN.match(rows[n]) and not rows[n - 1].strip()]
    text = [n for n in range(last + 1, len(rows)) if _TEXT.match(rows[n])]
    if is_closed and not _is_overrun(rows, parted, text):
        return 0 if text and not any(FIELD.match(row) for row in rows) else None
    return min((*parted, *text), default=None)


def _is_overrun(rows: Sequence[str], parted: Sequence[int], text: Sequence[int]) -> bool:
    """Return whether rows above a `---` go on into the policy's text, though they begin as fields."""
    if not parted:
        return False
    sure = [rows[n] for n in sorted({*parted} & {*text})]
    if any(row.startswith("#") for row in sure):
        return True
    names = names_in("\n".join(rows))
    if names is None:
        return any(not FIELD.match(rows[n]) for n in parted)
    return bool(sure) and any(" " in name for name in names)


def read_front_matter(split: Split) -> tuple[FrontMatter, YamlText, list[Finding]]:
    """Return the front matter of a policy, where everything in it stands, and what is wrong with it."""
    if split.yaml is None:
        finding = Finding(
            CODE,
            Level.ERROR,
            later("finding.front-matter-invalid.missing"),
            later("finding.front-matter-invalid.begin"),
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
                later("finding.front-matter-invalid.unclosed"),
                later("finding.front-matter-invalid.close"),
                split.yaml.count("\n") + 2 if split.yaml else 1,
                1,
            ),
        )
    broken = {finding.line for finding in findings}
    unread = _unread(split.yaml, raw)
    for name in REQUIRED:
        is_broken = name in raw.values and raw.place((name,))[0] in broken
        if getattr(values, name) is None and not is_broken and name not in unread:
            findings.append(_lacking(name, raw))
    return values, raw, findings


def _unread(yaml: str, raw: YamlText) -> frozenset[str]:
    """Return which fields begin a line of a text that is no YAML, and were not read: they are not missing."""
    if not raw.findings:
        return frozenset()
    return frozenset(name[1] for row in yaml.split("\n") if (name := _NAME.match(row.strip()))) - raw.values.keys()


def _lacking(name: str, raw: YamlText) -> Finding:
    line, column = raw.place((name,))
    place = (line or 1, column or 1)
    if name == "owner":
        remedy = later("finding.owner-missing.add", example="`owner: {role: ...}`")
        return Finding("owner-missing", Level.ERROR, later("finding.owner-missing.what"), remedy, *place)
    what = later("finding.front-matter-invalid.lacking", field=name)
    return Finding(CODE, Level.ERROR, what, later(f"finding.front-matter-invalid.add_{name}"), *place)


def read_school(text: str) -> tuple[SchoolFile, list[Finding]]:
    """Return what a `school.yml` says, and what is wrong with it."""
    raw = read_yaml(text)
    people = raw.values.get("people")
    if isinstance(people, dict):
        # A role without title and name is a role all the same.
        raw.values["people"] = {role: {} if person is None else person for role, person in people.items()}
    values, findings = _validate(SchoolFile, raw)
    findings = raw.findings + findings
    if values.name is None and "name" not in {*raw.values, *_unread(text, raw)}:
        what = later("finding.front-matter-invalid.no_name")
        findings.append(Finding(CODE, Level.ERROR, what, later("finding.front-matter-invalid.add_name"), 1, 1))
    return values, findings


def read_book(text: str) -> tuple[BookFile, list[Finding]]:
    """Return what a `book.yml` says, and what is wrong with it.

    Where it says for whom the site is built and cannot be understood, the site is public: it then holds less.
    """
    values, findings = read_values(BookFile, text)
    if "publish" not in values.model_fields_set and _PUBLISHES.search(text):
        values = values.model_copy(update={"publish": Publish.PUBLIC})
    return values, findings


def read_values(model: type[M], text: str) -> tuple[M, list[Finding]]:
    """Return what a settings file says as the values of a model, and what is wrong with it."""
    raw = read_yaml(text)
    values, findings = _validate(model, raw)
    return values, raw.findings + findings


def _validate(model: type[M], raw: YamlText) -> tuple[M, list[Finding]]:
    values = raw.values
    findings = [_unknown(model, path, raw) for path in raw.empty if not _is_field(model, path)]
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


def _is_field(model: type[BaseModel], path: Path) -> bool:
    """Return whether a model has a field at a path; pydantic is not asked about those without a value."""
    inner: type[BaseModel] | None = model
    is_key = False  # of a directory: a role id
    for part in path:
        if isinstance(part, int) or is_key:
            is_key = False
            continue
        if inner is None:
            break
        fields = {field.alias or name: field.annotation for name, field in inner.model_fields.items()}
        if part not in fields:
            return False
        inner = next(iter(_models(fields[part])), None)
        is_key = get_origin(fields[part]) is dict
    return True


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
    name = _dotted(path)
    line, column = raw.place(path)
    kind, given = problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return _unknown(model, path, raw)
    if kind == "finding_code":
        nearest = process.extractOne(str(given).lower(), FINDING_CODES, scorer=fuzz.ratio, score_cutoff=60)
        what = later("finding.front-matter-invalid.no_code", code=str(given))
        remedy = _nearest(nearest[0]) if nearest else later("finding.front-matter-invalid.codes")
        return Finding(CODE, Level.ERROR, what, remedy, line, column)
    if kind == "enum":
        expected = [member.strip("' ") for member in problem["ctx"]["expected"].replace(" or ", ",").split(",")]
        nearest = process.extractOne(str(given).lower(), expected, scorer=fuzz.ratio, score_cutoff=60)
        field = next((part for part in reversed(path) if isinstance(part, str)), "value")
        what = later("finding.front-matter-invalid.no_such", value=str(given), field=field)
        remedy = later("finding.front-matter-invalid.one_of", values=tuple(expected))
        if nearest:
            remedy = later("finding.front-matter-invalid.nearest_of", nearest=nearest[0], values=tuple(expected))
        return Finding(CODE, Level.ERROR, what, remedy, line, column)
    return Finding(CODE, Level.ERROR, *_of_type(kind, name, path, problem), line, column)


def _of_type(kind: str, name: str, path: Path, problem: Any) -> tuple[Later, Later | None]:
    """Return what is wrong with a value of a wrong type, and what to do."""
    match kind:
        case "missing":
            what = later("finding.front-matter-invalid.lacks", field=name, name=problem["loc"][-1])
            return what, later("finding.front-matter-invalid.add")
        case "tuple_type":
            example = f"`{path[-1] if path else name}: [{problem['input']}]`"
            return later("finding.yaml.must_be_list", field=name), _write(example)
        case "string_type":
            what = later("finding.front-matter-invalid.no_text", field=name)
            return what, later("finding.front-matter-invalid.one_line")
        case "dict_type" | "model_type":
            what = later("finding.front-matter-invalid.no_group", field=name)
            return what, _example(name) if kind == "model_type" else None
    why = (problem.get("ctx") or {}).get("why", problem["msg"])
    return later("finding.value.because", field=name, why=why), None


def _unknown(model: type[BaseModel], path: Path, raw: YamlText) -> Finding:
    known = _known_fields(model, path[:-1])
    nearest = process.extractOne(str(path[-1]).lower(), known, scorer=fuzz.ratio, score_cutoff=60)
    return Finding(
        CODE,
        Level.ERROR,
        later("finding.yaml.unknown", field=_dotted(path)),
        _nearest(nearest[0]) if nearest else later("finding.fields_here", fields=tuple(known)),
        *raw.place(path),
    )


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _example(name: str) -> Later:
    example = {
        "owner": "`owner: {role: headteacher}`",
        "approved": "`approved: {by: Full Governing Body, date: 2026-11}`",
        "review": "`review: {due: 2027-11, frequency: annually}`",
    }.get(name)
    return _write(example) if example else later("finding.front-matter-invalid.indented")


def _write(example: str) -> Later:
    return later("finding.front-matter-invalid.write", example=example)


def _nearest(name: str) -> Later:
    return later("finding.nearest", nearest=name)


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
