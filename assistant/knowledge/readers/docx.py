"""What does a Word document say, in reading order: body, tables, text boxes, notes, page headers and footers?"""

from io import BytesIO

from docx import Document
from docx.opc.part import Part
from lxml import etree

from assistant.knowledge.readers.cleaning import cleaned, has_words, one_line
from assistant.knowledge.readers.headings import could_be_heading, is_bulleted, number_depth, without_bullet
from assistant.knowledge.readers.parsed import BlockKind
from assistant.knowledge.readers.pieces import STRUCK, TITLE, Found, Hidden, Piece
from assistant.knowledge.readers.spans import Cell, grid_of
from assistant.knowledge.readers.tables import joined, table_rows
from assistant.knowledge.readers.word_numbers import Numbers
from assistant.knowledge.readers.word_runs import Line, Runs, is_deleted_row, is_filled, is_hidden_row
from assistant.knowledge.readers.word_styles import Styles
from assistant.knowledge.readers.word_xml import Element, child, is_on, local_name, tag, value
from assistant.language import Said

_WALKED = {"ins", "moveTo", "customXml", "smartTag", "sdtContent"}
_DELETED = Said(
    "Struken text i spårade ändringar togs inte med.",
    "Text deleted in tracked changes was left out.",
)
_INSERTED = Said(
    "Dokumentet har tillägg i spårade ändringar som inte är godkända än; de togs med.",
    "The document has insertions in tracked changes that are not accepted yet; they were included.",
)
_COMMENTS = Said("Kommentarer i marginalen togs inte med ({count} st).", "Margin comments were left out ({count}).")
_PICTURES = Said("Bildbeskrivningar togs inte med ({count} st).", "Descriptions of images were left out ({count}).")
_CHUNK = Said(
    "En inbäddad fil i dokumentet lästes inte. Klistra in dess text om den ska vara med.",
    "A file embedded in the document was not read. Paste its text in if it should be included.",
)
_SPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def found_in(content: bytes) -> Found:
    """The pieces of a docx that has passed the package checks."""
    document = Document(BytesIO(content))
    body = _Body(document.part, Styles(document.styles.element))
    body.margins(document.element.body)
    body.blocks(document.element.body)
    found = body.finished()
    found.title = document.core_properties.title or None
    if not any(isinstance(piece, Piece) and piece.kind == "heading" for piece in found.pieces):
        found.pieces = _with_guessed_headings(found.pieces, body.bold)
    return found


