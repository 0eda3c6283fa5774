"""A signed-in person reaches what the pages need and what is theirs, and nothing else that Gradio offers."""

import asyncio
import json
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gradio as gr
import pytest
from starlette.routing import Mount, Route

from assistant.app import Assistant
from assistant.web.claims import Claims
from assistant.web.gradio_calls import API, GradioCalls, Owned, guard, is_open
from assistant.web.site import blocks
from assistant.web.uploads import LASTS, Uploads
from assistant.web.view import View
from assistant.web.words import load_words

PAGES = frozenset({"", "chat", "plan", "incidents", "approvals", "knowledge", "audit"})
OPEN = {
    *(("GET", f"/{page}") for page in PAGES),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/assets/{path:path}"),
    ("GET", "/static/{path:path}"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/upload_progress"),
    ("GET", "/gradio_api/file={path_or_url:path}"),
}


@pytest.fixture(scope="module")
def site(assistant: Assistant, application) -> gr.Blocks:
    return blocks(View(assistant, load_words("sv", assistant.zone)))


@pytest.fixture(scope="module")
def gradio_routes(site: gr.Blocks) -> list[tuple[str, str]]:
    """Method and address of everything that this version of Gradio answers below a mount."""
    from gradio.routes import App  # noqa: PLC0415

    made = App.create_app(site, auth_dependency=lambda request: "1")
    return [(method, one.path) for one in _routes(made.routes) for method in sorted(one.methods or ())]


def _routes(routes) -> Iterator[Route]:
    for one in routes:
        if isinstance(one, Route):
            yield one
        else:
            yield from _routes(one.original_router.routes)


def test_whatever_gradio_offers_is_either_on_our_list_or_not_there(gradio_routes, assistant: Assistant, actors):
    assert len(gradio_routes) > 60 and set(gradio_routes) >= OPEN
    for method, template in gradio_routes:
        address = re.sub(r"\{[^}]+\}", "x", template)
        assert is_open(PAGES, method, address) is ((method, template) in OPEN), (method, template)


def test_gradio_sees_nothing_of_what_is_not_on_the_list(gradio_routes, browser_of, actors):
    for language in ("sv", "en"):
        for method, template in gradio_routes:
            if (method, template) not in OPEN:
                browser = browser_of(actors.karin)
                answer = browser.request(method, f"/{language}" + re.sub(r"\{[^}]+\}", "x", template), json={})
                assert answer.status_code == 404, (method, template)
                assert answer.text == ("" if method == "HEAD" else '{"detail":"not found"}'), (method, template)


def test_the_pages_of_the_site_are_the_ones_that_open(site: gr.Blocks):
    assert {page for page, *_ in site.pages} == PAGES


@pytest.mark.parametrize("path", ["/assets/../config", "/static/../../etc/passwd", "/plan/", "//", "/sv/", "/mcp", ""])
def test_no_detour_leads_past_the_list(path: str):
    assert is_open(PAGES, "GET", path) is False


class Stub:
    """Stands where Gradio stands; remembers what reached it, and answers as it is told."""

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
        self.bodies: list[bytes] = []
        self.scopes: list[dict] = []

    async def __call__(self, scope, receive, send) -> None:
        message = await receive()
        self.bodies.append(message.get("body", b""))
        self.scopes.append(scope)
        body = json.dumps(self.answer).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def stub() -> Stub:
    return Stub({"event_id": "one"})


@pytest.fixture
def door(stub: Stub, assistant: Assistant, tmp_path: Path) -> GradioCalls:
    return GradioCalls(
        stub, PAGES, lambda number, data: number == 1, Owned(assistant.people, Claims(), Uploads(tmp_path / "uploads"))
    )


def ask(door: GradioCalls, person, method: str, path: str, body: object = b"", query: str = "") -> int:
    """The status that the person gets."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    scope = {"type": "http", "method": method, "path": f"/sv{path}", "root_path": "/sv"}
    scope |= {"query_string": query.encode(), "headers": [], "krisplan.person": person}
    told: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict) -> None:
        told.append(message)

    with ThreadPoolExecutor(1) as aside:  # a browser of other tests may keep a loop running in this thread
        aside.submit(asyncio.run, door(scope, receive, send)).result()
    return told[0]["status"]


JOIN = f"{API}/queue/join"


def call(mark: str = "mine", **more: object) -> dict[str, object]:
    return {"data": [], "event_data": None, "fn_index": 1, "trigger_id": None, "session_hash": mark} | more


def test_a_page_belongs_to_whoever_used_it_first(door: GradioCalls, stub: Stub, actors):
    assert ask(door, actors.anna, "GET", f"{API}/queue/data", query="session_hash=mine") == 404
    assert ask(door, actors.anna, "POST", JOIN, call()) == 200
    assert ask(door, actors.karin, "POST", JOIN, call()) == 404
    assert ask(door, actors.anna, "GET", f"{API}/queue/data", query="session_hash=mine") == 200
    for query in ("session_hash=mine", "session_hash=", "", "session_hash=x&session_hash=mine", "session_hash=%6Dine"):
        assert ask(door, actors.karin, "GET", f"{API}/queue/data", query=query) == 404
    assert len(stub.bodies) == 2


def test_only_the_caller_can_cancel_a_call(door: GradioCalls, stub: Stub, actors):
    wish = {"session_hash": "mine", "fn_index": 1, "event_id": "one"}
    assert ask(door, actors.anna, "POST", f"{API}/cancel", wish) == 404
    ask(door, actors.anna, "POST", JOIN, call())
    ask(door, actors.karin, "POST", JOIN, call("hers"))
    for address in ("cancel", "reset"):
        assert ask(door, actors.karin, "POST", f"{API}/{address}", wish) == 404
    assert ask(door, actors.karin, "POST", f"{API}/cancel", {**wish, "session_hash": "hers"}) == 404
    assert len(stub.bodies) == 2
    assert ask(door, actors.anna, "POST", f"{API}/cancel", {**wish, "event_id": "another"}) == 404
    assert ask(door, actors.anna, "POST", f"{API}/cancel", wish) == 200
    assert ask(door, actors.anna, "POST", f"{API}/reset", {"event_id": "one"}) == 200


def test_an_upload_and_its_progress_belong_to_one_person(door: GradioCalls, stub: Stub, actors, tmp_path: Path):
    stub.answer = [str(tmp_path / "uploads" / "abc" / "policy.md")]
    assert ask(door, actors.anna, "GET", f"{API}/upload_progress", query="upload_id=u1") == 200
    assert ask(door, actors.karin, "POST", f"{API}/upload", query="upload_id=u1") == 404
    assert ask(door, actors.karin, "POST", f"{API}/upload", query="upload%5Fid=u1") == 404
    assert ask(door, actors.anna, "POST", f"{API}/upload", query="upload_id=u1") == 200
    assert ask(door, actors.karin, "GET", f"{API}/upload_progress", query="upload_id=u1") == 404
    assert ask(door, actors.anna, "GET", f"{API}/upload_progress") == 404
    for person, status in ((actors.anna, 200), (actors.karin, 404)):
        assert ask(door, person, "GET", f"{API}/file={stub.answer[0]}") == status
    for path in (f"{stub.answer[0]}x", "/etc/passwd", "https://evil.example/x", str(tmp_path)):
        assert ask(door, actors.anna, "GET", f"{API}/file={path}") == 404


def test_whoever_may_not_add_documents_uploads_nothing(door: GradioCalls, stub: Stub, actors):
    assert ask(door, actors.olle, "POST", f"{API}/upload") == 403
    assert stub.bodies == []


def test_a_call_names_only_files_that_its_caller_uploaded(door: GradioCalls, stub: Stub, actors, tmp_path: Path):
    own, other = (str(tmp_path / "uploads" / name / "a.md") for name in ("own", "other"))
    door.uploads.remember(actors.anna, [own])
    door.uploads.remember(actors.karin, [other])
    kind = {"meta": {"_type": "gradio.FileData"}}
    assert ask(door, actors.anna, "POST", JOIN, call(data=[[{"path": own, **kind}]])) == 200
    for path in (other, "/etc/passwd", "http://127.0.0.1:1/x", "https://evil.example/x", f"{own}/../a.md", 7, None):
        for data in ([[{"path": path, **kind}]], [{"path": path}], [{"deep": [{"path": path}]}]):
            assert ask(door, actors.anna, "POST", JOIN, call(data=data)) == 404
    assert len(stub.bodies) == 1


def test_gradio_gets_the_call_and_nothing_that_was_smuggled_along(door: GradioCalls, stub: Stub, actors):
    more = {"event_id": "x", "oauth_token": "t", "batched": True, "simple_format": True, "request": {}, "username": "1"}
    assert ask(door, actors.anna, "POST", JOIN, call(data=["hej"], **more)) == 200
    assert json.loads(stub.bodies[0]) == call(data=["hej"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (call(session_hash=None), 400),
        (call(session_hash="a/b"), 400),
        (call(session_hash="m\n"), 400),
        (call(session_hash="x" * 65), 400),
        (call(session_hash=["mine"]), 400),
        (call(fn_index="1"), 400),
        (call(fn_index=1.0), 400),
        (call(fn_index=True), 400),
        (call(fn_index=None), 400),
        (call(fn_index=-1), 400),
        (call(fn_index=10**30), 400),
        (call(fn_index=77), 404),
        (call(trigger_id="1"), 400),
        (call(trigger_id=10**30), 400),
        (call(data=None), 400),
        (call(data={}), 400),
        (call(data=[float("nan")]), 400),
        (call(data=[float("inf")]), 400),
        (call(data=[10**400]), 400),
        (call(data=[1e300]), 400),
        (call(data=[2**53 + 1]), 400),
        (call(event_data={"id": float("nan")}), 400),
        (call(data=[[[[[[[[[[]]]]]]]]]]), 400),
        (call(data=[0] * 101), 400),
        (call(data=["x" * 1_100_000]), 413),
    ],
)
def test_what_no_page_sends_is_refused_at_the_door(door: GradioCalls, stub: Stub, actors, body: object, status: int):
    assert ask(door, actors.anna, "POST", JOIN, body) == status
    assert stub.bodies == []


def test_what_belongs_to_whom_takes_a_bounded_room_and_nobody_can_push_another_out(actors):
    claims = Claims(most=3)
    assert claims.claim(actors.anna, "a")
    for number in range(100):
        assert claims.claim(actors.karin, f"k{number}")
    assert claims.owns(actors.anna, "a") and not claims.claim(actors.karin, "a")
    assert [claims.owns(actors.karin, f"k{number}") for number in (96, 97, 98, 99)] == [False, True, True, True]
    assert len(claims._owner) == 4


def test_an_upload_that_nobody_takes_in_is_gone_after_an_hour(actors, tmp_path: Path):
    room = tmp_path / "uploads"
    uploads = Uploads(room)
    for name in ("old", "new"):
        (room / name).mkdir(parents=True)
        (room / name / "a.md").write_text("x")
        uploads.remember(actors.anna, [str(room / name / "a.md")])
    (room / "tmpbroken").write_bytes(b"half a file")
    (room / "gradios-own").mkdir()
    for file in (room / "old" / "a.md", room / "tmpbroken"):
        os.utime(file, (1, 1))
    assert uploads.sweep() is True
    assert sorted(path.name for path in room.iterdir()) == ["gradios-own", "new"]
    assert not uploads.owned_by(actors.anna, str(room / "old" / "a.md"))
    assert uploads.sweep(time.time() + LASTS + 5) is False and [path.name for path in room.iterdir()] == ["gradios-own"]


def test_two_who_bring_the_same_file_do_not_take_it_from_each_other(actors, tmp_path: Path):
    room = tmp_path / "uploads"
    file = room / "abc" / "a.md"
    file.parent.mkdir(parents=True)
    file.write_text("x")
    uploads = Uploads(room)
    for person in (actors.anna, actors.anna, actors.karin):
        uploads.remember(person, [str(file)])
    uploads.forget(actors.anna, [str(file)])
    assert uploads.owned_by(actors.anna, str(file))
    uploads.forget(actors.anna, [str(file)])
    uploads.forget(actors.anna, [str(file)])
    assert file.exists() and not uploads.owned_by(actors.anna, str(file))
    uploads.forget(actors.karin, [str(file)])
    assert list(room.iterdir()) == []


def test_an_application_without_pages_cannot_be_guarded_by_mistake(assistant: Assistant, tmp_path: Path):
    from fastapi import FastAPI  # noqa: PLC0415

    with pytest.raises(RuntimeError, match="nothing to guard"):
        guard(FastAPI(), assistant.people, tmp_path)


def test_both_sites_stand_behind_the_guard(application):
    inner = application
    while not hasattr(inner, "router"):
        inner = inner.app
    mounts = {one.path: one.app for one in inner.router.routes if isinstance(one, Mount)}
    assert isinstance(mounts["/sv"], GradioCalls) and isinstance(mounts["/en"], GradioCalls)
