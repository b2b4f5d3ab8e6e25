"""What two texts have beside their differences and the other lacks: conditions, quantities and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from policybook.diffing.hunks import Located, Side
from policybook.language.grammar import is_participle
from policybook.language.hurdles import softeners_in, softening_words
from policybook.language.limits import BY, FROM, UNTIL
from policybook.language.measures import MONTHS, Bound, measures
from policybook.language.mentions import Mention, MentionKind, mentions_in
from policybook.language.phrases import listed, vocabulary_of
from policybook.language.quantities import Quantity, quantities_in
from policybook.language.sentences import Span
from policybook.language.shapes import may_be_fixed
from policybook.language.spelling import same_but_for_spelling
from policybook.language.splitting import is_figure, texts_of

Place = TypeVar("Place", bound=Located)
_FIGURE: Final = re.compile("[0-9]")
_ACTING: Final = frozenset({"staff", "user"})
"""Whom a rule binds if it names nobody."""
_ENDS: Final = {-1, 1}
_SOON: Final = 4
"""How many words before an amount a "not" may stand that is about it."""
ROOT: Final = 7
"""Letters that vague quantities which mean the same begin with."""


def changed(old: Side, new: Side, befores: Sequence[Place], afters: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """Return the places that a difference touches and that the other text has not in the same or other spelling."""
    if not befores and not afters:
        return [], []
    gone, kept = _touched(old, befores)
    come, still = _touched(new, afters)
    # Those that both differ, and those that neither does; then what is left of either.
    for olds, news in ((gone, come), (kept, still), (gone, still), (kept, come)):
        for was in list(olds):
            now = next((now for now in news if _equal(was, now, old, new)), None)
            if now is not None:
                olds.remove(was)
                news.remove(now)
    # What only stands beside a difference, and found no equal, was longer or shorter in the other text.
    gone += [place for place in kept if old.hunks_at(place)]
    come += [place for place in still if new.hunks_at(place)]
    # "Within 5 days" became "after 5 days": the days stand in one of the differences only.
    for was in kept:
        if was not in gone and any(_turned(was, now, old, new) for now in come):
            gone.append(was)
    for now in still:
        if now not in come and any(_turned(was, now, old, new) for was in gone):
            come.append(now)
    return gone, come


def _touched(side: Side, places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """Return the places that have a difference within, and the others."""
    within = [
        place
        for place in places
        if any(
            (start < place.end and place.start < end) if start < end else place.start < start < place.end
            for start, end in side.spans
        )
    ]
    return within, [place for place in places if place not in within]


def _equal(was: Located, now: Located, old: Side, new: Side) -> bool:
    if isinstance(was, Quantity) and isinstance(now, Quantity) and not was.vague and not now.vague:
        return _of_one_value(was, now) and not _turned(was, now, old, new)
    one, other = old.text[was.start : was.end], new.text[now.start : now.end]
    if isinstance(was, Quantity) and isinstance(now, Quantity) and was.vague and now.vague:
        # "Regularly" says no more than "a regular check".
        return one[:ROOT].lower() == other[:ROOT].lower()
    return one == other or same_but_for_spelling(one, other)


def _of_one_value(was: Quantity, now: Quantity) -> bool:
    return (was.kind, was.value) == (now.kind, now.value) and _named(was) == _named(now)


def _turned(was: Located, now: Located, old: Side, new: Side) -> bool:
    """Return whether two amounts are the same, but one is where what is meant ends, and one is where it begins."""
    if not (isinstance(was, Quantity) and isinstance(now, Quantity)) or was.vague or now.vague:
        return False
    return _of_one_value(was, now) and {_end(was, old.text), _end(now, new.text)} == _ENDS


def _end(place: Quantity, text: str) -> int:
    """Return whether what is meant ends with a quantity (-1), begins with it (1) or neither: "within", "after"."""
    before, behind = text[: place.start].lower().split()[-_SOON:], text[place.end :].lower().split()[:1]
    if behind in (["before"], ["prior"]):
        return 0  # "at least two weeks before" is no later than two weeks before
    end = 0
    if place.bound in {Bound.MOST, Bound.UNDER} or (before and before[-1] in BY | UNTIL):
        end = -1
    elif place.bound in {Bound.LEAST, Bound.OVER} or (before and before[-1] in FROM):
        end = 1
    # "No larger than", "must not be more than".
    return end if listed("changes", "negations").isdisjoint(before) and "no" not in before else -end


def _named(place: Quantity) -> set[str]:
    """Return what tells a quantity from others of the same value: "December", the "stage" of "Key Stage 2"."""
    return {word for word in place.text.lower().split() if word in MONTHS or word == "stage"}


def names_near(old: Side, new: Side) -> tuple[list[Mention], list[Mention]]:
    """Return what is named in and beside the differences, where they have words that names are made of."""
    words = vocabulary_of("people", "audience", "references")
    if _may_name(old) or _may_name(new) or _any_of(words, old, new):
        return old.read_near(mentions_in), new.read_near(mentions_in)
    return [], []


def _may_name(side: Side) -> bool:
    """Whether differences have what names may have: a capital, a figure, braces, parts of an address, other letters."""
    text = " ".join(side.phrases)
    return text != text.lower() or not text.isascii() or bool(_FIGURE.search(text)) or may_be_fixed(text)


def quantities_near(old: Side, new: Side) -> tuple[list[Quantity], list[Quantity]]:
    """Return the quantities in and beside the differences, where they have words that quantities are made of."""
    if _any_of(measures().words, old, new) or any(
        is_figure(word) for side in (old, new) for telling in side.telling for word in telling
    ):
        return old.read_near(quantities_in), new.read_near(quantities_in)
    return [], []


def softeners_near(old: Side, new: Side) -> tuple[list[Span], list[Span]]:
    """Return what takes the edge off a duty in and beside the differences."""
    if _any_of(softening_words(), old, new):
        return old.read_near(softeners_in), new.read_near(softeners_in)
    return [], []


def _any_of(words: frozenset[str], old: Side, new: Side) -> bool:
    """Whether the differences have some words on either side."""
    return any(not words.isdisjoint(telling) for side in (old, new) for telling in side.telling)


def unnamed(side: Side, found: Sequence[Mention], near: Sequence[Mention], other: str) -> list[Mention]:
    """Return the mentions of what the other text names neither near the differences nor, in these words, elsewhere."""
    if not found:
        return []
    names = {(mention.kind, mention.name) for mention in near}
    left = [mention for mention in found if (mention.kind, mention.name) not in names]
    words = other.lower() if left else ""
    return [mention for mention in left if side.text[mention.start : mention.end].lower() not in words]


def paired(
    old: Side, new: Side, befores: Sequence[Place], afters: Sequence[Place]
) -> Iterator[tuple[list[Place], list[Place]]]:
    """Yield what went with what came in the same difference, of one kind; what has no counterpart alone."""
    if not befores and not afters:
        return
    hunks = {id(place): side.hunks_at(place) for side, found in ((old, befores), (new, afters)) for place in found}
    together = sorted(
        (_unlike(was, now), i, j)
        for i, was in enumerate(befores)
        for j, now in enumerate(afters)
        if hunks[id(was)] & hunks[id(now)]
    )
    took: dict[int, int] = {}
    for _, i, j in together:
        if i not in took and j not in took.values():
            took[i] = j
    for i, j in sorted(took.items()):
        yield [befores[i]], [afters[j]]
    alone = [was for i, was in enumerate(befores) if i not in took]
    free = [now for j, now in enumerate(afters) if j not in took.values()]
    if len(alone) == len(free) == 1:
        # What went in one place and came in another of the same sentence is still one change.
        yield alone, free
        return
    yield from (([was], []) for was in alone)
    yield from (([], [now]) for now in free)


def _unlike(was: Located, now: Located) -> tuple[bool, bool]:
    """Return what speaks against two places: another kind, or that only one of them is vague."""
    return tuple(getattr(was, name, None) != getattr(now, name, None) for name in ("kind", "vague"))  # type: ignore[return-value]


def by_hunk(
    old: Side,
    new: Side,
    gone: Sequence[Mention],
    come: Sequence[Mention],
    named: tuple[Sequence[Mention], Sequence[Mention]] = ((), ()),
) -> Iterator[tuple[list[Mention], list[Mention]]]:
    """Yield the mentions of one kind that a difference takes away and brings; where people stand for a role, both.

    Args:
        old: The earlier text.
        new: The later one.
        gone: What only the earlier text names.
        come: What only the later one names.
        named: All that both texts name: what takes the place of something may be named elsewhere, too.
    """
    if not gone and not come:
        return
    groups: dict[tuple[int, MentionKind], tuple[list[Mention], list[Mention]]] = {}
    for side, found, which in ((old, gone, 0), (new, come, 1)):
        for mention in found:
            hunk = side.first_within(mention.start, mention.end)
            if hunk is not None and not (
                mention.kind is not MentionKind.REFERENCE and _stood_in(old, new, hunk, which)
            ):
                groups.setdefault((hunk, mention.kind), ([], []))[which].append(mention)
    # Audiences first, so that they can join the roles that they gave way to.
    for (hunk, kind), (lost, found) in sorted(groups.items(), key=lambda group: group[0][1] is MentionKind.PERSON):
        if kind is MentionKind.AUDIENCE and (hunk, MentionKind.PERSON) in groups:
            persons = groups[hunk, MentionKind.PERSON]
            if not (lost and persons[0]) and not (found and persons[1]):
                persons[0].extend(lost)
                persons[1].extend(found)
                continue
        for own, other, side, all_named in ((lost, found, new, named[1]), (found, lost, old, named[0])):
            if own and not other:
                start, end = side.spans[hunk]
                other += [m for m in all_named if m.kind is kind and start <= m.start and m.end <= end]
        if not (_goes_without_saying(lost, found, old, new) or _goes_without_saying(found, lost, new, old)):
            yield lost, found


def _goes_without_saying(named: Sequence[Mention], others: Sequence[Mention], side: Side, other: Side) -> bool:
    """Whether all that is named is who acts, which the other text, in the passive, need not say."""
    return not others and {mention.name for mention in named} <= _ACTING and _passives(other) > _passives(side)


def _passives(side: Side) -> int:
    words = [word for word in texts_of(side.text) if word not in {"not", "never"}]
    return sum(verb in {"be", "is", "are"} and is_participle(deed) for verb, deed in pairwise(words))


def _stood_in(old: Side, new: Side, hunk: int, which: int) -> bool:
    """Whether the other side of a difference has a pronoun for whoever is named on this one."""
    other = (new, old)[which]
    return not listed("changes", "stand_ins").isdisjoint(other.phrases[hunk].lower().split())
