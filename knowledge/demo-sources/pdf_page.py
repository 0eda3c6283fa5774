"""How does a source become a .pdf with drawn tables, a header on each page, and the same bytes every time?"""

from html import escape
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as Grid
from sources import Source, Table, Text

INK, RULE, SHADE = HexColor("#1d2b24"), HexColor("#b8c4bc"), HexColor("#e9efe9")
WIDTH = A4[0] - 4.4 * cm
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14, textColor=INK, spaceAfter=6)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=12, spaceAfter=0)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold", keepWithNext=1)
STYLES = {
    "title": ParagraphStyle("title", parent=BOLD, fontSize=17, leading=22, spaceAfter=10),
    "heading": ParagraphStyle("heading", parent=BOLD, fontSize=13, leading=17, spaceBefore=8),
    "paragraph": BODY,
    "item": ParagraphStyle("item", parent=BODY, leftIndent=14, bulletIndent=3, spaceAfter=3),
    "note": ParagraphStyle("note", parent=BODY, fontSize=8.5, leading=11),
}


def pdf_bytes(source: Source) -> bytes:
    raw = BytesIO()
    frame = Frame(2.2 * cm, 2 * cm, WIDTH, A4[1] - 4.4 * cm, 0, 0, 0, 0)

    def header(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2.2 * cm, A4[1] - 1.4 * cm, source.header)

    def footer(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawRightString(A4[0] - 2.2 * cm, 1.2 * cm, f"Sida {canvas.getPageNumber()}")

    document = BaseDocTemplate(
        raw,
        pagesize=A4,
        title=source.title,
        author="Ljungsjö Mejeri AB",
        lang="sv-SE",
        invariant=1,
        pageCompression=0,  # compressed bytes differ between builds of zlib
    )
    document.addPageTemplates(PageTemplate("page", [frame], onPage=header, onPageEnd=footer))
    document.build(_story(source))
    return raw.getvalue()


def _story(source: Source) -> list[Flowable]:
    story: list[Flowable] = []
    for block in source.blocks:
        story += _grid(block) if isinstance(block, Table) else [_paragraph(block)]
    return story


def _paragraph(text: Text) -> Flowable:
    words = "<br/>".join(escape(line, quote=False) for line in text.lines)
    return Paragraph(words, STYLES[text.kind], bulletText="–" if text.kind == "item" else None)


def _grid(table: Table) -> list[Flowable]:
    longest = [max(8, min(40, max(len(value) for value in column))) for column in zip(*table.rows, strict=True)]
    rows = [[Paragraph(escape(value, quote=False), CELL) for value in row] for row in table.rows]
    grid = Grid(rows, [WIDTH * share / sum(longest) for share in longest], repeatRows=1, hAlign="LEFT")
    grid.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, RULE),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return [grid, Spacer(1, 8)]
