"""Ids of clauses: an author's, inherited, or made from words; and which clause became which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import policy, read
from policybook.book.identity import identify, slug
from policybook.diffing.alignment import align
from policybook.diffing.matching import Pins
from policybook.model import Tree


def positions(earlier: Tree, later: Tree) -> dict[int, int]:
    """Return position in the later tree -> position in the earlier one."""
    return {pair.after: pair.before for pair in align(earlier, later).pairs}


def tree(body: str) -> Tree:
    return read(policy(body)).tree


def ids(body: str, earlier: Tree | None = None, taken: tuple[str, ...] = ()) -> list[str]:
    return list(identify(tree(body), earlier, taken).ids)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Staff must not accept friend requests from pupils.", "staff-not-accept-friend"),
        ("3.7 Staff must ask.", "staff-ask"),
        ("## 3. Use of email", "use-email"),
        ("## The of and to", "section"),
        ("## 4. The of and to", "section-4"),
        ("(iv) it is", "clause-iv"),
        ("— – …", "clause"),
        ("24 hour access", "clause-24-hour-access"),
        ("1.1 24 hours", "clause-1-1-24-hours"),
        ("Élèves à la cour", "eleves-la-cour"),
        ("学校", "clause"),
        ("STAFF Must **ASK** `now`.", "staff-ask-now"),
        ("Ask the {{headteacher}}.", "ask-headteacher"),
        ("x" * 100, "x" * 40),
        ("a " * 200, "clause"),
    ],
)
def test_an_id_made_from_words(body: str, expected: str) -> None:
    assert ids(body) == [expected]
    assert slug(tree(body).nodes[0]) == expected


def test_the_same_words_get_numbers_in_order() -> None:
    assert ids("Ask.\n\nAsk!\n\n- Ask?\n") == ["ask", "ask-2", "ask-3"]


def test_a_number_that_is_taken_is_passed_over() -> None:
    assert ids("Ask 2.\n\nAsk.\n\nAsk.\n") == ["ask-2", "ask", "ask-3"]


def test_an_author_s_id_is_kept_and_not_given_to_others() -> None:
    assert ids("Ask.\n\nWait. {#ask}\n") == ["ask-2", "ask"]


def test_of_two_clauses_with_one_id_the_first_keeps_it() -> None:
    assert ids("One. {#a}\n\nTwo. {#a}\n") == ["a", "two"]


def test_ids_of_other_versions_are_not_given_to_new_clauses() -> None:
    assert ids("Ask.\n", taken=("ask", "ask-2")) == ["ask-3"]


def test_an_inherited_id_does_not_depend_on_the_words() -> None:
    earlier = identify(tree("3.7 Staff must ask the head teacher. {#x}\n"))
    assert ids("3.7 All staff must ask the head teacher.\n", earlier) == ["x"]


def test_an_author_s_id_goes_before_inheritance() -> None:
    earlier = identify(tree("Ask.\n\nWait.\n"))
    assert ids("Ask. {#wait}\n\nWait.\n", earlier) == ["wait", "wait-2"]


def pairs(before: str, after: str) -> dict[str, str]:
    """Return which clause became which, by their words."""
    old, new = identify(tree(before)), tree(after)
    return {new.nodes[n].text: old.nodes[o].text for n, o in positions(old, new).items()}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # The same words, wherever they stand and whatever their number.
        ("1.1 Ask.\n\n1.2 Wait.\n", "1.1 Wait.\n\n1.2 Ask.\n", {"Ask.": "Ask.", "Wait.": "Wait."}),
        ("Ask.\n\nWait.\n", "New.\n\nAsk.\n\nWait.\n", {"Ask.": "Ask.", "Wait.": "Wait."}),
        ("## A\n\nAsk.\n\n## B\n", "## B\n\nAsk.\n\n## A\n", {"A": "A", "B": "B", "Ask.": "Ask."}),
        # An id that the author wrote, whatever the words.
        ("Ask. {#x}\n\nWait.\n", "Something else. {#x}\n", {"Something else.": "Ask."}),
        # The same number under the same parent, with similar words.
        ("3.7 Staff must ask the head.\n", "3.7 Staff should ask the head.\n",
         {"Staff should ask the head.": "Staff must ask the head."}),
        ("3.7 Staff must ask the head.\n", "3.7 Pupils like cake.\n", {}),
        # Similar words, renumbered or moved.
        ("3.7 Staff must ask the head.\n", "3.8 Staff should ask the head.\n",
         {"Staff should ask the head.": "Staff must ask the head."}),
        ("## A\n\n(a) Staff must ask.\n\n## B\n", "## A\n\n## B\n\n(a) Staff may ask.\n",
         {"A": "A", "B": "B", "Staff may ask.": "Staff must ask."}),
        # Of two like clauses, one copy edited, each goes with its neighbours.
        ("Go in.\n\nStaff must ask the head.\n\nStay there.\n\nStaff must ask the head.\n",
         "Go in.\n\nStaff must never ask the head.\n\nStay there.\n\nStaff must ask the head.\n",
         {"Go in.": "Go in.", "Stay there.": "Stay there.", "Staff must ask the head.": "Staff must ask the head.",
          "Staff must never ask the head.": "Staff must ask the head."}),
        # A retitled section keeps its clauses and is known by them.
        ("## Phones\n\nAsk first.\n\nThen wait.\n", "## Devices of staff\n\nAsk first.\n\nThen wait.\n",
         {"Devices of staff": "Phones", "Ask first.": "Ask first.", "Then wait.": "Then wait."}),
        # A section never becomes a clause.
        ("## Ask\n", "Ask\n", {}),
        ("## Ask {#x}\n", "Ask {#x}\n", {}),
        ("", "Ask.\n", {}),
        ("Ask.\n", "", {}),
    ],
)  # fmt: skip
def test_which_clause_became_which(before: str, after: str, expected: dict[str, str]) -> None:
    assert pairs(before, after) == expected


def test_after_a_split_the_larger_part_keeps_the_id() -> None:
    earlier = identify(tree("Staff must keep passwords secret at all times, and lock screens. {#x}\n"))
    later = identify(tree("Lock screens.\n\nStaff must keep passwords secret at all times.\n"), earlier)
    assert later.ids == ("lock-screens", "x")


def test_after_a_merge_the_larger_part_gives_the_id_and_the_other_id_is_not_given_away() -> None:
    earlier = identify(tree("Lock screens. {#y}\n\nStaff must keep passwords secret at all times. {#x}\n"))
    later = identify(tree("Lock screens; staff must keep passwords secret at all times.\n\nY.\n"), earlier)
    assert later.ids == ("x", "y-2")


def test_clauses_of_the_same_words_are_paired_in_order() -> None:
    old, new = identify(tree("Ask.\n\nWait.\n\nAsk.\n")), tree("Ask.\n\nAsk.\n")
    assert positions(old, new) == {0: 0, 1: 2}


WORDS = st.sampled_from(["Ask", "Wait", "Go", "Stay", "ask the head", "wait and see", "3.7 Staff ask", "(a) go"])
BODIES = st.lists(WORDS, max_size=8).map(lambda words: "\n\n".join(f"{word}." for word in words))


@given(BODIES, BODIES)
def test_every_clause_has_one_id_and_no_two_share_it(before: str, after: str) -> None:
    earlier = identify(tree(before))
    later = identify(tree(after), earlier)
    assert len(set(later.ids)) == len(later) == len(later.ids)
    inherited = positions(earlier, later)
    assert len(set(inherited.values())) == len(inherited)
    for new, old in inherited.items():
        assert later.ids[new] == earlier.ids[old]
    # What was not inherited is new.
    assert not {later.ids[n] for n in range(len(later)) if n not in inherited} & set(earlier.ids)


@given(BODIES)
def test_a_text_is_aligned_with_itself(body: str) -> None:
    found = identify(tree(body))
    assert positions(found, tree(body)) == {n: n for n in range(len(found))}
    assert identify(tree(body), found).ids == found.ids


def test_an_owner_s_pair_says_which_clause_inherits() -> None:
    earlier = identify(tree("Lock screens. {#x}\n\nStaff sign in. {#y}\n"))
    later = tree("Keep it safe.\n\nStaff sign in.\n")
    assert identify(later, earlier).ids == ("keep-safe", "y")
    assert identify(later, earlier, pins=Pins(same=frozenset({(0, 0)}))).ids == ("x", "y")
    assert identify(later, earlier, pins=Pins(different=frozenset({(1, 1)}))).ids == ("keep-safe", "staff-sign")


def test_of_many_like_clauses_in_sections_that_nothing_pairs_each_finds_one() -> None:
    names = "abcdefghijklmnopqrst"
    old = "".join(f"## Boats {n}\n\nSails {n}{n}.\n\nAsk.\n\nOars {n}{n}{n}.\n\n" for n in names)
    new = "".join(f"## Kites {n}x\n\nStrings {n}x{n}.\n\nAsk.\n\nWinds {n}y{n}.\n\n" for n in names)
    assert pairs_of(old, new).count(("Ask.", "Ask.")) == 20


def pairs_of(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of each pair, however often the same stand in a text."""
    old, new = identify(tree(before)), tree(after)
    return [(old.nodes[o].text, new.nodes[n].text) for n, o in positions(old, new).items()]


