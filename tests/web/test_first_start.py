"""The first start prints a link that makes the first administrator; the demo, and it alone, prints its logins."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant.people import DEMO_CAST, DEMO_PASSWORD
from tests.serving import KRISPLAN, Served, served, sign_in
from tests.web.browsing import visit

pytestmark = pytest.mark.process
PASSWORD = "sju gröna hästar i regn"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/welcome\?key=[\w-]+&language=(?:sv|en)")
READY = r"(?:igång|running) \(.*?\): (http://127\.0\.0\.1:\d+)"


@contextmanager
def started(folder: Path, command: str = "serve", **settings: str) -> Iterator[Served]:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    environment = {**os.environ, "KRISPLAN_DATA": str(folder / "new"), **settings}
    with served([*KRISPLAN, command, "--port", "0"], work, environment, ready=READY) as program:
        yield program


@pytest.mark.browser
def test_the_printed_link_makes_the_first_administrator_and_then_no_more_are_printed(
    tmp_path: Path, real_browser: Browser
):
    with started(tmp_path) as program:
        first = LINK.search(program.printed)
        assert first and program.printed.count("/welcome?") == 1
    with started(tmp_path, KRISPLAN_LANGUAGE="en") as program, visit(real_browser, program.address) as one:
        link = LINK.search(program.printed)
        assert link and link[0].endswith("en") and "There is no administrator yet." in program.printed
        old = re.sub(r"http://[^/]+", program.address, first[0])
        assert one.page.goto(old).status == 410, "a new start replaces the link"
        for _ in range(2):
            one.page.goto(link[0])
            expect(one.page.get_by_role("heading", level=1)).to_have_text("Welcome to Krisplan")
        for label, value in (("Name", "Ada Ek"), ("User name", "ada@example.com")):
            one.page.get_by_label(label, exact=label == "Name").fill(value)
        for label in ("New password", "The same password again"):
            one.page.get_by_label(label).fill(PASSWORD)
        one.page.get_by_role("button", name="Save and sign in").click()
        one.page.wait_for_url(f"{program.address}/en/")
        assert one.page.goto(link[0]).status == 410
    with started(tmp_path) as program, program.browser() as browser:
        assert "/welcome?" not in program.printed and "administratör" not in program.printed
        assert sign_in(browser, "ada@example.com", PASSWORD).headers["location"] == "/en/", "her own language"
        assert DEMO_PASSWORD not in program.printed + browser.get("/login").text


def test_the_demo_prints_its_logins_and_each_of_them_opens(tmp_path: Path):
    with started(tmp_path, "demo") as program, program.browser() as browser:
        assert program.printed.count(DEMO_PASSWORD) == 1 and "/welcome?" not in program.printed
        page = browser.get("/login").text
        for name, email, _ in DEMO_CAST:
            assert name in program.printed and email in program.printed and email in page
            assert sign_in(browser, email).status_code == 303
