"""Which commands are there, and which part of the assistant does each one ask?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.cli import printing
from assistant.cli.checks import doctor, refuse_unsafe
from assistant.cli.erase import erase_app
from assistant.cli.opening import AsJson, Data, Number, Port, assistant_in, database_in, settings_with
from assistant.cli.people import person_app
from assistant.cli.terminal import NOT_WHOLLY
from assistant.cli.tokens import token_app
from assistant.errors import AssistantError
from assistant.settings import Settings, language_setting

if TYPE_CHECKING:
    from assistant.knowledge.stored import StoredDocuments

BY = "command line"
app = typer.Typer(no_args_is_help=True, add_completion=False)
documents_app = typer.Typer(no_args_is_help=True)
audit_app = typer.Typer(no_args_is_help=True)


@app.callback()
def krisplan(trace: Annotated[bool, typer.Option("--trace")] = False) -> None:
    """`--trace` is seen to where errors are told."""


@app.command()
def add(paths: Annotated[list[Path], typer.Argument(metavar="PATH…")], data: Data = None) -> None:
    from assistant.knowledge.intake import uploads_from  # noqa: PLC0415

    with assistant_in(data) as assistant:
        failed = printing.show_progress(assistant.library.add(uploads_from(paths), BY), language_setting())
    if failed:
        raise typer.Exit(NOT_WHOLLY)


@app.command()
def ask(question: str, data: Data = None, as_json: AsJson = False) -> None:
    with assistant_in(data) as assistant:
        printing.show_answer(assistant.answers.ask(question), as_json)


@app.command()
def gaps(data: Data = None, as_json: AsJson = False) -> None:
    from assistant.knowledge.gaps import Gaps  # noqa: PLC0415
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with database_in(data) as database:
        printing.show_gaps(Gaps(database, utc_now).open(), as_json, language_setting())


@app.command()
def reindex(data: Data = None) -> None:
    with assistant_in(data) as assistant:
        printing.show_rebuild(assistant.library.reindex(), language_setting())


@app.command()
def serve(data: Data = None, port: Port = None) -> None:
    _serve(settings_with(data, port), demo=False)


@app.command()
def demo(data: Data = None, port: Port = None) -> None:
    _serve(settings_with(data, port), demo=True)


@documents_app.command("list")
def list_documents(data: Data = None, as_json: AsJson = False) -> None:
    with _stored(data) as (stored, today):
        printing.show_documents(stored.documents(), today, as_json, language_setting())


@documents_app.command("show")
def show_document(document: Number, data: Data = None, as_json: AsJson = False) -> None:
    with _stored(data) as (stored, today):
        versions = stored.versions(document)
        if not versions:
            raise _no_document()
        newest = versions[0].version_id
        text, notices = stored.text(newest), stored.notices(newest)
        printing.show_document(versions, text, notices, today, as_json, language_setting())


@documents_app.command("remove")
def remove_document(document: Number, data: Data = None) -> None:
    with assistant_in(data) as assistant:
        found = assistant.library.document(document)
        if found is None:
            raise _no_document()
        assistant.library.remove(document, BY)
        printing.show_removed(found.name, language_setting())


@audit_app.command("verify")
def verify_audit(
    head: Annotated[str | None, typer.Option("--head")] = None, data: Data = None, as_json: AsJson = False
) -> None:
    from assistant.records.audit import Audit  # noqa: PLC0415

    with database_in(data) as database:
        whole = printing.show_verification(Audit(database).verify(head), as_json, language_setting())
    if not whole:
        raise typer.Exit(NOT_WHOLLY)


app.add_typer(documents_app, name="documents")
app.add_typer(audit_app, name="audit")
app.add_typer(person_app, name="person")
app.add_typer(token_app, name="token")
app.add_typer(erase_app, name="erase")
app.command()(doctor)


@contextmanager
def _stored(data: Path | None) -> Iterator[tuple["StoredDocuments", date]]:
    from assistant.knowledge.stored import StoredDocuments  # noqa: PLC0415
    from assistant.records.moments import utc_now  # noqa: PLC0415

    with database_in(data) as database:
        zone = ZoneInfo(settings_with(data).timezone)
        yield StoredDocuments(database), utc_now().astimezone(zone).date()


def _serve(settings: Settings, demo: bool) -> None:
    refuse_unsafe(settings)  # before anything is imported that may be too old
    from assistant.cli.serving import start  # noqa: PLC0415

    start(settings, demo)


def _no_document() -> AssistantError:
    return AssistantError(
        sv="Det dokumentet finns inte. krisplan documents list visar alla.",
        en="There is no such document. krisplan documents list shows all.",
    )
