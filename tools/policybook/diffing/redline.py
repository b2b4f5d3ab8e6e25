"""The words that differ between two texts, as runs that reproduce both, in whole phrases and never inside a word.

Words are matched as difflib does (Ratcliff and Obershelp 1988), whose longest common runs read better than a shortest
edit script; its loops are written here, to be compiled, and tests hold them to difflib. Only in texts of more than a
thousand words, runs of several words are looked for first. What both texts begin and end with is set aside, which most
edits consist of. Then small kept islands between two changed phrases are drawn into the change, as redlines of
lawyers do, because confetti cannot be read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Postfix, Prefix

from policybook.diffing.changes import Op, Run
from policybook.language.phrases import listed

_TOKEN: Final = re.compile(r"\s*(?:\{\{[^{}]*\}\}|\w+(?:[.,:'’/@&_\-‐‑]+\w+)*|[^\w\s])|\s+\Z")
"""A word with the white space before it, or a mark; "3.7", "e-mail" and "{{role}}" are one."""
_KEEP: Final = Op.KEEP
_DELETE: Final = Op.DELETE
_INSERT: Final = Op.INSERT
_SENTENCE_ENDS: Final = frozenset({".", ";", ":", "!", "?"})

LONG: Final = 3000
"""Tokens of two lists together that are long: those of a clause of a thousand words are not."""

Hunk = tuple[int, int, int, int]
"""A difference: tokens `[before_first:before_last]` became `[after_first:after_last]`."""


def redline(before: str, after: str) -> tuple[Run, ...]:
    """Return the runs of a redline.

    Args:
        before: The earlier text.
        after: The later text.

    Returns:
        Runs in order; no two neighbours of one kind, none empty, a deletion before the insertion that replaces it.
    """
    if before == after:
        return (tuple.__new__(Run, (_KEEP, before)),) if before else ()
    first_kept, last_kept = _same_ends(before, after)
    opening, closing = before[:first_kept], before[len(before) - last_kept :]
    begin = first_kept + 1 if first_kept else 0
    old, new = tokens(before[begin : len(before) - last_kept]), tokens(after[begin : len(after) - last_kept])
    make = tuple.__new__
    runs: list[Run] = []
    kept = 0
    for first, last, new_first, new_last in hunks(old, new):
        if first > kept or opening:
            runs.append(make(Run, (_KEEP, opening + "".join(old[kept:first]))))
            opening = ""
        if last > first:
            runs.append(make(Run, (_DELETE, "".join(old[first:last]))))
        if new_last > new_first:
            runs.append(make(Run, (_INSERT, "".join(new[new_first:new_last]))))
        kept = last
    if kept < len(old) or closing:
        runs.append(make(Run, (_KEEP, "".join(old[kept:]) + closing)))
    return tuple(runs) if first_kept else _without_first_space(runs)


def _same_ends(before: str, after: str) -> tuple[int, int]:
    """Return how many characters of sentences two texts begin with alike, and how many of words they end with alike.

    They need not be split into words to be compared. Both stretches are followed or preceded by a space. Nothing slides
    over the end of a sentence, so that what comes before need not be known.
    """
    shared = Prefix.similarity(before, after)
    first = before.rfind(" ", 0, shared)
    while first > 1 and (before[first - 1] not in _SENTENCE_ENDS or before[first - 2].isspace()):
        first = before.rfind(" ", 0, first)
    if first < 2 or before.rfind("{{", 0, first) > before.rfind("}}", 0, first):
        first = 0
    last = min(Postfix.similarity(before, after), min(len(before), len(after)) - shared)
    space = before.find(" ", len(before) - last + 1)
    closed = before.find("}}", space)
    if space < 0 or before[space - 1].isspace() or (closed >= 0 and "{{" not in before[space:closed]):
        return first, 0
    return first, len(before) - space


def tokens(text: str) -> list[str]:
    """Split a text into words and marks, each with the white space before it; joined and cut of a space, the text.

    A space is put before the first word, so that it is the same word wherever it stands.
    """
    if not text.isprintable() or "  " in text or text.strip() != text:
        return _TOKEN.findall(" " + text)
    # Most words stand between single spaces, alone or with a mark behind, which is soon seen.
    found: list[str] = []
    for piece in text.split():
        if piece.isalnum():
            found.append(" " + piece)
        elif piece[-1] != "_" and piece[:-1].isalnum():
            found.append(" " + piece[:-1])
            found.append(piece[-1])
        elif piece.rfind("{{") > piece.rfind("}}"):
            return _TOKEN.findall(" " + text)  # braces that may close behind a space
        else:
            found += _parted(piece)
    return found


@lru_cache(maxsize=1024)
def _parted(piece: str) -> list[str]:
    """Split what stands between two spaces; kept, because roles, labels and possessives come again and again.

    Nobody changes the list.
    """
    return _TOKEN.findall(" " + piece)


def hunks(old: list[str], new: list[str]) -> list[Hunk]:
    """Return what differs between two lists of tokens, in order and apart from each other.

    The result for swapped lists is the mirror image: difflib favours the first list, so one order is always used.
    """
    if (len(old), old) > (len(new), new):
        return [(first, last, new_first, new_last) for new_first, new_last, first, last in _hunks(new, old)]
    return _hunks(old, new)


def _hunks(old: list[str], new: list[str]) -> list[Hunk]:
    first = 0
    shortest = min(len(old), len(new))
    while first < shortest and old[first] == new[first]:
        first += 1
    last = 0
    while last < shortest - first and old[-1 - last] == new[-1 - last]:
        last += 1
    old_end, new_end = len(old) - last, len(new) - last
    middle = changes(old[first:old_end], new[first:new_end])
    found = _whole_phrases([(first + a, first + b, first + c, first + d) for a, b, c, d in middle], old)
    slid: list[Hunk] = []
    room = new_room = 0
    for hunk in found:
        slid.append(_at_phrase_start(hunk, old, new, room, new_room))
        room, new_room = hunk[1] + 1, hunk[3] + 1  # a token stays between
    return slid


def changes(old: list[str], new: list[str]) -> list[Hunk]:
    """Return what stands between the runs that two lists share, in order; of short lists as difflib does without junk.

    Of long lists, runs of three tokens and more are looked for first, because each is rare: all places of a frequent
    word are too many to be looked at again and again.
    """
    if len(old) + len(new) <= LONG:
        return _between(_runs_in_both(old, new), len(old), len(new))
    changed: list[Hunk] = []
    for first, last, new_first, new_last in _between(_long_runs(old, new), len(old), len(new)):
        for a, b, c, d in _between(
            _runs_in_both(old[first:last], new[new_first:new_last]), last - first, new_last - new_first
        ):
            changed.append((first + a, first + b, new_first + c, new_first + d))
    return changed


def _between(runs: list[tuple[int, int, int]], end: int, new_end: int) -> list[Hunk]:
    """Return what stands between runs, before the first and behind the last."""
    found: list[Hunk] = []
    at = new_at = 0
    for first, new_first, size in [*runs, (end, new_end, 0)]:
        if at < first or new_at < new_first:
            found.append((at, first, new_at, new_first))
        at, new_at = first + size, new_first + size
    return found


def _long_runs(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return the runs of three tokens and more that two lists share, in order and apart."""
    found: list[tuple[int, int, int]] = []
    at = new_at = 0
    for first, new_first, size in _runs_in_both(_threes(old), _threes(new)):
        # Runs of threes that stand side by side share tokens.
        shared = max(0, max(at - first, new_at - new_first))
        if shared < size + 2:
            found.append((first + shared, new_first + shared, size + 2 - shared))
            at, new_at = first + size + 2, new_first + size + 2
    return found


