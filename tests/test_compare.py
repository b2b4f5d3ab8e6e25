"""`policybook compare` and `show --why`: which texts are compared, and what the reports say."""

from __future__ import annotations

import re
from collections.abc import Callable

import jsonschema
import pytest

from conftest import ROOT, Bookfolder, Ran, policy
from policybook.book.topics import read_topics
from policybook.rendering.schemas import schema

Run = Callable[..., Ran]
DAY = ("--today", "2026-11-21")
TOPICS = """\
topics:
  - {id: devices, title: Phones and tablets, says: [phone]}
  - {id: doors, title: Doors, says: ["'door'"]}
rules:
  - {id: phones, topic: devices, title: Phones in school, act: yes, says: [phone]}
  - {id: doors, topic: doors, title: Doors kept shut, says: ["'door' 'shut'"]}
"""
ELM, HILL, OAK = "elm/phones", "hill/phones", "oak/phones"


def school(name: str) -> str:
    return f"name: {name}\nphase: primary\npeople: {{headteacher: {{title: Headteacher, name: A. Head}}}}\n"


@pytest.fixture
def three(book: Callable[..., Bookfolder]) -> Bookfolder:
    """Three schools of which two speak of phones, and one of doors only."""
    return book(
        {
            "topics/phones.yml": TOPICS,
            "elm/school.yml": school("Elm School"),
            "elm/phones/policy.md": policy("3.1 Phones must not be used. {#off}\n", kind="phones"),
            "hill/school.yml": school("Hill School"),
            "hill/phones/policy.md": policy(
                "Staff may use a phone. {#on}\n\nEvery door must be shut.\n", kind="phones"
            ),
            "oak/school.yml": school("Oak School"),
            "oak/phones/policy.md": policy("Each door should be shut.\n", kind="phones"),
            "oak/doors/policy.md": policy("Doors.\n", kind="doors"),
        }
    )


def test_json(run: Run, three: Bookfolder) -> None:
    found = run("compare", "--kind", "phones", "--book", three.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("comparison"))
    assert found["policies"] == found["drafts"] == [ELM, HILL, OAK]
    devices = found["topics"][0]
    assert devices["cells"][ELM] == {
        "clauses": [{"id": "off", "label": "3.1", "text": "Phones must not be used.", "modality": "must_not"}],
        "stance": "must_not",
    }
    assert devices["cells"][OAK] == {"clauses": [], "stance": None}
    phones, doors = found["rules"]
    assert phones["members"] == {ELM: ["off"], HILL: ["on"]}
    assert phones["stances"] == {ELM: "must_not", HILL: "may"}
    assert phones["relations"] == [
        {"a": ELM, "b": HILL, "relation": "conflict", "why": "forbids it; the other permits it"}
    ]
    assert phones["words"][ELM] == {"off": ["Phones"]}
    assert [(each["a"], each["b"], each["relation"]) for each in doors["relations"]] == [(HILL, OAK, "stricter")]


def test_text(run: Run, three: Bookfolder) -> None:
    out = run("compare", "--kind", "phones", "--book", three.root, *DAY).out
    assert "3 policies: 2 rules stated, 0 by all and 0 by one only, 1 conflict between two schools." in out
    assert "Elm School conflicts with Hill School: it forbids it; the other permits it." in out
    assert re.search(r"Oak School +silent", out)
    assert "elm/phones, working text, not in force" in out
    assert "Silent: Oak School." in out


def test_markdown(run: Run, three: Bookfolder) -> None:
    out = run("compare", "--kind", "phones", "--book", three.root, "--format", "markdown", *DAY).out
    assert "| Topic | Elm School | Hill School | Oak School |" in out
    assert "| Phones and tablets | must not (1) | may (1) | silent |" in out
    assert "- **Elm School:** must not (strictest)" in out


def test_html_shows_words_and_runs_nothing(run: Run, three: Bookfolder) -> None:
    three.edit("oak/phones/policy.md", ("Each door", "`<script>x</script>` Each door"))
    out = run("compare", "--kind", "phones", "--book", three.root, "--format", "html", *DAY).out
    assert "<script>" not in out
    assert "&lt;script&gt;" in out
    assert '<td class="silent">silent</td>' in out
    assert "Recognised by: Phones" in out
    assert re.search(r"<strong[^>]*>Conflict</strong> Elm School conflicts with Hill School", out)


