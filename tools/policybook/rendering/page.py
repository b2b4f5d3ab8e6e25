"""A site as pages and files, before any engine turns it into a folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from policybook.messages.messages import Messages
from policybook.messages.reading import english

if TYPE_CHECKING:
    from policybook.comparing.catalogue import Catalogue
    from policybook.rendering.downloads import Document

_INDENTED: Final = re.compile(r"\n\s+")
_BLOCK: Final = re.compile(r"(?:</(?:p|h[1-6])|</?(?:li|div|ul|ol|nav)\b[^>]*)>\n(?=<)")
"""Where a block begins or ends, and a break of the line says nothing."""
_KEEPS_SPACE: Final = ("<pre", "<textarea")
TOP: Final = "_page"
"""The id of a page's heading, to which a reader skips what stands above it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's contents."""

    id: str
    title: str
    level: int


class SearchEntry(NamedTuple):
    """One result that a search can give: a page, or a clause on it."""

    anchor: str
    """The clause's id; empty for the page itself."""
    title: str
    """What to call it: of a clause, what tells it apart on its page."""
    text: str
    stem: str = ""
    """Of an item, the words that its list hangs on: without them it may say the reverse of what holds."""
    subjects: tuple[str, ...] = ()
    """The topics and rules that it is about, named as `search_words` names them."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    path: str
    """Where it lies in the site, e.g. `schools/linchfield/index.html`."""
    title: str
    html: str
    """What stands in the page's main part, its `<h1>` included."""
    description: str = ""
    contents: tuple[Heading, ...] = ()
    search: tuple[SearchEntry, ...] = ()
    """What a search finds, the page itself first; empty for texts that are not in force."""
    school: str = ""
    """The name of the school that the page is of; a search can be narrowed to it."""
    terms: tuple[tuple[str, str], ...] = ()
    """Where each term that the page marks is explained, with the id of the first clause that has it."""
    is_listed: bool = True
    """Whether search engines may list the page; texts not in force are not listed."""
    is_wide: bool = False
    """Whether the page needs the room of the side columns, as tables do."""

    @property
    def source(self) -> str:
        """The page's path as the Markdown file that an engine takes it for."""
        return self.path.removesuffix(".html") + ".md"


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a book becomes."""

    pages: tuple[Page, ...]
    files: dict[str, bytes | Path] = field(default_factory=dict)
    """Other files by their place in the site: their bytes, or where they lie on disk."""
    documents: dict[str, Document] = field(default_factory=dict)
    """Word and PDF files by their place in the site, still to be made."""
    catalogues: tuple[Catalogue, ...] = ()
    """The topics and rules that clauses of the pages are found by."""
    messages: Messages = field(default_factory=english)
    """What its pages say."""


def compact(html: str) -> str:
    r"""Return a whole HTML document with one line break for each run of space around one, where that shows nothing.

    Examples:
        >>> compact("<p>\n    One two\n\n</p>")
        '<p>\nOne two\n</p>'
    """
    if any(tag in html for tag in _KEEPS_SPACE):
        return html
    return _BLOCK.sub(lambda match: match[0][:-1], _INDENTED.sub("\n", html))


def reachable(html: str) -> str:
    """Return what stands in a page's main part with an id for its heading."""
    return html.replace("<h1>", f'<h1 id="{TOP}">', 1)


def unlisted(html: str) -> str:
    """Return a whole HTML document that asks search engines not to list it, whatever theme it was made with."""
    return html.replace("</head>", '<meta name="robots" content="noindex">\n</head>', 1)


def link(target: str, from_page: str) -> str:
    """Return the relative address of a page or file as seen from a page; it works from a folder on disk too.

    Examples:
        >>> link("schools/a/index.html", "schools/b/index.html")
        '../a/index.html'
    """
    path, mark, anchor = target.partition("#")
    if path == from_page:
        return f"#{anchor}" if mark else posixpath.basename(path)
    # Pages have thousands of links between them, all of them plain: `posixpath.relpath` would take most of the time.
    there, here = path.split("/"), from_page.split("/")[:-1]
    same = 0
    for one, other in zip(there[:-1], here, strict=False):
        if one != other:
            break
        same += 1
    return "../" * (len(here) - same) + quote("/".join(there[same:])) + mark + anchor
