"""The clauses of a text as HTML: every clause with its label, its id and a link to itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from markdown_it.token import Token

from policybook import sanitising
from policybook.book.people import ROLE, find_role
from policybook.checking.text_rules import label_index, may_refer, references_in
from policybook.finding import Finding
from policybook.metadata import Person
from policybook.model import Form, Node, Tree
from policybook.parsing.inline import INLINE_PARSER, NEEDS_INLINE
from policybook.rendering.page import Heading

_BLOCKS: Final = frozenset({Form.TABLE, Form.QUOTE, Form.CODE, Form.HTML})
_TAG: Final = re.compile(r"""<(?P<end>/?)(?P<name>\w+)(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_NO_LINKS_IN: Final = frozenset({"a", "code"})


@dataclass(frozen=True)
class ClauseRenderer:
    """Renders the clauses of one tree."""

    tree: Tree
    people: Mapping[str, Person]
    resolve: Callable[[str], str] = str
    """From a link's target as the author wrote it to its address on the page."""
    notes: Mapping[int, list[Finding]] = field(default_factory=dict)
    """Findings to show at a clause, by its position."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_labels", label_index(self.tree))

    def render(self) -> str:
        """Return the HTML of all sections and clauses."""
        return self._siblings(self.tree.roots)

    def contents(self) -> tuple[Heading, ...]:
        """Return the headings in order."""
        return tuple(
            Heading(
                self.tree.ids[n],
                f"{node.label or ''} {self.plain(node.text)}".strip() or "Untitled section",
                max(node.level, 2),
            )
            for n, node in enumerate(self.tree.nodes)
            if node.is_section
        )

    def plain(self, text: str) -> str:
        """Return a text with its roles as readers see them."""
        return ROLE.sub(lambda match: find_role(match[1], self.people).words, text) if "{{" in text else text

    def _siblings(self, positions: tuple[int, ...]) -> str:
        out: list[str] = []
        number = 0
        for n in positions:
            node = self.tree.nodes[n]
            if node.list_number != number:
                if number:
                    out.append("</ul>")
                if node.list_number:
                    out.append('<ul class="pb-list" role="list">')
                number = node.list_number
            out.append(self._node(n, node))
        if number:
            out.append("</ul>")
        return "".join(out)

    def _node(self, n: int, node: Node) -> str:
        id_ = self.tree.ids[n]
        children = self.tree.children[n]
        if node.is_section:
            level = min(max(node.level, 2), 6)
            label = f'<span class="pb-label">{escape(node.label)}</span> ' if node.label else ""
            name = escape(f"{node.label or ''} {self.plain(node.text)}".strip() or "this section")
            heading = (
                f'<h{level} id="{id_}" class="pb-section">{label}{self._inline(node)}'
                f'<a class="pb-anchor" href="#{id_}" aria-label="Link to {name}"></a></h{level}>\n'
            )
            return heading + self._notes(n) + self._siblings(children)
        if node.form is Form.DEFINITION:
            return ""
        tag = "li" if node.form is Form.ITEM else "div"
        label = f'<span class="pb-label">{escape(node.label)}</span>' if node.label else ""
        kind = "" if node.label else " pb-bullet" if tag == "li" else " pb-plain"
        name = f"clause {escape(node.label)}" if node.label else "this clause"
        form = node.block or node.form
        words = self._block(node, form) if form in _BLOCKS else f"<p>{self._inline(node)}</p>" if node.text else ""
        if form is Form.BREAK:
            words = "<hr>"
        inner = self._siblings(children)
        return (
            f'<{tag} class="pb-clause{kind}" id="{id_}">{label}'
            f'<div class="pb-words">{words}{self._notes(n)}{inner}</div>'
            f'<a class="pb-anchor" href="#{id_}" aria-label="Link to {name}"></a></{tag}>\n'
        )

    def _notes(self, n: int) -> str:
        return "".join(
            f'<p class="pb-note pb-note--{f.level}"><strong>{f.level.capitalize()}:</strong> {escape(f.message)}</p>'
            for f in self.notes.get(n, ())
        )

    def _inline(self, node: Node) -> str:
        source = node.source
        if not NEEDS_INLINE.search(source):
            return self._words(escape(source, quote=False))
        return self._rendered(INLINE_PARSER.parseInline(source, {"references": dict(self.tree.references)}))

    def _block(self, node: Node, form: Form) -> str:
        if form is Form.CODE:
            return f"<pre>{escape(node.source)}</pre>"
        if form is Form.HTML:
            return self._words(sanitising.clean(node.source, self.resolve))
        html = self._rendered(INLINE_PARSER.parse(node.source, {"references": dict(self.tree.references)}))
        if form is Form.TABLE:
            return f'<div class="pb-table" role="region" aria-label="Table" tabindex="0">{html}</div>'
        return html

    def _rendered(self, tokens: list[Token]) -> str:
        parts = [part for token in tokens for part in (token, *(token.children or ()))]
        is_raw = any(part.type in {"html_inline", "html_block"} for part in parts)
        for part in parts:
            for name in () if is_raw else ("href", "src"):
                if name in part.attrs:
                    part.attrs[name] = self.resolve(str(part.attrs[name]))
            if "title" in part.attrs:
                part.attrs["title"] = self.plain(str(part.attrs["title"]))
            for words in part.children or () if part.type == "image" else ():
                words.content = self.plain(words.content)
        html = str(INLINE_PARSER.renderer.render(tokens, INLINE_PARSER.options, {}))
        return self._words(sanitising.clean(html, self.resolve) if is_raw else html)

    def _words(self, html: str) -> str:
        """Return HTML whose words name the holders of roles and link to the clauses they refer to; tags are kept."""
        if "{{" not in html and not may_refer(html):
            return html
        out: list[str] = []
        at = inside = 0
        for tag in _TAG.finditer(html):
            words = html[at : tag.start()]
            out += (self._roles(words if inside else self._references(words)), tag[0])
            if tag["name"] in _NO_LINKS_IN:
                inside += -1 if tag["end"] else 1
            at = tag.end()
        out.append(self._roles(self._references(html[at:])))
        return "".join(out)

    def _references(self, html: str) -> str:
        labels: dict[str, int] = self._labels  # type: ignore[attr-defined]
        out: list[str] = []
        at = 0
        for start, end, label in references_in(html):
            if (found := labels.get(label.lower())) is not None:
                out += (html[at:start], f'<a href="#{self.tree.ids[found]}">{html[start:end]}</a>')
                at = end
        out.append(html[at:])
        return "".join(out)

    def _roles(self, html: str) -> str:
        def role(match: re.Match[str]) -> str:
            holder = find_role(match[1], self.people)
            if match[1] not in self.people:
                return f'<mark class="pb-unknown" title="The directory has no such role">{match[0]}</mark>'
            return f'<span class="pb-role">{escape(holder.words)}</span>'

        return ROLE.sub(role, html)


def notes_by_clause(tree: Tree, findings: list[Finding]) -> dict[int, list[Finding]]:
    """Return the findings that are about a line of a clause, by the position of that clause."""
    owner: dict[int, int] = {}
    for n, node in enumerate(tree.nodes):
        for line in range(node.first_line, node.last_line + 1):
            owner[line] = n
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.line in owner:
            found.setdefault(owner[finding.line], []).append(finding)
    return found
