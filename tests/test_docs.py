"""The documentation: nothing that readers rely on is missing from it, and its examples are true.

A block marked `console` is run. Each line that begins with `$ ` is a command, and the lines below it are its output, in
which a line `...` stands for any number of lines. Commands run in the repository and only read; one that approves runs
in a copy of the book. On a page that has files, which are blocks with a title such as `policies/hill/school.yml`,
commands run in a folder of these files instead, in the order of the page.

A block `outline` is what becomes of the block `markdown` above it.
"""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.models import OptionInfo

import policybook
from conftest import ROOT, Ran, read
from policybook.cli.app import app
from policybook.errors import PolicybookError
from policybook.finding import Level
from policybook.metadata import BookFile, FrontMatter, Person, SchoolFile
from policybook.rendering.schemas import SCHEMAS, schema
from test_parser import outline

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FORMAT = DOCS / "authors" / "format.md"
READ_ONLY = frozenset({"--version", "check", "compare", "show", "diff", "schema"})


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    """The line of its opening fence."""
    language: str
    title: str
    lines: tuple[str, ...]
    heading: str
    """The heading above it."""

    @property
    def place(self) -> str:
        return f"{name(self.page)}:{self.line}"

    @property
    def text(self) -> str:
        return "\n".join((*self.lines, ""))


@dataclass(frozen=True)
class Section:
    """A heading of a page, with all that stands below it up to the next of its level or above."""

    level: int
    title: str
    text: str


def taken_apart(page: Path) -> tuple[list[Block], list[Section]]:
    rows = page.read_text(encoding="utf-8").split("\n")
    blocks: list[Block] = []
    headings: list[tuple[int, int, str]] = []
    at = 0
    while at < len(rows):
        if fence := re.fullmatch(r"(`{3,})(\w*)(?: title=\"([^\"]+)\")?", rows[at]):
            end = rows.index(fence[1], at + 1)
            heading = headings[-1][2] if headings else ""
            blocks.append(Block(page, at + 1, fence[2], fence[3] or "", tuple(rows[at + 1 : end]), heading))
            at = end
        elif mark := re.fullmatch(r"(#{1,6}) (.+?)(?: \{: #\S+ \})?", rows[at]):
            headings.append((at, len(mark[1]), mark[2]))
        at += 1
    sections = []
    for n, (start, level, title) in enumerate(headings):
        end = next((row for row, other, _ in headings[n + 1 :] if other <= level), len(rows))
        sections.append(Section(level, title, "\n".join(rows[start + 1 : end])))
    return blocks, sections


def section(page: str, title: str) -> str:
    """Return the text of a section of a page in `docs/`."""
    found = [part.text for part in taken_apart(DOCS / page)[1] if part.title == title]
    assert len(found) == 1, f"docs/{page} should have one section “{title}”"
    return found[0]


BLOCKS = {page: taken_apart(page)[0] for page in PAGES}


# What must be there.


