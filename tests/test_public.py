"""What everybody may see of a book: no draft, minute, note or name is in any file of a public site."""

from __future__ import annotations

import base64
import html
import io
import itertools
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pypdfium2
import pytest

from conftest import SCHOOL, TODAY, Bookfolder, Ran, policy
from policybook.book import Book, load_book
from policybook.book.public import public_book, why_withheld
from policybook.book.sources import Sources
from policybook.checking.publishing import publication
from policybook.cli import site as commands
from policybook.metadata import Publish
from policybook.parsing.front_matter import read_book
from policybook.rendering.page import Site
from policybook.rendering.pages import build_site
from sites import SETTINGS, Place, make_place

PUBLIC = "publish: public\n"

# Every place of a book that may hold what is not public, with a word of its own.


class Marks:
    """Words that no public site may have; each says where it was put."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        word = next(word for word in self._words() if word not in self.places)
        self.places[word] = place
        return word

    def _words(self) -> Iterator[str]:
        return ("zq" + "".join(letters) + "xv" for letters in itertools.product("bcdfghklmnprst", repeat=2))

    def name(self, place: str) -> str:
        """Return the name of a person, of whom neither half may be told in a text."""
        return f"{self(place + ', given name').capitalize()} {self(place + ', surname').capitalize()}"


def marked_book() -> tuple[dict[str, str | bytes], Marks]:
    """Return a book with a public text beside everything that is not public."""
    mark = Marks()
    head, manager, former, owner, helper = (
        mark.name(f"name of the {who}") for who in ("head", "manager", "former head", "draft's owner", "helper")
    )
    surname = head.split()[1]
    draft = f"""\
---
title: {mark("title of a draft")}
kind: acceptable-use
version: {mark("version of a draft")}
status: draft
owner: {{role: {mark("role of a draft")}, name: {owner}}}
responsible: [{{role: head, for: {mark("duty in a draft")}}}, {{name: {mark.name("person in a draft")}}}]
approved: {{by: {mark("body of a draft")}, date: 2026-11, minute: {mark("minute of a draft")}}}
review: {{due: 2027-01, by: {mark("reviewer of a draft")}}}
change_note: {mark("note of a draft")}
related: [{mark("related document of a draft")}]
acknowledgement: {{statement: {mark("statement of a draft")}, fields: [{mark("field of a draft")}]}}
source: {{document: {mark("source of a draft")}}}
{mark("unknown-field")}: {mark("value of an unknown field")}
---
{mark("clause before the first heading of a draft")} must stay put.

## {mark("heading of a draft")} {{#{mark("id of a draft")}}}

