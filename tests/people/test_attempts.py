"""How many guesses does anybody get, and does the log tell without telling who?"""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quick_hash import QUICK, SECRET
from sqlalchemy import text

from assistant.people import Passwords, SignInRefused, SignInThrottled
from assistant.people.attempts import MOST_FROM_ORIGIN, MOST_OF_BOTH, MOST_ON_ACCOUNT, WINDOW, Attempts
from assistant.records.database import Database

PHRASE = "gröna stolar vid ån"


@pytest.fixture
def guess(passwords: Passwords):
    def one(email: str = "anna.berg@ljungsjo.example", origin: str = "203.0.113.7", password: str = "fel"):
        """True for a wrong guess that was looked at; else the seconds to wait."""
        try:
            passwords.sign_in(email, password, origin)
        except SignInRefused:
            return True
        except SignInThrottled as throttled:
            return throttled.wait_seconds
        return "in"

    return one


def test_the_sixth_wrong_password_is_not_looked_at(guess, passwords, cast):
    passwords.set(cast.anna.id, PHRASE, None)
    assert [guess() for _ in range(5)] == [True] * 5
    assert guess() == guess(password=PHRASE) == 900


def test_a_hundred_wrong_passwords_give_five_guesses(guess):
    assert Counter(guess() is True for _ in range(100)) == {True: 5, False: 95}


def test_the_wait_is_until_the_oldest_guess_is_fifteen_minutes_old(guess, clock):
    for _ in range(5):
        guess()
        clock.forward(minutes=1)
    assert guess() == 600
    clock.forward(seconds=599)
    assert guess() == 1
    clock.forward(seconds=1)
    assert guess() is True and guess() == 60


def test_the_wait_is_told_in_minutes(passwords, guess, clock):
    for _ in range(5):
        guess()
    for seconds, sv, en in ((0, "Vänta 15 minuter", "Wait 15 minutes"), (870, "Vänta 1 minut ", "Wait 1 minute ")):
        clock.forward(seconds=seconds)
        with pytest.raises(SignInThrottled) as throttled:
            passwords.sign_in("anna.berg@ljungsjo.example", "fel", "203.0.113.7")
        assert sv in throttled.value.text("sv") and en in throttled.value.text("en")


def test_a_colleague_elsewhere_is_not_held_up(guess, passwords, cast):
    passwords.set(cast.anna.id, PHRASE, None)
    for _ in range(6):
        guess()
    assert guess(origin="198.51.100.2", password=PHRASE) == "in"
    assert guess(email="erik.lund@ljungsjo.example") is True


def test_many_machines_share_thirty_guesses_at_one_account(guess):
    outcomes = [guess(origin=f"203.0.113.{number // 4}") for number in range(40)]
    assert Counter(one is True for one in outcomes) == {True: 30, False: 10}


def test_one_machine_has_sixty_guesses_at_all_accounts(guess):
    outcomes = [guess(email=f"{number}@ljungsjo.example") for number in range(70)]
    assert Counter(one is True for one in outcomes) == {True: 60, False: 10}


def test_accounts_that_do_not_exist_are_counted_alike(guess):
    assert [guess(email="finns.inte@ljungsjo.example") for _ in range(6)] == [True] * 5 + [900]
    assert guess(email=" FINNS.inte@ljungsjo.example") == 900, "spelling does not give new guesses"


def test_a_right_password_forgives_the_wrong_ones_before_it(guess, passwords, cast):
    passwords.set(cast.anna.id, PHRASE, None)
    for _ in range(3):
        assert [guess() for _ in range(4)] == [True] * 4
        assert guess(password=PHRASE) == "in"


def test_a_right_password_forgives_nobody_else(guess, passwords, cast):
    """Signing in as oneself now and then buys no guesses at a colleague."""
    passwords.set(cast.erik.id, PHRASE, None)
    for _ in range(5):
        assert guess() is True
        assert guess(email=cast.erik.email, password=PHRASE) == "in"
    assert guess() == 900


def test_old_guesses_are_forgotten_and_never_held_who_made_them(guess, database, clock):
    guess()
    with database.reading() as session:
        row = str(session.execute(text("SELECT * FROM sign_in_failure")).all())
    assert "anna" not in row and "203.0.113" not in row
    clock.forward(minutes=15)
    guess(email="erik.lund@ljungsjo.example")
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM sign_in_failure")).scalar_one() == 1


