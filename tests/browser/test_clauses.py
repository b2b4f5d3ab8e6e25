"""What a reader can do with the clause that an address leads to, and with a declaration."""

from __future__ import annotations

import re
from typing import Any

import pytest

from browser.conftest import Built, opened
from browser.test_accessible import violations

LINCHFIELD = "schools/linchfield/ict-safeguarding/index.html"
CRICH_CARR = "schools/crich-carr/it-acceptable-use/index.html"
SCREENS = "schools/hill/e-safety/index.html"


@pytest.mark.parametrize(
    ("path", "anchor", "said"),
    [
        (
            LINCHFIELD,
            "mobile-phones-not-put-personal",
            "Linchfield Community Primary School, ICT Safeguarding, including Social Media Usage for Staff, "
            "in force since March 2018, Mobile phones, 3rd point",
        ),
        (
            CRICH_CARR,
            "laptops-other-portable-devices-memory",
            "Crich Carr Church of England Primary School, IT Acceptable Use Policy, "
            "in force since a date that nobody recorded, 14 Encryption, 14.1",
        ),
        (LINCHFIELD, "mobile-phones", "in force since March 2018, Mobile phones"),
        ("schools/hill/e-safety/versions/2024-01-10.html", "lock-screen", "superseded, no longer in force, Screens, 1"),
    ],
)
def test_a_citation_says_school_policy_standing_section_and_place(
    browser: Any, site: Built, path: str, anchor: str, said: str
) -> None:
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(site.address(f"{path}#{anchor}"))
        page.get_by_role("button", name="Copy citation").click()
        page.wait_for_selector("text=The citation is copied.")
        words, _, address = page.evaluate("navigator.clipboard.readText()").partition(". http")
        page.get_by_role("button", name="Copy link").click()
        page.wait_for_selector("text=The link is copied.")
        link = page.evaluate("navigator.clipboard.readText()")
    assert words.endswith(said)
    assert f"http{address}" == link == site.address(f"{path}#{anchor}")


def test_the_tools_follow_the_address_and_are_reached_by_keyboard(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(LINCHFIELD))
        page.wait_for_selector("html.js", state="attached")
        assert page.locator(".pb-text .pb-tools").count() == 0
        link = page.locator("#mobile-phones-not-put-personal > a")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#mobile-phones-not-put-personal > .pb-tools")
        reached = []
        for _ in range(2):  # a browser goes on from where the address leads, perhaps at the clause's own link
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent"))
        assert "Copy link" in reached
        page.evaluate("location.hash = 'mobile-phones'")
        page.wait_for_selector("#mobile-phones + .pb-tools")
        assert page.locator(".pb-text .pb-tools").count() == 1
        page.evaluate("location.hash = ''")
        page.wait_for_selector(".pb-text .pb-tools", state="detached")


def test_the_link_of_a_clause_that_was_joined_to_another_leads_to_that_clause(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(f"{SCREENS}"))
        page.evaluate(
            "document.querySelector('.pb-text li').insertAdjacentHTML('beforeend', '<span id=former></span>')"
        )
        page.evaluate("location.hash = 'former'")
        page.wait_for_selector(".pb-text li > .pb-tools")


def test_axe_finds_nothing_at_a_marked_clause(page_everywhere: Any, site: Built) -> None:
    page = page_everywhere
    page.goto(site.address(f"{CRICH_CARR}#laptops-other-portable-devices-memory"))
    page.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("document.querySelector('.pb-tools__said').textContent")
    assert violations(page) == []


def test_a_declaration_is_printed_by_itself(browser: Any, site: Built) -> None:
    path = "schools/wylye-valley/acceptable-use/index.html"
    with opened(browser) as context:
        page = context.new_page()
        page.add_init_script("window.print = () => { window.printed = true; }")
        page.goto(site.address(path))
        page.get_by_role("button", name="Print this declaration").click()
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
        shown = page.evaluate(
            "[...document.querySelector('.pb-policy').children].filter((e) => e.offsetHeight).map((e) => e.className)"
        )
        assert [name.split()[0] for name in shown if name] == ["pb-school", "pb-standing", "pb-acknowledgement"]
        assert page.locator("article h1").is_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".pb-text").is_visible()


@pytest.mark.parametrize("is_served", [True, False], ids=["server", "folder"])
def test_who_else_says_something_about_a_clause(browser: Any, site: Built, is_served: bool) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(f"{LINCHFIELD}#mobile-phones-not-put-personal", is_served))
        page.get_by_role("button", name="Who else says this?").click()
        link = page.get_by_role("link", name="Personal phones in lessons and around pupils")
        link.wait_for()
        assert re.search(r"\(\d policies\)", page.inner_text(".pb-tools__others"))
        assert link.evaluate("(one) => one === document.activeElement")
        link.click()
        page.wait_for_url("**/topics/personal-devices.html#phones-around-pupils")
        assert page.locator(":target").is_visible()


def test_a_clause_that_states_no_rule_says_so(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(f"{SCREENS}#lock-screen"))
        page.wait_for_selector(".pb-tools")
        assert page.get_by_role("button", name="Who else says this?").count() == 0, "nothing to compare it with"
        page.goto(site.address(f"{LINCHFIELD}#mobile-phones"))
        page.get_by_role("button", name="Who else says this?").click()
        page.wait_for_selector("text=No rule that schools are compared by covers this clause.")
