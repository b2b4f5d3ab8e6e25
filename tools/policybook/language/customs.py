"""Rules in the plain present: "Visitors sign in at the office", "Phones stay off in lessons"."""

from __future__ import annotations

from typing import Final

from policybook.language.cues import Sentence, vocabulary
from policybook.language.force import Force, Holder, Modality
from policybook.language.grammar import after

_EVERY: Final = frozenset("the all any each every our your".split())
"""What may stand before those who are bound: with "some" or "most" a sentence tells a fact."""
_HOLDERS: Final[dict[str, Holder]] = {"staff": "staff", "pupil": "pupil", "other": "other"}


def custom_of(sentence: Sentence, main: int) -> Force | None:
    """Read what people do, or what becomes of their things, as the rule that it states in a policy.

    Only verbs of the lexicon count, which tell of conduct and hardly ever of a fact, right after whom they bind: "staff
    use email" tells what is so.

    Args:
        sentence: A statement in which no verb tells its force.
        main: The first word of its main clause.

    Returns:
        The rule; None where the sentence is of another form.
    """
    words = sentence.words
    if not vocabulary("habits").isdisjoint(words):
        return None
    start = main + (words[main : main + 1] != [] and words[main] in _EVERY)
    party = sentence.at.get(start)
    holder: Holder = "staff"
    if party is not None and party.kind == "parties":
        if party.value not in _HOLDERS:
            return None
        holder, verbs, begun = _HOLDERS[party.value], "customs", party.last
    else:
        begun, verbs = start, "states_of_things"
        while begun < len(words) and _is_thing(words[begun]):
            begun += 1
        if begun == start:
            return None
    at, negated, _ = after(sentence, begun)
    if words[at : at + 2] in (["do", "not"], ["does", "not"]):
        at, negated = at + 2, True
    if at >= len(words) or _base(words[at]) not in vocabulary(verbs):
        return None
    following = words[at + 1] if at + 1 < len(words) else ""
    if not (negated or following in vocabulary("customs_go_on") or _is_thing(following)):
        return None
    return Force(Modality.MUST_NOT if negated else Modality.MUST, 3, begun if negated else at, at + 1, negated, holder)


def _is_thing(word: str) -> bool:
    things = vocabulary("things_of_people")
    return word in things or word.removesuffix("s") in things


def _base(verb: str) -> str:
    """Return a verb of the lexicon without the ending of its third person."""
    for ending in ("es", "s"):
        if (base := verb.removesuffix(ending)) != verb and base in vocabulary("customs") | vocabulary(
            "states_of_things"
        ):
            return base
    return verb
