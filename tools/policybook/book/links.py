"""Where the relative links of a text lead within its book."""

from __future__ import annotations

from pathlib import PurePosixPath


def resolve(folder: PurePosixPath, path: str) -> str | None:
    """Return where a relative path leads from a folder of the book, or None where it leads out of it."""
    if path.startswith("/"):
        return None
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(path).parts):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
