"""What MkDocs takes for files and pages: those of a book, which are HTML already, or made when they are written."""

from __future__ import annotations

import re
from collections.abc import Hashable
from html import escape
from typing import TYPE_CHECKING, Any, Final

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from policybook.errors import PolicybookError
from policybook.exporting.downloads import Downloads
from policybook.rendering.downloads import Document
from policybook.rendering.page import TOP, Heading, Page, compact, reachable

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem

_ID: Final = re.compile(r' id="([^"]+)"')

_PLACE: Final = "<!-- policybook puts the page here, from its <h1 on -->"
"""Themes look for a heading, and print the page's title where they find none."""

log = get_plugin_logger("policybook")


class SiteFile(File):
    """A page or download of the book; MkDocs leaves it alone where it stands in the site as the last build wrote it."""

    is_kept = False

    @property
    def made_of(self) -> Hashable:
        """What tells whether it is the same as in the last build."""
        return self.content_bytes

    def is_documentation_page(self) -> bool:
        """Return whether there is a page to render."""
        return not self.is_kept and super().is_documentation_page()

    def copy_file(self, dirty: bool = False) -> None:
        """Write a download."""
        if not self.is_kept:
            super().copy_file(dirty)


class DocumentFile(SiteFile):
    """A Word or PDF file, which is made when it is written."""

    document: Document
    downloads: Downloads

    @classmethod
    def of(cls, document: Document, downloads: Downloads, path: str, config: MkDocsConfig) -> File:
        """Return the file for a place in the site."""
        made: Any = cls.generated(config, path, content=b"", inclusion=InclusionLevel.NOT_IN_NAV)
        made.document, made.downloads = document, downloads
        return made  # type: ignore[no-any-return]

    @property
    def made_of(self) -> Hashable:
        """What tells whether it is the same as in the last build."""
        return self.document.key

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file; one that cannot be made costs no other."""
        if not self.is_kept:
            try:
                write_file(self.downloads.content(self.document), self.abs_dest_path)
            except PolicybookError as error:
                log.warning(f"{self.dest_uri} is missing: {error}")


class PolicybookPage(MkDocsPage):
    """A page that is HTML already; themes take titles and descriptions as HTML, too."""

    tab: StructureItem | None = None
    """The tab that is marked on it; one that the site's `nav` does not name has that of the nearest page it does."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        """Make a page of the site into a page of MkDocs."""
        super().__init__(escape(page.title), file, config)
        self.made = page

    def read_source(self, config: MkDocsConfig) -> None:
        """Set what MkDocs otherwise takes from a Markdown file."""
        hide = ["toc", "navigation"] if self.made.is_wide else ["navigation"]
        self.markdown = ""
        self.meta = {
            "title": escape(self.made.title),
            "description": escape(self.made.description),
            "hide": hide,
            "search": {"exclude": True},
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Set the content; nothing is left to convert."""
        self.content = reachable(self.made.html)
        # Themes let a reader skip to the first heading.
        self.toc = _contents((Heading(TOP, self.made.title, 1), *self.made.contents))
        self.present_anchor_ids = set(_ID.findall(self.content))

    def set_aside(self) -> None:
        """Let the theme, and searches that read a page before it, have a mark in place of the content."""
        self._aside, self.content = self.content or "", _PLACE

    def complete(self, output: str) -> str:
        """Return the page as the theme printed it, with the content in its place."""
        self.content = self._aside
        return compact(output).replace(_PLACE, compact(self._aside.strip()))


def _contents(headings: tuple[Heading, ...]) -> TableOfContents:
    """Return headings as the nested table of contents that themes expect."""
    roots: list[AnchorLink] = []
    open_: list[AnchorLink] = []
    for heading in headings:
        entry = AnchorLink(escape(heading.title), heading.id, heading.level)
        while open_ and open_[-1].level >= entry.level:
            open_.pop()
        (open_[-1].children if open_ else roots).append(entry)
        open_.append(entry)
    return TableOfContents(roots)
