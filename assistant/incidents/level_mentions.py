"""Where does a document set a level, and under which condition?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.sentences import Unit, units

_LEVEL = re.compile(
    r"\b(?:nivå|level)\s*([1-4])\b(?!\s*(?:[-–]|och|eller|and|or|to|till)\s*(?:nivå |level )?[1-4])", re.I
)
_REFERS = re.compile(r"\b(?:vid|på|från|under|över|inom|av|till|i|for|at|from|above|below|on|of|to)\s*$", re.I)
_HANDLES = re.compile(
    r"\b(?:hanteras|bedöms|klassas|ligger|räknas|handled|treated|classified|rated|dealt with)\s+(?:\w+\s+){0,2}"
    r"(?:på|at|on|as|som)\s*$",
    re.I,
)
_ONLY_IF = re.compile(r"^\s*(?:if|when|from|om|vid|när|från)\s+([^,.;)]+)", re.I)
_HIGHER_IF = re.compile(r"\(\s*(?:nivå|level)?\s*([1-4])\s+(?:if|when|om|vid|när)\s+([^)]+)\)", re.I)
_ELSE = re.compile(r"\b(?:else|otherwise|annars)\s+(?:nivå|level)?\s*([1-4])\b", re.I)
_LEVEL_HEAD = re.compile(r"^(?:nivå|level)\b", re.I)
_LEVEL_CELL = re.compile(r"^(?:minst|lägst|at least|alltid|always)?\s*(?:nivå|level)?\s*([1-4])\b(?!\s*[-–])", re.I)


@dataclass(frozen=True)
class Mention:
    """`condition` is what must hold; empty means that the whole section is the condition."""

    level: int
    condition: str
    citation: Citation


def mentions(passage: Passage) -> tuple[Mention, ...]:
    """Every place in the passage that sets a level; places that only refer to one are left out."""
    return tuple(mention for unit in units(passage) if not unit.is_heading for mention in _in_unit(unit, passage))


def _in_unit(unit: Unit, passage: Passage) -> Iterator[Mention]:
    return _in_row(unit, passage) if unit.is_row else _in_sentence(unit, passage)


def _in_row(unit: Unit, passage: Passage) -> Iterator[Mention]:
    """A table row reads `Händelse: Kapat konto | Nivå: Minst 3 | Larma direkt: It-jour`."""
    cells = [(head.strip(), value.strip()) for head, _, value in (cell.partition(":") for cell in unit.text.split("|"))]
    levels = [_LEVEL_CELL.match(value) for head, value in cells if _LEVEL_HEAD.match(head)]
    others = [value for head, value in cells if value and not _LEVEL_HEAD.match(head)]
    if levels and levels[0] and others:
        yield Mention(int(levels[0][1]), others[0], _cite(passage, unit))


def _in_sentence(unit: Unit, passage: Passage) -> Iterator[Mention]:
    rest = unit.text
    for match in list(_HIGHER_IF.finditer(unit.text)):
        yield Mention(int(match[1]), match[2], _cite(passage, unit))
        rest = rest.replace(match[0], " ")
    for match in _ELSE.finditer(rest):
        yield Mention(int(match[1]), "", _cite(passage, unit))
    for match in _LEVEL.finditer(rest):
        before, after = rest[: match.start()], rest[match.end() :]
        if _REFERS.search(before) and not _HANDLES.search(before):
            continue
        only_if = _ONLY_IF.match(after)
        yield Mention(int(match[1]), only_if[1] if only_if else _condition(rest), _cite(passage, unit))


def _condition(sentence: str) -> str:
    """The sentence without its level words and without what only holds in other cases."""
    without = re.sub(r"\b(?:nivå|level)\s*[1-4]\b(?:\s*(?:if|when|from|om|när)\s+[^,.;)]+)?", " ", sentence, flags=re.I)
    return _ELSE.sub(" ", without)


def _cite(passage: Passage, unit: Unit) -> Citation:
    return Citation(passage, unit.start, unit.end)
