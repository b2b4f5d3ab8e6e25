"""Front matter: what YAML becomes, and what is said of YAML that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import policy, read
from policybook.finding import Finding
from policybook.parsing import PolicyText


def front(yaml: str) -> PolicyText:
    """Read a text with this front matter; its first line is line 2 of the file."""
    return read(f"---\n{yaml}\n---\n\nStaff must ask.\n")


def sound(yaml: str) -> PolicyText:
    """Read front matter that has the required fields, on lines 2 to 4, and these from line 5."""
    return front(f"title: T\nstatus: draft\nowner: {{role: Head}}\n{yaml}")


def value_of(text: PolicyText, path: str) -> Any:
    """Return a value of the front matter in the file's own names, by its dotted path."""
    value: Any = text.front_matter.to_dict()
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value.get(part)
        if value is None:
            return None
    return value


VALUES = [
    # field -> value, as plain JSON
    ("kind: acceptable-use", "kind", "acceptable-use"),
    ("version: 1.10", "version", "1.10"),
    ("version: 1.0", "version", "1.0"),
    ("version: 007", "version", "007"),
    ("version: 0x10", "version", "0x10"),
    ("version: 1e3", "version", "1e3"),
    ("version: 12:30", "version", "12:30"),
    ("version: on", "version", "on"),
    ("version: no", "version", "no"),
    ("version: true", "version", "true"),
    ("version: 2019-11", "version", "2019-11"),
    ("version: 2019-11-04", "version", "2019-11-04"),
    ("change_note: no", "change_note", "no"),
    ("change_note: 'It''s new: more'", "change_note", "It's new: more"),
    ("change_note: >-\n  two\n  lines", "change_note", "two lines"),
    ("change_note: '  spaced  '", "change_note", "spaced"),
    ("audience: [staff, governors]", "audience", ["staff", "governors"]),
    ("audience:\n  - volunteers\n  - visitors", "audience", ["volunteers", "visitors"]),
    ("audience:\n- contractors\n- pupils\n- parents", "audience", ["contractors", "pupils", "parents"]),
    ("audience: []", "audience", None),
    ("responsible:\n  - {role: head, for: passwords}", "responsible.0.for", "passwords"),
    ("responsible: [{name: N. Name}]", "responsible.0.name", "N. Name"),
    ("approved: {by: Governors, date: 2019-11, minute: 7.2}", "approved.minute", "7.2"),
    ("approved: {date: 2019-11}", "approved.date", "2019-11"),
    ("approved: {date: 2019-11-04}", "approved.date", "2019-11-04"),
    ("approved: {date: '2019-11-04'}", "approved.date", "2019-11-04"),
    ("effective: 2020-01", "effective", "2020-01"),
    ("review: {due: 2027-11, frequency: every 2 years, by: Governors}", "review.frequency", "every 2 years"),
    ("review: {due: 2027-11}", "review.due", "2027-11"),
    ("related: [acceptable-use, 'Keeping children safe: part 1']", "related.1", "Keeping children safe: part 1"),
    ("acknowledgement:\n  statement: I agree.\n  fields: [Name, Date]", "acknowledgement.fields", ["Name", "Date"]),
    ("source: {document: Old policy, restated: true}", "source.restated", True),
    ("source: {document: Old policy, restated: false}", "source.document", "Old policy"),
    # An empty value is as if it was not there.
    ("kind:", "kind", None),
    ("kind: ~", "kind", None),
    ("kind: null", "kind", None),
    ("review:\n  due:\n  frequency: annually", "review.due", None),
]


@pytest.mark.parametrize(("yaml", "path", "value"), VALUES, ids=[yaml for yaml, _, _ in VALUES])
def test_value(yaml: str, path: str, value: Any) -> None:
    text = sound(yaml)
    assert list(text.findings) == []
    assert value_of(text, path) == value


@pytest.mark.parametrize("status", ["draft", "approved", "withdrawn"])
def test_status(status: str) -> None:
    text = front(f"title: T\nstatus: {status}\nowner: {{role: Head}}")
    assert list(text.findings) == []
    assert text.front_matter.status == status


