"""The clauses of a text as HTML: every clause with its label, its id and a link to itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final

from markdown_it.token import Token

from policybook import sanitising
from policybook.book.people import ROLE, find_role
from policybook.checking.references import label_index, may_refer, references_in
from policybook.finding import Finding
from policybook.messages.messages import Messages
from policybook.metadata import Person
from policybook.model import NO_PARENT, Form, Node, Tree
from policybook.parsing.inline import INLINE_PARSER, NEEDS_INLINE
from policybook.rendering.page import Heading
from policybook.rendering.terms import TermMarker

_BLOCKS: Final = frozenset({Form.TABLE, Form.QUOTE, Form.CODE, Form.HTML, Form.BREAK})
_TAG: Final = re.compile(r"""<(?P<end>/?)(?P<name>\w+)(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_NO_LINKS_IN: Final = frozenset({"a", "code", "pre", "summary"})


@dataclass(frozen=True)
class ClauseRenderer:
    """Renders the clauses of one tree."""

    t: Messages
    tree: Tree
    people: Mapping[str, Person]
    resolve: Callable[[str], str] = str
    """From a link's target as the author wrote it to its address on the page."""
    notes: Mapping[int, list[Finding]] = field(default_factory=dict)
    """Findings to show at a clause, by its position."""
    former_ids: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Ids of earlier versions whose links lead to a clause, by its position."""

    terms: TermMarker | None = None
    """What marks terms that are explained."""

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
                self.t.own(f"{node.label or ''} {self.plain(node.text)}".strip()) or self.t("policy.untitled"),
                max(node.level, 2),
            )
            for n, node in enumerate(self.tree.nodes)
            if node.is_section
        )

    def plain(self, text: str) -> str:
        """Return a text with its roles as readers see them."""
        return ROLE.sub(lambda match: find_role(match[1], self.people).words, text) if "{{" in text else text

    def _siblings(self, positions: tuple[int, ...]) -> str:
        nodes = self.tree.nodes
        out: list[str] = []
        for number, group in groupby(positions, key=lambda n: nodes[n].list_number):
            own = tuple(group)
            is_labelled = number > 0 and any(nodes[n].label for n in own)
            if number:
                # Printed labels take the place of bullets; Safari takes a list without bullets for none.
                out.append('<ul role="list">' if is_labelled else "<ul>")
            out += (self._section(n) if nodes[n].is_section else self._clause(n, is_labelled) for n in own)
            if number:
                out.append("</ul>\n")
        return "".join(out)

    def _section(self, n: int) -> str:
        node, id_ = self.tree.nodes[n], self.tree.ids[n]
        tag = f"h{min(max(node.level, 2), 6)}"
        if self.terms:
            self.terms.begin_section(is_top=node.parent == NO_PARENT)
        if node.label:
            link = f'<a href="#{id_}">{escape(node.label)}</a> '
            heading = f'<{tag} id="{id_}">{link}{self._inline(node)}{self._former(n)}</{tag}>\n'
        else:
            name = escape(self.plain(node.text) or self.t("policy.this_section"))
            link = f'<a href="#{id_}" aria-label="{name}"></a>'
            heading = f'<{tag} class="pb-plain" id="{id_}">{self._inline(node)}{link}{self._former(n)}</{tag}>\n'
        return heading + self._notes(n) + self._siblings(self.tree.children[n])

    def _clause(self, n: int, is_labelled: bool) -> str:
        """Return a clause: its label is the link to itself; one without a label has a small link after its words."""
        node, id_ = self.tree.nodes[n], self.tree.ids[n]
        if node.form is Form.DEFINITION:
            return ""
        if self.terms:
            self.terms.begin_clause(n, id_)
        form = node.block or node.form
        words = self._block(n, form) if form in _BLOCKS else self._inline(node)
        children = self.tree.children[n]
        rest = self._former(n) + self._notes(n) + (self._siblings(children) if children else "")
        tag = "li" if node.form is Form.ITEM else "div" if rest or form in _BLOCKS else "p"
        if node.label:
            return f'<{tag} id="{id_}"><a href="#{id_}">{escape(node.label)}</a> {words}{rest}</{tag}>\n'
        plain = "" if tag == "li" and not is_labelled else ' class="pb-plain"'
        link = f'<a href="#{id_}" aria-label="{escape(self.t("policy.this_clause"))}"></a>'
        return f'<{tag}{plain} id="{id_}">{words}{link}{rest}</{tag}>\n'

    def _former(self, n: int) -> str:
        former = self.former_ids.get(n)
        return "".join(f'<span id="{id_}"></span>' for id_ in former) if former else ""

    def _notes(self, n: int) -> str:
        notes = self.notes.get(n)
        return "".join(map(self._note, notes)) if notes else ""

    def _note(self, finding: Finding) -> str:
        level = finding.level
        name = escape(self.t(f"findings.level.{level}"))
        return f'<p class="pb-note pb-note--{level}"><strong>{name}</strong> {escape(self.t(finding.what))}</p>'

    def _inline(self, node: Node) -> str:
        source = node.source
        if not NEEDS_INLINE.search(source):
            return self._words(source.replace(">", "&gt;"))  # it has no other character to escape
        return self._rendered(INLINE_PARSER.parseInline(source, {"references": dict(self.tree.references)}))

    def _block(self, n: int, form: Form) -> str:
        node = self.tree.nodes[n]
        if form is Form.BREAK:
            return "<hr>"
        if form is Form.CODE:
            return f"<pre>{escape(node.source)}</pre>"
        if form is Form.HTML:
            return self._words(sanitising.clean(node.source, self.resolve))
        html = self._rendered(INLINE_PARSER.parse(node.source, {"references": dict(self.tree.references)}))
        if form is Form.TABLE:
            number = 1 + sum((one.block or one.form) is Form.TABLE for one in self.tree.nodes[:n])
            name = escape(self.t("policy.table", number=number))
            return f'<div class="pb-table" role="region" aria-label="{name}" tabindex="0">{html}</div>'
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
        """Return HTML whose words name the holders of roles and link to clauses and terms; tags are kept."""
        if "{{" not in html and not may_refer(html) and not (self.terms and self.terms.may_mark):
            return html
        out: list[str] = []
        at = inside = 0
        for tag in _TAG.finditer(html):
            words = html[at : tag.start()]
            out += (self._roles(words if inside else self._linked(words)), tag[0])
            if tag["name"] in _NO_LINKS_IN:
                inside += -1 if tag["end"] else 1
            at = tag.end()
        out.append(self._roles(self._linked(html[at:])))
        return "".join(out)

    def _linked(self, html: str) -> str:
        html = self._references(html)
        return self.terms.mark(html) if self.terms else html

    def _references(self, html: str) -> str:
        if not (references := references_in(html)):
            return html
        labels: dict[str, int] = self._labels  # type: ignore[attr-defined]
        out: list[str] = []
        at = 0
        for start, end, label, *_ in references:
            if (found := labels.get(label.lower())) is not None:
                out += (html[at:start], f'<a href="#{self.tree.ids[found]}">{html[start:end]}</a>')
                at = end
        out.append(html[at:])
        return "".join(out)

    def _roles(self, html: str) -> str:
        if "{{" not in html:
            return html

        def role(match: re.Match[str]) -> str:
            holder = find_role(match[1], self.people)
            if match[1] not in self.people:
                return f'<mark class="pb-unknown" title="The directory has no such role">{match[0]}</mark>'
            return f"<b>{escape(holder.words)}</b>"

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
