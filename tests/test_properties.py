"""What holds of every text: no exception, no line lost, nothing changed by approval."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import ROOT, SCHOOL, TODAY, Bookfolder, policy, read, shared
from policybook.book import load_book
from policybook.book.approving import Minute, prepare
from policybook.book.identity import identify
from policybook.book.seal import seal
from policybook.book.sources import Sources
from policybook.checking.check import check_book
from policybook.dates import PartialDate
from policybook.diffing.alignment import align
from policybook.finding import Level
from policybook.model import NO_PARENT, Form, Node, Tree
from policybook.parsing import PolicyText, blocks
from policybook.parsing.inline import inline_parser
from policybook.parsing.lossless import lossless_plugin

# Texts.

MARKS = [
    "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-", "1.", "  ", "    ", "\t", "> ", "# ", "## 3. ", "### ", "#### ", "##",
    "a.", "(iv)", "3.7 Staff", "4.", "| a | b |", "|---|---|", "```", "~~~ py", "<div>", "</div>", "<b>x</b>", "<br>",
    "<!-- c -->", "<script>", "[a]: /x", "[a]", "[b](c.md \"t\")", "![i](j.png)", "{#id}", "{#id-2}", "***", "---",
    "===", "word:", "`code`", "**", "_", "\\", "&amp;", "·", "é", "{{head}}", "“", "'", "!", "#", "$", "x",
]  # fmt: skip
"""What Markdown is made of, so that generated texts have all its forms."""

WORDS = st.sampled_from("staff must ask wait lock screens pupils never email phone noon école Head 24h x".split())
PHRASES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)

markup = st.lists(
    st.lists(st.sampled_from(MARKS) | WORDS, max_size=5).map("".join) | st.just(""), min_size=1, max_size=12
).map("\n".join)
anything = st.text(max_size=200)
bodies = markup | anything


def _bullets(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _numbers(items: list[str]) -> str:
    return "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))


def _nested(items: list[str]) -> str:
    return "\n".join(f"{'  ' * (n % 3)}- {item}" for n, item in enumerate(items))


items = st.lists(PHRASES, min_size=1, max_size=5)
plain_blocks = st.one_of(
    PHRASES,
    PHRASES.map(lambda words: f"{words}."),
    PHRASES.map(lambda words: f"{words}:"),
    st.tuples(st.integers(1, 9), st.integers(1, 9), PHRASES).map(lambda t: f"{t[0]}.{t[1]} Staff {t[2]}"),
    PHRASES.map(lambda words: f"(a) {words}"),
    PHRASES.map(lambda words: f"## {words}"),
    st.tuples(st.integers(1, 30), PHRASES).map(lambda t: f"### {t[0]}. {t[1]}"),
    items.map(_bullets),
    items.map(_numbers),
    items.map(_nested),
    items.map("\n".join),
    items.map(lambda rows: "\n".join(f"> {row}" for row in rows)),
    items.map(lambda rows: "\n".join(["| a | b |", "|---|---|", *(f"| {row} | x |" for row in rows)])),
    PHRASES.map(lambda words: f"```\n{words}\n```"),
    PHRASES.map(lambda words: f"<p>{words}</p>"),
)
plain = st.lists(plain_blocks, min_size=1, max_size=8).map(lambda parts: "\n\n".join(parts) + "\n")
"""Texts as authors write them, whose words can be told from their marks."""


def rows_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def assert_every_line_is_accounted_for(text: PolicyText) -> None:
    """Every non-blank line of the body belongs to exactly one node, and nodes stand in order."""
    rows = text.raw.split("\n")
    owners = [0] * (len(rows) + 1)
    for node in text.tree.nodes:
        assert text.body_line <= node.first_line
        assert node.last_line <= len(rows)
        for line in range(node.first_line, node.last_line + 1):
            owners[line] += 1
    for line, row in enumerate(rows, 1):
        if line >= text.body_line and row.strip():
            assert owners[line] == 1, f"line {line}, {row!r}, belongs to {owners[line]} nodes"
        assert owners[line] <= 1, f"line {line} belongs to {owners[line]} nodes"
    first = [node.first_line for node in text.tree.nodes]
    assert first == sorted(first)


@given(bodies)
def test_what_did_not_change_keeps_its_place_and_its_id(body: str) -> None:
    tree = read(policy(body)).tree
    earlier = identify(tree)
    assert identify(tree, earlier).ids == earlier.ids
    nameless = Tree(tuple(node._replace(own_id=None) for node in tree.nodes))
    assert identify(nameless, earlier).ids == earlier.ids
    assert align(earlier, nameless).became == {n: n for n in range(len(tree))}


def assert_the_tree_is_sound(text: PolicyText) -> None:
    tree = identify(text.tree)
    assert len(set(tree.ids)) == len(tree.ids) == len(tree)
    assert all(tree.ids)
    for n, node in enumerate(tree.nodes):
        assert NO_PARENT <= node.parent < n
        assert node.is_section == (node.form is Form.HEADING) == (node.level > 0)
        if Form.TABLE not in {node.form, node.block}:  # empty cells leave two spaces
            assert node.text == " ".join(node.text.split())
        assert node.label is None or node.label.strip()
        if node.is_section and node.parent != NO_PARENT:
            assert tree.nodes[node.parent].is_section
            assert tree.nodes[node.parent].level < node.level
        if node.is_stem:
            assert tree.children[n]


@given(bodies)
@example("- \n  - a\n\n***\n\n[a]: b")
@example("<div><![foo[bar")
def test_reading_loses_no_line(body: str) -> None:
    text = read(policy(body))
    assert_every_line_is_accounted_for(text)
    assert_the_tree_is_sound(text)


@given(plain)
def test_reading_loses_no_word(body: str) -> None:
    found = read(policy(body))
    assert_every_line_is_accounted_for(found)
    assert_the_tree_is_sound(found)
    # Numbers of lists may be counted anew: two lists of one item each are one list.
    seen = " ".join(
        f"{node.label if node.label and not node.list_number else ''} {node.text}" for node in found.tree.nodes
    )
    written = re.sub(r"^\|[-|]+$|</?p>|^\d+\. ", "", body, flags=re.MULTILINE)
    assert re.findall(r"\w+", seen) == re.findall(r"\w+", written)


LEFT_OPEN = [
    "<!-- note", "<script>", "<STYLE>", "<pre>", "<textarea>", "<?php", "<![CDATA[ x", "<!NOTE", '<div class="note>',
    "<div", "<p><template>", "<svg", "Staff <script> ask", "Staff <!-- ask", "- <!-- note", "> <script>",
]  # fmt: skip


@given(PHRASES, st.sampled_from(LEFT_OPEN), plain)
def test_nothing_that_is_left_open_swallows_a_word(before: str, opening: str, after: str) -> None:
    found = read(policy(f"{before}\n\n{opening}\n\n{after}"))
    assert_every_line_is_accounted_for(found)
    seen = " ".join(f"{node.label or ''} {node.text}" for node in found.tree.nodes)
    alone = read(policy(after)).tree.nodes
    for node in alone:
        assert set(node.text.split()) <= set(seen.split())
    assert len(found.tree) >= len(alone)


cells = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" | ".join), min_size=1, max_size=4)


@given(cells, st.integers(1, 3))
def test_a_table_loses_no_word(rows: list[str], columns: int) -> None:
    head = " | ".join(["who"] * columns)
    body = "\n".join([f"| {head} |", "|---" * columns + "|", *(f"| {row} |" for row in rows)])
    (table,) = read(policy(body)).tree.nodes
    assert re.findall(r"\w+", table.text) == re.findall(r"\w+", " ".join([head, *rows]))


@given(plain, st.integers(0, 8))
def test_front_matter_that_is_never_closed_loses_no_word(body: str, line: int) -> None:
    rows = body.split("\n")
    assume("" in rows[: line + 1])  # the `---` below would be taken for the end of the fields
    rows[line:line] = ["", "---", ""]
    assume(not any(row.startswith(("a:", "x:")) or row.endswith(":") for row in rows))
    whole = read(policy("\n".join(rows)))
    cut = read(policy("\n".join(rows)).replace("\n---\n", "\n", 1))
    assert [node.text for node in cut.tree.nodes] == [node.text for node in whole.tree.nodes]


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["---", "title: x", "a: [", "b: {c: d}", "- e", "", "# f"])).map("\n".join)
)
@example("---\n--- a")
@example("---\n:")
@example("---\n0: [")
@example("---\na: &b [*b]\n---")
def test_any_text_is_read(text: str) -> None:
    assume(text.strip())
    found = read(text.encode(errors="replace"))
    assert_every_line_is_accounted_for(found)
    assert_the_tree_is_sound(found)
    assert found.body_line >= 1
    for finding in found.findings:
        assert finding.message
        assert finding.line is None or 1 <= finding.line <= len(found.raw.split("\n"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    found = read(data)
    assert_every_line_is_accounted_for(found)


@given(bodies)
def test_any_text_is_checked(body: str) -> None:
    files = {"hill/school.yml": SCHOOL, "hill/p/policy.md": policy(body)}
    data = {path: text.encode(errors="replace") for path, text in files.items()}
    report = check_book(load_book(Sources(data)), TODAY)
    assert list(report.reviews) == ["hill/p"]
    last = len(rows_of(files["hill/p/policy.md"]))
    for finding in report.findings:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", finding.code)
        assert finding.line is None or 1 <= finding.line <= last


# The quick rules read as the slow ones do.


def nodes_without_quick_rules(body: str, monkeypatch: pytest.MonkeyPatch) -> tuple[tuple[Node, ...], object]:
    plain_parser = MarkdownIt("commonmark", {"maxNesting": blocks.MAX_NESTING}).enable("table").use(lossless_plugin)
    plain_parser.core.ruler.enableOnly(["normalize", "block"])
    with monkeypatch.context() as patch:
        patch.setattr(blocks, "_BLOCK_PARSER", plain_parser)
        tree, findings = blocks.parse_body(body)
    return tree.nodes, findings


LISTS = st.lists(
    st.tuples(
        st.sampled_from(["", "", "", " ", "  ", "   ", "    ", "\t"]),
        st.sampled_from(["- ", "- ", "* ", "1. ", "2. ", "1) ", "- - ", "-  ", "", "", "> ", "## ", "#", "-", "==="]),
        st.sampled_from(["Ask.", "ask", "é", "3.7 Ask", "(a) ask", "“ask”", "", "**ask**", "1", "| a |", "*", "Ask: "]),
    ).map("".join)
    | st.just("")
    | st.just("  "),
    min_size=1,
    max_size=8,
).map("\n".join)


class TestQuickRules:
    @given(body=LISTS | plain | markup)
    @example(body="   - Ask.\n    - Ask.")
    @example(body="> Ask.\n    - Ask.")
    @settings(max_examples=600)
    def test_blocks_are_the_same_with_and_without_them(self, body: str) -> None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            expected = nodes_without_quick_rules(body, monkeypatch)
        tree, findings = blocks.parse_body(body)
        assert (tree.nodes, findings) == expected

    @given(markup | anything)
    def test_inline_markup_is_the_same(self, text: str) -> None:
        usual = MarkdownIt("commonmark").enable("table").use(lossless_plugin)
        assert inline_parser().renderInline(text) == usual.renderInline(text)


# Approving changes nothing.


def approve(body: str) -> tuple[dict[str, bytes], bool]:
    """Return the files of a book before and after an approval; False where `check` forbids it."""
    files = {"hill/school.yml": SCHOOL.encode(), "hill/p/policy.md": policy(body).encode()}
    book = load_book(Sources(files))
    school, found = book.policy("hill/p")
    findings = check_book(book, TODAY).findings
    if any(finding.level is Level.ERROR for finding in findings):
        return files, False
    for entry in prepare(school, found, Minute("Governors", PartialDate(2026, 1)), findings, today=TODAY):
        files[entry.path] = entry.content.encode()
    return files, True


def essence(nodes: tuple[Node, ...]) -> list[tuple[object, ...]]:
    return [(n.form, n.block, n.label, n.text, n.links, n.parent, n.level, n.list_number, n.is_stem) for n in nodes]


@given(plain)
@example("<!-- c -->\nStaff ask\n")
@example("| a |\n|---|\n| b |\n- ask\n")
def test_a_sealed_text_reads_as_the_approved_one(body: str) -> None:
    files, done = approve(body)
    assume(done)
    before = load_book(Sources({"hill/p/policy.md": policy(body).encode()})).policy("hill/p")[1].working
    sealed, working = load_book(Sources(files)).policy("hill/p")[1].versions
    assert before is not None
    assert essence(sealed.tree.nodes) == essence(before.tree.nodes) == essence(working.tree.nodes)
    assert sealed.tree.ids == before.tree.ids == working.tree.ids
    assert sealed.front_matter.seal == seal(sealed.front_matter, sealed.tree)
    written = [node.own_id for node in sealed.tree.nodes if node.first_line <= node.last_line]
    assert None not in written
    report = check_book(load_book(Sources(files)), TODAY)
    assert not [finding for finding in report.findings if finding.level is Level.ERROR]


@given(plain, st.data())
def test_the_seal_notices_a_change_of_any_word(body: str, data: st.DataObject) -> None:
    text = policy(body)
    found = read(text)
    words = [match for match in re.finditer(r"[a-z]{2,}", body) if match[0] != "changed"]
    assume(words)
    word = data.draw(st.sampled_from(words))
    other = read(policy(body[: word.start()] + "changed" + body[word.end() :]))
    assert seal(found.front_matter, found.tree) != seal(other.front_matter, other.tree)


# Real texts.

OWN = sorted((ROOT / "policies").rglob("*.md"))


@pytest.mark.parametrize("path", OWN, ids=[str(path.relative_to(ROOT / "policies")) for path in OWN])
def test_our_policies_lose_no_line(path: Path) -> None:
    text = read(path.read_bytes())
    assert_every_line_is_accounted_for(text)
    assert_the_tree_is_sound(text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        body = "\n".join(text.raw.split("\n")[text.body_line - 1 :])
        tree, findings = blocks.parse_body(body)
        assert nodes_without_quick_rules(body, monkeypatch) == (tree.nodes, findings)


def test_there_are_policies_of_our_own() -> None:
    assert OWN


def test_our_policies_can_be_approved_again(tmp_path: Path) -> None:
    folder = Bookfolder(tmp_path / "policies")
    for path in sorted((ROOT / "policies").rglob("*")):
        if path.is_file():
            folder.write({path.relative_to(ROOT / "policies").as_posix(): path.read_bytes()})
    for _, found in folder.load().policies():
        if found.working is None:
            continue
        name = found.working.path
        text = re.sub("^status: .*", "status: draft", folder.read(name), count=1, flags=re.MULTILINE)
        text = re.sub("^change_note: .*\n", "", text, count=1, flags=re.MULTILINE)
        folder.write({name: text.replace("\n---\n", "\nchange_note: Once more.\n---\n", 1)})
        ids = found.working.tree.ids
        folder.approve("2026-11-20", ref=found.ref)
        again = folder.policy(found.ref)
        assert again.newest_sealed is not None
        assert again.newest_sealed.tree.ids == ids
        assert again.newest_sealed.front_matter.seal == seal(again.newest_sealed.front_matter, again.newest_sealed.tree)


def test_real_histories_lose_no_line() -> None:
    paths = sorted(shared("history").rglob("[0-9]*.md"))
    assert paths
    for path in paths:
        text = read(path.read_bytes())
        try:
            assert_every_line_is_accounted_for(text)
            assert_the_tree_is_sound(text)
        except AssertionError as error:
            raise AssertionError(f"{path}: {error}") from error
        body = "\n".join(text.raw.split("\n")[text.body_line - 1 :])
        with pytest.MonkeyPatch.context() as monkeypatch:
            tree, findings = blocks.parse_body(body)
            assert nodes_without_quick_rules(body, monkeypatch) == (tree.nodes, findings), path


def test_real_histories_keep_the_ids_of_what_they_keep() -> None:
    for folder in sorted(path for path in shared("history").iterdir() if path.is_dir()):
        earlier = None
        for path in sorted(folder.glob("[0-9]*.md"))[:12]:
            tree = identify(read(path.read_bytes()).tree, earlier)
            if earlier is not None:
                unique = {node.text: n for n, node in enumerate(earlier.nodes)}
                counts = [node.text for node in earlier.nodes]
                for n, node in enumerate(tree.nodes):
                    alone = counts.count(node.text) == 1 == [other.text for other in tree.nodes].count(node.text)
                    if alone and earlier.nodes[unique[node.text]].kind is node.kind and node.text:
                        assert tree.ids[n] == earlier.ids[unique[node.text]], f"{path}: {node.text[:60]}"
            earlier = tree


def test_a_book_on_disk_is_not_changed_by_reading(tmp_path: Path) -> None:
    folder = Bookfolder(tmp_path).write({"hill/school.yml": SCHOOL, "hill/p/policy.md": policy()})
    before = folder.contents()
    folder.check()
    assert folder.contents() == before
