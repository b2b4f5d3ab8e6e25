"""The MkDocs plugin: hands the pages of a book to MkDocs in memory, and knows nothing else.

Pages are HTML already, so Python-Markdown and the search plugin's HTML parser are not asked. While serving, a page
whose content and surroundings are the same as in the last build is neither put through the theme's templates nor
written again: it stays in the site's folder as it is.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import logging
import re
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import write_file

from policybook.book import load_book, read_folder
from policybook.book.sources import read_file
from policybook.checking.publishing import publication
from policybook.comparing.catalogue import Catalogue
from policybook.errors import PolicybookError
from policybook.exporting.downloads import Downloads, choice_for
from policybook.finding import Level
from policybook.messages.locales import direction_of
from policybook.messages.reading import ENGLISH, english
from policybook.metadata import BookFile, Publish
from policybook.mkdocs_files import DocumentFile, PolicybookPage, SiteFile
from policybook.parsing import PolicyText, decode, parse_policy
from policybook.parsing.front_matter import read_book
from policybook.rendering.downloads import Document
from policybook.rendering.navigation import nearest, present
from policybook.rendering.page import Page, SearchEntry, unlisted
from policybook.rendering.pages import Remembered, build_site
from policybook.rendering.search_files import Postings, Searched, postings_of, search_files
from policybook.rendering.templating import at
from policybook.rendering.text_reports import left_out, summary

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation

THEME: Final = Path(__file__).parent / "theme"
STYLES: Final = "assets/policybook/policybook.css"
KEPT: Final = ("schools", "compare")
"""The folders of the site whose files stay from build to build while serving; nearly all pages are in them."""
ASIDE: Final = "."
"""What their names begin with while MkDocs empties the site's folder: it leaves hidden files alone."""
REPLACED: Final = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Scripts of Material that no page loads, because `assets/policybook/search.js` searches in their place."""
NEW_OBJECTS: Final = 100_000
"""After how many new objects Python looks for rubbish; 700 unless told."""
SEARCH_PLUGINS: Final = ("material/search", "search")
_TAG: Final = re.compile(r"<[^>]+>")

log = get_plugin_logger("policybook")


class PolicybookConfig(Config):
    """What can be set in `mkdocs.yml`; all else is set in the book's own `book.yml`."""

    book = c.Type(str, default="policies")
    """The book's folder, relative to mkdocs.yml."""
    today = c.Optional(c.Type((str, datetime.date)))
    """The day to judge reviews by, as `2026-11-21`; without it, the day of the build."""
    publish = c.Optional(c.Choice([str(whom) for whom in Publish]))
    """For whom the site is, `public` or `internal`; without it, for whom the book's settings say."""


