"""Dates and intervals as documents write them: "12th March 2021", "Every Year", "3 yearly"."""

from __future__ import annotations

import re
from typing import Final

from policybook.dates import MONTHS, Frequency, PartialDate

_MONTH: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)
_WRITTEN: Final = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?\s+(?:of\s+)?)?\b(?P<month>{_MONTH})\b\.?,?\s*"
    rf"(?:(?P<late>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)?\d\d)\b")
_ISO: Final = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b")
_MONTH_FIGURES: Final = re.compile(r"\b(?P<month>\d{1,2})/(?P<year>(?:19|20)\d\d)\b")
_NUMBERS: Final = {
    w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_EVERY: Final = re.compile(
    r"\b(?:every|each|once (?:a|per|every)|(?:reviewed )?on an?)\s+(?:(?P<count>\d{1,2}|"
    + "|".join(_NUMBERS)
    + r"|other|second)\s+)?"
    r"(?P<unit>year|annual|term|month|academic year|school year)s?\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"\b(?P<count>\d{1,2}|" + "|".join(_NUMBERS) + r")[\s-]*(?P<unit>year|month|term)(?:s|ly)?\b", re.IGNORECASE
)
_ADVERB: Final = re.compile(r"\b(?P<word>annually|annual|yearly|termly|biennially|biennial|quarterly)\b", re.IGNORECASE)
_ADVERBS: Final = {
    **dict.fromkeys(("annual", "annually", "yearly"), "annually"),
    **dict.fromkeys(("biennial", "biennially"), "every 2 years"),
    "termly": "termly",
    "quarterly": "quarterly",
}


def date_in(text: str) -> PartialDate | None:
    """Return the first date that a text gives, or None."""
    found: list[tuple[int, PartialDate]] = []
    for pattern in (_WRITTEN, _ISO, _FIGURES, _MONTH_FIGURES):
        for match in pattern.finditer(text):
            if date := _date(match.groupdict()):
                found.append((match.start(), date))
                break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _date(parts: dict[str, str | None]) -> PartialDate | None:
    written = parts["month"] or ""
    if written.isdigit():
        month = int(written)
    else:
        month = next(n for n, name in enumerate(MONTHS, 1) if name[:3].lower() == written[:3].lower())
    year = int(parts["year"] or 0)
    year += 2000 if year < 100 else 0
    day = parts.get("day") or parts.get("late")
    try:
        return PartialDate.parse(f"{year:04}-{month:02}" + (f"-{int(day):02}" if day else ""))
    except ValueError:
        return None


def interval_in(text: str) -> Frequency | None:
    """Return how often a text says that something is done, or None."""
    for pattern in (_EVERY, _ADVERB, _PERIOD):
        match = pattern.search(text)
        if not match:
            continue
        parts = match.groupdict()
        if word := parts.get("word"):
            return Frequency.parse(_ADVERBS[word.lower()])
        unit = (parts["unit"] or "").lower().split()[-1]
        given = (parts["count"] or "1").lower()
        count = {"other": 2, "second": 2}.get(given) or (int(given) if given.isdigit() else _NUMBERS[given])
        if unit == "annual":
            unit = "year"
        if count == 1:
            return Frequency.parse({"year": "annually", "term": "termly", "month": "monthly"}[unit])
        return Frequency.parse(f"every {count} {unit}s")
    return None
