"""Administrators, and nobody else, keep people, deputies and keys in order; what they do is told, logged and shown."""

import html
import re
from datetime import timedelta

import pytest

from assistant.app import Assistant
from assistant.web.settings.once import Once
from tests.conftest import StandingClock
from tests.web.conftest import HOST
from tests.web.settings.conftest import HOOK, led_to, said


def _events(office: Assistant, action: str) -> list[tuple[str, str]]:
    return [(one.actor, one.item) for one in office.audit.events(500) if one.action == action]


@pytest.mark.parametrize("path", ["settings", "settings/add", "settings/person?id=1"])
def test_only_administrators_see_the_settings(browser, cast, office: Assistant, path: str) -> None:
    assert browser(cast.lena).get(f"/sv/{path}").status_code == 200
    for other in (cast.anna, cast.karin, cast.olle):
        assert browser(other).get(f"/sv/{path}").status_code == 403
        assert browser(other).get(f"/en/{path}").status_code == 403
    assert _events(office, "access.refused")


@pytest.mark.parametrize(
    "path",
    ["people", "person/1/facts", "person/1/give", "person/1/take", "person/1/deactivate", "person/1/reactivate",
     "person/1/link", "deputies", "deputies/1/end", "tokens", "tokens/1/revoke"],
)  # fmt: skip
def test_nobody_else_changes_anything(browser, cast, office: Assistant, path: str) -> None:
    before = (office.people.all(), office.tokens.all(), office.delegations.all(True))
    form = {"role": "administrator", "name": "Inkräktare", "email": "i@example.com", "scope": "write", "days": "9"}
    for other in (cast.anna, cast.karin):
        assert browser(other).post(f"/sv/settings/{path}", data=form).status_code == 403
    assert (office.people.all(), office.tokens.all(), office.delegations.all(True)) == before


def test_a_new_person_gets_a_link_that_is_shown_once_and_never_stored(lena, office: Assistant) -> None:
    form = {"name": "Karl Öst", "email": "Karl.Ost@example.com", "role": "comms_on_call", "spoken": "en"}
    answer = lena.post("/sv/settings/people", data=form)
    page = led_to(lena, answer)
    person = office.people.by_email("karl.ost@example.com")
    assert person and person.roles == {"comms_on_call"} and person.language == "en"
    secret = re.search(rf"{HOST}/welcome\?key=([\w-]+)", page)
    assert secret and "Personen är tillagd." in page and secret[1] not in answer.headers["location"]
    opened = office.invitations.open(secret[1])
    assert opened and opened.person == person
    again = html.unescape(lena.get(answer.headers["location"]).text)
    assert secret[1] not in again and "visades en gång" in again
    assert secret[1].encode() not in office.settings.database_path.read_bytes()


def test_an_error_keeps_what_was_typed_and_changes_nothing(lena, office: Assistant) -> None:
    form = {"name": "Ny <b>Person</b>", "email": "anna.berg@ljungsjo.example", "role": "legal", "spoken": "en"}
    answer = lena.post("/sv/settings/people", data=form)
    assert "Det finns redan en person" in said(answer)
    assert 'value="Ny &lt;b&gt;Person&lt;/b&gt;"' in answer.text and "<b>" not in answer.text
    assert re.search(r'<option value="legal" selected', answer.text)
    assert re.search(r'<option value="en" selected', answer.text)
    assert 'href="/en/settings/add"' in answer.text, "the other language is still the form"
    assert "Välj en roll" in said(lena.post("/sv/settings/people", data={**form, "email": "b@x.se", "role": "board"}))
    assert office.people.by_email("b@x.se") is None


