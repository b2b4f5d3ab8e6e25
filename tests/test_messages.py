"""What pages say: one file of messages for each language, and no word of ours anywhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import icalendar
import pytest
from jinja2 import meta, nodes

from conftest import ROOT, TODAY, Bookfolder
from pages import Element, read_html
from policybook.book import load_book, read_folder, translations
from policybook.book.translations import load_messages, read_language
from policybook.checking.check import check_book
from policybook.dates import _ADVERBS, _UNITS, Frequency, PartialDate
from policybook.finding import Finding
from policybook.messages.locales import locale_of
from policybook.messages.message import MessageError, Tag, read_message
from policybook.messages.messages import later
from policybook.messages.reading import english
from policybook.parsing import parse_policy
from policybook.parsing.yaml_text import read_yaml
from policybook.rendering.page import Page, Site
from policybook.rendering.pages import build_site
from policybook.rendering.templating import icon, templates_for
from pseudo import catalogue, pseudo_language, texts

PACKAGE = ROOT / "tools/policybook"
TEMPLATES = PACKAGE / "rendering/templates"
THEME = PACKAGE / "theme"
SCRIPTS = PACKAGE / "theme/assets/policybook"
MADE_UP = ROOT / "tests/data/messages"


def welsh(text: str) -> Any:
    """Return what a book's Welsh file leads to."""
    return load_messages("cy", (("messages/cy.yml", text.encode()),))


class TestSaying:
    def test_words_stand_in_their_places(self) -> None:
        assert english()("history.of", title="E-safety") == "History of E-safety"

    @pytest.mark.parametrize(("n", "words"), [(0, "0 policies"), (1, "1 policy"), (2, "2 policies")])
    def test_a_number_chooses_the_form(self, n: int, words: str) -> None:
        assert english()("policies.count", n=n) == words

    def test_a_welsh_number_has_six_forms(self) -> None:
        forms = {"zero": "dim", "one": "un", "two": "dau", "few": "tri", "many": "chwech", "other": "{n}"}
        rows = "".join(f"    {form}: '{words}'\n" for form, words in forms.items())
        t = welsh(f"policies:\n  count:\n{rows}").messages
        said = [t("policies.count", n=n) for n in (0, 1, 2, 3, 6, 7)]
        assert said == ["dim", "un", "dau", "tri", "chwech", "7"]

    def test_dates_are_written_as_the_language_writes_them(self) -> None:
        t = welsh("").messages
        assert t.date(PartialDate(2026, 11, 21)) == "21 Tachwedd 2026"
        assert t.date(PartialDate(2026, 11)) == "Tachwedd 2026"
        assert t("page.as_of", date=TODAY) == "As of 21 Tachwedd 2026."

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("annually", "annually"),
            ("Every 2 Years", "every 2 years"),
            ("every other year", "every other year"),
            ("every six months", "every 6 months"),
            ("every 2 terms", "every 2 terms"),
            ("P1Y", "every year"),
            ("P2Y", "every 2 years"),
            ("P6M", "every 6 months"),
            ("P1M", "every month"),
            ("P1Y6M", "every 1 year and 6 months"),
            ("P14D", "every 14 days"),
        ],
    )
    def test_an_interval_in_words(self, text: str, words: str) -> None:
        assert english().often(Frequency.parse(text)) == words

    def test_every_interval_has_words(self) -> None:
        for text in (*_ADVERBS, *(f"every 2 {unit}s" for unit in _UNITS)):
            assert english().often(Frequency.parse(text)) == text

    def test_numbers_are_written_as_the_language_writes_them(self) -> None:
        assert english()("compare.conflict_count", n=1204) == "1,204 conflicts"
        t = load_messages("de", (("messages/de.yml", b"compare: {conflict_count: '{n} Konflikte'}"),)).messages
        assert t("compare.conflict_count", n=1204) == "1.204 Konflikte"

    def test_english_is_built_in_as_the_tables_of_unicode_have_it(self) -> None:
        from policybook.messages.locales import _from_cldr

        own, known = locale_of("en"), _from_cldr("en-GB")
        numbers = range(130)
        assert [own.cardinal(n) for n in numbers] == [known.cardinal(n) for n in numbers]
        assert [own.ordinal(n) for n in numbers] == [known.ordinal(n) for n in numbers]
        assert [own.number(n) for n in (7, 1204, 1_234_567)] == [known.number(n) for n in (7, 1204, 1_234_567)]
        for date in (PartialDate(2026, 2, 3), PartialDate(2026, 9), TODAY):
            assert own.date(date) == known.date(date)
        assert own.join(["a", "b", "c"], "and") == known.join(["a", "b", "c"], "and") == "a, b and c"
        assert own.join(["a", "b"], "or") == known.join(["a", "b"], "or") == "a or b"
        assert own.join(["a", "b", "c"], "comma") == known.join(["a", "b", "c"], "comma")

    @pytest.mark.parametrize("language", ["ar", "cy", "de", "el", "fr", "he", "pa", "pl", "so", "ur"])
    def test_every_list_names_all_its_entries(self, language: str) -> None:
        locale = locale_of(language)
        for listing in locale.lists:
            for entries in (["1"], ["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4"]):
                assert re.findall(r"\d", locale.join(entries, listing)) == entries

    def test_a_welsh_list_goes_on_with_commas(self) -> None:
        t = welsh("").messages
        assert t.list(["a", "b", "c"]) == "a, b, c"
        assert t("note.left_out", words=("a", "b")) == "Left out on the way: a, b."

    def test_what_a_book_says_is_escaped_and_a_link_is_not(self) -> None:
        said = english()("home.changes", link=Tag(icon("a")[:2], icon("a")[:3]), what="<b>12 & 13</b>")
        assert said.startswith("changes <i")
        assert "&lt;b&gt;12 &amp; 13&lt;/b&gt;" in said

    def test_what_is_said_later_is_said_in_the_language(self) -> None:
        span = later("review.years", n=3)
        assert english()(later("review.late.overdue", span=span)) == "Overdue by 3 years"
        t = welsh("review: {late: {overdue: 'hwyr: {span}'}}").messages
        assert t(later("review.late.overdue", span=span)) == "hwyr: 3 years"

    def test_a_finding_is_said_in_the_language_and_by_commands_in_english(self) -> None:
        [found] = parse_policy(b"").findings
        t = welsh("finding: {file-empty: {what: Mae'r ffeil yn wag.}}").messages
        assert t(found.what) == "Mae'r ffeil yn wag."
        assert (found.message, found.fix) == ("The file is empty.", "Write the policy, or delete the file.")


