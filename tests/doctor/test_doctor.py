"""An unsafe installation is refused with the command that mends it, and the doctor lists every check."""

import base64
import secrets
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from assistant.app import build
from assistant.doctor import Finding, examined, unsafe
from assistant.doctor.address import address
from assistant.doctor.libraries import FLOORS, libraries
from assistant.doctor.reading_child import reading_child
from assistant.doctor.stored import administrators, demo_people
from assistant.errors import AssistantError
from assistant.knowledge.intake import uploads_from
from assistant.method import load_method
from assistant.people import add_demo_cast, demo_people_active
from assistant.records.moments import utc_now
from assistant.roles import roles_of
from assistant.settings import Settings
from assistant.shipping import shipped
from assistant.web.binding import refuse_unguarded

GOOD = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
PUBLIC = {"host": "0.0.0.0", "public_url": "https://krisplan.example.com", "proxy": "10.0.0.5"}
SSO = {"sso_issuer": "https://login.example.com", "sso_client": "krisplan", "sso_secret": SecretStr("s" * 40)}
ROLES = ("writer", "comms_director", "administrator")


def _state(settings: Settings, check: str, **choices: object) -> str:
    return _found(settings, check, **choices).state


def _found(settings: Settings, check: str, **choices: object) -> Finding:
    return next(one for one in examined(settings, ROLES, utc_now, **choices) if one.check == check)


def test_a_fresh_installation_has_nothing_unsafe(data_folder: Path) -> None:
    settings = Settings(data=data_folder)
    assert unsafe(settings) == []
    assert {one.state for one in examined(settings, ROLES, utc_now)} == {"ok"}


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("wrong", ["", "0.0.1", "rc"])
def test_a_library_that_is_missing_or_under_its_floor_is_refused(name: str, wrong: str) -> None:
    found = libraries((dict.fromkeys(FLOORS, "999.1") | {name: wrong}).__getitem__)
    assert found.state == "refused" and name in found.what.en
    at_its_floor = dict.fromkeys(FLOORS, "999.1") | {name: FLOORS[name]}
    assert libraries(at_its_floor.__getitem__).state == libraries().state == "ok"


def test_the_floors_are_those_that_krisplan_is_installed_with_or_lower() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for name, floor in FLOORS.items():
        asked = project.split(f'"{name}>=')[1].split(",")[0].split('"')[0]
        assert tuple(map(int, asked.split("."))) >= tuple(map(int, floor.split(".")))


@pytest.mark.parametrize(("mode", "state"), [(0o700, "ok"), (0o750, "warning"), (0o755, "refused"), (0o701, "refused")])
def test_a_data_folder_that_others_can_read_is_refused(data_folder: Path, mode: int, state: str) -> None:
    data_folder.chmod(mode)
    settings = Settings(data=data_folder)
    found = _found(settings, "data_folder")
    assert found.state == state and (state == "ok" or f"chmod 700 {data_folder}" in (found.remedy or found.what).en)
    assert [one.check for one in unsafe(settings)] == (["data_folder"] if state == "refused" else [])


def test_a_key_that_anybody_else_can_read_is_refused(data_folder: Path) -> None:
    key = data_folder / "web.key"
    key.write_bytes(bytes(32))
    key.chmod(0o640)
    settings = Settings(data=data_folder)
    assert [str(one.refusal) for one in unsafe(settings)] == [
        f"Others on this computer can read {key}. Close it: chmod 600 {key}"
    ]
    key.chmod(0o600)
    assert unsafe(settings) == []


