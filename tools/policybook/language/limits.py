"""Which way a changed quantity binds the party that its sentence binds.

Whether more is stricter depends on what the number is for: of a duty ("at least eight characters") more is stricter, of
a permission ("up to 30 minutes") less is, of a deadline ("within 48 hours") less is, of how long records are kept
neither. A direction is told only where the words leave no doubt about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from policybook.language.measures import Bound, Quantity, QuantityKind, measures
from policybook.language.modality import Modality, reading_of
from policybook.language.phrases import read_lexicon
from policybook.language.sentences import sentences
from policybook.language.tokens import words_in

Direction = Literal["stricter", "looser", "neutral"]

DUTIES: Final = frozenset({Modality.MUST, Modality.SHOULD})
BANS: Final = frozenset({Modality.MUST_NOT, Modality.SHOULD_NOT})
PERMISSIONS: Final = frozenset({Modality.MAY, Modality.MAY_ONLY})

_MORE, _LESS, _UNSURE = 1, -1, 0
_DEADLINES: Final = ("within", "no later", "not later", "by ", "on ", "the ")
FROM, UNTIL, BY = (frozenset(words.split()) for words in ("after from", "until till", "by before"))
"""What a time of day is the beginning or the end of, or when something is due."""
_THRESHOLDS: Final = frozenset({QuantityKind.TIME, QuantityKind.MONEY, QuantityKind.SIZE})
_OPEN: Final = frozenset({QuantityKind.INTERVAL, QuantityKind.DURATION, QuantityKind.NUMBER})
"""What may be left open in a way that makes a rule easier."""


class _Use(NamedTuple):
    """A quantity in its sentence."""

    quantity: Quantity
    modality: Modality
    leads: bool
    """Whether it stands before the words of force, as what a rule applies to."""
    before: tuple[str, ...]
    """The words before it in its sentence."""
    cues: frozenset[str]
    """What the words of the sentence tell of it."""


def binding(
    before: Quantity | None, after: Quantity | None, before_text: str, after_text: str, stem: str | None = None
) -> Direction:
    """Return which way a changed quantity binds the party that its sentence binds.

    Args:
        before: The quantity that was, as found in `before_text`; None where there was none.
        after: The quantity that took its place, as found in `after_text`; None where nothing did.
        before_text: The clause before.
        after_text: The clause after.
        stem: The text that introduces the clause, where it is an item of a list.

    Returns:
        "stricter" or "looser"; "neutral" where it is neither or the words leave it open.
    """
    old = None if before is None else _use(before, before_text, stem)
    new = None if after is None else _use(after, after_text, stem)
    if old is None or new is None:
        return _limited(new) if new is not None else turned(_limited(old))
    if old.quantity.vague != new.quantity.vague:
        definite, vague = (new, old) if old.quantity.vague else (old, new)
        if not {definite.quantity.kind, vague.quantity.kind} <= _OPEN or "retention" in definite.cues | vague.cues:
            return "neutral"
        return "stricter" if definite is new else "looser"
    more = _more_is(old)
    if old.quantity.kind is not new.quantity.kind or more != _more_is(new):
        return "neutral"
    return _told(more * _compared(old.quantity.value, new.quantity.value))


def stricter_with(quantity: Quantity, text: str, stem: str | None = None) -> int:
    """Return whether a rule is stricter with more of a quantity (1), with less (-1), or neither is certain (0).

    Args:
        quantity: The quantity, as found in `text`.
        text: The clause.
        stem: The text that introduces it, where it is an item of a list.
    """
    return _more_is(_use(quantity, text, stem))


def _limited(use: _Use | None) -> Direction:
    """Return which way a quantity binds where there was none."""
    if use is None:
        return "neutral"
    quantity, more = use.quantity, _more_is(use)
    if quantity.kind is QuantityKind.AGE:
        # Whom a ban or a duty names by age is fewer than before; whom a permission names, too.
        if more == _UNSURE or "exceptions" in use.cues:
            return "neutral"
        return "stricter" if use.modality in PERMISSIONS else "looser"
    if quantity.kind is QuantityKind.NUMBER and quantity.bound is Bound.NONE:
        return "neutral"
    if quantity.kind in _THRESHOLDS and use.modality not in PERMISSIONS and _begins(use):
        return "looser"  # it held always, or for everything
    return "stricter" if more != _UNSURE or (_is_cap(use) and use.modality in PERMISSIONS) else "neutral"


def turned(direction: Direction) -> Direction:
    """Return the other direction."""
    return "looser" if direction == "stricter" else "stricter" if direction == "looser" else "neutral"


def _compared(old: float | None, new: float | None) -> int:
    return 0 if old is None or new is None else (new > old) - (new < old)


def _told(sign: int) -> Direction:
    return "stricter" if sign > 0 else "looser" if sign < 0 else "neutral"


def _use(quantity: Quantity, text: str, stem: str | None) -> _Use:
    start, end = next((span for span in sentences(text) if span[0] <= quantity.start < span[1]), (0, len(text)))
    reading = reading_of(text[start:end], stem)
    cues, lexicon = set(), _cues()
    before: list[str] = []
    for word in words_in(text, [(start, end)]):
        if word.start < quantity.start:
            before.append(word.text)
        if word.text in lexicon:
            cues.add(lexicon[word.text])
    if "exceptions" in cues and not any(lexicon.get(word) == "exceptions" for word in before):
        cues.remove("exceptions")
    leads = quantity.start < start + reading.start
    return _Use(quantity, reading.modality, leads, tuple(before), frozenset(cues))


@cache
def _cues() -> Mapping[str, str]:
    """Return what each word of the lexicon tells."""
    return {word: cue for cue, words in read_lexicon("quantities")["binding"].items() for word in words}


def _more_is(use: _Use) -> int:
    """Return whether more is stricter (1), less is (-1), or neither is certain (0)."""
    rule = _RULES.get(use.quantity.kind)
    return _UNSURE if rule is None else rule(use)


def _interval(use: _Use) -> int:
    """Tell that fewer days from one time to the next are stricter of a duty, more of a permission or a ban."""
    if use.modality in PERMISSIONS:
        return _MORE
    if use.modality in BANS:
        return _LESS if use.quantity.bound is Bound.UNDER else _MORE
    return _LESS


def _age(use: _Use) -> int:
    """Tell that a higher age widens what holds under it, and narrows what holds over it."""
    bound = use.quantity.bound
    if bound is Bound.NONE or use.modality is Modality.NONE:
        return _UNSURE
    widens = _MORE if bound in {Bound.UNDER, Bound.MOST} else _LESS
    turned = (use.modality in PERMISSIONS) != ("exceptions" in use.cues)
    return -widens if turned else widens


def _is_cap(use: _Use) -> bool:
    """Whether a quantity is the most that one may have or do, which is given and taken alike."""
    bound = use.quantity.bound
    return bound is Bound.MOST or "caps" in use.cues or (bound is Bound.OVER and use.modality in BANS)


def _duration(use: _Use) -> int:
    bound, modality, cues = use.quantity.bound, use.modality, use.cues
    if use.quantity.text.lower().startswith(_DEADLINES) or not use.quantity.value:
        return _LESS
    if "locks" in cues and "after" in use.before[-2:]:
        return _LESS
    if "sanctions" in cues or ("notice" in cues and modality in DUTIES):
        return _MORE
    if "retention" in cues or "given" in cues:
        return _UNSURE
    if _is_cap(use):
        return _UNSURE
    if bound is Bound.OVER:
        return _LESS
    if bound is Bound.UNDER:
        return _MORE if modality in BANS else _UNSURE
    if use.leads:
        return _LESS if bound is Bound.LEAST else _UNSURE
    if modality in DUTIES and use.before[-1:] == ("in",):
        return _LESS
    if modality in DUTIES and (bound is Bound.LEAST or use.before[-1:] == ("for",)):
        return _MORE
    return _LESS if modality in PERMISSIONS and bound is Bound.NONE else _UNSURE


def _begins(use: _Use) -> bool:
    """Whether a rule holds only beyond a quantity: "after 6 pm", "worth more than £25"; a ban also before a time."""
    if use.quantity.kind is not QuantityKind.TIME:
        return use.quantity.bound is Bound.OVER
    return _said(use) in FROM or (use.modality in BANS and _said(use) in BY | UNTIL)


def _said(use: _Use) -> str:
    """Return the word that says what happens at a time of day."""
    first = use.quantity.text.split(" ", 1)[0].lower()
    return first if first in FROM | BY | UNTIL else "".join(use.before[-1:])


def _time(use: _Use) -> int:
    """Tell that the earlier is stricter of when a duty is due or a rule begins, the later of when a rule ends."""
    said, permits = _said(use), use.modality in PERMISSIONS
    if use.modality is Modality.NONE:
        return _UNSURE
    if said in FROM:
        return _MORE if permits else _LESS
    if said in UNTIL:
        return _LESS if permits else _MORE
    if said in BY or use.quantity.bound is Bound.MOST:
        return _MORE if use.modality in BANS else _LESS
    return _UNSURE


def _amount(use: _Use) -> int:
    """Tell that more is stricter of what must be reached, and less of what a duty begins with; caps are neither."""
    if use.quantity.bound is Bound.LEAST and use.modality not in PERMISSIONS | BANS:
        return _MORE
    return _LESS if use.quantity.bound is Bound.OVER and use.modality in DUTIES else _UNSURE


def _number(use: _Use) -> int:
    bound, modality, cues = use.quantity.bound, use.modality, use.cues
    occasion = not measures().occasions.isdisjoint(use.quantity.text.lower().split())
    if occasion or ("locks" in cues and "after" in use.before[-2:]):
        return _LESS
    if _is_shared_by(use):
        return _LESS if modality in DUTIES else _UNSURE
    if bound is Bound.LEAST:
        # "In groups of at least four" is what a permission is tied to.
        tied = modality in PERMISSIONS and use.before[-1:] == ("of",)
        return _MORE if tied else _UNSURE if modality in PERMISSIONS | BANS else _MORE
    if bound is Bound.UNDER:
        return _MORE if modality in BANS else _UNSURE
    if "given" in cues or modality in PERMISSIONS:
        return _UNSURE  # how many one may have is a cap
    if _is_cap(use):
        return _UNSURE
    return _MORE if modality in DUTIES and bound is Bound.NONE else _UNSURE


def _is_shared_by(use: _Use) -> bool:
    """Whether a number tells how many share one: "an adult to every ten pupils", "one to ten"."""
    before = use.before[-3:]
    return before[-1:] in {("every",), ("each",), ("per",)} or (before[-1:] == ("to",) and "ratio" in use.before)


_RULES: Final[Mapping[QuantityKind, Callable[[_Use], int]]] = {
    QuantityKind.INTERVAL: _interval,
    QuantityKind.AGE: _age,
    QuantityKind.DURATION: _duration,
    QuantityKind.NUMBER: _number,
    QuantityKind.TIME: _time,
    **dict.fromkeys((QuantityKind.MONEY, QuantityKind.SIZE, QuantityKind.PERCENTAGE), _amount),
}
