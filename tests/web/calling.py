"""How do tests call a page's handler in process, and see what a refusal left behind?"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import gradio as gr
from gradio.events import EventData

from assistant.web.handling import handlers

LOGS = ("audit", "session", "sqlite_sequence")
"""Tables that a refused call may write to."""


def call(function, person_id: int | None, data: object = None, inputs: Iterable[object] | None = None) -> list:
    """What the handler answers last, as a list of outputs."""
    given = [None] * len(function.inputs) if inputs is None else inputs
    answer = function.fn(*request_of(person_id, data), *given)
    if function.types_generator:
        answer = [[], *answer][-1] or [""]
    return answer if isinstance(answer, list) else [answer]


def request_of(person_id: int | None, data: object = None) -> tuple[gr.Request, EventData]:
    username = None if person_id is None else str(person_id)
    return gr.Request(username=username, query_params={"id": "1"}), EventData(None, data)


def functions(site: gr.Blocks) -> list:
    """With what each declared, and without Gradio's own cancelling."""
    return [(site.fns[number], declared) for number, declared in handlers(site).items()]


def dump(database: Path, without: Iterable[str] = LOGS) -> dict[str, list]:
    """Every row of every table but those named, read beside the program that uses them."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            for name in tables
            if name not in without
        }


def refusals(database: Path) -> list[tuple[str, str]]:
    """Who was refused what, in order."""
    return rows(database, "SELECT actor, item FROM audit WHERE action = 'access.refused' ORDER BY number")


def rows(database: Path, query: str) -> list[tuple]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return list(connection.execute(query))


def snapshot(database: Path) -> set[tuple[str, tuple[tuple[str, object], ...]]]:
    """Every row there is, as its table's name and its columns with their values."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            (
                name,
                tuple(
                    (column, row[column])
                    for column in row.keys()  # noqa: SIM118  a row iterates its values
                ),
            )
            for name in tables
            for row in connection.execute(f'SELECT * FROM "{name}"')
        }