class TestMessages:
    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("Overdue by {span", "“{” belongs to no value and to no mark"),
            ("5 < 6", "“<” belongs to no"),
            ("<em>phone", "has no end"),
            ("phone</em>", "ends what did not begin"),
            ("<em>a <strong>b</em></strong>", "“</em>” ends what did not begin"),
            ("<em>a <em>b</em></em>", "“<em>” stands in another one"),
            ("<a href='x'>y</a>", "belongs to no"),
            ("{0}", "belongs to no"),
            ("{a.b}", "belongs to no"),
        ],
    )
    def test_what_is_no_message_is_refused(self, text: str, why: str) -> None:
        with pytest.raises(MessageError) as error:
            read_message({"other": text})
        assert why in english()(later(f"finding.messages-invalid.why.{error.value.why}", **error.value.values))


class TestFiles:
    def test_the_books_words_go_before_those_of_the_package(self) -> None:
        t = load_messages("en", (("messages/en.yml", b"desk: {title: Headteacher's desk}"),))
        assert t.messages("desk.title") == "Headteacher's desk"
        assert t.messages("news.title") == "What is new"
        assert t.findings == ()

    def test_what_a_language_lacks_is_said_in_english_and_counted(self) -> None:
        t = welsh("schools: {title: Ysgolion}")
        assert t.messages("schools.title") == "Ysgolion"
        assert t.messages("news.title") == "What is new"
        [finding] = t.findings
        assert (finding.code, finding.level) == ("messages-missing", "note")
        assert finding.message.startswith(f"{len(catalogue()) - 1:,} of {len(catalogue()):,} messages")

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("schools:\n  titel: Ysgolion\n", 2, "the nearest is “schools.title”"),
            ("schools:\n  title:\n    other: Ysgolion\n    one: Ysgol\n", 2, "has one form"),
            ("history:\n  of: Hanes\n", 2, "it lacks `title`"),
            ("history:\n  of: Hanes {title} {school}\n", 2, "gives it no `school`"),
            ("history:\n  of: Hanes {title\n", 2, "belongs to no"),
            ("policies:\n  count:\n    one: polisi\n", 2, "the form `other` is missing"),
            ("page:\n  as_of: on {date}\nschools: [a]\n", 3, "a group of messages, such as “schools.title”"),
            ("schools:\n  title:\n", 2, "words are expected"),
            ("schools:\n  title: a\n  title: b\n", 3, "given twice"),
            ("schools:\n  title: 'a\n", 3, "cannot be read"),
        ],
    )
    def test_what_cannot_be_used_is_a_finding_with_its_line(self, text: str, line: int, says: str) -> None:
        found = [one for one in welsh(text).findings if one.code == "messages-invalid"]
        assert [(one.path, one.line) for one in found] == [("messages/cy.yml", line)]
        assert says in found[0].message

    def test_a_plural_form_that_the_language_has_not_is_a_finding(self) -> None:
        own = b"policies: {count: {one: a, few: b, other: c}}"
        [found] = load_messages("en", (("messages/en.yml", own),)).findings
        assert "no plural form `few`" in found.message

    def test_words_that_yaml_would_change_stay_as_they_are(self) -> None:
        assert welsh("table: {by: no}").messages("table.by") == "no"

    def test_a_fault_is_told_in_the_language_where_that_has_words_for_it(self) -> None:
        why = "finding: {messages-invalid: {unused: '{key} ({why})', why: {lacks: 'sin {names}'}}}\n"
        t = welsh(f"{why}history: {{of: Hanes}}\n")
        [fault] = [one for one in t.findings if one.code == "messages-invalid"]
        assert t.messages(fault.what) == "history.of (sin `title`)"
        assert fault.message == "“history.of” is not used: it lacks `title`."

    def test_a_file_of_another_language_is_not_used_in_silence(self) -> None:
        [found] = load_messages("en", (("messages/cy.yml", b"schools: {title: Ysgolion}"),)).findings
        assert (found.code, found.path) == ("messages-invalid", "messages/cy.yml")

    def test_a_language_that_nobody_knows_leaves_english(self) -> None:
        found = load_messages("qqq", ())
        assert found.messages("schools.title") == "Schools"
        assert [(one.code, one.path) for one in found.findings] == [("messages-invalid", "book.yml")]