def test_another_installations_key_makes_other_hashes(database, clock):
    first = Attempts(database, clock, SECRET).begin("anna", "here")
    second = Attempts(database, clock, b"other" * 8).begin("anna", "here")
    assert {first.account, first.origin}.isdisjoint({second.account, second.origin})


def test_an_account_and_an_origin_of_the_same_spelling_are_two_hashes(database, clock):
    attempt = Attempts(database, clock, SECRET).begin("same", "same")
    assert attempt.account != attempt.origin


def test_the_log_is_told_once_a_minute_and_no_address(guess, newest, clock):
    for _ in range(3):
        guess()
    clock.forward(minutes=1)
    guess()
    events = [one for one in newest(50) if one.action == "sign_in.refused"]
    assert len(events) == 2 and {one.actor for one in events} == {"anonymous"}
    assert not any("anna" in str(one) or "203.0" in str(one) for one in newest(50))


def test_the_log_is_told_once_a_minute_though_a_right_password_comes_between(guess, passwords, cast, newest):
    passwords.set(cast.anna.id, PHRASE, None)
    for _ in range(4):
        guess()
        guess(password=PHRASE)
    assert sum(one.action == "sign_in.refused" for one in newest(50)) == 1


def test_who_is_throttled_cannot_fill_the_log(guess, newest):
    for number in range(200):
        guess(email=f"{number}@ljungsjo.example")
    told = [one.item.partition(":")[0] for one in newest(300) if one.action == "sign_in.refused"]
    assert Counter(told) == {"account": 60, "origin": 1}


def test_guesses_at_the_same_moment_share_the_same_five(guess):
    outcomes, start = [], threading.Barrier(12)

    def race() -> None:
        start.wait()
        outcomes.append(guess())

    racers = [threading.Thread(target=race) for _ in range(12)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert Counter(one is True for one in outcomes) == {True: 5, False: 7}


TRY = st.tuples(
    st.integers(0, 2),  # whose account
    st.integers(0, 2),  # from where
    st.sampled_from([False] * 9 + [True]),  # the right password
    st.sampled_from([0, 0, 0, 0, 1, 30, 120, 600, 899, 900]),  # seconds before it
)


@given(tries=st.lists(TRY, min_size=20, max_size=120), pace=st.sampled_from([0, 1, 1]))
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)
def test_no_window_ever_holds_more_wrong_guesses_than_allowed(migrated_file, tmp_path_factory, tries, pace):
    path = tmp_path_factory.mktemp("guesses") / "krisplan.db"
    path.write_bytes(migrated_file.read_bytes())
    now = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    database = Database(path)
    attempts = Attempts(database, lambda: now[0], SECRET)
    wrong: list[tuple[datetime, int, int]] = []
    waits: list[int] = []
    for account, origin, right, seconds in tries:
        now[0] += timedelta(seconds=seconds * pace)
        try:
            attempt = attempts.begin(str(account), str(origin))
        except SignInThrottled as throttled:
            waits.append(throttled.wait_seconds)
            continue
        if right:
            attempts.was_right(attempt)
            wrong = [one for one in wrong if one[1:] != (account, origin)]
        else:
            attempts.was_wrong(attempt)
            wrong.append((now[0], account, origin))
        lately = [one for one in wrong if one[0] > now[0] - WINDOW]
        assert max(Counter(one[1:] for one in lately).values(), default=0) <= MOST_OF_BOTH
        assert max(Counter(one[1] for one in lately).values(), default=0) <= MOST_ON_ACCOUNT
        assert max(Counter(one[2] for one in lately).values(), default=0) <= MOST_FROM_ORIGIN
    assert all(1 <= wait <= WINDOW.total_seconds() for wait in waits)
    database.close()


def test_the_slow_hash_is_not_computed_for_who_is_throttled(database, clock):
    looked_at = []

    class Counting(type(QUICK)):
        def verify(self, hash, password):
            looked_at.append(1)
            return super().verify(hash, password)

    passwords = Passwords(database, clock, SECRET, Counting(time_cost=1, memory_cost=8, parallelism=1))
    for _ in range(50):
        with pytest.raises((SignInRefused, SignInThrottled)):
            passwords.sign_in("anna.berg@ljungsjo.example", "fel", "203.0.113.7")
    assert len(looked_at) == 5
