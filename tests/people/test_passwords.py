"""Who gets in with a password, what makes a good one, and what is never told to whoever guesses?"""

import threading

import pytest
from argon2 import PasswordHasher
from quick_hash import SECRET
from sqlalchemy import text

from assistant.errors import NotAllowed
from assistant.people import DEMO_CAST, DEMO_PASSWORD, PasswordRefused, Passwords, SignInRefused, SignInThrottled
from assistant.people.password_rules import check_password

PHRASE, HERE = "gröna stolar vid ån", "127.0.0.1"


@pytest.fixture
def annas(passwords, cast):
    passwords.set(cast.anna.id, PHRASE, None)
    return cast.anna


def wrong(passwords, email, password="fel fel fel fel", origin=HERE) -> str:
    with pytest.raises((SignInRefused, SignInThrottled)) as refused:
        passwords.sign_in(email, password, origin)
    return refused.value.text("sv")


def test_the_right_password_lets_its_person_in(passwords, annas):
    assert passwords.sign_in(annas.email, PHRASE, HERE) == annas
    assert passwords.sign_in(" Anna.Berg@Ljungsjo.EXAMPLE ", PHRASE, HERE) == annas


def test_a_letter_is_the_same_letter_from_every_keyboard(passwords, annas):
    typed_as_two_signs = PHRASE.replace("ö", "o\u0308").replace("å", "a\u030a")
    assert passwords.sign_in(annas.email, typed_as_two_signs, HERE) == annas


