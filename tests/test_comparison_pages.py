"""The pages that compare schools: every clause, relation and silence told, traced to words, and short enough to open.

Whole pages to read are in `tests/data/site/compared`, see `test_pages.py`.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, TODAY, policy
from pages import Element, is_comparison, live_markup, read_html
from policybook.book import Book, load_book, read_folder
from policybook.book.comparison import comparable, compared_versions, understood_version
from policybook.book.sources import Sources
from policybook.book.topics import topics_file_of
from policybook.checking.check import check_book
from policybook.comparing.stances import Relation, Stance, relation
from policybook.language.modality import Modality
from policybook.messages.reading import english
from policybook.rendering.clause_words import LONGEST, Marked, marked
from policybook.rendering.compared_kind import ComparedKind, compared_kind
from policybook.rendering.comparison_report import gap_sentence
from policybook.rendering.page import Site
from policybook.rendering.pages import build_site
from policybook.rendering.positions import between, clashes, class_of, told
from policybook.rendering.schemas import schema
from policybook.rendering.wordings import strictest_of
from sites import HOSTILE, hostile_marks, make_place, schools_book

LARGEST = 300_000
"""Bytes of a page; the theme's own part is not in these tests."""
TOPICS = """\
topics:
  - {id: devices, title: Phones, says: [phone]}
  - {id: doors, title: Doors, says: ["'door'"]}
rules:
  - {id: phones, topic: devices, title: Phones in school, act: yes, says: [phone]}
  - {id: doors, topic: doors, title: Doors kept shut, says: ["'door' 'shut'"]}
"""


def book_of(files: Mapping[str, str]) -> Book:
    return load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))


def site_of(book: Book, remembered: dict[str, Any] | None = None) -> Site:
    return build_site(book, check_book(book, TODAY), remembered)


def school(name: str, phase: str = "primary") -> str:
    return f"name: {name}\nphase: {phase}\npeople: {{headteacher: {{title: Headteacher, name: A. Head}}}}\n"


def schools(*bodies: str, **more: str) -> dict[str, str]:
    """Return a book of schools, each with a policy on phones; a body that begins with `draft` is one."""
    files = {"topics/phones.yml": TOPICS, **more}
    for n, body in enumerate(bodies):
        is_draft = body.startswith("draft ")
        files[f"school-{n}/school.yml"] = school(f"School {n}")
        approved = () if is_draft else ("approved: {by: Governors, date: 2026-01}",)
        status = "draft" if is_draft else "approved"
        text = policy(f"{body.removeprefix('draft ')}\n", *approved, title="Phones", kind="phones", status=status)
        files[f"school-{n}/phones/policy.md"] = text
    return files


def pages_of(files: Mapping[str, str]) -> dict[str, Element]:
    """Return the pages that compare schools, read."""
    built = site_of(book_of(files))
    return {page.path: read_html(page.html, is_strict=True) for page in built.pages if is_comparison(page.path)}


def kind_of(book: Book, kind: str) -> ComparedKind:
    file = topics_file_of(book, kind)
    found = compared_versions(
        comparable(book, TODAY)[kind],
        kind,
        file,
        lambda each: understood_version(each.version, each.policy, file),
        TODAY,
    )
    return compared_kind(english(), found, TODAY)


FORBIDS, PERMITS, LIMITS = (
    "Phones must not be used.",
    "Staff may use a phone.",
    "Phones may only be used at break times.",
)


@pytest.fixture(scope="module")
def five() -> ComparedKind:
    return kind_of(load_book(read_folder(ROOT / "policies")), "acceptable-use")


@pytest.fixture(scope="module")
def five_site() -> Site:
    return site_of(load_book(read_folder(ROOT / "policies")))


# How positions stand to each other.


def test_classes_of_stances_relate_as_the_stances_do(five: ComparedKind) -> None:
    """For every pair on every rule, and with the reason to the letter."""
    pairs = 0
    for row in five.comparison.rules:
        for a, b in combinations(row.stances.values(), 2):
            for one, other in ((a, b), (b, a)):
                which, why = between(class_of(one), class_of(other))
                assert (which, told(why, one.conditions, other.conditions)) == relation(one, other)
                pairs += 1
    assert pairs > 500


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        (["unless asked", "at noon"], "forbids it (unless asked; at noon); the other permits it"),
        ([], "forbids it; the other permits it"),
    ],
)
def test_a_reason_has_the_exceptions_that_are_given(exceptions: list[str], expected: str) -> None:
    bans = Stance(Modality.MUST_NOT, ("",), 1, against=True)
    _, why = between(bans, Stance(Modality.MAY, permits=True))
    assert english()(told(why, exceptions, [])) == expected