def models_in(annotation: Any) -> Iterator[type]:
    """Yield the models and enums in a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_in(part)


def names_in(model: type) -> Iterator[str]:
    """Yield the names of a model's fields, or of an enum's members, and of all inside them."""
    if issubclass(model, Enum):
        yield from (str(member) for member in model)
    elif issubclass(model, BaseModel):
        for field, about in model.model_fields.items():
            yield about.alias or field
            for inner in models_in(about.annotation):
                yield from names_in(inner)


def commands() -> dict[str, dict[str, list[str]]]:
    """Return every command with its options, and the words that each takes, where it takes only some."""
    found: dict[str, dict[str, list[str]]] = {}
    for command in app.registered_commands:
        assert command.callback is not None
        options = found[command.name or command.callback.__name__] = {}
        for argument, hint in typing.get_type_hints(command.callback, include_extras=True).items():
            type_, *about = typing.get_args(hint) or (hint,)
            for option in (entry for entry in about if isinstance(entry, OptionInfo)):
                # In an annotation, the first name that is given stands where the default would.
                given = (option.default, *(option.param_decls or ()))
                named = next((part for part in given if str(part).startswith("--")), None)
                values = [word for model in models_in(type_) for word in names_in(model)]
                for name in (named or "--" + argument.replace("_", "-")).split("/"):
                    options[name] = values
    return found


def test_commands_and_their_options() -> None:
    page = "reference/command-line.md"
    shared = section(page, "Options of several commands")
    missing = []
    for command, options in commands().items():
        own = section(page, command)
        assert f"[`{command}`](#{command})" in (DOCS / page).read_text(encoding="utf-8")
        for option, values in options.items():
            # Each has a row, in the table of its command or in that of the options of several.
            if not re.search(rf"^\| `{option}[ `]", f"{own}\n{shared}", re.MULTILINE):
                missing.append(f"{command} {option}")
            missing += [f"{command} {option} {value}" for value in values if not _named(value, own)]
    assert missing == []


def test_no_option_or_command_that_is_not_there() -> None:
    known = commands()
    options = {option for taken in known.values() for option in taken} | {"--help", "--version"}
    rows = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", rows)) <= options
    for page, blocks in BLOCKS.items():
        text = page.read_text(encoding="utf-8")
        written = "\n".join(block.text for block in blocks if block.language in {"text", "sh", "yaml"})
        named = re.findall(r"`policybook ([a-z]+)", text)
        named += re.findall(r"^(?:\S*/)?policybook ([a-z]+)", written, re.MULTILINE)
        assert set(named) <= set(known), name(page)


def _named(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_exit_codes() -> None:
    def codes(error: type[PolicybookError]) -> Iterator[int]:
        yield error.exit_code
        for special in error.__subclasses__():
            yield from codes(special)

    listed = re.findall(r"^\| `(\d)` \|", section("reference/command-line.md", "Exit codes"), re.MULTILINE)
    assert {int(code) for code in listed} == {0, 1, *codes(PolicybookError)}


def finding_codes() -> dict[str, set[Level]]:
    """Return every code in the source of the package with its levels: the argument before each `Level.X`."""
    files = sorted(Path(policybook.__file__).parent.rglob("*.py"))
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    constants = {
        target.id: node.value.value
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.target,)
        if isinstance(target, ast.Name)
    }
    found: dict[str, set[Level]] = {}
    for file, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = {word.arg: word.value for word in call.keywords}
            pairs = [(call.args[n - 1], part) for n, part in enumerate(call.args) if n > 0]
            pairs += [(given["code"], given["level"])] if {"code", "level"} <= set(given) else []
            for code, level in pairs:
                levels = {
                    Level[part.attr]
                    for part in ast.walk(level)
                    if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "Level"
                }
                if levels and not isinstance(level, ast.Call | ast.GeneratorExp | ast.ListComp):
                    codes = _texts(code, tree, constants)
                    assert codes, f"{file}:{call.lineno}: no telling which code this finding has"
                    for text in codes:
                        found.setdefault(text, set()).update(levels)
    return found


def _texts(value: ast.expr, tree: ast.Module, constants: dict[str, Any]) -> set[str]:
    """Return the texts that an expression can be: itself, both of a choice, or all that a name is set to."""
    match value:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return _texts(value.body, tree, constants) | _texts(value.orelse, tree, constants)
        case ast.Name() if value.id in constants:
            return {constants[value.id]}
        case ast.Name():
            return {
                text
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and any(ast.dump(t) == ast.dump(_stored(value)) for t in node.targets)
                for text in _texts(node.value, tree, constants)
            }
    return set()


def _stored(used: ast.Name) -> ast.Name:
    return ast.Name(used.id, ast.Store())


def test_findings() -> None:
    _, sections = taken_apart(DOCS / "reference" / "findings.md")
    documented: dict[str, set[Level]] = {}
    for part in sections:
        if code := re.fullmatch(r"`([a-z-]+)`", part.title):
            assert code[1] not in documented, f"{code[1]} stands twice"
            levels = re.search(r"^\*\*Level:\*\* (.+)$", part.text, re.MULTILINE)
            assert levels, f"{code[1]} has no level"
            assert "*What to do:*" in part.text, f"{code[1]} does not say what to do"
            documented[code[1]] = {level for level in Level if _named(level, levels[1])}
    made = finding_codes()
    assert {"front-matter-invalid", "owner-missing", "review-overdue", "seal-broken", "link-broken"} <= set(made)
    assert documented == made


@pytest.mark.parametrize("field", FrontMatter.model_fields)
def test_front_matter(field: str) -> None:
    about = FrontMatter.model_fields[field]
    text = section("authors/front-matter.md", f"`{about.alias or field}`")
    inner = [word for model in models_in(about.annotation) for word in names_in(model)]
    assert [word for word in inner if f"`{word}`" not in text] == []


def test_front_matter_has_no_other_fields() -> None:
    _, sections = taken_apart(DOCS / "authors" / "front-matter.md")
    titled = {part.title.strip("`") for part in sections if part.title.startswith("`")}
    assert titled == {about.alias or field for field, about in FrontMatter.model_fields.items()}


@pytest.mark.parametrize(
    ("model", "title"),
    [(SchoolFile, "The school's file"), (Person, "The school's file"), (BookFile, "The book's file")],
)
def test_settings(model: type[BaseModel], title: str) -> None:
    text = section("authors/front-matter.md", title)
    assert [word for word in model.model_fields if f"| `{word}` |" not in text] == []
    assert [word for word in names_in(model) if f"`{word}`" not in text] == []


def fields_of(part: Any) -> Iterator[str]:
    """Yield the names of all fields in a JSON Schema."""
    if isinstance(part, dict):
        yield from part.get("properties", {})
        for inner in part.values():
            yield from fields_of(inner)


@pytest.mark.parametrize(
    ("report", "title"), [("policy", "A policy"), ("changes", "Changes"), ("findings", "Findings")]
)
def test_json(report: str, title: str) -> None:
    rows = [row for row in section("reference/json.md", title).split("\n") if row.startswith("| ")]
    documented = {word for row in rows for word in re.findall(r"`([\w-]+)`", row.split("|")[1])}
    assert documented == set(fields_of(schema(report)))


def test_schemas() -> None:
    text = section("reference/command-line.md", "schema")
    assert f"policybook schema {'|'.join(SCHEMAS)}" in text


def test_rules_of_the_format_have_unique_numbers_that_are_their_anchors() -> None:
    rows = re.findall(
        r"^### (?:([A-Z]\d+)\. )?.+?(?: \{: #(\S+) \})?$", FORMAT.read_text(encoding="utf-8"), re.MULTILINE
    )
    rows = [row for row in rows if any(row)]
    assert len(rows) > 30
    assert [number.lower() for number, _ in rows] == [anchor for _, anchor in rows]
    assert len(set(rows)) == len(rows)


def test_links_of_the_readme_lead_somewhere() -> None:
    # Links between pages of docs/ are MkDocs' to check.
    targets = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


# What must be true.


def commands_of(block: Block) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line, command and expected output."""
    starts = [n for n, row in enumerate(block.lines) if row.startswith("$ ")]
    assert starts[:1] == [0], f"{block.place}: a block of commands begins with one"
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        command, expected = block.lines[start][2:], list(block.lines[start + 1 : end])
        while command.endswith("\\"):
            command = command[:-1] + expected.pop(0)
        yield block.line + 1 + start, command, expected