def test_whatever_is_wrong_the_same_sentence_is_said(passwords, people, annas, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    passwords.set(cast.eva.id, PHRASE, None)
    people.deactivate(cast.eva.id)
    said = {
        wrong(passwords, annas.email),
        wrong(passwords, annas.email, ""),
        wrong(passwords, annas.email, "x" * 100_000),
        wrong(passwords, annas.email, "\ud800" * 20),
        wrong(passwords, cast.erik.email),  # has no password
        wrong(passwords, cast.eva.email, PHRASE),  # is no longer active
        wrong(passwords, robot.email, PHRASE),
        wrong(passwords, "finns.inte@ljungsjo.example", PHRASE),
        wrong(passwords, "\ud800\x00", PHRASE),
        wrong(passwords, "' OR 1=1 --", PHRASE),
    }
    assert said == {"Fel e-postadress eller lösenord. Försök igen, eller be en administratör om en ny länk."}


def test_an_unknown_account_costs_as_much_work_as_a_known_one(database, clock, annas):
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            checked.append(hash)
            return super().verify(hash, password)

    passwords = Passwords(database, clock, SECRET, Counting(time_cost=1, memory_cost=8, parallelism=1))
    for email in (annas.email, "finns.inte@ljungsjo.example", "erik.lund@ljungsjo.example"):
        wrong(passwords, email)
    assert len(checked) == 3 and checked[1] == checked[2] != checked[0]
    assert len({one.rpartition("$")[0].rpartition("$")[0] for one in checked}) == 1, "the same cost for all"


def test_only_a_slow_hash_of_the_password_is_stored(passwords, annas, database):
    with database.reading() as session:
        stored = session.execute(text("SELECT hash FROM password")).scalar_one()
    assert stored.startswith("$argon2id$") and "stolar" not in stored
    database.close()
    assert b"stolar" not in b"".join(file.read_bytes() for file in database.path.parent.glob("krisplan.db*"))


def test_the_standard_cost_is_that_of_the_library(database, clock, cast):
    Passwords(database, clock, SECRET).set(cast.anna.id, PHRASE, None)
    with database.reading() as session:
        stored = session.execute(text("SELECT hash FROM password")).scalar_one()
    assert not PasswordHasher().check_needs_rehash(stored)


def test_a_hash_of_yesterdays_cost_is_renewed_at_sign_in(database, clock, annas):
    dearer = Passwords(database, clock, SECRET, PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    for _ in range(2):
        assert dearer.sign_in(annas.email, PHRASE, HERE) == annas
    with database.reading() as session:
        assert "t=2" in session.execute(text("SELECT hash FROM password")).scalar_one()


def test_a_damaged_hash_lets_nobody_in(passwords, annas, database):
    with database.writing() as session:
        session.execute(text("UPDATE password SET hash = 'x'"))
    wrong(passwords, annas.email, PHRASE)


def test_a_new_password_ends_every_session_and_the_old_password(passwords, sessions, cast, annas, newest):
    secret = sessions.start(annas.id, "password")
    passwords.set(annas.id, "sju blå hattar i regn", by=cast.lena)
    assert (newest()[0].action, newest()[0].item) == ("password.set", f"person:{annas.id}")
    assert sessions.person(secret, used=True) is None
    wrong(passwords, annas.email, PHRASE)
    assert passwords.sign_in(annas.email, "sju blå hattar i regn", HERE) == annas


def test_ones_own_change_keeps_only_the_browser_it_was_made_in(passwords, sessions, annas):
    here, there = sessions.start(annas.id, "password"), sessions.start(annas.id, "password")
    passwords.change(annas, PHRASE, "sju blå hattar i regn", keep_session=here)
    assert sessions.person(here, used=True) == annas and sessions.person(there, used=True) is None


def test_a_change_asks_for_the_old_password_and_counts_wrong_ones(passwords, sessions, annas):
    secret = sessions.start(annas.id, "password")
    for _ in range(5):
        with pytest.raises(PasswordRefused, match="current password"):
            passwords.change(annas, "fel fel fel fel", "sju blå hattar i regn", keep_session=secret)
    with pytest.raises(SignInThrottled):
        passwords.change(annas, PHRASE, "sju blå hattar i regn", keep_session=secret)
    assert passwords.sign_in(annas.email, PHRASE, HERE) == annas


def test_only_an_administrator_sets_somebody_elses_password(passwords, people, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    people.deactivate(cast.eva.id)
    for owner, by in ((cast.erik, cast.anna), (robot, cast.lena), (cast.eva, cast.lena)):
        with pytest.raises(NotAllowed):
            passwords.set(owner.id, PHRASE, by=by)
        assert not passwords.has(owner.id)
    passwords.set(cast.erik.id, PHRASE, by=cast.lena)
    assert passwords.has(cast.erik.id)


GOOD = [PHRASE, "Tr0ub4dor&3-Kestrel", "x9!Lq2#vB7@z", "天地玄黄宇宙洪荒日月盈昃", "a!#%&/()=?-_+", DEMO_PASSWORD]
BAD = {
    "too short": ["", "kort", "elva tecken", "e\u0308" * 11],
    "too long": ["ord " * 51],
    "oneself": ["anna.berg@ljungsjo.example", "AnnaBerg2026", "Anna Berg anna", "anna.berg.123456", "gren-Anna-Berg"],
    "easy": [
        "aaaaaaaaaaaa", "abababababab", "121212121212", "abcdefghijkl", "123456789012", "987654321098",
        "lösenord1234", "Losenord2026!", "password1234", "krisplan2026", "krisplan!!!!!!!!", "sommar2026sommar",
        "qwertyuiop12", "Välkommen2026", "            ", "............",
    ],
}  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_a_password_that_is_hard_to_guess_is_taken(password):
    check_password(password, "Anna Berg", "anna.berg@ljungsjo.example")


@pytest.mark.parametrize(("why", "password"), [(why, one) for why, some in BAD.items() for one in some])
def test_a_password_that_is_easy_to_guess_is_refused_with_advice(why, password):
    with pytest.raises(PasswordRefused) as refused:
        check_password(password, "Anna Berg", "anna.berg@ljungsjo.example")
    words = {"too short": "minst 12", "too long": "högst 200", "oneself": "namn", "easy": "lätt att gissa"}
    assert words[why] in refused.value.text("sv") and refused.value.text("en")


def test_the_demo_password_is_fit_for_the_whole_cast():
    for name, email, _ in DEMO_CAST:
        check_password(DEMO_PASSWORD, name, email)


def test_a_refused_password_changes_nothing(passwords, sessions, annas):
    secret = sessions.start(annas.id, "password")
    with pytest.raises(PasswordRefused):
        passwords.set(annas.id, "kort", None)
    assert sessions.person(secret, used=True) and passwords.sign_in(annas.email, PHRASE, HERE) == annas


def test_many_sign_ins_at_once_share_the_memory_there_is(database, clock, annas):
    at_once, most = [], []

    class Watched(PasswordHasher):
        def verify(self, hash, password):
            at_once.append(1)
            most.append(len(at_once))
            threading.Event().wait(0.02)
            at_once.pop()
            return super().verify(hash, password)

    passwords = Passwords(database, clock, SECRET, Watched(time_cost=1, memory_cost=8, parallelism=1))
    racers = [threading.Thread(target=wrong, args=(passwords, f"{number}@ljungsjo.example")) for number in range(12)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(most) == 12 and max(most) <= 4
