"""How is a Word file put together so that screen readers and people find their way in it?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.language import Language, Said
from assistant.plan import word_xml

INK, QUIET, WARNING, TINT = "16324F", "51606B", "9B1C1C", "E3EFEF"
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
_HEADINGS = (("Title", 28), ("Heading 1", 20), ("Heading 2", 14), ("Heading 3", 11))
_IN_TABLE = "Table Text"


def clean(text: str) -> str:
    """Without control characters and without the invisible ones that reorder text; line breaks become spaces."""
    return _UNSAFE.sub(" ", text)


@dataclass(frozen=True)
class Cell:
    """What a table cell holds: text, perhaps a mark to link to, a link, or source numbers after the text."""

    text: str
    mark: str = ""
    link: str = ""
    sources: tuple[int, ...] = ()


class Paper:
    """A Word file being written in one language, from top to bottom."""

    def __init__(self, language: Language, title: str, author: str) -> None:
        self.language = language
        self._document: Any = Document()
        self._marks = 0
        _set_styles(self._document, language)
        _set_page(self._document)
        self._bullet = self._document.styles["List Bullet"].style_id
        self._in_table = self._document.styles[_IN_TABLE].style_id
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = clean(title), clean(author), ""
        properties.language = word_xml.LOCALE[language]

    def heading(self, text: str, level: int, mark: str = "") -> None:
        """Level 0 is the title; a `mark` can be linked to."""
        self._marked(self._document.add_heading(level=level), text, mark)

    def line(self, text: str, colour: str = "", bold: bool = False) -> None:
        _run(self._document.add_paragraph(), text, colour, bold)

    def stamp(self, text: str) -> None:
        """A boxed line that cannot be overlooked, without relying on its colour."""
        paragraph = self._document.add_paragraph()
        _run(paragraph, text, WARNING, bold=True).font.size = Pt(16)
        word_xml.box(paragraph, WARNING)

    def item(self, text: str, language: Language, sources: Sequence[int] = (), after: str = "") -> None:
        """A list item in the language it is written in, with linked source numbers."""
        paragraph = self._document.add_paragraph()
        word_xml.set_style(paragraph, self._bullet)
        run = _run(paragraph, text)
        if language != self.language:
            word_xml.set_language(run._r, language)
        _add_source_links(paragraph, sources)
        if after:
            _run(paragraph, f" {after}", WARNING)

    def links(self, before: str, links: Iterable[tuple[str, str]]) -> None:
        """A line that ends in links, given as text and mark, separated by commas."""
        paragraph = self._document.add_paragraph()
        _run(paragraph, f"{before} ", bold=True)
        for position, (text, mark) in enumerate(links):
            _run(paragraph, ", " if position else "")
            _link(paragraph, text, mark)

    def table(self, heads: Sequence[Said], rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> None:
        """A table whose header row repeats on every page; widths in centimetres."""
        table = self._document.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.autofit = False
        for target, head in zip(table.rows[0].cells, heads, strict=True):
            _run(target.paragraphs[0], head[self.language], bold=True)
            word_xml.shade(target, TINT)
        word_xml.repeat_as_header(table.rows[0])
        for row in rows:
            for target, cell in zip(table.add_row().cells, row, strict=True):
                self._write_cell(target.paragraphs[0], cell)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            _finish_row(row, widths, self._in_table)
        self._document.add_paragraph()

    def page_break(self) -> None:
        self._document.add_page_break()

    def footer(self, text: str, page_of: Said) -> None:
        """`page_of` has the slots {page} and {pages}."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        before, middle, after = re.split(r"\{pages?\}", page_of[self.language])
        _run(paragraph, f"{text} – {before}", QUIET)
        word_xml.page_field(_run(paragraph, "1", QUIET), "PAGE")
        _run(paragraph, middle, QUIET)
        word_xml.page_field(_run(paragraph, "1", QUIET), "NUMPAGES")
        _run(paragraph, after, QUIET)

    def as_bytes(self) -> bytes:
        buffer = BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _write_cell(self, paragraph: Any, cell: Cell) -> None:
        if cell.link:
            _link(paragraph, cell.text, cell.link)
        else:
            self._marked(paragraph, cell.text, cell.mark)
        _add_source_links(paragraph, cell.sources)

    def _marked(self, paragraph: Any, text: str, mark: str) -> None:
        run = _run(paragraph, text)
        if mark:
            self._marks += 1
            word_xml.bookmark(run, mark, self._marks)


def source_mark(number: int) -> str:
    return f"source_{number}"


def _set_styles(document: Any, language: Language) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(3)
    for name, size in _HEADINGS:
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = RGBColor.from_string(INK)
        word_xml.forget_theme_fonts(style)
    in_table = document.styles.add_style(_IN_TABLE, WD_STYLE_TYPE.PARAGRAPH)
    in_table.base_style, in_table.font.size = normal, Pt(9)
    in_table.paragraph_format.space_after = Pt(2)
    word_xml.set_language(document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")), language)


def _set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)


def _run(paragraph: Any, text: str, colour: str = "", bold: bool = False) -> Any:
    run = paragraph.add_run(clean(text))
    run.bold = bold or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _add_source_links(paragraph: Any, sources: Sequence[int]) -> None:
    for number in sources:
        if paragraph.text:
            _run(paragraph, " ")
        _link(paragraph, f"[{number}]", source_mark(number))


def _link(paragraph: Any, text: str, mark: str) -> None:
    run = _run(paragraph, text, INK)
    run.underline = True
    word_xml.link_to(run, mark)


def _finish_row(row: Any, widths: Sequence[float], style_id: str) -> None:
    word_xml.keep_whole(row)
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
        word_xml.set_style(cell.paragraphs[0], style_id)
