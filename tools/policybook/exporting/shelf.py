"""A folder that keeps what was made, so that it is made once: each file under a digest of all that it is made of."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

_SEAL: Final = hashlib.sha256().digest_size
"""How many bytes before the content say what it must be."""
_KEPT: Final = 7 * 24 * 60 * 60
"""Seconds for which a file stays that nobody asks for."""


class Shelf:
    """The folder. Several programs may use it at a time; without leave to write in it, everything is made anew."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when there is something to keep."""
        self._folder = folder

    def take(self, made_of: bytes, make: Callable[[], bytes]) -> bytes:
        """Return what is made of something: as it was kept, or made now.

        Args:
            made_of: All that it depends on.
            make: Makes it.
        """
        path = self._folder / hashlib.sha256(made_of).hexdigest()
        content = _read(path)
        if content is None:
            content = make()
            with contextlib.suppress(OSError):
                self._write(path, content)
        return content

    def tidy(self, now: float) -> None:
        """Take away what nobody has asked for in a week.

        Args:
            now: Seconds since 1970, as `time.time` has them.
        """
        oldest = now - _KEPT
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(self._folder)):
                with contextlib.suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < oldest:
                        Path(entry.path).unlink()

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as file:
            whole = Path(file.name)
            try:
                file.write(hashlib.sha256(content).digest() + content)
                file.close()
                whole.replace(path)
            except BaseException:
                whole.unlink(missing_ok=True)
                raise


def _read(path: Path) -> bytes | None:
    """Return what was kept, and note that it was asked for; None where there is none, or it is not what was written."""
    try:
        kept = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    seal, content = kept[:_SEAL], kept[_SEAL:]
    return content if hashlib.sha256(content).digest() == seal else None
