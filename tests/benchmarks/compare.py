"""Measures the comparison of two texts: what it finds in seeded edits, against other tools, and how fast it is.

`python tests/benchmarks/compare.py` runs all, `compare.py peers fast` some; README.md says what each measures.
"""

from __future__ import annotations

import difflib
import gc
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Final

from generate import Size, generate
from peers import PEERS, Pairs, Peer, texts, words
from run import ROOT, Figure, median, read_arguments, rows, write_report
from seeded import Edit, Plan, edit

from policybook.diffing.changes import Change
from policybook.diffing.description import compare
from policybook.model import Tree
from policybook.parsing import parse_policy

MOVES: Final = Plan(moved=0.1, added=0.04, removed=0.04, renumbered=True)
"""Clauses that moved word for word."""
MIXED: Final = Plan(moved=0.1, both=0.15, amended=0.15, added=0.12, removed=0.12, renumbered=True)
"""More than half of the clauses moved, were amended or both, came or went."""
THREE_OF_TEN: Final = Plan(moved=0.05, both=0.05, amended=0.15, added=0.025, removed=0.025, renumbered=True)
"""Three clauses of ten are edited."""
PATIENCE: Final = 120.0
"""Seconds after which a tool is given no more cases."""


# Texts.


def _read(text: str) -> Tree:
    tree = parse_policy(text.encode()).tree
    # Seeded edits have no ids of authors: what is compared is words.
    return _fresh(Tree(tuple(node._replace(own_id=None) for node in tree.nodes)))


def _fresh(tree: Tree) -> Tree:
    """Return the same tree with nothing worked out before."""
    return Tree(tree.nodes, tuple(str(at) for at in range(len(tree))))


def _forget() -> None:
    """Forget what was read of texts before, as a new process would; only the lexicons stay read.

    What is kept of texts is bounded (`lru_cache`), what is kept of lexicons is not (`cache`).
    """
    for name, module in [*sys.modules.items()]:
        if name.startswith("policybook"):
            for kept in vars(module).values():
                if hasattr(kept, "cache_parameters") and kept.cache_parameters()["maxsize"]:
                    kept.cache_clear()


def _set_aside() -> None:
    """Take what there is out of the garbage collector's way, which would look through it in the time of a comparison.

    A program that compares two versions holds no hundred others; which of the measured ones has to wait is chance.
    """
    gc.collect()
    gc.freeze()


@cache
def generated(count: int, clauses: int, words_in_each: int) -> tuple[Tree, ...]:
    """Return invented policies."""
    files = generate(Size(policies=count, clauses=clauses, words=words_in_each))
    return tuple(_read(text) for path, text in files.items() if path.endswith("/policy.md"))


@cache
def own() -> tuple[Tree, ...]:
    """Return the repository's own policies."""
    return tuple(_read(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("policies/*/*/policy.md")))


@cache
def spare() -> tuple[str, ...]:
    """Return texts to add, of policies that are not edited."""
    others = generated(12, 80, 1700)[10:]
    return tuple(text for tree in others for text in texts(tree))


def cases(plan: Plan, seeds: Iterable[int]) -> Iterator[Edit]:
    """Yield seeded edits of our own policies and of invented ones."""
    for seed in seeds:
        for tree in (*own(), *generated(12, 80, 1700)[:5]):
            yield edit(tree, plan, seed, spare())


# What was found.


@dataclass
class Found:
    """What a tool found in some edits; of clauses with the same words, any may stand for any."""

    right: int = 0
    wrong: int = 0
    there: int = 0
    moved: int = 0
    moved_there: int = 0
    moved_said: int = 0
    both: int = 0
    both_there: int = 0
    both_said: int = 0
    times: list[float] = field(default_factory=list)
    """Seconds of processor time a case; other programs disturb it less than what the clock says."""

    def count(self, done: Edit, pairs: Pairs) -> None:
        """Count the pairs that a tool named."""
        said, there = _by_texts(done, pairs), _by_texts(done, done.pairs)
        right = (said & there).total()
        self.right += right
        self.wrong += said.total() - right
        self.there += there.total()
        self.moved_there += len(done.moved)
        self.both_there += len(done.both)

    def count_moves(self, done: Edit, moved: Pairs, both: Pairs) -> None:
        """Count those of the pairs that a tool says, or may be taken to say, that they moved."""
        self.moved += (_by_texts(done, moved) & _by_texts(done, done.moved)).total()
        self.moved_said += len(moved)
        self.both += (_by_texts(done, both) & _by_texts(done, done.both)).total()
        self.both_said += len(both)


