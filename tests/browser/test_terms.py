"""Terms are explained where they stand: by touch, pointer and keyboard, from a server and from disk."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import NARROW, PAGES, PHONE, Built, opened
from browser.test_accessible import violations

LINCHFIELD = "schools/linchfield/ict-safeguarding/index.html"
TERM = '.pb-text a[href$="glossary.html#slt"]'
STANDING = '.pb-standing a[href$="glossary.html#_in-force"]'
WORDS = {
    "step": {
        ".pb-index h3 a": "Of substance: A change that alters what holds",
        ".pb-index .pb-badge--stricter a": "Stricter: Demands more",
        ".pb-show a": "Editorial: A change of place",
        ".pb-about .pb-badge--looser a": "Looser: Demands less",
    },
    "desk": {".pb-badge--stricter a": "Stricter: Demands more", ".pb-badge--looser a": "Looser: Demands less"},
    "topic": {
        ".pb-conflict a": "Conflict: One school forbids or advises against",
        ".pb-strictest a": "Stricter: Demands more",
        ".pb-silent-cell a": "No rule: No clause of the school's policy",
    },
    "one policy compared": {".pb-conflict a": "Conflict: One school forbids or advises against"},
}
"""Page -> words of policybook's own on it, and how their explanation begins."""
MEANING = "SLT: Senior leadership team, those who lead the school with the head teacher."


def explained(page: Any) -> str:
    """Return what is explained once something is, without the link to the glossary."""
    page.wait_for_selector(".pb-explained [role=status]:not(:empty)")
    assert page.locator(".pb-explained").count() == 1
    return str(page.locator(".pb-explained [role=status]").inner_text())


def is_shut(page: Any) -> bool:
    return page.locator(".pb-explained, [role=button][aria-expanded=true]").count() == 0


def ready(page: Any, address: str) -> Any:
    page.goto(address)
    page.wait_for_selector(f"{TERM}[role=button]")
    return page.locator(TERM).first


@pytest.mark.parametrize("is_served", [True, False], ids=["served", "from disk"])
def test_a_tap_explains_a_term_and_a_tap_elsewhere_shuts_it(browser: Any, site: Built, is_served: bool) -> None:
    with opened(browser, PHONE, has_touch=True) as context:
        page = context.new_page()
        term = ready(page, site.address(LINCHFIELD, is_served))
        assert term.get_attribute("aria-expanded") == "false"
        term.tap()
        assert explained(page) == MEANING
        assert term.get_attribute("aria-expanded") == "true"
        assert page.url.endswith(LINCHFIELD)
        term.tap()
        assert is_shut(page)
        term.tap()
        explained(page)
        page.locator(STANDING).tap()
        assert explained(page).startswith("In force: The version that holds today")
        page.locator(".pb-school").tap()
        assert is_shut(page)


@pytest.mark.parametrize("name", WORDS)
def test_words_of_the_pages_are_explained_where_they_stand(browser: Any, site: Built, name: str) -> None:
    with opened(browser, NARROW, has_touch=True) as context:
        page = context.new_page()
        page.goto(site.address(PAGES[name]))
        for selector, meaning in WORDS[name].items():
            term = page.locator(selector).first
            term.tap()
            assert explained(page).startswith(meaning), selector
            box = page.locator(".pb-explained").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= NARROW[0]
            page.keyboard.press("Escape")
            assert is_shut(page)
        assert page.locator(".pb-show input:not(:checked)").count() == 0


def enter(page: Any, term: Any) -> None:
    """Open what a term means by keyboard, and go on to the link in it."""
    term.focus()
    assert is_shut(page)
    page.keyboard.press("Enter")
    assert explained(page) == MEANING
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Glossary"


