"""`import` of Word, OpenDocument, HTML, Markdown and PDF files: what a format says of its text is believed."""

from __future__ import annotations

import pytest

from documents import W, docx, heading_style, list_, odt, p, packed, pattern, pdf
from imports import imported, kept, outline, words

RULES = ["Keys are signed for in the book.", "Doors are locked at night.", "Bells are rung at nine."]


# Word: numbers as Word shows them.

LEGAL = pattern(1, ("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)"))


@pytest.mark.parametrize(
    ("numbering", "paragraphs", "labels"),
    [
        pytest.param(LEGAL + list_(1, 1), [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 0), (1, 1)],
                     ["1", "1.1", "1.2", "(a)", "(b)", "(i)", "1.3", "2", "2.1"], id="levels begin again"),
        pytest.param(LEGAL + list_(1, 1) + list_(2, 1), [(1, 0), (2, 0), (1, 0)],
                     ["1", "2", "3"], id="lists of one pattern count on together"),
        pytest.param(LEGAL + list_(1, 1) + list_(2, 1, (0, 1)), [(1, 0), (1, 0), (2, 0), (2, 0)],
                     ["1", "2", "1", "2"], id="a list that starts anew"),
        pytest.param(pattern(1, ("decimal", "%1.", 4)) + list_(1, 1), [(1, 0), (1, 0)], ["4", "5"], id="a start"),
        pytest.param(pattern(1, ("decimalZero", "%1)")) + list_(1, 1), [(1, 0)], ["01"], id="zeros"),
        pytest.param(pattern(1, ("lowerLetter", "%1)", 26)) + list_(1, 1), [(1, 0), (1, 0)], ["z", "aa"], id="letters"),
        pytest.param(pattern(1, ("upperRoman", "%1."), ("decimal", "%1.%2")) + list_(1, 1), [(1, 0), (1, 1)],
                     ["I", "I.1"], id="capital roman"),
        pytest.param(LEGAL + list_(1, 1), [(1, 1)], ["1.1"], id="a level above that never came"),
        pytest.param(LEGAL + list_(1, 1), [(9, 0), (0, 0)], ["", ""], id="no such list, and no list"),
    ],
)  # fmt: skip
def test_word_numbers(numbering: str, paragraphs: list[tuple[int, int]], labels: list[str]) -> None:
    from policybook.importing.piece import label_of
    from policybook.importing.reading import read_document

    body = "".join(p(f"Rule {n} is kept by all.", num=num) for n, num in enumerate(paragraphs))
    blocks = read_document(docx(body, numbering=numbering), "x.docx").blocks
    assert [label_of(block.label) for block in blocks] == labels


@pytest.mark.parametrize(
    ("rows", "is_kept"),
    [
        ([("Role", "Task"), ("Head teacher", "Signs the list each term"), ("Caretaker", "Counts the keys")], True),
        ([("Headteacher", "Keeps the key of the safe"), ("Chair of Governors", "Keeps the second one")], True),
        ([("Signed", "Ann Cole"), ("Role", "Headteacher"), ("Date", "3 May 2024")], False),
        ([("Headteacher", "..........."), ("Chair of Governors", "...........")], False),
    ],
    ids=["tasks under a head", "tasks beside roles", "who signed", "lines to sign on"],
)
def test_a_table_of_who_does_what_at_the_end_stays_in_the_text(rows: list[tuple[str, str]], is_kept: bool) -> None:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )  # fmt: skip
    body = (
        p("Key Policy", "Heading1") + p("Keys", "Heading1") + p("Staff must sign for keys.") + f"<w:tbl>{cells}</w:tbl>"
    )
    filed = imported(docx(body, styles=heading_style(1)), "keys.docx")
    tables = [line for line in outline(filed.version.tree) if "table:" in line]
    assert bool(tables) == is_kept, (tables, filed.version.front_matter)


