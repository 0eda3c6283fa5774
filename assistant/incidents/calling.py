"""Whom do we call on which number, and who stands in for a role, by the documents?"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.incidents.card import Line
from assistant.incidents.vocabulary import keys, shared, weight
from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.knowledge.sentences import Unit, units
from assistant.method import Method
from assistant.personal.contacts import contacts_in

_LEVELS = re.compile(r"(?:nivå|level)\s*([1-4])(?:\s*(?:[-–]|och|and|to|till)\s*([1-4]))?", re.IGNORECASE)
_DEPUTY = re.compile(r"^(?:ersättare|deputy|deputies|stand-in)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST = 4
_WORTH_CALLING = 2.0


@dataclass(frozen=True)
class Needed:
    """What makes a number worth calling: the matter in words, the level, the roles to reach."""

    matter: str
    level: int
    roles: Collection[str]


def numbers_to_call(
    found: Sequence[Found],
    needed: Needed,
    method: Method,
    rarity: Callable[[str], float | None],
    is_current: Callable[[Passage], bool],
) -> tuple[Line, ...]:
    """Duty numbers whose row or sentence speaks of the matter, the level or a role to reach; the best first."""
    best: dict[str, tuple[float, Line]] = {}
    happened = keys(needed.matter)
    for passage, unit in _units(found, is_current):
        phones = [contact for contact in contacts_in(unit.text) if contact.kind == "phone"]
        worth = weight(shared(keys(unit.text), happened), rarity) + _for_level(unit.text, needed.level)
        worth += 3.0 * any(role.code in needed.roles for role in method.roles_named_in(unit.text))
        for contact in phones if worth >= _WORTH_CALLING else ():
            number = unit.text[slice(*contact.span)]
            line = Line(f"{_name(unit, number, method)} {number}".strip(), _cite(passage, unit))
            if worth > best.get(contact.value, (0.0, line))[0]:
                best[contact.value] = (worth, line)
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    return tuple(line for _, line in ranked[:_MOST])


def deputies(
    found: Sequence[Found], method: Method, is_current: Callable[[Passage], bool]
) -> dict[str, tuple[str, Citation]]:
    """Role code → the deputy as written, from every table row that has one."""
    out: dict[str, tuple[str, Citation]] = {}
    for passage, unit in _units(found, is_current):
        cells = [(head.strip(), value.strip()) for head, _, value in (c.partition(":") for c in unit.text.split("|"))]
        deputy = next((value for head, value in cells if _DEPUTY.match(head) and value), "")
        for role in method.roles_named_in(" ".join(value for head, value in cells if not _DEPUTY.match(head))):
            if deputy:
                out.setdefault(role.code, (deputy, _cite(passage, unit)))
    return out


def _units(found: Sequence[Found], is_current: Callable[[Passage], bool]) -> Iterator[tuple[Passage, Unit]]:
    for one in found:
        if is_current(one.passage):
            for unit in units(one.passage):
                yield one.passage, unit


def _for_level(text: str, level: int) -> float:
    for match in _LEVELS.finditer(text):
        low, high = int(match[1]), int(match[2] or match[1])
        if low <= level <= high:
            return 2.0
    return 0.0


def _name(unit: Unit, number: str, method: Method) -> str:
    """The first cell of a row, the first role that a sentence names, or the word before the number."""
    if unit.is_row:
        return unit.text.split("|")[0].partition(":")[2].strip()
    before = unit.text[: unit.text.index(number)]
    roles = method.roles_named_in(before)
    words = [roles[-1].label.sv] if roles else _WORD.findall(before)[-1:]
    return words[0][:1].upper() + words[0][1:] if words else ""


def _cite(passage: Passage, unit: Unit) -> Citation:
    return Citation(passage, unit.start, unit.end)
