"""What `check` reports: every finding code, where it points, and that mending the file silences it."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from conftest import ROOT, SCHOOL, TODAY, Bookfolder, policy
from policybook.book import load_book, load_file, read_folder
from policybook.book.seal import seal
from policybook.book.sources import TOO_LARGE, Sources
from policybook.checking.check import Report, check_book, check_file
from policybook.checking.references import Labels, label_index, references_in
from policybook.checking.school_by_school import check_sources
from policybook.finding import Finding, Level, by_place
from policybook.messages.messages import later
from policybook.metadata import FINDING_CODES

SOURCES = sorted((ROOT / "tools/policybook").rglob("*.py"))
PATH = "hill/e-safety/policy.md"
SEALED = "hill/e-safety/versions/2026-01.md"
PAIRS = "hill/e-safety/pairs.yml"
Files = Mapping[str, str | bytes | None]


def approved(body: str = "Staff must lock their screens.\n", **fields: str) -> str:
    given = {"status": "approved", "approved": "{by: Governors, date: 2026-01}", "review": "{due: 2027-11}"}
    return policy(body, **(given | fields))


def sealed(text: str) -> str:
    """Return the text with its seal, as the file of a version has it."""
    version = load_file("", text.encode())
    head, _, body = text.partition("\n---\n")
    return f"{head}\nseal: {seal(version.front_matter, version.tree)}\n---\n{body}"


TOPICS = """\
topics:
  - {id: devices, title: Devices}
rules:
  - {id: phones, topic: devices, title: Phones in school, act: yes, says: [phone]}
"""
PHONES: Files = {
    "hill/school.yml": SCHOOL,
    PATH: policy("Staff must not use phones in school.\n\nPupils may run.\n", kind="phones"),
    "topics/phones.yml": TOPICS,
}
"""A book whose policies of the kind `phones` are understood by a topics file."""
SOUND: Files = {"hill/school.yml": SCHOOL, PATH: policy()}
"""A book with one draft and nothing wrong; a value of None in a case's files takes a file away."""
IN_FORCE: Files = {"hill/school.yml": SCHOOL, PATH: approved(), SEALED: sealed(approved())}
"""The same with its text approved and sealed."""


@dataclass(frozen=True)
class Fault:
    """A book with one fault, and what mends it."""

    code: str
    level: str
    files: Files
    """What differs from `SOUND`, or from `base`."""
    mended: Files
    """What differs from the faulty book once it is mended."""
    path: str = PATH
    line: str | None = None
    """How the line begins that the finding points to; None for a finding about a whole file or folder."""
    says: str = ""
    """Words of its message or fix."""
    base: Files = field(default_factory=lambda: SOUND)
    today: datetime.date = TODAY
    disk: Callable[[Bookfolder], None] | None = None
    """What else is done to the folder before it is read."""

    @property
    def name(self) -> str:
        return f"{self.code}: {self.says}" if self.says else self.code


def about(code: str, level: str, body: str, mended: str, line: str, says: str = "") -> Fault:
    """A fault of a policy's clauses."""
    return Fault(code, level, {PATH: policy(body)}, {PATH: policy(mended)}, line=line, says=says)


def link_out(folder: Bookfolder) -> None:
    folder.path("hill/e-safety/leak.md").symlink_to(ROOT / "README.md")


def link_to_nowhere(folder: Bookfolder) -> None:
    folder.path("hill/e-safety/odd.md").symlink_to(folder.path("nowhere.md"))


def make_huge(folder: Bookfolder) -> None:
    with folder.path(PATH).open("ab") as file:
        file.truncate(TOO_LARGE + 1)


def as_it_is(_: Bookfolder) -> None:
    """Read the folder from the disk, for what is only found there."""


WITHDRAWN = policy(status="withdrawn")
DRAFT = policy("Staff must lock their screens at once.\n")
NAMELESS = "name: Hill\npeople: {headteacher: {title: Head}}\n"

REFERENCES = """\
references:
  - {names: [Data Protection Act 1998], sort: law, since: 2018-05-25, source: S,
     successor: the Data Protection Act 2018}
  - {names: [Keeping Children Safe in Education], sort: guidance, edition: 2025, since: 2025-09, source: S,
     successor: the edition of 2025}
  - {names: [Windows 7], sort: product, successor: Windows 11, since: 2020-01, source: S}
  - {names: [MSN], sort: product, successor: Teams, since: 2027-01, source: S}
  - {names: [LSCB], sort: body, successor: partners, since: 2019-09, source: S}
"""
STATUTORY = """\
policies:
  - {id: child-protection, title: Child protection, titles: [safeguarding], basis: law, schools: [academy],
     review: annually, approved_by: the governing body, source: S}
  - {id: acceptable-use, title: Acceptable use, basis: guidance, schools: [maintained], source: S}
  - {id: homework, title: Homework, basis: usual, schools: [maintained, academy], source: S}
"""

