"""The built wheel works in an empty folder, far from the checkout: prompts, method and demo travel inside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ask_the_page, served

ROOT = Path(__file__).parent.parent
START = """
import sys
sys.path[:] = [{site!r}, *(one for one in sys.path if one not in ("", {checkout!r}))]
sys.meta_path[:] = [one for one in sys.meta_path if "editable" not in getattr(one, "__module__", "").lower()]
import assistant.__main__ as program
assert program.__file__.startswith({site!r}), program.__file__
sys.argv = ["krisplan", *{arguments!r}]
program.main()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked where pip would put it; its dependencies are this environment's."""
    home = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (home / "dist").glob("krisplan-*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(home / "site"), str(wheel)], check=True, capture_output=True)
    return home / "site"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KRISPLAN_DATA", raising=False)
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def _command(site: Path, *arguments: str) -> list[str]:
    """Runs the wheel's program; an editable install of the checkout must not answer in its place."""
    program = START.format(site=str(site), checkout=str(ROOT), arguments=list(arguments))
    return [sys.executable, "-I", "-c", program]


def _run(site: Path, empty: Path, *arguments: str) -> str:
    done = subprocess.run(_command(site, *arguments), cwd=empty, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.process
def test_the_demo_answers_on_its_page_from_the_wheel_in_an_empty_folder(site: Path, empty: Path) -> None:
    with served(_command(site, "demo", "--port", "0"), empty, os.environ) as program, program.browser() as browser:
        assert "30 minuter" in ask_the_page(browser, "Hur snabbt ska vi ge ett första svar vid nivå 3?")
        assert browser.get("/static/app.css").status_code == 200
        assert len(json.loads(_run(site, empty, "documents", "list", "--json"))) == 19
        assert program.errors == ""
    assert [one.name for one in empty.iterdir()] == ["krisplan-data"], "nothing else is left in the folder"


@pytest.mark.process
def test_own_documents_are_answered_from_the_wheel(site: Path, empty: Path) -> None:
    (empty / "regler.md").write_text("# Regler\n\n## 1. Svar\n\nVi svarar inom 25 minuter.\n", encoding="utf-8")
    assert "regler.md: klart" in _run(site, empty, "add", "regler.md")
    assert "25 minuter" in _run(site, empty, "ask", "Hur snabbt svarar vi?")


def test_the_wheel_holds_what_it_needs_and_nothing_of_the_workshop(site: Path) -> None:
    shipped = site / "assistant" / "shipped"
    for folder in ("prompts", "knowledge/method", "knowledge/demo"):
        inside, outside = ({one.name for one in (home / folder).rglob("*.*")} for home in (shipped, ROOT))
        assert inside == outside
    top = {one.name for one in site.iterdir() if not one.name.endswith(".dist-info")}
    assert top == {"assistant", "bin"}
    licences = list(site.glob("*.dist-info/licenses/LICENSE"))
    assert licences, "the licence travels with the wheel"
