"""What a clause requires, forbids, advises or permits, whom it binds, and under what conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policybook.language.conditions import conditions
from policybook.language.modality import Modality, modality_of, read_sentences, reading_of, stem_modality
from policybook.language.phrases import GAP, Lexicon, Match, read_lexicon
from policybook.language.sentences import sentences
from policybook.language.splitting import words_of

CASES = Path(__file__).parent / "data" / "modality"


class Labelled(NamedTuple):
    """A clause with the modalities that readers give it."""

    text: str
    stem: str | None
    readers: list[str]


def labelled(name: str) -> list[Labelled]:
    """Read a case file: a list of clauses, each after its modalities; nested items stand under their stem."""
    found: list[Labelled] = []
    above: list[str] = []
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        item = re.match(r"( *)- ((?:`\w+`(?: or )?)+): (.+)", line)
        if item:
            depth = len(item[1]) // 4
            above[depth:] = [item[3]]
            found.append(Labelled(item[3], " ".join(above[:depth]) or None, re.findall(r"`(\w+)`", item[2])))
    return found


def misread(cases: list[Labelled]) -> list[str]:
    read = ((case, modality_of(case.text, case.stem).modality) for case in cases)
    return [
        f"{modality} and not {'/'.join(case.readers)}: {case.text}"
        for case, modality in read
        if modality not in case.readers
    ]


# The share that must be read right where readers agree, and how many clauses there are at least.
FILES = {"acceptable-use.md": (0.98, 400), "other-kinds.md": (0.95, 150)}


@pytest.mark.parametrize("name", FILES)
def test_clauses_are_read_as_readers_do(name: str) -> None:
    share, fewest = FILES[name]
    cases = labelled(name)
    agreed = [case for case in cases if len(case.readers) == 1]
    assert len(agreed) >= fewest
    wrong = misread(agreed)
    assert len(wrong) <= (1 - share) * len(agreed), "\n".join(wrong)
    assert {reader for case in cases for reader in case.readers} == {str(modality) for modality in Modality}


# A sentence, its modality, and the words that show it.
SHOWN = [
    ("Staff must lock their screens.", "must", "must"),
    ("Staff must not share passwords.", "must_not", "must not"),
    ("Staff must therefore never share passwords.", "must_not", "must therefore never"),
    ("Pupils mustn’t run.", "must_not", "mustn’t"),
    ("Pupils can't leave the site.", "must_not", "can't"),
    ("I'll be kind.", "must", "I'll"),
    ("Phones may only be used outside.", "may_only", "may only"),
    ("Smoking is strictly forbidden.", "must_not", "is strictly forbidden"),
    ("Phones are not allowed.", "must_not", "are not allowed"),
    ("Staff are expected to reply.", "should", "are expected"),
    ("Staff are advised not to reply.", "should_not", "are advised not"),
    ("Keys are to be returned.", "must", "are to"),
    ("Visitors are not to be left alone.", "must_not", "are not to"),
    ("Heads have a duty to report.", "must", "have a duty"),
    ("Under no circumstances should keys be lent.", "must_not", "should"),
    ("At no time should keys be lent.", "should_not", "should"),
    ("The school reserves the right to search bags.", "may", "reserves the right"),
    ("Do not run.", "must_not", "Do not"),
    ("Please always sign in.", "must", "sign"),
    ("Never run indoors.", "must_not", "Never run"),
    ("No phones in class.", "must_not", "No"),
    ("Tablets to be wiped weekly.", "must", "to be"),
    ("Avoid shared tables.", "must_not", "Avoid"),
    ("Use your own discretion.", "may", "Use"),
    ("Visitors sign in at the office.", "must", "sign"),
    ("Phones stay off in lessons.", "must", "stay"),
    ("Pupils do not bring toys to school.", "must_not", "do not bring"),
    ("Staff never leave laptops in a car.", "must_not", "never leave"),
    ("Misuse may lead to dismissal.", "none", "may lead"),
    ("Staff may find this hard.", "none", "may find"),
    ("The sun is hot.", "none", ""),
]


@pytest.mark.parametrize(("text", "modality", "words"), SHOWN)
def test_the_words_that_show_it(text: str, modality: str, words: str) -> None:
    reading = modality_of(text)
    assert (reading.modality, text[reading.start : reading.end]) == (modality, words)


# What looks like a rule and is none, beside the same words as a rule.
TOLD_APART = [
    ("Most pupils will use the library.", "none", "Year 6 pupils will use the library.", "must"),
    ("These may include a visit.", "none", "Tutors may include a visit.", "may"),
    ("Messages can be misread.", "none", "Messages can be sent at noon.", "may"),
    ("Files may be lost.", "none", "Files may be deleted.", "may"),
    ("Work will be lost.", "none", "Work will be marked.", "must"),
    ("Anything that may offend is here.", "none", "Anything here may be used.", "may"),
    ("If pupils may leave, the gate is open.", "none", "If it is dry, pupils may leave.", "may"),
    ("Should a child fall ill, ring the office.", "must", "Children should ring the office.", "should"),
    ("The aim is to keep pupils safe.", "none", "The gate is to be kept shut.", "must"),
    ("Access to the site is by the gate.", "none", "Access the site by the gate.", "must"),
    ("Email accounts are closed in July.", "none", "Email the office in July.", "must"),
    ("Staff are not expected to stay.", "none", "Staff are expected not to stay.", "should_not"),
    ("Staff need not stay.", "none", "Staff need to stay.", "must"),
    ("There is a need to stay calm.", "none", "There must be no shouting.", "must_not"),
    ("Rules must not only be fair but clear.", "must", "Rules must not be unfair.", "must_not"),
    ("Replies must be sent no later than noon.", "must", "No reply must be sent after noon.", "must_not"),
    ("Trust is essential to good work.", "none", "It is essential to log off.", "must"),
    ("Nothing here should be read as a promise.", "none", "Nothing here should be removed.", "should_not"),
    ("We use filters.", "none", "We always use filters.", "must"),
    ("The school will not accept liability.", "none", "The school will not accept cash.", "must_not"),
    ("It is likely that staff will be asked.", "none", "It is clear that staff must be asked.", "must"),
    ("The list (pupils may read it) is on the wall.", "none", "Pupils may read the list on the wall.", "may"),
    ("Doors which, once shut, must open are marked.", "none", "Doors must, once shut, open.", "must"),
    ("When phones may be used, it is noisy.", "none", "While phones may be used, it is noisy.", "may"),
    ("This is to protect the school.", "none", "This is to be signed by the school.", "must"),
    ("Games include but are not limited to chess.", "none", "Games are limited to chess.", "may_only"),
    ("Use of the lift is free.", "none", "Use the lift that is free.", "must"),
    ("That includes all staff.", "none", "That all staff are told.", "should"),
    ("Most pupils hand in phones.", "none", "All pupils hand in phones.", "must"),
    ("Visitors usually wear a badge.", "none", "Every visitor wears a badge.", "must"),
    ("Pupils use phones to read.", "none", "Pupils put their phones away.", "must"),
    ("Staff keep up to date.", "none", "Staff keep keys in the safe.", "must"),
    ("Phones that stay off are quiet.", "none", "Mobile phones stay switched off.", "must"),
    ("Lessons stay in room four.", "none", "Bags stay in room four.", "must"),
    ("The nursery keeps a register.", "none", "Parents sign a register.", "must"),
    ("That is more than staff must do.", "none", "Gifts worth more than £25 must be declared.", "must"),
    ("Staff know what they may post.", "none", "Staff know that they may post.", "may"),
]


@pytest.mark.parametrize(("fact", "none", "rule", "modality"), TOLD_APART)
def test_told_apart(fact: str, none: str, rule: str, modality: str) -> None:
    assert (modality_of(fact).modality, modality_of(rule).modality) == (none, modality)


# Whom a sentence binds.
BOUND = [
    ("Staff must reply.", "staff"),
    ("I will reply.", "staff"),
    ("Lock the door.", "staff"),
    ("Pupils must reply.", "pupil"),
    ("In school, children may not run.", "pupil"),
    ("Parents should ring before nine.", "other"),
    ("The Headteacher will reply.", "school"),
    ("The governing body will review this policy.", "school"),
    ("We will reply.", "school"),
    ("Visitors sign in.", "other"),
    ("Children put their phones away.", "pupil"),
    ("Staff of the school must reply.", "staff"),
    ("School laptops must be locked away.", "staff"),
    ("Staff passwords must be long.", "staff"),
    ("Internet use will be monitored.", "school"),
    ("Records will be kept for a year.", "school"),
    ("Files may be checked.", "school"),
    ("Bags may be searched by staff.", "staff"),
    ("Pupils will be taught to be safe.", "school"),
    ("Pupils should be reminded of this.", "school"),
    ("The school requires pupils to wear a tie.", "pupil"),
    ("It is the responsibility of parents to ring.", "other"),
    ("Responsibility for compliance lies with the Principal.", "school"),
    ("Use of phones by pupils must be logged.", "staff"),
]


@pytest.mark.parametrize(("text", "holder"), BOUND)
def test_whom_it_binds(text: str, holder: str) -> None:
    assert modality_of(text).duty_holder == holder


# Wordings of one modality, or threats, from weak to strong.
RISING = [
    ["Posts may lead to dismissal.", "Posts will lead to dismissal."],
    ["Posts could result in action.", "Posts will result in action."],
    ["Lending is discouraged.", "Lending is inadvisable.", "Staff should not lend."],
    ["Staff are asked to sign.", "Staff are advised to sign.", "Staff are expected to sign.", "Staff should sign."],
    ["Staff are responsible for keys.", "Staff will keep keys.", "Staff must keep keys."],
    ["Staff will not lend.", "Staff must not lend."],
]


@pytest.mark.parametrize("texts", RISING)
def test_how_strongly(texts: list[str]) -> None:
    readings = [modality_of(text) for text in texts]
    assert len({(reading.modality, reading.consequence) for reading in readings}) == 1
    strengths = [reading.strength for reading in readings]
    assert strengths == sorted(set(strengths))


@pytest.mark.parametrize(
    ("text", "threatens"),
    [
        ("Misuse may lead to disciplinary action.", True),
        ("Failure to comply will result in a warning.", True),
        ("Damage is a disciplinary matter.", True),
        ("Phones that are seen will be confiscated.", True),
        ("If I break these rules I may not be allowed to use the library.", True),
        ("Breaches must be reported.", False),
        ("The school will not be liable for loss.", False),
        ("Too much noise can interfere with learning.", False),
    ],
)
def test_threats(text: str, threatens: bool) -> None:
    reading = modality_of(text)
    assert reading.consequence is threatens
    assert not threatens or reading.modality is Modality.NONE


# An item, its stem, and what both make.
ITEMS = [
    ("lock screens", "Staff must:", "must"),
    ("share passwords", "Staff should not:", "should_not"),
    ("never share passwords", "Staff should:", "should_not"),
    ("not run", "Pupils may:", "must_not"),
    ("only in the yard", "Pupils may play:", "may_only"),
    ("Phones must be off", "Pupils may:", "must"),
    ("could offend", "Staff must not post anything that:", "must_not"),
    ("names", "The log records:", "none"),
    ("names", "Keep the log safe. The log records:", "none"),
    ("write them down", "Passwords are secret. So staff must not:", "must_not"),
    ("telling others", "Staff must not: break confidence, for example by:", "must_not"),
    ("that they do not shout", "Staff should be advised as follows:-", "should_not"),
    ("that they ask", "Staff should be advised as follows:-", "should"),
    ("Set clear rules", "This policy aims to:", "none"),
    ("Set clear rules", "Tutors will:", "must"),
    ("Wear a tie", "The rules:", "must"),
    ("It may be hard. Ask for help.", "Pupils must not:", "must"),
    ("I will not shout", "I must:", "must_not"),
    ("laser pens", "The following are banned:", "must_not"),
    ("copying films", "Theft is forbidden. This includes but is not limited to:", "must_not"),
    ("Yes, if it is off.", "May I bring a phone?", "may"),
    ("No.", "Do I need a pass?", "none"),
]


@pytest.mark.parametrize(("item", "stem", "modality"), ITEMS)
def test_items_under_their_stem(item: str, stem: str, modality: str) -> None:
    assert modality_of(item, stem).modality == modality


def test_what_the_stem_shows_has_no_words_in_the_item() -> None:
    reading = modality_of("share passwords", "Pupils must not:")
    assert (reading.start, reading.end, reading.negated, reading.duty_holder) == (0, 0, True, "pupil")


def test_only_the_first_sentence_stands_under_the_stem() -> None:
    readings = read_sentences("Lock screens. The keys are red. Pupils may not.", "Staff must:")
    assert [reading.modality for reading in readings] == ["must", "none", "must_not"]


def test_a_stem_gives_the_force_of_its_last_sentence() -> None:
    assert stem_modality("Passwords are to be kept secret. Staff must not:") is Modality.MUST_NOT
    assert modality_of("Passwords are to be kept secret. Staff must not:").modality is Modality.MUST


def test_a_clause_has_the_force_of_its_first_rule() -> None:
    text = "Email may be slow. Misuse may lead to dismissal. Staff should reply. Pupils must not."
    assert modality_of(text).modality is Modality.SHOULD
    assert [reading.modality for reading in read_sentences(text)] == ["none", "none", "should", "must_not"]
    assert modality_of("Email may be slow. Misuse may lead to dismissal.").consequence


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Can I bring a phone? No. It stays at home.", "must_not"),
        ("Can I bring a phone? Yes.", "may"),
        ("Can I bring a phone? Yes, but only in May.", "may_only"),
        ("Must I wear a tie? Yes.", "must"),
        ("Must I wear a tie? No.", "none"),
        ("Can I bring a phone? No, it must stay at home.", "must"),
        ("Who may bring a phone?", "none"),
    ],
)
def test_questions_and_answers(text: str, modality: str) -> None:
    assert modality_of(text).modality == modality


# Sentences.

PARTED = [
    "Ask first. | Then go!",
    "Is it open? | It is.",
    "He said “stop.” | We stopped.",
    "(Ask first.) | Then go.",
    "Use phones, tablets etc. | Ask first.",
    "Use phones, e.g. Android ones, at 3.30 p.m. on Fridays.",
    "See no. 5 and p. 7.",
    "The answer is no. | Ask again.",
    "Ask Mrs A. Smith or Dr. Jones.",
    "See Appendix A. | Then sign.",
    "3. Staff must sign.",
    "b. Staff must sign.",
    "Version 3.7 is old. | {{head}} knows.",
    "Lock the screen; log off; go home.",
    "Staff must lock the screen; | pupils must log off.",
    "Staff must lock the screen; and they must log off.",
    "one. two",
]


@pytest.mark.parametrize("parted", PARTED)
def test_sentences(parted: str) -> None:
    text = parted.replace(" | ", " ")
    assert [text[start:end] for start, end in sentences(text)] == parted.split(" | ")


# Conditions.


def marked() -> list[tuple[str, list[tuple[int, int, bool]]]]:
    """Read the clauses of a case file, in which `[+ ... +]` and `[- ... -]` mark the conditions."""
    found = []
    for line in (CASES / "conditions.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            text, places = "", []
            for at, part in enumerate(re.split(r"\[([+-])(.+?)\1\]", line[2:])):
                if at % 3 == 1:
                    loosens = part == "+"
                    continue
                if at % 3 == 2:
                    places.append((len(text), len(text) + len(part), loosens))
                text += part
            found.append((text, places))
    return found


@pytest.mark.parametrize(("text", "places"), marked(), ids=lambda value: value if isinstance(value, str) else "")
def test_conditions(text: str, places: list[tuple[int, int, bool]]) -> None:
    assert [(found.start, found.end, found.loosens) for found in conditions(text)] == places


def test_the_case_file_has_conditions() -> None:
    assert sum(len(places) for _, places in marked()) >= 50


@pytest.mark.parametrize(("stem", "loosens"), [("Pupils must not:", True), ("Pupils may:", False), (None, True)])
def test_an_exception_binds_whom_the_stem_frees(stem: str | None, loosens: bool) -> None:
    assert [condition.loosens for condition in conditions("leave the site unless a parent agrees", stem)] == [loosens]


# Phrases of a lexicon.


def test_words_keep_their_place() -> None:
    words = words_of("Don’t e-mail İpek")
    assert [(word.text, word.start, word.end) for word in words] == [
        ("don't", 0, 5),
        ("e", 6, 7),
        ("mail", 8, 12),
        ("İpek", 13, 17),
    ]


def found_in(matches: Iterable[Match]) -> list[tuple[str, int, int]]:
    """Return the entry of each phrase, and the words where it begins and ends."""
    return [(match.name, match.first, match.last) for match in matches]


LEXICON = Lexicon({"ban": ["is/are (strictly) banned", "no ... may"], "is": ["is"], "odd": ["banned items", "is"]})


def test_every_entry_finds_its_longest_phrase() -> None:
    words = words_of("it is strictly banned items no big phone may")
    assert found_in(LEXICON.find(words)) == [
        ("is", 1, 2),
        ("odd", 1, 2),
        ("ban", 1, 4),
        ("odd", 3, 5),
        ("ban", 5, 9),
    ]


def test_covering_phrases_do_not_overlap() -> None:
    words = "it is strictly banned items no big phone may is".split()
    assert found_in(LEXICON.cover(words)) == [("ban", 1, 4), ("ban", 5, 9), ("is", 9, 10)]


SPELLED_OUT = {
    "any (of the) staff/pupils": ["any staff", "any pupils", "any of the staff", "any of the pupils"],
    "is/are (strictly) banned": ["is banned", "are banned", "is strictly banned", "are strictly banned"],
    "no-one/none ... (ever) may": ["no one ... may", "no one ... ever may", "none ... may", "none ... ever may"],
    "(all) staff is": ["staff is", "all staff is"],
}


def end_of(phrase: str, words: list[str]) -> int:
    """Return how far a phrase that is spelled out reaches into words that begin with it; 0 where they do not."""
    head, _, tail = (part.split() for part in phrase.partition(" ... "))
    if words[: len(head)] != head:
        return 0
    starts = range(len(head), len(head) + GAP + 1) if tail else [len(head)]
    return max((at + len(tail) for at in starts if words[at : at + len(tail)] == tail), default=0)


PIECES = [[word] for word in "all any are banned ever is may no none of one pupils staff strictly the".split()]
PIECES += [phrase.split() for phrases in SPELLED_OUT.values() for phrase in phrases]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(lambda pieces: [word for piece in pieces for word in piece]))
def test_choices_stand_for_every_phrase_that_they_spell(words: list[str]) -> None:
    entries = {phrase: [phrase] for phrase in SPELLED_OUT}
    lexicon = Lexicon(entries)
    expected = {
        (name, first, first + end)
        for name, phrases in SPELLED_OUT.items()
        for first in range(len(words))
        if (end := max(end_of(phrase, words[first:]) for phrase in phrases))
    }
    assert set(found_in(lexicon.find_in(words))) == expected
    covered = []
    for first in range(len(words)):
        last = max((end for _, start, end in expected if start == first), default=0)
        if last and (not covered or first >= covered[-1][1]):
            covered.append((first, last))
    assert [place[1:] for place in found_in(Lexicon(entries).cover(words))] == covered
    assert set(found_in(lexicon.find_in(words))) == expected, "a text reads the same the second time"


@pytest.mark.parametrize("phrase", ["(maybe)", "... no", "two (", "", "(a) (b)"])
def test_phrases_that_cannot_be_read(phrase: str) -> None:
    with pytest.raises(ValueError, match="this phrase"):
        Lexicon({"x": [phrase]})


def strings(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        for below in part.values():
            yield from strings(below)
    elif isinstance(part, list):
        yield from part
    else:
        yield part


@pytest.mark.parametrize("name", ["modality", "conditions", "changes"])
def test_yaml_took_no_word_for_something_else(name: str) -> None:
    assert [word for word in strings(read_lexicon(name)) if not isinstance(word, str)] == []


@pytest.mark.parametrize("part", ["parties", "commands", "sanctions", "openers"])
def test_a_lexicon_has_no_word_twice(part: str) -> None:
    words = list(strings(read_lexicon("modality")[part]))
    assert sorted(words) == sorted(set(words))


def test_what_is_looked_up_word_by_word_has_one_word() -> None:
    phrases = {"states", "rulings", "verbs", "orders", "duties", "negations", "parties", "openers", "fillers"}
    phrases |= {"short", "negated", "limits", "aims", "sanctions", "breaches"}
    lists = {name: words for name, words in read_lexicon("modality").items() if name not in phrases}
    assert {name: word for name, words in lists.items() for word in strings(words) if len(words_of(word)) != 1} == {}


def test_a_sentence_without_end_takes_no_time() -> None:
    text = "they may lead to dismissal, unless agreed, if not " * 4000
    assert modality_of(text).consequence
    assert 0 < len(conditions(text)) < 500


# What holds of every text.

PARTS = [
    "staff", "pupils", "the school", "nobody", "no", "not", "never", "only", "must", "may", "will be", "should",
    "is forbidden", "are expected to", "unless", "where possible", "that", "which", "if", "(", ")", ",", ";", ":", ".",
    "?", "e.g.", "“", "”", "don’t", "cannot", "I'll", "is to", "to be", "responsibility", "lies with", "need", "say",
    "use", "Report", "discipline", "breach", "yes", "one", "and", "or", "without", "permission", "subject to", "of",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PARTS), max_size=14).map(" ".join), st.text(max_size=60))


@given(TEXTS, st.none() | TEXTS)
@example("", "")
@example("İ must not İ", None)
@example("I", None)
@example("that", ":")
@example("only", "may:-")
def test_any_text_is_read(text: str, stem: str | None) -> None:
    spans = sentences(text)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "").split() == text.replace(" ", "").split()
    readings = read_sentences(text, stem)
    assert len(readings) == len(spans)
    for reading, (start, end) in zip(readings, spans, strict=True):
        assert (reading.start, reading.end) == (0, 0) or start <= reading.start < reading.end <= end
        assert reading.modality is Modality.NONE or reading.strength > 0
        alone = text[start:end]
        assert [reading_of(alone, stem)] == [*read_sentences(alone, stem)] or len(sentences(alone)) > 1
    assert modality_of(text, stem) in {*readings, modality_of("")}
    found = conditions(text, stem)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert (read_sentences(text, stem), conditions(text, stem)) == (readings, found)


def test_a_main_clause_that_never_comes_is_no_error() -> None:
    stem = "For schools and services, this line and they phone,"
    assert modality_of("have an agreement on use (AUP) in place;", stem).modality is Modality.MUST
