"""What is erased is gone from every table and file; rows, decisions, hashes and the log stay as they were."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from company import NOW, Company, open_company
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assistant.approvals.envelope import sha_of
from assistant.conversation import Conversations, route
from assistant.erasure import Erasure
from assistant.errors import AssistantError, NotAllowed
from assistant.incidents.intake import PostInput
from assistant.records.database import Database
from assistant.records.moments import moment_text
from assistant.replies.reply import Reply

POST = "Jag hittade en kackerlacka i filmjölken från Ljungsjö! Åtta-noll-unikum, ring 070-174 99 31."
AUTHOR = "@kackerlacks-unikum"
LINK = "https://social.example/kackerlacks-unikum/1"
WORDS = ("kackerlacka", "kackerlacks-unikum", "Åtta-noll-unikum", "070-174 99 31", "bytt-skäl-unikum", "svar-unikum")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with documents, copied by every test: the index is not needed to erase."""
    folder = tmp_path_factory.mktemp("erasing")
    for _ in open_company(folder, documents=False):
        pass
    return folder


@pytest.fixture
def company(prepared: Path, tmp_path: Path) -> Iterator[Company]:
    folder = tmp_path / "house"
    shutil.copytree(prepared, folder)
    yield from open_company(folder, documents=False)


@pytest.fixture
def erasure(company: Company) -> Erasure:
    return Erasure(company.database, lambda: NOW)


@pytest.fixture
def told(company: Company) -> Reply:
    """An incident whose post has been quoted wherever a post can be: reasons, replies, talk, questions."""
    post = PostInput(text=POST, channel="facebook", author=AUTHOR, url=LINK)
    incident = company.incidents.register(post, company.anna)
    company.incidents.decide(incident.id, 2, "customer_complaint", "bytt-skäl-unikum", company.anna)
    reply = company.replies.new_reply(
        incident_id=incident.id,
        channel="facebook",
        account="Ljungsjö Mejeri",
        reply_to=LINK,
        language="sv",
        text="Hej! Vi tittar på det du skrev, svar-unikum. Ring 070-174 99 31.",
        requested_by=company.anna,
        writer="template",
        passages=[],
        required_roles=("community_manager",),
        level=1,
        post_text=POST,
    )
    reply = company.replies.edit(reply.id, 1, "Hej! Vi tittar på det, svar-unikum.", company.anna)
    talk = Conversations(company.database, company.library, lambda: NOW)
    number = talk.start(company.anna)
    talk.add(number, company.anna, route(f"Vad gör vi nu? {POST}"), incident.id)
    talk.add(number, company.anna, route(f"Vad svarar man på {POST}"))
    talk.add(number, company.anna, route("Hur snabbt svarar vi?"))
    company.gaps.note(POST, "sv", "chat")
    company.gaps.note("Hur snabbt svarar vi?", "sv", "chat")
    return reply


def everything(database: Database) -> dict[str, list[tuple]]:
    with database.reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).all()
        return {name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))] for name in tables}


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def held(folder: Path) -> list[str]:
    content = bytes_in(folder)
    return [word for word in WORDS if word.encode() in content or word.encode("utf-16-le") in content]


