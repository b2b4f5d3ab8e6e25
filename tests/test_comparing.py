"""Clauses understood as readers understand them; stances, relations, groups and contradictions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import DATA, ROOT, policy
from policybook.book import load_book, load_file, read_folder
from policybook.book.topics import read_topics
from policybook.comparing.comparison import Comparison, Text, compare
from policybook.comparing.contradictions import contradictions
from policybook.comparing.groups import Entry, groups_by_likeness, title_of
from policybook.comparing.repetitions import repetitions
from policybook.comparing.stances import Relation, Shading, Stance, relation, stance_of, strictest
from policybook.comparing.understanding import MOST_TOPICS, Above, Understanding, understand
from policybook.language.modality import Modality
from policybook.messages.reading import english

FILE = read_topics((ROOT / "policies/topics/acceptable-use.yml").read_bytes(), "acceptable-use")
CASES = DATA / "comparing"


class Labelled(NamedTuple):
    """A clause as readers label it, beside what is known of it."""

    place: str
    topics: list[str]
    rules: set[str]
    """Those that it states."""
    doubtful: set[str]
    """Those on which readers may differ."""
    known: Understanding
    force: str = ""
    """Its modality; empty where no reader gave it, or readers differ."""


class Label(NamedTuple):
    """What stands before a clause: topics, then rules, then its force, between semicolons."""

    topics: list[str]
    rules: set[str]
    doubtful: set[str]
    force: str


def read_label(text: str) -> Label:
    topics, rules, force = (part.split() for part in f"{text};;".split(";")[:3])
    return Label(
        topics,
        {rule for rule in rules if not rule.endswith("?")},
        {rule.rstrip("?") for rule in rules if rule.endswith("?")},
        " ".join(force),
    )


def five_schools() -> Iterator[Labelled]:
    """Yield the clauses of the approved texts of this book, by their ids."""
    book = load_book(read_folder(ROOT / "policies"))
    for part in (CASES / "five-schools.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, rows = part.partition("\n")
        version = book.policy(name)[1].newest_sealed
        assert version
        known = understand(version.tree, FILE.recogniser)
        for id_, label in re.findall(r"^- `(\S+)`: (.+)$", rows, re.MULTILINE):
            found = known[version.tree.by_id[id_]]
            assert found
            yield labelled(f"{name}#{id_}", label, found)


def labelled(place: str, label: str, found: Understanding) -> Labelled:
    topics, rules, doubtful, force = read_label(label)
    return Labelled(place, topics, rules, doubtful, found, force)


def parts_of(file: str) -> Iterator[tuple[str, str]]:
    """Yield the first words of the title of each part of a file, and its lines."""
    for part in (CASES / file).read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, rows = part.partition("\n")
        yield title.partition(",")[0], rows


def policy_of(name: str, rows: str) -> tuple[Text, list[Labelled]]:
    """Return the policy that a part of a file is, which has a label before each clause, and its clauses."""
    given = re.findall(r"^ *- `([^`]*)`: (.+)$", rows, re.MULTILINE)
    tree = load_file("", policy(re.sub(r"^( *- )`[^`]*`: ", r"\1", rows, flags=re.MULTILINE)).encode()).tree
    text = Text(name, tree, understand(tree, FILE.recogniser))
    clauses = [found for found in text.understood if found]
    return text, [
        labelled(f"{name}: {words}", label, found) for (label, words), found in zip(given, clauses, strict=True)
    ]


def other_schools() -> Iterator[Labelled]:
    for name, rows in parts_of("other-schools.md"):
        yield from policy_of(name, rows)[1]


def further_schools() -> Iterator[Labelled]:
    for name, rows in parts_of("further-schools.md"):
        if name != CONFLICTS:
            yield from policy_of(name, rows)[1]


def held_back() -> Iterator[Labelled]:
    for name, rows in parts_of("held-back.md"):
        yield from policy_of(name, rows)[1]


def f1_of(cases: Iterable[Labelled]) -> float:
    """Return how well the rules are recognised: the harmonic mean of precision and recall."""
    right = wrong = missed = 0
    for case in cases:
        found = {rule.id for rule in case.known.rules}
        right += len(found & case.rules)
        wrong += len(found - case.rules - case.doubtful)
        missed += len(case.rules - found)
    return 2 * right / (2 * right + wrong + missed)


CONFLICTS = "Conflicts"
"""The title of the part of a file that tells them."""
LABELLED: dict[str, Callable[[], Iterator[Labelled]]] = {
    "five": five_schools,
    "other": other_schools,
    "further": further_schools,
    "held back": held_back,
}
# How many clauses there are at least, the share whose first topic readers give, and the F1 of the rules.
FILES = {
    "five": (459, 0.93, 0.91),
    "other": (100, 0.90, 0.89),
    "further": (110, 0.92, 0.91),
    "held back": (50, 0.94, 0.83),
}


@pytest.mark.parametrize("name", FILES)
def test_clauses_are_understood_as_readers_do(name: str) -> None:
    fewest, share, f1 = FILES[name]
    cases = list(LABELLED[name]())
    assert len(cases) >= fewest
    off = [case for case in cases if not (case.known.topics and case.known.topics[0].id in case.topics)]
    told = [f"{case.place}: {case.known.topics[:1]}" for case in off]
    assert len(off) <= (1 - share) * len(cases), len(off) if name == "held back" else "\n".join(told)
    assert f1_of(cases) >= f1


def test_the_force_of_clauses_is_read_as_readers_do() -> None:
    cases = [case for case in (*further_schools(), *held_back()) if case.force]
    assert len(cases) >= 150
    off = [
        f"{case.place}: {case.known.reading.modality}" for case in cases if case.known.reading.modality != case.force
    ]
    assert len(off) <= 0.08 * len(cases), "\n".join(off)


def test_conflicts_are_found_as_readers_do() -> None:
    parts = dict(parts_of("further-schools.md"))
    rows = re.findall(r"^\| ([a-z-]+\??) \| ([A-Z][^|]+) \| ([^|]+) \|$", parts.pop(CONFLICTS), re.MULTILINE)
    told = {(rule, frozenset(schools)) for rule, *schools in rows}
    known = {conflict for conflict in told if not conflict[0].endswith("?")}
    doubtful = {(rule.rstrip("?"), schools) for rule, schools in told - known}
    texts = [policy_of(name, rows)[0] for name, rows in parts.items()]
    found = {
        (row.id, frozenset((pair.a, pair.b)))
        for row in compare(texts, FILE.catalogue).rules
        for pair in row.relations()
        if pair.relation is Relation.CONFLICT
    }
    assert len(found & known) >= 0.7 * len(known), known - found
    assert len(found & known) >= 0.9 * len(found - doubtful), found - known - doubtful


def test_the_labels_are_ids_of_the_catalogue() -> None:
    for case in (*five_schools(), *other_schools(), *further_schools(), *held_back()):
        assert set(case.topics) <= set(FILE.catalogue.topic), case.place
        assert case.rules | case.doubtful <= set(FILE.catalogue.rule), case.place


def test_every_assignment_is_explained() -> None:
    for case in five_schools():
        assert len(case.known.topics) <= MOST_TOPICS
        for found in (*case.known.topics, *case.known.rules):
            assert found.because, case.place
            assert found.words or found.because is Above.BEFORE, case.place


def test_the_catalogue_has_the_ids_that_others_rely_on() -> None:
    assert not FILE.findings
    assert len(FILE.catalogue.topics) == 30
    assert len(FILE.catalogue.rules) == 123
    assert all(rule.says for rule in FILE.catalogue.rules)


# Clauses in their surroundings.


def known(body: str) -> list[Understanding]:
    """Return what is known of the clauses of a policy's text."""
    return [found for found in understand(load_file("", policy(body).encode()).tree, FILE.recogniser) if found]


