"""In which words does the gate say no?"""

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.errors import NotAllowed
from assistant.language import Said, clock

OWN_TEXT = Said(
    "Du har skrivit utkastet och kan därför inte godkänna det.",
    "You wrote this draft and cannot approve it.",
)
CHANGED = Said(
    "Texten har ändrats sedan du öppnade den. Läs den nya versionen.",
    "The text has changed since you opened it. Read the new version.",
)
REASON_MISSING = Said(
    "Skriv ett skäl. Det visas för den som skrev utkastet.",
    "Give a reason. The author will see it.",
)
STOP_LEFT = Said(
    "Rätta det som måste åtgärdas, eller välj Begär ändring.",
    "Fix what must be fixed, or choose Request changes.",
)
NOT_STORED = Said("Beslutet sparades inte. Försök igen.", "The decision was not saved. Try again.")
NOTHING_SAVED = Said("Inget sparades. Försök igen.", "Nothing was saved. Try again.")
NOT_SUBMITTED = Said(
    "Utkastet är inte skickat till granskning än.",
    "The draft has not been sent for approval yet.",
)
WRONG_ROLE = Said(
    "Svar på den här nivån godkänns av en annan roll än din.",
    "Replies at this level are approved by another role than yours.",
)
HALTED = Said(
    "Stoppa allt är på. Inget kan godkännas eller lämnas ut förrän två personer har hävt stoppet.",
    "Stop all is on. Nothing can be approved or released until two people have lifted the stop.",
)
NOT_HALTED = Said("Stoppa allt är inte på.", "Stop all is not on.")
LIFT_NEEDS_ANOTHER = Said(
    "Du har redan hävt stoppet. En person till behöver häva det.",
    "You have already lifted the stop. One more person needs to lift it.",
)
INCIDENT_CLOSED = Said(
    "Händelsen är avslutad, så svaret kan inte godkännas eller lämnas ut. Registrera inlägget på nytt om det behövs.",
    "The incident is closed, so the reply can be neither approved nor released. Register the post again if needed.",
)
EARLIER_LAPSED = Said(
    "Ett tidigare godkännande gäller inte längre. Begär ändring, så att en ny version kan granskas.",
    "An earlier approval no longer counts. Request changes, so that a new version can be approved.",
)
LAPSED = Said(
    "Godkännandet gäller inte längre. Spara en ny version och skicka den till granskning.",
    "The approval no longer counts. Save a new version and send it for approval.",
)
EXPIRED = Said(
    "Godkännandet gick ut {time_sv}. Spara en ny version och skicka den till granskning.",
    "The approval expired {time_en}. Save a new version and send it for approval.",
)
_DECIDED = {
    "approve": Said("{name} godkände version {version} {time_sv}.", "{name} approved version {version} {time_en}."),
    "reject": Said("{name} avslog version {version} {time_sv}.", "{name} rejected version {version} {time_en}."),
    "send_back": Said(
        "{name} skickade tillbaka version {version} {time_sv}.", "{name} sent back version {version} {time_en}."
    ),
}


def refusal(said: Said) -> NotAllowed:
    return NotAllowed(sv=said.sv, en=said.en)


def decided(name: str, verdict: str, version: int, at: datetime, zone: ZoneInfo) -> Said:
    """Who was first, and when: `Karin Holm godkände version 3 kl. 10.02.`"""
    return timed(_DECIDED[verdict].filled(name=name, version=version), at, zone)


def timed(said: Said, at: datetime, zone: ZoneInfo) -> Said:
    """Fill `time_sv` and `time_en` with local time."""
    local = at.astimezone(zone)
    return said.filled(time_sv=clock(local, "sv"), time_en=f"at {clock(local, 'en')}")
