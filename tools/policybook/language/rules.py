"""The force of one sentence: the first of its verbs that states a rule, whom it binds, and how strongly.

Each cue is judged by its words, and by where it stands: what is said in "if pupils may ..." or "material that may ..."
is no rule of the sentence.
"""

from __future__ import annotations

from typing import Final

from policybook.language.cues import Sentence
from policybook.language.force import SILENT, Force, Modality
from policybook.language.grammar import Place, place_of
from policybook.language.modal_verbs import modal_force
from policybook.language.wordings import duty_force, order_force, state_force, verb_force

_NONE: Final = Modality.NONE
_JUDGES: Final = {
    "modals": modal_force,
    "states": state_force,
    "verbs": verb_force,
    "rulings": verb_force,
    "orders": order_force,
    "duties": duty_force,
}


def force_of(sentence: Sentence, main: int) -> Force:
    """Return what a sentence says by the first of its cues that states a rule.

    Args:
        sentence: A statement; questions and commands are for the caller to tell.
        main: The first word of its main clause.

    Returns:
        The rule; else what it says that is none (a fact, a possibility, a threat); else `SILENT`.
    """
    aside = other = leading = None
    read_to = 0
    for cue in sentence.cues:
        judge = _JUDGES.get(cue.kind)
        if judge is None or cue.first < read_to:
            continue
        found = judge(sentence, cue, main)
        if found is None:
            continue
        read_to = found.last
        place = place_of(sentence, found.first, main)
        rules = found.modality is not _NONE
        if place is Place.MAIN:
            if rules:
                return found
            other = other or found
        elif place is Place.ASIDE and rules:
            aside = aside or found
        elif place is Place.LEADING:
            leading = leading or found
    return aside or other or leading or SILENT
