"""Who signs in gets a session of their own; who guesses learns nothing, soon waits, and nobody is sent elsewhere."""

import itertools
import re
from http.cookies import SimpleCookie

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.people import DEMO_PASSWORD, Person, add_demo_cast
from assistant.settings import Settings
from assistant.web.identity import cookie_name, local_path
from assistant.web.server import create_app
from assistant.web.shell import PLAIN_CSP
from tests.conftest import StandingClock
from tests.web.conftest import HOST, navigating

PASSWORD = "sju gröna hästar i regn"
NAME = cookie_name("")
WRONG = "Fel användarnamn eller lösenord."
EVIL = (
    "//evil.example", "///evil.example", "https://evil.example", "HTTPS:evil.example", "/\\evil.example", "\\\\evil",
    "evil", "javascript:alert(1)", "data:text/html,x", "/\n/evil", "/\t/evil.example", " //evil.example", "",
    "/\u2028/x",
)  # fmt: skip
_numbers = itertools.count(1)


@pytest.fixture
def person(assistant: Assistant) -> Person:
    made = assistant.people.add("Vera Sjö", f"vera{next(_numbers)}@ljungsjo.example", ["writer", "reader"])
    assistant.passwords.set(made.id, PASSWORD, by=None)
    return made


@pytest.fixture
def browser(application) -> TestClient:
    """A browser on a computer of its own, so that what others guess does not count for it; it keeps no cookies."""
    number = next(_numbers)
    client = TestClient(
        application,
        base_url=HOST,
        follow_redirects=False,
        client=(f"10.0.{number // 250}.{number % 250 + 1}", 5000),
        headers={"sec-fetch-site": "same-origin", "accept-language": "sv"},
    )
    return client


def _sign_in(browser: TestClient, email: str, password: str = PASSWORD, target: str = "/", **headers: str):
    browser.cookies.clear()
    return browser.post("/login", data={"email": email, "password": password, "next": target}, headers=headers)


def _secret(answer) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[NAME].value


def _opens(browser: TestClient, secret: str) -> bool:
    browser.cookies.clear()
    return browser.get("/live/sv", headers={"cookie": f"{NAME}={secret}"}).status_code == 200


def test_the_right_password_leads_to_the_page_that_was_asked_for_with_its_query(browser: TestClient, person: Person):
    answer = _sign_in(browser, person.email, target="/sv/approvals?id=311&x=a%26b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sv/approvals?id=311&x=a%26b")
    assert _opens(browser, _secret(answer))


def test_the_cookie_holds_a_secret_and_nothing_else_and_scripts_cannot_read_it(browser: TestClient, person: Person):
    answer = _sign_in(browser, person.email)
    said = answer.headers.get_list("set-cookie")
    assert len(said) == 1
    parts = [part.strip().casefold() for part in said[0].split(";")]
    assert sorted(parts[1:]) == ["httponly", "path=/", "samesite=lax"]
    assert re.fullmatch(rf"{NAME}=[\w-]{{43}}", said[0].split(";")[0])
    assert answer.headers["cache-control"] == "no-store"


