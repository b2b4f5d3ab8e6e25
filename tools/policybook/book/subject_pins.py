"""What an owner decided that clauses are about, found in a text of the policy and judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from policybook.book.model import Policy, Version
from policybook.book.pins import Decision, called, positions_of, read_pairs, unknown_clause
from policybook.comparing.catalogue import Catalogue
from policybook.comparing.understanding import MOST_TOPICS, Pin
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.model import Tree

_NEAR: Final = 60
"""From which likeness, of 100, a name is offered for one that is not known."""


def pins_in(policy: Policy, tree: Tree, catalogue: Catalogue) -> Mapping[int, Sequence[Pin]]:
    """Return an owner's decisions on the clauses of a text, by their positions; those that cannot hold are left out.

    Args:
        policy: The policy.
        tree: One of its texts.
        catalogue: The topics and rules of its kind.
    """
    found: dict[int, list[Pin]] = defaultdict(list)
    if policy.pairs is not None:
        for decision in read_pairs(policy.pairs).decisions:
            positions = _clauses(tree, decision.clause)
            if len(positions) == 1 and decision.subject in _names(decision, catalogue):
                pin = Pin(decision.subject, decision.is_rule, decision.holds)
                pins = found[positions[0]]
                if not _cannot_hold(pin, pins):
                    pins.append(pin)
    return found


def pins_findings(policy: Policy, catalogue: Catalogue | None) -> Iterator[Finding]:
    """Yield what is wrong with an owner's decisions on what clauses are about, in the order of the file.

    Args:
        policy: The policy.
        catalogue: The topics and rules of its kind; None where it has none.
    """
    decisions = read_pairs(policy.pairs).decisions if policy.pairs is not None else ()
    judged: list[tuple[Version, dict[int, list[Pin]]]] = [(version, defaultdict(list)) for version in _read(policy)]
    for decision in decisions:
        names = _names(decision, catalogue)
        if decision.subject not in names:
            yield _unknown_subject(decision, names)
            continue
        if not any(_clauses(version.tree, decision.clause) for version in policy.versions):
            yield unknown_clause(later("finding.pair-unknown.subject_none", words=decision.clause), decision.line)
            continue
        yield from dict.fromkeys(_wrong(decision, judged))


def _wrong(decision: Decision, judged: list[tuple[Version, dict[int, list[Pin]]]]) -> Iterator[Finding]:
    """Yield why a decision on a known subject cannot hold in the texts that count."""
    for version, pins in judged:
        positions = _clauses(version.tree, decision.clause)
        if len(positions) > 1:
            text = called(version)
            what = later("finding.pair-unknown.subject_several", words=decision.clause, n=len(positions), text=text)
            yield unknown_clause(what, decision.line)
        elif positions:
            pin = Pin(decision.subject, decision.is_rule, decision.holds)
            if why := _cannot_hold(pin, pins[positions[0]]):
                yield Finding(
                    "pair-impossible",
                    Level.WARNING,
                    later("finding.pair-impossible.entry", clause=decision.clause, subject=decision.subject, why=why),
                    later("finding.pair-impossible.fix"),
                    decision.line,
                )
            else:
                pins[positions[0]].append(pin)


def _cannot_hold(pin: Pin, others: Sequence[Pin]) -> Later | None:
    """Return why a decision cannot be had beside those before it, or None where it can."""
    if pin._replace(holds=not pin.holds) in others:
        return later("finding.pair-impossible.opposite")
    topics = {other.subject for other in others if other.holds and not other.is_rule}
    if pin.holds and not pin.is_rule and len(topics - {pin.subject}) == MOST_TOPICS:
        return later("finding.pair-impossible.topics", n=MOST_TOPICS)
    return None


def _read(policy: Policy) -> list[Version]:
    """Return the texts that are compared: the working one and the newest approved one."""
    return [version for version in (policy.newest_sealed, policy.working) if version]


def _clauses(tree: Tree, words: str) -> list[int]:
    return [position for position in positions_of(tree, words) if not tree.nodes[position].is_section]


def _names(decision: Decision, catalogue: Catalogue | None) -> Mapping[str, object]:
    if catalogue is None:
        return {}
    return catalogue.rule if decision.is_rule else catalogue.topic


def _unknown_subject(decision: Decision, names: Mapping[str, object]) -> Finding:
    kind = "rule" if decision.is_rule else "topic"
    nearest = process.extractOne(decision.subject.lower(), list(names), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if not names:
        remedy = later("finding.pair-unknown.no_file")
    elif nearest:
        remedy = later("finding.nearest", nearest=nearest[0])
    else:
        remedy = later(f"finding.pair-unknown.write_{kind}")
    what = later(f"finding.pair-unknown.no_{kind}", subject=decision.subject)
    return Finding("pair-unknown", Level.WARNING, what, remedy, decision.line)