def test_word_headings_lists_and_tables() -> None:
    body = (
        p("Keys Policy", "Title")
        + p("Purpose", "Heading1")
        + p("Keys open doors, and this policy says to whom they are given.")
        + p("Lending", "Heading2")
        + p("Staff must not:")
        + p("lend keys", num=(2, 0))
        + p("copy keys:", num=(2, 0))
        + p("in a shop", num=(2, 1))
        + p("by casting", num=(2, 1))
        + "<w:tbl><w:tr><w:tc>" + p("Door") + "</w:tc><w:tc>" + p("Key") + "</w:tc></w:tr>"
        + "<w:tr><w:tc>" + p("Hall") + "</w:tc><w:tc>" + p("Blue") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    numbering = pattern(1, ("bullet", "•"), ("bullet", "o")) + list_(2, 1)
    styles = heading_style(1) + heading_style(2)
    styles += '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    filed = imported(docx(body, numbering=numbering, styles=styles), "keys.docx")
    assert filed.version.front_matter.title == "Keys Policy"
    assert outline(filed.version.tree) == [
        "section 2: Purpose",
        "  paragraph: Keys open doors, and this policy says to whom they are given.",
        "  section 3: Lending",
        "    paragraph: Staff must not:",
        "      item: lend keys",
        "      item: copy keys:",
        "        item: in a shop",
        "        item: by casting",
        "    table: Door | Key Hall | Blue",
    ]


def test_numbered_headings_of_word_keep_the_numbers_that_their_style_gives() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = p("Aims", "Heading1") + p(RULES[0], num=(1, 1)) + p("Rules", "Heading1") + p(RULES[1], num=(1, 1))
    filed = imported(docx(body, numbering=LEGAL + list_(1, 1), styles=styles), "keys.docx")
    assert outline(filed.version.tree) == [
        "section 2 [1]: Aims",
        f"  paragraph [1.1]: {RULES[0]}",
        "section 2 [2]: Rules",
        f"  paragraph [2.1]: {RULES[1]}",
    ]


def test_what_was_deleted_in_word_is_not_read_and_what_was_inserted_is() -> None:
    body = (
        "<w:p><w:r><w:t>Keys are </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>always </w:t></w:r></w:ins><w:r><w:t>signed for.</w:t></w:r></w:p>"
    )
    assert outline(imported(docx(body), "keys.docx").version.tree) == ["paragraph: Keys are always signed for."]


def test_running_titles_and_footnotes_of_word_are_set_aside() -> None:
    title = f"<w:hdr {W}>{p('Hill School keys')}</w:hdr>"
    filed = imported(docx(p(RULES[0]), header1=title), "keys.docx")
    assert outline(filed.version.tree) == [f"paragraph: {RULES[0]}"]
    assert [(d.text, d.reason) for d in filed.dropped] == [("Hill School keys", "the header of the pages")]


def test_emphasis_and_links_of_word_are_kept() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" TargetMode="External" Target="https://keys.example/"/></Relationships>'
    )
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Keys are </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>never</w:t></w:r>'
        '<w:r><w:t xml:space="preserve"> lent: see </w:t></w:r><w:hyperlink r:id="r1" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:t>the list</w:t></w:r>'
        "</w:hyperlink></w:p>"
    )
    filed = imported(_with_links(body, relations), "k.docx")
    assert filed.version.tree.nodes[0].source == "Keys are **never** lent: see [the list](https://keys.example/)"


def _with_links(body: str, relations: str) -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed({"word/document.xml": document, "word/_rels/document.xml.rels": relations})


# OpenDocument.

NUMBERS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def _items(*texts: str, style: str = "L1", more: str = "") -> str:
    rows = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f'<text:list text:style-name="{style}"{more}>{rows}</text:list>'


def test_open_document() -> None:
    inner = "<text:list><text:list-item><text:p>in a shop</text:p></text:list-item></text:list>"
    body = (
        '<text:h text:outline-level="1">Lending</text:h><text:p>Staff must not:</text:p>'
        '<text:list text:style-name="L1"><text:list-item><text:p>lend keys</text:p></text:list-item>'
        f"<text:list-item><text:p>copy keys:</text:p>{inner}</text:list-item></text:list>"
        '<text:h text:outline-level="1">Doors</text:h>'
        + _items(RULES[0], style="L2")
        + "<table:table><table:table-row><table:table-cell><text:p>Door</text:p></table:table-cell><table:table-cell>"
        "<text:p>Key</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert outline(imported(odt(body, NUMBERS), "keys.odt").version.tree) == [
        "section 2: Lending",
        "  paragraph: Staff must not:",
        "    item [1]: lend keys",
        "    item [2]: copy keys:",
        "      item [(a)]: in a shop",
        "section 2: Doors",
        f"  item: {RULES[0]}",
        "  table: Door | Key",
    ]


@pytest.mark.parametrize(("more", "labels"), [("", ["1", "1"]), (' text:continue-numbering="true"', ["1", "2"])])
def test_lists_of_open_document_count_on_only_if_they_say_so(more: str, labels: list[str]) -> None:
    body = _items(RULES[0]) + "<text:p>Something else is said here in between the two.</text:p>"
    tree = imported(odt(body + _items(RULES[1], more=more), NUMBERS), "keys.odt").version.tree
    assert [node.label for node in tree.nodes if node.label] == labels


# HTML and Markdown.