FAULTS = [
    # Files.
    Fault("book-empty", "warning", {PATH: None}, {PATH: policy()}, "."),
    Fault("school-missing", "warning", {"hill/school.yml": None}, {"hill/school.yml": SCHOOL}, "hill", says="people"),
    Fault("working-missing", "warning", {PATH: None}, {PATH: approved()}, "hill/e-safety", base=IN_FORCE),
    Fault("file-empty", "error", {PATH: ""}, {PATH: policy()}, line=""),
    Fault("file-large", "warning", {PATH: policy("word " * 201_000)}, {PATH: policy("word " * 190_000)}, line="---"),
    Fault("file-too-large", "error", {"hill/p/policy.md": policy()}, {}, says="20 MB", disk=make_huge),
    Fault("file-unreadable", "error", {}, {}, "hill/e-safety/odd.md", disk=link_to_nowhere),
    Fault("link-outside", "error", {}, {}, "hill/e-safety/leak.md", disk=link_out),
    Fault(
        "file-misnamed",
        "error",
        {"hill/e-safety/POLICY.MD": "x"},
        {"hill/e-safety/POLICY.MD": None},
        "hill/e-safety/POLICY.MD",
        says="Call it `policy.md`.",
        disk=as_it_is,
    ),
    Fault("book-empty", "error", {PATH: None, "hill/school.yml": None}, {PATH: policy()}, ".", says="no policies"),
    Fault("policy-empty", "error", {PATH: policy("")}, {PATH: policy()}, line="---", says="no clause"),
    Fault(
        "policy-empty", "error", {PATH: policy("## Screens\n")}, {PATH: policy()}, line="---", says="nothing to publish"
    ),
    Fault(
        "policy-empty",
        "error",
        {PATH: policy("<!-- to be written -->\n\n[a]: b.md\n")},
        {PATH: policy("Ask.\n")},
        line="---",
        says="Write its text",
    ),
    Fault(
        "file-misplaced",
        "warning",
        {"hill/e-safety/old.md": "x"},
        {"hill/e-safety/old.md": None},
        "hill/e-safety/old.md",
    ),
    Fault(
        "file-misplaced", "warning", {"e-safety.md": "x"}, {"e-safety.md": None}, "e-safety.md", says="SCHOOL/e-safety/"
    ),
    Fault(
        "id-invalid",
        "error",
        {"Dale/p/policy.md": policy(), "Dale/school.yml": SCHOOL},
        {"Dale/p/policy.md": None, "Dale/school.yml": None},
        "Dale",
        says="“dale”",
    ),
    Fault(
        "id-duplicate",
        "error",
        {"hill/E-safety/policy.md": policy()},
        {"hill/E-safety/policy.md": None},
        "hill/E-safety",
    ),
    Fault(
        "encoding-invalid",
        "error",
        {PATH: policy("Le café.\n").encode("latin-1")},
        {PATH: policy("Le café.\n")},
        line="Le caf",
    ),
    Fault(
        "version-name-invalid",
        "error",
        {"hill/e-safety/versions/new.md": sealed(approved())},
        {"hill/e-safety/versions/new.md": None},
        "hill/e-safety/versions/new.md",
        base=IN_FORCE,
    ),
    Fault(
        "version-date-differs",
        "error",
        {SEALED: sealed(approved(approved="{by: Governors, date: 2026-02}"))},
        {SEALED: sealed(approved())},
        SEALED,
        "approved:",
        "2026-02",
        base=IN_FORCE,
    ),
    # Front matter.
    Fault(
        "front-matter-invalid", "error", {PATH: policy(kind="E Safety")}, {PATH: policy(kind="e-safety")}, line="kind:"
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {PATH: policy(school="dale")},
        {PATH: policy(school="hill")},
        line="school:",
        says="stands in the folder of hill",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"hill/school.yml": SCHOOL + "heads: 2\n"},
        {"hill/school.yml": SCHOOL},
        "hill/school.yml",
        "heads:",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"hill/school.yml": "phase: primary\npeople: {headteacher: {name: A. Head}}\n"},
        {"hill/school.yml": SCHOOL},
        "hill/school.yml",
        "phase",
        says="The school has no name",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"book.yml": "due_soon: soon\n"},
        {"book.yml": "due_soon: 30 days\n"},
        "book.yml",
        "due_soon",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"book.yml": "levels:\n  section-empty: eror\n"},
        {"book.yml": "levels:\n  section-empty: error\n"},
        "book.yml",
        "  section-empty",
        "“eror” must be",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"book.yml": "levels:\n  review-overdu: off\n"},
        {"book.yml": "levels:\n  review-overdue: off\n"},
        "book.yml",
        "  review-overdu",
        "Did you mean `review-overdue`?",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"book.yml": "levels:\n  xyz: off\n"},
        {"book.yml": "levels: {}\n"},
        "book.yml",
        "  xyz",
        "“xyz” is no code of a finding",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"hill/school.yml": SCHOOL + "phaze:\n"},
        {"hill/school.yml": SCHOOL + "phase:\n"},
        "hill/school.yml",
        "phaze:",
        "`phase`",
    ),
    Fault(
        "front-matter-invalid",
        "error",
        {"hill/school.yml": ""},
        {"hill/school.yml": SCHOOL},
        "hill/school.yml",
        "",
        "The school has no name",
    ),
    Fault("owner-missing", "error", {PATH: policy(owner="")}, {PATH: policy()}, line="---", says="owner: {role"),
    Fault("owner-missing", "error", {PATH: policy(owner="{}")}, {PATH: policy()}, line="owner:"),
    Fault(
        "owner-unnamed",
        "note",
        {"hill/school.yml": NAMELESS},
        {"hill/school.yml": SCHOOL},
        line="owner:",
        says="the Head,",
    ),
    Fault(
        "owner-unnamed",
        "note",
        {"hill/school.yml": SCHOOL.replace("A. Head", "TBC")},
        {"hill/school.yml": SCHOOL},
        line="owner:",
        says="Headteacher",
    ),
    Fault(
        "owner-unnamed",
        "note",
        {PATH: policy(owner="{role: Chair of governors}")},
        {PATH: policy(owner="{role: Chair of governors, name: C. Chair}")},
        line="owner:",
        says="Chair of governors",
    ),
    Fault(
        "owner-unnamed",
        "note",
        {PATH: policy(owner="{role: Chair of governors, name: To be appointed}")},
        {PATH: policy(owner="{role: headteacher, name: TBC}")},  # the directory knows the name
        line="owner:",
        says="Chair of governors",
    ),
    Fault(
        "role-unknown", "error", {PATH: policy(owner="{role: bursar, name: B. Name}")}, {PATH: policy()}, line="owner:"
    ),
    Fault(
        "role-unknown",
        "error",
        {PATH: policy(responsible="[{role: headteacher}, {role: bursar}]")},
        {PATH: policy(responsible="[{role: headteacher}, {role: The bursar}]")},
        line="responsible:",
        says="bursar",
    ),
    about(
        "role-unknown",
        "error",
        "Ask the {{bursar}}.\n",
        "Ask the {{headteacher}}.\n",
        "Ask",
        "headteacher, network-manager",
    ),
    Fault(
        "link-broken",
        "warning",
        {PATH: policy(related="[data-protection]")},
        {"hill/data-protection/policy.md": policy()},
        line="related:",
    ),
    # Reviews and approval.
    Fault(
        "review-overdue",
        "error",
        {},
        {PATH: approved(review="{due: 2027-12}"), SEALED: sealed(approved(review="{due: 2027-12}"))},
        SEALED,
        "review:",
        "by 1 day",
        IN_FORCE,
        datetime.date(2027, 12, 1),
    ),
    Fault(
        "review-due-soon",
        "warning",
        {},
        {PATH: approved(review="{due: 2028-12}"), SEALED: sealed(approved(review="{due: 2028-12}"))},
        SEALED,
        "review:",
        "today",
        IN_FORCE,
        datetime.date(2027, 11, 30),
    ),
    Fault(
        "review-undated",
        "warning",
        {PATH: approved(review=""), SEALED: sealed(approved(review=""))},
        {PATH: approved(), SEALED: sealed(approved())},
        SEALED,
        "---",
    ),
    Fault(
        "approval-undated",
        "warning",
        {
            PATH: approved(approved="{by: Governors}"),
            SEALED: None,
            "hill/e-safety/versions/undated.md": sealed(approved(approved="{by: Governors}")),
        },
        {PATH: approved(), SEALED: sealed(approved()), "hill/e-safety/versions/undated.md": None},
        "hill/e-safety/versions/undated.md",
        "approved:",
        base=IN_FORCE,
    ),
    Fault(
        "approval-unrecorded",
        "warning",
        {PATH: approved()},
        {SEALED: sealed(approved())},
        line="status:",
        says="policybook approve hill/e-safety",
    ),
    Fault(
        "edited-after-approval",
        "error",
        {PATH: approved("Staff must lock all screens.\n")},
        {PATH: approved()},
        line="status:",
        says="2026-01",
        base=IN_FORCE,
    ),
    Fault(
        "seal-missing", "error", {SEALED: approved()}, {SEALED: sealed(approved())}, SEALED, "status:", base=IN_FORCE
    ),
    Fault(
        "seal-broken",
        "error",
        {SEALED: sealed(approved()).replace("must", "may")},
        {SEALED: sealed(approved())},
        SEALED,
        "seal:",
        base=IN_FORCE,
    ),
    Fault(
        "pair-unknown",
        "warning",
        {PAIRS: 'same:\n  - {before: "Nothing like it", after: "Staff must"}\n'},
        {PAIRS: 'same:\n  - {before: "Staff must", after: "Staff must"}\n'},
        PAIRS,
        "  - {before",
        "Nothing like it",
        base=IN_FORCE,
    ),
    Fault(
        "pair-unknown",
        "warning",
        {PAIRS: "about:\n  - {clause: Staff must not, rule: fones}\n"},
        {PAIRS: "about:\n  - {clause: Staff must not, rule: phones}\n"},
        PAIRS,
        "  - {clause",
        "Did you mean `phones`?",
        PHONES,
    ),
    Fault(
        "pair-impossible",
        "warning",
        {PAIRS: "same:\n  - {before: Staff must, after: Staff must}\ndifferent:\n  - {before: Staff, after: Staff}\n"},
        {PAIRS: "same:\n  - {before: Staff must, after: Staff must}\n"},
        PAIRS,
        "  - {before: Staff, ",
        "the opposite",
        base=IN_FORCE,
    ),
    Fault(
        "withdrawal-undated",
        "warning",
        {PATH: WITHDRAWN},
        {PATH: policy(status="withdrawn", effective="2026-01")},
        line="status:",
        base=IN_FORCE,
    ),
    Fault(
        "change-note-missing",
        "warning",
        {PATH: DRAFT},
        {PATH: policy("Staff must ask.\n", change_note="Clearer.")},
        line="status:",
        base=IN_FORCE,
    ),
    Fault(
        "withdrawal-announced",
        "note",
        {PATH: policy(status="withdrawn", effective="2027-01")},
        {PATH: policy(status="withdrawn", effective="2026-11-21")},
        line="effective:",
        says="January 2027",
        base=IN_FORCE,
    ),
    Fault(
        "change-note-stale",
        "warning",
        {PATH: policy("Staff must ask.\n", change_note="Clearer."), SEALED: sealed(approved(change_note="Clearer."))},
        {PATH: policy("Staff must ask.\n", change_note="Clearer still.")},
        line="change_note:",
        says="2026-01",
        base=IN_FORCE,
    ),
    Fault(
        "nothing-in-force",
        "note",
        {},
        {PATH: approved(), SEALED: sealed(approved())},
        line="status:",
        says="a draft",
    ),
    # Law, guidance and products.
    Fault(
        "reference-superseded",
        "warning",
        {PATH: policy("Staff must keep to the Data Protection Act 1998.\n"), "references.yml": REFERENCES},
        {PATH: policy("Staff must keep to the Data Protection Act 2018.\n")},
        line="Staff",
        says="on 25 May 2018; in its place is the Data Protection Act 2018",
    ),
    Fault(
        "reference-superseded",
        "warning",
        {PATH: policy("As Keeping children safe in education (DfE, 2016) says.\n"), "references.yml": REFERENCES},
        {PATH: policy("As Keeping children safe in education (DfE, 2025) says.\n")},
        line="As",
        says="“Keeping children safe in education” of 2016",
    ),
    Fault(
        "reference-superseded",
        "warning",
        {PATH: policy("Laptops have Windows 7.\n"), "references.yml": REFERENCES},
        {PATH: policy("Laptops have Windows 70, or Windows 7000.\n")},
        line="Laptops",
        says="lost its maker's support in January 2020",
    ),
    Fault(
        "term-duplicate",
        "warning",
        {"hill/glossary.yml": "terms:\n  - {term: MIS, text: One.}\n  - {term: Records, forms: [mis], text: Two.}\n"},
        {"hill/glossary.yml": "terms:\n  - {term: MIS, text: One.}\n  - {term: Records, forms: [IMS], text: Two.}\n"},
        "hill/glossary.yml",
        line="  - {term: Records",
        says="“mis” is explained twice; the explanation of “MIS” is used.",
    ),
    Fault(
        "statutory-missing",
        "warning",
        {"hill/school.yml": SCHOOL + "type: academy\n", "statutory.yml": STATUTORY},
        {"hill/safe/policy.md": policy(title="Our Safeguarding and welfare policy")},
        "hill/school.yml",
        says="Law requires academies to have “Child protection” (reviewed annually, approved by the governing body)",
    ),
    Fault(
        "statutory-missing",
        "note",
        {"hill/school.yml": SCHOOL + "type: maintained\n", "statutory.yml": STATUTORY, PATH: policy(title="ICT")},
        {PATH: policy(title="ICT", kind="acceptable-use")},
        "hill/school.yml",
        says="Guidance expects maintained schools to have “Acceptable use”",
    ),
    # Facts worth a second look.
    Fault(
        "person-unknown",
        "note",
        {PATH: policy("Tell Mrs Cole at once.\n")},
        {PATH: policy("Tell Mrs Manager at once.\n")},
        line="Tell",
        says="The clause names Mrs Cole, whom",
    ),
    Fault(
        "person-unknown",
        "note",
        {PATH: policy("Passwords are kept by Alan Coleridge.\n")},
        {"hill/school.yml": SCHOOL + "  caretaker: {name: A. Coleridge}\n"},
        line="Passwords",
        says="The clause names Alan Coleridge, whom",
    ),
    Fault(
        "person-role-differs",
        "note",
        {PATH: policy("Ask the Head Teacher, Mr Manager.\n")},
        {PATH: policy("Ask the Head Teacher, Mr Head.\n")},
        line="Ask",
        says="The clause names Mr Manager as Headteacher; in the school's directory that is A. Head.",
    ),
    Fault(
        "person-role-differs",
        "note",
        {PATH: policy("Alan Coleridge (Network Manager) decides.\n")},
        {PATH: policy("Nora Manager (Network Manager) decides.\n")},
        line="Alan",
        says="names Alan Coleridge as Network manager; in the school's directory that is N. Manager",
    ),
    Fault(
        "date-past",
        "note",
        {PATH: policy("From September 2016 we will lock screens.\n")},
        {PATH: policy("Since September 2016 we have locked screens.\n")},
        line="From",
        says="“From September 2016”, which is 10 years past",
    ),
    Fault(
        "price-stated",
        "note",
        {PATH: approved("A lost key costs £12.50, or £20.\n", review="{due: 2026-10}"), SEALED: None},
        {PATH: approved("A lost key costs £12.50, or £20.\n", review="{due: 2028-10}")},
        line="A lost",
        says="states a price, £12.50, the first of 2 in this text.",
        base=IN_FORCE,
    ),
    # Headings.
    about("heading-level", "warning", "# Email\n\nAsk.\n", "## Email\n\nAsk.\n", "# Email", "one #"),
    about(
        "heading-level",
        "warning",
        "## A\n\n### B\n\n#### C\n\n##### D\n\nAsk.\n",
        "## A\n\n### B\n\n#### C\n\nAsk.\n",
        "#####",
        "5 levels deep",
    ),
    about(
        "heading-skipped",
        "warning",
        "## A\n\n#### B\n\nAsk.\n",
        "## A\n\n### B\n\nAsk.\n",
        "####",
        "Write it with ###.",
    ),
    about("heading-empty", "warning", "##\n\nAsk.\n", "## A\n\nAsk.\n", "##"),
    about("heading-in-list", "warning", "- ## A\n", "- A\n", "- ##"),
    about("section-empty", "warning", "## A\n\n## B\n\nAsk.\n", "## A\n\nAsk.\n\n## B\n\nAsk.\n", "## A", "“A”"),
    # Clauses.
    about("clause-empty", "warning", "- Ask.\n-\n", "- Ask.\n- Wait.\n", "-"),
    about(
        "clause-id-duplicate", "error", "Ask. {#a}\n\nWait. {#a}\n", "Ask. {#a}\n\nWait. {#b}\n", "Wait.", "on line 7"
    ),
    about(
        "clause-duplicate",
        "note",
        "Staff must lock all screens.\n\n- *Staff* must lock all screens\n",
        "Staff must lock all screens.\n\n- Staff must lock all doors\n",
        "- *Staff*",
        "on line 7",
    ),
    Fault(
        "clause-repeated",
        "note",
        {
            PATH: policy(
                "Staff lock each screen before they leave the room.\n\n"
                "All staff lock every screen before leaving the room.\n\n"
                "All staff lock their screens before they leave a room.\n",
                kind="phones",
            )
        },
        {PATH: policy("Staff lock each screen before they leave the room.\n", kind="phones")},
        line="All staff lock their",
        says="as the clause on line 8",
        base=PHONES,
    ),
    Fault(
        "kind-missing",
        "note",
        {PATH: policy("Pupils may run.\n")},
        {PATH: policy("Pupils may run.\n", kind="running")},
        line="title:",
        says="the book has topics for phones",
        base=PHONES,
    ),
    Fault(
        "contradiction",
        "note",
        {PATH: policy("Staff must not use phones.\n\nStaff may use phones at break times.\n", kind="phones")},
        {
            PATH: policy(
                "Staff must not use phones in lessons.\n\nStaff may use phones at break times.\n", kind="phones"
            )
        },
        line="Staff may",
        says="what the clause on line 8 forbids: Phones in school",
        base=PHONES,
    ),
    Fault(
        "messages-invalid",
        "warning",
        {"messages/en.yml": "schools:\n  titel: Our schools\n"},
        {"messages/en.yml": "schools:\n  title: Our schools\n"},
        "messages/en.yml",
        "  titel",
        "the nearest is “schools.title”",
    ),
    Fault(
        "messages-missing",
        "note",
        {"book.yml": "language: cy\n"},
        {"book.yml": "language: en\n"},
        "book.yml",
        says="are not in `cy`",
    ),
    Fault(
        "topics-invalid",
        "error",
        {"topics/phones.yml": TOPICS.replace("[phone]", "[telephone]")},
        {"topics/phones.yml": TOPICS},
        "topics/phones.yml",
        "  - {id: phones",
        "“telephone” is no concept",
        base=PHONES,
    ),
    about(
        "label-duplicate",
        "warning",
        "3.1 Ask.\n\n3.1 Wait.\n",
        "3.1 Ask.\n\n3.2 Wait.\n",
        "3.1 Wait",
        "clause 3.1 on line 7",
    ),
    about("label-duplicate", "warning", "1. Ask.\n1. Wait.\n2. Go.\n", "1. Ask.\n2. Wait.\n3. Go.\n", "1. Wait"),
    about(
        "label-duplicate",
        "warning",
        "## 3. A\n\nAsk.\n\n## 3. B\n\nAsk.\n",
        "## 3. A\n\nAsk.\n\n## 4. B\n\nAsk.\n",
        "## 3. B",
    ),
    about(
        "label-skipped",
        "note",
        "1. Ask.\n2. Wait.\n4. Go.\n",
        "1. Ask.\n2. Wait.\n3. Go.\n",
        "4. Go",
        "from “2” to “4”",
    ),
    about("label-skipped", "note", "3. Ask.\n4. Wait.\n", "1. Ask.\n2. Wait.\n", "3. Ask", "begin at “3”"),
    about("label-skipped", "note", "3.1 Ask.\n\n3.4 Go.\n", "3.1 Ask.\n\n3.2 Go.\n", "3.4", "from “3.1” to “3.4”"),
    about("label-skipped", "note", "(i) Ask.\n\n(iii) Go.\n", "(i) Ask.\n\n(ii) Go.\n", "(iii)"),
    about("label-skipped", "note", "a) Ask.\n\nc) Go.\n", "a) Ask.\n\nb) Go.\n", "c)"),
    about(
        "label-skipped", "note", "## 1. A\n\nAsk.\n\n## 3. B\n\nAsk.\n", "## 1. A\n\nAsk.\n\n## 2. B\n\nAsk.\n", "## 3."
    ),
    about("label-inside-paragraph", "warning", "3.1 Ask.\n3.2 Wait.\n", "3.1 Ask.\n\n3.2 Wait.\n", "3.2", "blank line"),
    about("lazy-continuation", "warning", "- Ask\nand wait.\n", "- Ask\n  and wait.\n", "and wait"),
    about("indented-code", "warning", "Ask.\n\n    Wait.\n", "Ask.\n\nWait.\n", "    Wait"),
    about(
        "html-removed", "warning", "Ask.\n\n<script>go()</script>\n", "Ask.\n\n<p>Wait</p>\n", "<script>", "<script>"
    ),
    about(
        "html-unclosed", "warning", "Ask.\n\n<!-- Wait.\n\nGo.\n", "Ask.\n\n<!-- Wait. -->\n\nGo.\n", "<!--", "`-->`"
    ),
    about("html-removed", "warning", "<!DOCTYPE html>\n\nAsk.\n", "Ask.\n", "<!DOCTYPE", "<!DOCTYPE>"),
    about(
        "code-unclosed",
        "warning",
        "```\nAsk.\n\nWait.\n",
        "```\nAsk.\n```\n\nWait.\n",
        "```",
        "all below it is read as code",
    ),
    about(
        "table-row-long",
        "warning",
        "| a | b |\n|---|---|\n| c | d | e |\n",
        "| a | b |\n|---|---|\n| c | d \\| e |\n",
        "| c",
        "columns: 2",
    ),
    about("label-counted", "note", "1. Ask.\n1. Wait.\n1. Go.\n", "1. Ask.\n2. Wait.\n3. Go.\n", "1. Ask", "1 to 3"),
    about("nesting-too-deep", "warning", "- " * 60 + "Ask.\n", "- " * 40 + "Ask.\n", "- -", "50"),
    # Links.
    about("link-broken", "warning", "See [x](#gone).\n", "See [x](#here).\n\nThere. {#here}\n", "See", "“#gone”"),
    about("link-broken", "warning", "See [x](gone.md).\n", "See [x](policy.md).\n", "See", "“gone.md”"),
    about(
        "link-broken",
        "warning",
        "See [x](policy.md#gone).\n",
        "See [x](policy.md#here).\n\nThere. {#here}\n",
        "See",
        "“gone”",
    ),
    about(
        "link-broken",
        "warning",
        "See [x](../../../hill/e-safety/policy.md).\n",
        "See [x](../../hill/e-safety/policy.md).\n",
        "See",
        "“../../../hill",
    ),
    about("link-broken", "warning", "See [x](../../../secret.md).\n", "See [x](../e-safety/policy.md).\n", "See"),
    about("link-broken", "warning", "See ![x](gone.png).\n", "See ![x](https://example.org/x.png).\n", "See"),
    about("link-broken", "warning", "See <a href='gone.md'>x</a>.\n", "See <a href='policy.md'>x</a>.\n", "See"),
    about(
        "link-broken",
        "warning",
        "See <a href='http://['>x</a>.\n",
        "See <a href='http://x'>x</a>.\n",
        "See",
        "no address",
    ),
    about(
        "link-broken", "warning", "3.1 As in 3.2.\n\n3.2 See 3.9.\n", "3.1 As in 3.2.\n\n3.2 See 3.1.\n", "3.2", "“3.9”"
    ),
    about("link-broken", "warning", "## 1. A\n\nSee section 4.\n", "## 1. A\n\nSee section 1.\n", "See", "“4”"),
    about(
        "link-broken",
        "warning",
        "See Appendix 2.\n",
        "See Appendix 2.\n\n## Appendix 2: Form\n\nSign.\n",
        "See",
        "“Appendix 2”",
    ),
    about(
        "link-broken",
        "warning",
        "3.1 See 3.1 and 9.9.\n",
        "3.1 See 3.1 and 9.9.\n\n9.9 Ask.\n",
        "3.1 See",
        "“9.9”",
    ),
    about(
        "link-broken",
        "warning",
        "## 1. A\n\n(a) Ask.\n\n(b) Wait.\n\n## 2. B\n\n(a) As in clause (b).\n",
        "## 1. A\n\n(a) Ask.\n\n(b) Wait.\n\n## 2. B\n\n(a) As in clause (b) of section 1.\n",
        "(a) As",
        "nothing in its section has that number",
    ),
    about(
        "link-broken",
        "warning",
        "(a) As in clause (c).\n\n(b) Ask.\n",
        "(a) As in clause (b).\n\n(b) Ask.\n",
        "(a)",
        "“(c)”",
    ),
]


