"""A page of somebody else's, open in the browser of a person who has signed in, can read nothing and change nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from assistant.web.access import ROUTES
from tests.web.addresses import every_address
from tests.web.calling import dump
from tests.web.house import House, house

pytestmark = [pytest.mark.browser, pytest.mark.process]
SAFE = ("GET", "HEAD", "OPTIONS")
UNSIGNED = {key for key, policy in ROUTES.items() if policy == "signature"}
OPEN = {key.removeprefix("GET ") for key, policy in ROUTES.items() if policy == "open"}
FOREIGN = "http://evil.example"

# Each address is asked for in every way a page can: a call that reads the answer, one that does not, and a picture.
TRY_ALL = """async (addresses) => {
  const read = [];
  for (const [method, url] of addresses) {
    for (const options of [
      {mode: "cors", credentials: "include"}, {mode: "no-cors", credentials: "include"},
      {mode: "cors", credentials: "include", headers: {"content-type": "application/json"}},
    ]) {
      try {
        const body = method === "GET" || method === "HEAD" ? undefined : '{"fn_index": 1, "data": []}';
        const answer = await fetch(url, {method, body, ...options});
        read.push([method, url, options.mode, answer.status]);
      } catch { /* this is how a browser says no */ }
    }
  }
  return read;
}"""
POST_A_FORM = """([url, fields]) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: url});
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, {name, value});
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
EMBED = """(url) => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.onload = () => done(true);
  frame.src = url;
  document.body.append(frame);
})"""
SHOW = """(urls) => Promise.all(urls.map((url) => new Promise((done) => {
  const picture = new Image();
  picture.onload = () => done([url, picture.naturalWidth]);
  picture.onerror = () => done(null);
  picture.src = url;
})))"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("sites") / "work"
    folder.mkdir()
    with house(folder) as running:
        yield running


@contextmanager
def evil_site() -> Iterator[int]:
    """A page like any other, at the port yielded; what it does is put into it by the test."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Offer</title><body>")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def signed_in(real_browser: Browser, here: House) -> Iterator[BrowserContext]:
    """The administrator's browser."""
    name, _, value = here.cookies["lena"].partition("=")
    context = real_browser.new_context(locale="sv-SE")
    context.add_cookies([{"name": name, "value": value, "url": here.address, "httpOnly": True, "sameSite": "Lax"}])
    yield context
    context.close()


def _is_still_in(here: House) -> bool:
    return here.browser("lena").get("/live/sv").status_code == 200


def test_no_address_lets_another_origin_read_or_change_anything(here: House, application):
    before = dump(here.database)
    client = httpx.Client(base_url=here.address, headers={"cookie": here.cookies["lena"]}, trust_env=False, timeout=20)
    for method, path in every_address(application):
        for headers in (
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
            {"sec-fetch-site": "same-site"},
            {},
        ):
            answer = client.request(method, path, headers={"origin": FOREIGN, **headers})
            where = (method, path, headers)
            assert not [name for name in answer.headers if name.startswith("access-control-")], where
            assert answer.headers["cross-origin-resource-policy"] == "same-origin", where
            if f"{method} {path}" in UNSIGNED:
                assert answer.status_code in (401, 404), where
            elif method not in SAFE or headers:
                assert answer.status_code == 403, where
    asks = {"origin": FOREIGN, "access-control-request-method": "POST", "access-control-request-headers": "x"}
    for _, path in every_address(application):
        answer = client.options(path, headers=asks)
        assert answer.status_code in (400, 404, 405) and "access-control-allow-origin" not in answer.headers, path
    assert dump(here.database) == before and _is_still_in(here)


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1"], ids=["another site", "another port, so the cookie goes along"]
)
def test_a_foreign_page_gets_no_answer_out_of_the_browser(
    name: str, here: House, signed_in: BrowserContext, application
):
    before, told = dump(here.database), len(_requests(here))
    addresses = every_address(application)
    with evil_site() as port:
        page = signed_in.new_page()
        page.goto(f"http://{name}:{port}/")
        assert page.evaluate(TRY_ALL, [[method, here.address + path] for method, path in addresses]) == []
        pictures = [f"{here.address}{path}" for path in ("/favicon.ico", "/static/icon.svg", "/sv/", "/live/sv")]
        assert page.evaluate(SHOW, pictures) == [None] * len(pictures)
        page.evaluate(EMBED, f"{here.address}/sv/")
        assert [frame.locator("gradio-app, .kp-top").count() for frame in page.frames] == [0, 0]
    came = _requests(here)[told:]
    assert len(came) > 2 * len(addresses), "they did reach the server"
    assert {status for method, status in came if method not in SAFE} <= {401, 403, 404}
    assert {status for _, status in came} <= {400, 401, 403, 404}
    assert dump(here.database) == before and _is_still_in(here)


def _requests(here: House) -> list[tuple[str, int]]:
    """Method and status of every request that the server has told of."""
    lines = [line for line in here.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    return [(one["method"], one["status"]) for one in told if one["event"] == "request"]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/logout", {}),
        ("/halts", {"confirm": "yes", "reason": "x"}),
        ("/login", {"email": "anna.berg@ljungsjo.example", "password": "x"}),
        ("/replies/1/decision", {"decision": "approve", "version": "1"}),
        ("/sv/settings/people", {"name": "Eve", "email": "eve@evil.example", "role": "administrator"}),
        ("/api/incidents", {"text": "x", "channel": "facebook"}),
    ],
)
def test_a_form_of_a_foreign_page_is_refused(
    name: str, path: str, fields: dict[str, str], here: House, signed_in: BrowserContext
):
    before = dump(here.database)
    with evil_site() as port:
        page = signed_in.new_page()
        page.goto(f"http://{name}:{port}/")
        with page.expect_navigation() as arrived:
            page.evaluate(POST_A_FORM, [here.address + path, fields])
        assert arrived.value is not None and arrived.value.status == 403
    assert dump(here.database) == before and _is_still_in(here)


def test_a_link_from_a_foreign_page_still_leads_in(here: House, signed_in: BrowserContext):
    with evil_site() as port:
        page = signed_in.new_page()
        page.goto(f"http://localhost:{port}/")
        with page.expect_navigation() as arrived:
            page.evaluate("(url) => { location.href = url; }", f"{here.address}/sv/incidents?id=1")
        assert arrived.value is not None and arrived.value.status == 200
        assert page.url == f"{here.address}/sv/incidents?id=1"
