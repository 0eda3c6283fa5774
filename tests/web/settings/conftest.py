"""A company of its own, so that changing people and settings disturbs no other test, and how its pages are read."""

import html
import os
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.people import add_demo_cast
from assistant.settings import Settings
from assistant.web.identity import cookie_name
from assistant.web.server import create_app
from tests.conftest import StandingClock
from tests.web.conftest import HOST

HOOK = "whsec_" + "TWVkZGVsYW5kZW4gc2thIHZhcmEgc2lnbmVyYWRlLg=="


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A company of its own, so that what is changed here disturbs no other test."""
    settings = Settings(
        data=tmp_path_factory.mktemp("office") / "data",
        hook_secrets=(SecretStr(HOOK),),
        sso_issuer="https://login.example.com",
        sso_client="krisplan",
        sso_secret=SecretStr("s" * 40),
        sso_roles={"kommunikation": "writer"},
    )
    assistant = build(settings, StandingClock())
    add_demo_cast(assistant.people)
    yield assistant
    assistant.close()


@pytest.fixture(scope="package")
def website(office: Assistant) -> Iterator[object]:
    before = dict(os.environ)
    yield create_app(office)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def cast(office: Assistant) -> SimpleNamespace:
    return SimpleNamespace(**{one.name.split()[0].casefold(): one for one in office.people.all()})


@pytest.fixture
def browser(website, office: Assistant):
    def of(person) -> TestClient:
        secret = office.sessions.start(person.id, "password")
        headers = {"sec-fetch-site": "same-origin", "origin": HOST, "cookie": f"{cookie_name('')}={secret}"}
        return TestClient(website, base_url=HOST, follow_redirects=False, headers=headers)

    return of


@pytest.fixture
def lena(browser, cast) -> TestClient:
    """The administrator of the demo company."""
    return browser(cast.lena)


def led_to(client: TestClient, answer) -> str:
    assert answer.status_code == 303, html.unescape(answer.text)
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    return html.unescape(page.text)


def said(answer, status: int = 409) -> str:
    assert answer.status_code == status
    found = re.search(r'role="alert" class="kp-alert">([^<]*)<', answer.text)
    assert found, answer.text
    return html.unescape(found[1])
