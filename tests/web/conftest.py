"""One assistant with a small company, and its web side, shared by the tests of the web; people by first name."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from starlette.testclient import TestClient

from assistant.app import Assistant, build
from assistant.knowledge.intake import Upload
from assistant.people import add_demo_cast
from assistant.settings import Settings
from assistant.web.identity import cookie_name
from assistant.web.server import create_app
from tests.conftest import StandingClock
from tests.web.browsing import chromium, demo_server
from tests.web.stocked import Stock, stock

HOST = "http://127.0.0.1:7860"
POLICY = """# Svarspolicy

Ägare: Kommunikationschef
Giltig från: 2026-01-01
Status: Godkänd

## Svarstider

Vid nivå 3 ska ett första svar ges inom 30 minuter.

## Godkännande

Ett svar på nivå 1 godkänns av en community manager.
"""


@pytest.fixture(scope="session")
def clock_for_all() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, clock_for_all: StandingClock) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("web")
    assistant = build(Settings(data=folder / "data", company="Ljungsjö Mejeri"), clock_for_all)
    policy = folder / "svarspolicy.md"
    policy.write_text(POLICY, encoding="utf-8")
    list(assistant.library.add([Upload(policy.name, policy)], "test"))
    add_demo_cast(assistant.people)
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def actors(assistant: Assistant) -> SimpleNamespace:
    return SimpleNamespace(**{one.name.split()[0].casefold(): one for one in assistant.people.all()})


@pytest.fixture(scope="session")
def application(assistant: Assistant) -> Iterator[object]:
    before = dict(os.environ)
    yield create_app(assistant)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def stranger(application) -> TestClient:
    """A browser on this computer in which nobody has signed in."""
    return TestClient(application, base_url=HOST, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def browser_of(application, assistant: Assistant) -> Callable[..., TestClient]:
    """A browser in which a person has signed in."""

    def of(person) -> TestClient:
        secret = assistant.sessions.start(person.id, "password")
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{cookie_name('')}={secret}"}
        return TestClient(application, base_url=HOST, follow_redirects=False, headers=headers)

    return of


@pytest.fixture
def anna(browser_of, actors) -> TestClient:
    return browser_of(actors.anna)


def navigating(client: TestClient, path: str):
    """As when a person follows a link."""
    return client.get(path, headers={"sec-fetch-mode": "navigate", "accept": "text/html"})


def documents_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo company's server, a real process that several browser tests share."""
    with demo_server(tmp_path_factory.mktemp("demo") / "data") as address:
        yield address


@pytest.fixture(scope="session")
def stocked_data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stock]:
    """A data folder of a company in the middle of things, to be copied, and where things are in it."""
    folder = tmp_path_factory.mktemp("stock") / "data"
    return folder, stock(folder)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """There can be one at a time."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def real_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium(playwright)
    yield browser
    browser.close()
