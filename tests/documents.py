"""Word, OpenDocument and PDF files made for tests: as little of each as a reader needs, and every part in sight."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zipped file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(body: str, *, numbering: str = "", styles: str = "", **parts: str) -> bytes:
    """Return a Word file.

    Args:
        body: What stands within `w:body`.
        numbering: What stands within `w:numbering`.
        styles: What stands within `w:styles`.
        parts: Further parts of the folder `word`, by name without ending.
    """
    files = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    if numbering:
        files["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        files["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    files |= {f"word/{name}.xml": content for name, content in parts.items()}
    return packed(files)


def p(text: str, style: str = "", num: tuple[int, int] | None = None, bold: bool = False) -> str:
    """Return a paragraph of a Word file, of a list and level of it if `num` says so."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def pattern(id_: int, *levels: tuple[str, str] | tuple[str, str, int]) -> str:
    """Return a pattern of lists: of each level the kind of number, what is printed, and where it starts."""
    rows = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{level[2] if len(level) > 2 else 1}"/><w:numFmt w:val="{level[0]}"/>'
        f'<w:lvlText w:val="{level[1]}"/></w:lvl>'
        for n, level in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{id_}">{rows}</w:abstractNum>'


def list_(id_: int, of: int, start: tuple[int, int] | None = None) -> str:
    """Return a list that follows a pattern; `start` gives a level and where it starts anew."""
    anew = f'<w:lvlOverride w:ilvl="{start[0]}"><w:startOverride w:val="{start[1]}"/></w:lvlOverride>' if start else ""
    return f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{of}"/>{anew}</w:num>'


def heading_style(level: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
    )


def odt(body: str, automatic: str = "", styles: str = "", **parts: str) -> bytes:
    """Return an OpenDocument text: its text, its automatic styles, and the content of its part `styles.xml`."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>",
            **parts,
        }
    )


Text = tuple[float, float, str]
"""Where a line begins, in points from the left and from the foot of the page, and its words."""


def pdf(*pages: Iterable[Text], size: int = 10) -> bytes:
    """Return a PDF file with lines of text at the places given."""
    objects: list[bytes] = []
    numbers = [4 + 2 * n for n in range(len(pages))]
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    kids = " ".join(f"{n} 0 R" for n in numbers)
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, page in zip(numbers, pages, strict=True):
        rows = [f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, text in page]
        content = "\n".join(rows).encode("latin-1")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {n + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(data))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