def _by_texts(done: Edit, pairs: Iterable[tuple[int, int]]) -> Counter[tuple[str, str]]:
    return Counter((done.before.nodes[old].text, done.after.nodes[new].text) for old, new in pairs)


def asked(peer: Peer, edits: Iterable[Edit]) -> Found:
    """Return what a tool finds; it has found a move where it pairs what moved."""
    found = Found()
    for done in edits:
        if sum(found.times) > PATIENCE:
            break
        one, other = peer.prepare(done.before), peer.prepare(done.after)
        start = time.process_time()
        said = peer.run(one, other)
        found.times.append(time.process_time() - start)
        pairs = peer.pairs(said, done.before, done.after)
        found.count(done, pairs)
        found.count_moves(done, pairs & done.moved, pairs & done.both)
    return found


def ours(edits: Iterable[Edit]) -> Found:
    """Return what policybook finds; it has found a move where it says `moved`."""
    found = Found()
    for done in edits:
        one, other = _fresh(done.before), _fresh(done.after)
        _forget()
        start = time.process_time()
        changes = compare(one, other)
        found.times.append(time.process_time() - start)
        found.count(done, {pair for change in changes for pair in _pairs(change)})
        moved = {pair: change for change in changes if change.moved for pair in _pairs(change)}
        found.count_moves(done, set(moved), {pair for pair, change in moved.items() if change.amended})
    return found


def _pairs(change: Change) -> Iterator[tuple[int, int]]:
    return ((old, new) for old in change.before for new in change.after)


# Benchmarks.


@dataclass(frozen=True)
class Scope:
    """How much is measured."""

    seeds: int
    peer_seeds: int
    runs: int
    large: int


HEADINGS: Final = ("", "version", "cases", "pairs right", "wrong pairs", "moved", "moved, edited", "ms a case")


def measure_peers(scope: Scope) -> Iterator[Figure | str]:
    """Ours and others on the same seeded edits."""
    edits = [*cases(MOVES, range(scope.peer_seeds)), *cases(MIXED, range(scope.peer_seeds))]
    yield _told(HEADINGS)
    yield _told(_cells("policybook", "", ours(edits)))
    for peer in PEERS:
        version = peer.version
        if version is None:
            yield f"{peer.name:<24} is not installed"
        else:
            yield _told(_cells(peer.name, version, asked(peer, edits)))


def _cells(name: str, version: str, found: Found) -> tuple[str, ...]:
    return (
        name,
        version,
        str(len(found.times)),
        f"{found.right / found.there:.3f}",
        str(found.wrong),
        f"{found.moved / found.moved_there:.3f}",
        f"{found.both / max(1, found.both_there):.3f}",
        f"{statistics.median(found.times) * 1e3:,.1f}",
    )


def _told(cells: Sequence[str]) -> str:
    name, version, *others = cells
    return " ".join([f"{name:<24}", f"{version:<9}", *(f"{cell:>13}" for cell in others)]).rstrip()


