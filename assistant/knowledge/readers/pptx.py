"""What does a presentation say, slide by slide: titles, bullets, tables and speaker notes?"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from assistant.knowledge.readers.cleaning import has_words, one_line
from assistant.knowledge.readers.pieces import HIDDEN, OUTSIDE_PAGE, STRUCK, TINY, TITLE, WHITE, Found
from assistant.knowledge.readers.spans import Cell, grid_of
from assistant.knowledge.readers.tables import joined, table_rows
from assistant.language import Said

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_MARGINS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_BULLETED = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_HIDDEN_SLIDE = Said("dold bild", "hidden slide")
_NO_TEXT = Said("Ingen text på bild {page} (bara bilder?).", "No text on slide {page} (only pictures?).")
_TINY = 127  # hundredths of a point, as stored, up to 1.27 pt
_NEAR_WHITE = 0xF0


def found_in(content: bytes) -> Found:
    """The pieces of a pptx that has passed the package checks; page is the slide."""
    presentation = Presentation(BytesIO(content))
    found = Found(title=presentation.core_properties.title or None)
    size = (presentation.slide_width or 0, presentation.slide_height or 0)
    for number, slide in enumerate(presentation.slides, 1):
        if slide.element.get("show") in ("0", "false"):
            found.hide(_HIDDEN_SLIDE, " ".join(_every_text(slide.shapes)), number)
        else:
            _Slide(found, number, size).read(slide)
    return found


class _Slide:
    def __init__(self, found: Found, number: int, size: tuple[int, int]) -> None:
        self._found = found
        self._number = number
        self._size = size

    def read(self, slide: Any) -> None:
        before = len(self._found.pieces)
        title = slide.shapes.title
        if title is not None:
            opening = self._number == 1 and title.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE
            lines = [self._text(paragraph, title) for paragraph in title.text_frame.paragraphs]
            if has_words(heading := one_line(" ".join(lines))):
                self._found.add(heading, "heading", level=TITLE if opening else 1, page=self._number)
        self._shapes(shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
                self._found.add(self._text(paragraph, None), "note", page=self._number)
        if len(self._found.pieces) == before:
            self._found.notices.append(_NO_TEXT.filled(page=self._number))

    def _shapes(self, shapes: Iterable[Any]) -> None:
        for shape in shapes:
            if hasattr(shape, "shapes"):
                self._shapes(shape.shapes)
            elif _is_hidden(shape):
                self._hide(HIDDEN, " ".join(_every_text([shape])))
            elif self._is_outside(shape):
                self._hide(OUTSIDE_PAGE, " ".join(_every_text([shape])))
            elif getattr(shape, "has_table", False):
                self._table(shape)
            elif shape.has_text_frame and _placeholder(shape) not in _MARGINS:
                self._frame(shape)

    def _frame(self, shape: Any) -> None:
        bulleted = _placeholder(shape) in _BULLETED
        for paragraph in shape.text_frame.paragraphs:
            listed = (bulleted or _has_bullet(paragraph)) and not _lacks_bullet(paragraph)
            self._found.add(self._text(paragraph, shape), "item" if listed else "paragraph", page=self._number)

    def _table(self, shape: Any) -> None:
        rows = [[self._cell(cell, shape) for cell in row.cells if not cell.is_spanned] for row in shape.table.rows]
        for line in table_rows(grid_of(rows), header=shape.table.first_row or None):
            self._found.add(line, "row", page=self._number)

    def _cell(self, cell: Any, shape: Any) -> Cell:
        text = joined([self._text(paragraph, shape) for paragraph in cell.text_frame.paragraphs])
        wide, high = (cell.span_width, cell.span_height) if cell.is_merge_origin else (1, 1)
        return Cell(text, wide, high)

    def _text(self, paragraph: Any, shape: Any) -> str:
        """What can be seen of a paragraph; line breaks are kept."""
        text = ""
        for one in paragraph._p:
            name = one.tag.rpartition("}")[2]
            if name == "br":
                text += "\n"
            elif name in ("r", "fld"):
                words = "".join(one.itertext("{*}t"))
                reason = _reason_unseen(one, shape) if has_words(words) else None
                if reason:
                    self._hide(reason, words)
                elif one.get("type") != "slidenum":
                    text += words
        return text

    def _hide(self, reason: Said, text: str) -> None:
        self._found.hide(reason, text, self._number)

    def _is_outside(self, shape: Any) -> bool:
        if None in (shape.left, shape.top, shape.width, shape.height):
            return False
        across = shape.left + shape.width > 0 and shape.left < self._size[0]
        return not (across and shape.top + shape.height > 0 and shape.top < self._size[1])


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _is_hidden(shape: Any) -> bool:
    return any(one.get("hidden") in ("1", "true") for one in shape.element.iter("{*}cNvPr"))


def _has_bullet(paragraph: Any) -> bool:
    return any(paragraph._p.find(f"{{*}}pPr/{{*}}{name}") is not None for name in ("buChar", "buAutoNum"))


def _lacks_bullet(paragraph: Any) -> bool:
    return paragraph._p.find("{*}pPr/{*}buNone") is not None


def _reason_unseen(run: Any, shape: Any) -> Said | None:
    properties = run.find("{*}rPr")
    if properties is None:
        return None
    if properties.get("strike", "noStrike") != "noStrike":
        return STRUCK
    size = properties.get("sz", "")
    if size.isdigit() and int(size) <= _TINY:
        return TINY
    color = properties.find("{*}solidFill/{*}srgbClr")
    pale = color is not None and _is_pale(color.get("val", ""))
    return WHITE if pale and not _is_on_colour(shape) else None


def _is_on_colour(shape: Any) -> bool:
    """Whether the shape, its table or the slide behind it is painted; a plain white slide has none of these."""
    if shape is None:
        return False
    if getattr(shape, "has_table", False) or any(True for _ in shape.element.iter("{*}fillRef", "{*}blipFill")):
        return True
    if any(not _is_pale(one.get("val", "")) for one in shape.element.iterfind("{*}spPr/{*}solidFill/*")):
        return True
    slide = shape.part.slide
    layers = (slide, slide.slide_layout, slide.slide_layout.slide_master) if hasattr(slide, "slide_layout") else ()
    if any(_has_own_background(layer) for layer in layers):
        return True
    return any(one.shape_type is not None and "PICTURE" in str(one.shape_type) for one in slide.shapes)


def _has_own_background(layer: Any) -> bool:
    fill = layer.element.find("{*}cSld/{*}bg/{*}bgPr")
    if fill is None:
        return False
    color = fill.find("{*}solidFill/{*}srgbClr")
    return color is None or not _is_pale(color.get("val", ""))


def _is_pale(color: str) -> bool:
    try:
        return len(color) == 6 and all(int(color[at : at + 2], 16) >= _NEAR_WHITE for at in (0, 2, 4))
    except ValueError:
        return False


def _every_text(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        yield from ("".join(one.itertext("{*}t")) for one in shape.element.iter("{*}p"))
