"""Pages from a folder on disk, without JavaScript, by keyboard, on a narrow screen, and from no other host."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from browser.conftest import DESKTOP, NARROW, PAGES, PHONE, ZOOMED, Built, opened

WIDER_THAN_SCREEN = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [page.scrollWidth, ...[...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1)
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))];
}"""
UNSEEN = """() => [...document.querySelectorAll("main article :is(p, li, td, th, h1, h2, h3)")]
  .filter((one) => !one.closest("details, [hidden], .pb-onpaper") && one.textContent.trim() && !one.offsetHeight)
  .map((one) => one.outerHTML.slice(0, 120))"""
UNPRINTED = """() => [...document.querySelectorAll("main article .pb-onpaper")]
  .filter((one) => !one.offsetHeight).map((one) => one.outerHTML.slice(0, 120))"""
"""What is for paper only, and is not seen there either."""
FOCUSED = """() => {
  // A button of the colours is hidden; its label, the only one that is not, stands for it.
  const one = document.activeElement.matches(".md-option")
    ? document.activeElement.nextElementSibling : document.activeElement;
  const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    name: one.outerHTML.slice(0, 150),
    marked: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none",
    seen: box.width > 0 && box.height > 0
      && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    isPage: one === document.body,
  };
}"""


@pytest.mark.parametrize("is_served", [True, False], ids=["server", "folder"])
def test_no_request_leaves_for_another_host_and_nothing_fails(browser: Any, site: Built, is_served: bool) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    with opened(browser) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        for path in PAGES.values():
            if path == "404.html" and not is_served:
                continue  # a server's page, with a server's addresses
            page.goto(site.address(path, is_served))
            # The last scripts that a search asks for: left before they came, a page would have failed to get them.
            with (
                page.expect_request_finished(lambda request: request.url.endswith("/search/subjects.js")),
                page.expect_request_finished(lambda request: request.url.endswith("/policybook/subjects.js")),
            ):
                page.keyboard.press("/")
            page.wait_for_selector(".md-search-result__meta >> text=Type to start searching")
            page.wait_for_selector(".pb-search-school")
    assert [url for url in asked if not url.startswith((site.address("", is_served), "about:"))] == []
    assert wrong == []


def test_without_scripts_every_word_link_and_table_is_there(browser: Any, site: Built) -> None:
    for path in PAGES.values():
        if path == "404.html":
            continue
        seen = []
        for scripts in (True, False):
            with opened(browser, scripts=scripts) as context:
                page = context.new_page()
                page.goto(site.address(path, is_served=False))
                if scripts:
                    page.evaluate("document.querySelectorAll('.pb-stepper, .pb-since').forEach(one => one.remove())")
                article = page.locator("main article").first
                texts = [text.split() for text in article.locator("p, li, td, th, h1, h2, h3").all_text_contents()]
                assert page.evaluate(UNSEEN) == [], path
                page.emulate_media(media="print")
                assert page.evaluate(UNPRINTED) == [], path
                page.emulate_media(media="screen")
                seen.append((texts, article.locator("a[href]").count()))
        assert seen[0] == seen[1], path


def test_no_page_scrolls_sideways_at_320_pixels(browser: Any, site: Built) -> None:
    found = {}
    with opened(browser, NARROW) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(site.address(path))
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            if wide := page.evaluate(WIDER_THAN_SCREEN):
                found[name] = wide
    assert found == {}


def test_at_twice_the_size_nothing_is_lost(browser: Any, site: Built) -> None:
    """A browser's zoom of 200 % on a desktop is a window of half the width."""
    found = {}
    with opened(browser, ZOOMED, device_scale_factor=2) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(site.address(path))
            if wide := page.evaluate(WIDER_THAN_SCREEN):
                found[name] = wide
    assert found == {}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_focus_is_seen_wherever_the_keyboard_leads(browser: Any, site: Built, name: str, size: tuple[int, int]) -> None:
    with opened(browser, size) as context:
        page = context.new_page()
        page.goto(site.address(PAGES[name]))
        page.wait_for_selector("html.js", state="attached")
        unseen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if not focused["isPage"] and not (focused["marked"] and focused["seen"]):
                unseen.append(focused["name"])
    assert not unseen, "\n".join(unseen)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "nowhere"])
def test_the_first_key_offers_to_skip_to_the_content(browser: Any, site: Built, name: str) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES[name]))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(location.hash) !== null && location.hash !== ''")


def test_keys_lead_from_change_to_change(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["step"]))
        page.wait_for_selector(".pb-stepper")
        said = []
        for key in "nnp":
            page.keyboard.press(key)
            said.append(page.inner_text(".pb-stepper [role=status]").split(" of ")[0])
            assert page.evaluate("document.activeElement.matches('.pb-change[data-current]')")
    assert said == ["Change 1", "Change 2", "Change 1"]


def test_the_accessibility_tree_says_what_was_deleted_and_inserted(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["step"]))
        tree = page.locator(".pb-key").aria_snapshot()
    assert "deletion" in tree
    assert "insertion" in tree


def test_paper_is_light_whatever_the_screen_and_says_when_it_was_printed(browser: Any, site: Built) -> None:
    colours = []
    for is_dark in (False, True):
        with opened(browser, is_dark=is_dark) as context:
            page = context.new_page()
            page.clock.set_fixed_time(datetime.datetime.fromisoformat("2026-11-21T10:00"))
            page.goto(site.address(PAGES["in force"]))
            page.wait_for_selector("html.js", state="attached")
            page.emulate_media(media="print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            colours.append(page.evaluate("getComputedStyle(document.querySelector('.pb-text p')).color"))
            first = page.evaluate("getComputedStyle(document.querySelector('.md-content__inner'), '::before').content")
            assert first == f'"Printed 21 November 2026 · {site.address(PAGES["in force"])}"'
            assert page.locator(".md-header, .md-tabs, .md-footer, .pb-crumbs").locator("visible=true").count() == 0
    assert colours[0] == colours[1] == "rgb(29, 42, 47)"
