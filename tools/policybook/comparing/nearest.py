"""The clauses most like a given one among very many, by the words that they share and then letter by letter.

Words are weighted by how rare they are, and clauses are vectors of them: a product of sparse matrices that keeps only
the best of each row finds the candidates, without ever comparing each clause with each. Likeness of letters, which
knows the order and the forms of words, then ranks the few that are left. Clauses of different blocks, such as kinds of
policies, are never compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_CANDIDATES: Final = 12
"""How many clauses that share words are looked at letter by letter for each that is asked for."""
_SHARED: Final = 0.1
"""How much of their weight two clauses must share, 0 to 1, to be looked at."""
_TINY: Final = 1e-9
"""Stands for the length of a clause without a known word."""
_WORD: Final = re.compile(r"[^\W_]+")


class Entry(NamedTuple):
    """A clause that can be found."""

    block: str
    """Where it belongs: it is compared with clauses of the same block only."""
    text: str


class Near(NamedTuple):
    """A clause like the one asked for."""

    entry: int
    """Its position among the entries."""
    likeness: float
    """From 0 to 1, for the same letters."""


class Nearest:
    """Finds the nearest of many clauses; made once for them all."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Weigh the words of the clauses.

        Args:
            entries: The clauses.
        """
        self._texts = [entry.text for entry in entries]
        members: dict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(entries):
            members[entry.block].append(position)
        self._blocks = {
            block: _Block(positions, [self._texts[position] for position in positions])
            for block, positions in members.items()
        }

    def find(self, clauses: Sequence[Entry], most: int = 5) -> list[list[Near]]:
        """Return the clauses most like each of some others, nearest first.

        Args:
            clauses: What is asked for.
            most: How many are wanted for each.
        """
        asked: dict[str, list[int]] = defaultdict(list)
        for position, clause in enumerate(clauses):
            asked[clause.block].append(position)
        found: list[list[Near]] = [[] for _ in clauses]
        for name, positions in asked.items():
            block = self._blocks.get(name)
            if block is not None:
                texts = [clauses[position].text for position in positions]
                for position, candidates in zip(positions, block.candidates(texts, _CANDIDATES + most), strict=True):
                    found[position] = self._ranked(clauses[position].text, candidates)[:most]
        return found

    def _ranked(self, text: str, candidates: Sequence[tuple[int, float]]) -> list[Near]:
        lowered = text.lower()
        near = [
            Near(position, (shared + fuzz.ratio(lowered, self._texts[position].lower()) / 100) / 2)
            for position, shared in candidates
        ]
        return sorted(near, key=lambda each: (-each.likeness, each.entry))


class _Block:
    """The clauses of one block as rows of a matrix, with a column for each word."""

    def __init__(self, positions: Sequence[int], texts: Sequence[str]) -> None:
        from numpy import bincount, log

        self._positions = positions
        self._columns: dict[str, int] = {}
        counts = _counted(texts, self._columns, is_open=True)
        rows = len(texts)
        in_clauses = bincount(counts.indices, minlength=len(self._columns))
        self._weights = log((1 + rows) / (1 + in_clauses)) + 1
        self._clauses = self._weighted(counts).T.tocsr()

    def candidates(self, texts: Sequence[str], most: int) -> Iterator[list[tuple[int, float]]]:
        """Yield for each text the positions of the clauses that share most of its words, with how much they share."""
        from sparse_dot_topn import sp_matmul_topn

        asked = self._weighted(_counted(texts, self._columns, is_open=False))
        best = sp_matmul_topn(asked, self._clauses, top_n=most, threshold=_SHARED, sort=True)
        for row in range(len(texts)):
            own = slice(best.indptr[row], best.indptr[row + 1])
            places, shares = best.indices[own].tolist(), best.data[own].tolist()
            yield [(self._positions[place], share) for place, share in zip(places, shares, strict=True)]

    def _weighted(self, counts: csr_matrix) -> csr_matrix:
        """Return counts weighted by the rarity of words, each row of length one."""
        from numpy import bincount, diff, maximum, repeat, sqrt

        weighted = counts.copy()
        weighted.data = counts.data * self._weights[counts.indices]
        words = diff(counts.indptr)
        rows = repeat(range(counts.shape[0]), words)
        lengths = sqrt(bincount(rows, weighted.data**2, counts.shape[0]))
        weighted.data /= repeat(maximum(lengths, _TINY), words)
        return weighted


def _counted(texts: Sequence[str], columns: dict[str, int], *, is_open: bool) -> csr_matrix:
    """Return how often each text has each word.

    Args:
        texts: The texts.
        columns: The column of each word.
        is_open: Whether words without a column get one.
    """
    from numpy import asarray
    from scipy.sparse import csr_matrix

    data: list[float] = []
    indices: list[int] = []
    ends = [0]
    for text in texts:
        for word, count in Counter(_WORD.findall(text.lower())).items():
            column = columns.setdefault(word, len(columns)) if is_open else columns.get(word)
            if column is not None:
                indices.append(column)
                data.append(count)
        ends.append(len(indices))
    return csr_matrix(
        (asarray(data, dtype=float), asarray(indices, dtype="int32"), asarray(ends)), (len(texts), len(columns))
    )
