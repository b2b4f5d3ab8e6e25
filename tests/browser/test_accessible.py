"""axe-core finds nothing on any type of page, in both colour schemes, on a phone and on a desktop, whatever is open."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import PAGES, PHONE, TESTED, Built, opened


def axe() -> str:
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong on a page as it is shown now: rule, place, why."""
    page.evaluate(axe())
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_the_checker_is_the_one_that_the_statement_names() -> None:
    assert f"/*! {TESTED.checker.replace('axe-core ', 'axe v')}\n" in axe()[:200]


def test_axe_finds_nothing(page_everywhere: Any, site: Built) -> None:
    page, found = page_everywhere, []
    for name, path in PAGES.items():
        answer = page.goto(site.address(path))
        assert answer.ok, path
        page.wait_for_selector("html.js", state="attached")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found += [f"{name}: {wrong}" for wrong in violations(page)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_while_a_search_shows_results(page_everywhere: Any, site: Built) -> None:
    page = page_everywhere
    page.goto(site.address(PAGES["home"]))
    page.keyboard.press("/")
    page.keyboard.type("phone")
    page.wait_for_selector(".md-search-result__item mark")
    page.wait_for_selector(".pb-search-school")
    page.evaluate("document.querySelectorAll('.md-search-result details').forEach(one => { one.open = true })")
    assert violations(page) == []


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["home", "in force", "by hand"])
def test_axe_finds_nothing_with_the_menu_open(browser: Any, site: Built, name: str, is_dark: bool) -> None:
    with opened(browser, PHONE, is_dark=is_dark) as context:
        page = context.new_page()
        page.goto(site.address(PAGES[name]))
        page.click(".md-header__button[for=__drawer]")
        page.wait_for_selector(".md-sidebar--primary a:visible")
        page.wait_for_timeout(300)  # it slides in
        assert violations(page) == []


def test_axe_finds_nothing_once_a_day_is_chosen(page_everywhere: Any, site: Built) -> None:
    page = page_everywhere
    page.goto(site.address(PAGES["new"]))
    page.get_by_label("Show what is new since").fill("2024-01-11")
    page.wait_for_selector(".pb-since [role=status]:not(:empty)")
    assert violations(page) == []
