"""If a bug goes past the classes with raw SQL, does the database still keep machines out and ended things ended?"""

# ruff: noqa: E501 - one attack, one line

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

AT, FAR, SHA = "2026-11-23T08:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "ab" * 32
ATTACKS = {
    "give a machine a password": "INSERT INTO password VALUES ({robot}, 'x', '{at}')",
    "move a password to a machine": "UPDATE password SET person_id = {robot}",
    "move a password to a colleague": "UPDATE password SET person_id = {erik}",
    "sign a machine in": "INSERT INTO session VALUES (90, '{sha}', {robot}, 'password', '{at}', '{at}', NULL)",
    "sign in somebody deactivated": "INSERT INTO session VALUES (90, '{sha}', {eva}, 'password', '{at}', '{at}', NULL)",
    "sign in in a way that does not exist": "INSERT INTO session VALUES (90, '{sha}', {erik}, 'x', '{at}', '{at}', NULL)",
    "take over a session": "UPDATE session SET person_id = {lena}",
    "exchange a session's secret": "UPDATE session SET hash = '{sha}' WHERE id = 1",
    "make a session younger": "UPDATE session SET started_at = '{far}'",
    "open an ended session": "UPDATE session SET ended_at = NULL WHERE ended_at IS NOT NULL",
    "end an ended session again": "UPDATE session SET ended_at = '{far}' WHERE ended_at IS NOT NULL",
    "overwrite a session": "INSERT OR REPLACE INTO session SELECT id, hash, {lena}, how, started_at, seen_at, NULL FROM session",
    "delete a session": "DELETE FROM session",
    "link a machine to single sign-on": "INSERT INTO outside_identity VALUES ('i', 'robot', {robot}, '{at}')",
    "hand an outside account to a colleague": "UPDATE outside_identity SET person_id = {lena}",
    "overwrite an outside account": "INSERT OR REPLACE INTO outside_identity VALUES ('i', 's', {lena}, '{at}')",
    "delete an outside account": "DELETE FROM outside_identity",
    "invite a machine": "INSERT INTO invitation VALUES (90, '{sha}', {robot}, '{at}', '{far}', NULL)",
    "hand a link to a colleague": "UPDATE invitation SET person_id = {lena}",
    "make a link the first administrator's": "UPDATE invitation SET person_id = NULL",
    "lengthen a link": "UPDATE invitation SET expires = '{far}'",
    "use a link again": "UPDATE invitation SET used_at = NULL WHERE used_at IS NOT NULL",
    "overwrite a link": "INSERT OR REPLACE INTO invitation SELECT id, hash, person_id, made_at, expires, NULL FROM invitation",
    "delete a link": "DELETE FROM invitation",
    "make a key for a human": "INSERT INTO api_token VALUES (90, '{sha}', {lena}, 'read', {lena}, '{at}', '{far}', NULL, NULL)",
    "hand a key to a human": "UPDATE api_token SET person_id = {lena}",
    "widen a key": "UPDATE api_token SET scope = 'write'",
    "give a key a scope that does not exist": "INSERT INTO api_token VALUES (90, '{sha}', {robot}, 'approve', 1, '{at}', '{far}', NULL, NULL)",
    "lengthen a key": "UPDATE api_token SET expires = '{far}'",
    "exchange a key's secret": "UPDATE api_token SET hash = '{sha}' WHERE id = 1",
    "take up a revoked key": "UPDATE api_token SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
    "overwrite a key": "INSERT OR REPLACE INTO api_token SELECT id, hash, person_id, 'write', made_by, made_at, expires, NULL, NULL FROM api_token",
    "delete a key": "DELETE FROM api_token",
    "make a deputy of a machine": "INSERT INTO delegation VALUES (90, 'legal', {anna}, {robot}, '{at}', '{far}', {anna}, '{at}', NULL)",
    "make a deputy of oneself": "INSERT INTO delegation VALUES (90, 'legal', {anna}, {anna}, '{at}', '{far}', {anna}, '{at}', NULL)",
    "lend until before it begins": "INSERT INTO delegation VALUES (90, 'legal', {anna}, {erik}, '{far}', '{at}', {anna}, '{at}', NULL)",
}  # fmt: skip


