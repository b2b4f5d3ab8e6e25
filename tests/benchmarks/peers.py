"""Other tools on the same two trees: which clause they say became which.

No peer is made for policies, so each is asked what it can tell: the pairs it names, or those that follow from what it
keeps. A peer that pairs a moved clause has found it, even where it does not say that it moved. Time is that of the tool
alone; what is made of its answer is not counted.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from rapidfuzz.distance import Indel

from policybook.model import NO_PARENT, Tree

Pairs = set[tuple[int, int]]
"""Positions in both trees."""


class Peer(NamedTuple):
    """A tool, and how it is asked."""

    name: str
    package: str
    """What it is called on PyPI; "" for what Python has itself."""
    prepare: Callable[[Tree], Any]
    run: Callable[[Any, Any], Any]
    pairs: Callable[[Any, Tree, Tree], Pairs]

    @property
    def version(self) -> str | None:
        """The version that is installed; None where none is."""
        if not self.package:
            return ""
        try:
            return importlib.metadata.version(self.package)
        except importlib.metadata.PackageNotFoundError:
            return None


def texts(tree: Tree) -> list[str]:
    return [node.text for node in tree.nodes]


def words(tree: Tree) -> list[str]:
    return " ".join(texts(tree)).split()


def lines(tree: Tree) -> str:
    return "".join(f"{text}\n" for text in texts(tree))


# What follows from words or letters that are kept: a clause became the one that has most of what is kept of it.


def by_kept(kept: Iterable[tuple[int, int]], old_owners: Sequence[int], new_owners: Sequence[int]) -> Pairs:
    """Return the pairs of clauses that share half the words, or letters, of the shorter one, best first."""
    shared = Counter((old_owners[old], new_owners[new]) for old, new in kept)
    old_sizes, new_sizes = Counter(old_owners), Counter(new_owners)
    found: Pairs = set()
    for (old, new), count in shared.most_common():
        is_enough = 2 * count >= min(old_sizes[old], new_sizes[new])
        if is_enough and not any(old == one or new == other for one, other in found):
            found.add((old, new))
    return found


def owners(tree: Tree, split: Callable[[str], Sequence[str]]) -> list[int]:
    return [at for at, node in enumerate(tree.nodes) for _ in split(node.text)]


def of_blocks(blocks: Iterable[tuple[int, int, int]], before: Tree, after: Tree) -> Pairs:
    """Return the pairs that follow from runs of words: first word in both, and how many."""
    kept = ((old + n, new + n) for old, new, size in blocks for n in range(size))
    return by_kept(kept, owners(before, str.split), owners(after, str.split))


# What follows from texts that are said to be equal, or to have become each other.


def of_texts(changed: Iterable[tuple[str, str]], before: Tree, after: Tree) -> Pairs:
    """Return the pairs with these texts, then those with equal texts in order; of like clauses the first ones."""
    olds, news = _places(before), _places(after)
    found: Pairs = set()
    for old, new in (*changed, *((text, text) for text in texts(after))):
        if olds[old] and news[new]:
            found.add((olds[old].pop(0), news[new].pop(0)))
    return found


def _places(tree: Tree) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts(tree)):
        found[text].append(at)
    return found


# The peers.


def _ndiff_pairs(rows: list[str], before: Tree, after: Tree) -> Pairs:
    """Return the lines that are kept, and those that ndiff shows as edited, with a line of marks below."""
    found: Pairs = set()
    old = new = 0
    for n, row in enumerate(rows):
        if row.startswith("  "):
            found.add((old, new))
        elif row.startswith("- "):
            rest = [r[:2] for r in rows[n + 1 : n + 4]]
            if rest[:2] == ["? ", "+ "] or (rest[:1] == ["+ "] and rest[1:2] == ["? "]):
                found.add((old, new))
        old += row.startswith(("  ", "- "))
        new += row.startswith(("  ", "+ "))
    return found


def _deepdiff(before: list[str], after: list[str]) -> Any:
    return importlib.import_module("deepdiff").DeepDiff(before, after, ignore_order=True)


def _deepdiff_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    changed = found.get("values_changed", {}).values()
    return of_texts([(one["old_value"], one["new_value"]) for one in changed], before, after)


def _xml(tree: Tree) -> Any:
    etree = importlib.import_module("lxml.etree")
    root = etree.Element("policy")
    elements: list[Any] = []
    for at, node in enumerate(tree.nodes):
        above = root if node.parent == NO_PARENT else elements[node.parent]
        elements.append(etree.SubElement(above, node.kind.value))
        # XML holds no control characters.
        elements[at].text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", node.text)
    return root


def _xmldiff(before: Any, after: Any, **options: Any) -> Any:
    differ = importlib.import_module("xmldiff.diff").Differ(**options)
    matches = list(differ.match(before, after))
    olds, news = ({element: at for at, element in enumerate(root.iter())} for root in (differ.left, differ.right))
    found = {(olds[old] - 1, news[new] - 1) for old, new, _ in matches}  # the policy itself comes first
    list(differ.diff())
    return found


def _xmldiff_best(before: Any, after: Any) -> Any:
    return _xmldiff(before, after, best_match=True)


def _told_pairs(found: Pairs, before: Tree, after: Tree) -> Pairs:
    return {(old, new) for old, new in found if NO_PARENT not in {old, new}}


class _Branch:
    """A node as APTED and zss take it."""

    def __init__(self, name: str, at: int) -> None:
        self.name, self.at, self.children = name, at, list[_Branch]()


def _branches(tree: Tree) -> _Branch:
    root = _Branch("", NO_PARENT)
    found: list[_Branch] = []
    for at, node in enumerate(tree.nodes):
        found.append(_Branch(node.text, at))
        (root if node.parent == NO_PARENT else found[node.parent]).children.append(found[-1])
    return root


def _apart(one: str, other: str) -> float:
    """Return what it costs to make one text of another: as much as to delete and insert, where nothing is alike."""
    return 2 * float(Indel.normalized_distance(one, other))


def _apted(before: _Branch, after: _Branch) -> Any:
    apted = importlib.import_module("apted")

    class Costs(apted.Config):
        def rename(self, one: _Branch, other: _Branch) -> float:
            return _apart(one.name, other.name)

        def children(self, one: _Branch) -> list[_Branch]:
            return one.children

    return apted.APTED(before, after, Costs()).compute_edit_mapping()


def _zss(before: _Branch, after: _Branch) -> Any:
    _, steps = importlib.import_module("zss").distance(
        before,
        after,
        lambda node: node.children,
        lambda node: 1,
        lambda node: 1,
        lambda one, other: _apart(one.name, other.name),
        return_operations=True,
    )
    return [(step.arg1, step.arg2) for step in steps]


def _branch_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    return _told_pairs({(old.at, new.at) for old, new in found if old and new}, before, after)


def _dmp(before: str, after: str) -> Any:
    return importlib.import_module("diff_match_patch").diff_match_patch().diff_main(before, after)


def _dmp_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    def kept() -> Iterator[tuple[int, int]]:
        old = new = 0
        for op, text in found:
            if op == 0:
                yield from ((old + n, new + n) for n in range(len(text)))
            old += len(text) * (op <= 0)
            new += len(text) * (op >= 0)

    return by_kept(kept(), owners(before, lambda text: f"{text}\n"), owners(after, lambda text: f"{text}\n"))


def _redlines(before: str, after: str) -> Any:
    return importlib.import_module("redlines").Redlines(before, after).opcodes


def _redlines_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    tokens = importlib.import_module("redlines.processor").tokenize_text

    def of(tree: Tree) -> list[int]:
        # A mark at the end of each paragraph is a token, too.
        return [at for at, node in enumerate(tree.nodes) for _ in [*tokens(node.text), "¶"]]

    kept = [(a + n, c + n) for tag, a, b, c, d in found if tag == "equal" for n in range(b - a)]
    olds, news = of(before), of(after)
    return by_kept([(old, new) for old, new in kept if old < len(olds) and new < len(news)], olds, news)


def _patience(before: list[str], after: list[str]) -> Any:
    matcher = importlib.import_module("patiencediff").PatienceSequenceMatcher(None, before, after)
    return matcher.get_matching_blocks()


def _block_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    return {(old + n, new + n) for old, new, size in found for n in range(size)}


def _jycm(before: list[str], after: list[str]) -> Any:
    return importlib.import_module("jycm.jycm").YouchamaJsonDiffer(before, after).get_diff()


def _jycm_pairs(found: Any, before: Tree, after: Tree) -> Pairs:
    def at(path: str) -> int:
        return int(path.strip("[]"))

    return {
        (at(one["left_path"]), at(one["right_path"]))
        for name in ("just4vis:pairs", "value_changes")
        for one in found.get(name, [])
        if one["left_path"] and one["right_path"]
    }


def _graphtage(before: list[str], after: list[str]) -> Any:
    graphtage = importlib.import_module("graphtage")
    one, other = (graphtage.MultiSetNode([graphtage.StringNode(text) for text in side]) for side in (before, after))
    edits = one.edits(other)
    while edits.tighten_bounds():
        pass
    return [
        (step.from_node.object, step.to_node.object)
        for step in edits.edits()
        if type(step).__name__ in {"Match", "StringEdit"}
    ]


PEERS: Final = (
    Peer("difflib, lines", "", texts, lambda one, other: list(difflib.ndiff(one, other)), _ndiff_pairs),
    Peer(
        "difflib, words",
        "",
        words,
        lambda one, other: difflib.SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks(),
        of_blocks,
    ),
    Peer("DeepDiff, ignore_order", "deepdiff", texts, _deepdiff, _deepdiff_pairs),
    Peer("xmldiff", "xmldiff", _xml, _xmldiff, _told_pairs),
    Peer("xmldiff, best_match", "xmldiff", _xml, _xmldiff_best, _told_pairs),
    Peer("APTED", "apted", _branches, _apted, _branch_pairs),
    Peer("zss", "zss", _branches, _zss, _branch_pairs),
    Peer("diff-match-patch", "diff-match-patch", lines, _dmp, _dmp_pairs),
    Peer("redlines", "redlines", lambda tree: "\n\n".join(texts(tree)), _redlines, _redlines_pairs),
    Peer("patiencediff", "patiencediff", texts, _patience, _block_pairs),
    Peer("jycm", "jycm", texts, _jycm, _jycm_pairs),
    Peer("graphtage", "graphtage", texts, _graphtage, lambda found, before, after: of_texts(found, before, after)),
)
