"""A page weighs little the first time it is opened, and nothing on it jumps while it loads."""

import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from assistant.web.frame import PAGES
from tests.web.browsing import Visit, demo_server, visit
from tests.web.stocked import Stock

pytestmark = [pytest.mark.browser, pytest.mark.process]
MOST_BYTES, MOST_REQUESTS, MOST_SHIFT = 500_000, 100, 0.1
CONTENT = {
    "": "#kp-cards .kp-line",
    "chat": "#kp-conversation .kp-empty",
    "plan": "#kp-section h2",
    "incidents": "#kp-queue .kp-pick",
    "approvals": "#kp-detail h2",
    "knowledge": "#kp-table table",
    "audit": "#kp-log table",
    "chat?c=1": ".kp-quote",
    "incidents?id=1": "#kp-detail .kp-action-card",
    "knowledge?doc=1": "h1",
    "account": "h1",
    "stop": "h1",
}
_SHIFTS = """() => {
    window.shifted = 0;
    const sum = (list) => { for (const one of list.getEntries()) window.shifted += one.value; };
    new PerformanceObserver(sum).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, stocked_data: tuple[Path, Stock]):
    data = shutil.copytree(stocked_data[0], tmp_path_factory.mktemp("weighed") / "data")
    with demo_server(data) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(address: str, real_browser: Browser):
    with visit(real_browser, address) as one:
        one.become("Karin Holm", "/sv/account")
        return one.context.storage_state()


def test_no_page_of_the_menu_is_left_out():
    assert set(PAGES) <= set(CONTENT)


@pytest.mark.parametrize("path", CONTENT)
@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_is_light_and_stands_still(path: str, width: int, address: str, real_browser: Browser, signed_in):
    with visit(real_browser, address, width, storage_state=signed_in) as cold:
        weight = _Weight(cold)
        cold.page.add_init_script(f"({_SHIFTS})()")
        cold.page.goto(f"{address}/sv/{path}")
        cold.page.locator(CONTENT[path]).first.wait_for()
        cold.page.wait_for_load_state("networkidle")
        assert cold.page.evaluate("window.shifted") < MOST_SHIFT
        assert weight.bytes < MOST_BYTES and weight.requests <= MOST_REQUESTS
        assert cold.page.locator(CONTENT[path]).first.is_visible()


def test_a_page_stands_still_when_the_code_of_our_markup_comes_last(address: str, real_browser: Browser, signed_in):
    with visit(real_browser, address, 390, storage_state=signed_in) as cold:
        cold.page.add_init_script(f"({_SHIFTS})()")
        cold.page.route(re.compile("/assets/HTML-"), _late)
        cold.page.goto(f"{address}/sv/chat?c=1")
        cold.page.locator(CONTENT["chat?c=1"]).first.wait_for()
        cold.page.wait_for_load_state("networkidle")
        assert cold.page.evaluate("window.shifted") < MOST_SHIFT


def _late(route: Route) -> None:
    time.sleep(1.5)
    route.continue_()


class _Weight:
    """Adds up what comes over the wire, compressed as it is, headers included."""

    def __init__(self, one: Visit) -> None:
        self.bytes = self.requests = 0
        wire = one.context.new_cdp_session(one.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._add)

    def _add(self, event: dict) -> None:
        self.bytes += event["encodedDataLength"]
        self.requests += 1