class _Body:
    """Walks the body and what hangs on it, in order."""

    def __init__(self, part: Part, styles: Styles) -> None:
        self.bold: set[int] = set()
        self._found = Found()
        self._part = part
        self._styles = styles
        self._runs = Runs(styles)
        self._numbers = Numbers(_related(part, "/numbering"))
        self._notes = {
            kind: {value(one, "id"): one for one in root if value(one, "type") in (None, "normal")}
            for kind in ("footnote", "endnote")
            if (root := _related(part, f"/{kind}s")) is not None
        }
        self._pictures: list[str] = []
        self._told: dict[Said, None] = {}

    def margins(self, body: Element) -> None:
        """Page headers, then page footers, each text once."""
        seen: set[str] = set()
        for name in ("headerReference", "footerReference"):
            for reference in body.iter(tag(name)):
                part = self._part.related_parts.get(reference.get(_SPACE))
                if part is not None:
                    self._margin(_root(part), seen)

    def blocks(self, container: Element, kind: BlockKind = "paragraph", *, shaded: bool = False) -> None:
        for one in container:
            name = local_name(one)
            if name == "p":
                self._paragraph(one, kind, shaded=shaded)
            elif name == "tbl":
                self._table(one, kind, shaded=shaded)
            elif name == "sdt":
                self._control(one, kind, shaded=shaded)
            elif name in ("del", "moveFrom"):
                self._told[_DELETED] = None
            elif name == "altChunk":
                self._told[_CHUNK] = None
            elif name in _WALKED:
                self.blocks(one, kind, shaded=shaded)

    def finished(self) -> Found:
        comments = _related(self._part, "/comments")
        count = 0 if comments is None else len(comments)
        self._found.notices += list(self._told)
        if count:
            self._found.notices.append(_COMMENTS.filled(count=count))
        if self._pictures:
            self._found.notices.append(_PICTURES.filled(count=len(self._pictures)))
        return self._found

    def _margin(self, root: Element, seen: set[str]) -> None:
        outer, self._found = self._found, Found()
        self.blocks(root, "header")
        for piece in self._found.pieces:
            text = one_line(piece.text)
            if text not in seen and has_words(text):
                seen.add(text)
                outer.pieces.append(piece if isinstance(piece, Hidden) else Piece(text, "header"))
        self._found = outer

    def _control(self, control: Element, kind: BlockKind, *, shaded: bool) -> None:
        gallery = value(child(control, "sdtPr", "docPartObj", "docPartGallery")) or ""
        if "Table of Contents" not in gallery and child(control, "sdtPr", "showingPlcHdr") is None:
            self.blocks(control, kind, shaded=shaded)

    def _paragraph(self, paragraph: Element, kind: BlockKind, *, shaded: bool) -> None:
        if self._styles.is_contents(paragraph):
            return
        line = self._runs.line(paragraph, shaded=shaded)
        self._tell(line)
        self._add(paragraph, line, kind)
        for reason, text in line.hidden:
            self._found.hide(reason, text)
        for box in line.boxes:
            self.blocks(box, kind, shaded=is_filled(box))
        for sort, number in line.notes:
            self._note(self._notes.get(sort, {}).get(number))

    def _add(self, paragraph: Element, line: Line, kind: BlockKind) -> None:
        listed = self._styles.numbering(paragraph)
        label = self._numbers.next(*listed) if listed else ""
        text = cleaned(line.text)[0]
        level = self._styles.level(paragraph) if kind == "paragraph" else None
        if not text:
            return
        if level is not None:
            self._found.add(f"{label} {line.text}" if label else line.text, "heading", level=level)
        elif kind == "paragraph" and (listed or is_bulleted(text)):
            self._found.add(without_bullet(line.text.lstrip()), "item")
        else:
            if line.all_bold:
                self.bold.add(len(self._found.pieces))
            self._found.add(line.text, kind)

    def _tell(self, line: Line) -> None:
        if line.deleted:
            self._told[_DELETED] = None
        if line.inserted:
            self._told[_INSERTED] = None
        self._pictures += line.pictures

    def _note(self, note: Element | None) -> None:
        if note is None:
            return
        lines = [self._runs.line(paragraph, shaded=False) for paragraph in note.iter(tag("p"))]
        self._found.add(joined([line.text for line in lines]), "note")
        for line in lines:
            for reason, text in line.hidden:
                self._found.hide(reason, text)

    def _table(self, table: Element, kind: BlockKind, *, shaded: bool) -> None:
        rows = [row for row in table.iter(tag("tr")) if next(row.iterancestors(tag("tbl"))) is table]
        for row in [row for row in rows if is_deleted_row(row) or is_hidden_row(row)]:
            self._found.hide(STRUCK, "".join(row.itertext(tag("t"))))
            rows.remove(row)
        if max((len(_cells(row)) for row in rows), default=0) <= 1:
            for row in rows:
                for cell in _cells(row):
                    self.blocks(cell, kind, shaded=shaded)
            return
        self._rows(rows, kind, shaded=shaded)

    def _rows(self, rows: list[Element], kind: BlockKind, *, shaded: bool) -> None:
        rest: list[Piece | Hidden] = []
        bold: list[list[bool]] = []
        cells: list[list[Cell]] = []
        for row in rows:
            read = [self._cell(cell, rest, shaded=shaded) for cell in _cells(row)]
            cells.append([cell for cell, _ in read])
            bold.append([is_bold for _, is_bold in read])
        grid = grid_of(cells)
        for line in table_rows(grid, header=_has_names(rows, bold)):
            self._found.add(line, "row" if kind == "paragraph" else kind)
        self._found.pieces += rest

    def _cell(self, cell: Element, rest: list[Piece | Hidden], *, shaded: bool) -> tuple[Cell, bool]:
        """The cell's text and whether it is bold; tables, notes and hidden text in it follow after the row."""
        outer, self._found, bold, self.bold = self._found, Found(), self.bold, set()
        self.blocks(cell, "paragraph", shaded=shaded)
        pieces, is_bold = self._found.pieces, bool(self.bold)
        self._found, self.bold = outer, bold
        own = [one.text for one in pieces if isinstance(one, Piece) and one.kind not in ("row", "note")]
        rest += [one for one in pieces if isinstance(one, Hidden) or one.kind in ("row", "note")]
        span = value(child(cell, "tcPr", "gridSpan")) or "1"
        merge = child(cell, "tcPr", "vMerge")
        down = merge is not None and value(merge) != "restart"
        return Cell(joined(own), int(span) if span.isdigit() else 1, down=down), is_bold


def _has_names(rows: list[Element], bold: list[list[bool]]) -> bool | None:
    """A first row marked as header, or alone in bold, names the columns."""
    if rows and is_on(child(rows[0], "trPr", "tblHeader")):
        return True
    if len(bold) > 1 and all(bold[0]) and not any(all(row) for row in bold[1:]):
        return True
    return None


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(tag("tc")) if next(cell.iterancestors(tag("tr"))) is row]


def _related(part: Part, sort: str) -> Element | None:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(sort):
            return _root(relation.target_part)
    return None


def _root(part: Part) -> Element:
    element = getattr(part, "element", None)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return element if element is not None else etree.fromstring(part.blob, parser)


def _with_guessed_headings(pieces: list[Piece | Hidden], bold: set[int]) -> list[Piece | Hidden]:
    """In a document without heading styles a short bold or numbered line of its own is a heading."""
    guessed: list[Piece | Hidden] = []
    first = True
    for at, piece in enumerate(pieces):
        level = _guess(piece, at in bold, first=first)
        if isinstance(piece, Piece) and piece.kind == "paragraph":
            first = False
        guessed.append(Piece(piece.text, "heading", level) if level is not None else piece)
    return guessed


def _guess(piece: Piece | Hidden, bold: bool, *, first: bool) -> int | None:
    text = one_line(piece.text)
    if isinstance(piece, Hidden) or piece.kind != "paragraph" or not could_be_heading(text):
        return None
    depth = number_depth(text)
    if bold and first and not depth:
        return TITLE
    return (depth or 1) if bold or depth else None
