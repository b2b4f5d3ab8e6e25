"""`import`: documents as schools have them become policies, and every line of them is accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import DATA, SCHOOL, Bookfolder, Ran, policy, shared
from documents import docx, heading_style, list_, p, pattern
from imports import imported, kept, outline, words

MADE = [
    next(path for path in outline.parent.glob(f"{outline.stem}.*") if path.suffix not in {".outline", ".yml"})
    for outline in sorted((DATA / "importing").glob("*.outline"))
]
"""Documents as other schools lay theirs out, with the outlines that were decided before they were imported."""

WITH_FIELDS = [path for path in MADE if path.with_suffix(".yml").exists()]

SEEDS = {
    "000_5c6f79001063bba5.txt": "wylye-valley/acceptable-use/versions/undated.md",
    "001_996de810882019b7.txt": "crich-carr/it-acceptable-use/versions/undated.md",
    "002_43107821da618daf.txt": "archbishop-temple/ict-acceptable-use/versions/2019-11.md",
    "003_a205da0520682449.txt": "linchfield/ict-safeguarding/versions/2018-03.md",
    "004_bf92d602f56b52d6.txt": "sefton/acceptable-use/versions/undated.md",
}
"""Each document with the policy that restates it clause by clause."""

Made = Callable[..., Bookfolder]
Run = Callable[..., Ran]


# Structure.


@pytest.mark.parametrize("path", MADE, ids=[path.stem for path in MADE])
def test_a_text_becomes_the_outline_decided_beforehand(path: Path) -> None:
    expected = path.with_suffix(".outline").read_text(encoding="utf-8").splitlines()
    assert outline(imported(path).version.tree) == expected


@pytest.mark.parametrize("path", WITH_FIELDS, ids=[path.stem for path in WITH_FIELDS])
def test_a_text_has_the_front_matter_decided_beforehand(path: Path) -> None:
    expected = yaml.load(path.with_suffix(".yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    found = imported(path).version.front_matter.to_dict()
    parties = [found["owner"], *found["responsible"]]
    people = [re.sub(r"^(?:Mr|Mrs|Miss|Ms|Dr) ", "", party["name"]) for party in parties if "name" in party]
    assert people == expected.pop("people")
    assert {name: found.get(name, []) for name in expected} == expected


@pytest.mark.parametrize("name", SEEDS)
def test_the_documents_have_the_structure_of_the_policies_that_restate_them(name: str) -> None:
    from policybook.book.loading import load_file

    tree = imported(shared("seeds", name)).version.tree
    restated = load_file("", shared("..", "main", "policies", SEEDS[name]).read_bytes()).tree
    rows, expected = (
        [(node.kind, (node.label or "").lower(), len(list(each.ancestors(n)))) for n, node in enumerate(each.nodes)]
        for each in (tree, restated)
    )
    assert len(rows) == len(expected)
    # Three restated items hang on a sentence that the document does not end with a colon; one label is before a small
    # letter, where the format knows none.
    assert sum(one != other for one, other in zip(rows, expected, strict=True)) <= 4


@pytest.mark.parametrize("name", SEEDS)
def test_no_word_of_the_documents_is_lost(name: str) -> None:
    path = shared("seeds", name)
    filed = imported(path)
    assert words(path.read_text(encoding="utf-8")) - kept(filed) == {}
    assert all(len(lines) > 0 for lines in filed.source_lines)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            "1. Aims\n\nWe aim high.\n\n2. Rules\n\nStaff must not:\n- run\n- shout\n",
            [
                "section 2 [1]: Aims",
                "  paragraph: We aim high.",
                "section 2 [2]: Rules",
                "  paragraph: Staff must not:",
                "    item: run",
                "    item: shout",
            ],
            id="headings by number, and a stem",
        ),
        pytest.param(
            "Staff must:\n1. lock doors\n2. wear badges\n3. sign in\n",
            ["paragraph: Staff must:", "  item [1]: lock doors", "  item [2]: wear badges", "  item [3]: sign in"],
            id="a numbered list is no row of headings",
        ),
        pytest.param(
            "- The key is kept by the person who has\n\n- or had it last, in the safe.\n- Doors are locked.\n"
            "- Bells ring.\n",
            [
                "item: The key is kept by the person who has or had it last, in the safe.",
                "item: Doors are locked.",
                "item: Bells ring.",
            ],
            id="an item that a page break cut in two",
        ),
        pytest.param(
            "4. Keys\n\nWe follow the code of the county:\n\n12. Of keys\n\nKeys are counted.\n\n5. Bells\n\n"
            "Bells ring.\n",
            [
                "section 2 [4]: Keys",
                "  paragraph: We follow the code of the county:",
                "  section 3 [12]: Of keys",
                "    paragraph: Keys are counted.",
                "section 2 [5]: Bells",
                "  paragraph: Bells ring.",
            ],
            id="a quoted section stays inside the one that quotes it",
        ),
        pytest.param(
            "Staff may, for example by:\n· lending keys, for example to:\n· cleaners\n· builders\n"
            "· copying keys, for example at:\n· the shop\n",
            [
                "paragraph: Staff may, for example by:",
                "  item: lending keys, for example to:",
                "    item: cleaners",
                "    item: builders",
                "  item: copying keys, for example at:",
                "    item: the shop",
            ],
            id="a list within a list, though both have the same mark",
        ),
        pytest.param(
            "13 Keys and Bells\n\n13.1 Staff must sign for keys.\n13.3 Staff must not lend them.\n",
            [
                "section 2 [13]: Keys and Bells",
                "  paragraph [13.1]: Staff must sign for keys.",
                "  paragraph [13.3]: Staff must not lend them.",
            ],
            id="a number without a dot, and a gap",
        ),
        pytest.param(
            "APPENDIX 2\n\nWhom to ring\n\nRing the office before nine o'clock in the morning, or after three.\n",
            [
                "section 2 [APPENDIX 2]: Whom to ring",
                "  paragraph: Ring the office before nine o'clock in the morning, or after three.",
            ],
            id="the title of an appendix on a line of its own",
        ),
    ],
)
def test_structure(given: str, expected: list[str]) -> None:
    assert outline(imported(given).version.tree) == expected


@pytest.mark.parametrize(
    "marks", ["# Staff", "3.5 million", "a_b_c", "[x](y)", "* star", "<b>", "{#id}", "1) one", "`x`"]
)
def test_signs_of_markdown_stay_what_they_were(marks: str) -> None:
    filed = imported(f"The text goes on and on before the sign, {marks} and behind it too.\n")
    assert [node.text for node in filed.version.tree.nodes] == [
        f"The text goes on and on before the sign, {marks} and behind it too."
    ]
    assert not any("read back" in remark.reason for remark in filed.unsure)


# Front matter.

HEAD = """\
Hill Primary School

