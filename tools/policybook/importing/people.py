"""The roles, bodies and people that a text names, and who of them holds which role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from policybook.language.mentions import MentionKind, mentions

_OUTSIDE: Final = frozenset(
    "local-authority police courts trade-union department-for-education ofsted auditor lado social-worker trusted-adult"
    " manager supervisor technician chief-officer county-council data-controller data-processor it-support counsellor"
    " disciplinary-panel service-provider it-provider occupational-health school-nurse teacher-in-charge key-person"
    " form-tutor class-teacher school-secretary designated-person".split()
)
"""Roles that are no post of the school's own, or too many people's to be one."""
_PLACES: Final = re.compile(
    r"\b(?:council|authority|department|trust|commission|association|federation|union|school|academy|college|church)$"
    r"|office of"
)
_ROLE: Final = re.compile(
    r"head|principal|manager|officer|lead|leader|coordinator|co ordinator|technician|director|bursar"
    r"|governor|governing|trustee"
    r"|chair|clerk|team|committee|dsl|senco|sendco|secretary|administrator|caretaker|board|slt|smt"
    r"|designated|deputy|librarian|mentor"
)

_BESIDE: Final = 40
"""Letters that may stand between a name and a role."""
_NAME: Final = r"(?P<name>(?:(?:Mr|Mrs|Miss|Ms|Mx|Dr|Rev)\.? )?[A-Z][a-z'’-]+ [A-Z][\w'’-]+)"
_NAME_AFTER: Final = re.compile(rf"(?:, | \(|: | [-–] ){_NAME}(?=[,.;)]|$| (?:is|will|or|and|on|at|who)\b)")
_NAME_BEFORE: Final = re.compile(rf"{_NAME}(?:, | \(| is )(?:the |our )?")
_GOVERNORS: Final = re.compile(r"(?<=[a-z] )Governors\b(?! meeting)|(?<=/)Governors\b")
"""Governors as those who act, which sets them apart from those whom a policy binds."""
_AUDIENCE: Final = re.compile(
    r"\bappl(?:y|ies)\b|\b[Aa]ll (?:staff|employees)|(?:pupils|staff|employees),? and [Gg]overnors"
)
_NO_NAME: Final = re.compile(
    r"\b(?:Signature|Signed|Authorised|User|Polic|Procedure|School|Academy|College|Data|Child|Health|Safe|Online|Code|Social|Acceptable|Council|Team|The"
    r"|Head|Senior|Leader|Governing|Governor|Staff|Line|Officer|Manager|Lead\b|Deputy|Designated|Local|Key|Chair)"
)


@dataclass(slots=True)
class Post:
    """A role or body, as a text names it."""

    key: str
    """The same for all its spellings; nothing for a person without a role."""
    title: str
    line: int
    name: str = ""
    """Who holds it."""
    duty: str = ""
    """What for."""


def posts_in(texts: Iterable[tuple[str, int]]) -> list[Post]:
    """Return the roles, bodies and people of the school that a text names, in order.

    Args:
        texts: Its clauses, each with its line.
    """
    posts: dict[str, Post] = {}
    spellings: dict[str, dict[str, int]] = {}
    lone: dict[str, int] = {}
    for text, line in texts:
        named = [m for m in mentions(text) if m.kind is MentionKind.PERSON]
        for body in () if _AUDIENCE.search(text) else _GOVERNORS.finditer(text):
            posts.setdefault("governing-body", Post("governing-body", "", line))
            counts = spellings.setdefault("governing-body", {})
            counts[body[0]] = counts.get(body[0], 0) + 1
        people: list[tuple[int, int, str]] = []
        roles: list[tuple[int, int, str]] = []
        for mention in named:
            words = text[mention.start : mention.end]
            if mention.name in _OUTSIDE or (_is_person(words, mention.name) and text[: mention.start].endswith(" of ")):
                continue
            if _is_person(words, mention.name):
                people.append((mention.start, mention.end, words))
                lone.setdefault(words, line)
            elif _ROLE.search(mention.name.replace("-", " ")) and not _PLACES.search(mention.name.replace("-", " ")):
                roles.append((mention.start, mention.end, mention.name))
                posts.setdefault(mention.name, Post(mention.name, "", line))
                counts = spellings.setdefault(mention.name, {})
                title = _singular(re.search(r"(?:[A-Z][\w-]*/)*$", text[: mention.start])[0] + words)  # type: ignore[index]
                counts[title] = counts.get(title, 0) + 1
        people += _beside(text, roles, people)
        for role, name in _pairs(text, people, roles):
            posts[role].name = posts[role].name or name
            lone[name] = 0
        for start, end, name in people:
            duty = re.match(r" is (?:the )?(?:[\w ]{0,30}?)responsible for ([^.;,]{3,60})", text[end:])
            if duty:
                holder = next((p for p in posts.values() if p.name == name), None)
                if holder is None:
                    posts[name] = Post("", "", line, name, duty[1].strip())
                    lone[name] = 0
                else:
                    holder.duty = holder.duty or duty[1].strip()
            del start
    for key, counts in spellings.items():
        posts[key].title = _best(counts)
    for key in [key for key in spellings if _is_part(posts[key], posts.values())]:
        del posts[key]
    found = [post for post in posts.values() if post.title or post.name]
    # Somebody whose duty came first may turn out to hold a role further down.
    held = {post.name: post for post in found if post.key and post.name}
    for post in list(found):
        if not post.key and post.name in held:
            held[post.name].duty = held[post.name].duty or post.duty
            found.remove(post)
    found += [Post("", "", line, name) for name, line in lone.items() if line]
    return found


def _is_part(post: Post, others: Iterable[Post]) -> bool:
    """Return whether a title is only the end of another one's: of "Finance and Premises Committee"."""
    return not post.name and any(other.title.endswith(f" and {post.title}") for other in others)


