"""The table of changes over all versions of a policy: version, date, clause, change, why; the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from policybook.book.naming import Named
from policybook.exporting.tracked import told_of
from policybook.messages.reading import english
from policybook.rendering.changes_report import Group, Item, Report
from policybook.rendering.places import version_title

HEADER: Final = ("Version", "Date", "Clause", "Change", "Why")

_MOST: Final = 12
"""How many changes of an earlier version have rows of their own: those of most weight."""
_NAME: Final = 12
"""How many characters an author's own name for a version may have to stand in a narrow column."""
_WHY: Final = 700
"""How many characters of an author's note fit beside the changes."""


_WORDS: Final = 110
"""How many characters a row has of a clause that is new or gone."""


class Stage(NamedTuple):
    """A version of a policy, with what it changed."""

    named: Named
    report: Report | None
    """None for the first version, which changed nothing."""


class Row(NamedTuple):
    """A row of the table."""

    clause: str
    place: str
    """The section around it; empty for none."""
    change: str


def version_table(now: Stage, earlier: Sequence[Stage]) -> list[dict[str, Any]]:
    """Return the table as the template takes it.

    Args:
        now: What governors decide on; every change has a row, but for those of no meaning, which share one.
        earlier: The versions before it, the newest first; of each its sum, and the changes of most weight.
    """
    stages = [(now, list(_rows(now.report)) if now.report else []), *((stage, list(_sum(stage))) for stage in earlier)]
    return [
        {
            "name": _name(stage.named),
            "date": _date(stage.named),
            "why": _why(stage),
            "rows": [row._asdict() for row in rows or [Row("All", "", "No change.")]],
        }
        for stage, rows in stages
    ]


def _rows(report: Report) -> Iterator[Row]:
    """Yield what a text changes: what matters, then what the policy says of itself, then the rest."""
    substance = [group for group in report.groups if group.is_substance]
    rest = [group for group in report.groups if not group.is_substance]
    yield from map(_row, _items(substance))
    for sentence in report.particulars:
        yield Row("About the policy", "", sentence)
    if report.declaration:
        yield Row("Declaration", "", "The words that staff sign change.")
    yield from map(_row, _items(group for group in rest if not group.is_editorial))
    for group in rest:
        if group.is_editorial:
            yield Row(_counted(len(group.items)), "", f"{group.title}: {'; '.join(item.name for item in group.items)}")


def _sum(stage: Stage) -> Iterator[Row]:
    report = stage.report
    if report is None:
        yield Row("All", "", "The first version on record.")
        return
    yield Row("All", "", report.summary)
    weighty = list(_items(group for group in report.groups if group.is_substance))
    yield from map(_row, weighty[:_MOST])
    if len(weighty) > _MOST:
        yield Row(_counted(len(weighty) - _MOST), "", "More changes of substance; see the policy's history.")


def _items(groups: Iterable[Group]) -> Iterator[Item]:
    for group in groups:
        yield from group.items


def _row(item: Item) -> Row:
    around = item.place[-1] if item.place else ""
    told = " ".join(told_of(item))
    if not (item.change.before and item.change.after) and item.runs and not item.level:
        told = f"{told.removesuffix('.')}: “{_cut(item.runs[0].text, _WORDS)}”"
    return Row(item.name, f"in {around}" if around else "", told)


def _counted(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def _name(named: Named) -> str:
    """Return what a version is called: as its author does, in a few letters, or by its place in the order."""
    version, policy = named.version, named.policy
    own = version.front_matter.version or ""
    if 0 < len(own) <= _NAME:
        return own
    if policy and version in policy.sealed:
        return str(policy.sealed.index(version) + 1)
    return english()(version_title(version)) if policy else "Later text"


def _date(named: Named) -> str:
    version = named.version
    approved = version.front_matter.approved
    date = version.date or (approved.date if approved and not version.is_working else None)
    return date.words if date else "not approved yet" if version.is_working else "not recorded"


def _why(stage: Stage) -> str:
    note = (stage.report.note if stage.report else stage.named.version.front_matter.change_note) or ""
    return _cut(note, _WHY) or ("no reason given" if stage.report else "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