Keys Policy

{line}

Introduction

This policy applies to all staff. It says who has which keys, and who may lend them to whom.
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Approved by the Governing Body on 12th March 2021",
            {"approved": {"by": "Governing Body", "date": "2021-03-12"}},
        ),
        ("Governors approved this policy in May 2024.", {"approved": {"by": "Governors", "date": "2024-05"}}),
        ("On 4 March 2024 the governors ratified this policy", {"approved": {"by": "Governors", "date": "2024-03-04"}}),
        (
            "The Full Governing Body of Elm Hill School has formally adopted this Keys Policy on 3 May 2024",
            {"approved": {"by": "Full Governing Body", "date": "2024-05-03"}},
        ),
        (
            "At its meeting on 12 June 2024, the Resources Committee approved our policy.",
            {"approved": {"by": "Resources Committee", "date": "2024-06-12"}},
        ),
        (
            "The trustees approved this policy in May 2024 and will review it in May 2026.",
            {"approved": {"by": "Trustees", "date": "2024-05"}, "review": {"due": "2026-05"}},
        ),
        ("Date Agreed : November 2019", {"approved": {"date": "2019-11"}}),
        ("To Be Reviewed: November 2020", {"review": {"due": "2020-11"}}),
        ("Review date: 3/9/24", {"review": {"due": "2024-09-03"}}),
        ("Policy to be reviewed: Every Year", {"review": {"frequency": "annually"}}),
        ("Review cycle: every two years", {"review": {"frequency": "every 2 years"}}),
        ("Effective from: 1 September 2025", {"effective": "2025-09-01"}),
        ("Version 2.10", {"version": "2.10"}),
        ("Policy owner: Mrs P. Lock", {"owner": {"name": "Mrs P. Lock"}}),
        (
            "Policy confirmed by the Governors on:\n\nDate: May 2023",
            {"approved": {"by": "Governors", "date": "2023-05"}},
        ),
    ],
)
def test_what_the_head_says_becomes_front_matter(line: str, expected: Mapping[str, Any]) -> None:
    filed = imported(HEAD.format(line=line))
    found = filed.version.front_matter.to_dict()
    assert {name: found.get(name) for name in expected} == expected
    assert found["title"] == "Keys Policy"
    assert found["audience"] == ["staff"]
    assert filed.version.tree.nodes[0].text == "Introduction"


@pytest.mark.parametrize(
    "line",
    [
        "Governors have not approved this policy since May 2024.",
        "Governors who approved this policy in May 2024 may hold a key.",
        "The governing body approved the purchase of a safe in May 2024.",
        "Staff approved this policy in May 2024.",
    ],
)
def test_what_only_sounds_like_an_approval_stays_a_clause(line: str) -> None:
    filed = imported(HEAD.format(line=line))
    assert filed.version.front_matter.approved is None
    assert line in [node.text for node in filed.version.tree.nodes]