def files_of(*layers: Files) -> dict[str, str | bytes]:
    merged: dict[str, str | bytes | None] = {}
    for layer in layers:
        merged |= layer
    return {path: text for path, text in merged.items() if text is not None}


def check(files: Mapping[str, str | bytes], today: datetime.date = TODAY) -> Report:
    data = {path: text.encode() if isinstance(text, str) else text for path, text in sorted(files.items())}
    return check_book(load_book(Sources(data)), today)


def faults(report: Report) -> list[Finding]:
    """Return the findings, but for the note that a draft is not in force."""
    return [finding for finding in report.findings if finding.code != "nothing-in-force"]


def report_of(fault: Fault, book: Callable[..., Bookfolder]) -> tuple[Report, Mapping[str, str | bytes]]:
    files = files_of(fault.base, fault.files)
    if fault.disk is None:
        return check(files, fault.today), files
    folder = book(files)
    fault.disk(folder)
    return folder.check(fault.today), files


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_is_found_where_it_is(fault: Fault, book: Callable[..., Bookfolder]) -> None:
    report, files = report_of(fault, book)
    found = [
        f
        for f in report.findings
        if (f.code, f.path) == (fault.code, fault.path) and fault.says in f"{f.message} {f.fix}"
    ]
    assert len(found) == 1, report.findings
    assert found[0].level == fault.level
    assert found[0].message.endswith((".", "]"))
    if fault.line is None:
        assert found[0].line is None
        return
    text = files[fault.path]
    rows = (text if isinstance(text, str) else text.decode(errors="replace")).split("\n")
    assert found[0].line is not None
    assert rows[found[0].line - 1].startswith(fault.line)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_mended_fault_is_no_longer_found(fault: Fault, book: Callable[..., Bookfolder]) -> None:
    report = check(files_of(fault.base, fault.files, fault.mended), fault.today)
    assert fault.code not in {f.code for f in report.findings if f.path == fault.path}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_is_found_school_by_school_too(fault: Fault, book: Callable[..., Bookfolder]) -> None:
    folder = book(files_of(fault.base, fault.files))
    if fault.disk:
        fault.disk(folder)
    assert check_sources(read_folder(folder.root), fault.today) == folder.check(fault.today)


