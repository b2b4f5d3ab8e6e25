"""Chooses between the compiled modules, where there are any, and the sources that they were made from.

A compiled module is found before its source beside it. That must not happen where a source was edited since, or where
some of the compiled modules are missing: compiled modules call each other without asking Python which ones are loaded.
`tools/compile_modules.py` makes them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from typing import Final

PACKAGE: Final = os.path.dirname(__file__)
PARTS: Final = ("diffing", "language")
"""The parts of the package that are compiled: comparing two versions spends its time in them."""
PLAIN: Final = frozenset(("__init__.py", "changes.py", "glossary.py", "metadata.py", "notes.py"))
"""Modules there that stay as they are: results, with fields that mypyc cannot compile, and what comparing two versions
runs seldom or never."""
NEEDED: Final = ("model.py",)
"""What the compiled modules know by heart, though it is not compiled itself."""
LIBRARY: Final = "policybook__mypyc"
"""The name of the library, beside the package, that holds the code of all compiled modules.

It is put there last and taken away first. Without it, nothing is compiled.
"""
MAKER: Final = "../compile_modules.py"
"""What makes compiled modules, from the package's folder: only where it is can sources be edited."""
PURE: Final = "POLICYBOOK_PURE"
"""The environment variable that asks for the sources."""


def sources() -> Iterator[str]:
    """Yield the paths of all sources that the compiled modules depend on."""
    for part in PARTS:
        folder = os.path.join(PACKAGE, part)
        yield from (os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".py"))
    yield from (os.path.join(PACKAGE, name) for name in NEEDED)


def is_usable() -> bool:
    """Whether there are compiled modules for this Python, and no source is newer than they are."""
    beside = os.path.dirname(PACKAGE)
    for suffix in EXTENSION_SUFFIXES:
        try:
            made = os.stat(os.path.join(beside, LIBRARY + suffix)).st_mtime_ns
        except OSError:
            continue
        if not os.path.exists(os.path.join(PACKAGE, MAKER)):
            return True
        return all(os.stat(path).st_mtime_ns <= made for path in sources())
    return False


def _prefer_sources() -> None:
    for part in PARTS:
        folder = os.path.join(PACKAGE, part)
        sys.path_importer_cache[folder] = FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES))


IS_COMPILED: Final = not os.environ.get(PURE) and is_usable()
"""Whether this process runs compiled modules."""

if not IS_COMPILED:
    _prefer_sources()
