"""The words by which a document speaks of itself: "Date agreed", "Policy lead", "This policy will be reviewed"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_SEPARATOR: Final = r"\s*(?:[:–—|]|-(?=\s)|\.{2,}|$|(?=\d)|\b(?=on\b|in\b|by\b|since\b|every\b|annual))\s*"
_DONE: Final = r"(?:agreed|approved|adopted|ratified|confirmed|accepted|signed off|passed)"
_BODY: Final = (
    r"(?:full )?(?:governing (?:body|board)|governors|board of (?:governors|trustees|directors)|trust board"
    r"|trustees|local governing (?:body|board|committee)|[\w&' ]{0,50}committee|directors)"
)

_KEYS: Final = tuple(
    (name, re.compile(rf"(?:(?:the|this|our|school) )?(?:{pattern}){_SEPARATOR}", re.IGNORECASE))
    for name, pattern in (
        (
            "last",
            r"(?:date (?:of )?)?(?:last|previous(?:ly)?|most recent)(?: policy)? (?:reviewe?d?|updated?"
            r"|revised|amended)(?: date)?|(?:date )?(?:reviewed|updated|revised|amended)(?: date| on)?",
        ),
        (
            "review",
            r"(?:policy )?(?:date (?:of|for) )?(?:the )?next (?:policy )?review(?: date| due)?"
            r"|(?:policy )?(?:is )?(?:due )?to be reviewed|(?:(?:policy|aup) )?(?:date (?:of|for"
            r"|to) )?review(?: due| date| by|ed by)?(?: date)?|(?:policy )?due for review|renewal date"
            r"|expiry date",
        ),
        (
            "frequency",
            r"(?:policy )?(?:frequency|cycle|period|interval) of review|(?:policy )?review(?:ing)? (?:cycle"
            r"|frequency|period|interval|schedule)|frequency|reviewed(?= every| annually)",
        ),
        (
            "approved",
            rf"(?:policy |date )?(?:was )?(?:last )?{_DONE}(?: and {_DONE})?(?: date)?"
            rf"|date (?:of )?(?:approval|adoption|ratification|agreement|{_DONE})|approval(?: date)?"
            rf"|approv(?:al|ed) body",
        ),
        (
            "committee",
            r"(?:committee|governors?|governing body|governors'? committee|approv(?:al|ing) (?:body|level"
            r"|committee)|level of approval)(?: responsible(?: for (?:the |this )?policy)?)?"
            r"|responsible committee",
        ),
        (
            "effective",
            r"(?:date )?(?:effective|in force(?! since)|implemented|operative)(?: (?:date|from))?|with effect from"
            r"|implementation date|(?:date )?issued?(?: date)?|publication date|published",
        ),
        ("version", r"version(?: number| no\.?)?|issue(?: number| no\.?)?|revision(?: number)?|edition"),
        (
            "author",
            r"(?:policy |document )?(?:written|prepared|produced|drafted|compiled|devised|created) by"
            r"|(?:policy |document )?author(?:\(s\)|s)?|(?:originator|lead author)",
        ),
        (
            "owner",
            r"(?:policy |document )?(?:owner|holder|lead|custodian)|(?:responsible (?:person|officer"
            r"|member of staff|lead)|(?:person|staff|member of staff|officer|staff member"
            r"|lead)(?:\(s\))? responsible|responsibility(?: of)?|named (?:person|governor"
            r"|lead))(?: for (?:the |this )?policy)?",
        ),
        (
            "shared",
            r"(?:policy )?(?:shared|consulted|circulated|communicated)(?: with (?:all )?(?:staff|parents"
            r"|governors|pupils|the staff))?(?: on)?",
        ),
        (
            "signed",
            r"sign(?:ed|ature)(?: by| on behalf of[\w ]*|\s*\([^)]*\))?|(?:chair|chairs?person"
            r"|chairman) of (?:the )?(?:governors|governing body|trustees|board)|(?:head ?teacher"
            r"|principal)",
        ),
        (
            "audience",
            r"(?:intended |target )?audience|appl(?:ies|icable) to|(?:intended )?for(?= (?:all )?(?:staff"
            r"|governors|volunteers))",
        ),
        (
            "related",
            r"(?:related|linked|associated|other relevant) (?:policies|documents|policies and documents|documentation)",
        ),
        ("reviewer", r"who (?:reviews|reviewed) this (?:policy|document|agreement|aup)\??"),
        ("role", r"(?:role|position|job title)(?= *[:|])"),
        ("minute", r"minute(?: ref(?:erence)?| number)?"),
        (
            "reference",
            r"(?:policy |document )?(?:ref(?:erence)?|code)(?: number| no\.?)?|(?:policy|document) (?:number|no\.?)",
        ),
        ("school", r"(?:name of )?school(?: name)?"),
        ("status", r"(?:policy |document )?status|in force(?= since)|statutory(?: policy)?"),
        ("title", r"(?:policy |document )?title|(?:name of|policy) (?:policy|name|document)"),
        ("date", r"date(?:d)?"),
    )
)
_SENTENCES: Final = (
    ("review", re.compile(
        r"(?:it is (?:agreed|intended) that )?(?:this|the|our)(?: [\w&'-]+){0,6} (?:policy|document"
        r"|agreement|guidance)?\s*(?:will|shall|is|should"
        r"|must)(?: be)?(?: next)?(?: due to)?(?: be)?(?: next)? (?:reviewed|due for review"
        r"|updated)(?: again)?\b", re.IGNORECASE)),
    ("review", re.compile(
        r"(?:the )?(?:next|date of next) review (?:will be|is due|is|takes place|due)\b", re.IGNORECASE)),
    ("approved", re.compile(
        rf"(?:this|the|our)(?: [\w&'-]+){{0,6}} (?:policy|document|agreement)?\s*(?:was|has been"
        rf"|were)(?: formally| last)? {_DONE}\b", re.IGNORECASE)),
    ("approved", re.compile(
        rf"(?:(?:at|in|on) [\w ]{{3,60}},? )?(?:the )?(?:{_BODY})(?: of [\w'’&-]+(?: [\w'’&-]+){{0,5}}?)?"
        rf"(?: has| have)?(?: formally| last)? {_DONE}(?: and {_DONE})? (?:this|the|our)(?: [\w&'-]+){{0,6}}?"
        r" (?:policy|document|agreement|guidance)\b", re.IGNORECASE)),
    ("review", re.compile(
        r"will (?:next )?review (?:it|them|this (?:policy|document))(?: again| next)?\b", re.IGNORECASE)),
    ("approved", re.compile(rf"(?:policy )?{_DONE} (?:by|at) (?:the )?(?:{_BODY})", re.IGNORECASE)),
)  # fmt: skip
BY: Final = re.compile(
    rf"\b(?:by|at)\s*:?\s*(?:a |the )?(?:meeting of (?:the )?)?(?P<body>{_BODY}|head ?teacher|principal)", re.IGNORECASE
)
BODY: Final = re.compile(rf"\b{_BODY}\b", re.IGNORECASE)
PERSON: Final = re.compile(
    r"(?:(?:Mr|Mrs|Miss|Ms|Mx|Dr|Revd?|Rev|Sir|Dame|Prof)\.? )?(?:[A-Z][\w'’-]*\.?)(?: (?:[A-Z][\w'’-]*\.?"
    r"|van|de|der|von|la))*"
)
_OTHER_LANGUAGE: Final = re.compile(r"^(?:[A-Z][\w’' -]{2,30}) / (?=[A-Z][\w ]{2,30}:)")
"""What says the same in another language before a key: "Adolygiad / Review: ..."."""
_AGAIN: Final = re.compile(
    r"\b(?:(?:date of )?next review(?: date| due)?|review(?:ed)?(?: date| due| cycle)?|approved|ratified"
    r"|version|minute|lead|author|owner)(?=\s*:|\s+(?:every|annual))|\bwill (?:next )?review (?:it|them|this)\b",
    re.IGNORECASE,
)
_LONGEST: Final = 30
"""Words of a line that says something of the document."""


class Said(NamedTuple):
    """Something that a document says of itself."""

    key: str
    """What it is about: `approved`, `review`, `author` and so on."""
    value: str
    line: int


def said_by(text: str, line: int) -> Said | None:
    """Return what a line says of the document, or None."""
    plain = _OTHER_LANGUAGE.sub("", " ".join(text.split()).strip(" .*"), count=1)
    if not plain or len(plain.split()) > _LONGEST:
        return None
    for key, pattern in _SENTENCES:
        if match := pattern.match(plain):
            return Said(key, plain[match.end() :].strip() or plain, line) if key == "review" else Said(key, plain, line)
    for key, pattern in _KEYS:
        match = pattern.match(plain)
        if match:
            return Said(key, plain[match.end() :].strip(" |"), line)
    return None


def also_said(value: str) -> Said | None:
    """Return what else a line says: "Agreed: May 2024   Review: May 2026"."""
    for match in _AGAIN.finditer(value):
        if match.start():
            return said_by(value[match.start() :], 0)
    return None
