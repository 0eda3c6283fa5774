"""Does single sign-on let in the right person, with the roles the service gives and no others?"""

import pytest

from assistant.errors import NotAllowed

ISSUER = "https://login.example"
MANAGED = frozenset({"writer", "legal", "community_manager"})


@pytest.fixture
def arrive(outside):
    def one(
        subject="s-1", email="ada.ny@ljungsjo.example", verified=True, name="Ada Ny", roles=("writer",), issuer=ISSUER
    ):
        return outside.signed_in(issuer, subject, email, verified, name, frozenset(roles), MANAGED)

    return one


def test_a_newcomer_with_a_role_becomes_a_person(arrive, people, newest):
    ada = arrive()
    assert ada == people.by_email("ada.ny@ljungsjo.example") and ada.roles == {"writer"} and ada.name == "Ada Ny"
    assert "outside.linked" in {one.action for one in newest(3)}


def test_a_newcomer_without_a_role_stays_outside(arrive, people):
    for roles in ((), ("administrator",)):  # what the settings do not hand out is no role
        with pytest.raises(NotAllowed, match="no role"):
            arrive(roles=roles)
    assert people.all() == []


def test_somebody_known_is_recognised_by_a_confirmed_address_the_first_time(arrive, people, cast):
    assert arrive(email=" Anna.Berg@ljungsjo.EXAMPLE", roles=("writer", "community_manager")) == cast.anna
    assert len(people.all()) == len(vars(cast))


def test_an_unconfirmed_address_takes_over_nobody(arrive, people, cast):
    with pytest.raises(NotAllowed, match="not confirmed"):
        arrive(email=cast.lena.email, verified=False)
    assert people.load(cast.lena.id) == cast.lena


def test_afterwards_the_account_and_not_the_address_decides(arrive, people, cast):
    arrive(subject="annas", email=cast.anna.email)
    assert arrive(subject="annas", email=cast.lena.email, verified=True).id == cast.anna.id
    assert arrive(subject="annas", email="", verified=False).id == cast.anna.id


def test_a_second_account_with_the_same_address_is_refused(arrive, cast):
    """A handed-down address must not hand down the person."""
    arrive(subject="annas", email=cast.anna.email)
    with pytest.raises(NotAllowed, match="another account"):
        arrive(subject="successor", email=cast.anna.email)


def test_the_same_subject_at_another_issuer_is_somebody_else(arrive):
    assert (
        arrive(email="a@ljungsjo.example").id != arrive(email="b@ljungsjo.example", issuer="https://other.example").id
    )


def test_managed_roles_follow_the_service_and_others_are_left_alone(arrive, people):
    ada = arrive(roles=("writer", "legal"))
    people.grant(ada.id, "ceo")
    assert arrive(roles=("community_manager", "administrator")).roles == {"community_manager", "ceo"}
    assert arrive(roles=()).roles == {"ceo"}
    assert people.load(ada.id).roles == {"ceo"}


def test_a_role_lost_at_the_service_ends_the_sessions_there_were(arrive, sessions):
    ada = arrive(roles=("writer", "legal"))
    secret = sessions.start(ada.id, "sso")
    arrive(roles=("writer", "legal"))
    assert sessions.person(secret, used=True)
    arrive(roles=("writer",))
    assert sessions.person(secret, used=True) is None


def test_a_sign_in_that_changes_nothing_is_not_told_as_a_change(arrive, newest):
    arrive()
    number = newest()[0].number
    arrive()
    assert newest()[0].number == number


def test_a_role_held_only_as_deputy_is_not_taken_for_a_granted_one(arrive, delegations, people, cast, clock):
    ada = arrive(roles=("writer",))
    until = clock().replace(hour=20)
    delegations.give("legal", cast.eva.id, ada.id, clock(), until, cast.eva)
    assert arrive(roles=("writer", "legal")).deputy_for == frozenset()
    assert arrive(roles=("writer",)).deputy_for == {"legal"}


def test_somebody_deactivated_stays_outside(arrive, people, cast):
    ada = arrive()
    people.deactivate(ada.id)
    people.deactivate(cast.eva.id)
    for known in ({}, {"subject": "evas", "email": cast.eva.email}):
        with pytest.raises(NotAllowed, match="switched off"):
            arrive(**known)
    assert not people.load(ada.id).active and people.load(cast.eva.id).roles == {"legal"}


def test_a_service_account_is_never_signed_in(arrive, people):
    people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    with pytest.raises(NotAllowed):
        arrive(email="robot@ljungsjo.example")


@pytest.mark.parametrize("email", ["", "ada", "a b@c", "\ud800"])
def test_a_newcomer_needs_an_address(arrive, people, email):
    with pytest.raises(NotAllowed):
        arrive(email=email)
    assert people.all() == []


def test_a_newcomer_without_a_name_is_called_by_the_address(arrive):
    assert arrive(name="  \n").name == "ada.ny@ljungsjo.example"


def test_an_odd_name_keeps_nobody_out(arrive):
    assert arrive(name="Ada\u202e\x00" + " Ny" * 99).name == ("Ada" + " Ny" * 99)[:120].strip()
