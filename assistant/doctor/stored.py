"""Does what is stored let people work: an administrator, nobody from the demo, a whole log, a search that keeps up?"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text

from assistant.doctor.address import is_loopback, only_here
from assistant.doctor.finding import Finding, State
from assistant.language import Said
from assistant.people import Person
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.settings import Settings

_ADMINISTRATORS = Said("Administratörer", "Administrators")
_SOME = Said("{count} aktiva med rollen administratör.", "{count} active with the role administrator.")
_NOBODY = Said("Ingen aktiv person är administratör.", "No active person is an administrator.")
_MAKE_ONE = Said(
    "Starta krisplan serve, som skriver ut en engångslänk, eller ge rollen: krisplan person role give E-POST "
    "administrator",
    "Start krisplan serve, which prints a one-time link, or give the role: krisplan person role give EMAIL "
    "administrator",
)
_DEMO = Said("Demoföretagets personer", "People of the demo company")
_NO_DEMO = Said("Inga av demoföretagets personer är aktiva.", "None of the demo company's people is active.")
_DEMO_HERE = Said(
    "{count} av demoföretagets personer är aktiva; det går bra så länge bara den här datorn når Krisplan.",
    "{count} of the demo company's people are active; that is fine as long as only this computer reaches Krisplan.",
)
_DEMO_OPEN = Said(
    "{count} av demoföretagets personer är aktiva, och deras lösenord är kända.",
    "{count} of the demo company's people are active, and their passwords are known.",
)
_END_DEMO = Said(
    "Välj en ny datamapp, eller avaktivera dem: krisplan person deactivate E-POST",
    "Choose a new data folder, or deactivate them: krisplan person deactivate EMAIL",
)
_LOG = Said("Loggens kedja", "The log's chain")
_WHOLE = Said("Loggen är obruten: {rows} rader. Huvud: {head}", "The log is unbroken: {rows} rows. Head: {head}")
_BROKEN = Said("Loggen är bruten vid rad {row}.", "The log is broken at row {row}.")
_RESTORE = Said(
    "Stäng av Krisplan, spara datamappen som den är och återställ en säkerhetskopia från före ändringen.",
    "Stop Krisplan, keep the data folder as it is and restore a backup from before the change.",
)
_SEARCH = Said("Sökindex", "Search index")
_EMPTY = Said("Inga dokument är tillagda.", "No documents have been added.")
_EQUAL = Said("Alla {count} stycken är sökbara.", "All {count} passages can be searched.")
_BEHIND = Said(
    "{count} av dokumentens stycken är inte med i sökningen, eller med i en gammal version.",
    "{count} of the documents' passages are not in the search, or in an old version.",
)
_GONE = Said("Sökindexets mapp saknas.", "The search index's folder is missing.")
_REBUILD = Said(
    "Starta om Krisplan, så kommer sökningen ikapp, eller kör krisplan reindex.",
    "Restart Krisplan and the search catches up, or run krisplan reindex.",
)
_WANTED = """
SELECT count(*), count(CASE WHEN indexed.digest IS NULL OR indexed.digest <> passage.digest THEN 1 END)
FROM passage JOIN document ON document.version_id = passage.version_id AND document.removed_at IS NULL
LEFT JOIN indexed ON indexed.passage_id = passage.id AND indexed.generation = :generation
"""
_ACTIVE = "SELECT coalesce(max(id), 0) FROM index_generation WHERE state = 'active'"


def administrators(settings: Settings, people: Sequence[Person]) -> Finding:
    """Whoever reaches an installation without one first could make themselves one."""
    able = [person for person in people if person.kind == "human" and person.may("administer")]
    if not able:
        state: State = "warning" if is_loopback(settings.host) else "refused"
        return Finding("administrators", state, _ADMINISTRATORS, _NOBODY, _MAKE_ONE)
    return Finding("administrators", "ok", _ADMINISTRATORS, _SOME.filled(count=len(able)))


def demo_people(settings: Settings, active: Sequence[Person]) -> Finding:
    """`active` are the people of the demo company who could still sign in."""
    if not active:
        return Finding("demo_people", "ok", _DEMO, _NO_DEMO)
    if only_here(settings):
        return Finding("demo_people", "ok", _DEMO, _DEMO_HERE.filled(count=len(active)))
    return Finding("demo_people", "refused", _DEMO, _DEMO_OPEN.filled(count=len(active)), _END_DEMO)


def log_chain(database: Database) -> Finding:
    found = Audit(database).verify()
    if not found.ok:
        return Finding("log_chain", "refused", _LOG, _BROKEN.filled(row=found.first_bad), _RESTORE)
    return Finding("log_chain", "ok", _LOG, _WHOLE.filled(rows=found.rows, head=found.head))


def search_index(database: Database, folder: Path) -> Finding:
    """By what is noted in the database, so that it can be asked beside a running Krisplan."""
    with database.reading() as session:
        generation = session.execute(text(_ACTIVE)).scalar_one()
        wanted, behind = session.execute(text(_WANTED), {"generation": generation}).one()
    if not wanted:
        return Finding("search_index", "ok", _SEARCH, _EMPTY)
    if not (folder / f"generation-{generation}").is_dir():
        return Finding("search_index", "warning", _SEARCH, _GONE, _REBUILD)
    if behind:
        return Finding("search_index", "warning", _SEARCH, _BEHIND.filled(count=behind), _REBUILD)
    return Finding("search_index", "ok", _SEARCH, _EQUAL.filled(count=wanted))
