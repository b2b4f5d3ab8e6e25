"""The templates that pages are made from, and the words that they say in a language."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes, select_autoescape
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from policybook.messages.message import Tag, isolated
from policybook.messages.messages import Messages
from policybook.rendering.page import link
from policybook.rendering.terms import CHANGES, GLOSSARY, STATES, page_term_id


@cache
def icon(name: str) -> Markup:
    """Return a pictogram of the stylesheet; it is decoration, so the words beside it must say what it means."""
    return Markup('<i class="pb-{}"></i>').format(name)


def at(address: str) -> Tag:
    """Return the link to an address as a mark of a message."""
    return Tag(Markup('<a href="{}">').format(address), Markup("</a>"))


def to(target: str, from_page: str) -> Tag:
    """Return the link to a page or file as a mark of a message: `t("home.desk", link=to(desk, here))`."""
    return at(link(target, from_page))


HIDDEN: Final = Tag(Markup('<span class="pb-hidden">'), Markup("</span>"))
"""A mark of a message whose words are read out, and not shown."""


def mark(tag: str, spoken: str) -> Tag:
    """Return a mark of a message that screen readers are told in words: "[deleted: ...]"."""
    hidden = Markup('<span class="pb-hidden">{}</span>')
    return Tag(
        Markup("<{}>").format(tag) + hidden.format(f"[{spoken}: "), hidden.format("]") + Markup("</{}>").format(tag)
    )


def term(name: str, words: str, here: str) -> Markup:
    """Return words as a link to the explanation of a term of policybook's own.

    Args:
        name: The term, as the lexicon has it.
        words: What the page says.
        here: The page.
    """
    address = link(f"{GLOSSARY}#{page_term_id(name)}", here)
    return Markup(f'<a href="{escape(address)}">{escape(words)}</a>')  # noqa: S704  both are escaped


def render(t: Messages, template: str, /, **values: Any) -> str:
    """Return HTML made from a template.

    Args:
        t: What it says; templates and their macros say a message by `t("its.key")`.
        template: The name of its file.
        values: What else it needs.
    """
    return templates_for(t).get_template(template).render(values)


OWN_DIRECTION: Final = Markup(' dir="auto"')
"""The attribute of an element whose words come from the book: they run in their own direction, not in the page's."""


class _Fixed(NodeTransformer):
    """Puts into the template itself what is the same on every page: fixed messages, and which way words run."""

    def __init__(self, t: Messages) -> None:
        self._t = t
        self._is_turned = t.locale.direction == "rtl"

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802  Jinja's own name for it
        """Return the attribute `auto`, which only pages from right to left need."""
        if node.name != "auto":
            return node
        return nodes.TemplateData(OWN_DIRECTION if self._is_turned else "", lineno=node.lineno)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node | None:  # noqa: N802
        """Return words of the book alone, where they run as those of the page do."""
        self.generic_visit(node)
        return node.node if node.name == "isolated" and not self._is_turned else node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        """Return the words instead of the call that says them."""
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name == "t" and not node.kwargs and node.args):
            return node
        key = node.args[0]
        words = self._t.known.get(key.value) if isinstance(key, nodes.Const) else None
        return nodes.Const(words, lineno=node.lineno) if isinstance(words, str) else node


class _Templates(Environment):
    """Templates that say the messages of one language."""

    t: Messages

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(_Fixed(self.t).visit(source), name, filename, defer_init)


@lru_cache(maxsize=4)
def templates_for(t: Messages) -> Environment:
    """Return the templates as they say the messages of a language."""
    templates = _Templates(
        loader=PackageLoader("policybook.rendering"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.t = t
    # As a global, it is known in macros that other templates import, too.
    templates.globals.update(t=t, at=at, hidden=HIDDEN, icon=icon, link=link, mark=mark, to=to, term=term)
    templates.globals.update(state_terms=STATES, change_terms=CHANGES)
    templates.filters["isolated"] = isolated
    return templates
