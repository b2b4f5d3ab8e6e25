"""What is new since a day of the reader's choice, and since the last visit, which only the browser remembers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from browser.conftest import PAGES, Built, opened

SHOWN = ".pb-news li:not([hidden])"


@pytest.mark.parametrize("is_served", [True, False], ids=["server", "folder"])
def test_a_date_leaves_what_is_older_out_and_says_how_much_is_left(browser: Any, site: Built, is_served: bool) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["new"], is_served))
        everything = page.locator(SHOWN).count()
        page.get_by_label("Show what is new since").fill("2024-01-11")
        assert page.locator(SHOWN).all_inner_texts()[0].startswith("E-safety approved, 9 January 2025")
        assert page.locator(SHOWN).count() == 1
        assert page.get_by_role("status").first.inner_text() == "1 entry since 11 January 2024."
        assert page.locator(".pb-news section:not([hidden])").count() == 1
        assert page.locator(".pb-jump li:not([hidden])").count() == 1
        page.get_by_label("Show what is new since").fill("2019-11-30")
        assert page.locator(SHOWN).count() == 3, "a month that has the day in it may be new"
        page.get_by_label("Show what is new since").fill("2025-01-10")
        assert page.get_by_role("status").first.inner_text() == "Nothing since 10 January 2025."
        page.get_by_role("button", name="Show all").press("Enter")
        assert page.locator(SHOWN).count() == everything
        assert page.get_by_role("status").first.inner_text() == ""


@pytest.mark.parametrize("is_served", [True, False], ids=["server", "folder"])
def test_the_last_visit_is_offered_kept_in_the_browser_and_forgotten(
    browser: Any, site: Built, is_served: bool
) -> None:
    with opened(browser) as context:
        page = context.new_page()

        def visit(day: str) -> None:
            page.clock.set_fixed_time(datetime.datetime.fromisoformat(f"{day}T10:00"))
            page.goto(site.address(PAGES["new"], is_served))

        back = page.get_by_role("button", name="Since my last visit")
        visit("2024-12-24")
        assert back.count() == 0
        assert "This browser remembers" in page.inner_text(".pb-since")
        visit("2026-11-21")
        assert back.inner_text() == "Since my last visit, 24 December 2024"
        visit("2026-11-21")
        assert back.inner_text() == "Since my last visit, 24 December 2024", "a second look on one day hides nothing"
        back.click()
        assert page.locator(SHOWN).count() == 1
        page.get_by_role("button", name="Forget it").click()
        assert back.count() == 0
        visit("2026-11-22")
        assert back.count() == 0


def test_without_scripts_the_list_stands_by_month_and_offers_nothing_that_does_not_work(
    browser: Any, site: Built
) -> None:
    with opened(browser, scripts=False) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["new"]))
        assert page.locator(".pb-since:visible").count() == 0
        assert page.locator(".pb-jump a").first.get_attribute("href") == "#2025-01"
        assert page.locator("h2[id='2025-01']").is_visible()
        page.goto(site.address(PAGES["home"]))
        assert not page.locator(".pb-find").is_visible()
        assert "Searching needs JavaScript" in page.locator("noscript").inner_text()
