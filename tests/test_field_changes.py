"""The front matter of two texts compared: which fields differ, and the sentences that tell it."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import read
from policybook.diffing.changes import FieldChange
from policybook.diffing.metadata import field_changes
from policybook.messages.reading import english
from policybook.metadata import FrontMatter
from policybook.rendering.changes_fields import field_sentence, field_sentences
from pseudo import catalogue

TITLES = {"headteacher": "Headteacher", "dsl": "Designated Safeguarding Lead"}


def compared(before: str, after: str) -> tuple[FieldChange, ...]:
    old, new = (read(f"---\n{rows}\n---\n\nText.\n").front_matter for rows in (before, after))
    return field_changes(old, new)


def role(id_: str) -> str:
    return TITLES.get(id_, id_)


ONE: list[tuple[str, str, str, Any, Any, str]] = [
    (
        "review: {due: 2023-10}",
        "review: {due: 2024-10}",
        "review.due",
        "2023-10",
        "2024-10",
        "Next review moved from October 2023 to October 2024",
    ),
    ("", "review: {due: 2024-10-01}", "review.due", None, "2024-10-01", "Next review set to 1 October 2024"),
    ("review: {due: 2024-10}", "", "review.due", "2024-10", None, "Next review taken out (was October 2024)"),
    (
        "review: {frequency: P2Y}",
        "review: {frequency: Annually}",
        "review.frequency",
        "P2Y",
        "Annually",
        "Interval of review changed from every 2 years to annually",
    ),
    (
        "review: {by: Board}",
        "review: {by: Head}",
        "review.by",
        "Board",
        "Head",
        "Reviewing body changed from Board to Head",
    ),
    ("title: A", "title: B", "title", "A", "B", "Title changed from “A” to “B”"),
    ("kind: phones", "kind: devices", "kind", "phones", "devices", "Kind changed from phones to devices"),
    ("version: 1.10", "version: 1.1", "version", "1.10", "1.1", "Name of the version changed from “1.10” to “1.1”"),
    ("status: approved", "status: draft", "status", "approved", "draft", "Status changed from approved to draft"),
    (
        "owner: {role: headteacher}",
        "owner: {role: dsl}",
        "owner.role",
        "headteacher",
        "dsl",
        "Owner changed from Headteacher to Designated Safeguarding Lead",
    ),
    (
        "owner: {name: A. Head}",
        "owner: {name: B. Head}",
        "owner.name",
        "A. Head",
        "B. Head",
        "Name of the owner changed from A. Head to B. Head",
    ),
    (
        "effective: 2026-01",
        "effective: 2026-02",
        "effective",
        "2026-01",
        "2026-02",
        "Effective date moved from January 2026 to February 2026",
    ),
    (
        "approved: {date: 2025-11}",
        "approved: {date: 2026-11-03}",
        "approved.date",
        "2025-11",
        "2026-11-03",
        "Date of approval moved from November 2025 to 3 November 2026",
    ),
    ("approved: {minute: 7}", "", "approved.minute", "7", None, "Minute of the approval taken out (was 7)"),
    (
        "audience: [staff]",
        "audience: [staff, pupils]",
        "audience",
        ["staff"],
        ["staff", "pupils"],
        "Audience: added pupils",
    ),
    (
        "audience: [staff, visitors]",
        "audience: [governors, staff]",
        "audience",
        ["staff", "visitors"],
        ["governors", "staff"],
        "Audience: added governors; took out visitors",
    ),
    (
        "audience: [staff, pupils]",
        "audience: [pupils, staff]",
        "audience",
        ["staff", "pupils"],
        ["pupils", "staff"],
        "Audience: the same entries in another order",
    ),
    ("related: [a, a]", "related: [a]", "related", ["a", "a"], ["a"], "Read with: an entry repeated, or no longer so"),
    ("", "related: [Handbook]", "related", None, ["Handbook"], "Read with: added Handbook"),
    (
        "responsible: [{role: dsl, for: reports}]",
        "responsible: [{role: dsl, for: all reports}, {role: headteacher, name: A. Head}]",
        "responsible",
        [{"role": "dsl", "for": "reports"}],
        [{"role": "dsl", "for": "all reports"}, {"role": "headteacher", "name": "A. Head"}],
        "Responsible: changed Designated Safeguarding Lead: all reports (was: reports); added Headteacher (A. Head)",
    ),
    ("change_note: A.", "change_note: B.", "change_note", "A.", "B.", "Change note reworded"),
    (
        "",
        "acknowledgement: {statement: I agree.}",
        "acknowledgement.statement",
        None,
        "I agree.",
        "Declaration to sign added",
    ),
    (
        "acknowledgement: {fields: [Name]}",
        "acknowledgement: {fields: [Name, Date]}",
        "acknowledgement.fields",
        ["Name"],
        ["Name", "Date"],
        "Fields of the declaration: added Date",
    ),
    ("", "source: {restated: true}", "source.restated", None, True, "Restated from the source: yes"),
    ("source: {restated: true}", "", "source.restated", True, None, "Restated from the source: no longer"),
]


@pytest.mark.parametrize(("before", "after", "path", "old", "new", "sentence"), ONE, ids=[row[-1] for row in ONE])
def test_a_field_that_differs(before: str, after: str, path: str, old: Any, new: Any, sentence: str) -> None:
    (change,) = compared(before, after)
    assert change == FieldChange(path, old, new)
    assert field_sentence(english(), change, role) == f"{sentence}."


@pytest.mark.parametrize("rows", [row[0] for row in ONE if row[0]])
def test_a_field_that_is_the_same(rows: str) -> None:
    assert compared(rows, rows) == ()


def test_fields_stand_in_the_order_of_the_documentation() -> None:
    found = compared("related: [x]\ntitle: A", "review: {frequency: termly, due: 2027-01}\ntitle: B\naudience: [staff]")
    assert [change.path for change in found] == ["title", "audience", "review.due", "review.frequency", "related"]


def test_what_approve_writes_is_not_compared() -> None:
    assert compared("seal: 1:abc", "seal: 1:def\ncorrections: [{date: 2026-01, why: A slip., seal: 1:abc}]") == ()


def test_recorded_names_are_compared_where_both_texts_have_them() -> None:
    one, two = ("people: {dsl: {title: DSL, name: " + name + "}}" for name in ("A. Name", "B. Name"))
    assert compared(one, "") == compared("", two) == ()
    (change,) = compared(one, two)
    assert change == FieldChange("people.dsl.name", "A. Name", "B. Name")
    words = "Name recorded for the role Designated Safeguarding Lead changed from A. Name to B. Name."
    assert field_sentence(english(), change, role) == words


def test_every_field_has_a_name() -> None:
    keys = {key.removeprefix("field.name.").split(".")[0] for key in catalogue() if key.startswith("field.name.")}
    assert keys == FrontMatter.model_fields.keys() - {"seal", "corrections", "people"}


def test_each_entry_of_a_list_has_a_sentence() -> None:
    (change,) = compared("audience: [staff, visitors]", "audience: [staff, governors]")
    assert field_sentences(english(), change) == ["Audience: added governors.", "Audience: took out visitors."]
    (new,) = compared("", "audience: [staff, pupils]")
    assert field_sentences(english(), new) == ["Audience: added staff.", "Audience: added pupils."]
    (other,) = compared("title: A", "title: B")
    assert field_sentences(english(), other) == [field_sentence(english(), other)]
