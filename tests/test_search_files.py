"""The parts of the search: nothing is lost on the way, and what a question needs is in few of them."""

from __future__ import annotations

import re
import string
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from policybook.comparing.catalogue import Catalogue, Subject, read_line
from policybook.messages.reading import english
from policybook.rendering.page import SearchEntry
from policybook.rendering.search_files import PART, Searched, postings_of, search_files
from searched import Index, unpacked

WORDS = st.text("abcé é’'s1-\n", max_size=30)
FILL = "z" * 400
SUBJECTS = st.lists(st.sampled_from(["kind/email", "kind/email/reply", "kind/é"]), max_size=2, unique=True).map(tuple)
ENTRIES = st.lists(st.builds(SearchEntry, st.just("a"), WORDS, WORDS, WORDS, SUBJECTS), min_size=1, max_size=5).map(
    tuple
)


def index_of(pages: list[Searched]) -> Index:
    files = dict(search_files(english(), pages, {}, postings_of))
    assert files.pop("search/search_index.js") == 'var __index={"config":{},"docs":[]}'
    parts = {}
    for path, script in files.items():
        name, content = unpacked(script)
        assert path == f"search/{name}.js"
        parts[name] = content
    return Index(parts)


def words(text: str) -> Counter[str]:
    plain = re.sub(r"['’]s\b", "", text.lower())
    return Counter(re.findall(r"[^\W_]+", plain))


def clause(text: str, title: str = "", subjects: tuple[str, ...] = ()) -> SearchEntry:
    return SearchEntry("c", title, text, "", subjects)


@given(st.lists(ENTRIES, max_size=4))
def test_every_word_leads_to_the_entries_that_have_it(all_entries: list[tuple[SearchEntry, ...]]) -> None:
    index = index_of([Searched(f"{n}.html", "", entries) for n, entries in enumerate(all_entries)])
    idle = set(index.parts["contents"]["idle"])
    expected: dict[str, Counter[tuple[int, int]]] = {}
    named: dict[str, set[tuple[int, int]]] = {}
    for page, entries in enumerate(all_entries):
        for n, entry in enumerate(entries):
            for word, count in words(entry.text).items():
                expected.setdefault(word, Counter())[page, n] = count
            for word in words(entry.title) + words(entry.stem):
                named.setdefault(word, set()).add((page, n))
            for subject in entry.subjects:
                named.setdefault(f"~{subject}", set()).add((page, n))
    known = (expected.keys() | named.keys()) - idle
    assert index.postings().keys() == known
    for word in known:
        texts, others = index.places(word)
        assert Counter(texts) == expected.get(word, Counter())
        assert others == named.get(word, set())
    assert [(e["title"], e["text"], e["stem"]) for e in index.entries()] == [
        (e.title, e.text, e.stem) for entries in all_entries for e in entries
    ]


def test_a_word_says_more_about_a_short_clause() -> None:
    short, long = clause("No phones."), clause("Phones " + "and so on " * 20)
    places = postings_of((short, long))["phones"]
    weights = re.findall("[a-zA-Z]", places)
    assert len(weights) == 2
    assert weights[0].swapcase() > weights[1].swapcase(), "capitals stand for the upper half"


def test_a_large_book_comes_in_many_parts_and_forms_of_a_word_in_one() -> None:
    letters = string.ascii_lowercase
    pages = [
        Searched(
            f"{n}.html",
            "Hill",
            tuple(
                clause(
                    f"phone phones {a}{letters[n % 26]}{FILL}{a}{n}", subjects=(f"kind/{a}", f"kind/{a}/{'b' * 500}")
                )
                for a in letters
            ),
        )
        for n in range(60)
    ]
    index = index_of(pages)
    texts = [name for name in index.parts if name.startswith("texts/")]
    starts = index.parts["contents"]["starts"]
    assert len(texts) > 5
    assert len(starts) > 2
    assert starts == sorted(starts)
    by_part = [index.parts[f"words/{n}"] for n in range(len(starts))]
    for n, part in enumerate(by_part):
        for word in part:
            start = word if word[0] == "~" else word[:2]
            assert starts[n] <= start
            assert n + 1 == len(starts) or start < starts[n + 1]
    for name in texts[:-1]:
        size = sum(len(e[2]) for entries in index.parts[name].values() for e in entries)
        assert size >= PART
        assert size < PART + max(sum(len(e.text) for e in page.entries) for page in pages)


def test_what_questions_are_about_is_a_part_of_its_own_where_clauses_have_subjects() -> None:
    catalogue = Catalogue("doors", (Subject("locks", "Locks", says=(read_line("'lock'"),)),))
    files = dict(search_files(english(), [], {}, postings_of, (catalogue,)))
    assert unpacked(files["search/subjects.js"])[1]["subjects"] == [["doors/locks", ["Locks"], [[[0]]]]]
    assert unpacked(files["search/contents.js"])[1]["has_subjects"] is True
    assert index_of([]).parts.keys() == {"contents"}
    assert index_of([]).parts["contents"]["has_subjects"] is False


def test_an_empty_book_has_a_search_that_finds_nothing() -> None:
    index = index_of([])
    assert index.pages == []
    assert index.postings() == {}
