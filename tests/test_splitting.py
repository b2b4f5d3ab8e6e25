"""Texts split into words and tokens: quickly where they are ASCII, and always as the patterns here say."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from policybook.diffing.changes import Op
from policybook.diffing.redline import changes, hunks, redline, tokens
from policybook.language.sentences import sentences
from policybook.language.spelling import same_but_for_spelling
from policybook.language.splitting import lower, texts_of, tokens_of, words_of
from policybook.language.tokens import LONGEST, words_in

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
"""Letters and figures; an apostrophe only between them."""
TOKEN = re.compile(rf"{WORD.pattern}|[,;:()–—]|(?<=\s)-(?=\s)")
"""A word, or a mark that parts phrases; a hyphen is one only where it stands alone."""
MARKED = re.compile(r"\s*(?:\{\{[^{}]*\}\}|\w+(?:[.,:'’/@&_\-‐‑]+\w+)*|[^\w\s])|\s+\Z")
"""What a redline may strike or insert: a word with its inner marks, a role in braces, or one mark."""

PIECES = st.sampled_from(
    [
        *(
            "staff",
            "Staff",
            "pupil's",
            "pupils'",
            "don’t",
            "o'clock's",
            "e-mail",
            "3.7",
            "x_y",
            "_",
            "naïve",
            "İpek",
            "½",
        ),
        *("{{head}}", "{{ head }}", "{{head", "}}", "(a)", "£5", "a@b.org", "'", "''", "-", "–", ",", ";", ".", "..."),
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "", "  ", "\n", "\t", "\u00a0", " \x1f", "-", " - ", "\n- "])
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="ab'_- ,{}\n", max_size=30),
    st.lists(st.tuples(PIECES, GAPS), max_size=12).map(lambda parts: "".join(piece + gap for piece, gap in parts)),
)


SENTENCES = st.lists(
    st.sampled_from(
        ["Staff ", "log ", "off", " off. ", ". ", "; ", "e.g. ", "{{head ", "{{", "of}} ", "}} ", " ", "\n"]
    ),
    max_size=7,
).map("".join)


@given(TEXTS)
@example("rock 'n' roll")
@example("it''s")
def test_words_are_as_their_pattern_says(text: str) -> None:
    expected = [(found[0], found.start(), found.end()) for found in WORD.finditer(lower(text))]
    assert [(word.text, word.start, word.end) for word in words_of(text)] == expected
    assert texts_of(text) == [word for word, _, _ in expected]


@given(TEXTS | SENTENCES)
@example("Log off. Staff (and pupils) must - always - lock it.")
@example(" ".join(["it's", "-"] * LONGEST))
def test_words_of_sentences_are_those_of_each(text: str) -> None:
    known = sentences(text)
    expected = [(w.text, start + w.start, start + w.end) for start, end in known for w in words_of(text[start:end])]
    assert [(word.text, word.start, word.end) for word in words_in(text, known)] == expected
    assert [text[start:end] for _, start, end in expected] == [text[w.start : w.end] for w in words_of(text)]


@given(TEXTS)
@example("lock - it, (now)")
@example("a\t-\tb")
def test_tokens_are_as_their_pattern_says(text: str) -> None:
    lowered = lower(text)
    assert tokens_of(lowered) == TOKEN.findall(lowered)


@given(TEXTS)
@example("see {{ head }} now")
@example("two  spaces")
@example(" at an edge ")
@example("{{a}}{{b c}}")
@example("}}{{a b}}")
def test_what_a_redline_strikes_is_as_its_pattern_says(text: str) -> None:
    assert tokens(text) == (MARKED.findall(" " + text) if text else [])
    assert "".join(tokens(text)) == (" " + text if text else "")


@given(st.lists(st.sampled_from("abcde"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
@settings(max_examples=500)
@example(list("xab"), list("xaqab"))
@example(list("xaqab"), list("xab"))
@example(list("baq"), list("baxba"))
@example(list("abab"), list("babab"))
def test_runs_of_tokens_are_those_of_difflib(old: list[str], new: list[str]) -> None:
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    assert changes(old, new) == [(first, last, *later) for tag, first, last, *later in opcodes if tag != "equal"]


@given(SENTENCES, SENTENCES, SENTENCES, SENTENCES)
@settings(max_examples=1500)
@example("", "a {{b", "a {{c", " d}} e")
@example("log off. ", "", "log off. ", "log on")
@example("a {{b. ", "c}}", "d}}", "")
def test_what_both_texts_begin_and_end_with_is_struck_nowhere_else(
    opening: str, before: str, after: str, closing: str
) -> None:
    assume(before != after)
    one, other = opening + before + closing, opening + after + closing
    old, new = tokens(one), tokens(other)
    expected: list[tuple[Op, str]] = []
    kept = 0
    for first, last, new_first, new_last in [*hunks(old, new), (len(old), len(old), 0, 0)]:
        expected.append((Op.KEEP, "".join(old[kept:first])))
        expected.append((Op.DELETE, "".join(old[first:last])))
        expected.append((Op.INSERT, "".join(new[new_first:new_last])))
        kept = last
    assert [(op, text.strip()) for op, text in redline(one, other) if text.strip()] == [
        (op, text.strip()) for op, text in expected if text.strip()
    ]


@given(st.lists(PIECES.filter(lambda piece: " " not in piece), min_size=1, max_size=8), GAPS.filter(str.isspace))
def test_white_space_is_no_matter_of_spelling(words: list[str], gap: str) -> None:
    assert same_but_for_spelling(" ".join(words), gap.join(words))


@pytest.mark.parametrize("text", ["", " ", "\n", "-", "'", "{{}}"])
def test_texts_without_words(text: str) -> None:
    assert words_of(text) == texts_of(text) == []
