"""HTML as tests read it: a tree of elements, the outline that a reader sees, and where links lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
OWN_SCRIPTS = tuple(f"assets/policybook/{name}.js" for name in ("changes", "compare", "news"))
CODE_SCHEMES = ("javascript:", "vbscript:", "data:", "file:")
ADDRESSES = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "srcset"})


@dataclass
class Element:
    """An element with what it holds, in order: elements and texts."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """Yield this element and all in it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def id(self) -> str:
        return self.attrs.get("id", "")

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    def all(self, tag: str = "", class_: str = "") -> list[Element]:
        return [e for e in self if (not tag or e.tag == tag) and (not class_ or class_ in e.classes)]

    def one(self, tag: str = "", class_: str = "") -> Element:
        found = self.all(tag, class_)
        assert len(found) == 1, f"{len(found)} elements <{tag} class={class_}>"
        return found[0]

    def by_id(self, id_: str) -> Element:
        found = [e for e in self if e.id == id_]
        assert len(found) == 1, f"{len(found)} elements have the id {id_}"
        return found[0]

    def words(self, *without: str) -> str:
        """Return the words in it, but not those in elements with one of these classes; no space is added or lost."""
        return "".join(
            child if isinstance(child, str) else "" if set(child.classes) & set(without) else child.words(*without)
            for child in self.children
        )


