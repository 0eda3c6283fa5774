"""Which commands erase an incident's words or a person's name for good?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import Data, Number, database_in
from assistant.cli.terminal import NOT_WHOLLY, line
from assistant.errors import NotAllowed
from assistant.language import Said
from assistant.settings import language_setting

if TYPE_CHECKING:
    from assistant.erasure import Erased, Erasure

erase_app = typer.Typer(no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes")]
Reason = Annotated[str, typer.Option("--reason")]

_ASKED = {
    "incident": Said(
        "Händelse {n} töms för gott: inlägg, svarstexter, skäl och det som citerar dem. Beslut, hashar och logg blir "
        "kvar. En öppen händelse avslutas. Säkerhetskopior berörs inte. Kör samma kommando med --yes.",
        "Incident {n} is emptied for good: posts, reply texts, reasons and what quotes them. Decisions, hashes and log "
        "remain. An open incident is closed. Backups are not touched. Run the same command with --yes.",
    ),
    "person": Said(
        "Person {n} förlorar namn, adress och alla vägar in, och personens frågor töms. Beslut och logg blir "
        "kvar med personens nummer. Namn i dokument och publicerade svar berörs inte. Kör samma kommando med --yes.",
        "Person {n} loses name, address and every way in, and what the person has asked is emptied. Decisions and log "
        "remain, by number. Names in documents and published replies are not touched. Run the same command with --yes.",
    ),
}
_DONE = {
    "incident": Said("Händelse {n} är raderad.", "Incident {n} is erased."),
    "person": Said("Person {n} är raderad.", "Person {n} is erased."),
}
_NOT_CLEANED = Said(
    "Rester kan ligga kvar i databasens filer, eftersom den används just nu eller disken är full. "
    "Stäng Krisplan och kör samma kommando en gång till.",
    "Remains may still lie in the database's files, as it is in use right now or the disk is full. "
    "Stop Krisplan and run the same command once more.",
)


@erase_app.command("incident")
def erase_incident(number: Number, yes: Yes = False, reason: Reason = "", data: Data = None) -> None:
    _confirmed(yes, _ASKED["incident"], number)
    with _erasure(data) as erasure:
        _tell(erasure.incident(number, reason))


@erase_app.command("person")
def erase_person(number: Number, yes: Yes = False, reason: Reason = "", data: Data = None) -> None:
    _confirmed(yes, _ASKED["person"], number)
    with _erasure(data) as erasure:
        _tell(erasure.person(number, reason))


def _confirmed(yes: bool, asked: Said, number: int) -> None:
    if not yes:
        told = asked.filled(n=number)
        raise NotAllowed(sv=told.sv, en=told.en)


@contextmanager
def _erasure(data: Path | None) -> Iterator["Erasure"]:
    """Works beside a running Krisplan, but the files are only wholly clean when nothing else reads them."""
    from assistant.erasure import Erasure  # noqa: PLC0415  heavy imports only when needed
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with database_in(data) as database:
        yield Erasure(database, utc_now)


def _tell(erased: "Erased") -> None:
    language = language_setting()
    line(_DONE[erased.kind].filled(n=erased.item)[language])
    if not erased.cleaned:
        line(_NOT_CLEANED[language], error=True)
        raise typer.Exit(NOT_WHOLLY)
