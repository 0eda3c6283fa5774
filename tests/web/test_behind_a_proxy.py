"""Behind a proxy that encrypts, a browser signs in and works, and the proxy alone says where people come from."""

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from assistant.app import build
from assistant.people import Person
from assistant.settings import Settings
from tests.serving import KRISPLAN, served
from tests.web.browsing import chromium
from tests.web.tls_proxy import tls_proxy

pytestmark = [pytest.mark.browser, pytest.mark.process]
HOST = "krisplan.example.com"
PASSWORD = "sju gröna hästar i regn"


@dataclass(frozen=True)
class Behind:
    """The server on every interface of a loopback-only test machine, the proxy before it, and its people."""

    public: str
    port: int
    ada: Person
    link: str


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("behind")
    work = folder / "work"
    work.mkdir()
    assistant = build(Settings(data=folder / "data"))
    ada = assistant.people.add("Ada Ek", "ada@example.com", ["administrator", "writer"])
    rut = assistant.people.add("Rut Al", "rut@example.com", ["reader"])
    assistant.passwords.set(ada.id, PASSWORD, by=None)
    link = assistant.invitations.for_person(rut.id, None)
    assistant.close()
    port = _free_port()
    with tls_proxy(folder, HOST, port) as tls:
        public = f"https://{HOST}:{tls}"
        environment = {
            **os.environ,
            "KRISPLAN_DATA": str(folder / "data"),
            "KRISPLAN_HOST": "0.0.0.0",
            "KRISPLAN_PUBLIC_URL": public,
            "KRISPLAN_PROXY": "127.0.0.1",
        }
        with served([*KRISPLAN, "serve", "--port", str(port)], work, environment, ready=public):
            yield Behind(public, port, ada, link)


@pytest.fixture(scope="module")
def far_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser in which every name leads to this computer."""
    browser = chromium(playwright, "--host-resolver-rules=MAP * 127.0.0.1")
    yield browser
    browser.close()


@pytest.fixture
def page(far_browser: Browser) -> Iterator[Page]:
    context = far_browser.new_context(ignore_https_errors=True, locale="sv-SE")
    yield context.new_page()
    context.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _sign_in(page: Page, behind: Behind, path: str) -> None:
    page.goto(behind.public + path)
    assert page.url.startswith(f"{behind.public}/login?next=")
    page.get_by_label("Användarnamn").fill(behind.ada.email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(behind.public + path)


def test_a_browser_signs_in_gets_a_cookie_bound_to_the_host_and_the_live_pages_work(page: Page, behind: Behind):
    requests: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    _sign_in(page, behind, "/sv/chat?x=1")
    (cookie,) = page.context.cookies()
    assert cookie["name"] == "__Host-krisplan" and cookie["domain"] == HOST and cookie["path"] == "/"
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""
    page.fill("#kp-composer textarea", "Hur snabbt ska vi svara?")
    page.keyboard.press("Enter")
    expect(page.locator("#kp-conversation, .kp-talk").first).to_contain_text("Hur snabbt ska vi svara?")
    expect(page.locator(".kp-turn").first).to_be_visible()
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url(f"{behind.public}/en/chat**")
    assert {url.partition("/")[0] for url in requests} <= {"https:", "data:", "blob:"}, (
        "nothing is fetched in the clear"
    )
    hosts = {url.split("/")[2] for url in requests if url.startswith("http")}
    assert hosts == {behind.public.removeprefix("https://")} and troubles == []


def test_signing_out_ends_it_on_the_server_too(page: Page, behind: Behind):
    _sign_in(page, behind, "/sv/plan")
    (cookie,) = page.context.cookies()
    page.evaluate("document.querySelector('form[action=\"/logout\"]').submit()")
    page.wait_for_url(f"{behind.public}/login?told=signed_out")
    assert page.context.cookies() == []
    page.context.add_cookies([cookie])
    page.goto(f"{behind.public}/sv/plan")
    assert page.url.startswith(f"{behind.public}/login")


def test_a_one_time_link_works_through_the_proxy(page: Page, behind: Behind):
    page.goto(f"{behind.public}/welcome?key={behind.link}")
    page.get_by_label("Nytt lösenord").fill(PASSWORD)
    page.get_by_label("Samma lösenord igen").fill(PASSWORD)
    page.get_by_role("button", name="Spara och logga in").click()
    page.wait_for_url(f"{behind.public}/sv/")
    page.goto(f"{behind.public}/welcome?key={behind.link}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Länken går inte att använda")


def test_a_name_that_was_made_to_point_here_is_turned_away(page: Page, behind: Behind):
    for address in (f"http://rebound.example:{behind.port}/login", f"http://127.0.0.1:{behind.port}/login",
                    behind.public.replace(HOST, "rebound.example") + "/login"):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None and answer.status == 400, address


def test_only_health_answers_without_the_public_name(behind: Behind):
    with httpx.Client(base_url=f"http://127.0.0.1:{behind.port}", trust_env=False) as local:
        assert local.get("/healthz").status_code == 200 and local.get("/readyz").status_code in (200, 503)
        assert local.get("/login").status_code == 400 and local.get("/sv/").status_code == 400
        forged = {"host": HOST, "x-forwarded-host": HOST, "forwarded": f"host={HOST}"}
        assert local.get("/login", headers={**forged, "host": "evil.example"}).status_code == 400


def test_guesses_are_counted_for_whom_the_proxy_saw_and_nobody_can_say_otherwise(behind: Behind):
    """The proxy replaces what a guesser writes about where they come from."""
    client = _client(behind)
    statuses = [
        client.post(
            "/login",
            data={"email": "ingen@example.com", "password": f"gissning {n}"},
            headers={"x-forwarded-for": f"198.51.100.{n}", "forwarded": f"for=198.51.100.{n}"},
        ).status_code
        for n in range(7)
    ]
    assert statuses == [403] * 5 + [429] * 2


def test_pages_know_their_encrypted_address_whatever_a_header_claims(behind: Behind):
    client = _client(behind)
    answer = client.post("/login", data={"email": behind.ada.email, "password": PASSWORD, "next": "/sv/"})
    assert answer.status_code == 303 and answer.headers["strict-transport-security"]
    page = client.get("/sv/", headers={"accept": "text/html", "sec-fetch-mode": "navigate"})
    config = client.get("/sv/config").json()
    assert page.status_code == 200 and "elsewhere.example" not in page.text + str(config)
    assert set(re.findall(r'"?root"?: ?"([^"]*)"', page.text)) <= {f"{behind.public}/sv"}
    assert not re.search(r"http://(?!www\.w3\.org)", page.text)


def _client(behind: Behind) -> httpx.Client:
    """As a browser, but free to write any header."""
    transport = _ToThisComputer(httpx.HTTPTransport(verify=False), behind)
    headers = {"origin": behind.public, "sec-fetch-site": "same-origin"}
    return httpx.Client(transport=transport, base_url=behind.public, headers=headers, trust_env=False)


class _ToThisComputer(httpx.BaseTransport):
    """Sends to the proxy on loopback what is meant for the public name."""

    def __init__(self, inner: httpx.HTTPTransport, behind: Behind) -> None:
        self.inner = inner
        self.port = int(behind.public.rpartition(":")[2])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url.copy_with(host="127.0.0.1", port=self.port)
        extensions = {**request.extensions, "sni_hostname": HOST}
        sent = httpx.Request(
            request.method, there, headers=request.headers, stream=request.stream, extensions=extensions
        )
        return self.inner.handle_request(sent)
