"""What do shell, sign-in and frame cost? Start to first answer and page load, beside a bare Gradio page in one run."""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.startup import CHROMIUM, sign_in

PAGES = ("", "chat", "plan", "incidents", "approvals", "knowledge", "audit")
_PAINT = "performance.getEntriesByName('first-contentful-paint').map((paint) => paint.startTime)[0] ?? null"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shell", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="starts and page loads per side")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="krisplan-bench-") as folder, _browser() as browser:
        results = _measured(Path(folder) / "data", browser, args.rounds)
    for name, (ours, bare) in results.items():
        print(f"{name}: {ours:.2f} s, bare Gradio {bare:.2f} s, ratio {ours / bare:.2f}")
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def _measured(data: Path, browser: Browser, rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds, ours and bare, medians; both sides take turns so that a noisy moment meets both."""
    port = _free_port()
    ours = [sys.executable, "-m", "assistant", "demo", "--data", str(data), "--port", str(port)]
    bare = [sys.executable, "-m", "benchmarks.hello", str(port)]
    with _started(ours, f"http://127.0.0.1:{port}/healthz"):
        pass  # the first start reads and indexes the demo company; that is told by benchmarks.startup
    starts: dict[str, list[float]] = {"ours": [], "bare": []}
    paints: dict[str, list[float]] = {}
    for _ in range(rounds):
        with _started(bare, f"http://127.0.0.1:{port}/") as seconds:
            starts["bare"].append(seconds)
            paints.setdefault("bare", []).append(_painted(browser, f"http://127.0.0.1:{port}", "/", signed_in=False))
        with _started(ours, f"http://127.0.0.1:{port}/login") as seconds:
            starts["ours"].append(seconds)
            for page in PAGES:
                painted = _painted(browser, f"http://127.0.0.1:{port}", f"/sv/{page}", signed_in=True)
                paints.setdefault(page, []).append(painted)
    bare_paint = statistics.median(paints["bare"])
    results = {"start to first answer": (statistics.median(starts["ours"]), statistics.median(starts["bare"]))}
    for page in PAGES:
        results[f"first contentful paint /sv/{page}"] = (statistics.median(paints[page]), bare_paint)
    return results


@contextmanager
def _started(command: list[str], url: str) -> Iterator[float]:
    """Seconds from the start of the process to its first answer; it is stopped afterwards."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment, start_new_session=True) as process:
        try:
            while not _answers(url):
                if process.poll() is not None:
                    raise SystemExit(f"stopped before it answered: {' '.join(command)}")
                time.sleep(0.02)
            yield time.perf_counter() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def _painted(browser: Browser, address: str, path: str, signed_in: bool) -> float:
    """Seconds to the first contentful paint with an empty cache; signing in happens before, on a plain page."""
    context = browser.new_context(locale="sv-SE")
    try:
        page = context.new_page()
        if signed_in:
            sign_in(page, address, "/healthz")
        page.goto(address + path)
        return _paint(page) / 1000
    finally:
        context.close()


def _paint(page: Page) -> float:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        milliseconds = page.evaluate(_PAINT)
        if milliseconds is not None:
            return float(milliseconds)
        page.wait_for_timeout(20)
    raise SystemExit(f"nothing was painted at {page.url}")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
