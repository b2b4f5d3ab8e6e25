"""Findings about a section or clause: where they are, and how they call it."""

from __future__ import annotations

from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.model import Node


def at_node(code: str, level: Level, node: Node, what: Later, remedy: Later) -> Finding:
    """Return a finding at the first line of a section or clause."""
    return Finding(code, level, what, remedy, node.first_line)


def name_of(node: Node) -> Later:
    """Return what a message calls a section or clause: "section 3", "clause (a)", "clause"."""
    if node.label:
        return later(f"finding.clause.labelled.{node.kind}", label=node.label)
    return later(f"finding.clause.{node.kind}")
