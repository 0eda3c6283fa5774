"""How do the browser tests start the real server and a real Chromium, and what do they watch for?"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def demo_server(data: Path) -> Iterator[str]:
    """`krisplan demo` as a process of its own on a free port; yields its address."""
    command = [sys.executable, "-m", "assistant", "demo", "--port", "0", "--data", str(data)]
    log = data.with_suffix(".log")
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(20)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    for line in process.stdout or ():
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            return found.group()
    raise RuntimeError(log.read_text())


def chromium(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


@dataclass
class Visit:
    """One browser profile; remembers what went wrong and where requests went."""

    address: str
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def watch(self) -> "Visit":
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append(dialog.message), dialog.dismiss()))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        return self

    def become(self, name: str, path: str) -> None:
        """Sign in as one of the demo company, by the button on the sign-in page, and land on the page asked for."""
        self.page.goto(f"{self.address}/login?next={quote(path, safe='')}")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def stored(self) -> dict[str, str]:
        return self.page.evaluate("({...localStorage})")


@contextmanager
def visit(browser: Browser, address: str, width: int = 1440, **choices: object) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE", **choices)
    try:
        yield Visit(address, context, context.new_page()).watch()
    finally:
        context.close()
