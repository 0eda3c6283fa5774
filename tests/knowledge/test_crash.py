"""Kill -9 while documents are added: each is fully there or not at all, and search equals the manifest."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.app import Assistant, build
from assistant.knowledge.intake import uploads_from
from assistant.settings import Settings

OLD = "# Alfa\n\n## 1. Svar\n\nSvara inom 30 minuter.\n\n## 2. Jour\n\nRing jouren.\n"
NEW = OLD.replace("30 minuter", "20 minuter")
OTHER = "# Beta\n\n## 1. Press\n\nPresschefen svarar journalister inom en timme.\n"


@pytest.mark.process
def test_a_kill_at_any_durable_step_leaves_whole_documents_only(tmp_path: Path) -> None:
    before = tmp_path / "before"
    _fill(tmp_path / "old", {"a.md": OLD})
    changes = _fill(tmp_path / "new", {"a.md": NEW, "b.md": OTHER})
    with _opened(before) as assistant:
        _add(assistant, tmp_path / "old")
    strikes = 0
    for at in range(1, 40):
        data = tmp_path / f"strike-{at}"
        shutil.copytree(before, data)
        if _killed(changes, data, at):
            strikes += 1
        else:
            break
        _check_after_restart(data, changes)
    assert strikes >= 8, "the scenario passes at least eight durable steps"


def _killed(documents: Path, data: Path, at: int) -> bool:
    environment = {
        **os.environ,
        "KRISPLAN_DATA": str(data),
        "KRISPLAN_TEST_MODE": "1",
        "KRISPLAN_FAULT_AT": f"{at}:kill",
    }
    command = [sys.executable, "-m", "assistant", "add", str(documents)]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == -signal.SIGKILL


def _check_after_restart(data: Path, changes: Path) -> None:
    with _opened(data) as assistant:
        _check_whole(assistant)
        _add(assistant, changes)
        _check_whole(assistant)
        texts = {one.name: assistant.library.text(one.version_id) for one in assistant.library.documents()}
        assert "20 minuter" in texts["a.md"] and set(texts) == {"a.md", "b.md"}


def _check_whole(assistant: Assistant) -> None:
    library = assistant.library
    assert library.agrees()
    texts = {one.name: library.text(one.version_id) for one in library.documents()}
    assert ("30 minuter" in texts["a.md"]) != ("20 minuter" in texts["a.md"])
    assert all(library.passages(one.id) for one in library.documents())
    assert assistant.audit.verify().ok


def _add(assistant: Assistant, documents: Path) -> None:
    assert "refused" not in {step.step for step in assistant.library.add(uploads_from([documents]), "test")}


@contextmanager
def _opened(data: Path) -> Iterator[Assistant]:
    assistant = build(Settings(data=data), lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))
    try:
        yield assistant
    finally:
        assistant.close()


def _fill(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
