"""Which ruled tables stand on a PDF page, and what is in their cells?"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.knowledge.readers.pdf_page import Fragment, Page
from assistant.knowledge.readers.pdf_paint import Rule

_NEAR = 3.0
_MOST_RULES = 400


@dataclass(frozen=True)
class Grid:
    """The upright and level lines of one table, ascending."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def cell_of(self, fragment: Fragment) -> tuple[int, int] | None:
        """(row from the top, column) of the text, or None outside."""
        x, y = fragment.x + 1, fragment.y + fragment.size / 4
        if not (self.xs[0] - _NEAR <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = max(sum(edge <= x for edge in self.xs) - 1, 0)
        row = sum(edge > y for edge in self.ys) - 1
        return max(row, 0), min(column, len(self.xs) - 2)

    def middle_of(self, row: int) -> tuple[float, float]:
        """A spot in the row's first cell, above its text."""
        top = len(self.ys) - 1 - row
        return self.xs[0] + 2, self.ys[top] - 2


def grids_of(page: Page) -> list[Grid]:
    """The tables with lines around their cells, at least two columns wide."""
    rules = _merged(page.paint.rules)
    if not 4 <= len(rules) <= _MOST_RULES:
        return []
    grids = [_grid(group) for group in _touching(rules)]
    return [grid for grid in grids if len(grid.xs) > 2 and len(grid.ys) > 1]


def has_coloured_head(page: Page, grid: Grid) -> bool:
    """Whether the first row has a background that the other rows have not."""
    colours = [page.paint.colour_at(*grid.middle_of(row)) for row in range(len(grid.ys) - 1)]
    return colours[0] is not None and len(colours) > 1 and colours[0] not in colours[1:]


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules in one line that touch are one: many programs draw every cell's edges by themselves."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda one: (one.level, round(one.at), one.start)):
        last = merged[-1] if merged else None
        if last and last.level == rule.level and round(last.at) == round(rule.at) and rule.start <= last.end + _NEAR:
            merged[-1] = Rule(rule.level, last.at, last.start, max(last.end, rule.end))
        else:
            merged.append(rule)
    return merged


def _touching(rules: list[Rule]) -> Iterable[list[Rule]]:
    """Rules in groups that hang together."""
    left = list(rules)
    while left:
        group, open_ends = [], [left.pop()]
        while open_ends:
            rule = open_ends.pop()
            group.append(rule)
            open_ends += [other for other in left if _touch(rule, other)]
            left = [other for other in left if not _touch(rule, other)]
        yield group


def _touch(one: Rule, other: Rule) -> bool:
    if one.level == other.level:
        return abs(one.at - other.at) < _NEAR and one.start <= other.end + _NEAR and other.start <= one.end + _NEAR
    return other.start - _NEAR <= one.at <= other.end + _NEAR and one.start - _NEAR <= other.at <= one.end + _NEAR


def _grid(rules: list[Rule]) -> Grid:
    return Grid(_places(rule.at for rule in rules if not rule.level), _places(rule.at for rule in rules if rule.level))


def _places(values: Iterable[float]) -> tuple[float, ...]:
    places: list[float] = []
    for one in sorted(values):
        if not places or one - places[-1] > _NEAR:
            places.append(one)
    return tuple(places)
