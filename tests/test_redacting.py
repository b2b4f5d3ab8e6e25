"""Names that give way to roles, and words that look like names and stay."""

from __future__ import annotations

import re

import pytest

from policybook.book.redacting import Redactor, known_people

PEOPLE = (
    ("Tomas Quillfeather", "Headteacher"),
    ("Tomas Quillfeather", "Designated Safeguarding Lead"),
    ("Mrs A. Merrow (deputy)", "Deputy Headteacher"),
    ("Siân O'Dowd", "ICT Manager"),
    ("Alistair West", "Network Manager"),
    ("A. Head", "Head of Music"),
    ("J. Tarrant and K. Ollerby", "Governor"),
    ("Sam Tarrant", "Caretaker"),
    ("Full Governing Body", "Governors"),
    ("Emma Champion", "Librarian"),
    ("Catering Manager", "Catering Manager"),
    ("Zed", "Cook"),
    ("Una Nayland", ""),
)
TEXTS = ("Ask the head of year, who looks west; gates are locked.",)


@pytest.fixture(scope="module")
def names() -> Redactor:
    return Redactor(known_people(PEOPLE), TEXTS)


GONE = (
    ("Ask Tomas Quillfeather first.", "Ask the Headteacher first."),
    ("Tomas Quillfeather decides.", "The Headteacher decides."),
    ("TOMAS QUILLFEATHER, or tomas quillfeather", "Headteacher, or the Headteacher"),
    ("Ask Tomas\n  Quillfeather.", "Ask the Headteacher."),
    ("**Tomas** Quillfeather's room", "**Headteacher**'s room"),
    ("<b>Tomas</b>&nbsp;Quillfeather", "<b>Headteacher</b>"),
    ("Tomas J. Quillfeather", "Headteacher"),
    ("T. Quillfeather; T.J. Quillfeather; T Quillfeather", "Headteacher; Headteacher; Headteacher"),
    ("Quillfeather, Tomas", "Headteacher"),
    ("Mr Quillfeather; Mr. T. Quillfeather; Mr Tomas Quillfeather", "Headteacher; Headteacher; Headteacher"),
    ("Ask Quillfeather.", "Ask the Headteacher."),
    ("Thomas Quillfeather", "Headteacher"),
    ("the Headteacher, Tomas Quillfeather, decides", "the Headteacher decides"),
    ("the Headteacher (Tomas Quillfeather)", "the Headteacher"),
    ("the designated safeguarding lead (Mr Quillfeather)", "the designated safeguarding lead"),
    ("Tomas Quillfeather (Headteacher) decides", "Headteacher decides"),
    ("Headteacher Mr Quillfeather", "Headteacher"),
    ("our Tomas Quillfeather", "our Headteacher"),
    ("Amanda Merrow, Mrs Merrow and A Merrow", "Deputy Headteacher, Deputy Headteacher and the Deputy Headteacher"),
    ("Sian O’Dowd, Siân O&#39;Dowd", "ICT Manager, ICT Manager"),
    ("Alistair West and Mr West go west", "The Network Manager and the Network Manager go west"),
    ("A. Head, Mrs Head", "Head of Music, Head of Music"),
    ("Ask K. Ollerby", "Ask the Governor"),
    ("Ask Sam Tarrant, or J. Tarrant", "Ask the Caretaker, or the Governor"),
    ("Ask Mr Tarrant", "Ask a member of staff"),
    ("Ask Una Nayland", "Ask a member of staff"),
    ("Ask Emma Champion", "Ask the Librarian"),
    ("Zed cooks", "The Cook cooks"),
    ("Write to tomas.quillfeather@hill.uk, tquillfeather@hill.uk or quillfeathert@hill.uk.",
     "Write to Headteacher, Headteacher or Headteacher."),
    ("<tomas.quillfeather@hill.uk> and https://hill.uk/staff/tomas-quillfeather/", "Headteacher and Headteacher"),
)  # fmt: skip
"""A text, and what it is without names."""


