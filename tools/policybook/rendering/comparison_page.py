"""The comparison as one HTML file: it needs no script and no other file, prints, and is readable without colour."""

from __future__ import annotations

from policybook.messages.reading import english
from policybook.rendering.comparison_lists import ListReport
from policybook.rendering.comparison_report import SILENT, Report
from policybook.rendering.templating import render


def comparison_page(report: Report) -> str:
    """Return a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return render(english(), "comparison.html", report=report, silent=SILENT)


def list_page(report: ListReport) -> str:
    """Return lists of clauses as a whole HTML document.

    Args:
        report: What there is to tell.
    """
    return render(english(), "comparison_list.html", report=report)
