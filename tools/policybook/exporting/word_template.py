"""What every Word file begins as: an A4 page in British English, with the styles that Word knows and no others.

It is made once in a process out of the template of python-docx, most of which is table styles and a picture of an empty
page: each file is a third of the size for it, and takes a fifth of the time.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

LANGUAGE: Final = "en-GB"
HEADINGS: Final = 9
"""The deepest heading that Word has a style for."""
TABLE: Final = "Table Grid"

_TABLE_STYLES: Final = frozenset({"Normal Table", TABLE})
_UNUSED: Final = ("/stylesWithEffects", "/thumbnail", "/customXml", "/extended-properties")
"""How the kinds of parts end that no file needs; the last says that another program wrote it."""
_WORD: Final = "15"
"""The version of Word whose layout is meant (2013 and all later); an older one opens as *Compatibility Mode*."""


def new_document() -> WordDocument:
    """Return an empty document."""
    return Document(io.BytesIO(_template()))


@cache
def _template() -> bytes:
    document = Document()
    _drop_unused(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for name in ("Title", *(f"Heading {level}" for level in range(1, HEADINGS + 1))):
        document.styles[name].font.color.rgb = RGBColor(0, 0, 0)  # legible in black and white
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD)
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    _add_page_numbers(section.footer.paragraphs[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _drop_unused(document: Any) -> None:
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.get(qn("w:type")) == "table" and style.name_val not in _TABLE_STYLES:
            styles.remove(style)
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_UNUSED)]:
            del relations[key]


def _add_page_numbers(paragraph: Any) -> None:
    """Write "Page 2 of 7": fields, which Word works out page by page."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, name in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        shown: Any = OxmlElement("w:r")
        shown.text = "1"
        field.append(shown)
        paragraph._p.append(field)
