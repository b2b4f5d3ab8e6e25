"""How the package is built: imports go down, only the edges know MkDocs, modules are short and say what they do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "tools/policybook"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]

LAYERS = (
    ("compiled",),
    ("errors",),
    ("dates",),
    ("messages",),
    ("finding",),
    ("model",),
    ("sanitising",),
    ("metadata",),
    ("parsing", "language"),
    ("diffing", "comparing"),
    ("book",),
    ("importing",),
    ("checking",),
    ("rendering",),
    ("exporting",),
    ("starting", "hosting", "mkdocs_files"),
    ("plugin", "cli"),
)
"""From the bottom up; a module imports from its own part and from those below it."""

APART = {
    ("parsing", "diffing"),
    ("diffing", "parsing"),
    ("parsing", "language"),
    ("language", "parsing"),
}
"""Parts that never import each other, whichever is lower."""

MKDOCS = {"plugin.py", "mkdocs_files.py", "cli/site.py", "cli/settings.py"}
"""The only modules that may import MkDocs; the last reads mkdocs.yml as MkDocs does."""

LONGEST = 400
"""Lines of a module."""


def part_of(module: str) -> str:
    """Return the part of the package that a module belongs to; "" for the package itself."""
    words = module.removeprefix("policybook").lstrip(".").split(".")
    return words[0]


def rank_of(part: str) -> int:
    return next((n for n, layer in enumerate(LAYERS) if part in layer), -1)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every module that a file imports, wherever in the file, with the line."""
    package = ["policybook", *path.relative_to(PACKAGE).with_suffix("").parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [start, node.module]))
            for alias in node.names:
                # `from policybook import sanitising` imports a module, `from policybook import __version__` a name.
                inner = PACKAGE.joinpath(*module.split(".")[1:], alias.name) if module == "policybook" else None
                is_module = inner is not None and (inner.with_suffix(".py").is_file() or inner.is_dir())
                yield node.lineno, f"{module}.{alias.name}" if is_module else module


def test_there_are_modules() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_go_down(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        own = ""
    assert own == "" or rank_of(own) >= 0, f"say in LAYERS where {own} belongs"
    wrong = []
    for line, module in imports_of(path):
        if module.split(".")[0] != "policybook":
            continue
        other = part_of(module)
        if other in {"", own} or (own, other) == ("", "compiled"):
            continue
        if own == "" or rank_of(other) >= rank_of(own) or (own, other) in APART:
            wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_only_the_edges_import_mkdocs(path: Path) -> None:
    roots = {module.split(".")[0] for _, module in imports_of(path)}
    assert path.relative_to(PACKAGE).as_posix() in MKDOCS or not roots & {"mkdocs", "material"}


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, "it has no docstring"
    first, *rest = docstring.split("\n")
    assert first.endswith((".", "?")), "its first line is no sentence"
    assert ". " not in first, "its first line has two sentences"
    assert not rest or not rest[0], "its first paragraph is longer than a line"


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


CLOCK = {("datetime", "today"), ("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("time", "time")}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "plugin.py" and path.parent.name != "cli"])
def test_only_the_command_line_and_the_plugin_read_the_clock(path: Path) -> None:
    called = {
        (node.func.value.attr if isinstance(node.func.value, ast.Attribute) else node.func.value.id, node.func.attr)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, (ast.Name, ast.Attribute))
    }
    assert not called & CLOCK


LEXICONS = sorted((PACKAGE / "language/lexicons").glob("*.yml"))


@pytest.mark.parametrize("path", LEXICONS, ids=[path.name for path in LEXICONS])
def test_alternatives_of_a_lexicon_look_like_no_path_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"/(?:bin|etc|home|mnt|opt|root|srv|tmp|usr|var|work)/", text) == []