class PolicybookPlugin(BasePlugin[PolicybookConfig]):
    """Builds the pages of a book into an MkDocs site."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        super().__init__()
        self._is_serving = False
        self._texts: dict[bytes, PolicyText] = {}
        self._pages: Remembered = {}
        self._written: dict[str, Hashable] = {}
        """What stands in the kept folder of the site that is served, by its place, and what each was made of."""
        self._addresses: dict[str, Page] = {}
        self._postings: Callable[[tuple[SearchEntry, ...]], Postings] = postings_of
        self._catalogues: tuple[Catalogue, ...] = ()
        self._messages = english()
        self._downloads: Downloads
        self._language = ENGLISH

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether pages will be built again and again; having this hook keeps the plugin alive between builds."""
        self._is_serving = command == "serve"
        if not self._is_serving:
            # A build makes many objects, keeps most and ends: to look for rubbish often takes a twentieth of its time.
            gc.set_threshold(NEW_OBJECTS, 20, 20)
        self._postings = lru_cache(maxsize=None)(postings_of) if self._is_serving else postings_of
        for memory in (self._texts, self._pages, self._written):
            memory.clear()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the styles and templates of policy pages to the theme."""
        if config.use_directory_urls:
            config.use_directory_urls = False  # pages must open from a folder on disk, too
        if str(THEME) not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        if STYLES not in config.extra_css:
            config.extra_css.insert(0, STYLES)
        self._speak(config)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Put aside what may stay as it is, before MkDocs empties the site's folder."""
        for folder in KEPT if self._written else ():
            try:
                Path(config.site_dir, folder).rename(Path(config.site_dir, f"{ASIDE}{folder}"))
            except OSError:
                self._written = {path: of for path, of in self._written.items() if path.partition("/")[0] != folder}

    @event_priority(50)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the book and add its pages and files."""
        for folder in KEPT:
            with contextlib.suppress(OSError):
                Path(config.site_dir, f"{ASIDE}{folder}").rename(Path(config.site_dir, folder))
        root = self._root(config)
        try:
            book = load_book(read_folder(root), self._parse)
        except PolicybookError as error:
            raise PluginError(str(error)) from error
        made = publication(book, self._today(), self._publish(), self._parse)
        choice = choice_for(made.book)
        site = build_site(made.book, made.report, self._pages, choice.forms)
        self._addresses, self._catalogues, self._messages = {}, site.catalogues, site.messages
        log.info(summary(made.checked))
        for notice in choice.notices:
            log.info(notice)
        for finding in made.checked.findings:
            if finding.level is Level.ERROR and not finding.code.startswith("review-"):
                place = ":".join(str(part) for part in (finding.path, finding.line) if part)
                log.info(f"{place}: {finding.message} [{finding.code}]")
        for line, is_meant in left_out(made):
            log.log(logging.INFO if is_meant else logging.WARNING, line)
        self._leave_out(files, config, site.files)
        by_hand = {file.dest_uri: file.src_uri for file in files if file.inclusion.is_included()}
        for page in site.pages:
            if page.path in by_hand:
                log.info(f"{by_hand[page.path]} in {config.docs_dir} takes the place of the generated page.")
                continue
            file = SiteFile.generated(config, page.source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri, file.url = page.path, quote(page.path)
            files.append(file)
            PolicybookPage(page, file, config)
            self._addresses[file.url] = page
        config.nav = present(config.nav, {file.src_uri for file in files})
        self._downloads = Downloads(Path(config.config_file_path).parent)
        for path, content in (site.files | site.documents).items():
            # MkDocs takes what ends in .md for pages; a download has its real name only as its destination.
            source = f"{path}.download" if path.endswith(".md") else path
            if path in by_hand:
                log.info(f"{by_hand[path]} in {config.docs_dir} takes the place of the book's file.")
                continue
            if isinstance(content, Document):
                file = DocumentFile.of(content, self._downloads, source, config)
            elif isinstance(content, Path):
                file = File.generated(config, source, abs_src_path=str(content), inclusion=InclusionLevel.NOT_IN_NAV)
            else:
                file = SiteFile.generated(config, source, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri, file.url = path, quote(path)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Give pages the titles and tabs that `nav` has for them, and find those that stay as they are."""
        for title, path in _titles(config.nav):
            file = files.get_file_from_path(path)
            if file and isinstance(file.page, PolicybookPage):
                file.page.title = title
        tabs = {page.file.dest_uri: [page, *page.ancestors][-1] for page in nav.pages}
        for file in files:
            if isinstance(file.page, PolicybookPage):
                file.page.tab = tabs.get(file.dest_uri) or nearest(file.dest_uri, tabs)
        settings = {name: value for name, value in config.items() if name not in {"plugins", "hooks"}}
        surroundings = (_outline(nav.items), repr(settings), _overrides(config))
        if self._is_serving:
            listed = {page.file.dest_uri for page in nav.pages}
            own = [file for file in files if isinstance(file, SiteFile) and file.dest_uri not in listed]
            self._keep(Path(config.site_dir), own, surroundings)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Have the theme's templates that are ours say what the book's pages say."""
        env.globals.update(t=self._messages, at=at)
        return env

    @event_priority(100)
    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:
        """Spare search plugins and the theme what they would only go through and copy: the content of our pages."""
        if isinstance(page, PolicybookPage):
            page.set_aside()
        return context

    @event_priority(100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Put the content in, without space that shows nothing; keep search engines from what is not in force."""
        if not isinstance(page, PolicybookPage):
            return output
        whole = page.complete(output)
        if self._language not in {ENGLISH, config.theme.get("language")}:
            # The theme does not know the language.
            whole = whole.replace(f'<html lang="{config.theme["language"]}"', f'<html lang="{self._language}"', 1)
        return whole if page.made.is_listed else unlisted(whole)

    @event_priority(50)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Have the search index hold every clause in force, and of other texts nothing, before it is written."""
        self._downloads.tidy(time.time())
        index = getattr(_search_plugin(config), "search_index", None)
        entries = getattr(index, "entries", getattr(index, "_entries", None))
        if entries is None:
            return
        # MkDocs' own search takes every page up, too.
        entries[:] = [entry for entry in entries if entry["location"].partition("#")[0] not in self._addresses]
        if index is not None and hasattr(index, "entries"):
            pages = _by_hand(entries)
            pages += [Searched(url, page.school, page.search) for url, page in self._addresses.items() if page.search]
            entries.clear()
            settings = {name: index.config[name] for name in ("lang", "separator", "pipeline", "fields")}
            for path, script in search_files(self._messages, pages, settings, self._postings, self._catalogues):
                write_file(script.encode(), str(Path(config.site_dir, path)))
            return
        # MkDocs' own search has one text for each result, and no place for the page's title.
        for url, page in self._addresses.items():
            for entry in page.search:
                location = f"{url}#{entry.anchor}" if entry.anchor else url
                title = f"{entry.title} · {page.search[0].title}" if entry.anchor else entry.title
                entries.append({"location": location, "title": title, "text": entry.text})

    def on_build_error(self, *, error: Exception) -> None:
        """Rely on nothing that a broken build wrote."""
        self._written.clear()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Build again when a policy changes."""
        server.watch(str(self._root(config)))
        return server

    def _speak(self, config: MkDocsConfig) -> None:
        """Have the theme speak the language of the book; English is what mkdocs.yml or the theme have anyway."""
        self._language = _language_in(self._root(config))
        if self._language != ENGLISH:
            config.theme["language"] = theme_language(self._language, config.theme.dirs)
            config.theme["direction"] = direction_of(self._language)

    def _root(self, config: MkDocsConfig) -> Path:
        return (Path(config.config_file_path).parent / self.config.book).resolve()

    def _publish(self) -> Publish | None:
        given = self.config.publish
        return Publish(given) if given else None

    def _today(self) -> datetime.date:
        given: Any = self.config.today
        if given is None:
            return datetime.date.today()  # noqa: DTZ011  the clerk's own day
        if isinstance(given, datetime.date):
            return given.date() if isinstance(given, datetime.datetime) else given
        try:
            return datetime.date.fromisoformat(given)
        except ValueError:
            raise PluginError(f"policybook: today: “{given}” is no day; write it as 2026-11-21.") from None

    def _leave_out(self, files: Files, config: MkDocsConfig, made: Collection[str]) -> None:
        """Leave out what no page asks the theme for: source maps, a search, and what is made with the book's words."""
        for file in [file for file in files if file.src_dir in config.theme.dirs]:
            is_made = file.src_dir == str(THEME) and file.dest_uri in made
            if is_made or file.dest_uri.endswith(".map") or file.dest_uri.startswith(REPLACED):
                files.remove(file)

    def _parse(self, data: bytes) -> PolicyText:
        if not self._is_serving:
            return parse_policy(data)
        if data not in self._texts:
            self._texts[data] = parse_policy(data)
        return self._texts[data]

    def _keep(self, site: Path, files: list[SiteFile], surroundings: Hashable) -> None:
        """Keep the files that would be the same as in the last build, and nothing else that stands among them."""
        before, self._written = self._written, {}
        kept = set()
        for file in files:
            if file.dest_uri.partition("/")[0] in KEPT:
                page = file.page
                made_of = (page.made, surroundings) if isinstance(page, PolicybookPage) else file.made_of
                self._written[file.dest_uri] = made_of
                file.is_kept = before.get(file.dest_uri) == made_of
                if file.is_kept:
                    kept.add(site / file.dest_uri)
        for path in (path for folder in KEPT for path in (site / folder).rglob("*")):
            if path not in kept and path.is_file():
                path.unlink()


