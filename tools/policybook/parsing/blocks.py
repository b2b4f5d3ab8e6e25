"""Markdown to the tree of a policy, line by line accounted for.

`parse_body` never raises on a policy. Afterwards these hold:

- nodes are in document order and every parent stands before its children;
- every non-blank line of the body belongs to exactly one node;
- a node's text is what a reader of the published page sees of it, without label and children;
- what could not be read as meant is kept as text, and a finding names its line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from policybook import sanitising
from policybook.finding import Finding, Level
from policybook.model import NO_PARENT, Form, Kind, Node, Tree
from policybook.parsing.inline import inline_parser
from policybook.parsing.labels import split_clause_label, split_heading_label, starts_with_label
from policybook.parsing.plain_blocks import plain_blocks_plugin

MAX_NESTING: Final = 100
"""How deep markdown-it goes into lists and quotes (two for each list); what lies deeper is kept as text."""

TOP_LEVEL: Final = 2
"""The level of a policy's top sections; `#` would be the page's own title."""
DEEPEST_LEVEL: Final = 4

_BLOCK_PARSER: Final = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").use(plain_blocks_plugin)
_BLOCK_PARSER.core.ruler.enableOnly(["block"])  # `decode` has normalised the text
_INLINE_PARSER: Final = inline_parser()

_NEEDS_INLINE: Final = re.compile(r"[\\`*_\[<&]")
_OWN_ID: Final = re.compile(r"(?<!\\)\{#([A-Za-z0-9][A-Za-z0-9_.-]*)\}\s*$")
_STEM: Final = re.compile(r":\s*[-–—]?$")
_DEFINITION: Final = re.compile(r"\s{0,3}\[(?:[^\]\\]|\\.)+\]:")
_TYPED_BULLET: Final = re.compile(r"[·•●▪◦‣]\s")
_LIST_MARKERS: Final = re.compile(r"(?:\s*(?:[-+*>]|\d{1,9}[.)])(?=\s))+\s*")


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


def visible_text(source: str, references: dict[str, Any] | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the words a reader sees of inline Markdown, and the targets of its links and images."""
    if not _NEEDS_INLINE.search(source):
        return " ".join(source.split()), ()
    tokens: list[Token] = []
    _INLINE_PARSER.inline.parse(source, _INLINE_PARSER, {"references": references or {}}, tokens)
    words: list[str] = []
    links: list[str] = []
    has_html = any(token.type == "html_inline" for token in tokens)
    _collect_words(tokens, words, links, has_html=has_html)
    text = "".join(words)
    return sanitising.visible_text(text) if has_html else " ".join(text.split()), tuple(links)


def _collect_words(tokens: Sequence[Token], words: list[str], links: list[str], *, has_html: bool) -> None:
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                words.append(html.escape(token.content) if has_html else token.content)
            case "html_inline" if has_html:
                words.append(token.content)
                links += sanitising.targets(token.content)
            case "softbreak" | "hardbreak":
                words.append(" ")
            case "link_open":
                links.append(str(token.attrs.get("href", "")))
            case "image":
                links.append(str(token.attrs.get("src", "")))
                _collect_words(token.children or [], words, links, has_html=has_html)


@dataclass(slots=True, eq=False)
class _Draft:
    """A node while it is being built: its parent is an object, its lines may still grow."""

    form: Form
    source: str
    first: int
    last: int
    parent: _Draft | None
    label: str | None = None
    text: str = ""
    links: tuple[str, ...] = ()
    own_id: str | None = None
    level: int = 0
    list_number: int = 0
    block: Form | None = None
    is_stem: bool = False


