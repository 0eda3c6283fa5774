"""Does the log show tampering to anyone who has kept a receipt?"""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed
from assistant.records import audit
from assistant.records.audit import Audit, AuditHead
from assistant.records.database import Database


@pytest.fixture
def log(database: Database, clock) -> Audit:
    for number in range(1, 8):
        with database.writing() as session:
            audit.record(
                session,
                at=clock(),
                actor="person:1",
                action="reply.edited",
                item=f"reply:{number}",
                data={"version": number},
            )
        clock.forward(minutes=1)
    return Audit(database)


def test_an_untouched_log_verifies_from_first_to_last(log: Audit):
    found = log.verify()
    assert found.ok and found.rows == 7 and found.first_bad is None
    assert found.head == str(log.head())


def test_an_empty_log_verifies(database: Database):
    assert Audit(database).verify().ok


@pytest.mark.parametrize(
    "change",
    [
        "actor='person:2'",
        "action='reply.read'",
        "item='reply:9'",
        "data='{}'",
        "at='2026-11-23T08:09:00.000000Z'",
        "at='yesterday'",
        "hash='" + "0" * 64 + "'",
    ],
)
def test_a_changed_row_is_the_first_bad_row(log: Audit, database: Database, change: str):
    _tamper(database, f"UPDATE audit SET {change} WHERE number=4")
    found = log.verify()
    assert (found.ok, found.first_bad) == (False, 4)
    assert "4" in found.reason.sv and "4" in found.reason.en


def test_a_deleted_row_is_named_as_missing(log: Audit, database: Database):
    _tamper(database, "DELETE FROM audit WHERE number=3")
    assert log.verify().first_bad == 3


def test_a_removed_beginning_is_found(log: Audit, database: Database):
    _tamper(database, "DELETE FROM audit WHERE number<3", "UPDATE audit SET number=number-2")
    assert log.verify().first_bad == 1


def test_two_rows_that_changed_places_are_found(log: Audit, database: Database):
    _tamper(
        database,
        "UPDATE audit SET number=100 WHERE number=3",
        "UPDATE audit SET number=3 WHERE number=4",
        "UPDATE audit SET number=4 WHERE number=100",
    )
    assert log.verify().first_bad == 3


def test_a_cut_tail_is_found_by_anyone_with_a_receipt(log: Audit, database: Database):
    receipt = str(log.head())
    _tamper(database, "DELETE FROM audit WHERE number>5")
    assert log.verify().ok, "without a receipt nothing shows"
    found = log.verify(head=receipt)
    assert (found.ok, found.rows, found.first_bad) == (False, 5, 6)


def test_a_log_rewritten_with_fresh_hashes_is_found_by_an_old_receipt(log: Audit, database: Database, clock):
    receipt = str(log.head())
    _tamper(database, "DELETE FROM audit")
    for _ in range(9):
        with database.writing() as session:
            audit.record(session, at=clock(), actor="person:2", action="reply.edited", item="reply:1")
    assert log.verify().ok
    assert log.verify(head=receipt).first_bad == 7


def test_an_old_receipt_still_matches_a_log_that_has_grown(log: Audit, database: Database, clock):
    receipt = str(log.head())
    with database.writing() as session:
        audit.record(session, at=clock(), actor="system", action="started", item="krisplan")
    assert log.verify(head=receipt).ok


def test_a_receipt_that_cannot_be_read_is_refused_in_plain_words(log: Audit):
    for wrong in ("", "7", "7:abc", "x:0123456789abcdef", "7:zzzzzzzzzzzzzzzz"):
        with pytest.raises(NotAllowed):
            AuditHead.parse(wrong)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET actor='x' WHERE number=2",
        "DELETE FROM audit WHERE number=7",
        "INSERT OR REPLACE INTO audit SELECT number, at, 'x', action, item, data, hash FROM audit WHERE number=7",
        "INSERT INTO audit SELECT number+2, at, actor, action, item, data, hash FROM audit WHERE number=7",
        "UPDATE OR REPLACE audit SET number=1 WHERE number=2",
    ],
)
def test_the_database_refuses_to_change_the_log(log: Audit, database: Database, attack: str):
    with pytest.raises(IntegrityError, match="immutable"), database.writing() as session:
        session.execute(text(attack))
    assert log.verify().ok


def test_a_text_is_refused_as_log_data(database: Database, clock):
    with pytest.raises(ValueError, match="never texts"), database.writing() as session:
        audit.record(session, at=clock(), actor="system", action="a", item="b", data={"text": "ö" * 201})


def test_events_come_newest_first_and_in_pages(log: Audit):
    assert [event.number for event in log.events(limit=3)] == [7, 6, 5]
    assert [event.number for event in log.events(limit=3, before=5)] == [4, 3, 2]
    assert log.events(limit=1)[0].data == {"version": 7}


def test_an_event_is_lost_together_with_the_change_it_belongs_to(log: Audit, database: Database, clock):
    def fail_after_recording() -> None:
        with database.writing() as session:
            audit.record(session, at=clock(), actor="system", action="a", item="b")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_recording()
    assert log.verify().rows == 7


def _tamper(database: Database, *statements: str) -> None:
    """What a person with write access to the file can do: drop the triggers, then change rows."""
    with sqlite3.connect(Path(database.path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
