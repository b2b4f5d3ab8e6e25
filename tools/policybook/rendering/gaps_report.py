"""What one policy lacks beside the others, in words: what text, Markdown and HTML reports all tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policybook.book.comparison import Compared
from policybook.comparing.comparison import Comparison, Row
from policybook.comparing.gaps import gaps_of, stated_alone, wording_of
from policybook.rendering.comparison_report import gap_sentence, is_group, names_of, number_of

_MOST_NAMED: Final = 4
"""How many schools are named one by one."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule, with a wording of it."""

    title: str
    is_group: bool
    """Whether it is a group of like clauses that no rule of the catalogue covers."""
    school: str
    """Whose wording it is."""
    label: str
    wording: str
    by: str = ""
    """Which others state it, in words; empty for a rule that the policy itself states."""


@dataclass(frozen=True, slots=True)
class GapsReport:
    """What there is to tell."""

    title: str
    summary: str
    missing: tuple[Stated, ...]
    """What others state and the policy does not, most common first."""
    alone: tuple[Stated, ...]
    """What only the policy states."""


def gaps_report(found: Compared, name: str) -> GapsReport:
    """Return what one policy lacks, and what it alone states.

    Args:
        found: The comparison.
        name: One of its policies.
    """
    comparison, names = found.comparison, names_of(found)
    others = len(comparison.texts) - 1
    missing = tuple(
        _stated(comparison, names, gap.row, f"Stated by {_by(gap.row, names, others)}.")
        for gap in gaps_of(comparison, name)
    )
    alone = tuple(_stated(comparison, names, row) for row in stated_alone(comparison, name))
    return GapsReport(
        f"{names[name]} beside {number_of(others, 'other policy')}",
        gap_sentence(comparison, name, names[name]),
        missing,
        alone,
    )


def _by(row: Row, names: dict[str, str], others: int) -> str:
    schools = [names[name] for name in row.members]
    if len(schools) == others > 1:
        return "all others"
    if len(schools) > _MOST_NAMED:
        return f"{len(schools)} of {others}"
    return " and ".join(filter(None, [", ".join(schools[:-1]), schools[-1]]))


def _stated(comparison: Comparison, names: dict[str, str], row: Row, by: str = "") -> Stated:
    wording = wording_of(comparison, row)
    node = comparison.texts[wording.policy].tree.nodes[wording.clause]
    return Stated(row.title, is_group(row), names[wording.policy], node.label or "", wording.text, by)
