"""The force of words besides modal verbs: "is forbidden", "are to", "has to", "the school requires", "is a duty of"."""

from __future__ import annotations

from typing import Final

from policybook.language.cues import Cue, Sentence, vocabulary
from policybook.language.force import OPPOSITE, Force, Modality, disclaims, within_limits
from policybook.language.grammar import (
    BE,
    DETERMINERS,
    PREPOSITIONS,
    THINGS,
    after,
    is_adverb,
    negation_before,
    nothing_at,
    party,
    party_after,
    subject_of,
)
from policybook.language.splitting import STOPS

_BETWEEN: Final = frozenset("not never only be no longer made a considered deemed regarded as".split())
"""What may stand between "is" and a state besides adverbs: "is no longer considered acceptable"."""
_NEAR: Final = 4
"""Among how many words after it a verb names those whom it binds."""


def state_force(sentence: Sentence, cue: Cue, main: int) -> Force | None:
    """Read "is forbidden", "are expected to", "will not be allowed"."""
    words = sentence.words
    at, denied = cue.first - 1, False
    while at >= 0 and (is_adverb(words[at]) or words[at] in _BETWEEN):
        denied = denied or words[at] in {"not", "never"}
        at -= 1
    first = max(at, 0)
    being = at >= 0 and (words[at] in BE or (sentence.kind_at(at) == "modals" and "be" in words[at : cue.first]))
    if not being and not _stands_without_verb(sentence, cue, denied):
        return None
    following = words[cue.last] if cue.last < len(words) else ""
    if following in {"to", "for", "in"} and words[cue.last - 1] in vocabulary("judgements") and words[at - 1] != "it":
        return None  # "are essential to good teaching" states a fact, "it is essential to" a rule
    if [*words[cue.first : cue.last], following] == ["advised", "that"] and _has_modal(sentence, cue.last):
        return None  # "are advised that they must not": what they are told tells
    negation = negation_before(sentence, cue.first, main)
    denied = denied or bool(negation)
    holder = party(subject_of(sentence, main, first))
    modality = Modality(cue.value)
    if denied and modality is Modality.MAY_ONLY:
        return None  # "includes but is not limited to"
    if denied:
        if " ".join(words[cue.first : cue.last]) in vocabulary("negated"):
            return Force(Modality.NONE, 2, first, cue.last, True, holder)
        if modality is Modality.MAY and _is_threat(sentence, first):
            likely = 1 if "may" in words[first : cue.first] else 3
            return Force(Modality.NONE, likely, first, cue.last, True, holder, consequence=True)
        modality = OPPOSITE[modality]
    turned, only, last = _turned(sentence, cue)
    if turned and modality in {Modality.MUST, Modality.SHOULD}:
        modality = OPPOSITE[modality]
    modality = within_limits(sentence, modality, only=only)
    return Force(modality, cue.strength, first, last, denied or turned, holder)


def _turned(sentence: Sentence, cue: Cue) -> tuple[bool, bool, int]:
    """Return whether what follows a state turns it ("advised not to"), an "only" in it, and the end of its words."""
    words = sentence.words
    to = cue.last + (words[cue.last : cue.last + 1] == ["to"])
    _, turned, only = after(sentence, to)
    within = "not" in words[cue.first : cue.last]
    avoids = to > cue.last and words[to : to + 1] in (["avoid"], ["refrain"])
    last = cue.last + (words[cue.last : cue.last + 2] == ["not", "to"])
    return turned or within or avoids or _that_not(words, cue.last), only, last


def verb_force(sentence: Sentence, cue: Cue, main: int) -> Force | None:
    """Read "has to", "agree to", "the school requires", "reserves the right"."""
    words = sentence.words
    before = words[cue.first - 1] if cue.first else ""
    if cue.kind == "rulings" and (before == "to" or not _rules(sentence, main, cue.first)):
        return None
    if words[cue.first] in {"need", "needs"} and (
        # A noun; what "we need to" do, which explains; what is lacked.
        before in DETERMINERS or before == "we" or words[cue.last : cue.last + 1] in (["have"], ["know"], ["learn"])
    ):
        return None
    if words[cue.last - 1] == "with" and not disclaims(words):
        return None  # "the decision lies with": only a responsibility binds
    if cue.kind == "rulings":
        holder = party(_named(sentence, cue.last, cue.last + _NEAR))  # "the school requires pupils to"
    else:
        holder = party(party_after(sentence, "with", cue.last - 1) or subject_of(sentence, main, cue.first))
    if before == "not" or words[cue.first : cue.last] == ["need", "not"] or disclaims(words[cue.last : cue.last + 3]):
        return Force(Modality.NONE, 2, cue.first, cue.last, True, holder)
    _, turned, only = after(sentence, cue.last)
    turned = turned or _that_not(words, cue.last) or any(nothing_at(sentence, cue.last + n) for n in (0, 1))
    negated = bool(negation_before(sentence, cue.first, main)) != turned
    modality = Modality(cue.value)
    if negated:
        modality = OPPOSITE[modality]
    modality = within_limits(sentence, modality, only=only)
    return Force(modality, cue.strength, cue.first, cue.last, negated, holder)