def measure_moves(scope: Scope) -> Iterator[Figure]:
    """Every move in seeded edits, and every clause that moved and was amended."""
    found = ours(cases(MOVES, range(scope.seeds)))
    yield Figure("moves in edits without amendments", found.moved_there, "")
    yield Figure("of them found", found.moved / found.moved_there, "", at_least=0.99)
    yield Figure("said to have moved, and did", found.moved / found.moved_said, "")
    yield Figure("pairs right", found.right / found.there, "", at_least=0.99)
    yield Figure("wrong pairs", found.wrong, "", at_most=0)
    found = ours(cases(MIXED, range(scope.seeds)))
    yield Figure("clauses that moved and were amended", found.both_there, "")
    yield Figure("of them found", found.both / found.both_there, "", at_least=0.95)
    yield Figure("said to have done both, and did", found.both / found.both_said, "", at_least=0.98)
    yield Figure("pairs right", found.right / found.there, "")
    yield Figure("wrong pairs of all", found.wrong / (found.right + found.wrong), "")


def measure_fast(scope: Scope) -> Iterator[Figure]:
    """A policy of 235 clauses and 7,700 words, three clauses of ten edited; no edit is compared twice."""
    (tree,) = generated(1, 235, 7700)
    edits = [edit(tree, THREE_OF_TEN, seed, spare()) for seed in range(3 * scope.runs)]
    yield Figure("clauses and titles", len(tree), "")
    yield Figure("words", len(words(tree)), "")
    times: dict[str, list[float]] = {}
    deepdiff = next(peer for peer in PEERS if peer.package == "deepdiff")
    for done in edits:
        olds, news = words(done.before), words(done.after)
        times.setdefault("ours", []).append(ours([done]).times[0])
        for name, autojunk in (("difflib", False), ("difflib, autojunk", True)):
            start = time.process_time()
            difflib.SequenceMatcher(None, olds, news, autojunk=autojunk).get_opcodes()
            times.setdefault(name, []).append(time.process_time() - start)
        if deepdiff.version is not None:
            times.setdefault("DeepDiff", []).append(asked(deepdiff, [done]).times[0])
    middle = {name: statistics.median(runs) for name, runs in times.items()}
    yield median("align, describe and redline", [1e3 * run for run in times["ours"]], "ms", at_most=12)
    for name in list(times)[1:]:
        yield Figure(name, 1e3 * middle[name], "ms")
        bar = {} if name == "difflib, autojunk" else {"at_most": 0.1}
        yield Figure(f"policybook / {name}", middle["ours"] / middle[name], "times", **bar)


def measure_large(scope: Scope) -> Iterator[Figure]:
    """Thousands of clauses, and how time grows with them."""
    times: dict[int, float] = {}
    for count in (scope.large // 10, scope.large // 4, scope.large // 2, scope.large):
        (tree,) = generated(1, count, 32 * count)
        edits = [edit(tree, THREE_OF_TEN, seed, spare()) for seed in range(scope.runs)]
        _set_aside()
        runs = [ours([done]).times[0] for done in edits]
        times[count] = statistics.median(runs)
        bar = {"at_most": 2.0} if count == scope.large else {}
        yield median(f"{count} clauses against as many", runs, "s", **bar)
    few, many = min(times), max(times)
    exponent = math.log(times[many] / times[few]) / math.log(many / few)
    yield Figure(f"exponent of time from {few} to {many}", exponent, "", at_most=1.3)


BENCHMARKS: Final[dict[str, Callable[[Scope], Iterator[Figure | str]]]] = {
    "peers": measure_peers,
    "moves": measure_moves,
    "fast": measure_fast,
    "large": measure_large,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that the command line names."""
    given = read_arguments(arguments, "the comparison of two texts", BENCHMARKS, "few edits and small texts", 5)
    scope = Scope(2, 1, given.runs, 400) if given.quick else Scope(10, 2, given.runs, 2000)
    written: list[dict[str, Any]] = []
    for name in given.names or BENCHMARKS:
        for figure in BENCHMARKS[name](scope):
            if isinstance(figure, str):
                sys.stdout.write(f"{name:<9} {figure}\n")
                written.append({"benchmark": name, "row": figure.split()})
            else:
                sys.stdout.write("".join(f"{row}\n" for row in rows(name, [figure])))
                written.append({"benchmark": name, **asdict(figure), "met": figure.is_met})
            sys.stdout.flush()
    write_report(given, written)


if __name__ == "__main__":
    main()