def role_named(text: str) -> str:
    """Return the key of the role or body that a text names, or nothing."""
    return next((m.name for m in mentions(text) if m.kind is MentionKind.PERSON and _ROLE.search(m.name)), "")


def _is_person(words: str, name: str) -> bool:
    parts = words.replace(".", "").split()
    if len(parts) < 2 or not all(part[:1].isupper() or part in {"van", "de", "la"} for part in parts):
        return False
    return not _ROLE.search(name.replace("-", " ")) and not _PLACES.search(name.replace("-", " "))


def _beside(
    text: str, roles: list[tuple[int, int, str]], known: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Return the names beside roles, which need not be ones that many people have."""
    found = []
    for start, end, _ in roles:
        after = _NAME_AFTER.match(text, end)
        before = next((m for m in _NAME_BEFORE.finditer(text, 0, start) if m.end() == start), None)
        for match in filter(None, (after, before)):
            place = match.span("name")
            if not _NO_NAME.search(match["name"]) and not any(a < place[1] and place[0] < b for a, b, _ in known):
                found.append((*place, match["name"]))
    return found


def _pairs(text: str, people: list[tuple[int, int, str]], roles: list[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """Return role and name of those that stand beside each other, or on both sides of "is"."""
    found = []
    for start, end, name in people:
        for r_start, r_end, role in roles:
            if 0 <= start - r_end <= _BESIDE:
                between = re.sub(r"^ \([A-Z][^()]{2,30}\)", "", text[r_end:start])
                if re.fullmatch(r"(?:,| \(|:| [-–]|\))? ?(?:(?:who )?is |\()?", between) or between in {" ", ", "}:
                    found.append((role, name))
            elif 0 <= r_start - end <= _BESIDE:
                between = text[end:r_start]
                apposed = r"(?:,| \(| [-–])? ?(?:the |our )?"
                says = r"(?:, the [\w ]{3,30},|, who)? is (?:also )?(?:the |our )?(?:nominated |named |designated )?"
                if re.fullmatch(apposed, between) or re.fullmatch(says, between):
                    found.append((role, name))
    return found


def _singular(words: str) -> str:
    words = re.sub(r"^members? of (?:the )?", "", words, flags=re.IGNORECASE)
    words = re.sub(r"['’]s?$", "", words)
    return re.sub(r"(?<=er|or|an|st|ad|rk)s$", "", words)


def _best(counts: dict[str, int]) -> str:
    """Return the spelling with most capitals, of those the most frequent."""
    spelled = max(counts, key=lambda s: (all(w[:1].isupper() for w in s.split() if len(w) > 3), counts[s], -len(s)))
    small = {"of", "the", "and", "for", "in"}
    return " ".join(w if w in small or w[:1].isupper() else w.capitalize() for w in spelled.split())
