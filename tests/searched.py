"""What a built site's search finds, read from the parts that browsers load."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_PART: Final = re.compile(r'__part\("(?P<name>[^"]+)","(?P<packed>[A-Za-z0-9+/=]*)"\)')
_PLACE: Final = re.compile(r"(?P<first>\d+)(?:(?P<weight>[a-zA-Z])|(?:-(?P<last>\d+))?(?P<mark>[!~]))")


def unpacked(script: str) -> tuple[str, Any]:
    """Return the name of a part and what is in it."""
    match = _PART.fullmatch(script)
    assert match, script[:80]
    return match["name"], json.loads(zlib.decompress(base64.b64decode(match["packed"])))


@dataclass(frozen=True)
class Index:
    """The parts of a search by their names."""

    parts: dict[str, Any]

    @property
    def pages(self) -> list[list[Any]]:
        """Address, school, number of entries and number of the part with the texts, of each page."""
        return self.parts["contents"]["pages"]

    def entries(self) -> list[dict[str, str]]:
        """Return every result that there can be."""
        found = []
        for n, (address, _, count, text) in enumerate(self.pages):
            own = self.parts[f"texts/{text}"][str(n)]
            assert len(own) == count
            for anchor, title, words, stem in own:
                location = f"{address}#{anchor}" if anchor else address
                found.append({"location": location, "title": title, "text": words, "stem": stem})
        return found

    def postings(self) -> dict[str, str]:
        """Return where each word stands."""
        found: dict[str, str] = {}
        for name, part in self.parts.items():
            if name.startswith("words/"):
                assert not found.keys() & part.keys()
                found |= part
        return found

    def places(self, word: str) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
        """Return the entries that have a word: in their text, as often as it does; in title, stem or subjects."""
        texts: list[tuple[int, int]] = []
        named: set[tuple[int, int]] = set()
        for of in self.postings().get(word, "").split():
            page, _, written = of.partition(":")
            assert _PLACE.sub("", written) == ""
            for match in _PLACE.finditer(written):
                if match["weight"]:
                    texts.append((int(page), int(match["first"])))
                else:
                    last = int(match["last"] or match["first"])
                    assert (match["mark"] == "~") == word.startswith("~")
                    named |= {(int(page), n) for n in range(int(match["first"]), last + 1)}
        return texts, named


def read_index(site: Path) -> Index:
    """Return the search of a site."""
    scripts = [path for path in (site / "search").rglob("*.js") if path.name != "search_index.js"]
    return Index(dict(unpacked(path.read_text(encoding="utf-8")) for path in scripts))