1. Staff must {mark("clause of a draft")}.
2. [{mark("words of a link in a draft")}](https://example.org/{mark("target in a draft")})
   ![{mark("picture in a draft")}]({mark("file of a draft")}.png)

| {mark("cell of a draft")} | b |
| --- | --- |
| c | d |

```
{mark("code in a draft")}
```

<!-- {mark("comment in a draft")} -->
"""
    own = {word: place for word, place in mark.places.items() if place == "file of a draft"}
    picture = next(iter(own))
    hidden = f"{mark('id of a policy that is only a draft')}-one"
    held = f"""\
---
title: Screens
status: approved
approved: {{by: Governing Body, date: 2025-06, minute: {mark("minute")}}}
owner: {{role: head, name: {head}}}
responsible: [{{role: manager, name: {manager}, for: passwords with {manager}}}, {{name: {helper}}}]
review: {{due: 2027-06, by: {head}}}
change_note: "{manager} asked for it."
related: [only-a-draft, {hidden}, Handbook of {manager}]
acknowledgement: {{statement: I told {head}., fields: ["{surname}"]}}
people:
  head: {{title: Head, name: {former}}}
---
Staff must lock screens and ask {head}, Mr {surname} or {surname.upper()}. {{#{surname.lower()}-asks}}

## Duties of {manager} {{#duties-{manager.lower().replace(" ", "-")}}}

<!-- {mark("comment in a public text")} -->

<?note {mark("instruction in a public text")} ?>

<![CDATA[{mark("raw data in a public text")}]]>

<!-- See `the minutes` and {mark("words behind code in a comment")}:
```
{mark("code in a comment")}
```
{mark("words behind a fence in a comment")} -->

[//]: # ({mark("note as a definition")})

1. {{{{head}}}} and {{{{manager}}}} decide; see [screens](#{surname.lower()}-asks) and [a plan](plan.png).
2. Write to <{surname.lower()}@hill.uk>, [him](mailto:{head.lower().replace(" ", ".")}@hill.uk "{head}") or [her][her].
3. [The draft](../only-a-draft/policy.md#x) and ![{manager}]({surname.lower()}.png "{manager}"), <a
   href="../internal-one/policy.md">more</a>, <img src="{surname.lower()}.png" alt="{head}">.

| Who | What |
| --- | --- |
| {head} | asks **{manager.split()[0]}** {manager.split()[1]} |

> So says {former}, and before that {head}.

    {manager} in code

[her]: https://hill.uk/{manager.lower().replace(" ", "_")} "{manager}"
"""
    past = f"""\
---
title: {mark("title of a past text")}
status: approved
approved: {{by: {mark("body of a past text")}, date: 2024-06, minute: {mark("minute of a past text")}}}
owner: {{role: head}}
---
{mark("clause of a past text")} must stay. {{#{mark("id of a past text")}}}
"""
    coming = f"""\
---
title: {mark("title of a coming text")}
status: approved
approved: {{by: Governing Body, date: 2026-10}}
effective: 2027-09-01
owner: {{role: head}}
---
{mark("clause of a coming text")} must come.
"""
    inside = f"title: {mark('title of an internal policy')}\nstatus: approved\nowner: {{role: head}}\ninternal: true\n"
    gone = (
        f"title: {mark('title of a withdrawn policy')}\nstatus: withdrawn\neffective: 2026-01\nowner: {{role: head}}\n"
    )
    unsure = f"title: {mark('title of an unreadable policy')}\nstatus: approved\nowner: {{role: head}}\ninternal: yes\n"
    words = {name: mark(f"clause of {name}") for name in ("internal-one", "withdrawn-one", "unreadable-one")}
    return {
        "book.yml": f"title: Policies\npublish: public\n{mark('field')}: {mark('value of a field')}\nlevels: {{}}\n",
        "glossary.yml": f"""\
terms:
  - {{term: lock, text: "Ask {manager} or {former.split()[1]}."}}
  - {{term: {mark("term of the book that no text has")}, text: {mark("explanation of a term that no text has")}}}
leave_out: [{mark("term left out")}]
""",
        "hill/glossary.yml": f"""\
terms:
  - {{term: Write to, forms: ["write to {manager}"], text: "{head} decides."}}
  - {{term: stay put, text: {mark("explanation of words in a draft")}}}
""",
        "baseline.yml": f"- {mark('baseline')}\n",
        "hill/school.yml": f"""\
name: Hill Primary School
people:
  head: {{title: Head, name: {head}}}
  manager: {{title: Manager, name: {manager}}}
  {mark("role that no text names")}: {{title: {mark("title that no text names")}, name: {mark.name("unused")}}}
""",
        "hill/screens/policy.md": draft,
        "hill/screens/pairs.yml": f"same: [{{before: {mark('pin')}, after: {mark('other half of a pin')}}}]\n",
        f"hill/screens/{mark('name of a stray text')}.md": mark("stray text"),
        "hill/screens/versions/2024-06.md": past,
        "hill/screens/versions/2025-06.md": held,
        "hill/screens/versions/2026-10.md": coming,
        f"hill/screens/versions/corrected/2024-06-1-{mark('corrected')}.md": mark("corrected text"),
        "hill/screens/plan.png": b"\x89PNG a plan",
        f"hill/screens/{picture}.png": mark("content of a draft's file").encode(),
        f"hill/screens/{surname.lower()}.png": mark("content of a file with a name").encode(),
        f"hill/screens/{mark('name of a file without a link')}.docx": mark("file without a link").encode(),
        "hill/only-a-draft/policy.md": draft.replace("title: ", "title: Only "),
        f"hill/{hidden}/policy.md": draft,
        "hill/internal-one/policy.md": f"---\n{inside}---\n{words['internal-one']} stays.\n",
        "hill/withdrawn-one/policy.md": f"---\n{gone}---\n{words['withdrawn-one']} goes.\n",
        "hill/withdrawn-one/versions/2025-01.md": f"---\n{gone.replace('withdrawn', 'approved', 1)}---\nGone.\n",
        "hill/unreadable-one/policy.md": f"---\n{unsure}---\n{words['unreadable-one']} stays.\n",
        f"{mark('school without a policy')}/school.yml": f"name: {mark('name of a school without a policy')}\n",
    }, mark


def unfolded(content: bytes, depth: int = 0) -> Iterator[str]:
    """Yield the words of a file in every form in which they may be hidden: packed, encoded, escaped."""
    if depth > 4:
        return
    text = content.decode("utf-8", "ignore")
    for form in {text, html.unescape(text), urllib.parse.unquote(text), text.replace("\\n", " ")}:
        yield form.lower()
    yield content.decode("utf-16-le", "ignore").lower()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.lower()
                yield from unfolded(archive.read(name), depth + 1)
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        words = "".join(page.get_textpage().get_text_bounded() for page in document)
        yield "".join(words.replace("\ufffe", "").split()).lower()  # a word may be parted at the end of a line
        yield str(document.get_metadata_dict()).lower()
    for start in re.finditer(rb"stream\r?\n|\A", content):  # PDF streams; a file that is one stream
        packed = zlib.decompressobj()
        try:
            yield from unfolded(packed.decompress(content[start.end() :]), depth + 1)
        except zlib.error:
            continue
    for coded in re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", content):
        try:
            plain = base64.b64decode(coded + b"=" * (-len(coded) % 4))
            yield from unfolded(zlib.decompress(plain), depth + 1)
        except (zlib.error, ValueError):
            continue


def leaks(files: Mapping[str, bytes], mark: Marks) -> list[str]:
    """Return which marks stand where."""
    found = []
    for path, content in files.items():
        words = {word for form in (path.lower(), *unfolded(content)) for word in re.findall(r"zq[a-z]{2}xv", form)}
        found += [f"{path}: {mark.places[word]}" for word in sorted(words & mark.places.keys())]
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files_of_site(made: Site) -> dict[str, bytes]:
    """Return what a site's pages and files hold, as whoever writes them gets it."""
    files = {path: c.read_bytes() if isinstance(c, Path) else c for path, c in made.files.items()}
    for page in made.pages:
        facts = (page.title, page.html, page.description, page.contents, page.search)
        files[page.path] = "\n".join(map(str, facts)).encode()
    return files


ENOUGH = 60
"""Marks that a book must have for the search to mean something."""


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Place, Marks]:
    files, mark = marked_book()
    settings = SETTINGS.replace("today: 2026-11-21", "today: 2026-11-21, offline: true")
    return make_place(tmp_path / "place", files, settings), mark


def test_every_mark_would_be_found(marked: tuple[Place, Marks], tmp_path: Path) -> None:
    """The search finds what an internal site holds, however it is packed: else it would prove nothing."""
    place, mark = marked
    assert len(mark.places) > ENOUGH
    place.load(strict=False)
    commands.build(place.config, tmp_path / "internal", commands.Own(public=False), zensical=False, strict=False)
    told = leaks(files_of(tmp_path / "internal"), mark)
    found = {leak.partition(": ")[2] for leak in told}
    for ending in (".html", ".md", ".js", ".xml", ".docx", ".pdf"):
        assert any(f"{ending}: " in leak for leak in told), f"no file of the kind {ending} was looked into"
    for told in (
        "clause of a draft",
        "minute",
        "name of the head, surname",
        "clause of a past text",
        "note of a draft",
    ):
        assert told in found
    packed = zlib.compress(next(iter(mark.places)).encode())
    script = b'var __docs="' + base64.b64encode(packed + b" " * 40) + b'"'
    assert leaks({"a": base64.b64encode(packed).ljust(40, b"=")}, mark) or leaks({"a": script}, mark)


@pytest.mark.parametrize("past", [False, True], ids=["texts in force", "past texts too"])
def test_no_file_of_a_public_site_leaks(marked: tuple[Place, Marks], past: bool) -> None:
    place, mark = marked
    if past:
        place.book.edit("book.yml", ("levels: {}", "public: {past: true}"))
    said = place.build(strict=False)
    files = files_of(place.root / "site")
    told = [
        leak for leak in leaks(files, mark) if not (past and leak.endswith(" of a past text") and "minute" not in leak)
    ]
    assert told == []
    page = files["schools/hill/screens/index.html"].decode()
    assert 'Staff must <a href="../../../glossary.html#lock">lock</a> screens' in page
    assert "<b>Head</b> and <b>Manager</b> decide" in page
    assert "<dt>lock</dt><dd>Ask the Manager or the Head." in files["glossary.html"].decode()
    assert "<dd>The Head decides.<" in files["schools/hill/glossary.html"].decode()
    assert "schools/hill/screens/plan.png" in files
    assert "schools/hill/screens/policy.md" in files
    assert ("schools/hill/screens/versions/2024-06.html" in files) == past
    own = [path for path in files if not path.startswith("assets/")]
    assert [path for path in own if "draft" in path or "desk" in path] == []
    assert any("/changes/" in path for path in own) == past
    assert any("hill/unreadable-one is left out" in line and line.startswith("WARNING") for line in said)
    assert any("hill/internal-one is left out: it says `internal: true`." in line for line in said)


def test_a_site_that_names_nobody_has_no_place_for_names(marked: tuple[Place, Marks]) -> None:
    place, _ = marked
    place.build(strict=False)
    for path in ("people.html", "schools/hill/index.html"):
        assert "not named" not in (place.root / "site" / path).read_text(encoding="utf-8").partition("People")[2]


def test_no_page_or_link_of_a_public_site_is_broken(marked: tuple[Place, Marks]) -> None:
    place, _ = marked
    place.build(strict=False)
    for path in place.out.paths():
        assert [fault for fault in place.out.faults(path) if not fault.startswith("for=")] == [], path


def test_people_may_be_named(marked: tuple[Place, Marks]) -> None:
    place, mark = marked
    place.book.edit("book.yml", ("levels: {}", "public: {names: true}"))
    place.build(strict=False)
    told = {leak.partition(": ")[2] for leak in leaks(files_of(place.root / "site"), mark)}
    assert {"name of the head, surname", "name of the manager, surname"} <= told
    assert {one for one in told if not one.startswith("name of the ")} <= {"content of a file with a name"}


@pytest.mark.parametrize("engine", [(), ("--engine", "zensical")], ids=["mkdocs", "zensical"])
def test_the_command_builds_either_site_of_one_book(
    marked: tuple[Place, Marks], run: Callable[..., Ran], tmp_path: Path, engine: tuple[str, ...]
) -> None:
    if engine:
        pytest.importorskip("zensical", reason="Zensical is not installed: pip install 'policybook[zensical]'")
    place, mark = marked
    place.book.edit("book.yml", ("publish: public", "publish: internal"))
    for option, leaking in (("--public", False), ("--internal", True)):
        done = run("build", option, "--out", tmp_path / option, *engine, cwd=place.root)
        assert done.code == 0, done.err
        assert bool(leaks(files_of(tmp_path / option), mark)) == leaking
        assert ("hill/unreadable-one is left out" in done.err) != leaking


def test_serve_and_plugin_take_the_same_option(marked: tuple[Place, Marks], monkeypatch: pytest.MonkeyPatch) -> None:
    place, mark = marked
    place.book.edit("book.yml", ("publish: public", "publish: internal"))
    place.build(strict=False, plugins=commands._overrides(place.config, commands.Own(public=True))["plugins"])
    assert leaks(files_of(place.root / "site"), mark) == []
    # From the environment, as MkDocs reads it; nothing of the internal build before may stay in the served folder.
    settings = place.config.read_text(encoding="utf-8")
    place.config.write_text(settings.replace("today:", "publish: !ENV [WHOM, internal], today:"), encoding="utf-8")
    config = place.load(strict=False)
    config.plugins.on_startup(command="serve", dirty=False)
    from mkdocs.commands.build import build

    build(config)
    assert leaks(files_of(place.root / "site"), mark) != []
    monkeypatch.setenv("WHOM", "public")
    build(place.load(strict=False))
    assert leaks(files_of(place.root / "site"), mark) == []


@hypothesis.given(st.data())
@hypothesis.settings(max_examples=40)
def test_whatever_a_draft_holds_a_public_site_is_the_same(data: st.DataObject) -> None:
    """Take away any of what is not public, but the word that a policy is withdrawn: not a byte changes."""
    files, _ = marked_book()
    secret = [
        path
        for path in files
        if not re.search(r"book\.yml|glossary\.yml|hill/school\.yml|2025-06|withdrawn-one/policy", path)
    ]
    gone = set(data.draw(st.lists(st.sampled_from(secret), unique=True)))
    before, after = (built({path: text for path, text in files.items() if path not in left}) for left in (set(), gone))
    assert before == after


def built(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Build the pages and files of a public book without pictures."""
    texts = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    book = load_book(Sources({path: text for path, text in sorted(texts.items()) if path.endswith((".md", ".yml"))}))
    made = publication(book, TODAY, Publish.PUBLIC)
    return files_of_site(build_site(made.book, made.report))


# One rule at a time.


def shown(book: Bookfolder, *more: tuple[str, str]) -> Book:
    """Return the public book of a folder."""
    book.write(dict(more))
    return public_book(book.load(), TODAY)


SEALED = {
    "hill/school.yml": SCHOOL,
    "hill/phones/versions/2025-01.md": policy("Phones stay off.\n", title="Phones", status="approved"),
    "hill/phones/versions/2026-01.md": policy("Phones stay in bags.\n", title="Phones", status="approved"),
    "hill/phones/policy.md": policy("Phones stay at home.\n", title="Phones"),
}


def test_the_text_in_force_is_all(book: Callable[..., Bookfolder]) -> None:
    found = shown(book(SEALED))
    assert found.is_public
    (_, only), *_ = found.policies()
    assert [version.name for version in only.versions] == ["2026-01"]
    assert only.in_force(TODAY) is only.versions[0]


def test_past_texts_stay_where_the_book_says_so(book: Callable[..., Bookfolder]) -> None:
    found = shown(book(SEALED | {"book.yml": "public: {past: true}\n"}))
    assert [version.name for version in found.policy("hill/phones")[1].versions] == ["2025-01", "2026-01"]


def test_a_text_that_nobody_sealed_is_shown_where_it_is_in_force(book: Callable[..., Bookfolder]) -> None:
    found = shown(book({"hill/school.yml": SCHOOL, "hill/phones/policy.md": policy(status="approved")}))
    version = found.policy("hill/phones")[1].in_force(TODAY)
    assert version
    assert version.is_working


@pytest.mark.parametrize(
    ("change", "is_meant"),
    [
        (("title: Phones", "title: Phones\ninternal: true"), True),
        (("title: Phones", "title: Phones\ninternal: TRUE!"), False),
        (("title: Phones", "title: Phones\ninternl: true"), False),
        (("status: draft", "status: withdrawn"), True),
    ],
    ids=["internal", "perhaps internal", "perhaps misspelt", "withdrawn"],
)
def test_the_working_text_withholds_a_policy(
    book: Callable[..., Bookfolder], change: tuple[str, str], is_meant: bool
) -> None:
    folder = book(SEALED)
    folder.edit("hill/phones/policy.md", change)
    loaded = folder.load()
    reason = why_withheld(loaded.policy("hill/phones")[1], TODAY)
    assert reason
    assert reason.is_meant == is_meant
    assert list(public_book(loaded, TODAY).policies()) == []


@pytest.mark.parametrize(
    "field",
    ['related: ["x", "Internet: a guide"]', 'related:\n- "Internet: a guide"', "change_note: |\n  Internet: firmer."],
)
def test_what_only_speaks_of_the_internet_is_not_withheld(book: Callable[..., Bookfolder], field: str) -> None:
    folder = book(SEALED)
    folder.edit("hill/phones/policy.md", ("title: Phones", f"title: Phones\n{field}"))
    assert why_withheld(folder.load().policy("hill/phones")[1], TODAY) is None


def test_what_looks_like_a_comment_in_code_stays(book: Callable[..., Bookfolder]) -> None:
    said = "Write `<!--`, then what is meant, then `-->`.\n"
    found = shown(book({"hill/school.yml": SCHOOL, "hill/phones/policy.md": policy(said, status="approved")}))
    assert found.policy("hill/phones")[1].versions[0].text.raw.endswith(said)


def test_an_approved_text_that_is_internal_stays_so_whatever_the_draft_says(book: Callable[..., Bookfolder]) -> None:
    folder = book(SEALED)
    folder.edit("hill/phones/versions/2026-01.md", ("title: Phones", "title: Phones\ninternal: true"))
    assert list(shown(folder).policies()) == []


def test_internal_is_no_edit_after_approval(hill: Bookfolder) -> None:
    hill.approve("2026-01")
    hill.edit("hill/e-safety/policy.md", ("status: approved", "status: approved\ninternal: true"))
    assert [f.code for f in hill.check().findings if f.code in {"edited-after-approval", "front-matter-invalid"}] == []
    assert list(shown(hill).policies()) == []


def test_addresses_and_ids_are_those_of_the_internal_site(book: Callable[..., Bookfolder]) -> None:
    folder = book({"hill/school.yml": SCHOOL, "hill/phones/policy.md": SEALED["hill/phones/versions/2025-01.md"]})
    for date, old, new in (("2025-01", "off", "off"), ("2026-01", "off", "in bags")):
        folder.edit("hill/phones/policy.md", ("status: approved", "status: draft"), (f"stay {old}", f"stay {new}"))
        if new != "off":
            folder.edit("hill/phones/policy.md", ("status: draft", f"status: draft\nchange_note: Now {new}."))
        folder.approve(date, "hill/phones")
    version = folder.policy("hill/phones").in_force(TODAY)
    public = shown(folder).policy("hill/phones")[1].in_force(TODAY)
    assert version
    assert public
    assert (public.path, public.tree.ids) == (version.path, version.tree.ids)


def test_findings_are_for_those_who_can_mend_them(book: Callable[..., Bookfolder]) -> None:
    made = publication(book(SEALED).load(), TODAY, Publish.PUBLIC)
    assert made.checked.findings
    assert made.report.findings == ()
    assert made.report.reviews.keys() == {"hill/phones"}


WHOM = (
    ("", Publish.INTERNAL),
    ("publish: public\n", Publish.PUBLIC),
    ("publish: internal\n", Publish.INTERNAL),
    ("publish: Public!\n", Publish.PUBLIC),
    ("publihs: internal\n", Publish.PUBLIC),
    ("publish: [public\n", Publish.PUBLIC),
    ("public: {names: true}\n", Publish.INTERNAL),
    ("# publish: public\n", Publish.INTERNAL),
    ("description: We publish: everything\n", Publish.INTERNAL),
)


@pytest.mark.parametrize(("text", "expected"), WHOM, ids=[text.strip() or "nothing" for text, _ in WHOM])
def test_a_book_that_cannot_be_understood_is_public(text: str, expected: Publish) -> None:
    assert read_book(text)[0].publish is expected


BODIES = (
    ("See [the plan](plan.png).", "See [the plan](plan.png)."),
    ("See [the draft](../draft/policy.md) and [it](../draft/policy.md#x 'Title').", "See the draft and it."),
    ("![A map](secret.png) and [![map](secret.png)](plan.png)", "A map and [map](plan.png)"),
    ("[words](<secret plan.png>) [more](secret%20plan.png)", "words more"),
    ("[a][d], [D][], [d] and [b][p]\n\n[d]: ../draft/policy.md\n[p]: plan.png",
     "a, D, d and [b][p]\n\n[p]: plan.png"),
    ("<a href='../draft/policy.md'>x</a> <img alt=m src=secret.png>", "<a>x</a> <img alt=m>"),
    ("Clear. <!-- not\nclear --> Sky.", "Clear.  Sky."),
    ("[//]: # (a note to ourselves)\n\nText.", "Text."),
    ("[unused]: plan.png 'A note'\n\nText.", "Text."),
    ("`<!-- code -->` and `[x](../draft/policy.md)`", "`<!-- code -->` and `[x](../draft/policy.md)`"),
    ("```\n<!-- code -->\n[d]: secret.png\n```", "```\n<!-- code -->\n[d]: secret.png\n```"),
    ("[here](#own), [there](https://example.org/draft), [all](../phones/policy.md)",
     "[here](#own), [there](https://example.org/draft), [all](../phones/policy.md)"),
    ("[out](../../../x.md) [bad](http://[x)", "out bad"),
    ("[a [b [c [d]]]](../draft/policy.md)", "[a [b [c [d]]]](#)"),
)  # fmt: skip
"""A text, and what everybody may see of it in a book that names people."""


@pytest.mark.parametrize(("body", "expected"), BODIES, ids=[body for body, _ in BODIES])
def test_a_text_leads_to_nothing_that_is_not_public(book: Callable[..., Bookfolder], body: str, expected: str) -> None:
    files = {
        "book.yml": "public: {names: true}\n",
        "hill/school.yml": SCHOOL,
        "hill/phones/policy.md": policy(body + "\n", status="approved"),
        "hill/phones/plan.png": b"plan",
        "hill/draft/policy.md": policy("Not yet.\n"),
    }
    found = shown(book(files))
    version = found.policy("hill/phones")[1].in_force(TODAY)
    assert version
    assert version.text.raw.partition("\n---\n")[2].strip() == expected
    assert bool(found.others) == (re.search(r"\](\(|: )plan\.png", expected) is not None)


def test_an_address_that_tells_a_name_is_left_out(book: Callable[..., Bookfolder]) -> None:
    body = "[him](mailto:n.manager@hill.uk), [map](n-manager.png), [her](https://hill.uk/a.head) and [us](/staff)\n"
    files = {
        "hill/school.yml": SCHOOL,
        "hill/phones/policy.md": policy(body, status="approved"),
        "hill/phones/n-manager.png": b"A face.",
    }
    found = shown(book(files))
    version = found.policy("hill/phones")[1].in_force(TODAY)
    assert version
    assert version.text.raw.endswith("\nhim, map, her and [us](/staff)\n")
    assert found.others == {}