def test_conflicts_are_told_of_each_pair_once(five: ComparedKind) -> None:
    for row in five.comparison.rules:
        expected = {frozenset((pair.a, pair.b)) for pair in row.relations() if pair.relation is Relation.CONFLICT}
        found = [frozenset((a, b)) for clash in clashes(row.stances) for a in clash.against for b in clash.permits]
        assert set(found) == expected, row.id
        assert len(found) == len(expected), row.id
    assert sum(map(five.pairs, five.comparison.rules)) > 0


def test_who_forbids_what_on_which_occasion_is_kept_apart() -> None:
    """A ban in lessons conflicts with a permission there, and not with one at break times."""
    ban = Stance(Modality.MUST_NOT, against=True)
    stances = {
        "all": ban,
        "lessons": ban._replace(occasions=frozenset({"lessons"})),
        "in lessons": Stance(Modality.MAY, permits=True, occasions=frozenset({"lessons"})),
        "in breaks": Stance(Modality.MAY, permits=True, occasions=frozenset({"breaks"})),
        "also in breaks": Stance(Modality.MAY, ("if asked",), 1, permits=True, occasions=frozenset({"breaks"})),
    }
    found = [(clash.against, clash.permits) for clash in clashes(stances)]
    assert found == [
        (("all",), ("in lessons", "in breaks", "also in breaks")),
        (("lessons",), ("in lessons",)),
    ]


def test_the_strictest_are_the_same_by_classes(five: ComparedKind) -> None:
    for row in five.comparison.rules:
        assert strictest_of(row) == row.strictest, row.id


# The words of a clause.


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Marked(0, 5, 0)], '<mark class="pb-placed">Staff</mark> must not &lt;go&gt;'),
        ([Marked(6, 14, 1)], 'Staff <b class="pb-force">must not</b> &lt;go&gt;'),
        (
            [Marked(0, 10, 0), Marked(6, 14, 1)],
            '<mark class="pb-placed">Staff </mark><mark class="pb-placed"><b class="pb-force">must</b></mark>'
            '<b class="pb-force"> not</b> &lt;go&gt;',
        ),
    ],
)
def test_marks_may_overlap_and_words_stay_words(marks: list[Marked], expected: str) -> None:
    assert marked("Staff must not <go>", marks, {}) == expected


def test_a_role_is_named_also_where_an_exception_names_it() -> None:
    text = "No phones, unless the {{headteacher}} agrees."
    start = text.index("unless")
    assert marked(text, [Marked(start, len(text) - 1, 2)], {}) == (
        'No phones, <em class="pb-proviso">unless the Headteacher agrees</em>.'
    )
    assert "{{" not in marked(text, [Marked(text.index("{{") + 1, len(text), 2)], {})


def test_a_very_long_clause_is_shown_from_the_sentence_that_counts() -> None:
    body = f"{'Lessons begin with a story about ships. ' * 30}Phones must not be used. {'Then there is tea. ' * 60}"
    page = pages_of(schools(body, PERMITS))["compare/phones/topics/devices.html"]
    words = next(p.words() for p in page.all("p", "pb-said") if "must not" in p.words())
    assert "… Phones must not be used." in words
    assert words.endswith(" …")
    assert len(words) < LONGEST + 50


# Tables and topics.


def rows_of(page: Element) -> list[list[str]]:
    return [[" ".join(e.words().split()) for e in row.all("th") + row.all("td")] for row in page.one("tbody").all("tr")]


def test_the_table_says_position_silence_and_conflicts_in_words() -> None:
    page = pages_of(schools(FORBIDS, PERMITS, f"{LIMITS}\n\nKeep the door shut."))["compare/phones/index.html"]
    assert rows_of(page) == [
        ["Phones 2 conflicts", "must not strictest", "may", "may, within limits"],
        ["Doors", "says nothing", "says nothing", "must"],
    ]
    links = [a.attrs["href"] for a in page.one("tbody").all("a", "pb-cell")]
    assert links[0] == "../../schools/school-0/phones/index.html#phones-not-used"


