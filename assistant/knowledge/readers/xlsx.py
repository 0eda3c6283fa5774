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
_LONGEST_MERGE = 500

Rows = list[list[str]]


def found_in(content: bytes) -> Found:
    """The pieces of an xlsx that has passed the package checks; page is the sheet."""
    book = _opened(content)
    found = Found(title=book.properties.title or None, headed=False)
    notes = 0
    for number, sheet in enumerate(book.worksheets, 1):
        seen, hidden = _texts(sheet)
        if sheet.sheet_state != "visible":
            found.hide(_HIDDEN_SHEET, _words(seen) + _words(hidden), number)
            continue
        found.add(sheet.title, "heading", page=number)
        for line in _lines(seen):
            found.add(line, "row", page=number)
        found.hide(_HIDDEN_CELLS, _words(hidden), number)
        notes += sum(cell.comment is not None for cell in sheet._cells.values())
    for said, count in ((_FORMULAS, _valueless(content)), (_NOTES, notes)):
        if count:
            found.notices.append(said.filled(count=count))
    return found


def _opened(content: bytes) -> Any:
    for unneeded in ("numpy", "PIL"):  # openpyxl would load them for images and arrays, at the cost of memory
        sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]
    from openpyxl import load_workbook  # noqa: PLC0415 - must follow the line above

    return load_workbook(BytesIO(content), data_only=True, keep_links=False)


def _texts(sheet: Any) -> tuple[Rows, Rows]:
    """(what is seen, what is hidden), row by row; an empty row stands for any number of them."""
    # Only the cells that exist: iterating by dimension visits a million rows when one far cell has a colour.
    filled = {place: _shown(cell) for place, cell in sheet._cells.items() if cell.value is not None}
    filled = _merged(sheet, filled) | filled
    wide = max((column for _, column in filled), default=0)
    rows = sorted({row for row, _ in filled})
    if len(rows) * wide > _MOST_CELLS:
        raise Refusal(TOO_LONG)
    off = _hidden_columns(sheet)
    seen: Rows = []
    hidden: Rows = []
    for before, row in zip([0, *rows], rows, strict=False):
        texts = [filled.get((row, column), "") for column in range(1, wide + 1)]
        out_of_sight = sheet.row_dimensions[row].hidden
        seen += [[]] * (row > before + 1)
        if not out_of_sight:
            seen.append([text for at, text in enumerate(texts, 1) if at not in off])
        hidden.append([text for at, text in enumerate(texts, 1) if out_of_sight or at in off])
    return seen, hidden


def _hidden_columns(sheet: Any) -> set[int]:
    return {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 0, (dimension.max or 0) + 1)
    }


def _merged(sheet: Any, filled: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Texts of cells that reach over several rows, for the rows below."""
    reaching: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        text = filled.get((area.min_row, area.min_col))
        if text and area.max_row - area.min_row < _LONGEST_MERGE:
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
