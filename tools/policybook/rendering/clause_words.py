"""The words of a clause as comparisons show them: what made it count for a rule is marked, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from typing import Final, NamedTuple

from markupsafe import Markup

from policybook.book.people import ROLE, find_role
from policybook.comparing.comparison import Text
from policybook.comparing.pinning import BY_HAND
from policybook.comparing.recognising import Where
from policybook.comparing.stances import Stance
from policybook.comparing.understanding import Above, Assignment, Understanding
from policybook.language.modality import Modality, Reading
from policybook.language.sentences import Span
from policybook.messages.message import Tag
from policybook.messages.messages import Later, Messages, later
from policybook.metadata import Person
from policybook.rendering.positions import Position, position_of
from policybook.rendering.why_text import origin, quoted

LONGEST: Final = 700
"""Characters of a clause that a comparison shows; the policy's page has the rest."""
_STEM: Final = 160
"""Characters of a stem that are shown before its item."""
MARKS: Final = {
    name: Tag(Markup(f'<{tag} class="pb-{name}">'), Markup(f"</{tag}>"))  # noqa: S704  of these three only
    for name, tag in (("placed", "mark"), ("force", "b"), ("proviso", "em"))
}
"""The marks of a clause, outermost first: what it was placed by, its force, its exceptions."""
_NAME: Final = Tag(Markup("<span>"), Markup("</span>"))
"""What stands back at the head of a reason."""


class Marked(NamedTuple):
    """Words of a clause that tell something."""

    start: int
    end: int
    mark: int
    """Which of `MARKS`, from 0."""


class Said(NamedTuple):
    """A clause of a policy on a rule or a topic."""

    id: str
    label: str
    stem: str
    """The words that it goes on from; empty where it stands alone."""
    words: Markup
    """Those of the clause, marked."""
    why: tuple[str, ...]
    """What was read from which of its words, in sentences."""
    position: Position
    """The position that this clause takes; that of its policy may be another's."""


def said(
    t: Messages,
    text: Text,
    n: int,
    people: Mapping[str, Person],
    stance: Stance,
    found: Assignment | None,
    shared: str = "",
) -> Said:
    """Return a clause with what made it count.

    Args:
        t: What the pages say.
        text: The policy.
        n: The position of the clause in the policy's tree.
        people: Whom the roles in it stand for.
        stance: The position that it takes.
        found: The topic or rule that it is shown for; None for one of a group of like clauses.
        shared: For one of a group: the words that it shares with the others, as they are told.
    """
    node, known = text.tree.nodes[n], text.understood[n]
    stem = next((i for i in text.tree.ancestors(n) if not text.tree.nodes[i].is_section), None)
    reading = _reading(stance, known, found)
    start, end = _excerpt(node.text, found.sentence if found else Span(0, 0))
    marks = list(_marks(node.text, reading, stance, found))
    return Said(
        text.tree.ids[n],
        node.label or "",
        _shortened(plain(text.tree.nodes[stem].text, people)) if stem is not None else "",
        marked(node.text, marks, people, start, end),
        tuple(t(one) for one in _why(t, node.text, people, reading, stance, found, shared)),
        position_of(stance),
    )


def plain(text: str, people: Mapping[str, Person]) -> str:
    """Return a text with its roles as readers see them."""
    return ROLE.sub(lambda match: find_role(match[1], people).words, text) if "{{" in text else text


def marked(text: str, marks: Iterable[Marked], people: Mapping[str, Person], start: int = 0, end: int = -1) -> Markup:
    """Return a part of a text with some of its words marked.

    Args:
        text: The text.
        marks: What to mark; marks may overlap.
        people: Whom the roles in the text stand for.
        start: Where the part begins.
        end: Where it ends; -1 for the end of the text.
    """
    end = len(text) if end < 0 else end
    roles = [match.span() for match in ROLE.finditer(text)]
    # What is in braces is replaced as a whole.
    fine = [one for one in marks if not any(first < edge < last for first, last in roles for edge in one[:2])]
    edges = sorted({start, end, *(edge for one in fine for edge in one[:2] if start < edge < end)})
    out = ["… "] if start else []
    for first, last in pairwise(edges):
        words = escape(plain(text[first:last], people), quote=False)
        for mark, tag in reversed(list(enumerate(MARKS.values()))):
            if any(one.mark == mark and one.start <= first and last <= one.end for one in fine):
                words = f"{tag.open}{words}{tag.close}"
        out.append(words)
    return Markup("".join([*out, " …" if end < len(text) else ""]))  # noqa: S704  every piece is escaped


def _reading(stance: Stance, known: Understanding | None, found: Assignment | None) -> Reading | None:
    """Return the reading that a clause has its position from: that of the sentence that states the rule, or its own."""
    readings = (found.reading if found else None, known.reading if known else None)
    return next((one for one in readings if one is not None and one.modality is stance.modality), None)


def _marks(text: str, reading: Reading | None, stance: Stance, found: Assignment | None) -> Iterator[Marked]:
    if found is not None and found.sentence.end:
        for word in found.words:
            at = found.sentence.start + word.start
            if word.where is Where.SENTENCE and text[at : at + len(word.words)] == word.words:
                yield Marked(at, at + len(word.words), 0)
    if reading is not None and reading.start < reading.end:
        yield Marked(reading.start, reading.end, 1)
    for words in stance.conditions:
        at = text.find(words)
        if at >= 0:
            yield Marked(at, at + len(words), 2)


def _why(
    t: Messages,
    text: str,
    people: Mapping[str, Person],
    reading: Reading | None,
    stance: Stance,
    found: Assignment | None,
    shared: str,
) -> Iterator[Later]:
    if found is None:
        alike = later("reason.alike", name=_NAME, words=plain(shared, people))
        yield alike if shared else later("reason.alike_by_most", name=_NAME)
    elif found.because == BY_HAND:
        yield later("reason.by_hand", name=_NAME)
    else:
        words = plain(t.list(quoted(found.words)), people)
        if not isinstance(found.because, Above):
            yield later("reason.words", name=_NAME, words=words)
            yield later("reason.line", name=_NAME, line=plain(found.because, people))
        elif words:
            yield later("reason.above_words", name=_NAME, above=origin(found.because), words=words)
        else:
            yield later("reason.above", name=_NAME, above=origin(found.because))
    if reading is not None and reading.start < reading.end:
        forces = later("reason.quoted.sentence", words=plain(text[reading.start : reading.end], people))
        yield later("reason.force", name=_NAME, words=forces)
    elif reading is not None and stance.modality is not Modality.NONE:
        yield later("reason.force_by_stem", name=_NAME)
    else:
        yield later("reason.no_force", name=_NAME)
    if stance.conditions:
        excepted = [t("reason.quoted.sentence", words=plain(words, people)) for words in stance.conditions]
        yield later("reason.exceptions", name=_NAME, words=t("page.semicolon").join(excepted))


def _excerpt(text: str, sentence: Span) -> tuple[int, int]:
    """Return which part of a clause to show: the whole, or of a very long one what begins with a sentence."""
    if len(text) <= LONGEST:
        return 0, len(text)
    start = sentence.start if sentence.end > LONGEST else 0
    if start + LONGEST >= len(text):
        return start, len(text)
    return start, max(text.rfind(" ", start, start + LONGEST), start + 1)


def _shortened(text: str) -> str:
    return text if len(text) <= _STEM else text[: text.rfind(" ", 0, _STEM)] + " …"
