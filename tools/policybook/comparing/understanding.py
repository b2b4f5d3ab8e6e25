"""What each clause of a policy states: its topics, its rules, its force and its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import starmap
from typing import Final, NamedTuple

from policybook.comparing.recognising import Recognised, Recogniser, Shown, Where, Word, of_pupils
from policybook.language.conditions import Condition, conditions
from policybook.language.modality import Reading, modality_of, read_sentences, telling
from policybook.language.sentences import Span, sentences
from policybook.model import NO_PARENT, Tree

MOST_TOPICS: Final = 2
"""How many topics a clause has at most."""
_SECOND: Final = 0.6
"""How near the second topic must come to the first."""
_MORE: Final = 0.25
"""How much a topic gains by each rule after its first: several rules of one topic are no several topics."""
_RULE: Final = 1.0
"""How much more a rule tells of the topic than words of the topic alone."""
_STEM: Final = 0.5
_HEADING: Final = 0.4
"""How much the topics of what stands above a clause count for it."""


class Above(StrEnum):
    """What a clause has a topic or rule from that its own words do not show."""

    STEM = "stem"
    HEADING = "heading"
    BEFORE = "before"
    """The clause before it."""


class Assignment(NamedTuple):
    """A topic or a rule of a clause."""

    id: str
    score: float
    because: str | Above
    """The line of the catalogue that recognised it, or what the clause has it from."""
    words: tuple[Word, ...]
    sentence: Span
    """Where the sentence stands that states it, in characters of the clause; of no length where none does."""
    reading: Reading | None = None
    """For a rule, the force of that sentence."""


class Pin(NamedTuple):
    """What an owner decided that a clause is, or is not, about, whatever its words show."""

    subject: str
    """The id of a topic or rule."""
    is_rule: bool
    holds: bool


class Understanding(NamedTuple):
    """What is known of a clause."""

    topics: tuple[Assignment, ...]
    """At most two, best first."""
    rules: tuple[Assignment, ...]
    """Best first."""
    reading: Reading
    conditions: tuple[Condition, ...]
    pins: tuple[Pin, ...] = ()
    """What its owner decided; topics and rules are as decided."""

    @property
    def own_topic(self) -> str:
        """The first topic, where words of the clause show it; else empty."""
        return next((topic.id for topic in self.topics[:1] if topic.sentence.end), "")


Understood = tuple[Understanding | None, ...]
"""What is known of each node of a policy, in order; None for sections."""


class _Stated(NamedTuple):
    """What a node states by itself."""

    topics: Mapping[str, Assignment]
    """With scores that are not yet ranked."""
    rules: tuple[Assignment, ...]


_NOWHERE: Final = Span(0, 0)
_NOTHING: Final = _Stated({}, ())


def understand(tree: Tree, recogniser: Recogniser | None) -> Understood:
    """Read every clause of a policy.

    Args:
        tree: The policy.
        recogniser: The catalogue of its kind; None where there is none: no topics and no rules are known then.

    Returns:
        One for each node, in order; None for sections.
    """
    stated: list[_Stated] = []
    found: list[Understanding | None] = []
    before: dict[int, tuple[Assignment, ...]] = {}
    for position, node in enumerate(tree.nodes):
        stems = [i for i in tree.ancestors(position) if not tree.nodes[i].is_section]
        stem = " ".join(tree.nodes[i].text for i in reversed(stems))
        own = _stated(node.text, stem, tree.section_titles(position), recogniser) if recogniser else _NOTHING
        stated.append(own)
        if node.is_section:
            found.append(None)
            continue
        reading, rules = _with_force(own.rules, node.text, stem or None)
        if not rules and stems and reading.start == reading.end:
            rules = _inherited(stated[stems[0]].rules, reading)
        stated[-1] = own = own._replace(rules=rules)
        section = tree.section_of(position)
        topics = _ranked(
            own,
            [stated[i] for i in stems],
            stated[section] if section != NO_PARENT else _NOTHING,
            before.get(section, ()),
        )
        before[section] = topics or before.get(section, ())
        found.append(Understanding(topics, own.rules, reading, conditions(node.text, stem or None)))
    return tuple(found)


def _with_force(rules: tuple[Assignment, ...], text: str, stem: str | None) -> tuple[Reading, tuple[Assignment, ...]]:
    """Return the force of a clause, and its rules with that of the sentences that state them."""
    if all(rule.sentence.start == 0 and rule.sentence.end == len(text) for rule in rules):
        reading = modality_of(text, stem)
        return reading, tuple(rule._replace(reading=reading) for rule in rules)
    readings = dict(zip(starmap(Span, sentences(text)), read_sentences(text, stem), strict=True))
    return telling(readings.values()), tuple(rule._replace(reading=readings[rule.sentence]) for rule in rules)


def _inherited(rules: tuple[Assignment, ...], reading: Reading) -> tuple[Assignment, ...]:
    """Return what a stem states for an item that only goes on with it: "the system records: the sender's name"."""
    return tuple(rule._replace(because=Above.STEM, sentence=_NOWHERE, reading=reading) for rule in rules)


def _stated(text: str, stem: str, titles: list[str], recogniser: Recogniser) -> _Stated:
    """Return the topics and rules of a text, sentence by sentence."""
    over: dict[str, Word] = {}
    for title in titles:
        over.update(recogniser.shown(title, Where.HEADING))
    lent: Shown = {}
    above = recogniser.shown(stem, Where.STEM) if stem else {}
    best: dict[tuple[str, str], tuple[Recognised, Span]] = {}
    pupils = False
    for span in starmap(Span, sentences(text)):
        sentence = text[span.start : span.end]
        own = recogniser.shown(sentence, Where.SENTENCE)
        shown = {**over, **lent, **above, **own}
        pupils = pupils or of_pupils(shown)
        for found in recogniser.recognise(shown, pupils=pupils):
            key = (found.subject.topic, found.subject.id)
            if key not in best or found.score > best[key][0].score:
                best[key] = (found, span)
        lent = recogniser.lent(own)
    ordered = sorted(best.values(), key=lambda entry: -entry[0].score)
    topics: dict[str, Assignment] = {}
    for found, span in ordered:
        id_ = found.subject.topic or found.subject.id
        score = found.score + (_RULE if found.subject.topic else 0)
        known = topics.get(id_)
        if known is None:
            topics[id_] = Assignment(id_, score, found.line, found.words, span)
        else:
            topics[id_] = known._replace(score=max(known.score, score) + _MORE * min(known.score, score))
    rules = tuple(
        Assignment(found.subject.id, found.score, found.line, found.words, span)
        for found, span in ordered
        if found.subject.topic
    )
    return _Stated(topics, rules)


def _ranked(
    own: _Stated, stems: list[_Stated], heading: _Stated, before: tuple[Assignment, ...]
) -> tuple[Assignment, ...]:
    """Return the topics of a clause: its own, strengthened by what stands above it, else those it stands among."""
    topics = dict(own.topics)
    for weight, because, above in [(_STEM, Above.STEM, stem) for stem in stems] + [(_HEADING, Above.HEADING, heading)]:
        for id_, found in above.topics.items():
            known = topics.get(id_)
            if known is None:
                topics[id_] = Assignment(id_, weight * found.score, because, found.words, _NOWHERE)
            else:
                topics[id_] = known._replace(score=known.score + weight * found.score)
    ordered = sorted(topics.values(), key=lambda found: -found.score)
    if not ordered:
        return tuple(found._replace(because=Above.BEFORE, words=()) for found in before[:1])
    return tuple(found for found in ordered[:MOST_TOPICS] if found.score >= _SECOND * ordered[0].score)
