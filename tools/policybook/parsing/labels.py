"""Printed numbers at the start of headings, paragraphs and list items.

The rules are those of the format's documentation (`docs/authors/format.md`, "Labels"). A label keeps its brackets and
loses a final dot, colon or a closing bracket that has no opening one: "3.7." is "3.7", "a)" is "a", "(iv)" stays.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_OPEN = r"(?P<open>\*{0,3}|_{0,3})"
_CLOSE = r"(?P<close>\*{0,3}|_{0,3})"
_ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
_ROMAN_CAPITALS = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"

_BLANKS = r"[\s\u200b\ufeff]*(?:&nbsp;[\s\u200b\ufeff]*)*"
"""White space of any kind: word processors put a no-break space, or one without width, behind a number."""
_SPACE = r"(?=[\s\u200b\ufeff]|&nbsp;)" + _BLANKS
_BEGINS = r"[*_]{0,3}(?:[^\W\d_a-z]|[\"'“”‘’„‚«»‹›(\[£€$]|\{\{|!\[)"
"""How the words behind a number begin if it is a label: with a capital, a quotation mark, a bracket or an amount."""

_CLAUSE: Final = re.compile(
    _OPEN + r"(?:"
    # Numbers with dots: only before such a beginning, so that "3.5 million" is no label.
    r"(?P<dotted>[A-Za-z]?\d{1,3}(?:\.\d{1,3})+)\.?" + _CLOSE + _SPACE + r"(?=" + _BEGINS + r")"
    r"|(?:(?P<bracketed>\((?:\d{1,3}|[A-Za-z]|" + _ROMAN + r"|[A-Za-z]{1,2}\d{1,2})\))"
    r"|(?P<plain>\d{1,3}|[a-z]|" + _ROMAN + r")[.)]"
    r"|(?P<capital>[A-Z])\))(?P<close2>\*{0,3}|_{0,3})(?:" + _SPACE + r"(?=\S)|$)"
    r")"
)
_HEADING: Final = re.compile(
    _OPEN + r"(?:"
    r"(?P<named>(?i:Appendix|Annexe?|Schedule|Part|Section|Chapter)"
    + _SPACE
    + r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Z]|"
    + _ROMAN_CAPITALS
    + r"))"
    r"(?![\w])[.:)]?" + _CLOSE + r"(?:" + _BLANKS + r"[-–—:]" + _SPACE + r"|" + _SPACE + r"|$)"
    r"|(?:(?P<dotted>[A-Za-z]?\d{1,3}(?:\.\d{1,3})+)[.:)]?"
    r"|(?P<bracketed>\((?:\d{1,3}|[A-Za-z]|" + _ROMAN + r")\))"
    r"|(?P<plain>\d{1,3}|[A-Za-z]|" + _ROMAN_CAPITALS + "|" + _ROMAN + r")[.:)]"
    # A bare number ("13 Network access") only before such a beginning: "24 hour access" is a title.
    r"|(?P<bare>\d{1,3})(?=[*_]{0,3}" + _SPACE + _BEGINS + r"))"
    r"(?P<close2>\*{0,3}|_{0,3})(?:" + _SPACE + r"|$)"
    r")"
)
_WIDTHLESS: Final = re.compile("[\u200b\ufeff]|&nbsp;")
_BEGINNING: Final = re.compile(_BEGINS)
_HEADING_GROUPS: Final = ("named", "dotted", "bracketed", "plain", "bare")
_CLAUSE_GROUPS: Final = ("dotted", "bracketed", "plain", "capital")


class Labelled(NamedTuple):
    """A label and what follows it."""

    label: str | None
    rest: str


def split_clause_label(source: str) -> Labelled:
    r"""Take the label off the inline Markdown of a paragraph or list item.

    Args:
        source: Inline Markdown; an escaped number (`3\.5 million`) is no label.

    Returns:
        The label, or None, and the Markdown after it; emphasis that began before the label goes on after it.

    Examples:
        >>> split_clause_label("3.7 Staff must not")
        Labelled(label='3.7', rest='Staff must not')
        >>> split_clause_label("**(a) Email:** limited use")
        Labelled(label='(a)', rest='**Email:** limited use')
        >>> split_clause_label("3.5 million pupils")
        Labelled(label=None, rest='3.5 million pupils')
    """
    return _split(_CLAUSE, _CLAUSE_GROUPS, source)


def split_heading_label(source: str) -> Labelled:
    """Take the label off the inline Markdown of a heading.

    Args:
        source: Inline Markdown of the heading.

    Returns:
        The label, or None, and the title.

    Examples:
        >>> split_heading_label("Appendix 1: Social media")
        Labelled(label='Appendix 1', rest='Social media')
        >>> split_heading_label("13 Network access")
        Labelled(label='13', rest='Network access')
        >>> split_heading_label("24 hour access")
        Labelled(label=None, rest='24 hour access')
    """
    return _split(_HEADING, _HEADING_GROUPS, source)


def starts_with_label(line: str) -> bool:
    """Return whether a line of running text begins like a labelled clause.

    Used for lines inside a paragraph: a bare letter or number there ("a.", "4.") counts only before a capital.
    """
    label, rest = split_clause_label(line)
    return label is not None and _BEGINNING.match(rest) is not None


def _split(pattern: re.Pattern[str], groups: tuple[str, ...], source: str) -> Labelled:
    # Cheap refusal first: most paragraphs begin with a word.
    if pattern is _CLAUSE and source[:1].isalpha() and source[1:2].isalpha() and source[:1] not in "ivxl":
        return Labelled(None, source)
    match = pattern.match(source)
    if not match:
        return Labelled(None, source)
    opened, closed = match["open"], match["close"] or match["close2"] or ""
    if closed and closed != opened:
        return Labelled(None, source)
    label = next(filter(None, match.group(*groups)))
    rest = source[match.end() :]
    if opened and not closed:
        rest = opened + rest
    return Labelled(" ".join(_WIDTHLESS.sub(" ", label).split()), rest)
