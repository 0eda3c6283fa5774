"""Does a one-time link let in the one it was made for, once?"""

import threading
from collections import Counter

import pytest

from assistant.errors import NotAllowed
from assistant.people import InvitationRefused, PasswordRefused

PHRASE, HERE = "gröna stolar vid ån", "127.0.0.1"
ME = {"name": "Ada Ny", "email": "ada.ny@ljungsjo.example"}


def test_the_first_link_makes_the_first_administrator(invitations, passwords, people, newest):
    secret = invitations.for_first_administrator()
    assert invitations.open(secret).person is None
    ada = invitations.accept(secret, PHRASE, passwords=passwords, **ME)
    assert ada.roles == {"administrator"} and ada.may("administer")
    assert passwords.sign_in(ME["email"], PHRASE, HERE) == people.load(ada.id)
    assert newest()[0].action == "invitation.used"


def test_there_is_no_first_link_once_there_is_an_administrator(invitations, cast, people):
    with pytest.raises(NotAllowed):
        invitations.for_first_administrator()
    people.deactivate(cast.lena.id)
    assert invitations.open(invitations.for_first_administrator())


def test_a_first_link_opens_nothing_once_somebody_else_became_administrator(invitations, passwords, people):
    secret = invitations.for_first_administrator()
    people.add("Lena", "lena@ljungsjo.example", ["administrator"])
    assert invitations.open(secret) is None
    with pytest.raises(InvitationRefused):
        invitations.accept(secret, PHRASE, passwords=passwords, **ME)
    assert people.by_email(ME["email"]) is None


def test_a_new_link_replaces_the_earlier_one(invitations, cast, people):
    first, second = (invitations.for_person(cast.anna.id, by=cast.lena) for _ in range(2))
    others = invitations.for_person(cast.erik.id, by=None)
    assert invitations.open(first) is None
    assert invitations.open(second).person == cast.anna and invitations.open(others).person == cast.erik
    people.deactivate(cast.lena.id)
    earlier, later = (invitations.for_first_administrator() for _ in range(2))
    assert invitations.open(earlier) is None and invitations.open(later) and invitations.open(others)


def test_opening_a_link_does_not_use_it_up(invitations, passwords, cast):
    secret = invitations.for_person(cast.anna.id, by=cast.lena)
    assert [invitations.open(secret).person for _ in range(3)] == [cast.anna] * 3
    assert invitations.accept(secret, PHRASE, passwords=passwords) == cast.anna


def test_a_link_is_used_once(invitations, passwords, cast):
    secret = invitations.for_person(cast.anna.id, by=cast.lena)
    invitations.accept(secret, PHRASE, passwords=passwords)
    assert invitations.open(secret) is None
    with pytest.raises(InvitationRefused):
        invitations.accept(secret, "sju blå hattar i regn", passwords=passwords)
    assert passwords.sign_in(cast.anna.email, PHRASE, HERE) == cast.anna


def test_two_who_open_the_same_link_at_once_do_not_both_get_in(invitations, passwords, people):
    secret, start, outcomes = invitations.for_first_administrator(), threading.Barrier(4), []

    def accept(number: int) -> None:
        start.wait()
        try:
            invitations.accept(secret, PHRASE, "Ada", f"ada{number}@ljungsjo.example", passwords=passwords)
            outcomes.append("in")
        except InvitationRefused:
            outcomes.append("refused")

    racers = [threading.Thread(target=accept, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert Counter(outcomes) == {"in": 1, "refused": 3} and len(people.all()) == 1


def test_a_link_lasts_a_day(invitations, cast, clock):
    secret = invitations.for_person(cast.anna.id, by=cast.lena)
    clock.forward(hours=23, minutes=59)
    assert invitations.open(secret)
    clock.forward(minutes=1)
    assert invitations.open(secret) is None


def test_a_refused_password_leaves_the_link_unused(invitations, passwords, people):
    secret = invitations.for_first_administrator()
    for refused in ({"password": "kort"}, {"password": "Ada Ny Ada Ny Ada"}):
        with pytest.raises(PasswordRefused):
            invitations.accept(secret, **refused, passwords=passwords, **ME)
    for who in ({"name": "", "email": "a@b.example"}, {"name": "Ada", "email": "ada"}):
        with pytest.raises(NotAllowed):
            invitations.accept(secret, PHRASE, passwords=passwords, **who)
    assert people.all() == [] and invitations.open(secret)


def test_setting_a_password_by_link_ends_the_sessions_there_were(invitations, passwords, sessions, cast):
    old = sessions.start(cast.anna.id, "password")
    invitations.accept(invitations.for_person(cast.anna.id, by=cast.lena), PHRASE, passwords=passwords)
    assert sessions.person(old, used=True) is None


@pytest.mark.parametrize("guess", ["", "x", "\ud800", "0" * 64])
def test_a_guessed_link_opens_nothing(invitations, passwords, cast, guess):
    invitations.for_person(cast.anna.id, by=cast.lena)
    assert invitations.open(guess) is None
    with pytest.raises(InvitationRefused):
        invitations.accept(guess, PHRASE, passwords=passwords, **ME)


def test_only_administrators_make_links_and_only_for_people_who_may_sign_in(invitations, people, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    people.deactivate(cast.eva.id)
    for owner, by in ((cast.erik, cast.anna), (cast.anna, cast.anna), (robot, cast.lena), (cast.eva, cast.lena)):
        with pytest.raises(NotAllowed):
            invitations.for_person(owner.id, by=by)


def test_a_link_of_somebody_deactivated_opens_nothing(invitations, passwords, people, cast):
    secret = invitations.for_person(cast.eva.id, by=cast.lena)
    people.deactivate(cast.eva.id, by=cast.lena)
    assert invitations.open(secret) is None
    with pytest.raises(InvitationRefused):
        invitations.accept(secret, PHRASE, passwords=passwords)


def test_the_tables_and_the_log_hold_no_link(invitations, cast, database):
    secret = invitations.for_person(cast.anna.id, by=cast.lena)
    database.close()
    stored = b"".join(file.read_bytes() for file in database.path.parent.glob("krisplan.db*"))
    assert secret.encode() not in stored
