"""Which clause of an earlier text became which clause of a later one, in stages from exact to similar.

Cheap and exact stages come first, and each takes only what is left (as difftastic does); every pair says which stage
made it and how alike its texts are. Like clauses are told apart by their neighbours: what encloses them, what stands
before and after them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import Indel

from policybook.model import NO_PARENT, Tree

SAME_LABEL: Final = 0.5
"""How alike two texts of one label under one parent must be."""
SIMILAR: Final = 0.5
"""How alike two texts must be to be one clause wherever they stand."""
SAME_PLACE: Final = 0.34
"""How alike they must be where both neighbours are matched, too."""
CANDIDATES: Final = 8
"""How many earlier clauses are compared word by word with a later one, those first that share its rarest words."""
MANY: Final = 10_000
"""Pairs of identical texts beyond which they are paired in order and not by their neighbours."""

_WORD: Final = re.compile(r"\w+")


class Stage(StrEnum):
    """What made a pair."""

    OWN_ID = "own-id"
    TEXT = "identical-text"
    LABEL = "same-label"
    CLAUSES = "same-clauses"
    SIMILAR = "similar-text"


@dataclass(frozen=True, slots=True)
class Pair:
    """A node of the earlier tree and the one of the later tree that it became."""

    before: int
    after: int
    stage: Stage
    score: float
    """How alike the texts are, 0 to 1."""


def align(before: Tree, after: Tree) -> tuple[Pair, ...]:
    """Pair the nodes of two trees.

    Args:
        before: The earlier tree, with ids.
        after: The later tree; only the ids that its author wrote are read.

    Returns:
        The pairs in the order of the later tree; no node stands in two, sections only pair with sections.
    """
    alignment = _Alignment(before, after)
    for stage in (
        _by_own_id,
        _by_unique_text,
        _by_repeated_text,
        _by_label,
        _by_clauses,
        _by_similarity,
        _by_clauses,
        _by_label,
    ):
        stage(alignment)
    return tuple(sorted(alignment.pairs.values(), key=lambda pair: pair.after))


@dataclass
class _Alignment:
    before: Tree
    after: Tree
    pairs: dict[int, Pair] = field(default_factory=dict)
    """By position in the later tree."""
    became: dict[int, int] = field(default_factory=dict)
    """Position in the earlier tree -> position in the later one."""

    def __post_init__(self) -> None:
        self.old_texts = [_key(node.text) for node in self.before.nodes]
        self.new_texts = [_key(node.text) for node in self.after.nodes]
        self.old_siblings = _siblings(self.before)
        self.new_siblings = _siblings(self.after)

    def pair(self, old: int, new: int, stage: Stage, score: float) -> None:
        if new in self.pairs or old in self.became or self.before.nodes[old].kind is not self.after.nodes[new].kind:
            return
        self.pairs[new] = Pair(old, new, stage, score)
        self.became[old] = new

    def old_left(self) -> Iterable[int]:
        return (old for old in range(len(self.before)) if old not in self.became)

    def new_left(self) -> Iterable[int]:
        return (new for new in range(len(self.after)) if new not in self.pairs)

    def same_parent(self, old: int, new: int) -> bool:
        parent, other = self.before.nodes[old].parent, self.after.nodes[new].parent
        if parent == NO_PARENT or other == NO_PARENT:
            return parent == other
        return self.became.get(parent) == other

    def neighbours(self, old: int, new: int) -> int:
        """Return how many of the two neighbours are matched with each other; two ends of a row match."""
        return sum(
            (self.became.get(a) == b) if a is not None and b is not None else a is b
            for a, b in zip(self.old_siblings[old], self.new_siblings[new], strict=True)
        )

    def same_label(self, old: int, new: int) -> bool:
        return self.before.nodes[old].label == self.after.nodes[new].label


def _by_own_id(at: _Alignment) -> None:
    for new, node in enumerate(at.after.nodes):
        if node.own_id is not None and node.own_id in at.before.by_id:
            old = at.before.by_id[node.own_id]
            at.pair(old, new, Stage.OWN_ID, likeness(_words(at.old_texts[old]), _words(at.new_texts[new])))


def _groups(at: _Alignment) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the earlier and later nodes that share their text, where there are any left of both."""
    olds: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for old in at.old_left():
        olds[at.before.nodes[old].is_section, at.old_texts[old]].append(old)
    news: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for new in at.new_left():
        news[at.after.nodes[new].is_section, at.new_texts[new]].append(new)
    return [(olds[key], found) for key, found in news.items() if key in olds]


def _by_unique_text(at: _Alignment) -> None:
    for olds, news in _groups(at):
        if len(olds) == len(news) == 1:
            at.pair(olds[0], news[0], Stage.TEXT, 1.0)


def _by_repeated_text(at: _Alignment) -> None:
    for olds, news in _groups(at):
        if len(olds) * len(news) > MANY:
            for old, new in zip(olds, news, strict=False):
                at.pair(old, new, Stage.TEXT, 1.0)
            continue
        ranked = sorted(
            (
                (
                    -(3 * at.same_parent(old, new) + 2 * at.neighbours(old, new) + at.same_label(old, new)),
                    abs(old / len(at.before) - new / len(at.after)),
                    old,
                    new,
                )
                for old in olds
                for new in news
            ),
        )
        for _, _, old, new in ranked:
            at.pair(old, new, Stage.TEXT, 1.0)