def test_roles_are_given_to_a_day_and_taken(lena, office: Assistant, cast) -> None:
    at = f"/sv/settings/person/{cast.helena.id}"
    page = led_to(lena, lena.post(f"{at}/give", data={"role": "press_officer", "until": "2026-12-24"}))
    assert "presschef" in page and 'datetime="2026-12-24"' in page
    assert "press_officer" in office.people.load(cast.helena.id).roles
    assert "Skriv datumet" in said(lena.post(f"{at}/give", data={"role": "legal", "until": "igår"}))
    assert "redan varit" in said(lena.post(f"{at}/give", data={"role": "legal", "until": "2026-11-01"}))
    led_to(lena, lena.post(f"{at}/take", data={"role": "press_officer"}))
    assert office.people.load(cast.helena.id).roles == {"hr"}
    assert _events(office, "person.role_revoked")[0] == (cast.lena.actor, cast.helena.actor)


def test_an_administrator_never_becomes_an_approver_silently(lena, office: Assistant, cast) -> None:
    at = f"/sv/settings/person/{cast.lena.id}"
    assert "Kryssa i" in said(lena.post(f"{at}/give", data={"role": "ceo"}))
    assert office.people.load(cast.lena.id).roles == {"administrator"}
    led_to(lena, lena.post(f"{at}/give", data={"role": "ceo", "to_self": "yes"}))
    assert _events(office, "person.role_granted")[0] == (cast.lena.actor, cast.lena.actor)
    assert "Gav sig själv: vd" in html.unescape(lena.get("/sv/settings").text)
    assert "Gave themselves: CEO" in html.unescape(lena.get("/en/settings").text)
    office.people.revoke(cast.lena.id, "ceo")


def test_the_last_administrator_stays(lena, office: Assistant, cast) -> None:
    at = f"/sv/settings/person/{cast.lena.id}"
    assert "enda administratören" in said(lena.post(f"{at}/deactivate"))
    assert "enda administratören" in said(lena.post(f"{at}/take", data={"role": "administrator"}))
    assert office.people.load(cast.lena.id).may("administer")


def test_shutting_out_asks_first_and_takes_effect_at_once(browser, lena, office: Assistant, cast) -> None:
    per = browser(cast.per)
    assert per.get("/sv/account").status_code == 200
    at = f"/sv/settings/person?id={cast.per.id}"
    assert "Avaktivera Per Norén?" in html.unescape(lena.get(f"{at}&ask=deactivate").text)
    assert office.people.load(cast.per.id).active, "a GET only asks"
    page = led_to(lena, lena.post(f"/sv/settings/person/{cast.per.id}/deactivate"))
    assert "Personen är avaktiverad." in page and "Aktivera igen" in page
    assert per.get("/sv/account").status_code == 401
    led_to(lena, lena.post(f"/sv/settings/person/{cast.per.id}/reactivate"))
    assert office.people.load(cast.per.id).active


def test_name_and_language_are_changed_and_a_new_link_ends_the_old(lena, office: Assistant, cast) -> None:
    at = f"/sv/settings/person/{cast.ingrid.id}"
    led_to(lena, lena.post(f"{at}/facts", data={"name": "Ingrid Wallin-Ek", "spoken": "en"}))
    person = office.people.load(cast.ingrid.id)
    assert (person.name, person.language) == ("Ingrid Wallin-Ek", "en")
    assert "Skriv ett namn" in said(lena.post(f"{at}/facts", data={"name": " ", "spoken": "en"}))
    first, second = (re.search(r"key=([\w-]+)", led_to(lena, lena.post(f"{at}/link")))[1] for _ in range(2))
    assert office.invitations.open(first) is None and office.invitations.open(second)


def test_nobody_with_that_number_is_said_in_words(lena, office: Assistant) -> None:
    service, _ = office.tokens.create("Tjänst", "read", 1, None)
    number = max(one.id for one in office.people.all() if one.kind == "service")
    for wanted in (str(number), "99999", "x", "9" * 40):
        assert lena.get(f"/sv/settings/person?id={wanted}").status_code == 404
    assert lena.post(f"/sv/settings/person/{number}/give", data={"role": "ceo"}).status_code in (404, 409)
    office.tokens.revoke(service.id, None)