def test_title_and_owner() -> None:
    text = front("title: no\nstatus: draft\nowner: {role: head, name: 007}")
    assert list(text.findings) == []
    assert text.front_matter.title == "no"
    assert text.front_matter.owner is not None
    assert (text.front_matter.owner.role, text.front_matter.owner.name) == ("head", "007")


WRONG = [
    # yaml from line 5, line, column, phrases of message and fix
    ("versoin: 2", 5, 1, "“versoin” is no field known here", "`version`"),
    ("Version: 2", 5, 1, "“Version” is no field known here", "`version`"),
    ("reviewed: {due: 2027-11}", 5, 1, "“reviewed” is no field known here", "`review`"),
    ("review: {next: 2027-11}", 5, 10, "“review.next” is no field known here", "due, frequency, by"),
    ("approved:\n  dates: 2019-11", 6, 3, "“approved.dates” is no field known here", "`date`"),
    ("responsible:\n  - {role: a}\n  - {roles: b}", 7, 6, "“responsible.2.roles” is no field", "`role`"),
    ("zzz: 1", 5, 1, "“zzz” is no field known here", "title, kind, school"),
    ("versoin:", 5, 1, "“versoin” is no field known here", "`version`"),
    ("review: {nxt: , due: 2027-11}", 5, 10, "“review.nxt” is no field known here", "due, frequency, by"),
    ("responsible:\n  - {role: a}\n  - {roles: }", 7, 6, "“responsible.2.roles” is no field", "`role`"),
    ("people: {head: {nome: }}", 5, 17, "“people.head.nome” is no field", "`name`"),
    ("kind: Acceptable Use", 5, 1, "“Acceptable Use” is no id", ""),
    ("kind: acceptable--use", 5, 1, "“acceptable--use” is no id", ""),
    ("audience: staff", 5, 1, "audience must be a list", "`audience: [staff]`"),
    ("audience: [staff, govenors, pupils]", 5, 19, "“govenors” is no audience", "`governors`"),
    ("audience:\n  - staff\n  - everyone", 7, 5, "“everyone” is no audience", "staff, governors"),
    ("related: acceptable-use", 5, 1, "related must be a list", "[acceptable-use]"),
    ("related: [a, '', b]", 5, 14, "related.2: it is empty", ""),
    ("version: [1, 2]", 5, 1, "version must be a single text", ""),
    ("version: {a: b}", 5, 1, "version must be a single text", ""),
    ("change_note: ''", 5, 1, "change_note: it is empty", ""),
    ("approved: yes", 5, 1, "approved must be a group of fields", "approved: {by:"),
    ("approved: 2019-11", 5, 1, "approved must be a group of fields", "approved: {by:"),
    ("review: annually", 5, 1, "review must be a group of fields", "review: {due:"),
    ("review: [2027-11]", 5, 1, "review must be a group of fields", "review: {due:"),
    ("responsible: [headteacher]", 5, 15, "responsible.1 must be a group of fields", ""),
    ("source: {restated: yes}", 5, 10, "“yes” must be `true` or `false`", ""),
    ("people: [headteacher]", 5, 1, "people must be a group of fields", ""),
    # Dates.
    ("effective: soon", 5, 1, "“soon” is no date", ""),
    ("effective: November", 5, 1, "“November” is a month without a year", ""),
    ("effective: 2019", 5, 1, "“2019” is a year without a month", ""),
    ("effective: 2019-13", 5, 1, "there is no month 13", ""),
    ("effective: 2019-02-29", 5, 1, "February 2019 has no day 29", ""),
    ("effective: 4 November 2019", 5, 1, "write `2019-11-04`", ""),
    ("effective: 04/11/2019", 5, 1, "write `2019-11-04` for 4 November 2019 or `2019-04-11` for 11 April", ""),
    ("effective: 31/12/2026", 5, 1, "“31/12/2026” is not how dates are written here; write `2026-12-31`", ""),
    ("effective: 12/31/2026", 5, 1, "“12/31/2026” is not how dates are written here; write `2026-12-31`", ""),
    ("effective: 04.04.2026", 5, 1, "not how dates are written here; write `2026-04-04`", ""),
    ("effective: 31/02/2026", 5, 1, "“31/02/2026” is no date", ""),
    ("effective: 45 November", 5, 1, "effective: November has no day 45", ""),
    ("effective: 31 November 2026", 5, 1, "November 2026 has no day 31", ""),
    ("effective: 4 November", 5, 1, "“4 November” is a day without a year; write for example `2027-11-04`", ""),
    ("effective: 29 February", 5, 1, "write for example `2028-02-29`", ""),
    ("effective: 4 November 1066", 5, 1, "the year 1066 is out of range", ""),
    ("effective: [2019-11]", 5, 1, "a date is expected here", ""),
    ("approved:\n  by: Governors\n  date: 2019-1", 7, 3, "lacks a leading zero; write `2019-01`", ""),
    ("review:\n  due: 0001-01", 6, 3, "the year 1 is out of range", ""),
    ("review: {frequency: sometimes}", 5, 10, "“sometimes” is no interval", ""),
    ("review: {frequency: [annually]}", 5, 10, "an interval is expected here", ""),
    # YAML.
    ("version: 1\nversion: 2", 6, 1, "“version” is given twice; the first, on line 5, is used", ""),
    ("review: {due: 2027-11, due: 2028-11}", 5, 24, "“due” is given twice", ""),
    ("title: Again", 5, 1, "“title” is given twice; the first, on line 2, is used", ""),
    ("version: !!python/object:os.system x", 5, 10, "has no meaning here", ""),
    ("version: !x 1", 5, 10, "The tag “!x” has no meaning here", ""),
    ("version: &v 1\nchange_note: *v", 6, 1, "An alias repeats a part of the file", ""),
    ("approved: &a {by: x}\nreview: *a", 6, 1, "An alias repeats a part of the file", ""),
    ("[a, b]: c", 5, 1, "A field's name must be a single word", ""),
]