def test_of_many_schools_the_table_says_how_many_take_each_position() -> None:
    bodies = [FORBIDS] * 4 + [PERMITS] * 3 + ["Keep the door shut."] * 2
    pages = pages_of(schools(*bodies))
    assert rows_of(pages["compare/phones/index.html"]) == [
        ["Phones 12 conflicts", "must not 4may 3says nothing 2"],
        ["Doors", "must 2says nothing 7"],
    ]
    topic = pages["compare/phones/topics/devices.html"]
    assert [e.words() for e in topic.all("summary") if "words" in e.words()] == []
    voices = topic.all("p", "pb-voices")
    assert [len(voice.all("a")) for voice in voices] == [4, 3]
    assert all("in the same words" in voice.words() for voice in voices)


def test_rules_stand_strictest_first_with_words_reasons_and_who_is_silent() -> None:
    page = pages_of(schools(PERMITS, FORBIDS, "Keep the door shut."))["compare/phones/topics/devices.html"]
    stands = page.all("div", "pb-stand")
    assert stands[0].all("h3")[0].words().startswith("must not forbids it")
    assert [e.words() for e in stands[0].all("mark")] == ["Phones"]
    assert [e.words() for e in stands[0].all("b", "pb-force")] == ["must not"]
    why = stands[0].one("details", "pb-why").words()
    assert "Counted here by: “Phones”" in why
    assert "Its force by: “must not”" in why
    assert [p.words() for p in page.all("p", "pb-silence")] == [
        "Says nothing on this topic: School 2",
        "Says nothing: School 2",
    ]
    assert "School 0 conflicts with School 1: it permits it; the other forbids it." in page.words()


def test_every_clause_of_every_cell_is_on_the_page_of_its_topic(five: ComparedKind, five_site: Site) -> None:
    """What the tables count can be read, clause by clause, with a link to where it stands."""
    shown: dict[str, set[str]] = {}
    for page in five_site.pages:
        if page.path.startswith("compare/acceptable-use/"):
            targets = (a.attrs.get("href", "") for a in read_html(page.html).all("a"))
            here = posixpath.dirname(page.path)
            name = page.path.split("--")[0].removesuffix(".html")
            shown.setdefault(name, set()).update(posixpath.normpath(posixpath.join(here, target)) for target in targets)
    for row in (*five.comparison.topics, *five.comparison.rules):
        topic = row.topic or row.id
        for name, clauses in row.members.items():
            addresses = {five.address(name, n) for n in clauses}
            assert addresses <= shown[f"compare/acceptable-use/topics/{topic}"], (row.id, name)


def test_every_statement_says_by_which_words_it_counts(five_site: Site) -> None:
    for page in five_site.pages:
        if "/topics/" in page.path:
            for wording in read_html(page.html).all("li", "pb-wording"):
                paragraphs = wording.one("details", "pb-why").all("p")
                assert len(paragraphs) == len(wording.all("p", "pb-said"))
                assert all("Counted here" in p.words() or "Like the others" in p.words() for p in paragraphs)


def test_what_an_owner_decided_is_told() -> None:
    pins = (
        "about:\n  - {clause: phones-not-used, rule: doors}\nnot_about:\n  - {clause: phones-not-used, rule: phones}\n"
    )
    pages = pages_of({**schools(FORBIDS, PERMITS), "school-0/phones/pairs.yml": pins})
    assert "Counted here: by its owner's decision" in pages["compare/phones/topics/doors.html"].words()
    assert "Taken off by its owner: School 0" in pages["compare/phones/topics/devices.html"].words()


# Conflicts, gaps, drafts.


def test_the_page_of_conflicts_has_both_wordings_the_reason_and_contradictions() -> None:
    pages = pages_of(schools(FORBIDS, PERMITS, f"{FORBIDS}\n\n{PERMITS}"))
    page = pages["compare/phones/conflicts.html"]
    assert page.by_id("phones").words() == "Phones in school"
    words = page.words()
    assert "One forbids it; the other permits it." in words
    assert FORBIDS in words
    assert PERMITS in words
    inside = page.words().partition("Inside one policy")[2]
    assert "School 2" in inside


def test_two_policies_in_conflict_can_be_opened_side_by_side() -> None:
    page = pages_of(schools(FORBIDS, PERMITS))["compare/phones/conflicts.html"]
    assert "two.html?a=school-0/phones&b=school-1/phones" in [a.attrs["href"] for a in page.all("a")]


