"""Does an approved text leave at most once, and do we say so when we do not know?"""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import text as sql

from assistant.channels import CHANNELS
from assistant.errors import AssistantError, NotAllowed
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.replies.replies import Replies

LINK = "https://www.facebook.com/ljungsjo/posts/1"


def refused(call, english: str) -> None:
    with pytest.raises(NotAllowed, match=english):
        call()


def test_what_is_copied_is_exactly_what_was_approved(replies, approved, cast):
    text = "Hej!\r\n\tVi ringer – i dag. 🥛\u00a0e\u0301 <b>$x{y}</b>"
    reply = approved(text)
    assert replies.copy_text(reply.id, cast.anna) == text
    taken = replies.load(reply.id)
    assert taken.state == "sending" and taken.delivery.taken_by == cast.anna and taken.delivery.attempt == 1


def test_a_confirmed_copy_is_sent_and_stays_sent(replies, approved, cast):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    sent = replies.confirm_sent(reply.id, cast.anna, f" {LINK} ")
    assert (sent.state, sent.delivery.link) == ("sent", LINK)
    refused(lambda: replies.copy_text(reply.id, cast.anna), "already published")
    refused(lambda: replies.confirm_sent(reply.id, cast.anna, LINK), "already published")
    refused(lambda: replies.not_sent(reply.id, cast.anna), "already published")
    refused(lambda: replies.edit(reply.id, 1, "Nytt", cast.anna), "already published")
    assert replies.awaiting_delivery() == []


def test_a_text_is_not_copied_twice_before_someone_says_how_it_went(replies, approved, cast):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    with pytest.raises(NotAllowed) as refusal:
        replies.copy_text(reply.id, cast.erik)
    assert refusal.value.text("sv") == "Anna Berg kopierade texten kl. 09.00. Säg först om den gick ut eller inte."
    assert refusal.value.text("en") == "Anna Berg copied the text at 09:00. First say whether it went out or not."


def test_what_did_not_go_out_may_be_copied_again(replies, approved, cast):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    cleared = replies.not_sent(reply.id, cast.erik)
    assert (cleared.state, cleared.delivery.checked_by) == ("approved", cast.erik)
    assert replies.copy_text(reply.id, cast.anna) == reply.text
    assert replies.load(reply.id).delivery.attempt == 2


def test_nothing_is_confirmed_that_was_not_copied(replies, approved, in_review, cast):
    for reply in (approved(), in_review()):
        refused(lambda reply=reply: replies.confirm_sent(reply.id, cast.anna, LINK), "not been copied")
        refused(lambda reply=reply: replies.not_sent(reply.id, cast.anna), "not been copied")


def test_an_unapproved_text_is_not_copied(replies, draft, in_review, cast):
    for reply in (draft(), in_review(), in_review(roles=["community_manager", "legal"])):
        refused(lambda reply=reply: replies.copy_text(reply.id, cast.anna), "not approved")


def test_only_a_person_who_may_write_or_approve_copies_and_confirms(replies, approved, cast):
    reply = approved()
    for person in (cast.olle, cast.lena):
        refused(lambda person=person: replies.copy_text(reply.id, person), "may read but not write")
    replies.copy_text(reply.id, cast.johan)
    refused(lambda: replies.confirm_sent(reply.id, cast.olle, LINK), "may read but not write")


def test_an_approval_expires_and_the_refusal_says_when(replies, approved, cast, clock):
    reply = approved()
    clock.forward(minutes=59, seconds=59)
    assert replies.load(reply.id).hindrance is None
    clock.forward(seconds=1)
    with pytest.raises(NotAllowed) as refusal:
        replies.copy_text(reply.id, cast.anna)
    assert refusal.value.text("sv").startswith("Godkännandet gick ut kl. 10.00.")
    assert refusal.value.text("en").startswith("The approval expired at 10:00.")


def test_the_first_approval_to_expire_decides(replies, in_review, cast, clock):
    reply = in_review(roles=["comms_director", "legal"])
    replies.decide(reply.id, 1, reply.sha, "approve", "", cast.karin)
    clock.forward(minutes=50)
    done = replies.decide(reply.id, 1, reply.sha, "approve", "", cast.eva)
    clock.forward(minutes=11)
    refused(lambda: replies.copy_text(done.id, cast.anna), "expired at 10:00")


@pytest.mark.parametrize("change", ["deactivate", "revoke"])
def test_an_approver_who_lost_the_role_takes_the_approval_along(replies, approved, cast, people, change):
    reply = approved()
    if change == "deactivate":
        people.deactivate(cast.erik.id)
    else:
        people.revoke(cast.erik.id, "community_manager")
    refused(lambda: replies.copy_text(reply.id, cast.anna), "no longer counts")


def test_a_closed_incident_holds_an_approved_reply_back(replies, approved, cast, database, incident_id, clock):
    reply = approved()
    with database.writing() as session:
        session.execute(sql(f"UPDATE incident SET closed_at='2026-11-23T08:00:00.000000Z' WHERE id={incident_id}"))
    refused(lambda: replies.copy_text(reply.id, cast.anna), "incident is closed")


def test_stop_all_takes_effect_before_the_next_copy(replies, approved, cast):
    waiting, taken = approved(), approved()
    replies.copy_text(taken.id, cast.anna)
    replies.stop_all(cast.erik)
    refused(lambda: replies.copy_text(waiting.id, cast.anna), "stopped")
    assert replies.load(waiting.id).state == "stopped"
    assert replies.confirm_sent(taken.id, cast.anna, "").state == "sent", "what is already out can still be told"