def test_html() -> None:
    filed = imported(
        "<!doctype html><html><head><title>Keys Policy</title><style>p {color: red}</style></head><body>"
        "<nav>Home</nav><h2>Lending</h2><p>Staff must <b>not</b>:</p><ol type='a' start='3'><li>lend keys</li>"
        "<li>copy keys<ul><li>in a shop</li></ul></li></ol><script>alert(1)</script>"
        "<table><tr><th>Door</th><th>Key</th></tr><tr><td>Hall</td><td>Blue</td></tr></table></body></html>",
        "keys.html",
    )
    assert outline(filed.version.tree) == [
        "section 2: Lending",
        "  paragraph: Staff must not:",
        "    item [c]: lend keys",
        "    item [d]: copy keys",
        "      item: in a shop",
        "  table: Door | Key Hall | Blue",
    ]
    assert filed.version.front_matter.title == "Keys Policy"
    assert [(d.text, d.reason) for d in filed.dropped] == [("Home", "the site's navigation")]


def test_markdown_with_the_front_matter_of_a_policy_keeps_it() -> None:
    filed = imported(
        "---\ntitle: Keys\nstatus: approved\nowner: {role: site-manager}\nreview: {due: 2027-01}\nseal: 1:ff\n---\n\n"
        "## 2. Lending\n\nStaff must *not*:\n\n1. lend\n   - even at night\n2. copy\n",
        "keys.md",
    )
    assert outline(filed.version.tree) == [
        "section 2 [2]: Lending",
        "  paragraph: Staff must not:",
        "    item [1]: lend",
        "      item: even at night",
        "    item [2]: copy",
    ]
    found = filed.version.front_matter.to_dict()
    assert (found["title"], found["status"], found["owner"]) == ("Keys", "draft", {"role": "site-manager"})
    assert "seal" not in found


# PDF.


def _page(*rows: str, left: float = 60, top: float = 780, step: float = 13) -> list[tuple[float, float, str]]:
    return [(left, top - n * step, row) for n, row in enumerate(rows) if row]


LONG = "Every key of the school is kept in the safe of the office, and whoever takes one signs the book"


def test_pdf_lines_are_joined_and_hyphens_at_their_ends_taken_out() -> None:
    filed = imported(
        pdf(_page(LONG, "with name and time; who is late bringing it back must ex-", "plain why.", "", RULES[1])),
        "k.pdf",
    )
    assert outline(filed.version.tree) == [
        f"paragraph: {LONG} with name and time; who is late bringing it back must explain why.",
        f"paragraph: {RULES[1]}",
    ]


def test_pdf_running_titles_are_set_aside_and_pages_joined() -> None:
    pages = []
    for n, row in enumerate(["and who is late bringing it back must", "explain why.", "Bells are rung."]):
        head = [(60, 820, "Hill School keys"), (280, 30, f"Page {n + 1} of 3")]
        pages.append([*head, *_page(*([LONG, row] if n == 0 else [row]))])
    filed = imported(pdf(*pages), "keys.pdf")
    assert outline(filed.version.tree) == [
        f"paragraph: {LONG} and who is late bringing it back must explain why.",
        "paragraph: Bells are rung.",
    ]
    assert sum(d.reason == "a running title or number of the pages" for d in filed.dropped) == 6


def test_pdf_columns_are_read_one_after_the_other() -> None:
    left = _page(*["Words on the left go on and on and on until"] * 6, "they end.", left=50)
    right = _page(*["Words on the right go on and on and on till"] * 6, "they stop.", left=310)
    # The file has them line by line across the page.
    both = [line for pair in zip(left, right, strict=True) for line in pair]
    texts = [node.text for node in imported(pdf(both), "keys.pdf").version.tree.nodes]
    assert texts == [
        "Words on the left go on and on and on until " * 6 + "they end.",
        "Words on the right go on and on and on till " * 6 + "they stop.",
    ]


# All of them.


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("k.docx", docx(p(RULES[0]) + p(RULES[1], num=(1, 0)), numbering=LEGAL + list_(1, 1))),
        ("k.odt", odt(f"<text:p>{RULES[0]}</text:p>" + _items(RULES[1]), NUMBERS)),
        ("k.html", f"<p>{RULES[0]}<ol><li>{RULES[1]}</ol>".encode()),
        ("k.md", f"{RULES[0]}\n\n1. {RULES[1]}\n".encode()),
        ("k.pdf", pdf(_page(RULES[0], "", f"1. {RULES[1]}"))),
    ],
)
def test_every_format_says_the_same(name: str, data: bytes) -> None:
    filed = imported(data, name)
    assert outline(filed.version.tree) == [f"paragraph: {RULES[0]}", f"item [1]: {RULES[1]}"]
    assert words(f"{RULES[0]} {RULES[1]}") - kept(filed) == {}
    assert len(filed.source_lines) == 2
