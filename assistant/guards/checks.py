"""Which guards read every draft, in which order, and what if one of them breaks?"""

from collections.abc import Sequence

from assistant.guards.advisability import advisability
from assistant.guards.asking import asking
from assistant.guards.blanks import blanks
from assistant.guards.contact_path import contact_path
from assistant.guards.copying import copying
from assistant.guards.decoration import decoration
from assistant.guards.draft import Draft, Finding, Guard, finding
from assistant.guards.grounding import grounding
from assistant.guards.hidden import hidden
from assistant.guards.length import length
from assistant.guards.links import links
from assistant.guards.next_update import next_update
from assistant.guards.personal_data import personal_data
from assistant.guards.recall_words import recall_words
from assistant.guards.repetition import repetition
from assistant.guards.statements import statements
from assistant.guards.tongue import tongue
from assistant.guards.wordings import wordings
from assistant.language import Said
from assistant.method import Method

GUARDS: tuple[Guard, ...] = (
    blanks,
    hidden,
    personal_data,
    asking,
    links,
    grounding,
    statements,
    length,
    tongue,
    wordings,
    recall_words,
    contact_path,
    next_update,
    decoration,
    copying,
    repetition,
    advisability,
)
_ORDER = {"stop": 0, "reason": 1, "note": 2}
_BROKEN = Said(
    "Kontrollen {name} kunde inte köras på den här texten.", "The check {name} could not be run on this text."
)
_RETRY = Said(
    "Ändra texten och försök igen, eller be en administratör.",
    "Change the text and try again, or ask an administrator.",
)


def check(draft: Draft, method: Method, guards: Sequence[Guard] = GUARDS) -> tuple[Finding, ...]:
    """Everything the guards remark, what stops first. A guard that breaks stops the text: it never lets it through."""
    found: list[Finding] = []
    for guard in guards:
        try:
            found.extend(guard(draft, method))
        except Exception:  # noqa: BLE001 - a broken check must stop the text, whatever broke
            found.append(_broken(draft, guard))
    return tuple(sorted(dict.fromkeys(_without_exempt(draft, method, found)), key=lambda f: (_ORDER[f.level], f.start)))


def _without_exempt(draft: Draft, method: Method, found: list[Finding]) -> list[Finding]:
    """An approved statement used unchanged answers to the few life-safety rules only, and to the product's own."""
    if not draft.statement or draft.text.strip() != draft.statement.strip():
        return found
    kept = {*method.rules.life_safety_rules, "hidden", "blank", "R01", "R24"}
    return [one for one in found if one.rule in kept or not one.rule.startswith("R")]


def _broken(draft: Draft, guard: Guard) -> Finding:
    name = getattr(guard, "__name__", "?")
    return finding(draft, f"broken:{name}", "stop", draft.everything, _BROKEN.filled(name=name), _RETRY)
