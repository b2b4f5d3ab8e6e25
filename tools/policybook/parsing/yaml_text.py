"""YAML to plain texts, lists and groups, with the place of everything in it.

Nothing is resolved: `on`, `no`, `1.10` and `2019-11` stay the texts that were written, an empty value is None.
Duplicate keys, anchors, aliases and tags are findings; where the YAML is malformed, its sound top-level fields survive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, cast

import yaml

from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later

_Loader: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FIELD: Final = re.compile(r"[^\s#&*!|>'\"%@`{\[-][^:]*:(\s|$)")
"""How a line begins that sets a field."""
_NESTING: Final = re.compile(r"[\[{?]|-(?!\S)")
"""What lists and groups begin with, apart from groups that are nested by indentation alone."""
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MAP: Final = "tag:yaml.org,2002:map"
_DEEPEST: Final = 20
"""How many lists and groups may lie in one another; the fields of a policy need four."""
CODE: Final = "front-matter-invalid"

Path = tuple[str | int, ...]
"""The way to a value: keys and positions in lists."""


class _TooDeepError(yaml.MarkedYAMLError):
    """Lists and groups lie deeper in one another than any file needs."""


@dataclass(slots=True)
class YamlText:
    """What was read."""

    values: dict[str, Any] = field(default_factory=dict)
    """Groups are dicts, lists are lists, everything else is a text or None."""
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value's key (or of the list entry), counted from one."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """First and last line of each top-level field."""
    empty: list[Path] = field(default_factory=list)
    """Where a value is None."""
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: Path) -> tuple[int | None, int | None]:
        """Return line and column of a value, or of the nearest thing around it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return None, None


def read_yaml(text: str, first_line: int = 1) -> YamlText:
    """Read a YAML mapping.

    Args:
        text: The YAML, lines ended by a single newline character.
        first_line: The number of its first line in the file.

    Returns:
        What could be read, with a finding for everything that could not.
    """
    result = YamlText()
    # PyYAML ends lines at these, editors do not; word processors paste them.
    text = text.translate(dict.fromkeys((0x85, 0x2028, 0x2029), " "))
    try:
        root = _compose(text)
    except yaml.YAMLError as error:
        result.findings.append(_malformed(error, first_line, first_line + text.count("\n")))
        _salvage(text, first_line, result)
        return result
    _take(root, first_line, result)
    return result


def names_in(text: str) -> list[str] | None:
    """Return the names that YAML finds at the top of a text, or None where it is no YAML mapping."""
    try:
        root = _compose(text)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    return [key.value for key, _ in root.value if isinstance(key, yaml.ScalarNode)]


def _compose(text: str) -> yaml.Node | None:
    """Return the root node; refuse what lies so deep in itself that the YAML library would crash the program."""
    if len(_NESTING.findall(text)) > _DEEPEST:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _TooDeepError(problem_mark=cast("Any", event.start_mark))
    return yaml.compose(text, Loader=_Loader)


def _take(root: yaml.Node | None, first_line: int, result: YamlText) -> None:
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value in _NULL):
        return
    if not isinstance(root, yaml.MappingNode):
        _note(result, later("finding.yaml.no_fields", example="`name: value`"), None, root, first_line)
        return
    for key, value in root.value:
        if isinstance(key, yaml.ScalarNode):
            # The end of a block value is the start of the next token; a flow or plain value ends on its own line.
            end = value.end_mark.line - (
                1 if value.end_mark.column == 0 and value.end_mark.line > key.start_mark.line else 0
            )
            result.spans.setdefault(key.value, (key.start_mark.line + first_line, end + first_line))
    values = _convert(root, (), first_line, result, set())
    for name, value in values.items():
        if name not in result.values:
            result.values[name] = value


def _convert(node: yaml.Node, path: Path, first_line: int, result: YamlText, seen: set[int]) -> Any:
    if node.tag and node.tag.startswith(("!", "tag:yaml.org,2002:python")):
        _note(result, later("finding.yaml.tag", tag=node.tag), later("finding.yaml.take_out"), node, first_line)
    if id(node) in seen:
        line, column = result.place(path)
        what, remedy = later("finding.yaml.alias"), later("finding.yaml.write_out")
        result.findings.append(Finding(CODE, Level.ERROR, what, remedy, line, column))
        if not isinstance(node, yaml.ScalarNode):
            return None
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.style or node.value not in _NULL:
            return node.value
        result.empty.append(path)
        return None
    if isinstance(node, yaml.SequenceNode):
        entries: list[Any] = []
        for entry in node.value:
            place = (*path, len(entries))
            result.places[place] = _place(entry, first_line)
            value = _convert(entry, place, first_line, result, seen)
            if value is not None:
                entries.append(value)
        return entries
    group: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _note(result, later("finding.yaml.no_name"), None, key, first_line)
            continue
        if key.value in group or (not path and key.value in result.values):
            first = result.places[*path, key.value][0]
            _note(
                result,
                later("finding.yaml.twice", field=key.value, line=str(first)),
                later("finding.yaml.delete"),
                key,
                first_line,
            )
            continue
        result.places[*path, key.value] = _place(key, first_line)
        group[key.value] = _convert(value, (*path, key.value), first_line, result, seen)
    return group


def _salvage(text: str, first_line: int, result: YamlText) -> None:
    """Read each top-level field by itself and keep the sound ones."""
    rows = text.split("\n")
    starts = [n for n, row in enumerate(rows) if FIELD.match(row)]
    for start, end in pairwise([*starts, len(rows)]):
        try:
            root = _compose("\n".join(rows[start:end]))
        except yaml.YAMLError:
            # The commonest slip, a text with a colon and no quotes, can be read as it was meant.
            name, _, value = rows[start].partition(":")
            plain = value.strip()
            if any(row.strip() for row in rows[start + 1 : end]) or not plain or plain[0] in "[{\"'&*!|>%@`":
                continue
            root = yaml.MappingNode(_MAP, [_scalars(name, plain)])
        _take(root, first_line + start, result)


def _scalars(*texts: str) -> tuple[yaml.ScalarNode, ...]:
    start = yaml.Mark("", 0, 0, 0, None, 0)
    return tuple(yaml.ScalarNode("tag:yaml.org,2002:str", text, start, start) for text in texts)


def _malformed(error: yaml.YAMLError, first_line: int, last_line: int) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    if isinstance(error, _TooDeepError):
        problem = later("finding.yaml.too_deep")
    context = getattr(error, "context_mark", None)
    what = later("finding.yaml.unreadable", problem=problem)
    if context and mark and context.line != mark.line:
        what = later("finding.yaml.unreadable_since", problem=problem, line=str(context.line + first_line))
    return Finding(
        CODE,
        Level.ERROR,
        what,
        later("finding.yaml.mend"),
        min(mark.line + first_line, last_line) if mark else first_line,  # an unclosed bracket is missed below the end
        mark.column + 1 if mark else None,
    )


def _place(node: yaml.Node, first_line: int) -> tuple[int, int]:
    return node.start_mark.line + first_line, node.start_mark.column + 1


def _note(result: YamlText, what: Later, remedy: Later | None, node: yaml.Node, first_line: int) -> None:
    line, column = _place(node, first_line)
    result.findings.append(Finding(CODE, Level.ERROR, what, remedy, line, column))