def test_a_failed_copy_is_not_revived_by_lifting_a_stop(replies, approved, cast):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    replies.stop_all(cast.erik)
    replies.lift_stop(cast.erik)
    replies.lift_stop(cast.karin)
    replies.not_sent(reply.id, cast.anna)
    refused(lambda: replies.copy_text(reply.id, cast.anna), "no longer counts")


def test_a_stopped_reply_leaves_again_as_a_new_approved_version(replies, approved, cast):
    reply = approved()
    replies.stop_all(cast.erik)
    replies.lift_stop(cast.erik)
    replies.lift_stop(cast.karin)
    edited = replies.edit(reply.id, 1, reply.text, cast.anna)
    edited = replies.submit(edited.id, 2, cast.anna)
    replies.decide(edited.id, 2, edited.sha, "approve", "", cast.erik)
    assert replies.copy_text(reply.id, cast.anna) == reply.text


def test_an_edit_stops_the_version_that_was_waiting_to_leave(replies, approved, cast, database):
    reply = approved()
    replies.edit(reply.id, 1, "Ny text", cast.anna)
    with database.reading() as session:
        assert session.execute(sql("SELECT state FROM outbox")).scalars().all() == ["stopped"]
    assert "reply.stopped" in [event.action for event in Audit(database).events(limit=3)]


def test_a_copied_text_is_not_edited_behind_its_back(replies, approved, cast):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    refused(lambda: replies.edit(reply.id, 1, "Ny text", cast.anna), "unclear whether")


def test_bytes_changed_in_the_file_are_not_handed_out(replies, approved, cast, database):
    reply = approved()
    with database.writing() as session:
        session.execute(sql("DROP TRIGGER version_ro"))
        session.execute(sql("UPDATE version SET envelope=CAST(replace(envelope, 'Hej', 'Nej') AS BLOB)"))
    refused(lambda: replies.copy_text(reply.id, cast.anna), "not the one that was approved")
    assert replies.load(reply.id).delivery.attempt == 0


def test_after_a_restart_a_copy_under_way_is_unknown_until_someone_looks(replies, approved, cast, database, clock):
    first, second, untouched = approved(), approved(), approved()
    for reply in (first, second):
        replies.copy_text(reply.id, cast.anna)
    replies = Replies(database, clock, lambda proposal: ())
    assert replies.recover() == 2
    assert replies.recover() == 0
    assert [replies.load(reply.id).state for reply in (first, second, untouched)] == ["unknown"] * 2 + ["approved"]
    refused(lambda: replies.copy_text(first.id, cast.anna), "unclear whether")
    assert replies.confirm_sent(first.id, cast.anna, LINK).state == "sent"
    assert replies.not_sent(second.id, cast.anna).state == "approved"
    assert replies.copy_text(second.id, cast.anna) == second.text
    assert Audit(database).verify().ok


@pytest.mark.process
def test_killed_between_storing_the_attempt_and_handing_over_means_unknown(replies, approved, cast, database):
    reply = approved()
    program = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.people import People
from assistant.records.database import Database
from assistant.replies.replies import Replies
database, clock = Database(Path(sys.argv[1])), lambda: datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
person = People(database, clock).load(int(sys.argv[3]))
Replies(database, clock, lambda proposal: ()).copy_text(int(sys.argv[2]), person)
"""
    environment = {**os.environ, "KRISPLAN_TEST_MODE": "1", "KRISPLAN_FAULT_AT": "1:kill"}
    run = subprocess.run(
        [sys.executable, "-c", program, str(database.path), str(reply.id), str(cast.anna.id)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert replies.load(reply.id).state == "sending"
    assert replies.recover() == 1
    assert replies.load(reply.id).state == "unknown"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ljungsjo.example",
        "https://",
        "https://x/ y",
        "http://[",
        "https://x/\ny",
        "https://x/" + "a" * 2000,
    ],
)
def test_a_link_that_is_no_web_address_is_refused_and_nothing_changes(replies, approved, cast, link):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    with pytest.raises(AssistantError):
        replies.confirm_sent(reply.id, cast.anna, link)
    assert replies.load(reply.id).state == "sending"


def test_the_receipt_says_who_approved_what_and_pins_the_log(replies, approved, cast, database):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    replies.confirm_sent(reply.id, cast.karin, LINK)
    receipt = replies.receipt(reply.id)
    shown = receipt.as_dict()
    assert shown["approvals"] == [
        {"person": "Erik Lund", "role": "community_manager", "reason": "", "at": "2026-11-23T08:00:00.000000Z"}
    ]
    assert (shown["sha256"], shown["link"], shown["self_approved"]) == (reply.sha, LINK, False)
    assert (shown["taken_by"], shown["confirmed_by"]) == ("Anna Berg", "Karin Holm")
    assert reply.text not in str(shown)
    assert Audit(database).verify(head=str(shown["log_head"])).ok


def test_lists_show_what_waits_for_whom(replies, draft, in_review, approved, cast, incident_id):
    made = [draft(), in_review(), approved()]
    assert [reply.id for reply in replies.awaiting_approval()] == [made[1].id]
    assert [reply.id for reply in replies.awaiting_delivery()] == [made[2].id]
    assert [reply.id for reply in replies.of_incident(incident_id)] == [reply.id for reply in made]


def test_an_unknown_reply_is_refused_in_words(replies, cast):
    refused(lambda: replies.load(99), "does not exist")
    refused(lambda: replies.copy_text(99, cast.anna), "does not exist")


def test_every_channel_is_listed_in_one_place():
    assert set(CHANNELS) == {"clipboard"}


def test_state_survives_closing_and_opening_the_file(replies, approved, cast, database, clock):
    reply = approved()
    replies.copy_text(reply.id, cast.anna)
    database.close()
    again = Database.open(database.path)
    assert Replies(again, clock, lambda proposal: ()).load(reply.id).state == "sending"
    again.close()
