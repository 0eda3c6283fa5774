"""Does a text at level 3–4 say when or where the next information comes, and soon enough?"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.guards.contacts import contacts_in
from assistant.guards.draft import Draft, Finding, remark
from assistant.guards.facts import facts_in
from assistant.language import Said
from assistant.method import Method

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


def _promised_times(draft: Draft, method: Method, now: datetime, most: int) -> Iterator[Finding]:
    for fact in facts_in(draft.text):
        if fact.value[0] == "clock" and _PROMISE.search(_around(draft.text, fact.span)):
            ahead = _ahead(now, fact.value[1])
            if ahead > timedelta(minutes=most):
                message = Said(
                    f"Tiden har passerat eller ligger mer än {most} minuter bort.",
                    f"The time has passed or is more than {most} minutes away.",
                )
                yield remark(draft, method, RULE, fact.span, message)


def _around(text: str, span: tuple[int, int]) -> str:
    """From the end of the sentence before to the end of the promised time."""
    start = max(text.rfind(". ", 0, span[0]), text.rfind("\n", 0, span[0])) + 1
    return text[start : span[1] + 40]


def _ahead(now: datetime, clock: str) -> timedelta:
    """Time until the next such clock time; one that passed today is nearly a day away."""
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour % 24, minute=minute, second=0, microsecond=0)
    return then - now if then >= now.replace(second=0, microsecond=0) else then + timedelta(days=1) - now
