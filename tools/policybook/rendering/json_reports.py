"""The JSON that other programs rely on (`policybook schema` gives its schemas)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from policybook.book.model import Version
from policybook.checking.check import Report
from policybook.checking.review import Review
from policybook.comparing.understanding import Pin, Understood, understand
from policybook.finding import Finding, Level
from policybook.model import NO_PARENT, Tree

POLICY = "policybook/policy/1"
FINDINGS = "policybook/findings/1"


def policy_json(name: str, version: Version, review: Review, understood: Understood) -> dict[str, Any]:
    """Return a version as `policybook show --format json` prints it.

    Args:
        name: `school/policy`, or the path given.
        version: The version.
        review: The review of its policy.
        understood: What is known of each of its nodes.
    """
    return {
        "schema": POLICY,
        "policy": name,
        "version": version.name,
        "status": str(version.front_matter.status) if version.front_matter.status else None,
        "metadata": version.front_matter.to_dict(),
        "review": {
            "due": str(review.due) if review.due else None,
            "state": str(review.state) if review.state else None,
            "days": review.days,
            "reason": review.reason,
        },
        "clauses": clauses_json(version.tree, understood),
    }


def clauses_json(tree: Tree, understood: Understood | None = None) -> list[dict[str, Any]]:
    """Return the nodes of a tree in document order.

    Args:
        tree: The tree.
        understood: What is known of each node; None where no kind of policy, and so no topic, is known.
    """
    understood = understand(tree, None) if understood is None else understood
    return [
        {
            "id": tree.ids[n],
            "kind": str(node.kind),
            "label": node.label,
            "text": node.text,
            "parent": tree.ids[node.parent] if node.parent != NO_PARENT else None,
            "section": tree.section_titles(n),
            "modality": str(known.reading.modality) if known else None,
            "topics": [topic.id for topic in known.topics] if known else [],
            "line": node.first_line,
            **({"pinned": [_pinned(pin) for pin in known.pins]} if known and known.pins else {}),
        }
        for n, (node, known) in enumerate(zip(tree.nodes, understood, strict=True))
    ]


def _pinned(pin: Pin) -> dict[str, Any]:
    return {"rule" if pin.is_rule else "topic": pin.subject, "holds": pin.holds}


def findings_json(report: Report) -> dict[str, Any]:
    """Return what `policybook check --format json` prints."""
    return {
        "schema": FINDINGS,
        "today": report.today.isoformat(),
        "findings": [finding_json(finding) for finding in report.findings],
        "summary": {
            "policies": len(report.reviews),
            **{str(level): report.count(level) for level in Level},
            "known": len(report.known),
            "states": dict(sorted(Counter(str(r.state or "withdrawn") for r in report.reviews.values()).items())),
        },
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding."""
    return {
        "code": finding.code,
        "level": str(finding.level),
        "policy": finding.policy or None,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "fix": finding.fix,
    }
