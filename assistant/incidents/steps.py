"""How does a sentence of the documents, or a step of the method, become a step with a role, a time and a deputy?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.guards.facts import facts_in
from assistant.incidents.card import Step
from assistant.incidents.vocabulary import keys, shared
from assistant.knowledge.documents import Citation
from assistant.language import Language
from assistant.method import Method

_LONGEST_MINUTES = 4 * 60
_SAME = 0.6
_ACTION_HEADS = frozenset("åtgärd action steg step aktivitet activity task moment gör do".split())


@dataclass(frozen=True)
class Maker:
    """Makes the steps of one card."""

    method: Method
    language: Language
    opened_at: datetime
    deputies: Mapping[str, tuple[str, Citation]]

    def quoted(self, citation: Citation, owner: str = "", minutes: int | None = None) -> Step:
        """The company's own sentence; `owner` and `minutes` are used where it names none itself."""
        roles = [role.code for role in self.method.roles_named_in(citation.text) if role.kind != "outside"]
        role = roles[0] if roles else owner
        stated = _minutes(citation.text)
        action = _action_in(citation)
        return self._step(
            action.text, citation.passage.language, role, stated if stated is not None else minutes, action
        )

    def proposed(self, text: str, owner: str, minutes: int | None) -> Step:
        """The method's step, marked as such."""
        return self._step(text, self.language, owner, minutes, None)

    def _step(self, text: str, language: Language, role: str, minutes: int | None, citation: Citation | None) -> Step:
        deputy = self.deputies.get(role)
        return Step(
            text=text,
            language=language,
            role=role,
            deputy=deputy[0] if deputy else None,
            minutes=minutes,
            due=self.opened_at + timedelta(minutes=minutes) if minutes is not None else None,
            citations=(citation,) if citation else (),
            source="policy" if citation else "method",
            deputy_at=deputy[1] if deputy else None,
        )


def says_the_same(one: Step, other: Step) -> bool:
    """By the same place, or mostly by the same words; a step of the method gives way to a longer one of the company."""
    if one.source == other.source == "policy" and one.citations[0].key == other.citations[0].key:
        return True
    mine, theirs = keys(one.text), keys(other.text)
    most = max(len(mine), len(theirs)) if one.source == other.source else len(mine)
    return bool(mine) and len(shared(mine, theirs)) >= _SAME * most


def _action_in(citation: Citation) -> Citation:
    """Of a table row `Minut: 5 | Åtgärd: Bedöm nivå | Roll: …` the cell that says what to do; else all of it."""
    start = citation.start
    for cell in citation.text.split(" | "):
        head, colon, value = cell.partition(": ")
        if colon and head.strip().casefold() in _ACTION_HEADS and value.strip():
            begin = start + len(head) + len(colon)
            return Citation(citation.passage, begin, begin + len(value))
        start += len(cell) + len(" | ")
    return citation


def _minutes(text: str) -> int | None:
    """The shortest time the sentence gives, up to four hours; a row `Minut: 15` counts too."""
    for cell in text.split("|"):
        head, _, value = cell.partition(":")
        if head.strip().casefold() in ("minut", "minute", "min") and value.strip().isdigit():
            return int(value)
    found = [int(float(value)) for kind, value in (fact.value for fact in facts_in(text)) if kind == "min"]
    return min((one for one in found if one <= _LONGEST_MINUTES), default=None)
