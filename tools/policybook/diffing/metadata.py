"""The front matter of two texts compared field by field, each difference told in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from policybook.dates import Frequency, PartialDate
from policybook.diffing.changes import FieldChange
from policybook.metadata import FrontMatter

_WRITTEN_BY_APPROVE: Final = frozenset({"seal", "corrections"})
"""Fields that follow from the rest of a version, or record how its file was made."""
_NAMES: Final = {
    "school": "School",
    "version": "Name of the version",
    "owner.role": "Owner",
    "owner.name": "Name of the owner",
    "owner.for": "Duty of the owner",
    "approved.by": "Approving body",
    "approved.date": "Date of approval",
    "approved.minute": "Minute of the approval",
    "effective": "Effective date",
    "review.due": "Next review",
    "review.frequency": "Interval of review",
    "review.by": "Reviewing body",
    "change_note": "Change note",
    "related": "Read with",
    "acknowledgement.statement": "Declaration to sign",
    "acknowledgement.fields": "Fields of the declaration",
    "source.document": "Source",
    "source.restated": "Restated from the source",
    "internal": "Kept out of public builds",
}
_LONG: Final = frozenset({"change_note", "acknowledgement.statement"})
"""Fields whose words are no part of a sentence; a reader finds them in the values."""
_MOVED: Final = frozenset({"effective", "review.due", "approved.date"})

Role = Callable[[str], str]
"""From a role id to the title that readers know."""


def field_changes(before: FrontMatter, after: FrontMatter, role: Role = str) -> tuple[FieldChange, ...]:
    """Compare what two texts say of themselves.

    The names that `approve` records are compared only where both texts have them: a working text never does.

    Args:
        before: The earlier front matter.
        after: The later one.
        role: Gives the title of a role id.

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
    return tuple(
        FieldChange(path, old.get(path), new.get(path), _sentence(path, old.get(path), new.get(path), role))
        for path in found
    )


def _fields(values: Mapping[str, Any], left_out: frozenset[str], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is no group, with its dotted path."""
    for name, value in values.items():
        if name in left_out:
            continue
        if isinstance(value, dict):
            yield from _fields(value, frozenset(), f"{prefix}{name}.")
        else:
            yield prefix + name, value


def field_sentences(change: FieldChange, role: Role = str) -> list[str]:
    """Return what happened to a field, with a sentence for each entry that a list gained or lost.

    Args:
        change: A change of the front matter.
        role: Gives the title of a role id.
    """
    if not isinstance(change.before, list) and not isinstance(change.after, list):
        return [change.sentence]
    return [f"{_name(change.path, role)}: {entry}" for entry in _entries(change.before, change.after, role)]


def _sentence(path: str, before: Any, after: Any, role: Role) -> str:
    name = _name(path, role)
    if isinstance(before, list) or isinstance(after, list):
        return f"{name}: {'; '.join(_entries(before, after, role))}"
    if path in _LONG:
        return f"{name} {'added' if before is None else 'taken out' if after is None else 'reworded'}"
    if isinstance(after if before is None else before, bool):
        return f"{name}: {'yes' if after else 'no longer' if before else 'no'}"
    old, new = _words(path, before, role), _words(path, after, role)
    if before is None:
        return f"{name} set to {new}"
    if after is None:
        return f"{name} taken out (was {old})"
    return f"{name} {'moved' if path in _MOVED else 'changed'} from {old} to {new}"


def _name(path: str, role: Role) -> str:
    if path.startswith("people."):
        _, id_, field = path.split(".", 2)
        return f"{field.capitalize()} recorded for the role {role(id_)}"
    return _NAMES.get(path, path.replace("_", " ").capitalize())


def _words(path: str, value: Any, role: Role) -> str:
    if value is None:
        return "none"
    if path in _MOVED:
        return PartialDate.parse(value).words
    if path == "review.frequency":
        return Frequency.parse(value).words
    if path == "owner.role":
        return role(value)
    return f"“{value}”" if path in {"title", "version", "source.document"} else str(value)


def _entries(before: Any, after: Any, role: Role) -> list[str]:
    """Return what a list gained and lost; a party that keeps its role and changes its duty is told as one."""
    olds, news = before or [], after or []
    gained, lost = [entry for entry in news if entry not in olds], [entry for entry in olds if entry not in news]
    if not gained and not lost:
        return ["the same entries in another order" if len(olds) == len(news) else "an entry repeated, or no longer so"]
    told = []
    for entry in gained:
        same = [old for old in lost if isinstance(old, dict) and isinstance(entry, dict) and _who(old) == _who(entry)]
        if same:
            lost.remove(same[0])
            told.append(f"changed {_party(entry, role)} (was: {same[0].get('for') or 'no duty named'})")
        else:
            told.append(f"added {_party(entry, role)}")
    return told + [f"took out {_party(entry, role)}" for entry in lost]


def _who(party: Mapping[str, str]) -> tuple[str | None, str | None]:
    return party.get("role"), party.get("name")


def _party(entry: Any, role: Role) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    title = role(entry["role"]) if entry.get("role") else ""
    name = entry.get("name", "")
    who = f"{title} ({name})" if title and name else title or name
    return f"{who}: {entry['for']}" if entry.get("for") else who
