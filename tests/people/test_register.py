"""Who is known, what may each role do, and what can no account ever do?"""

from typing import get_args

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed
from assistant.people import DEMO_CAST, People, Permission, add_demo_cast, demo_people_active
from assistant.records.audit import Audit
from assistant.records.database import Database

MATRIX = {
    "anna": {"read", "write", "approve", "manage_documents", "read_log"},
    "erik": {"read", "write", "approve", "read_log"},
    "sara": {"read", "write", "approve", "manage_documents", "read_log"},
    "karin": {"read", "write", "approve", "manage_documents", "read_log"},
    "maria": {"read", "write", "approve", "manage_documents", "read_log"},
    "johan": {"read", "write", "approve", "read_log"},
    "eva": {"read", "write", "approve", "read_log"},
    "nils": {"read", "write", "approve", "read_log"},
    "lena": {"read", "manage_documents", "administer", "read_log"},
    "olle": {"read"},
}
EVERY = set(get_args(Permission))


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_may_exactly_what_the_matrix_says(cast, name: str):
    person = getattr(cast, name)
    assert {permission for permission in EVERY if person.may(permission)} == MATRIX[name]


def test_the_demo_cast_is_added_once(people: People):
    first = add_demo_cast(people)
    assert add_demo_cast(people) == first == people.all()
    assert len(first) == len(DEMO_CAST)


def test_the_demo_people_who_could_still_sign_in_are_known(people: People, cast):
    assert demo_people_active(people) == people.all()
    people.add("Ada Ny", "ada.ny@ljungsjo.example", ["administrator"])
    for person in list(vars(cast).values())[1:]:
        people.deactivate(person.id)
    assert demo_people_active(people) == [cast.anna]
    people.deactivate(cast.anna.id)
    assert demo_people_active(people) == []


def test_a_writer_who_approves_nothing_does_not_read_the_log(people: People):
    assert not people.add("Ny", "ny@ljungsjo.example", ["writer", "reader"]).may("read_log")


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


def test_a_refusal_of_somebody_known_is_logged_with_what_was_asked_for(people: People, cast, newest):
    before = newest()[0].number
    with pytest.raises(NotAllowed):
        people.require(cast.olle.id, "administer", asked="GET /{language}/settings")
    event = newest()[0]
    assert (event.number, event.actor, event.action) == (before + 1, cast.olle.actor, "access.refused")
    assert event.item == "web:GET /{language}/settings"
    people.require(cast.lena.id, "administer", asked="GET /{language}/settings")
    with pytest.raises(NotAllowed):
        people.require(cast.olle.id, "administer")
    assert newest()[0].number == before + 1, "what was allowed, or asked by no route, is not logged"


def test_a_refusal_of_somebody_deactivated_is_logged_and_of_nobody_is_not(people: People, cast, newest):
    people.deactivate(cast.eva.id)
    with pytest.raises(NotAllowed):
        people.require(cast.eva.id, "read", asked="approvals.decide")
    number = newest()[0].number
    assert newest()[0].action == "access.refused"
    for nobody in (None, 0, 999):
        with pytest.raises(NotAllowed):
            people.require(nobody, "read", asked="approvals.decide")
    assert newest()[0].number == number


def test_somebody_deactivated_can_come_back_with_the_roles_they_had(people: People, cast, newest):
    people.deactivate(cast.karin.id, by=cast.lena)
    people.reactivate(cast.karin.id, by=cast.lena)
    assert people.load(cast.karin.id) == cast.karin
    assert newest()[0].action == "person.reactivated"


def test_people_are_found_by_their_address_however_it_is_spelt(people: People, cast):
    assert people.by_email(" Anna.Berg@Ljungsjo.example ") == cast.anna
    assert people.by_email("finns.inte@ljungsjo.example") is None and people.by_email("") is None


def test_one_changes_ones_own_name_and_language_and_an_administrator_everybodys(people: People, cast, newest):
    people.rename(cast.olle.id, "  Olle   Viksten ", by=cast.olle)
    people.set_language(cast.olle.id, "en", by=cast.olle)
    assert (people.load(cast.olle.id).name, people.load(cast.olle.id).language) == ("Olle Viksten", "en")
    people.rename(cast.olle.id, "Olle Vik", by=cast.lena)
    people.set_language(cast.olle.id, "sv", by=None)
    assert people.load(cast.olle.id) == cast.olle
    assert [one.action for one in newest(2)] == ["person.language_set", "person.renamed"]
    assert not any("Olle" in str(one) for one in newest(9)), "the log holds no names"
    for change in (
        lambda: people.rename(cast.olle.id, "X", by=cast.karin),
        lambda: people.set_language(cast.olle.id, "en", by=cast.karin),
        lambda: people.reactivate(cast.olle.id, by=cast.karin),
    ):
        with pytest.raises(NotAllowed):
            change()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Anna\u202e Berg", "Anna\x00"])
def test_a_name_that_cannot_be_shown_is_refused(people: People, cast, name):
    with pytest.raises(NotAllowed):
        people.rename(cast.anna.id, name, by=cast.anna)
    with pytest.raises(NotAllowed):
        people.add(name, "ny@ljungsjo.example", ["reader"])


@pytest.mark.parametrize("email", ["", "anna", "a b@c", "a@b@c", "a@\u202eb", f"{'x' * 250}@y.example"])
def test_what_is_no_address_is_refused(people: People, email):
    with pytest.raises(NotAllowed, match="e-mail address"):
        people.add("Ny", email, ["reader"])


def test_the_only_administrator_cannot_be_shut_out_from_a_page(people: People, cast):
    for change in (
        lambda: people.deactivate(cast.lena.id, by=cast.lena),
        lambda: people.revoke(cast.lena.id, "administrator", by=cast.lena),
    ):
        with pytest.raises(NotAllowed, match="only administrator"):
            change()
    people.grant(cast.karin.id, "administrator", by=cast.lena)
    people.revoke(cast.lena.id, "administrator", by=cast.lena)
    assert not people.load(cast.lena.id).may("administer")
    people.deactivate(cast.karin.id, by=None)
    assert not people.load(cast.karin.id).active, "the command line may, and can let somebody in again"


def test_a_refusal_that_cannot_be_logged_is_a_refusal_all_the_same(people: People, cast, read_only):
    read_only()
    with pytest.raises(NotAllowed):
        people.require(cast.olle.id, "administer", asked="GET /{language}/settings")