def _threes(tokens: list[str]) -> list[str]:
    """Return each token with the two that follow it."""
    return [" ".join(tokens[at : at + 3]) for at in range(len(tokens) - 2)]


def _runs_in_both(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return the runs that two lists share, in order: the longest, then those on its sides."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(new):
        known = places.get(token)
        if known is None:
            places[token] = [place]
        else:
            known.append(place)
    found: list[tuple[int, int, int]] = []
    stretches = [(0, len(old), 0, len(new))]
    while stretches:
        start, end, new_start, new_end = stretches.pop()
        first, new_first, size = _longest_run(old, new, places, start, end, new_start, new_end)
        if size:
            found.append((first, new_first, size))
            if start < first and new_start < new_first:
                stretches.append((start, first, new_start, new_first))
            if first + size < end and new_first + size < new_end:
                stretches.append((first + size, end, new_first + size, new_end))
    found.sort()
    return found


def _longest_run(
    old: list[str], new: list[str], places: dict[str, list[int]], start: int, end: int, new_start: int, new_end: int
) -> tuple[int, int, int]:
    """Return where the longest run begins that two stretches share, the first of several, and its count of tokens."""
    first, new_first, longest = start, new_start, 0
    for at in range(start, end):
        found = places.get(old[at])
        if found is None:
            continue
        for place in found:
            if place >= new_end:
                break
            # What goes on from the tokens before was counted from where it begins.
            if place < new_start or (at > start and place > new_start and old[at - 1] == new[place - 1]):
                continue
            size = 1
            while at + size < end and place + size < new_end and old[at + size] == new[place + size]:
                size += 1
            if size > longest:
                first, new_first, longest = at, place, size
    return first, new_first, longest


def _whole_phrases(found: list[Hunk], old: list[str]) -> list[Hunk]:
    """Join two replacements that only light words or marks part, where the kept words are few beside the changed."""
    joined: list[Hunk] = []
    for hunk in found:
        if joined:
            last = joined[-1]
            kept = old[last[1] : hunk[0]]
            changed = max(last[1] - last[0], last[3] - last[2]) + max(hunk[1] - hunk[0], hunk[3] - hunk[2])
            # Two pure insertions, or two pure deletions, read well with a word between: "at all [such] times [only]".
            one_way = (last[0] == last[1] and hunk[0] == hunk[1]) or (last[2] == last[3] and hunk[2] == hunk[3])
            light = len(kept) <= 2 and all(word.strip().lower() in listed("changes", "light") for word in kept)
            if not one_way and ((light and changed > len(kept)) or (len(kept) == 1 and changed >= 8)):
                joined[-1] = (last[0], hunk[1], last[2], hunk[3])
                continue
        joined.append(hunk)
    return joined


def _at_phrase_start(hunk: Hunk, old: list[str], new: list[str], room: int, new_room: int) -> Hunk:
    """Slide a pure insertion or deletion to where a phrase begins, if the words around it repeat and let it slide.

    "[Staff must log off.] Staff must ..." rather than "Staff must [log off. Staff must] ...". It stays behind the first
    tokens of either text where there is room.
    """
    first, last, new_first, new_last = hunk
    if first != last and new_first != new_last:
        return hunk
    text, start, end = (new, new_first, new_last) if first == last else (old, first, last)
    best, slid = _beginning(text, start), 0
    for left in range(1, min(first - room, new_first - new_room) + 1):
        if text[start - left] != text[end - left]:
            break
        found = _beginning(text, start - left)
        if found > best:
            best, slid = found, left
    return first - slid, last - slid, new_first - slid, new_last - slid


def _beginning(text: list[str], at: int) -> int:
    """Return how well a phrase may begin at a token."""
    if at == 0 or text[at - 1] in _SENTENCE_ENDS:
        return 3
    word = text[at].strip().lower()
    return 2 if word in listed("changes", "openers") else 1 if text[at - 1] == "," else 0


def _without_first_space(runs: list[Run]) -> tuple[Run, ...]:
    """Take away the space that `tokens` put before either text."""
    out = list(runs)
    if out[0].op is _KEEP:
        out[0] = tuple.__new__(Run, (_KEEP, out[0].text[1:]))
    elif len(out) > 1 and out[1].op is _KEEP:
        # The first word of the one text stands within the other: the space goes with the word before it.
        out[0] = Run(out[0].op, out[0].text[1:] + " ")
        out[1] = Run(_KEEP, out[1].text[1:])
    else:
        out[:2] = [Run(op, text[1:]) for op, text in out[:2]]
    return tuple([run for run in out if run.text])
