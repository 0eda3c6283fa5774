"""Do the migrations build exactly the tables that the code declares beside its nouns?"""

import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, text
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.types import TypeEngine

import assistant
from assistant.errors import StorageError
from assistant.records.database import Base, Database

ROOT = Path(assistant.__file__).parent


def _import_every_table() -> None:
    for file in ROOT.rglob("*.py"):
        if "__tablename__" in file.read_text("utf-8"):
            importlib.import_module(".".join(("assistant", *file.relative_to(ROOT).with_suffix("").parts)))


def test_declared_tables_equal_the_migrated_ones(database: Database):
    """As SQLite sees them: what is only in the migration (an index, a table read by plain SQL) may stay there."""
    _import_every_table()
    options = {"compare_type": _affinity_differs, "include_object": _is_declared}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences = [one for one in compare_metadata(context, Base.metadata) if not _is_key_nullable(one)]
    assert differences == []


def _is_declared(thing: object, name: str | None, kind: str, reflected: bool, declared: object) -> bool:
    return not (reflected and declared is None and kind in ("table", "index"))


def _affinity_differs(context: MigrationContext, column: Column, declared: Column, stored, wanted) -> bool:
    return _affinity(stored) != _affinity(wanted)


def _affinity(type_: TypeEngine) -> str:
    written = str(type_.compile(dialect())).upper()
    words = {"INT": "integer", "CHAR": "text", "TEXT": "text", "BLOB": "blob", "REAL": "real", "FLOAT": "real"}
    return next((affinity for word, affinity in words.items() if word in written), "numeric")


def _is_key_nullable(difference: object) -> bool:
    """Alembic reads an INTEGER PRIMARY KEY written without NOT NULL as nullable; SQLite never lets it be."""
    one = difference[0] if isinstance(difference, list) else difference
    if one[0] != "modify_nullable":
        return False
    return Base.metadata.tables[one[2]].c[one[3]].primary_key


def test_opening_twice_changes_nothing(database: Database):
    with database.reading() as session:
        before = session.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")).all()
    Database.open(database.path).close()
    with database.reading() as session:
        assert session.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")).all() == before


def test_a_database_from_a_newer_version_is_refused(database: Database):
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num='9999'"))
    with pytest.raises(StorageError, match="newer version"):
        Database.open(database.path)


def test_every_connection_enforces_keys_and_recursive_triggers(database: Database):
    with database.reading() as session:
        for pragma, expected in (("foreign_keys", 1), ("recursive_triggers", 1), ("synchronous", 2)):
            assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == expected
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