@pytest.mark.parametrize(
    ("body", "topic", "rules"),
    [
        ("Staff must not share their passwords.\n", "passwords-and-accounts", {"password-secrecy"}),
        ("## Passwords\n\nThese must be kept secret.\n", "passwords-and-accounts", {"password-secrecy"}),
        ("The system records for every email:\n\n- the date\n", "monitoring", {"email-monitoring"}),
        ("## Pupils\n\nPupils tell a teacher of any upsetting message.\n", "reporting pupils", {"pupils-report"}),
        ("Nothing of interest.\n", "", set()),
    ],
)
def test_a_clause(body: str, topic: str, rules: set[str]) -> None:
    found = known(body)[-1]
    assert {rule.id for rule in found.rules} >= rules
    assert bool(found.rules) is bool(rules)
    assert not topic or found.topics[0].id.startswith(tuple(topic.split()))


def test_a_far_second_topic_is_left_out() -> None:
    [found] = known("## Email\n\nStaff must not share their passwords.\n")
    assert [topic.id for topic in found.topics] == ["passwords-and-accounts"]


@pytest.mark.parametrize(
    ("text", "of_pupils"),
    [
        ("Pupils must report any upsetting message to staff.\n", True),
        ("Staff must report any upsetting message that pupils may receive.\n", False),
        ("## Pupils\n\nAny upsetting message must be reported.\n", True),
        ("## Pupils\n\nStaff must report any upsetting message.\n", False),
    ],
)
def test_whose_acts_a_clause_is_about(text: str, of_pupils: bool) -> None:
    assert ("pupils-report" in {rule.id for rule in known(text)[-1].rules}) is of_pupils