def _by_label(at: _Alignment) -> None:
    labelled: dict[tuple[int, bool, str], int] = {}
    for old in at.old_left():
        node = at.before.nodes[old]
        if node.label:
            labelled.setdefault((node.parent, node.is_section, node.label), old)
    for new in list(at.new_left()):
        node = at.after.nodes[new]
        if not node.label:
            continue
        parent = at.pairs[node.parent].before if node.parent in at.pairs else NO_PARENT
        if node.parent != NO_PARENT and parent == NO_PARENT:
            continue
        found = labelled.get((parent, node.is_section, node.label))
        if found is not None:
            score = likeness(_words(at.old_texts[found]), _words(at.new_texts[new]))
            if score >= SAME_LABEL:
                at.pair(found, new, Stage.LABEL, score)


def _by_clauses(at: _Alignment) -> None:
    """Pair sections, and stems, most of whose contents are matched: a retitled section keeps its clauses."""
    shared: Counter[tuple[int, int]] = Counter()
    for pair in at.pairs.values():
        old, new = at.before.nodes[pair.before].parent, at.after.nodes[pair.after].parent
        if NO_PARENT not in {old, new} and old not in at.became and new not in at.pairs:
            shared[old, new] += 1
    for (old, new), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        fewest = min(len(at.before.children[old]), len(at.after.children[new]))
        score = likeness(_words(at.old_texts[old]), _words(at.new_texts[new]))
        if 2 * count > fewest or (at.before.nodes[old].is_section and score >= SIMILAR):
            at.pair(old, new, Stage.CLAUSES, score)


def _by_similarity(at: _Alignment) -> None:
    olds = {old: _words(at.old_texts[old]) for old in at.old_left()}
    news = {new: _words(at.new_texts[new]) for new in at.new_left()}
    candidates = _candidates(olds, news)
    scored: dict[tuple[int, int], float] = {}

    def scored_pairs(accept: Callable[[int, int, float], bool]) -> list[tuple[float, float, int, int]]:
        found = []
        for (old, new), score in scored.items():
            if old in at.became or new in at.pairs or not accept(old, new, score):
                continue
            nearby = 0.1 * at.same_parent(old, new) + 0.05 * at.neighbours(old, new) + 0.05 * at.same_label(old, new)
            apart = abs(old / len(at.before) - new / len(at.after))
            found.append((-score - nearby, apart, old, new))
        return sorted(found)

    for new, likely in candidates.items():
        for old in likely:
            if at.before.nodes[old].kind is at.after.nodes[new].kind:
                scored[old, new] = likeness(olds[old], news[new])
    for _, _, old, new in scored_pairs(lambda _old, _new, score: score >= SIMILAR):
        at.pair(old, new, Stage.SIMILAR, scored[old, new])
    # Between matched neighbours less likeness will do; repeated, because each new pair is a neighbour of others.
    for _ in range(2):
        for new in list(at.new_left()):
            for old in _between(at, new):
                scored.setdefault((old, new), likeness(_words(at.old_texts[old]), _words(at.new_texts[new])))
        for _, _, old, new in scored_pairs(
            lambda old, new, score: score >= SAME_PLACE and at.same_parent(old, new) and at.neighbours(old, new) == 2
        ):
            at.pair(old, new, Stage.SIMILAR, scored[old, new])


def _between(at: _Alignment, new: int) -> list[int]:
    """Return the unmatched earlier nodes that stand after what the later node's left neighbour was, or first."""
    left = at.new_siblings[new][0]
    if left is None:
        parent = at.after.nodes[new].parent
        if parent != NO_PARENT and parent not in at.pairs:
            return []
        row = at.before.roots if parent == NO_PARENT else at.before.children[at.pairs[parent].before]
        following = row[0] if row else None
    elif left in at.pairs:
        following = at.old_siblings[at.pairs[left].before][1]
    else:
        return []
    return [following] if following is not None and following not in at.became else []


def _candidates(olds: dict[int, list[str]], news: dict[int, list[str]]) -> dict[int, list[int]]:
    """Return, for each later text, the few earlier ones that share most of its rare words."""
    postings: dict[str, list[int]] = defaultdict(list)
    for old, words in olds.items():
        for word in set(words):
            postings[word].append(old)
    found: dict[int, list[int]] = {}
    for new, words in news.items():
        weights: dict[int, float] = defaultdict(float)
        # The rarest words first, and no more entries than keep the work in proportion to the texts.
        budget = 50 * CANDIDATES
        for word in sorted(set(words) & postings.keys(), key=lambda word: (len(postings[word]), word)):
            budget -= len(postings[word])
            if budget < 0 and weights:
                break
            weight = math.log(1 + len(olds) / len(postings[word]))
            for old in postings[word]:
                weights[old] += weight
        found[new] = sorted(weights, key=lambda old: (-weights[old] / (8 + len(olds[old])), old))[:CANDIDATES]
    return found


def likeness(old: list[str], new: list[str]) -> float:
    """Return how alike two texts are, 0 to 1, by their words in order or, a little less, in any order."""
    if not old or not new:
        return float(old == new)
    in_order = Indel.normalized_similarity(old, new)
    common = sum((Counter(old) & Counter(new)).values())
    return max(in_order, 0.95 * 2 * common / (len(old) + len(new)))


def _siblings(tree: Tree) -> list[tuple[int | None, int | None]]:
    """Return the node before and the node after each node under the same parent."""
    found: list[tuple[int | None, int | None]] = [(None, None)] * len(tree)
    for row in (tree.roots, *tree.children):
        for before, at, after in zip((None, *row), row, (*row[1:], None), strict=False):
            found[at] = (before, after)
    return found


def _key(text: str) -> str:
    return text if text.isascii() else " ".join(unicodedata.normalize("NFC", text).split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
