"""The frame holds when things change under a page: server, session, lists; and it can be used by keyboard alone."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import KRISPLAN, served
from tests.web.browsing import Visit, visit
from tests.web.stocked import Stock

pytestmark = [pytest.mark.browser, pytest.mark.process]
TYPED = "En fråga som tog lång tid att skriva"
POST = "Facebook: Jag fick en spik i osten! Min son skar sig i munnen och blöder."


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, stocked_data: tuple[Path, Stock]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("frame")
    shutil.copytree(stocked_data[0], folder / "data")
    with _serving(folder, 0) as address:
        yield address


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[str]:
    words = (*KRISPLAN, "demo", "--port", str(port), "--data", str(folder / "data"))
    with served(words, folder, os.environ) as running:
        yield running.address


def test_typed_text_survives_a_restart_of_the_server(tmp_path: Path, real_browser: Browser, stocked_data):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "restarted"
    shutil.copytree(stocked_data[0], folder / "data")
    with _serving(folder, port) as address:
        profile = real_browser.new_context(locale="sv-SE")
        page = profile.new_page()
        Visit(address, profile, page).become("Karin Holm", "/sv/chat")
        expect(page.locator("#kp-conversation .kp-empty")).to_be_visible()
        page.fill("#kp-composer textarea", TYPED)
    page.get_by_role("button", name="Skicka").click()
    banner = page.get_by_role("alert").filter(has_text="Ingen kontakt med servern. Texten du har skrivit finns kvar.")
    expect(banner).to_be_visible()
    assert "lost" not in page.locator("body").inner_text(), "Gradio's own message is hidden"
    expect(page.locator("#kp-composer textarea")).to_have_value(TYPED)
    with _serving(folder, port):
        expect(banner).to_be_hidden(timeout=40_000)
        expect(page.locator("#kp-composer textarea")).to_have_value(TYPED)
        page.get_by_role("button", name="Skicka").click()
        expect(page.locator(".kp-answer")).to_be_visible()
        profile.close()


def test_a_session_that_ends_takes_no_text_with_it(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/chat", "#kp-conversation .kp-empty") as one:
        page = one.page
        page.fill("#kp-composer textarea", TYPED)
        other = one.context.new_page()
        other.goto(f"{one.address}/sv/account")
        other.click(".kp-user > summary")
        other.get_by_role("button", name="Logga ut").click()
        other.wait_for_url(re.compile("/login"))
        page.get_by_role("button", name="Skicka").click()
        banner = page.get_by_role("alert").filter(has_text="Du har loggats ut. Det du har skrivit står kvar här.")
        expect(banner).to_be_visible()
        with one.context.expect_page() as opened:
            banner.get_by_role("link", name="Logga in").click()
        opened.value.get_by_role("button", name="Karin Holm").click()
        opened.value.wait_for_url(re.compile("/sv/account"))
        _ask_at_once(page)
        expect(banner).to_be_hidden()
        expect(page.locator("#kp-composer textarea")).to_have_value(TYPED)
        page.get_by_role("button", name="Skicka").click()
        expect(page.locator(".kp-answer")).to_be_visible()


def test_a_page_of_one_person_warns_when_another_signs_in(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/plan", "#kp-section h2") as one:
        other = one.context.new_page()
        Visit(one.address, one.context, other).become("Anna Berg", "/sv/account")
        _ask_at_once(one.page)
        expect(one.page.get_by_role("alert").filter(has_text="En annan person är inloggad")).to_be_visible()
        one.page.get_by_role("button", name="Ladda om").click()
        expect(one.page.locator(".kp-who")).to_have_text("Anna Berg")


def test_a_new_incident_is_told_of_and_the_list_stands_still_until_asked(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/incidents", "#kp-queue .kp-pick") as one:
        page = one.page
        held = page.locator("#kp-queue .kp-pick").nth(2)
        held.focus()
        before = page.locator("#kp-queue .kp-pick").count()
        _register(stocked, real_browser)
        _ask_at_once(page)
        notice = page.get_by_role("status").filter(has_text="1 ny händelse.")
        expect(notice).to_be_visible()
        assert page.locator("#kp-queue .kp-pick").count() == before
        expect(held).to_be_focused()
        expect(page.locator(".kp-menu [data-badge=incidents] [data-number]")).to_have_text(str(before + 1))
        notice.get_by_role("button", name="Visa").click()
        expect(page.locator("#kp-queue .kp-pick")).to_have_count(before + 1)
        expect(notice).to_be_hidden()
        expect(page.locator("#kp-queue .kp-pick:focus")).to_have_count(1)


def test_new_incidents_appear_by_themselves_on_a_start_page_that_nobody_touches(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/", "#kp-cards .kp-line") as one:
        before = one.page.locator("header").get_attribute("data-incidents").split(",")
        _register(stocked, real_browser)
        with one.page.expect_request(re.compile("queue/join")):
            _ask_at_once(one.page)
        expect(one.page.locator(".kp-banner")).to_have_count(0)
        expect(one.page.locator(f".kp-card-incidents >> text=Och {len(before) + 1 - 5} till.")).to_be_visible()


def test_the_list_is_walked_and_a_decision_sent_by_keyboard(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/approvals", "#kp-verdict") as one:
        page = one.page
        assert page.evaluate("document.activeElement === document.body"), "focus does not move when a page loads"
        first = page.locator("#kp-detail h2").inner_text()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("#kp-detail h2:focus")).not_to_have_text(first)
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator("#kp-detail h2:focus")).to_have_text(first)
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(300)
        expect(page.locator("#kp-line")).to_be_empty()
        page.locator("#kp-verdict input").nth(1).check()
        expect(page.locator("#kp-decide")).to_be_enabled()
        page.locator("#kp-reason textarea").press("Control+Enter")
        expect(page.locator("#kp-line .kp-alert, #kp-line .kp-result")).to_be_visible()


def test_the_shortcuts_are_off_for_whoever_turns_them_off(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Sara Nyström", "/sv/incidents", "#kp-queue .kp-pick") as one:
        page = one.page
        expect(page.locator(".kp-keys")).to_be_visible()
        page.goto(f"{one.address}/sv/account")
        page.get_by_role("checkbox", name=re.compile("kortkommandon")).uncheck()
        page.locator("form:has([type=checkbox])").get_by_role("button", name="Spara").click()
        page.goto(f"{one.address}/sv/incidents")
        page.locator("#kp-queue .kp-pick").first.wait_for()
        expect(page.locator(".kp-keys")).to_be_hidden()
        page.keyboard.press("Alt+ArrowDown")
        page.wait_for_timeout(500)
        assert page.url.endswith("/sv/incidents")


def test_escape_closes_menus_and_gives_the_focus_back(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Lena Falk", "/sv/", "#kp-cards .kp-card", 390) as one:
        page = one.page
        for menu in (".kp-user", ".kp-more"):
            page.locator(f"{menu} > summary").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            expect(page.locator(f"{menu}[open] :focus")).to_have_count(1)
            page.keyboard.press("Escape")
            expect(page.locator(f"{menu} > summary")).to_be_focused()
            expect(page.locator(f"{menu}[open]")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("Olle Vik", ["Mitt konto"], ["Inställningar", "Stoppa allt"]),
        ("Karin Holm", ["Mitt konto", "Stoppa allt"], ["Inställningar"]),
        ("Lena Falk", ["Mitt konto", "Inställningar"], ["Stoppa allt"]),
    ],
)
def test_a_menu_offers_only_what_its_person_may(name, there, not_there, stocked, real_browser: Browser):
    with _at(stocked, real_browser, name, "/sv/account", "h1") as one:
        one.page.click(".kp-user > summary")
        menu = one.page.locator(".kp-user-box")
        for link in there:
            expect(menu.get_by_role("link", name=link)).to_be_visible()
        for link in not_there:
            expect(menu.get_by_role("link", name=link)).to_have_count(0)
        expect(one.page.locator(".kp-menu").get_by_role("link", name="Logg")).to_have_count(
            0 if name == "Olle Vik" else 1
        )


def test_the_other_language_is_the_same_place(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/incidents?id=1", "#incident") as one:
        one.page.locator(".kp-tools").get_by_role("link", name="English").first.click()
        one.page.wait_for_url(f"{one.address}/en/incidents?id=1")
        expect(one.page.locator("html")).to_have_attribute("lang", "en")


def test_the_bar_never_covers_what_has_the_focus(stocked, real_browser: Browser):
    with _at(stocked, real_browser, "Karin Holm", "/sv/approvals", "#kp-verdict", 390) as one:
        page = one.page
        for _ in range(45):
            page.keyboard.press("Tab")
            covered = page.evaluate(_COVERED)
            assert not covered, covered


_COVERED = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused.closest(".kp-bar")) return null;
    const bar = document.querySelector(".kp-bar").getBoundingClientRect(), box = focused.getBoundingClientRect();
    return box.height && box.bottom > bar.top + 1 && box.top < bar.bottom && box.height < bar.top
        ? focused.outerHTML.slice(0, 120) : null;
}"""


@contextmanager
def _at(address: str, browser: Browser, who: str, path: str, ready: str, width: int = 1440) -> Iterator[Visit]:
    with visit(browser, address, width) as one:
        one.become(who, path)
        one.page.locator(ready).first.wait_for()
        yield one


def _ask_at_once(page: Page) -> None:
    """As when the network comes back: the page does not wait for its next turn."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def _register(address: str, browser: Browser) -> None:
    with _at(address, browser, "Anna Berg", "/sv/chat", "#kp-conversation .kp-empty") as anna:
        anna.page.fill("#kp-composer textarea", POST)
        anna.page.get_by_role("button", name="Vad gör vi nu?").click()
        expect(anna.page.locator(".kp-action-card")).to_be_visible()
