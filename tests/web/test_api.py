"""Machines read, register posts and ask; they never approve, decide, send or stop, and every failure has one shape."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.errors import NotAllowed
from assistant.records.moments import moment_text
from assistant.web.access import ROUTES
from assistant.web.api.refusals import CODES
from tests.web.conftest import HOST

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
POST = {"text": "Mjölken smakar konstigt!", "channel": "facebook", "author": "@kim"}
FOR_MACHINES = {
    route: policy for route, policy in ROUTES.items() if re.search(r" /(api/(?!docs|openapi|\{)|hooks)", route)
}

Machine = Callable[[str], TestClient]


def machine_with(application: object, secret: str) -> TestClient:
    """A script on another computer: no browser headers and no cookie."""
    sent = {"authorization": f"Bearer {secret}".encode(), "accept-language": "en"}
    return TestClient(application, base_url=HOST, follow_redirects=False, headers=sent, raise_server_exceptions=False)


@pytest.fixture(scope="session")
def machine(application: object, assistant: Assistant, actors: SimpleNamespace) -> Machine:
    secrets = {
        scope: assistant.tokens.create(f"Växel {scope}", scope, 30, actors.lena)[1] for scope in ("read", "write")
    }
    return lambda scope: machine_with(application, secrets[scope])


@pytest.fixture(scope="session")
def incident(assistant: Assistant, machine: Machine) -> int:
    return machine("write").post("/api/incidents", json=POST).json()["number"]


@pytest.fixture(scope="session")
def reply(assistant: Assistant, actors: SimpleNamespace, incident: int):
    draft = assistant.drafting.draft_reply(incident, actors.anna, anyway=True)
    return assistant.replies.submit(draft.id, draft.version, actors.anna)


def told(answer, status: int) -> str:
    """The code of a refusal, whose shape is always the same."""
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error", "code"} and answer.json()["code"] == CODES[status]
    assert answer.json()["error"] and "Traceback" not in answer.text
    return answer.json()["error"]


def test_a_post_becomes_an_incident_of_the_service_account(machine: Machine, assistant: Assistant):
    answer = machine("write").post(
        "/api/incidents", json={**POST, "reach": 12, "posted_at": "2026-11-23T08:00:00+01:00"}
    )
    assert answer.status_code == 201
    opened = assistant.incidents.load(answer.json()["number"])
    assert opened.posts[0].text == POST["text"] and opened.posts[0].reach == 12
    assert answer.headers["location"] == f"/api/incidents/{opened.id}"
    service = assistant.people.load(opened.opened_by)
    assert service.kind == "service" and service.name == "Växel write"
    assert assistant.audit.events(1)[0].actor == service.actor


def test_the_same_key_and_contents_give_the_same_incident(machine: Machine):
    script, key = machine("write"), {"idempotency-key": "2026-11-24.1"}
    first = script.post("/api/incidents", json=POST, headers=key)
    again = script.post("/api/incidents", json=dict(reversed(POST.items())), headers=key)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    told(script.post("/api/incidents", json={**POST, "text": "Något annat"}, headers=key), 409)


def test_lists_are_paged_by_number(machine: Machine, incident: int):
    script = machine("write")
    for _ in range(3):
        script.post("/api/incidents", json=POST)
    seen, after = [], 0
    while after is not None:
        page = script.get("/api/incidents", params={"limit": 2, "after": after, "state": "all"}).json()
        assert len(page["items"]) <= 2
        seen += [one["number"] for one in page["items"]]
        after = page["next"]
    assert seen == sorted(set(seen)) and incident in seen


def test_a_closed_incident_is_listed_only_when_asked_for(
    machine: Machine, assistant: Assistant, actors: SimpleNamespace
):
    number = machine("write").post("/api/incidents", json=POST).json()["number"]
    assistant.incidents.close(number, "", actors.anna)
    listed = [
        {one["number"] for one in machine("read").get("/api/incidents", params={"limit": 200, **more}).json()["items"]}
        for more in ({}, {"state": "all"})
    ]
    assert number not in listed[0] and number in listed[1]


def test_personal_details_of_a_post_are_masked(machine: Machine):
    script = machine("write")
    number = script.post("/api/incidents", json={**POST, "text": "Ring mig på 070-123 45 67!"}).json()["number"]
    shown = script.get(f"/api/incidents/{number}")
    assert "123 45 67" not in shown.text and "[" in shown.json()["posts"][0]["text"]


def test_a_text_that_has_not_left_is_not_given_out(machine: Machine, reply, assistant: Assistant):
    shown = machine("read").get(f"/api/replies/{reply.id}").json()
    assert shown["state"] == "in_review" and shown["text"] is None and shown["sha256"] == reply.sha
    assert reply.text[:20] not in json.dumps(shown, ensure_ascii=False)


def test_replies_are_found_by_their_state(machine: Machine, reply):
    script = machine("read")
    numbers = {
        state: [one["number"] for one in script.get("/api/replies", params={"state": state}).json()["items"]]
        for state in ("in_review", "sent")
    }
    assert reply.id in numbers["in_review"] and numbers["sent"] == []


def test_documents_tell_what_is_in_force(machine: Machine):
    (policy,) = machine("read").get("/api/documents").json()["items"]
    assert policy["title"] == "Svarspolicy" and policy["status"] == "approved" and policy["needs_review"] is False


def test_a_question_is_answered_with_sources_or_not_at_all(machine: Machine):
    script = machine("write")
    known = script.post("/api/questions", json={"question": "Hur fort ska ett första svar ges vid nivå 3?"}).json()
    assert not known["abstained"] and any("30 minuter" in source["text"] for source in known["sources"])
    cited = [number for sentence in known["sentences"] for number in sentence["source_numbers"]]
    assert set(cited) == set(range(1, len(known["sources"]) + 1))
    unknown = script.post("/api/questions", json={"question": "Vilken färg har företagets lastbilar?"}).json()
    assert unknown["abstained"] and unknown["sources"] == []


def test_there_is_no_plan_until_one_is_drafted(machine: Machine, assistant: Assistant, actors: SimpleNamespace):
    if assistant.plans.latest() is None:
        told(machine("read").get("/api/plan"), 404)
    for _ in assistant.plans.draft(actors.anna, "sv"):
        pass
    plan = machine("read").get("/api/plan").json()
    assert plan["state"] == "finished" and plan["sections"]


def test_a_key_that_reads_cannot_write(machine: Machine):
    told(machine("read").post("/api/incidents", json=POST), 403)
    told(machine("read").post("/api/questions", json={"question": "Hur fort?"}), 403)


@pytest.mark.parametrize("secret", ["", "krisplan_wrong", "krisplan_å", "x" * 5000])
def test_a_wrong_key_opens_nothing(application: object, secret: str):
    answer = machine_with(application, secret).get("/api/incidents")
    told(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_expired_and_a_revoked_key_open_nothing(application: object, assistant: Assistant, actors, clock_for_all):
    token, revoked = assistant.tokens.create("Återkallad", "read", 30, actors.lena)
    _, short = assistant.tokens.create("Kort", "read", 1, actors.lena)
    assert machine_with(application, revoked).get("/api/incidents").status_code == 200
    assistant.tokens.revoke(token.id, actors.lena)
    told(machine_with(application, revoked).get("/api/incidents"), 401)
    clock_for_all.forward(days=1, seconds=1)
    try:
        told(machine_with(application, short).get("/api/incidents"), 401)
    finally:
        clock_for_all.now -= timedelta(days=1, seconds=1)


@pytest.mark.parametrize("path", ["/sv/", "/sv/approvals", "/en/decide", "/sv/gradio_api/queue/join", "/live/sv", "/"])
def test_a_key_opens_nothing_but_the_api(machine: Machine, path: str):
    assert machine("write").get(path).status_code == 403


def test_with_a_key_the_cookie_counts_for_nothing(application: object, browser_of, actors, machine: Machine):
    cookies = browser_of(actors.anna)
    sent = {**dict(cookies.headers), "authorization": "Bearer krisplan_wrong"}
    mixed = TestClient(application, base_url=HOST, headers=sent, cookies=dict(cookies.cookies))
    assert mixed.get("/api/incidents").status_code == 401


def test_a_person_who_is_signed_in_may_use_it_too_but_not_from_another_site(anna: TestClient):
    assert anna.get("/api/incidents").status_code == 200
    assert anna.post("/api/incidents", json=POST).status_code == 201
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert anna.post("/api/incidents", json=POST, headers=foreign).status_code == 403


def test_no_machine_reaches_a_decision_a_stop_or_a_release(machine: Machine, reply, assistant: Assistant):
    decision = {"verdict": "approve", "version": reply.version, "sha": reply.sha, "reason": "x", "read": "yes"}
    script = machine("write")
    for path in (f"/replies/{reply.id}/decision", "/halts", "/halts/lift"):
        assert script.post(path, data=decision).status_code == 403
    for path in (f"/api/replies/{reply.id}/decision", f"/api/replies/{reply.id}/approval", "/api/halts"):
        told(script.post(path, json=decision), 404)
    assert assistant.replies.load(reply.id).decisions == () and not assistant.replies.is_stopped()
    verbs = {path.rpartition("/")[2] for path in FOR_MACHINES if path.startswith("POST")}
    assert verbs == {"incidents", "questions", "posts"}


def test_a_service_account_is_refused_by_the_service_itself(reply, assistant: Assistant):
    service = next(
        one for one in assistant.people.all() if one.kind == "service" and one.active and "writer" in one.roles
    )
    for act in (
        lambda: assistant.replies.decide(reply.id, reply.version, reply.sha, "approve", "x", service),
        lambda: assistant.replies.stop_all(service),
        lambda: assistant.replies.lift_stop(service),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert assistant.replies.load(reply.id).decisions == ()


def test_past_the_service_the_database_refuses_a_service_account_too(machine: Machine, reply, assistant: Assistant):
    service = next(one for one in assistant.people.all() if one.kind == "service" and one.active)
    decision = text(
        "INSERT INTO decision (version_id, person_id, sha, verdict, mode, seat, role, reason, halts, at, expires)"
        " SELECT v.id, :service, v.sha, :verdict, 'four_eyes', 0, 'community_manager', 'x', 0, :at, :later"
        " FROM version v WHERE v.item_id = :reply"
    )
    given = {"service": service.id, "reply": reply.id, "at": moment_text(assistant.clock())}
    later = moment_text(assistant.clock() + timedelta(hours=1))
    for verdict in ("approve", "reject", "send_back"):
        with pytest.raises(IntegrityError, match=r"not entitled|not eligible"), assistant.database.writing() as session:
            session.execute(decision, {**given, "verdict": verdict, "later": later})


def test_what_is_not_json_of_the_right_form_is_told_in_words(machine: Machine):
    script = machine("write")
    assert "text" in told(script.post("/api/incidents", json={"channel": "facebook"}), 422)
    assert "reach" in told(script.post("/api/incidents", json={**POST, "reach": -1}), 422)
    assert "nope" in told(script.post("/api/incidents", json={**POST, "channel": "nope"}), 422)
    told(script.post("/api/incidents", json={**POST, "approve": True}), 422)
    told(script.post("/api/incidents", json={**POST, "posted_at": "2026-11-23T08:00:00"}), 422)
    told(script.post("/api/incidents", data=POST), 422)
    swedish = script.post("/api/incidents", json={}, headers={"accept-language": "sv"})
    assert told(swedish, 422) == "Fältet text saknas eller har fel form."


@pytest.mark.parametrize(
    "path", ["incidents/0", "incidents/999999", f"incidents/{10**30}", "replies/999999", "nothing"]
)
def test_what_is_not_there_is_told(machine: Machine, path: str):
    told(machine("read").get(f"/api/{path}"), 422 if "incidents/0" in path or "000000000" in path else 404)


def test_too_much_is_refused_also_when_its_size_is_not_said(machine: Machine):
    body = json.dumps({**POST, "text": "a" * 300_000}).encode()
    headers = {"content-type": "application/json"}
    told(machine("write").post("/api/incidents", content=body, headers=headers), 413)
    told(
        machine("write").post(
            "/api/incidents", content=(body[i : i + 999] for i in range(0, len(body), 999)), headers=headers
        ),
        413,
    )


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_POSTS = st.fixed_dictionaries(
    {"text": st.text(max_size=300) | _VALUES, "channel": st.sampled_from(["facebook", "x"]) | _VALUES},
    optional={"author": _VALUES, "url": _VALUES, "posted_at": _VALUES, "reach": _VALUES, "other": _VALUES},
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=_POSTS | _VALUES, to=st.sampled_from(["/api/incidents", "/api/questions"]), key=st.none() | st.text(max_size=9)
)
def test_no_json_at_all_makes_it_fail(machine: Machine, body: object, to: str, key: str | None):
    headers: dict[str, str | bytes] = {"content-type": "application/json"}
    if key is not None:
        headers["idempotency-key"] = key.encode("utf-8", "replace").translate(None, b"\r\n\0")
    if to == "/api/questions" and isinstance(body, dict):
        body = {"question": body.get("text"), "language": body.get("channel")}
    answer = machine("write").post(to, content=json.dumps(body).encode(), headers=headers)
    assert answer.status_code in (200, 201, 400, 409, 422), (answer.status_code, answer.text)
    assert answer.status_code < 300 or set(answer.json()) == {"error", "code"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["incidents", "replies", "documents", "plan"]),
    params=st.dictionaries(
        st.sampled_from(["limit", "after", "state", "language"]), st.text(max_size=30) | st.integers()
    ),
)
def test_no_query_at_all_makes_it_fail(machine: Machine, path: str, params: dict[str, str | int]):
    params = {name: str(value).encode("utf-8", "replace").decode("utf-8") for name, value in params.items()}
    answer = machine("read").get(f"/api/{path}", params=params)
    assert answer.status_code in (200, 404, 422), answer.text


def test_the_documentation_names_exactly_the_routes_there_are(machine: Machine):
    rows = dict(re.findall(r"^\| `((?:GET|POST) [^`]+)` \| (\w+) \|", DOCS, re.M))
    assert rows == FOR_MACHINES
    described = machine("read").get("/api/openapi.json").json()
    operations = {
        f"{method.upper()} {path}": one["x-scope"]
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    }
    assert operations == FOR_MACHINES


def test_the_documentation_names_every_code():
    rows = re.findall(r"^\| ([\d, ]+) \| `(\w+)` \|", DOCS, re.M)
    documented = {int(status): code for statuses, code in rows for status in statuses.split(",")}
    assert documented == {status: CODES[status] for status in documented}
    assert set(documented) == set(CODES) - {405, 500}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_shows_every_route_and_field_in_both_languages(machine: Machine, language: str):
    script = machine("read")
    page = script.get("/api/docs", params={"language": language})
    assert page.status_code == 200 and f'<html lang="{language}"' in page.text and "<script src=" in page.text
    described = script.get("/api/openapi.json", params={"language": language}).json()
    for path, methods in described["paths"].items():
        assert path.replace("{", "&#123;").replace("}", "&#125;") in page.text
        assert all(one["summary"] for one in methods.values())
    fields = [f for shape in described["components"]["schemas"].values() for f in shape["properties"].values()]
    assert fields and all(field["description"] for field in fields)
    assert not re.search(r"(?:src|href)=\"https?://", page.text)


def test_without_a_key_or_a_person_the_description_is_closed(stranger: TestClient):
    for path in ("/api/docs", "/api/openapi.json"):
        assert stranger.get(path).status_code == 401
