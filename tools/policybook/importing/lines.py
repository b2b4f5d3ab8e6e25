"""Lines of a text file or of a page joined to the paragraphs and items that they are the lines of.

A line goes on from the one above if that one had no room for its first word, if it stopped in the middle of a sentence,
or if it hangs below an item's words. Of a document whose paragraphs are single long lines, a line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from policybook.importing.block import Block
from policybook.importing.numbers import follows, is_first
from policybook.importing.words import BOLD, Span, Words, marked_words
from policybook.parsing.labels import split_clause_label, starts_with_label

_LONGEST_WORD: Final = 80
_LOOK_BACK: Final = 8
"""How many items may lie between two numbers of a list."""
_SECTION: Final = 60
"""How many blocks may lie between two paragraphs of a section that have numbers."""
_LEAST_BROKEN: Final = 2
"""Lines that stop in the middle of a sentence, from which on a text is taken to be wrapped."""
_MOST_OPEN: Final = 6
"""Lines that bold words may run over."""
LONGEST_WRAPPED: Final = 130
"""Lines longer than this are not wrapped ones."""
_BULLET: Final = re.compile(
    r"\s*(?P<mark>[·•●◦▪■□➢➤►‣⁃✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc]|§(?!\s*\d)|[-–—*+]|o(?=\s))(?:\s+(?P<rest>.*)|$)", re.DOTALL
)
_DASHES: Final = {"–": "-", "—": "-"}
_SURE_BULLET: Final = re.compile(r"\s*[·•●◦▪■□➢➤►‣⁃✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc](?P<rest>\S.*)", re.DOTALL)
_HEADING: Final = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*")
_RULE: Final = re.compile(r"\s*([-_*=.~•])(?:\s*\1){2,}\s*")
_LONE_LABEL: Final = re.compile(r"\s*(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+)\s*")
_TYPED_LABEL: Final = re.compile(
    r"\s*((?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\))\t+(?=\S)"
)
_SENTENCE_ENDS: Final = re.compile(r"(?:[.!?:;][\"'”’)*\]]*|[;,]\s*(?:and|or))\s*$")
_GOES_ON: Final = re.compile(
    r"(?:[,(–-]|\b(?:a|an|and|at|by|for|from|in|into|is|of|on|or|our|that|the|their|to|with))\s*$"
)
_RARE: Final = 0.015
"""The share of lines that end with a hyphen where no words are parted."""
_PREFIXES: Final = frozenset("anti co cross e ex mid multi non self semi well".split())
"""What a word may begin with before a hyphen of its own."""
_BARE: Final = re.compile(r"\d{1,2}\s+(?=[A-Z])")


class Line(NamedTuple):
    """A line of a document."""

    number: int
    text: str
    """As it stands, tabs and all."""
    gap: bool = False
    """Whether there is space above it."""
    size: float = 0
    """The size of its letters, where that is known."""
    bold: bool = False
    page_top: bool = False
    """Whether a new page begins with it."""
    full: bool | None = None
    """Whether it reaches the end of its column, where that is known."""


class _Words(NamedTuple):
    """What a document shows of its words where no line ends."""

    whole: frozenset[str]
    hyphened: frozenset[str]
    """Those with a hyphen between."""
    are_parted: bool
    """Whether its words are parted at the ends of lines."""


@dataclass(slots=True)
class _Open:
    """A block whose lines are being gathered."""

    lines: list[Line]
    level: int = 0
    mark: str = ""
    """Its list mark, or nothing."""

    @property
    def head(self) -> str:
        return self.lines[0].text.strip()

    @property
    def tail(self) -> str:
        return self.lines[-1].text.strip()

    def text(self, words: _Words) -> str:
        """Return the words of its lines; one that was parted at the end of a line is whole again."""
        text = self.lines[0].text.strip()
        for line in self.lines[1:]:
            text = _with(text, line.text.strip(), words)
        return text.replace("\xad", "")


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks that lines are the lines of.

    Args:
        lines: Those that are not blank, in order.
    """
    width = _width(lines)
    # What stands on both sides of a line end with a hyphen may be halves of words, and is no evidence of any.
    everything = re.sub(r"[a-z]+[-\xad\u2010]\n\s*[a-z]+", " ", "\n".join(line.text for line in lines).lower())
    whole = frozenset(re.findall(r"[a-z]+", everything))
    hyphened = frozenset(re.findall(r"[a-z]+-[a-z]+", everything))
    words = _Words(whole, hyphened, _parts_words(lines))
    done: list[_Open] = []
    for line in lines:
        opened = _opening(line, done, width)
        if opened is None:
            done[-1].lines.append(line)
        else:
            done.append(opened)
    return [_block(each, words) for each in _with_their_marks(done)]


