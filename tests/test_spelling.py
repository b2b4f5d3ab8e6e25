"""Whether two phrases are the same words in another spelling."""

from __future__ import annotations

import pytest
from hypothesis import given

from language_cases import Row, anything, rows, texts
from policybook.language.phrases import read_lexicon
from policybook.language.spelling import same_but_for_spelling


@pytest.mark.parametrize("row", rows("spelling"), ids=str)
def test_two_phrases(row: Row) -> None:
    before, after = row.pair
    expected = row.expected == "same"
    assert same_but_for_spelling(before, after) is expected, row.place
    assert same_but_for_spelling(after, before) is expected, f"{row.place}, read backwards"
    sentence = "Every pupil agrees that {} and signs."
    assert same_but_for_spelling(sentence.format(before), sentence.format(after)) is expected, (
        f"{row.place}, in a sentence"
    )


def test_one_word_of_many_that_is_not_the_same() -> None:
    before = "Staff must recieve e-mail in a organised way, and should not reply."
    assert same_but_for_spelling(before, "Staff must receive email in an organized way and should not reply")
    assert not same_but_for_spelling(before, "Staff must receive email in an organized way and should reply")


@given(anything)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert same_but_for_spelling(text, text)
    assert same_but_for_spelling(text, text.replace("'", "’").replace(" ", "  "))


@given(anything, anything)
def test_any_two_texts_are_compared(before: str, after: str) -> None:
    assert same_but_for_spelling(before, after) == same_but_for_spelling(after, before)


@given(texts)
def test_a_negation_is_never_a_spelling(text: str) -> None:
    assert not same_but_for_spelling(f"{text} staff agree", f"{text} staff not agree")


def test_a_misspelling_is_no_word() -> None:
    lexicon = read_lexicon("spelling")
    right = {word for full in lexicon["misspellings"].values() for word in full.split()}
    assert not lexicon["misspellings"].keys() & (right | set(lexicon["neighbours"]))
