"""How hard a condition is to fulfil: what must be given, by how many, in which form."""

from __future__ import annotations

from functools import cache
from typing import Final

from policybook.language.phrases import Lexicon, read_lexicon, words_of

CONSENT: Final = "consent"
QUALIFIED: Final = "qualified"


def hurdles(condition: str) -> int:
    """Return how much must be fulfilled, as a number that only makes sense beside that of another condition.

    Args:
        condition: The words of an exception or a proviso.

    Examples:
        "unless the Headteacher agrees in writing" is one more than "unless the Headteacher agrees".
    """
    found = dict.fromkeys(("both", "either", QUALIFIED), 0)
    consent = 0
    for match in _lexicon().find(words_of(condition)):
        name, _, weight = match.name.partition(":")
        if name == CONSENT:
            consent = max(consent, int(weight))
        else:
            found[name] += int(weight or 1)
    return consent + found[QUALIFIED] + found["both"] - found["either"]


@cache
def _lexicon() -> Lexicon:
    contents = read_lexicon("hurdles")
    weighed = {
        f"{name}:{weight}": phrases for name in (CONSENT, QUALIFIED) for weight, phrases in contents[name].items()
    }
    return Lexicon({**weighed, "both": contents["both"], "either": contents["either"]})
