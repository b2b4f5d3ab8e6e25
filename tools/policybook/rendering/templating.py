"""The templates that pages are made from."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from policybook.rendering.icons import icon
from policybook.rendering.page import link

TEMPLATES: Final = Environment(
    loader=PackageLoader("policybook.rendering"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals.update(icon=icon, link=link)