def parts(names: list[str], clause: str, each: int = 1) -> Tree:
    """Return a text of sections that all hold one clause, once or several times."""
    return tree("".join(f"## {name}\n\n" + f"- {clause}\n" * each + "\n" for name in names))


def test_a_clause_that_stands_in_very_many_sections_stays_in_each() -> None:
    names = [f"Room {n}" for n in range(150)]
    earlier = parts(names, "Not applicable here.")
    later = parts([*names[:70], "The new hall", *names[70:]], "Not applicable here.")
    found = positions(earlier, later)
    assert len(found) == len(earlier)
    assert all(new - old == (2 if old >= 140 else 0) for new, old in found.items())


def test_of_very_many_like_clauses_in_a_row_only_the_last_go() -> None:
    found = positions(parts(["Doors"], "Staff lock it.", 2000), parts(["Doors"], "Staff lock it.", 1990))
    assert found == {position: position for position in range(1991)}


def test_very_many_parts_without_titles_keep_their_numbers() -> None:
    names = [f"Part {n}" for n in range(1, 302)]
    found = positions(parts(names[:-1], "Staff lock it."), parts(names, "Staff lock it."))
    assert found == {position: position for position in range(600)}


def test_very_many_like_clauses_keep_apart_whose_sections_are_new() -> None:
    names = [f"Room {n}" for n in range(120)]
    earlier = parts([*names, "Old annexe"], "Not applicable here.")
    # Its only clause follows no heading that is left: nothing says that it became the first, which has none at all.
    later = tree("Not applicable here.\n\n" + "".join(f"## {name}\n\n- Not applicable here.\n\n" for name in names))
    found = positions(earlier, later)
    assert all(new - old == 1 for new, old in found.items() if old < 240)
