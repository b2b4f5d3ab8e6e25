"""What a text speaks of, and the lines of a catalogue that recognise topics and rules in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from language_cases import anything
from policybook.comparing.catalogue import Binds, Catalogue, Subject, read_line
from policybook.comparing.recognising import Recogniser, Where
from policybook.language.concepts import GROUPS, Concepts, common_phrases, forms_of, group_of
from policybook.language.phrases import read_lexicon


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    return Concepts(common_phrases())


@pytest.mark.parametrize(
    ("group", "phrase", "forms"),
    [
        ("acts", "copy", "copy copies copied copying"),
        ("acts", "share", "share shares shared sharing"),
        ("acts", "log off", "log off, logs off, loged off, loging off, logged off, logging off"),
        ("acts", "take", "take takes taked taking took taken"),
        ("acts", "agree", "agree agrees agreeed agreeing"),
        ("things", "memory stick", "memory stick, memory sticks"),
        ("things", "box", "box boxes"),
        ("people", "child", "child children childs"),
        ("people", "pupil/body", "pupil/pupils/body/bodies"),
        ("circumstances", "we", "we"),
    ],
)
def test_forms(group: str, phrase: str, forms: str) -> None:
    expected = forms.split(", " if "," in forms else " ")
    assert forms_of(group, phrase) == expected


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("Staff share passwords.", {"staff", "share", "password"}, set()),
        ("A former pupil wrote.", {"former-pupil"}, {"pupil"}),
        ("Past or present pupils wrote.", {"former-pupil", "pupil"}, set()),
        ("Do not give out contact details.", {"share", "contact-details"}, {"contact"}),
        ("Stay in touch by means of a letter.", set(), {"this-policy"}),
        ("A USB-stick was lost.", {"removable-media", "loss"}, set()),
        ("School’s own systems", {"official-channel"}, set()),
    ],
)
def test_the_longest_phrase_hides_what_lies_in_it(
    concepts: Concepts, text: str, shown: set[str], hidden: set[str]
) -> None:
    found = {mention.concept for mention in concepts.find(text)}
    assert shown <= found
    assert not hidden & found


def test_mentions_are_words_of_the_text(concepts: Concepts) -> None:
    text = "Ex-pupils aren’t pupils."
    found = {mention.concept: text[mention.start : mention.end] for mention in concepts.find(text)}
    assert found["former-pupil"] == "Ex-pupils"
    assert found["pupil"] == "pupils"


@given(anything)
def test_any_text_can_be_read(concepts: Concepts, text: str) -> None:
    for mention in concepts.find(text):
        assert 0 <= mention.start < mention.end <= len(text)


def test_every_concept_has_one_group() -> None:
    lexicon = read_lexicon("concepts")
    names = [name for group in GROUPS for name in lexicon[group]]
    assert len(names) == len(set(names))
    assert all(group_of(name) for name in names)
    assert not group_of("no-concept")


# Lines.


def test_a_line() -> None:
    line = read_line("=password  share/'give away' !compromised")
    assert line.shown == (("password",), ("share", "'give away'"))
    assert line.own == {("password",)}
    assert line.absent == {"compromised"}
    assert line.text == "=password share/'give away' !compromised"


@pytest.mark.parametrize("text", ["", "!password", "password |", "'open", "Password"])
def test_what_is_no_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|names nothing"):
        read_line(text)


def recognise(line: str, sentence: str, *, stem: str = "", heading: str = "", binds: Binds = Binds.STAFF) -> str | None:
    """Return the words by which one line recognises a sentence; None where it does not."""
    rule = Subject("a-rule", "A rule", topic="a-topic", says=(read_line(line),), binds=binds)
    recogniser = Recogniser(Catalogue("kind", (), (rule,)))
    shown = {
        **recogniser.shown(heading, Where.HEADING),
        **recogniser.shown(stem, Where.STEM),
        **recogniser.shown(sentence, Where.SENTENCE),
    }
    found = recogniser.recognise(shown, pupils=binds is Binds.PUPILS)
    return ", ".join(word.words for word in found[0].words) if found else None


@pytest.mark.parametrize(
    ("line", "around", "sentence", "words"),
    [
        ("password share", {}, "Never share a password.", "password, share"),
        ("password share", {}, "Never share a tablet.", None),
        ("password share !emergency", {}, "In an emergency, share the password.", None),
        ("password share/'jot down'", {}, "Do not jot down a password.", "password, jot down"),
        # A heading lends what is spoken of, not what is said of it; and never all of a line.
        ("password share", {"heading": "Passwords"}, "Do not share these.", "Passwords, share"),
        ("password share", {"heading": "Sharing"}, "Keep the password.", None),
        ("password share", {"heading": "Sharing passwords"}, "Ask first.", None),
        ("=password share", {"heading": "Passwords"}, "Do not share these.", None),
        # A stem lends acts too, but no quality of its own.
        ("password share", {"stem": "Do not share:"}, "your password", "password, share"),
        ("password doubt", {"stem": "In doubt:"}, "ask for a password", None),
    ],
)
def test_lines_recognise(line: str, around: dict[str, str], sentence: str, words: str | None) -> None:
    assert recognise(line, sentence, **around) == words


def test_an_unknown_concept_is_refused() -> None:
    rule = Subject("a", "A", topic="b", says=(read_line("password no-such-thing"),))
    with pytest.raises(ValueError, match="“no-such-thing” is no concept"):
        Recogniser(Catalogue("kind", (), (rule,)))


def test_no_phrase_of_the_lexicon_is_for_nothing() -> None:
    """Every common concept recognises something in some catalogue of this book, or tells whom a clause binds."""
    from conftest import ROOT
    from policybook.book.topics import read_topics

    used = {"staff-act", "pupils-act", "about-pupils"}
    for path in (ROOT / "policies/topics").glob("*.yml"):
        file = read_topics(path.read_bytes(), path.stem)
        used |= {name for line in file.catalogue.lines for name in line.concepts}
    assert not {name for name in common_phrases() if name not in used}
    assert not [name for name in used if re.search("[A-Z ]", name) and not name.startswith("'")]
