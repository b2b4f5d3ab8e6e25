"""A real browser on a whole site: this repository's own pages, built once, with a policy that has every kind of text.

Where no browser is, the tests skip; where it must be there, as in continuous integration, set `CHROMIUM`.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT, SCHOOL, policy
from policybook.rendering.statement import claims
from sites import Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGES = {
    "home": "index.html",
    "schools": "schools/index.html",
    "school": "schools/linchfield/index.html",
    "in force": "schools/crich-carr/it-acceptable-use/index.html",
    "draft": "schools/crich-carr/it-acceptable-use/draft.html",
    "past": "schools/hill/e-safety/versions/2024-01-10.html",
    "step": "schools/linchfield/ict-safeguarding/changes/2018-03-to-draft.html",
    "history": "schools/linchfield/ict-safeguarding/history.html",
    "reviews": "reviews.html",
    "people": "people.html",
    "glossary": "glossary.html",
    "comparisons": "compare/index.html",
    "topics by schools": "compare/acceptable-use/index.html",
    "topic": "compare/acceptable-use/topics/communication-channels.html",
    "conflicts": "compare/acceptable-use/conflicts.html",
    "two policies": "compare/acceptable-use/two.html",
    "one policy compared": "schools/linchfield/ict-safeguarding/compared.html",
    "new": "new.html",
    "desk": "desk.html",
    "sign-off": "schools/linchfield/sign-off.html",
    "statement": "accessibility.html",
    "by hand": "authors/front-matter.html",
    "by hand, with code": "reference/command-line.html",
    "nowhere": "404.html",
}
"""A page of each type that the accessibility statement names."""
MARKUP = r"Write zebracode as \<img src=x onerror=alert(1)> \& \<b>."
"""Words that would be markup if nobody minded."""
TESTED = claims()
"""What the accessibility statement says that these tests prove."""
PHONE, DESKTOP, NARROW, ZOOMED = (TESTED.screens[name] for name in ("phone", "desktop", "narrow", "zoomed"))


@dataclass(frozen=True)
class Built:
    """A site on disk and on a server of this machine."""

    folder: Path
    served: str

    def address(self, path: str, is_served: bool = True) -> str:
        return f"{self.served if is_served else self.folder.as_uri() + '/'}{path}"


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium, the one that CHROMIUM names or Debian's; end it afterwards.

    Raises:
        LookupError: There is none.
    """
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        raise LookupError("there is no chromium; install Debian's, or name one in CHROMIUM")
    with sync_playwright() as driver:
        # A container's root may not open Chromium's sandbox; all it is shown here is our own.
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    pytest.importorskip("playwright.sync_api")
    with ExitStack() as stack:
        try:
            started = stack.enter_context(launched())
        except LookupError as error:
            pytest.skip(str(error))
        yield started


def whole_site(root: Path, *, is_own: bool = False) -> Path:
    """Build this repository's site as on the day that tests judge by.

    Args:
        root: An empty folder to build in.
        is_own: Whether it is of the repository's book alone; else a school with a replaced policy is added.

    Returns:
        The folder of the site.
    """
    place = Place(root)
    shutil.copytree(ROOT / "docs", place.root / "docs")
    shutil.copytree(ROOT / "policies", place.root / "policies")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    dated = settings.replace("book: policies\n", "book: policies\n      today: 2026-11-21\n")
    assert dated != settings
    place.config.write_text(dated, encoding="utf-8")
    if not is_own:
        _add_school(place)
    place.build(strict=False)
    return place.root / "site"


def _add_school(place: Place) -> None:
    place.book.write(
        {
            "hill/school.yml": SCHOOL,
            "hill/e-safety/policy.md": policy(f"## Screens\n\n1. Lock your screen.\n\n{MARKUP}\n"),
        }
    )
    place.book.approve("2024-01-10")
    place.book.edit("hill/e-safety/policy.md", ("Lock your", "Always lock your"), ("status: approved", "status: draft"))
    place.book.edit("hill/e-safety/policy.md", ("title:", "change_note: Always.\ntitle:"))
    place.book.approve("2025-01-09")


@contextmanager
def served(folder: Path) -> Iterator[Built]:
    """Serve a built site on this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Built(folder, f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()
        thread.join(10)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build the site once for all tests, and serve it."""
    with served(whole_site(tmp_path_factory.mktemp("browser"))) as built:
        yield built


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
        pass


def opened(
    browser: Browser, size: tuple[int, int] = DESKTOP, *, is_dark: bool = False, scripts: bool = True, **more: object
) -> BrowserContext:
    """Return a fresh browser of somebody: how large, in which colours, with or without JavaScript."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if is_dark else "light",
        java_script_enabled=scripts,
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(10_000)
    return context


@pytest.fixture(
    params=[(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)],
    ids=["phone-light", "phone-dark", "desktop-light", "desktop-dark"],
)
def page_everywhere(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return an empty page on a phone and on a desktop, in both colour schemes."""
    size, is_dark = request.param
    with opened(browser, size, is_dark=is_dark) as context:
        yield context.new_page()
