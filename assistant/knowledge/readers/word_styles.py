"""What do a Word document's styles say of a paragraph: heading level, list item, or text nobody sees?"""

import re
from collections.abc import Iterator

from assistant.knowledge.readers.pieces import HIDDEN, STRUCK, TINY, TITLE, WHITE
from assistant.knowledge.readers.word_xml import Element, child, is_on, tag, value
from assistant.language import Said

_HEADING_NAME = re.compile(r"(?:heading|rubrik|überschrift|overskrift|otsikko)\s*([1-9])", re.I)
_TITLE_NAMES = {"title", "titel", "dokumenttitel"}
_CONTENTS = re.compile(r"(?:toc|innehåll|table of figures)\b", re.I)
_SMALLEST = 2  # half points
_NEAR_WHITE = 0xF0
_DEEPEST = 20


class Styles:
    """The document's styles, with what each inherits."""

    def __init__(self, root: Element) -> None:
        self._styles: dict[str, Element] = {
            style.get(tag("styleId"), ""): style for style in root.iterfind(tag("style"))
        }
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(tag("type")) == "paragraph" and style.get(tag("default")) in ("1", "true")
            ),
            "",
        )
        self._shaded_tables = {name for name, style in self._styles.items() if _has_shade(style)}

    def level(self, paragraph: Element) -> int | None:
        """0 for the title, 1 to 9 for headings, None for running text."""
        outline = value(child(paragraph, "pPr", "outlineLvl"))
        for style in self._chain(_style_of(paragraph)):
            name = value(child(style, "name")) or ""
            if name.lower() in _TITLE_NAMES:
                return TITLE
            match = _HEADING_NAME.fullmatch(name)
            if match:
                return int(match[1])
            outline = outline or value(child(style, "pPr", "outlineLvl"))
        return int(outline) + 1 if outline and outline.isdigit() and int(outline) < 9 else None

    def is_contents(self, paragraph: Element) -> bool:
        """Whether the paragraph is a line of a table of contents."""
        style = self._styles.get(_style_of(paragraph))
        return style is not None and bool(_CONTENTS.match(value(child(style, "name")) or ""))

    def numbering(self, paragraph: Element) -> tuple[str, int] | None:
        """(list id, depth) of an automatically numbered or bulleted paragraph."""
        number, depth = None, None
        for holder in (paragraph, *self._chain(_style_of(paragraph))):
            properties = child(holder, "pPr", "numPr")
            number = number or value(child(properties, "numId"))
            depth = depth or value(child(properties, "ilvl"))
        if number in (None, "0"):
            return None
        return str(number), int(depth) if depth and depth.isdigit() else 0

    def reason_unseen(self, run: Element, paragraph: Element, *, shaded: bool) -> Said | None:
        """Why a reader would not see this run, or None; `shaded` says it stands on a dark background."""
        found: dict[str, Element] = {}
        for properties in self._run_properties(run, paragraph):
            for one in properties:
                found.setdefault(one.tag, one)
        if is_on(found.get(tag("vanish"))):
            return HIDDEN
        if is_on(found.get(tag("strike"))) or is_on(found.get(tag("dstrike"))):
            return STRUCK
        size = value(found.get(tag("sz")))
        if size and size.isdigit() and int(size) <= _SMALLEST:
            return TINY
        dark = shaded or _is_shade(found.get(tag("shd"))) or is_on(found.get(tag("highlight")))
        return WHITE if _is_white(found.get(tag("color"))) and not dark else None

    def is_shaded(self, paragraph: Element) -> bool:
        """Whether the paragraph, or the cell or table it stands in, has a background of its own."""
        if any(_is_shade(child(one, "pPr", "shd")) for one in (paragraph, *self._chain(_style_of(paragraph)))):
            return True
        for outer in paragraph.iterancestors(tag("tc"), tag("tbl")):
            if _is_shade(child(outer, "tcPr", "shd")) or _is_shade(child(outer, "tblPr", "shd")):
                return True
            if value(child(outer, "tblPr", "tblStyle")) in self._shaded_tables:
                return True
        return False

    def is_bold(self, run: Element, paragraph: Element) -> bool:
        for properties in self._run_properties(run, paragraph):
            bold = is_on(child(properties, "b"))
            if bold is not None:
                return bold
        return False

    def _run_properties(self, run: Element, paragraph: Element) -> Iterator[Element]:
        own = child(run, "rPr")
        if own is not None:
            yield own
        for name in (value(child(own, "rStyle")) or "", _style_of(paragraph) or self._default):
            for style in self._chain(name):
                properties = child(style, "rPr")
                if properties is not None:
                    yield properties

    def _chain(self, name: str) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = value(child(style, "basedOn")) or ""


def _style_of(paragraph: Element) -> str:
    return value(child(paragraph, "pPr", "pStyle")) or ""


def _has_shade(style: Element) -> bool:
    return style.get(tag("type")) == "table" and any(_is_shade(shade) for shade in style.iter(tag("shd")))


def _is_shade(shade: Element | None) -> bool:
    if shade is None:
        return False
    if value(shade, "themeFill") not in (None, "background1", "light1"):
        return True
    fill = value(shade, "fill") or "auto"
    return fill != "auto" and not _is_pale(fill)


def _is_white(color: Element | None) -> bool:
    if color is None:
        return False
    theme = value(color, "themeColor")
    if theme:
        tinted = value(color, "themeShade")
        return theme in ("background1", "light1") and (tinted is None or int(tinted, 16) >= _NEAR_WHITE)
    return _is_pale(value(color) or "auto")


def _is_pale(color: str) -> bool:
    try:
        return len(color) == 6 and all(int(color[at : at + 2], 16) >= _NEAR_WHITE for at in (0, 2, 4))
    except ValueError:
        return False
