"""A library of the test's own: real database, real indexes, real files."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.generations import Generations
from assistant.knowledge.intake import Progress, Upload
from assistant.knowledge.library import Library
from assistant.method.reading import load_method
from assistant.records.database import Database
from assistant.records.moments import Clock
from assistant.shipping import shipped

TODAY = date(2026, 11, 23)
Add = Callable[..., list[Progress]]


@pytest.fixture
def generations(database: Database, data_folder: Path, clock: Clock) -> Iterator[Generations]:
    glossary = load_method(shipped("knowledge", "method")).glossary
    opened = Generations(database, data_folder / "index", clock, glossary)
    yield opened
    opened.close()


@pytest.fixture
def library(database: Database, generations: Generations, clock: Clock) -> Library:
    glossary = load_method(shipped("knowledge", "method")).glossary
    return Library(database, generations, clock, lambda: TODAY, glossary)


@pytest.fixture
def add(library: Library, tmp_path: Path) -> Add:
    """`add("a.md", text)` takes a document in through the one pipeline and returns every step of progress."""

    def take(name: str, content: str | bytes, by: str = "person:1") -> list[Progress]:
        path = tmp_path / "uploads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(library.add([Upload(name, path)], by))

    return take