@dataclass(frozen=True)
class Call:
    """A place in the program that says a message."""

    where: str
    key: str
    """The whole key, or what it begins with."""
    is_whole: bool
    names: frozenset[str] | None
    """The values that it gives; None where that cannot be read."""


def calls() -> Iterator[Call]:
    """Yield every place that says a message."""
    for path in sorted([*TEMPLATES.glob("*.html"), *THEME.rglob("*.html")]):
        tree = templates_for(english()).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                names = frozenset(one.key for one in call.kwargs)
                for key, is_whole in _template_keys(call.args[0]):
                    yield Call(f"{path.name}:{call.lineno}", key, is_whole, names)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _says(node.func):
                given = [one.arg for one in node.keywords]
                names = None if None in given else frozenset(filter(None, given))
                for key, is_whole in _python_keys(node.args[0]):
                    yield Call(f"{path.name}:{node.lineno}", key, is_whole, names)
    for path in sorted(SCRIPTS.glob("*.js")):
        for found in re.finditer(r'\bt\("([\w.]+)"', path.read_text(encoding="utf-8")):
            yield Call(path.name, f"script.{path.stem}.{found[1]}", True, None)


def _says(function: ast.expr) -> bool:
    if isinstance(function, ast.Call):
        function = function.func
        return isinstance(function, ast.Name) and function.id == "english"
    if isinstance(function, ast.Attribute):
        return function.attr == "t"
    return isinstance(function, ast.Name) and function.id in {"t", "later"}


