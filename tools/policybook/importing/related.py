"""The policies and other documents that a text refers to, and whom it addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from policybook.language.mentions import MentionKind, mentions
from policybook.metadata import Audience

_DOCUMENT: Final = re.compile(
    r"(?:-(?:policy|policies|procedure|agreement|handbook|standards?|guidance|guidelines|statement|strategy"
    r"|charter|notice|plan))$"
    r"|code-of-conduct|teachers-standards|working-practice|keeping-children-safe|working-together|handbook"
)
_NOT: Final = re.compile(
    r"^(?:privacy-setting|contract|consent|risk-assessment|incident|asset|terms-of)|loan-agreement"
)
_SEVERAL: Final = re.compile(
    r"(?P<names>(?:[A-Z][\w’'&-]*(?: (?:and |& |of "
    r"|for )?[A-Z][\w’'&-]*)*, )+(?:and )?[A-Z][\w’'&-]*(?: (?:and |& )?[A-Z][\w’'&-]*)*"
    r"(?: and [A-Z][\w’'& -]*?)?) (?P<kind>Policies|Procedures|policies|procedures)\b"
)
_ABOUT: Final = re.compile(
    r"\b(?:(?:school's|school’s|our|the) |(?=(?:[A-Z]\w* )*[A-Z]\w*['’]s Model ))"
    r"(?P<title>(?:(?:[A-Z]\w* )*[A-Z]\w*['’]s Model |[Mm]odel )?[Pp]olicy(?: document)? on (?:the )?[^.,;()]{4,70}"
    r"|[Gg]uidance(?: document)? on (?:the )?[^.,;()]{4,70})"
    # A title with commas ends where the next one of a list begins.
    r"|(?<=, )(?P<listed>Policy on (?:the )?[A-Z][^.;()]{4,80}?)(?=,? (?:and )?[A-Z][\w ]* (?:Policy|Procedure|Code)\b)"
)
_QUOTED: Final = re.compile(
    r"\b(?:document|publication|guidance|guide|booklet|leaflet) ['‘\"“]"
    r"(?P<title>[A-Z][^'’\"”(]{6,140}?)(?=['’\"”]|\s\(|:\s)"
)
_AUDIENCES: Final = {
    "staff": Audience.STAFF, "teacher": Audience.STAFF, "teaching-assistant": Audience.STAFF,
    "governor": Audience.GOVERNORS, "trustee": Audience.GOVERNORS, "volunteer": Audience.VOLUNTEERS,
    "visitor": Audience.VISITORS, "contractor": Audience.CONTRACTORS, "agent": Audience.CONTRACTORS,
    "pupil": Audience.PUPILS, "child": Audience.PUPILS, "parent": Audience.PARENTS, "carer": Audience.PARENTS,
}  # fmt: skip
_APPLIES: Final = re.compile(
    r"\bappl(?:y|ies) to\b|\bis (?:issued|given) to all\b"
    r"|\bis (?:for|intended for|aimed at)\b|\bvital that all\b|\bexpected to sign\b"
    r"|\b(?:all|All) [^.]{0,60}\bmust (?:adhere|read|sign|follow|comply)"
    r"|\bwill sign the\b"
)


def related_in(
    texts: Iterable[tuple[str, int]],
    title: str,
    schools: Sequence[str] = (),
    listed: Iterable[tuple[str, int]] = (),
) -> list[tuple[str, int]]:
    """Return the titles of the documents that a text refers to, each with the line that names it first.

    Args:
        texts: Its clauses, each with its line.
        title: Its own title, which is not among them.
        schools: Names of the school, which are no part of a title.
        listed: Titles that its head or foot lists, each with its line.
    """
    found: dict[str, tuple[str, int]] = {}
    own = title_key(title)
    for name, line in listed:
        _add(found, name, line, own)
    for text, line in texts:
        taken: list[tuple[int, int]] = []
        for match in _SEVERAL.finditer(text):
            kind = match["kind"].rstrip("s").removesuffix("ie") + ("y" if match["kind"].lower() == "policies" else "")
            for name in re.split(r", (?:and )?| and ", match["names"]):
                _add(found, f"{name.strip()} {kind}", line, own)
            taken.append(match.span())
        for match in (*_QUOTED.finditer(text), *_ABOUT.finditer(text)):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                _add(found, match[match.lastgroup or 0], line, own)
                taken.append(match.span())
        for mention in mentions(text):
            if (
                mention.kind is not MentionKind.REFERENCE
                or not _DOCUMENT.search(mention.name)
                or _NOT.search(mention.name)
            ):
                continue
            if any(a < mention.end and mention.start < b for a, b in taken):
                continue
            words = text[_start(text, mention.start) : mention.end]
            if words.isupper():
                continue
            if any(c.isupper() for c in words) or words.split()[0] in {"data", "safeguarding", "disciplinary"}:
                _add(found, words, line, own)
    own_words = own.split()
    named = [
        (_without(name, schools), line)
        for key, (name, line) in found.items()
        if not all(any(_is_form(word, other) for other in own_words) for word in key.split())
    ]
    return list({title_key(name): (name, line) for name, line in reversed(named)}.values())[::-1]


def _without(name: str, schools: Sequence[str]) -> str:
    for school in schools:
        name = re.sub(rf"^{re.escape(school)}(?:['’]s)? (?=\w)", "", name)
    return name


def audience_of(title: str, texts: Sequence[tuple[str, int]]) -> tuple[list[Audience], int]:
    """Return whom a policy addresses, as its title or the clause that says so names them, and that line (0: title)."""
    named = _named(title)
    line = 0
    for text, at in texts:
        for sentence in re.split(r"(?<=[.;])\s", text):
            if _APPLIES.search(sentence):
                more = [one for one in _named(sentence) if one not in named]
                if more:
                    line = line or at
                    named += more
    order = list(Audience)
    return sorted(set(named), key=order.index), line


def title_key(title: str) -> str:
    """Return a title without what differs where the same document is meant."""
    words = re.sub(r"[^a-z0-9 ]", "", title.lower()).split()
    return " ".join(w for w in words if w not in {"policy", "policies", "the", "school", "schools", "and", "on", "of"})


def _named(text: str) -> list[Audience]:
    names = [m.name for m in mentions(text) if m.kind is MentionKind.AUDIENCE]
    known = (Audience.STAFF if name.endswith("-staff") else _AUDIENCES.get(name) for name in names)
    return list(dict.fromkeys(one for one in known if one))


def _add(found: dict[str, tuple[str, int]], title: str, line: int, own: str) -> None:
    title = re.sub(
        r"^(?:(?:the|this|our|its|your) )?(?:(?:school|academy|college|trust|federation)['’]s? )?",
        "",
        title.strip(" ,-–'‘’\""),
        flags=re.IGNORECASE,
    )
    title = title[:1].upper() + title[1:]
    key = title_key(title)
    if key and key != own and len(title.split()) > 1 and key not in {"acceptable use", "policy", "procedure"}:
        found.setdefault(key, (title, line))


def _is_form(word: str, other: str) -> bool:
    """Return whether two words are the same, or the one the other's plural."""
    return abs(len(word) - len(other)) <= 2 and (word.startswith(other) or other.startswith(word))


def _start(text: str, start: int) -> int:
    """Return where the words with capitals before a mention begin: they belong to its title."""
    before = re.search(r"(?:(?<=\s)|^)(?:(?:[A-Z][\w’'-]*|and|&|of|for) )*$", text[:start])
    if not before or not before[0]:
        return start
    words = re.split(r"(?:[Pp]olic(?:y|ies)|[Cc]onduct|[Pp]rocedures?|[Aa]greement) (?:and|&) ", before[0])[-1]
    words = re.sub(r"^(?:(?:and|of|for|&|The|This|Our|In|See|A|An|If|By|With|To|All) )+", "", words)
    sentence = text[: start - len(words)].rstrip()
    if words and (not sentence or sentence[-1] in ".:") and len(words.split()) == 1:
        words = ""
    return start - len(words)