def is_as_expected(found: str, expected: list[str]) -> bool:
    pattern = "".join(r"(?:.*\n)*?" if row == "..." else re.escape(row) + r"\n" for row in expected)
    return re.fullmatch(pattern, found if found.endswith("\n") or not found else found + "\n") is not None


@pytest.mark.parametrize(
    "page", [page for page, blocks in BLOCKS.items() if any(b.language == "console" for b in blocks)], ids=name
)
def test_examples(page: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    has_files = any(block.title for block in BLOCKS[page])
    wrong: list[str] = []
    for n, block in enumerate(BLOCKS[page]):
        if block.title:
            target = tmp_path / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        writes = any("policybook approve" in row for row in block.lines)
        folder = tmp_path if has_files else ROOT
        if writes and not has_files:
            folder = tmp_path / f"copy-{n}"
            shutil.copytree(ROOT / "policies", folder / "policies")
        code = 0
        for line, command, expected in commands_of(block):
            words = shlex.split(command)
            if words == ["echo", "$?"]:
                found = str(code)
            elif words[0] == "cat":
                found = "".join((folder / path).read_text(encoding="utf-8") for path in words[1:])
            else:
                assert words[0] == "policybook", f"{block.place}: “{command}” is not run here"
                assert words[1] in READ_ONLY or folder != ROOT, f"{block.place}: “{command}” would write"
                assert words[1] in {"--version", "schema"} or "--today" in words, f"{block.place}: add --today"
                ran = run(*words[1:], cwd=folder)
                code, found = ran.code, ran.err + ran.out
            if not is_as_expected(found, expected):
                wrong.append(f"{name(page)}:{line}: $ {command}\n{found}")
    if wrong:
        pytest.fail("these print something else than the page says:\n\n" + "\n".join(wrong), pytrace=False)


def test_commands_stand_in_console_blocks() -> None:
    for blocks in BLOCKS.values():
        for block in blocks:
            assert block.language, f"{block.place}: name the block's language"
            assert block.language == "console" or not block.lines[0].startswith("$ "), block.place


@pytest.mark.parametrize("place", ["docs/decisions/index.md", "mkdocs.yml"])
def test_every_decision_is_listed_once_and_in_order(place: str) -> None:
    listed = re.findall(r"\b\d{4}-[\w-]+\.md\b", (ROOT / place).read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))


def outlines() -> Iterator[tuple[Block, Block]]:
    blocks = [block for block in BLOCKS[FORMAT] if block.language in {"markdown", "outline"}]
    assert [block.language for block in blocks] == ["markdown", "outline"] * (len(blocks) // 2)
    yield from zip(blocks[::2], blocks[1::2], strict=True)


@pytest.mark.parametrize(("given", "expected"), [pytest.param(*pair, id=pair[0].heading) for pair in outlines()])
def test_format(given: Block, expected: Block) -> None:
    assert outline(read(given.text)) == "\n".join(expected.lines), given.place