def test_without_a_catalogue_only_the_force_is_known() -> None:
    found = understand(load_file("", policy("Staff must not share passwords.\n").encode()).tree, None)[-1]
    assert found
    assert (found.reading.modality, found.topics, found.rules) == (Modality.MUST_NOT, (), ())


def test_a_rule_has_the_force_of_its_own_sentence() -> None:
    [found] = known("Staff must lock the screen when they leave the room. They may use their phones at break times.\n")
    forces = {rule.id: rule.reading.modality for rule in found.rules if rule.reading}
    assert found.reading.modality is Modality.MUST
    assert forces["phones-in-breaks"] is Modality.MAY


# Stances and relations.

MUST, MUST_NOT, SHOULD, SHOULD_NOT, MAY, MAY_ONLY, NONE = (
    stance_of(Modality(name)) for name in "must must_not should should_not may may_only none".split()
)
STRONG, WEAK = (stance_of(Modality.SHOULD_NOT, strength) for strength in (2, 1))
UNLESS = stance_of(Modality.MUST_NOT, 0, ["unless the Headteacher agrees"])
UNLESS_WRITTEN = stance_of(Modality.MUST_NOT, 0, ["unless the Headteacher agrees in writing"])
IN_LESSONS = stance_of(Modality.MUST_NOT, occasions=["lessons"])
IN_BREAKS = stance_of(Modality.MAY, occasions=["breaks"])
ONE_WAY = stance_of(Modality.MUST, act=Shading.WAY)
TOO_MUCH = stance_of(Modality.MUST_NOT, act=Shading.PART)
DECLINE = stance_of(Modality.MUST, act=Shading.REFUSAL)