def test_people_roles_and_related_policies_are_found_in_the_clauses() -> None:
    filed = imported(
        HEAD.format(line="Version 1")
        + "\nThe Head Teacher, Ann Lock, keeps the spare keys. Amir Bell is the Designated Safeguarding Lead.\n"
        "\nSee also the Lost Property Policy and the Staff Code of Conduct.\n"
    )
    found = filed.version.front_matter
    assert [(party.role, party.name) for party in found.responsible] == [
        ("headteacher", "Ann Lock"),
        ("designated-safeguarding-lead", "Amir Bell"),
    ]
    assert set(found.related) == {"Lost Property Policy", "Staff Code of Conduct"}
    assert "title: Head Teacher" in filed.writes[0].content
    assert filed.writes[0].path == "hill/school.yml"


def test_a_line_about_the_review_at_the_foot_is_front_matter() -> None:
    filed = imported(
        "Doors are locked at night by whoever leaves last.\n\nThis policy will next be reviewed in June 2027."
    )
    assert filed.version.front_matter.to_dict()["review"] == {"due": "2027-06"}
    assert [(remark.line, remark.reason) for remark in filed.dropped] == [(3, "became review")]


def test_a_declaration_becomes_the_acknowledgement() -> None:
    filed = imported(
        "Keys\n\nStaff must return their keys before the holidays begin.\n\nDECLARATION\n\n"
        "I have read this policy and I agree to it.\n\nName (please print) ........ Signed ........\nDate:\n"
    )
    found = filed.version.front_matter.acknowledgement
    assert found is not None
    assert found.statement == "I have read this policy and I agree to it."
    assert found.fields == ("Name (please print)", "Signed", "Date")
    assert "DECLARATION" not in [node.text for node in filed.version.tree.nodes]


def test_it_says_what_it_guessed() -> None:
    filed = imported("Doors are locked at night by whoever leaves last.\n", "doors.txt")
    assert {remark.reason for remark in filed.unsure} == {
        "the text has no title; this is the file's name",
        "nothing says whom it addresses; staff is a guess",
        "nothing says who keeps the policy; this owner is a guess",
    }


# The command.


def test_the_command_files_a_policy_that_check_accepts(book: Made, run: Run, tmp_path: Path) -> None:
    folder = book({"book.yml": "title: B\n"})
    source = tmp_path / "Keys.txt"
    source.write_text(HEAD.format(line="Date Agreed: May 2023"), encoding="utf-8")
    ran = run("import", source, "--school", "mill", "--book", folder.root, "--format", "json")
    assert ran.code == 0
    assert ran.json["schema"] == "policybook/import/1"
    assert set(ran.json) == {"schema", "path", "policy", "metadata", "origins", "clauses", "unsure", "dropped"}
    assert ran.json["origins"]["approved.date"] == 5
    assert ran.json["policy"] == "mill/keys"
    assert Path(ran.json["path"]) == folder.path("mill/keys/policy.md")
    assert [(c["text"][:12], c["source_lines"]) for c in ran.json["clauses"]] == [
        ("Introduction", [[7, 7]]),
        ("This policy ", [[9, 9]]),
    ]
    assert [(d["line"], d["reason"]) for d in ran.json["dropped"]] == [
        (1, "the school's name"),
        (3, "became title"),
        (5, "became approved"),
    ]
    assert folder.read("mill/school.yml").startswith("name: Hill Primary School\n")
    assert not [f for f in folder.check().findings if f.level == "error"]


def test_a_new_file_for_a_policy_is_a_draft_with_the_ids_it_had(book: Made, run: Run, tmp_path: Path) -> None:
    body = "## Keys\n\nStaff must sign for every key.\n\nVisitors must hand in their badges.\n"
    folder = book({"hill/school.yml": SCHOOL, "hill/keys/policy.md": policy(body, title="Keys Policy")})
    folder.approve("2025-03", "hill/keys")
    ids = folder.policy("hill/keys").sealed[0].tree.ids
    source = tmp_path / "keys 2026.txt"
    source.write_text(
        "Keys Policy\n\nKeys\n\nStaff must sign for every key in the book.\n\nVisitors must hand in their badges.\n",
        encoding="utf-8",
    )
    ran = run("import", source, "--school", "hill", "--policy", "keys", "--book", folder.root, "--format", "json")
    assert [clause["id"] for clause in ran.json["clauses"]] == list(ids)
    working = folder.policy("hill/keys").working
    assert working is not None
    assert working.tree.ids == ids
    assert working.front_matter.status == "draft"
    assert working.front_matter.owner is not None
    assert working.front_matter.owner.role == "headteacher"
    told = run("diff", "hill/keys", "--book", folder.root, "--format", "json").json
    assert [change["kind"] for change in told["changes"]] == ["unchanged", "amended", "unchanged"]


