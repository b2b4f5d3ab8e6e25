"""A site from right to left: nothing sticks out, and what is in another language runs as that is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser.conftest import PHONE, Built, opened, served
from conftest import policy
from pseudo import pseudo_language
from sites import make_place

BODY = """## 1. Screens!

1.1 Staff must lock their screens.

- At school!
- At home.

## 2. Phones

Ask the {{head}}.

## 3. Mail

Ask.
"""
HEBREW = """## 1. מסכים

1.1 הצוות חייב לנעול את המסך.
"""
PEOPLE = "people:\n  head: {title: Head!, name: A. B. Hill!}\n"
FIELDS = (
    "kind: acceptable-use",
    "source: {document: Handbook (2019)., restated: true}",
    "acknowledgement: {statement: I will follow it!, fields: [Name!]}",
    "responsible: [{role: head, for: Passwords!}]",
)
TOPICS = """\
topics:
  - {id: screens, title: Screens!, about: screens!, says: ["'screens'"]}
rules:
  - {id: lock, topic: screens, title: Lock screens!, about: lock the screen!, says: ["'lock' 'screens'"]}
"""
PAGES = (
    "index.html",
    "schools/index.html",
    "schools/hill/index.html",
    "schools/hill/e-safety/index.html",
    "schools/hill/e-safety/draft.html",
    "schools/hill/e-safety/compared.html",
    "schools/hill/e-safety/history.html",
    "schools/hill/e-safety/changes/2024-01-10-to-2025-01-09.html",
    "schools/hill/e-safety/changes/2025-01-09-to-draft.html",
    "schools/hill/sign-off.html",
    "compare/index.html",
    "compare/acceptable-use/index.html",
    "compare/acceptable-use/conflicts.html",
    "compare/acceptable-use/topics/screens.html",
    "compare/acceptable-use/two.html?a=hill/e-safety&b=dale/e-safety",
    "reviews.html",
    "people.html",
    "new.html",
    "desk.html",
    "glossary.html",
)
ASTRAY = """() => {
  const found = [];
  let seen = 0;
  const at = (node, n) => {
    const range = document.createRange();
    range.setStart(node, n);
    range.setEnd(node, n + 1);
    return range.getBoundingClientRect();
  };
  const walker = document.createTreeWalker(document.querySelector(".md-container"), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());)
    for (const match of node.data.matchAll(/[A-Za-z][).!?]/g)) {
      const letter = at(node, match.index), mark = at(node, match.index + 1);
      if (!letter.width || !mark.width || letter.top !== mark.top) continue;
      seen += 1;
      if (mark.left < letter.left) found.push(node.data);
    }
  return [found, seen];
}"""
"""Where the mark behind a Latin letter stands before it, and how many such marks there are."""


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build a site from right to left, of policies in English and one in Hebrew."""
    english = policy(BODY, *FIELDS, title="E-safety!", owner="{role: head}")
    place = make_place(
        tmp_path_factory.mktemp("turned"),
        {
            "book.yml": "title: Policies!\nlanguage: he\n",
            "messages/he.yml": pseudo_language("he"),
            "topics/acceptable-use.yml": TOPICS,
            "glossary.yml": "terms: [{term: Screen, text: What shows!}]\n",
            "hill/school.yml": f"name: Hill School!\n{PEOPLE}",
            "hill/e-safety/policy.md": english,
            "dale/school.yml": f"name: Dale School!\n{PEOPLE}",
            "dale/e-safety/policy.md": english.replace("must lock", "must not lock"),
            "dale/hebrew/policy.md": policy(HEBREW, title="מסכים", owner="{role: head}"),
        },
    )
    text = "hill/e-safety/policy.md"
    place.book.approve("2024-01-10")
    place.book.edit(text, ("must", "may"), ("I will", "I shall"), ("title:", "change_note: Looser!\ntitle:"))
    place.book.approve("2025-01-09")
    place.book.edit(text, ("may", "should"), ("I shall", "I can"), ("status: approved", "status: draft"))
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


@pytest.mark.parametrize("path", PAGES)
def test_words_of_the_book_run_in_their_own_direction(browser: Any, turned: Built, path: str) -> None:
    with opened(browser) as context:
        page = context.new_page()
        assert page.goto(turned.address(path)).ok
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        if "?" in path:
            page.wait_for_selector(".pb-said")
        assert "\ufffd" not in page.content()
        astray, seen = page.evaluate(ASTRAY)
        assert seen
        assert astray == []


def test_results_of_a_search_run_in_their_own_direction(browser: Any, turned: Built) -> None:
    with opened(browser) as context:
        page = context.new_page()
        page.goto(turned.address("index.html"))
        page.keyboard.press("/")
        page.keyboard.type("screens")
        page.wait_for_selector(".md-search-result__item mark")
        for result in page.locator(".md-search-result article").all():
            assert result.evaluate("one => getComputedStyle(one).direction") == "ltr", result.inner_text()


@pytest.mark.parametrize(
    ("path", "is_right"),
    [("schools/hill/e-safety/index.html", False), ("schools/dale/hebrew/index.html", True)],
    ids=["English", "Hebrew"],
)
def test_a_label_stands_where_the_language_of_the_policy_begins_a_line(
    browser: Any, turned: Built, path: str, is_right: bool
) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        page.goto(turned.address(path))
        label, clause = (page.locator(one).bounding_box() for one in (".pb-text p > a >> nth=0", ".pb-text p >> nth=0"))
        assert (label["x"] + label["width"] / 2 > clause["x"] + clause["width"] / 2) == is_right
