"""axe-core finds nothing on any type of page, in both colour schemes, on a phone and on a desktop."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import DESKTOP, PAGES, PHONE, Built, opened


def axe() -> str:
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong: rule, place, why."""
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Any, site: Built, is_dark: bool, size: tuple[int, int]) -> None:
    found: list[str] = []
    with opened(browser, size, is_dark=is_dark) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            answer = page.goto(site.address(path))
            assert answer.ok, path
            page.wait_for_selector("html.js", state="attached")
            page.evaluate(axe())
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            found += [f"{name}: {wrong}" for wrong in violations(page)]
    assert not found, "\n".join(found)