def test_the_text_in_force_is_compared(run: Run, hill: Bookfolder) -> None:
    hill.write(
        {"topics/phones.yml": TOPICS, "hill/e-safety/policy.md": policy("Phones must not be used.\n", kind="phones")}
    )
    hill.approve("2026-01")
    hill.edit("hill/e-safety/policy.md", ("Phones must not be used.", "Staff may use a phone."))
    hill.write({"oak/school.yml": school("Oak"), "oak/phones/policy.md": policy("No phones.\n", kind="phones")})
    found = run("compare", "--book", hill.root, "--format", "json", *DAY).json
    assert found["drafts"] == [OAK]
    assert found["rules"][0]["stances"]["hill/e-safety"] == "must_not"
    found = run("compare", "hill/e-safety@working", OAK, "--book", hill.root, "--format", "json", *DAY).json
    assert found["policies"] == ["hill/e-safety@working", OAK]
    assert found["rules"][0]["stances"]["hill/e-safety@working"] == "may"


def test_one_topic(run: Run, three: Bookfolder) -> None:
    found = run("compare", ELM, HILL, "--topic", "doors", "--book", three.root, "--format", "json", *DAY).json
    assert [topic["id"] for topic in found["topics"]] == ["doors"]
    assert [rule["id"] for rule in found["rules"]] == ["doors"]


def test_a_kind_without_topics_is_compared_by_groups(run: Run, three: Bookfolder) -> None:
    like = "Lanterns hang above every window in {}.\n"
    for name, season in (("elm", "winter"), ("hill", "autumn")):
        three.write({f"{name}/lights/policy.md": policy(like.format(season), kind="lights")})
    found = run("compare", "--kind", "lights", "--book", three.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("comparison"))
    assert found["topics"] == []
    assert [(rule["id"], rule["topic"]) for rule in found["rules"]] == [("group-219698", None)]
    out = run("compare", "--kind", "lights", "--book", three.root, *DAY).out
    assert "Like clauses: Lanterns hang above every window" in out


def test_files_need_no_book(run: Run, book: Callable[..., Bookfolder]) -> None:
    folder = book({"a.md": "Phones are off.\n", "b.md": "Phones are on.\n"}, "elsewhere")
    ran = run("compare", "a.md", "b.md", "--format", "json", *DAY, cwd=folder.root)
    assert (ran.code, ran.json["policies"], ran.json["drafts"]) == (0, ["a.md", "b.md"], [])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([ELM], 2, "One policy alone cannot be compared."),
        ([ELM, "oak/doors"], 2, "several kinds: phones, doors"),
        ([ELM, HILL, "--topic", "windows"], 2, "There is no topic “windows”."),
        ([ELM, HILL, "--topic", "divices"], 2, "Did you mean devices? There are devices,"),
        (["--kind", "doors"], 3, "only one policy of the kind “doors”.\n  Other kinds are phones.\n"),
        (
            ["--kind", "phone"],
            3,
            "no policy of the kind “phone”.\n  Did you mean phones? Other kinds are doors, phones.\n",
        ),
        (["--kind", "roofs"], 3, "no policy of the kind “roofs”"),
        ([ELM, "hill/nothing"], 3, "hill"),
    ],
)
def test_errors(run: Run, three: Bookfolder, arguments: list[str], code: int, says: str) -> None:
    ran = run("compare", *arguments, "--book", three.root, *DAY)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def test_what_a_topics_file_gets_wrong_is_told(run: Run, three: Bookfolder) -> None:
    three.edit("topics/phones.yml", ("says: [phone]}", "says: [phone], colour: red}"))
    ran = run("compare", "--kind", "phones", "--book", three.root, *DAY)
    assert ran.code == 0
    assert "“colour” is no field here." in ran.err


def test_why(run: Run, three: Bookfolder) -> None:
    out = run("show", ELM, "--why", "--book", three.root, *DAY).out
    assert "must_not: “must not”" in out
    assert "topic devices: “Phones” (line: phone)" in out
    assert "rule phones: “Phones” (line: phone)" in out
    assert "rule phones" not in run("show", ELM, "--book", three.root, *DAY).out


def test_show_json_has_force_and_topics(run: Run, three: Bookfolder) -> None:
    found = run("show", HILL, "--book", three.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("policy"))
    assert [(clause["modality"], clause["topics"]) for clause in found["clauses"]] == [
        ("may", ["devices"]),
        ("must", ["doors"]),
    ]