def test_sound_books_have_no_findings() -> None:
    assert faults(check(files_of(SOUND))) == []
    assert check(files_of(IN_FORCE)).findings == ()


# Every code.


def codes_in_source() -> dict[str, str]:
    """Return every finding code that the package makes, with the file that makes it."""
    found: dict[str, str] = {}
    for path in SOURCES:
        for code in _codes(ast.parse(path.read_text(encoding="utf-8"))):
            found[code] = str(path.relative_to(ROOT))
    return found


def _codes(module: ast.Module) -> Iterator[str]:
    """Yield the codes given to what makes findings, and those kept in a name that says so.

    Whatever makes findings is given a code and, after it, a level.
    """
    for node in ast.walk(module):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            levels = [n for n, argument in enumerate(node.args) if ast.unparse(argument).startswith("Level.")]
            values = node.args[: levels[0]] if levels else []
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value and any(isinstance(t, ast.Name) and t.id.lower() == "code" for t in targets):
                values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
        for value in values:
            text = value.value if isinstance(value, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+|contradiction", text):
                yield text


def test_the_codes_of_the_package_are_collected() -> None:
    found = codes_in_source()
    assert len(found) > 40
    # One from each way of making a finding.
    assert {
        "file-empty",
        "heading-level",
        "seal-broken",
        "link-broken",
        "label-skipped",
        "front-matter-invalid",
    } <= set(found)


def test_every_code_of_the_package_has_a_case() -> None:
    missing = {code: path for code, path in codes_in_source().items() if code not in {fault.code for fault in FAULTS}}
    assert not missing, "add a Fault for each of these to FAULTS"


def test_every_case_is_of_a_code_of_the_package() -> None:
    assert {fault.code for fault in FAULTS} <= set(codes_in_source())


def test_the_book_s_settings_know_every_code() -> None:
    assert sorted(FINDING_CODES) == sorted(codes_in_source())


def test_the_codes_that_others_rely_on_are_there() -> None:
    fixed = {
        "front-matter-invalid", "review-overdue", "review-due-soon", "review-undated", "owner-missing", "role-unknown",
        "approval-unrecorded", "seal-broken", "edited-after-approval", "label-duplicate", "clause-duplicate",
        "link-broken", "contradiction",
    }  # fmt: skip
    assert fixed <= set(codes_in_source())


# What is no fault.


@pytest.mark.parametrize(
    "body",
    [
        # Labels.
        "1. Ask.\n2. Wait.\n\nOr:\n\n1. Go.\n2. Stay.\n",
        "## 1. A\n\n(a) Ask.\n\n## 2. B\n\n(a) Ask.\n",
        "## Part 1\n\n### 1. A\n\nAsk.\n\n## Part 2\n\n### 1. B\n\nAsk.\n",
        "(i) a\n\n(ii) b\n\n(iii) c\n\n(iv) d\n\n(v) e\n\n(vi) f\n",
        "a) a\n\nb) b\n\nc) c\n",
        "".join(f"{letter}) Ask.\n\n" for letter in "abcdefghijklmnopqrstuvwxyz"),
        "".join(f"({number}) Ask.\n\n" for number in "i ii iii iv v vi vii viii ix x xi xii".split()),
        "".join(f"{number}. Ask.\n" for number in range(1, 20)),
        "## 13 Network\n\nAsk.\n",
        "3.1 Ask.\n\n3.1.1 Ask.\n\n3.2 Wait.\n",
        "3.1 Ask:\n\n(a) one\n\n(b) two\n\n3.2 Wait:\n\n(a) three\n\n(b) four\n",
        "1) Ask:\n\n(a) one\n\n2) Wait:\n\n(a) two\n",
        "(a) one\n\n(i) two\n\n(ii) three\n\n(b) four\n\n(i) five\n",
        "Staff may:\n\n(a) ask\n\n(b) wait\n\nPupils may:\n\n(a) ask\n",
        "Staff may:\n\n(a) ask\n\nOr else:\n\n(b) wait\n",
        "3.1 Ask\n\n(a) one\n\n3.2 Wait\n\n(b) two\n",
        "1. Ask.\n\nOr so.\n\n2. Wait.\n",
        "- 3.1 Ask\n- (a) one\n- 3.2 Wait\n- (a) two\n",
        # Clauses that say the same after different stems, or say next to nothing.
        "Staff must:\n\n- lock all of the screens\n\nPupils must:\n\n- lock all of the screens\n",
        "- in all of school\n- and\n- and\n",
        "Ask the head first.\n\nAsk the head first.\n",
        # Links.
        "See [x](https://example.org), [y](mailto:a@example.org) and [z](//example.org/a).\n",
        "See [x](#staff-lock-screens).\n\nStaff must lock their screens.\n",
        "See [x](policy.md#%61bc).\n\nThere. {#abc}\n",
        # References to other documents, quantities and years.
        "As in section 3 of the Education Act and paragraph 12 of the guidance.\n",
        "See section 175 (2) of the Education Act 2002.\n",
        "Keep them for clause 9 days, rule 4 weeks and point 5 % of it.\n",
        "See 4 pupils.\n",
        "Section 17 support, a Section 17 plan, the Section 11 audit and Section 47 enquiries.\n",
        "Under Section 17 (Children Act 1989), and the Children Act 2004, section 11.\n",
        "As sections 17 and 47 of the Children Act say.\n",
        "## 1. A\n\nAsk: section 1 and 20 pupils; see 9.30 am; points (all).\n",
        # A number in brackets is one of its own section; a list writes it without.
        "## 1. A\n\na. Ask.\n\nb. As in paragraph (a).\n\n## Section 2: B\n\nAs in section 2 or 1.\n",
        "Schedule a meeting. Appendix of forms.\n",
        # Ends of ranges are labels too.
        "3.1 See 3.2.\n\n3.2 See section 3.1.\n",
    ],
)
def test_what_is_no_fault(body: str) -> None:
    report = check({"hill/school.yml": SCHOOL, PATH: policy(body)})
    assert not faults(report)


def test_a_label_that_several_clauses_have_is_no_target_for_a_link() -> None:
    text = policy("## 1. A\n\n(a) Ask.\n\n(b) Wait.\n\n## 2. B\n\n(a) Go.\n\n3.7 Stay.\n")
    assert set(label_index(load_file("", text.encode()).tree)) == {"1", "2", "(b)", "3.7"}


def test_a_reference_means_the_nearest_clause_of_its_section() -> None:
    text = policy("## 1. A\n\n(a) Ask.\n\n## 2. B\n\n(a) Go.\n\nAs in clause (a), and clause (a) of section 1.\n")
    tree = load_file("", text.encode()).tree
    position = len(tree) - 1
    here, there, section = references_in(tree.nodes[position].text)
    found = [Labels(tree).find(reference, position) for reference in (here, there, section)]
    assert [tree.nodes[n].text for n in found if n is not None] == ["Go.", "Ask.", "A"]


def test_a_role_in_the_directory_or_a_plain_title_is_known() -> None:
    text = policy(
        "Ask the {{headteacher}} or {{ network-manager }}.\n", owner="{role: Chair of governors, name: C. Chair}"
    )
    assert not faults(check({"hill/school.yml": SCHOOL, PATH: text}))


def test_a_related_document_that_is_no_policy_is_named_in_words() -> None:
    text = policy(related="[Keeping children safe in education, e-safety, handbook]")
    assert not faults(check({"hill/school.yml": SCHOOL, PATH: text}))


# What `check` does with findings.


def test_what_was_edited_after_approval_is_named() -> None:
    before = "## 1. Email\n\n3.1 Staff must ask. {#ask}\n\n3.2 Staff may wait. {#wait}\n\nSee [x](a.md). {#x}\n"
    after = "## 1. Email\n\n3.1 Staff must tell. {#ask}\n\n3.4 New.\n\nSee [x](b.md). {#x}\n"
    files = {"hill/school.yml": SCHOOL, SEALED: sealed(approved(before))}
    report = check({**files, PATH: approved(after, title="Safety", audience="[staff]")})
    (finding,) = [f for f in report.findings if f.code == "edited-after-approval"]
    for words in (
        "“title” differs",
        "“audience” differs",
        "has other words",
        "is new",
        "links elsewhere",
        "and 1 more",
    ):
        assert words in finding.message


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("3.1 Ask. {#a}\n", "3.1 Tell. {#a}\n", "clause 3.1 on line 9 has other words"),
        ("3.1 Ask. {#a}\n", "3.2 Ask. {#a}\n", "clause 3.2 on line 9 was numbered 3.1"),
        ("Ask. {#a}\n", "3.2 Ask. {#a}\n", "clause 3.2 on line 9 had no number"),
        ("[Ask](a.md). {#a}\n", "[Ask](b.md). {#a}\n", "links elsewhere"),
        ("Ask.\n", "Ask.\n\nWait.\n", "clause on line 11 is new"),
        ("Ask.\n\n(b) Wait.\n", "Ask.\n", "clause (b) “Wait.” is gone"),
        ("- a {#a}\n- b {#b}\n", "- b {#b}\n- a {#a}\n", "another order"),
        ("- a {#a}\n- b {#b}\n", "- a {#a}\n  - b {#b}\n", "another depth"),
    ],
)
def test_each_edit_after_approval_is_put_in_words(before: str, after: str, words: str) -> None:
    report = check({"hill/school.yml": SCHOOL, SEALED: sealed(approved(before)), PATH: approved(after)})
    (finding,) = [f for f in report.findings if f.code == "edited-after-approval"]
    assert words in finding.message