@dataclass(slots=True)
class _Builder:
    lines: list[str]
    first_line: int
    env: dict[str, Any]
    drafts: list[_Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sections: list[_Draft] = field(default_factory=list)
    lists: int = 0

    def read(self, tokens: Sequence[Token]) -> None:
        self._blocks(tokens, 0, len(tokens), None, 0)
        self._keep_unread_lines()

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
        item: _Draft | None,
        column: int,
        before: _Draft | None = None,
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
                if before is not None and before.form is Form.PARAGRAPH and _STEM.search(before.text):
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
                    self.drafts[-1].last = max(self.drafts[-1].last, _lines(token)[0])
                before = None
                at += 1
            else:
                close = _close(tokens, at) if token.nesting == 1 else at
                before = self._add(self._block(tokens, at, close, item or self._section()))
                at = close + 1

    def _section(self) -> _Draft | None:
        return self.sections[-1] if self.sections else None

    def _add(self, draft: _Draft) -> _Draft:
        self.drafts.append(draft)
        return draft

    def _heading(self, opening: Token, inline: Token, item: _Draft | None, column: int) -> _Draft:
        first, last = _lines(opening)
        if item is not None:
            self._note(
                "heading-in-list",
                Level.WARNING,
                first,
                "A heading stands inside a list item; it is read as a clause of the item.",
                "Take the indentation away to make it a section, or the # signs to make it a clause.",
            )
            draft = _Draft(Form.PARAGRAPH, inline.content, first, last, item)
            self._fill(draft, column)
            return self._add(draft)
        level = int(opening.tag[1])
        self._check_level(level, first)
        while self.sections and self.sections[-1].level >= level:
            self.sections.pop()
        draft = _Draft(Form.HEADING, inline.content, first, last, self._section(), level=level)
        self._take_id(draft)
        draft.label, draft.source = split_heading_label(draft.source)
        self._read_words(draft)
        if not draft.text and draft.label is None:
            self._note(
                "heading-empty", Level.WARNING, first, "This heading has no words.", "Give it a title or delete it."
            )
        self.sections.append(draft)
        return self._add(draft)

    def _check_level(self, level: int, line: int) -> None:
        if level < TOP_LEVEL:
            self._note(
                "heading-level",
                Level.WARNING,
                line,
                "The heading has one #, which is the level of the policy's title.",
                "Write top sections with ##; the title stands in the front matter.",
            )
        elif level > DEEPEST_LEVEL:
            self._note(
                "heading-level",
                Level.WARNING,
                line,
                f"The heading is {level} levels deep; policies have sections from ## to ####.",
                "Lift it, or turn it into a clause.",
            )
        above = next((s.level for s in reversed(self.sections) if s.level < level), TOP_LEVEL - 1)
        if level > above + 1 and level > TOP_LEVEL:
            self._note(
                "heading-skipped",
                Level.WARNING,
                line,
                f"The heading jumps from level {above} to level {level}.",
                f"Write it with {'#' * max(above + 1, TOP_LEVEL)}.",
            )

    def _paragraph(self, inline: Token, item: _Draft | None, column: int, before: _Draft | None) -> _Draft | None:
        first, last = _lines(inline)
        match = _OWN_ID.fullmatch(inline.content.strip()) if "{#" in inline.content else None
        if match and before is not None and before.own_id is None and before.form is not Form.HEADING:
            # A table, quote, code or HTML block gets its id from the paragraph below it.
            before.own_id = match[1]
            before.last = last
            return before
        draft = _Draft(Form.PARAGRAPH, inline.content, first, last, item or self._section())
        self._fill(draft, column if item is not None else 0)
        return self._add(draft)

    def _list(self, tokens: Sequence[Token], start: int, end: int, parent: _Draft | None) -> None:
        self.lists += 1
        number = self.lists
        opened = _items(tokens, start, end)
        ordered = tokens[start].type == "ordered_list_open"
        typed = [tokens[at].info for at in opened] if ordered else []
        counts_up = len(typed) > 1 and all(info == "1" for info in typed)
        for n, at in enumerate(opened, 1):
            label = (str(n) if counts_up else typed[n - 1].lstrip("0") or "0") if ordered else None
            self._item(tokens, at, parent, number, label)

    def _item(
        self, tokens: Sequence[Token], start: int, parent: _Draft | None, number: int, label: str | None
    ) -> _Draft:
        line = _lines(tokens[start])[0]
        if tokens[start].type == "inline":
            draft = _Draft(Form.ITEM, tokens[start].content, line, line, parent, label, list_number=number)
            self._fill(draft, 0)
            return self._add(draft)
        at, end = start + 1, _close(tokens, start)
        before: _Draft | None = None
        first = tokens[at] if at < end else None
        starts_here = first is not None and first.map is not None and first.map[0] == line
        if first is None:
            draft = self._add(_Draft(Form.ITEM, "", line, line, parent, label, list_number=number))
            self._note("clause-empty", Level.WARNING, line, "This list item has no words.", "Write it or delete it.")
        elif first.type in {"inline", "paragraph_open"}:
            at += 0 if first.type == "inline" else 1
            inline = tokens[at]
            draft = _Draft(Form.ITEM, inline.content, line, _lines(inline)[1], parent, label, list_number=number)
            self._fill(draft, self._content_column(line, inline) if "\n" in inline.content else 0)
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
                draft = self._add(_Draft(Form.ITEM, "", line, line - 1, parent, label, list_number=number))
        elif starts_here and first.type not in {"heading_open", "hr"}:
            close = _close(tokens, at) if first.nesting == 1 else at
            draft = self._block(tokens, at, close, parent)
            draft.form, draft.block, draft.list_number = Form.ITEM, draft.form, number
            draft.label = label
            before = self._add(draft)
            at = close + 1
        else:
            last = line - 1 if starts_here else line
            draft = self._add(_Draft(Form.ITEM, "", line, last, parent, label, list_number=number))
        if at < end:
            column = len(self.lines[line]) - len(self.lines[line].lstrip()) + 1
            below = len(self.drafts)
            self._blocks(tokens, at, end, draft, column, before)
            if _STEM.search(draft.text):
                draft.is_stem = any(d.parent is draft and d.form is Form.ITEM for d in self.drafts[below:])
        return draft

    def _content_column(self, line: int, inline: Token) -> int:
        """Return the column at which an item's words begin on their first line; continuation lines belong there."""
        start = _lines(inline)[0]
        row = self.lines[start].expandtabs(4)
        head = inline.content.split("\n", 1)[0].expandtabs(4)
        found = row.find(head)
        return found if found > 0 else len(self.lines[line]) - len(self.lines[line].lstrip()) + 1

    def _block(self, tokens: Sequence[Token], start: int, close: int, parent: _Draft | None) -> _Draft:
        """Return a draft for a table, quote, code or HTML block."""
        token = tokens[start]
        first, last = _lines(token)
        match token.type:
            case "table_open":
                draft = _Draft(Form.TABLE, self._raw(first, last), first, last, parent)
                self._read_table(draft, tokens[start:close])
            case "blockquote_open":
                draft = _Draft(Form.QUOTE, self._raw(first, last), first, last, parent)
                self._read_quote(draft, tokens[start:close])
            case "html_block":
                draft = _Draft(Form.HTML, token.content, first, last, parent)
                if match := _OWN_ID.search(draft.source):
                    draft.own_id, draft.source = match[1], draft.source[: match.start()].rstrip()
                draft.text = sanitising.visible_text(draft.source)
                draft.links = tuple(sanitising.targets(draft.source))
                self._check_html(draft.source, first)
            case _:
                draft = _Draft(Form.CODE, token.content, first, last, parent)
                draft.text = " ".join(token.content.split())
                if match := _OWN_ID.search(token.info):
                    draft.own_id = match[1]
                if token.type == "code_block":
                    self._note(
                        "indented-code",
                        Level.WARNING,
                        first,
                        "Lines indented by four or more spaces are read as program code.",
                        "Take the indentation away, or indent them to the words of the list item they belong to.",
                    )
        return draft

    def _raw(self, first: int, last: int) -> str:
        rows = self.lines[first : last + 1]
        indent = len(rows[0]) - len(rows[0].lstrip())
        marker = _LIST_MARKERS.match(rows[0]) if not rows[0].lstrip().startswith((">", "|")) else None
        if marker:
            indent = marker.end()
        return "\n".join([rows[0][indent:], *(row[min(indent, len(row) - len(row.lstrip())) :] for row in rows[1:])])

    def _read_table(self, draft: _Draft, tokens: Sequence[Token]) -> None:
        rows: list[list[str]] = []
        links: list[str] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                text, found = visible_text(token.content, self.env.get("references"))
                self._check_inline_html(token.content, draft.first)
                rows[-1].append(text)
                links += found
        draft.text = " ".join(" | ".join(row) for row in rows)
        draft.links = tuple(links)

    def _read_quote(self, draft: _Draft, tokens: Sequence[Token]) -> None:
        words: list[str] = []
        links: list[str] = []
        inlines = [token for token in tokens if token.type == "inline"]
        for token in tokens:
            if token.type == "inline":
                content = token.content
                if token is inlines[-1] and (match := _OWN_ID.search(content)):
                    draft.own_id, content = match[1], content[: match.start()].rstrip()
                    draft.source = _OWN_ID.sub("", draft.source).rstrip()
                text, found = visible_text(content, self.env.get("references"))
                self._check_inline_html(content, draft.first)
                words.append(text)
                links += found
            elif token.type in {"fence", "code_block"}:
                words.append(" ".join(token.content.split()))
            elif token.type == "html_block":
                words.append(sanitising.visible_text(token.content))
                links += sanitising.targets(token.content)
                self._check_html(token.content, draft.first)
        if max(token.level for token in tokens) >= MAX_NESTING - 1:
            # markdown-it drops what lies deeper.
            rows = (_LIST_MARKERS.sub("", row.lstrip("> \t"), count=1) for row in draft.source.split("\n"))
            words = [visible_text(row, self.env.get("references"))[0] for row in rows]
            self._note_depth(draft.first)
        draft.text = " ".join(filter(None, words))
        draft.links = tuple(links)
        for row in range(draft.first, draft.last + 1):
            if row > draft.first and self.lines[row].strip() and ">" not in self.lines[row][:80]:
                self._note_lazy(row)

    # Words.

    def _fill(self, draft: _Draft, column: int) -> None:
        """Read id, label, words and links of a paragraph or item; note what looks unintended in its lines."""
        self._take_id(draft)
        if draft.label is None:
            draft.label, draft.source = split_clause_label(draft.source)
        self._read_words(draft)
        if "\n" in draft.source:
            self._check_continuation(draft, column)

    def _take_id(self, draft: _Draft) -> None:
        if draft.source.endswith("}") and (match := _OWN_ID.search(draft.source)):
            draft.own_id, draft.source = match[1], draft.source[: match.start()].rstrip()

    def _read_words(self, draft: _Draft) -> None:
        draft.text, draft.links = visible_text(draft.source, self.env.get("references"))
        self._check_inline_html(draft.source, draft.first)

    def _check_continuation(self, draft: _Draft, column: int) -> None:
        first = draft.last - draft.source.count("\n")
        for n, row in enumerate(draft.source.split("\n")):
            if n == 0:
                continue
            line = first + n
            if starts_with_label(row.strip()) or _TYPED_BULLET.match(row.strip()):
                self._note(
                    "label-inside-paragraph",
                    Level.WARNING,
                    line,
                    f"“{row.strip()[:30]}…” looks like a clause of its own but runs on from the line above.",
                    "Put a blank line before it, or escape its dot with a backslash if it is no number of a clause.",
                )
            if column and line < len(self.lines):
                raw = self.lines[line].expandtabs(4)
                if len(raw) - len(raw.lstrip()) < column:
                    self._note_lazy(line)

    def _note_lazy(self, line: int) -> None:
        self._note(
            "lazy-continuation",
            Level.WARNING,
            line,
            "This line is not indented, yet it is read as part of the list item or quotation above.",
            "Indent it to the words above if it belongs there; put a blank line before it if it does not.",
        )

    def _check_inline_html(self, source: str, line: int) -> None:
        if "<" in source:
            tokens = _INLINE_PARSER.parseInline(source)[0].children or []
            self._check_html("".join(token.content for token in tokens if token.type == "html_inline"), line)

    def _check_html(self, markup: str, line: int) -> None:
        if names := sanitising.refused(markup):
            self._note(
                "html-removed",
                Level.WARNING,
                line,
                f"{', '.join(names)} may not stand in a policy and is left out of the page.",
                "Write it in Markdown instead.",
            )

    # Lines.

    def _keep_unread_lines(self) -> None:
        """Give every line that no block claimed to a clause, so that nothing is lost.

        Such lines are link definitions, and what lies deeper than markdown-it nests.
        """
        claimed = bytearray(len(self.lines))
        for draft in self.drafts:
            for line in range(draft.first, draft.last + 1):
                claimed[line] = 1
        unread = [n for n, line in enumerate(self.lines) if not claimed[n] and line.strip()]
        if not unread:
            self._fill_emptied_items()
            return
        added: list[_Draft] = []
        definitions = bool(self.env.get("references"))
        for first, last in _runs(unread):
            for start, end, is_definition in self._split_definitions(first, last, definitions):
                source = "\n".join(self.lines[start : end + 1])
                above = [d for d in self.drafts if d.first <= start]
                parent = next((d for d in reversed(above) if d.form is Form.HEADING), None)
                if is_definition:
                    draft = _Draft(Form.DEFINITION, source, start, end, parent, text=" ".join(source.split()))
                elif not re.search(r"\w", source):
                    # A line of list markers or of a thematic break, without a word.
                    if above:
                        above[-1].last = max(above[-1].last, end)
                        continue
                    draft = _Draft(Form.BREAK, source, start, end, None)
                else:
                    draft = _Draft(Form.PARAGRAPH, source.strip(), start, end, parent)
                    draft.source = _LIST_MARKERS.sub("", draft.source, count=1)
                    self._read_words(draft)
                    self._note_depth(start)
                added.append(draft)
        if added:
            self.drafts = [
                draft
                for _, _, draft in sorted(
                    [(d.first, n, d) for n, d in enumerate(self.drafts)]
                    + [(d.first, len(self.drafts), d) for d in added],
                    key=lambda entry: entry[:2],
                )
            ]
        self._fill_emptied_items()

    def _fill_emptied_items(self) -> None:
        """Give an item that markdown-it emptied at its nesting limit the words of its line."""
        if not self.drafts or max((len(line) for line in self.lines), default=0) < MAX_NESTING:
            return
        for n, draft in enumerate(self.drafts):
            following = self.drafts[n + 1].first if n + 1 < len(self.drafts) else None
            if draft.form is Form.ITEM and not draft.text and draft.block is None and following != draft.first:
                rest = _LIST_MARKERS.sub("", self.lines[draft.first], count=1).strip()
                if rest and draft.last <= draft.first:
                    draft.source, draft.last = rest, draft.first
                    self._read_words(draft)
                    line = draft.first + self.first_line
                    self.findings = [f for f in self.findings if (f.code, f.line) != ("clause-empty", line)]
                    self._note_depth(draft.first)

    def _note_depth(self, line: int) -> None:
        self._note(
            "nesting-too-deep",
            Level.WARNING,
            line,
            f"Lists here are nested more than {MAX_NESTING // 2} deep; the words are kept as one clause.",
            "Use fewer levels.",
        )

    def _split_definitions(self, first: int, last: int, definitions: bool) -> Iterator[tuple[int, int, bool]]:
        """Yield runs of lines, first and last, each with whether it is a link definition."""
        start = first
        for n in range(first, last + 1):
            if n > start and definitions and _DEFINITION.match(self.lines[n]):
                yield start, n - 1, bool(_DEFINITION.match(self.lines[start]))
                start = n
        yield start, last, definitions and bool(_DEFINITION.match(self.lines[start]))

    def _note(self, code: str, level: Level, line: int, message: str, fix: str) -> None:
        self.findings.append(Finding(code, level, message, fix, line + self.first_line))


def _lines(token: Token) -> tuple[int, int]:
    """Return the first and last line of a token, counted from zero; markdown-it's end is the line after."""
    if token.map is None:
        return 0, 0
    return token.map[0], token.map[1] - 1


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


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of consecutive numbers."""
    start = previous = numbers[0]
    for n in numbers[1:]:
        if n != previous + 1:
            yield start, previous
            start = n
        previous = n
    yield start, previous