def test_a_settings_file_with_secrets_is_kept_from_others(data_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "krisplan.env"
    file.write_text("", encoding="utf-8")
    file.chmod(0o644)
    plain, secret = Settings(data=data_folder), Settings(data=data_folder, hook_secrets=(SecretStr(GOOD),))
    assert _state(plain, "settings_file", settings_file=file) == "warning" and unsafe(plain, file) == []
    assert [one.check for one in unsafe(secret, file)] == ["settings_file"]
    file.chmod(0o640)
    assert unsafe(secret, file) == []


@pytest.mark.parametrize(
    "weak",
    ["", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_" + base64.b64encode(b"a" * 32).decode(), "whsec_inte base64!",
     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
)  # fmt: skip
def test_a_weak_hook_secret_is_refused_and_never_told(data_folder: Path, weak: str) -> None:
    settings = Settings(data=data_folder, hook_secrets=(SecretStr(GOOD), SecretStr(weak)))
    (found,) = unsafe(settings)
    assert found.check == "hook_secrets" and "number 2" in found.what.en
    assert len(weak) < 7 or weak not in str(found)
    assert unsafe(Settings(data=data_folder, hook_secrets=(SecretStr(GOOD),))) == []


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        ({}, "ok"),
        ({"host": "::1"}, "ok"),
        ({"host": "0.0.0.0"}, "refused"),
        ({"host": "192.168.1.4", "public_url": "http://krisplan.example.com", "proxy": "10.0.0.5"}, "refused"),
        ({"host": "0.0.0.0", "public_url": "https://krisplan.example.com"}, "warning"),
        ({"public_url": "http://localhost:8080"}, "ok"),
        ({**PUBLIC, "proxy": "0.0.0.0/0"}, "refused"),
        ({**PUBLIC, "proxy": "proxy.example.com"}, "refused"),
        ({"public_url": "https://krisplan.example.com"}, "warning"),
        ({"public_url": "https://krisplan.example.com", "proxy": "127.0.0.1"}, "ok"),
        ({**PUBLIC}, "ok"),
        ({**PUBLIC, "public_url": "krisplan.example.com"}, "refused"),
        ({**PUBLIC, "public_url": "https://krisplan.example.com/krisplan"}, "refused"),
        ({**PUBLIC, "public_url": "https://[::1"}, "refused"),
    ],
)
def test_the_address_must_be_encrypted_and_known(data_folder: Path, choices: dict[str, str], state: str) -> None:
    found = _found(Settings(data=data_folder, **choices), "address")
    assert found.state == state and (found.remedy is None) == (state == "ok")


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        ({}, "ok"),
        ({"sso_issuer": "https://login.example.com"}, "refused"),
        ({**SSO, "sso_roles": {"komm": "writer"}}, "ok"),
        ({**SSO}, "warning"),
        ({**SSO, "sso_roles": {"komm": "boss"}}, "refused"),
        ({**SSO, "sso_issuer": "http://login.example.com", "sso_roles": {"komm": "writer"}}, "refused"),
    ],
)
def test_single_sign_on_is_whole_or_not_there(data_folder: Path, choices: dict[str, object], state: str) -> None:
    assert _state(Settings(data=data_folder, **choices), "single_sign_on") == state


def test_people_of_the_demo_and_missing_administrators_are_noticed(people, data_folder: Path) -> None:
    assert _state(Settings(data=data_folder), "administrators") == "warning"
    cast = add_demo_cast(people)
    assert _state(Settings(data=data_folder), "administrators") == "ok"
    assert _state(Settings(data=data_folder), "demo_people") == "ok"
    assert _state(Settings(data=data_folder, **PUBLIC), "demo_people") == "refused"
    for person in cast:
        people.deactivate(person.id)
    assert _state(Settings(data=data_folder, **PUBLIC), "demo_people") == "ok"


@pytest.mark.parametrize("cast", [False, True])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("url", ["", "http://localhost:8080", "http://krisplan.example.com", PUBLIC["public_url"], "x"])
@pytest.mark.parametrize("proxy", ["", "10.0.0.5", "everybody"])
def test_the_doctor_stops_at_what_the_start_stops_at(
    people, data_folder: Path, cast: bool, host: str, url: str, proxy: str
) -> None:
    if cast:
        add_demo_cast(people)
    settings = Settings(data=data_folder, host=host, public_url=url, proxy=proxy)
    try:
        refuse_unguarded(settings, people)
        refused = False
    except AssistantError:
        refused = True
    checks = [address(settings), administrators(settings, people.all())]
    checks.append(demo_people(settings, demo_people_active(people)))
    assert any(one.state == "refused" for one in checks) == refused


def test_a_changed_log_and_a_foreign_database_are_found(people, data_folder: Path) -> None:
    add_demo_cast(people)
    settings = Settings(data=data_folder)
    assert _state(settings, "log_chain") == "ok"
    with sqlite3.connect(settings.database_path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE audit SET actor='somebody else' WHERE number=2")
    assert _found(settings, "log_chain").what.en == "The log is broken at row 2."
    settings.database_path.write_bytes(b"not a database at all" * 100)
    assert _state(settings, "database") == "refused"


def test_the_search_index_is_checked_beside_a_running_krisplan(data_folder: Path) -> None:
    settings = Settings(data=data_folder)
    running = build(settings)
    try:
        assert _state(settings, "search_index") == "ok"
        list(running.library.add(uploads_from([shipped("knowledge", "demo", "12-godkanda-budskap.md")]), "test"))
        assert "passages can be searched" in _found(settings, "search_index").what.en
        with running.database.writing() as session:
            session.execute(text("UPDATE indexed SET digest = 'old'"))
        assert _state(settings, "search_index") == "warning"
    finally:
        running.close()


def test_the_reading_process_is_held_to_its_memory_here() -> None:
    assert reading_child().state == "ok"


def test_roles_that_no_single_person_can_hold_are_not_offered() -> None:
    roles = roles_of(load_method(shipped("knowledge", "method")))
    assert {"reader", "writer", "administrator", "comms_director", "legal"} <= roles.keys()
    assert not {"board", "management_team"} & roles.keys()
