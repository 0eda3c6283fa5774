"""What do the ruled tables of a PDF page hold, cell by cell?"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.knowledge.readers.pdf_grids import Grid, grids_of, has_coloured_head
from assistant.knowledge.readers.pdf_lines import Line, lines_in
from assistant.knowledge.readers.pdf_page import Fragment, Page
from assistant.knowledge.readers.pdf_words import Words

_SAME_COLUMN = 3.0


@dataclass(frozen=True)
class Table:
    """Texts by row and column; `named` says that the first row names the columns, None that nothing tells."""

    grid: list[list[str]]
    page: int
    xs: tuple[float, ...]
    named: bool | None

    def goes_on_as(self, other: "Table") -> bool:
        """Whether the other table has the same columns on the next page."""
        return (
            other.page == self.page + 1
            and len(self.xs) == len(other.xs)
            and all(abs(one - two) < _SAME_COLUMN for one, two in zip(self.xs, other.xs, strict=True))
        )


def lines_of(page: Page) -> list[Line | Table]:
    """Lines in drawing order, with each ruled table where its first text stands."""
    grids = grids_of(page)
    inside: dict[Grid, list[Fragment]] = {}
    order: list[Fragment | Grid] = []
    for fragment in page.fragments:
        grid = next((one for one in grids if one.cell_of(fragment)), None)
        if grid is None:
            order.append(fragment)
        elif grid in inside:
            inside[grid].append(fragment)
        else:
            inside[grid] = [fragment]
            order.append(grid)
    return list(_lined(order, inside, page))


def one_text(lines: list[Line], words: Words) -> str:
    """The lines of one cell."""
    text = ""
    for line in lines:
        text = words.join(text, line.text) if text else line.text
    return text


def names_columns(bold: list[bool]) -> bool | None:
    """A first row alone in bold names the columns."""
    return True if len(bold) > 1 and bold[0] and not any(bold[1:]) else None


def _lined(order: list[Fragment | Grid], inside: dict[Grid, list[Fragment]], page: Page) -> Iterator[Line | Table]:
    run: list[Fragment] = []
    for one in order:
        if isinstance(one, Grid):
            yield from lines_in(run, page.number)
            run = []
            yield _table(one, inside[one], page)
        else:
            run.append(one)
    yield from lines_in(run, page.number)


def _table(grid: Grid, fragments: list[Fragment], page: Page) -> Table:
    cells: dict[tuple[int, int], list[Fragment]] = {}
    for fragment in fragments:
        cells.setdefault(grid.cell_of(fragment) or (0, 0), []).append(fragment)
    words = Words(fragment.text for fragment in fragments)
    rows, columns = range(len(grid.ys) - 1), range(len(grid.xs) - 1)
    texts = [[one_text(list(lines_in(cells.get((row, at), []), 0)), words) for at in columns] for row in rows]
    bold = [all(one.bold for at in columns for one in cells.get((row, at), [])) for row in rows]
    return Table(texts, page.number, grid.xs, has_coloured_head(page, grid) or names_columns(bold))
