"""What those who search call things, as the site hands it to a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from policybook.comparing.catalogue import Catalogue, Subject, read_line
from policybook.language.phrases import read_lexicon
from policybook.rendering.search_words import asked, idle_words, name_of, ways, words_alike


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("memory stick", ["memory stick"]),
        ("laptop/i-pad left", ["laptop left", "i pad left"]),
        ("(their) phone", []),
        ("keep ... secure", []),
        ("one two three four five", []),
        ("a/b/c a/b/c d", []),
        ("someone's", ["someone's"]),
    ],
)
def test_ways(phrase: str, expected: list[str]) -> None:
    assert list(ways(phrase)) == expected


def subjects(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...], list[list[list[str]]]]]:
    """Yield each subject with its questions and its lines, with concepts by their names."""
    found = asked([catalogue])
    names = [name for name, _ in found["concepts"]]
    for name, questions, lines in found["subjects"]:
        yield name, questions, [[[names[n] for n in choice] for choice in line] for line in lines]


def test_subjects_have_their_questions_and_lines() -> None:
    locks = Subject("locks", "Locks", asked=("is it shut",), says=(read_line("lock computer/'door' !phone"),))
    keys = Subject("keys", "Keys", topic="locks", says=(read_line("=lock"),))
    catalogue = Catalogue("doors", (locks,), (keys,))
    assert name_of(catalogue, keys) == "doors/locks/keys"
    assert list(subjects(catalogue)) == [
        ("doors/locks", ("Locks", "is it shut"), [[["lock"], ["computer", "'door'"]]]),
        ("doors/locks/keys", ("Keys",), [[["lock"]]]),
    ]


def phrases_of(concepts: list[tuple[str, list[str]]]) -> Mapping[str, set[str]]:
    return {name: {*phrases, *words_alike().related.get(name, ())} for name, phrases in concepts}


def test_concepts_have_the_words_of_policies_and_of_corridors() -> None:
    lines = (read_line("removable-media 'in bags'"), read_line("badge take-photo"))
    own = {"badge": ("badge", "lanyard")}
    found = asked([Catalogue("visitors", (Subject("t", "T", says=lines),), (), own)])
    phrases = phrases_of(found["concepts"])
    assert {"memory stick", "pen drive"} <= phrases["removable-media"]
    assert phrases["'in bags'"] == {"in bags"}
    assert phrases["badge"] == {"badge", "lanyard"}
    assert {"take", "taken", "film"} <= phrases["take-photo"], "forms that follow no pattern are there, too"
    for name, further in found["concepts"]:
        assert not set(further) & set(words_alike().related.get(name, ())), "nothing is sent twice"


def test_every_group_of_the_lexicon_has_words_that_can_be_found() -> None:
    groups = read_lexicon("search")["others"]
    assert len({frozenset(group) for group in groups}) == len(groups)
    for group in groups:
        assert len(group) > 1, group
        for phrase in group:
            assert " " in phrase or phrase not in idle_words(), f"“{phrase}” finds nothing"
