"""The comparison as one HTML file: it needs no script and no other file, prints, and is readable without colour."""

from __future__ import annotations

from policybook.rendering.comparison_report import SILENT, Report
from policybook.rendering.gaps_report import GapsReport
from policybook.rendering.templating import TEMPLATES


def comparison_page(report: Report) -> str:
    """Return a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return TEMPLATES.get_template("comparison.html").render(report=report, silent=SILENT)


def gaps_page(report: GapsReport) -> str:
    """Return what one policy lacks as a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return TEMPLATES.get_template("gaps.html").render(report=report)
