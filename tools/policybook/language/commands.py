"""Sentences that state a rule without a verb that says so: commands, promises, and rules that leave the verb out."""

from __future__ import annotations

from typing import Final

from policybook.language.cues import Sentence, vocabulary
from policybook.language.force import Force, Modality
from policybook.language.grammar import DETERMINERS, PREPOSITIONS, PRONOUNS, after, is_participle
from policybook.language.splitting import STOPS

_VERBS_AFTER_NOUNS: Final = frozenset("is are was were may must should will can could shall has have does do".split())
_AFTER_NOUNS: Final = frozenset("for by and or to in on at from which that with ,".split()) | _VERBS_AFTER_NOUNS
_OBJECTS: Final = DETERMINERS | frozenset("it them yourself yourselves only".split())
_NO_PROMISES: Final = frozenset(
    "understand know agree accept acknowledge recognise appreciate have confirm consent read am think need".split()
)
"""First persons that promise nothing by themselves: "I understand", "I have read"."""
_FINDING: Final = frozenset(
    "appear appears seem seems found believed thought considered deemed likely unlikely known said want wants wish"
    " wishes able ready hope continue continues proved proves happen happens expected about due".split()
)
"""Before "to be" these tell what is so, and not what is to be done."""
_STATING: Final = frozenset("is are was were has have had".split())
"""Verbs that state a fact, so that a sentence with one is no note."""
_LEADING_TO: Final = frozenset("risk risks constitutes leads results".split())
"""Verbs that name a sanction where no other verb does."""
_SOON: Final = 10
"""Among how many words "to be" tells a rule without a verb: "tablets to be wiped every week"."""
_LEAD: Final = 16
"""Among how many words a phrase ends that leads a command: "In an emergency, ring the office"."""
_NEAR: Final = 4
"""Among how many words the verb comes of a statement that begins with a noun: "Email accounts should"."""


def command_of(sentence: Sentence, main: int) -> Force | None:
    """Read an imperative, or a promise in the first person.

    Args:
        sentence: A statement.
        main: The first word of its main clause.

    Returns:
        What it orders, forbids or promises; None where it begins otherwise.
    """
    words = sentence.words
    for start in _starts(sentence, main):
        if start == len(words):
            continue  # a main clause that never comes: "..., in place,"
        if words[start] in {"i", "we"}:
            return _promise(sentence, start)
        at, negated, _ = after(sentence, start)
        if words[at : at + 2] == ["do", "not"] and words[at + 2 : at + 3] and words[at + 2] not in PRONOUNS:
            return Force(Modality.MUST_NOT, 4, at, at + 2, negated=True)
        if negated and words[at : at + 1] == ["to"]:
            return Force(Modality.MUST_NOT, 4, start, at + 1, negated=True)
        if _is_command(sentence, at):
            if negated:
                return Force(Modality.MUST_NOT, 5 if "never" in words[start:at] else 4, start, at + 1, negated=True)
            if words[at] in vocabulary("avoiding"):
                return Force(Modality.MUST_NOT, 3, at, at + 1, negated=True)
            # "Use your own discretion" and "feel free" leave the choice.
            modality = Modality(sentence.at[at].value) if sentence.kind_at(at) == "verbs" else Modality.MUST
            return Force(modality, 4, at, at + 1)
    return None


def _starts(sentence: Sentence, main: int) -> list[int]:
    """Return the words at which a command may begin."""
    words = sentence.words
    starts = [main]
    if main == 0 and (words[0] in PREPOSITIONS or words[0] in {"whatever", "however"}) and "," in words[:_LEAD]:
        starts.append(words.index(",") + 1)
    if main:
        # The comma may have stood inside a list: "If a laptop, a tablet or a phone is lost, tell the office".
        starts += [at + 1 for at in range(main, len(words) - 1) if words[at] == ","]
    modal = next((cue.first for cue in sentence.cues if cue.kind == "modals" and cue.first >= main), len(words))
    return [start for start in starts if start == main or start <= modal]


