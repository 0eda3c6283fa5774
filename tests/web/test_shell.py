"""Nobody comes in by another door, and every answer carries the same protection, errors included."""

import re
import sqlite3
from urllib.parse import unquote

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.app import Assistant
from assistant.people import People
from assistant.web.frame import PAGES
from assistant.web.identity import cookie_name
from assistant.web.limits import ORDINARY, UPLOAD
from assistant.web.shell import HEADERS, PLAIN_CSP, page_csp
from tests.web.conftest import navigating

EVERY_PAGE = [f"/{language}/{page}" for language in ("sv", "en") for page in PAGES]
BEHIND_THE_DOOR = (
    "/sv/config",
    "/sv/gradio_api/info",
    "/sv/gradio_api/startup-events",
    "/sv/gradio_api/app_id",
    "/sv/gradio_api/heartbeat/x",
    "/sv/gradio_api/runs",
    "/sv/theme.css",
    "/documents/1/original",
    "/export/plan.docx",
    "/live/sv",
    "/sv/knowledge?doc=1",
    "/nothing/here",
)


def _is_protected(answer) -> bool:
    return all(answer.headers.get(name) == value for name, value in HEADERS.items())


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_opens_with_its_language_one_nonce_and_the_exact_policy(anna: TestClient, path: str):
    answer = navigating(anna, path)
    assert answer.status_code == 200 and _is_protected(answer)
    nonce = re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])[1]
    assert answer.headers["content-security-policy"] == page_csp(nonce)
    assert answer.headers["cache-control"] == "no-store"
    assert len(re.findall(r"<script(?=[\s>])", answer.text)) == answer.text.count(f'<script nonce="{nonce}"')
    assert f'lang="{path[1:3]}"' in re.search(r"<html[^>]*>", answer.text)[0]
    assert not re.search(r"(?:src|href|content)=\"https?://", answer.text)


def test_the_nonce_is_never_the_same_twice(anna: TestClient):
    assert len({navigating(anna, "/sv/").headers["content-security-policy"] for _ in range(3)}) == 3


@pytest.mark.parametrize("path", BEHIND_THE_DOOR)
def test_what_has_no_route_is_behind_the_door_too(stranger: TestClient, path: str):
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = stranger.request(method, path)
        assert answer.status_code == 401 and _is_protected(answer)


@pytest.mark.parametrize(
    "path", ["/static/../sv/config", "/static/%2e%2e/sv/config", "//sv/config", "/sv//config", "/login/../sv/config",
             "/login/", "/login;/sv/config", "/healthz/../sv/config", "/STATIC/../sv/config",
             "/static%2f..%2fsv/config"],
)  # fmt: skip
def test_no_way_of_writing_an_address_leads_around_the_door(application, path: str):
    status, body = _answer(application, path)
    assert status in (401, 404) and b"components" not in body


