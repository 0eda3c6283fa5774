"""Everybody has a page of their own, which changes nothing but what is theirs."""

import html
import re

import pytest
from starlette.testclient import TestClient

from assistant.app import Assistant
from assistant.people import People
from tests.web.conftest import HOST
from tests.web.settings.conftest import led_to, said

OLD, NEW = "tre gröna hästar på torget", "fyra blåa koppar i skåpet"


@pytest.fixture
def newcomer(office: Assistant, request):
    """Somebody nobody else's test knows of, with a password."""
    number = len(office.people.all())
    person = office.people.add("Tove Ask", f"tove.ask.{number}@example.com", ["writer", "community_manager"])
    office.passwords.set(person.id, OLD, None)
    return person


@pytest.fixture
def tove(browser, newcomer):
    return browser(newcomer)


def test_my_page_says_who_i_am_and_what_my_roles_let_me_do(tove, newcomer) -> None:
    page = html.unescape(tove.get("/sv/account").text)
    assert newcomer.email in page and "community manager" in page
    assert "läsa, skriva utkast, sköta underlag" in page and "läsa, skriva utkast, godkänna, läsa loggen" in page
    assert "Alt + ↓" in page and "Ctrl + Enter" in page
    english = html.unescape(tove.get("/en/account").text)
    assert "read, write drafts, look after documents" in english


def test_a_password_is_changed_by_who_knows_the_old_one_and_other_browsers_are_out(
    tove, browser, newcomer, office: Assistant
) -> None:
    other = browser(newcomer)
    form = {"old": OLD, "new": NEW, "again": NEW}
    refused = tove.post("/sv/account/password", data={**form, "old": "fel lösenord helt enkelt"})
    assert said(refused) and NEW not in refused.text and OLD not in refused.text
    assert "inte lika" in said(tove.post("/sv/account/password", data={**form, "again": "något helt annat"}))
    assert said(tove.post("/sv/account/password", data={**form, "new": "kort", "again": "kort"}))
    assert other.get("/sv/account").status_code == 200
    assert "Lösenordet är bytt" in led_to(tove, tove.post("/sv/account/password", data=form))
    assert other.get("/sv/account").status_code == 401
    assert office.passwords.sign_in(newcomer.email, NEW, "test").id == newcomer.id


def test_whoever_has_no_password_is_offered_none(browser, cast) -> None:
    page = html.unescape(browser(cast.maria).get("/sv/account").text)
    assert "Du loggar in utan lösenord här" in page and "account/password" not in page


def test_the_other_browsers_are_listed_and_signed_out(tove, browser, newcomer) -> None:
    other = browser(newcomer)
    page = html.unescape(tove.get("/sv/account").text)
    assert page.count("den här</span>") == 1 and "Logga ut de andra" in page
    page = led_to(tove, tove.post("/sv/account/sessions"))
    assert "De andra webbläsarna är utloggade." in page and "Logga ut de andra" not in page
    assert other.get("/sv/account").status_code == 401


def test_language_and_shortcuts_are_mine_to_choose(tove, newcomer, office: Assistant) -> None:
    answer = tove.post("/sv/account/language", data={"spoken": "en"})
    assert answer.headers["location"].startswith("/en/account")
    assert "The language is changed." in led_to(tove, answer)
    assert office.people.load(newcomer.id).language == "en"
    led_to(tove, tove.post("/sv/account/shortcuts", data={}))
    assert not office.preferences.shortcuts(newcomer.id)
    page = led_to(tove, tove.post("/sv/account/shortcuts", data={"on": "yes"}))
    assert office.preferences.shortcuts(newcomer.id) and re.search(r'name="on" value="yes" checked', page)


def test_i_lend_a_role_of_mine_and_take_it_back(tove, browser, newcomer, office: Assistant, cast) -> None:
    form = {"role": "community_manager", "to": cast.olle.id, "starts": "2026-11-23", "ends": "2026-11-27"}
    assert "Rollen är överlämnad" in led_to(tove, tove.post("/sv/account/deputies", data=form))
    assert office.people.load(cast.olle.id).deputy_for == {"community_manager"}
    standing_in = html.unescape(browser(cast.olle).get("/sv/account").text)
    assert "som ersättare" in standing_in and "Tove Ask" in standing_in
    given = next(one for one in office.delegations.all() if one.from_person.id == newcomer.id)
    assert "Ersättningen är avslutad." in led_to(tove, tove.post(f"/sv/account/deputies/{given.id}/end"))
    assert office.people.load(cast.olle.id).deputy_for == frozenset()


def test_nobody_lends_or_ends_what_is_not_theirs(tove, browser, newcomer, office: Assistant, cast) -> None:
    form = {"role": "ceo", "to": cast.olle.id, "from": cast.johan.id, "starts": "2026-11-23", "ends": "2026-11-27"}
    refused = tove.post("/sv/account/deputies", data=form)
    assert "Bara en roll som personen själv har" in said(refused) and 'value="2026-11-27"' in refused.text
    eva = browser(cast.eva)
    led_to(eva, eva.post("/sv/account/deputies", data={**form, "role": "legal", "to": cast.nils.id}))
    given = next(one for one in office.delegations.all() if one.role == "legal")
    assert said(tove.post(f"/sv/account/deputies/{given.id}/end"))
    assert next(one for one in office.delegations.all() if one.id == given.id).ended_at is None
    office.delegations.end(given.id, cast.eva)


@pytest.mark.parametrize("what", ["password", "language", "sessions", "shortcuts", "deputies", "roles"])
def test_a_stranger_changes_nothing(website, what: str) -> None:
    stranger = TestClient(website, base_url=HOST, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    assert stranger.post(f"/sv/account/{what}", headers={"origin": HOST}).status_code in (401, 303)


def test_only_what_the_page_offers_can_be_changed(tove, newcomer, office: Assistant) -> None:
    assert tove.post("/sv/account/roles", data={"role": "administrator"}).status_code in (404, 422)
    tove.post("/sv/account/language", data={"spoken": "en", "person_id": "1", "role": "administrator"})
    assert People(office.database, office.clock).load(newcomer.id).roles == newcomer.roles
