"""Tables, quotations, code and HTML: blocks that are one clause, whatever lies in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from policybook import sanitising
from policybook.finding import Level
from policybook.messages.messages import later
from policybook.model import Form
from policybook.parsing.inline import visible_text
from policybook.parsing.reader import LIST_MARKERS, MAX_NESTING, OWN_ID, Draft, Reader, lines_of


@dataclass(slots=True)
class WholeBlocks(Reader):
    """Reads such blocks."""

    def whole_block(self, tokens: Sequence[Token], start: int, close: int, parent: Draft | None) -> Draft:
        """Return a draft for a table, quote, code or HTML block."""
        token = tokens[start]
        first, last = lines_of(token)
        match token.type:
            case "table_open":
                draft = Draft(Form.TABLE, self._raw(first, last), first, last, parent)
                self._read_table(draft, tokens[start:close])
            case "blockquote_open":
                draft = Draft(Form.QUOTE, self._raw(first, last), first, last, parent)
                self._read_quote(draft, tokens[start:close])
            case "html_block":
                draft = Draft(Form.HTML, token.content, first, last, parent)
                if match := OWN_ID.search(draft.source):
                    draft.own_id, draft.source = match[1], draft.source[: match.start()].rstrip()
                draft.text = sanitising.visible_text(draft.source)
                draft.links = tuple(sanitising.targets(draft.source))
                self.check_html(draft.source, first)
            case _:
                draft = Draft(Form.CODE, token.content, first, last, parent)
                draft.text = " ".join(token.content.split())
                if match := OWN_ID.search(token.info):
                    draft.own_id = match[1]
                self._check_fence(token)
                if token.type == "code_block":
                    self.note(
                        "indented-code",
                        Level.WARNING,
                        first,
                        later("finding.indented-code.what"),
                        later("finding.indented-code.fix"),
                    )
        return draft

    def _raw(self, first: int, last: int) -> str:
        rows = self.lines[first : last + 1]
        indent = len(rows[0]) - len(rows[0].lstrip())
        marker = LIST_MARKERS.match(rows[0]) if not rows[0].lstrip().startswith((">", "|")) else None
        if marker:
            indent = marker.end()
        return "\n".join([rows[0][indent:], *(row[min(indent, len(row) - len(row.lstrip())) :] for row in rows[1:])])

    def _read_table(self, draft: Draft, tokens: Sequence[Token]) -> None:
        rows: list[list[str]] = []
        links: list[str] = []
        self._check_rows(tokens)
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                text, found = visible_text(token.content, self.env.get("references"))
                self.check_inline_html(token.content, lines_of(token)[0])
                rows[-1].append(text)
                links += found
        draft.text = " ".join(" | ".join(row) for row in rows)
        draft.links = tuple(links)

    def _read_quote(self, draft: Draft, tokens: Sequence[Token]) -> None:
        words: list[str] = []
        links: list[str] = []
        inlines = [token for token in tokens if token.type == "inline"]
        self._check_rows(tokens)
        for token in tokens:
            if token.type == "inline":
                content = token.content
                if token is inlines[-1] and (match := OWN_ID.search(content)):
                    draft.own_id, content = match[1], content[: match.start()].rstrip()
                    draft.source = OWN_ID.sub("", draft.source).rstrip()
                text, found = visible_text(content, self.env.get("references"))
                self.check_inline_html(content, lines_of(token)[0])
                words.append(text)
                links += found
            elif token.type in {"fence", "code_block"}:
                words.append(" ".join(token.content.split()))
                self._check_fence(token)
            elif token.type == "html_block":
                words.append(sanitising.visible_text(token.content))
                links += sanitising.targets(token.content)
                self.check_html(token.content, lines_of(token)[0])
        if max(token.level for token in tokens) >= MAX_NESTING - 1:
            # markdown-it drops what lies deeper.
            rows = (LIST_MARKERS.sub("", row.lstrip("> \t"), count=1) for row in draft.source.split("\n"))
            words = [visible_text(row, self.env.get("references"))[0] for row in rows]
            self.note_depth(draft.first)
        draft.text = " ".join(filter(None, words))
        draft.links = tuple(links)
        for row in range(draft.first, draft.last + 1):
            if row > draft.first and self.lines[row].strip() and ">" not in self.lines[row][:80]:
                self.note_lazy(row)

    def _check_fence(self, token: Token) -> None:
        """Note a block of code that nothing closes: all that follows is read as code."""
        if token.type != "fence" or token.map is None:
            return
        first, end = token.map
        last = self.lines[end - 1].lstrip(" >\t").rstrip()
        if end - first < 2 or not last.startswith(token.markup) or last.strip(token.markup[0]):
            self.note(
                "code-unclosed",
                Level.WARNING,
                first,
                later("finding.code-unclosed.what"),
                later("finding.code-unclosed.fix", fence=token.markup),
            )

    def _check_rows(self, tokens: Sequence[Token]) -> None:
        """Note the rows of a table that have more cells than its header."""
        columns = cells = line = 0
        for token in tokens:
            match token.type:
                case "table_open":
                    columns = 0
                case "tr_open":
                    cells, line = 0, lines_of(token)[0]
                case "th_open":
                    columns += 1
                case "td_open":
                    cells += 1
                    if cells == columns + 1:
                        self.note(
                            "table-row-long",
                            Level.WARNING,
                            line,
                            later("finding.table-row-long.what", columns=columns),
                            later("finding.table-row-long.fix"),
                        )
