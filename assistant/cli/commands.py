"""Which commands are there, and how are their errors told?"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import printing
from assistant.errors import AssistantError
from assistant.language import Language
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.app import Assistant

BY = "command line"
app = typer.Typer(
    name="krisplan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A crisis plan, cited advice and reply drafts from your own policies. A person approves every word.\n\n"
    "Settings are KRISPLAN_* variables, or a file of them named by KRISPLAN_SETTINGS; "
    "the data folder is KRISPLAN_DATA.",
)
documents_app = typer.Typer(help="The documents that answers are built on.", no_args_is_help=True)
audit_app = typer.Typer(help="The log that shows tampering.", no_args_is_help=True)
app.add_typer(documents_app, name="documents")
app.add_typer(audit_app, name="audit")

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (else KRISPLAN_DATA, else ./krisplan-data).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Port = Annotated[int | None, typer.Option("--port", help="Port on 127.0.0.1; 0 takes a free one.")]


def run() -> int:
    """Runs the command line; an error meant for people is one plain sentence and exit code 2."""
    try:
        app(standalone_mode=False)
    except AssistantError as error:
        print(error.text(_language()), file=sys.stderr)
        return 2
    except typer.Abort:
        return 130
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:  # noqa: BLE001  one of the two edges: show it as a sentence, keep the trace away
        return _usage_or_raise(error)
    return 0


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: md, txt, html, docx, pdf, pptx, xlsx.")],
    data: Data = None,
) -> None:
    """Add documents, or new versions of documents already there. Refused files are named; the others go on."""
    from assistant.knowledge.intake import uploads_from  # noqa: PLC0415

    with _assistant(data) as assistant:
        refused = printing.show_progress(assistant.library.add(uploads_from(paths), BY), _language())
    if refused:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in Swedish or English.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with cited excerpts, or say that the documents are silent."""
    with _assistant(data) as assistant:
        printing.show_answer(assistant.answers.ask(question), as_json)


@app.command()
def reindex(data: Data = None) -> None:
    """Build the search anew from the stored documents, beside the old one, then swap."""
    with _assistant(data) as assistant:
        printing.show_rebuild(assistant.library.reindex(), _language())


@app.command()
def gaps(data: Data = None, as_json: AsJson = False) -> None:
    """List the questions that the documents have not answered."""
    with _assistant(data) as assistant:
        printing.show_gaps(assistant.gaps.open(), as_json, _language())


@app.command()
def serve(data: Data = None, port: Port = None) -> None:
    """Start the pages on 127.0.0.1 and print the address."""
    _serve(_settings(data, port), demo=False)


@app.command()
def demo(data: Data = None, port: Port = None) -> None:
    """Start with the demo company Ljungsjö Mejeri: its documents are added and a small cast of people."""
    _serve(_settings(data, port), demo=True)


@documents_app.command("list")
def list_documents(data: Data = None, as_json: AsJson = False) -> None:
    """List the documents with status, validity and owner."""
    with _assistant(data) as assistant:
        printing.show_documents(assistant.library.documents(), assistant.library.today(), as_json, _language())


@documents_app.command("remove")
def remove_document(document: Annotated[int, typer.Argument(help="The document's number.")], data: Data = None) -> None:
    """Take a document out of search and answers; old citations still open."""
    with _assistant(data) as assistant:
        assistant.library.remove(document, BY)


@audit_app.command("verify")
def verify_audit(
    head: Annotated[str | None, typer.Option("--head", help="Head printed on a receipt or export.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole chain; exit code 1 when it is broken."""
    from assistant.records.audit import Audit  # noqa: PLC0415
    from assistant.records.database import Database  # noqa: PLC0415

    database = Database.open(_settings(data).database_path)
    if not printing.show_verification(Audit(database).verify(head), as_json, _language()):
        raise typer.Exit(1)


@contextmanager
def _assistant(data: Path | None) -> Iterator["Assistant"]:
    from assistant.app import build  # noqa: PLC0415  heavy imports only when needed

    assistant = build(_settings(data))
    try:
        yield assistant
    finally:
        assistant.close()


def _serve(settings: Settings, demo: bool) -> None:
    from assistant.app import build  # noqa: PLC0415
    from assistant.cli.demo import prepare_demo  # noqa: PLC0415
    from assistant.web.server import serve as serve_pages  # noqa: PLC0415

    assistant = build(settings)
    if demo:
        prepare_demo(assistant)
    serve_pages(assistant, on_ready=lambda address: printing.show_address(address, _language()))


def _settings(data: Path | None, port: int | None = None) -> Settings:
    given = {"data": data, "port": port}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


def _language() -> Language:
    try:
        return load_settings().language
    except AssistantError:
        return "sv"


def _usage_or_raise(error: Exception) -> int:
    show: Callable[[], None] | None = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    return 2
