"""How does a command open the data folder: everything in it, or the database alone?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.terminal import line
from assistant.settings import Settings, language_setting, load_settings

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.records.database import Database

Data = Annotated[Path | None, typer.Option("--data")]
AsJson = Annotated[bool, typer.Option("--json")]
Port = Annotated[int | None, typer.Option("--port")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=2**31 - 1)]


def settings_with(data: Path | None, port: int | None = None) -> Settings:
    """The settings in force; what the command line says wins."""
    given = {"data": data, "port": port}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def assistant_in(data: Path | None) -> Iterator["Assistant"]:
    """All of it; one process at a time."""
    from assistant.app import build  # noqa: PLC0415  heavy imports only when needed

    assistant = build(settings_with(data))
    try:
        yield assistant
        if assistant.library.degraded:
            line(assistant.library.degraded[language_setting()], error=True)
    finally:
        assistant.close()


@contextmanager
def database_in(data: Path | None) -> Iterator["Database"]:
    """The database alone: works beside a running Krisplan."""
    from assistant.records.database import Database  # noqa: PLC0415

    database = Database.open(settings_with(data).database_path)
    try:
        yield database
    finally:
        database.close()
