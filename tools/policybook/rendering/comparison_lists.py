"""Lists of clauses out of a comparison, in words: what one policy lacks, and what others say like a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from policybook.book.comparison import Compared
from policybook.book.nearest import LikeClauses
from policybook.comparing.comparison import Comparison, Row
from policybook.comparing.gaps import gaps_of, stated_alone, wording_of
from policybook.language.modality import Modality
from policybook.messages.reading import english
from policybook.rendering.comparison_report import gap_sentence, names_of, position_word

NEAREST: Final = "policybook/nearest/1"
_MOST_NAMED: Final = 4
"""How many schools are named one by one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A clause, with what it is listed for."""

    title: str
    label: str
    text: str
    about: str = ""
    """What to tell before its words, in sentences."""


@dataclass(frozen=True, slots=True)
class ListReport:
    """What there is to tell."""

    title: str
    summary: str
    parts: tuple[tuple[str, tuple[Listed, ...]], ...]
    """The heading of each list, and what stands in it; none is empty."""


def gaps_report(found: Compared, name: str) -> ListReport:
    """Return what others state and a policy does not, most common first, and what it alone states.

    Args:
        found: The comparison.
        name: One of its policies.
    """
    comparison, names = found.comparison, names_of(found)
    others = len(comparison.texts) - 1
    missing = tuple(
        _stated(comparison, names, gap.row, f"Stated by {_by(gap.row, names, others)}. ")
        for gap in gaps_of(comparison, name)
    )
    alone = tuple(_stated(comparison, names, row) for row in stated_alone(comparison, name))
    return ListReport(
        f"{names[name]} beside {others} other {'policy' if others == 1 else 'policies'}",
        gap_sentence(english(), comparison, name, names[name]),
        _parts(("What others state", missing), ("What it alone states", alone)),
    )


def like_report(found: Compared, like: LikeClauses) -> ListReport:
    """Return the clauses of other policies that are most like a clause.

    Args:
        found: The comparison.
        like: What was found.
    """
    names = names_of(found)
    text = like.comparison.texts[like.policy]
    node = text.tree.nodes[like.clause]
    listed = []
    for each in like.nearest:
        other = like.comparison.texts[each.policy].tree.nodes[each.clause]
        force = position_word(_force(like.comparison, each.policy, each.clause))
        title = f"{names[each.policy]}: {force}, {each.likeness:.0%} alike"
        listed.append(Listed(title, other.label or "", other.text))
    summary = f"{node.label or ''} {node.text}".strip()
    return ListReport(f"Clauses like one of {names[like.policy]}", summary, _parts(("Nearest first", tuple(listed))))


def like_json(like: LikeClauses) -> dict[str, Any]:
    """Return the clauses most like a clause as `policybook compare --like --format json` prints them."""
    return {
        "schema": NEAREST,
        "policy": like.policy,
        **_clause(like.comparison, like.policy, like.clause),
        "nearest": [
            {
                "policy": each.policy,
                **_clause(like.comparison, each.policy, each.clause),
                "likeness": round(each.likeness, 3),
            }
            for each in like.nearest
        ],
    }


def _clause(comparison: Comparison, name: str, position: int) -> dict[str, Any]:
    tree = comparison.texts[name].tree
    node = tree.nodes[position]
    modality = str(_force(comparison, name, position))
    return {"clause": tree.ids[position], "label": node.label, "text": node.text, "modality": modality}


def _force(comparison: Comparison, name: str, position: int) -> Modality:
    known = comparison.texts[name].understood[position]
    return known.reading.modality if known else Modality.NONE


def _parts(*parts: tuple[str, tuple[Listed, ...]]) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    return tuple(part for part in parts if part[1])


def _by(row: Row, names: dict[str, str], others: int) -> str:
    schools = [names[name] for name in row.members]
    if len(schools) == others > 1:
        return "all others"
    if len(schools) > _MOST_NAMED:
        return f"{len(schools)} of {others}"
    return " and ".join(filter(None, [", ".join(schools[:-1]), schools[-1]]))


def _stated(comparison: Comparison, names: dict[str, str], row: Row, by: str = "") -> Listed:
    wording = wording_of(comparison, row)
    node = comparison.texts[wording.policy].tree.nodes[wording.clause]
    title = f"Like clauses: {row.title}" if row.is_group else row.title
    about = f"{by}{names[wording.policy]} has, to start from:" if by else ""
    return Listed(title, node.label or "", wording.text, about)
