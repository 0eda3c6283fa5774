"""Which checks are there, and which of them must hold before Krisplan starts?"""

from collections.abc import Collection
from pathlib import Path

from assistant.doctor.address import address
from assistant.doctor.files import files, room
from assistant.doctor.finding import Finding
from assistant.doctor.libraries import Versions, installed, libraries
from assistant.doctor.reading_child import reading_child
from assistant.doctor.secrets import hook_secrets, single_sign_on
from assistant.doctor.stored import administrators, demo_people, log_chain, search_index
from assistant.errors import StorageError
from assistant.language import Said
from assistant.people import People, demo_people_active
from assistant.records.database import Database
from assistant.records.moments import Clock
from assistant.settings import Settings

_DATABASE = Said("Databas", "Database")
_NONE_YET = Said("Databasen finns inte än.", "The database does not exist yet.")
_OPENED = Said("Databasen går att öppna.", "The database can be opened.")


def unsafe(settings: Settings, settings_file: Path | None = None, versions: Versions = installed) -> list[Finding]:
    """What Krisplan refuses to start with: old libraries, files that others can read, weak secrets."""
    found = [libraries(versions), *files(settings, settings_file), hook_secrets(settings)]
    return [finding for finding in found if finding.state == "refused"]


def examined(
    settings: Settings,
    roles: Collection[str],
    clock: Clock,
    settings_file: Path | None = None,
    versions: Versions = installed,
) -> list[Finding]:
    """Every check in the order they are shown; nothing is changed, and a running Krisplan is not disturbed."""
    return [
        libraries(versions),
        address(settings),
        *files(settings, settings_file),
        hook_secrets(settings),
        single_sign_on(settings, roles),
        reading_child(),
        room(settings),
        *_stored(settings, clock),
    ]


def _stored(settings: Settings, clock: Clock) -> list[Finding]:
    if not settings.database_path.exists():
        return [Finding("database", "ok", _DATABASE, _NONE_YET)]
    try:
        database = Database.open(settings.database_path)
    except StorageError as error:
        return [Finding("database", "refused", _DATABASE, error.said)]
    people = People(database, clock)
    try:
        return [
            Finding("database", "ok", _DATABASE, _OPENED),
            administrators(settings, people.all()),
            demo_people(settings, demo_people_active(people)),
            log_chain(database),
            search_index(database, settings.index_folder),
        ]
    except StorageError as error:
        return [Finding("database", "refused", _DATABASE, error.said)]
    finally:
        database.close()
