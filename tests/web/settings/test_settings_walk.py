"""From an added person to a closed door, in a real browser, against the real server and without a click's script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import visit

pytestmark = [pytest.mark.browser, pytest.mark.process]
PASSWORD = "sju gröna båtar vid bryggan"


def test_a_person_is_added_comes_in_by_the_link_and_is_shut_out_again(demo: str, real_browser: Browser) -> None:
    with visit(real_browser, demo) as lena, visit(real_browser, demo, width=390, java_script_enabled=False) as tove:
        lena.become("Lena Falk", "/sv/settings")
        link = _add(lena.page)
        tove.page.goto(link)
        _choose_a_password(tove.page)
        _choose_what_is_mine(tove.page, demo)
        _shut_out(lena.page)
        tove.page.goto(f"{demo}/sv/account")
        assert "/login?next=" in tove.page.url
        assert lena.troubles == [] and lena.hosts == tove.hosts == {demo.removeprefix("http://")}
        assert set(lena.stored()) <= {"krisplan-theme"}


def _add(page: Page) -> str:
    page.get_by_role("link", name="Lägg till en person").click()
    page.get_by_label("Namn").fill("Tove Ask")
    page.get_by_label("E-post").fill("tove.ask@ljungsjo.example")
    page.get_by_label("Roll").select_option("comms_on_call")
    page.get_by_role("button", name="Lägg till och visa länken").click()
    expect(page.get_by_role("status").filter(has_text="Personen är tillagd.")).to_be_visible()
    link = page.locator(".kp-secret").inner_text()
    page.reload()
    expect(page.get_by_text("visades en gång")).to_be_visible()
    return link


def _choose_a_password(page: Page) -> None:
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: "/welcome" not in url)


def _choose_what_is_mine(page: Page, address: str) -> None:
    page.goto(f"{address}/sv/account")
    expect(page.get_by_role("cell", name="kommunikationsjour")).to_be_visible()
    page.get_by_label("Använd kortkommandon").uncheck()
    page.locator("#shortcuts button").click()
    expect(page.locator(".kp-result")).to_have_text("Valet av kortkommandon är sparat.")
    expect(page.get_by_label("Använd kortkommandon")).not_to_be_checked()
    page.get_by_label("Nuvarande lösenord").fill(PASSWORD)
    page.get_by_label("Nytt lösenord", exact=True).fill("åtta röda hus på ön")
    page.get_by_label("Nytt lösenord en gång till").fill("åtta röda hus på ön")
    page.get_by_role("button", name="Byt lösenord").click()
    expect(page.locator(".kp-result")).to_contain_text("Lösenordet är bytt")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def _shut_out(page: Page) -> None:
    page.get_by_role("link", name="Avaktivera…").click()
    page.get_by_role("button", name="Avaktivera").click()
    expect(page.get_by_role("status").filter(has_text="Personen är avaktiverad.")).to_be_visible()
