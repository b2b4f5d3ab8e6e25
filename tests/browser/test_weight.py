"""What a page weighs on its way to a phone, and how calmly it appears."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from browser.conftest import PAGES, PHONE, TESTED, Built, opened

HEAVIEST = 150_000
"""Bytes of our own, uncompressed, that the page of a long policy takes beyond what Material takes."""
WATCH = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({type: "layout-shift", buffered: true});
}"""


def test_the_page_of_170_clauses_is_light(browser: Any, site: Built) -> None:
    """The whole page counts as ours, though most of its frame is Material's."""
    answers: list[Any] = []
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.on("requestfinished", lambda request: answers.append(request.response()))
        page.goto(f"{site.address(PAGES['in force'])}#laptops-other-portable-devices-memory")
        page.wait_for_selector(".pb-text .pb-tools")
        assert page.locator(".pb-text [id]").count() >= 170
        sizes = {urlsplit(answer.url).path: len(answer.body()) for answer in answers}
    material = ("/assets/stylesheets/", "/assets/javascripts/")
    ours = {path: size for path, size in sizes.items() if not path.startswith(material)}
    assert any(path.endswith("clauses.js") for path in ours)
    assert sum(ours.values()) <= HEAVIEST, ours


def test_pages_hardly_jump_while_they_load(browser: Any, site: Built) -> None:
    shifts = {}
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.add_init_script(f"({WATCH})()")
        for name, path in PAGES.items():
            page.goto(site.address(path), wait_until="networkidle")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            shifts[name] = page.evaluate("window.shifted")
    assert {name: shift for name, shift in shifts.items() if shift >= TESTED.most_shift} == {}
