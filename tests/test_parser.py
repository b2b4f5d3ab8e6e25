"""From Policy Markdown to the tree: the cases of `data/parser`, and what an outline cannot show."""

from __future__ import annotations

import difflib

import pytest

from conftest import DATA, Case, policy, read, read_cases
from policybook.model import Form, Node, Tree
from policybook.parsing import PolicyText

CASES = read_cases(DATA / "parser")


def outline(text: PolicyText) -> str:
    """Return a text's nodes, one a line: lines, nesting, form, label, stem, id, words and link targets; then findings.

    The lack of front matter is no finding here: cases are bodies, so that their lines are those of the case.
    """
    rows: list[str] = []
    depth: list[int] = []
    for node in text.tree.nodes:
        depth.append(0 if node.parent < 0 else depth[node.parent] + 1)
        rows.append(f"{_lines(node):<6}{'  ' * depth[-1]}{_described(node)}".rstrip())
    found = sorted((f.line or 0, f.code) for f in text.findings if "no front matter" not in f.message)
    return "\n".join([*rows, *(f"! {code}@{line}" for line, code in found)])


def _lines(node: Node) -> str:
    if node.last_line < node.first_line:
        return "-"
    return str(node.first_line) if node.first_line == node.last_line else f"{node.first_line}-{node.last_line}"


def _described(node: Node) -> str:
    what = node.kind if node.is_section else node.form
    words = [f"{what}({node.block})" if node.block else f"{what}"]
    words += [str(node.level)] if node.level else []
    words += [f"[{node.label}]"] if node.label is not None else []
    words += ["stem"] if node.is_stem else []
    words += [f"{{#{node.own_id}}}"] if node.own_id else []
    return " ".join(words) + f": {node.text}" + "".join(f" -> {link}" for link in node.links)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.path.stem}:{case.line} {case.title}" for case in CASES])
def test_case(case: Case) -> None:
    found = outline(read(case.given))
    if found != case.expected:
        lines = difflib.unified_diff(
            case.expected.split("\n"), found.split("\n"), "expected", "read", lineterm="", n=99
        )
        pytest.fail(f"{case.place}: {case.title}\n" + "\n".join(lines), pytrace=False)


def test_titles_are_unique_in_their_file() -> None:
    named = [(case.path, case.title) for case in CASES]
    assert sorted(set(named)) == sorted(named)


def tree(body: str) -> Tree:
    return read(policy(body)).tree


def test_lines_are_those_of_the_file_and_not_of_the_body() -> None:
    text = policy("## Passwords\n\nStaff must keep them.\n")
    rows = text.split("\n")
    section, clause = read(text).tree.nodes
    assert rows[section.first_line - 1] == "## Passwords"
    assert rows[clause.first_line - 1] == "Staff must keep them."


def test_findings_about_the_body_have_lines_of_the_file() -> None:
    text = policy("# Passwords\n")
    (finding,) = read(text).findings
    assert text.split("\n")[finding.line - 1] == "# Passwords"


def test_items_of_one_list_share_a_number_and_other_lists_have_others() -> None:
    nodes = tree("- a\n- b\n  - c\n  - d\n- e\n\nText.\n\n- f\n\n1. g\n").nodes
    number = {node.text: node.list_number for node in nodes}
    assert number["a"] == number["b"] == number["e"]
    assert number["c"] == number["d"]
    assert len({number[name] for name in "acfg"}) == 4
    assert number["Text."] == 0


def test_sections_are_sections_and_all_else_is_a_clause() -> None:
    nodes = tree("## H\n\nP\n\n- i\n\n| t |\n|---|\n\n> q\n\n```\nc\n```\n\n<p>h</p>\n\n[d]: /d\n").nodes
    assert {node.form for node in nodes} == set(Form) - {Form.BREAK}
    assert [node.form for node in nodes if node.is_section] == [Form.HEADING]


def test_source_is_the_markdown_without_label_and_id() -> None:
    (node,) = tree("3.7 Staff must **never** use [it](/x). {#it}\n").nodes
    assert node.source == "Staff must **never** use [it](/x)."
    (heading,) = tree("## 3. *Use* of email {#use}\n").nodes
    assert heading.source == "*Use* of email"


def test_emphasis_that_began_before_the_label_goes_on_after_it() -> None:
    (node,) = tree("**(a) Email:** limited use\n").nodes
    assert (node.label, node.source) == ("(a)", "**Email:** limited use")


def test_titles_of_the_sections_around_a_clause_are_outermost_first() -> None:
    found = tree("## A\n\n### B\n\nText:\n\n- item\n\n## C\n\nLast.\n")
    titles = {node.text: found.section_titles(n) for n, node in enumerate(found.nodes)}
    assert titles == {"A": [], "B": ["A"], "Text:": ["A", "B"], "item": ["A", "B"], "C": [], "Last.": ["C"]}


def test_a_tree_refuses_ids_that_do_not_fit() -> None:
    found = tree("One.\n\nTwo.\n")
    assert found.with_ids(("a", "b")).by_id == {"a": 0, "b": 1}
    with pytest.raises(ValueError, match="all different"):
        found.with_ids(("a", "a"))
    with pytest.raises(ValueError, match="one id for each"):
        found.with_ids(("a",))