def test_a_policy_s_own_page_tells_what_it_lacks_most_common_first_and_what_only_it_has() -> None:
    bodies = ["Keep the door shut.", FORBIDS, f"{PERMITS}\n\nThe door must be shut.", "draft Phones must be off."]
    page = pages_of(schools(*bodies, **{"book.yml": "title: Four\n"}))["schools/school-0/phones/compared.html"]
    gaps = page.all("li", "pb-gap")
    assert [gap.all("h3")[0].words() for gap in gaps] == ["Phones in school 3 of 4"]
    start = gaps[0].one("details").words()
    assert "School 3" not in start, "a draft is the last to start from"
    own = pages_of(schools("Keep the door shut.", FORBIDS))["schools/school-0/phones/compared.html"]
    says = "It states 1 rule, 1 of which no other policy states; it says nothing on 1 rule that others state."
    assert own.one("p", "pb-lead").words() == says


def test_the_page_counts_what_a_policy_lacks_as_the_report_does(five: ComparedKind, five_site: Site) -> None:
    """Rules that several others state, those that one states, and groups of like clauses, all of which it lists."""
    for name, side in five.sides.items():
        page = read_html(next(page.html for page in five_site.pages if page.path == f"schools/{name}/compared.html"))
        lead = page.one("p", "pb-lead").words()
        assert lead == gap_sentence(english(), five.comparison, name), side
        missing, *rest = map(int, re.findall(r"(\d+) (?:rules? that others|that)", lead))
        assert missing == sum(rest)
        listed = page.all("li", "pb-gap")
        listed = listed[
            : len(listed) - sum(name in row.members and len(row.members) == 1 for row in five.comparison.rules)
        ]
        folded = [li for fold in page.all("details", "pb-more") for li in fold.all("li")]
        assert len(listed) + len(folded) == missing + sum(
            row.is_group and name not in row.members for row in five.comparison.rules
        )


def test_a_rule_stated_both_ways_is_one_position() -> None:
    """Whoever must keep a door shut and whoever must not leave it open agree; their own words stay as they are."""
    page = pages_of(schools("Keep the door shut.", "The door must not be left unless shut.", "A door should be shut."))[
        "compare/phones/topics/doors.html"
    ]
    assert rows_of(page) == [["Doors kept shut", "must (not) strictest", "must (not) strictest", "should"]]
    first, second = page.all("div", "pb-stand")
    assert first.all("h3")[0].words().startswith("must (not) states one rule, as a duty or as a ban 2 schools")
    assert [e.words() for e in first.all("span", "pb-other")] == ["must not:", "must:"]
    assert second.all("h3")[0].words().startswith("should expects it 1 school")


def test_what_is_meant_counts_and_not_the_word() -> None:
    """A duty to do something in one way only permits it; a duty to decline it forbids it."""
    bodies = ["Staff must use only a school phone.", "Phones must not be used.", "Staff must refuse a phone."]
    page = pages_of(schools(*bodies))["compare/phones/topics/devices.html"]
    assert [row[1:] for row in rows_of(page)] == [["may, within limits", "must not strictest", "must not strictest"]]


def test_the_first_page_says_how_many_policies_name_no_kind() -> None:
    files = {**schools(FORBIDS, PERMITS), "school-0/trips/policy.md": policy("Sign out.\n", title="Trips")}
    page = pages_of(files)["compare/index.html"]
    assert "Compared with none: 1 policy names no kind." in page.words()
    assert "no kind" not in pages_of(schools(FORBIDS, PERMITS))["compare/index.html"].words()


def test_like_clauses_that_say_the_reverse_are_no_one_position() -> None:
    files = schools(
        "Lanterns must hang above every gate in winter.", "Lanterns must not hang above every gate in winter."
    )
    page = pages_of(files)["compare/phones/others.html"]
    assert rows_of(page)[0][1:] == ["must", "must not"]


def test_groups_of_like_clauses_keep_their_addresses_when_others_come_and_go() -> None:
    like, more = "Lanterns hang above every gate in winter.", "Beehives stand behind each pavilion in summer."
    few, many = (
        pages_of(schools(*(f"{body}{like}" for body in bodies)))["compare/phones/others.html"]
        for bodies in (["", ""], [f"{more}\n\n", f"{more}\n\n", ""])
    )
    ids = [[e.attrs["id"] for e in page.all("h2") if e.attrs.get("id")] for page in (few, many)]
    assert ids == [["group-219698"], ["group-943354", "group-219698"]]


