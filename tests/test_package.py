"""The wheel holds everything that the program needs."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_all_files_of_the_package(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = ROOT / "tools" / "policybook"
    files = {path.relative_to(package.parent).as_posix() for path in package.rglob("*") if path.is_file()}
    files = {name for name in files if "__pycache__" not in name and not Path(name).name.startswith(".")}
    files = {name for name in files if Path(name).suffix not in {".so", ".pyd"}}  # what was compiled for this machine
    assert held == files
    assert {
        "policybook/py.typed",
        "policybook/rendering/templates/policy.html",
        "policybook/theme/assets/policybook/policybook.css",
    } <= held


def test_the_wheel_names_the_program_the_plugin_and_the_licence(wheel: zipfile.ZipFile) -> None:
    about = {name.partition(".dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    entry_points = wheel.read(about["entry_points.txt"]).decode()
    assert "policybook = policybook.cli:main" in entry_points
    assert "policybook = policybook.plugin:PolicybookPlugin" in entry_points
    metadata = wheel.read(about["METADATA"]).decode()
    assert "Requires-Dist: zensical" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert wheel.read(about["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_runs_without_the_repository(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "lib")
    (tmp_path / "policies" / "hill" / "p").mkdir(parents=True)
    (tmp_path / "policies" / "hill" / "p" / "policy.md").write_text("---\ntitle: P\n---\n\nText.\n", encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, 'lib')\n"
        "import datetime, pathlib, policybook\n"
        "assert 'lib' in policybook.__file__, policybook.__file__\n"
        "from policybook.book import load_book, read_folder\n"
        "from policybook.checking.check import check_book\n"
        "from policybook.rendering.pages import build_site\n"
        "book = load_book(read_folder(pathlib.Path('policies')))\n"
        "site = build_site(book, check_book(book, datetime.date(2026, 11, 21)))\n"
        "print(len(site.pages))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "11\n", done.stderr
