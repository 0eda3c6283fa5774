"""What do the tests of the door stand on: real tables, and a hash that costs nothing?"""

from datetime import timedelta

import pytest
from quick_hash import QUICK, SECRET

from assistant.people import (
    Delegations,
    Invitations,
    OutsideIdentities,
    Passwords,
    People,
    Preferences,
    Sessions,
    Tokens,
)
from assistant.records.audit import Audit, AuditEvent
from assistant.records.database import Database


@pytest.fixture
def sessions(database: Database, clock) -> Sessions:
    return Sessions(database, clock, idle=timedelta(minutes=30), absolute=timedelta(hours=12))


@pytest.fixture
def passwords(database: Database, clock) -> Passwords:
    return Passwords(database, clock, SECRET, QUICK)


@pytest.fixture
def invitations(database: Database, clock) -> Invitations:
    return Invitations(database, clock)


@pytest.fixture
def delegations(database: Database, clock) -> Delegations:
    return Delegations(database, clock)


@pytest.fixture
def tokens(database: Database, clock) -> Tokens:
    return Tokens(database, clock)


@pytest.fixture
def outside(database: Database, clock, people: People) -> OutsideIdentities:
    return OutsideIdentities(database, clock, people)


@pytest.fixture
def preferences(database: Database) -> Preferences:
    return Preferences(database)


@pytest.fixture
def newest(database: Database):
    """The newest events of the log, newest first."""

    def read(count: int = 1) -> list[AuditEvent]:
        return Audit(database).events(limit=count)

    return read


@pytest.fixture
def read_only(database: Database):
    """From the call on nothing can be written, as on a full disk."""

    def begin() -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")

    return begin
