"""How do tests start the real program, and ask its page a question as a browser would?"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.people import DEMO_PASSWORD

KRISPLAN = (sys.executable, "-m", "assistant")


@dataclass(frozen=True)
class Served:
    """A running program; `printed` is what it said until it was ready, `errors` what it has complained of so far."""

    address: str
    log: Path
    printed: str

    @property
    def errors(self) -> str:
        """All but the lines that tell of an answered request."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        return "".join(line for line in lines if '"level": "info"' not in line)

    def browser(self) -> httpx.Client:
        headers = {"sec-fetch-site": "same-origin", "origin": self.address, "accept-language": "sv"}
        return httpx.Client(base_url=self.address, headers=headers, trust_env=False, timeout=30)


@contextmanager
def served(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], ready: str = r"http://127\.0\.0\.1:\d+"
) -> Iterator[Served]:
    """Runs `command` in `folder` until it prints the address; at the end it and all it has started are stopped."""
    log = folder.with_name(f"{folder.name}.log")
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield _started(process.stdout or (), ready, log)
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[str]") -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.communicate(timeout=20)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def sign_in(browser: httpx.Client, email: str, password: str = DEMO_PASSWORD, target: str = "/") -> httpx.Response:
    """As the form on the sign-in page does; the browser keeps the cookie."""
    return browser.post("/login", data={"email": email, "password": password, "next": target})


def ask_the_page(browser: httpx.Client, question: str) -> str:
    """Signs in as the demo's writer, opens the page, sends the question as the page does; the conversation's markup."""
    assert sign_in(browser, "anna.berg@ljungsjo.example").status_code == 303
    assert browser.get("/sv/", headers={"accept": "text/html", "sec-fetch-mode": "navigate"}).status_code == 200
    number = _event(browser.get("/sv/config").json(), "kp-composer", "submit")
    call = {"data": [question], "fn_index": number, "session_hash": "test", "trigger_id": None, "event_data": None}
    browser.post("/sv/gradio_api/queue/join", json=call).raise_for_status()
    return _last_shown(browser)


def _event(config: Mapping[str, list[dict]], elem_id: str, name: str) -> int:
    wanted = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == elem_id)
    return next(one["id"] for one in config["dependencies"] if [wanted, name] in [list(to) for to in one["targets"]])


def _last_shown(browser: httpx.Client) -> str:
    shown, until = "", time.monotonic() + 30
    with browser.stream("GET", "/sv/gradio_api/queue/data", params={"session_hash": "test"}) as events:
        for line in events.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
            shown += json.dumps(message.get("output", ""), ensure_ascii=False)
            if message.get("msg") == "process_completed":
                assert message["success"], message
                return shown
            assert time.monotonic() < until
    raise AssertionError(f"the page broke off: {shown}")


def _started(lines: Iterable[str], ready: str, log: Path) -> Served:
    printed = ""
    for line in lines:
        printed += line
        found = re.search(ready, line)
        if found:
            return Served(found[found.lastindex or 0], log, printed)
    raise AssertionError(log.read_text(encoding="utf-8"))
