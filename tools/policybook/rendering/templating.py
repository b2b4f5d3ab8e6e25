"""The templates that pages are made from."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from policybook.rendering.page import link


@cache
def icon(name: str) -> Markup:
    """Return a pictogram of the stylesheet; it is decoration, so the words beside it must say what it means."""
    return Markup('<i class="pb-{}"></i>').format(name)


TEMPLATES: Final = Environment(
    loader=PackageLoader("policybook.rendering"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals.update(icon=icon, link=link)
