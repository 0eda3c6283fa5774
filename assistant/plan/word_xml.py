"""What must be said to Word in its own XML: languages, links, marks, boxes, header rows and page numbers?"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assistant.language import Language

LOCALE = {"sv": "sv-SE", "en": "en-GB"}


def set_language(element: Any, language: Language) -> None:
    """`element` is a run, or the document's run defaults."""
    properties = element.find(qn("w:rPr"))
    if properties is None:
        properties = OxmlElement("w:rPr")
        element.insert(0, properties)
    mark = properties.find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        properties.append(mark)
    mark.set(qn("w:val"), LOCALE[language])


def set_style(paragraph: Any, style_id: str) -> None:
    """By id: asking the library for a style by name reads all styles again for every paragraph."""
    paragraph._p.style = style_id


def forget_theme_fonts(style: Any) -> None:
    """Else the theme's heading font wins over the style's own."""
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def bookmark(run: Any, name: str, number: int) -> None:
    """Makes the run a place that links can lead to."""
    start = _element("w:bookmarkStart", id=str(number), name=name)
    run._r.addprevious(start)
    run._r.addnext(_element("w:bookmarkEnd", id=str(number)))


def link_to(run: Any, name: str) -> None:
    """Wraps the run in a link to a bookmark of the same file."""
    link = _element("w:hyperlink", anchor=name, history="1")
    run._r.addprevious(link)
    link.append(run._r)


def box(paragraph: Any, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz="12", space="6", color=colour))
    paragraph._p.get_or_add_pPr().append(borders)


def shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def repeat_as_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def page_field(run: Any, code: str) -> None:
    """The run shows what Word counts: PAGE or NUMPAGES."""
    field = _element("w:fldSimple", instr=code)
    run._r.addprevious(field)
    field.append(run._r)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
