"""What does a PDF say, page by page: paragraphs, tables and headings it only shows by their looks?"""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import Destination

from assistant.knowledge.readers.headings import is_bulleted, is_step, without_bullet
from assistant.knowledge.readers.pdf_columns import with_columns
from assistant.knowledge.readers.pdf_headings import body_look, heading_levels, plain
from assistant.knowledge.readers.pdf_lines import Line
from assistant.knowledge.readers.pdf_margins import contents_lines, margins
from assistant.knowledge.readers.pdf_page import Page, read_page
from assistant.knowledge.readers.pdf_paragraphs import Paragraph, paragraphs, runs_on
from assistant.knowledge.readers.pdf_tables import Table, lines_of
from assistant.knowledge.readers.pdf_words import Words
from assistant.knowledge.readers.pieces import Found
from assistant.knowledge.readers.refusals import ENCRYPTED, SCANNED, TOO_HEAVY, Refusal
from assistant.knowledge.readers.tables import table_rows
from assistant.language import Said

_EMPTY = Said("Ingen text på {pages} (skannad?).", "No text on {pages} (scanned?).")
_RECOGNISED = Said(
    "Texten på {pages} kommer från textigenkänning; kontrollera siffror och namn.",
    "The text on {pages} comes from text recognition; check figures and names.",
)
_NOTES = Said("Anteckningar i filen togs inte med ({count} st).", "Annotations in the file were left out ({count}).")
_FIELDS = Said("Ifyllda formulärfält lästes inte.", "Filled-in form fields were not read.")
_ATTACHED = Said(
    "Bifogade filer lästes inte. Lägg till dem var för sig om de ska vara med.",
    "Attached files were not read. Add them one by one if they should be included.",
)
_COMMENTS = ("/Text", "/FreeText", "/Highlight", "/Stamp", "/Note")


def found_in(content: bytes) -> Found:
    """The pieces of a PDF; raises Refusal when it needs a password or holds no text at all."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = _opened(content)
    layers = _layers_off(reader)
    try:
        pages = [read_page(page, number, layers) for number, page in enumerate(reader.pages, 1)]
    except LimitReachedError as error:
        raise Refusal(TOO_HEAVY) from error
    if not any(page.fragments for page in pages):
        raise Refusal(SCANNED)
    found = Found(title=reader.metadata.title if reader.metadata else None)
    _Text(pages, _outline(reader)).into(found)
    found.notices += _notices(reader, pages)
    return found


def _opened(content: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal(ENCRYPTED)
    except (FileNotDecryptedError, DependencyError) as error:
        raise Refusal(ENCRYPTED) from error
    return reader


class _Text:
    """The pages' lines, sorted into margins, tables, headings and paragraphs."""

    def __init__(self, pages: list[Page], outline: dict[str, int]) -> None:
        lined = [(page, lines_of(page)) for page in pages]
        lines = [line for _, ones in lined for line in ones if isinstance(line, Line)]
        heights = {page.number: (page.box[1], page.box[3]) for page in pages}
        size = body_look([Paragraph(line.text, line.page, line.look) for line in lines])[0]
        self._margins, left_out = margins(lines, heights, size)
        left_out |= contents_lines([line for line in lines if line not in left_out])
        self._words = Words(line.text for line in lines)
        self._body: list[Paragraph | Table] = []
        for _, ones in lined:
            self._take([one for one in ones if not (isinstance(one, Line) and one in left_out)])
        self._hidden = [(page.number, hidden) for page in pages for hidden in page.hidden]
        self._levels = heading_levels([one for one in self._body if isinstance(one, Paragraph)], outline)

    def into(self, found: Found) -> None:
        for line in self._margins:
            found.add(line.text, "header", page=line.page)
        at = -1
        names: tuple[Table, list[str]] | None = None
        for one in self._body:
            if isinstance(one, Table):
                names = self._add_table(found, one, names)
                continue
            at, names = at + 1, None
            if at in self._levels:
                found.add(one.text, "heading", level=self._levels[at], page=one.page)
            elif is_bulleted(one.text) or is_step(one.text):
                found.add(without_bullet(one.text), "item", page=one.page)
            else:
                found.add(one.text, page=one.page)
        for page, (reason, text) in self._hidden:
            found.hide(reason, text, page)

    def _take(self, ones: list[Line | Table]) -> None:
        for group in _runs(_without_columns(ones, self._words)):
            if isinstance(group, Table):
                self._body.append(group)
                continue
            for paragraph in paragraphs(group, self._words):
                last = self._body[-1] if self._body else None
                if isinstance(last, Paragraph) and runs_on(last, paragraph):
                    self._body[-1] = Paragraph(self._words.join(last.text, paragraph.text), last.page, last.look)
                else:
                    self._body.append(paragraph)

    def _add_table(
        self, found: Found, table: Table, before: tuple[Table, list[str]] | None
    ) -> tuple[Table, list[str]] | None:
        """Adds the rows; a table that goes on from the page before keeps its columns' names."""
        grid, header = table.grid, table.named
        if before and before[0].goes_on_as(table):
            grid, header = [before[1], *(row for row in grid if row != before[1])], True
        for row in table_rows(grid, header=header):
            found.add(row, "row", page=table.page)
        return (table, grid[0]) if header else None


