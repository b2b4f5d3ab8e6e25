"""What somebody is told who named what is not there."""

from __future__ import annotations

import pytest

from policybook.book.suggestions import known_names


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("elm", [], "It has none."),
        ("elm", ["oak", "ash"], "It has oak, ash."),
        ("oak-school", ["oak-schools", "ash"], "Did you mean oak-schools? It has oak-schools, ash."),
        ("OAK", ["oak"], "Did you mean oak?"),
        ("birch", ["oak"], "It has oak."),
    ],
)
def test_what_there_is_and_what_may_have_been_meant(name: str, known: list[str], said: str) -> None:
    assert known_names(name, known) == said


def test_of_hundreds_of_names_only_the_first_are_listed() -> None:
    said = known_names("school-1x3", [f"school-{n}" for n in range(200)], "There are")
    assert said.startswith("Did you mean school-13? There are school-0, school-1,")
    assert said.endswith(", school-39 and 160 more.")
