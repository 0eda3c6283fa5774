"""By default nothing leaves this computer, whatever the environment and the working folder ask for."""

import ipaddress
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.__main__ import scrub_environment
from tests.serving import KRISPLAN, ask_the_page, served

QUESTION = "Hur snabbt ska vi ge ett första svar vid nivå 3?"
GUARD = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        told = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        told = arguments[0] or ""
    else:
        return
    with open(os.environ["GUARD_LOG"], "a") as log:
        log.write(f"{told}\\n")

sys.addaudithook(note)
"""
SWITCHES = (
    *("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING", "ANONYMIZED_TELEMETRY", "GRADIO_SHARE"),
    *("GRADIO_MCP_SERVER", "GRADIO_ANALYTICS_ENABLED", "GRADIO_RUN_HISTORY", "GRADIO_SSR_MODE", "GRADIO_VIBE_MODE"),
)
PLACES = (
    *("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "HF_ENDPOINT"),
    *("CHROMA_OTEL_COLLECTION_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy"),
)


@dataclass
class Canary:
    """A server on loopback that everything hostile points to; it must never be called."""

    port: int
    calls: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def chroma(self) -> dict[str, str]:
        return {
            "chroma_api_impl": "chromadb.api.fastapi.FastAPI",
            "chroma_server_host": "127.0.0.1",
            "chroma_server_http_port": str(self.port),
        }

    @property
    def environment(self) -> dict[str, str]:
        return {
            **dict.fromkeys(SWITCHES, "true"),
            **dict.fromkeys(PLACES, self.address),
            **dict.fromkeys(("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY", "OPENAI_API_KEY"), "not-a-key"),
            **self.chroma,
            **{name.upper(): value for name, value in self.chroma.items()},
            "GRADIO_SERVER_NAME": "0.0.0.0",
            "MIGRATIONS": "of another program",
        }

    def settle_in(self, folder: Path) -> None:
        """A `.env` of another program in the working folder, partly in another encoding."""
        lines = [f"{name}={value}" for name, value in self.chroma.items()]
        lines += ["IS_PERSISTENT=perhaps", "KRISPLAN_HOST=0.0.0.0", "COMPANY=Ljungsjö"]
        (folder / ".env").write_text("\n".join(lines), encoding="latin-1")


@pytest.fixture
def canary() -> Iterator[Canary]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            bird.calls.append(repr(self.rfile.readline()))
            self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        bird = Canary(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield bird
        server.shutdown()


@dataclass
class Watch:
    """Two eyes on a process and its children: Python's audit events and, where strace works, the kernel's calls."""

    folder: Path
    traced: bool

    def around(self, *command: str) -> list[str]:
        calls = "trace=connect,bind,sendto,sendmsg,sendmmsg"
        log = str(self.folder / "calls")
        return ["strace", "-f", "-qq", "-e", calls, "-o", log, *command] if self.traced else list(command)

    def environment(self, canary: Canary) -> dict[str, str]:
        return {
            **os.environ,
            **canary.environment,
            "PYTHONPATH": str(self.folder),
            "GUARD_LOG": str(self.folder / "guard"),
        }

    def seen(self) -> tuple[list[str], list[str]]:
        """The addresses that Python and the kernel were asked for."""
        guard = self.folder / "guard"
        by_python = guard.read_text(encoding="utf-8").split() if guard.exists() else []
        if not self.traced:
            return by_python, by_python
        calls = (self.folder / "calls").read_text(encoding="utf-8", errors="replace")
        return by_python, re.findall(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"', calls)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return Watch(folder, _strace_works())


def _strace_works() -> bool:
    if shutil.which("strace") is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-y", "-qq", "strace"], capture_output=True, check=False)
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


def _outside(addresses: list[str]) -> set[str]:
    def is_here(address: str) -> bool:
        try:
            return ipaddress.ip_address(address).is_loopback
        except ValueError:
            return address == "localhost"

    return {one for one in addresses if not is_here(one)}


def _folder(tmp_path: Path, canary: Canary) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    canary.settle_in(folder)
    (folder / "regler.md").write_text("# Regler\n\n## 1. Svar\n\nVi svarar inom 25 minuter.\n", encoding="utf-8")
    return folder


@pytest.mark.process
def test_the_demo_and_its_page_stay_on_this_computer(tmp_path: Path, canary: Canary, watch: Watch) -> None:
    command = watch.around(*KRISPLAN, "demo", "--port", "0")
    with (
        served(command, _folder(tmp_path, canary), watch.environment(canary)) as program,
        program.browser() as browser,
    ):
        assert "30 minuter" in ask_the_page(browser, QUESTION)
        config = browser.get("/sv/config").json()
        flags = ("analytics_enabled", "run_history", "mcp_server", "pwa", "vibe_mode", "space_id", "show_error")
        assert {name: config.get(name) for name in flags if config.get(name)} == {}
        assert browser.get("/sv/gradio_api/runs").status_code == 404
        assert program.errors == "", "nothing is degraded or warned of"
    by_python, by_kernel = watch.seen()
    assert by_kernel, "the eyes were open"
    assert (_outside(by_python), _outside(by_kernel), canary.calls) == (set(), set(), [])


@pytest.mark.process
def test_adding_and_asking_touch_no_network_at_all(tmp_path: Path, canary: Canary, watch: Watch) -> None:
    folder, environment = _folder(tmp_path, canary), watch.environment(canary)
    for arguments, told in ((["add", "regler.md"], "klart"), (["ask", "Hur snabbt svarar vi?"], "25 minuter")):
        command = watch.around(*KRISPLAN, *arguments)
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "") and told in done.stdout
        assert watch.seen() == ([], [])
    assert canary.calls == []


def test_the_eyes_see_a_call_that_would_leave(watch: Watch, canary: Canary) -> None:
    leaving = (
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"  # sends nothing
    )
    command = watch.around(sys.executable, "-c", leaving)
    subprocess.run(command, env=watch.environment(canary), check=False, capture_output=True)
    assert [_outside(seen) for seen in watch.seen()] == [{"192.0.2.1"}, {"192.0.2.1"}]


@pytest.mark.parametrize("written", [str.upper, str.lower], ids=["upper", "lower"])
def test_settings_of_other_programs_are_gone_before_any_library_reads_them(
    monkeypatch: pytest.MonkeyPatch, canary: Canary, written: Callable[[str], str]
) -> None:
    ours = {"KRISPLAN_PORT": "1", "PATH": "/bin", "HTTP_PROXY": canary.address}
    monkeypatch.setattr(os, "environ", {**ours, **{written(name): value for name, value in canary.environment.items()}})
    scrub_environment()
    left = {
        name for name in os.environ if name.upper().startswith(("LANG", "OPENAI", "CHROMA", "GRADIO", "MIGRATIONS"))
    }
    assert left == {"LANGSMITH_TRACING", "GRADIO_ANALYTICS_ENABLED"}
    assert os.environ["LANGSMITH_TRACING"] == "false" and os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert ours.keys() <= os.environ.keys()
