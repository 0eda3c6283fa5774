"""Does a secret open the door only while it should, and never again once it has been closed?"""

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from quick_hash import QUICK, SECRET
from sqlalchemy import text

from assistant.errors import NotAllowed
from assistant.people import Passwords, People, Sessions
from assistant.records.audit import Audit
from assistant.records.database import Database

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
PHRASE = "gröna stolar vid ån"


def test_a_session_opens_for_its_person_and_says_so_in_the_log(sessions, cast, newest):
    secret = sessions.start(cast.anna.id, "password")
    assert sessions.person(secret, used=True) == cast.anna
    assert (newest()[0].action, newest()[0].actor) == ("session.started", cast.anna.actor)


def test_every_sign_in_is_a_new_secret(sessions, cast):
    secrets = {sessions.start(cast.anna.id, "password") for _ in range(3)}
    assert len(secrets) == 3 and all(len(secret) >= 43 for secret in secrets)


def test_the_tables_and_the_log_hold_no_secret(sessions, cast, database):
    secret = sessions.start(cast.anna.id, "password")
    database.close()
    stored = b"".join(file.read_bytes() for file in database.path.parent.glob("krisplan.db*"))
    assert secret.encode() not in stored


@pytest.mark.parametrize("guess", ["", "x", "å", "\ud800", "0" * 43])
def test_a_guessed_secret_opens_nothing(sessions, cast, guess):
    sessions.start(cast.anna.id, "password")
    assert sessions.person(guess, used=True) is None
    sessions.end(guess)


def test_the_stored_hash_opens_nothing(sessions, cast, database):
    sessions.start(cast.anna.id, "password")
    with database.reading() as session:
        stored = session.execute(text("SELECT hash FROM session")).scalar_one()
    assert sessions.person(stored, used=True) is None


def test_signing_out_ends_the_session_on_the_server(sessions, cast, newest):
    mine, other = sessions.start(cast.anna.id, "password"), sessions.start(cast.anna.id, "link")
    sessions.end(mine)
    assert sessions.person(mine, used=True) is None and sessions.person(other, used=True) == cast.anna
    assert newest()[0].action == "session.ended"


def test_signing_out_twice_is_told_once(sessions, cast, newest):
    secret = sessions.start(cast.anna.id, "password")
    sessions.end(secret)
    number = newest()[0].number
    sessions.end(secret)
    assert newest()[0].number == number


def test_a_session_ends_when_it_has_not_been_used(sessions, cast, clock, newest):
    secret = sessions.start(cast.anna.id, "password")
    clock.forward(minutes=29)
    assert sessions.person(secret, used=True) == cast.anna
    clock.forward(minutes=29)
    assert sessions.person(secret, used=True) == cast.anna
    clock.forward(minutes=30)
    assert sessions.person(secret, used=True) is None
    assert newest()[0].action == "session.outlived"


def test_a_page_that_only_polls_keeps_nobody_signed_in(sessions, cast, clock):
    secret = sessions.start(cast.anna.id, "password")
    for _ in range(29):
        clock.forward(minutes=1)
        assert sessions.person(secret, used=False) == cast.anna
    clock.forward(minutes=1)
    assert sessions.person(secret, used=False) is None


def test_a_session_in_steady_use_still_ends_one_day(sessions, cast, clock):
    secret = sessions.start(cast.anna.id, "password")
    for _ in range(71):
        clock.forward(minutes=10)
        assert sessions.person(secret, used=True) == cast.anna
    clock.forward(minutes=10)
    assert sessions.person(secret, used=True) is None


def test_a_clock_set_back_opens_no_session_that_was_found_too_old(sessions, cast, clock):
    secret = sessions.start(cast.anna.id, "password")
    clock.forward(minutes=31)
    assert sessions.person(secret, used=False) is None
    clock.forward(minutes=-31)
    assert sessions.person(secret, used=True) is None


def test_use_is_written_down_at_most_once_a_minute(sessions, cast, clock, database):
    secret = sessions.start(cast.anna.id, "password")
    seen = set()
    for _ in range(12):
        clock.forward(seconds=10)
        sessions.person(secret, used=True)
        with database.reading() as session:
            seen.add(session.execute(text("SELECT seen_at FROM session")).scalar_one())
    assert len(seen) == 3  # the start, and two whole minutes


