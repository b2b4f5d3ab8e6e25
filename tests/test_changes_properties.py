"""What holds of every comparison: no clause lost, no word lost, nothing called a change that is none."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import DATA, ROOT, policy, read, shared
from outlines import (
    INNER_ITEM,
    ITEM,
    OUTLINES,
    PARAGRAPH,
    SECTION,
    STYLES,
    TITLES,
    Outline,
    Row,
    Style,
    end_of,
    inserted,
    leaves,
    markdown,
    places,
    replaced,
    reworded,
    sentences,
    without,
)
from policybook.book.identity import identify
from policybook.diffing.changes import ChangeKind, Changes, Op, Significance
from policybook.diffing.description import BATCH, compare
from policybook.diffing.matching import Pins
from policybook.diffing.redline import redline
from policybook.model import NO_PARENT, Node, Tree
from proofs import (
    ADDED,
    AMENDED,
    MERGED,
    MOVED,
    REMOVED,
    RENUMBERED,
    RETITLED,
    SPLIT,
    UNCHANGED,
    assert_itself_unchanged,
    assert_nothing_is_lost,
    assert_redline,
    one_way,
)
from test_properties import PHRASES, bodies, plain


def tree(text: str | bytes) -> Tree:
    return identify(read(text).tree)


def difference(before: str, after: str) -> Changes:
    return compare(tree(before), tree(after))


def test_a_clause_of_very_many_frequent_words_is_compared_word_by_word() -> None:
    chance = random.Random(1)
    words = "staff must not use the phone in a lesson unless they ask".split()
    old = [chance.choice(words) for _ in range(6000)]
    new = [word if at % 50 else "never" for at, word in enumerate(old)]
    runs = redline(" ".join(old), " ".join(new))
    assert_redline(runs, " ".join(old), " ".join(new))
    # Each fiftieth word is another one, and as many words go as come; a few more where a run could begin elsewhere.
    gone = sum(len(run.text.split()) for run in runs if run.op is Op.DELETE)
    assert 120 <= gone <= 140


@pytest.mark.parametrize("seed", [0, 2, 7, 11])
def test_redlines_of_very_many_words_are_as_those_of_few(seed: int) -> None:
    chance = random.Random(seed)
    words = "lock it. lock the door. ask, then go. go".split()
    old, new = chance.choices(words, k=1800), list[str]()
    left = iter(old)
    for word in left:
        edit = chance.random()
        if edit < 0.03:
            for _ in range(chance.randint(0, 3)):
                next(left, None)
        else:
            new += [*chance.choices(words, k=chance.randint(1, 4) if edit < 0.06 else 0), word]
    assert_redline(redline(" ".join(old), " ".join(new)), " ".join(old), " ".join(new))


def test_words_that_are_said_twice_amid_very_many_are_kept_once() -> None:
    begin, end = (" ".join(f"{letter}{n}" for n in range(1600)) for letter in "kl")
    old, new = f"x {begin} he may not enter {end} u", f"y {begin} he may not may not enter {end} v"
    runs = redline(old, new)
    assert_redline(runs, old, new)
    assert [run.text.strip() for run in runs if run.op is Op.INSERT] == ["y", "may not", "v"]


def test_of_like_clauses_the_first_is_the_one_that_was_split() -> None:
    before, after = "- Laptop hamster cupboard.\n" * 2, "- cupboard hamster cupboard.\n- Laptop.\n- Hamster cupboard.\n"
    found = [(change.kind, change.before, change.after) for change in difference(before, after)]
    assert found == [(SPLIT, (0,), (0, 1)), (AMENDED, (1,), (2,))]


# Real texts.


def without_ids(one: Tree) -> Tree:
    """Return a tree without the ids that its author wrote, so that either may be the earlier."""
    return identify(Tree(tuple(node._replace(own_id=None) for node in one.nodes)))


@cache
def real_pairs() -> dict[str, tuple[Tree, Tree]]:
    found = {}
    for folder in sorted(path for path in shared("history").iterdir() if path.is_dir()):
        texts = [tree(path.read_bytes()) for path in sorted(folder.glob("[0-9]*.md"))]
        found |= {f"{folder.name} {n}": pair for n, pair in enumerate(pairwise(texts), 1)}
    return found


def own_pairs() -> dict[str, tuple[Tree, Tree]]:
    """Return the texts of our own that follow each other."""
    paths: dict[str, tuple[Path, Path]] = {}
    for working in sorted((ROOT / "policies").glob("*/*/policy.md")):
        texts = [*sorted(working.parent.glob("versions/*.md")), working]
        paths |= {f"{working.parts[-3]} {before.stem}": (before, after) for before, after in pairwise(texts)}
    for folder in sorted((DATA / "edits").glob("*/")):
        paths[f"edits {folder.name}"] = (folder / "before.md", folder / "after.md")
    return {name: (tree(before.read_bytes()), tree(after.read_bytes())) for name, (before, after) in paths.items()}


OWN = own_pairs()


def test_real_histories_lose_nothing() -> None:
    pairs = real_pairs()
    assert len(pairs) > 120
    for name, (before, after) in pairs.items():
        try:
            assert_nothing_is_lost(compare(before, after))
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
        assert_itself_unchanged(before)
        assert_itself_unchanged(after)


@pytest.mark.parametrize("name", OWN)
def test_our_texts_lose_nothing(name: str) -> None:
    before, after = OWN[name]
    assert_nothing_is_lost(compare(before, after))
    assert_itself_unchanged(before)
    assert_itself_unchanged(after)


def flat(nodes: Sequence[Node]) -> Tree:
    """Return a policy of some clauses and sections, each on its own."""
    return identify(Tree(tuple(node._replace(label=None, own_id=None, parent=NO_PARENT) for node in nodes)))


def test_what_a_clause_became_does_not_depend_on_what_others_became() -> None:
    amended: list[tuple[Node, Node]] = []
    for before, after in OWN.values():
        changes = [change for change in compare(before, after) if change.amended]
        pairs = [(change.before[0], change.after[0]) for change in changes if len(change.before + change.after) == 2]
        amended += [(before.nodes[old], after.nodes[new]) for old, new in pairs]
    # More than are read together, so that some are read after others.
    assert len(amended) > 3 * BATCH
    olds, news = (flat(side) for side in zip(*amended, strict=True))
    pins = Pins(same=frozenset((at, at) for at in range(len(amended))))
    together = compare(olds, news, pins)
    assert len(together) == len(amended)
    for change, (old, new) in zip(together, amended, strict=True):
        (alone,) = compare(flat([old]), flat([new]), Pins(same=frozenset({(0, 0)})))
        assert change._replace(before=(0,), after=(0,)) == alone
        assert alone.score < 1


ONE_WAY: set[str] = set()
"""Pairs that are not aligned the same both ways round; whoever mends one takes it off."""
MEANT_ONE_WAY: set[str] = set()
"""Pairs with changes that mean something else when the texts are swapped."""


def assert_the_same_both_ways(pairs: dict[str, tuple[Tree, Tree]]) -> None:
    found = {name: one_way(compare(without_ids(one), without_ids(other))) for name, (one, other) in pairs.items()}
    aligned = {name: found for name, (found, _) in found.items() if found}
    assert aligned.keys() == ONE_WAY & pairs.keys(), aligned
    meant = {name: found for name, (_, found) in found.items() if found}
    assert meant.keys() == MEANT_ONE_WAY & pairs.keys(), meant


def test_real_histories_are_the_same_both_ways() -> None:
    assert_the_same_both_ways(real_pairs())


def test_our_texts_are_the_same_both_ways() -> None:
    assert_the_same_both_ways(OWN)


# Any texts.


@given(bodies | plain, bodies | plain)
@settings(max_examples=300)
def test_any_two_texts_lose_nothing(before: str, after: str) -> None:
    one, other = tree(policy(before)), tree(policy(after))
    found = compare(one, other)
    assert_nothing_is_lost(found)
    assert_itself_unchanged(one)


@given(st.text(max_size=60) | PHRASES, st.text(max_size=60) | PHRASES)
@settings(max_examples=600)
def test_a_redline_reproduces_both_texts(before: str, after: str) -> None:
    assert_redline(redline(before, after), before, after)


# Generated edits, whose truth is known.


def edited(before: Outline, after: Outline, style: Style, other: Style | None = None) -> Changes:
    """Compare two outlines; whatever the edit, nothing is lost."""
    found = difference(markdown(before, style), markdown(after, other or style))
    assert_nothing_is_lost(found)
    return found


def assert_kinds(found: Changes, *expected: ChangeKind) -> None:
    """There are just these kinds, and beside them at most new numbers."""
    kinds = [change.kind for change in found if change.kind not in {UNCHANGED, RENUMBERED}]
    assert sorted(kinds) == sorted(expected), told(found)


def told(found: Changes) -> str:
    """Return what was found, a line for each change, for a failed test to show."""
    return "\n" + "\n".join(
        f"{change.kind:<10} {'+'.join(n.text for n in found.nodes_before(change))[:70]:<70} → "
        f"{'+'.join(n.text for n in found.nodes_after(change))[:70]}"
        for change in found
    )


def choose(data: st.DataObject, options: Sequence[int]) -> int:
    assume(options)
    return data.draw(st.sampled_from(options))


def new_text(outline: Outline, seed: int = 99_999) -> str:
    """Return a rule that is not in an outline yet."""
    present = {row.text.rstrip(".:;") for row in outline}
    return next(text for text in sentences(seed) if text not in present)


@given(OUTLINES, STYLES)
def test_a_text_beside_itself_is_unchanged(outline: Outline, style: Style) -> None:
    assert_kinds(edited(outline, outline, style))
    assert_itself_unchanged(tree(markdown(outline, style)))


@given(OUTLINES, STYLES, STYLES)
def test_new_numbers_are_new_numbers_and_nothing_else(outline: Outline, style: Style, other: Style) -> None:
    found = edited(outline, outline, style, other)
    for change in found:
        (old,), (new,) = found.nodes_before(change), found.nodes_after(change)
        assert change.before == change.after
        assert change.kind is (UNCHANGED if old.label == new.label else RENUMBERED)
        assert change.significance is (None if old.label == new.label else Significance.EDITORIAL)


@given(OUTLINES, STYLES, st.sampled_from([PARAGRAPH, ITEM, INNER_ITEM]), st.booleans(), st.data())
def test_one_clause_inserted_is_one_added(
    outline: Outline, style: Style, depth: int, copy: bool, data: st.DataObject
) -> None:
    at = choose(data, places(outline, depth))
    text = outline[choose(data, leaves(outline))].text if copy else new_text(outline) + "."
    found = edited(outline, inserted(outline, at, Row(depth, text)), style)
    assert_kinds(found, ADDED)
    if not copy:
        assert [change.after for change in found if change.kind is ADDED] == [(at,)]


@given(OUTLINES, STYLES, st.data())
def test_one_clause_deleted_is_one_removed(outline: Outline, style: Style, data: st.DataObject) -> None:
    at = choose(data, leaves(outline))
    found = edited(outline, without(outline, at), style)
    assert_kinds(found, REMOVED)
    texts = [node.text for change in found if change.kind is REMOVED for node in found.nodes_before(change)]
    assert texts == [outline[at].text]


@given(OUTLINES, STYLES, st.data())
def test_a_clause_with_its_list_or_a_section_deleted_is_removed_and_nothing_else(
    outline: Outline, style: Style, data: st.DataObject
) -> None:
    at = choose(data, range(len(outline)))
    found = edited(outline, without(outline, at), style)
    assert_kinds(found, *[REMOVED] * (end_of(outline, at) - at))


@given(OUTLINES, STYLES, st.data())
def test_one_clause_or_section_moved_is_one_moved(outline: Outline, style: Style, data: st.DataObject) -> None:
    start = choose(data, range(len(outline)))
    rows, rest = outline[start : end_of(outline, start)], without(outline, start)
    at = choose(data, [at for at in places(rest, rows[0].depth) if at != start])
    after = inserted(rest, at, *rows)
    assume(after != outline)
    assert_kinds(edited(outline, after, style), MOVED)


@given(OUTLINES, STYLES, st.data())
def test_of_neighbours_that_swap_places_one_moved(outline: Outline, style: Style, data: st.DataObject) -> None:
    def is_followed(at: int) -> bool:
        end = end_of(outline, at)
        return end < len(outline) and outline[end].depth == outline[at].depth

    at = choose(data, [at for at in range(len(outline)) if is_followed(at)])
    middle, end = end_of(outline, at), end_of(outline, end_of(outline, at))
    after = (*outline[:at], *outline[middle:end], *outline[at:middle], *outline[end:])
    assume(after != outline)
    assert_kinds(edited(outline, after, style), MOVED)


@given(OUTLINES, STYLES, st.integers(0, 30), st.sampled_from(["perhaps", "seventeen", "not"]), st.data())
def test_one_word_changed_is_one_amended(
    outline: Outline, style: Style, word: int, other: str, data: st.DataObject
) -> None:
    at = choose(data, [at for at, row in enumerate(outline) if row.depth != SECTION])
    after = replaced(outline, at, Row(outline[at].depth, reworded(outline[at].text, word, other)))
    assume(after != outline)
    found = edited(outline, after, style)
    assert [change.before for change in found if change.kind is AMENDED] == [(at,)], told(found)
    assert_kinds(found, AMENDED)


@given(OUTLINES, STYLES, st.data())
def test_one_clause_moved_and_amended_is_both(outline: Outline, style: Style, data: st.DataObject) -> None:
    at = choose(data, leaves(outline))
    rest = without(outline, at)
    to = choose(data, [to for to in places(rest, outline[at].depth) if to != at])
    row = Row(outline[at].depth, reworded(outline[at].text, 2, "promptly"))
    assume(inserted(rest, to, outline[at]) != outline)
    found = edited(outline, inserted(rest, to, row), style)
    # Two neighbours that changed places: which of them moved is a matter of taste.
    assert [change.after for change in found if change.amended] == [(to,)], told(found)
    assert sum(change.moved for change in found) == 1, told(found)
    assert all(change.moved or change.amended or change.kind in {UNCHANGED, RENUMBERED} for change in found)


@given(OUTLINES, STYLES, st.data())
def test_one_title_changed_is_one_retitled(outline: Outline, style: Style, data: st.DataObject) -> None:
    at = choose(data, [at for at, row in enumerate(outline) if row.depth == SECTION])
    title = next(title for title in TITLES if Row(SECTION, title) not in outline)
    assert_kinds(edited(outline, replaced(outline, at, Row(SECTION, title)), style), RETITLED)


@given(OUTLINES, STYLES, st.booleans(), st.data())
def test_a_heading_that_comes_or_goes_moves_nothing(
    outline: Outline, style: Style, comes: bool, data: st.DataObject
) -> None:
    at = choose(data, [at for at in places(outline, PARAGRAPH) if at < len(outline) and outline[at].depth == PARAGRAPH])
    other = inserted(outline, at, Row(SECTION, "Quite another matter"))
    if comes:
        assert_kinds(edited(outline, other, style), ADDED)
    else:
        assert_kinds(edited(other, outline, style), REMOVED)


@given(OUTLINES, STYLES, st.booleans(), st.data())
def test_a_clause_cut_in_two_is_split_and_two_put_together_are_merged(
    outline: Outline, style: Style, split: bool, data: st.DataObject
) -> None:
    at = choose(data, leaves(outline))
    depth, text = outline[at]
    first, second = f"{text.rstrip('.;')}.", f"{new_text(outline)}{text[-1]}"
    whole = replaced(outline, at, Row(depth, f"{first} {second}"))
    parts = replaced(outline, at, Row(depth, first), Row(depth, second))
    found = edited(whole, parts, style) if split else edited(parts, whole, style)
    assert_kinds(found, SPLIT if split else MERGED)
    (change,) = (change for change in found if change.kind in {SPLIT, MERGED})
    assert (change.before, change.after) == (((at,), (at, at + 1)) if split else ((at, at + 1), (at,)))
    assert not change.amended
    assert change.significance is Significance.EDITORIAL


@given(OUTLINES, STYLES, st.booleans(), st.data())
def test_an_item_put_under_the_one_before_it_is_one_moved(
    outline: Outline, style: Style, nests: bool, data: st.DataObject
) -> None:
    at = choose(data, [at for at, row in enumerate(outline) if row.depth == ITEM and outline[at - 1].depth >= ITEM])
    assume(end_of(outline, at) == at + 1)
    nested = replaced(outline, at, Row(INNER_ITEM, outline[at].text))
    assert_kinds(edited(outline, nested, style) if nests else edited(nested, outline, style), MOVED)


# Many edits at once.


def edit(outline: Outline, data: st.DataObject, seed: int) -> Outline:
    """Return an outline after one edit of any sort, or as it was where that edit cannot be."""
    at = data.draw(st.integers(0, len(outline) - 1)) if outline else 0
    depth, text = outline[at] if outline else (PARAGRAPH, "")
    match data.draw(
        st.sampled_from(["delete", "insert", "copy", "move", "reword", "rewrite", "split", "merge", "title"])
    ):
        case "delete" if outline:
            return without(outline, at)
        case "insert":
            return inserted(outline, choose(data, places(outline, PARAGRAPH)), Row(PARAGRAPH, new_text(outline, seed)))
        case "copy" if outline and depth:
            return inserted(outline, choose(data, places(outline, depth)), outline[at])
        case "move" if outline:
            rest = without(outline, at)
            return inserted(rest, choose(data, places(rest, depth)), *outline[at : end_of(outline, at)])
        case "reword" if outline and depth:
            return replaced(outline, at, Row(depth, reworded(text, seed, "often")))
        case "rewrite" if outline and depth:
            return replaced(outline, at, Row(depth, new_text(outline, seed)))
        case "split" if at in leaves(outline) and len(text.split()) > 3:
            words = text.split()
            half = len(words) // 2
            return replaced(outline, at, Row(depth, " ".join(words[:half])), Row(depth, " ".join(words[half:])))
        case "merge" if at in leaves(outline) and at + 1 in leaves(outline):
            return (*outline[:at], Row(depth, f"{text} {outline[at + 1].text}"), *outline[at + 2 :])
        case "title" if outline and not depth:
            return replaced(outline, at, Row(SECTION, TITLES[seed % len(TITLES)]))
    return outline


@given(OUTLINES, STYLES, STYLES, st.integers(1, 6), st.booleans(), st.data())
@settings(max_examples=300)
def test_many_edits_lose_nothing(
    outline: Outline, style: Style, other: Style, count: int, is_renumbered: bool, data: st.DataObject
) -> None:
    after = outline
    for n in range(count):
        after = edit(after, data, n)
    found = edited(outline, after, style, other if is_renumbered else style)
    assert one_way(found) == ([], []), told(found)
    # What stands in both is never called removed in the one and added in the other.
    gone = Counter(n.text for change in found if change.kind is REMOVED for n in found.nodes_before(change))
    come = Counter(n.text for change in found if change.kind is ADDED for n in found.nodes_after(change))
    assert not gone & come, told(found)
