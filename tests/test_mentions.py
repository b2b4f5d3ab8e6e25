"""Persons, those whom a rule binds, and references that a text names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from language_cases import Row, anything, rows
from policybook.language.mentions import Mention, MentionKind, mentions, mentions_in
from policybook.language.phrases import read_lexicon
from policybook.language.splitting import words_of


@pytest.mark.parametrize("row", rows("mentions"), ids=str)
def test_what_is_found(row: Row) -> None:
    assert (", ".join(f"{m.kind} {m.name}" for m in mentions(row.given)) or "-") == row.expected, row.place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask the Head Teacher's deputy.", "Head Teacher's"),
        ("It is the Data Protection Act 1998.", "Data Protection Act 1998"),
        ("It runs Windows 7 still.", "Windows 7"),
        ("Read the Harassment and Bullying Policy.", "Harassment and Bullying Policy"),
        ("Ask {{network-manager}} first.", "{{network-manager}}"),
        ("See www.example.org.", "www.example.org"),
        ("Tell Mrs A. Smith today.", "Mrs A. Smith"),
    ],
)
def test_where_it_stands(text: str, words: str) -> None:
    assert text[mentions(text)[0].start : mentions(text)[0].end] == words


def test_a_name_ends_with_its_sentence() -> None:
    assert [m.name for m in mentions("Tell the Head. Teachers may help.")] == ["headteacher", "teacher"]
    assert [m.name for m in mentions("Tell the Head Teacher. May helps.")] == ["headteacher"]


def test_a_name_of_small_letters_is_none() -> None:
    assert mentions("Staff work in teams, and prevent harm.") == (Mention(0, 5, MentionKind.AUDIENCE, "staff"),)


@given(anything)
def test_any_text_is_read(text: str) -> None:
    found = mentions(text)
    assert all(0 <= m.start < m.end <= len(text) and m.name for m in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert found == mentions_in(text, words_of(text))


@pytest.mark.parametrize(
    ("lexicon", "part", "fewest"),
    [
        ("people", "roles", 90),
        ("audience", "audience", 60),
        ("references", "products", 150),
        ("references", "devices", 60),
    ],
)
def test_the_lexicons_are_generous(lexicon: str, part: str, fewest: int) -> None:
    assert len(read_lexicon(lexicon)[part]) >= fewest


def test_each_entry_is_found_by_its_own_name() -> None:
    """A spelling that two entries share is found under the first of them, which the second must not rely on."""
    lost = []
    for lexicon, part in (
        ("people", "roles"),
        ("audience", "audience"),
        ("references", "laws"),
        ("references", "devices"),
    ):
        for name, spellings in read_lexicon(lexicon)[part].items():
            words = name.replace("-", " ")
            if words not in {spelling.lower() for spelling in spellings}:
                found = [m.name for m in mentions(f"the {words} is")]
                lost += [] if found == [name] else [(name, found)]
    assert not lost
