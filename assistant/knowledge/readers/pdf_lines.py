"""How do the pieces of text on a PDF page become lines, and where does a line leave a gap like a column's?"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.knowledge.readers.cleaning import raised
from assistant.knowledge.readers.pdf_page import Fragment

_SAME_LINE = 0.45
_RAISED = 0.8
_WORD_GAP = 0.15
_COLUMN_GAP = 1.2
_DOUBT = 0.08
_LITTLE_DOUBT = 0.01

Look = tuple[float, bool]


@dataclass(frozen=True)
class Part:
    """A stretch of a line without a gap like a column's; `end` is a fair guess."""

    text: str
    x: float
    end: float
    bold: bool


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
    parts: tuple[Part, ...] = ()

    @property
    def look(self) -> Look:
        """Size in half points, and weight."""
        return round(self.size * 2) / 2, self.bold


def lines_in(fragments: list[Fragment], page: int) -> Iterator[Line]:
    """Fragments that follow each other on one baseline, as lines."""
    group: list[Fragment] = []
    for fragment in fragments:
        if group and not _same_line(group, fragment):
            yield _line(group, page)
            group = []
        group.append(fragment)
    if group:
        yield _line(group, page)


def _same_line(group: list[Fragment], fragment: Fragment) -> bool:
    first, last = group[0], group[-1]
    near = abs(first.y - fragment.y) <= _SAME_LINE * max(first.size, fragment.size)
    return near and fragment.x >= last.x - 1 and fragment.turned == first.turned


def _line(group: list[Fragment], page: int) -> Line:
    size = max(fragment.size for fragment in group)
    stretches: list[list[Fragment]] = []
    for fragment in group:
        if stretches and _gap(stretches[-1], fragment) < _COLUMN_GAP * size:
            stretches[-1].append(fragment)
        else:
            stretches.append([fragment])
    parts = tuple(_part(stretch, group[0].y, size) for stretch in stretches)
    text = " ".join(part.text for part in parts)
    bold = all(part.bold for part in parts)
    return Line(text, page, group[0].x, group[0].y, size, bold, group[0].turned, parts)


def _gap(stretch: list[Fragment], fragment: Fragment) -> float:
    last = stretch[-1]
    return fragment.x - last.end - (_LITTLE_DOUBT if last.measured else _DOUBT) * last.width


def _part(stretch: list[Fragment], baseline: float, size: float) -> Part:
    text = ""
    for at, fragment in enumerate(stretch):
        apart = at and (fragment.spaced or _gap(stretch[at - 1 : at], fragment) > _WORD_GAP * size)
        small = fragment.size < _RAISED * size and fragment.y > baseline + 0.5
        text += " " * bool(apart) + (raised(fragment.text) if small else fragment.text)
    return Part(text, stretch[0].x, stretch[-1].end, all(fragment.bold for fragment in stretch))