def test_a_text_that_is_not_in_force_is_marked_wherever_it_is_named() -> None:
    files = schools(FORBIDS, f"draft {PERMITS}", "Keep the door shut.")
    built = site_of(book_of(files))
    for page in built.pages:
        if not page.path.startswith("compare/phones/"):
            continue
        root = read_html(page.html)
        assert not page.is_listed, page.path
        for voice in root.all("span", "pb-voice"):
            assert ("not in force" in voice.words()) == ("School 1" in voice.words()), page.path
        for head in root.all("th"):
            assert ("not in force" in head.words()) == ("School 1" in head.words()), page.path
        for entry in root.all("ul", "pb-schools"):
            for li in entry.all("li"):
                assert ("not in force" in li.words()) == ("School 1" in li.words()), page.path
    own = read_html(next(p.html for p in built.pages if p.path == "schools/school-1/phones/compared.html"))
    assert own.one("p", "pb-standing--draft").words().startswith("Draft, not in force.")
    statements = _script(built.files["schools/school-1/phones/compared.js"])
    assert statements["draft"] is True


def test_a_withdrawn_policy_and_a_kind_of_one_policy_are_not_compared() -> None:
    files = schools(FORBIDS, PERMITS)
    files["school-1/phones/policy.md"] = files["school-1/phones/policy.md"].replace("approved\n", "withdrawn\n", 1)
    pages = pages_of(files)
    assert list(pages) == ["compare/index.html"]
    assert "There is nothing to compare yet" in pages["compare/index.html"].words()


def test_a_book_may_have_no_such_pages() -> None:
    built = site_of(book_of(schools(FORBIDS, PERMITS, **{"book.yml": "compare: false\n"})))
    assert not [page.path for page in built.pages if is_comparison(page.path)]
    assert not [path for path in built.files if "compare" in path]
    assert not [page.path for page in built.pages if "compare" in page.html]
    links = [a.attrs.get("href", "") for page in built.pages for a in read_html(page.html).all("a")]
    assert links
    assert not [link for link in links if "compare" in link]


def test_policies_and_schools_lead_to_their_comparison() -> None:
    built = {page.path: read_html(page.html) for page in site_of(book_of(schools(FORBIDS, PERMITS))).pages}
    for path, target in (
        ("index.html", "compare/index.html"),
        ("schools/school-0/index.html", "phones/compared.html"),
        ("schools/school-0/phones/index.html", "compared.html"),
    ):
        assert target in [a.attrs["href"] for a in built[path].all("a")], path


# What a browser loads.


def _script(data: bytes) -> Any:
    match = re.fullmatch(r'\(window\.(\w+)\?\?=\{\}\)\["([^"]+)"\]=(.*)\n', data.decode())
    assert match
    return json.loads(match[3])


def test_the_scripts_hold_what_any_two_policies_state_and_how_they_relate(five: ComparedKind, five_site: Site) -> None:
    rules = _script(bytes(five_site.files["compare/acceptable-use/rules.js"]))
    statements = {ref: _script(bytes(five_site.files[f"schools/{ref}/compared.js"])) for ref in five.sides}
    assert [rule[0] for topic in rules["topics"] for rule in topic["rules"]] == [
        row.id for rows in five.rules_of.values() for row in rows
    ]
    for row in five.comparison.rules:
        assert {ref for ref, own in statements.items() if row.id in own["rules"]} == set(row.members)
        for pair in row.relations():
            one, other = (statements[ref]["rules"][row.id] for ref in (pair.a, pair.b))
            which, why = rules["whys"][rules["relations"][one[0]][str(other[0])]]
            assert which == pair.relation
            assert "{{" not in " ".join((why, *one[1], *other[1]))
        for ref in row.members:
            own = statements[ref]
            ids = [own["clauses"][n][0] for n in own["rules"][row.id][2]]
            assert ids == [five.comparison.texts[ref].tree.ids[n] for n in row.members[ref]]


def test_the_comparison_is_there_as_json(five: ComparedKind, five_site: Site) -> None:
    found = json.loads(bytes(five_site.files["compare/acceptable-use/comparison.json"]))
    jsonschema.validate(found, schema("comparison"))
    assert all("relations" in rule for rule in found["rules"])
    assert len(found["rules"]) == len(five.comparison.rules)


# Many schools, hostile words, pages made before.


@pytest.fixture(scope="module")
def two_hundred() -> Site:
    return site_of(book_of(schools_book(200)))


