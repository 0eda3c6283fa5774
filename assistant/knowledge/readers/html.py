"""What does a web page say to the person reading it? Menus, footers, scripts and hidden text are left out."""

import re

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from assistant.knowledge.readers.cleaning import has_words, one_line, raised
from assistant.knowledge.readers.parsed import BlockKind
from assistant.knowledge.readers.pieces import Found, Hidden
from assistant.knowledge.readers.refusals import TOO_DEEP, Refusal
from assistant.knowledge.readers.spans import Cell, grid_of
from assistant.knowledge.readers.styles import StyleSheet, is_shaded, reason_unseen
from assistant.knowledge.readers.tables import joined, table_rows
from assistant.language import Said

_LEFT_OUT = {"nav", "footer"}
_LEFT_OUT_ROLES = {"navigation", "contentinfo", "search"}
_MENU_LEFT_OUT = Said("Sidans meny och sidfot togs inte med.", "The page's menu and footer were left out.")
_NOT_TEXT = re.compile(
    "script|style|head|template|noscript|svg|math|canvas|iframe|object|embed|audio|video|button|select|option"
    "|datalist|input|textarea|map|progress|meter|dialog"
)
_BLOCKS = re.compile(
    "html|body|main|article|section|aside|header|div|p|ul|ol|dl|dt|dd|blockquote|figure|figcaption|address|pre"
    "|form|fieldset|legend|details|summary|hgroup|center|caption|thead|tbody|tfoot|tr|td|th|li|hr"
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SPACE = re.compile(r"\s+")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")


def found_in(text: str) -> Found:
    """The pieces of an HTML page."""
    parser = HTMLParser(remove_comments=True, remove_pis=True)
    text = _XML_DECLARATION.sub("", text, count=1)
    if not text.strip():
        return Found()
    root = document_fromstring(text, parser=parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise Refusal(TOO_DEEP)
    found = Found(title=one_line(root.findtext(".//title") or "") or None)
    sheet = StyleSheet(element.text_content() for element in root.iter("style"))
    _Walk(found, sheet).walk(root, "paragraph", shaded=False)
    return found


class _Walk:
    """Collects inline text until a block begins or ends."""

    def __init__(self, found: Found, sheet: StyleSheet) -> None:
        self._found = found
        self._sheet = sheet
        self._inline: list[str] = []

    def walk(self, element: HtmlElement, kind: BlockKind, *, shaded: bool) -> None:
        tag = str(element.tag).lower()
        if _NOT_TEXT.fullmatch(tag) or self._left_out(element, tag):
            return
        style = self._sheet.style_of(element)
        shaded = shaded or is_shaded(style) or "bgcolor" in element.attrib
        reason = reason_unseen(element, style, shaded=shaded)
        if reason:
            self._found.hide(reason, element.text_content())
        elif tag == "br":
            self._inline.append("\n")
        elif tag in _HEADINGS:
            self.flush(kind)
            self._heading(element, _HEADINGS[tag], shaded=shaded)
        elif tag == "table":
            self.flush(kind)
            self._table(element, shaded=shaded)
        elif _BLOCKS.fullmatch(tag):
            self._block(element, tag, kind, shaded=shaded)
        elif tag == "sup" and not len(element):
            self._inline.append(raised(element.text or ""))
        else:
            self._content(element, kind, shaded=shaded)

    def flush(self, kind: BlockKind) -> None:
        text = "".join(self._inline)
        self._inline.clear()
        if has_words(text):
            self._found.add(text.strip(), kind)

    def _block(self, element: HtmlElement, tag: str, kind: BlockKind, *, shaded: bool) -> None:
        if tag == "dd" and self._joins_term(element):
            self._inline.append(" ")
        else:
            self.flush(kind)
        own: BlockKind = "item" if tag == "li" else "header" if _is_banner(element, tag) else kind
        self._content(element, own, shaded=shaded)
        if tag == "dt" and has_words("".join(self._inline)):
            self._inline.append(":")
        else:
            self.flush(own)

    def _joins_term(self, element: HtmlElement) -> bool:
        previous = element.getprevious()
        return previous is not None and previous.tag == "dt" and "".join(self._inline).endswith(":")

    def _content(self, element: HtmlElement, kind: BlockKind, *, shaded: bool) -> None:
        pre = element.tag == "pre"
        self._text(element.text, pre=pre)
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child, kind, shaded=shaded)
            self._text(child.tail, pre=pre)

    def _text(self, text: str | None, *, pre: bool) -> None:
        if text:
            self._inline.append(text if pre else _SPACE.sub(" ", text))

    def _left_out(self, element: HtmlElement, tag: str) -> bool:
        if tag not in _LEFT_OUT and element.get("role", "") not in _LEFT_OUT_ROLES:
            return False
        if has_words(element.text_content()) and _MENU_LEFT_OUT not in self._found.notices:
            self._found.notices.append(_MENU_LEFT_OUT)
        return True

    def _heading(self, element: HtmlElement, level: int, *, shaded: bool) -> None:
        self._content(element, "paragraph", shaded=shaded)
        text = "".join(self._inline)
        self._inline.clear()
        if has_words(text):
            self._found.add(text, "heading", level=level)

    def _table(self, table: HtmlElement, *, shaded: bool) -> None:
        for caption in table.findall("caption"):
            self.walk(caption, "paragraph", shaded=shaded)
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if max((len(_cells(row)) for row in rows), default=0) <= 1:
            for row in rows:
                for cell in _cells(row):
                    self.walk(cell, "paragraph", shaded=shaded)
            return
        self._rows(rows, shaded=shaded)

    def _rows(self, rows: list[HtmlElement], *, shaded: bool) -> None:
        inner: list[Found] = []
        seen = [row for row in rows if not self._unseen(row, shaded=shaded)]
        grid = grid_of([self._cell(cell, inner, shaded=shaded) for cell in _cells(row)] for row in seen)
        for line in table_rows(grid, header=_has_names(seen), pairs=_is_keyed(seen)):
            self._found.add(line, "row")
        for one in inner:
            self._found.pieces.extend(one.pieces)

    def _unseen(self, row: HtmlElement, *, shaded: bool) -> bool:
        reason = reason_unseen(row, self._sheet.style_of(row), shaded=shaded)
        if reason:
            self._found.hide(reason, row.text_content())
        return reason is not None

    def _cell(self, cell: HtmlElement, inner: list[Found], *, shaded: bool) -> Cell:
        """The cell's text; a table inside it, and hidden text, follow after the row."""
        within = Found()
        walk = _Walk(within, self._sheet)
        style = self._sheet.style_of(cell.getparent())
        walk.walk(cell, "paragraph", shaded=shaded or is_shaded(style) or bool(cell.xpath("ancestor::*[@bgcolor]")))
        texts = [one.text for one in within.pieces if not isinstance(one, Hidden) and one.kind != "row"]
        rest = [one for one in within.pieces if isinstance(one, Hidden) or one.kind == "row"]
        inner.append(Found(rest))
        return Cell(joined(texts), _span(cell, "colspan"), _span(cell, "rowspan"))


def _is_banner(element: HtmlElement, tag: str) -> bool:
    """The site's own header, outside the text proper."""
    return tag == "header" and next(element.iterancestors("main", "article", "section"), None) is None


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 1000) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _has_names(rows: list[HtmlElement]) -> bool | None:
    if not rows:
        return None
    if all(cell.tag == "th" for cell in _cells(rows[0])):
        return has_words(rows[0].text_content())
    return False if _is_keyed(rows) else None


def _is_keyed(rows: list[HtmlElement]) -> bool:
    """Whether every row begins with a heading cell of its own and has one value."""
    return all([cell.tag for cell in _cells(row)] == ["th", "td"] for row in rows)
