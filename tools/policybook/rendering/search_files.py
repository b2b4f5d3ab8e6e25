"""What the site's search loads beside its index: words that stand for one another, and the index for a folder on disk.

A browser that shows a folder on disk reads no JSON from it, but scripts. So that the index does not stand there twice
at its full size, its entries are compressed in the script; `assets/policybook/site.js` unpacks them.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policybook.language.phrases import read_lexicon

WORDS: Final = "search/words.js"
INDEX: Final = "search/search_index.js"

_PLAIN: Final = re.compile(r"[a-z]+(?:[ -][a-z]+){0,2}")


def words_script() -> str:
    """Return the script with the groups of words of which a search takes each for the others."""
    own, concepts = read_lexicon("search"), read_lexicon("concepts")
    known = {name: phrases for group in concepts.values() if isinstance(group, dict) for name, phrases in group.items()}
    groups = [
        [phrase for phrase in known[name] if _PLAIN.fullmatch(phrase)] for name in own["concepts"] if name in known
    ]
    spoken = [sorted({phrase.replace("-", " ") for phrase in group}) for group in [*groups, *own["others"]]]
    return f"var __words={_json(spoken)}"


def index_script(config: Mapping[str, Any], docs: Sequence[Mapping[str, Any]]) -> str:
    """Return Material's search index as a script.

    Args:
        config: The index's settings.
        docs: Its entries, each with `location`, `title` and `text`.
    """
    packed = base64.b64encode(zlib.compress(_json(docs).encode(), 9)).decode("ascii")
    return f'var __index={_json({"config": config, "docs": []})},__docs="{packed}"'


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