class _Reader(HTMLParser):
    def __init__(self, is_strict: bool) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]
        self.is_strict = is_strict

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)) or not self.is_strict, f"{self.get_starttag_text()} at {self.getpos()}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.is_strict:
            assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}> at {self.getpos()}"
        if any(element.tag == tag for element in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(html: str, is_strict: bool = False) -> Element:
    """Return the tree of an HTML text; a strict reader refuses what is not closed in order."""
    reader = _Reader(is_strict)
    reader.feed(html)
    reader.close()
    assert not is_strict or reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root


def is_text(path: str) -> bool:
    """Whether a page of a site shows the text of a policy: not what leads to it, its history or its comparison."""
    return path.startswith("schools/") and path.count("/") > 2 and not is_past(path) and not is_comparison(path)


def is_comparison(path: str) -> bool:
    """Whether a page of a site compares schools."""
    return path.startswith("compare/") or path.endswith("/compared.html")


def is_past(path: str) -> bool:
    """Whether a page of a site shows a policy's history, or what one of its versions changed."""
    return path.endswith("/history.html") or "/changes/" in path


def live_markup(root: Element) -> list[str]:
    """Return everything in a tree that runs code."""
    found = []
    drawn = {id(e) for chart in root.all("figure", "pb-chart") for e in chart if e.tag == "svg"}
    for element in root:
        if element.tag in {"script", "iframe", "object", "embed", "style", "base", "form", "svg"}:
            is_own = element.attrs.get("src", "").endswith(OWN_SCRIPTS) and not element.children
            found += [] if is_own or id(element) in drawn else [f"<{element.tag}>{element.words().strip()}"]
        for name, value in element.attrs.items():
            address = re.sub(r"[\s\0-\x20]", "", value).lower()
            if (
                name.startswith("on")
                or name in {"style", "srcdoc"}
                or (name in ADDRESSES and address.startswith(CODE_SCHEMES))
            ):
                found.append(f"{name}={value}")
    return found


def is_clause(element: Element) -> bool:
    return element.tag in {"p", "div", "li"} and bool(_own_links(element))


def own_link(element: Element) -> Element:
    """Return the link of a clause or section to itself: its label, which stands first, or a link without words."""
    links = _own_links(element)
    assert len(links) == 1, f"{element.id} has {len(links)} links to itself"
    return links[0]


def _own_links(element: Element) -> list[Element]:
    return [
        child
        for n, child in enumerate(element.children)
        if isinstance(child, Element)
        and child.attrs.get("href") == f"#{element.id}"
        and (n == 0 or "aria-label" in child.attrs)
    ]


def own(element: Element) -> Element:
    """Return a clause without the link to itself, its notes and the clauses below it."""
    link = own_link(element)
    return Element(element.tag, {}, [child for child in element.children if child is not link and not _is_other(child)])


def _is_other(child: Element | str) -> bool:
    if isinstance(child, str):
        return False
    return (
        _is(child, "pb-note") or is_clause(child) or any(is_clause(e) for e in child.children if not isinstance(e, str))
    )


def seen(element: Element) -> str:
    """Return the letters that a clause shows, sorted: those of its words, and of what its pictures are called."""
    shown = own(element)
    return letters(shown.words(), *(e.attrs.get("alt", "") for e in shown if e.tag == "img"))


def letters(*words: str) -> str:
    """Return the letters and marks of words, sorted; white space and the rules of tables do not count."""
    return "".join(sorted(re.sub(r"[\s|]", "", "".join(words))))


# Outlines.

_BLOCKS = frozenset(
    "address article aside blockquote caption dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr label li main nav ol p pre section summary table tbody td th thead tr ul".split()
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_STATE = re.compile(r"pb-(?:standing|note|finding|state|count)--([\w-]+)")
_QUOTES = {"strong": "**", "b": "**", "em": "_", "i": "_", "code": "`", "mark": "??"}


def outline(root: Element) -> str:
    """Return what a reader of a page sees, a line for each block, indented as the blocks are nested.

    Headings are `#`, links `[words](address)`, states `‹overdue›`, labels of clauses `3.7 |`, ids `{#id}`.
    """
    return "\n".join(line.rstrip() for line in _blocks(root.children, "")) + "\n"


def _blocks(children: list[Element | str], indent: str) -> Iterator[str]:
    run: list[Element | str] = []
    for child in [*children, Element("")]:
        if isinstance(child, Element) and "hidden" in child.attrs:
            continue
        if isinstance(child, str) or (child.tag and child.tag not in _BLOCKS):
            run.append(child)
            continue
        if words := _line(run):
            yield indent + words
        run = []
        if child.tag:
            yield from _block(child, indent)


def _block(element: Element, indent: str) -> Iterator[str]:
    tag, deeper = element.tag, indent + "  "
    state = _state(element)
    anchor = f" {{#{element.id}}}" if element.id else ""
    if is_clause(element) or (tag in _HEADINGS and _own_links(element)):
        link = own_link(element)
        label = link.words() and f"{link.words()} {'' if tag in _HEADINGS else '| '}"
        mark = "- " if tag == "li" else f"{'#' * int(tag[1])} " if tag in _HEADINGS else ""
        first, *others = [*_blocks([child for child in element.children if child is not link], "")] or [""]
        yield f"{indent}{mark}{label}{first}{anchor}"
        yield from (deeper + line for line in others)
    elif tag in _HEADINGS:
        yield f"{indent}{'#' * int(tag[1])} {state}{_line(element.children)}{anchor}"
    elif tag == "li":
        first, *others = [*_blocks(element.children, "")] or [""]
        yield f"{indent}- {state}{first}{anchor}"
        yield from (deeper + line for line in others)
    elif tag == "div" and [e.tag for e in element.children if isinstance(e, Element)] == ["dt", "dd"]:
        name, value = (e for e in element.children if isinstance(e, Element))
        first, *others = [*_blocks(value.children, "")] or [""]
        yield f"{indent}{_line(name.children)}: {first}"
        yield from (deeper + line for line in others)
    elif tag == "tr":
        yield indent + "".join(f"| {_line(e.children)} " for e in element.children if isinstance(e, Element)) + "|"
    elif tag == "details":
        yield f"{indent}▸ {_line(element.all('summary')[0].children)}{' (open)' if 'open' in element.attrs else ''}"
        rest = [e for e in element.children if not (isinstance(e, Element) and e.tag == "summary")]
        yield from _blocks(rest, deeper)
    elif tag == "pre":
        yield from (f"{indent}│ {line}" for line in element.words().rstrip("\n").split("\n"))
    elif tag == "blockquote":
        yield from (f"{indent}> {line}" for line in _blocks(element.children, ""))
    elif tag == "hr":
        yield f"{indent}----"
    elif tag in {"p", "label", "caption", "td", "th", "dt", "dd"}:
        lines = [*_blocks(element.children, indent)] or [indent]
        about = f"({tag}) " if tag in {"label", "caption"} else ""
        yield indent + about + state + lines[0].removeprefix(indent) + anchor
        yield from lines[1:]
    elif name := element.attrs.get("aria-label") or element.attrs.get("aria-labelledby"):
        yield f"{indent}[{name}]"
        yield from _blocks(element.children, deeper)
    else:
        yield from _blocks(element.children, indent)


def _is(element: Element, class_: str) -> bool:
    return class_ in element.classes


def _state(element: Element) -> str:
    found = _STATE.search(element.attrs.get("class", ""))
    return f"‹{found[1]}› " if found else ""


def _line(children: list[Element | str]) -> str:
    return re.sub(r"\s+", " ", "".join(_inline(child) for child in children)).strip()


def _inline(child: Element | str) -> str:
    if isinstance(child, str):
        return child
    words = "".join(_inline(e) for e in child.children)
    attrs = child.attrs
    if child.tag == "br":
        return " / "
    if child.tag == "img":
        title = f' "{attrs["title"]}"' if "title" in attrs else ""
        return f"![{attrs.get('alt', '')}]({attrs.get('src', '')}{title})"
    if child.tag == "a":
        about = f" {attrs['aria-label']}" if "aria-label" in attrs else ""
        return f"[{words}{about}]({attrs.get('href', 'nowhere')}{', download' if 'download' in attrs else ''})"
    if _is(child, "pb-sub"):
        return f" — {_state(child)}{words}"
    mark = _QUOTES.get(child.tag, "") if words else ""
    return f"{_state(child)}{mark}{words}{mark}"


# Links.

_NAMES_AN_ID = frozenset({"for", "aria-labelledby", "aria-controls", "aria-describedby"})


class BuiltSite:
    """The pages of a site on disk, by address; each is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[str, Element] = {}

    def paths(self) -> list[str]:
        return sorted(p.relative_to(self.root).as_posix() for p in self.root.rglob("*.html") if p.name != "404.html")

    def html(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def page(self, path: str) -> Element:
        if path not in self._read:
            self._read[path] = read_html(self.html(path))
        return self._read[path]

    def main(self, path: str) -> Element:
        """Return the part of a page that we made."""
        return self.page(path).one("article", "md-content__inner")

    def faults(self, path: str) -> list[str]:
        """Return the links, pictures and references between elements of a page that lead nowhere, and double ids."""
        page = self.page(path)
        ids = [element.id for element in page if element.id]
        found = [f"the id {id_} stands {ids.count(id_)} times" for id_ in dict.fromkeys(ids) if ids.count(id_) > 1]
        ours = {id(element) for article in page.all("article", "md-content__inner") for element in article}
        for element in page:
            found += (
                f"{name}={value}"
                for name, value in element.attrs.items()
                if (name in _NAMES_AN_ID and value not in ids and id(element) in ours)
                or (name in {"href", "src"} and self._is_broken(path, value))
            )
        return found

    def _is_broken(self, path: str, target: str) -> bool:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return False
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
        if found.startswith(("..", "/")):
            return True
        if (self.root / found).is_dir():
            found = posixpath.normpath(posixpath.join(found, "index.html"))
        if not (self.root / found).is_file():
            return True
        fragment = unquote(parts.fragment)
        return bool(fragment and found.endswith(".html")) and all(e.id != fragment for e in self.page(found))


def write_pages(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a folder hold these texts and nothing else."""
    for path in sorted(folder.rglob("*"), reverse=True) if folder.exists() else ():
        if path.is_file():
            path.unlink()
        else:
            path.rmdir()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
