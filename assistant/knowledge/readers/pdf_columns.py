"""Which lines of a PDF are a table that has no rules, only columns?"""

from dataclasses import dataclass, field

from assistant.knowledge.readers.headings import is_bulleted, is_step
from assistant.knowledge.readers.pdf_lines import Line, Part
from assistant.knowledge.readers.pdf_tables import Table, names_columns, one_text
from assistant.knowledge.readers.pdf_words import Words

_TIGHT = 1.45
_BESIDE = 1.0
_MOST_LINES = 6
_FEWEST_ROWS = 2


@dataclass
class _Cell:
    x: float
    end: float
    lines: list[Line]

    def meets(self, part: Part) -> bool:
        return part.x < self.end and self.x < part.end


@dataclass
class _Row:
    """The cells found so far from left to right, and every line they came from."""

    cells: list[_Cell]
    lines: list[Line] = field(default_factory=list)

    @property
    def top(self) -> float:
        return max(line.y for line in self.lines)

    @property
    def bottom(self) -> float:
        return min(line.y for line in self.lines)


def with_columns(lines: list[Line], words: Words) -> list[Line | Table]:
    """The same lines, those that stand in columns over at least two rows as tables."""
    done: list[Line | Table] = []
    table: list[_Row] = []
    for row in _rows(lines):
        if len(row.cells) > 1 and (not table or _fits(table, row)):
            table.append(row)
            continue
        done += _finished(table, words)
        table = [row] if len(row.cells) > 1 else []
        if not table:
            done += row.lines
    return done + _finished(table, words)


def _rows(lines: list[Line]) -> list[_Row]:
    rows: list[_Row] = []
    for line in lines:
        parts = [] if _is_listed(line) or line.turned else list(line.parts)
        if len(parts) == 1 and rows and _takes(rows[-1], line, parts[0]):
            rows[-1].lines.append(line)
        elif len(parts) > 1:
            rows.append(_Row([_Cell(part.x, part.end, [_alone(line, part)]) for part in parts], [line]))
        else:
            rows.append(_Row([_Cell(line.x, line.x, [line])], [line]))
            rows[-1].cells[0].end = parts[0].end if parts else line.x
    return rows


def _takes(row: _Row, line: Line, part: Part) -> bool:
    """Puts the line into the row, below or beside its last cell; False when it is not a part of the row."""
    last = row.cells[-1]
    step = last.lines[-1].y - line.y
    if last.meets(part) and abs(last.x - part.x) < line.size and 0 < step <= _TIGHT * line.size:
        if len(last.lines) >= _MOST_LINES:
            return False
        last.lines.append(line)
        last.end = max(last.end, part.end)
        return True
    beside = part.x > max(one.end for one in row.cells) - _BESIDE * line.size and part.x > last.x + 2 * line.size
    level = row.bottom - line.size <= line.y <= row.top + line.size
    if beside and level and line.bold == last.lines[-1].bold:
        row.cells.append(_Cell(part.x, part.end, [line]))
        return True
    return False


def _fits(table: list[_Row], row: _Row) -> bool:
    """Whether the row goes on in the same columns, not too far below."""
    last = table[-1]
    size = row.lines[0].size
    return 0 < last.bottom - row.top < 3.5 * size and bool(_columns([*table, row]))


def _columns(rows: list[_Row]) -> list[tuple[float, float]]:
    """From and to of each column; nothing when two cells of a row fall into one."""
    spans: list[tuple[float, float]] = []
    for start, end in sorted((cell.x, cell.end) for row in rows for cell in row.cells):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    places = [[_place(spans, cell) for cell in row.cells] for row in rows]
    return spans if all(len(set(row)) == len(row) for row in places) and len(spans) > 1 else []


def _place(spans: list[tuple[float, float]], cell: _Cell) -> int:
    return next(at for at, (start, end) in enumerate(spans) if start <= cell.x <= end)


def _finished(table: list[_Row], words: Words) -> list[Line | Table]:
    if len(table) < _FEWEST_ROWS:
        return [line for row in table for line in row.lines]
    spans = _columns(table)
    grid = [["" for _ in spans] for _ in table]
    for at, row in enumerate(table):
        for cell in row.cells:
            grid[at][_place(spans, cell)] = one_text(cell.lines, words)
    bold = [all(line.bold for cell in row.cells for line in cell.lines) for row in table]
    return [Table(grid, table[0].lines[0].page, tuple(start for start, _ in spans), names_columns(bold))]


def _is_listed(line: Line) -> bool:
    """A bullet or a step with its text set off is not two cells."""
    first = line.parts[0].text if line.parts else ""
    return len(line.parts) == 2 and (is_bulleted(f"{first} x") or is_step(f"{first} x")) and len(first) < 5


def _alone(line: Line, part: Part) -> Line:
    return Line(part.text, line.page, part.x, line.y, line.size, part.bold, parts=(part,))
