"""How is the database opened, read and written, so that what was saved stays saved?"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from assistant.errors import StorageError, disk_full, disk_unreadable, not_writable, storage_error

MIGRATIONS = Path(__file__).parent / "migrations"
_LEAST_FREE = 1 << 20
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=5000",
)


class Base(DeclarativeBase):
    """Every table is declared beside its noun and derives from this."""


class Database:
    """One SQLite file. `reading()` never writes; `writing()` is one transaction that holds the write lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _engine(path)

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Open or create, then bring the tables up to date. Raises StorageError with a way out."""
        database = cls(path)
        with _plain_words(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with database.engine.begin() as connection, _ours(path):
                _migrate(connection)
        return database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with _plain_words(self.path), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.expunge_all()  # what was read stays readable after the session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with _plain_words(self.path), Session(self.engine, expire_on_commit=False) as session:
            session.execute(text("BEGIN IMMEDIATE"))
            yield session
            session.commit()

    def close(self) -> None:
        self.engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the transactions are ours: BEGIN IMMEDIATE, not pysqlite's guess
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    return engine


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    connection.execute(text("BEGIN IMMEDIATE"))
    _refuse_newer(connection, ScriptDirectory.from_config(config))
    command.upgrade(config, "head")


@contextmanager
def _ours(path: Path) -> Iterator[None]:
    """Tables that are not as the migrations left them were made or changed by something else."""
    try:
        yield
    except OperationalError as error:
        if "no such" not in str(error.orig) and "already exists" not in str(error.orig):
            raise
        raise StorageError(
            sv=f"Databasen {path} hör till ett annat program eller är skadad. "
            "Återställ den från en säkerhetskopia, eller välj en annan mapp.",
            en=f"The database {path} belongs to another program or is damaged. "
            "Restore it from a backup, or choose another folder.",
        ) from error


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name='alembic_version'")).first()
    if not known:
        return
    for (revision,) in connection.execute(text("SELECT version_num FROM alembic_version")).all():
        try:
            scripts.get_revision(revision)
        except CommandError as error:
            raise StorageError(
                sv="Datamappen är skapad av en nyare version av Krisplan. Uppdatera programmet.",
                en="The data folder was made by a newer version of Krisplan. Update the program.",
            ) from error


@contextmanager
def _plain_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (OperationalError, DatabaseError, OSError) as error:
        raise _storage_error(error, path) from error


def _storage_error(error: Exception, path: Path) -> Exception:
    if isinstance(error, OSError):
        return storage_error(error, path.parent)
    cause = str(getattr(error, "orig", error)).lower()
    if "full" in cause:
        return disk_full()
    if "locked" in cause or "busy" in cause:
        return StorageError(
            sv="Databasen används av något annat just nu. Inget har ändrats. Försök igen om en stund.",
            en="The database is in use by something else. Nothing has changed. Try again in a moment.",
        )
    if "malformed" in cause or "not a database" in cause or "could not decode" in cause:
        return StorageError(
            sv=f"Databasen {path} är skadad. Återställ den från en säkerhetskopia.",
            en=f"The database {path} is damaged. Restore it from a backup.",
        )
    if "i/o error" in cause:
        return disk_full() if _is_full(path.parent) else disk_unreadable(path)
    if "readonly" in cause or "unable to open" in cause:
        return not_writable(path.parent)
    return error


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False
