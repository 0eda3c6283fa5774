"""What can a machine do with its key, until when, and what can it never do?"""

import pytest
from sqlalchemy import text

from assistant.errors import NotAllowed
from assistant.people import Permission

EVERY: tuple[Permission, ...] = ("read", "write", "approve", "manage_documents", "administer", "read_log")


def test_a_key_is_shown_once_and_opens_for_its_own_service_account(tokens, cast, newest):
    token, secret = tokens.create("Kundtjänstens inflöde", "write", 30, by=cast.lena)
    service, scope = tokens.service_of(secret)
    assert secret.startswith("krisplan_") and len(secret) > 50
    assert (service.kind, service.name, scope) == ("service", "Kundtjänstens inflöde", "write")
    assert (token.label, token.made_by, token.revoked_at, token.used_at) == (service.name, cast.lena, None, None)
    assert (newest()[0].action, newest()[0].item) == ("token.made", f"token:{token.id}")
    assert secret not in str(token) and secret not in str(newest(9))


@pytest.mark.parametrize(("scope", "may"), [("read", {"read"}), ("write", {"read", "write"})])
def test_a_key_may_what_its_scope_says_and_never_approve(tokens, cast, scope, may):
    _, secret = tokens.create("Inflöde", scope, 1, by=cast.lena)
    service, _ = tokens.service_of(secret)
    assert {permission for permission in EVERY if service.may(permission)} == may


def test_a_key_ends_by_itself(tokens, cast, clock):
    _, secret = tokens.create("Inflöde", "read", 1, by=cast.lena)
    clock.forward(hours=23, minutes=59)
    assert tokens.service_of(secret)
    clock.forward(minutes=1)
    assert tokens.service_of(secret) is None


def test_a_revoked_key_opens_nothing_and_its_account_is_closed(tokens, people, cast, newest):
    token, secret = tokens.create("Inflöde", "read", 30, by=cast.lena)
    service, _ = tokens.service_of(secret)
    tokens.revoke(token.id, by=cast.lena)
    assert tokens.service_of(secret) is None and not people.load(service.id).active
    assert newest()[0].action == "token.revoked"
    people.reactivate(service.id, by=cast.lena)
    assert tokens.service_of(secret) is None, "a revoked key stays revoked"
    number = newest()[0].number
    tokens.revoke(token.id, by=None)
    assert newest()[0].number == number, "revoking twice is told once"


def test_deactivating_the_service_account_closes_its_key(tokens, people, cast):
    _, secret = tokens.create("Inflöde", "read", 30, by=cast.lena)
    people.deactivate(tokens.service_of(secret)[0].id, by=cast.lena)
    assert tokens.service_of(secret) is None


@pytest.mark.parametrize("guess", ["", "krisplan_", "\ud800", "krisplan_" + "x" * 43])
def test_a_guessed_key_opens_nothing(tokens, cast, guess):
    tokens.create("Inflöde", "read", 30, by=cast.lena)
    assert tokens.service_of(guess) is None


def test_use_is_written_down_at_most_once_a_minute(tokens, cast, clock):
    _, secret = tokens.create("Inflöde", "read", 30, by=cast.lena)
    seen = set()
    for _ in range(12):
        tokens.service_of(secret)
        seen.add(tokens.all()[0].used_at)
        clock.forward(seconds=10)
    assert len(seen) == 2


def test_only_an_administrator_makes_and_revokes_keys(tokens, people, cast):
    token, secret = tokens.create("Inflöde", "write", 30, by=cast.lena)
    service, _ = tokens.service_of(secret)
    for by in (cast.karin, cast.olle, service):
        with pytest.raises(NotAllowed):
            tokens.create("Inflöde", "read", 30, by=by)
        with pytest.raises(NotAllowed):
            tokens.revoke(token.id, by=by)
    assert tokens.service_of(secret) and len(tokens.all()) == 1
    with pytest.raises(NotAllowed):
        tokens.revoke(999, by=cast.lena)


@pytest.mark.parametrize(("label", "days"), [("", 30), ("x" * 200, 30), ("Inflöde", 0), ("Inflöde", 366)])
def test_a_key_has_a_name_and_an_end_within_a_year(tokens, people, cast, label, days):
    before = people.all()
    with pytest.raises(NotAllowed):
        tokens.create(label, "read", days, by=cast.lena)
    assert tokens.all() == [] and people.all() == before


def test_the_command_line_makes_keys_too(tokens, cast):
    token, _ = tokens.create("Inflöde", "read", 365, by=None)
    tokens.create("Nyare", "write", 365, by=cast.lena)
    assert token.made_by is None and [one.label for one in tokens.all()] == ["Nyare", "Inflöde"]


def test_a_key_can_hold_no_role_that_approves(tokens, people, cast):
    _, secret = tokens.create("Inflöde", "write", 30, by=cast.lena)
    service, _ = tokens.service_of(secret)
    for role in ("legal", "administrator", "community_manager"):
        with pytest.raises(NotAllowed):
            people.grant(service.id, role, by=cast.lena)


def test_the_table_holds_no_key(tokens, cast, database):
    _, secret = tokens.create("Inflöde", "read", 30, by=cast.lena)
    with database.reading() as session:
        assert secret not in str(session.execute(text("SELECT * FROM api_token")).all())


def test_a_full_disk_keeps_no_machine_from_reading(tokens, cast, read_only):
    _, secret = tokens.create("Inflöde", "read", 30, by=cast.lena)
    read_only()
    assert tokens.service_of(secret)
