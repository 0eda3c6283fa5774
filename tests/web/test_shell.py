"""Nobody comes in by another door, and every answer carries the same protection, errors included."""

import re

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.app import Assistant
from assistant.people import People
from assistant.web.frame import PAGES
from assistant.web.identity import COOKIE, PersonCookie, local_path, secret_in
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
def test_without_a_person_nothing_answers(stranger: TestClient, path: str):
    assert stranger.get(path).status_code == 401
    assert stranger.post(path).status_code == 401


def test_a_page_asked_for_without_a_person_leads_to_the_picker_and_back(stranger: TestClient, actors):
    answer = navigating(stranger, "/sv/approvals?id=311")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/person?next=%2Fsv%2Fapprovals%3Fid%3D311"
    picker = navigating(stranger, answer.headers["location"])
    assert "Personväljare i stället för inloggning – bara på den här datorn." in picker.text
    picked = stranger.post("/person", data={"person": actors.anna.id, "next": "/sv/approvals?id=311"})
    assert picked.status_code == 303 and picked.headers["location"] == "/sv/approvals?id=311"
    cookie = picked.headers["set-cookie"].lower()
    assert COOKIE in cookie and "httponly" in cookie and "samesite=lax" in cookie


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\n/evil", ""]
)
def test_nobody_is_sent_elsewhere_after_picking(stranger: TestClient, actors, target: str):
    assert local_path(target) == "/"
    answer = stranger.post("/person", data={"person": actors.anna.id, "next": target})
    assert answer.headers["location"] == "/"


def test_a_forged_an_old_and_a_foreign_cookie_open_nothing(stranger: TestClient, assistant: Assistant, clock_for_all):
    cookie = PersonCookie(secret_in(assistant.settings.data), clock_for_all)
    good = cookie.seal(1)
    clock_for_all.forward(hours=-13)
    old = cookie.seal(1)
    clock_for_all.forward(hours=13)
    forged = "2" + good[1:]
    foreign = PersonCookie(b"x" * 32, clock_for_all).seal(1)
    for value in (old, forged, foreign, "", "1", "1..", "a.b.c", "1.9e9.x"):
        assert stranger.get("/live/sv", headers={"cookie": f"{COOKIE}={value}"}).status_code == 401
    assert stranger.get("/live/sv", headers={"cookie": f"{COOKIE}={good}"}).status_code == 200


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
    for path in ("/person", "/sv/gradio_api/queue/join", "/sv/gradio_api/upload"):
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


def test_too_much_is_refused_before_it_is_read(anna: TestClient):
    answer = anna.post("/person", headers={"content-length": str(10**10)}, content=b"x")
    assert answer.status_code == 413 and _is_protected(answer)


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


def test_the_key_of_the_cookies_is_for_the_owner_only(assistant: Assistant):
    path = assistant.settings.data / "web.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_in(assistant.settings.data) == path.read_bytes()
