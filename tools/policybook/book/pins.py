"""What an owner fixed by hand in `pairs.yml` beside a policy: pairs of clauses, and what clauses are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

from policybook.book.model import Version
from policybook.diffing.matching import Pins
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.model import Tree
from policybook.parsing import decode
from policybook.parsing.yaml_text import CODE, YamlText, read_yaml

PAIRS: Final = "pairs.yml"
"""The name of the file, in the policy's folder."""

_PAIRS: Final = frozenset({"same", "different"})
_SUBJECTS: Final = frozenset({"about", "not_about"})


class Pair(NamedTuple):
    """What an owner decided about two clauses."""

    same: bool
    """Whether they are one clause; else they are not."""
    before: str
    """An id, a label or the first words of the clause in the earlier text."""
    after: str
    """The same of the clause in the later text."""
    versions: tuple[str, str] | None = None
    """The names of the two texts that it is about; None for all in which both clauses are found."""
    line: int | None = None


class Decision(NamedTuple):
    """What an owner decided of a clause's subject."""

    holds: bool
    """Whether the clause is about the topic, or states the rule; else it is not, or does not."""
    clause: str
    """An id, a label or the first words of the clause."""
    subject: str
    """The id of the topic or rule."""
    is_rule: bool
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """What `pairs.yml` holds."""

    pairs: tuple[Pair, ...] = ()
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What cannot be read; placed by whoever knows the path."""


NO_PAIRS: Final = Pairs()


def read_pairs(data: bytes) -> Pairs:
    """Read the bytes of a `pairs.yml`; what cannot be understood is a finding and is left out."""
    text, wrong = decode(data)
    raw = read_yaml(text)
    findings = [*wrong, *raw.findings]
    pairs: list[Pair] = []
    decisions: list[Decision] = []
    for name, entries in raw.values.items():
        if name not in _PAIRS | _SUBJECTS:
            findings.append(_invalid(raw, (name,), later("finding.yaml.unknown", field=name)))
        elif not isinstance(entries, list | None):
            findings.append(_invalid(raw, (name,), later("finding.yaml.must_be_list", field=name)))
        else:
            for n, entry in enumerate(entries or ()):
                line = raw.place((name, n))[0]
                read = _pair(name == "same", entry, line) if name in _PAIRS else _decision(name == "about", entry, line)
                if isinstance(read, Later):
                    findings.append(_invalid(raw, (name, n), read))
                elif isinstance(read, Pair):
                    pairs.append(read)
                else:
                    decisions.append(read)
    return Pairs(tuple(pairs), tuple(decisions), tuple(findings))


def find_pins(
    pairs: Pairs, before: Version, after: Version, others: Sequence[Version] = ()
) -> tuple[Pins, tuple[Finding, ...]]:
    """Find the clauses of two texts that an owner's pairs name.

    Args:
        pairs: The pairs of the policy.
        before: The earlier text.
        after: The later one.
        others: All versions of the policy: a pair about other versions than these two is no mistake.

    Returns:
        The pairs as positions in both trees, and a finding for each that names no clause, or several, or cannot hold.
    """
    same: set[tuple[int, int]] = set()
    different: set[tuple[int, int]] = set()
    findings: list[Finding] = []
    for pair in pairs.pairs:
        if pair.versions not in (None, (before.name, after.name)):
            continue
        olds, news = positions_of(before.tree, pair.before), positions_of(after.tree, pair.after)
        if len(olds) == len(news) == 1:
            found = (olds[0], news[0])
            if wrong := _cannot_hold(pair, found, same, different, before.tree, after.tree):
                findings.append(_impossible(pair, wrong))
            else:
                (same if pair.same else different).add(found)
            continue
        for words, positions, version in ((pair.before, olds, before), (pair.after, news, after)):
            if len(positions) > 1:
                what = later("finding.pair-unknown.several", words=words, n=len(positions), text=called(version))
                findings.append(unknown_clause(what, pair.line))
            elif not positions and (pair.versions or not any(positions_of(other.tree, words) for other in others)):
                text = called(version) if pair.versions or not others else later("finding.pair-unknown.any")
                findings.append(unknown_clause(later("finding.pair-unknown.none", words=words, text=text), pair.line))
    return Pins(frozenset(same), frozenset(different)), tuple(findings)


def pairs_findings(pairs: Pairs, versions: Sequence[Version]) -> list[Finding]:
    """Return what is wrong with the pairs of a policy: in the file, and in any step from one version to the next.

    Args:
        pairs: The pairs of the policy.
        versions: Its versions, oldest first, the working text last.
    """
    findings = list(pairs.findings)
    by_name = {version.name: version for version in versions}
    steps = list(pairwise(versions))
    for pair in pairs.pairs:
        missing = [name for name in pair.versions or () if name not in by_name]
        if missing:
            findings.append(unknown_clause(later("finding.pair-unknown.no_version", version=missing[0]), pair.line))
        elif pair.versions:
            steps.append((by_name[pair.versions[0]], by_name[pair.versions[1]]))
    for before, after in steps:
        findings += find_pins(pairs, before, after, versions)[1]
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.line or 0)


def _pair(same: bool, entry: Any, line: int | None) -> Pair | Later:
    """Return an entry, or what is wrong with it."""
    if not isinstance(entry, dict):
        return later("finding.pairs.no_pair")
    unknown = [key for key in entry if key not in {"before", "after", "versions"}]
    if unknown:
        return later("finding.pairs.pair_field", field=unknown[0])
    before, after, versions = (entry.get(key) for key in ("before", "after", "versions"))
    if not (isinstance(before, str) and before.strip() and isinstance(after, str) and after.strip()):
        return later("finding.pairs.pair_clauses")
    if versions is None:
        return Pair(same, before.strip(), after.strip(), None, line)
    if not (isinstance(versions, list) and len(versions) == 2 and all(isinstance(name, str) for name in versions)):
        return later("finding.pairs.versions")
    return Pair(same, before.strip(), after.strip(), (versions[0], versions[1]), line)


def _decision(holds: bool, entry: Any, line: int | None) -> Decision | Later:
    """Return an entry, or what is wrong with it."""
    if not isinstance(entry, dict):
        return later("finding.pairs.no_entry")
    unknown = [key for key in entry if key not in {"clause", "topic", "rule"}]
    if unknown:
        return later("finding.pairs.entry_field", field=unknown[0])
    given = [key for key in ("topic", "rule") if key in entry]
    clause, subject = entry.get("clause"), entry.get(given[0]) if len(given) == 1 else None
    if not (isinstance(clause, str) and clause.strip() and isinstance(subject, str) and subject.strip()):
        return later("finding.pairs.entry_subject")
    return Decision(holds, clause.strip(), subject.strip(), given == ["rule"], line)


def positions_of(tree: Tree, words: str) -> list[int]:
    """Return the nodes that an id names, else those with a label, else those that begin with the words."""
    if words in tree.by_id:
        return [tree.by_id[words]]
    labelled = [n for n, node in enumerate(tree.nodes) if node.label == words]
    if labelled:
        return labelled
    start = " ".join(words.removesuffix("...").removesuffix("…").split()).casefold()
    return [n for n, node in enumerate(tree.nodes) if start and node.text.casefold().startswith(start)]


def _cannot_hold(
    pair: Pair,
    found: tuple[int, int],
    same: Iterable[tuple[int, int]],
    different: Iterable[tuple[int, int]],
    before: Tree,
    after: Tree,
) -> Later | None:
    """Return why a pair cannot be had beside those before it, or None where it can."""
    old, new = found
    if before.nodes[old].kind is not after.nodes[new].kind:
        return later("finding.pair-impossible.kinds")
    if found in (different if pair.same else same):
        return later("finding.pair-impossible.opposite")
    if pair.same and any((old == other) != (new == one) for other, one in same):
        return later("finding.pair-impossible.third")
    return None


def called(version: Version) -> str | Later:
    """Return what a message calls a version."""
    return later("finding.pair-unknown.version", version=version.name) if version.name else version.path


def unknown_clause(what: Later, line: int | None) -> Finding:
    """Return the finding about an entry whose clause cannot be found."""
    return Finding("pair-unknown", Level.WARNING, what, later("finding.pair-unknown.fix"), line)


def _impossible(pair: Pair, why: Later) -> Finding:
    return Finding(
        "pair-impossible",
        Level.WARNING,
        later("finding.pair-impossible.pair", before=pair.before, after=pair.after, why=why),
        later("finding.pair-impossible.fix"),
        pair.line,
    )


def _invalid(raw: YamlText, path: tuple[str | int, ...], what: Later) -> Finding:
    remedy = (
        later("finding.pairs.write_subjects", example='`- {clause: "3.7", topic: email}`')
        if path[0] in _SUBJECTS
        else later("finding.pairs.write_pairs", example='`- {before: "3.7", after: "4.2"}`')
    )
    return Finding(CODE, Level.ERROR, what, remedy, *raw.place(path))
