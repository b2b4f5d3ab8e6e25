"""The force of modal verbs: what "must", "will", "may" and "can" say by their subject and by the verb that follows.

"Staff may use" permits and "staff may find" does not; "pupils will wear" orders and "pupils will enjoy" does not; "may
lead to disciplinary action" threatens.
"""

from __future__ import annotations

from typing import Final

from policybook.language.cues import Cue, Sentence, vocabulary
from policybook.language.force import OPPOSITE, Force, Holder, Modality, disclaims, within_limits
from policybook.language.grammar import (
    THINGS,
    Subject,
    after,
    is_participle,
    negation_before,
    nothing_at,
    party,
    party_after,
    stands_for_if,
    subject_of,
)
from policybook.language.splitting import STOPS

_MODALS: Final = {
    "must": (Modality.MUST, 5),
    "shall": (Modality.MUST, 5),
    "will": (Modality.MUST, 4),
    "should": (Modality.SHOULD, 4),
    "may": (Modality.MAY, 4),
    "can": (Modality.MAY, 3),
    "could": (Modality.NONE, 1),
}
_LIKELIHOOD: Final = {"could": 1, "may": 1, "can": 1, "will": 3, "shall": 3}
"""How likely a threat is by its modal verb; "must" and "should" threaten nothing."""
_PEOPLE: Final = frozenset({"staff", "pupil", "other"})
_TAKING: Final = frozenset("accept accepted take taken bear assume assumed".split())
_WHERE_AND_HOW_MUCH: Final = frozenset(
    "no in on at under about a an the more less many some other where when there fewer".split()
)
"""After "will be" these tell what will be so: "the office will be in the hall", "there will be no lunch"."""


class _Verb:
    """A modal verb with what it goes with."""

    __slots__ = ("at", "be", "doing", "modal", "negated", "negation", "only", "passive", "subject")

    def __init__(
        self,
        modal: str,
        subject: Subject,
        doing: str,
        at: int,
        be: bool,
        passive: bool,
        negation: str,
        negated: bool,
        only: bool,
    ) -> None:
        """Note a modal verb: `doing` is what is done ("use", or after "be" what stands there), and `at` where."""
        self.modal: Final = modal
        self.subject: Final[Subject] = subject
        self.doing: Final = doing
        self.at: Final = at
        self.be: Final = be
        self.passive: Final = passive
        self.negation: Final = negation
        """The negation before it."""
        self.negated: Final = negated
        self.only: Final = only


def modal_force(sentence: Sentence, cue: Cue, main: int) -> Force | None:
    """Read a modal verb.

    Args:
        sentence: The sentence.
        cue: The modal verb.
        main: The first word of the sentence's main clause.

    Returns:
        Its force, `none` where it tells what may or will happen; None where another word of the sentence tells.
    """
    if cue.value == "should" and stands_for_if(sentence, cue) and not negation_before(sentence, cue.first, main):
        return None
    verb = _verb_group(sentence, cue, main)
    if verb.be and _is_state(sentence, verb):
        return None
    words = sentence.words
    last = min(verb.at + (verb.doing not in STOPS), len(words))
    likely = _LIKELIHOOD.get(verb.modal, 0)
    if likely and _threatens(sentence, verb):
        holder = party(verb.subject)
        return Force(Modality.NONE, likely, cue.first, last, verb.negated, holder, consequence=True)
    if _tells_no_rule(sentence, verb, main):
        return Force(Modality.NONE, 1, cue.first, last, verb.negated, party(verb.subject))
    modality, strength = _MODALS[verb.modal]
    negated = verb.negated
    if verb.negation == "on_no_account":
        modality, strength = Modality.MUST_NOT, 5
    elif verb.doing in vocabulary("avoiding") and modality is not Modality.MAY:
        modality = modality if negated else OPPOSITE[modality]
        strength = 1 if verb.doing == "discouraged" else strength - 1
        negated = not negated
    elif negated:
        modality = OPPOSITE[modality]
    else:
        modality = within_limits(sentence, modality, only=verb.only)
    last = cue.last
    for at in range(cue.last, verb.at):
        if words[at] in {"not", "never", "only"}:
            last = at + 1
    return Force(modality, strength, cue.first, last, negated, _bound(sentence, verb))


def _verb_group(sentence: Sentence, cue: Cue, main: int) -> _Verb:
    words = sentence.words
    negation = negation_before(sentence, cue.first, main)
    at, negated, only = after(sentence, cue.last)
    be = words[at : at + 1] == ["be"]
    if be:
        at, not_after, only_after = after(sentence, at + 1)
        negated, only = negated or not_after, only or only_after
    doing = words[at] if at < len(words) else ""
    no_after = doing != "say" and (nothing_at(sentence, at) or (not be and nothing_at(sentence, at + 1)))
    subject = subject_of(sentence, main, cue.first)
    negated = bool(negation) or negated or no_after
    return _Verb(cue.value, subject, doing, at, be, be and is_participle(doing), negation, negated, only)