def _template_keys(node: nodes.Node) -> Iterator[tuple[str, bool]]:
    if isinstance(node, nodes.Const):
        yield node.value, True
    elif isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        yield node.nodes[0].value, False
    elif isinstance(node, nodes.CondExpr):
        for one in (node.expr1, node.expr2):
            if one is not None:
                yield from _template_keys(one)


def _python_keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, True
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), False
    elif isinstance(node, ast.IfExp):
        yield from _python_keys(node.body)
        yield from _python_keys(node.orelse)


BY_NAME = {
    "standing.listed.": "policy_page.py makes them of those of `standing`",
    "version.inside.": "steps.py makes them of those of `version`",
    "step.heading": "step_page.py chooses one",
    "step.before_that": "step.html says what step_page.py gives it",
    "step.after_that": "step.html says what step_page.py gives it",
}
"""Messages whose keys stand nowhere as a whole, and where they are said."""


def test_every_message_that_is_said_exists() -> None:
    known = catalogue()
    missing = [
        call
        for call in calls()
        if (call.key not in known if call.is_whole else not any(key.startswith(call.key) for key in known))
    ]
    assert missing == []


def test_every_message_is_said_somewhere() -> None:
    said = list(calls())
    whole, begun = {call.key for call in said if call.is_whole}, tuple(call.key for call in said if not call.is_whole)
    unsaid = [key for key in catalogue() if key not in whole and not key.startswith((*begun, *BY_NAME))]
    assert unsaid == []


def test_every_message_is_given_its_values() -> None:
    known = catalogue()
    wrong = []
    for call in calls():
        if call.names is None or not call.is_whole or call.key not in known:
            continue
        message = known[call.key]
        wanted = message.names | ({"n"} if len(message.plain) > 1 else set())
        if call.names != wanted:
            wrong.append((call.where, call.key, sorted(call.names), sorted(wanted)))
    assert wrong == []


def test_no_message_is_given_twice() -> None:
    text = (PACKAGE / "messages/en.yml").read_text(encoding="utf-8")
    assert [finding.message for finding in read_yaml(text).findings] == []


def test_scripts_say_plain_words() -> None:
    assert [key for key, text in texts() if key.startswith("script.") and "<" in text] == []


def faults(path: Path) -> list[Finding]:
    """Return what cannot be used in the file of a language; what is made up has the forms of Welsh."""
    language = "cy" if path.parent == MADE_UP else path.stem
    return read_language(path.read_text(encoding="utf-8"), locale_of(language), path.name)[1]


LANGUAGES = [path for path in sorted((PACKAGE / "messages").glob("*.yml")) if path.stem != "en"]


@pytest.mark.parametrize("path", [*LANGUAGES, MADE_UP / "cy.yml"], ids=lambda path: path.stem)
def test_a_language_that_is_ready_has_no_faults(path: Path) -> None:
    assert faults(path) == []