def bullet_of(text: str) -> tuple[str, str] | None:
    """Return the list mark of a line and what follows it, or None if it has none."""
    found = _BULLET.fullmatch(text)
    if found and not _RULE.fullmatch(text):
        return found["mark"], found["rest"] or ""
    sure = _SURE_BULLET.fullmatch(text)
    return (text.strip()[0], sure["rest"]) if sure else None


def typed_label(text: str) -> str:
    """Return the number that a paragraph of a word processor begins with, if it was typed with a tab behind it."""
    found = _TYPED_LABEL.match(text)
    return found[1] if found else ""


def goes_on(before: str, text: str) -> bool:
    """Return whether a text reads as the rest of a sentence that another one broke off."""
    if _SENTENCE_ENDS.search(before) or not before.strip():
        return False
    first = text.lstrip("*_\"'‘“( ")[:1]
    return first.islower() or bool(_GOES_ON.search(before) and first.isalnum() and not before.isupper())


def _width(lines: Sequence[Line]) -> int:
    """Return the width that lines are wrapped at, or 0 if they are not."""
    broken = sum(goes_on(a.text, b.text) and not b.gap and not _is_marked(b.text) for a, b in pairwise(lines))
    lengths = sorted(len(line.text.rstrip()) for line in lines) if broken >= _LEAST_BROKEN else []
    if not lengths or lengths[-1] > 2 * LONGEST_WRAPPED:
        return 0
    widest = lengths[min(len(lengths) - 1, len(lengths) * 98 // 100)]
    return widest if 50 <= widest <= LONGEST_WRAPPED else 0


def _is_marked(text: str) -> bool:
    return bullet_of(text) is not None or split_clause_label(text.strip()).label is not None


def _opening(line: Line, done: Sequence[_Open], width: int) -> _Open | None:
    """Return the block that a line opens, or None if it goes on from the one above."""
    text = line.text
    above = done[-1] if done else None
    if heading := _HEADING.fullmatch(text):
        return _Open([line._replace(text=heading[2])], level=len(heading[1]))
    if bullet := bullet_of(text):
        if not (
            bullet[0] in "-–—+*"
            and above
            and not line.gap
            and _is_full(above.lines[-1], text, width)
            and not above.mark
            and goes_on(above.tail, bullet[1])
        ):
            return _Open([line], mark=_DASHES.get(bullet[0], bullet[0]))
        return None
    if above is None or above.level:
        return _Open([line])
    last = above.lines[-1]
    if len(above.lines) < _MOST_OPEN and _is_open(" ".join(each.text for each in above.lines)):
        return None
    if _has_cells(text) or _has_cells(last.text):
        return _Open([line])
    if line.gap:
        return _Open([line])
    if line.bold != last.bold or (line.size and last.size and abs(line.size - last.size) > 0.6):
        return _Open([line])
    full = _is_full(last, text, width)
    if _is_labelled(text, done) or _BARE.match(text.strip()):
        broken = full and not _SENTENCE_ENDS.search(last.text) and not starts_with_label(above.head)
        broken = broken and not _comes_next(text, done)
        return None if broken else _Open([line])
    hangs = above.mark and _indent(text) > _indent(above.lines[0].text)
    if full or hangs or goes_on(above.tail, text):
        return None
    return _Open([line])


def _has_cells(text: str) -> bool:
    """Return whether a line is parted by tabs, other than the one behind its number."""
    return "\t" in split_clause_label(text.strip()).rest


def _is_labelled(text: str, done: Sequence[_Open]) -> bool:
    """Return whether a line begins with a label: before a capital, or where its list begins or goes on."""
    label = split_clause_label(text.strip()).label
    if label is None or starts_with_label(text.strip()):
        return label is not None
    above = done[-1]
    earlier = [split_clause_label(each.head).label for each in done[-_LOOK_BACK:]]
    if any(follows(label, each) for each in earlier if each):
        return True
    deeper = _indent(text) > _indent(above.lines[0].text)
    return is_first(label) and (above.tail.endswith(":") or (deeper and earlier[-1] is not None))


def _comes_next(text: str, done: Sequence[_Open]) -> bool:
    """Return whether a line begins with the number with dots that comes next in its section."""
    label = split_clause_label(text.strip()).label
    if not label or "." not in label:
        return False
    earlier = (split_clause_label(each.head).label for each in reversed(done[-_SECTION:]))
    before = next((each for each in earlier if each and "." in each), None)
    return before is not None and follows(label, before)


def _is_full(line: Line, text: str, width: int) -> bool:
    """Return whether a line had no room for the first word of the one below it."""
    if line.full is not None:
        return line.full
    if not width:
        return False
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return len(line.text.rstrip()) + 1 + len(word) > width * 0.93


def _is_open(text: str) -> bool:
    """Return whether bold words were begun that have not ended."""
    return text.count("**") % 2 == 1 and "**" in text


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _with_their_marks(opened: Iterable[_Open]) -> list[_Open]:
    """Give words the mark or number that stands on a line of its own above them."""
    done: list[_Open] = []
    for each in opened:
        alone = done[-1] if done else None
        if alone and len(alone.lines) == 1 and not each.mark and not each.level:
            mark = bullet_of(alone.lines[0].text)
            if (mark and not mark[1]) or (
                _LONE_LABEL.fullmatch(alone.lines[0].text) and not starts_with_label(each.head)
            ):
                first, *rest = each.lines
                joined = first._replace(text=f"{alone.lines[0].text.rstrip()} {first.text.lstrip()}")
                done[-1] = replace(each, lines=[joined, *rest], mark=mark[0] if mark else "")
                done[-1].lines[0] = joined._replace(number=alone.lines[0].number, gap=alone.lines[0].gap)
                continue
        done.append(each)
    return done


def _with(text: str, more: str, known: _Words) -> str:
    """Return a text with its next line behind it, without the hyphen that only ended the line."""
    end = text[-_LONGEST_WORD:]
    if re.search(r"\w/$|(?:https?://|www\.)\S*[./_-]$", end):
        return text + more
    parted = re.search(r"([A-Za-z]+)[-\xad\u2010]$", end)
    follows = re.match(r"[A-Za-z]?[a-z]+", more)
    if not parted or not follows:
        return f"{text} {more}"
    first, second = parted[1].lower(), follows[0].lower()
    is_own = f"{first}-{second}" in known.hyphened
    if not is_own and first + second not in known.whole:
        are_words = first in known.whole and second in known.whole and min(len(first), len(second)) > 3
        is_own = are_words or not known.are_parted or (first in _PREFIXES and second in known.whole)
    return f"{text[:-1]}-{more}" if is_own else text[:-1] + more


def _parts_words(lines: Sequence[Line]) -> bool:
    """Return whether lines end within words so often that the hyphens are not the words' own."""
    ends = sum(bool(re.search(r"[a-z][-\xad\u2010]$", line.text)) for line in lines)
    return ends > len(lines) * _RARE


def _block(opened: _Open, known: _Words) -> Block:
    first = opened.lines[0]
    text = opened.text(known)
    if opened.mark and (found := bullet_of(text)):
        text = found[1]
    words = marked_words(text)
    if all(line.bold for line in opened.lines) and words:
        words = Words(words.text, (Span(0, len(words.text), BOLD),))
    return Block(
        words,
        first.number,
        opened.lines[-1].number,
        bullet=opened.mark,
        indent=_indent(first.text),
        level=opened.level,
        size=first.size,
        gap=first.gap,
    )