def _is_state(sentence: Sentence, verb: _Verb) -> bool:
    """Return whether a state tells and not its modal verb: "will be required to", "may be permitted"."""
    kind = sentence.kind_at(verb.at)
    if verb.modal in {"may", "can"}:
        return kind == "states" and sentence.at[verb.at].value == "may"
    return kind in {"states", "duties"} and verb.modal not in {"must", "should"}


def _tells_no_rule(sentence: Sentence, verb: _Verb, main: int) -> bool:
    words = sentence.words
    following = words[verb.at + 1 : verb.at + 2]
    if verb.modal == "could" or (verb.doing == "have" and following == ["been"]):
        return True
    if verb.passive and verb.doing in vocabulary("construing") and following in (["as"], ["to"]):
        return True  # "nothing in this policy should be read as"
    if verb.negated and verb.doing in _TAKING and disclaims(words[main:]):
        return True
    if verb.modal in {"must", "should"} or verb.subject == "me" or (verb.be and verb.only):
        return False
    # A negation leaves no doubt: "no pupil may be absent", "nor will I try", "at no time may pupils".
    if verb.negation in {"never", "on_no_account"}:
        return False
    if verb.negation == "nobody" and (verb.modal == "may" or words[main] in {"nor", "neither"}):
        return False
    return _is_so(verb) if verb.be else _happens(sentence, verb)


def _is_so(verb: _Verb) -> bool:
    """Return whether "may be" and "will be" tell what may or will be so: "may be lost", "will be difficult"."""
    permits = verb.modal in {"may", "can"}
    if not verb.passive:
        return permits or verb.doing in vocabulary("predicates") or verb.doing in _WHERE_AND_HOW_MUCH
    if verb.doing in vocabulary("undergone"):
        return permits or verb.doing not in vocabulary("undergone_by_order")
    if permits and verb.subject in _PEOPLE:
        return verb.doing not in vocabulary("granted") and verb.doing not in vocabulary("watching")
    return verb.modal == "can" and verb.doing not in vocabulary("permitted_acts")


def _happens(sentence: Sentence, verb: _Verb) -> bool:
    """Return whether a verb tells what happens: "staff may find", "most pupils will enjoy", "these may include"."""
    words, at, doing = sentence.words, verb.at, verb.doing
    permits = verb.modal in {"may", "can"}
    if doing in {"need", "have"} and words[at + 1 : at + 2] == ["to"]:
        return permits
    before = words[max(0, at - 6) : at]
    if not permits and not vocabulary("quantities").isdisjoint(before):
        return True
    if verb.subject == "thing":
        if doing in vocabulary("happens") or not permits or "only" in words[at:]:
            return doing in vocabulary("happens")
        # A subject that the lexicon does not know may be a person: "hirers may bring".
        return verb.modal == "can" or doing not in vocabulary("acts") or not THINGS.isdisjoint(before[-3:])
    if verb.modal == "can" and "they" in before[-3:]:
        return True  # as often things as people
    if doing == "have" and verb.negated and not permits:
        return False  # "pupils will have access" tells, "pupils will not have phones" forbids
    return doing in vocabulary("befalls")


def _threatens(sentence: Sentence, verb: _Verb) -> bool:
    """Return whether what may or will follow is a sanction."""
    if verb.negated and "lightly" not in sentence.words:
        return False
    if not verb.be and verb.doing in {"lead", "result"}:
        return True
    named = {mark.name for mark in sentence.marks}
    broken = "breaches" in named
    if "sanctions" not in named:
        return broken and verb.be and (verb.doing == "subject" or verb.doing in vocabulary("punished"))
    if not verb.be:
        follows = verb.subject == "thing" or verb.doing in vocabulary("outcomes")
        return follows and (verb.subject != "me" or broken)
    return verb.doing == "subject" or verb.doing in vocabulary("sanctions") or verb.doing in vocabulary("taken_up")


def _bound(sentence: Sentence, verb: _Verb) -> Holder:
    """Return whom a modal verb binds; of a passive the one who does it, and not the one to whom it is done."""
    if not verb.passive:
        return party(verb.subject)
    by = party_after(sentence, "by", verb.at)
    if by:
        return party(by)
    people = verb.subject in _PEOPLE
    if verb.modal in {"will", "shall"}:
        return "school" if verb.subject != "thing" or verb.doing in vocabulary("done_by_school") else "staff"
    if verb.modal in {"may", "can"}:
        return "school" if verb.doing in vocabulary("watching") else party(verb.subject)
    return "school" if people else "staff"
