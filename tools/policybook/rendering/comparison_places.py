"""Where the pages and files lie that compare schools."""

from __future__ import annotations

from typing import Final

START: Final = "compare/index.html"
"""The page that leads to every comparison."""


def table_path(kind: str) -> str:
    """Return where the table of a kind of policy lies: its topics by schools."""
    return f"compare/{kind}/index.html"


def topic_path(kind: str, topic: str | None, number: int = 0) -> str:
    """Return where the page of a topic lies; a long one has further parts.

    Args:
        kind: The kind of policy.
        topic: The topic's id; None for the clauses that belong to none.
        number: The part, from 0.
    """
    part = f"--{number + 1}" if number else ""  # no id has two hyphens together
    return f"compare/{kind}/topics/{topic}{part}.html" if topic else f"compare/{kind}/others{part}.html"


def conflicts_path(kind: str, number: int = 0) -> str:
    """Return where the page of a kind's conflicts lies; a long one has further parts, from 0."""
    return f"compare/{kind}/conflicts{f'--{number + 1}' if number else ''}.html"


def pair_path(kind: str) -> str:
    """Return where the page lies that sets any two policies of a kind side by side."""
    return f"compare/{kind}/two.html"


def json_path(kind: str) -> str:
    """Return where the comparison of a kind lies as JSON."""
    return f"compare/{kind}/comparison.json"


def rules_path(kind: str) -> str:
    """Return where the script lies that holds the rules of a kind."""
    return f"compare/{kind}/rules.js"


def own_path(policy: str) -> str:
    """Return where the page lies that compares one policy, named `school/policy`, with all others of its kind."""
    return f"schools/{policy}/compared.html"


def statements_path(policy: str) -> str:
    """Return where the script lies that holds what a policy states on each rule."""
    return f"schools/{policy}/compared.js"
