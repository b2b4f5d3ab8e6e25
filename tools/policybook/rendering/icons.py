"""The few pictograms of the site, as inline SVG: shapes that tell states apart without colour."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_PATHS: Final = {
    # Each fits a square of 24 and is drawn with the current colour.
    "overdue": "M8 2h8l6 6v8l-6 6H8l-6-6V8zm3 5v7h2V7zm0 9v2h2v-2z",
    "due-soon": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m-1 4h2v6.4l4 2.4-1 1.7-5-3z",
    "undated": "M12 2 22 12 12 22 2 12zm0 4.5c-2 0-3.4 1.2-3.4 3h2c0-.8.6-1.2 1.4-1.2s1.4.5 1.4 1.1c0 1.3-2.3 1.4-2.3"
    " 4.1h2c0-1.7 2.4-2 2.4-4.2 0-1.6-1.5-2.8-3.5-2.8M11 15v2h2v-2z",
    "current": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m-1.6 14.5L6 12l1.5-1.5 2.9 3 6.1-6.2L18 8.8z",
    "withdrawn": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M7 11h10v2H7z",
    "in-force": "M12 1 3 5v6c0 5.5 3.8 10.7 9 12 5.2-1.3 9-6.5 9-12V5zm-1.5 15.5L6.5 12.5 8 11l2.5 2.5L16 8l1.5 1.5z",
    "draft": "M3 17.2V21h3.8L17.9 9.9 14.1 6.1zM20.7 7c.4-.4.4-1 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.8 3.8z",
    "superseded": "M3 3h18v5H3zm1 7h16v11H4zm5 3v2h6v-2z",
    "search": "M10 2a8 8 0 1 0 4.9 14.3l5.4 5.4 1.4-1.4-5.4-5.4A8 8 0 0 0 10 2m0 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12",
    "download": "M11 3h2v9l3.5-3.5L18 10l-6 6-6-6 1.5-1.5L11 12zM4 19h16v2H4z",
}


def icon(name: str) -> Markup:
    """Return a pictogram; it is decoration, so the words beside it must say what it means."""
    path = _PATHS[name]
    return Markup(  # noqa: S704  constant markup
        '<svg class="pb-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<path fill-rule="evenodd" d="{path}"/></svg>'
    )
