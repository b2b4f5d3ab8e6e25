"""The templates that pages are made from, and the words that they say in a language."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from policybook.messages.message import Tag
from policybook.messages.messages import Messages
from policybook.rendering.page import link


@cache
def icon(name: str) -> Markup:
    """Return a pictogram of the stylesheet; it is decoration, so the words beside it must say what it means."""
    return Markup('<i class="pb-{}"></i>').format(name)


def to(target: str, from_page: str) -> Tag:
    """Return the link to a page or file as a mark of a message: `t("home.desk", link=to(desk, here))`."""
    return Tag(Markup('<a href="{}">').format(link(target, from_page)), Markup("</a>"))


def mark(tag: str, spoken: str) -> Tag:
    """Return a mark of a message that screen readers are told in words: "[deleted: ...]"."""
    hidden = Markup('<span class="pb-hidden">{}</span>')
    return Tag(
        Markup("<{}>").format(tag) + hidden.format(f"[{spoken}: "), hidden.format("]") + Markup("</{}>").format(tag)
    )


def render(t: Messages, template: str, /, **values: Any) -> str:
    """Return HTML made from a template.

    Args:
        t: What it says; templates and their macros say a message by `t("its.key")`.
        template: The name of its file.
        values: What else it needs.
    """
    return templates_for(t).get_template(template).render(values)


@lru_cache(maxsize=4)
def templates_for(t: Messages) -> Environment:
    """Return the templates as they say the messages of a language."""
    templates = Environment(
        loader=PackageLoader("policybook.rendering"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # As a global, it is known in macros that other templates import, too.
    templates.globals.update(t=t, icon=icon, link=link, mark=mark, to=to)
    return templates
