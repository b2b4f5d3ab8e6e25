"""The same pages for Zensical, which runs no plugins: written to a folder as Markdown files that hold HTML."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path
from typing import Any, Final

import yaml

from policybook.book import load_book, read_folder
from policybook.checking.publishing import publication
from policybook.cli.settings import PLUGIN, book_options, plugins_of, read_settings
from policybook.errors import InputError, UsageError
from policybook.exporting.downloads import Downloads, choice_for
from policybook.messages.locales import direction_of
from policybook.messages.reading import ENGLISH
from policybook.metadata import Publish
from policybook.rendering.navigation import present
from policybook.rendering.page import Page, reachable, unlisted
from policybook.rendering.pages import build_site
from policybook.rendering.text_reports import left_out

THEME: Final = Path(__file__).parent.parent / "theme"
STYLES: Final = "assets/policybook/policybook.css"

DOWNLOAD: Final = ".markdown"
"""The ending of downloads: Zensical turns addresses that end in `.md` into those of pages."""


def build_with_zensical(
    config: Path,
    target: Path,
    book: Path | None,
    today: datetime.date | None,
    publish: Publish | None,
    *,
    strict: bool,
) -> None:
    """Write the pages of a book to a folder and have Zensical build it.

    Args:
        config: The site's mkdocs.yml, which Zensical reads too.
        target: The folder to write the site to; what is in it is replaced.
        book: The book's folder, where it is not the one that mkdocs.yml names.
        today: The day to judge reviews by; None for the one that mkdocs.yml names, else today.
        publish: For whom the site is; None for whom mkdocs.yml says, else the book's own settings.
        strict: Whether a warning is an error.

    Raises:
        UsageError: Zensical is not installed.
        InputError: The settings cannot be used, or Zensical refuses; it has said why.
    """
    program = shutil.which("zensical", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise UsageError(
            "Zensical is not installed.", fix="Run `pip install 'policybook[zensical]'`, or use --engine mkdocs."
        )
    settings = read_settings(config)
    options = book_options(config, settings)
    loaded = load_book(read_folder(book or config.parent / options.get("book", "policies")))
    day = today or _day(config, options.get("today"))
    published = publication(loaded, day, publish or _publish(config, options.get("publish")))
    choice = choice_for(published.book)
    notices = [*(line for line, _ in left_out(published)), *choice.notices]
    sys.stderr.write("".join(f"{notice}\n" for notice in notices))
    site = build_site(published.book, published.report, formats=choice.forms)
    with tempfile.TemporaryDirectory(prefix="policybook-") as place:
        folder = Path(place)
        docs = folder / "docs"
        source = config.parent / settings.get("docs_dir", "docs")
        if source.is_dir():
            shutil.copytree(source, docs)
        by_hand = {path.relative_to(docs).with_suffix(".html").as_posix() for path in docs.rglob("*.md")}
        by_hand |= {path.removesuffix("README.html") + "index.html" for path in by_hand if path.endswith("README.html")}
        made = [page for page in site.pages if page.path not in by_hand]
        for page in made:
            write(docs / page.source, _as_markdown(page).encode())
        shutil.copytree(THEME / "assets", docs / "assets", dirs_exist_ok=True)
        pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
        if nav := settings.get("nav"):
            settings["nav"] = present(nav, pages)
        language = published.book.settings.language
        (folder / "mkdocs.yml").write_text(_settings(settings, language), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [program, "build", *(["--strict"] if strict else [])],
            cwd=folder,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        # Where it refuses, Zensical ends with its own traceback; the last line says why.
        said, _, trace = done.stdout.partition("Traceback (most recent call last):\n")
        sys.stderr.write(said + "".join(trace.splitlines(keepends=True)[-1:]))
        if done.returncode:
            raise InputError("Zensical did not build the site.", fix="What is wrong stands above.")
        for page in made:
            if not page.is_listed:
                built = folder / "site" / page.path
                built.write_text(unlisted(built.read_text(encoding="utf-8")), encoding="utf-8")
        for path, content in site.files.items():
            name = path.removesuffix(".md") + DOWNLOAD if path.endswith(".md") else path
            write(folder / "site" / name, content.read_bytes() if isinstance(content, Path) else content)
        downloads = Downloads(config.parent)
        for path, document in site.documents.items():
            write(folder / "site" / path, downloads.content(document))
        downloads.tidy(time.time())
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(folder / "site", target)


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _day(config: Path, given: Any) -> datetime.date:
    """Return the day that settings name, else today."""
    if given is None:
        return datetime.date.today()  # noqa: DTZ011
    if isinstance(given, datetime.datetime):
        given = given.date()
    try:
        return datetime.date.fromisoformat(str(given))
    except ValueError:
        raise InputError(f"today: “{given}” is no day; write it as 2026-11-21.", path=config) from None


def _publish(config: Path, given: Any) -> Publish | None:
    """Return for whom settings say that the site is."""
    try:
        return Publish(given) if given else None
    except ValueError:
        raise InputError(f"publish: “{given}” is neither `public` nor `internal`.", path=config) from None


def _settings(settings: dict[str, Any], language: str) -> str:
    """Return settings for a folder in which the pages stand as files."""
    kept = {key: value for key, value in settings.items() if key not in {"plugins", "docs_dir", "site_dir", "INHERIT"}}
    others = [{name: options} for name, options in plugins_of(settings) if name != PLUGIN]
    theme = settings.get("theme")
    if language != ENGLISH and isinstance(theme, dict):
        kept["theme"] = {**theme, "language": language, "direction": direction_of(language)}
    styles = [STYLES, *(settings.get("extra_css") or [])]
    # Not the safe dumper: extensions of Markdown are given functions, as `!!python/name:...`.
    return str(
        yaml.dump({**kept, "use_directory_urls": False, "plugins": others, "extra_css": styles}, sort_keys=False)
    )


def _as_markdown(page: Page) -> str:
    """Return a page as a Markdown file: front matter, then its HTML in one block."""
    meta: dict[str, Any] = {
        "title": escape(page.title),
        "description": escape(page.description),
        "hide": ["toc", "navigation"] if page.is_wide else ["navigation"],
    }
    if not page.search:
        meta["search"] = {"exclude": True}
    html = re.sub(
        r'href="([^"]*/)?([^"/]+)\.md" download', rf'href="\1\2{DOWNLOAD}" download="\2.md"', reachable(page.html)
    )
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)}---\n\n<div>\n{html}\n</div>\n"
