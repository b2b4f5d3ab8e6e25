"""What a reader of blocks keeps while it reads: the lines, the nodes so far, the findings; and how words are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from markdown_it.token import Token

from policybook import sanitising
from policybook.finding import Finding, Level
from policybook.messages.messages import Later, later
from policybook.model import Form
from policybook.parsing.inline import INLINE_PARSER, visible_text
from policybook.parsing.labels import split_clause_label, starts_with_label
from policybook.parsing.lossless import LEFT_OPEN

MAX_NESTING: Final = 100
"""How deep markdown-it goes into lists and quotes (two for each list); what lies deeper is kept as text."""

OWN_ID: Final = re.compile(r"(?<!\\)\{#([A-Za-z0-9][A-Za-z0-9_.-]*)\}\s*$")
LIST_MARKERS: Final = re.compile(r"(?:\s*(?:[-+*>]|\d{1,9}[.)])(?=\s))+\s*")
_DECLARATION: Final = re.compile(r"<(?:\?|!\[|!(?=[A-Za-z]))\w*")
"""The start of what browsers take for a comment."""
_TYPED_BULLET: Final = re.compile(r"[·•●▪◦‣]\s")


@dataclass(slots=True, eq=False)
class Draft:
    """A node while it is being built: its parent is an object, its lines may still grow."""

    form: Form
    source: str
    first: int
    last: int
    parent: Draft | None
    label: str | None = None
    text: str = ""
    links: tuple[str, ...] = ()
    own_id: str | None = None
    level: int = 0
    list_number: int = 0
    block: Form | None = None
    is_stem: bool = False


@dataclass(slots=True)
class Reader:
    """The state of reading one text."""

    lines: list[str]
    first_line: int
    env: dict[str, Any]
    """What markdown-it learnt of the whole text: its link definitions."""
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fill(self, draft: Draft, column: int) -> None:
        """Read id, label, words and links of a paragraph or item; note what looks unintended in its lines."""
        self.take_id(draft)
        if draft.label is None:
            draft.label, draft.source = split_clause_label(draft.source)
        self.read_words(draft)
        if "\n" in draft.source:
            self._check_continuation(draft, column)

    def take_id(self, draft: Draft) -> None:
        """Take the id that the author wrote off a draft's words."""
        if draft.source.endswith("}") and (match := OWN_ID.search(draft.source)):
            draft.own_id, draft.source = match[1], draft.source[: match.start()].rstrip()

    def read_words(self, draft: Draft) -> None:
        """Set what readers see of a draft's Markdown, and its link targets."""
        draft.text, draft.links = visible_text(draft.source, self.env.get("references"))
        self.check_inline_html(draft.source, draft.first)

    def _check_continuation(self, draft: Draft, column: int) -> None:
        first = draft.last - draft.source.count("\n")
        for n, row in enumerate(draft.source.split("\n")):
            if n == 0:
                continue
            line = first + n
            if starts_with_label(row.strip()) or _TYPED_BULLET.match(row.strip()):
                self.note(
                    "label-inside-paragraph",
                    Level.WARNING,
                    line,
                    later("finding.label-inside-paragraph.what", words=row.strip()[:30]),
                    later("finding.label-inside-paragraph.fix"),
                )
            if column and line < len(self.lines):
                raw = self.lines[line].expandtabs(4)
                if len(raw) - len(raw.lstrip()) < column:
                    self.note_lazy(line)

    def note_lazy(self, line: int) -> None:
        """Note a line that belongs to what stands above only by Markdown's leniency."""
        self.note(
            "lazy-continuation",
            Level.WARNING,
            line,
            later("finding.lazy-continuation.what"),
            later("finding.lazy-continuation.fix"),
        )

    def check_inline_html(self, source: str, line: int) -> None:
        """Note HTML in inline Markdown that may not stand in a policy."""
        if "<" in source:
            env: dict[str, Any] = {}
            tokens = INLINE_PARSER.parseInline(source, env)[0].children or []
            self.check_html("".join(token.content for token in tokens if token.type == "html_inline"), line)
            self._left_open().update(line + source.count("\n", 0, at) for at in env.get(LEFT_OPEN, ()))

    def check_html(self, markup: str, line: int) -> None:
        """Note HTML that may not stand in a policy."""
        names = [*sanitising.refused(markup), *(f"{start}>" for start in _DECLARATION.findall(markup))]
        if names:
            self.note(
                "html-removed",
                Level.WARNING,
                line,
                later("finding.html-removed.what", names=tuple(names)),
                later("finding.html-removed.fix"),
            )

    def note_left_open(self) -> None:
        """Note every line on which HTML begins that nothing closes."""
        for line in sorted(self._left_open()):
            self.note(
                "html-unclosed",
                Level.WARNING,
                line,
                later("finding.html-unclosed.what"),
                later("finding.html-unclosed.fix", ends=("`-->`", "`</script>`")),
            )

    def _left_open(self) -> set[int]:
        lines: set[int] = self.env.setdefault(LEFT_OPEN, set())
        return lines

    def note_depth(self, line: int) -> None:
        """Note that lists go deeper than they are read."""
        self.note(
            "nesting-too-deep",
            Level.WARNING,
            line,
            later("finding.nesting-too-deep.what", n=MAX_NESTING // 2),
            later("finding.nesting-too-deep.fix"),
        )

    def note(self, code: str, level: Level, line: int, what: Later, remedy: Later) -> None:
        """Add a finding at a line, counted from zero in the body."""
        self.findings.append(Finding(code, level, what, remedy, line + self.first_line))


def lines_of(token: Token) -> tuple[int, int]:
    """Return the first and last line of a token, counted from zero; markdown-it's end is the line after."""
    if token.map is None:
        return 0, 0
    return token.map[0], token.map[1] - 1
