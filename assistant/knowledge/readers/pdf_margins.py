"""Which lines of a PDF are page headers, page footers and page numbers, rather than text?"""

import re
from collections import defaultdict

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
_FIGURES = re.compile(r"\d+")

Heights = dict[int, tuple[float, float]]


def margins(lines: list[Line], pages: Heights, body_size: float) -> tuple[list[Line], set[Line]]:
    """(each header and footer once, without its page number; all lines they are). `pages`: bottom, top by number."""
    places: dict[tuple[str, bool], list[Line]] = defaultdict(list)
    for line in lines:
        edge = _edge(line, pages)
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


def _edge(line: Line, pages: Heights) -> str:
    bottom, top = pages[line.page]
    reach = (top - bottom) * _EDGE
    return "top" if line.y > top - reach else "bottom" if line.y < bottom + reach else ""


def _is_margin(same: list[Line], pages: Heights, body_size: float) -> bool:
    distinct = {line.page for line in same}
    if len(distinct) >= max(2, _REPEATS * len(pages)):
        return True
    return all(
        _is_outermost(line, pages) and (line.size < body_size - 0.4 or _ONLY_NUMBER.fullmatch(line.text))
        for line in same
    )


def _is_outermost(line: Line, pages: Heights) -> bool:
    bottom, top = pages[line.page]
    reach = (top - bottom) * _OUTERMOST
    return line.y > top - reach or line.y < bottom + reach


def _without_number(text: str) -> str:
    if _ONLY_NUMBER.fullmatch(text):
        return ""
    named = re.search(r"(?:sida|page)\s*\d", text, re.I) or re.search(r"\d\s*\(\d+\)\s*$", text)
    return _PAGE_NUMBER.sub("", text).strip() if named else text
