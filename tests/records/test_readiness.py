"""Readiness tells a working database from one that takes no writes, and names no path."""

import shutil
import sqlite3
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from assistant.records import readiness
from assistant.records.database import Database
from assistant.records.readiness import hindrance, newest_migration


def test_a_working_database_is_ready(database: Database):
    assert hindrance(database, newest_migration()) is None


def test_looking_leaves_nothing_behind(database: Database):
    with database.reading() as session:
        before = session.execute(text("PRAGMA data_version")).scalar_one()
        hindrance(database, newest_migration())
        assert session.execute(text("PRAGMA data_version")).scalar_one() == before


def test_tables_of_another_version_are_told(database: Database):
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert hindrance(database, newest_migration()) == "migrations"


def test_a_database_that_something_else_holds_is_told(database: Database):
    holder = sqlite3.connect(database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    try:
        assert hindrance(database, newest_migration()) == "database"
    finally:
        holder.close()
    assert time.monotonic() - began < 4, "whoever asks must not wait as long as a writer does"
    with database.reading() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == 5000


def test_a_full_disk_is_told(database: Database, monkeypatch: pytest.MonkeyPatch):
    nearly_full = SimpleNamespace(free=readiness.LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: nearly_full)
    assert hindrance(database, newest_migration()) == "disk"


def test_a_database_that_is_gone_or_damaged_is_told(database: Database):
    database.close()
    database.path.with_name("krisplan.db-wal").unlink(missing_ok=True)
    database.path.write_bytes(b"not a database" * 1000)
    assert hindrance(database, newest_migration()) == "database"
    database.path.unlink()
    assert hindrance(database, newest_migration()) == "database"
