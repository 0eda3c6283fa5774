"""Every address says whom it is for: nobody comes in without signing in, and what says nothing answers nobody."""

import json
import sqlite3

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.web.access import ROUTES, enforcing
from assistant.web.server import create_app
from tests.web.addresses import declared, every_address, filled, inner
from tests.web.calling import refusals
from tests.web.conftest import HOST

OPEN = {key for key, policy in ROUTES.items() if policy in ("open", "signature")}
SINGLE_SIGN_ON = {"GET /sign-in/sso", "GET /sign-in/sso/back"}
RIGHTS = ("administer", "approve", "manage_documents", "read", "read_log", "write")


def test_every_address_of_ours_declares_whom_it_is_for_and_no_declaration_is_left_over(application):
    assert declared(application) | SINGLE_SIGN_ON == set(ROUTES)


def test_a_new_address_without_a_declaration_answers_nobody(assistant: Assistant, browser_of, actors):
    app = create_app(assistant)
    inner(app).router.routes.insert(0, _undeclared(assistant))
    answer = TestClient(app, base_url=HOST, headers=browser_of(actors.lena).headers).get("/brand-new")
    assert answer.status_code == 403 and "secret" not in answer.text
    assert "GET /brand-new" in declared(app) - set(ROUTES)


def _undeclared(assistant: Assistant) -> APIRoute:
    app = FastAPI(dependencies=enforced(assistant))
    app.get("/brand-new")(lambda: "secret")
    return next(route for route in app.router.routes if isinstance(route, APIRoute) and route.path == "/brand-new")


def enforced(assistant: Assistant) -> list:
    from fastapi import Depends  # noqa: PLC0415

    return [Depends(enforcing(assistant.people))]


def test_what_is_open_to_anybody_is_a_short_known_list():
    assert {
        "GET /favicon.ico",
        "GET /health",
        "GET /healthz",
        "GET /login",
        "GET /manifest.json",
        "GET /readyz",
        "GET /sign-in/sso",
        "GET /sign-in/sso/back",
        "GET /welcome",
        "POST /hooks/posts",
        "POST /login",
        "POST /welcome",
    } == OPEN


def test_without_signing_in_nothing_answers_whatever_is_asked_for(application, stranger: TestClient):
    addresses = every_address(application)
    assert len(addresses) > 150 and ("POST", "/sv/gradio_api/queue/join") in addresses
    for method, path in addresses:
        if f"{method} {path}" in OPEN:
            continue
        answer = stranger.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert len(answer.content) < 200 and "set-cookie" not in answer.headers
        page = {"sec-fetch-mode": "navigate", "accept": "text/html"}
        answer = stranger.request(method, path, headers=page)
        assert answer.status_code in (401, 303), (method, path)
        assert answer.headers.get("location", "/login").startswith("/login")


@pytest.mark.parametrize("key", sorted(key for key, policy in ROUTES.items() if policy in RIGHTS))
def test_who_has_signed_in_but_lacks_the_right_is_refused_and_the_log_says_so(
    key: str, assistant: Assistant, browser_of, application
):
    method, _, path = key.partition(" ")
    person = assistant.people.add("Utan Roll", f"utan.{abs(hash(key))}@ljungsjo.example", [])
    before = _counts(assistant)
    answer = browser_of(person).request(method, f"{filled(path)}?doc=1", headers={"content-length": "0"})
    assert answer.status_code == 403, answer.text
    assert refusals(assistant.settings.database_path)[-1] == (person.actor, f"web:{key}")
    assert _counts(assistant) == before


def _counts(assistant: Assistant) -> str:
    with sqlite3.connect(assistant.settings.database_path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in tables if name not in ("audit", "session")]
        return json.dumps({name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in kept})


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("reader", {"read"}),
        ("writer", {"read", "write", "manage_documents"}),
        ("administrator", {"read", "manage_documents", "administer", "read_log"}),
        ("community_manager", {"read", "write", "approve", "read_log"}),
    ],
)
def test_a_role_opens_exactly_the_addresses_of_its_rights(role: str, may: set[str], assistant: Assistant, browser_of):
    person = assistant.people.add(role, f"{role}.only@ljungsjo.example", [role])
    browser = browser_of(person)
    for key, policy in ROUTES.items():
        if policy in RIGHTS and policy not in may:
            method, _, path = key.partition(" ")
            assert browser.request(method, filled(path)).status_code == 403, key


def test_a_machine_gets_no_further_than_the_api_and_its_scope(assistant: Assistant, application, actors):
    _, reading = assistant.tokens.create("Rapporter", "read", 30, actors.lena)
    _, writing = assistant.tokens.create("Intag", "write", 30, actors.lena)
    for secret in (reading, writing):
        machine = TestClient(
            application, base_url=HOST, headers={"authorization": f"Bearer {secret}"}, follow_redirects=False
        )
        assert machine.get("/api/incidents").status_code == 200
        for method, path in every_address(application):
            if f"{method} {path}" not in OPEN and not path.startswith("/api/"):
                answer = machine.request(method, path, headers={"sec-fetch-site": "same-origin"})
                assert answer.status_code == 403, (method, path)
    read_only = TestClient(application, base_url=HOST, headers={"authorization": f"Bearer {reading}"})
    refused = read_only.post("/api/incidents", json={"text": "Sur mjölk", "channel": "facebook"})
    assert refused.status_code == 403


def test_a_token_that_reads_stays_so_even_if_its_account_is_given_more(assistant: Assistant, application, actors):
    token, secret = assistant.tokens.create("Växande", "read", 30, actors.lena)
    service, scope = assistant.tokens.service_of(secret)
    assert (service.name, scope) == (token.label, "read")
    assistant.people.grant(service.id, "writer", actors.lena)
    machine = TestClient(application, base_url=HOST, headers={"authorization": f"Bearer {secret}"})
    assert machine.post("/api/incidents", json={"text": "Sur mjölk", "channel": "facebook"}).status_code == 403


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer krisplan_x", "bearer krisplan_x", "Bearer  x y"])
def test_a_wrong_token_is_refused_even_beside_a_cookie_that_would_do(header: str, browser_of, actors):
    browser = browser_of(actors.lena)
    assert browser.get("/api/incidents").status_code == 200
    assert browser.get("/api/incidents", headers={"authorization": header}).status_code == 401


def test_a_revoked_token_opens_nothing_from_the_next_request_on(assistant: Assistant, application, actors):
    token, secret = assistant.tokens.create("Gammal", "read", 30, actors.lena)
    machine = TestClient(application, base_url=HOST, headers={"authorization": f"Bearer {secret}"})
    assert machine.get("/api/incidents").status_code == 200
    assistant.tokens.revoke(token.id, actors.lena)
    assert machine.get("/api/incidents").status_code == 401
