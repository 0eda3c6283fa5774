"""How does a source become a .docx with real headings, tables, a header, and the same bytes every time?"""

import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from sources import Source, Table, Text

STYLES = {
    "title": "Heading 1",
    "heading": "Heading 2",
    "subheading": "Heading 3",
    "paragraph": "Normal",
    "item": "List Bullet",
    "note": "Normal",
}


def docx_bytes(source: Source) -> bytes:
    document = Document()
    _set_up(document, source)
    for block in source.blocks:
        if isinstance(block, Table):
            _add_table(document, block)
        else:
            _add_text(document, block)
    _drop_what_is_not_used(document)
    raw = BytesIO()
    document.save(raw)
    return _with_fixed_dates(raw.getvalue())


def _set_up(document: Docx, source: Source) -> None:
    made = datetime.fromisoformat(source.created)
    facts = document.core_properties
    facts.title, facts.author, facts.language = source.title, "Ljungsjö Mejeri AB", "sv-SE"
    facts.created = facts.modified = made
    facts.last_modified_by, facts.comments, facts.revision = "Ljungsjö Mejeri AB", "", 1
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].text = source.header
    section.footer.paragraphs[0].text = source.footer
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(10.5)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.find(f".//{qn('w:lang')}").set(qn("w:val"), "sv-SE")


def _add_text(document: Docx, text: Text) -> None:
    paragraph = document.add_paragraph(style=STYLES[text.kind])
    for number, line in enumerate(text.lines):
        if number:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        _add_line(paragraph, line, small=text.kind == "note")


def _add_line(paragraph: Paragraph, line: str, small: bool) -> None:
    body, mark, rest = line.partition("¹")
    for piece, raised in ((body, False), (mark and "1", True), (rest, False)):
        if piece:
            run = paragraph.add_run(piece)
            run.font.superscript = raised or None
            run.font.size = Pt(9) if small else None


def _add_table(document: Docx, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.rows[0]), style="Table Grid")
    for number, row in enumerate(table.rows):
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(value)
            run.bold = number == 0 or None
    document.add_paragraph()


def _drop_what_is_not_used(document: Docx) -> None:
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(("stylesWithEffects", "thumbnail"))]:
            del rels[key]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()


def _with_fixed_dates(raw: bytes) -> bytes:
    """Stored, not deflated: compressed bytes differ between builds of zlib."""
    finished = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(finished, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name))
    return finished.getvalue()
