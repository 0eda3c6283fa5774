"""The built wheel works in an empty folder, far from the checkout: prompts, method and demo travel inside it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

ROOT = Path(__file__).parent.parent
START = "import sys; sys.path.insert(0, {home!r}); sys.path[:] = [p for p in sys.path if p not in ('', {checkout!r})]; "


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked where pip would put it; its dependencies are this environment's."""
    home = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (home / "dist").glob("krisplan-*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(home / "site"),
    ]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    return home / "site"


def _command(installed: Path, *arguments: str) -> list[str]:
    """Runs the wheel's program; an editable install of the checkout must not answer in its place."""
    code = START.format(home=str(installed), checkout=str(ROOT)) + "import assistant.__main__ as program; "
    code += f"assert program.__file__.startswith({str(installed)!r}), program.__file__; "
    code += f"sys.argv = ['krisplan', *{list(arguments)!r}]; program.main()"
    return [sys.executable, "-I", "-c", code]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KRISPLAN_DATA", raising=False)
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def served(installed: Path, empty: Path) -> Iterator[str]:
    command = _command(installed, "demo", "--port", "0")
    process = subprocess.Popen(command, cwd=empty, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.process
def test_the_demo_runs_from_the_wheel_in_an_empty_folder(installed: Path, empty: Path, served: str) -> None:
    page = build_opener(ProxyHandler({})).open(f"{served}/person?next=/sv/chat", timeout=20)
    assert page.status == 200 and "Anna Berg" in page.read().decode()
    with pytest.raises(HTTPError):
        build_opener(ProxyHandler({})).open(f"{served}/sv/chat/", timeout=20)
    listing = subprocess.run(
        _command(installed, "documents", "list", "--json"), cwd=empty, capture_output=True, text=True, check=True
    )
    assert len(json.loads(listing.stdout)) == 19
    assert (empty / "krisplan-data" / "krisplan.db").is_file()


@pytest.mark.process
def test_own_documents_are_answered_from_the_wheel(installed: Path, empty: Path) -> None:
    (empty / "regler.md").write_text("# Regler\n\n## 1. Svar\n\nVi svarar inom 25 minuter.\n", encoding="utf-8")
    environment = {**os.environ, "KRISPLAN_LANGUAGE": "sv"}
    subprocess.run(_command(installed, "add", "regler.md"), cwd=empty, check=True, capture_output=True, env=environment)
    asked = subprocess.run(
        _command(installed, "ask", "Hur snabbt svarar vi?"), cwd=empty, capture_output=True, text=True, check=True
    )
    assert "25 minuter" in asked.stdout
