"""Is a post kept as it was, does a person decide, and does everything leave a trace?"""

import hashlib
from datetime import timedelta

import pytest
from company import NOW, Company
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.errors import AssistantError, NotAllowed
from assistant.incidents.intake import LONGEST_POST, PostInput

ILL = "Min 2-åring kräks sen i går efter er jordgubbsyoghurt. Någon mer??"


def test_a_post_is_stored_letter_by_letter(company: Company):
    written = "  <b>Hej</b>\n\t${x} {{y}} \u202e é é 😍 'DROP TABLE post;--  "
    (post,) = company.incidents.load(company.opened(written).id).posts
    assert post.text == written
    assert post.sha256 == hashlib.sha256(written.encode()).hexdigest()


def test_a_stored_post_cannot_be_changed(company: Company):
    incident = company.opened("Besviken.")
    with pytest.raises(IntegrityError), company.database.writing() as session:
        session.execute(text("UPDATE post SET text='x' WHERE incident_id=:id"), {"id": incident.id})


def test_posts_are_kept_ninety_days_and_evidence_a_year(company: Company):
    assert company.opened("Besviken.").posts[0].delete_after == NOW + timedelta(days=90)
    assert company.opened("Jag ska skjuta er VD").posts[0].delete_after == NOW + timedelta(days=365)


def test_the_level_is_a_proposal_until_a_person_confirms_it(company: Company):
    incident = company.opened(ILL)
    assert not incident.decided
    confirmed = company.incidents.decide(incident.id, incident.level, incident.category, "", company.anna)
    assert confirmed.decided and confirmed.decided_by == company.anna.id


def test_a_change_needs_a_reason_and_moves_the_approvers_with_it(company: Company):
    incident = company.opened(ILL, "Samma här")
    with pytest.raises(AssistantError, match="Write why"):
        company.incidents.decide(incident.id, 4, incident.category, " ", company.anna)
    changed = company.incidents.decide(incident.id, 4, incident.category, "Två barn på sjukhus.", company.anna)
    assert (changed.level, changed.suggested.level) == (4, 3)
    assert changed.level_reasons[0].text.sv == "Två barn på sjukhus."
    assert changed.approver_roles == ("ceo", "comms_director", "legal")


def test_a_new_post_makes_a_new_proposal_but_never_overrules_a_person(company: Company):
    incident = company.opened("Jag mår illa efter att ha ätit er ost.")
    company.incidents.decide(incident.id, 2, incident.category, "En person, inte styrkt.", company.anna)
    post = PostInput(text="Vi också, kräks efter samma ost", channel="facebook", author="@x")
    after = company.incidents.add_post(incident.id, post, company.anna)
    assert after.level == 2 and after.suggested.level >= 3


def test_a_reader_may_neither_register_nor_decide(company: Company):
    with pytest.raises(NotAllowed):
        company.incidents.register(PostInput(text="Hej", channel="facebook"), company.reader)
    incident = company.opened("Hej")
    with pytest.raises(NotAllowed):
        company.incidents.decide(incident.id, 1, "none", "", company.reader)


@pytest.mark.parametrize("bad", ["", " \n ", "a" * (LONGEST_POST + 1), "trasig \udcff text"])
def test_an_unusable_post_is_refused_with_a_next_step(company: Company, bad: str):
    before = len(company.incidents.open_incidents())
    with pytest.raises(AssistantError):
        company.incidents.register(PostInput(text=bad, channel="facebook"), company.anna)
    assert len(company.incidents.open_incidents()) == before


def test_an_unknown_channel_or_incident_is_refused(company: Company):
    with pytest.raises(AssistantError):
        company.incidents.register(PostInput(text="Hej", channel="fax"), company.anna)
    with pytest.raises(AssistantError):
        company.incidents.load(99_999)


def test_a_closed_incident_takes_nothing_more(company: Company):
    incident = company.opened("Besviken.")
    assert not company.incidents.close(incident.id, "Kunden har fått svar.", company.anna).is_open
    for attempt in (
        lambda: company.incidents.close(incident.id, "igen", company.anna),
        lambda: company.incidents.decide(incident.id, 1, "none", "x", company.anna),
        lambda: company.incidents.add_post(incident.id, PostInput(text="Hej", channel="x"), company.anna),
    ):
        with pytest.raises(AssistantError, match="closed"):
            attempt()
    assert incident.id not in [one.id for one in company.incidents.open_incidents()]


def test_open_incidents_come_with_the_gravest_first(company: Company):
    company.opened("Besviken.")
    company.opened("Jag ska skjuta er VD, vet var han bor")
    levels = [one.level for one in company.incidents.open_incidents()]
    assert levels == sorted(levels, reverse=True)


def test_every_step_is_in_the_log_without_the_post_or_its_author(company: Company):
    incident = company.opened("Hemlig text om min granne")
    company.incidents.decide(incident.id, incident.level, incident.category, "", company.anna)
    company.incidents.close(incident.id, "", company.anna)
    events = [event for event in company.audit.events(50) if event.item == f"incident:{incident.id}"]
    assert {event.action for event in events} == {"incident.opened", "incident.level_confirmed", "incident.closed"}
    assert not any("granne" in str(event) or "@p0" in str(event) for event in events)
    assert company.audit.verify(None).ok
