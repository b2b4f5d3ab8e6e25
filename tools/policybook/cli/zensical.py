"""The same pages for Zensical, which runs no plugins: written to a folder as Markdown files that hold HTML."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import yaml

from policybook.book import load_book, read_folder
from policybook.checking.check import check_book
from policybook.cli.settings import read_settings
from policybook.errors import InputError, UsageError
from policybook.rendering.page import Page
from policybook.rendering.pages import build_site

THEME: Final = Path(__file__).parent.parent / "theme"
STYLES: Final = "assets/policybook/policybook.css"

DOWNLOAD: Final = ".markdown"
"""The ending of downloads: Zensical turns addresses that end in `.md` into those of pages."""


def build_with_zensical(config: Path, target: Path, book: Path | None, today: datetime.date, *, strict: bool) -> None:
    """Write the pages of a book to a folder and have Zensical build it.

    Args:
        config: The site's mkdocs.yml, which Zensical reads too.
        target: The folder to write the site to; what is in it is replaced.
        book: The book's folder, where it is not the one that mkdocs.yml names.
        today: The day to judge reviews by.
        strict: Whether a warning is an error.

    Raises:
        UsageError: Zensical is not installed.
        InputError: Zensical refuses; it has said why.
    """
    program = shutil.which("zensical", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise UsageError(
            "Zensical is not installed.", fix="Run `pip install 'policybook[zensical]'`, or use --engine mkdocs."
        )
    settings = read_settings(config)
    root = book or config.parent / _book_of(settings)
    loaded = load_book(read_folder(root))
    site = build_site(loaded, check_book(loaded, today))
    with tempfile.TemporaryDirectory(prefix="policybook-") as place:
        folder = Path(place)
        docs = folder / "docs"
        source = config.parent / settings.get("docs_dir", "docs")
        if source.is_dir():
            shutil.copytree(source, docs)
        for page in site.pages:
            write(docs / page.source, _as_markdown(page).encode())
        shutil.copytree(THEME / "assets", docs / "assets", dirs_exist_ok=True)
        (folder / "mkdocs.yml").write_text(_settings(settings), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [program, "build", *(["--strict"] if strict else [])],
            cwd=folder,
            check=False,
            stdout=sys.stderr,
        )
        if done.returncode:
            raise InputError("Zensical did not build the site.", fix="What is wrong stands above.")
        for path, content in site.files.items():
            name = path.removesuffix(".md") + DOWNLOAD if path.endswith(".md") else path
            write(folder / "site" / name, content.read_bytes() if isinstance(content, Path) else content)
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(folder / "site", target)


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _book_of(settings: dict[str, Any]) -> str:
    for plugin in settings.get("plugins") or []:
        if isinstance(plugin, dict) and "policybook" in plugin:
            return str((plugin["policybook"] or {}).get("book", "policies"))
    return "policies"


def _settings(settings: dict[str, Any]) -> str:
    """Return settings for a folder in which the pages stand as files."""
    kept = {key: value for key, value in settings.items() if key not in {"plugins", "docs_dir", "site_dir", "INHERIT"}}
    others = [
        plugin
        for plugin in settings.get("plugins") or ["search"]
        if (next(iter(plugin)) if isinstance(plugin, dict) else plugin) != "policybook"
    ]
    styles = [STYLES, *(settings.get("extra_css") or [])]
    return str(
        yaml.safe_dump({**kept, "use_directory_urls": False, "plugins": others, "extra_css": styles}, sort_keys=False)
    )


def _as_markdown(page: Page) -> str:
    """Return a page as a Markdown file: front matter, then its HTML in one block."""
    meta: dict[str, Any] = {
        "title": page.title,
        "description": page.description,
        "hide": ["toc", "navigation"] if page.is_wide else ["navigation"],
    }
    if not page.search:
        meta["search"] = {"exclude": True}
    html = re.sub(r'href="([^"]*/)?([^"/]+)\.md" download', rf'href="\1\2{DOWNLOAD}" download="\2.md"', page.html)
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)}---\n\n<div>\n{html}\n</div>\n"