@pytest.fixture(scope="module")
def stages() -> dict[str, object]:
    """The tables below, filled by the first test that asks and kept as bytes."""
    return {}


@pytest.fixture
def ids(stages, database, request) -> dict[str, object]:
    """One of everything, open and ended; who is who by id."""
    if not stages:
        stages["ids"] = _fill(request.getfixturevalue)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        stages["bytes"] = database.path.read_bytes()
    else:
        database.path.write_bytes(stages["bytes"])
    return stages["ids"]


def _fill(fixture) -> dict[str, object]:
    people, cast, passwords, sessions = (fixture(name) for name in ("people", "cast", "passwords", "sessions"))
    invitations, tokens, outside = (fixture(name) for name in ("invitations", "tokens", "outside"))
    passwords.set(cast.anna.id, "gröna stolar vid ån", None)
    ended = sessions.start(cast.anna.id, "password")
    sessions.end(ended)
    sessions.start(cast.anna.id, "password")
    used = invitations.for_person(cast.anna.id, None)
    invitations.accept(used, "gröna stolar vid ån", passwords=passwords)
    invitations.for_person(cast.erik.id, None)
    sessions.start(cast.anna.id, "link")
    outside.signed_in("i", "s", cast.anna.email, True, "", frozenset(), frozenset())
    first, _ = tokens.create("Gammal", "read", 30, by=cast.lena)
    tokens.revoke(first.id, by=cast.lena)
    tokens.create("Ny", "read", 30, by=cast.lena)
    people.deactivate(cast.eva.id)
    robot = next(person.id for person in people.all() if person.name == "Ny")
    named = {name: person.id for name, person in vars(cast).items()}
    return {**named, "robot": robot, "at": AT, "far": FAR, "sha": SHA}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_database_refuses_to(database, ids, attack: str):
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text(attack.format(**ids)))


def test_what_the_classes_need_is_still_allowed(database, ids):
    for statement in (
        "UPDATE session SET seen_at = '{far}'",
        "UPDATE session SET ended_at = '{at}' WHERE ended_at IS NULL",
        "UPDATE invitation SET used_at = '{at}' WHERE used_at IS NULL",
        "UPDATE api_token SET used_at = '{at}'",
        "UPDATE api_token SET revoked_at = '{at}' WHERE revoked_at IS NULL",
        "UPDATE password SET hash = 'y'",
        "DELETE FROM password",
    ):
        with database.writing() as session:
            assert session.execute(text(statement.format(**ids))).rowcount > 0


def test_what_belongs_to_somebody_who_is_out_may_be_erased(database, people, ids):
    people.deactivate(ids["anna"])
    for table in ("session", "invitation", "outside_identity", "password"):
        with database.writing() as session:
            gone = text(f"DELETE FROM {table} WHERE person_id = {ids['anna']}")
            assert session.execute(gone).rowcount > 0


def test_each_attack_is_held_off_by_its_guard_and_not_by_chance(database, ids):
    """Without the triggers every attack goes through, but for those that a constraint of the table refuses."""
    by_constraint = {
        "sign in in a way that does not exist",
        "give a key a scope that does not exist",
        "make a deputy of oneself",
        "lend until before it begins",
    }
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN")
        tables = "'password', 'session', 'outside_identity', 'invitation', 'api_token', 'delegation'"
        query = f"SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name IN ({tables})"
        for (name,) in connection.exec_driver_sql(query).fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        held = set()
        for name, attack in ATTACKS.items():
            connection.exec_driver_sql("SAVEPOINT attack")
            try:
                changed = connection.exec_driver_sql(attack.format(**ids)).rowcount
                assert changed > 0, f"{name} touched no row"
            except IntegrityError:
                held.add(name)
            connection.exec_driver_sql("ROLLBACK TO attack")
        connection.exec_driver_sql("ROLLBACK")
    assert held == by_constraint