def test_pages_of_two_hundred_schools_are_short_enough(two_hundred: Site) -> None:
    sizes = {page.path: len(page.html.encode()) for page in two_hundred.pages}
    assert max(sizes.values()) < LARGEST, max(sizes.items(), key=lambda item: item[1])
    assert sum("--2.html" in path for path in sizes) > 0, "long topics go over several pages"
    found = json.loads(bytes(two_hundred.files["compare/acceptable-use/comparison.json"]))
    jsonschema.validate(found, schema("comparison"))
    assert not any("relations" in rule for rule in found["rules"])


def test_the_parts_of_a_long_topic_miss_nobody(two_hundred: Site) -> None:
    kind = kind_of(book_of(schools_book(200)), "acceptable-use")
    links: dict[str, set[str]] = {}
    for page in two_hundred.pages:
        if "/topics/" in page.path:
            targets = (a.attrs["href"].removeprefix("../../../") for a in read_html(page.html).all("a"))
            links.setdefault(page.path.split("--")[0].removesuffix(".html"), set()).update(targets)
    for topic, rows in kind.rules_of.items():
        for row in rows if topic else ():
            addresses = {kind.address(name, members[0]) for name, members in row.members.items()}
            assert addresses <= links[f"compare/acceptable-use/topics/{topic}"], row.id


def test_links_between_parts_lead_to_rules_that_are_there(two_hundred: Site) -> None:
    pages = {page.path: read_html(page.html) for page in two_hundred.pages if page.path.startswith("compare/")}
    ids = {path: {e.id for e in root if e.id} for path, root in pages.items()}
    for path, root in pages.items():
        for a in root.all("a"):
            target, _, anchor = a.attrs["href"].partition("#")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            if found in ids and anchor:
                assert anchor in ids[found], f"{path} links to {a.attrs['href']}"


def test_hostile_words_stay_words() -> None:
    bad = json.dumps(HOSTILE)
    files = schools(f"{FORBIDS} {HOSTILE}", f"{PERMITS} {HOSTILE}", "Keep the door shut.")
    files["school-0/school.yml"] = f"name: {bad}\nphase: primary\n"
    files["topics/phones.yml"] = TOPICS.replace("title: Phones in school", f"title: {bad}")
    for path, root in pages_of(files).items():
        assert hostile_marks(root) == [], path
        assert live_markup(root) == [], path
    for n in (0, 1):
        data = bytes(site_of(book_of(files)).files[f"schools/school-{n}/phones/compared.js"])
        assert _script(data)["clauses"], "the script is whole"


EDITS = [
    ("a clause", {"school-1/phones/policy.md": (PERMITS, "Staff should not use a phone.")}),
    ("a school's name", {"school-1/school.yml": ("School 1", "Elm School")}),
    ("a holder of a role", {"school-0/school.yml": ("A. Head", "B. Head")}),
    ("the status", {"school-1/phones/policy.md": ("status: approved", "status: draft")}),
    ("a rule's title", {"topics/phones.yml": ("Phones in school", "Phones at work")}),
]


@pytest.mark.parametrize(("what", "edit"), EDITS, ids=[what for what, _ in EDITS])
def test_pages_made_before_are_taken_over_only_where_nothing_on_them_changed(
    what: str, edit: dict[str, tuple[str, str]]
) -> None:
    files = schools("Phones are off, unless the {{headteacher}} agrees.", PERMITS, "Keep the door shut.")
    memory: dict[str, Any] = {}

    def made(files: Mapping[str, str], remembered: dict[str, Any] | None) -> dict[str, Any]:
        return {page.path: page for page in site_of(book_of(files), remembered).pages if is_comparison(page.path)}

    before, again = made(files, memory), made(files, memory)
    assert [path for path in before if before[path] is not again[path]] == ["compare/index.html"]
    changed = dict(files)
    for path, (old, new) in edit.items():
        assert old in files[path]
        changed[path] = files[path].replace(old, new)
    assert made(changed, memory) == made(changed, None) != before, what
    assert made(files, memory) == before


def test_two_hundred_schools_build_without_a_warning(tmp_path: Any) -> None:
    place = make_place(tmp_path, schools_book(200))
    said = place.build()
    assert not [line for line in said if line.startswith(("WARNING", "ERROR"))]
    largest = max((path.stat().st_size, path.name) for path in (tmp_path / "site").rglob("*.html"))
    assert largest[0] < LARGEST, largest
