"""The clauses most like a given one: in an index of many, and by `policybook compare --like`."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from conftest import Bookfolder, Ran, policy
from policybook.comparing.nearest import Entry, Nearest

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
TEXTS = (
    "Staff must lock their screens whenever they leave the room.",
    "Lanterns hang above every window in winter.",
    "Staff should lock the screen before leaving a room.",
    "Visitors sign in at reception and wear a badge.",
    "Lanterns hang above every door in winter.",
)


def found(text: str, block: str = "", most: int = 5) -> list[int]:
    index = Nearest([Entry("", each) for each in TEXTS] + [Entry("other", text)])
    [near] = index.find([Entry(block, text)], most)
    assert [each.likeness for each in near] == sorted((each.likeness for each in near), reverse=True)
    return [each.entry for each in near]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (TEXTS[1], 1),
        ("Lock screens when you leave the room, as all staff must.", 0),
        ("VISITORS sign in at Reception, and wear badges!", 3),
        ("Above every door, lanterns hang in the winter", 4),
    ],
)
def test_the_nearest_comes_first(text: str, first: int) -> None:
    assert found(text)[0] == first


def test_what_shares_no_words_is_not_near() -> None:
    assert found("Zebras gallop.") == []
    assert found("") == []
    assert found("?!") == []


def test_only_as_many_as_wanted() -> None:
    assert len(found(TEXTS[0], most=1)) == 1


def test_blocks_are_apart() -> None:
    assert found(TEXTS[0], "other") == [5]
    assert found(TEXTS[0], "unknown") == []


def test_letters_tell_between_clauses_of_the_same_words() -> None:
    index = Nearest([Entry("", "may not run, but walk"), Entry("", "may run, but not walk")])
    [near] = index.find([Entry("", "May run, but not walk!")])
    assert [each.entry for each in near] == [1, 0]


def test_an_index_of_nothing() -> None:
    assert Nearest([]).find([Entry("", "Nothing.")]) == [[]]
    assert Nearest([Entry("", "")]).find([Entry("", "Nothing.")]) == [[]]
    assert Nearest([Entry("", "One.")]).find([]) == []


def test_the_source_of_an_edited_copy_is_found() -> None:
    chance = random.Random(3)
    words = [f"{first}{second}" for first in ("ba", "de", "ki", "lo", "mu") for second in ("rn", "st", "lt", "nd")]
    texts = [" ".join(chance.choice(words) for _ in range(12)) for _ in range(400)]
    copies = []
    for text in texts:
        edited = text.split()
        edited[chance.randrange(12)] = "new"
        del edited[chance.randrange(12)]
        copies.append(" ".join(edited))
    nearest = Nearest([Entry("", text) for text in texts]).find([Entry("", copy) for copy in copies], 1)
    assert sum(bool(near) and near[0].entry == n for n, near in enumerate(nearest)) >= 0.98 * len(texts)


def test_numbers_are_worked_with_only_when_asked_for() -> None:
    code = "import sys, policybook.cli.compare, policybook.book.nearest; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# On the command line.

ELM, HILL, OAK = "elm/doors", "hill/doors", "oak/doors"


@pytest.fixture
def three(book: Callable[..., Bookfolder]) -> Bookfolder:
    topics = """\
topics:
  - {id: screens, title: Screens, says: ["'screens'/'screen'"]}
  - {id: doors, title: Doors, says: ["'door'/'doors'"]}
"""
    elm = "1.1 Staff must lock their screens when they leave. {#lock}\n\nDoors are painted green.\n"
    hill = "Screens must be locked by staff who leave. {#locked}\n\nDoors must be painted green by staff.\n"
    oak = "Staff must lock their doors when they leave.\n\nScreens hang in the hall.\n"
    texts = zip(("elm", "hill", "oak"), (elm, hill, oak), strict=True)
    return book(
        {f"{name}/doors/policy.md": policy(text, kind="doors") for name, text in texts}
        | {f"{name}/school.yml": f"name: {name.title()} School\n" for name in ("elm", "hill", "oak")}
        | {"topics/doors.yml": topics}
    )


def test_like_in_json(run: Run, three: Bookfolder) -> None:
    told = run("compare", "--like", f"{ELM}#lock", "--book", three.root, "--format", "json", *DAY).json
    assert (told["schema"], told["policy"], told["clause"]) == ("policybook/nearest/1", ELM, "lock")
    assert (told["label"], told["modality"]) == ("1.1", "must")
    # What is about something else must be much alike; what is about the same need not.
    assert [near["policy"] for near in told["nearest"]] == [OAK, HILL, OAK]
    assert told["nearest"][1]["clause"] == "locked"
    assert all(0 < near["likeness"] <= 1 for near in told["nearest"])


@pytest.mark.parametrize(
    ("format_", "says"),
    [
        ("text", "Hill School: must, "),
        ("markdown", "> Screens must be locked by staff who leave."),
        ("html", "<blockquote>Screens must be locked by staff who leave.</blockquote>"),
    ],
)
def test_like_in_words(run: Run, three: Bookfolder, format_: str, says: str) -> None:
    out = run("compare", ELM, HILL, "--like", f"{ELM}#1.1", "--book", three.root, "--format", format_, *DAY).out
    assert says in out
    assert "Oak School" not in out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--like", ELM], 2, "names no clause"),
        (["--gaps", "--today", "2026-11-21"], 2, "--gaps has taken “--today” for a policy"),
        (["--like", "--today", "2026-11-21"], 2, "--like has taken “--today” for a policy"),
        (["--like", f"{ELM}#lock", "--gaps", ELM], 2, "two different reports"),
        (["--like", f"{ELM}#nothing"], 3, "no clause “nothing”"),
        (["--like", f"{ELM}#d", HILL, OAK], 2, "is not among the policies compared"),
        (["--like", "elm/roof#lock"], 3, "no policy “roof”"),
    ],
)
def test_like_what_is_not_there(run: Run, three: Bookfolder, arguments: list[str], code: int, says: str) -> None:
    ran = run("compare", *arguments, "--book", three.root, *DAY)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
