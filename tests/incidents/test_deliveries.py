"""What an outside system delivers becomes one incident, however often and however simultaneously it comes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed
from assistant.incidents.deliveries import Delivery, DeliveryChanged
from assistant.incidents.intake import PostInput

POST = PostInput(text="Mjölken smakar konstigt!", channel="facebook", author="@kim")


def test_the_same_delivery_becomes_one_incident(company):
    once = Delivery.of("webhook", "msg.same", b"{}")
    first, new = company.incidents.register_once(POST, company.anna, once)
    again, newer = company.incidents.register_once(POST, company.anna, once)
    assert (new, newer) == (True, False) and first == again


def test_other_contents_under_the_same_number_are_refused(company):
    company.incidents.register_once(POST, company.anna, Delivery.of("webhook", "msg.changed", b"{}"))
    before = len(company.incidents.open_incidents())
    with pytest.raises(DeliveryChanged):
        company.incidents.register_once(POST, company.anna, Delivery.of("webhook", "msg.changed", b"{} "))
    assert len(company.incidents.open_incidents()) == before


def test_two_senders_may_use_the_same_number(company):
    one, _ = company.incidents.register_once(POST, company.anna, Delivery.of("person:1", "7", b"{}"))
    other, new = company.incidents.register_once(POST, company.anna, Delivery.of("person:2", "7", b"{}"))
    assert new and one.id != other.id


def test_many_at_once_become_one_incident(company):
    once = Delivery.of("webhook", "msg.racing", b"{}")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: company.incidents.register_once(POST, company.anna, once), range(16)))
    assert len({incident.id for incident, _ in made}) == 1
    assert [new for _, new in made].count(True) == 1


def test_who_may_not_write_does_not_even_learn_what_came_before(company):
    once = Delivery.of("webhook", "msg.reader", b"{}")
    company.incidents.register_once(POST, company.anna, once)
    with pytest.raises(NotAllowed):
        company.incidents.register_once(POST, company.reader, once)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hook_delivery SET incident_id = incident_id",
        "DELETE FROM hook_delivery",
        "INSERT INTO hook_delivery SELECT id, sha256, incident_id, received_at FROM hook_delivery LIMIT 1",
        "INSERT OR REPLACE INTO hook_delivery SELECT id, 'x', incident_id, received_at FROM hook_delivery LIMIT 1",
    ],
)
def test_a_delivery_is_never_changed_or_forgotten(company, statement: str):
    company.incidents.register_once(POST, company.anna, Delivery.of("webhook", statement, b"{}"))
    with pytest.raises(IntegrityError, match="immutable"), company.database.writing() as session:
        session.execute(text(statement))


def test_nothing_that_the_sender_wrote_is_kept_with_the_delivery(company):
    company.incidents.register_once(POST, company.anna, Delivery.of("webhook", "kim@mejeri.example", b"hemligt"))
    with company.database.reading() as session:
        kept = " ".join(str(row) for row in session.execute(text("SELECT * FROM hook_delivery")))
    assert "kim" not in kept and "hemligt" not in kept


@pytest.mark.parametrize("number", ["", "a.b", "å\n'; DROP TABLE hook_delivery; --", "\ud800", "x" * 10_000])
def test_any_number_at_all_can_be_named(number: str):
    assert len(Delivery.of("webhook", number, b"").id) == 64