def test_what_a_seal_does_not_cover_may_be_edited() -> None:
    text = approved("**Staff** must lock\ntheir screens.\n", change_note="A note.", version="'2'")
    assert not check({**files_of(IN_FORCE), PATH: text}).findings


def test_an_undated_version_that_a_dated_one_superseded_is_fine() -> None:
    undated = sealed(approved("Staff must ask.\n", approved="{by: Governors}"))
    assert not check({**files_of(IN_FORCE), "hill/e-safety/versions/undated.md": undated}).findings


def test_sealed_texts_are_not_nagged_about_what_nobody_may_edit() -> None:
    odd = approved("# A\n\n1. Ask.\n3. Wait.\n")
    report = check({"hill/school.yml": SCHOOL, SEALED: sealed(odd), PATH: approved()})
    assert {f.code for f in report.findings if f.path == SEALED} == set()


def test_a_sealed_text_that_cannot_be_read_is_an_error() -> None:
    report = check({**files_of(IN_FORCE), SEALED: sealed(approved()).replace("kind", "kind").encode() + b"\xff"})
    assert "encoding-invalid" in {f.code for f in report.findings if f.path == SEALED}


def test_the_book_sets_levels() -> None:
    files = files_of(SOUND, {PATH: policy("# A\n\nAsk.\n\n## B\n")})
    assert [(f.code, f.level) for f in faults(check(files))] == [
        ("heading-level", "warning"),
        ("section-empty", "warning"),
    ]
    files["book.yml"] = "levels: {heading-level: off, section-empty: error}\n"
    assert [(f.code, f.level) for f in faults(check(files))] == [("section-empty", "error")]


