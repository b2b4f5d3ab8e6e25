"""The case files of `data/language`: each line of input has its line of output, or one answer holds for all."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from conftest import DATA, ROOT, read_cases


@dataclass(frozen=True)
class Row:
    """A line of a case file, and what is expected of it."""

    place: str
    title: str
    given: str
    expected: str

    def __str__(self) -> str:
        return f"{self.place.rpartition('/')[2]} {self.title}"

    @property
    def pair(self) -> tuple[str, str]:
        """The texts on the two sides of `|`."""
        before, _, after = self.given.partition("|")
        return before.strip(), after.strip()


def rows(name: str) -> list[Row]:
    """Return the lines of the case file `data/language/NAME.md`."""
    found: list[Row] = []
    for case in read_cases(DATA / "language"):
        if case.path.stem != name:
            continue
        texts, answers = case.given.split("\n"), case.expected.split("\n")
        answers = answers * len(texts) if len(answers) == 1 else answers
        assert len(texts) == len(answers), f"{case.place}: {len(texts)} texts and {len(answers)} answers"
        for number, (text, answer) in enumerate(zip(texts, answers, strict=True), case.line + 2):
            found.append(Row(f"{case.path.relative_to(ROOT)}:{number}", case.title, text, answer))
    assert found, f"there is no data/language/{name}.md"
    return found


PIECES = (
    "staff must may not the a one two six twenty hundred 12 1,000 3.5 3.7.1 £50 $ 10MB 9am 3.30pm 31/12/2026 "
    "2019-20 1st 3rd May march September 2019 year Year 6 Key Stage KS2 Years every each per half other term "
    "week weekly within at least up to under over aged 18 18s 13+ or more no than regularly as soon possible % "
    "per cent ( ) (2) . , - – / : ; ' ’ “ {{head}} Head Teacher Mrs Jones A. Headteacher Teams Windows 7 Data "
    "Protection Act 1998 Policy Manager such www.example.org x@y.uk Flipbook ScholarPack pupils parents/carers "
    "e-mail it's don't é ß İ ǅ ﬁ ² ½ ٣ 学校 \t \n \x00 99999999999999999999"
).split(" ")
"""What texts are made of, so that generated ones have every form that is read."""

texts = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.lists(st.sampled_from(PIECES)).map("".join)
anything = texts | st.text(max_size=120)
