"""A one-time link opens once, for the first administrator or for one person, and looking at it costs nothing."""

import itertools
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.settings import Settings
from assistant.web.identity import cookie_name
from assistant.web.server import create_app
from tests.conftest import StandingClock
from tests.web.conftest import HOST

PASSWORD = "sju gröna hästar i regn"
_numbers = itertools.count(1)


@pytest.fixture
def empty(data_folder, clock: StandingClock) -> Iterator[Assistant]:
    assistant = build(Settings(data=data_folder), clock)
    yield assistant
    assistant.close()


@pytest.fixture
def newcomer(empty: Assistant) -> TestClient:
    headers = {"sec-fetch-site": "same-origin", "accept-language": "sv"}
    return TestClient(create_app(empty), base_url=HOST, follow_redirects=False, headers=headers)


def _form(key: str, **changed: str) -> dict[str, str]:
    form = {"key": key, "name": "Ada Ek", "email": "Ada@Example.com", "password": PASSWORD, "again": PASSWORD}
    return {**form, **changed}


def test_the_first_administrator_comes_in_by_the_link_and_is_signed_in(empty: Assistant, newcomer: TestClient):
    key = empty.invitations.for_first_administrator()
    for _ in range(3):
        page = newcomer.get("/welcome", params={"key": key})
        assert page.status_code == 200 and "första administratören" in page.text
    for field, says in (
        ("name", "name"),
        ("email", "username"),
        ("password", "new-password"),
        ("again", "new-password"),
    ):
        made = re.search(rf'<input [^>]*name="{field}"[^>]*>', page.text)[0]
        assert f'autocomplete="{says}"' in made
    answer = newcomer.post("/welcome", data={**_form(key), "language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
    (ada,) = empty.people.all()
    assert (ada.name, ada.email, ada.roles, ada.language) == (
        "Ada Ek",
        "ada@example.com",
        frozenset({"administrator"}),
        "en",
    )
    secret = newcomer.cookies[cookie_name("")]
    assert empty.sessions.person(secret, used=True) == ada
    assert empty.passwords.sign_in("ada@example.com", PASSWORD, "test") == ada


def test_a_used_an_old_and_an_unknown_link_say_alike_what_to_do(empty: Assistant, newcomer: TestClient, clock):
    replaced, key = empty.invitations.for_first_administrator(), empty.invitations.for_first_administrator()
    assert newcomer.get("/welcome", params={"key": replaced}).status_code == 410
    newcomer.post("/welcome", data=_form(key))
    rut = empty.people.add("Rut Al", "rut@example.com", ["reader"])
    old = empty.invitations.for_person(rut.id, None)
    clock.forward(hours=25)
    pages = set()
    for one in (replaced, key, old, "x", "", "x" * 5000, "\x00", "å"):
        for answer in (
            newcomer.get("/welcome", params={"key": one}),
            newcomer.post("/welcome", data=_form(one, email="eve@example.com")),
        ):
            assert answer.status_code == 410 and "set-cookie" not in answer.headers
            pages.add(answer.text)
    assert len(pages) == 1
    page = pages.pop()
    assert "Länken går inte att använda" in page and "Be en administratör om en ny länk." in page
    assert len(empty.people.all()) == 2 and not empty.passwords.has(rut.id)


def test_a_person_chooses_a_password_and_nothing_else_by_the_link(empty: Assistant, newcomer: TestClient):
    rut = empty.people.add("Rut Al", "rut@example.com", ["reader"])
    key = empty.invitations.for_person(rut.id, None)
    page = newcomer.get("/welcome", params={"key": key, "language": "en"}).text
    assert "Hello Rut Al!" in page and 'name="name"' not in page
    answer = newcomer.post("/welcome", data=_form(key))
    assert answer.status_code == 303
    assert empty.people.load(rut.id) == rut and len(empty.people.all()) == 1, "name, address and role cannot be forged"
    assert empty.passwords.sign_in(rut.email, PASSWORD, "test") == rut


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "kort", "again": "kort"}, "minst 12"),
        ({"again": "något annat"}, "Lösenorden är inte lika."),
        ({"password": "ada.ek.ada.ek", "again": "ada.ek.ada.ek"}, "ditt namn eller din e-postadress"),
        ({"email": "ingen adress"}, "adress"),
        ({"name": " "}, "namn"),
    ],
)
def test_a_refusal_keeps_the_link_and_what_was_typed_but_no_password(
    empty: Assistant, newcomer: TestClient, changed: dict[str, str], said: str
):
    key = empty.invitations.for_first_administrator()
    form = _form(key, **changed)
    page = newcomer.post("/welcome", data=form)
    assert page.status_code == 409 and 'role="alert"' in page.text and said in page.text
    assert form["email"] in page.text and form["password"] not in page.text
    assert empty.people.all() == []
    assert newcomer.post("/welcome", data=_form(key)).status_code == 303


def test_two_at_once_cannot_both_become_the_first(empty: Assistant, newcomer: TestClient):
    key = empty.invitations.for_first_administrator()
    answers = [newcomer.post("/welcome", data=_form(key, email=f"a{n}@example.com")).status_code for n in range(2)]
    assert answers == [303, 410] and len(empty.people.all()) == 1


def test_another_site_cannot_use_a_link(empty: Assistant, newcomer: TestClient):
    key = empty.invitations.for_first_administrator()
    foreign = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert newcomer.post("/welcome", data=_form(key), headers=foreign).status_code == 403
    assert empty.people.all() == []


def test_who_comes_in_by_a_link_leaves_the_session_the_browser_had(empty: Assistant, newcomer: TestClient):
    rut = empty.people.add("Rut Al", "rut@example.com", ["reader"])
    olle = empty.people.add("Olle Bo", "olle@example.com", ["reader"])
    before = empty.sessions.start(olle.id, "password")
    key = empty.invitations.for_person(rut.id, None)
    newcomer.post("/welcome", data=_form(key), headers={"cookie": f"{cookie_name('')}={before}"})
    assert empty.sessions.person(before, used=False) is None