def test_only_the_policies_asked_for_are_checked() -> None:
    other = {"hill/other/policy.md": policy("# A\n\nAsk.\n"), "dale/p/policy.md": policy(), "stray.md": "x"}
    book = load_book(
        Sources({path: text.encode() for path, text in sorted({**SOUND, **other}.items()) if isinstance(text, str)})
    )
    report = check_book(book, TODAY, only=["hill/other"])
    assert list(report.reviews) == ["hill/other"]
    assert {f.policy for f in report.findings} == {"hill/other"}
    assert {f.policy for f in check_book(book, TODAY).findings} == {"", "dale", "dale/p", "hill/e-safety", "hill/other"}


def test_findings_are_in_reading_order() -> None:
    files = {"hill/school.yml": SCHOOL, PATH: policy("# A\n\n<script></script>\n\n## B\n", owner="")}
    lines = [f.line for f in faults(check(files))]
    assert lines == sorted(lines)


def test_by_place_sorts_by_policy_file_line_column_and_gravity() -> None:
    said = later("finding.file-empty.what")
    rows = [
        Finding("b", Level.NOTE, said, line=1, path="a", policy="a"),
        Finding("a", Level.ERROR, said, line=2, path="a", policy="a"),
        Finding("a", Level.NOTE, said, line=2, column=1, path="a", policy="a"),
        Finding("c", Level.ERROR, said, line=2, column=3, path="a", policy="a"),
        Finding("a", Level.WARNING, said, line=2, column=3, path="a", policy="a"),
        Finding("a", Level.ERROR, said, line=1, path="b", policy="a"),
        Finding("a", Level.ERROR, said, path="a", policy="b"),
    ]
    assert by_place(rows[::-1]) == rows