def test_each_fault_of_a_language_is_named_with_its_line_and_what_to_write() -> None:
    no_key = "Write a key of the package's `messages/en.yml`, or take the entry out."
    assert [(one.line, one.message, one.fix) for one in faults(MADE_UP / "faulty.yml")] == [
        (
            5,
            "“schools.titel” is not used: there is no such message; the nearest is “schools.title”.",
            no_key,
        ),
        (
            7,
            "“page.numbered” is not used: it lacks `of`.",
            "In English it is: {title}, page {number} of {of}",
        ),
        (
            8,
            "“page.as_of” is not used: the page gives it no `time`.",
            "In English it is: As of {date}.",
        ),
        (
            10,
            "“history.of” is not used: “<em>” has no end.",
            "In English it is: History of {title}",
        ),
        (
            12,
            "“policies.count” is not used: the form `other` is missing, which stands for all numbers without a form of "
            "their own.",
            "In English it is: {n} policies",
        ),
        (
            15,
            "“reviews.title” is not used: it does not depend on a number, so it has one form.",
            "In English it is: Reviews",
        ),
        (
            20,
            "“script.clauses.point” is not used: the language has no plural form `first`.",
            "In English it is: {n}th point",
        ),
        (
            25,
            "“home.compare” is not used: words are expected here.",
            "In English it is: <link>Schools compared</link>: the same rule side by side",
        ),
        (
            26,
            "“people” is not used: it is a group of messages, such as “people.title”.",
            no_key,
        ),
    ]


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the package have the made-up language."""
    monkeypatch.setattr(translations, "package_text", lambda language: (MADE_UP / f"{language}.yml").read_text("utf-8"))
    load_messages.cache_clear()
    yield
    load_messages.cache_clear()


@pytest.mark.usefixtures("shipped")
def test_a_language_of_the_package_is_said_with_the_books_words_before_its_own() -> None:
    found = welsh("schools: {title: Ysgolion}")
    t = found.messages
    assert [one.code for one in found.findings] == ["messages-missing"]
    assert t("schools.title") == "Ysgolion"
    assert t("desk.title") == "Tabla"
    assert t("news.title") == "What is new"
    assert [t("schools.count", n=n) for n in (0, 1, 2, 3, 6, 7)] == [
        "nil skolor", "un skolor", "du skolori", "3 skolorel", "6 skolorem", "7 skolor"
    ]  # fmt: skip
    assert t("page.numbered", title="Phones", number=2, of=3) == "3 / 2: Phones"
    assert t("policies.count", n=1) == "Polorim: 1"
    assert t("home.public") == "Pa <strong>legim</strong> tal."
    assert t(later("review.late.overdue", span=later("review.years", n=3))) == "3 years lat"


def policy(title: str, body: str, *more: str) -> str:
    fields = [f"title: {title}", "owner: {role: head}", *more]
    return "\n".join(["---", *fields, "---", "", body])


BODY = (
    "## PHONES\n\nSTAFF MUST NOT USE A PHONE IN LESSONS.\n\n1. THEY SHOULD ASK.\n\n## EMAIL\n\nSTAFF MUST BE POLITE.\n"
)
SCHOOL = "name: {} SCHOOL\nphase: PRIMARY\npeople:\n  head: {{title: HEAD, name: A. B}}\n  clerk: {{title: CLERK}}\n"
APPROVED = ("status: approved", "approved: {by: BOARD, date: 2024-05, minute: '7'}", "review: {due: 2025-06}")
TOPICS = """\
topics:
  - {id: devices, title: PHONES, about: PHONES AND MORE, says: ["'PHONE'"]}
  - {id: doors, title: DOORS, says: ["'DOOR'"]}
  - {id: lamps, title: LAMPS, says: ["'LAMP'"]}
rules:
  - {id: phones, topic: devices, title: PHONES IN SCHOOL, act: yes, says: ["'PHONE' 'LESSONS'"]}
  - {id: doors, topic: doors, title: DOORS KEPT SHUT, says: ["'DOOR' 'SHUT'"]}
  - {id: keys, topic: doors, title: KEYS, says: ["'KEY' 'DOOR'"]}
"""
ROUGH = """\
# ONE