def test_this_book_compared(run: Run) -> None:
    """The five schools' policies: every one in the table, the reports whole, the known conflicts told."""
    found = run("compare", "--book", ROOT / "policies", "--format", "json", *DAY).json
    jsonschema.validate(found, schema("comparison"))
    assert len(found["policies"]) == 5
    assert found["drafts"] == []
    conflicts = {
        (rule["id"], *sorted((each["a"].split("/")[0], each["b"].split("/")[0])))
        for rule in found["rules"]
        for each in rule["relations"]
        if each["relation"] == "conflict"
    }
    assert ("emailing-pupils", "crich-carr", "linchfield") in conflicts
    assert ("friend-requests-from-parents", "linchfield", "sefton") in conflicts


def test_the_example_of_a_topics_file_can_be_read() -> None:
    page = (ROOT / "docs/reference/topics.md").read_text(encoding="utf-8")
    [example] = re.findall(r'^```yaml title="policies/topics/visitors.yml"\n(.*?)^```', page, re.MULTILINE | re.DOTALL)
    file = read_topics(example.encode(), "visitors")
    assert not file.findings
    assert [rule.id for rule in file.catalogue.rules] == ["wear-a-badge"]


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("says: [phone]}", "says: [phne]}"), 2, "“phne” is no concept"),
        (("says: [phone]}", "says: ['!phone']}"), 2, "names nothing that a clause must show"),
        (("id: devices", "id: Devices"), 2, "is no id"),
        (("topic: doors,", "topic: windows,"), 6, "belongs to no topic"),
        (("act: yes", "act: perhaps"), 5, "neither yes nor no"),
        (("topics:\n", "topic:\n"), 1, "“topic” is no field of a topics file"),
        (("topics:\n", "kind: Phones and more\ntopics:\n"), 1, "the file's name is used"),
        (("rules:\n", "concepts: {verbs: {run: [run]}}\nrules:\n"), 4, "“verbs” is no group"),
        (("rules:\n", "concepts: {acts: {run: ['(run']}}\nrules:\n"), 4, "cannot be read"),
        (("id: doors, topic", "id: phones, topic"), 6, "is given twice"),
        (("act: yes", "binds: parents"), 5, "nobody whom a rule can bind"),
        (("act: yes", "asked: where is it"), 5, "“asked” is no list"),
        (("act: yes", "asked: [where, [is, it]]"), 5, "is no question"),
    ],
)
def test_wrong_topics_files(change: tuple[str, str], line: int, says: str) -> None:
    assert change[0] in TOPICS
    found = read_topics(TOPICS.replace(*change).encode(), "phones").findings
    assert any(finding.line == line and says in finding.message for finding in found), found
    assert {finding.code for finding in found} == {"topics-invalid"}


def test_a_topics_file_that_is_no_yaml() -> None:
    file = read_topics(b"topics: [", "phones")
    assert [finding.code for finding in file.findings] == ["topics-invalid"]
    assert file.catalogue.kind == "phones"


def test_a_policy_without_a_kind_is_named_where_all_are_compared(run: Run, three: Bookfolder) -> None:
    three.write({"elm/visits/policy.md": policy("Visitors must sign in.\n")})
    three.write({"oak/old/policy.md": policy("Visitors must sign in.\n", "effective: 2020-01", status="withdrawn")})
    told = "note: Not compared, because they name no kind: elm/visits. [kind-missing]\n"
    assert run("compare", "--kind", "phones", "--book", three.root, *DAY).err == told
    assert run("compare", ELM, HILL, "--book", three.root, *DAY).err == ""


def test_a_withdrawn_policy_is_not_compared(run: Run, three: Bookfolder) -> None:
    three.edit("elm/phones/policy.md", ("status: draft", "status: withdrawn"))
    found = run("compare", "--kind", "phones", "--book", three.root, "--format", "json", *DAY).json
    assert found["policies"] == [HILL, OAK]


# What owners decide by hand.

PINS = """\
about:
  - {clause: on, rule: doors}
not_about:
  - {clause: Every door, topic: doors}
"""


@pytest.fixture
def pinned(three: Bookfolder) -> Bookfolder:
    """The same, where the owner of one policy says what its clauses are about."""
    return three.write({"hill/phones/pairs.yml": PINS})