@pytest.mark.parametrize(
    ("a", "b", "expected", "says"),
    [
        (MUST_NOT, MUST_NOT, Relation.SAME, "each forbids it"),
        (MUST_NOT, SHOULD_NOT, Relation.STRICTER, "forbids it; the other advises against it"),
        (SHOULD, MUST, Relation.LOOSER, "expects it; the other requires it"),
        (MUST, MAY, Relation.STRICTER, "requires it; the other permits it"),
        (MAY_ONLY, MAY, Relation.STRICTER, "within limits"),
        (MUST_NOT, MAY, Relation.CONFLICT, "forbids it; the other permits it"),
        (MAY_ONLY, SHOULD_NOT, Relation.CONFLICT, "permits it within limits; the other advises against it"),
        (UNLESS, MAY, Relation.STRICTER, "unless the Headteacher agrees"),
        (MUST_NOT, UNLESS, Relation.STRICTER, "unless the Headteacher agrees"),
        (UNLESS_WRITTEN, UNLESS, Relation.STRICTER, "in writing"),
        (STRONG, WEAK, Relation.STRICTER, "in stronger words"),
        (stance_of(Modality.MUST, 5), MUST, Relation.SAME, "each requires it"),
        (MUST_NOT, MUST, Relation.SAME, "bind alike"),
        (NONE, MUST, Relation.DIFFERS, "without a rule"),
        (NONE, NONE, Relation.SAME, "neither"),
        (MUST_NOT, IN_BREAKS, Relation.CONFLICT, "forbids"),
        (IN_LESSONS, IN_BREAKS, Relation.STRICTER, "forbids"),
        (IN_LESSONS, MAY, Relation.STRICTER, "forbids"),
        (MUST_NOT, ONE_WAY, Relation.CONFLICT, "permits it and says how"),
        (MUST_NOT, TOO_MUCH, Relation.CONFLICT, "forbids only a part of it"),
        (MAY, DECLINE, Relation.CONFLICT, "wants it refused"),
        (MUST_NOT, DECLINE, Relation.SAME, "bind alike"),
    ],
)
def test_relations(a: Stance, b: Stance, expected: Relation, says: str) -> None:
    found, why = relation(a, b)
    assert found is expected
    assert says in english()(why)
    turned = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
    assert relation(b, a)[0] is turned.get(expected, expected)


@pytest.mark.parametrize(
    ("stances", "expected"),
    [
        ([MAY, MUST_NOT, SHOULD], MUST_NOT),
        ([NONE, MAY_ONLY, MAY], MAY_ONLY),
        ([UNLESS, MUST_NOT], MUST_NOT),
        ([MUST, MUST_NOT], MUST_NOT),
        ([NONE], NONE),
    ],
)
def test_the_strictest_clause_is_the_stance(stances: list[Stance], expected: Stance) -> None:
    assert strictest(stances) == expected


def test_a_ban_beside_a_permission_is_a_part_of_the_act() -> None:
    found = strictest([MUST_NOT, MAY], of_act=True)
    assert (found.modality, found.against, found.permits) == (Modality.MUST_NOT, False, True)


# Whole comparisons.


def compared(*bodies: str, topic: str | None = None) -> Comparison:
    trees = [load_file("", policy(body).encode()).tree for body in bodies]
    texts = [Text(f"s{n}/p", tree, understand(tree, FILE.recogniser)) for n, tree in enumerate(trees, 1)]
    return compare(texts, FILE.catalogue, topic)


PERMITS = "Staff may use their phones in the staff room at break times. {#permits}\n"
FORBIDS = "Personal phones must never be used, not even at lunch. {#forbids}\n"


def test_members_stances_and_relations() -> None:
    found = compared(PERMITS, FORBIDS, "Lock your screen.\n")
    [row] = [row for row in found.rules if row.id == "phones-in-breaks"]
    assert row.topic == "personal-devices"
    assert {name: [found.texts[name].tree.ids[n] for n in members] for name, members in row.members.items()} == {
        "s1/p": ["permits"],
        "s2/p": ["forbids"],
    }
    assert {name: stance.modality for name, stance in row.stances.items()} == {
        "s1/p": Modality.MAY,
        "s2/p": Modality.MUST_NOT,
    }
    [pair] = row.relations()
    assert pair[:3] == ("s1/p", "s2/p", Relation.CONFLICT)
    assert row.silent(list(found.texts)) == ["s3/p"]
    assert row.id in [gap.id for gap in found.gaps("s3/p")]


def test_the_sentence_that_states_a_rule_gives_the_stance() -> None:
    found = compared("Staff must lock the screen when they leave the room. They may use their phones at break times.\n")
    stances = {row.id: row.stances["s1/p"].modality for row in found.rules}
    assert (stances["lock-unattended"], stances["phones-in-breaks"]) == (Modality.MUST, Modality.MAY)
    [row] = compared("Every window must be closed at noon. Phones may be used at break times.\n").rules
    assert row.stances["s1/p"].modality is Modality.MAY


