"""The files of the site's search: words and the clauses they stand in, in parts, so that a phone loads what it needs.

A book of 200 policies has some two megabytes of text. A question needs the few parts that list its words, and of the
clauses those that it shows. Every part is a script, because a browser that shows a folder on disk reads scripts and no
JSON, and compressed, because a folder on disk and many servers compress nothing. `assets/policybook/search.js` reads
them and weighs what it finds.
"""

from __future__ import annotations

import base64
import json
import re
import string
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeVar

from policybook.comparing.catalogue import Catalogue
from policybook.messages.messages import Messages
from policybook.rendering.page import SearchEntry
from policybook.rendering.search_words import asked, idle_words, words_alike

FOLDER: Final = "search"
SUBJECTS: Final = "subjects"
"""The part that tells what questions are about; there is none where clauses are found by no topics and rules."""
INDEX: Final = "search/search_index.js"
"""Where Material looks for its index in a folder on disk; all that it needs of it are the settings."""

PART: Final = 40_000
"""How many characters a part holds at least, before it is compressed, unless it is the last."""
USUAL: Final = 20
"""How many words a clause has, about. A word says more about a shorter one."""
LONG: Final = 0.3
"""How much the length of a clause counts; as `b` of BM25, which stands at 0.75 for texts of any length."""
WEIGHTS: Final = string.ascii_letters
"""From nothing to all: what a word says about a clause, as one letter."""
TITLED: Final = "!"
"""Marks a word that stands in the title or stem of clauses."""
SUBJECT: Final = "~"
"""Begins what stands among the words for a topic or rule, and marks the clauses that are about it."""

SHOWN: Final = 4
"""How many fields of an entry a result shows: all but its subjects."""

_T = TypeVar("_T")
_WORD: Final = re.compile(r"[^\W_]+")
_APART: Final = bytes(n if _WORD.match(chr(n)) else ord(" ") for n in range(256))
"""From ASCII characters to those of words, or to the space between words."""
_POSSESSIVE: Final = re.compile(r"['’]s\b")


class Searched(NamedTuple):
    """A page as a search knows it."""

    address: str
    school: str
    """The school's name; empty for a page that is no school's."""
    entries: tuple[SearchEntry, ...]
    """The page itself, then its clauses or sections."""


Postings = Mapping[str, str]
"""Where words stand on a page: word -> the number of each entry that has it, as often as it does, with a letter of
`WEIGHTS`; of each run of entries that have it elsewhere, the first and the last number with `TITLED` or `SUBJECT`."""


def search_files(
    t: Messages,
    pages: Sequence[Searched],
    settings: Mapping[str, Any],
    postings: Callable[[tuple[SearchEntry, ...]], Postings],
    catalogues: Iterable[Catalogue] = (),
) -> Iterator[tuple[str, str]]:
    """Yield the files of a search, each with its place in the site.

    Args:
        t: What it says.
        pages: What there is to find.
        settings: The settings of Material's own index, which marks on a page what was found.
        postings: `postings_of`, or what remembers its results.
        catalogues: The topics and rules that the entries are about.
    """
    yield INDEX, f"var __index={_json({'config': settings, 'docs': []})}"
    words: dict[str, list[str]] = defaultdict(list)
    for n, page in enumerate(pages):
        for word, places in postings(page.entries).items():
            words[word].append(f"{n}:{places}")
    starts: list[str] = []
    alike = (list(group) for _, group in groupby(sorted(words), key=_beginning))
    for part in _parts(alike, lambda word: len(word) + sum(map(len, words[word]))):
        yield _part(f"words/{len(starts)}", {word: " ".join(words[word]) for word in part})
        starts.append(_beginning(part[0]))
    texts: list[int] = []
    for own in _parts(([n] for n in range(len(pages))), lambda n: sum(len(entry.text) for entry in pages[n].entries)):
        number = texts[-1] + 1 if texts else 0
        yield _part(f"texts/{number}", {n: [entry[:SHOWN] for entry in pages[n].entries] for n in own})
        texts += [number] * len(own)
    subjects = asked(catalogues)
    if subjects["subjects"]:
        yield _part(SUBJECTS, subjects, 9)
    yield _part(
        "contents",
        {
            "pages": [
                [page.address, page.school, len(page.entries), text] for page, text in zip(pages, texts, strict=True)
            ],
            "starts": starts,
            "alike": words_alike()._asdict(),
            "has_subjects": bool(subjects["subjects"]),
            "idle": sorted(idle_words()),
            "school": t("search.school"),
            "all": t("search.all"),
            "about": t("search.about"),
            "advice": t("search.advice"),
        },
        9,
    )


def postings_of(entries: tuple[SearchEntry, ...]) -> Postings:
    """Return where words stand among the entries of a page."""
    found: dict[str, list[str]] = defaultdict(list)
    # The texts of a page at once: a call for each of many thousand clauses would take longer than what it does.
    texts = _lowered("\n".join(entry.text.replace("\n", " ") for entry in entries)).split("\n")
    for n, text in enumerate(texts):
        words = _words_of(text)
        place = f"{n}{_weight(len(words))}"
        for word in words:
            found[word].append(place)
    for word in idle_words():
        found.pop(word, None)
    postings = {word: "".join(places) for word, places in found.items()}
    start = 0
    for (title, stem, subjects), group in groupby(entries, key=lambda entry: (entry.title, entry.stem, entry.subjects)):
        end = start + sum(1 for _ in group) - 1
        run = f"{start}" if start == end else f"{start}-{end}"
        for word in _title_words(title) | _title_words(stem):
            postings[word] = postings.get(word, "") + run + TITLED
        for subject in subjects:
            postings[SUBJECT + subject] = postings.get(SUBJECT + subject, "") + run + SUBJECT
        start = end + 1
    return postings


@cache
def _weight(length: int) -> str:
    """Return how much a word says about a clause of some words in which it stands once."""
    return WEIGHTS[round((len(WEIGHTS) - 1) / (2 - LONG + LONG * length / USUAL))]


def _words_of(lowered: str) -> list[str]:
    if lowered.isascii():  # nearly every clause is, and bytes are parted many times faster
        return lowered.encode().translate(_APART).decode().split()
    return _WORD.findall(lowered)


def _lowered(text: str) -> str:
    return _POSSESSIVE.sub("", text.lower())


@lru_cache(maxsize=1_000)
def _title_words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_lowered(title))) - idle_words()


def _beginning(word: str) -> str:
    """Return by what words are parted: the forms of one begin alike, and come in one part; a subject has no forms."""
    return word if word.startswith(SUBJECT) else word[:2]


def _parts(groups: Iterable[list[_T]], size_of: Callable[[_T], int]) -> Iterator[list[_T]]:
    """Yield consecutive things in parts of at least a size; those of one group are never parted."""
    part: list[_T] = []
    size = 0
    for group in groups:
        part += group
        size += sum(map(size_of, group))
        if size >= PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _part(name: str, content: object, level: int = 3) -> tuple[str, str]:
    """Return a part's place in the site and its script, compressed so hard as the level says, of 9."""
    packed = base64.b64encode(zlib.compress(_json(content).encode(), level)).decode("ascii")
    return f"{FOLDER}/{name}.js", f'__part("{name}","{packed}")'


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
