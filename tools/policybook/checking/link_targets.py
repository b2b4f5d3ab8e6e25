"""What relative links in a book may lead to: its files, and of its policies every clause."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping


class LinkTargets(Mapping[str, Collection[str]]):
    """The path of each file in a book -> the ids of its clauses, which are asked for only where a link names one."""

    def __init__(self, others: Collection[str], versions: Collection[str], ids_of: Callable[[str], Collection[str]]):
        """Note what there is.

        Args:
            others: The paths of pictures and other files without clauses.
            versions: The paths of the texts of policies.
            ids_of: Gives the ids of the clauses of a text by its path.
        """
        self._others = others
        self._versions = versions
        self._ids_of = ids_of

    def __contains__(self, path: object) -> bool:
        return path in self._versions or path in self._others

    def __getitem__(self, path: str) -> Collection[str]:
        if path in self._versions:
            return self._ids_of(path)
        if path in self._others:
            return ()
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        yield from self._versions
        yield from self._others

    def __len__(self) -> int:
        return len(self._versions) + len(self._others)
