"""Which cell stands where in a table, when cells span several rows or columns?"""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_COLUMNS = 60


@dataclass(frozen=True)
class Cell:
    """`columns` and `rows` say how far the cell reaches; `down` marks the continuation of the cell above."""

    text: str
    columns: int = 1
    rows: int = 1
    down: bool = False


def grid_of(rows: Iterable[list[Cell]]) -> list[list[str]]:
    """Texts by row and column. A cell over several rows is repeated, over several columns stands in the first."""
    grid: list[list[str]] = []
    reaching: dict[int, tuple[int, str]] = {}
    for cells in rows:
        grid.append(_row(cells, grid[-1] if grid else [], reaching))
    width = max(map(len, grid), default=0)
    return [row + [""] * (width - len(row)) for row in grid]


def _row(cells: list[Cell], above: list[str], reaching: dict[int, tuple[int, str]]) -> list[str]:
    row: list[str] = []
    for cell in cells:
        _take_reaching(row, reaching)
        at = len(row)
        text = above[at] if cell.down and at < len(above) else cell.text
        for column in range(min(max(cell.columns, 1), MOST_COLUMNS - at)):
            row.append(text if column == 0 else "")
            if cell.rows > 1:
                reaching[at + column] = (cell.rows - 1, row[-1])
    _take_reaching(row, reaching)
    return row


def _take_reaching(row: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    while len(row) in reaching:
        left, text = reaching.pop(len(row))
        if left > 1:
            reaching[len(row)] = (left - 1, text)
        row.append(text)
