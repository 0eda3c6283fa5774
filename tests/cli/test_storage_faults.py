"""Full disk, locked, damaged or foreign database, damaged index, two processes: one sentence, and nothing is lost."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant, build
from assistant.knowledge.intake import uploads_from
from assistant.settings import Settings
from assistant.shipping import shipped
from tests.cli.conftest import DOCUMENTS, QUESTION, Ran

MORE = ("07-dataskydd.md", "08-presspolicy.md")


def _check_whole(data: Path, documents: int) -> None:
    """Every document is there and found, nothing is degraded, and the log is unbroken."""
    with Opened(data) as assistant:
        assert assistant.library.agrees() and assistant.library.degraded is None
        assert len(assistant.library.documents()) == documents
        assert all(assistant.library.passages(one.id) for one in assistant.library.documents())
        assert assistant.audit.verify().ok
        assert "30 minuter" in assistant.answers.ask(QUESTION).text


class Opened:
    """The assistant on a data folder, closed at the end so that the next one may open it."""

    def __init__(self, data: Path) -> None:
        self._assistant = build(Settings(data=data))

    def __enter__(self) -> Assistant:
        return self._assistant

    def __exit__(self, *_: object) -> None:
        self._assistant.close()


def _paths(*names: str) -> list[Path]:
    return [shipped("knowledge", "demo", name) for name in names]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB, where it may be mounted; else an ordinary folder (see `_cramped`)."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", place], capture_output=True, check=False
    ).returncode
    yield place
    if mounted:
        subprocess.run(["umount", "--lazy", place], check=True)


def _cramped(disk: Path, left: int) -> Callable[[], None] | None:
    """Leaves so many bytes: of the small disk, else by a limit on how large the new process may make a file."""
    if os.path.ismount(disk):
        free = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(b"x" * max(0, free - left))
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (left, left))


@pytest.mark.process
@pytest.mark.parametrize("left", [20_000, 120_000])
def test_a_full_disk_is_told_and_what_was_saved_is_caught_up_with(
    filled: Path, small_disk: Path, process: Callable[..., Ran], krisplan: Callable[..., Ran], left: int
) -> None:
    data = small_disk / "data"
    shutil.copytree(filled, data)
    told = process("add", *_paths(*MORE), "--data", data, before=_cramped(small_disk, left))
    assert told.code in (0, 1, 2), told.err
    assert 1 <= len(told.said) <= len(MORE) + 1, "a line per file, and one on what search may miss"
    assert all("full" in one or "Sök" in one or "sök" in one or "index" in one for one in told.said)
    (small_disk / "filler").unlink(missing_ok=True)
    assert krisplan("add", *_paths(*MORE), "--data", data).code == 0
    _check_whole(data, len(DOCUMENTS) + len(MORE))


@pytest.mark.parametrize("kind", ["file", "file above", "readonly"])
def test_a_data_folder_that_cannot_be_written_is_named_with_a_way_out(
    tmp_path: Path, krisplan: Callable[..., Ran], kind: str
) -> None:
    data = tmp_path / "place"
    if kind == "readonly":
        data = Path("/proc/krisplan-data")
    else:
        data.write_text("not a folder", encoding="utf-8")
    if kind == "file above":
        data = data / "below"
    for command in (["gaps"], ["ask", QUESTION], ["demo", "--port", "0"]):
        told = krisplan(*command, "--data", data)
        assert told.code == 2 and len(told.said) == 1 and str(data) in told.said[0]
        assert "välj en annan mapp" in told.said[0]


def test_a_locked_database_is_waited_for_and_then_told(company: Path, krisplan: Callable[..., Ran]) -> None:
    other = sqlite3.connect(company / "krisplan.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told = krisplan("ask", QUESTION)
    assert told.code == 2 and told.said == [
        "Databasen används av något annat just nu. Inget har ändrats. Försök igen om en stund."
    ]
    other.execute("ROLLBACK")
    other.close()
    assert "30 minuter" in krisplan("ask", QUESTION).out


def _overwrite_head(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(1).randbytes(64))


def _overwrite_pages(path: Path) -> None:
    with path.open("r+b") as file:
        for page in range(1, path.stat().st_size // 4096, 5):
            file.seek(page * 4096)
            file.write(random.Random(page).randbytes(4096))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _make_newer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num='9999'")


def _replace_by_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE document (title TEXT)")


@pytest.mark.parametrize(
    ("damage", "sentence", "way_out"),
    [
        (_overwrite_head, "är skadad", "säkerhetskopia"),
        (_overwrite_pages, "är skadad", "säkerhetskopia"),
        (_cut, "är skadad", "säkerhetskopia"),
        (_empty, "är tom", "säkerhetskopia"),
        (Path.unlink, "är tom", "säkerhetskopia"),
        (_make_newer, "nyare version", "Uppdatera programmet"),
        (_replace_by_foreign, "hör till ett annat program", "säkerhetskopia"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_database_that_cannot_be_used_is_told_and_a_backup_restores_it(
    company: Path, tmp_path: Path, krisplan: Callable[..., Ran], damage: Callable[[Path], None], sentence, way_out
) -> None:
    path = company / "krisplan.db"
    shutil.copy(path, tmp_path / "backup.db")
    damage(path)
    told = krisplan("ask", QUESTION)
    assert told.code == 2 and len(told.said) == 1
    assert sentence in told.said[0] and way_out in told.said[0]
    assert "dokument" not in told.out, "a damaged database is never an answer"
    shutil.copy(tmp_path / "backup.db", path)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    assert krisplan("audit", "verify").code == 0
    assert len(json.loads(krisplan("documents", "list", "--json").out)) == len(DOCUMENTS)


def _one(data: Path, pattern: str) -> Path:
    return max(data.glob(f"index/generation-*/{pattern}"), key=lambda path: path.stat().st_size)


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(0, len(content), 50):
        content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: shutil.rmtree(data / "index"),
        lambda data: shutil.rmtree(_one(data, "vectors")),
        lambda data: _cut(_one(data, "vectors/chroma.sqlite3")),
        lambda data: shutil.rmtree(_one(data, "words")),
        lambda data: _garble(_one(data, "words/*.idx")),
        lambda data: _one(data, "words/*.pos").unlink(),
        lambda data: _cut(_one(data, "words/*.term")),
    ],
    ids=["no index", "no vectors", "vectors cut", "no words", "words garbled", "a file gone", "cut"],
)
def test_an_index_damaged_before_the_start_is_built_anew(company: Path, damage: Callable[[Path], object]) -> None:
    damage(company)
    _check_whole(company, len(DOCUMENTS))


@pytest.mark.parametrize("part", ["vectors", "words", ""], ids=["vectors", "words", "all"])
def test_an_index_deleted_while_running_is_told_and_nothing_is_lost(
    company: Path, krisplan: Callable[..., Ran], part: str
) -> None:
    with Opened(company) as assistant:
        shutil.rmtree(_one(company, part))
        assert "30 minuter" in assistant.answers.ask(QUESTION).text
        steps = list(assistant.library.add(uploads_from(_paths(*MORE)), "test"))
        assert {"refused"}.isdisjoint(step.step for step in steps)
        assert assistant.library.degraded is not None, "what search may miss is said"
        answer = assistant.answers.ask("Vem svarar journalister?")
        assert answer.degraded is not None or not answer.abstained
    assert krisplan("gaps").code == 0
    _check_whole(company, len(DOCUMENTS) + len(MORE))


@pytest.mark.process
def test_a_second_process_is_refused_but_may_read(company: Path, process: Callable[..., Ran], krisplan) -> None:
    with Opened(company):
        told = process("add", *_paths(*MORE))
        assert told.code == 2 and told.out == "" and len(told.said) == 1
        assert told.said[0].startswith("Krisplan är redan igång med den här datamappen.")
        for command in (["documents", "list"], ["documents", "show", "1"], ["gaps"], ["audit", "verify"]):
            assert krisplan(*command).code == 0
    _check_whole(company, len(DOCUMENTS))


@pytest.mark.process
def test_a_lost_write_ahead_log_leaves_whole_documents(company: Path, process: Callable[..., Ran]) -> None:
    struck = process("add", *_paths(*MORE), KRISPLAN_TEST_MODE="1", KRISPLAN_FAULT_AT="3:kill")
    assert struck.code == -signal.SIGKILL
    log = company / "krisplan.db-wal"
    assert log.exists(), "a killed process leaves its log behind"
    log.unlink()
    _check_whole(company, len(DOCUMENTS))
    with Opened(company) as assistant:
        assert {"refused"}.isdisjoint(step.step for step in assistant.library.add(uploads_from(_paths(*MORE)), "test"))
    _check_whole(company, len(DOCUMENTS) + len(MORE))