def _answer(application, path: str) -> tuple[int, bytes]:
    """As the server hands a path over: decoded, but neither shortened nor put in order, as test clients do."""
    headers = [(b"host", b"127.0.0.1:7860"), (b"sec-fetch-site", b"same-origin")]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": unquote(path), "raw_path": path.encode(), "root_path": "", "query_string": b"",
             "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 7860)}  # fmt: skip
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    with start_blocking_portal() as portal:
        portal.call(application, scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_a_page_asked_for_without_signing_in_leads_to_the_sign_in_and_back(stranger: TestClient):
    answer = navigating(stranger, "/sv/approvals?id=311&x=a%26b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fsv%2Fapprovals%3Fid%3D311%26x%3Da%2526b"


def test_a_form_sent_after_the_session_has_ended_leads_to_the_sign_in(stranger: TestClient):
    answer = stranger.post("/logout", headers={"sec-fetch-mode": "navigate", "accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_a_cookie_opens_nothing_unless_it_is_the_secret_of_an_open_session(
    stranger: TestClient, assistant: Assistant, actors, clock_for_all
):
    good, old = (assistant.sessions.start(actors.anna.id, "password") for _ in range(2))
    name = cookie_name("")
    for value in ("", "1", good[:-1], good + "x", good.swapcase(), "1.9e9.x", f"{good}; {name}={old}"):
        assert stranger.get("/live/sv", headers={"cookie": f"{name}={value}"}).status_code == 401
    assert stranger.get("/live/sv", headers={"cookie": f"{name}={good}"}).status_code == 200
    assert stranger.get("/live/sv", headers={"cookie": f"__Host-krisplan={good}"}).status_code == 401
    clock_for_all.forward(hours=13)
    try:
        assert stranger.get("/live/sv", headers={"cookie": f"{name}={old}"}).status_code == 401
    finally:
        clock_for_all.forward(hours=-13)


def test_only_a_person_at_work_keeps_a_session_alive_not_the_page_that_asks_by_itself(
    stranger: TestClient, assistant: Assistant, actors, clock_for_all
):
    secrets = {path: assistant.sessions.start(actors.anna.id, "password") for path in ("/live/sv", "/sv/config")}
    for _ in range(3):
        clock_for_all.forward(minutes=50)
        seen = {
            path: stranger.get(path, headers={"cookie": f"{cookie_name('')}={secret}"}).status_code
            for path, secret in secrets.items()
        }
    clock_for_all.forward(minutes=-150)
    assert seen == {"/live/sv": 401, "/sv/config": 200}


def test_a_deactivated_person_is_out_at_once(browser_of, people: People, assistant: Assistant):
    person = assistant.people.add("Tora Sen", "tora.sen@ljungsjo.example", ["reader"])
    browser = browser_of(person)
    assert browser.get("/live/sv").status_code == 200
    assistant.people.deactivate(person.id)
    assert browser.get("/live/sv").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:7860", "", "localhost.evil:7860"])
def test_another_host_name_is_refused(anna: TestClient, host: str):
    answer = anna.get("/sv/", headers={"host": host})
    assert answer.status_code == 400 and _is_protected(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": ""},
    ],
)
def test_another_site_can_change_nothing(anna: TestClient, headers: dict[str, str]):
    for path in ("/login", "/logout", "/halts", "/sv/gradio_api/queue/join", "/sv/gradio_api/upload"):
        answer = anna.post(path, headers=headers)
        assert answer.status_code == 403 and _is_protected(answer)
        assert "access-control-allow-origin" not in answer.headers


def test_another_site_cannot_fetch_but_may_link(anna: TestClient):
    assert anna.get("/live/sv", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "accept": "text/html"}
    assert anna.get("/sv/", headers=link).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/sv/nowhere", 404), ("/nowhere", 404), ("/sv/knowledge?doc=999", 404)])
def test_an_error_is_a_readable_protected_page(anna: TestClient, path: str, status: int):
    answer = navigating(anna, path)
    assert answer.status_code == status and _is_protected(answer)
    assert answer.headers["content-security-policy"] == PLAIN_CSP
    assert "<h1>Det gick inte</h1>" in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/login", "/halts", "/sv/gradio_api/queue/join", "/api/incidents"])
def test_too_much_is_refused_before_it_is_read(anna: TestClient, path: str):
    for said in (ORDINARY + 1, 10**10, 10**400):
        answer = anna.post(path, headers={"content-length": str(said)}, content=b"x")
        assert answer.status_code == 413 and _is_protected(answer)


@pytest.mark.parametrize("path", ["/login", "/halts", "/welcome", "/sv/gradio_api/queue/join", "/api/incidents"])
def test_too_much_is_refused_also_when_nobody_said_how_much_it_is(anna: TestClient, path: str):
    sent = 0

    def pieces():
        nonlocal sent
        for _ in range(64):
            sent += 1
            yield b"a" * 65536

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = anna.post(path, content=pieces(), headers=form)
    assert answer.status_code == 413 and _is_protected(answer)
    assert sent <= 64


def test_a_file_may_be_larger_than_a_form_but_only_where_files_are_brought(anna: TestClient):
    file = {"files": ("stor.txt", b"a" * (2 * ORDINARY))}
    assert anna.post("/sv/gradio_api/upload", files=file).status_code == 200
    assert anna.post("/login", files=file).status_code == 413
    assert anna.post("/sv/gradio_api/upload", headers={"content-length": str(UPLOAD + 1)}).status_code == 413


def test_web_sockets_are_closed(anna: TestClient):
    with pytest.raises(WebSocketDisconnect), anna.websocket_connect("/sv/gradio_api/ws"):
        pass


def test_old_addresses_with_a_number_lead_to_the_item(anna: TestClient):
    assert navigating(anna, "/sv/approvals/311").headers["location"] == "/sv/approvals?id=311"
    assert navigating(anna, "/en/incidents/7").headers["location"] == "/en/incidents?id=7"
    assert navigating(anna, "/sv/knowledge/1").headers["location"] == "/sv/knowledge?doc=1"


def test_the_start_follows_the_language_of_the_browser(anna: TestClient):
    for asked, led in (("sv-SE,en;q=0.5", "/sv/"), ("nb", "/sv/"), ("en-GB", "/en/"), ("de", "/en/")):
        assert anna.get("/", headers={"accept-language": asked}).headers["location"] == led


def test_who_has_signed_in_goes_on_reading_while_nothing_can_be_written(
    anna: TestClient, assistant: Assistant, clock_for_all
):
    clock_for_all.forward(minutes=2)  # long enough for the session's use to be noted again
    with sqlite3.connect(assistant.settings.database_path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert anna.get("/live/sv").status_code == 200
        assert anna.get("/sv/config").status_code == 200
        other.execute("ROLLBACK")
    clock_for_all.forward(minutes=-2)
