"""Markdown to the tree of a policy, line by line accounted for.

`parse_body` never raises on a policy. Afterwards these hold:

- nodes are in document order and every parent stands before its children;
- every non-blank line of the body belongs to exactly one node;
- a node's text is what a reader of the published page sees of it, without label and children;
- what could not be read as meant is kept as text, and a finding names its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policybook.finding import Finding, Level
from policybook.messages.messages import later
from policybook.model import NO_PARENT, Form, Kind, Node, Tree, is_stem
from policybook.parsing.labels import split_heading_label
from policybook.parsing.lossless import lossless_plugin
from policybook.parsing.plain_blocks import plain_blocks_plugin
from policybook.parsing.reader import MAX_NESTING, OWN_ID, Draft, lines_of
from policybook.parsing.unread import keep_unread_lines
from policybook.parsing.whole_blocks import WholeBlocks

TOP_LEVEL: Final = 2
"""The level of a policy's top sections; `#` would be the page's own title."""
DEEPEST_LEVEL: Final = 4

_BLOCK_PARSER: Final = (
    MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").use(lossless_plugin).use(plain_blocks_plugin)
)
_BLOCK_PARSER.core.ruler.enableOnly(["block"])  # `decode` has normalised the text


def parse_body(body: str, first_line: int = 1) -> tuple[Tree, list[Finding]]:
    """Read the Markdown below the front matter.

    Args:
        body: The Markdown, lines ended by a single newline character.
        first_line: The number of the body's first line in its file.

    Returns:
        The tree, without ids, and the findings, each with its line.
    """
    env: dict[str, Any] = {}
    builder = _Builder(body.split("\n"), first_line, env)
    builder.read(_BLOCK_PARSER.parse(body, env))
    return builder.tree(), builder.findings


@dataclass(slots=True)
class _Builder(WholeBlocks):
    """Walks over the blocks."""

    sections: list[Draft] = field(default_factory=list)
    lists: int = 0

    def read(self, tokens: Sequence[Token]) -> None:
        self._blocks(tokens, 0, len(tokens), None, 0)
        keep_unread_lines(self)
        self.note_left_open()

    def tree(self) -> Tree:
        position = {id(draft): n for n, draft in enumerate(self.drafts)}
        offset = self.first_line
        section, clause, heading = Kind.SECTION, Kind.CLAUSE, Form.HEADING
        return Tree(
            tuple(
                Node(
                    section if d.form is heading else clause,
                    d.form,
                    d.label,
                    d.text,
                    d.source,
                    d.links,
                    d.own_id,
                    NO_PARENT if d.parent is None else position[id(d.parent)],
                    d.level,
                    d.first + offset,
                    d.last + offset,
                    d.list_number,
                    d.block,
                    d.is_stem,
                )
                for d in self.drafts
            ),
            (),
            self.env.get("references", {}),
        )

    # Blocks. A container is the section at hand (`item` is None) or a list item.

    def _blocks(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        item: Draft | None,
        column: int,
        before: Draft | None = None,
    ) -> None:
        # `before` is the block directly before, of the same container.
        at = start
        while at < end:
            token = tokens[at]
            kind = token.type
            if kind == "inline":
                before = (
                    self._heading(token, token, item, column)
                    if token.tag
                    else self._paragraph(token, item, column, before)
                )
                at += 1
            elif kind == "paragraph_open":
                before = self._paragraph(tokens[at + 1], item, column, before)
                at += 3
            elif kind in {"bullet_list_open", "ordered_list_open"}:
                close = _close(tokens, at)
                parent = item or self._section()
                if before is not None and before.form is Form.PARAGRAPH and is_stem(before.text):
                    parent = before
                    before.is_stem = True
                self._list(tokens, at, close, parent)
                before = None
                at = close + 1
            elif kind == "heading_open":
                before = self._heading(tokens[at], tokens[at + 1], item, column)
                at += 3
            elif kind == "hr":
                # It prints no word: its line goes to the clause above.
                if self.drafts:
                    self.drafts[-1].last = max(self.drafts[-1].last, lines_of(token)[0])
                before = None
                at += 1
            else:
                close = _close(tokens, at) if token.nesting == 1 else at
                before = self._add(self.whole_block(tokens, at, close, item or self._section()))
                at = close + 1

    def _section(self) -> Draft | None:
        return self.sections[-1] if self.sections else None

    def _add(self, draft: Draft) -> Draft:
        self.drafts.append(draft)
        return draft

    def _heading(self, opening: Token, inline: Token, item: Draft | None, column: int) -> Draft:
        first, last = lines_of(opening)
        if item is not None:
            self.note(
                "heading-in-list",
                Level.WARNING,
                first,
                later("finding.heading-in-list.what"),
                later("finding.heading-in-list.fix"),
            )
            draft = Draft(Form.PARAGRAPH, inline.content, first, last, item)
            self.fill(draft, column)
            return self._add(draft)
        level = int(opening.tag[1])
        self._check_level(level, first)
        while self.sections and self.sections[-1].level >= level:
            self.sections.pop()
        draft = Draft(Form.HEADING, inline.content, first, last, self._section(), level=level)
        self.take_id(draft)
        draft.label, draft.source = split_heading_label(draft.source)
        self.read_words(draft)
        if not draft.text and draft.label is None:
            self.note(
                "heading-empty",
                Level.WARNING,
                first,
                later("finding.heading-empty.what"),
                later("finding.heading-empty.fix"),
            )
        self.sections.append(draft)
        return self._add(draft)

    def _check_level(self, level: int, line: int) -> None:
        if level < TOP_LEVEL:
            self.note(
                "heading-level",
                Level.WARNING,
                line,
                later("finding.heading-level.title"),
                later("finding.heading-level.write"),
            )
        elif level > DEEPEST_LEVEL:
            self.note(
                "heading-level",
                Level.WARNING,
                line,
                later("finding.heading-level.deep", n=level),
                later("finding.heading-level.lift"),
            )
        above = next((s.level for s in reversed(self.sections) if s.level < level), TOP_LEVEL - 1)
        if level > above + 1 and level > TOP_LEVEL:
            self.note(
                "heading-skipped",
                Level.WARNING,
                line,
                later("finding.heading-skipped.what", above=above, level=level),
                later("finding.heading-skipped.fix", signs="#" * max(above + 1, TOP_LEVEL)),
            )

    def _paragraph(self, inline: Token, item: Draft | None, column: int, before: Draft | None) -> Draft | None:
        first, last = lines_of(inline)
        match = OWN_ID.fullmatch(inline.content.strip()) if "{#" in inline.content else None
        if match and before is not None and before.own_id is None and before.form is not Form.HEADING:
            # A table, quote, code or HTML block gets its id from the paragraph below it.
            before.own_id = match[1]
            before.last = last
            return before
        draft = Draft(Form.PARAGRAPH, inline.content, first, last, item or self._section())
        self.fill(draft, column if item is not None else 0)
        return self._add(draft)

    def _list(self, tokens: Sequence[Token], start: int, end: int, parent: Draft | None) -> None:
        self.lists += 1
        number = self.lists
        opened = _items(tokens, start, end)
        ordered = tokens[start].type == "ordered_list_open"
        typed = [tokens[at].info for at in opened] if ordered else []
        counts_up = len(typed) > 1 and all(info == "1" for info in typed)
        if counts_up:
            self.note(
                "label-counted",
                Level.NOTE,
                lines_of(tokens[start])[0],
                later("finding.label-counted.what", n=len(typed)),
                later("finding.label-counted.fix"),
            )
        for n, at in enumerate(opened, 1):
            label = (str(n) if counts_up else typed[n - 1].lstrip("0") or "0") if ordered else None
            self._item(tokens, at, parent, number, label)

    def _item(self, tokens: Sequence[Token], start: int, parent: Draft | None, number: int, label: str | None) -> Draft:
        line = lines_of(tokens[start])[0]
        if tokens[start].type == "inline":
            draft = Draft(Form.ITEM, tokens[start].content, line, line, parent, label, list_number=number)
            self.fill(draft, 0)
            return self._add(draft)
        at, end = start + 1, _close(tokens, start)
        before: Draft | None = None
        first = tokens[at] if at < end else None
        starts_here = first is not None and first.map is not None and first.map[0] == line
        if first is None:
            draft = self._add(Draft(Form.ITEM, "", line, line, parent, label, list_number=number))
            self.note(
                "clause-empty",
                Level.WARNING,
                line,
                later("finding.clause-empty.what"),
                later("finding.clause-empty.fix"),
            )
        elif first.type in {"inline", "paragraph_open"}:
            at += 0 if first.type == "inline" else 1
            inline = tokens[at]
            draft = Draft(Form.ITEM, inline.content, line, lines_of(inline)[1], parent, label, list_number=number)
            self.fill(draft, self._content_column(line, inline) if "\n" in inline.content else 0)
            self._add(draft)
            at += 1 if first.type == "inline" else 2
        elif starts_here and first.type in {"bullet_list_open", "ordered_list_open"}:
            close = _close(tokens, at)
            inner = _items(tokens, at, close)
            inner_label = tokens[inner[0]].info or None
            if len(inner) == 1 and not (label and inner_label):
                # "- 4. Text" is one clause labelled 4, and "- - Text" one clause, not an empty one with a child.
                draft = self._item(tokens, inner[0], parent, number, label or inner_label)
                at = close + 1
            else:
                draft = self._add(Draft(Form.ITEM, "", line, line - 1, parent, label, list_number=number))
        elif starts_here and first.type not in {"heading_open", "hr"}:
            close = _close(tokens, at) if first.nesting == 1 else at
            draft = self.whole_block(tokens, at, close, parent)
            draft.form, draft.block, draft.list_number = Form.ITEM, draft.form, number
            draft.label = label
            before = self._add(draft)
            at = close + 1
        else:
            last = line - 1 if starts_here else line
            draft = self._add(Draft(Form.ITEM, "", line, last, parent, label, list_number=number))
        if at < end:
            column = len(self.lines[line]) - len(self.lines[line].lstrip()) + 1
            below = len(self.drafts)
            self._blocks(tokens, at, end, draft, column, before)
            if is_stem(draft.text):
                draft.is_stem = any(d.parent is draft and d.form is Form.ITEM for d in self.drafts[below:])
        return draft

    def _content_column(self, line: int, inline: Token) -> int:
        """Return the column at which an item's words begin on their first line; continuation lines belong there."""
        start = lines_of(inline)[0]
        row = self.lines[start].expandtabs(4)
        head = inline.content.split("\n", 1)[0].expandtabs(4)
        found = row.find(head)
        return found if found > 0 else len(self.lines[line]) - len(self.lines[line].lstrip()) + 1


def _close(tokens: Sequence[Token], at: int) -> int:
    """Return the position of the token that closes the one at a position."""
    level = tokens[at].level
    at += 1
    while tokens[at].level != level or tokens[at].nesting != -1:
        at += 1
    return at


def _items(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the positions of the items of a list: of their opening tokens, or of the inline ones of plain items."""
    level = tokens[start].level + 1
    return [
        at
        for at in range(start + 1, end)
        if tokens[at].level == level and tokens[at].type in {"list_item_open", "inline"}
    ]
