"""The front matter of two texts compared field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policybook.diffing.changes import FieldChange
from policybook.metadata import FrontMatter

_WRITTEN_BY_APPROVE: Final = frozenset({"seal", "corrections"})
"""Fields that follow from the rest of a version, or record how its file was made."""


def field_changes(before: FrontMatter, after: FrontMatter) -> tuple[FieldChange, ...]:
    """Compare what two texts say of themselves.

    The names that `approve` records are compared only where both texts have them: a working text never does.

    Args:
        before: The earlier front matter.
        after: The later one.

    Returns:
        A change for each field that differs, by its dotted path, in the order of the fields; a list is one value.
    """
    from deepdiff import DeepDiff  # takes a while to import, and most commands compare no front matter

    left_out = _WRITTEN_BY_APPROVE | (frozenset() if before.people and after.people else {"people"})
    old, new = (dict(_fields(values.to_dict(), left_out)) for values in (before, after))
    # Without the threshold, two dicts with little in common would count as one value.
    differing = DeepDiff(old, new, threshold_to_diff_deeper=0).affected_root_keys
    order = [*new, *(path for path in old if path not in new)]
    found = [path for path in order if path in differing]
    fields = list(FrontMatter.model_fields)
    found.sort(key=lambda path: fields.index(path.split(".")[0]))
    return tuple(FieldChange(path, old.get(path), new.get(path)) for path in found)


def _fields(values: Mapping[str, Any], left_out: frozenset[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is no group, with its dotted path."""
    for name, value in values.items():
        if name in left_out:
            continue
        if isinstance(value, dict):
            yield from _fields(value, frozenset(), f"{prefix}{name}.")
        else:
            yield prefix + name, value