def test_the_number_of_a_line_has_no_separator() -> None:
    body = "Staff must lock their screens.\n" + "\n" * 1200
    report = check(files_of(SOUND, {PATH: policy("\n" * 1200 + body * 2)}))
    [found] = [f for f in report.findings if f.code == "clause-duplicate"]
    assert re.search(r"on line 12\d\d\.", found.message)


def test_a_policy_s_findings_are_gravest_first() -> None:
    report = check(files_of(SOUND, {PATH: policy("1. Ask.\n3. Wait.\n\n# A\n\nAsk the {{bursar}}.\n")}))
    assert [f.level for f in report.of("hill/e-safety")] == ["error", "warning", "note", "note"]
    assert [report.count(level) for level in Level] == [1, 1, 2]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Staff must ask.\n", ["front-matter-invalid"]),
        (
            "---\nlayout: sheet\ntitle: Refunds\n---\nStaff must ask.\n",
            ["front-matter-invalid"] * 2 + ["owner-missing"],
        ),
    ],
)
def test_front_matter_that_is_missing_or_another_program_s_is_no_error(text: str, codes: list[str]) -> None:
    found = check_file(load_file("loose.md", text.encode()))
    assert sorted(f.code for f in found) == codes
    assert {f.level for f in found} == {"warning"}


def test_a_role_without_title_and_name_is_a_role_all_the_same() -> None:
    files = files_of(SOUND, {"hill/school.yml": "name: Hill\npeople:\n  headteacher:\n"})
    assert {f.code for f in faults(check(files))} == {"owner-unnamed"}


def test_a_file_outside_any_book_is_not_asked_about_roles_and_other_files() -> None:
    text = policy("Ask the {{bursar}}, see [x](other.md) and [y](#bookings).\n", owner="{role: bursar}")
    (finding,) = check_file(load_file("loose.md", text.encode()))
    assert (finding.code, finding.path) == ("link-broken", "loose.md")
    assert "#bookings" in finding.message


# Law, guidance and products.


@pytest.mark.parametrize(
    "body",
    [
        "The Data Protection Act 2018 replaced the Data Protection Act 1998.\n",
        "The Data Protection Act 1998 was repealed.\n",
        "As Keeping Children Safe in Education says.\n",
        "As Keeping Children Safe in Education says. In 2016 we began.\n",
        "As Keeping Children Safe in Education 2025, or 2016, says.\n",
        "Windows 70 has a pane.\n",
        "Nobody uses MSN.\n",  # not before 2027
        "The lscbs are many.\n",
    ],
)
def test_what_names_nothing_superseded(body: str) -> None:
    files = {"hill/school.yml": SCHOOL, "references.yml": REFERENCES, PATH: policy(body)}
    assert "reference-superseded" not in {finding.code for finding in check(files).findings}


def test_each_clause_that_names_something_superseded_is_told_once_for_each() -> None:
    body = "Windows 7 and Windows 7 with the LSCB.\n\nWINDOWS 7.\n"
    files = {"hill/school.yml": SCHOOL, "references.yml": REFERENCES, PATH: policy(body)}
    found = [f for f in check(files).findings if f.code == "reference-superseded"]
    assert [(f.line, f.message.split("“")[1].split("”")[0]) for f in found] == [
        (7, "LSCB"),
        (7, "Windows 7"),
        (9, "WINDOWS 7"),
    ]


def test_a_finding_says_what_of_its_source_could_not_be_checked() -> None:
    doubtful = REFERENCES.replace("{names: [LSCB]", "{names: [LSCB], unsure: the day")
    assert doubtful != REFERENCES
    files = {"hill/school.yml": SCHOOL, "references.yml": doubtful, PATH: policy("Tell the LSCB; no MSN.\n")}
    fixes = [f.fix for f in check(files, datetime.date(2028, 1, 1)).findings if f.code == "reference-superseded"]
    assert sorted(fix.endswith(" Not checked: the day.") for fix in fixes) == [False, True]


def test_a_version_with_a_dot_is_another_product() -> None:
    both = "  - {names: [Windows 8], sort: product, successor: A, since: 2016-01, source: M}\n"
    both += "  - {names: [Windows 8.1], sort: product, successor: A, since: 2023-01, source: M}\n"
    files = {"hill/school.yml": SCHOOL, "references.yml": f"references:\n{both}", PATH: policy("Use Windows 8.1.\n")}
    found = [f.message for f in check(files).findings if f.code == "reference-superseded"]
    assert len(found) == 1
    assert "“Windows 8.1”, which lost its maker's support in January 2023" in found[0]


def test_nothing_is_superseded_before_its_day() -> None:
    files = {"hill/school.yml": SCHOOL, "references.yml": REFERENCES, PATH: policy("Nobody uses MSN.\n")}
    codes = [{f.code for f in check(files, datetime.date(2027, 1, day)).findings} for day in (30, 31)]
    assert ["reference-superseded" in found for found in codes] == [False, True]


