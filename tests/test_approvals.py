"""Does a text leave only after the right other people have approved exactly these bytes?"""

import hashlib
import json
import threading

import pytest
from sqlalchemy import text as sql

from assistant.approvals.envelope import Envelope, canonical, sha_of
from assistant.errors import AssistantError, NotAllowed
from assistant.people import DEMO_CAST
from assistant.records.audit import Audit
from assistant.replies.replies import Replies
from assistant.replies.reply import Reply

THREE = ("ceo/crisis_leader", "comms_director", "legal")


def approve(replies: Replies, reply: Reply, person, reason: str = "") -> Reply:
    return replies.decide(reply.id, reply.version, reply.sha, "approve", reason, person)


def refused(call, sv: str, en: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        call()
    assert (refusal.value.text("sv"), refusal.value.text("en")) == (sv, en)


def test_another_person_approves_exactly_the_displayed_bytes(replies, in_review, cast):
    reply = in_review()
    done = approve(replies, reply, cast.erik)
    assert done.state == "approved" and done.hindrance is None
    assert done.approved_roles == ("community_manager",)
    assert done.decisions[0].person == cast.erik and not done.self_approved


def test_the_hash_covers_everything_the_public_sees_and_where():
    envelope = Envelope("reply:1", "Hej", "x", "@konto", "post", "sv", salt="00" * 16)
    stored = {
        "v": 1, "item": "reply:1", "salt": "00" * 16, "text": "Hej", "channel": "x", "account": "@konto",
        "reply_to": "post", "media": [], "language": "sv", "label": "", "not_before": None,
    }  # fmt: skip
    plain = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert envelope.sealed == plain
    assert envelope.sha == hashlib.sha256(b"krisplan/envelope/1\n" + plain).hexdigest() == sha_of(plain)
    assert Envelope.read(plain) == envelope
    changed = {
        "text": "Hej ", "channel": "facebook", "account": "@annat", "reply_to": "p", "media": ("ab",),
        "language": "en", "label": "AI", "not_before": "2026", "salt": "01" * 16, "item": "reply:2",
    }  # fmt: skip
    hashes = {Envelope(**{**_fields(envelope), name: value}).sha for name, value in changed.items()}
    assert len(hashes) == len(changed) and envelope.sha not in hashes


def test_the_same_letters_in_another_unicode_form_are_other_bytes():
    assert canonical("\u00e9") != canonical("e\u0301")
    for impossible in (float("nan"), "\ud800"):
        with pytest.raises(ValueError):
            canonical(impossible)


def test_an_envelope_in_another_spelling_is_not_read():
    sealed = Envelope("reply:1", "Hej", "x", "@k", "p", "sv").sealed
    for other in (sealed.replace(b'"v":1', b'"v":2'), sealed + b" ", sealed.replace(b'"label":"",', b"")):
        with pytest.raises(ValueError):
            Envelope.read(other)


def test_nobody_approves_a_text_they_wrote_or_asked_for(replies, in_review, cast):
    reply = in_review()
    refused(
        lambda: approve(replies, reply, cast.anna),
        "Du har skrivit utkastet och kan därför inte godkänna det.",
        "You wrote this draft and cannot approve it.",
    )
    assert replies.load(reply.id) == reply


def test_an_editor_becomes_an_author_of_every_later_version(replies, in_review, cast):
    reply = in_review()
    edited = replies.edit(reply.id, 1, "Hej! Vi ringer dig.", cast.erik)
    edited = replies.edit(reply.id, 2, "Hej! Vi ringer dig i dag.", cast.anna)
    edited = replies.submit(reply.id, 3, cast.anna)
    assert set(edited.authors) == {cast.anna, cast.erik}
    refused(
        lambda: approve(replies, edited, cast.erik),
        "Du har skrivit utkastet och kan därför inte godkänna det.",
        "You wrote this draft and cannot approve it.",
    )


def test_an_edited_reply_needs_a_new_approval(replies, approved, cast):
    reply = approved()
    edited = replies.edit(reply.id, 1, reply.text + "!", cast.anna)
    assert (edited.version, edited.state, edited.approved_roles) == (2, "draft", ())
    assert edited.previous_text == reply.text
    refused(
        lambda: approve(replies, reply, cast.erik),
        "Texten har ändrats sedan du öppnade den. Läs den nya versionen.",
        "The text has changed since you opened it. Read the new version.",
    )
    with pytest.raises(NotAllowed):
        replies.copy_text(reply.id, cast.anna)


def test_even_the_same_text_again_is_a_new_version_with_its_own_hash(replies, approved, cast):
    reply = approved()
    again = replies.edit(reply.id, 1, reply.text, cast.anna)
    assert again.text == reply.text and again.sha != reply.sha and again.state == "draft"


def test_the_author_of_an_approved_text_may_approve_what_another_adds_later(replies, approved, cast):
    reply = approved()
    edited = replies.edit(reply.id, 1, "Hej! Vi har en lösning.", cast.erik)
    edited = replies.submit(edited.id, 2, cast.erik)
    assert edited.authors == (cast.erik,)
    assert approve(replies, edited, cast.anna).state == "approved"


@pytest.mark.parametrize("sha", ["", "0" * 64, "A"])
def test_a_hash_that_was_not_displayed_is_refused(replies, in_review, cast, sha):
    reply = in_review()
    with pytest.raises(NotAllowed, match="has changed"):
        replies.decide(reply.id, 1, sha, "approve", "", cast.erik)


def test_a_person_without_the_levels_role_is_refused(replies, in_review, cast):
    reply = in_review(roles=["legal"])
    for person in (cast.erik, cast.karin, cast.lena, cast.olle):
        with pytest.raises(NotAllowed):
            approve(replies, reply, person)
    assert approve(replies, reply, cast.eva).state == "approved"


def test_every_required_role_needs_a_person_of_its_own(replies, in_review, cast, people):
    people.grant(cast.karin.id, "legal")
    reply = in_review(roles=THREE)
    half = approve(replies, reply, cast.karin)
    assert (half.state, half.approved_roles) == ("in_review", ("comms_director",))
    with pytest.raises(NotAllowed, match="Karin Holm approved version 1 at 09:00"):
        approve(replies, reply, cast.karin)
    approve(replies, reply, cast.johan)
    done = approve(replies, reply, cast.eva)
    assert done.state == "approved"
    assert done.required_roles == THREE and set(done.approved_roles) == {"ceo", "comms_director", "legal"}


def test_a_seat_that_is_filled_is_not_filled_twice(replies, in_review, cast, people):
    people.grant(cast.nils.id, "legal")
    reply = in_review(roles=THREE)
    approve(replies, reply, cast.eva)
    refused(
        lambda: approve(replies, reply, cast.nils),
        "Eva Strand godkände version 1 kl. 09.00.",
        "Eva Strand approved version 1 at 09:00.",
    )


def test_who_could_fill_several_seats_takes_the_one_fewest_others_can(replies, in_review, cast, people):
    people.grant(cast.eva.id, "dpo")
    reply = in_review(roles=["legal/dpo", "legal"])
    approve(replies, reply, cast.eva)
    assert approve(replies, reply, cast.nils).state == "approved"


def test_two_seats_of_one_role_need_two_people(replies, in_review, cast, people):
    people.grant(cast.sara.id, "community_manager")
    reply = in_review(roles=["community_manager", "community_manager"])
    assert approve(replies, reply, cast.erik).state == "in_review"
    assert approve(replies, reply, cast.sara).state == "approved"


def test_one_rejection_ends_it(replies, in_review, cast):
    reply = in_review(roles=THREE)
    approve(replies, reply, cast.karin)
    ended = replies.decide(reply.id, 1, reply.sha, "reject", "Vi svarar inte här.", cast.johan)
    assert ended.state == "rejected"
    with pytest.raises(NotAllowed, match="Johan Dahl rejected version 1"):
        approve(replies, reply, cast.eva)
    with pytest.raises(NotAllowed, match="rejected"):
        replies.edit(reply.id, 1, "Nytt", cast.anna)


def test_sending_back_lets_the_author_write_a_new_version(replies, in_review, cast):
    reply = in_review()
    back = replies.decide(reply.id, 1, reply.sha, "send_back", "Nämn återkopplingen.", cast.erik)
    assert back.state == "draft" and back.decisions[-1].reason == "Nämn återkopplingen."
    with pytest.raises(NotAllowed, match="Change the text"):
        replies.submit(reply.id, 1, cast.anna)
    edited = replies.edit(reply.id, 1, "Hej! Vi hör av oss i dag.", cast.anna)
    again = replies.submit(edited.id, 2, cast.anna)
    assert approve(replies, again, cast.erik).state == "approved"


@pytest.mark.parametrize("verdict", ["reject", "send_back"])
def test_turning_a_text_down_needs_a_reason(replies, in_review, cast, verdict):
    reply = in_review()
    refused(
        lambda: replies.decide(reply.id, 1, reply.sha, verdict, "  ", cast.erik),
        "Skriv ett skäl. Det visas för den som skrev utkastet.",
        "Give a reason. The author will see it.",
    )


def test_a_stop_finding_bars_approval_by_anybody(replies, in_review, cast):
    reply = in_review("Hej [stop]")
    assert [finding.level for finding in reply.findings] == ["stop"]
    refused(
        lambda: approve(replies, reply, cast.erik, "Det går bra ändå."),
        "Rätta det som måste åtgärdas, eller välj Begär ändring.",
        "Fix what must be fixed, or choose Request changes.",
    )
    assert replies.decide(reply.id, 1, reply.sha, "send_back", "Ta bort.", cast.erik).state == "draft"


def test_a_finding_that_wants_a_reason_gets_one_that_is_kept(replies, in_review, cast):
    reply = in_review("Hej [reason]")
    with pytest.raises(NotAllowed, match="Give a reason"):
        approve(replies, reply, cast.erik, "\n ")
    done = approve(replies, reply, cast.erik, "Kunden har redan fått beloppet.")
    assert done.decisions[0].reason == "Kunden har redan fått beloppet."


def test_a_note_needs_nothing_extra(replies, in_review, cast):
    assert approve(replies, in_review("Hej [note]"), cast.erik).state == "approved"


def test_findings_come_back_as_they_were_given_and_follow_the_text(replies, in_review, cast):
    reply = in_review("Hej [stop] [reason]")
    cured = replies.edit(reply.id, 1, "Hej", cast.anna)
    assert [(finding.quoted, finding.start) for finding in reply.findings] == [("[stop]", 4), ("[reason]", 11)]
    assert cured.findings == ()


def test_a_draft_that_was_never_sent_for_approval_cannot_be_approved(replies, draft, cast):
    with pytest.raises(NotAllowed, match="has not been sent for approval"):
        approve(replies, draft(), cast.erik)


def test_submitting_twice_is_the_same_as_once(replies, in_review, cast):
    reply = in_review()
    assert replies.submit(reply.id, 1, cast.anna) == reply
    assert [waiting.id for waiting in replies.awaiting_approval()] == [reply.id]


def test_a_reader_may_neither_write_submit_nor_edit(replies, draft, cast):
    reply = draft()
    for call in (
        lambda: draft(by=cast.olle),
        lambda: replies.edit(reply.id, 1, "Hej", cast.olle),
        lambda: replies.submit(reply.id, 1, cast.olle),
    ):
        with pytest.raises(NotAllowed, match="may read but not write"):
            call()


def test_a_service_account_drafts_but_never_approves(replies, draft, cast, people):
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    reply = draft(by=robot)
    reply = replies.submit(reply.id, 1, robot)
    with pytest.raises(NotAllowed):
        approve(replies, reply, robot)
    assert approve(replies, reply, cast.erik).state == "approved"


def test_roles_claimed_by_the_caller_count_for_nothing(replies, in_review, cast):
    reply = in_review()
    forged = type(cast.olle)(**{**vars(cast.olle), "roles": frozenset({"community_manager"})})
    with pytest.raises(NotAllowed):
        approve(replies, reply, forged)


def test_an_approval_by_someone_since_deactivated_no_longer_counts(replies, in_review, cast, people):
    reply = in_review(roles=THREE)
    approve(replies, reply, cast.johan)
    approve(replies, reply, cast.karin)
    people.deactivate(cast.johan.id)
    refused(
        lambda: approve(replies, reply, cast.eva),
        "Ett tidigare godkännande gäller inte längre. Begär ändring, så att en ny version kan granskas.",
        "An earlier approval no longer counts. Request changes, so that a new version can be approved.",
    )


def test_a_closed_incident_sends_nothing(replies, in_review, cast, database, incident_id, clock):
    reply = in_review()
    _close(database, incident_id)
    with pytest.raises(NotAllowed, match="incident is closed"):
        approve(replies, reply, cast.erik)


def test_stop_all_bars_every_approval_until_two_different_people_lift_it(replies, in_review, cast):
    reply = in_review()
    replies.stop_all(cast.erik)
    assert replies.is_stopped()
    with pytest.raises(NotAllowed, match="Stop all is on"):
        approve(replies, reply, cast.erik)
    assert replies.lift_stop(cast.karin) is False
    with pytest.raises(NotAllowed, match="already lifted"):
        replies.lift_stop(cast.karin)
    assert replies.is_stopped()
    assert replies.lift_stop(cast.johan) is True
    assert approve(replies, reply, cast.erik).state == "approved"


def test_a_second_press_on_stop_all_takes_back_a_half_done_lift(replies, cast):
    replies.stop_all(cast.erik)
    replies.lift_stop(cast.karin)
    replies.stop_all(cast.johan)
    assert replies.lift_stop(cast.eva) is False
    assert replies.lift_stop(cast.karin) is True


def test_lifting_a_stop_revives_no_earlier_approval(replies, approved, in_review, cast):
    queued, half = approved(), in_review(roles=["comms_director", "legal"])
    approve(replies, half, cast.karin)
    replies.stop_all(cast.johan)
    replies.lift_stop(cast.karin)
    replies.lift_stop(cast.johan)
    assert replies.load(queued.id).state == "stopped"
    with pytest.raises(NotAllowed):
        replies.copy_text(queued.id, cast.anna)
    with pytest.raises(NotAllowed, match="earlier approval no longer counts"):
        approve(replies, half, cast.eva)


def test_only_an_approver_stops_or_lifts(replies, cast):
    for person in (cast.olle, cast.lena):
        with pytest.raises(NotAllowed):
            replies.stop_all(person)
    with pytest.raises(NotAllowed, match="not on"):
        replies.lift_stop(cast.erik)


def test_a_single_operator_approves_alone_and_it_is_labelled(replies, in_review, cast):
    replies.set_single_operator(True)
    reply = in_review(roles=["community_manager", "legal"])
    done = approve(replies, reply, cast.anna)
    assert done.state == "approved" and done.self_approved
    assert replies.receipt(reply.id).as_dict()["self_approved"] is True
    replies.set_single_operator(False)
    assert replies.load(reply.id).hindrance is not None
    with pytest.raises(NotAllowed):
        replies.copy_text(reply.id, cast.anna)


def test_two_people_stay_two_people_when_single_operator_is_on(replies, in_review, cast):
    replies.set_single_operator(True)
    done = approve(replies, in_review(), cast.erik)
    assert not done.self_approved


@pytest.mark.parametrize("text", ["", "  \n", "a\0b", "\ud83d", "x" * 20_001])
def test_a_text_nobody_could_publish_is_refused_in_plain_words(draft, text):
    with pytest.raises(AssistantError) as error:
        draft(text)
    assert error.value.text("sv").startswith("Texten")


def test_a_reply_without_approvers_is_refused(draft):
    with pytest.raises(AssistantError, match="nobody who approves"):
        draft(roles=[])


def test_a_reply_to_an_unknown_incident_is_refused(replies, database, draft, incident_id):
    make = {
        "channel": "x", "account": "a", "reply_to": "p", "language": "sv", "text": "Hej", "writer": "template",
        "passages": [], "level": 1, "required_roles": ["legal"], "post_text": "",
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="Nothing was saved"):
        replies.new_reply(incident_id=incident_id + 1, requested_by=draft().authors[0], **make)


def test_a_refusal_changes_nothing_but_the_log(replies, in_review, cast, database):
    reply, log = in_review(), Audit(database)
    before = log.head().number
    with pytest.raises(NotAllowed):
        approve(replies, reply, cast.anna)
    assert replies.load(reply.id) == reply
    events = log.events(limit=log.head().number - before)
    assert [(event.action, event.actor) for event in events] == [("reply.approved.refused", cast.anna.actor)]


def test_every_step_stands_in_a_log_that_holds_no_text(replies, in_review, cast, database):
    reply = in_review("Hemlig mening om mjölken [reason]")
    approve(replies, reply, cast.erik, "Känslig motivering")
    log = Audit(database)
    actions = [event.action for event in reversed(log.events())][len(DEMO_CAST) :]
    assert actions == ["reply.drafted", "reply.submitted", "reply.approved", "reply.released"]
    everything = str(log.events())
    assert "Hemlig" not in everything and "Känslig" not in everything and "konstigt" not in everything
    assert reply.sha in everything and log.verify().ok


def test_of_twelve_who_press_at_once_each_person_decides_once(replies, in_review, cast, people, database):
    people.grant(cast.sara.id, "community_manager")
    for round_ in range(6):
        reply = in_review(f"Hej {round_}", roles=["community_manager", "community_manager"])
        results = _race(lambda person, reply=reply: approve(replies, reply, person), [cast.erik, cast.sara] * 6)
        done = replies.load(reply.id)
        assert sorted(made.person.name for made in done.decisions) == ["Erik Lund", "Sara Nyström"]
        assert (done.state, sum(results)) == ("approved", 2)
    assert Audit(database).verify().ok


def test_of_approve_reject_and_edit_at_once_only_one_story_comes_true(replies, in_review, cast, people):
    people.grant(cast.sara.id, "community_manager")
    for round_ in range(6):
        reply = in_review(f"Hej {round_}")
        results = _race(
            lambda act: act(),
            [
                lambda reply=reply: approve(replies, reply, cast.erik),
                lambda reply=reply: replies.decide(reply.id, 1, reply.sha, "reject", "Nej", cast.sara),
                lambda reply=reply: replies.edit(reply.id, 1, "Ny text", cast.anna),
            ]
            * 3,
        )
        done = replies.load(reply.id)
        on_first = [made for made in done.decisions if made.version == 1]
        assert len(on_first) <= 1
        assert sum(results) == len(on_first) + (done.version - 1)
        assert not (done.state == "approved" and done.version == 2)


def _race(call, arguments) -> list[bool]:
    """Run all at once; True for each that went through. Anything but a plain refusal fails the test."""
    results, errors, gate = [], [], threading.Barrier(len(arguments))

    def run(argument) -> None:
        gate.wait()
        try:
            call(argument)
            results.append(True)
        except NotAllowed:
            results.append(False)
        except BaseException as error:  # noqa: BLE001 - a thread must bring its error home
            errors.append(error)

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return results


def _fields(envelope: Envelope) -> dict:
    return {name: getattr(envelope, name) for name in envelope.__dataclass_fields__}


def _close(database, incident_id) -> None:
    with database.writing() as session:
        session.execute(sql(f"UPDATE incident SET closed_at='2026-11-23T08:00:00.000000Z' WHERE id={incident_id}"))
