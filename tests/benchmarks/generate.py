"""Books of invented school policies, of any size: the same arguments give the same book.

`python tests/benchmarks/generate.py --policies 500 --out DIR` writes one; `generate`, a pure function, returns one.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple

from policybook.book import Sources, load_book
from policybook.book.approving import Minute, prepare
from policybook.checking.check import check_book
from policybook.dates import PartialDate

BOOK_FILE: Final = "book.yml"
TODAY: Final = datetime.date(2026, 11, 21)
"""The day that the dates of a generated book are near."""
PER_SCHOOL: Final = 10


@dataclass(frozen=True)
class Size:
    """How much to make."""

    policies: int = 500
    clauses: int = 80
    """Paragraphs, list items and tables of each policy; headings are not counted."""
    words: int = 1700
    """Words in the body of each policy, nearly."""
    versions: int = 0
    """Sealed versions of each policy; every tenth policy then has a draft beside the one in force."""
    seed: int = 1


def generate(size: Size) -> dict[str, str]:
    """Return the files of a book: path relative to the book's folder -> text."""
    files = {BOOK_FILE: _BOOK}
    for first in range(0, size.policies, PER_SCHOOL):
        number = first // PER_SCHOOL
        school = _school(number, size.seed)
        files[f"{school.id}/school.yml"] = school.text
        kinds = _KINDS[: min(PER_SCHOOL, size.policies - first)]
        for n, kind in enumerate(kinds, first):
            chance = random.Random(f"{size.seed}/{n}")
            files |= _policy(school, kind, [title for title, _ in kinds], size, chance, has_draft=n % 10 == 9)
    return files


def write(files: dict[str, str], folder: Path) -> None:
    """Write files to a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


class _School(NamedTuple):
    id: str
    name: str
    text: str


def _school(number: int, seed: int) -> _School:
    chance = random.Random(f"{seed}/school/{number}")
    # Every pair of first and last name once, then again with a number.
    turn, pair = divmod(number, len(_PLACES) * len(_ENDINGS))
    row, place = divmod(pair, len(_PLACES))
    name = f"{_PLACES[place]} {_ENDINGS[(row + place) % len(_ENDINGS)]}"
    name += f" {turn + 1}" if turn else ""
    people = "".join(f"  {role}: {{title: {title}, name: {_name(chance)}}}\n" for role, title in _ROLES.items())
    phase = "secondary" if "High" in name or "Academy" in name else "primary"
    text = f"name: {name}\nphase: {phase}\nlocal_authority: {chance.choice(_AUTHORITIES)}\npeople:\n{people}"
    return _School(_slug(name), name, text)


def _policy(
    school: _School, kind: tuple[str, str], titles: Sequence[str], size: Size, chance: random.Random, *, has_draft: bool
) -> dict[str, str]:
    title, about = kind
    others = [other for other in titles if other != title]
    body = _body(about, others, size, chance)
    folder = f"{school.id}/{_slug(title)}"
    first_year = TODAY.year - 1 - chance.randrange(2)
    month = chance.randrange(1, 13)
    notes = cycle(chance.sample(_NOTES, len(_NOTES)))  # a text must not repeat the reason of the one before it
    years = [first_year - size.versions + n for n in range(1, size.versions + 1)]
    if not years:
        status = f"status: approved\napproved: {{by: {_BODIES[0]}, date: {first_year}-{month:02}}}\n"
        return {
            f"{folder}/policy.md": f"---\n{_fields(school, title, status, others, next(notes), chance)}---\n\n{body}"
        }
    files: dict[str, str] = {}
    for year in years:
        body = _revised(body, chance) if files else body
        files[f"{folder}/policy.md"] = (
            f"---\n{_fields(school, title, _DRAFT, others, next(notes), chance)}---\n\n{body}"
        )
        minute = Minute(chance.choice(_BODIES), PartialDate(year, month), f"{year}/{month}")
        files |= _sealed(school, folder, files, minute)
    if has_draft:
        body = _revised(body, chance)
        files[f"{folder}/policy.md"] = (
            f"---\n{_fields(school, title, _DRAFT, others, next(notes), chance)}---\n\n{body}"
        )
    return files


def _sealed(school: _School, folder: str, files: dict[str, str], minute: Minute) -> dict[str, str]:
    """Return the files that approving a policy writes."""
    texts = {f"{school.id}/school.yml": school.text, **files}
    book = load_book(Sources({path: text.encode() for path, text in texts.items()}))
    around, policy = book.policy(folder)
    findings = check_book(book, TODAY, only=[policy.ref]).findings
    return {entry.path: entry.content for entry in prepare(around, policy, minute, findings, today=TODAY)}


def _fields(school: _School, title: str, status: str, others: Sequence[str], note: str, chance: random.Random) -> str:
    related = ", ".join(_slug(other) for other in chance.sample(others, min(2, len(others))))
    review = chance.choice(["annually", "annually", "every 2 years", "P3Y"])
    return f"""\