def test_next_years_word_file_shows_what_really_changes(book: Made, run: Run, tmp_path: Path) -> None:
    body = (
        "## 1. Keys\n\n1.1 {{headteacher}} decides who has a key. Staff follow the Health and Safety Policy.\n\n"
        "1.2 Staff must not lend:\n\n- master keys\n- the key of the safe\n\n"
        "1.3 The Site Manager counts keys once a year.\n"
    )
    more = ["audience: [staff, governors]", "kind: site", "related: [The county's book of rules]",
            "responsible: [{role: headteacher, for: deciding}]"]  # fmt: skip
    school = "name: Hill\npeople:\n  headteacher: {title: Headteacher, name: Ruth Quill}\n"
    folder = book({"hill/school.yml": school, "hill/keys/policy.md": policy(body, *more, title="Keys Policy")})
    folder.approve("2025-03", "hill/keys")
    numbered = pattern(1, ("decimal", "%1."), ("decimal", "%1.%2")) + pattern(2, ("bullet", "•"))
    word = docx(
        p("Keys Policy", bold=True)
        + p("Keys", "Heading1", num=(1, 0))
        + p("Headteacher (Ruth Quill) decides who has a key. Staff follow the Health and Safety Policy.", num=(1, 1))
        + p("Staff must not lend:", num=(1, 1))
        + p("master keys", num=(2, 0))
        + p("the key of the safe", num=(2, 0))
        + p("The Site Manager counts keys twice a year.", num=(1, 1))
        + p("The Caretaker keeps the list of the Lettings Policy.", num=(1, 1)),
        numbering=numbered + list_(1, 1) + list_(2, 2),
        styles=heading_style(1),
    )
    source = tmp_path / "Keys 2026.docx"
    source.write_bytes(word)
    run("import", source, "--school", "hill", "--policy", "keys", "--book", folder.root)
    told = run("diff", "hill/keys", "--book", folder.root, "--format", "json").json
    changed = [change for change in told["changes"] if change["kind"] != "unchanged"]
    assert [(change["kind"], change["after"][0]["label"]) for change in changed] == [
        ("amended", "1.3"),
        ("added", "1.4"),
    ]
    found = {"kind", "audience", "responsible", "related"}
    assert {change["path"]: change["after"] for change in told["metadata"] if change["path"] in found} == {
        "related": ["The county's book of rules", "Lettings Policy"],
        "responsible": [{"role": "headteacher", "for": "deciding"}, {"role": "Caretaker"}],
    }


def test_an_unapproved_draft_keeps_its_ids_too(book: Made, run: Run, tmp_path: Path) -> None:
    folder = book({"hill/school.yml": SCHOOL, "hill/keys/policy.md": policy("Staff must sign for every key.\n")})
    (id_,) = folder.policy("hill/keys").versions[-1].tree.ids
    source = tmp_path / "keys.txt"
    source.write_text("All of the staff must now sign for every key that they borrow.\n", encoding="utf-8")
    run("import", source, "--school", "hill", "--policy", "keys", "--book", folder.root)
    assert folder.policy("hill/keys").versions[-1].tree.ids == (id_,)


def test_the_report_for_people_says_where_everything_went(hill: Bookfolder, run: Run, tmp_path: Path) -> None:
    source = tmp_path / "Keys.txt"
    source.write_text(HEAD.format(line="Date Agreed: May 2023"), encoding="utf-8")
    ran = run("import", source, "--school", "hill", "--book", hill.root)
    for line in (
        "  title: Keys Policy (line 3)",
        "  approved: date 2023-05 (line 5)",
        "  Introduction  [7]",
        "  line 5: “Date Agreed: May 2023”: became approved",
    ):
        assert line in ran.out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "code", "words_"),
    [
        (["nowhere.txt", "--school", "hill"], 3, "does not exist"),
        (["Keys.txt", "--school", "Hill School"], 2, "is no id"),
        (["Keys.txt", "--school", "../hill"], 2, "is no id"),
        (["Keys.txt", "--school", "hill", "--policy", "../../keys"], 2, "is no id"),
    ],
)
def test_errors(hill: Bookfolder, run: Run, tmp_path: Path, arguments: list[str], code: int, words_: str) -> None:
    (tmp_path / "Keys.txt").write_text("Doors are locked.\n", encoding="utf-8")
    before = hill.contents()
    ran = run("import", tmp_path / arguments[0], *arguments[1:], "--book", hill.root)
    assert (ran.code, words_ in ran.err) == (code, True)
    assert hill.contents() == before
