"""Which lines of a PDF are page headers, footers, page numbers or a table of contents, rather than text?"""

import re
from collections import defaultdict

from assistant.knowledge.readers.headings import number_depth
from assistant.knowledge.readers.pdf_lines import Line

_EDGE = 0.13
_OUTERMOST = 0.065
_REPEATS = 0.4
_PAGE_NUMBER = re.compile(
    r"[\s|·•,–—-]*(?:\b(?:sida|sid\.?|page|p\.|s\.)\s*)?\d{1,4}\s*(?:(?:av|of|/)\s*\d{1,4}|\(\s*\d{1,4}\s*\))?\s*$",
    re.I,
)
_ONLY_NUMBER = re.compile(
    r"\W*(?:(?:sida|sid\.?|page|p\.|s\.)\s*)?\d{1,4}\s*(?:(?:av|of|/)\s*\d{1,4}|\(\s*\d{1,4}\s*\))?\W*", re.I
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\w{0,4}$|…{2,}\s*\w{0,4}$")
_FEWEST_ENTRIES = 3
_FIGURES = re.compile(r"\d+")

Heights = dict[int, tuple[float, float]]


def margins(lines: list[Line], pages: Heights, body_size: float) -> tuple[list[Line], set[Line]]:
    """(each header and footer once, without its page number; all lines they are). `pages`: bottom, top by number."""
    places: dict[tuple[str, bool], list[Line]] = defaultdict(list)
    outermost = _outermost(lines)
    for line in lines:
        edge = _edge(line, pages, outermost[line.page])
        if edge or line.turned:
            places[_FIGURES.sub("#", line.text), edge == "top"].append(line)
    found: set[Line] = set()
    once: dict[str, Line] = {}
    for same in places.values():
        if _is_margin(same, pages, body_size):
            found.update(same)
            text = _without_number(same[0].text)
            if text:
                once.setdefault(text, Line(text, same[0].page, 0, 0, same[0].size, same[0].bold))
    return list(once.values()), found


def contents_lines(lines: list[Line]) -> set[Line]:
    """Entries of a table of contents: text, dots or a gap, and a page number, several in a row."""
    found: set[Line] = set()
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and (_LEADERS.search(line.text) or _ends_in_number(line)):
            run.append(line)
            continue
        if len(run) >= _FEWEST_ENTRIES and sum(map(_is_entry, run)) * 2 > len(run):
            found.update(run)
        run = []
    return found


def _ends_in_number(line: Line) -> bool:
    return len(line.parts) > 1 and len(line.parts) < 4 and line.parts[-1].text.isdecimal()


def _is_entry(line: Line) -> bool:
    return bool(_LEADERS.search(line.text)) or (number_depth(line.text) > 0 and len(line.parts) < 4)


def _outermost(lines: list[Line]) -> Heights:
    """The lowest and highest baseline of each page."""
    ends: Heights = {}
    for line in lines:
        low, high = ends.get(line.page, (line.y, line.y))
        ends[line.page] = min(low, line.y), max(high, line.y)
    return ends


def _edge(line: Line, pages: Heights, outermost: tuple[float, float]) -> str:
    bottom, top = pages[line.page]
    reach = (top - bottom) * _EDGE
    if line.y > top - reach or line.y >= outermost[1] - 1:
        return "top"
    return "bottom" if line.y < bottom + reach or line.y <= outermost[0] + 1 else ""


def _is_margin(same: list[Line], pages: Heights, body_size: float) -> bool:
    distinct = {line.page for line in same}
    if len(distinct) >= max(2, _REPEATS * len(pages)):
        return True
    if all(_is_own_number(line) for line in same):
        return True
    return all(
        _is_outermost(line, pages) and (line.size < body_size - 0.4 or _ONLY_NUMBER.fullmatch(line.text))
        for line in same
    )


def _is_own_number(line: Line) -> bool:
    return bool(_ONLY_NUMBER.fullmatch(line.text)) and str(line.page) in _FIGURES.findall(line.text)


def _is_outermost(line: Line, pages: Heights) -> bool:
    bottom, top = pages[line.page]
    reach = (top - bottom) * _OUTERMOST
    return line.y > top - reach or line.y < bottom + reach


def _without_number(text: str) -> str:
    if _ONLY_NUMBER.fullmatch(text):
        return ""
    named = re.search(r"(?:sida|page)\s*\d", text, re.I) or re.search(r"\d\s*\(\d+\)\s*$", text)
    return _PAGE_NUMBER.sub("", text).strip() if named else text
