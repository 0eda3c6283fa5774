"""Three documents in a data folder, a way to run a command in this process, and one to start a process for it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.app import build
from assistant.cli import run
from assistant.knowledge.intake import uploads_from
from assistant.settings import Settings
from assistant.shipping import shipped

DOCUMENTS = ("01-sociala-medier-policy.md", "12-godkanda-budskap.md", "16-brand-voice-en.md")
QUESTION = "Hur snabbt ska vi ge ett första svar vid nivå 3?"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines of complaint, to be counted and read; a traceback would be many."""
        return [one for one in self.err.splitlines() if one.strip()]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three documents in it, to be copied."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    assistant = build(Settings(data=folder))
    uploads = uploads_from([shipped("knowledge", "demo", name) for name in DOCUMENTS])
    assert {"refused"}.isdisjoint(step.step for step in assistant.library.add(uploads, "test"))
    assistant.close()
    return folder


@pytest.fixture
def company(filled: Path, data_folder: Path) -> Path:
    """The test's own data folder, already holding the three documents."""
    shutil.copytree(filled, data_folder, dirs_exist_ok=True)
    return data_folder


@pytest.fixture
def krisplan(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command in this process, as the entry point does."""

    def command(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        return Ran(code, *capsys.readouterr())

    return command


@pytest.fixture
def process() -> Callable[..., Ran]:
    """Starts `python -m assistant` with the arguments and waits for it."""

    def command(*arguments: str | Path, before: Callable[[], None] | None = None, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *map(str, arguments)],
            env={**os.environ, **environment},
            preexec_fn=before,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return command
