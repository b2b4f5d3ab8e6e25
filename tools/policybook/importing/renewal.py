"""What a new draft takes over from the version before it: names of roles, and front matter that nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from policybook.book.model import Version
from policybook.book.people import ROLE, find_role
from policybook.importing.document import Account, Remark
from policybook.importing.people import Post, posts_in
from policybook.importing.piece import Piece
from policybook.importing.related import audience_of, related_in, title_key
from policybook.importing.words import plain_words
from policybook.metadata import Person

KEPT: Final = ("kind", "audience", "owner", "responsible", "related", "acknowledgement", "internal")
"""Fields that a draft takes over where its document says nothing of them."""


def name_roles(pieces: Sequence[Piece], earlier: Version, directory: Mapping[str, Person]) -> None:
    """Name roles in braces again in the clauses that say nothing new: a document has titles and names instead.

    Args:
        pieces: The parts of the document, which are changed.
        earlier: The version before.
        directory: Role id -> person, of the school.
    """
    known = {**directory, **(earlier.front_matter.people or {})}
    written = {node.text: _shown(node.text, known) for node in earlier.tree.nodes if ROLE.search(node.text)}
    for piece in pieces if written else ():
        for text, shown in written.items():
            if shown.fullmatch(piece.text):
                piece.words = plain_words(text)
                break


def renewed(
    earlier: Version, account: Account, posts: Sequence[Post], rows: Sequence[Mapping[str, str]], stated: Iterable[str]
) -> tuple[dict[str, Any], list[Remark]]:
    """Return the front matter that a draft takes over, with what its document names and the version before did not.

    What is found in clauses is no better than a guess, and whoever keeps the policy may have put it right since.

    Args:
        earlier: The version before.
        account: What became of the document.
        posts: The roles and people of the document.
        rows: What each of them would be in `responsible`.
        stated: Dotted paths of what the document says of itself at its head or foot.

    Returns:
        The fields, and what is to be looked at.
    """
    given_before = earlier.front_matter.to_dict()
    before: dict[str, Any] = {"responsible": [], "related": []}
    before |= {name: value for name, value in given_before.items() if name in KEPT}
    signed = earlier.front_matter.acknowledgement
    texts = [(ROLE.sub(r"\1", node.text), 0) for node in earlier.tree.nodes]
    texts += [(signed.statement or "", 0)] if signed else []
    title = earlier.front_matter.title or ""
    known = {post.key or post.name: post for post in posts_in(texts)}
    given = {row.get("role") for row in before.get("responsible", ())}
    new = [
        dict(row)
        for post, row in zip(posts, rows, strict=True)
        if (post.key or post.name) not in known and row.get("role") not in given
    ]
    unsure = [
        Remark(post.line, post.name, f"{known[post.key].name} held this role before; see `responsible` and school.yml")
        for post in posts
        if post.key in known and known[post.key].name and post.name and known[post.key].name != post.name
    ]
    listed = {title_key(name) for name, _ in related_in(texts, title)}
    listed |= {title_key(name) for name in (title, *before.get("related", ()))}
    documents = [name for name, _ in account.related if title_key(name) not in listed]
    addressed = [str(one) for one in account.audience if one not in audience_of(title, texts)[0]]
    more: dict[str, list[Any]] = {"responsible": new, "related": documents, "audience": addressed}
    for name, added in more.items():
        own = before.get(name, [])
        if added and name not in stated:
            before[name] = [*own, *(one for one in added if one not in own)]
    return before, unsure


def as_precise(meta: Mapping[str, Any], earlier: Version) -> dict[str, Any]:
    """Return the review of a draft as the version before gave it, if the document has the day that follows from it."""
    front = earlier.front_matter
    before = front.review
    due = before.due if before else None
    if before and not due and before.frequency and front.approved and front.approved.date:
        due = front.approved.date.plus(before.frequency)
    if due and str(meta.get("review", {}).get("due")) == str(due.last_day):
        return {"review": front.to_dict()["review"]}
    return {}


def _shown(text: str, directory: Mapping[str, Person]) -> re.Pattern[str]:
    """Return how a document may print a clause that names roles: by title, by name, or by both."""
    parts: list[str] = []
    at = 0
    for match in ROLE.finditer(text):
        holder = find_role(match[1], directory)
        title = re.escape(holder.title)
        name = re.escape(holder.name) if holder.name else ""
        forms = [rf"{title} \({name}\)", f"{title}, {name},?", f"{name}, (?:the )?{title},?", name] if name else []
        parts += [re.escape(text[at : match.start()]), f"(?i:{'|'.join([*forms, title])})"]
        at = match.end()
    return re.compile("".join([*parts, re.escape(text[at:])]))
