"""How do the pieces of text on a PDF page become lines, rows of tables and paragraphs?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.knowledge.readers.cleaning import raised
from assistant.knowledge.readers.headings import is_item, is_key_value, is_step
from assistant.knowledge.readers.pdf_grids import Grid, grids_of, has_coloured_head
from assistant.knowledge.readers.pdf_page import Fragment, Page

_SAME_LINE = 0.45
_FARTHEST_LEADING = 1.9
_MORE_THAN_LEADING = 1.2
_WIDE_LETTER = 0.65
_CONJUNCTIONS = ("och", "eller", "samt", "and", "or")

Look = tuple[float, bool]


@dataclass(frozen=True)
class Line:
    """Text on one baseline."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool
    turned: bool = False

    @property
    def look(self) -> Look:
        return round(self.size * 2) / 2, self.bold


@dataclass(frozen=True)
class Table:
    """Texts by row and column; `named` whether the first row is told to name the columns."""

    grid: list[list[str]]
    page: int
    xs: tuple[float, ...]
    named: bool | None


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    page: int
    size: float
    bold: bool

    @property
    def look(self) -> Look:
        return round(self.size * 2) / 2, self.bold


def lines_of(page: Page) -> list[Line | Table]:
    """Lines in drawing order, with each ruled table where its first text stands."""
    tables = grids_of(page)
    inside: dict[Grid, list[Fragment]] = {}
    order: list[Fragment | Grid] = []
    for fragment in page.fragments:
        grid = next((one for one in tables if one.cell_of(fragment)), None)
        if grid is None:
            order.append(fragment)
        elif grid in inside:
            inside[grid].append(fragment)
        else:
            inside[grid] = [fragment]
            order.append(grid)
    return list(_lined(order, inside, page))


def paragraphs(lines: Iterable[Line], words: "Words") -> Iterator[Paragraph]:
    """Lines joined; a new one begins at a gap, another look, a list item or a line such as "Ägare: …"."""
    group: list[Line] = []
    listed = list(lines)
    leading = _leading(listed)
    for line in listed:
        if group and not _continues(group, line, leading):
            yield _joined(group, words)
            group = []
        group.append(line)
    if group:
        yield _joined(group, words)


class Words:
    """The words of the document, to tell a hyphen that parts a line from one that belongs to the word."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = Counter(word.strip('.,;:!?()”"').casefold() for text in texts for word in text.split()[:-1])

    def join(self, first: str, second: str) -> str:
        """Two lines as one."""
        if first.endswith("\u00ad"):
            return first[:-1] + second
        head, tail = first.split()[-1:], second.split()[:1]
        if not head or not tail or not head[0].endswith("-") or not head[0][:-1]:
            return f"{first} {second}"
        if tail[0].casefold() in _CONJUNCTIONS or not head[0][-2].isalnum():
            return f"{first} {second}"
        return first + second if self._keeps_hyphen(head[0][:-1], tail[0]) else first[:-1] + second

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        tail = tail.strip('.,;:!?()”"')
        if (head + tail).casefold() in self._known:
            return False
        if f"{head}-{tail}".casefold() in self._known:
            return True
        return not tail[:1].islower() or not head[-1].islower() or len(head) <= 2


def _lined(order: list[Fragment | Grid], inside: dict[Grid, list[Fragment]], page: Page) -> Iterator[Line | Table]:
    run: list[Fragment] = []
    for one in order:
        if isinstance(one, Grid):
            yield from (_line(group, page.number) for group in _baselines(run))
            run = []
            yield _table(one, inside[one], page)
        else:
            run.append(one)
    yield from (_line(group, page.number) for group in _baselines(run))


def _baselines(fragments: list[Fragment]) -> Iterator[list[Fragment]]:
    group: list[Fragment] = []
    for fragment in fragments:
        if group and not _same_line(group, fragment):
            yield group
            group = []
        group.append(fragment)
    if group:
        yield group


def _same_line(group: list[Fragment], fragment: Fragment) -> bool:
    first, last = group[0], group[-1]
    near = abs(first.y - fragment.y) <= _SAME_LINE * max(first.size, fragment.size)
    return near and fragment.x >= last.x - 1 and fragment.turned == first.turned


def _line(group: list[Fragment], page: int) -> Line:
    size = max(fragment.size for fragment in group)
    text = ""
    for before, fragment in zip([None, *group], group, strict=False):
        small = fragment.size < 0.8 * size and fragment.y > group[0].y + 0.5
        text += " " * (before is not None and _is_apart(before, fragment))
        text += raised(fragment.text) if small else fragment.text
    bold = all(fragment.bold for fragment in group)
    return Line(text, page, group[0].x, group[0].y, size, bold, group[0].turned)


def _is_apart(before: Fragment, fragment: Fragment) -> bool:
    """Whether a gap is told, or so wide that the rough width cannot hide it."""
    widest = before.x + len(before.text) * before.size * _WIDE_LETTER
    return fragment.spaced or fragment.x > widest + 0.3 * before.size


def _table(grid: Grid, fragments: list[Fragment], page: Page) -> Table:
    cells: dict[tuple[int, int], list[Fragment]] = {}
    for fragment in fragments:
        cells.setdefault(grid.cell_of(fragment) or (0, 0), []).append(fragment)
    words = Words(fragment.text for fragment in fragments)
    rows = [
        [_cell_text(cells.get((row, column), []), words) for column in range(len(grid.xs) - 1)]
        for row in range(len(grid.ys) - 1)
    ]
    bold = [all(one.bold for at, ones in cells.items() if at[0] == row for one in ones) for row in range(len(rows))]
    named = has_coloured_head(page, grid) or (len(rows) > 1 and bold[0] and not any(bold[1:]))
    return Table(rows, page.number, grid.xs, named or None)


def _cell_text(fragments: list[Fragment], words: Words) -> str:
    text = ""
    for group in _baselines(fragments):
        line = _line(group, 0).text
        text = words.join(text, line) if text else line
    return text


def _leading(lines: list[Line]) -> dict[float, float]:
    """The usual distance between lines, by size of text."""
    steps: dict[float, Counter[float]] = {}
    for one, next_one in pairwise(lines):
        step = one.y - next_one.y
        if one.look == next_one.look and 0.8 * one.size < step < _FARTHEST_LEADING * one.size:
            steps.setdefault(one.look[0], Counter())[round(step * 2) / 2] += 1
    return {
        size: min(step for step, count in ways.items() if 3 * count >= max(ways.values()))
        for size, ways in steps.items()
    }


def _continues(group: list[Line], line: Line, leading: dict[float, float]) -> bool:
    last = group[-1]
    if line.look[0] != last.look[0] or (line.bold != last.bold and _is_uniform(group)) or line.turned != last.turned:
        return False
    if is_item(line.text) or is_step(line.text) or (is_key_value(line.text) and is_key_value(last.text)):
        return False
    if is_item(group[0].text) and line.x < group[0].x - 1:
        return False
    step = last.y - line.y
    usual = leading.get(line.look[0], 1.3 * line.size)
    return last.page == line.page and 0 < step <= _MORE_THAN_LEADING * usual + 0.5


def _is_uniform(group: list[Line]) -> bool:
    """A bold heading line ends where plain text begins; a plain paragraph may hold a bold line."""
    return group[-1].bold or len(group) == 1 or not group[-1].text[-1:].islower()


def _joined(group: list[Line], words: Words) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        text = words.join(text, line.text)
    return Paragraph(text, group[0].page, group[0].size, all(line.bold for line in group))
