"""Does a deputy hold the role exactly while it is lent, and does everything they approved fall with it?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed
from assistant.people import Delegations, People
from assistant.records.database import Database
from assistant.records.moments import moment_text

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def lend(delegations, cast, clock):
    """Lends Eva's role `legal` to Olle, who only reads, for a day unless said otherwise."""

    def make(role="legal", giver=cast.eva, deputy=cast.olle, start=0.0, hours=24.0, by=None):
        starts = clock() + timedelta(hours=start)
        return delegations.give(role, giver.id, deputy.id, starts, starts + timedelta(hours=hours), by or giver)

    return make


@pytest.fixture
def october(clock) -> None:
    """The cast is at work before the clocks change."""
    clock.now = datetime(2026, 10, 1, tzinfo=UTC)


def approve(replies, reply, person):
    return replies.decide(reply.id, reply.version, reply.sha, "approve", "", person)


def test_a_deputy_holds_the_role_while_it_is_lent(lend, people, cast, clock):
    lend(start=1, hours=2)
    assert not people.load(cast.olle.id).may("approve")
    clock.forward(hours=1)
    olle = people.load(cast.olle.id)
    assert olle.roles == {"reader", "legal"} and olle.deputy_for == {"legal"} and olle.may("approve")
    assert people.load(cast.eva.id) == cast.eva, "whoever lends a role keeps it"
    clock.forward(hours=2, seconds=1)
    assert people.load(cast.olle.id) == cast.olle


def test_a_role_held_directly_too_is_not_held_only_as_deputy(lend, people, cast):
    people.grant(cast.olle.id, "legal", by=cast.lena)
    lend()
    assert people.load(cast.olle.id).deputy_for == frozenset()
    people.revoke(cast.olle.id, "legal", by=cast.lena)
    assert people.load(cast.olle.id).deputy_for == {"legal"}


def test_every_list_of_people_knows_the_deputies(lend, people, cast):
    lend()
    listed = {person.id: person for person in people.all()}
    assert listed[cast.olle.id] == people.load(cast.olle.id) == people.by_email(cast.olle.email)
    assert people.require(cast.olle.id, "approve").deputy_for == {"legal"}


def test_a_delegation_is_told_in_the_log_and_listed(lend, delegations, cast, clock, newest):
    later, given = lend(start=48), lend()
    assert (given.role, given.from_person, given.made_by) == ("legal", cast.eva, cast.eva)
    assert given.to_person.deputy_for == {"legal"} and given.starts == clock()
    assert (newest()[0].action, newest()[0].item) == ("delegation.given", f"person:{cast.olle.id}")
    assert [one.id for one in delegations.all()] == [given.id, later.id]
    delegations.end(later.id, cast.lena)
    assert newest()[0].action == "delegation.ended"
    clock.forward(hours=25)
    assert delegations.all() == []
    assert [(one.id, one.ended_at is None) for one in delegations.all(include_past=True)] == [
        (given.id, True),
        (later.id, False),
    ]


@pytest.mark.parametrize("by", ["eva", "olle", "lena"])
def test_giver_deputy_and_administrator_may_end_it_at_once(lend, delegations, people, cast, newest, by):
    given = lend()
    delegations.end(given.id, getattr(cast, by))
    assert people.load(cast.olle.id) == cast.olle
    number = newest()[0].number
    delegations.end(given.id, cast.lena)
    assert newest()[0].number == number, "ending twice is told once"


