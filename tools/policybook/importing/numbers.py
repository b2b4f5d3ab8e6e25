"""What the printed numbers of a list mean: which style they have, and which number follows which."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ROMAN: Final = re.compile(r"(?=[ivxl])(x{0,3}(?:l|xl)?x{0,3})(ix|iv|v?i{0,3})")
_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NAMED: Final = re.compile(r"(?i:Appendix|Annexe?|Schedule|Part|Section|Chapter)\b")


class Number(NamedTuple):
    """A number as a step of a sequence."""

    style: str
    """`decimal`, `alpha`, `roman` with the brackets around them; `dotted` and what stands before the last dot."""
    value: int


def numbers_of(label: str) -> list[Number]:
    """Return what a label can mean, the likeliest first: "(i)" is the first roman number or the ninth letter."""
    if not label or _NAMED.match(label):
        return []
    before = "(" if label.startswith("(") else ""
    inner = label.strip("().")
    if inner.isdigit():
        return [Number(f"{before}decimal", int(inner))]
    parts = inner.split(".")
    if len(parts) == 2 and parts[1] == "0" and parts[0].isdigit():
        return [Number("decimal", int(parts[0]))]  # "2.0" is how some print 2
    if len(parts) > 1 and all(part[-1:].isdigit() for part in parts):
        return [Number("dotted " + ".".join(parts[:-1]), int(re.sub(r"\D", "", parts[-1]) or 0))]
    found = []
    lower = inner.lower()
    case = "" if inner == lower else "capital "
    if _ROMAN.fullmatch(lower):
        found.append(Number(f"{before}{case}roman", _roman(lower)))
    if len(inner) == 1 and inner.isalpha():
        found.append(Number(f"{before}{case}alpha", ord(lower) - ord("a") + 1))
    return found


def follows(label: str, before: str) -> bool:
    """Return whether a label is the next one after another in some sequence."""
    earlier = numbers_of(before)
    return any(n.style == b.style and n.value == b.value + 1 for n in numbers_of(label) for b in earlier)


def is_later(label: str, before: str) -> bool:
    """Return whether a label stands behind another in some sequence, be it with a gap."""
    earlier = numbers_of(before)
    return any(n.style == b.style and n.value > b.value for n in numbers_of(label) for b in earlier)


def is_first(label: str) -> bool:
    """Return whether a label begins a sequence."""
    return any(number.value == 1 for number in numbers_of(label))


def _roman(text: str) -> int:
    total = 0
    for n, letter in enumerate(text):
        value = _VALUES[letter]
        total += -value if n + 1 < len(text) and _VALUES[text[n + 1]] > value else value
    return total