def test_pins_count_and_are_shown(run: Run, pinned: Bookfolder) -> None:
    found = run("compare", "--kind", "phones", "--book", pinned.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("comparison"))
    phones, doors = found["rules"]
    assert phones["members"][HILL] == ["on"]
    assert doors["members"] == {HILL: ["on"], OAK: ["each-door-shut"]}
    assert doors["pinned"] == {HILL: {"on": True}}
    assert phones["pinned"] == {}
    topic = found["topics"][1]
    assert topic["pinned"] == {HILL: {"every-door-shut": False}}
    assert [clause["id"] for clause in topic["cells"][HILL]["clauses"]] == ["on"]


@pytest.mark.parametrize(
    ("format_", "says"),
    [
        ("text", "Staff may use a phone. (assigned by hand)"),
        ("markdown", "Staff may use a phone. *(assigned by hand)*"),
        ("html", 'Staff may use a phone.<span class="found">Assigned by hand</span>'),
    ],
)
def test_reports_say_what_was_assigned_by_hand(run: Run, pinned: Bookfolder, format_: str, says: str) -> None:
    assert says in run("compare", "--kind", "phones", "--book", pinned.root, "--format", format_, *DAY).out


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_reports_say_what_was_taken_off_by_hand(run: Run, three: Bookfolder, format_: str) -> None:
    three.write({"hill/phones/pairs.yml": "not_about:\n  - {clause: on, rule: phones}\n"})
    out = run("compare", "--kind", "phones", "--book", three.root, "--format", format_, *DAY).out
    assert "Taken off by hand: Hill School: “Staff may use a phone.”" in out
    assert "conflicts with" not in out


def test_show_tells_pins(run: Run, pinned: Bookfolder) -> None:
    out = run("show", HILL, "--why", "--book", pinned.root, *DAY).out
    assert "rule doors: assigned by hand" in out
    assert "pinned: rule doors, in pairs.yml" in out
    assert "pinned: not topic doors, in pairs.yml" in out
    assert "rule phones: “phone”" in out
    found = run("show", HILL, "--book", pinned.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("policy"))
    on, every = found["clauses"]
    assert (on["topics"], on["pinned"]) == (["doors", "devices"], [{"rule": "doors", "holds": True}])
    assert (every["topics"], every["pinned"]) == ([], [{"topic": "doors", "holds": False}])


def test_a_pin_that_cannot_be_used_is_told(run: Run, pinned: Bookfolder) -> None:
    pinned.edit("hill/phones/pairs.yml", ("rule: doors", "rule: dors"))
    ran = run("compare", "--kind", "phones", "--book", pinned.root, *DAY)
    assert "hill/phones/pairs.yml:2: warning: “dors” is no rule of this kind of policy" in ran.err
    assert "assigned by hand" not in ran.out


def test_a_pin_ends_a_contradiction(run: Run, three: Bookfolder) -> None:
    three.write({"elm/phones/policy.md": policy("Phones must not be used.\n\nStaff may phone home.\n", kind="phones")})
    assert [f.code for f in three.check(only=[ELM]).findings if f.code == "contradiction"]
    three.write({"elm/phones/pairs.yml": "not_about:\n  - {clause: Staff may phone, rule: phones}\n"})
    assert not [f.code for f in three.check(only=[ELM]).findings if f.code == "contradiction"]


# Gaps.

LONG = "Staff may use a phone in the staff room, the hall and the library, and on the way to and from the pool."


@pytest.fixture
def four(three: Bookfolder) -> Bookfolder:
    """The same with a fourth school, which says at length what another says in short."""
    three.write(
        {
            "yew/school.yml": school("Yew School"),
            "yew/phones/policy.md": policy(
                f"They may do so here:\n\n- {LONG}\n- Every phone is charged.\n", kind="phones"
            ),
        }
    )
    return three


def test_gaps_in_json(run: Run, four: Bookfolder) -> None:
    found = run("compare", "--kind", "phones", "--book", four.root, "--format", "json", *DAY).json
    jsonschema.validate(found, schema("comparison"))
    assert found["gaps"] == {ELM: ["doors"], HILL: [], OAK: ["phones"], "yew/phones": ["doors"]}
    assert found["alone"] == {name: [] for name in found["policies"]}
    assert {rule["id"]: rule["wording"]["policy"] for rule in found["rules"]} == {"phones": HILL, "doors": HILL}
    found = run("compare", ELM, HILL, "--book", four.root, "--format", "json", *DAY).json
    assert found["gaps"] == {ELM: ["doors"], HILL: []}
    assert found["alone"] == {ELM: [], HILL: ["doors"]}


