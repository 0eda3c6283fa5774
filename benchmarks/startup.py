"""How long from starting the real server to the first cited answer in a real browser?

Twice: on an empty folder, where the demo company is read and indexed first, and on the folder left behind.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

QUESTION = "Hur snabbt ska vi ge ett första svar vid nivå 3?"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
CHROMIUM = "/usr/bin/chromium"

Seconds = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    args = parser.parse_args()
    results: dict[str, Seconds] = {}
    with tempfile.TemporaryDirectory(prefix="krisplan-bench-") as folder, _browser_page() as page:
        for name in ("first start", "later start"):
            results[name] = _measured(Path(folder) / "data", page)
            print(f"{name}: " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in results[name].items()))
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(data: Path, page: Page) -> Seconds:
    """Seconds since the start: until the address is printed, the page can be used, and the answer is cited."""
    started = time.perf_counter()
    with _server(data) as address:
        ready = time.perf_counter()
        sign_in(page, address, "/sv/chat")
        box = page.locator("textarea:visible").first
        box.wait_for()
        usable = time.perf_counter()
        box.fill(QUESTION)
        box.press("Enter")
        page.locator("a.kp-cite").first.wait_for()
        answered = time.perf_counter()
    return {
        "address printed after": ready - started,
        "page usable after": usable - started,
        "cited answer after": answered - started,
        "of which question to answer": answered - usable,
    }


def sign_in(page: Page, address: str, path: str) -> None:
    """As the first of the demo company's people, by the button on the sign-in page, on to `path`."""
    page.goto(f"{address}/login?next={path}")
    page.locator(".kp-people button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


@contextmanager
def _server(data: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "assistant", "demo", "--data", str(data), "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _address(server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := _ADDRESS.search(line):
            return found[0]
    raise SystemExit("The server stopped before it printed an address.")


@contextmanager
def _browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(locale="sv-SE")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
