"""A text that only changed its spelling and marks has no change of substance, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from policybook.book.identity import identify
from policybook.diffing.changes import EffectType, Significance
from policybook.diffing.description import compare
from policybook.parsing import parse_policy

TEXTS = sorted((ROOT / "policies").glob("*/*/versions/*.md"))


def curly(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w|\s)", "’", text)
    return re.sub(r"'([^'\n]+)'", "‘\\1’", re.sub(r'"([^"\n]+)"', "“\\1”", text))


def spelled_otherwise(text: str) -> str:
    for before, after in {
        "e-mail": "email", "E-mail": "Email", "on-line": "online", "organis": "organiz", "recognis": "recogniz",
        "programme": "program", "eg ": "e.g. ", "ie ": "i.e. ", "Internet": "internet", "log-in": "login",
    }.items():  # fmt: skip
        text = re.sub(rf"\b{before}", after, text)
    return text


def dashed(text: str) -> str:
    return re.sub(r"(?<=\S) - ", " – ", text).replace(" & ", " and ")


def rewrapped(text: str) -> str:
    return re.sub(r"(?<=[a-z,]) (?=[a-z]{7})", "\n", text)


def emphasised(text: str) -> str:
    return re.sub(r"\bmust not\b", "**must not**", text)


CHANGES: dict[str, Callable[[str], str]] = {
    "curly quotes": curly,
    "another spelling": spelled_otherwise,
    "dashes": dashed,
    "lines wrapped elsewhere": rewrapped,
    "bold words": emphasised,
    "all of it": lambda text: emphasised(rewrapped(dashed(spelled_otherwise(curly(text))))),
}


def body_of(path: Path) -> tuple[str, str]:
    """Return the front matter of a file, and its body."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return f"---\n{head}---\n", body


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("path", TEXTS, ids=[path.parts[-4] for path in TEXTS])
def test_a_change_of_typography_is_editorial(path: Path, change: Callable[[str], str]) -> None:
    head, body = body_of(path)
    lines = [line if re.match(r"\s*(\||\[|#|>)", line) else change(line) for line in body.splitlines()]
    before = identify(parse_policy((head + body).encode()).tree)
    after = parse_policy((head + re.sub(r" ?\{#[\w-]+\}", "", "\n".join(lines))).encode()).tree
    wrong = [
        (before.nodes[c.before[0]].text if c.before else "", c.effects)
        for c in compare(before, after)
        if c.significance not in {None, Significance.EDITORIAL}
        or {effect.type for effect in c.effects} - {EffectType.TYPOGRAPHY}
    ]
    assert wrong == []


def test_the_changes_change_something() -> None:
    texts = [body_of(path)[1] for path in TEXTS]
    for name, change in CHANGES.items():
        assert any(change(text) != text for text in texts), name