@pytest.mark.parametrize(("text", "expected"), GONE, ids=[text for text, _ in GONE])
def test_roles_stand_in_the_place_of_names(names: Redactor, text: str, expected: str) -> None:
    assert names.words(text) == expected


STAYS = (
    "A Head of year decides; the Head decides; any Head may.",
    "West of the gate stands West House.",
    "Quillfeather Road, and Sarah Quillfeather who is nobody here",
    "the Full Governing Body and the Catering Manager",
    "zed is a letter",
    "tomas went out",
    "policies@hill.uk and https://hill.uk/quill",
    "Quillfeatherstone",
)
"""Texts that name nobody who is known, and a namesake of whom nothing is known."""


@pytest.mark.parametrize("text", STAYS)
def test_what_is_no_name_stays(names: Redactor, text: str) -> None:
    assert names.words(text) == text


def test_a_surname_that_the_book_writes_as_a_word_stands_for_nobody_alone() -> None:
    people = known_people([("Ida Lantern", "Caretaker")])
    said = "Lantern parades need consent; ask Ida Lantern."
    assert Redactor(people, ()).words(said).startswith("The Caretaker parades")
    assert Redactor(people, ("a lantern for every child",)).words(said).startswith("Lantern parades")


RECORDED = (
    ("Maria de Souza", "Ask Mrs de Souza, M. de Souza or Mrs Souza.", "Ask X, X or X."),
    ("Mr J. van der Berg", "Ask J van der Berg, MR VAN DER BERG or van der Berg.", "Ask X, X or X."),
    ("Ada Sterne-Wick", "Ask Ada Sterne‑Wick, Mrs Sterne Wick or Ms STERNE-WICK.", "Ask X, X or X."),
    ("Ada O'Dowd", "Ask Mrs ODowd, Ada O Dowd or O’Dowd.", "Ask X, X or X."),
    ("Dr Ada Merrow MBE", "Ask Ada Merrow or Dr Merrow; MBE is an honour.", "Ask X or X; MBE is an honour."),
    ("Ada Merrow, BSc, PhD", "Ask Ada Merrow or Mrs Merrow.", "Ask X or X."),
    ("Merrow, Ada", "Ask Ada Merrow or Mrs Merrow.", "Ask X or X."),
    ("Merrow, Mrs A.", "Ask Amy Merrow or Mrs Merrow.", "Ask X or X."),
    ("Mrs Merrow, Mr Tarrant", "Ask Mrs Merrow or Mr Tarrant.", "Ask X or X."),
    ("Ada Merrow, Chair of Governors", "Ask Ada Merrow; the Governors meet.", "Ask X; the Governors meet."),
    ("Ada Ma", "Ask Mrs Ma.", "Ask X."),
    ("Mr Li", "Ask Mr Li. Li agrees.", "Ask X. X agrees."),
)
"""How a directory has a name, a text, and what it is without names, where X is the role."""


@pytest.mark.parametrize(
    ("recorded", "text", "expected"), RECORDED, ids=[f"{one}: {text}" for one, text, _ in RECORDED]
)
def test_however_a_directory_writes_a_name(recorded: str, text: str, expected: str) -> None:
    told = Redactor(known_people([(recorded, "Clerk")]), ()).words(text)
    assert re.sub("(?:[Tt]he )?Clerk", "X", told) == expected


SLUGS = (
    ("tomas-quillfeather-decides", "headteacher-decides"),
    ("mr-quillfeather", "headteacher"),
    ("quillfeather_tomas.docx", "headteacher.docx"),
    ("tquillfeather", "headteacher"),
    ("a-head-of-year", "a-head-of-year"),
    ("west-gate", "west-gate"),
    ("stomasquillfeathers", "stomasquillfeathers"),
)


@pytest.mark.parametrize(("text", "expected"), SLUGS)
def test_ids_and_file_names(names: Redactor, text: str, expected: str) -> None:
    assert names.slug(text) == expected
    assert names.tells(text) == (text != expected)
