"""Who is known, what may each role do, and what can no account ever do?"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed
from assistant.people import DEMO_CAST, People, add_demo_cast
from assistant.records.audit import Audit
from assistant.records.database import Database

MATRIX = {
    "anna": {"read", "write", "approve", "manage_documents"},
    "erik": {"read", "write", "approve"},
    "sara": {"read", "write", "approve", "manage_documents"},
    "karin": {"read", "write", "approve", "manage_documents"},
    "maria": {"read", "write", "approve", "manage_documents"},
    "johan": {"read", "write", "approve"},
    "eva": {"read", "write", "approve"},
    "nils": {"read", "write", "approve"},
    "lena": {"read", "manage_documents", "administer"},
    "olle": {"read"},
}
EVERY = {"read", "write", "approve", "manage_documents", "administer"}


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_may_exactly_what_the_matrix_says(cast, name: str):
    person = getattr(cast, name)
    assert {permission for permission in EVERY if person.may(permission)} == MATRIX[name]


def test_the_demo_cast_is_added_once(people: People):
    first = add_demo_cast(people)
    assert add_demo_cast(people) == first == people.all()
    assert len(first) == len(DEMO_CAST)


def test_require_returns_the_person_as_stored_or_refuses_in_both_languages(people: People, cast):
    assert people.require(cast.anna.id, "write") == cast.anna
    with pytest.raises(NotAllowed) as refused:
        people.require(cast.olle.id, "write")
    assert refused.value.text("sv") == "Din roll får läsa men inte skriva."
    assert refused.value.text("en") == "Your role may read but not write."


@pytest.mark.parametrize("nobody", [None, 0, 999])
def test_an_unknown_person_may_nothing(people: People, cast, nobody):
    assert people.load(nobody) is None
    with pytest.raises(NotAllowed):
        people.require(nobody, "read")


def test_a_deactivated_person_may_nothing(people: People, cast):
    people.deactivate(cast.karin.id, by=cast.lena)
    assert not any(people.load(cast.karin.id).may(permission) for permission in EVERY)
    with pytest.raises(NotAllowed):
        people.require(cast.karin.id, "read")


def test_a_second_account_on_the_same_address_is_refused(people: People, cast):
    with pytest.raises(NotAllowed, match="already"):
        people.add("Anna B", " Anna.Berg@Ljungsjo.Example ", ["legal"])


def test_a_service_account_can_never_approve(people: People, database: Database):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    assert robot.may("write") and not robot.may("approve") and not robot.may("manage_documents")
    with pytest.raises(NotAllowed):
        people.add("Inflöde 2", "robot2@ljungsjo.example", ["legal"], kind="service")
    with pytest.raises(NotAllowed):
        people.grant(robot.id, "legal")
    for attack in (
        f"INSERT INTO person_role VALUES ({robot.id}, 'legal', '2026', '2027')",
        f"UPDATE person_role SET role='legal' WHERE person_id={robot.id}",
        f"UPDATE person SET kind='human' WHERE id={robot.id}",
        f"INSERT OR REPLACE INTO person VALUES ({robot.id}, 'x', 'x@y', 'sv', 'human', 1)",
        f"DELETE FROM person WHERE id={robot.id}",
    ):
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(text(attack))


def test_a_role_ends_when_it_is_revoked_or_its_time_is_out(people: People, cast, clock):
    people.grant(cast.olle.id, "legal", by=cast.lena, until=clock.now.replace(hour=9))
    assert people.load(cast.olle.id).may("approve")
    clock.forward(hours=2)
    assert not people.load(cast.olle.id).may("approve")
    people.grant(cast.olle.id, "legal", by=cast.lena)
    people.revoke(cast.olle.id, "legal", by=cast.lena)
    assert people.load(cast.olle.id).roles == {"reader"}


def test_only_an_administrator_changes_who_may_what(people: People, cast):
    for change in (
        lambda: people.add("Ny", "ny@ljungsjo.example", ["legal"], by=cast.karin),
        lambda: people.grant(cast.karin.id, "legal", by=cast.karin),
        lambda: people.revoke(cast.eva.id, "legal", by=cast.karin),
        lambda: people.deactivate(cast.eva.id, by=cast.karin),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert people.load(cast.karin.id) == cast.karin and people.load(cast.eva.id) == cast.eva


def test_a_role_that_is_not_a_word_is_refused(people: People):
    with pytest.raises(NotAllowed):
        people.add("Ny", "ny@ljungsjo.example", ["*"])


def test_changes_of_people_stand_in_the_log_without_their_names(people: People, cast, database: Database):
    people.deactivate(cast.eva.id, by=cast.lena)
    newest = Audit(database).events(limit=1)[0]
    assert (newest.actor, newest.action, newest.item) == (
        cast.lena.actor,
        "person.deactivated",
        f"person:{cast.eva.id}",
    )
    assert not any("Eva" in str(event) for event in Audit(database).events(limit=99))
    assert Audit(database).verify().ok
