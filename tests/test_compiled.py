"""Compiled modules: they say what their sources say, and are used only where all are there and none is out of date."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conftest import ROOT
from policybook import compiled

MAKER = ROOT / "tools/compile_modules.py"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
LIBRARY = f"policybook__mypyc{SUFFIX}"


# What they say.


def understood(*, pure: bool) -> list[Any]:
    """Return what the modules of this checkout understand of all our texts."""
    path = os.pathsep.join([str(ROOT / "tools"), str(ROOT / "tests")])
    around = {**os.environ, "PYTHONPATH": path, compiled.PURE: "1" if pure else ""}
    done = subprocess.run(
        [sys.executable, ROOT / "tests/understood.py"], env=around, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    is_compiled, *rows = map(json.loads, done.stdout.splitlines())
    assert is_compiled == [not pure]
    return rows


@pytest.mark.skipif(not compiled.is_usable(), reason="nothing is compiled here, or it is out of date: make compile")
def test_they_say_what_their_sources_say() -> None:
    rows, expected = understood(pure=False), understood(pure=True)
    assert len(expected) > 3000
    for row, wanted in zip(rows, expected, strict=True):
        assert row == wanted


# When they are used.


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder `tools` of a checkout with a package that is soon compiled: two modules, one in each part."""
    package = tmp_path / "tools/policybook"
    for part, name, text in (
        ("language", "greeting.py", 'def greet(who: str) -> str:\n    return f"Good morning, {who}"\n'),
        ("diffing", "answer.py", "from policybook.language.greeting import greet\n\nSAID = greet('all')\n"),
    ):
        (package / part).mkdir(parents=True)
        (package / part / "__init__.py").touch()
        (package / part / name).write_text(text, encoding="utf-8")
    for name in ("__init__.py", "compiled.py", "model.py"):
        shutil.copy(ROOT / "tools/policybook" / name, package)
    shutil.copy(MAKER, package.parent)
    return package.parent


def said(tools: Path, **around: str) -> str:
    """Return what a program says that imports the small package: whether it is compiled, and its greeting."""
    code = (
        "from policybook.compiled import IS_COMPILED\n"
        "from policybook.diffing import answer\n"
        "print('compiled:' if IS_COMPILED else 'plain:', answer.SAID)\n"
        f"assert answer.__file__.endswith({SUFFIX!r} if IS_COMPILED else '.py')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, compiled.PURE: "", "PYTHONPATH": str(tools), **around},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def make(tools: Path, *options: str, **around: str) -> subprocess.CompletedProcess[str]:
    """Run the maker of compiled modules."""
    command = [sys.executable, tools / "compile_modules.py", *options]
    env = {**os.environ, compiled.PURE: "", **around}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)


def left(tools: Path) -> list[str]:
    """Return the names of all compiled modules."""
    return sorted(path.name for path in tools.rglob("*") if path.name.endswith((SUFFIX, ".new")))


@pytest.fixture
def damaged(small: Path) -> Path:
    """The same with what looks like compiled modules, newer than all sources: to use them fails."""
    for name in (LIBRARY, f"policybook/language/greeting{SUFFIX}", f"policybook/diffing/answer{SUFFIX}"):
        (small / name).write_bytes(b"no library")
    for path in small.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return small


PLAIN = "plain: Good morning, all"


def test_they_are_used_before_their_sources(damaged: Path) -> None:
    assert "ImportError" in said(damaged)


@pytest.mark.parametrize("name", ["language/greeting.py", "diffing/answer.py", "language/__init__.py", "model.py"])
def test_none_is_used_where_a_source_was_edited(damaged: Path, name: str) -> None:
    (damaged / "policybook" / name).touch()
    os.utime(damaged / LIBRARY, (1_500_000_000, 1_500_000_000))
    assert said(damaged) == PLAIN


def test_none_is_used_without_the_library(damaged: Path) -> None:
    (damaged / LIBRARY).unlink()
    assert said(damaged) == PLAIN


def test_none_is_used_by_who_asks_for_sources(damaged: Path) -> None:
    assert said(damaged, POLICYBOOK_PURE="1") == PLAIN


def test_those_of_an_installed_package_are_used_however_old_its_files_are(damaged: Path) -> None:
    (damaged / "compile_modules.py").unlink()
    os.utime(damaged / LIBRARY, (1, 1))
    assert "ImportError" in said(damaged)


# How they are made.


