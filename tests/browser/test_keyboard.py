"""What a reader can do with a keyboard and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import PAGES, PHONE, Built, opened


def reach(page: Any, selector: str, most: int = 60) -> None:
    """Press Tab until what is looked for has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{most} times Tab do not lead to {selector}")


@pytest.mark.parametrize("key", ["Enter", " "], ids=["enter", "space"])
def test_the_menu_of_a_phone_is_opened_by_keyboard(browser: Any, site: Built, key: str) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["home"]))
        page.wait_for_selector(".md-header__button[for=__drawer] > button")
        menu = page.get_by_role("button", name="Navigation")
        assert menu.get_attribute("aria-expanded") == "false"
        reach(page, "[for=__drawer] > button")
        page.keyboard.press(key)
        assert menu.get_attribute("aria-expanded") == "true"
        assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
        page.keyboard.press("Escape")
        assert menu.get_attribute("aria-expanded") == "false"
        assert page.evaluate("document.activeElement.matches('[for=__drawer] > button')")
        page.keyboard.press(key)
        reach(page, ".md-nav__link[href='people.html']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/people.html")


def test_a_search_leads_to_a_clause_by_keyboard(browser: Any, site: Built) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["people"]))
        page.wait_for_selector(".md-header__button[for=__search] > button")
        reach(page, "[for=__search] > button")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.matches('.md-search__input')")
        page.keyboard.type("gambling")
        page.wait_for_selector(".md-search-result__item mark")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.matches('.md-search-result__link')")
        page.keyboard.press("Enter")
        page.wait_for_url("**/schools/*/*/index.html**")
        page.wait_for_function("!document.getElementById('__search').checked")
        assert page.locator(":target").is_visible()


def test_which_changes_are_shown_is_chosen_by_keyboard(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["step"]))
        page.wait_for_selector(".pb-stepper")
        every = page.locator(".pb-change:visible").count()
        # A long list of changes can be passed over.
        reach(page, "main article a[href$='#_text']", most=20)
        page.keyboard.press("Enter")
        reach(page, "main article input[type=checkbox]", most=5)
        was = page.evaluate("document.activeElement.checked")
        page.keyboard.press(" ")
        assert page.evaluate("document.activeElement.checked") != was
        assert page.locator(".pb-change:visible").count() != every
        page.keyboard.press(" ")
        assert page.locator(".pb-change:visible").count() == every


def test_who_types_nothing_passes_the_search_by(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address("index.html"))
        page.keyboard.press("/")
        page.wait_for_selector(".pb-search-school")
        page.keyboard.press("Tab")
        page.wait_for_function("!document.getElementById('__search').checked")
        reach(page, "main a")


def test_two_policies_are_chosen_by_keyboard(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["two policies"]))
        page.wait_for_selector(".pb-choice select")
        reach(page, ".pb-choice select")
        page.keyboard.type("Linch")
        page.keyboard.press("Tab")
        page.keyboard.type("Crich")
        page.wait_for_selector(".pb-pair")
        assert page.url.endswith("?a=linchfield%2Fict-safeguarding&b=crich-carr%2Fit-acceptable-use")
        reach(page, ".pb-pair a")


def test_colours_are_changed_by_keyboard(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["home"]))
        page.wait_for_selector("html.js", state="attached")
        assert page.get_attribute("body", "data-md-color-scheme") == "default"
        reach(page, ".md-option, [for^=__palette]")
        page.keyboard.press("Enter")
        if page.get_attribute("body", "data-md-color-scheme") == "default":
            page.keyboard.press("ArrowDown")
        assert page.get_attribute("body", "data-md-color-scheme") == "slate"