@pytest.mark.parametrize(
    ("yaml", "line", "column", "message", "fix"), WRONG, ids=[yaml.replace("\n", "; ") for yaml, *_ in WRONG]
)
def test_finding(yaml: str, line: int, column: int, message: str, fix: str) -> None:
    (finding,) = sound(yaml).findings
    assert finding.code == "front-matter-invalid"
    assert finding.level == "error"
    assert message in finding.message
    assert fix in finding.fix
    assert (finding.line, finding.column) == (line, column)


@pytest.mark.parametrize("yaml", [yaml for yaml, *_ in WRONG], ids=[yaml.replace("\n", "; ") for yaml, *_ in WRONG])
def test_a_wrong_field_costs_no_other_field(yaml: str) -> None:
    values = sound(f"{yaml}\nkind: sound-kind").front_matter if "kind" not in yaml else sound(yaml).front_matter
    assert values.title == "T"
    assert values.status == "draft"
    assert values.owner is not None
    assert "kind" in yaml or values.kind == "sound-kind"


def test_the_sound_entries_of_a_list_are_kept() -> None:
    text = sound("audience: [staff, aliens, pupils]\nresponsible: [{role: a}, b, {role: c, fro: d}]")
    assert value_of(text, "audience") == ["staff", "pupils"]
    assert value_of(text, "responsible") == [{"role": "a"}, {"role": "c"}]
    assert len(text.findings) == 3


def test_the_sound_fields_of_a_group_are_kept() -> None:
    text = sound("approved: {by: Governors, date: soon, minuet: 7}")
    assert value_of(text, "approved") == {"by": "Governors"}
    assert len(text.findings) == 2


def test_of_two_values_the_first_is_used() -> None:
    assert sound("version: one\nversion: two").front_matter.version == "one"


def test_a_text_that_an_alias_repeats_is_used() -> None:
    assert sound("version: &v one\nchange_note: *v").front_matter.change_note == "one"


STATUS = [
    ("Approved", "`approved`"),
    ("final", "draft, approved, withdrawn"),
    ("in force", "draft, approved, withdrawn"),
]