def test_nobody_else_makes_or_ends_it(lend, delegations, people, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    given = lend()
    for by in (cast.karin, robot):
        with pytest.raises(NotAllowed):
            delegations.end(given.id, by)
        with pytest.raises(NotAllowed):
            lend(by=by)
    with pytest.raises(NotAllowed):
        delegations.end(999, cast.lena)
    assert lend(by=cast.lena).made_by == cast.lena


def test_only_a_role_held_directly_is_lent_by_one_active_human_to_another(lend, people, cast):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    lend()  # Olle now holds it as deputy
    people.deactivate(cast.nils.id)
    for impossible in (
        {"giver": people.load(cast.olle.id), "deputy": cast.karin},
        {"role": "ceo"},
        {"deputy": robot},
        {"giver": robot, "role": "writer", "by": cast.lena},
        {"deputy": cast.nils},
        {"giver": cast.nils, "role": "dpo", "by": cast.lena},
        {"deputy": cast.eva},
        {"hours": 0},
        {"hours": -1},
        {"start": -48},
    ):
        with pytest.raises(NotAllowed):
            lend(**impossible)


def test_a_time_without_a_zone_is_no_time(delegations, cast, clock):
    with pytest.raises(ValueError, match="zone"):
        delegations.give("legal", cast.eva.id, cast.olle.id, clock().replace(tzinfo=None), clock(), cast.eva)


def test_a_deputy_approves_and_the_text_may_leave(lend, replies, in_review, people, cast):
    lend()
    reply = in_review(roles=["legal"])
    with pytest.raises(NotAllowed):
        approve(replies, reply, cast.karin)
    done = approve(replies, reply, people.load(cast.olle.id))
    assert done.state == "approved" and done.hindrance is None
    assert replies.copy_text(reply.id, cast.anna) == reply.text


def test_a_deputy_who_wrote_the_text_is_refused(lend, replies, in_review, people, cast):
    lend(deputy=cast.anna)
    with pytest.raises(NotAllowed, match="wrote this draft"):
        approve(replies, in_review(roles=["legal"]), people.load(cast.anna.id))


def test_a_deputy_fills_one_seat_and_not_two(lend, replies, in_review, people, cast):
    lend(deputy=cast.karin)
    reply = in_review(roles=["comms_director", "legal"])
    karin = people.load(cast.karin.id)
    assert approve(replies, reply, karin).state == "in_review"
    with pytest.raises(NotAllowed):
        approve(replies, reply, karin)
    assert approve(replies, reply, cast.eva).state == "approved"


def test_the_giver_and_the_deputy_are_two_people(lend, replies, in_review, people, cast):
    lend()
    reply = in_review(roles=["legal", "legal"])
    assert approve(replies, reply, cast.eva).state == "in_review"
    assert approve(replies, reply, people.load(cast.olle.id)).state == "approved"


FALLS = {
    "the giver loses the role": lambda world: world.people.revoke(world.cast.eva.id, "legal", by=world.cast.lena),
    "the giver is deactivated": lambda world: world.people.deactivate(world.cast.eva.id, by=world.cast.lena),
    "the giver ends it": lambda world: world.delegations.end(world.given.id, world.cast.eva),
    "the deputy is deactivated": lambda world: world.people.deactivate(world.cast.olle.id, by=world.cast.lena),
    "its time is over": lambda world: world.clock.forward(minutes=31),
    "the giver's role runs out": lambda world: (
        world.people.grant(world.cast.eva.id, "legal", until=world.clock() + timedelta(minutes=10)),
        world.clock.forward(minutes=11),
    ),
}


@pytest.mark.parametrize("fall", FALLS.values(), ids=FALLS)
@pytest.mark.parametrize("copied", [False, True])
def test_what_a_deputy_approved_falls_with_the_delegation(
    lend, replies, in_review, people, cast, clock, delegations, database, fall, copied
):
    class World:
        given = lend(hours=0.5)

    World.people, World.cast, World.clock, World.delegations = people, cast, clock, delegations
    reply = in_review(roles=["legal"])
    approve(replies, reply, people.load(cast.olle.id))
    if copied:
        replies.copy_text(reply.id, cast.anna)
        replies.not_sent(reply.id, cast.anna)
    fall(World)
    assert replies.load(reply.id).hindrance is not None
    with pytest.raises(NotAllowed):
        replies.copy_text(reply.id, cast.anna)
    send = text("UPDATE outbox SET state='sending', attempt=attempt+1, at=:at")
    with pytest.raises(IntegrityError, match="not eligible"), database.writing() as session:
        session.execute(send, {"at": moment_text(clock())})


def test_a_deputy_helps_to_lift_a_stop_only_while_it_lasts(lend, replies, people, cast, delegations):
    given = lend()
    olle = people.load(cast.olle.id)
    replies.stop_all(cast.karin)
    delegations.end(given.id, cast.eva)
    with pytest.raises(NotAllowed):
        replies.lift_stop(olle)
    lend()
    assert not replies.lift_stop(cast.karin) and replies.lift_stop(olle)


def test_a_deputy_for_an_administrator_administers_but_is_not_the_last_one(lend, people, cast):
    lend("administrator", cast.lena, cast.karin)
    karin = people.load(cast.karin.id)
    people.grant(cast.olle.id, "writer", by=karin)
    with pytest.raises(NotAllowed, match="only administrator"):
        people.deactivate(cast.lena.id, by=karin)


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (datetime(2026, 10, 25), datetime(2026, 10, 26), 25),  # the clock is put back
        (datetime(2027, 3, 28), datetime(2027, 3, 29), 23),  # the clock is put forward
        (datetime(2028, 2, 29), datetime(2028, 3, 1), 24),
        (datetime(2026, 12, 31), datetime(2027, 1, 1), 24),
    ],
)
def test_a_whole_local_day_is_lent_when_the_clocks_change(
    october, delegations, people, cast, clock, first, last, hours
):
    starts, ends = first.replace(tzinfo=STOCKHOLM), last.replace(tzinfo=STOCKHOLM)
    given = delegations.give("legal", cast.eva.id, cast.olle.id, starts, ends - timedelta(microseconds=1), cast.eva)
    assert given.starts.tzinfo is UTC
    clock.now = starts.astimezone(UTC) - timedelta(hours=3)
    held = 0
    for _ in range(35):
        may = people.load(cast.olle.id).may("approve")
        assert may == (clock().astimezone(STOCKHOLM).date() == first.date())
        held += may
        clock.forward(hours=1)
    assert held == hours


