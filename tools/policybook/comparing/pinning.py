"""Topics and rules of clauses as their owner decided, where the words of a clause mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policybook.comparing.catalogue import Catalogue
from policybook.comparing.understanding import MOST_TOPICS, Assignment, Pin, Understanding, Understood
from policybook.language.sentences import Span
from policybook.model import Tree

BY_HAND: Final = "by hand"
"""Why a clause has a topic or rule that its owner gave it."""
_FIRST: Final = 100.0
"""The score of what was assigned by hand: before all that was recognised."""


def pinned(understood: Understood, tree: Tree, pins: Mapping[int, Sequence[Pin]], catalogue: Catalogue) -> Understood:
    """Return what is known of each node, with the topics and rules that its owner decided on.

    A clause that was given a rule is about its topic too; one that is not about a topic states none of its rules.

    Args:
        understood: What is known of each node by its words.
        tree: The policy.
        pins: The decisions on clauses, by position.
        catalogue: The topics and rules of its kind; it has those that are pinned.
    """
    found = list(understood)
    for position, decided in pins.items():
        known = found[position]
        if known is not None:
            found[position] = _pinned(known, Span(0, len(tree.nodes[position].text)), tuple(decided), catalogue)
    return tuple(found)


def _pinned(known: Understanding, whole: Span, pins: tuple[Pin, ...], catalogue: Catalogue) -> Understanding:
    off = {(pin.is_rule, pin.subject) for pin in pins if not pin.holds}
    own = {(False, topic.id): topic for topic in known.topics} | {(True, rule.id): rule for rule in known.rules}

    def assigned(*, is_rule: bool, id_: str) -> Assignment:
        found = own.get((is_rule, id_))
        if found is not None:
            return found._replace(score=_FIRST)
        return Assignment(id_, _FIRST, BY_HAND, (), whole, known.reading if is_rule else None)

    def topics() -> Iterator[Assignment]:
        yield from (assigned(is_rule=False, id_=pin.subject) for pin in pins if pin.holds and not pin.is_rule)
        yield from (
            assigned(is_rule=False, id_=topic)
            for pin in pins
            if pin.holds and pin.is_rule and (topic := catalogue.rule[pin.subject].topic) in catalogue.topic
        )
        yield from known.topics

    def rules() -> Iterator[Assignment]:
        yield from (assigned(is_rule=True, id_=pin.subject) for pin in pins if pin.holds and pin.is_rule)
        yield from (rule for rule in known.rules if (False, catalogue.rule[rule.id].topic) not in off)

    about: dict[str, Assignment] = {}
    for topic in topics():
        if (False, topic.id) not in off:
            about.setdefault(topic.id, topic)
    states: dict[str, Assignment] = {}
    for rule in rules():
        if (True, rule.id) not in off:
            states.setdefault(rule.id, rule)
    return known._replace(topics=tuple(about.values())[:MOST_TOPICS], rules=tuple(states.values()), pins=pins)
