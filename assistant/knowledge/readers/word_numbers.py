"""Which number does Word print in front of an automatically numbered heading?"""

import re

from assistant.knowledge.readers.word_xml import Element, child, tag, value

_SLOT = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


class Numbers:
    """Counts along with the document. Without a numbering part nothing has a number."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if root is None:
            return
        for one in root.iterfind(tag("abstractNum")):
            levels = {_integer(level, "ilvl"): level for level in one.iterfind(tag("lvl"))}
            self._levels[one.get(tag("abstractNumId"), "")] = levels
        for one in root.iterfind(tag("num")):
            self._lists[one.get(tag("numId"), "")] = value(child(one, "abstractNumId")) or ""

    def next(self, number: str, depth: int) -> str:
        """The label of the next paragraph of that list and depth, e.g. "4.2"; empty for bullets."""
        name = self._lists.get(number, "")
        levels = self._levels.get(name, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(name, [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else _start(levels[depth])
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if value(child(levels[depth], "numFmt")) in ("bullet", "none"):
            return ""
        return _SLOT.sub(lambda slot: _label(levels, counts, int(slot[1]) - 1), _text(levels[depth])).strip()


def _text(level: Element) -> str:
    return (value(child(level, "lvlText")) or "")[:40]


def _start(level: Element) -> int:
    start = value(child(level, "start"))
    return int(start) if start and start.isdigit() else 1


def _label(levels: dict[int, Element], counts: list[int], depth: int) -> str:
    if depth not in levels:
        return ""
    form = value(child(levels[depth], "numFmt"))
    return _written(counts[depth] or _start(levels[depth]), form or "decimal")


def _written(number: int, form: str) -> str:
    if form.endswith("Letter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form.endswith("Roman"):
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if form.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        while number >= worth:
            text, number = text + letters, number - worth
    return text


def _integer(element: Element, name: str) -> int:
    text = value(element, name) or ""
    return int(text) if text.isdigit() else 0
