"""Every page, in every state, both languages, both themes and at every width, is one that everybody can use."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assistant.app import build
from assistant.settings import Settings
from tests.serving import KRISPLAN, served
from tests.web.browsing import Visit, visit
from tests.web.judging import faults
from tests.web.page_states import BO, State, states
from tests.web.stocked import Stock

pytestmark = [pytest.mark.browser, pytest.mark.process]
ROOMS = ("home", "chat", "plan", "incidents", "approvals", "decisions", "knowledge", "own", "frame", "empty")
PASSWORD = "gul-traktor-i-hagen"
_EXPECTED = ("Failed to load resource",)  # the states in which the server answers no, or not at all


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, stocked_data) -> Iterator[tuple[str, Stock]]:
    """A server over a company in the middle of things."""
    folder = tmp_path_factory.mktemp("stocked")
    shutil.copytree(stocked_data[0], folder / "data")
    with _serving(folder, "demo") as address:
        yield address, stocked_data[1]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server over a first start: one person who does it all, everything stopped; and the key of a one-time link."""
    folder = tmp_path_factory.mktemp("bare")
    assistant = build(Settings(data=folder / "data"))
    roles = ("administrator", "writer", "community_manager", "comms_director")
    person = assistant.people.add(BO, "bo.ny@example.com", roles)
    assistant.passwords.set(person.id, PASSWORD, None)
    assistant.replies.stop_all(person)
    key = assistant.invitations.for_person(person.id, None)
    assistant.close()
    with _serving(folder, "serve", KRISPLAN_SINGLE_OPERATOR="true") as address:
        yield address, key


@pytest.fixture(scope="module")
def visiting(real_browser: Browser, stocked, bare) -> Iterator[Callable[[str], Visit]]:
    """One browser profile per person, signed in once."""
    open_now: dict[str, Visit] = {}
    with ExitStack() as profiles:

        def of(name: str) -> Visit:
            if name not in open_now:
                address = bare[0] if name == BO else stocked[0]
                open_now[name] = profiles.enter_context(visit(real_browser, address, reduced_motion="reduce"))
                _sign_in(open_now[name], name)
            return open_now[name]

        yield of


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("room", ROOMS)
def test_every_state_of_every_page_is_for_everybody(room: str, language: str, visiting, stocked, tmp_path: Path):
    found: list[str] = []
    for name, state in states(stocked[1], tmp_path)[room].items():
        one = visiting(state.who)
        _open(one, state, language)
        found += [f"{name}: {fault}" for fault in faults(one.page, language)]
        found += [f"{name}: {said}" for said in one.troubles if not said.startswith(_EXPECTED)]
        found += [f"{name}: asked {host}" for host in one.hosts - {one.address.removeprefix("http://")}]
        one.troubles.clear()
        one.page.unroute_all(behavior="ignoreErrors")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_door_is_for_everybody(language: str, real_browser: Browser, stocked, bare):
    with visit(real_browser, stocked[0], reduced_motion="reduce") as one:
        found = _judged_at(one, f"/login?language={language}", language)
        one.page.fill("input[name=email] >> nth=0", "anna.berg@ljungsjo.example")
        one.page.fill("input[name=password] >> nth=0", "fel-losenord-helt")
        one.page.locator("form button").first.click()
        one.page.locator("[role=alert]").first.wait_for()
        found += faults(one.page, language)
        found += _judged_at(one, f"/welcome?key=finns-inte&language={language}", language)
    with visit(real_browser, bare[0], reduced_motion="reduce") as one:
        found += _judged_at(one, f"/welcome?key={bare[1]}&language={language}", language)
    assert not found, "\n".join(found)


def test_text_can_be_spaced_out_and_doubled_without_being_lost(visiting, stocked):
    """What a person who spaces text out, or zooms to 200 %, is left with."""
    spaced = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    for path, ready in (("", ".kp-line"), ("approvals", "#kp-verdict"), ("account", "h1")):
        one = visiting("Karin Holm")
        _open(one, State("Karin Holm", path, ready), "sv")
        one.page.set_viewport_size({"width": 720, "height": 450})
        one.page.evaluate(_ADOPT, spaced)
        wide = one.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide == 0, path
        assert one.page.evaluate(_CUT_OFF) == [], path
        one.page.set_viewport_size({"width": 1440, "height": 900})


def test_tags_marks_and_badges_are_seen_in_forced_colours(real_browser: Browser, stocked):
    with visit(real_browser, stocked[0], forced_colors="active") as one:
        one.become("Karin Holm", "/sv/approvals")
        one.page.wait_for_selector("#kp-detail .kp-tag")
        for seen in ("#kp-detail .kp-tag", ".kp-pick[aria-current]", ".kp-menu a[aria-current]"):
            width = one.page.locator(seen).first.evaluate(
                "(one) => [...'TRBL'].reduce((all, side) => all + parseFloat(getComputedStyle(one)"
                "['border' + {T: 'Top', R: 'Right', B: 'Bottom', L: 'Left'}[side] + 'Width']), 0)"
            )
            assert width > 0, seen


_ADOPT = (
    "(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets.push(sheet) }"
)
_CUT_OFF = """() => [...document.querySelectorAll("h1, h2, h3, p, button, a, label, dd, td")]
    .filter((one) => one.offsetParent && !one.closest(".kp-sr") && getComputedStyle(one).overflow === "hidden"
        && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
    .map((one) => one.outerHTML.slice(0, 120))"""


@contextmanager
def _serving(folder: Path, command: str, **environment: str) -> Iterator[str]:
    words = (*KRISPLAN, command, "--port", "0", "--data", str(folder / "data"))
    with served(words, folder, {**os.environ, **environment}) as running:
        yield running.address


def _judged_at(one: Visit, path: str, language: str) -> list[str]:
    one.page.goto(one.address + path)
    one.page.wait_for_selector("h1")
    return faults(one.page, language)


def _open(one: Visit, state: State, language: str) -> None:
    page: Page = one.page
    path = state.path if state.path.startswith("/") else f"/{{language}}/{state.path}"
    page.goto(one.address + path.format(language=language))
    page.locator(state.ready).locator("visible=true").first.wait_for()
    if state.act:
        state.act(page)
    if state.then:
        page.locator(state.then).first.wait_for()


def _sign_in(one: Visit, name: str) -> None:
    if name != BO:
        one.become(name, "/sv/account")
        return
    one.page.goto(f"{one.address}/login")
    one.page.fill("input[name=email]", "bo.ny@example.com")
    one.page.fill("input[name=password]", PASSWORD)
    one.page.locator("form button").first.click()
    one.page.wait_for_url(lambda url: "/login" not in url)
