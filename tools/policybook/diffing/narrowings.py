"""Where words that only came or only went tie a rule to a case: "if they hold a licence", "during breaks".

By themselves such words are no exception and no proviso, but a time or a trigger. A rule that held always, and now
holds only then, has got a condition all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from policybook.diffing.hunks import Located, Side
from policybook.language.conditions import PERMISSIONS, Condition
from policybook.language.modality import Modality, modality_of
from policybook.language.phrases import Lexicon, read_lexicon
from policybook.language.splitting import texts_of

_EDGES: Final = " ,;.()"
FEWEST: Final = 2
"""Words that a case has at least: "when" alone is none."""


def narrowings(
    old: Side, new: Side, stems: Sequence[str | None], known: tuple[Sequence[Located], Sequence[Located]]
) -> tuple[list[Condition], list[Condition]]:
    """Return the cases that only one of two texts ties its rules to.

    Args:
        old: The earlier text and its differences.
        new: The later text and its differences.
        stems: What introduces the earlier and the later text.
        known: The exceptions and provisos of both texts.

    Returns:
        Those of the earlier text, or those of the later one; none where both have some, which are then other words for
        the same.
    """
    befores = _ties(old, new, stems[0], known[0])
    afters = _ties(new, old, stems[1], known[1])
    return ([], []) if befores and afters else (befores, afters)


def _ties(side: Side, other: Side, stem: str | None, known: Sequence[Located]) -> list[Condition]:
    found = []
    for hunk, (start, end) in enumerate(side.spans):
        phrase, beside = side.phrases[hunk], other.phrases[hunk]
        if len(phrase) <= len(beside) or not _opens(phrase.strip(_EDGES)):
            continue
        phrase = side.text[start:end]
        if not phrase.lower().rstrip().endswith(beside.lower()):
            continue  # other words took its place
        # "When on trips, staff" may stand for "Staff".
        case = phrase[: len(phrase.rstrip()) - len(beside)]
        first = start + len(case) - len(case.lstrip(_EDGES))
        last = start + len(case.rstrip(_EDGES))
        if any(place.start < last and first < place.end for place in known):
            continue
        floor, ceiling = side.sentences_at(hunk)
        if floor == first and ceiling <= last + 1:
            continue  # a sentence of its own
        force = modality_of(side.text[floor:ceiling], None if floor else stem).modality
        if force is not Modality.NONE:
            found.append(Condition(first, last, force not in PERMISSIONS))
    return found


def _opens(phrase: str) -> bool:
    """Whether words are a case and not half a sentence with a verb of force."""
    if phrase.split(" ", 1)[0].lower() not in _firsts():
        return False
    words = texts_of(phrase)
    if len(words) < FEWEST or not _binding().isdisjoint(words):
        return False
    return any(match.first == 0 for match in _openers().find_in(words))


@cache
def _binding() -> frozenset[str]:
    modals = read_lexicon("changes")["modals"]
    return frozenset([*modals[Modality.MUST], *modals[Modality.SHOULD]])


@cache
def _firsts() -> frozenset[str]:
    """Return the words that cases begin with."""
    return frozenset(word for phrase in read_lexicon("changes")["cases"] for word in phrase.split()[0].split("/"))


@cache
def _openers() -> Lexicon:
    return Lexicon({"cases": read_lexicon("changes")["cases"]})
