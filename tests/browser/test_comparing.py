"""Two policies side by side, and many schools of which a reader sees those asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from browser.conftest import DESKTOP, PHONE, TESTED, Built, opened, served
from browser.test_accessible import violations
from browser.test_weight import WATCH
from sites import make_place, schools_book

TWO = "compare/acceptable-use/two.html"
PAIR = f"{TWO}?a=linchfield%2Fict-safeguarding&b=crich-carr%2Fit-acceptable-use"
MANY = "compare/acceptable-use/topics/social-media-contacts.html"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
RULE = ".pb-pair:has(a[href$='#emailing-pupils'])"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = make_place(tmp_path_factory.mktemp("many"), schools_book(40))
    place.build()
    return place.root / "site"


@pytest.mark.parametrize("is_served", [True, False], ids=["server", "folder"])
def test_two_policies_are_chosen_and_set_side_by_side(browser: Any, site: Built, is_served: bool) -> None:
    wrong: list[str] = []
    with opened(browser) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(site.address(TWO, is_served))
        page.get_by_label("One policy").select_option("linchfield/ict-safeguarding")
        assert page.locator(".pb-pair").count() == 0
        page.get_by_label("The other").select_option("crich-carr/it-acceptable-use")
        page.wait_for_selector(RULE)
        assert page.url.endswith(PAIR.partition("?")[2])
        rule = page.locator(RULE)
        assert rule.locator(".pb-chip").all_inner_texts() == ["must not", "may, within limits"]
        assert "The first forbids it; the other permits it and says how." in rule.inner_text()
        assert rule.locator(".pb-conflict").inner_text() == "conflict"
        every = page.locator(".pb-pair").count()
        page.get_by_label("what both state").check()
        page.wait_for_function(f"document.querySelectorAll('.pb-pair').length < {every}")
        assert page.locator(".pb-pair .pb-silent-cell").count() == 0
        rule.locator(".pb-to").first.click()
        page.wait_for_url("**/schools/linchfield/ict-safeguarding/index.html#**")
    assert wrong == []


def test_an_address_opens_a_pair_and_the_same_policy_twice_is_no_pair(browser: Any, site: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(site.address(PAIR))
        page.wait_for_selector(RULE)
        assert "conflicts" in page.locator(".pb-choice [role=status]").inner_text()
        page.get_by_label("The other").select_option("linchfield/ict-safeguarding")
        page.wait_for_selector("text=Choose two different policies.")
        assert page.locator(".pb-pair").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 640)], ids=["phone", "desktop", "narrow"])
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_a_pair(browser: Any, site: Built, is_dark: bool, size: tuple[int, int]) -> None:
    with opened(browser, size, is_dark=is_dark) as context:
        page = context.new_page()
        page.goto(site.address(PAIR))
        page.wait_for_selector(RULE)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_of_many_schools_stays_where_it_is_while_it_loads(
    browser: Any, many: Path, size: tuple[int, int]
) -> None:
    with opened(browser, size) as context, served(many) as site:
        page = context.new_page()
        page.add_init_script(f"({WATCH})()")
        # The script is late, as it may be on a phone, and a reader has gone on to where it acts.
        late: list[Any] = []
        page.route("**/compare.js", lambda route: late.append(route))
        page.goto(site.address(MANY), wait_until="commit")
        page.locator(".pb-key").evaluate("key => key.scrollIntoView()")
        page.evaluate(PAINTED)
        [route] = late
        route.continue_()
        page.wait_for_load_state("networkidle")
        page.evaluate(PAINTED)
        assert page.evaluate("window.shifted") < TESTED.most_shift


def test_without_scripts_no_filter_is_offered(browser: Any, many: Path) -> None:
    with opened(browser, scripts=False) as context:
        page = context.new_page()
        page.goto((many / MANY).as_uri())
        assert page.locator(".pb-filter").is_hidden()
        assert page.locator(".pb-wording").first.is_visible()


def test_of_many_schools_a_reader_sees_those_asked_for(browser: Any, many: Path) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto((many / MANY).as_uri())
        every = page.locator(".pb-wording:visible").count()
        assert every > 3
        page.get_by_label("Only schools whose name has").fill("alder high")
        page.wait_for_function(
            f"[...document.querySelectorAll('.pb-wording')].filter(one => !one.hidden).length < {every}"
        )
        assert set(page.locator(".pb-voice:visible").all_inner_texts()) == {"Alder High School"}
        page.get_by_label("Only schools whose name has").fill("")
        page.get_by_label("Only schools of the phase").select_option("Secondary")
        page.wait_for_selector(".pb-choice [role=status]:not(:empty)")
        assert all("High School" in name for name in page.locator(".pb-voice:visible").all_inner_texts())
        assert violations(page) == []