SEE 99.9 AND (Z). [A](#GONE), [B](../GONE.MD), [C](http://[X).

1. STAFF MUST LOCK THEIR SCREENS AT ONCE.
1. STAFF MUST LOCK THEIR SCREENS AT ONCE.
-

##### DEEP

1.1 ONE.
1.1 TWO.

1.4 MRS JANE SMITHERS, WHO PAYS £5. A. B, HEAD.
1.5 LAST

    CODE

## EMPTY

- A

  ## B

| A |
|---|
| 1 | 2 |

```
"""
"""A text with much that is wrong."""
BOOK = {
    "book.yml": "title: POLICIES\nlanguage: el\n",
    "topics/acceptable-use.yml": TOPICS,
    "fen/school.yml": SCHOOL.format("FEN"),
    "fen/phones/policy.md": policy(
        "PHONES",
        "STAFF MAY USE A PHONE IN LESSONS.\n\nNO PHONE MAY BE USED IN LESSONS.\n\nDOORS MUST NOT BE SHUT.\n\n"
        "THE KEY OF EVERY DOOR MUST BE LOCKED AWAY EVERY DAY, UNLESS THE {{head}} AGREES.\n\nPHONES RING.\n\n"
        "LANTERNS HANG ABOVE EVERY GATE IN WINTER.\n",
        "status: draft",
        "kind: acceptable-use",
    ),
    "fen/phones/pairs.yml": "not_about:\n  - {clause: NO PHONE, rule: phones}\n",
    "glen/school.yml": SCHOOL.format("GLEN"),
    "glen/phones/policy.md": policy(
        "PHONES",
        "STAFF SHOULD KEEP DOORS SHUT.\n\nLANTERNS HANG ABOVE EVERY GATE IN WINTER.\n\n"
        "STAFF MAY USE A PHONE IN LESSONS.\n\nA PHONE MUST NOT BE USED IN LESSONS.\n",
        *APPROVED,
        "kind: acceptable-use",
    ),
    "hill/school.yml": SCHOOL.format("HILL"),
    "hill/phones/policy.md": policy(
        "PHONES",
        BODY.replace("SHOULD", "MUST") + "\n## NEW\n\nPUPILS MAY ASK.\n",
        "status: draft",
        "kind: acceptable-use",
        "change_note: STRICTER.",
        "review: {due: 2027-06, frequency: P18M}",
        "source: {document: HANDBOOK, restated: true}",
        "acknowledgement: {statement: I AGREE., fields: [NAME]}",
        "related: [data]",
    ),
    "hill/phones/versions/2024-05.md": policy(
        "PHONES",
        BODY,
        *APPROVED,
        "kind: acceptable-use",
        "source: {document: HANDBOOK, restated: true}",
        "acknowledgement: {statement: I AGREE., fields: [NAME]}",
        "responsible: [{role: clerk, for: LISTS}]",
        "related: [data]",
    ),
    "hill/data/policy.md": policy("DATA", BODY, "status: approved", "review: {frequency: annually}"),
    "hill/keys/policy.md": policy(
        "KEYS",
        """## RULES

1. STAFF MUST LOCK ALL ROOMS AT NIGHT.
2. STAFF MAY EAT IN THE HALL UNLESS IT IS LET.
3. THE {{head}} READS THE METERS EVERY MONTH.
4. PUPILS LEAVE BY THE SOUTH GATE AND WALK TO THE BUS IN PAIRS.
5. THE DRIVER COUNTS THEM AS THEY CLIMB ABOARD.
6. KEYS HANG IN THE OFFICE OF THE HEAD. A LOST KEY IS A MATTER FOR THE {{head}}.
7. SPARE KEYS ARE NEVER LENT.
8. STAFF SHOULD:
   - WEAR A BADGE WITH THEIR NAME;
   - SIGN THE BOOK AT THE DOOR.

## GUESTS

1. GUESTS MAY BRING A DOG.
2. GUESTS SIGN A FORM.

## WINDOWS

WINDOWS ARE CLEANED IN SPRING BY A FIRM OF THE TOWN.

VISITORS WAIT IN THE LOBBY UNTIL THEY ARE FETCHED.
""",
        "status: draft",
        "change_note: MINOR CHANGES.",
        "audience: [staff, governors]",
        "related: [BADGES]",
        "responsible: [{role: clerk, for: LISTS}]",
        "review: {due: 2027-01}",
        "source: {restated: true}",
    ),
    "hill/keys/versions/2024-05.md": policy(
        "DOOR KEYS",
        """## RULES

1. STAFF SHOULD LOCK ALL ROOMS AT NIGHT.
2. STAFF MAY EAT IN THE HALL.
3. THE {{clerk}} READS THE METERS EVERY WEEK.
4. PUPILS LEAVE BY THE SOUTH GATE AND WALK TO THE BUS IN PAIRS. THE DRIVER COUNTS THEM AS THEY CLIMB ABOARD.
5. KEYS HANG IN THE OFFICE OF THE HEAD.
6. A LOST KEY IS A MATTER FOR THE {{head}}.
7. SPARE KEYS ARE NEVER LENT.
8. STAFF MUST:
   - WEAR A BADGE WITH THEIR NAME;
   - SIGN THE BOOK AT THE DOOR.

## VISITORS

1. VISITORS WAIT IN THE LOBBY UNTIL THEY ARE FETCHED.
2. GUESTS MAY BRING A DOG.
3. OLD WORDS THAT GO AWAY ENTIRELY.

## WINDOWS

WINDOWS ARE CLEANED IN SPRING BY A FIRM OF THE TOWN.
""",
        *APPROVED,
        "audience: [visitors, staff]",
        "related: [LOCKS]",
        "acknowledgement: {statement: I AGREE.}",
    ),
    "mill/school.yml": SCHOOL.format("MILL"),
    "mill/phones/policy.md": policy("PHONES", BODY.replace("MUST NOT", "MAY"), *APPROVED, "kind: acceptable-use"),
    "mill/rough/policy.md": policy("ROUGH", ROUGH, "status: draft", "kind: acceptable-use", "related: [no-such]"),
    "mill/NOTES.md": "WORDS.\n",
    "mill/glossary.yml": "terms:\n  - {term: A, text: B}\n  - {term: A, text: C}\n",
    "mill/gone/policy.md": policy("GONE", BODY, "status: withdrawn", "effective: 2025-01-01"),
}
"""A book in capitals, so that small letters of English are words of ours."""

SKIPPED = frozenset({"pb-glossary"})
"""Classes of elements with other words: terms have a lexicon of their own."""
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "content", "data-label")
_WORD = re.compile(r"[a-z]{2,}|\b[A-Z][a-z]|\b[a-z]\b")
_NAMES = re.compile(
    r"[\w/.-]+\.(?:md|yml)\b|\b(?:fen|glen|hill|mill)/[\w-]+|\bno-such\b|\bWord\b|\bPDF\b|\bMarkdown\b"
    r"|\baxe-core\b|\bPrimary\b|\b[Aa]cceptable[ -]use\b|“[a-z]+”"
)
"""What is called the same in every language, and what policies say themselves."""
_REF = re.compile(r"\b[a-z-]+/[a-z-]+\b")
"""What a policy is called on the command line."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site of the book in the language that nobody speaks."""
    folder = Bookfolder(tmp_path_factory.mktemp("book") / "policies")
    folder.write(BOOK | {"messages/el.yml": pseudo_language("el")})
    book = load_book(read_folder(folder.root))
    report = check_book(book, TODAY)
    assert [one for one in report.findings if one.code.startswith("messages-")] == []
    return build_site(book, report)


@pytest.fixture(scope="module")
def spoken(site: Site) -> list[Page]:
    """Return its pages."""
    return list(site.pages)


def unmarked(page: Page) -> list[str]:
    """Return the words of a page that are neither in the language nor the book's."""
    said = [page.title, page.description]

    def walk(element: Element) -> None:
        if set(element.classes) & SKIPPED or element.tag in {"code", "script", "style"}:
            return
        said.extend(element.attrs[name] for name in ATTRIBUTES if name in element.attrs)
        for child in element.children:
            if isinstance(child, str):
                said.append(child)
            else:
                walk(child)

    walk(read_html(page.html))
    return [words.strip() for words in said if _WORD.search(_NAMES.sub("", words))]


def test_pages_say_nothing_in_another_language(spoken: list[Page]) -> None:
    assert len(spoken) > 30
    assert {page.path: found for page in spoken if (found := unmarked(page))} == {}


ENGLISH_TEMPLATES = {"changes", "comparison"}
"""Templates of what commands write."""
_FOR_PROGRAMS = re.compile(r'<meta name="(?:viewport|robots|color-scheme)"[^>]*>')


def words_of(path: Path) -> list[str]:
    """Return what a template says that is no message."""
    tree = templates_for(english()).parse(path.read_text(encoding="utf-8"))
    text = "".join(
        data.data if isinstance(data, nodes.TemplateData) else "{}"
        for data in tree.find_all((nodes.TemplateData, nodes.Call))
    )
    text = _FOR_PROGRAMS.sub("", text)
    shown = re.sub(r"<(?:style|script|code)\b.*?</(?:style|script|code)>|<[^>]*>", " ", text, flags=re.DOTALL)
    named = re.findall(rf'(?:{"|".join(ATTRIBUTES)})="([^"]*)"', text)
    terms = [call.args[0] for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in {"term", "once"}]
    strings = [str(one.value) for one in tree.find_all(nodes.Const) if one not in terms]
    strings = [words for words in strings if " " in words and not re.match("policybook | --", words)]
    return [words for words in (shown, *named, *strings) if _WORD.search(words)]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_templates_hold_no_words(path: Path) -> None:
    """Whatever they show: a page of a book in another language need not come to it."""
    if path.stem not in ENGLISH_TEMPLATES:
        assert words_of(path) == []


def test_what_commands_write_in_english_is_on_no_page() -> None:
    english_only = {f"{name}.html" for name in ENGLISH_TEMPLATES}
    for path in TEMPLATES.glob("*.html"):
        tree = templates_for(english()).parse(path.read_text(encoding="utf-8"))
        if path.name in english_only:
            assert words_of(path), "it holds no words, so it need not be left out"
        else:
            assert english_only.isdisjoint(meta.find_referenced_templates(tree)), path.name
    for path in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and english_only & {getattr(one, "value", None) for one in call.args}:
                assert ast.unparse(call).startswith("render(english(), "), path.name


def test_calendars_say_nothing_in_another_language(site: Site) -> None:
    made = {path: data for path, data in site.files.items() if path.endswith(".ics") and isinstance(data, bytes)}
    assert len(made) > 2
    for path, data in made.items():
        for part in icalendar.Calendar.from_ical(data).walk():
            said = [str(part[name]) for name in ("NAME", "SUMMARY", "DESCRIPTION") if name in part]
            assert [words for words in said if _WORD.search(_REF.sub("", words))] == [], path


def test_feeds_say_nothing_in_another_language(site: Site) -> None:
    made = {path: data for path, data in site.files.items() if path.endswith("feed.xml") and isinstance(data, bytes)}
    assert len(made) > 1
    for path, data in made.items():
        said = [e.text or "" for e in Xml.fromstring(data).iter() if e.tag.endswith(("}title", "}summary", "}name"))]
        assert said, path
        assert [words for words in said if _WORD.search(words)] == [], path


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.css")), ids=lambda path: path.stem)
def test_styles_hold_no_words(path: Path) -> None:
    assert re.findall(r'content: "[^"\\]*[A-Za-z][^"]*"', path.read_text(encoding="utf-8")) == []


_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+\b|^\W*[A-Z][a-z]+ ")
_NO_WORDS = re.compile(
    r"[.\[#:>]|^text/|^(?:SCRIPT|DETAILS|TEXTAREA|SELECT|INPUT|Tab|Escape|Enter)$|^(?:href|policies|pb-\S+)\b"
)
"""How strings look that nobody reads: selectors, addresses, names of elements and keys."""


def strings_of(script: str) -> Iterator[str]:
    """Yield the strings of a script that look like words."""
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    code = re.sub(r"(^|\s)//[^\n]*", "", code)
    for string in _STRING.findall(code):
        words = re.sub(r"\$\{[^}]*\}", "", string[1:-1]).strip()
        if _WORDS.search(words) and not _NO_WORDS.search(words):
            yield words


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.stem)
def test_scripts_hold_no_words(path: Path) -> None:
    assert list(strings_of(path.read_text(encoding="utf-8"))) == []