def test_behind_an_encrypted_address_the_cookie_is_bound_to_the_host(data_folder, monkeypatch):
    settings = Settings(data=data_folder, public_url="https://krisplan.example.com")
    assistant = build(settings, StandingClock())
    try:
        rut = assistant.people.add("Rut", "rut@example.com", ["reader"])
        assistant.passwords.set(rut.id, PASSWORD, by=None)
        client = TestClient(create_app(assistant), base_url=settings.public_url, follow_redirects=False)
        own = {"origin": settings.public_url, "sec-fetch-site": "same-origin"}
        answer = client.post("/login", data={"email": rut.email, "password": PASSWORD}, headers=own)
        parts = answer.headers["set-cookie"].split("; ")
        assert parts[0].startswith("__Host-krisplan=")
        assert sorted(part.casefold() for part in parts[1:]) == ["httponly", "path=/", "samesite=lax", "secure"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        for origin in ("http://krisplan.example.com", "https://krisplan.example.com:8443", "https://evil.example"):
            refused = client.post("/login", data={}, headers={**own, "origin": origin})
            assert refused.status_code == 403
        local = TestClient(create_app(assistant), base_url=HOST)
        assert local.get("/login").status_code == 400 and local.get("/healthz").status_code == 200
    finally:
        assistant.close()


def test_whatever_is_wrong_the_answer_is_the_same(browser: TestClient, person: Person, assistant: Assistant):
    gone = assistant.people.add("Borta", f"borta{next(_numbers)}@ljungsjo.example", ["writer"])
    assistant.passwords.set(gone.id, PASSWORD, by=None)
    assistant.people.deactivate(gone.id)
    fresh = assistant.people.add("Ny", f"ny{next(_numbers)}@ljungsjo.example", ["writer"])
    tried = [(person.email, "fel"), (person.email, ""), ("ingen@nowhere.example", PASSWORD), ("", "")]
    tried += [(gone.email, PASSWORD), (fresh.email, ""), (fresh.email, PASSWORD), (person.email, PASSWORD * 100)]
    pages = set()
    for email, password in tried:
        answer = _sign_in(browser, email, password)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
        pages.add(answer.text.replace(email, "X") if email else answer.text.replace('value=""', 'value="X"'))
        browser = TestClient(browser.app, base_url=HOST, headers=browser.headers, client=(f"10.9.{len(tried)}.9", 1))
    assert len(pages) == 1 and pages.pop().count(WRONG) == 1


def test_what_was_typed_is_kept_but_never_the_password(browser: TestClient, person: Person):
    hostile = '"><script>alert(1)</script>${x}@ljungsjo.example'
    page = _sign_in(browser, hostile, "mitt hemliga ord").text
    assert "&lt;script&gt;" in page and "<script>alert" not in page and "${x}" not in page
    assert "mitt hemliga ord" not in page


def test_the_fields_can_be_filled_by_a_password_manager(browser: TestClient):
    page = navigating(browser, "/login?next=/sv/plan%3Fsection%3DC3")
    assert page.headers["content-security-policy"] == PLAIN_CSP
    for field, says in (("email", "username"), ("password", "current-password")):
        made = re.search(rf'<input [^>]*name="{field}"[^>]*>', page.text)[0]
        assert f'autocomplete="{says}"' in made
        assert f'<label for="{re.search("id=.([^ ]+?).[ >]", made)[1]}"' in page.text
    assert 'value="/sv/plan?section=C3"' in page.text and "onpaste" not in page.text


@pytest.mark.parametrize(
    ("path", "accepts", "language"),
    [
        ("/login", "sv-SE", "sv"), ("/login", "nb", "sv"), ("/login", "de", "en"), ("/login?language=en", "sv", "en"),
        ("/login?language=sv", "en", "sv"), ("/login?next=/en/plan", "sv", "en"), ("/login?language=xx", "en", "en"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_language_asked_for(browser: TestClient, path: str, accepts: str, language: str):
    page = browser.get(path, headers={"accept-language": accepts}).text
    assert f'<html lang="{language}"' in page
    assert {"sv": "Logga in", "en": "Sign in"}[language] in page


def test_the_chosen_language_and_the_page_asked_for_outlive_a_wrong_password(browser: TestClient, person: Person):
    form = {"email": person.email, "password": "fel", "next": "/sv/plan?section=C3", "language": "en"}
    page = browser.post("/login", data=form).text
    assert "Wrong user name or password." in page and 'value="/sv/plan?section=C3"' in page and 'value="en"' in page
    answer = browser.post("/login", data={**form, "password": PASSWORD, "next": "/"})
    assert answer.headers["location"] == "/en/"


@pytest.mark.parametrize("target", EVIL)
def test_nobody_is_sent_elsewhere_after_signing_in(browser: TestClient, person: Person, target: str):
    assert local_path(target) == "/"
    answer = _sign_in(browser, person.email, target=target)
    assert answer.headers["location"] == "/sv/"
    assert "evil" not in browser.get("/login", params={"next": target}).text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://localhost:7860", "sec-fetch-site": "same-origin"},
    ],
)
def test_another_site_can_neither_sign_anybody_in_nor_out(browser: TestClient, person: Person, headers):
    answer = _sign_in(browser, person.email, **headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    secret = _secret(_sign_in(browser, person.email))
    out = browser.post("/logout", headers={**headers, "cookie": f"{NAME}={secret}"})
    assert out.status_code == 403 and _opens(browser, secret)


def test_a_session_planted_beforehand_is_never_the_one_that_is_signed_in(
    browser: TestClient, person: Person, assistant: Assistant, actors
):
    planted = assistant.sessions.start(actors.olle.id, "password")
    for cookie in (planted, "chosen-by-another", f"{planted}; {NAME}=chosen-by-another"):
        answer = _sign_in(browser, person.email, cookie=f"{NAME}={cookie}")
        assert _secret(answer) not in cookie
        assert not _opens(browser, "chosen-by-another")
    assert not _opens(browser, planted), "what the browser held before is over"
    assert _secret(_sign_in(browser, person.email)) != _secret(_sign_in(browser, person.email))


def test_after_signing_out_the_cookie_opens_nothing_even_if_it_was_copied(browser: TestClient, person: Person):
    secret, other = (_secret(_sign_in(browser, person.email)) for _ in range(2))
    answer = browser.post("/logout", headers={"cookie": f"{NAME}={secret}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?told=signed_out")
    assert f'{NAME}=""' in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    assert not _opens(browser, secret) and _opens(browser, other)
    assert "Du är utloggad." in browser.get(answer.headers["location"]).text
    assert browser.get("/logout", headers={"cookie": f"{NAME}={other}"}).status_code == 405, "a link signs nobody out"


def test_the_cookie_is_dead_at_once_when_a_role_is_taken_the_password_set_or_the_person_deactivated(
    browser: TestClient, person: Person, assistant: Assistant
):
    for change in (
        lambda: assistant.people.revoke(person.id, "writer"),
        lambda: assistant.passwords.set(person.id, PASSWORD + " igen", by=None),
        lambda: assistant.people.deactivate(person.id),
    ):
        secret = assistant.sessions.start(person.id, "password")
        assert _opens(browser, secret)
        change()
        assert not _opens(browser, secret)
    assert _sign_in(browser, person.email, PASSWORD + " igen").status_code == 403


def test_a_hundred_wrong_passwords_are_stopped_and_the_wait_is_told(
    browser: TestClient, person: Person, assistant: Assistant, application, clock_for_all
):
    answers = [_sign_in(browser, person.email, f"gissning {n}") for n in range(100)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [403] * 5 + [429] * 95
    assert _sign_in(browser, person.email).status_code == 429, "the right one does not slip through meanwhile"
    assert "Vänta 15 minuter" in answers[-1].text and answers[-1].headers["retry-after"] == "900"
    assert "Wait 15 minutes" in browser.post("/login", data={"email": person.email, "language": "en"}).text
    options = {"base_url": HOST, "headers": browser.headers, "follow_redirects": False}
    elsewhere = TestClient(application, client=("10.77.0.1", 1), **options)
    assert _sign_in(elsewhere, person.email).status_code == 303, "the owner is not locked out by a stranger"
    clock_for_all.forward(minutes=16)
    try:
        assert _sign_in(browser, person.email).status_code == 303
    finally:
        clock_for_all.forward(minutes=-16)


def test_a_network_of_addresses_counts_as_one_guesser(application, assistant: Assistant, browser: TestClient):
    neighbours = [
        TestClient(application, base_url=HOST, headers=browser.headers, client=(f"2001:db8:0:1::{n:x}", 1))
        for n in range(6)
    ]
    email = f"nobody{next(_numbers)}@ljungsjo.example"
    assert [_sign_in(one, email, "fel").status_code for one in neighbours] == [403] * 5 + [429]


def test_the_demo_is_offered_only_where_the_demo_runs(browser: TestClient, data_folder):
    assert DEMO_PASSWORD not in browser.get("/login").text
    assistant = build(Settings(data=data_folder), StandingClock())
    try:
        cast = add_demo_cast(assistant.people)
        for person in cast:
            assistant.passwords.set(person.id, DEMO_PASSWORD, by=None)
        assistant.people.deactivate(cast[-1].id)
        client = TestClient(create_app(assistant, demo=True), base_url=HOST, headers=browser.headers)
        page = client.get("/login").text
        assert "påhittat företag" in page and "bara att nå från den här datorn" in page
        assert page.count("<button") == len(cast), "one for each who is active, and one for the form"
        for person in cast[:-1]:
            assert person.name in page and person.email in page
        form = {"email": cast[0].email, "password": DEMO_PASSWORD, "next": "/sv/plan"}
        answer = client.post("/login", data=form, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sv/plan")
    finally:
        assistant.close()