def test_the_person_is_read_afresh_for_every_request(sessions, people, cast):
    secret = sessions.start(cast.olle.id, "password")
    people.grant(cast.olle.id, "legal", by=cast.lena)
    assert sessions.person(secret, used=True).may("approve")


@pytest.mark.parametrize(
    "change",
    [
        lambda people, cast: people.revoke(cast.karin.id, "comms_director", by=cast.lena),
        lambda people, cast: people.deactivate(cast.karin.id, by=cast.lena),
    ],
)
def test_losing_a_role_or_the_account_signs_out_everywhere(sessions, people, cast, change):
    hers, mine = sessions.start(cast.karin.id, "password"), sessions.start(cast.anna.id, "password")
    change(people, cast)
    people.reactivate(cast.karin.id, by=cast.lena)
    assert sessions.person(hers, used=True) is None and sessions.open_for(cast.karin.id) == []
    assert sessions.person(mine, used=True) == cast.anna


def test_a_refused_change_signs_nobody_out(sessions, people, cast):
    secret = sessions.start(cast.karin.id, "password")
    with pytest.raises(NotAllowed):
        people.deactivate(cast.karin.id, by=cast.anna)
    assert sessions.person(secret, used=True) == cast.karin


def test_only_an_active_human_can_be_signed_in(sessions, people, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    people.deactivate(cast.eva.id)
    for nobody in (robot.id, cast.eva.id, 999):
        with pytest.raises(NotAllowed):
            sessions.start(nobody, "password")


def test_signing_out_everywhere_else_keeps_this_browser(sessions, cast, newest):
    here, there = sessions.start(cast.anna.id, "password"), sessions.start(cast.anna.id, "sso")
    his = sessions.start(cast.erik.id, "password")
    assert sessions.end_all(cast.anna.id, keep=here) == 1
    assert sessions.person(here, used=True) and sessions.person(his, used=True)
    assert sessions.person(there, used=True) is None
    assert (newest()[0].action, newest()[0].data) == ("session.all_ended", {"sessions": 1})
    assert sessions.end_all(cast.anna.id) == 1 and sessions.end_all(cast.anna.id) == 0


def test_a_person_sees_their_open_sessions_the_latest_used_first(sessions, cast, clock):
    first = sessions.start(cast.anna.id, "password")
    clock.forward(minutes=5)
    sessions.start(cast.anna.id, "sso")
    ended = sessions.start(cast.anna.id, "link")
    sessions.end(ended)
    assert [one.how for one in sessions.open_for(cast.anna.id)] == ["sso", "password"]
    clock.forward(minutes=5)
    sessions.person(first, used=True)
    assert [one.how for one in sessions.open_for(cast.anna.id)] == ["password", "sso"]
    clock.forward(minutes=29)
    assert [one.how for one in sessions.open_for(cast.anna.id)] == ["password"]


def test_a_full_disk_keeps_nobody_from_reading_and_lets_nobody_stay_longer(sessions, cast, clock, read_only):
    secret = sessions.start(cast.anna.id, "password")
    read_only()
    clock.forward(minutes=29)
    assert sessions.person(secret, used=True) == cast.anna
    clock.forward(minutes=1)
    assert sessions.person(secret, used=True) is None


class TheDoor(RuleBasedStateMachine):
    """Two people who sign in, work, leave and are shut out in any order; a plain model says who may be inside."""

    stage: SimpleNamespace

    @initialize()
    def open(self) -> None:
        path = self.stage.folder / "krisplan.db"
        for leftover in self.stage.folder.glob("krisplan.db*"):
            leftover.unlink()
        shutil.copy(self.stage.file, path)
        self.now = self.stage.start
        self.database = Database(path)
        self.sessions = Sessions(self.database, lambda: self.now, IDLE, ABSOLUTE)
        self.people = People(self.database, lambda: self.now)
        self.passwords = Passwords(self.database, lambda: self.now, SECRET, QUICK)
        self.ids = [person.id for person in self.people.all()]
        self.inside: dict[str, SimpleNamespace] = {}
        self.outside: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "database"):
            assert Audit(self.database).verify().ok
            self.database.close()

    @rule(who=st.integers(0, 1))
    def sign_in(self, who: int) -> None:
        try:
            secret = self.sessions.start(self.ids[who], "password")
        except NotAllowed:
            assert not self.people.load(self.ids[who]).active
            return
        self.inside[secret] = SimpleNamespace(who=who, started=self.now, seen=self.now)

    @rule(which=st.integers(0, 9), used=st.booleans())
    def ask(self, which: int, used: bool) -> None:
        self._close_outlived()
        for secret, known in list(self.inside.items())[which : which + 1]:
            assert self.sessions.person(secret, used).id == self.ids[known.who]
            if used and self.now - known.seen >= timedelta(minutes=1):
                known.seen = self.now

    @rule(which=st.integers(0, 9))
    def sign_out(self, which: int) -> None:
        for secret in list(self.inside)[which : which + 1]:
            self.sessions.end(secret)
            self._close(secret)

    @rule(who=st.integers(0, 1), how=st.sampled_from(["all", "keep one", "revoke", "deactivate", "password", "change"]))
    def shut_out(self, who: int, how: str) -> None:
        self._close_outlived()
        theirs = [secret for secret, known in self.inside.items() if known.who == who]
        person = self.people.load(self.ids[who])
        kept = theirs[:1] if how in ("keep one", "change") else []
        try:
            {
                "all": lambda: self.sessions.end_all(person.id),
                "keep one": lambda: self.sessions.end_all(person.id, *kept),
                "revoke": lambda: self.people.revoke(person.id, "legal"),
                "deactivate": lambda: self.people.deactivate(person.id),
                "password": lambda: self.passwords.set(person.id, PHRASE, None),
                "change": lambda: self._change(person, *kept),
            }[how]()
        except NotAllowed:
            assert not person.active
            return
        for secret in set(theirs) - set(kept):
            self._close(secret)

    @rule(who=st.integers(0, 1))
    def let_back(self, who: int) -> None:
        self.people.reactivate(self.ids[who])

    @rule(minutes=st.sampled_from([0.5, 1, 10, 29, 31, 300]))
    def wait(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def nobody_is_inside_who_should_not_be(self) -> None:
        if not hasattr(self, "database"):
            return
        self._close_outlived()
        for secret in self.outside:
            assert self.sessions.person(secret, used=True) is None
        for who, person_id in enumerate(self.ids):
            listed = {one.started_at for one in self.sessions.open_for(person_id)}
            assert listed == {known.started for known in self.inside.values() if known.who == who}

    def _change(self, person, keep: str = "") -> None:
        self.passwords.set(person.id, PHRASE, None)  # which ends them all
        for secret in [secret for secret, known in self.inside.items() if self.ids[known.who] == person.id]:
            self._close(secret)
        fresh = self.sessions.start(person.id, "password")
        other = self.sessions.start(person.id, "password")
        self.passwords.change(person, PHRASE, PHRASE + " igen", keep_session=fresh)
        self.inside[fresh] = SimpleNamespace(who=self.ids.index(person.id), started=self.now, seen=self.now)
        self.outside.add(other)

    def _close_outlived(self) -> None:
        for secret, known in list(self.inside.items()):
            if self.now - known.seen >= IDLE or self.now - known.started >= ABSOLUTE:
                self._close(secret)

    def _close(self, secret: str) -> None:
        if self.inside.pop(secret, None):
            self.outside.add(secret)


def test_no_order_of_events_lets_a_closed_session_open_again(migrated_file: Path, data_folder: Path, clock):
    file = data_folder / "stage.db"
    shutil.copy(migrated_file, file)
    database = Database(file)
    for name in ("anna", "eva"):
        People(database, clock).add(name, f"{name}@ljungsjo.example", ["writer", "legal"])
    database.close()
    TheDoor.stage = SimpleNamespace(file=file, folder=data_folder, start=clock())
    run_state_machine_as_test(
        TheDoor,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
