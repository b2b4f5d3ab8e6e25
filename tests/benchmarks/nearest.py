"""Measures how fast, and how well, like clauses are found among very many.

`python tests/benchmarks/nearest.py` runs all, `nearest.py nearest` some; README.md says what each measures.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy
from generate import PER_SCHOOL, Size, generate
from rapidfuzz import fuzz
from run import Figure, median, read_arguments, rows, write_report
from scipy.sparse import csr_matrix, diags
from sparse_dot_topn import sp_matmul_topn

from policybook.comparing.groups import Entry as Loose
from policybook.comparing.groups import groups_by_likeness
from policybook.comparing.nearest import Entry, Nearest
from policybook.parsing import parse_policy

CLAUSES: Final = 80
"""Clauses of each policy."""
ASKED: Final = 2000
"""For how many edited copies the source is looked for."""
TOP: Final = 5
"""How many clauses are wanted for each."""
FEWEST: Final = 8
"""Words that a clause must have to be known when it was edited."""


class Query(NamedTuple):
    """An edited copy of a clause."""

    source: int
    text: str


@dataclass(frozen=True)
class Scope:
    """How much is measured."""

    clauses: int
    runs: int

    @cached_property
    def entries(self) -> list[Entry]:
        """The clauses of invented policies, in blocks by the kind of policy."""
        found: list[Entry] = []
        files = generate(Size(policies=self.clauses // CLAUSES, clauses=CLAUSES))
        policies = [text for path, text in files.items() if path.endswith("/policy.md")]
        for number, text in enumerate(policies):
            nodes = parse_policy(text.encode()).tree.nodes
            found += [Entry(str(number % PER_SCHOOL), node.text) for node in nodes if not node.is_section]
        return found

    def queries(self, seed: int) -> list[Query]:
        """Return edited copies of some of the clauses; the same seed gives the same."""
        chance = random.Random(seed)
        texts = [entry.text for entry in self.entries]
        long = [n for n, text in enumerate(texts) if len(text.split()) >= FEWEST]
        spare = [word for text in chance.sample(texts, 200) for word in text.split()]
        return [Query(n, edited(texts[n], spare, chance)) for n in chance.sample(long, min(ASKED, len(long)))]


def edited(text: str, spare: Sequence[str], chance: random.Random) -> str:
    """Return a text of which a twentieth to three tenths of the words are exchanged, taken out or added."""
    words = text.split()
    for _ in range(max(1, round(chance.uniform(0.05, 0.3) * len(words)))):
        at = chance.randrange(len(words))
        words[at : at + chance.randrange(2)] = [chance.choice(spare) for _ in range(chance.randrange(2))]
    return " ".join(words)


def ours(entries: Sequence[Entry], queries: Sequence[Query]) -> list[list[int]]:
    """Return the nearest clauses as policybook finds them."""
    asked = [Entry(entries[query.source].block, query.text) for query in queries]
    return [[near.entry for near in row] for row in Nearest(entries).find(asked, TOP)]


def plain(entries: Sequence[Entry], queries: Sequence[Query]) -> list[list[int]]:
    """Return the nearest clauses by TF-IDF of words and one product of all rows with `sparse_dot_topn`."""
    columns: dict[str, int] = {}
    clauses = counted([entry.text for entry in entries], columns)
    asked = counted([query.text for query in queries], columns)
    clauses.resize(len(entries), len(columns))
    asked.resize(len(queries), len(columns))
    frequency = numpy.bincount(clauses.indices, minlength=len(columns))
    weights = numpy.log((1 + len(entries)) / (1 + frequency)) + 1
    best = sp_matmul_topn(weighted(asked, weights), weighted(clauses, weights).T.tocsr(), top_n=TOP, sort=True)
    return [best.indices[best.indptr[n] : best.indptr[n + 1]].tolist() for n in range(len(queries))]


def counted(texts: Sequence[str], columns: dict[str, int]) -> csr_matrix:
    """Return how often each text has each word."""
    places = [
        (row, *item) for row, text in enumerate(texts) for item in Counter(re.findall(r"\w+", text.lower())).items()
    ]
    data = [count for _, _, count in places]
    found = ([row for row, _, _ in places], [columns.setdefault(word, len(columns)) for _, word, _ in places])
    return csr_matrix((numpy.asarray(data, dtype=float), found))


def weighted(counts: csr_matrix, weights: numpy.ndarray) -> csr_matrix:
    """Return counts weighted by column, each row of length one."""
    found = counts @ diags(weights)
    lengths = numpy.sqrt(numpy.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (diags(1 / numpy.maximum(lengths, 1e-9)) @ found).tocsr()


def first_found(
    entries: Sequence[Entry], queries: Sequence[Query], found: Sequence[Sequence[int]]
) -> tuple[float, int]:
    """Return for which part the source comes first, and how many are left out.

    Left out are copies that are as like another clause, letter by letter, as their source: nobody could tell.
    """
    right = unclear = 0
    for query, near in zip(queries, found, strict=True):
        source = entries[query.source].text
        first = entries[near[0]].text if near else ""
        right += first == source
        unclear += first != source and fuzz.ratio(first, query.text) >= fuzz.ratio(source, query.text)
    return right / (len(queries) - unclear), unclear


def measure_nearest(scope: Scope) -> Iterator[Figure]:
    """The sources of edited copies among very many clauses, against plain TF-IDF."""
    entries = scope.entries
    yield Figure("clauses", len(entries), "")
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
    for run in range(scope.runs):
        queries = scope.queries(run)
        results = {}
        for name, find in (("ours", ours), ("plain", plain)):
            wall, cpu = time.perf_counter(), time.process_time()
            results[name] = find(entries, queries)
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
        if not run:
            for name, found in results.items():
                share, unclear = first_found(entries, queries, found)
                bar = {"at_least": 0.98} if name == "ours" else {}
                yield Figure(f"{name}: true source first, of {len(queries) - unclear}", share, "", **bar)
    for name, runs in times.items():
        yield median(f"{name}, wall time", [wall for wall, _ in runs], "s")
    wall, cpu = (
        statistics.median(run[n] for run in times["ours"]) / statistics.median(run[n] for run in times["plain"])
        for n in (0, 1)
    )
    yield Figure("ours / plain, wall time", wall, "times", at_most=1.5)
    yield Figure("ours / plain, processor time", cpu, "times")


def measure_groups(scope: Scope) -> Iterator[Figure]:
    """Groups of like clauses: time for each clause, of very many against a tenth of them."""
    loose = [Loose(n // CLAUSES, n, "", entry.text) for n, entry in enumerate(scope.entries)]
    times: dict[int, float] = {}
    for count in (len(loose) // 10, len(loose)):
        start = time.process_time()
        groups_by_likeness(loose[:count])
        times[count] = (time.process_time() - start) / count
        yield Figure(f"{count} clauses, each", times[count] * 1e6, "µs")
    few, many = times.values()
    yield Figure("a clause of many / of a tenth", many / few, "times", at_most=1.3)


BENCHMARKS: Final[dict[str, Callable[[Scope], Iterator[Figure]]]] = {
    "nearest": measure_nearest,
    "groups": measure_groups,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks that the command line names."""
    given = read_arguments(arguments, "how like clauses are found", BENCHMARKS, "a tenth of the clauses", 3)
    scope = Scope(10_000 if given.quick else 100_000, given.runs)
    written: list[dict[str, Any]] = []
    for name in given.names or BENCHMARKS:
        for figure in BENCHMARKS[name](scope):
            sys.stdout.write("".join(f"{row}\n" for row in rows(name, [figure])))
            sys.stdout.flush()
            written.append({"benchmark": name, **asdict(figure), "met": figure.is_met})
    write_report(given, written)


if __name__ == "__main__":
    main()
