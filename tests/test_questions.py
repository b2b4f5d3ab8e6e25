"""The questions that governors are given to ask of a draft: what raises each, and what looks like it and does not."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from conftest import SCHOOL, TODAY, policy
from policybook.book import Book, load_book
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.diffing.changes import Changes
from policybook.finding import Finding, Level
from policybook.messages.messages import later
from policybook.messages.reading import english
from policybook.rendering.questions import Question, Sort, questions
from policybook.rendering.steps import history_of

LAW = """\
as_of: 2026-01
references:
  - {names: [Data Protection Act 1998], sort: law, successor: the UK GDPR, since: 2018-05-25, source: legislation}
"""
TOPICS = """\
topics:
  - {id: devices, title: Devices}
rules:
  - {id: phones, topic: devices, title: Phones in school, act: yes, says: [phone]}
"""


def book_of(files: dict[str, str]) -> Book:
    return load_book(Sources({name: text.encode() for name, text in sorted(files.items())}))


def asked(before: str | None, after: str, note: str = "Firmer.", **fields: str) -> list[Question]:
    """Return the questions about a draft, compared with a text in force if one is given."""
    draft = policy(after, **({"review": "{due: 2028-01}", "change_note": f"{note!r}" if note else ""} | fields))
    files = {
        "references.yml": LAW,
        "topics/phones.yml": TOPICS,
        "hill/school.yml": SCHOOL,
        "hill/e-safety/policy.md": draft,
    }
    if before is not None:
        files["hill/e-safety/versions/2024-01.md"] = policy(
            before, "approved: {by: Governors, date: 2024-01}", status="approved"
        )
    book = book_of(files)
    school, found = book.policy("hill/e-safety")
    changes: Changes | None = None
    if before is not None:
        proposal = history_of(english(), school, found, TODAY, lambda _name, _key, make: make()).proposal
        assert proposal
        changes = proposal.difference.changes
    assert found.working
    return list(
        questions(english(), found.working, school.people, check_book(book, TODAY).of("hill/e-safety"), TODAY, changes)
    )


class Case(NamedTuple):
    """A change, the sort of question that it raises, words of the question, and the clauses that it names."""

    before: str
    after: str
    sort: Sort
    says: str
    names: tuple[str, ...]


RAISED = {
    "a law of the past": Case(
        "Staff must keep data safe.\n",
        "Staff must keep data safe under the Data Protection Act 1998.\n",
        Sort.SUPERSEDED,
        "in its place is the UK GDPR. Should it be brought up to date before it is approved?",
        ("“Staff must keep data safe …”",),
    ),
    "a role that nobody has": Case(
        "1. Staff must tell {{headteacher}}.\n2. Staff must log it.\n",
        "1. Staff must tell {{e-safety-lead}}.\n2. {{e-safety-lead}} must log it.\n",
        Sort.ROLE,
        "The school has no role “e-safety-lead” in its directory. Who is meant?",
        ("1", "2"),
    ),
    "a duty that nobody has": Case(
        "1. Staff must lock their screens.\n",
        "1. Staff must lock their screens.\n2. The filtering must be reviewed every term.\n",
        Sort.NOBODY,
        "This must be seen to, and the clause does not say by whom. Who does it?",
        ("2",),
    ),
    "several that nobody has": Case(
        "1. Staff must lock their screens.\n",
        "1. Staff must lock their screens.\n2. Logs will be kept for a year.\n3. Parents should be informed at once.\n",
        Sort.NOBODY,
        "2 clauses say what must be seen to, and not by whom.",
        ("2", "3"),
    ),
    "a deadline that is gone": Case(
        "Staff must report a loss to the headteacher within 24 hours.\n",
        "Staff must report a loss to the headteacher.\n",
        Sort.DEADLINE,
        "“within 24 hours” is taken out. By when must it be done now?",
        ("“Staff must report a loss …”",),
    ),
    "a deadline made vague": Case(
        "Staff must report a loss to the headteacher within 24 hours.\n",
        "Staff must report a loss to the headteacher promptly.\n",
        Sort.DEADLINE,
        "“within 24 hours” becomes “promptly”. By when must it be done now?",
        ("“Staff must report a loss …”",),
    ),
    "an interval that is gone": Case(
        "The headteacher must check the filtering termly.\n",
        "The headteacher must check the filtering.\n",
        Sort.DEADLINE,
        "“termly” is taken out. How often must it be done now?",
        ("The headteacher must check the filtering.",),
    ),
    "a stricter rule of which the note says nothing": Case(
        "## Screens\n\n1. Staff should lock their screens.\n2. Staff should hide passwords.\n",
        "## Screens\n\n1. Staff must lock their screens.\n2. Staff must hide passwords.\n",
        Sort.REASON,
        "2 rules become stricter, and the author's note does not speak of them. Why?",
        ("1", "2"),
    ),
    "a duty that is gone": Case(
        "1. Staff must lock their screens.\n2. Staff must not share passwords.\n",
        "1. Staff must lock their screens.\n",
        Sort.GONE,
        "This rule is gone. Is it said elsewhere, or not needed any more?",
        ("2",),
    ),
    "a task that another takes over": Case(
        "1. Staff must tell the network manager.\n2. Staff must ask the network manager.\n",
        "1. Staff must tell the deputy headteacher.\n2. Staff must ask the deputy headteacher.\n",
        Sort.HANDED_OVER,
        "“network manager” becomes “deputy headteacher”. Do all know, and agree?",
        ("1", "2"),
    ),
}


@pytest.mark.parametrize("case", RAISED.values(), ids=RAISED)
def test_what_raises_a_question(case: Case) -> None:
    found = [question for question in asked(case.before, case.after) if question.sort is case.sort]
    assert len(found) == 1
    assert case.says in found[0].words
    assert tuple(place.name.strip("“”") for place in found[0].places) == tuple(name.strip("“”") for name in case.names)
    assert all(place.is_gone == (case.sort is Sort.GONE) for place in found[0].places)


SILENT = {
    "a law of today": ("Keep data safe.\n", "Staff must keep data safe under the Equality Act 2010.\n"),
    "a law that the clause knows to be past": (
        "Staff must keep data safe.\n",
        "Staff must keep data safe under the UK GDPR, which replaced the Data Protection Act 1998.\n",
    ),
    "a law in the text in force alone": (
        "Staff must heed the Data Protection Act 1998.\n",
        "Staff must heed the UK GDPR.\n",
    ),
    "a passive duty with its agent": ("One.\n", "One.\n\nLogs must be kept by the network manager.\n"),
    "a passive duty of staff": ("One.\n", "One.\n\nPhones must be checked by staff before each lesson.\n"),
    "a passive duty after who does it": (
        "One.\n",
        "One.\n\nThe network manager sees to:\n\n- Filters, which must be reviewed each term.\n",
    ),
    "a passive duty of a role by its id": ("One.\n", "One.\n\n{{headteacher}}: logs must be kept.\n"),
    "a passive duty below a heading that names who does it": (
        "One.\n",
        "One.\n\n## The network manager\n\nLogs must be kept.\n",
    ),
    "a passive duty that only has another number": ("1. Logs must be kept.\n", "2. Logs must be kept.\n"),
    "what every reader does himself": ("One.\n", "One.\n\nScreens must be locked and phones must be switched off.\n"),
    "a passive prohibition": ("One.\n", "One.\n\nPasswords must not be kept on paper.\n"),
    "a passive fact": ("One.\n", "One.\n\nLogs may be kept for a year.\n"),
    "a passive duty that was there before": ("Logs must be kept.\n\nTwo.\n", "Logs must be kept.\n\nThree.\n"),
    "a deadline that is another": (
        "Staff must report a loss within 24 hours.\n",
        "Staff must report a loss within 48 hours.\n",
    ),
    "a vague interval that is gone": ("Staff must regularly back up.\n", "Staff must back up.\n"),
    "a number that is gone": ("Staff may print 30 pages.\n", "Staff may print pages.\n"),
    "a looser rule": ("Staff must lock their screens.\n", "Staff should lock their screens.\n"),
    "a fact that is gone": ("1. Staff have laptops.\n2. This is so.\n", "1. Staff have laptops.\n"),
    "a person in other words": (
        "Staff must tell the head teacher.\n",
        "Staff must tell the headteacher.\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), SILENT.values(), ids=SILENT)
def test_what_raises_none(before: str, after: str) -> None:
    assert asked(before, after) == []


@pytest.mark.parametrize(
    ("note", "is_asked"),
    [
        ("Screens were left open in March.", False),
        ("After the audit, 2.1 is firmer.", False),
        ("Screening of visitors is new.", False),
        ("Several duties become firmer.", True),
        ("We updated the rules for all staff.", True),
        ("Passwords must be longer.", True),
    ],
)
def test_a_note_gives_a_reason_where_it_speaks_of_the_rule(note: str, is_asked: bool) -> None:
    before = "## 2 In class\n\n2.1 Staff should lock their screens.\n"
    found = asked(before, before.replace("should", "must"), note)
    assert [question.sort for question in found] == [Sort.REASON] * is_asked


def test_a_clause_that_names_an_unknown_role_twice_is_pointed_to_once() -> None:
    (question,) = asked(None, "{{boss}} and {{boss}} must agree.\n\nAsk {{boss}}.\n")
    assert [place.id for place in question.places] == ["boss-boss-agree", "ask-boss"]


def test_a_note_that_speaks_of_the_section_is_enough() -> None:
    before = "## Photographs\n\nStaff should ask first.\n"
    assert asked(before, before.replace("should", "must"), "Photographs of pupils leaked.") == []


@pytest.mark.parametrize(
    ("fields", "sort", "says"),
    [
        ({"review": ""}, Sort.REVIEW, "The draft gives neither a date nor how often."),
        ({"review": "{by: Governors}"}, Sort.REVIEW, "The draft gives neither a date nor how often."),
        ({"review": "{due: 2026-10}"}, Sort.REVIEW, "gives October 2026 as its review date, which has passed."),
        ({"note": ""}, Sort.REASON, "The author gives no reason, and it cannot be approved without one."),
        ({"owner": "{role: Bursar}"}, Sort.OWNER, "The owner is the Bursar, but nobody is named in that role. Who is"),
        ({"owner": "{}"}, Sort.OWNER, "Who keeps this policy? The draft names no owner."),
        ({"owner": "{role: e-safety-lead}"}, Sort.ROLE, "no role “e-safety-lead” in its directory. Who is meant?"),
    ],
)
def test_what_the_front_matter_raises(fields: dict[str, str], sort: Sort, says: str) -> None:
    found = [question for question in asked("One.\n", "Two.\n", **fields) if question.sort is sort]
    assert len(found) == 1
    assert says in found[0].words
    assert found[0].places == ()


@pytest.mark.parametrize("review", ["{due: 2026-11}", "{frequency: annually}", "{due: 2028-01-31}"])
def test_a_review_to_come_raises_none(review: str) -> None:
    assert asked("One.\n", "Two.\n", review=review) == []


def test_a_declaration_that_changes() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        "hill/e-safety/versions/2024-01.md": policy(
            "One.\n", "approved: {date: 2024-01}", "acknowledgement: {statement: I agree.}", status="approved"
        ),
        "hill/e-safety/policy.md": policy(
            "One.\n", "acknowledgement: {statement: I agree to all.}", "change_note: X.", "review: {due: 2028-01}"
        ),
    }
    school, found = book_of(files).policy("hill/e-safety")
    proposal = history_of(english(), school, found, TODAY, lambda _name, _key, make: make()).proposal
    assert proposal
    assert found.working
    (question,) = questions(english(), found.working, school.people, [], TODAY, proposal.difference.changes)
    assert question.words == "The declaration that staff sign changes. Must all sign again, and by when?"


def test_a_new_policy_is_asked_about_all_its_clauses_and_not_about_changes() -> None:
    found = asked(None, "1. Logs must be kept.\n2. Staff must lock their screens.\n", note="")
    assert [(question.sort, [place.name for place in question.places]) for question in found] == [(Sort.NOBODY, ["1"])]


def test_a_conflict_names_both_clauses() -> None:
    body = "1. Staff must not use phones.\n2. Staff must be kind.\n"
    (found,) = asked(body, body + "3. Staff may use phones at break times.\n", kind="phones")
    assert found.sort is Sort.CONFLICT
    assert found.words == "This permits what the clause 1 forbids: Phones in school. Which of the two holds?"
    assert [place.name for place in found.places] == ["1", "3"]


def test_the_gravest_question_comes_first() -> None:
    found = asked(
        "Staff must report a loss within 24 hours.\n\nStaff should lock their screens.\n",
        "Staff must report a loss.\n\nStaff must lock their screens.\n\n"
        "Logs must be kept under the Data Protection Act 1998.\n",
        review="",
        owner="{role: Bursar}",
    )
    assert [question.sort for question in found] == [
        Sort.NOBODY,
        Sort.DEADLINE,
        Sort.SUPERSEDED,
        Sort.REASON,
        Sort.REVIEW,
        Sort.OWNER,
    ]


def test_findings_in_other_files_raise_none() -> None:
    found = book_of({"hill/school.yml": SCHOOL, "hill/e-safety/policy.md": policy(review="{due: 2028-01}")})
    school, one = found.policy("hill/e-safety")
    assert one.working
    wrong = Finding("role-unknown", Level.ERROR, later("finding.role-unknown.what", role="x"), line=1)
    assert list(questions(english(), one.working, school.people, [wrong.at("elsewhere.md", "")], TODAY)) == []
    assert len(questions(english(), one.working, school.people, [wrong.at(one.working.path, "")], TODAY)) == 1


def test_findings_about_other_texts_of_the_policy_raise_none() -> None:
    held = "Staff must heed the Data Protection Act 1998.\n\nAsk {{nobody-known}}.\n"
    found = asked(held, "Staff must heed the UK GDPR.\n", "Heed was unclear.")
    assert {question.sort for question in found} <= {Sort.GONE}
