"""What differs between two versions: their clauses, their front matter, their declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from policybook.book.naming import Named
from policybook.book.pins import NO_PAIRS, PAIRS, find_pins, read_pairs
from policybook.diffing.changes import Changes, Run
from policybook.diffing.description import compare
from policybook.diffing.metadata import field_changes
from policybook.diffing.redline import redline
from policybook.finding import Finding
from policybook.metadata import Acknowledgement, Person


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions and what happened between them."""

    before: Named
    after: Named
    changes: Changes
    """With the front matter."""
    declaration: tuple[Run, ...] = ()
    """The redline of the statement that staff sign."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the pairs that the policy's owner fixed by hand."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs, in the clauses or in the front matter."""
        return not self.changes.differing and not self.changes.metadata


def difference(before: Named, after: Named) -> Difference:
    """Compare two versions.

    The pairs of the later text's policy count, or, where it has none, those of the earlier one's.

    Args:
        before: The earlier version.
        after: The later version.
    """
    owner = next((named.policy for named in (after, before) if named.policy and named.policy.pairs is not None), None)
    pairs = read_pairs(owner.pairs or b"") if owner else NO_PAIRS
    pins, wrong = find_pins(pairs, before.version, after.version, owner.versions if owner else ())
    changes = compare(before.version.tree, after.version.tree, pins)
    old, new = before.version.front_matter, after.version.front_matter
    return Difference(
        before,
        after,
        replace(changes, metadata=field_changes(old, new)),
        redline(_statement(old.acknowledgement), _statement(new.acknowledgement)),
        tuple(finding.at(f"{owner.path}/{PAIRS}", owner.ref) for finding in (*pairs.findings, *wrong)) if owner else (),
    )


def people_of(before: Named, after: Named) -> Mapping[str, Person]:
    """Return the roles that both texts may name: the school's of today, then those recorded at an approval."""
    found: dict[str, Person] = {}
    for named in (before, after):
        found |= named.version.front_matter.people
    for named in (before, after):
        found |= named.school.people if named.school else {}
    return found


def _statement(acknowledgement: Acknowledgement | None) -> str:
    return " ".join((acknowledgement.statement or "").split()) if acknowledgement else ""
