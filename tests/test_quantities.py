"""Quantities in a text, and which way a changed one binds."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given

from language_cases import Row, anything, rows
from policybook.language.phrases import read_lexicon
from policybook.language.quantities import Bound, Quantity, QuantityKind, binding, quantities, quantities_in
from policybook.language.splitting import words_of


def told(quantity: Quantity) -> str:
    """Return a quantity as the case files have it."""
    if quantity.vague:
        value = "vague"
    elif quantity.kind is QuantityKind.DATE:
        assert quantity.value is not None
        value = datetime.date.fromordinal(int(quantity.value)).isoformat()
    else:
        value = f"{quantity.value:.12g}"
    bound = "" if quantity.bound is Bound.NONE else f" {quantity.bound}"
    return f"{quantity.text} = {quantity.kind} {value}{bound}"


@pytest.mark.parametrize("row", rows("quantities"), ids=str)
def test_what_is_found(row: Row) -> None:
    assert ("; ".join(map(told, quantities(row.given))) or "-") == row.expected, row.place


def changed(text: str, other: str) -> Quantity | None:
    """Return the first quantity of a text that the other text has not."""
    theirs = {(quantity.kind, quantity.value, quantity.bound) for quantity in quantities(other) if not quantity.vague}
    return next((q for q in quantities(text) if (q.kind, q.value, q.bound) not in theirs), None)


TURNED = {"stricter": "looser", "looser": "stricter", "neutral": "neutral"}


@pytest.mark.parametrize("row", rows("directions"), ids=str)
def test_which_way_a_change_binds(row: Row) -> None:
    before, after = row.pair
    old, new = changed(before, after), changed(after, before)
    assert old is not None or new is not None
    assert binding(old, new, before, after) == row.expected, row.place
    assert binding(new, old, after, before) == TURNED[row.expected], f"{row.place}, read backwards"


def test_an_item_is_read_with_its_stem() -> None:
    before, after = "eight characters", "12 characters"
    (old,), (new,) = quantities(before), quantities(after)
    assert binding(old, new, before, after, "Passwords must have:") == "stricter"
    assert binding(old, new, before, after, "Passwords have:") == "neutral"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("within 24 hours", "within one day"),
        ("for 12 months", "for a year"),
        ("every six months", "twice a year"),
        ("under sixteen", "under the age of 16"),
        ("fifty per cent", "50%"),
        ("£1,000", "1000 pounds"),
        ("at 3.30pm", "at 15:30"),
    ],
)
def test_one_measure_in_two_wordings(one: str, other: str) -> None:
    (a,), (b,) = quantities(one), quantities(other)
    assert (a.kind, a.value) == (b.kind, b.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [("five days", "five working days"), ("£50", "$50"), ("30 days", "one month"), ("a lesson", "an hour")],
)
def test_measures_that_are_not_the_same(one: str, other: str) -> None:
    (a,), (b,) = quantities(f"within {one}") or (None,), quantities(f"within {other}") or (None,)
    assert a != b


@given(anything)
def test_any_text_is_read(text: str) -> None:
    found = quantities(text)
    assert all(text[q.start : q.end] == q.text != "" and q.vague == (q.value is None) for q in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert found == quantities_in(text, words_of(text))


@given(anything, anything)
def test_any_change_has_a_direction(before: str, after: str) -> None:
    for old in (*quantities(before)[:2], None):
        for new in (*quantities(after)[:2], None):
            assert binding(old, new, before, after) == TURNED[binding(new, old, after, before)]


def test_the_lexicon_has_only_words_and_numbers() -> None:
    """YAML takes "no", "on" and "off" for true or false unless they stand in quotes."""

    def leaves(part: object) -> list[object]:
        if isinstance(part, dict):
            return [leaf for pair in part.items() for child in pair for leaf in leaves(child)]
        return [leaf for child in part for leaf in leaves(child)] if isinstance(part, list) else [part]

    for name in ("quantities", "people", "audience", "references", "spelling"):
        assert not [leaf for leaf in leaves(read_lexicon(name)) if isinstance(leaf, bool) or leaf is None], name
