"""The numbers that Word gives to paragraphs, worked out as Word shows them.

A list (`num`) follows a pattern (`abstractNum`) of nine levels. Lists of one pattern count on together, unless a list
says where it starts. A level begins again below a new number of a level above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS: Final = 9
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a pattern counts."""

    form: str = "decimal"
    """Word's name of the kind of number: `decimal`, `lowerLetter`, `bullet` and so on."""
    text: str = "%1."
    """What is printed, with `%1` for the number of the first level."""
    start: int = 1
    restart: int | None = None
    """Below which level (from one) it begins again; 0 for never, None for any above it."""
    is_legal: bool = False
    """Whether the numbers of all levels are printed as decimals."""
    style: str = ""
    """The paragraph style that has this level."""


class Mark(NamedTuple):
    """What stands before a paragraph of a list."""

    label: str
    """The number as it is printed; nothing for a bullet."""
    level: int
    is_bullet: bool


@dataclass(slots=True)
class Numbering:
    """The lists of a file, and how far each has counted."""

    patterns: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    """The pattern of each list."""
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    """Where a list starts anew, by level."""
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_: str, style: str) -> int | None:
        """Return the level of a list that a paragraph style has, or None."""
        for number, level in self.patterns.get(self.lists.get(list_, ""), {}).items():
            if level.style and level.style == style:
                return number
        return None

    def next(self, list_: str, level: int) -> Mark | None:
        """Count one paragraph of a list; return what stands before it, or None if it is of no list that there is."""
        pattern = self.lists.get(list_)
        if pattern is None or not 0 <= level < _LEVELS:
            return None
        shown = self._level(list_, level)
        counts = self._counts.setdefault(pattern, [None] * _LEVELS)
        anew = self.starts.get(list_, {}).get(level)
        if anew is not None and (list_, level) not in self._begun:
            counts[level] = anew
        else:
            counts[level] = shown.start if (before := counts[level]) is None else before + 1
        self._begun.add((list_, level))
        for deeper in range(level + 1, _LEVELS):
            restart = self._level(list_, deeper).restart
            if restart is None or (restart and level < restart):
                counts[deeper] = None
        if shown.form == "bullet":
            return Mark("", level, is_bullet=True)
        return Mark(self._printed(list_, level, counts), level, is_bullet=False)

    def _level(self, list_: str, level: int) -> Level:
        own = self.overrides.get(list_, {}).get(level)
        return own or self.patterns.get(self.lists[list_], {}).get(level) or Level(text=f"%{level + 1}.")

    def _printed(self, list_: str, level: int, counts: list[int | None]) -> str:
        shown = self._level(list_, level)
        text = shown.text
        for upper in range(_LEVELS):
            place = f"%{upper + 1}"
            if place in text:
                own = self._level(list_, upper)
                count = counts[upper]
                value = own.start if count is None else count
                text = text.replace(place, numeral(value, "decimal" if shown.is_legal else own.form))
        return " ".join(text.split()) if shown.form != "none" or "%" not in shown.text else ""


def read_numbering(root: Element | None) -> Numbering:
    """Return the lists of a file.

    Args:
        root: Its part `numbering.xml`, if it has one.
    """
    found = Numbering()
    if root is None:
        return found
    linked: dict[str, str] = {}
    by_style: dict[str, str] = {}
    for pattern in root.iter(f"{W}abstractNum"):
        id_ = pattern.get(f"{W}abstractNumId", "")
        found.patterns[id_] = dict(_levels(pattern))
        if (link := pattern.find(f"{W}numStyleLink")) is not None:
            linked[id_] = link.get(f"{W}val", "")
        if (style := pattern.find(f"{W}styleLink")) is not None:
            by_style[style.get(f"{W}val", "")] = id_
    for id_, style_name in linked.items():
        found.patterns[id_] = found.patterns.get(by_style.get(style_name, ""), found.patterns[id_])
    for list_ in root.iter(f"{W}num"):
        id_ = list_.get(f"{W}numId", "")
        pattern_id = list_.find(f"{W}abstractNumId")
        found.lists[id_] = pattern_id.get(f"{W}val", "") if pattern_id is not None else ""
        for override in list_.iter(f"{W}lvlOverride"):
            level = number_in(override, "ilvl", 0, own=True)
            if override.find(f"{W}startOverride") is not None:
                found.starts.setdefault(id_, {})[level] = number_in(override, "startOverride", 1)
            for number, own in _levels(override):
                found.overrides.setdefault(id_, {})[number] = own
    return found


def number_in(element: Element, name: str, default: int, *, own: bool = False) -> int:
    """Return the whole number that a child (or, `own`, an attribute) of an element holds."""
    holder = element if own else element.find(f"{W}{name}")
    text = holder.get(f"{W}{name if own else 'val'}") if holder is not None else None
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default


def numeral(value: int, form: str) -> str:
    """Return a number as Word prints it in one of its forms."""
    match form:
        case "lowerLetter" | "upperLetter":
            if value < 1:
                return ""
            letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            return _roman(value).upper() if form == "upperRoman" else _roman(value)
        case "decimalZero":
            return f"{value:02}"
        case "none" | "bullet":
            return ""
    return str(value)


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for level in parent.findall(f"{W}lvl"):
        form, text, style = (level.find(f"{W}{name}") for name in ("numFmt", "lvlText", "pStyle"))
        legal = level.find(f"{W}isLgl")
        yield (
            number_in(level, "ilvl", 0, own=True),
            Level(
                form.get(f"{W}val", "decimal") if form is not None else "decimal",
                (text.get(f"{W}val") or "") if text is not None else "",
                number_in(level, "start", 1),
                number_in(level, "lvlRestart", 0) if level.find(f"{W}lvlRestart") is not None else None,
                legal is not None and legal.get(f"{W}val", "1") not in {"0", "false", "off"},
                style.get(f"{W}val", "") if style is not None else "",
            ),
        )


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    text = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        text += letters * count
    return text