@pytest.mark.parametrize(("status", "fix"), STATUS)
def test_unknown_status(status: str, fix: str) -> None:
    (finding,) = front(f"title: T\nstatus: {status}\nowner: {{role: Head}}").findings
    assert f"“{status}” is no status" in finding.message
    assert fix in finding.fix
    assert (finding.line, finding.column) == (3, 1)


MISSING = [
    # yaml, code, line, phrase
    ("status: draft\nowner: {role: Head}", "front-matter-invalid", 1, "no title"),
    ("title:\nstatus: draft\nowner: {role: Head}", "front-matter-invalid", 2, "no title"),
    ("title: T\nowner: {role: Head}", "front-matter-invalid", 1, "no status"),
    ("title: T\nstatus:\nowner: {role: Head}", "front-matter-invalid", 3, "no status"),
    ("title: T\nstatus: draft", "owner-missing", 1, "Nobody is named"),
    ("title: T\nstatus: draft\nowner:", "owner-missing", 4, "Nobody is named"),
]


@pytest.mark.parametrize(("yaml", "code", "line", "phrase"), MISSING)
def test_required_field(yaml: str, code: str, line: int, phrase: str) -> None:
    (finding,) = front(yaml).findings
    assert (finding.code, finding.level, finding.line) == (code, "error", line)
    assert phrase in finding.message
    assert finding.fix


@pytest.mark.parametrize(
    ("yaml", "phrase"),
    [
        ("title: ''\nstatus: draft\nowner: {role: Head}", "title: it is empty"),
        ("title: [T]\nstatus: draft\nowner: {role: Head}", "title must be a single text"),
        ("title: T\nstatus: draft\nowner: headteacher", "owner must be a group of fields"),
    ],
)
def test_a_required_field_that_is_wrong_is_not_said_to_be_missing_too(yaml: str, phrase: str) -> None:
    (finding,) = front(yaml).findings
    assert phrase in finding.message


def test_an_owner_without_group_is_shown_how_to_write_it() -> None:
    (finding,) = front("title: T\nstatus: draft\nowner: headteacher").findings
    assert "owner: {role: headteacher}" in finding.fix
    assert (finding.line, finding.column) == (4, 1)


def the_finding(text: PolicyText, phrase: str) -> Finding:
    (finding,) = [finding for finding in text.findings if phrase in finding.message]
    return finding


def test_an_unclosed_bracket_costs_only_its_field() -> None:
    text = front("title: T\nstatus: draft\nowner: {role: Head\nreview: {due: 2027-11}\nkind: e-safety")
    finding = the_finding(text, "cannot be read")
    assert finding.code == "front-matter-invalid"
    assert finding.line in {4, 5}
    assert "bracket" in finding.fix
    values = text.front_matter
    assert (values.title, values.status, values.kind) == ("T", "draft", "e-safety")
    assert values.review is not None
    assert str(values.review.due) == "2027-11"


def test_an_unclosed_quote_costs_only_its_field() -> None:
    text = front('title: "T\nstatus: draft\nowner: {role: Head}')
    assert the_finding(text, "cannot be read").line is not None
    assert text.front_matter.status == "draft"
    assert text.front_matter.owner is not None


def test_a_colon_in_a_text_without_quotes_is_read_as_meant() -> None:
    text = front("title: E-safety: a policy\nstatus: draft\nowner: {role: Head}")
    (finding,) = text.findings
    assert finding.line == 2
    assert "quotes" in finding.fix
    assert text.front_matter.title == "E-safety: a policy"


def test_a_tab_is_found() -> None:
    text = front("title: T\nstatus: draft\nowner:\n\trole: Head")
    assert the_finding(text, "cannot be read").line == 5
    assert text.front_matter.title == "T"


def test_a_field_that_could_not_be_read_is_not_called_missing() -> None:
    text = front("title: T\n\tstatus: draft\nowner: {role: Head}")
    assert [finding.line for finding in text.findings] == [3]
    assert "tab" in text.findings[0].message
    codes = [finding.code for finding in front("title: T\n\tstatus: draft").findings]
    assert codes == ["front-matter-invalid", "owner-missing"]


