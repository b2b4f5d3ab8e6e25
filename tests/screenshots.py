"""Photographs every type of page: phone and desktop, light and dark, and as it prints; and the pictures of the README.

    python tests/screenshots.py [--out build/screenshots] [--only topic desk]

Pages go to a folder that git does not keep; the README's pictures, of this repository's book alone, to docs/images.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from browser.conftest import DESKTOP, PAGES, PHONE, Built, launched, opened, served, whole_site
from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES: Final = ROOT / "docs" / "images"
SCREENS: Final = {"phone": PHONE, "desktop": DESKTOP}
TALLEST: Final = 5000
"""Pixels of a picture: what a reader sees of a long page before the picture could no longer be read itself."""
HEAVIEST: Final = 120_000
"""Bytes of a picture of the README."""
PRINTED: Final = {"format": "A4", "print_background": False, "prefer_css_page_size": True}


class Picture(NamedTuple):
    """A picture of the README."""

    name: str
    path: str
    size: tuple[int, int]
    is_dark: bool = False


PICTURES: Final = (
    Picture("home", "index.html", (1280, 800)),
    Picture(
        "policy-phone",
        "schools/linchfield/ict-safeguarding/index.html#mobile-phones-not-put-personal",
        PHONE,
    ),
    Picture(
        "step",
        "schools/linchfield/ict-safeguarding/changes/2018-03-to-draft.html#mobile-phones-not-put-personal",
        (1280, 800),
    ),
    Picture("topic", "compare/acceptable-use/topics/personal-devices.html#phones-around-pupils", (1280, 800)),
    Picture("desk-phone", "desk.html", PHONE, is_dark=True),
)


def photograph(browser: Browser, site: Built, out: Path, only: list[str]) -> int:
    """Write a picture of each type of page for each screen and colour, and its print; return how many."""
    made = 0
    out.mkdir(parents=True, exist_ok=True)
    for name in only or PAGES:
        stem = name.replace(",", "").replace(" ", "-")
        address = site.address(PAGES[name])
        for screen, size in SCREENS.items():
            for is_dark in (False, True):
                with opened(browser, size, is_dark=is_dark) as context:
                    page = context.new_page()
                    page.goto(address)
                    page.wait_for_selector("html.js", state="attached")
                    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": size[0], "height": max(size[1], height)})
                    page.screenshot(path=out / f"{stem}.{screen}.{'dark' if is_dark else 'light'}.png")
                    made += 1
        with opened(browser) as context:
            page = context.new_page()
            page.goto(address)
            page.pdf(path=out / f"{stem}.pdf", **PRINTED)
            made += 1
    return made


def picture(browser: Browser, site: Built, one: Picture) -> bytes:
    """Return a picture of the README as WebP; Chromium, which took it, also packs it."""
    with opened(browser, one.size, is_dark=one.is_dark) as context:
        page = context.new_page()
        page.goto(site.address(one.path))
        page.wait_for_selector("html.js", state="attached")
        page.wait_for_timeout(500)  # what comes in as scripts run: tools of a clause, a stepper
        return packed(context.new_page(), page.screenshot())


def packed(page: Page, png: bytes) -> bytes:
    """Return a picture as WebP, packed as little as its size allows."""
    for quality in (0.9, 0.8, 0.7, 0.6):
        found = page.evaluate(
            """async ([png, quality]) => {
              const image = new Image();
              image.src = `data:image/png;base64,${png}`;
              await image.decode();
              const canvas = document.createElement("canvas");
              [canvas.width, canvas.height] = [image.width, image.height];
              canvas.getContext("2d").drawImage(image, 0, 0);
              return canvas.toDataURL("image/webp", quality).split(",")[1];
            }""",
            [base64.b64encode(png).decode(), quality],
        )
        data = base64.b64decode(found)
        if len(data) <= HEAVIEST:
            break
    return data


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", nargs="+", choices=list(PAGES), default=[], help="these types of pages only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        with served(whole_site(Path(folder, "all"))) as site:
            made = photograph(browser, site, given.out, given.only)
        print(f"{made} pictures are in {given.out}.")
        if given.only:
            return 0
        IMAGES.mkdir(exist_ok=True)
        with served(whole_site(Path(folder, "own"), is_own=True)) as site:
            for one in PICTURES:
                data = picture(browser, site, one)
                (IMAGES / f"{one.name}.webp").write_bytes(data)
                print(f"docs/images/{one.name}.webp: {len(data) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
