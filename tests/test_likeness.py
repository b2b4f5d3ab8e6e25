"""How alike two texts are, which decides what a clause of an earlier text became."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import read
from policybook.diffing.likeness import BUDGET, Bag, Weights
from policybook.diffing.matching import Matching, Stage

RULE = "Staff must lock the laptop in the trolley"
WORDS = st.lists(st.sampled_from("staff must not lock the laptop laptops locked in trolley our".split()), max_size=12)


def alike(one: str, other: str) -> float:
    weights = Weights()
    return weights.likeness(weights.bag(one), weights.bag(other))


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("They should lock their laptop in a trolley", "Staff must go to the hall in the morning"),
        ("Laptop: lock it in its trolley", "Staff must be in the room"),
    ],
    ids=["other small words", "another form"],
)
def test_what_clauses_are_about_counts_for_more_than_what_all_of_them_say(nearer: str, farther: str) -> None:
    assert alike(RULE, nearer) > 0.5 > alike(RULE, farther)


@pytest.mark.parametrize("other", ["Staff must lock laptops in trolleys", "STAFF must lock the laptop, in the trolley"])
def test_forms_of_a_word_and_marks_do_not_tell_texts_apart(other: str) -> None:
    assert alike(RULE, other) > 0.85


def test_words_in_order_are_more_alike_than_the_same_words_in_another() -> None:
    assert (
        1
        > alike(RULE, "Staff must lock the trolley in the laptop")
        > alike(RULE, "trolley lock laptop the in must the staff")
    )


@pytest.mark.parametrize("forms", [("meet", "meeting", "meetings"), ("close", "closed", "closely")])
def test_words_count_alike_whatever_texts_were_read_before(forms: tuple[str, ...]) -> None:
    one, other = "They meet: a closed door", "The meeting behind closed doors is close"
    for order in permutations(forms):
        weights = Weights()
        for text in order:
            weights.bag(text)
        assert weights.likeness(weights.bag(one), weights.bag(other)) == alike(one, other)
        assert weights.likeness(weights.bag(other), weights.bag(one)) == alike(one, other)


@given(WORDS, WORDS)
def test_likeness_is_a_part_of_one_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    found = alike(" ".join(one), " ".join(other))
    assert 0 <= found <= 1
    assert found == alike(" ".join(other), " ".join(one))
    assert found == 1 or one != other


def test_what_several_texts_say_and_what_one_leaves() -> None:
    weights = Weights()
    first, second, both = (weights.bag(text) for text in ("lock laptops", "log trolleys", "lock laptops log trolleys"))
    joined = Weights.joined([first, second])
    assert (joined.order, joined.words) == (both.order, both.words)
    assert Weights.without(both, first).words == second.words
    assert Weights.shared(both, second) == second.weight


def test_the_texts_that_share_the_rarest_words_come_first() -> None:
    weights = Weights()

    def bags(*texts: str) -> dict[int, Bag]:
        return {at: weights.bag(text) for at, text in enumerate(texts)}

    asked = bags("the laptop is theirs", "the trolley is theirs", "the laptop and the trolley", "their bags are theirs")
    assert Weights.nearest(bags("a laptop in a trolley"), asked, most=2) == [(0, 2), (0, 0)]
    assert Weights.nearest(bags("it is theirs"), {}) == []


@pytest.mark.parametrize("words", list(permutations(["laptop", "trolley", "locker"])))
def test_of_words_as_rare_as_each_other_the_first_in_the_text_are_looked_for(words: tuple[str, ...]) -> None:
    weights = Weights()
    texts = [f"{word} {chr(97 + n) * 6}" for word in words for n in range(BUDGET // 2)]
    asked = {at: weights.bag(text) for at, text in enumerate(texts)}
    found = Weights.nearest({0: weights.bag(" ".join(reversed(words)))}, asked, most=len(texts))
    # Two words are as many entries as are read: those of the last two words of the texts, which the clause has first.
    assert sorted(at for _, at in found) == list(range(BUDGET // 2, len(texts)))


def test_texts_that_share_far_less_than_the_best_one_are_left_out() -> None:
    weights = Weights()
    texts = "laptop, trolley, locker, cupboard", "locker, cupboard, hamster, biscuit", "laptop, ladder, guitar, puppet"
    asked = {at: weights.bag(text) for at, text in enumerate(texts)}
    # The second has half of the words, the third one.
    assert Weights.nearest({5: weights.bag(texts[0])}, asked) == [(5, 0), (5, 1)]


def test_a_text_of_common_words_is_found_by_them() -> None:
    weights = Weights()
    asked = {
        at: weights.bag(text) for at, text in enumerate(["Staff may lock it", "It is not for us", "They may use it"])
    }
    assert Weights.nearest({5: weights.bag("Staff and pupils may use it")}, asked, most=1) == [(5, 2)]


def test_clauses_whose_match_is_taken_back_have_none_again() -> None:
    before, after = read("- Lock up.\n- Go home.").tree, read("- Lock up.\n- Go home.").tree
    matching = Matching(before, after)
    matching.pair(1, 0, Stage.TEXT, 1.0)
    assert (matching.old_left(), matching.new_left()) == ([0], [1])
    matching.unpair(0)
    assert (matching.old_left(), matching.new_left()) == ([0, 1], [0, 1])