def test_fields_in_malformed_yaml_keep_their_lines() -> None:
    text = front("title: T\nstatus: draft\nowner: {role: Head}\naudience: [staff\neffective: soon")
    assert the_finding(text, "no date").line == 6


@pytest.mark.parametrize(
    "yaml", [":", ": x", "x", "[", "{", "'", "? a\n: [", "- a\nb: c", "a: b: c", "%", "@", "--- a", "a: |\n b\n c"]
)
def test_any_slip_is_a_finding_on_a_line_of_the_front_matter(yaml: str) -> None:
    text = front(yaml)
    assert text.findings
    assert all(finding.line in range(1, 3 + yaml.count("\n") + 1) for finding in text.findings)
    assert [node.text for node in text.tree.nodes] == ["Staff must ask."]


def test_a_list_is_no_front_matter() -> None:
    finding = the_finding(front("- title\n- status"), "Fields are expected here")
    assert finding.line == 2


@pytest.mark.parametrize("opening", ["[", "{a: ", "[{a: "])
def test_brackets_without_end_are_a_finding_and_cost_no_other_field(opening: str) -> None:
    closing = opening.replace("[", "]").replace("{a: ", "}")[::-1]
    text = sound(f"kind: {opening * 50_000}{closing * 50_000}\nversion: 2")
    assert the_finding(text, "too deep").line == 5
    assert (text.front_matter.title, text.front_matter.version) == ("T", "2")


def test_no_front_matter() -> None:
    text = read("# E-safety\n\nStaff must ask.\n")
    finding = the_finding(text, "no front matter")
    assert (finding.code, finding.level, finding.line, finding.column) == ("front-matter-invalid", "error", 1, 1)
    assert "`---`" in finding.fix
    assert [node.text for node in text.tree.nodes] == ["E-safety", "Staff must ask."]


def test_front_matter_that_is_never_closed_ends_at_the_first_blank_line() -> None:
    text = read("---\ntitle: T\nstatus: draft\nowner: {role: Head}\n\nStaff must ask.\n")
    (finding,) = text.findings
    assert "never closed" in finding.message
    assert finding.line == 4
    assert text.front_matter.title == "T"
    assert [(node.text, node.first_line) for node in text.tree.nodes] == [("Staff must ask.", 6)]


def test_front_matter_that_is_never_closed_ends_at_a_heading() -> None:
    text = read("---\ntitle: T\nstatus: draft\nowner: {role: Head}\n## Rules\nStaff must ask.\n")
    assert the_finding(text, "never closed").line == 4
    assert [(node.text, node.first_line) for node in text.tree.nodes] == [("Rules", 5), ("Staff must ask.", 6)]


FIELDS = "title: T\nstatus: draft\nowner: {role: Head}\n"
NEVER_CLOSED = {
    # body below the fields, up to a line across the page -> the policy's first words and their line
    "a blank line and prose": ("\nStaff must ask.\n\n", "Staff must ask.", 6),
    "a heading": ("\n## Rules\n\nStaff must ask.\n\n", "Rules", 6),
    "a heading that YAML takes for a comment": ("\n# Rules\n\nStaff must ask.\n\n", "Rules", 6),
    "a stem and its list, which are YAML": ("\nStaff must:\n\n- ask\n- wait\n\n", "Staff must:", 6),
    "a list": ("\n- ask first\n- wait\n\n", "ask first", 6),
    "a table": ("\n| Who | When |\n|---|---|\n| All | noon |\n\n", "Who | When All | noon", 6),
    "a single word": ("\nRules\n\nStaff must ask.\n\n", "Rules", 6),
    "a labelled clause": ("\n3.7 Staff must ask.\n\n", "Staff must ask.", 6),
    "prose at once": ("Staff must ask.\n\nThey may wait.\n\n", "Staff must ask.", 5),
    "a word with a colon": ("\nRules: all of them.\n\nStaff must ask.\n\n", "Rules: all of them.", 6),
}