@pytest.mark.parametrize(
    ("one", "other", "rule", "expected", "why"),
    [
        (
            "Passwords must be changed every 30 days.", "Passwords must be changed termly.", "password-strength",
            Relation.STRICTER, "requires it: every 30 days; the other: termly",
        ),
        (
            "Passwords must be changed every year.", "Passwords must be changed regularly.", "password-strength",
            Relation.STRICTER, "requires it: every year; the other: regularly",
        ),
        (
            "Passwords must have at least eight characters.", "Passwords must have at least 12 characters.",
            "password-strength", Relation.LOOSER, "at least eight characters; the other: at least 12 characters",
        ),
        (
            "Passwords must have at least eight characters and be changed termly.",
            "Passwords must be changed every year and have at least 12 characters.",
            "password-strength", Relation.DIFFERS, "the other: ",
        ),
        (
            "Passwords must have at least two numbers.", "Passwords must have at least 12 characters.",
            "password-strength", Relation.SAME, "each requires it",
        ),
        (
            "Passwords must be changed every 30 days.", "Passwords must be changed.", "password-strength",
            Relation.SAME, "each requires it",
        ),
        (
            "Passwords must be changed every 30 days.", "Passwords should be changed every week.", "password-strength",
            Relation.STRICTER, "requires it; the other expects it",
        ),
        (
            "Staff must not befriend former pupils under 21 on social media.",
            "Staff must not befriend former pupils under 18 on social media.",
            "former-pupils", Relation.STRICTER, "under 21; the other: under 18",
        ),
        (
            "Staff must not befriend former pupils under 18 on social media.",
            "Staff may befriend former pupils over 18 on social media.",
            "former-pupils", Relation.STRICTER, "forbids it",
        ),
        (
            "Logs of websites must be kept for six months.", "Logs of websites must be kept for a year.",
            "log-access", Relation.DIFFERS, "requires it: six months; the other: a year",
        ),
    ],
)  # fmt: skip
def test_numbers_are_compared(one: str, other: str, rule: str, expected: Relation, why: str) -> None:
    [pair] = [pair for row in compared(f"{one}\n", f"{other}\n").rules if row.id == rule for pair in row.relations()]
    assert pair.relation is expected, pair
    assert why in english()(pair.why)
    [back] = [pair for row in compared(f"{other}\n", f"{one}\n").rules if row.id == rule for pair in row.relations()]
    turned = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
    assert back.relation is turned.get(expected, expected)


def test_numbers_of_several_clauses_count_together() -> None:
    found = compared(
        "Passwords must have at least eight characters.\n\nPasswords must be changed every month.\n",
        "Passwords must be changed every year.\n",
    )
    [row] = [row for row in found.rules if row.id == "password-strength"]
    [pair] = row.relations()
    assert (pair.relation, row.strictest) == (Relation.STRICTER, {"s1/p"})
    assert english()(pair.why) == "requires it: every month; the other: every year"


def test_each_pair_stands_once() -> None:
    [row] = [row for row in compared(*[PERMITS] * 4).rules if row.id == "phones-in-breaks"]
    assert [(pair.a, pair.b) for pair in row.relations()] == [
        ("s1/p", "s2/p"), ("s1/p", "s3/p"), ("s1/p", "s4/p"), ("s2/p", "s3/p"), ("s2/p", "s4/p"), ("s3/p", "s4/p"),
    ]  # fmt: skip


def test_one_topic_only() -> None:
    found = compared(PERMITS, "Staff must not share passwords.\n", topic="passwords-and-accounts")
    assert [row.id for row in found.topics] == ["passwords-and-accounts"]
    assert {row.topic for row in found.rules} == {"passwords-and-accounts"}


def test_what_no_rule_covers_is_grouped() -> None:
    one = "Drones need a pilot's licence and written approval before any flight.\n"
    other = "Before any flight, drones need written approval and a pilot with a licence.\n"
    found = compared(one, other, "Beekeeping takes place on Tuesdays behind the pavilion.\n")
    [row] = found.rules
    assert row.id == "group-155733"
    assert list(row.members) == ["s1/p", "s2/p"]
    assert row.title.startswith("Drones need")