def test_a_term_is_explained_by_keyboard_and_escape_shuts_it(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        term = ready(page, site.address(LINCHFIELD))
        is_focused = "term => term === document.activeElement"
        for key in ("Enter", "Space"):
            term.focus()
            assert is_shut(page)
            page.keyboard.press(key)
            assert explained(page) == MEANING
            page.keyboard.press("Escape")
            assert is_shut(page)
            assert term.evaluate(is_focused)
        enter(page, term)
        page.keyboard.press("Escape")
        assert is_shut(page)
        assert term.evaluate(is_focused)
        enter(page, term)
        page.keyboard.press("Tab")
        page.wait_for_function("!document.querySelector('.pb-explained')")
        enter(page, term)
        page.keyboard.press("Enter")
        page.wait_for_url("**/glossary.html#slt")
        assert page.locator(":target dd").inner_text().startswith(MEANING.removeprefix("SLT: "))


def test_a_pointer_that_rests_on_a_term_may_move_to_what_opens(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        term = ready(page, site.address(LINCHFIELD))
        term.hover()
        assert explained(page) == MEANING
        page.locator(".pb-explained").hover()
        page.wait_for_timeout(600)
        assert explained(page) == MEANING
        page.keyboard.press("Escape")  # without moving the pointer
        assert is_shut(page)
        page.locator("h1").hover()
        term.hover()
        explained(page)
        page.locator("h1").hover()
        page.wait_for_function("!document.querySelector('.pb-explained')")


def test_a_screen_reader_is_told_what_opened_right_after_the_term(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        term = ready(page, site.address(LINCHFIELD))
        term.click()
        explained(page)
        tree = page.locator(".pb-text li:has(> .pb-explained)").aria_snapshot()
    lines = [line.strip(" -") for line in tree.splitlines()]
    at = next(n for n, line in enumerate(lines) if line.startswith('button "Senior Leadership Team" [expanded]'))
    told = " ".join(lines[at:])
    assert "status:" in told
    assert "those who lead the school" in told
    assert 'link "Glossary"' in told


def test_what_opens_fits_a_narrow_window(browser: Any, site: Built) -> None:
    with opened(browser, NARROW, has_touch=True) as context:
        page = context.new_page()
        page.goto(site.address(PAGES["in force"]))
        page.wait_for_selector(".pb-text a[role=button]")
        for term in page.locator('.pb-text a[href*="glossary.html#"]').all():
            term.tap()
            explained(page)
            box = page.locator(".pb-explained").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= NARROW[0]
            page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_a_click_with_a_key_held_follows_the_link(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        term = ready(page, site.address(LINCHFIELD))
        with context.expect_page() as opening:
            term.click(modifiers=["Control"])
        opening.value.wait_for_url("**/glossary.html#slt")
        assert is_shut(page)


@pytest.mark.parametrize("is_served", [True, False], ids=["served", "from disk"])
def test_without_scripts_a_term_leads_to_its_explanation(browser: Any, site: Built, is_served: bool) -> None:
    with opened(browser, scripts=False) as context:
        page = context.new_page()
        page.goto(site.address(LINCHFIELD, is_served))
        assert page.locator(TERM).first.get_attribute("role") is None
        page.locator(TERM).first.click()
        page.wait_for_url("**/glossary.html#slt")
        assert page.locator("#slt dd").inner_text().startswith(MEANING.removeprefix("SLT: "))


def test_where_explanations_cannot_be_had_the_link_is_followed(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.route("**/glossary.js", lambda route: route.abort())
        ready(page, site.address(LINCHFIELD)).click()
        page.wait_for_url("**/glossary.html#slt")


def test_axe_finds_nothing_while_a_term_is_explained(page_everywhere: Any, site: Built) -> None:
    page = page_everywhere
    for path, selectors in {LINCHFIELD: (TERM, STANDING), **{PAGES[name]: WORDS[name] for name in WORDS}}.items():
        page.goto(site.address(path))
        for selector in selectors:
            page.locator(f"{selector}[role=button]").first.click()
            explained(page)
            assert violations(page) == [], (path, selector)
            page.keyboard.press("Escape")


def test_paper_shows_no_line_below_terms(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        line = "term => getComputedStyle(term).textDecorationLine"
        for path, selector in ((LINCHFIELD, TERM), (PAGES["step"], ".pb-badge a"), (PAGES["topic"], ".pb-conflict a")):
            page.emulate_media(media="screen")
            page.goto(site.address(path))
            term = page.locator(f"{selector}[role=button]").first
            assert term.evaluate(line) == "underline"
            page.emulate_media(media="print")
            assert term.evaluate(line) == "none"
