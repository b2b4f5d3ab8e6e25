"""How a sentence hangs together: its main clause, where a word stands, who is spoken of, and what is negated.

No full grammar: word classes that are closed, and rules of thumb for the rest, each with the wording that asked for it.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

from policybook.language.cues import Cue, Sentence, vocabulary
from policybook.language.phrases import read_lexicon
from policybook.language.splitting import STOPS

Subject = Literal["staff", "school", "pupil", "other", "me", "thing"]
"""Who or what a clause speaks of: a party, the writer, or anything else."""

PRONOUNS: Final = frozenset("i we you they he she it this these those that which there who".split())
THINGS: Final = frozenset("it this these that which there".split())
BE: Final = frozenset("is are be been being was were am remain remains".split())
DETERMINERS: Final = frozenset(
    "the a an all any each every our their its your my his her other some many most such no another new former current"
    " own individual senior certain several both".split()
)
PREPOSITIONS: Final = frozenset(
    "in at of from by to on with for within outside into about among between under over during upon via near without"
    " towards against through as than".split()
)
_JOINTS: Final = STOPS | frozenset("and or nor but so then".split())
_ADVERBS: Final = frozenset(
    "also always therefore then however still ever even just both each now thus accordingly too otherwise again often"
    " instead further furthermore moreover sometimes together jointly already soon rather either all at any time times"
    " themselves himself herself well duly please hence almost very so as far possible".split()
)
_NO_ADVERBS: Final = frozenset("apply supply reply rely comply multiply family assembly only".split())
_IRREGULAR: Final = frozenset(
    "taken made sent kept given brought left lent worn shown held done seen read put set sold bought built found told"
    " written drawn driven chosen thrown shut cut hidden stolen lost broken withdrawn met paid run spoken taught caught"
    " sought hung fed eaten stuck undertaken dealt led said laid hurt upset let understood".split()
)
_CONCEDING: Final = frozenset("while whilst although though whereas".split())
_ASKING: Final = frozenset("what how whether why".split())
_WHO: Final = frozenset("who whoever".split())
_BEFORE_A_VERB: Final = DETERMINERS | PRONOUNS | PREPOSITIONS | frozenset("or and member".split())
"""What may stand between an opener and its verb besides parties and one more noun: "material that you may"."""
_BEFORE_A_NO: Final = BE | PREPOSITIONS | DETERMINERS | frozenset("have has had or do".split())
_INSERTED: Final = 12
"""How many words may stand between two commas, or in brackets, inside a verb: "may, where possible, use"."""
_SOON: Final = 5
"""Among how many words the one stands that names a party: "may be used only by staff"."""
_PARTIES: Final[dict[str, Literal["staff", "school", "pupil", "other"]]] = {
    "school": "school",
    "pupil": "pupil",
    "other": "other",
}


class Place(Enum):
    """Where in a sentence a rule stands."""

    MAIN = "main"
    ASIDE = "aside"
    """In a clause that speaks where the main one does not: "while phones are allowed, ..."."""
    LEADING = "leading"
    """In what looked like a clause that leads, and speaks where nothing else does."""
    INSIDE = "inside"
    """In a clause that is part of a thing: "material that may offend", "if pupils may leave"."""


def is_adverb(word: str) -> bool:
    """Return whether a word may stand between a verb and what belongs to it."""
    return word in _ADVERBS or (word.endswith("ly") and word not in _NO_ADVERBS)


def is_participle(word: str) -> bool:
    """Return whether a word after "be" tells what is done."""
    return word.endswith("ed") or word in _IRREGULAR


def main_clause(sentence: Sentence) -> int:
    """Return the first word after a clause that leads the sentence: "If a fault occurs, | staff must ..."."""
    words = sentence.words
    first = 1 if words[:1] in (["and"], ["but"], ["however"]) else 0
    if not (sentence.kind_at(first) == "openers" or words[first : first + 1] == ["should"]):
        return 0
    if "," not in words[first + 1 :]:
        return 0
    at = words.index(",", first + 1) + 1
    while words[at : at + 1] in (["or"], ["and"]) and "," in words[at:]:
        at = words.index(",", at) + 1  # "if a phone rings, or when it lights up, ..."
    return at if at < len(words) else 0


def place_of(sentence: Sentence, at: int, main: int) -> Place:
    """Return where the verb that begins at a word stands.

    Args:
        sentence: The sentence.
        at: The first word of the verb.
        main: The first word of the main clause.
    """
    words = sentence.words
    if at < main:
        if words[0] in _CONCEDING:
            return Place.ASIDE
        # The comma may have ended the main clause: "When out, the nursery's phone will be used, it has no camera".
        return Place.LEADING if place_of(sentence, at, 0) is Place.MAIN else Place.INSIDE
    if words[:at].count("(") > words[:at].count(")"):
        return Place.INSIDE
    # Back over what can be the verb's subject: an opener before it makes the verb part of a clause inside.
    unknown = 0
    for back in range(at - 1, main - 1, -1):
        word = words[back]
        cue = sentence.at.get(back) or sentence.at.get(back - 1)
        kind = "" if cue is None or cue.last <= back else cue.kind
        if kind == "modals":
            return Place.MAIN
        if word in _ASKING and back > 0:
            is_over = "to" in {words[back + 1], *words[back + 3 : back + 4]} or _is_told(sentence, back, at, main)
            return Place.MAIN if is_over else Place.INSIDE
        if cue is not None and kind == "openers" and cue.last == back + 1 and not _is_compared(words, back):
            return _opened(sentence, cue, back, at, main, unknown)
        if word in STOPS:
            return Place.INSIDE if word == "," and _goes_on(sentence, back, main) else Place.MAIN
        if kind != "parties" and word not in _BEFORE_A_VERB and not is_adverb(word):
            unknown += 1
            if (unknown > 1 or word.endswith("ing")) and _ASKING.isdisjoint(words[main:back]):
                return Place.MAIN
    return Place.MAIN


def _opened(sentence: Sentence, opener: Cue, back: int, at: int, main: int, unknown: int) -> Place:
    """Return the place of a verb whose subject an opener stands before, at `back`."""
    words = sentence.words
    word, before = words[back], words[back - 1]
    if before in {"one", "ones"}:
        return Place.ASIDE  # "is the only one that should be used"
    if word == "that" and opener.value == "relative":
        if before in vocabulary("supposing") or (back == at - 1 and back > main):
            return Place.INSIDE
        if back == main or before in vocabulary("saying") or before in _JOINTS:
            return Place.MAIN
    return Place.MAIN if unknown and opener.value == "relative" and word != "whose" else Place.INSIDE


def _is_told(sentence: Sentence, asking: int, at: int, main: int) -> bool:
    """Return whether what is asked has a verb of its own: "whoever is unsure what a rule means | must ask"."""
    words = sentence.words
    verb, before = words[at - 1], words[at - 2]
    ends = verb.endswith("s") and at - 1 > asking + 1 and before not in DETERMINERS | PREPOSITIONS
    return ends and sentence.kind_at(at - 1) != "parties" and not _WHO.isdisjoint(words[main:asking])


def _is_compared(words: list[str], at: int) -> bool:
    """Return whether a "than" has a number behind it, and so opens no clause: "fewer than | three adults must"."""
    if words[at] != "than" or at + 1 >= len(words):
        return False
    following = words[at + 1]
    return following[0].isdigit() or following in read_lexicon("quantities")["numbers"]


def _goes_on(sentence: Sentence, comma: int, main: int) -> bool:
    """Return whether a clause goes on after words between commas: "sites which, used with care, | should"."""
    words = sentence.words
    for back in range(comma - 1, max(main, comma - _INSERTED), -1):
        if words[back] == ",":
            said = words[back - 1] == "that" and words[back - 2] in vocabulary("saying")
            return sentence.kind_at(back - 1) == "openers" and not said
    return False


def after(sentence: Sentence, at: int) -> tuple[int, bool, bool]:
    """Return the next word that is no adverb and not inserted, and whether a "not" and an "only" stand before it."""
    words = sentence.words
    size = len(words)
    negated = only = False
    while at < size:
        word = words[at]
        if word in {"not", "never"}:
            merely = words[at + 1 : at + 2] in (["only"], ["just"], ["merely"])
            at += merely
            negated = negated or not merely
        elif word == "only":
            only = True
        elif word in {",", "("}:
            close = "," if word == "," else ")"
            if close not in words[at + 1 : at + _INSERTED]:
                break
            at = words.index(close, at + 1)
        elif sentence.kind_at(at) == "negations" and sentence.at[at].value != "nobody":
            negated = True
            at = sentence.at[at].last - 1
        elif not is_adverb(word):
            break
        at += 1
    return at, negated, only


def negation_before(sentence: Sentence, at: int, main: int) -> str:
    """Return which negation stands before a verb; nothing for none.

    Returns:
        "nobody" ("no member of staff may"), "never" ("at no time should staff") or "on_no_account".
    """
    words = sentence.words
    for cue in sentence.cues:
        if cue.first >= at:
            break
        if cue.kind != "negations" or cue.first < main or cue.value == "not":
            continue
        if cue.value in {"never", "on_no_account"}:
            return cue.value
        before = words[cue.first - 1]
        begins = (
            cue.first == main
            or before in _JOINTS - {"or"}
            or before == "that"
            or is_adverb(before)
            # "To prevent loss of data no equipment should be attached": the clause that leads has no comma.
            or (words[main] == "to" and before not in _BEFORE_A_NO)
        )
        if begins and _negates(words, cue):
            return cue.value
    return ""


def nothing_at(sentence: Sentence, place: int) -> bool:
    """Return whether a "no" stands at a word: "will take | no photographs"."""
    cue = sentence.at.get(place)
    return cue is not None and cue.kind == "negations" and cue.value == "nobody" and _negates(sentence.words, cue)


def _negates(words: list[str], no: Cue) -> bool:
    """Return whether a "no" negates: not in "no later than", nor as an answer."""
    following = words[no.last] if no.last < len(words) else ","
    return following not in STOPS and following not in vocabulary("no_negation_before")


def stands_for_if(sentence: Sentence, should: Cue) -> bool:
    """Return whether a "should" stands for "if": "should this become necessary"."""
    words, first = sentence.words, should.first
    following = words[should.last] if should.last < len(words) else ""
    before = words[first - 1] if first else ","
    if before in _JOINTS and before != ",":
        return False
    opens = following in PRONOUNS or following in DETERMINERS or sentence.kind_at(should.last) == "parties"
    return opens and (before in STOPS or following in PRONOUNS or following in {"a", "an", "any"})


def subject_of(sentence: Sentence, start: int, end: int) -> Subject:
    """Return who or what the clause speaks of that begins at a word and has its verb at another."""
    words = sentence.words
    at = end - 1
    while at >= start and is_adverb(words[at]):
        at -= 1
    before = words[at] if at >= start else ""
    if at > start and before in {"and", "or", "but"}:
        # "Phones can distract and may offend": the subject is that of the verb before.
        earlier = [cue.first for cue in sentence.cues if cue.kind == "modals" and start < cue.first < at]
        if earlier:
            return subject_of(sentence, start, earlier[0])
    if before == "i":
        return "me"
    if before == "we":
        return "school"
    if before in THINGS:
        return "thing"
    nobody = skipped = False
    for cue in sentence.cues:
        if not start <= cue.first < end:
            continue
        nobody = nobody or (cue.kind == "negations" and words[cue.last - 1] in {"nobody", "one"})
        if cue.kind == "parties":
            at = cue.first - 1
            while at >= start and words[at] in DETERMINERS:
                at -= 1
            # "Use by staff or pupils may": those are not its subject.
            skipped = at >= start and (words[at] in PREPOSITIONS or (skipped and words[at] in {"and", "or"}))
            if not skipped and (cue.last >= end or _ends_a_name(sentence, cue.last)):
                return party(cue.value)
    return "staff" if nobody or before in {"they", "he", "she", "you"} else "thing"


def _ends_a_name(sentence: Sentence, at: int) -> bool:
    """Return whether what stands before a word is whole: "staff | in school", but not "staff | passwords"."""
    word = sentence.words[at]
    return (
        word in PREPOSITIONS
        or word in _JOINTS
        or is_adverb(word)
        or word.endswith(("ing", "ed"))
        or sentence.kind_at(at) not in {"", "parties"}
    )


def party(name: str) -> Literal["staff", "school", "pupil", "other"]:
    """Return a party by its name in the lexicon or a subject; staff where it is none."""
    return _PARTIES.get(name, "staff")


def party_after(sentence: Sentence, word: str, at: int) -> str:
    """Return the party that a word near another names, as the lexicon names it: "by the school"; nothing for none."""
    words = sentence.words
    if word not in words[at : at + _SOON]:
        return ""
    named = words.index(word, at) + 1
    while named < len(words) and words[named] in DETERMINERS:
        named += 1
    return sentence.at[named].value if sentence.kind_at(named) == "parties" else ""
