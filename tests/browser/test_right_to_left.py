"""A site from right to left: nothing sticks out, and labels stand where a line begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser.conftest import PHONE, Built, opened, served
from conftest import SCHOOL, policy
from pseudo import pseudo_language
from sites import make_place

SCREENS = "## 1. Screens\n\n1.1 Staff must lock their screens.\n\n- At school.\n- At home.\n\n"
BODY = f"{SCREENS}## 2. Phones\n\nAsk.\n\n## 3. Mail\n\nAsk.\n"
PAGES = (
    "index.html",
    "schools/index.html",
    "schools/hill/index.html",
    "schools/hill/e-safety/index.html",
    "schools/hill/e-safety/history.html",
    "schools/hill/e-safety/changes/2024-01-10-to-2025-01-09.html",
    "reviews.html",
    "people.html",
)


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    place = make_place(
        tmp_path_factory.mktemp("turned"),
        {
            "book.yml": "language: he\n",
            "messages/he.yml": pseudo_language("he"),
            "hill/school.yml": SCHOOL,
            "hill/e-safety/policy.md": policy(BODY),
        },
    )
    place.book.approve("2024-01-10")
    place.book.edit("hill/e-safety/policy.md", ("must", "should"), ("title:", "change_note: Looser.\ntitle:"))
    place.book.approve("2025-01-09")
    place.build()
    with served(place.root / "site") as built:
        yield built


@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_from_right_to_left(browser: Any, turned: Built, path: str) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto(turned.address(path))
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room


def test_a_label_stands_on_the_right(browser: Any, turned: Built) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto(turned.address("schools/hill/e-safety/index.html"))
        label, clause = (page.locator(one).bounding_box() for one in (".pb-text p > a >> nth=0", ".pb-text p >> nth=0"))
        assert label["x"] + label["width"] / 2 > clause["x"] + clause["width"] / 2