def test_a_withdrawn_policy_needs_no_mending_and_is_none_that_a_school_has() -> None:
    gone = policy("Windows 7.\n", title="Safeguarding", status="withdrawn", effective="2026-01")
    files = {"references.yml": REFERENCES, "statutory.yml": STATUTORY, PATH: gone}
    found = check({**files, "hill/school.yml": SCHOOL + "type: academy\n"})
    assert [f.code for f in found.findings] == ["statutory-missing"]


def test_nothing_is_asked_of_a_school_that_does_not_say_its_type() -> None:
    files = {"statutory.yml": STATUTORY, PATH: policy(), "hill/school.yml": SCHOOL}
    assert faults(check(files)) == []
    files["hill/school.yml"] += "type: independent\n"
    assert faults(check(files)) == []


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("references.yml", "references:\n  - {names: [A], sort: law, since: 2020-01, source: S}\n", 2, "`successor`"),
        ("references.yml", "references:\n  - names: [A]\n    sort: lore\n", 3, "“lore” is no sort"),
        ("references.yml", REFERENCES.replace("2018-05-25", "May 2018"), 2, "`2018-05`"),
        ("references.yml", REFERENCES.replace("edition: 2025", "edition: new"), 4, "“new” is no year"),
        ("statutory.yml", STATUTORY.replace("[academy]", "[college]"), 2, "college"),
        ("statutory.yml", "policys: []\n", 1, "`policies`"),
    ],
)
def test_a_wrong_entry_is_told_and_costs_no_other(name: str, text: str, line: int, says: str) -> None:
    found = [f for f in check({"hill/school.yml": SCHOOL, PATH: policy(), name: text}).findings if f.path == name]
    assert {finding.code for finding in found} == {"front-matter-invalid"}
    assert any(finding.line == line and says in f"{finding.message} {finding.fix}" for finding in found)


def test_the_lists_of_this_book_are_sound_and_sourced() -> None:
    book = load_book(
        Sources({name: (ROOT / "policies" / name).read_bytes() for name in ("references.yml", "statutory.yml")})
    )
    assert {finding.code for finding in book.findings} == {"book-empty"}
    assert len(book.references.references) > 20
    assert len(book.statutory.policies) > 20
    assert book.references.as_of is not None
    assert book.statutory.as_of is not None
    ids = [expected.id for expected in book.statutory.policies]
    assert len(set(ids)) == len(ids)
    assert {expected.id: str(expected.basis) for expected in book.statutory.policies}["acceptable-use"] == "guidance"
    names = [name.lower() for known in book.references.references for name in known.names]
    assert len(set(names)) == len(names)


FACTS = {"person-unknown", "person-role-differs", "date-past", "price-stated"}


@pytest.mark.parametrize(
    "body",
    [
        # People who are known, examples, and what is called after people.
        "Ask A. Head, Mr Head, Mrs N. Manager or the Headteacher (A. Head).",
        "Ask the Deputy Headteacher, Mrs Manager; former Headteacher, Mr Manager; the Headteacher's aide, Mr Manager.",
        "Write, for example, Mrs Cole; sign as Miss or Mrs.",
        "See the Lucy Faithful Foundation, Victoria Meadow Road and the Harry Nilsson Report.",
        "Grace Hall, Mark Sheet, Will Power and Frank discussions; St John Fisher; King Edward Tudor.",
        "UMr Cole, drMrs Cole, xSarah Coleridge, O’Sarah Coleridge, e.Sarah Coleridge.",
        "Dr Martens’ shoes are for Head Teachers. Social Media. Acceptable Use. Martin decides.",
        "Tell somebody (for instance Miss Dunn).\n\n```\nMrs Cole\n```",
        # Dates that tell what was, what something is called, or what is still new.
        "This came into force from September 2016.",
        "Since May 2018 the Act will apply; from May 2018 the Data Protection Act will apply.",
        "From September 2025 staff will carry badges. By March 2027 all must.",
        "In September 2016 we will. The guidance of March 2015 must be read.",
        "The version from March 2015 should be used by nobody.",
        "From 2016 staff will. By 2016 they must.",
        "From June 12016 and from June 201611 staff will.",
        # Money that is none of the school's.
        "A court may set a fine of £5,000; penalties of up to £17 million will follow.",
        "Pounds, 50 points, 3p.m. and clause 4p",
    ],
)
def test_what_is_no_fact_to_look_at_again(body: str) -> None:
    due = approved(body + "\n", review="{due: 2026-10}")
    found = check({"hill/school.yml": SCHOOL, PATH: due}).findings
    assert [f.message for f in found if f.code in FACTS] == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Mr. J. Dunn, Miss Amy Dunn and Revd Dunn", ["Mr. J. Dunn", "Miss Amy Dunn", "Revd Dunn"]),
        ("Ask Mrs Cole. Then ask Mrs Cole.", ["Mrs Cole"]),
        ("Ask Mrs O’Dowd-Quill.", ["Mrs O’Dowd-Quill"]),
        ("Ask Sarah Coleridge about it.", ["Sarah Coleridge"]),
    ],
)
def test_people_whom_nobody_recorded(body: str, expected: list[str]) -> None:
    found = check({"hill/school.yml": SCHOOL, PATH: policy(body + "\n")}).findings
    named = [re.findall("names (.*), whom", f.message)[0] for f in found if f.code == "person-unknown"]
    assert sorted(named) == sorted(expected)


def test_a_directory_without_names_knows_nobody() -> None:
    school = "name: Hill\npeople:\n  headteacher: {title: Headteacher}\n"
    found = check({"hill/school.yml": school, PATH: policy("Ask Mrs Cole, or the Headteacher, Mr Dunn.\n")}).findings
    assert {f.code for f in found} & FACTS == set()


def test_people_of_the_front_matter_are_known() -> None:
    files = {
        "hill/school.yml": SCHOOL,
        PATH: policy("Ask Mr Dunn.\n", responsible="[{role: Caretaker, name: P. Dunn}]"),
    }
    assert {f.code for f in check(files).findings} & FACTS == set()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Phones will be banned with effect from 1 September 2019.", "with effect from 1 September 2019"),
        ("All staff must be trained by the end of March 2018.", "by the end of March 2018"),
        ("Until the 5th of May 2020, pupils may not enter; they must wait.", "Until the 5th of May 2020"),
        ("It was so. From June, 2017 it will not be. It had been.", "From June, 2017"),
    ],
)
def test_dates_that_a_clause_still_looks_ahead_to(body: str, words: str) -> None:
    found = check({"hill/school.yml": SCHOOL, PATH: policy(body + "\n")}).findings
    assert [re.findall("“(.*)”", f.message) for f in found if f.code == "date-past"] == [[words]]


def test_a_date_is_long_past_after_two_years() -> None:
    files = {"hill/school.yml": SCHOOL, PATH: policy("From 1 June 2020 we will.\n")}
    days = (datetime.date(2022, 6, 1), datetime.date(2022, 6, 2))
    assert ["date-past" in {f.code for f in check(files, day).findings} for day in days] == [False, True]


def test_prices_are_a_matter_for_the_review() -> None:
    files = {"hill/school.yml": SCHOOL, PATH: approved("Pay £3.\n", review="{due: 2027-11}")}
    told = {
        day: "price-stated" in {f.code for f in check(files, day).findings}
        for day in (datetime.date(2026, 11, 21), datetime.date(2027, 11, 1), datetime.date(2028, 1, 1))
    }
    assert list(told.values()) == [False, True, True]
