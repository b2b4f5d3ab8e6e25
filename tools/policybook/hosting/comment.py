"""What a pull request changes in the policies, in at most sixty lines that a clerk can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from policybook.checking.check import Report as Checked
from policybook.finding import Finding, Level
from policybook.rendering.changes_markdown import inert
from policybook.rendering.changes_report import Item, Report
from policybook.rendering.findings_places import by_gravity

LONGEST: Final = 60
"""Lines of a comment."""

_MOST_FINDINGS: Final = 8
_FRAME: Final = 14
"""Lines kept for the head, the findings' title and the end."""
_LONGEST_NOTE: Final = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pull request does to one policy."""

    policy: str
    """`school/policy`."""
    title: str
    report: Report | None
    """What differs in its text; None where nothing is to be compared."""
    what: str = ""
    """What else happens to it, in a sentence: "is new", "is removed"."""

    @property
    def gist(self) -> str:
        """What happens to it, in a sentence or two."""
        return " ".join(filter(None, (self.what, self.report.summary if self.report else "")))


def comment(proposals: Sequence[Proposal], checked: Checked, pack: str) -> str:
    """Return the comment: what matters most first, then each policy, then what `check` found in them.

    Args:
        proposals: The policies that the pull request changes.
        checked: What `check` found, in these policies at least.
        pack: The address where the full reports are; empty if there is none.

    Returns:
        Markdown of at most `LONGEST` lines, in which no text of a policy does anything; empty without proposals.
    """
    if not proposals:
        return ""
    found = [f for f in by_gravity(checked.findings) if f.policy in {proposal.policy for proposal in proposals}]
    shown = [*_findings(found)]
    room = LONGEST - _FRAME - len(shown)
    rows = [*_head(proposals, found, pack), ""]
    whole = proposals[: room // 3]
    for proposal in whole:
        rows += _policy(proposal, room // len(whole))
    if len(whole) < len(proposals):
        rows += [f"And {len(proposals) - len(whole)} more policies.", ""]
    return "\n".join([*rows, *shown]).rstrip() + "\n"


def _head(proposals: Sequence[Proposal], found: Sequence[Finding], pack: str) -> Iterator[str]:
    """Yield the lines that must do if nobody reads on."""
    first = proposals[0]
    if len(proposals) == 1:
        yield f"### {inert(first.title)}: what changes"
        yield f"**{inert(first.gist, 1000)}**"
    else:
        weighty = sum(_substance(proposal) for proposal in proposals)
        yield f"### {len(proposals)} policies change"
        yield f"**{weighty} {'change' if weighty == 1 else 'changes'} of substance in all.**"
    levels = [(level, sum(finding.level is level for finding in found)) for level in Level]
    counts = ", ".join(f"{count} {level}{'s' if count > 1 else ''}" for level, count in levels if count)
    yield f"`policybook check` finds {counts or 'nothing wrong'} in {'it' if len(proposals) == 1 else 'them'}."
    if pack:
        yield f"The full reports, to read, print and send: [pack for governors]({pack})."


def _policy(proposal: Proposal, room: int) -> Iterator[str]:
    """Yield the lines about a policy, no more than there is room for."""
    yield f"#### {inert(proposal.title)} (`{proposal.policy}`)"
    rows = [f"{inert(proposal.gist, 600)}"] if proposal.gist else []
    if proposal.report and proposal.report.note:
        rows.append(f"> {inert(proposal.report.note, _LONGEST_NOTE)}")
    items = _items(proposal)
    told = [_item(item) for item in items]
    left = room - len(rows) - 3
    if rows and told and left > 0:
        rows.append("")
    if len(told) > max(left, 0):
        told = [*told[: max(left - 1, 0)], f"- and {len(told) - max(left - 1, 0)} more of substance"]
    yield from [*rows, *told][: room - 2]
    yield ""


def _items(proposal: Proposal) -> list[Item]:
    """Return the changes of substance, weightiest first."""
    groups = proposal.report.groups if proposal.report else ()
    return [item for group in groups if group.is_substance for item in group.items if not item.below]


def _substance(proposal: Proposal) -> int:
    return sum(len(group.items) for group in proposal.report.groups if group.is_substance) if proposal.report else 0


def _item(item: Item) -> str:
    what = inert(item.sentences[0], 240) if item.sentences else inert(" ".join(run.text for run in item.runs), 240)
    badge = "" if what.startswith(item.badge) else f"**{inert(item.badge)}** "
    place = " › ".join(filter(None, (item.around, item.label)))
    return f"- {badge}{what}" + (f" _({inert(place, 120)})_" if place else "")


def _findings(found: Sequence[Finding]) -> Iterator[str]:
    grave = [finding for finding in found if finding.level is not Level.NOTE]
    if not grave:
        return
    yield "#### Findings"
    for finding in grave[:_MOST_FINDINGS]:
        place = f"`{finding.path.replace('`', '')}`" + (f" line {finding.line}" if finding.line else "")
        yield f"- **{finding.level}** {place}: {inert(finding.message, 240)} (`{finding.code}`)"
    if len(grave) > _MOST_FINDINGS:
        yield f"- and {len(grave) - _MOST_FINDINGS} more: see the annotations"
