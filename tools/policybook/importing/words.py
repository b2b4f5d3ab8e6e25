"""The words of a paragraph with their emphasis and links, and how they are written as inline Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

BOLD: Final = "**"
ITALIC: Final = "*"

_SPECIAL: Final = re.compile(r"[\\`*\[\]<_]|&(?=#?\w+;)|\{(?=#)|!(?=\[)")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\\`*\"]*[^\s<>\\`*.,;:'\"!?()\[\]]")
_OPENING: Final = re.compile(r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|\d+(?=[.)](?:\s|$))|[-=]{2,}|~{3,}|:(?=\s)|\|")
_FORMS: Final = re.compile(
    r"\*\*(?=\S)(?P<bold>[^\n]{1,600}?)(?<=\S)\*\*|(?<![\w*])\*(?=[^\s*])(?P<italic>[^*]+?)(?<=[^\s*])\*(?![\w*])"
)


class Span(NamedTuple):
    """A stretch of words that is emphasised or leads somewhere."""

    start: int
    end: int
    mark: str
    """`**`, `*`, or the address that a link leads to."""

    @property
    def is_link(self) -> bool:
        """Whether it is a link rather than an emphasis."""
        return self.mark not in {BOLD, ITALIC}


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text, runs of white space as one space, with spans over it."""

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int | None = None) -> Words:
        """Return a part, without white space at its ends."""
        end = len(self.text) if end is None else end
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        kept = (Span(max(s.start, start) - start, min(s.end, end) - start, s.mark) for s in self.spans)
        return Words(self.text[start:end], tuple(span for span in kept if span.start < span.end))

    def joined(self, other: Words, between: str = " ") -> Words:
        """Return these words and others behind them."""
        if not self.text or not other.text:
            return self if self.text else other
        offset = len(self.text) + len(between)
        moved = (Span(s.start + offset, s.end + offset, s.mark) for s in other.spans)
        return Words(self.text + between + other.text, (*self.spans, *moved))

    def marked(self, mark: str) -> bool:
        """Return whether all of it is bold (or italic), punctuation and white space apart."""
        letters = sum(map(str.isalnum, self.text))
        return letters > 0 and letters == sum(
            sum(map(str.isalnum, self.text[s.start : s.end])) for s in self.spans if s.mark == mark
        )

    def plain(self) -> Words:
        """Return the words without emphasis, as a heading has them; links stay."""
        return Words(self.text, tuple(s for s in self.spans if s.is_link))

    def markdown(self, *, in_table: bool = False) -> str:
        """Return inline Markdown that reads back as these words.

        Args:
            in_table: Whether it stands in a cell, where a bar would end it.
        """
        parts: list[str] = []
        at = 0
        for span in self._apart():
            parts += [_escaped(self.text[at : span.start]), self._written(span)]
            at = span.end
        parts.append(_escaped(self.text[at:]))
        written = "".join(parts)
        if in_table:
            return written.replace("|", "\\|")
        opening = _OPENING.match(written)
        if opening:
            # A digit cannot be escaped: the dot or bracket behind a number is.
            at = opening.end() if written[0].isdigit() else 0
            written = f"{written[:at]}\\{written[at:]}"
        return written

    def _written(self, span: Span) -> str:
        text = self.text[span.start : span.end]
        if not span.is_link:
            return f"{span.mark}{_escaped(text)}{span.mark}"
        if text == span.mark:
            return f"<{text}>"
        target = span.mark.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\n", "")
        return f"[{_escaped(text)}](<{target}>)" if re.search(r"[()\\]", target) else f"[{_escaped(text)}]({target})"

    def _apart(self) -> list[Span]:
        """Return the spans that can be written, in order and apart: links first, emphasis around whole words."""
        addresses = (Span(*m.span(), m.group()) for m in _ADDRESS.finditer(self.text))
        ranked = [*(s for s in self.spans if s.is_link), *addresses, *_merged(self.spans, BOLD)]
        ranked += _merged(self.spans, ITALIC)
        taken: list[Span] = []
        for span in ranked:
            fitted = self._fitted(span)
            if fitted and not any(fitted.start < s.end and s.start < fitted.end for s in taken):
                taken.append(fitted)
        return sorted(taken)

    def _fitted(self, span: Span) -> Span | None:
        """Return a span without white space at its ends, or None where its marks would not be read as such."""
        part = self.text[span.start : span.end]
        start = span.start + len(part) - len(part.lstrip())
        end = start + len(part.strip())
        if start >= end:
            return None
        if not span.is_link:
            before, after = self.text[start - 1 : start], self.text[end : end + 1]
            if not _flanks(before, self.text[start]) or not _flanks(after, self.text[end - 1]):
                return None
        return Span(start, end, span.mark)


def words_of(runs: Iterable[tuple[str, str, str]]) -> Words:
    """Return words made of runs of text.

    Args:
        runs: Of each run the text, its emphasis (`**`, `*`, `***` for both, or nothing) and where it leads, or nothing.
    """
    text = ""
    spans: list[Span] = []
    for part, mark, target in runs:
        collapsed = re.sub(r"[\s\u200b\ufeff]+", " ", part)
        if text.endswith(" ") or not text:
            collapsed = collapsed.lstrip(" ")
        start, text = len(text), text + collapsed
        marks = (BOLD, ITALIC) if mark == BOLD + ITALIC else (mark,)
        spans += (Span(start, len(text), value) for value in (*marks, target) if value and collapsed.strip())
    return Words(text, tuple(spans)).cut(0)


def plain_words(text: str) -> Words:
    """Return a text as it stands, runs of white space as one space."""
    return words_of([(text, "", "")])


def marked_words(text: str) -> Words:
    """Return the words of a plain text whose author marked emphasis with stars that come in pairs."""
    runs: list[tuple[str, str, str]] = []
    at = 0
    for form in _FORMS.finditer(text):
        mark = BOLD if form["bold"] else ITALIC
        runs += [(text[at : form.start()], "", ""), (form["bold"] or form["italic"], mark, "")]
        at = form.end()
    return words_of([*runs, (text[at:], "", "")])


def _merged(spans: Iterable[Span], mark: str) -> Iterator[Span]:
    """Yield the spans of an emphasis, those that touch as one."""
    open_: Span | None = None
    for span in sorted(s for s in spans if s.mark == mark):
        if open_ and span.start <= open_.end + 1:
            open_ = Span(open_.start, max(open_.end, span.end), mark)
            continue
        if open_:
            yield open_
        open_ = span
    if open_:
        yield open_


def _flanks(outside: str, inside: str) -> bool:
    return not outside or outside.isspace() or (not outside.isalnum() and inside.isalnum())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
