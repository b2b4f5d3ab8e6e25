"""Where a rule is about one act more or less: "must read this policy" that became "must read and sign this policy"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from policybook.diffing.changes import Direction, Effect, EffectType
from policybook.diffing.hunks import Side
from policybook.diffing.obligations import Duty
from policybook.language.commands import is_act
from policybook.language.limits import DUTIES, PERMISSIONS
from policybook.language.modality import Modality, modality_of
from policybook.language.phrases import listed, read_lexicon
from policybook.language.sentences import Span

_JOINING: Final = frozenset({"and", "or"})
_MARKS: Final = ".,;"
_INSIDE: Final = frozenset("that who whom which to not no nobody before after when where while until if unless".split())
"""What begins a clause inside a rule, or turns it."""


def further_acts(old: Side, new: Side, stems: Sequence[str | None], hunks: Iterable[int]) -> Iterator[Duty]:
    """Yield the acts that only one of two texts requires, forbids or permits.

    Args:
        old: The earlier text and its differences.
        new: The later text and its differences.
        stems: What introduces the earlier and the later text.
        hunks: The differences to look at.

    Yields:
        One duty for each difference that only adds an act to a rule, or only takes one away.
    """
    for hunk in hunks:
        came = bool(new.phrases[hunk])
        side = new if came else old
        if came is not bool(old.phrases[hunk]) and _holds_act(side, hunk):
            floor, ceiling = side.sentences_at(hunk)
            force = modality_of(side.text[floor:ceiling], None if floor else stems[came]).modality
            if force is not Modality.NONE:
                # One act more to choose from makes a duty lighter: "must log off or lock the screen".
                lighter = force in PERMISSIONS or (force in DUTIES and _is_choice(side, hunk))
                direction = Direction.LOOSER if lighter is came else Direction.STRICTER
                places = (Span(*side.spans[hunk]),)
                effect = Effect(EffectType.OBLIGATION, old.phrases[hunk], new.phrases[hunk], direction)
                yield Duty(effect, () if came else places, places if came else ())


def _is_choice(side: Side, hunk: int) -> bool:
    """Whether an "or" joins an act to that of the rule itself; not in "must see that nobody runs | or shouts"."""
    words = side.phrases[hunk].lower().strip(f" {_MARKS}").split()
    before = side.text[side.sentences_at(hunk)[0] : side.spans[hunk][0]].lower().split()
    modals = [at for at, word in enumerate(before) if word in _modals()]
    return "or" in {words[0], words[-1]} and bool(modals) and _INSIDE.isdisjoint(before[modals[0] + 1 :])


def _holds_act(side: Side, hunk: int) -> bool:
    """Whether a difference is an "and" or "or" with a verb that goes on with the rule."""
    words = side.phrases[hunk].lower().strip(f" {_MARKS}").split()
    if _JOINING.isdisjoint([*words[:1], *words[-1:]]):
        return False
    (start, end), (floor, ceiling) = side.spans[hunk], side.sentences_at(hunk)
    before = side.text[floor:start].lower().split()
    if words[0] in _JOINING:
        words, verb = words[1 + (words[1:2] == ["then"]) :], before[-2:-1]  # "must read | and sign"
    else:
        words, verb = words[:-1], before[-1:]  # "must | read and | sign"
    following = [*words[1:], *side.text[end:ceiling].split()][:1]
    if not words or listed("changes", "dull").intersection(words[:1]):
        return False
    return not _modals().isdisjoint(verb) or is_act(
        words[0].strip(_MARKS), "".join(following).strip(_MARKS), passive="be" in before
    )


@cache
def _modals() -> frozenset[str]:
    modals = read_lexicon("changes")["modals"]
    return listed("changes", "negations").union(*modals.values())
