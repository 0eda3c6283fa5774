"""Do the migrations build exactly the tables that the code declares beside its nouns?"""

import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import assistant
from assistant.errors import StorageError
from assistant.records.database import Base, Database

ROOT = Path(assistant.__file__).parent


def _import_every_table() -> None:
    for file in ROOT.rglob("*.py"):
        if "__tablename__" in file.read_text("utf-8"):
            importlib.import_module(".".join(("assistant", *file.relative_to(ROOT).with_suffix("").parts)))


def test_declared_tables_equal_the_migrated_ones(database: Database):
    _import_every_table()
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


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
