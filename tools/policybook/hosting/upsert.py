"""One comment, and one issue, found again by a mark and brought up to date instead of written again.

A mark counts only in what the program's own account wrote: anybody can write a comment that holds it.
"""

from __future__ import annotations

from typing import Any, Final

from policybook.hosting.api import Api

COMMENT_MARK: Final = "<!-- policybook: what this pull request changes -->"
ISSUE_MARK: Final = "<!-- policybook: reviews -->"
LABEL: Final = "policy-reviews"
BOT: Final = "github-actions[bot]"
"""The account that workflows write as."""

_LONGEST: Final = 65_000
_NO_MORE: Final = "This pull request changes no policy any more."


def upsert_comment(api: Api, number: int, body: str, author: str = BOT) -> str:
    """Write the comment on a pull request, or bring it up to date.

    Args:
        api: The repository.
        number: The pull request's.
        body: What it says; empty if the pull request changes no policy: then no comment is begun.
        author: The account that it is written as.

    Returns:
        What was done: `created`, `updated`, `unchanged` or `nothing`.
    """
    text = f"{COMMENT_MARK}\n{(body.strip() or _NO_MORE)[:_LONGEST]}\n"
    own = next((c for c in api.all(f"issues/{number}/comments?per_page=100") if _is_own(c, COMMENT_MARK, author)), None)
    if own is None:
        if not body.strip():
            return "nothing"
        api.send("POST", f"issues/{number}/comments", {"body": text})
        return "created"
    if _same(own, text):
        return "unchanged"
    api.send("PATCH", f"issues/comments/{int(own['id'])}", {"body": text})
    return "updated"


def upsert_issue(api: Api, title: str, body: str, author: str = BOT) -> str:
    """Write the issue about reviews, or bring it up to date; it is closed while nothing is due.

    Args:
        api: The repository.
        title: What it is called.
        body: What it says; empty if nothing is due: then no issue is begun.
        author: The account that it is written as.

    Returns:
        What was done: `created`, `updated`, `unchanged`, `closed` or `nothing`.
    """
    found = api.all(f"issues?state=all&labels={LABEL}&per_page=100")
    own = next((i for i in found if "pull_request" not in i and _is_own(i, ISSUE_MARK, author)), None)
    text = f"{ISSUE_MARK}\n{body.strip()[:_LONGEST]}\n"
    if not body.strip():
        if own is None or own.get("state") == "closed":
            return "nothing"
        api.send("PATCH", f"issues/{int(own['number'])}", {"state": "closed", "state_reason": "completed"})
        return "closed"
    if own is None:
        api.send("POST", "issues", {"title": title, "body": text, "labels": [LABEL]})
        return "created"
    if _same(own, text) and own.get("state") == "open" and own.get("title") == title:
        return "unchanged"
    api.send("PATCH", f"issues/{int(own['number'])}", {"title": title, "body": text, "state": "open"})
    return "updated"


def _is_own(entry: dict[str, Any], mark: str, author: str) -> bool:
    return str(entry.get("body") or "").startswith(mark) and (entry.get("user") or {}).get("login") == author


def _same(entry: dict[str, Any], text: str) -> bool:
    """Return whether an entry says the same; the API may end its lines otherwise."""
    return str(entry.get("body") or "").split() == text.split()
