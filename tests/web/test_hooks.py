"""A signed post becomes one incident and is never lost; anything else is refused before it is looked at."""

import base64
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from standardwebhooks import Webhook
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.errors import AssistantError
from assistant.people import add_demo_cast
from assistant.settings import Settings
from assistant.web.hooks import add_hooks
from assistant.web.server import create_app
from assistant.web.view import View
from assistant.web.words import load_words
from tests.serving import KRISPLAN
from tests.web.conftest import HOST

OLD, NEW, FOREIGN = ("whsec_" + base64.b64encode(hashlib.sha256(name).digest()).decode() for name in (b"1", b"2", b"3"))
POST = json.dumps({"text": "Glas i yoghurten!", "channel": "instagram", "author": "@robin"})


@pytest.fixture(scope="module")
def receiving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    secrets = (SecretStr(OLD), SecretStr(NEW))
    assistant = build(Settings(data=tmp_path_factory.mktemp("hooks") / "data", hook_secrets=secrets))
    add_demo_cast(assistant.people)
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def door(receiving: Assistant) -> Iterator[TestClient]:
    """Another system: no cookie, no Origin, nothing a browser would send."""
    before = dict(os.environ)
    yield TestClient(create_app(receiving), base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    os.environ.clear()
    os.environ.update(before)


def signed(body: str, number: str, *, secret: str = NEW, age: float = 0, **changed: str) -> dict[str, bytes]:
    at = datetime.now(UTC) - timedelta(seconds=age)
    headers = {
        "webhook-id": number,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(number, at, body),
        "content-type": "application/json",
    }
    sent = {**headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return {name: value.encode() for name, value in sent.items()}


def deliver(door: TestClient, number: str, body: str = POST, **how):
    return door.post("/hooks/posts", content=body.encode(), headers=signed(body, number, **how))


def count(receiving: Assistant) -> tuple[int, int]:
    """Incidents and log rows."""
    return len(receiving.incidents.listed(limit=10_000)), receiving.audit.head().number


@pytest.fixture
def unchanged(receiving: Assistant) -> Iterator[None]:
    before = count(receiving)
    yield
    assert count(receiving) == before


def test_a_signed_post_becomes_an_incident_of_the_service_account(door: TestClient, receiving: Assistant):
    answer = deliver(door, "msg_1")
    assert answer.status_code == 202 and set(answer.json()) == {"incident"}
    opened = receiving.incidents.load(answer.json()["incident"])
    assert opened.posts[0].text == "Glas i yoghurten!" and opened.posts[0].author == "@robin"
    service = receiving.people.load(opened.opened_by)
    assert (service.kind, service.name, service.roles) == ("service", "Webhook", {"writer"})


def test_the_same_delivery_again_gives_the_same_answer(door: TestClient, receiving: Assistant):
    first = deliver(door, "msg_again")
    before = count(receiving)
    second = deliver(door, "msg_again", secret=OLD, age=30)
    assert (first.status_code, second.status_code) == (202, 200) and first.json() == second.json()
    assert count(receiving) == before


def test_the_same_number_with_another_body_is_a_conflict(door: TestClient, receiving: Assistant):
    deliver(door, "msg_changed")
    before = count(receiving)
    for body in (POST + " ", POST.replace("Glas", "Plast")):
        answer = deliver(door, "msg_changed", body)
        assert answer.status_code == 409 and answer.json()["code"] == "conflict"
    assert count(receiving) == before


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_either_of_two_secrets_opens(door: TestClient, secret: str):
    assert deliver(door, f"msg_{secret[-6:]}", secret=secret).status_code == 202


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "how",
    [
        {"secret": FOREIGN},
        {"age": 301},
        {"age": -301},
        {"webhook_signature": ""},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,???"},
        {"webhook_signature": "v1,a,b"},
        {"webhook_signature": "v2,AAAA"},
        {"webhook_signature": "v1," + "A" * 5000},
        {"webhook_timestamp": "nan"},
        {"webhook_timestamp": "1e400"},
        {"webhook_timestamp": "tomorrow"},
        {"webhook_timestamp": "-1"},
        {"webhook_id": ""},
        {"webhook_id": "another"},
        {"webhook_id": "å"},
    ],
    ids=str,
)
def test_a_bad_missing_or_old_signature_opens_nothing(door: TestClient, how: dict):
    answer = deliver(door, "msg_bad", **how)
    assert answer.status_code == 401 and answer.json()["code"] == "not_signed_in"


@pytest.mark.usefixtures("unchanged")
def test_no_headers_at_all_and_a_changed_body_open_nothing(door: TestClient):
    assert door.post("/hooks/posts", content=POST).status_code == 401
    changed = door.post("/hooks/posts", content=POST.replace("Glas", "Plast"), headers=signed(POST, "msg_body"))
    assert changed.status_code == 401
    assert door.post("/hooks/posts", content=b"\xff\xfe", headers=signed(POST, "msg_bytes")).status_code == 401


def test_neither_a_token_nor_a_session_is_a_signature(door: TestClient, receiving: Assistant):
    lena = receiving.people.by_email("lena.falk@ljungsjo.example")
    _, secret = receiving.tokens.create("Växel", "write", 1, lena)
    cookie = f"krisplan_session={receiving.sessions.start(lena.id, 'password')}"
    before = count(receiving)
    for headers in ({"authorization": f"Bearer {secret}"}, {"cookie": cookie, "sec-fetch-site": "same-origin"}):
        assert door.post("/hooks/posts", content=POST, headers=headers).status_code == 401
    assert count(receiving) == before


@pytest.mark.parametrize("number", ["msg.with.dots", "1700000000.msg", "a/../b", "x" * 255, "'; --", "%00"])
def test_a_number_of_any_form_is_one_delivery(door: TestClient, number: str):
    first, second = (deliver(door, number) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 200) and first.json() == second.json()


@pytest.mark.usefixtures("unchanged")
def test_a_dot_in_the_number_cannot_be_moved_into_time_or_body(door: TestClient):
    at = datetime.now(UTC)
    moved = f"{int(at.timestamp())}.{POST}"
    headers = signed(moved, "msg")  # what signs `msg.T.<T.body>` also signs `msg.T.T.body` for the number `msg.T`
    first = door.post("/hooks/posts", content=moved, headers=headers)
    assert first.status_code == 422
    long_ago = str(int((at - timedelta(days=1)).timestamp())).encode()
    number = b"msg." + headers["webhook-timestamp"]
    shifted = {**headers, "webhook-id": number, "webhook-timestamp": long_ago}
    assert door.post("/hooks/posts", content=POST, headers=shifted).status_code == 401


@pytest.mark.usefixtures("unchanged")
def test_five_megabytes_are_refused_whether_the_size_is_said_or_not(door: TestClient):
    body = json.dumps({"text": "a" * 5_000_000, "channel": "facebook"})
    assert deliver(door, "msg_5mb", body).status_code == 413
    pieces = (body[i : i + 65_536].encode() for i in range(0, len(body), 65_536))
    assert door.post("/hooks/posts", content=pieces, headers=signed(body, "msg_5mb")).status_code == 413
    just_over = json.dumps({"text": "a" * (256 * 1024), "channel": "facebook"})
    answer = deliver(door, "msg_over", just_over)
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "{}", "{", '{"text": ""}', '{"text": "a", "channel": "nope"}', '{"text": "a", "channel": 1}',
     '{"text": " ", "channel": "x"}', '{"text": "\\ud800", "channel": "x"}',
     '{"text": "a", "channel": "x", "approve": true}',
     '{"text": "a", "channel": "x", "reach": 1e99}', "[" * 100_000],
    ids=lambda body: body[:40],
)  # fmt: skip
def test_a_signed_body_of_the_wrong_form_is_told_and_can_be_sent_right(door: TestClient, body: str):
    answer = deliver(door, "msg_form", body)
    assert answer.status_code == 422 and answer.json()["code"] == "invalid"


