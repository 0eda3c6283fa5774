"""What does a workbook say, row by row under its column names? Stored values only; no formula is worked out."""

import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from assistant.knowledge.readers.cleaning import one_line
from assistant.knowledge.readers.pieces import Found
from assistant.knowledge.readers.refusals import TOO_LONG, Refusal
from assistant.knowledge.readers.tables import table_rows
from assistant.language import Said

_HIDDEN_SHEET = Said("dolt blad", "hidden sheet")
_HIDDEN_CELLS = Said("dolda rader eller kolumner", "hidden rows or columns")
_FORMULAS = Said(
    "Formler utan sparat värde lästes inte ({count} st). Öppna filen i Excel och spara den.",
    "Formulas without a stored value were not read ({count}). Open the file in Excel and save it.",
)
_NOTES = Said("Kommentarer i celler togs inte med ({count} st).", "Comments in cells were left out ({count}).")
_VALUELESS = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MOST_CELLS = 500_000

Rows = list[list[str]]


def found_in(content: bytes) -> Found:
    """The pieces of an xlsx that has passed the package checks; page is the sheet."""
    book = _opened(content)
    found = Found(title=book.properties.title or None, headed=False)
    notes = 0
    for number, sheet in enumerate(book.worksheets, 1):
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            raise Refusal(TOO_LONG)
        seen, hidden = _cells(sheet)
        if sheet.sheet_state != "visible":
            found.hide(_HIDDEN_SHEET, _words(seen) + _words(hidden), number)
            continue
        found.add(sheet.title, "heading", page=number)
        for line in _lines(seen):
            found.add(line, "row", page=number)
        found.hide(_HIDDEN_CELLS, _words(hidden), number)
        notes += sum(cell.comment is not None for row in sheet.iter_rows() for cell in row)
    for said, count in ((_FORMULAS, _valueless(content)), (_NOTES, notes)):
        if count:
            found.notices.append(said.filled(count=count))
    return found


def _opened(content: bytes) -> Any:
    for unneeded in ("numpy", "PIL"):  # openpyxl would load them for images and arrays, at the cost of memory
        sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]
    from openpyxl import load_workbook  # noqa: PLC0415 - must follow the line above

    return load_workbook(BytesIO(content), data_only=True, keep_links=False)


def _cells(sheet: Any) -> tuple[Rows, Rows]:
    """(what is seen, what is hidden), row by row."""
    reaching = _merged(sheet)
    off = {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    seen: Rows = []
    hidden: Rows = []
    for at, row in enumerate(sheet.iter_rows(), 1):
        texts = [_shown(cell) or reaching.get((at, place), "") for place, cell in enumerate(row, 1)]
        if sheet.row_dimensions[at].hidden:
            hidden.append(texts)
            continue
        seen.append([text for place, text in enumerate(texts, 1) if place not in off])
        hidden.append([text for place, text in enumerate(texts, 1) if place in off])
    return seen, hidden


def _merged(sheet: Any) -> dict[tuple[int, int], str]:
    """Texts of cells that reach over several rows, for the rows below."""
    reaching: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row - area.min_row < 1000:
            text = _shown(sheet.cell(area.min_row, area.min_col))
            reaching.update({(row, area.min_col): text for row in range(area.min_row + 1, area.max_row + 1)})
    return reaching


def _lines(rows: Rows) -> Iterator[str]:
    """Each run of rows without an empty one between is a table of its own; a lone cell above it is its caption."""
    run: Rows = []
    for row in [*rows, []]:
        if any(row):
            run.append(row)
            continue
        while len(run) > 1 and sum(map(bool, run[0])) == 1 < sum(map(bool, run[1])):
            yield from table_rows([run.pop(0)])
        yield from table_rows(_trimmed(run))
        run = []


def _trimmed(run: Rows) -> Rows:
    used = [place for place in range(max(map(len, run), default=0)) if any(row[place] for row in run)]
    return [[row[place] for place in used] for row in run]


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, float | int) and not isinstance(value, bool):
        percent = "%" in (cell.number_format or "")
        return f"{value * 100:.10g} %" if percent else f"{value:.12g}"
    return one_line(str(value))


def _words(rows: Rows) -> str:
    return " ".join(text for row in rows for text in row if text)


def _valueless(content: bytes) -> int:
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if _SHEET.fullmatch(name)]
        return sum(len(_VALUELESS.findall(package.read(name))) for name in sheets)
