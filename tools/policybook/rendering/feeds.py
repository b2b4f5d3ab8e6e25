"""Approvals as Atom feeds (RFC 4287), for a policy and for the book: an entry for each approved version.

The id of an entry is made of the policy and the version's name alone, so it never changes, wherever the site moves.
Links are relative to the feed.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable
from typing import Final, NamedTuple
from xml.etree import ElementTree as Xml

from policybook.book.model import UNDATED, Version
from policybook.messages.messages import Messages
from policybook.rendering.facts import approval_words
from policybook.rendering.page import link
from policybook.rendering.places import Entry, version_path
from policybook.rendering.steps import History

FEED: Final = "feed.xml"
NEWEST: Final = 100
"""How many approvals the feed of a book holds."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_SPACE: Final = uuid.UUID("5a6f4b0e-3c70-5f5b-9d53-0f0d1f6f7a52")
"""What ids of feeds and entries are made in; it must never change."""
_UNKNOWN: Final = "1970-01-01"
"""The day of an approval that nobody recorded: a feed must give one, and no reader takes this for news."""
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Approval(NamedTuple):
    """An approved version, as a feed tells of it."""

    entry: Entry
    version: Version
    page: str
    """The version's page."""
    history: History | None
    """The policy's history, to say what changed; None where the site shows none."""

    @property
    def day(self) -> str:
        """The day of the approval; the first of the month, where only that is known."""
        return self.version.date.first_day.isoformat() if self.version.date else _UNKNOWN

    def summary(self, t: Messages) -> str:
        """Return who approved the version, what it changed, and why it differs in the author's words."""
        values = self.version.front_matter
        step = self.history.into(self.version) if self.history else None
        note = t("feed.note", note=values.change_note) if values.change_note else ""
        told = (t("feed.approved", by=approval_words(values.approved)), step.summary if step else "", note)
        return " ".join(filter(None, told))


def feed_path(entry: Entry) -> str:
    """Return where the feed of a policy lies."""
    return f"schools/{entry.school.id}/{entry.policy.id}/{FEED}"


def approvals_of(entry: Entry, history: History | None, today: datetime.date) -> list[Approval]:
    """Return the approvals of a policy, newest first; a text that nobody sealed has none."""
    known = [version for version in entry.policy.sealed if version.date or version.name == UNDATED]
    return [
        Approval(entry, version, version_path(entry.policy, version, today), history) for version in reversed(known)
    ]


def newest(approvals: Iterable[Approval]) -> list[Approval]:
    """Return the newest approvals of a book, newest first; on one day, by policy."""
    ordered = sorted(approvals, key=lambda approval: approval.entry.policy.ref)
    return sorted(ordered, key=lambda approval: approval.day, reverse=True)[:NEWEST]


def feed(t: Messages, title: str, subject: str, path: str, page: str, approvals: Iterable[Approval]) -> bytes:
    """Return a feed.

    Args:
        t: What it says.
        title: Whose approvals it tells.
        subject: `school/policy`, or "" for the book: what its id is made of.
        path: Where it lies in the site.
        page: The page that it belongs to.
        approvals: What it tells, newest first.
    """
    approvals = list(approvals)
    root = Xml.Element("feed", xmlns=_ATOM)
    _add(root, "title", t("feed.title", title=title))
    _add(root, "id", _id(subject))
    _add(root, "updated", f"{max((approval.day for approval in approvals), default=_UNKNOWN)}T00:00:00Z")
    Xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=link(path, path))
    Xml.SubElement(root, "link", rel="alternate", type="text/html", href=link(page, path))
    for approval in approvals:
        _entry(t, root, approval, path)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(t: Messages, root: Xml.Element, approval: Approval, path: str) -> None:
    entry, version = approval.entry, approval.version
    node = Xml.SubElement(root, "entry")
    title = version.front_matter.title or entry.title
    said = t("feed.entry", title=title, date=version.date) if version.date else t("feed.entry_undated", title=title)
    _add(node, "title", said)
    _add(node, "id", _id(f"{entry.policy.ref}@{version.name}"))
    for name in ("published", "updated"):
        _add(node, name, f"{approval.day}T00:00:00Z")
    _add(Xml.SubElement(node, "author"), "name", entry.school.name)
    Xml.SubElement(node, "link", rel="alternate", type="text/html", href=link(approval.page, path))
    _add(node, "summary", approval.summary(t))


def _id(subject: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, subject)}"


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _NO_XML.sub("\ufffd", text)