def test_a_deputy_is_appointed_for_days_and_ended(lena, office: Assistant, cast) -> None:
    form = {"role": "legal", "from": cast.eva.id, "to": cast.nils.id, "starts": "2026-11-23", "ends": "2026-11-30"}
    page = led_to(lena, lena.post("/sv/settings/deputies", data=form))
    assert "Ersättaren är utsedd." in page and "gäller nu" in page
    assert office.people.load(cast.nils.id).deputy_for == {"legal"}
    assert "Som ersättare: chefsjurist" in page
    refused = lena.post("/sv/settings/deputies", data={**form, "role": "ceo"})
    assert "Bara en roll som personen själv har" in said(refused)
    assert re.search(r'<details class="kp-fold" open', refused.text) and 'value="2026-11-30"' in refused.text
    (given,) = office.delegations.all()
    assert "Ersättningen är avslutad." in led_to(lena, lena.post(f"/sv/settings/deputies/{given.id}/end"))
    assert office.people.load(cast.nils.id).deputy_for == frozenset()


def test_a_machines_secret_is_shown_once_and_the_key_can_be_ended(lena, office: Assistant) -> None:
    form = {"label": "Inläggsimporten", "scope": "write", "days": "30"}
    page = led_to(lena, lena.post("/sv/settings/tokens", data=form))
    secret = re.search(r"krisplan_[\w-]+", page)[0]
    assert office.tokens.service_of(secret)[1] == "write"
    assert secret not in lena.get("/sv/settings").text
    token = office.tokens.all()[0]
    asked = html.unescape(lena.get(f"/sv/settings?revoke={token.id}").text)
    assert "Ja, spärra nyckeln" in asked and office.tokens.service_of(secret), "a GET only asks"
    assert "Nyckeln är spärrad." in led_to(lena, lena.post(f"/sv/settings/tokens/{token.id}/revoke"))
    assert office.tokens.service_of(secret) is None
    assert "mellan 1 och 365" in said(lena.post("/sv/settings/tokens", data={**form, "days": "900"}))
    assert "Välj vad nyckeln får" in said(lena.post("/sv/settings/tokens", data={**form, "scope": "approve"}))


def test_the_choices_made_outside_the_pages_are_told_in_words(lena) -> None:
    page = html.unescape(lena.get("/sv/settings").text)
    for sentence in (
        "Utan språkmodell. Inget lämnar datorn.",
        "Via login.example.com. Grupper ger roller: kommunikation → skribent.",
        "efter 120 minuter utan användning, och alltid efter 12 timmar",
        "Den som har skrivit en text kan aldrig godkänna den.",
        f"{HOST}/hooks/posts, signerade med 1 hemlighet",
        "<li>vd eller krisledare</li><li>kommunikationschef</li><li>chefsjurist</li>",
    ):
        assert sentence in page
    assert HOOK not in page and "s" * 40 not in page


def test_only_known_words_are_told(lena) -> None:
    page = lena.get("/sv/settings?told=Ditt+konto+%C3%A4r+kapat").text
    assert "kapat" not in page.split("<main")[1]


def test_a_secret_waits_for_the_one_who_made_it_and_not_for_long() -> None:
    clock = StandingClock()
    once = Once(clock)
    key = once.keep(7, "hemlig")
    assert once.take(key, 8) is None and once.take("annan", 7) is None
    assert once.take(key, 7) == "hemlig" and once.take(key, 7) is None
    late = once.keep(7, "hemlig")
    clock.now += timedelta(minutes=6)
    assert once.take(late, 7) is None
    keys = [once.keep(7, str(number)) for number in range(300)]
    assert once.take(keys[0], 7) is None and once.take(keys[-1], 7) == "299"


def test_the_plain_pages_bring_no_script_of_others(lena) -> None:
    answer = lena.get("/sv/settings")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "/static/forms.css" in answer.text
