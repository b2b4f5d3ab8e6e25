"""A text as everybody may see it: the fields that may be public, and the body without what prints nothing.

Comments, definitions that no link uses, links to what is not public and, unless they may be told, names are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from html import unescape
from typing import Any, Final
from urllib.parse import unquote

import yaml

from policybook.book.model import Version
from policybook.book.people import is_role_id
from policybook.book.redacting import SOMEBODY, Redactor
from policybook.metadata import Approval, FrontMatter, Party
from policybook.parsing.front_matter import split_front_matter

_CODE: Final = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE,
)
_COMMENT_OR_CODE: Final = re.compile(
    rf"(?P<comment><!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>)|{_CODE.pattern}", re.MULTILINE
)
"""Code; and comments, with what no page shows either: instructions and raw data in angle brackets. What begins first
holds: a comment may have code in it, and code what looks like a comment."""
_DEFINITION: Final = re.compile(
    r"^ {0,3}\[(?P<label>(?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|\S+)"
    r"(?:[ \t]*\n?[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_LINK: Final = re.compile(
    r"!?\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*(?P<target><[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_ATTRIBUTE: Final = re.compile(
    r"\s(?:href|src)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))", re.IGNORECASE
)
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_FIXED: Final = re.compile(r"\{#[^{}\s]*\}|\{\{[^{}\n]*\}\}|(?<=\]\()[^()\s]*|(?<=\]: )\S+|(?:href|src)=\"[^\"]*\"")
"""Ids, roles and targets in Markdown: where words would break what they hold together."""


def public_text(
    version: Version, is_public: Callable[[str], bool], hidden: Collection[str], names: Redactor | None
) -> str:
    """Return a version's file as everybody may see it.

    Args:
        version: The version.
        is_public: Whether what a link leads to may be seen, by its target as the author wrote it.
        hidden: What the text is related to and may not be told.
        names: What puts roles in the place of names; None where people are named.
    """
    fields = _fields(version.front_matter, hidden, names)
    body = _body(split_front_matter(version.text.raw).body, is_public, names)
    dumped = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=110)
    return f"---\n{dumped}---\n{body}"


def leading_nowhere(raw: str, targets: Collection[str]) -> str:
    """Return a file's text in which the targets of some links, wherever they stand, are the top of the page."""
    for target in sorted((form for each in targets for form in {each, unquote(each)}), key=len, reverse=True):
        raw = re.sub(rf"(?:(?<=\]\()|(?<=\]: )|(?<=[<\"'])){re.escape(target)}(?=[\s)>\"'])", "#", raw)
    return raw


def _fields(values: FrontMatter, hidden: Collection[str], names: Redactor | None) -> dict[str, Any]:
    """Return the fields that may be public; what is not named here is not."""
    approved = values.approved
    kept = FrontMatter(
        title=values.title,
        kind=values.kind,
        school=values.school,
        version=values.version,
        status=values.status,
        audience=values.audience,
        owner=_party(values.owner, names) if values.owner else None,
        responsible=tuple(_party(party, names) for party in values.responsible),
        approved=Approval(by=approved.by, date=approved.date) if approved else None,
        effective=values.effective,
        review=values.review,
        change_note=values.change_note,
        related=tuple(entry for entry in values.related if entry not in hidden),
        acknowledgement=values.acknowledgement,
        source=values.source,
        people={} if names else values.people,
    )
    fields = kept.to_dict()
    return _redacted(fields, names) if names else fields


def _party(party: Party, names: Redactor | None) -> Party:
    """Return an owner or a responsible person; without names, one of whom no role is known is somebody."""
    if names is None:
        return party
    called = names.words(party.name) if party.name else None
    unnamed = SOMEBODY.capitalize() if called == party.name else called
    role = party.role or unnamed
    return Party(role=names.slug(role) if role and is_role_id(role) else role, **{"for": party.for_})


def _redacted(value: Any, names: Redactor) -> Any:
    if isinstance(value, dict):
        return {key: _redacted(entry, names) for key, entry in value.items()}
    if isinstance(value, list):
        return [_redacted(entry, names) for entry in value]
    return names.words(value) if isinstance(value, str) else value


def _body(body: str, is_public: Callable[[str], bool], names: Redactor | None) -> str:
    body = _COMMENT_OR_CODE.sub(lambda match: "" if match["comment"] else match[0], body)
    body = _without_definitions(body, is_public)
    body = _outside_code(body, lambda text: _without_links(text, is_public))
    if names is None or not names.may_name(body):
        return body
    out: list[str] = []
    at = 0
    for fixed in _FIXED.finditer(body):
        out += (names.words(body[at : fixed.start()]), names.slug(fixed[0]))
        at = fixed.end()
    return "".join((*out, names.words(body[at:])))


def _outside_code(body: str, change: Callable[[str], str]) -> str:
    """Return a text with a change made to all but its code."""
    out: list[str] = []
    at = 0
    for code in _CODE.finditer(body):
        out += (change(body[at : code.start()]), code[0])
        at = code.end()
    return "".join((*out, change(body[at:])))


def _without_definitions(body: str, is_public: Callable[[str], bool]) -> str:
    """Return it without definitions that no link uses, as some write notes, and those that lead to nothing public."""
    gone: list[str] = []

    def kept(match: re.Match[str]) -> str:
        label = match["label"]
        if body.lower().count(f"[{label}]".lower()) > 1:
            if is_public(_plain(match["target"])):
                return match[0]
            gone.append(label)
        return ""

    found = _outside_code(body, lambda text: _DEFINITION.sub(kept, text))
    for label in gone:
        named = re.escape(label)
        found = re.sub(rf"!?\[([^\[\]]*)\]\[{named}\]", r"\1", found, flags=re.IGNORECASE)
        found = re.sub(rf"!?\[({named})\](?:\[\])?(?![(:])", r"\1", found, flags=re.IGNORECASE)
    return found


def _without_links(text: str, is_public: Callable[[str], bool]) -> str:
    """Return a text in which links to what is not public, and pictures, are the words that they had."""

    def link(match: re.Match[str]) -> str:
        words = _LINK.sub(link, match["words"])  # a picture may stand in them
        if not is_public(_plain(match["target"])):
            return words
        first, last = (at - match.start() for at in match.span("words"))
        return match[0][:first] + words + match[0][last:]

    def attribute(match: re.Match[str]) -> str:
        target = match["double"] or match["single"] or match["bare"] or ""
        return match[0] if is_public(_plain(target)) else ""

    return _ATTRIBUTE.sub(attribute, _LINK.sub(link, text))


def _plain(target: str) -> str:
    """Return the target of a link as it is meant, without brackets, escapes and codes for letters."""
    return unquote(unescape(_ESCAPE.sub(r"\1", target.strip().removeprefix("<").removesuffix(">"))))