def _without_columns(ones: list[Line | Table], words: Words) -> list[Line | Table]:
    """Lines that only stand in columns become tables too."""
    return [one for run in _runs(ones) for one in ([run] if isinstance(run, Table) else with_columns(run, words))]


def _runs(ones: list[Line | Table]) -> Iterator[list[Line] | Table]:
    run: list[Line] = []
    for one in ones:
        if isinstance(one, Line):
            run.append(one)
            continue
        if run:
            yield run
        run = []
        yield one
    if run:
        yield run


def _outline(reader: PdfReader) -> dict[str, int]:
    """Plain heading text to depth, from the file's own table of contents."""
    found: dict[str, int] = {}

    def gather(items: list[Any], depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                gather(item, depth + 1)
            elif isinstance(item, Destination) and plain(str(item.title)):
                found.setdefault(plain(str(item.title)), depth)

    gather(reader.outline, 1)
    return found


def _layers_off(reader: PdfReader) -> set[int]:
    """Object numbers of the layers that are switched off."""
    layers = reader.root_object.get("/OCProperties")
    default = layers.get_object().get("/D") if layers is not None else None
    off = default.get_object().get("/OFF") if default is not None else None
    return {one.idnum for one in off.get_object() if hasattr(one, "idnum")} if off is not None else set()


def _notices(reader: PdfReader, pages: list[Page]) -> list[Said]:
    notices = [
        _about(said, [page.number for page in pages if meant(page)])
        for said, meant in (
            (_EMPTY, lambda page: not page.fragments),
            (_RECOGNISED, lambda page: page.recognised and page.fragments),
        )
        if any(map(meant, pages))
    ]
    kinds = [_kind_of(note) for page in reader.pages for note in page.get("/Annots", None) or []]
    comments = sum(kind in _COMMENTS for kind in kinds)
    if comments:
        notices.append(_NOTES.filled(count=comments))
    if "/Widget" in kinds and any((reader.get_form_text_fields() or {}).values()):
        notices.append(_FIELDS)
    return [*notices, _ATTACHED] if "/EmbeddedFiles" in (reader.root_object.get("/Names") or {}) else notices


def _kind_of(note: Any) -> str:
    note = note.get_object()
    return str(note.get("/Subtype", "")) if hasattr(note, "get") else ""


def _about(said: Said, numbers: list[int]) -> Said:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    listed = ", ".join("–".join(map(str, span)) for span in spans)
    return Said(
        said.sv.replace("{pages}", f"{'sidan' if len(numbers) == 1 else 'sidorna'} {listed}"),
        said.en.replace("{pages}", f"{'page' if len(numbers) == 1 else 'pages'} {listed}"),
    )