def _promise(sentence: Sentence, start: int) -> Force | None:
    """Read "I keep my password secret", "we never run in the corridor"."""
    words = sentence.words
    at, negated, _ = after(sentence, start + 1)
    marked = not {"always", "only", "never"}.isdisjoint(words[start + 1 : at])
    denied = words[at : at + 2] == ["do", "not"]
    at += 2 * denied
    if at >= len(words) or {sentence.kind_at(start + 1), sentence.kind_at(at)} & {"rulings", "verbs"}:
        return None
    word, following = words[at], words[at + 1 : at + 2]
    if word in _NO_PROMISES and not (word == "think" and following in (["before"], ["about"], ["carefully"])):
        return None
    if word == "give" and not {"permission", "consent"}.isdisjoint(words[at : at + 4]):
        return None
    known = word in vocabulary("commands") or word in vocabulary("commands_or_nouns")
    if words[start] == "we":
        # What the school says of itself is no promise: "we use filters".
        known = known and (marked or denied or word in vocabulary("class_rules"))
    elif denied:
        known = True
    if not known:
        return None
    negated = negated or denied
    return Force(Modality.MUST_NOT if negated else Modality.MUST, 4, start, at + 1, negated)


def _is_command(sentence: Sentence, at: int) -> bool:
    """Return whether the word at `at` is a verb that begins an order, and not a noun that begins a statement."""
    words = sentence.words
    if at >= len(words):
        return False
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if sentence.kind_at(at) == "verbs" and sentence.at[at].value == "may" and word in {"feel", "use"}:
        return True
    if word in vocabulary("commands"):
        return following not in _VERBS_AFTER_NOUNS and (following != "of" or word == "think")
    if word not in vocabulary("commands_or_nouns"):
        return False
    if following == "of" or (following in STOPS and following != ","):
        return False
    if following in _OBJECTS:
        return True
    if following in _AFTER_NOUNS:
        return _VERBS_AFTER_NOUNS.isdisjoint(words[at + 1 :])
    near = words[at + 1 : at + 1 + _NEAR]
    stop = next((place for place, other in enumerate(near) if other in STOPS), len(near))
    return _VERBS_AFTER_NOUNS.isdisjoint(near[:stop])


def is_act(word: str, following: str = "", *, passive: bool = False) -> bool:
    """Return whether a word that "and" joins to a rule is what is to be done, and not a thing.

    Args:
        word: The word: "sign" in "must read | and sign this policy".
        following: The word after it.
        passive: Whether the rule says what is done to something: "must be locked | and encrypted".
    """
    if passive:
        return is_participle(word)
    noun = word in vocabulary("commands_or_nouns")
    return (word in vocabulary("commands") and not noun) or (noun and following in _OBJECTS | {"to", "this", "these"})


def fragment_of(sentence: Sentence, main: int, *, listed: bool) -> Force | None:
    """Read a sentence in which no verb tells its force.

    Args:
        sentence: A statement that is no command.
        main: The first word of its main clause.
        listed: Whether it stands below a stem, which may tell.

    Returns:
        A rule ("no phones in class", "tablets to be wiped weekly"), a threat ("is a disciplinary matter"), a fact that
        stands for itself; None for anything else.
    """
    words = sentence.words
    verbless = _STATING.isdisjoint(words)
    if verbless and not any(cue.kind == "modals" for cue in sentence.cues):
        rule = _to_be(sentence, main) or _nothing(sentence, main)
        if rule is not None:
            return rule
    if words[0] == "that" and not listed and words[1:2] and not words[1].endswith("s"):
        return Force(Modality.SHOULD, 2, 0, 1)
    sanction = next((mark for mark in sentence.marks if mark.name == "sanctions"), None)
    if sanction is not None and "not" not in words and (not verbless or not _LEADING_TO.isdisjoint(words)):
        return Force(Modality.NONE, 3, sanction.first, sanction.last, consequence=True)
    return Force(Modality.NONE) if words[0] in {"i", "it", "there", "we"} else None


def _nothing(sentence: Sentence, main: int) -> Force | None:
    """Read "no smart watches in the playrooms"."""
    if (
        sentence.words[main : main + 1] == ["no"]
        and sentence.kind_at(main) == "negations"
        and sentence.words[main + 1 :]
    ):
        return Force(Modality.MUST_NOT, 4, main, main + 1, negated=True)
    return None


def _to_be(sentence: Sentence, main: int) -> Force | None:
    """Read "tablets to be wiped every week", "to be kept in the office"."""
    words = sentence.words
    if words[0] in PRONOUNS:
        return None
    for at in range(main, min(len(words) - 2, main + _SOON)):
        if words[at] == "for":
            return None
        if words[at : at + 2] == ["to", "be"] and is_participle(words[at + 2]) and words[at - 1] not in _FINDING:
            if any(mark.name == "aims" and mark.first < at for mark in sentence.marks):
                return None
            denied = at > main and words[at - 1] in {"not", "never"}
            negated = denied or _nothing(sentence, main) is not None
            return Force(Modality.MUST_NOT if negated else Modality.MUST, 4, at - denied, at + 2, negated)
    return None