def entries(*texts: tuple[int, str]) -> list[Entry]:
    return [Entry(number, n, "", text) for n, (number, text) in enumerate(texts)]


def test_groups_are_of_several_policies_and_of_one_subject() -> None:
    like = "Lanterns hang above every window in winter"
    assert groups_by_likeness(entries((0, like), (0, like))) == []
    assert len(groups_by_likeness(entries((0, like), (1, like), (1, "Kites fly above the harbour in summer")))) == 1
    assert groups_by_likeness(entries((0, "Staff must."), (1, "Staff must."))) == []
    assert title_of(entries((0, "one " * 20), (1, "A shorter text."))) == "A shorter text"


@pytest.mark.parametrize(
    ("forbids", "permits", "expected"),
    [
        ("Staff must not use phones in school.", "Staff may use their phones at break times.", 1),
        ("Staff must not use phones in lessons.", "Staff may use their phones at break times.", 0),
        ("Staff must not use phones in school unless the head agrees.", "Staff may use phones in lessons.", 0),
        ("Staff must not use phones in school.", "Staff must not use phones at break times.", 0),
        ("Never share passwords.", "Passwords may be shared.", 0),  # a duty and no act
    ],
)
def test_contradictions(forbids: str, permits: str, expected: int) -> None:
    tree = load_file("", policy(f"{forbids}\n\n{permits}\n").encode()).tree
    text = Text("hill/p", tree, understand(tree, FILE.recogniser))
    assert [(each.forbids, each.permits) for each in contradictions(text, FILE.catalogue)] == [(0, 1)] * expected


LOCKED = "Staff must keep every laptop locked in the office cupboard overnight."
CHARGED = "Personal phones, tablets and smart watches must be charged at home and never in a classroom or office."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (LOCKED, "All members of staff must keep laptops locked in the office cupboard overnight.", 1),
        (LOCKED, "In the office cupboard, staff must keep every laptop locked overnight.", 0),  # another order
        (LOCKED, LOCKED.replace("laptop", "phone"), 0),
        (LOCKED, LOCKED.replace("must", "should"), 0),
        (LOCKED, LOCKED.replace("must keep", "must not keep"), 0),
        (LOCKED, LOCKED.replace("Staff", "Pupils"), 0),
        (LOCKED, LOCKED.replace("overnight", "overnight where possible"), 0),
        (LOCKED, LOCKED.replace("locked", "lockd"), 1),
        (LOCKED, LOCKED, 0),  # word for word is a finding of its own
        (CHARGED, CHARGED.replace("charged", "fully charged"), 1),  # a long clause may have a word more
        (CHARGED, CHARGED.replace("office", "in an office hall"), 1),
        (CHARGED, CHARGED.replace("tablets", "laptops"), 0),
        ("Logs are held for six months by the office.", "All logs are held for sixty months by the office.", 0),
        ("Logs are held for seven months by the office.", "Logs are held for seventy months by the office.", 0),
        ("Doors must be shut.", "All doors must be shut.", 0),  # too short to tell
    ],
)
def test_clauses_that_say_nearly_the_same(one: str, other: str, expected: int) -> None:
    tree = load_file("", policy(f"{one}\n\nSomething else is said here about trees.\n\n{other}\n").encode()).tree
    text = Text("hill/p", tree, understand(tree, FILE.recogniser))
    assert [(each.first, each.second) for each in repetitions(text)] == [(0, 2)] * expected


def test_items_of_different_stems_say_different_things() -> None:
    item = "- keep every laptop locked in the office cupboard"
    more = "- keep all laptops locked in the office cupboard"
    for above, expected in (("Staff must:", 1), ("Visitors must:", 0)):
        tree = load_file("", policy(f"Staff must:\n\n{item}\n\n{above}\n\n{more}\n").encode()).tree
        text = Text("hill/p", tree, understand(tree, FILE.recogniser))
        assert len(list(repetitions(text))) == expected


def test_the_data_are_beside_the_tests() -> None:
    names = {"five-schools.md", "other-schools.md", "further-schools.md", "held-back.md"}
    assert {path.name for path in Path(CASES).iterdir()} == names
