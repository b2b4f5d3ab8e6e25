"""What raw HTML in a policy may hold; nh3 removes the rest."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

import nh3

_TAGS: Final = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3 h4"
    " hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead time"
    " tr u ul var".split()
)
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "time": {"datetime"},
    "details": {"open"},
}
_PARTING: Final = re.compile(
    r"<(?!/?(?:a|abbr|b|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var)\b)"
)
"""The start of a tag that parts words, as a table cell or a line break does and bold type does not."""
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def clean(markup: str, resolve: Callable[[str], str] = str) -> str:
    """Return HTML without scripts, styles, event handlers, forms, frames and addresses that run code.

    Args:
        markup: The HTML.
        resolve: From the address of a link or picture as the author wrote it to the one on the page.
    """
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=lambda _, name, value: resolve(value) if name in {"href", "src"} else value,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def visible_text(markup: str) -> str:
    """Return the words that a reader of cleaned HTML sees; runs of white space are one space."""
    return " ".join(html.unescape(nh3.clean(_PARTING.sub(" <", markup), tags=set())).split())


def refused(markup: str) -> list[str]:
    """Return the names of tags and attributes in HTML that `clean` removes, in order, each once."""
    return list(dict.fromkeys(_collected(markup).refused))


def targets(markup: str) -> list[str]:
    """Return where the links and images in HTML lead, in order."""
    return _collected(markup).targets


def _collected(markup: str) -> _Collector:
    collector = _Collector()
    collector.feed(markup.replace("<![", "&lt;!["))  # Python's parser raises on marked sections it does not know
    collector.close()
    return collector


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.refused.append(f"<{tag}>")
            return
        allowed = _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            scheme, colon, _ = (value or "").strip().partition(":")
            runs_code = name in {"href", "src"} and colon and scheme.isalpha() and scheme.lower() not in _SCHEMES
            if (name not in allowed and name not in {"id", "class"}) or runs_code:
                self.refused.append(f"{name}=" if not runs_code else f"{scheme}:")
            elif value and (tag, name) in {("a", "href"), ("img", "src")}:
                self.targets.append(value)
