"""What an owner fixed by hand in `pairs.yml` beside a policy: pairs of clauses, and what clauses are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

from policybook.book.model import Version
from policybook.diffing.matching import Pins
from policybook.finding import Finding, Level
from policybook.model import Tree
from policybook.parsing import decode
from policybook.parsing.yaml_text import CODE, YamlText, read_yaml

PAIRS: Final = "pairs.yml"
"""The name of the file, in the policy's folder."""

_EXAMPLE: Final = 'Write `same:` or `different:`, then entries such as `- {before: "3.7", after: "4.2"}`.'
_ABOUT: Final = 'Write `about:` or `not_about:`, then entries such as `- {clause: "3.7", topic: email}`.'
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
            findings.append(_invalid(raw, (name,), f"“{name}” is no field known here; its value is not used."))
        elif not isinstance(entries, list | None):
            findings.append(_invalid(raw, (name,), f"{name} must be a list."))
        else:
            for n, entry in enumerate(entries or ()):
                line = raw.place((name, n))[0]
                read = _pair(name == "same", entry, line) if name in _PAIRS else _decision(name == "about", entry, line)
                if isinstance(read, str):
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
                findings.append(_unknown(pair, f"“{words}” is {len(positions)} clauses of {called(version)}"))
            elif not positions and (pair.versions or not any(positions_of(other.tree, words) for other in others)):
                texts = called(version) if pair.versions or not others else "any version"
                findings.append(_unknown(pair, f"“{words}” is no clause of {texts}"))
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
            findings.append(_unknown(pair, f"There is no version “{missing[0]}”"))
        elif pair.versions:
            steps.append((by_name[pair.versions[0]], by_name[pair.versions[1]]))
    for before, after in steps:
        findings += find_pins(pairs, before, after, versions)[1]
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.line or 0)


def _pair(same: bool, entry: Any, line: int | None) -> Pair | str:
    """Return an entry, or what is wrong with it."""
    if not isinstance(entry, dict):
        return "A pair must be a group of `before` and `after`."
    unknown = [key for key in entry if key not in {"before", "after", "versions"}]
    if unknown:
        return f"“{unknown[0]}” is no field of a pair; the pair is not used."
    before, after, versions = (entry.get(key) for key in ("before", "after", "versions"))
    if not (isinstance(before, str) and before.strip() and isinstance(after, str) and after.strip()):
        return "A pair must name a clause in `before` and one in `after`."
    if versions is None:
        return Pair(same, before.strip(), after.strip(), None, line)
    if not (isinstance(versions, list) and len(versions) == 2 and all(isinstance(name, str) for name in versions)):
        return "`versions` must be a list of two names, as `[2019-11, working]`."
    return Pair(same, before.strip(), after.strip(), (versions[0], versions[1]), line)


def _decision(holds: bool, entry: Any, line: int | None) -> Decision | str:
    """Return an entry, or what is wrong with it."""
    if not isinstance(entry, dict):
        return "An entry must be a group of `clause` and `topic`, or of `clause` and `rule`."
    unknown = [key for key in entry if key not in {"clause", "topic", "rule"}]
    if unknown:
        return f"“{unknown[0]}” is no field of such an entry; it is not used."
    given = [key for key in ("topic", "rule") if key in entry]
    clause, subject = entry.get("clause"), entry.get(given[0]) if len(given) == 1 else None
    if not (isinstance(clause, str) and clause.strip() and isinstance(subject, str) and subject.strip()):
        return "An entry must name a clause in `clause`, and one topic in `topic` or one rule in `rule`."
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
) -> str:
    """Return why a pair cannot be had beside those before it; empty where it can."""
    old, new = found
    if before.nodes[old].kind is not after.nodes[new].kind:
        return "a section and a clause are never one"
    if found in (different if pair.same else same):
        return "another entry says the opposite"
    if pair.same and any((old == other) != (new == one) for other, one in same):
        return "another entry pairs one of the two with a third clause"
    return ""


def called(version: Version) -> str:
    """Return what a message calls a version."""
    return f"the version {version.name}" if version.name else version.path


def _unknown(pair: Pair, message: str) -> Finding:
    return unknown_clause(f"{message}; the pair is not used.", pair.line)


def unknown_clause(message: str, line: int | None) -> Finding:
    """Return the finding about an entry whose clause cannot be found."""
    fix = "Name the clause by its id, its label or its first words, so that only one fits."
    return Finding("pair-unknown", Level.WARNING, message, fix, line)


def _impossible(pair: Pair, why: str) -> Finding:
    return Finding(
        "pair-impossible",
        Level.WARNING,
        f"“{pair.before}” and “{pair.after}”: {why}; the pair is not used.",
        "Take out one of the entries.",
        pair.line,
    )


def _invalid(raw: YamlText, path: tuple[str | int, ...], message: str) -> Finding:
    return Finding(CODE, Level.ERROR, message, _ABOUT if path[0] in _SUBJECTS else _EXAMPLE, *raw.place(path))