title: {title} policy
kind: {_slug(title)}
school: {school.id}
version: "{chance.randrange(1, 6)}.{chance.randrange(10)}"
{status}audience: [{", ".join(chance.sample(_AUDIENCE, 3))}]
owner: {{role: headteacher}}
responsible:
  - {{role: {chance.choice(list(_ROLES))}, for: "{chance.choice(_CHARGES)}"}}
  - {{role: chair-of-governors, for: "seeing that this policy is reviewed on time"}}
review: {{frequency: {review}, by: {chance.choice(_BODIES)}}}
change_note: "{note}"
related: [{related or "Staff handbook"}]
acknowledgement:
  statement: >-
    I have read this policy, I have had the chance to ask about it, and I will keep to it in all my work for the school.
  fields: [Signature, Full name, Date]
source: {{document: "{title} policy.docx", restated: false}}
"""


class _Part(NamedTuple):
    """A run of Markdown rows with what they count for."""

    rows: list[str]
    clauses: int


@dataclass
class _Writer:
    """Writes clauses until there are enough of them, each as long as the words asked for leave room."""

    size: Size
    chance: random.Random
    about: str
    others: Sequence[str]
    clauses: int = 0
    words: int = 0
    used: Counter[str] = field(default_factory=Counter)
    """How often each template was used."""
    said: set[str] = field(default_factory=set)
    labels: list[str] = field(default_factory=list)

    def section(self, number: int, subject: _Subject, clauses: int) -> Iterator[str]:
        yield from (f"## {number}. {subject.title}", "")
        self.words += len(subject.title.split())
        left, paragraph = clauses, 0
        is_numbered = self.chance.random() < 0.8
        while left > 0:
            label = f"{number}.{paragraph + 1} " if is_numbered else ""
            part = self._part(subject, label, left)
            yield from (*part.rows, "")
            left -= part.clauses
            if label and part.rows[0].startswith(label):
                paragraph += 1
                self.labels.append(label.strip())

    def _part(self, subject: _Subject, label: str, left: int) -> _Part:
        draw = self.chance.random()
        if left >= 5 and draw < 0.3:
            return self._list(subject, label, self.chance.randrange(3, min(left - 1, 6) + 1))
        if left >= 2 and draw > 0.99:
            return self._table(subject)
        return _Part([label + self._paragraph(subject)], self._count(1))

    def _paragraph(self, subject: _Subject) -> str:
        text = self._new(lambda: self._rule(subject))
        # Each clause brings the words to where they should be by then.
        while self.words + len(text.split()) < self.size.words * (self.clauses + 1) / self.size.clauses - 12:
            text += " " + self._new(lambda: self._more(subject))
        self.words += len(text.split())
        return text

    def _list(self, subject: _Subject, label: str, items: int) -> _Part:
        acts = self.chance.choice([subject.duties, subject.bans])
        modal = self.chance.choice(_MUST if acts is subject.duties else _MUST_NOT)
        stem = self._new(lambda: f"{self._when_first()}{self.chance.choice(_WHO)} {modal}:")
        mark = self.chance.choice(["- ", "- ", "(a)", "1. "])
        rows = [label + stem, ""]
        acts = self._least_used(acts, items)
        for n, act in enumerate(acts):
            marker = {"(a)": f"- ({'abcdef'[n]}) ", "1. ": f"{n + 1}. "}.get(mark, mark)
            rows.append(f"{marker}{self._filled(act)}{self.chance.choice(['', f', {self.chance.choice(_WHEN)}'])};")
        rows[-1] = rows[-1].removesuffix(";") + "."
        self.words += sum(len(row.split()) for row in rows) - len(acts)
        return _Part(rows, self._count(len(acts) + 1))

    def _table(self, subject: _Subject) -> _Part:
        rows = ["| What | Who | How often |", "| --- | --- | --- |"]
        for act in self._least_used(subject.duties, 3):
            words = self._filled(act)
            role = self.chance.choice(list(_ROLES))
            rows.append(f"| {words[0].upper()}{words[1:]} | {{{{{role}}}}} | {self.chance.choice(_OFTEN)} |")
        self.words += sum(len(row.replace("|", " ").split()) for row in rows)
        return _Part(rows, self._count(1))

    def _rule(self, subject: _Subject) -> str:
        duty = self.chance.random() < 0.6
        modal = self.chance.choice(_MUST if duty else _MUST_NOT)
        act = self._filled(self._least_used(subject.duties if duty else subject.bans, 1)[0])
        why = self.chance.choice(["", "", f", {self.chance.choice(_WHY)}"])
        return f"{self._when_first()}{self.chance.choice(_WHO)} {modal} {act}{why}."

    def _more(self, subject: _Subject) -> str:
        text = self._filled(self._least_used(_MORE, 1)[0]).replace(
            "ACT", self._filled(self.chance.choice(subject.bans))
        )
        if "LABEL" in text:
            text = text.replace("LABEL", self.chance.choice(self.labels or ["this policy"]))
        other = self.chance.choice(self.others) if self.others else "Staff handbook"
        return text.replace("OTHER", f"[{other} policy](../{_slug(other)}/policy.md)" if self.others else other)

    def _when_first(self) -> str:
        return self.chance.choice(["", "", f"{self.chance.choice(_WHEN)}, "])

    def _filled(self, text: str) -> str:
        for name, words in _FILLERS.items():
            while name in text:
                text = text.replace(name, self.chance.choice(words), 1)
        return text.replace("ABOUT", self.about)

    def _least_used(self, templates: Sequence[str], count: int) -> list[str]:
        """Return some templates, those that were used least so far."""
        shuffled = self.chance.sample(templates, len(templates))
        chosen = sorted(shuffled, key=self.used.__getitem__)[:count]
        self.used.update(chosen)
        return chosen

    def _new(self, make: Callable[[], str]) -> str:
        """Return a sentence that this policy does not say yet, if chance finds one."""
        text = make()
        for _ in range(50):
            if text not in self.said:
                break
            text = make()
        self.said.add(text)
        return text[0].upper() + text[1:]

    def _count(self, clauses: int) -> int:
        self.clauses += clauses
        return clauses


def _body(about: str, others: Sequence[str], size: Size, chance: random.Random) -> str:
    writer = _Writer(size, chance, about, others)
    sections = min(max(1, size.clauses // 9), len(_SUBJECTS))
    subjects = [_SUBJECTS[0], *chance.sample(_SUBJECTS[1:], sections - 1)]
    rows: list[str] = []
    for n, subject in enumerate(subjects, 1):
        rows += writer.section(n, subject, round(size.clauses * n / sections) - writer.clauses)
    return "\n".join(rows).rstrip("\n") + "\n"


def _revised(body: str, chance: random.Random) -> str:
    """Return the next version of a text: some clauses say more, one item is gone, one is new."""
    rows = body.split("\n")
    sentences = [n for n, row in enumerate(rows) if row.endswith(".") and not row.startswith(("#", "|"))]
    for n in chance.sample(sentences, max(1, len(sentences) // 20)):
        rows[n] += " " + chance.choice(_REVISED).format(number=chance.randrange(2, 30))
    items = [n for n, row in enumerate(rows) if row.startswith("- ") and row[2] != "(" and row.endswith(";")]
    if len(items) > 1:
        gone, grown = chance.sample(items, 2)
        rows[grown] += f"\n- {chance.choice(_WHEN)}, ask the {{{{{chance.choice(list(_ROLES))}}}}} first;"
        del rows[gone]
    return "\n".join(rows)


def _name(chance: random.Random) -> str:
    return f"{chance.choice('ABCDEFGHJKLMNPRSTW')}. {chance.choice(_SURNAMES)}"


def _slug(words: str) -> str:
    return words.lower().replace(" ", "-")


class _Subject(NamedTuple):
    """What a section can be about; duties follow "must", bans follow "must not"."""

    title: str
    duties: tuple[str, ...]
    bans: tuple[str, ...]


_BOOK: Final = """\
title: A generated book
description: Invented policies of invented schools.
due_soon: 60d
downloads: []
compare: false
"""
_DRAFT: Final = "status: draft\n"
_ROLES: Final = {
    "headteacher": "Headteacher",
    "deputy-headteacher": "Deputy headteacher",
    "network-manager": "Network manager",
    "safeguarding-lead": "Designated safeguarding lead",
    "data-protection-lead": "Data protection lead",
    "business-manager": "School business manager",
    "chair-of-governors": "Chair of governors",
}
_AUDIENCE: Final = ("staff", "governors", "volunteers", "visitors", "contractors", "pupils", "parents")
_BODIES: Final = ("Full Governing Body", "Resources Committee", "Curriculum Committee")
_CHARGES: Final = (
    "answering questions about this policy",
    "training new staff in what this policy asks of them",
    "keeping the records that this policy needs",
    "telling governors each term how this policy is kept",
)
_NOTES: Final = (
    "Brought into line with what staff do now, after the yearly review.",
    "Clearer about who decides, as staff asked for in the survey.",
    "Adds what was learned from an incident in the spring term.",
)
_KINDS: Final = (
    ("Acceptable use", "computers, phones and the internet"),
    ("Data protection", "personal data"),
    ("Behaviour", "behaviour in and out of lessons"),
    ("Attendance", "attendance and punctuality"),
    ("Health and safety", "health and safety"),
    ("Staff conduct", "the conduct of staff"),
    ("Complaints", "complaints and concerns"),
    ("Educational visits", "trips and visits"),
    ("Remote learning", "learning at home"),
    ("Social media", "social media"),
)
_PLACES: Final = (
    "Thornbeck Larkfield Millbrow Ashcombe Hollingmere Fernhurst Oakridge Brackenhill Stonelea Willowbank Quarrydale"
    " Marshgate Elmstead Harrowell Copperfield Netherby Wrenfield Easterleigh Foxholme Saltmarsh Tilbrook Underhill"
    " Violet Windrush Yewtree"
).split()
_ENDINGS: Final = (
    "Primary School",
    "Junior School",
    "Community School",
    "High School",
    "Academy",
    "Church of England Primary School",
    "Infant School",
    "Federation",
)
_AUTHORITIES: Final = ("Northmoor County Council", "Eastvale Council", "Lowfell Borough Council")
_SURNAMES: Final = "Abara Bell Carver Dhillon Ellis Farrow Grant Hughes Iqbal Jarvis Khan Lowe Mistry Osei".split()

_MUST: Final = ("must", "must", "will", "should", "shall")
_MUST_NOT: Final = ("must not", "must not", "may not", "should not", "will not")
_WHO: Final = (
    "all members of staff",
    "staff and volunteers",
    "teachers and teaching assistants",
    "anyone who works with pupils",
    "governors",
    "visitors and contractors",
    "supply teachers",
    "every member of the school community",
)
_WHEN: Final = (
    "during the school day",
    "before the end of the working day",
    "on the school's premises",
    "on trips and visits",
    "outside working hours",
    "in rooms where pupils are present",
    "when they work from home",
    "at the start of each term",
    "whenever a pupil joins or leaves",
    "in every part of the building",
    "when the office is closed",
    "as soon as they can",
)
_WHY: Final = (
    "so that no pupil is put at risk",
    "because parents trust the school with it",
    "so that the next person finds things in order",
    "unless the {{headteacher}} has agreed in writing",
    "except in an emergency",
    "where this is practicable",
    "so that a fair decision can be made later",
    "as the law requires of every school",
    "and **never** on the word of a pupil alone",
)
_OFTEN: Final = ("Daily", "Weekly", "Every half term", "Termly", "Yearly", "Whenever it changes")
_REVISED: Final = (
    "This also holds for clubs and for the time before school.",
    "Records of this are kept for {number} months.",
    "The {{{{deputy-headteacher}}}} may allow an exception for up to {number} days.",
    "Where it is unclear, staff ask before they act and not afterwards.",
)
_FILLERS: Final = {
    "NUMBER": ("two", "three", "five", "ten", "14", "20", "28"),
    "PERIOD": ("school days", "working days", "weeks", "days"),
    "ROLE": tuple(f"{{{{{role}}}}}" for role in _ROLES),
    "PLACE": ("office", "staff room", "shared drive", "locked cabinet in the office", "school's own system"),
}
_MORE: Final = (
    "The ROLE decides in cases of doubt and writes the decision down.",
    "A record is kept in the PLACE for NUMBER PERIOD and is then destroyed.",
    "Parents are told within NUMBER PERIOD, by letter or by telephone.",
    "Nobody may ACT, whatever the circumstances.",
    "Where a pupil with special educational needs is concerned, the ROLE is asked first.",
    "If this cannot be done in time, the ROLE must be told *before* the deadline and not after it.",
    "More about ABOUT stands in the OTHER.",
    "The school asks staff about this in its yearly survey and reports the answers to governors.",
    "A breach of this rule is dealt with under the OTHER and may lead to disciplinary action.",
    "Anyone who is unsure may ask the ROLE, who answers within NUMBER PERIOD.",
    "The same holds, as LABEL says, for those who come to the school only now and then.",
    "Advice for schools about ABOUT can be found at [the council's pages](https://www.example.org/schools/advice).",
    "The ROLE checks a sample every NUMBER weeks and tells the ROLE what was found.",
    "New staff are shown this in their first week, and sign that they have understood it.",
    "It makes no difference whether the equipment belongs to the school or to the person who uses it.",
    "**Exceptions** are agreed beforehand, for at most NUMBER PERIOD, and are entered in the register in the PLACE.",
    "Governors look at the number of cases each term, without the names of those concerned.",
    "A translation of this rule can be had from the PLACE on request.",
)
_SUBJECTS: Final = (
    _Subject(
        "Purpose and scope",
        (
            "know what this policy says about ABOUT",
            "read this policy within NUMBER PERIOD of joining the school",
            "apply this policy in the same way to every pupil and every family",
            "ask the ROLE where this policy leaves a question open",
            "help others to understand why the school has rules on ABOUT",
            "tell the ROLE when this policy no longer fits what happens in practice",
        ),
        (
            "agree arrangements of their own that go against this policy",
            "treat one group of pupils less well than another",
            "put off reading this policy until something has gone wrong",
            "give outside bodies an account of ABOUT without the ROLE",
        ),
    ),
    _Subject(
        "Passwords and accounts",
        (
            "choose a password that nobody who knows them could guess",
            "lock the screen whenever they leave a computer, even for a moment",
            "change a password within NUMBER PERIOD if someone else may have seen it",
            "sign out of shared computers at the end of each lesson",
            "tell the ROLE at once about a message that asks for a password",
            "use the account that the school gave them for all school work",
        ),
        (
            "share an account or a password with a colleague or a pupil",
            "let pupils use a computer that is signed in to a member of staff",
            "write a password on paper that is kept near the computer",
            "use a school password for an account of their own",
        ),
    ),
    _Subject(
        "Email and messages",
        (
            "use the school's email for everything that concerns pupils",
            "check the address before they send anything about a pupil",
            "answer parents within NUMBER PERIOD, if only to say when a full answer will come",
            "keep messages short, polite and to the point",
            "forward a threatening or unkind message to the ROLE and keep the original",
            "protect attachments that name pupils with a password sent by other means",
        ),
        (
            "write to pupils from a private address or a private telephone",
            "open attachments from people whom they do not know",
            "send the names of several families to all of them at once",
            "conduct a quarrel by email",
        ),
    ),
    _Subject(
        "Mobile phones",
        (
            "keep private phones switched off and out of sight",
            "store phones in the PLACE until the end of the day",
            "use a school phone to call parents on a trip",
            "tell the ROLE beforehand if a family emergency makes a phone necessary",
            "hand in a phone that is found in the building to the PLACE",
            "remind visitors at the door of the rule about phones",
        ),
        (
            "take photographs of pupils with a phone of their own",
            "give pupils the number of a private phone",
            "make or take private calls where pupils can hear them",
            "look through a pupil's phone without the ROLE being present",
        ),
    ),
    _Subject(
        "Photographs and recordings",
        (
            "check the list of consents before a photograph is taken",
            "use a camera that belongs to the school",
            "move pictures to the PLACE and delete them from the camera within NUMBER PERIOD",
            "ask every adult in a picture whether it may be published",
            "name pupils in captions by their first names only",
            "take a picture down within NUMBER PERIOD when a family asks for it",
        ),
        (
            "photograph pupils in swimming or sports clothes",
            "publish a full name beside a picture",
            "keep pictures of pupils at home",
            "record a meeting without telling everyone in the room",
        ),
    ),
    _Subject(
        "Personal data",
        (
            "collect no more about a family than the school needs",
            "keep papers with names in the PLACE when they are not in use",
            "report lost papers or devices to the ROLE within NUMBER hours",
            "send requests to see a file to the ROLE on the day that they arrive",
            "shred what is no longer needed at the end of each year",
            "check who is asking before they give details by telephone",
        ),
        (
            "leave lists of names where visitors can read them",
            "copy files about pupils to a memory stick of their own",
            "discuss a family in the hearing of other parents",
            "keep data longer than the school's schedule allows",
        ),
    ),
    _Subject(
        "Social media",
        (
            "set their private accounts so that pupils and parents cannot read them",
            "think about how a remark would look in a newspaper",
            "tell the ROLE when a pupil tries to make contact with them",
            "post to the school's own pages only what the ROLE has seen",
            "ask colleagues before they mention them online",
            "report impersonation of the school to the ROLE within NUMBER hours",
        ),
        (
            "accept requests from pupils to be friends online",
            "comment on pupils, parents or colleagues",
            "give the school as their address or employer in arguments",
            "use social media during lessons for purposes of their own",
        ),
    ),
    _Subject(
        "Visitors and contractors",
        (
            "sign in at the office and wear the badge that they are given",
            "show proof of who they are on their first visit",
            "stay with the person who invited them",
            "leave the building by the main entrance and sign out",
            "follow the directions of staff in an alarm",
            "agree the hours of noisy work with the ROLE at least NUMBER PERIOD ahead",
        ),
        (
            "walk about the building alone while pupils are there",
            "use the toilets that are meant for pupils",
            "bring tools into corridors during breaks",
            "connect a device to the network without the ROLE",
        ),
    ),
    _Subject(
        "Trips and visits",
        (
            "hand in the plan of a trip at least NUMBER PERIOD ahead",
            "visit the place beforehand or ask a school that has been there",
            "carry a list of telephone numbers and medical needs",
            "count pupils whenever the group moves on",
            "call the ROLE as soon as a group is more than NUMBER minutes late",
            "write down what went wrong, however small, within NUMBER PERIOD",
        ),
        (
            "leave with fewer adults than the plan says",
            "change the route without telling the PLACE",
            "let pupils wander off in groups of fewer than three",
            "carry pupils in a private car without the right insurance",
        ),
    ),
    _Subject(
        "Reporting concerns",
        (
            "report a worry about a child to the ROLE on the same day",
            "write down what the child said in the child's own words",
            "sign and date each page of a report",
            "go to the {{chair-of-governors}} where the concern is about the {{headteacher}}",
            "ask what became of a report after NUMBER PERIOD",
            "call the emergency services first where a child is in danger",
        ),
        (
            "promise a child to keep a secret",
            "question a child beyond what is needed to understand",
            "look into a matter by themselves before they report it",
            "discuss a report with anyone but the ROLE",
        ),
    ),
    _Subject(
        "Training",
        (
            "complete the yearly training by the end of the first half term",
            "attend a refresher within NUMBER weeks of coming back from long leave",
            "tell the ROLE which training they still need",
            "pass on what they learned at the next staff meeting",
            "keep their certificates and show them on request",
            "test the plans for emergencies once a term",
        ),
        (
            "use equipment that they were not shown how to use",
            "miss required training without the agreement of the ROLE",
            "train others in matters in which they are not qualified themselves",
            "sign a register for a colleague",
        ),
    ),
    _Subject(
        "Attendance and punctuality",
        (
            "take the register within NUMBER minutes of the start of a lesson",
            "telephone home on the first morning of an absence",
            "mark late pupils as late and note the reason",
            "meet the family after NUMBER unexplained absences",
            "send work home to pupils who are ill for more than NUMBER days",
            "thank pupils whose attendance has improved",
        ),
        (
            "correct a register without initialling the change",
            "send pupils home before the end of the day",
            "grant leave for holidays in term time",
            "accept an explanation from a pupil in place of a parent's",
        ),
    ),
    _Subject(
        "First aid and medicines",
        (
            "know who the first aiders are and where the boxes hang",
            "enter every treatment in the book in the PLACE",
            "telephone parents after any blow to the head",
            "keep medicines locked away with the pupil's name on them",
            "check the dates on medicines every half term",
            "carry inhalers and injectors whenever the pupil leaves the site",
        ),
        (
            "give medicine that a doctor has not prescribed",
            "leave an injured pupil alone",
            "move a pupil who may have hurt the neck or back",
            "open the medicine cupboard while pupils are in the room",
        ),
    ),
    _Subject(
        "Rooms and equipment",
        (
            "check plugs and leads before they switch anything on",
            "leave rooms as they found them and close the windows",
            "report damage to the ROLE within NUMBER PERIOD",
            "keep corridors and fire doors free",
            "return what they borrowed on the day they said",
            "label equipment that must not be used until it is repaired",
        ),
        (
            "stand on chairs or tables to reach high shelves",
            "wedge fire doors open",
            "bring electrical equipment from home without a test",
            "lend keys or codes to anyone",
        ),
    ),
    _Subject(
        "Complaints",
        (
            "listen to a complaint before they answer it",
            "try to settle a concern with the teacher it is about",
            "acknowledge a written complaint within NUMBER PERIOD",
            "keep the papers of a complaint apart from the pupil's file",
            "offer a meeting at a time that suits working parents",
            "tell the family how to go further if they are not content",
        ),
        (
            "let a complaint affect how a pupil is treated",
            "answer for a colleague who has not been heard",
            "deal with a complaint in which they are involved themselves",
            "publish anything about a complaint that is still open",
        ),
    ),
    _Subject(
        "Monitoring and review",
        (
            "look at how this policy is kept at least once a year",
            "report the figures to governors NUMBER PERIOD before their meeting",
            "ask pupils and parents for their view before this policy is changed",
            "keep earlier versions of this policy where staff can find them",
            "compare the school's practice with that of other schools",
            "put right what a review finds within NUMBER PERIOD",
        ),
        (
            "change this policy between reviews without a decision of governors",
            "name those concerned in a report to governors",
            "let a review pass because nothing seems to have happened",
            "remove a record that a review still needs",
        ),
    ),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a book as the command line asks for it."""
    usual = Size()
    parser = argparse.ArgumentParser(description="Write a book of invented policies.")
    parser.add_argument("--policies", type=int, default=usual.policies, help="how many (default: %(default)s)")
    parser.add_argument("--clauses", type=int, default=usual.clauses, help="clauses of each (default: %(default)s)")
    parser.add_argument("--words", type=int, default=usual.words, help="words of each (default: %(default)s)")
    parser.add_argument("--versions", type=int, default=0, help="sealed versions of each (default: none)")
    parser.add_argument("--seed", type=int, default=usual.seed, help="what the chances hang on (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write; must be new or empty")
    given = vars(parser.parse_args(arguments))
    out: Path = given.pop("out")
    if min(given["policies"], given["clauses"]) < 1 or min(given["words"], given["versions"]) < 0:
        parser.error("a book has at least one policy, and a policy one clause")
    if out.exists() and any(out.iterdir()):
        parser.error(f"{out} is not empty")
    files = generate(Size(**given))
    write(files, out)
    sys.stdout.write(f"{len(files)} files in {out}\n")


if __name__ == "__main__":
    main()
