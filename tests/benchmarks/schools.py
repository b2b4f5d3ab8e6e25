"""Books of many schools that say much of the same: parts of this repository's own policies, mixed and varied.

`python tests/benchmarks/schools.py --schools 200 --out DIR` writes one; `generate_schools`, a pure function, makes one.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_PLACES: Final = (
    "Alder Beck Cedar Dene Elm Fern Gorse Heath Ivy Juniper Kestrel Larch Maple Nettle Oak Poplar Rowan".split()
)
_ENDINGS: Final = (
    "Primary School",
    "Church of England Primary School",
    "High School",
    "Academy",
    "Nursery",
    "Sixth Form College",
)
_PHASES: Final = {
    "High School": "secondary",
    "Academy": "secondary",
    "Nursery": "nursery",
    "Sixth Form College": "post-16",
}
_FORCES: Final = (
    (r"\bmust not\b", "should not"),
    (r"\bmust not\b", "must not, without the Headteacher's permission,"),
    (r"\bshould not\b", "must not"),
    (r"\bmust not\b", "may"),
    (r"\bmust\b(?! not)", "should"),
    (r"\bshould\b(?! not)", "must"),
    (r"\bwill not\b", "may"),
)
_FIELDS: Final = """\
---
title: Acceptable use policy
kind: acceptable-use
status: {status}
owner: {{role: headteacher}}
{approved}review: {{due: 2028-10}}
---
"""


def generate_schools(texts: Mapping[str, str], count: int, parts: float = 0.6, seed: int = 1) -> dict[str, str]:
    """Return the files of a book: path relative to the book's folder -> text.

    Args:
        texts: The Markdown that schools draw their sections from, by any names; `SCHOOL` is the school's name there.
        count: How many schools; every twentieth has a draft and nothing in force.
        parts: How many of the sections of one text a school takes, 0 to 1.
        seed: The same seed gives the same book.
    """
    sources = [_sections(text) for _, text in sorted(texts.items())]
    files = {"book.yml": f"title: {count} schools compared\n"}
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        turn, place = divmod(number, len(_PLACES))
        ending = _ENDINGS[turn % len(_ENDINGS)]
        name = f"{_PLACES[place]} {ending}" + (f" {turn // len(_ENDINGS) + 1}" if turn >= len(_ENDINGS) else "")
        id_ = name.lower().replace(" ", "-")
        phase = _PHASES.get(ending, "primary")
        files[f"{id_}/school.yml"] = f"name: {name}\nphase: {phase}\npeople:\n  headteacher: {{title: Headteacher}}\n"
        text = _policy(chance, sources, parts, is_draft=number % 20 == 19)
        files[f"{id_}/acceptable-use/policy.md"] = text.replace("SCHOOL", name)
    return files


def _policy(chance: random.Random, sources: Sequence[list[str]], parts: float, *, is_draft: bool) -> str:
    own = chance.choice(sources)
    other = chance.choice(sources)
    chosen = [section for section in own if chance.random() < parts]
    chosen += [section for section in other if section not in own and chance.random() < parts / 3]
    status, approved = ("draft", "") if is_draft else ("approved", "approved: {by: Governors, date: 2025-10}\n")
    head = _FIELDS.format(status=status, approved=approved)
    return "\n".join([head, *(_varied(section, chance) for section in chosen or own[:1])])


def _varied(section: str, chance: random.Random) -> str:
    """Return a section in which one line of three has another force."""
    rows = section.split("\n")
    for n, row in enumerate(rows):
        if not row.startswith("#") and chance.random() < 1 / 3:
            before, after = chance.choice(_FORCES)
            rows[n] = re.sub(before, after, row, count=1)
    return "\n".join(rows)


def _sections(text: str) -> list[str]:
    """Return the sections of a policy below its title, each with its heading, without roles of its own school."""
    body = text.split("\n---\n", 1)[-1]
    body = re.sub(r"\{\{[^{}]*\}\}", "{{headteacher}}", body)
    return [f"## {part}" for part in re.split(r"(?m)^## ", body) if part.strip()][1:]


def own_texts() -> dict[str, str]:
    """Return the working texts of this repository's own policies."""
    return {str(path): path.read_text(encoding="utf-8") for path in sorted((ROOT / "policies").glob("*/*/policy.md"))}


def book_of_schools(count: int) -> dict[str, str]:
    """Return a book of schools with this repository's own topics and rules."""
    topics = (ROOT / "policies/topics/acceptable-use.yml").read_text(encoding="utf-8")
    return {**generate_schools(own_texts(), count), "topics/acceptable-use.yml": topics}


def main() -> None:
    """Write a book."""
    from generate import write

    parser = argparse.ArgumentParser(description="Write a book of many schools.")
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write(book_of_schools(given.schools), given.out)


if __name__ == "__main__":
    main()
