"""What those who search call things: words that stand for one another, and what questions are about.

A question is recognised much as a clause is: by the concepts that its words show. A clause has the words of a policy,
a question those of a corridor, so two things are added: what staff call a concept among themselves, which stands in
`lexicons/search.yml`, and how people ask about a topic or rule, which is `asked` in a topics file. The recognising is
done by `assets/policybook/subjects.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

from policybook.comparing.catalogue import Catalogue, Subject
from policybook.language.concepts import GROUPS
from policybook.language.phrases import read_lexicon

LONGEST: Final = 4
"""How many words a phrase has at most that a question is searched for."""
_WAYS: Final = 8
"""For how many phrases one with choices may stand, so that a search has few to load."""
_WORD: Final = re.compile(r"[a-z0-9'/]+")


class Alike(NamedTuple):
    """Groups of phrases of which a search takes each for the others."""

    same: list[list[str]]
    """Those that mean the same."""
    related: dict[str, list[str]]
    """Those that have to do with one another, by the concept that they show."""


@cache
def idle_words() -> frozenset[str]:
    """Return the words that a question has and that find nothing."""
    return frozenset(read_lexicon("search")["idle"])


@cache
def words_alike() -> Alike:
    """Return words that stand for one another."""
    own, common = read_lexicon("search"), _common()
    same = [common[name] for name in own["concepts"]] + own["others"]
    same += [[word, *forms] for word, forms in read_lexicon("concepts")["forms"].items() if word not in forms]
    related = {name: [*common[name], *spoken] for name, spoken in own["related"].items()}
    return Alike([_ways_of(group) for group in same], {name: _ways_of(group) for name, group in related.items()})


def name_of(catalogue: Catalogue, subject: Subject) -> str:
    """Return by what name a search knows a topic or a rule: its kind of policy, its topic and its own id."""
    return "/".join(part for part in (catalogue.kind, subject.topic, subject.id) if part)


def asked(catalogues: Iterable[Catalogue]) -> dict[str, Any]:
    """Return how questions are recognised.

    Args:
        catalogues: The topics and rules that clauses are found by.

    Returns:
        `concepts`: of each concept its name and the phrases that show it beside those of `words_alike`; `subjects`: of
        each topic and rule its name, its title and what people ask about it, and the lines that recognise it, each of
        which is a list of choices between concepts, by their numbers.
    """
    concepts: dict[str, tuple[int, list[str]]] = {}
    subjects = []
    for catalogue in catalogues:
        for subject in (*catalogue.topics, *catalogue.rules):
            for name in (name for line in subject.says for choice in line.shown for name in choice):
                if name not in concepts:
                    concepts[name] = (len(concepts), _further(name, catalogue.concepts))
            lines = [[[concepts[name][0] for name in choice] for choice in line.shown] for line in subject.says]
            subjects.append((name_of(catalogue, subject), (subject.title, *subject.asked), lines))
    return {"concepts": [(name, phrases) for name, (_, phrases) in concepts.items()], "subjects": subjects}


def _further(name: str, own: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the phrases that show a concept, but for those that `words_alike` has; a quoted name stands for itself."""
    phrases = [name.strip("'")] if name.startswith("'") else own.get(name) or _common()[name]
    known = words_alike().related.get(name, ())
    return [way for way in _ways_of(phrases) if way not in known]


def _ways_of(phrases: Iterable[str]) -> list[str]:
    return sorted({way for phrase in phrases for way in ways(phrase)})


def ways(phrase: str) -> Iterator[str]:
    """Yield what a phrase of a lexicon stands for, where that is few and short.

    Examples:
        >>> list(ways("laptop/i-pad left"))
        ['laptop left', 'i pad left']
        >>> list(ways("keep ... secure"))
        []
    """
    words = phrase.split()
    if len(words) <= LONGEST and all(_WORD.fullmatch(word.replace("-", "")) for word in words):
        choices = [word.split("/") for word in words]
        if prod(map(len, choices)) <= _WAYS:
            yield from (" ".join(way).replace("-", " ") for way in product(*choices))


@cache
def _common() -> Mapping[str, Sequence[str]]:
    """Return the phrases of the concepts that all kinds of policy share; those who search make the regular forms."""
    lexicon = read_lexicon("concepts")
    found = {name: phrases for group in GROUPS for name, phrases in lexicon[group].items()}
    for name in lexicon["acts"]:
        found[name] = [form for phrase in found[name] for form in (phrase, *_irregular(phrase))]
    return found


def _irregular(phrase: str) -> Iterator[str]:
    """Yield the forms of a verb that follow no pattern."""
    verb, _, rest = phrase.partition(" ")
    for form in read_lexicon("concepts")["forms"].get(verb, ()):
        yield f"{form} {rest}".rstrip()
