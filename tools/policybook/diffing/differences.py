"""What differs between two wordings of a clause, with what is read of both: names, quantities, conditions and forces.

Differences are read together: one reader goes through all of them before the next begins, so that its code and its
lexicon stay at hand; measured, a comparison takes a tenth less time so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from policybook.diffing.changes import Run
from policybook.diffing.features import changed, names_near, quantities_near, softeners_near
from policybook.diffing.hunks import Side, hunks_of, side_of
from policybook.diffing.narrowings import narrowings
from policybook.diffing.obligations import Duty, obligations
from policybook.language.conditions import Condition, conditions
from policybook.language.mentions import Mention
from policybook.language.quantities import Quantity
from policybook.language.sentences import Span
from policybook.language.spelling import same_but_for_spelling

_BESIDE_LABELS: Final = "(),;"
FEW: Final = 6
"""How many words may differ in what is still but another spelling."""


class Wording:
    """The words of a clause on one side of a comparison."""

    __slots__ = ("is_title", "links", "several", "text")

    def __init__(self, text: str, links: tuple[str, ...], *, several: bool = False, is_title: bool = False) -> None:
        """Note the words of a clause.

        Args:
            text: The words.
            links: The targets of its links.
            several: Whether these are the joined words of several clauses.
            is_title: Whether it is the title of a section, which binds nobody.
        """
        self.text: Final = text
        self.links: Final = links
        self.several: Final = several
        self.is_title: Final = is_title


class Difference:
    """What differs between two wordings, and what is read of it."""

    __slots__ = (
        "after",
        "before",
        "duties",
        "exceptions",
        "left",
        "names",
        "new",
        "old",
        "quantities",
        "softeners",
        "spelled",
        "stems",
    )

    def __init__(
        self,
        before: Wording,
        after: Wording,
        introduced: tuple[str | None, str | None],
        runs: Sequence[Run],
        renumbered: Mapping[str, frozenset[str]],
    ) -> None:
        """Find what differs, and what of it is but another spelling.

        Args:
            before: The earlier words.
            after: The later ones.
            introduced: The texts of the clauses that introduce either.
            runs: Their redline.
            renumbered: The labels of the earlier text, and what each became.
        """
        self.before: Final = before
        self.after: Final = after
        befores, afters = hunks_of(runs)
        hunks = range(len(befores))
        old, new = side_of(before.text, befores), side_of(after.text, afters)
        spelled = [n for n in hunks if _is_spelling(old, new, n, renumbered)]
        left = [n for n in hunks if n not in spelled]
        if left and _is_spelling_together(old.of(left), new.of(left)):
            spelled, left = [*hunks], []
        self.spelled: Final = (old, new, spelled)
        """Both texts, and which of their hunks are of spelling."""
        self.old: Final = old.of(left)
        """The earlier text with the other hunks, if there are any."""
        self.new: Final = new.of(left)
        self.left: Final = bool(left)
        # A stem gives its force to the first sentence of an item only.
        self.stems: Final = [
            introduced[0] if before.text.startswith(old.text) else None,
            introduced[1] if after.text.startswith(new.text) else None,
        ]
        self.names: tuple[list[Mention], list[Mention]] = ([], [])
        """What both texts name near the hunks."""
        self.quantities: tuple[list[Quantity], list[Quantity]] = ([], [])
        """The quantities near the hunks."""
        self.softeners: tuple[list[Span], list[Span]] = ([], [])
        """What takes the edge off a duty near them."""
        self.exceptions: tuple[list[Condition], list[Condition]] = ([], [])
        """The conditions that changed."""
        self.duties: list[Duty] = []

    def read_words(self) -> None:
        """Read what both texts name, and, but for titles, what they count and soften."""
        old, new = self.old, self.new
        self.names = names_near(old, new)
        if not self.before.is_title:
            self.quantities = quantities_near(old, new)
            self.softeners = softeners_near(old, new)
        old.forget_words()
        new.forget_words()

    def read_conditions(self) -> None:
        """Read which exceptions, provisos and cases changed."""
        old, new, stems = self.old, self.new, self.stems
        found = conditions(old.text, stems[0], old.sentences), conditions(new.text, stems[1], new.sentences)
        gone, come = changed(old, new, found[0], found[1])
        narrowed, widened = narrowings(old, new, stems, found)
        self.exceptions = ([*gone, *narrowed], [*come, *widened])

    def read_duties(self) -> None:
        """Read which forces changed, beside those conditions."""
        several = self.before.several or self.after.several
        self.duties = obligations(self.old, self.new, self.stems, self.exceptions, several=several)


def read(differences: Sequence[Difference]) -> None:
    """Read some differences, one reader after the other."""
    left = [difference for difference in differences if difference.left]
    for difference in left:
        difference.read_words()
    # The title of a section binds nobody.
    binding = [difference for difference in left if not difference.before.is_title]
    for difference in binding:
        difference.read_conditions()
    for difference in binding:
        difference.read_duties()


def _is_spelling(old: Side, new: Side, hunk: int, renumbered: Mapping[str, frozenset[str]]) -> bool:
    """Whether a difference is one of spelling, marks, or a label that follows its clause."""
    before, after = old.phrases[hunk], new.phrases[hunk]
    if not any(letter.isalnum() or letter in "£$€%{" for letter in before + after):
        return True
    if not before or not after:
        return False
    return bool(renumbered and _follows(before, after, renumbered)) or same_but_for_spelling(before, after)


def _follows(before: str, after: str, renumbered: Mapping[str, frozenset[str]]) -> bool:
    """Whether each word is the same or the label that its clause has now: "4 to 6" became "5 to 7"."""
    olds, news = before.split(), after.split()
    if len(olds) != len(news):
        return False
    for n, old in enumerate(olds):
        new = news[n]
        if old != new and new.strip(_BESIDE_LABELS) not in renumbered.get(old.strip(_BESIDE_LABELS), ()):
            return False
    return True


def _is_spelling_together(old: Side, new: Side) -> bool:
    """Whether the differences of a sentence are of spelling if they are seen together: "hand held" and "hand-held"."""
    hunks = range(len(old.spans))
    groups = old.close_hunks()
    if any(first == last and old.phrases[first] and new.phrases[first] for first, last in groups):
        return False  # it was seen alone already
    differing = [len(old.telling[n] ^ new.telling[n]) for n in hunks]
    if sum(differing) > FEW:
        return False
    if any(differing[n] > 1 and not (old.phrases[n] and new.phrases[n]) for n in hunks):
        return False  # words that only came, or only went
    return all(same_but_for_spelling(old.differing(first, last), new.differing(first, last)) for first, last in groups)
