"""Does a text at level 3–4 say when or where the next information comes, and soon enough?"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.guards.draft import Draft, Finding, remark
from assistant.guards.facts import facts_in
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in

RULE = "R08"
_PROMISE = re.compile(
    r"nästa besked|uppdater|återkom|mer information|\bbesked\b|löpande|senast (?:kl|i dag|i kväll)"
    r"|next (?:update|information)|\bupdate|come back|more information|get back|follow",
    re.IGNORECASE,
)


def next_update(draft: Draft, method: Method) -> Iterator[Finding]:
    rule = method.rule(RULE)
    if draft.level < rule.limits["from_level"]:
        return
    if not _PROMISE.search(draft.text) and not any(c.kind == "page" for c in contacts_in(draft.text)):
        message = Said("Nästa besked saknas: när eller var?", "The next update is missing: when or where?")
        yield remark(draft, method, RULE, draft.everything, message)
    elif draft.now is not None:
        yield from _promised_times(draft, method, draft.now, rule.limits[f"minutes_level_{draft.level}"])


def kept_promises(text: str, now: datetime, most: int) -> tuple[str, ...]:
    """Clock times promised for the next information that are neither past nor more than `most` minutes away.

    Such a time is a promise that a person approves, not a fact that must stand in a document.
    """
    within = timedelta(minutes=most)
    return tuple(text[slice(*span)] for span, clock in _clocks(text) if _ahead(now, clock) <= within)


def _clocks(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for fact in facts_in(text):
        if fact.value[0] == "clock" and _PROMISE.search(_around(text, fact.span)):
            yield fact.span, fact.value[1]


def _promised_times(draft: Draft, method: Method, now: datetime, most: int) -> Iterator[Finding]:
    for span, clock in _clocks(draft.text):
        if _ahead(now, clock) > timedelta(minutes=most):
            message = Said(
                f"Tiden har passerat eller ligger mer än {most} minuter bort.",
                f"The time has passed or is more than {most} minutes away.",
            )
            yield remark(draft, method, RULE, span, message)


def _around(text: str, span: tuple[int, int]) -> str:
    """From the end of the sentence before to the end of the promised time."""
    start = max(text.rfind(". ", 0, span[0]), text.rfind("\n", 0, span[0])) + 1
    return text[start : span[1] + 40]


def _ahead(now: datetime, clock: str) -> timedelta:
    """Time until the next such clock time; one that passed today is nearly a day away."""
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour % 24, minute=minute, second=0, microsecond=0)
    return then - now if then >= now.replace(second=0, microsecond=0) else then + timedelta(days=1) - now
