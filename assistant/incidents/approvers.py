"""Who must approve a text at this level: what do the company's documents say, and what does the method say else?"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.incidents.vocabulary import keys, shared, weight
from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.library import Found
from assistant.knowledge.sentences import Unit, units
from assistant.language import Said
from assistant.method import Method, Role

_READ = 10
_QUESTIONS = ("Vem godkänner ett svar på nivå {level}?", "Who approves a reply at level {level}?")
_APPROVES = re.compile(r"godkän|approv", re.IGNORECASE)
_ONE_OF = re.compile(r"\beller\b|\bor\b", re.IGNORECASE)
_FUNCTION_HEAD = "function_head"
_FUNCTION_QUESTION = "ansvarig funktionschef head of the function concerned"
_CLAUSES = re.compile(r",\s|\soch\s|\sand\s")
_OUTSIDE = "outside"


class Searchable(Protocol):
    """What finding the approvers needs of the library."""

    def search(self, query: str, k: int = 10) -> list[Found]: ...

    def rarity(self, stem: str) -> float | None: ...


@dataclass(frozen=True)
class Approvers:
    """`seats`: one role code each, or several that may stand in for each other as `legal/dpo`."""

    seats: tuple[str, ...]
    citation: Citation | None
    text: Said


def approvers(
    level: int,
    category: str,
    library: Searchable,
    method: Method,
    is_current: Callable[[Passage], bool],
    matter: str = "",
) -> Approvers:
    """The company's own table or sentence for the level first; the method's table where the documents are silent.

    `matter` says in words what has happened, so that the right function head is found.
    """
    own = next(_own(level, library, method, is_current), None)
    if own is None:
        seats = tuple("/".join(role.code for role in seat) for seat in method.approvers(level, category))
        text = Said(
            "Godkännare enligt metoden, inte enligt era dokument.", "Approvers by the method, not your documents."
        )
        return Approvers(seats, None, text)
    seats, citation = own
    text = Said(f"Godkännare på nivå {level} enligt era dokument.", f"Approvers at level {level} by your documents.")
    if _FUNCTION_HEAD in seats:
        heads = _own_function_heads(matter, library, method, is_current)
        functions = heads or [also.role for also in method.category(category).also_signs if level >= also.from_level]
        seats = _seated(seats, functions)
    return Approvers(seats, citation, text)


def _own(
    level: int, library: Searchable, method: Method, is_current: Callable[[Passage], bool]
) -> Iterator[tuple[tuple[str, ...], Citation]]:
    for question in _QUESTIONS:
        for found in library.search(question.format(level=level), _READ):
            if is_current(found.passage):
                yield from _in_passage(level, found.passage, method)


def _in_passage(level: int, passage: Passage, method: Method) -> Iterator[tuple[tuple[str, ...], Citation]]:
    for unit in units(passage):
        roles = [role for role in method.roles_named_in(_approving_part(unit, level)) if role.kind != _OUTSIDE]
        if roles:
            yield _seats(roles, unit.text), Citation(passage, unit.start, unit.end)


def _approving_part(unit: Unit, level: int) -> str:
    """The words that name who approves at the level: a cell of the level's row, or a sentence about the level."""
    if unit.is_row:
        cells = [(head.strip(), value.strip()) for head, _, value in (c.partition(":") for c in unit.text.split("|"))]
        at_level = any(re.match(r"(?:nivå|level)\b", head, re.I) and _is(level, value) for head, value in cells)
        return " ".join(value for head, value in cells if at_level and _APPROVES.search(head))
    about = re.search(rf"\b(?:nivå|level)\s*{level}\b(?!\s*[-–])", unit.text, re.I)
    return unit.text if about and _APPROVES.search(unit.text) and not unit.is_heading else ""


def _is(level: int, value: str) -> bool:
    return bool(re.match(rf"(?:nivå |level |L)?{level}\b(?!\s*[-–])", value, re.I))


def _seats(roles: Sequence[Role], text: str) -> tuple[str, ...]:
    codes = [role.code for role in roles]
    return ("/".join(codes),) if len(codes) > 1 and _ONE_OF.search(text) else tuple(codes)


def _own_function_heads(
    matter: str, library: Searchable, method: Method, is_current: Callable[[Passage], bool]
) -> list[str]:
    """The clause that fits best in "function head is the quality manager for product safety, HR when …"."""
    clauses = [
        clause
        for found in library.search(_FUNCTION_QUESTION, _READ)
        for unit in (units(found.passage) if is_current(found.passage) else ())
        if [role.code for role in method.roles_named_in(unit.text)][:1] == [_FUNCTION_HEAD]
        for clause in _CLAUSES.split(unit.text)
    ]
    happened = keys(matter)
    fits = {clause: weight(shared(keys(clause), happened), library.rarity) for clause in clauses}
    for clause in sorted(fits, key=lambda one: -fits[one]):
        roles = [role.code for role in method.roles_named_in(clause) if role.code != _FUNCTION_HEAD]
        if roles and fits[clause] > 0:
            return roles
    return []


def _seated(seats: tuple[str, ...], functions: Sequence[str]) -> tuple[str, ...]:
    """`function_head` gives way to the functions found, or falls away where there is none."""
    out = [code for seat in seats for code in (functions if seat == _FUNCTION_HEAD else [seat])]
    return tuple(dict.fromkeys(out)) or seats
