"""What became of an imported document, for people and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from policybook.importing.document import Remark
from policybook.importing.filing import Filed
from policybook.rendering.json_reports import clauses_json
from policybook.rendering.text_reports import Painter

IMPORT: Final = "policybook/import/1"
_WIDTH: Final = 108
_LONGEST: Final = 90


def import_json(path: str, filed: Filed) -> dict[str, Any]:
    """Return what `policybook import --format json` prints.

    Args:
        path: The file that was written, as the user would name it.
        filed: What was imported.
    """
    clauses = clauses_json(filed.version.tree)
    for clause, lines in zip(clauses, filed.source_lines, strict=True):
        clause["source_lines"] = [list(pair) for pair in lines]
    return {
        "schema": IMPORT,
        "path": path,
        "policy": filed.ref,
        "metadata": filed.version.front_matter.to_dict(),
        "origins": dict(sorted(filed.origins.items())),
        "clauses": clauses,
        "unsure": [_remark(remark) for remark in filed.unsure],
        "dropped": [_remark(remark) for remark in filed.dropped],
    }


def import_text(source: str, path: str, filed: Filed, paint: Painter) -> str:
    """Return what `policybook import` prints for people.

    Args:
        source: The document that was imported.
        path: The file that was written.
        filed: What was imported.
        paint: Colours words.
    """
    nodes = filed.version.tree.nodes
    sections = sum(node.is_section for node in nodes)
    rows = [
        paint("bold", filed.version.front_matter.title or filed.ref),
        f"{source} became {path}: {_count(sections, 'section')}, {_count(len(nodes) - sections, 'clause')}.",
        "",
        paint("bold", "Front matter"),
    ]
    rows += _fields(filed.version.front_matter.to_dict(), filed.origins)
    rows += ["", paint("bold", "Clauses"), *_clauses(filed)]
    rows += _remarks("Not certain", "Everything was certain.", filed.unsure, paint)
    rows += _remarks("Set aside, or turned into front matter", "Every line became a clause.", filed.dropped, paint)
    return "\n".join(rows)


def _remark(remark: Remark) -> dict[str, Any]:
    return {"line": remark.line, "text": remark.text, "reason": remark.reason}


def _fields(values: Mapping[str, Any], origins: Mapping[str, int]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, list) and f"{name}.0" in origins:
            lines = [[line] if (line := origins.get(f"{name}.{n}")) else [] for n in range(len(value))]
            words = "; ".join(f"{_plain(each)}{_place(own)}" for each, own in zip(value, lines, strict=True))
        else:
            words = "; ".join(map(_plain, value)) if isinstance(value, list) else _plain(value)
            words += _place(sorted({line for path, line in origins.items() if path.partition(".")[0] == name}))
        yield from textwrap.wrap(f"{name}: {words}", _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _place(lines: Sequence[int]) -> str:
    return f" (line {', '.join(map(str, lines))})" if lines else ""


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)


def _clauses(filed: Filed) -> Iterator[str]:
    """Yield each section and clause with the lines that it comes from."""
    tree = filed.version.tree
    for n, node in enumerate(tree.nodes):
        indent = "  " * (len(list(tree.ancestors(n))) + 1)
        lines = ", ".join(f"{a}-{b}" if a < b else str(a) for a, b in filed.source_lines[n])
        label = f"{node.label} " if node.label else "" if node.is_section else "· "
        yield f"{indent}{label}{_short(node.text)}  [{lines}]"


def _remarks(title: str, none: str, remarks: Sequence[Remark], paint: Painter) -> list[str]:
    rows = ["", paint("bold", title)]
    for remark in remarks:
        text = f"line {remark.line}: “{_short(remark.text)}”: {remark.reason}"
        rows += textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    return rows if remarks else [*rows, f"  {none}"]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("s" if number != 1 else "")
