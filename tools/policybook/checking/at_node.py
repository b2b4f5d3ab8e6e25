"""Findings about a section or clause: where they are, and how they call it."""

from __future__ import annotations

from policybook.finding import Finding, Level
from policybook.model import Node


def at_node(code: str, level: Level, node: Node, message: str, fix: str) -> Finding:
    """Return a finding at the first line of a section or clause."""
    return Finding(code, level, message, fix, node.first_line)


def name_of(node: Node) -> str:
    """Return what a message calls a section or clause: "section 3", "clause (a)", "clause"."""
    what = "section" if node.is_section else "clause"
    return f"{what} {node.label}" if node.label else what