@pytest.fixture
def maker(small: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The maker of the small checkout."""
    pytest.importorskip("hatchling", reason="hatchling, which calls it, is not installed")
    monkeypatch.setattr(sys, "path", sys.path[:])
    spec = importlib.util.spec_from_file_location("compile_modules", small / "compile_modules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def with_compiler(maker: ModuleType) -> None:
    """Skip the test where nothing can be compiled."""
    pytest.importorskip("mypyc", reason="mypyc is not installed")
    try:
        maker.require_compiler()
    except maker.CannotCompile as error:
        pytest.skip(str(error))


NO_FROZENSET = 'WORDS: frozenset[str] = frozenset("a") | {"b": 1}.keys()\n\n\ndef greet'
"""What is a set when it runs, and a frozenset to mypy: Python does not mind, a compiled module does."""


@pytest.mark.usefixtures("with_compiler")
def test_made_edited_broken_and_taken_away(small: Path) -> None:
    done = make(small)
    assert (done.returncode, done.stderr) == (0, "")
    assert left(small) == [f"answer{SUFFIX}", f"greeting{SUFFIX}", LIBRARY]
    assert said(small) == "compiled: Good morning, all"

    source = small / "policybook/language/greeting.py"
    text = source.read_text().replace("morning", "evening")
    source.write_text(text)
    assert said(small) == "plain: Good evening, all"

    for fault, expected in (
        (("greet(who: str)", "greet(who: int)"), 'answer.py:3: error: Argument 1 to "greet" has incompatible type'),
        (
            ("def greet", NO_FROZENSET),
            "The compiled modules could not be imported.",
        ),
    ):
        source.write_text(text.replace(*fault))
        done = make(small)
        assert done.returncode == 1
        assert expected in done.stderr
        assert "policybook runs as plain Python." in done.stderr
        assert left(small) == []
        assert said(small) == "plain: Good evening, all"


def test_without_a_compiler(damaged: Path) -> None:
    done = make(damaged, CC="no-such-compiler -O2")
    assert done.returncode == 1
    assert "No C compiler (no-such-compiler). For compiled modules: install one" in done.stderr
    assert left(damaged) == []
    assert said(damaged) == PLAIN
    done = make(damaged, "--if-possible", CC="no-such-compiler")
    assert done.returncode == 0
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert "Traceback" not in done.stderr


def test_taken_away(damaged: Path) -> None:
    assert make(damaged, "--remove").returncode == 0
    assert left(damaged) == []
    assert said(damaged) == PLAIN


@pytest.fixture
def pretending(maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The maker with a compiler that makes nothing useful."""

    def compile_into(folder: Path) -> list[Path]:
        names = [path.replace(".py", SUFFIX) for path in maker.modules()]
        made = [folder / "made" / name for name in (*names, LIBRARY)]
        for path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"made")
        return made

    monkeypatch.setattr(maker, "require_compiler", lambda: None)
    monkeypatch.setattr(maker, "compile_into", compile_into)
    return maker


@pytest.mark.parametrize("interrupted", [0, 1, 2])
def test_interrupted_while_they_are_put_in_their_place(
    pretending: ModuleType, damaged: Path, monkeypatch: pytest.MonkeyPatch, interrupted: int
) -> None:
    replace: Callable[[Path, Path], Path] = Path.replace
    done: list[Path] = []

    def interrupt(path: Path, target: Path) -> Path:
        if len(done) == interrupted:
            raise KeyboardInterrupt
        done.append(target)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        pretending.compile_in_place()
    assert said(damaged) == PLAIN


def test_whoever_stops_it_is_told_how_to_begin_again(
    pretending: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(folder: Path) -> list[Path]:
        raise KeyboardInterrupt

    monkeypatch.setattr(pretending, "compile_into", stopped)
    monkeypatch.setattr(sys, "argv", ["compile_modules.py", "--if-possible"])
    with pytest.raises(SystemExit) as stop:
        pretending.main()
    assert stop.value.code == 130
    assert capsys.readouterr().err == "Interrupted: nothing was compiled. `make compile` begins again.\n"


def test_a_source_that_is_edited_meanwhile_is_newer(pretending: ModuleType, damaged: Path) -> None:
    compile_into = pretending.compile_into

    def edit(folder: Path) -> list[Path]:
        moment = time.time() + 1
        os.utime(damaged / "policybook/language/greeting.py", (moment, moment))
        found: list[Path] = compile_into(folder)
        return found

    pretending.compile_into = edit
    pretending.compile_in_place()
    assert len(left(damaged)) == 3
    assert said(damaged) == PLAIN


def test_a_wheel_with_them_is_for_one_platform(pretending: ModuleType, small: Path) -> None:
    hook = pretending.CompiledWheel(str(small.parent), {}, None, None, str(small), "wheel")
    build: dict[str, Any] = {"force_include": {}, "pure_python": True, "infer_tag": False}
    hook.initialize("editable", build)
    assert build == {"force_include": {}, "pure_python": True, "infer_tag": False}
    hook.initialize("standard", build)
    held = {path: name for name, path in build.pop("force_include").items()}
    assert sorted(held) == [f"policybook/diffing/answer{SUFFIX}", f"policybook/language/greeting{SUFFIX}", LIBRARY]
    assert all(Path(path).read_bytes() == b"made" for path in held.values())
    assert build == {"pure_python": False, "infer_tag": True}
    hook.finalize("standard", build, "")
    assert left(small) == []


# What they are made of.


def compiled_sources() -> list[Path]:
    return [Path(path) for path in compiled.sources() if Path(path).name not in {*compiled.PLAIN, *compiled.NEEDED}]


def test_every_module_that_stays_plain_is_there() -> None:
    assert {Path(path).name for path in compiled.sources()} >= compiled.PLAIN


@pytest.mark.parametrize("path", sorted(compiled_sources()), ids=lambda path: path.stem)
def test_compiled_modules_are_written_for_the_compiler(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert "cached_property" not in names, (
        "a compiled class works it out each time: write a property that keeps it, or name the module in PLAIN"
    )
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {module.split(".")[1] for module in modules if module.startswith("policybook.")}
    known = {*compiled.PARTS, *(Path(name).stem for name in compiled.NEEDED)}
    assert own <= known, "add it to NEEDED, and to SOURCES of the Makefile: an edit there must be seen"


def test_the_makefile_compiles_again_when_any_of_them_is_edited() -> None:
    (row,) = re.findall(r"^SOURCES := (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for path in compiled.sources():
        name = Path(path).relative_to(ROOT)
        assert str(name) in row or f"{name.parent}/*.py" in row