def _by_hand(entries: list[dict[str, Any]]) -> list[Searched]:
    """Return the hand-written pages that Material has put in its index, as HTML."""
    found = []
    for url, own in groupby(entries, key=lambda entry: entry["location"].partition("#")[0]):
        sections = (SearchEntry(e["location"].partition("#")[2], _plain(e["title"]), _plain(e["text"])) for e in own)
        found.append(Searched(url, "", tuple(sections)))
    return found


def _plain(html: str) -> str:
    return unescape(" ".join(_TAG.sub(" ", html).split()))


def _search_plugin(config: MkDocsConfig) -> Any:
    return next((config.plugins[name] for name in SEARCH_PLUGINS if name in config.plugins), None)


def _language_in(root: Path) -> str:
    """Return the language of a book; a file that cannot be read is told of when the book is."""
    try:
        text, _ = decode(read_file(root / "book.yml"))
    except PolicybookError:
        return BookFile().language
    return read_book(text)[0].language


def theme_language(language: str, folders: Iterable[str]) -> str:
    """Return the language in which a theme says its own words: a book's, or English where the theme does not know it.

    Args:
        language: The tag of the book's language.
        folders: Where the theme's templates lie.
    """
    known = {path.stem for folder in folders for path in Path(folder).glob("partials/languages/*.html")}
    return next((one for one in (language, language.partition("-")[0]) if one in known), "en")


def _titles(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield the titles that a site's `nav` gives to pages, with the page of each."""
    for entry in nav or ():
        for title, value in entry.items() if isinstance(entry, dict) else ():
            if isinstance(value, str):
                yield title, value
            else:
                yield from _titles(value)


def _outline(items: Any) -> Hashable:
    """Return the titles and addresses of a navigation, to tell whether it changed."""
    return tuple((item.title, getattr(item, "url", None), _outline(item.children or ())) for item in items)


def _overrides(config: MkDocsConfig) -> Hashable:
    """Return the site's own templates and when each was changed, to tell whether they did."""
    folder = config.theme.custom_dir
    found = Path(folder).rglob("*.html") if folder else ()
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in found))
