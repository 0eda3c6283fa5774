"""Does the text stay with the approved statement, and with its current version?"""

from collections.abc import Iterator

from assistant.guards.copying import copied
from assistant.guards.draft import Draft, Finding, finding, remark
from assistant.guards.facts import facts_in, values_in
from assistant.language import Said
from assistant.method import Method
from assistant.personal.contacts import contacts_in

CONSISTENT, SUPERSEDED = "R14", "R22"
CONDITION = "condition"
_CONFIRM = Said(
    "Bekräfta villkoret och skriv vem som har gjort det.", "Confirm the condition and write who has done so."
)
_TELLING_RUN = 5


def statements(draft: Draft, method: Method) -> Iterator[Finding]:
    """A replaced statement may not live on in a sentence; the current one's numbers and pages may not go missing."""
    for old in draft.superseded:
        for span in copied(draft.text, old, _TELLING_RUN):
            if not any(list(copied(draft.text[slice(*span)], own, _TELLING_RUN)) for own in (draft.statement,)):
                message = Said(
                    "Ur ett budskap som är ersatt eller har gått ut.", "From a replaced or expired statement."
                )
                yield remark(draft, method, SUPERSEDED, span, message)
    if draft.statement:
        yield from _kept(draft, method)
    for condition in draft.only_when:
        message = Said(f"Budskapet har ett villkor: {condition}", f"The statement has a condition: {condition}")
        yield finding(draft, CONDITION, "reason", draft.everything, message, _CONFIRM)


def _kept(draft: Draft, method: Method) -> Iterator[Finding]:
    said = {contact.value for contact in contacts_in(draft.text)}
    lost = [contact for contact in contacts_in(draft.statement) if contact.value not in said]
    missing = [draft.statement[slice(*contact.span)] for contact in lost]
    told = values_in([draft.text])
    missing += [draft.statement[slice(*fact.span)] for fact in facts_in(draft.statement) if fact.value not in told]
    if missing:
        names = ", ".join(dict.fromkeys(missing))
        message = Said(f"Saknas ur det godkända budskapet: {names}.", f"Missing from the approved statement: {names}.")
        yield remark(draft, method, CONSISTENT, draft.everything, message)
