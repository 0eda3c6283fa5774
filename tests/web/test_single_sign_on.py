"""People come in through a certified OpenID provider, with the roles their groups give, and in no other way."""

import html
import json
import os
import re
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant.app import build
from assistant.errors import AssistantError
from assistant.language import LANGUAGES
from assistant.settings import Settings
from assistant.web.single_sign_on import BACK, COOKIE, START, add_single_sign_on, check_settings
from assistant.web.view import View
from assistant.web.words import load_words
from tests.serving import KRISPLAN, served
from tests.web.browsing import visit

pytestmark = pytest.mark.process

PROVIDER = Path(__file__).parent.parent / "npm" / "provider.mjs"
CLIENT, SECRET = "krisplan", "a-secret-that-only-the-tests-use"
GROUPS = {"press": "writer", "chiefs": "comms_director", "keepers": "administrator"}
ANNA = {"email": "anna.berg@ljungsjo.example", "email_verified": True, "name": "Anna Berg", "groups": ["press"]}


@dataclass
class Organisation:
    """A provider with people in it and, in front of our database, a Krisplan that trusts it."""

    folder: Path
    issuer: str = ""
    address: str = ""
    log: Path = Path()
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def has(self, login: str, **claims: Any) -> None:
        """From now on the provider says this about a login."""
        self.people[login] = {**ANNA, "email": f"{login}@ljungsjo.example", "name": login.title(), **claims}
        (self.folder / "people.json").write_text(json.dumps(self.people), encoding="utf-8")

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "data" / "krisplan.db", timeout=30)) as database:
            return database.execute(question, values).fetchall()

    def roles(self, email: str) -> set[str]:
        question = "SELECT role FROM person_role JOIN person ON person.id = person_id WHERE email = ?"
        return {role for (role,) in self.rows(question, email)}

    def linked(self, login: str) -> list[str]:
        question = "SELECT email FROM outside_identity JOIN person ON person.id = person_id WHERE subject = ?"
        return [email for (email,) in self.rows(question, login)]