def test_the_report_tells_gaps_in_short(run: Run, four: Bookfolder) -> None:
    says = "Elm School states 1 rule; it says nothing on 1 rule that others state."
    for format_ in ("text", "markdown", "html"):
        out = run("compare", "--kind", "phones", "--book", four.root, "--format", format_, *DAY).out
        assert says in out
    out = run("compare", ELM, HILL, OAK, "--book", four.root, *DAY).out
    assert "Oak School states 1 rule; it says nothing on 1 rule that others state." in out


def test_rules_that_are_missing_are_told_apart_by_how_many_state_them(run: Run, four: Bookfolder) -> None:
    phone, door = "Staff may use a phone.", "Keep the door shut."
    bodies = {"elm": "A bell rings.", "hill": f"{phone}\n\n{door}", "oak": door}
    for name, body in bodies.items():
        four.write({f"{name}/phones/policy.md": policy(f"{body}\n", kind="phones")})

    def told(*refs: str) -> str:
        return " ".join(run("compare", *refs, "--gaps", ELM, "--book", four.root, *DAY).out.split())

    apart = "it says nothing on 2 rules that others state: 1 that all others state, 1 that only one states."
    assert f"Elm School states 0 rules; {apart}" in told(ELM, HILL, OAK)
    four.write({"yew/phones/policy.md": policy(f"{phone}\n\n{door}\n", kind="phones")})
    apart = "it says nothing on 2 rules that others state: 1 that all others state, 1 that several state."
    assert f"Elm School states 0 rules; {apart}" in told(ELM, HILL, OAK, "yew/phones")
    assert "Elm School states 0 rules; it says nothing on 2 rules that others state." in told(ELM, HILL, "yew/phones")


@pytest.mark.parametrize(
    ("format_", "says"),
    [
        ("text", "Stated by Elm School, Hill School and Yew School."),
        ("text", "Hill School has, to start from:\n      Staff may use a phone."),
        ("markdown", "### Phones in school\n\nStated by all others. Hill School has, to start from:"),
        ("markdown", "> Staff may use a phone."),
        ("html", "<blockquote>Staff may use a phone.</blockquote>"),
    ],
)
def test_gaps_of_a_policy(run: Run, four: Bookfolder, format_: str, says: str) -> None:
    says = says.replace("Elm School, Hill School and Yew School", "all others")
    out = run("compare", "--gaps", OAK, "--book", four.root, "--format", format_, *DAY).out
    assert says in out
    assert "Doors kept shut" not in out
    assert "What it alone states" not in out


def test_who_states_it_is_named(run: Run, four: Bookfolder) -> None:
    out = run("compare", "--gaps", ELM, "--book", four.root, *DAY).out
    assert "Stated by Hill School and Oak School." in out
    assert "What it alone states" in run("compare", HILL, ELM, "--gaps", HILL, "--book", four.root, *DAY).out


def test_a_wording_to_start_from_has_its_stem(run: Run, three: Bookfolder) -> None:
    three.write({"hill/phones/policy.md": policy("Nobody may:\n\n- use a phone.\n", kind="phones")})
    out = run("compare", HILL, OAK, "--gaps", OAK, "--book", three.root, *DAY).out
    assert "Nobody may: … use a phone." in out


def test_a_wording_in_force_comes_before_a_draft(run: Run, hill: Bookfolder) -> None:
    long = "Phones must not be used in lessons, at assemblies, in the library or on the stairs."
    hill.write({"topics/phones.yml": TOPICS, "hill/e-safety/policy.md": policy(f"{long}\n", kind="phones")})
    hill.approve("2026-01")
    hill.write(
        {
            "elm/school.yml": school("Elm School"),
            "elm/phones/policy.md": policy("Phones must not be used.\n", kind="phones"),
            "oak/school.yml": school("Oak School"),
            "oak/phones/policy.md": policy("Nothing.\n", kind="phones"),
        }
    )
    assert long in " ".join(run("compare", "--gaps", OAK, "--book", hill.root, *DAY).out.split())


def test_gaps_of_a_policy_that_is_not_compared(run: Run, four: Bookfolder) -> None:
    ran = run("compare", ELM, HILL, "--gaps", OAK, "--book", four.root, *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "“oak/phones” is not among the policies compared." in ran.err
