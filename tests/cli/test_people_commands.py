"""People and machines' keys are kept from the command line, beside a running Krisplan, and the log says who did it."""

import json
import re
from pathlib import Path

import pytest

from assistant.app import build
from assistant.people import Invitations, People
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.records.moments import utc_now
from assistant.settings import Settings

ADD = ("person", "add", "Karin Holm", "Karin.Holm@example.com", "--role", "comms_director", "--role", "writer")


def _secret(told: str) -> str:
    found = re.search(r"/welcome\?key=([\w-]+)", told)
    assert found, told
    return found[1]


def test_an_added_person_gets_a_one_time_link_at_the_address_people_use(
    krisplan, data_folder: Path, monkeypatch
) -> None:
    monkeypatch.setenv("KRISPLAN_PORT", "7999")
    added = krisplan(*ADD, "--language", "en")
    assert added.code == 0 and "http://127.0.0.1:7999/welcome?key=" in added.out
    monkeypatch.setenv("KRISPLAN_PUBLIC_URL", "https://krisplan.example.com")
    link = krisplan("person", "link", "karin.holm@example.com")
    assert "https://krisplan.example.com/welcome?key=" in link.out
    database = Database.open(data_folder / "krisplan.db")
    invitations = Invitations(database, utc_now)
    opened = invitations.open(_secret(link.out))
    assert opened and opened.person and opened.person.email == "karin.holm@example.com"
    assert invitations.open(_secret(added.out)) is None, "a new link ends the earlier one"
    database.close()


def test_people_are_listed_and_shown_as_text_and_as_json(krisplan) -> None:
    assert "person add" in krisplan("person", "list").out
    krisplan(*ADD)
    assert "kommunikationschef, skribent" in krisplan("person", "list").out
    listed = json.loads(krisplan("person", "list", "--json").out)
    shown = json.loads(krisplan("person", "show", str(listed[0]["id"]), "--json").out)
    assert listed == [shown] and shown["roles"] == ["comms_director", "writer"] and shown["active"]
    assert "Karin Holm" in krisplan("person", "show", "karin.holm@example.com").out


def test_a_role_is_given_to_the_end_of_a_day_and_taken_again(krisplan, data_folder: Path) -> None:
    krisplan(*ADD)
    given = krisplan("person", "role", "give", "1", "legal", "--until", "2999-01-31")
    assert given.code == 0 and "chefsjurist till och med 2999-01-31" in given.out
    assert "legal" in json.loads(krisplan("person", "show", "1", "--json").out)["roles"]
    assert krisplan("person", "role", "take", "1", "legal").code == 0
    assert "legal" not in json.loads(krisplan("person", "show", "1", "--json").out)["roles"]
    krisplan("person", "role", "give", "1", "legal", "--until", "2020-01-31")
    assert "legal" not in json.loads(krisplan("person", "show", "1", "--json").out)["roles"]


def test_a_deactivated_person_is_out_until_let_in_again(krisplan, data_folder: Path) -> None:
    krisplan(*ADD)
    assert krisplan("person", "deactivate", "karin.holm@example.com").code == 0
    assert "avaktiverad" in krisplan("person", "list").out
    assert krisplan("person", "link", "1").code == 2, "no link lets a deactivated person in"
    assert krisplan("person", "reactivate", "1").code == 0
    assert json.loads(krisplan("person", "show", "1", "--json").out)["active"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("person", "add", "Bo", "bo@example.com", "--role", "boss"), "Rollen boss finns inte. Roller som finns: "),
        (("person", "add", "Bo", "bo@example.com", "--role", "board"), "Rollen board finns inte."),
        (("person", "add", "Bo", "no address", "--role", "writer"), "Skriv en e-postadress"),
        (("person", "add", "Bo", "bo@example.com"), "Det saknas något"),
        (("person", "add", "Bo", "bo@example.com", "--role", "writer", "--language", "fi"), "Värdet för '--language'"),
        (("person", "show", "nobody@example.com"), "Den personen finns inte."),
        (("person", "role", "give", "7", "writer"), "Den personen finns inte."),
        (("token", "create", "Import", "--scope", "approve", "--days", "10"), "Värdet för '--scope'"),
        (("token", "create", "Import", "--scope", "read", "--days", "900"), "Värdet för '--days'"),
        (("token", "revoke", "3"), "Den nyckeln finns inte."),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(krisplan, arguments, sentence: str) -> None:
    told = krisplan(*arguments)
    assert (told.code, told.out, len(told.said)) == (2, "", 1) and told.said[0].startswith(sentence)
    assert json.loads(krisplan("person", "list", "--json").out) == []


def test_a_machines_secret_is_printed_once_and_the_key_can_be_ended(krisplan, data_folder: Path) -> None:
    made = krisplan("token", "create", "Importen", "--scope", "write", "--days", "30")
    secret = made.out.splitlines()[-1]
    assert secret.startswith("krisplan_")
    listed = krisplan("token", "list")
    assert "Importen" in listed.out and secret not in listed.out + krisplan("token", "list", "--json").out
    assert secret.encode() not in (data_folder / "krisplan.db").read_bytes()
    assert krisplan("token", "revoke", "1").code == 0
    assert json.loads(krisplan("token", "list", "--json").out)[0]["state"] == "revoked"
    assert krisplan("person", "show", "1").code == 2, "a service account is no person"


def test_the_commands_work_beside_a_running_krisplan_and_the_log_says_the_installation_acted(
    krisplan, data_folder
) -> None:
    running = build(Settings(data=data_folder))
    try:
        assert krisplan(*ADD).code == krisplan("token", "create", "x", "--scope", "read", "--days", "1").code == 0
        assert People(running.database, utc_now).by_email("karin.holm@example.com")
        events = Audit(running.database).events()
        assert {event.actor for event in events} == {"system"}
        assert {"person.added", "invitation.made", "token.made"} <= {event.action for event in events}
    finally:
        running.close()
