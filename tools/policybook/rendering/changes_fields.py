"""What the front matter of two texts changes, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from policybook.dates import Frequency, PartialDate
from policybook.diffing.changes import FieldChange
from policybook.messages.messages import Later, Messages, later

_LONG: Final = frozenset({"change_note", "acknowledgement.statement"})
"""Fields whose words are no part of a sentence; a reader finds them in the values."""
_DATES: Final = frozenset({"effective", "review.due", "approved.date"})
_TITLES: Final = frozenset({"title", "version", "source.document"})

Role = Callable[[str], str]
"""From a role id to the title that readers know."""


def field_sentence(t: Messages, change: FieldChange, role: Role = str) -> str:
    """Return what happened to a field, in one sentence.

    Args:
        t: What reports say.
        change: A change of the front matter.
        role: Gives the title of a role id.
    """
    if not _is_list(change):
        return t(_told(change, role))
    entries = t("page.semicolon").join(t(entry) for entry in _entries(change, role))
    return t("field.list", field=_name(change.path, role), what=entries)


def field_sentences(t: Messages, change: FieldChange, role: Role = str) -> list[str]:
    """Return what happened to a field, with a sentence for each entry that a list gained or lost.

    Args:
        t: What reports say.
        change: A change of the front matter.
        role: Gives the title of a role id.
    """
    if not _is_list(change):
        return [t(_told(change, role))]
    return [t("field.list", field=_name(change.path, role), what=entry) for entry in _entries(change, role)]


def _is_list(change: FieldChange) -> bool:
    return isinstance(change.before, list) or isinstance(change.after, list)


def _told(change: FieldChange, role: Role) -> Later:
    path, before, after = change.path, change.before, change.after
    field = _name(path, role)
    if path in _LONG:
        what = "added" if before is None else "removed" if after is None else "reworded"
        return later(f"field.text.{what}", field=field)
    if isinstance(after if before is None else before, bool):
        return later("field.holds" if after else "field.holds_no_longer", field=field)
    if before is None:
        return later("field.set", field=field, after=_value(path, after, role))
    old = _value(path, before, role)
    if after is None:
        return later("field.removed", field=field, before=old)
    new = _value(path, after, role)
    return later("field.moved" if path in _DATES else "field.changed", field=field, before=old, after=new)


def _name(path: str, role: Role) -> Later:
    if path.startswith("people."):
        _, id_, field = path.split(".", 2)
        return later(f"field.recorded.{field}", role=role(id_))
    return later(f"field.name.{path}")


def _value(path: str, value: Any, role: Role) -> PartialDate | Frequency | Later | str:
    if path in _DATES:
        return PartialDate.parse(value)
    if path == "review.frequency":
        return Frequency.parse(value)
    if path == "owner.role":
        return role(value)
    return later("change.quoted", words=value) if path in _TITLES else str(value)


def _entries(change: FieldChange, role: Role) -> Iterator[Later]:
    """Yield what a list gained and lost; a party that keeps its role and changes its duty is told as one."""
    olds: list[Any] = change.before or []  # type: ignore[assignment]
    news: list[Any] = change.after or []  # type: ignore[assignment]
    gained, lost = [entry for entry in news if entry not in olds], [entry for entry in olds if entry not in news]
    if not gained and not lost:
        yield later("field.entry.reordered" if len(olds) == len(news) else "field.entry.repeated")
    for entry in gained:
        same = [old for old in lost if isinstance(old, dict) and isinstance(entry, dict) and _who(old) == _who(entry)]
        if same:
            lost.remove(same[0])
            before = same[0].get("for") or later("field.entry.no_duty")
            yield later("field.entry.changed", entry=_entry(change.path, entry, role), before=before)
        else:
            yield later("field.entry.added", entry=_entry(change.path, entry, role))
    for entry in lost:
        yield later("field.entry.removed", entry=_entry(change.path, entry, role))


def _who(party: Mapping[str, str]) -> tuple[str | None, str | None]:
    return party.get("role"), party.get("name")


def _entry(path: str, entry: Any, role: Role) -> Later | str:
    if path == "audience":
        return later(f"audience.{entry}")
    if not isinstance(entry, dict):
        return str(entry)
    title = role(entry["role"]) if entry.get("role") else ""
    name = entry.get("name", "")
    who = f"{title} ({name})" if title and name else title or name
    return f"{who}: {entry['for']}" if entry.get("for") else who