def order_force(sentence: Sentence, cue: Cue, main: int) -> Force | None:
    """Read "phones are to be switched off"; not "the aim is to", nor "this is to protect the school"."""
    words = sentence.words
    following = words[cue.last] if cue.last < len(words) else ""
    aims = any(mark.name == "aims" and mark.first < cue.first for mark in sentence.marks)
    if aims or not following or following in DETERMINERS:
        return None
    if cue.first and words[cue.first - 1] in THINGS and following != "be":
        return None
    negated = cue.value == "must_not" or bool(negation_before(sentence, cue.first, main))
    if following == "be" and words[cue.last + 1 : cue.last + 2] in (["avoided"], ["no"]):
        negated = not negated
    modality = Modality.MUST_NOT if negated else Modality.MUST
    return Force(modality, cue.strength, cue.first, cue.last, negated, party(subject_of(sentence, main, cue.first)))


def duty_force(sentence: Sentence, cue: Cue, main: int) -> Force | None:
    """Read "it is the duty of", "have a responsibility to", "will be their responsibility"."""
    words = sentence.words
    for at in range(cue.first - 1, max(cue.first - 8, main) - 1, -1):
        word = words[at]
        if word == "not":
            return Force(Modality.NONE, 2, at, cue.last, True)
        if word in BE or word in {"have", "has", "bear", "bears"}:
            whose = party_after(sentence, "of", cue.last) or _named(sentence, at, cue.first)
            holder = party(whose or subject_of(sentence, main, at))
            return Force(Modality.MUST, cue.strength, at, cue.last, holder=holder)
        if word in PREPOSITIONS or word in STOPS or word == "aware":
            break
    return None


def _named(sentence: Sentence, start: int, end: int) -> str:
    """Return the first party named between two words; nothing for none."""
    return next((cue.value for cue in sentence.cues if start <= cue.first < end and cue.kind == "parties"), "")


def _is_threat(sentence: Sentence, at: int) -> bool:
    """Return whether a clause before tells of rules broken: "if I break these rules I may not be allowed"."""
    broken = any(mark.name == "breaches" and mark.last <= at for mark in sentence.marks)
    return broken and "if" in sentence.words[:at]


def _that_not(words: list[str], at: int) -> bool:
    """Return whether what is asked for is not to be done: "we ask that visitors do not"."""
    return "that" in words[at - 1 : at + 1] and any(
        words[place : place + 2] in (["do", "not"], ["does", "not"], ["not", "be"]) for place in range(at, at + 6)
    )


def _has_modal(sentence: Sentence, start: int) -> bool:
    return any(cue.first >= start and cue.kind == "modals" and cue.value != "could" for cue in sentence.cues)


def _stands_without_verb(sentence: Sentence, cue: Cue, denied: bool) -> bool:
    """Return whether a sentence ends in a state without a verb: "mobile phones not allowed", "smoking prohibited"."""
    words = sentence.words
    if denied and cue.last == len(words):
        return True
    ends = cue.last == len(words) or words[cue.last] in {"in", "on", "at", "during", "anywhere", "except", "without"}
    forbids = cue.value in {"must_not", "may"}
    return ends and forbids and len(words) < 12 and BE.isdisjoint(words) and not _has_modal(sentence, 0)


def _rules(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether the subject of a clause makes rules: the school, a policy, the law."""
    return not vocabulary("rulers").isdisjoint(sentence.words[start:end]) or any(
        cue.kind == "parties" and cue.value == "school" and start <= cue.first < end for cue in sentence.cues
    )