@contextmanager
def provider(folder: Path, redirect: str, *choices: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The real thing, as a process of its own; yields the issuer."""
    command = ["node", str(PROVIDER), str(folder / "people.json"), redirect, *choices]
    with (
        (folder / "provider.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            told = process.stdout.readline() if process.stdout else ""
            assert told.startswith("issuer "), (folder / "provider.log").read_text()
            yield told.split()[1], process
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisation]:
    folder = tmp_path_factory.mktemp("sso")
    assistant = build(Settings(data=folder / "data"))
    assistant.people.add("Anna Berg", ANNA["email"], ["reader"])
    gone = assistant.people.add("Gun Ek", "gun@ljungsjo.example", ["writer"])
    assistant.people.add("Lena Falk", "lena.falk@ljungsjo.example", ["administrator"])
    assistant.people.deactivate(gone.id)
    assistant.close()
    found, port = Organisation(folder), free_port()
    found.has("anna", email=ANNA["email"])
    with provider(folder, f"http://127.0.0.1:{port}{BACK}") as (found.issuer, _):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KRISPLAN_")}
        environment.update({f"KRISPLAN_{name.upper()}": value for name, value in choices_for(found.issuer).items()})
        command = [*KRISPLAN, "serve", "--port", str(port), "--data", str(folder / "data")]
        with served(command, folder, environment) as server:
            found.address, found.log = server.address, server.log
            yield found


def choices_for(issuer: str) -> dict[str, str]:
    told = {"sso_issuer": issuer, "sso_client": CLIENT, "sso_secret": SECRET}
    return {**told, "sso_roles": json.dumps(GROUPS), "sso_private": "true"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Person(httpx.Client):
    """A browser that goes where links and forms lead, one step at a time."""

    def __init__(self, address: str, language: str = "sv", to: str = "/sv/plan") -> None:
        arrives = {"sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site", "accept": "text/html"}
        super().__init__(headers={**arrives, "accept-language": language}, trust_env=False, timeout=30)
        self.address, self.to = address, to

    def sets_out(self) -> httpx.Response:
        """As far as Krisplan's answer that leads to the provider."""
        return self.get(f"{self.address}{START}", params={"next": self.to})

    def signs_in(self, login: str) -> httpx.Response:
        return self.get(self.answers(login))

    def cancels(self) -> httpx.Response:
        asked = self._led(self.get(self.sets_out().headers["location"]))
        return self.get(self._led(self.get(f"{asked}?cancel")))

    def answers(self, login: str, change: Callable[[str], str] = str) -> str:
        """The address that the provider sends the browser back to once a login is given there."""
        asked = self._led(self.get(change(self.sets_out().headers["location"])))
        return asked if BACK in asked else self._led(self.post(asked, data={"login": login}))

    def _led(self, step: httpx.Response) -> str:
        """Follows redirects at the provider until it asks for a login, or sends the browser back."""
        while step.next_request and BACK not in str(step.next_request.url):
            step = self.get(step.next_request.url)
        return str(step.next_request.url if step.next_request else step.url)


def said(page: httpx.Response) -> str:
    """The one sentence of a plain page, which holds nothing else and loads nothing."""
    assert page.headers["content-type"].startswith("text/html") and "<script" not in page.text.split("</head>")[1]
    assert "Words of the provider" not in page.text and "localhost" not in page.text
    return html.unescape(re.search(r'<p[^>]* role="alert"[^>]*>(.*?)</p>', page.text)[1])


def is_signed_in(person: httpx.Client, address: str) -> bool:
    answer = person.get(f"{address}/sv/plan")
    assert answer.status_code == 200 or answer.headers["location"].startswith("/login")
    return answer.status_code == 200


def changed(**query: str) -> Callable[[str], str]:
    def change(address: str) -> str:
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return urlunsplit(parts._replace(query=urlencode({**asked, **query})))

    return change


@pytest.fixture
def person(organisation: Organisation) -> Iterator[Callable[..., Person]]:
    with ExitStack() as browsers:
        yield lambda **choices: browsers.enter_context(Person(organisation.address, **choices))


def test_a_newcomer_comes_in_with_the_roles_of_their_groups(organisation, person) -> None:
    organisation.has("berit", groups=["press", "chiefs", "choir"])
    berit = person()
    answer = berit.signs_in("berit")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sv/plan")
    assert is_signed_in(berit, organisation.address)
    assert organisation.roles("berit@ljungsjo.example") == {"writer", "comms_director"}
    assert organisation.rows("SELECT how FROM session ORDER BY id DESC LIMIT 1") == [("sso",)]


def test_a_person_who_is_here_already_is_known_by_a_confirmed_address_and_keeps_other_roles(
    organisation, person
) -> None:
    anna = person()
    assert anna.signs_in("anna").status_code == 303
    assert organisation.linked("anna") == [ANNA["email"]]
    assert organisation.roles(ANNA["email"]) == {"reader", "writer"}
    organisation.has("anna", email="new.name@ljungsjo.example")
    assert person().signs_in("anna").status_code == 303, "afterwards by the account, whatever the address"
    assert organisation.linked("anna") == [ANNA["email"]]


def test_a_lost_group_takes_the_role_and_ends_the_sessions_it_opened(organisation, person) -> None:
    organisation.has("cilla", groups=["press", "chiefs"])
    office, home = person(), person()
    assert office.signs_in("cilla").status_code == home.signs_in("cilla").status_code == 303
    organisation.has("cilla", groups=["press"])
    assert home.signs_in("cilla").status_code == 303
    assert organisation.roles("cilla@ljungsjo.example") == {"writer"}
    assert is_signed_in(home, organisation.address) and not is_signed_in(office, organisation.address)


def test_whoever_has_lost_every_group_stays_outside(organisation, person) -> None:
    organisation.has("dora")
    dora = person()
    assert dora.signs_in("dora").status_code == 303
    organisation.has("dora", groups=[])
    answer = dora.signs_in("dora")
    assert answer.status_code == 403 and "Ingen av dina grupper" in said(answer)
    assert organisation.roles("dora@ljungsjo.example") == set()
    assert not is_signed_in(dora, organisation.address)


def test_whoever_never_had_a_group_is_not_even_noted(organisation, person) -> None:
    organisation.has("elsa", groups=["choir"])
    answer = person().signs_in("elsa")
    assert answer.status_code == 403 and "roll" in said(answer)
    assert organisation.linked("elsa") == [] and organisation.roles("elsa@ljungsjo.example") == set()


@pytest.mark.parametrize("verified", [False, None])
def test_an_unconfirmed_address_opens_nobody_elses_account(organisation, person, verified: object) -> None:
    organisation.has("mallory", email="lena.falk@ljungsjo.example", email_verified=verified, groups=["keepers"])
    mallory = person()
    answer = mallory.signs_in("mallory")
    assert answer.status_code == 403 and "e-postadress" in said(answer)
    assert organisation.linked("mallory") == [] and not is_signed_in(mallory, organisation.address)


def test_somebody_who_is_switched_off_here_stays_outside(organisation, person) -> None:
    organisation.has("gun")
    gun = person()
    answer = gun.signs_in("gun")
    assert answer.status_code == 403 and "avstängd" in said(answer)
    assert not is_signed_in(gun, organisation.address)


@pytest.mark.parametrize(("language", "words"), [("sv", "Inloggningen avbröts"), ("en", "The sign-in was cancelled")])
def test_a_cancelled_sign_in_ends_on_a_plain_page(organisation, person, language: str, words: str) -> None:
    anna = person(language=language, to=f"/{language}/incidents?id=3")
    answer = anna.cancels()
    assert answer.status_code == 400 and words in said(answer)
    assert f'href="{START}?next=%2F{language}%2Fincidents%3Fid%3D3"' in answer.text, "and the way on is kept"
    assert not is_signed_in(anna, organisation.address)


def test_a_state_from_elsewhere_is_refused(organisation, person) -> None:
    anna, attacker = person(), person()
    anna.sets_out()
    foreign = attacker.answers("anna")
    answer = anna.get(foreign)
    assert answer.status_code == 400 and "Börja om" in said(answer)
    assert not is_signed_in(anna, organisation.address)
    assert person().get(foreign).status_code == 400, "nor from a browser that was sent nowhere"


def test_a_code_is_used_once(organisation, person) -> None:
    anna = person()
    used = anna.answers("anna")
    assert anna.get(used).status_code == 303
    assert anna.get(used).status_code == 400, "the state is spent"
    again = anna.answers("anna")
    code = parse_qs(urlsplit(used).query)["code"][0]
    answer = anna.get(changed(code=code)(again))
    assert answer.status_code == 400 and "redan använd" in said(answer)


def test_a_foreign_nonce_is_refused(organisation, person) -> None:
    anna = person()
    answer = anna.get(anna.answers("anna", changed(nonce="foreign-nonce-of-somebody")))
    assert answer.status_code == 502 and "inte går att lita på" in said(answer)
    assert not is_signed_in(anna, organisation.address)


def test_a_code_made_for_another_challenge_is_refused(organisation, person) -> None:
    anna = person()
    answer = anna.get(anna.answers("anna", changed(code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")))
    assert answer.status_code == 400
    assert not is_signed_in(anna, organisation.address)


def test_the_way_out_and_back_has_its_own_short_cookie(organisation, person) -> None:
    anna = person()
    cookie = anna.sets_out().headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE) and "path=/sign-in;" in cookie and "max-age=900" in cookie
    assert "httponly" in cookie and "samesite=lax" in cookie
    anna.signs_in("anna")
    assert COOKIE not in anna.cookies and COOKIE not in anna.get(f"{organisation.address}/login").headers.get(
        "set-cookie", ""
    )


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example"])
def test_nobody_is_sent_to_another_site_afterwards(organisation, person, target: str) -> None:
    answer = person(to=target).signs_in("anna")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sv/")


def test_a_session_that_was_there_before_is_over(organisation, person) -> None:
    organisation.has("frida")
    shared = person()
    shared.signs_in("frida")
    before = dict(shared.cookies)
    shared.signs_in("frida")
    with Person(organisation.address) as copied:
        copied.cookies.update(before)
        assert not is_signed_in(copied, organisation.address)


def test_the_log_of_the_program_names_nobody_and_holds_no_key(organisation, person) -> None:
    ingrid = person()
    organisation.has("ingrid", groups=[])
    code = parse_qs(urlsplit(ingrid.answers("ingrid")).query)["code"][0]
    assert person().signs_in("ingrid").status_code == 403 and person().cancels().status_code == 400
    told = organisation.log.read_text(encoding="utf-8")
    assert [one for one in (SECRET, code, "ingrid", "ljungsjo", "Words of the provider") if one in told] == []


@pytest.mark.browser
def test_the_whole_way_in_a_real_browser_and_out_again(organisation, real_browser: Browser) -> None:
    organisation.has("hanna")
    with visit(real_browser, organisation.address) as one:
        one.page.goto(f"{one.address}{START}?next=/sv/plan")
        one.page.get_by_label("Login").fill("hanna")
        one.page.get_by_role("button", name="Sign in").click()
        one.page.wait_for_url(f"{one.address}/sv/plan")
        one.page.locator("h1").first.wait_for()
        assert one.hosts == {urlsplit(one.address).netloc, urlsplit(organisation.issuer).netloc}
        one.page.evaluate("fetch('/logout', {method: 'POST'})")
        one.page.goto(f"{one.address}/sv/plan")
        assert "/login" in one.page.url
        one.page.goto(f"{one.address}{START}?next=/sv/plan")
        one.page.wait_for_url(f"{one.address}/sv/plan", timeout=10_000)  # the provider still knows the browser


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """The two addresses alone, over a database of their own."""
    with ExitStack() as opened:

        def open_with(**choices: Any) -> TestClient:
            assistant = build(Settings(data=tmp_path / "krisplan", **choices))
            opened.callback(assistant.close)
            app = FastAPI()
            views = {one: View(assistant, load_words(one, ZoneInfo("Europe/Stockholm"))) for one in LANGUAGES}
            add_single_sign_on(app, views)
            return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)

        yield open_with


def chosen(issuer: str, **others: Any) -> dict[str, Any]:
    told = {"sso_issuer": issuer, "sso_client": CLIENT, "sso_secret": SecretStr(SECRET), "sso_roles": GROUPS}
    return {**told, "sso_private": True, **others}


def way(door: TestClient, login: str, language: str = "sv") -> httpx.Response:
    """As Person.signs_in, with the first and last step at a door in this process."""
    there = door.get(START).headers["location"]
    with Person("") as browser:
        asked = browser._led(browser.get(there))
        back = urlsplit(browser._led(browser.post(asked, data={"login": login})))
    return door.get(f"{back.path}?{back.query}", headers={"accept-language": language})


def test_claims_in_the_id_token_itself_are_enough(tmp_path: Path, door) -> None:
    Organisation(tmp_path).has("anna")
    with provider(tmp_path, f"http://127.0.0.1:7860{BACK}", "id_token") as (issuer, _):
        assert way(door(**chosen(issuer)), "anna").status_code == 303


def test_a_provider_that_stops_on_the_way_ends_on_a_plain_page(tmp_path: Path, door) -> None:
    Organisation(tmp_path).has("anna")
    with provider(tmp_path, f"http://127.0.0.1:7860{BACK}") as (issuer, process):
        opened = door(**chosen(issuer))
        there = opened.get(START).headers["location"]
        with Person("") as browser:
            back = urlsplit(browser._led(browser.post(browser._led(browser.get(there)), data={"login": "anna"})))
        process.terminate()
        process.wait(10)
        answer = opened.get(f"{back.path}?{back.query}", headers={"accept-language": "en"})
    assert answer.status_code == 503 and "does not answer" in said(answer)


@pytest.mark.parametrize(("language", "words"), [("sv", "svarar inte"), ("en", "does not answer")])
def test_a_provider_that_is_away_is_told_on_a_plain_page(door, language: str, words: str) -> None:
    answer = door(**chosen("http://127.0.0.1:9")).get(START, headers={"accept-language": language})
    assert answer.status_code == 503 and words in said(answer)


def test_a_provider_on_this_machine_needs_leave(tmp_path: Path, door) -> None:
    with pytest.raises(AssistantError, match="KRISPLAN_SSO_PRIVATE"):
        door(**chosen("http://127.0.0.1:9", sso_private=False))


def test_without_leave_a_secure_address_on_this_machine_is_not_called(door) -> None:
    answer = door(**chosen("https://127.0.0.1:9", sso_private=False)).get(START)
    assert answer.status_code == 503


def test_the_provider_sends_people_back_to_the_public_address(tmp_path: Path, door) -> None:
    Organisation(tmp_path).has("anna")
    with provider(tmp_path, f"https://krisplan.example.com{BACK}") as (issuer, _):
        answer = door(**chosen(issuer, public_url="https://krisplan.example.com")).get(START)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["redirect_uri"] == [f"https://krisplan.example.com{BACK}"]
    assert "; secure" in answer.headers["set-cookie"].lower()


def test_without_a_provider_there_is_no_such_address(door) -> None:
    assert door().get(START).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"sso_client": ""}, "KRISPLAN_SSO_CLIENT"),
        ({"sso_secret": SecretStr("")}, "KRISPLAN_SSO_SECRET"),
        ({"sso_roles": {}}, "KRISPLAN_SSO_ROLES"),
        ({"sso_roles": {"press": "editor"}}, "editor"),
        ({"sso_issuer": "provider.example"}, "KRISPLAN_SSO_ISSUER"),
        ({"sso_issuer": "https://anna@provider.example"}, "KRISPLAN_SSO_ISSUER"),
        ({"sso_issuer": "http://provider.example", "sso_private": False}, "https://"),
    ],
)
def test_a_half_set_up_sign_in_is_told_at_the_start(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(AssistantError) as refused:
        check_settings(Settings(**chosen("https://provider.example", **wrong)), frozenset(GROUPS.values()))
    assert all(named in refused.value.text(language) for language in LANGUAGES)
    assert SECRET not in str(refused.value)