def force(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        session.execute(text(statement), values)


def test_the_bytes_of_an_erased_incident_are_gone_from_every_file(company: Company, erasure: Erasure, told: Reply):
    folder = company.database.path.parent
    assert held(folder) == list(WORDS)
    assert erasure.incident(told.incident_id).cleaned
    assert held(folder) == []


def test_rows_decisions_hashes_and_the_log_stay(company: Company, erasure: Erasure, told: Reply):
    before = everything(company.database)
    erasure.incident(told.incident_id, reason="begäran")
    after = everything(company.database)
    gaps = len(before["gap"])
    gone = {name: (len(before[name]), len(after[name])) for name in before if len(before[name]) != len(after[name])}
    assert gone == {
        "erasure": (0, 1),
        "audit": (len(before["audit"]), len(before["audit"]) + 2),
        "gap": (gaps, gaps - 1),
    }
    assert company.audit.verify().ok
    last = company.audit.events(1)[0]
    assert (last.action, last.item, last.actor) == ("incident.erased", f"incident:{told.incident_id}", "system")
    assert company.replies.load(told.id).sha == told.sha
    assert [row[1:4] for row in after["erasure"]] == [("incident", told.incident_id, None)]
    assert after["audit"][: len(before["audit"])] == before["audit"]


def test_what_does_not_carry_the_words_is_left_alone(company: Company, erasure: Erasure, told: Reply):
    other = company.opened("Mjölken smakade surt i dag.")
    erasure.incident(told.incident_id)
    assert company.incidents.load(other.id) == other
    rows = everything(company.database)
    assert [row[4] for row in rows["conversation_turn"]] == ["", "", "Hur snabbt svarar vi?"]
    assert [row[1] for row in rows["gap"] if row[3] == "chat"] == ["Hur snabbt svarar vi?"]


def test_the_approval_of_an_erased_text_stands_as_evidence(company: Company, erasure: Erasure, told: Reply):
    folder, replies = company.database.path.parent, company.replies
    ready = replies.submit(told.id, told.version, company.anna)
    reason = "bytt-skäl-unikum"
    if any(one.level == "stop" for one in ready.findings):
        pytest.fail(str(ready.findings))
    done = replies.decide(told.id, ready.version, ready.sha, "approve", reason, company.erik)
    with pytest.raises(NotAllowed, match="on its way out"):
        erasure.incident(told.incident_id)
    assert company.incidents.load(told.incident_id).posts[0].text == POST, "a refused erasure changes nothing"
    replies.copy_text(told.id, company.anna)
    with pytest.raises(NotAllowed, match="on its way out"):
        erasure.incident(told.incident_id)
    replies.confirm_sent(told.id, company.anna, LINK)
    erasure.incident(told.incident_id)
    shown = replies.receipt(told.id)
    assert (shown.reply.state, shown.reply.sha, shown.reply.text, shown.reply.erased) == ("sent", done.sha, "", True)
    assert [(one.person.id, one.role, one.reason) for one in shown.approvals] == [
        (company.erik.id, "community_manager", "–")
    ]
    assert held(folder) == [] and company.audit.verify().ok


def test_an_erased_reply_can_neither_be_edited_nor_sent_on(company: Company, erasure: Erasure, told: Reply):
    erasure.incident(told.incident_id)
    replies = company.replies
    for step in (
        lambda: replies.edit(told.id, told.version, "Ny text.", company.anna),
        lambda: replies.submit(told.id, told.version, company.anna),
        lambda: replies.decide(told.id, told.version, told.sha, "approve", "", company.erik),
        lambda: replies.copy_text(told.id, company.anna),
    ):
        with pytest.raises(NotAllowed, match="erased"):
            step()
    with pytest.raises(AssistantError, match="closed"):
        company.incidents.add_post(told.incident_id, PostInput(text="Hej!", channel="facebook"), company.anna)


def test_an_erased_incident_still_opens(company: Company, erasure: Erasure, told: Reply):
    erasure.incident(told.incident_id)
    incident = company.incidents.load(told.incident_id)
    assert not incident.is_open and [(one.text, one.author, one.erased) for one in incident.posts] == [("", "", True)]
    assert incident.category == "customer_complaint" and incident.decided
    assert "Raderat." in {reason.text.sv for reason in incident.level_reasons}
    assert company.incidents.card(told.incident_id, "sv")
    assert erasure.incident(told.incident_id).cleaned, "doing it again is no error"


BODIES = (
    ("post", "incident_id", "text = '', author = '', url = ''"),
    ("incident", "id", "closed_reason = ''"),
    ("assessment_reason", "(SELECT incident_id FROM assessment WHERE id = assessment_id)", "words = '[]'"),
    ("reply", "(SELECT incident_id FROM item WHERE item.id = reply.id)", "post_text = ''"),
    ("version", "(SELECT incident_id FROM item WHERE item.id = item_id)", "envelope = x'', findings = '[]'"),
)
BESIDES = {
    "post": ("sha256 = 'x'", "channel = 'x'", "received_at = 'x'", "reach = 9", "incident_id = 999", "id = 999"),
    "incident": ("closed_at = NULL", "channel = 'x'", "opened_by = 2", "closed_by = 2"),
    "assessment_reason": ("rule = 'x'", "sv = 'x'", "en = 'x'", "counted = 0", "level = 4", "about = 'x'"),
    "reply": ("level = 4", "at = 'x'"),
    "version": ("sha = 'x'", "stops = 9", "number = 9", "writer = 'x'", "passages = 'x'", "item_id = 999"),
}


@pytest.mark.parametrize(("table", "incident", "emptied"), BODIES, ids=[one[0] for one in BODIES])
def test_without_an_erasure_on_record_no_body_can_be_emptied(
    company: Company, erasure: Erasure, told: Reply, table: str, incident: str, emptied: str
):
    company.incidents.close(told.incident_id, "Klart, bytt-skäl-unikum.", company.anna)
    other = company.opened("Mjölken smakade surt i dag.")
    company.incidents.close(other.id, "Klart.", company.anna)
    erasure.incident(other.id)
    statement = f"UPDATE {table} SET {emptied} WHERE {incident} = {told.incident_id}"
    with pytest.raises(IntegrityError, match="immutable"):
        force(company.database, statement)


@pytest.mark.parametrize(("table", "incident", "emptied"), BODIES, ids=[one[0] for one in BODIES])
def test_an_erasure_opens_the_bodies_and_nothing_beside_them(
    company: Company, told: Reply, table: str, incident: str, emptied: str
):
    company.incidents.close(told.incident_id, "Klart.", company.anna)
    force(
        company.database,
        "INSERT INTO erasure (kind, item, at, reason) VALUES ('incident', :item, :at, '')",
        item=told.incident_id,
        at=moment_text(NOW),
    )
    where = f"WHERE {incident} = {told.incident_id}"
    for besides in BESIDES[table]:
        with pytest.raises(IntegrityError):
            force(company.database, f"UPDATE {table} SET {emptied}, {besides} {where}")
    for body in emptied.split(", "):
        with pytest.raises(IntegrityError):
            force(company.database, f"UPDATE {table} SET {emptied}, {body.split(' = ')[0]} = 'annat' {where}")
    force(company.database, f"UPDATE {table} SET {emptied} {where}")
    with pytest.raises(IntegrityError):
        force(company.database, f"DELETE FROM {table} {where}")


def test_the_record_of_an_erasure_is_only_added_to(company: Company, erasure: Erasure, told: Reply):
    erasure.incident(told.incident_id)
    for statement in (
        "UPDATE erasure SET reason = 'x'",
        "DELETE FROM erasure",
        "INSERT OR REPLACE INTO erasure SELECT id, kind, item, person_id, at, 'x' FROM erasure",
    ):
        with pytest.raises(IntegrityError, match="immutable"):
            force(company.database, statement)


def test_an_open_incident_an_active_person_or_a_writer_give_no_erasure(company: Company, told: Reply):
    insert = "INSERT INTO erasure (kind, item, person_id, at, reason) VALUES (:kind, :item, :by, :at, '')"
    at = moment_text(NOW)
    for kind, item, by, why in (
        ("incident", told.incident_id, None, "not erasable"),
        ("person", company.erik.id, None, "not erasable"),
        ("incident", told.incident_id, company.anna.id, "not e"),
    ):
        with pytest.raises(IntegrityError, match=why):
            force(company.database, insert, kind=kind, item=item, by=by, at=at)
    company.incidents.close(told.incident_id, "Klart.", company.anna)
    with pytest.raises(IntegrityError, match="not entitled"):
        force(company.database, insert, kind="incident", item=told.incident_id, by=company.anna.id, at=at)


def test_only_administrators_and_the_installation_erase(company: Company, erasure: Erasure, told: Reply):
    lena = company.people.by_email("lena.falk@ljungsjo.example")
    with pytest.raises(NotAllowed):
        erasure.incident(told.incident_id, by=company.erik)
    erasure.incident(told.incident_id, by=lena)
    assert company.audit.events(1)[0].actor == lena.actor


def test_an_erased_person_is_a_number(company: Company, erasure: Erasure, told: Reply):
    people, database, number = company.people, company.database, company.anna.id
    with pytest.raises(NotAllowed, match="active"):
        erasure.person(number)
    force(
        database,
        "INSERT INTO session (hash, person_id, how, started_at, seen_at) VALUES ('h', :id, 'link', :at, :at)",
        id=number,
        at=moment_text(NOW),
    )
    people.deactivate(number)
    assert erasure.person(number).cleaned
    assert b"Anna Berg" not in bytes_in(database.path.parent)
    assert b"anna.berg" not in bytes_in(database.path.parent)
    erased = people.load(number)
    assert erased and (erased.name, erased.email) == (f"Raderad person {number}", f"erased-{number}@erased.invalid")
    assert everything(database)["session"] == []
    assert [one.id for one in company.replies.load(told.id).authors] == [number]
    assert company.audit.verify().ok and company.audit.events(1)[0].action == "person.erased"
    for change in ("active = 1", "name = 'Anna Berg'", "email = 'anna.berg@ljungsjo.example'"):
        with pytest.raises(IntegrityError, match="erased"):
            force(database, f"UPDATE person SET {change} WHERE id = {number}")


def test_it_says_so_when_the_files_are_busy_and_finishes_the_next_time(
    company: Company, erasure: Erasure, told: Reply, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.erasure._PAUSE", 0)
    with company.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    reader = Database(company.database.path)
    with reader.reading() as session:
        session.execute(text("BEGIN"))
        session.execute(text("SELECT count(*) FROM post")).one()
        assert not erasure.incident(told.incident_id).cleaned
        assert company.incidents.load(told.incident_id).posts[0].erased
    reader.close()
    assert erasure.incident(told.incident_id).cleaned and held(company.database.path.parent) == []


@pytest.mark.process
def test_the_command_asks_first_and_tells_what_it_did(company: Company, told: Reply):
    folder = company.database.path.parent
    company.database.close()

    def krisplan(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", "erase", *arguments, "--data", str(folder)]
        environment = {**os.environ, "KRISPLAN_LANGUAGE": "sv"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    number = str(told.incident_id)
    asked = krisplan("incident", number)
    assert asked.returncode == 2 and "--yes" in asked.stderr and held(folder)
    done = krisplan("incident", number, "--yes")
    assert (done.returncode, done.stderr) == (0, "") and f"Händelse {number} är raderad" in done.stdout
    assert held(folder) == []
    assert krisplan("person", str(company.anna.id), "--yes").returncode == 2
    assert krisplan("incident", "999", "--yes").returncode == 2


def test_a_hash_alone_does_not_tell_the_text(told: Reply, company: Company):
    """Two versions with the same text have different hashes: the salt goes with the body."""
    with company.database.reading() as session:
        rows = session.execute(text("SELECT envelope, sha FROM version")).all()
    assert all(sha_of(envelope) == sha for envelope, sha in rows) and len({sha for _, sha in rows}) == 2