def test_the_hour_that_comes_twice_can_be_lent_in_full(october, delegations, people, cast, clock):
    half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM)
    delegations.give("legal", cast.eva.id, cast.olle.id, half_past_two, half_past_two.replace(fold=1), cast.eva)
    with pytest.raises(NotAllowed):
        delegations.give("legal", cast.eva.id, cast.olle.id, half_past_two.replace(fold=1), half_past_two, cast.eva)
    clock.now = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert people.load(cast.olle.id).may("approve")
    clock.forward(minutes=31)
    assert not people.load(cast.olle.id).may("approve")


NIGHTS = (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2027, 3, 27, 20, tzinfo=UTC))
HOURS = 12
PIECE = st.tuples(st.integers(-2, HOURS), st.integers(1, HOURS))
LENT = st.tuples(PIECE, st.booleans(), st.none() | st.integers(0, HOURS))


@given(
    night=st.sampled_from(NIGHTS),
    lent=st.lists(LENT, max_size=5),
    own=st.none() | PIECE,
    lost=st.none() | st.integers(1, HOURS),
)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)
def test_overlapping_delegations_give_the_role_exactly_while_one_of_them_runs(
    migrated_file, tmp_path_factory, night, lent, own, lost
):
    path = tmp_path_factory.mktemp("night") / "krisplan.db"
    path.write_bytes(migrated_file.read_bytes())
    now = [night]
    database = Database(path)
    people, delegations = People(database, lambda: now[0]), Delegations(database, lambda: now[0])
    givers = [people.add(name, f"{name}@ljungsjo.example", ["legal"]) for name in ("eva", "nils")]
    deputy = people.add("olle", "olle@ljungsjo.example", ["reader"])
    if own:
        people.grant(deputy.id, "legal", until=night + timedelta(hours=own[1]))
    rows = []
    for (start, length), second, ended in lent:
        starts = (night + timedelta(hours=start)).astimezone(STOCKHOLM)
        ends = (night + timedelta(hours=start + length)).astimezone(STOCKHOLM)
        if start + length > 0:
            row = delegations.give("legal", givers[second].id, deputy.id, starts, ends, givers[second])
            rows.append((start, start + length, second, ended, row.id))
    for hour in range(HOURS):
        now[0] = night + timedelta(hours=hour, minutes=30)
        for _, _, second, ended, row_id in rows:
            if ended == hour:
                delegations.end(row_id, people.load(givers[second].id))
        if lost == hour:
            people.revoke(givers[0].id, "legal")
        direct = own is not None and hour < own[1]
        lately = any(
            start <= hour < end and (ended is None or ended > hour) and (second or lost is None or lost > hour)
            for start, end, second, ended, _ in rows
        )
        held = people.load(deputy.id)
        assert ("legal" in held.roles, "legal" in held.deputy_for) == (direct or lately, lately and not direct)
    database.close()