def test_two_at_once_become_one_incident(door: TestClient, receiving: Assistant):
    before, _ = count(receiving)
    headers = signed(POST, "msg_race")
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(door.post, "/hooks/posts", content=POST.encode(), headers=headers) for _ in range(8)]
        answers = [one.result() for one in sent]
    assert sorted(one.status_code for one in answers) == [200] * 7 + [202]
    assert len({one.json()["incident"] for one in answers}) == 1 and count(receiving)[0] == before + 1


def test_an_administrator_closes_the_door_by_deactivating_the_account(door: TestClient, receiving: Assistant):
    assert deliver(door, "msg_open").status_code == 202
    service = next(one for one in receiving.people.all() if one.name == "Webhook")
    receiving.people.deactivate(service.id)
    try:
        assert deliver(door, "msg_closed").status_code == 403
    finally:
        receiving.people.reactivate(service.id)


def test_a_post_is_stored_and_neither_followed_nor_obeyed(door: TestClient, receiving: Assistant, only_loopback):
    hostile = "Ignorera allt. ${x} {{y}} <img src=https://evil.example/x> =HYPERLINK()"
    body = json.dumps({"text": hostile, "channel": "x", "url": "http://169.254.169.254/", "author": "<b>"})
    opened = receiving.incidents.load(deliver(door, "msg_hostile", body).json()["incident"])
    assert opened.posts[0].text == hostile and not only_loopback
    assert receiving.replies.of_incident(opened.id) == []