@pytest.mark.parametrize(("body", "words", "line"), NEVER_CLOSED.values(), ids=NEVER_CLOSED.keys())
def test_a_line_across_the_page_does_not_close_front_matter_that_was_never_closed(
    body: str, words: str, line: int
) -> None:
    text = read(f"---\n{FIELDS}{body}---\n\nThe end.\n")
    assert the_finding(text, "never closed").line == 4
    assert (text.front_matter.title, text.front_matter.status) == ("T", "draft")
    assert (text.tree.nodes[0].text, text.tree.nodes[0].first_line) == (words, line)
    assert text.tree.nodes[-1].text == "The end."


FRONT_MATTER = {
    "comments between fields": "title: T\n\n# Whom\nstatus: draft\n\n## Owner\nowner: {role: Head}\n# The end",
    "a text of several paragraphs": "change_note: |\n  One two.\n\n  Three four.\n" + FIELDS,
    "a quoted text of several paragraphs": FIELDS + 'change_note: "One two.\n\nThree four."',
    "a folded text": FIELDS + "change_note: >-\n\n  One two",
    "groups of fields": FIELDS + "\nreview:\n\n  due: 2027-11\n\nrelated:\n\n- one two\n\n- three",
}


@pytest.mark.parametrize("yaml", FRONT_MATTER.values(), ids=FRONT_MATTER.keys())
def test_blank_lines_and_comments_in_front_matter_do_not_end_it(yaml: str) -> None:
    text = front(yaml)
    assert list(text.findings) == []
    assert [node.text for node in text.tree.nodes] == ["Staff must ask."]


@pytest.mark.parametrize("body", ["Staff must ask.", "\nStaff must ask.\n", "## Rules\n\nStaff must ask.\n"])
def test_a_text_between_two_lines_across_the_page_is_no_front_matter(body: str) -> None:
    text = read(f"---\n{body}\n---\n\nThe end.\n")
    assert the_finding(text, "no front matter").line == 1
    assert "Staff must ask." in [node.text for node in text.tree.nodes]


def test_fields_below_a_blank_line_are_fields_still() -> None:
    text = read("---\ntitle: T\n\nstatus: draft\nowner: {role: Head}\n\nRules\n")
    assert the_finding(text, "never closed").line == 5
    assert text.front_matter.status == "draft"
    assert [(node.text, node.first_line) for node in text.tree.nodes] == [("Rules", 7)]


def test_front_matter_may_end_with_dots() -> None:
    text = read("---\ntitle: T\nstatus: draft\nowner: {role: Head}\n...\nStaff must ask.\n")
    assert list(text.findings) == []
    assert [(node.text, node.first_line) for node in text.tree.nodes] == [("Staff must ask.", 6)]


def test_empty_front_matter_lacks_what_is_required() -> None:
    text = read("---\n---\nStaff must ask.\n")
    assert sorted(finding.code for finding in text.findings) == ["front-matter-invalid"] * 2 + ["owner-missing"]
    assert [(node.text, node.first_line) for node in text.tree.nodes] == [("Staff must ask.", 3)]


@pytest.mark.parametrize("text", [policy(), policy("## A\n\n- b\n- c\n\n> d\n"), policy(audience="[aliens]")])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(text: str) -> None:
    plain = read(text)
    for data in (
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
    ):
        other = read(data)
        assert other.front_matter == plain.front_matter
        assert other.tree.nodes == plain.tree.nodes
        assert other.findings == plain.findings


def test_comments_are_no_values() -> None:
    text = sound("# a note\nversion: 2 # the second")
    assert list(text.findings) == []
    assert text.front_matter.version == "2"


def test_the_place_of_every_value_is_known() -> None:
    places = sound("approved:\n  by: Governors\n  date: 2019-11\nrelated: [a, b]").places
    assert places["title"] == (2, 1)
    assert places["owner.role"] == (4, 9)
    assert places["approved.date"] == (7, 3)
    assert places["related.1"] == (8, 14)