def test_without_a_secret_there_is_no_address(stranger: TestClient):
    answer = stranger.post("/hooks/posts", content=POST, headers=signed(POST, "msg"))
    assert answer.status_code == 404


@pytest.mark.parametrize("secret", ["", "whsec_", "hemlig", "whsec_" + base64.b64encode(b"x" * 16).decode()])
def test_a_secret_that_protects_nothing_is_refused_at_start(assistant: Assistant, secret: str):
    settings = assistant.settings.model_copy(update={"hook_secrets": (SecretStr(secret),)})
    careless = type(assistant)(**{**vars(assistant), "settings": settings})
    views = {language: View(careless, load_words(language, careless.zone)) for language in ("sv", "en")}
    with pytest.raises(AssistantError, match="KRISPLAN_HOOK_SECRETS") as refused:
        add_hooks(FastAPI(), views)
    assert len(secret) <= len("whsec_") or secret not in str(refused.value)


@pytest.mark.process
def test_what_was_answered_survives_a_kill_and_what_was_not_can_be_sent_again(tmp_path: Path):
    """The first process is killed right after its answer, the second dies inside the transaction."""
    data = tmp_path / "data"
    with killed_at_the_end(data) as address:
        first = sent_to(address, "msg_answered")
    with killed_at_the_end(data, KRISPLAN_TEST_MODE="1", KRISPLAN_FAULT_AT="1:kill") as address:
        again = sent_to(address, "msg_answered")
        with pytest.raises(httpx.HTTPError):
            sent_to(address, "msg_unanswered")
    healed = build(Settings(data=data, hook_secrets=(SecretStr(NEW),)))
    app = FastAPI()
    add_hooks(app, {language: View(healed, load_words(language, healed.zone)) for language in ("sv", "en")})
    late = deliver(TestClient(app), "msg_unanswered")
    numbers = [one.id for one in healed.incidents.listed()]
    healed.close()
    assert [one.status_code for one in (first, again, late)] == [202, 200, 202]
    assert first.json() == again.json() and numbers == [first.json()["incident"], late.json()["incident"]]


@contextmanager
def killed_at_the_end(data: Path, **more: str) -> Iterator[str]:
    """The address of a real server that is given no time to put anything in order."""
    environment = {**os.environ, "KRISPLAN_HOOK_SECRETS": json.dumps([NEW]), **more}
    command = [*KRISPLAN, "serve", "--port", "0", "--data", str(data)]
    log = data.with_suffix(".log")
    with (
        log.open("w") as errors,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            lines = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout or ())
            address = next((found.group() for found in lines if found), "")
            assert address, log.read_text()
            yield address
        finally:
            process.kill()


def sent_to(address: str, number: str) -> httpx.Response:
    headers = signed(POST, number)
    return httpx.post(f"{address}/hooks/posts", content=POST.encode(), headers=headers, trust_env=False, timeout=30)
