"""How is a command line run, and how is what goes wrong told in one plain sentence?"""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from assistant.cli.commands import app
from assistant.cli.logs import keep_logs
from assistant.cli.terminal import DONE, NOT_DONE, STOPPED, UNEXPECTED_STOP, forgiving, line
from assistant.cli.wording import UNEXPECTED, in_language, misused
from assistant.errors import OF_THE_DISK, AssistantError, storage_error
from assistant.language import Language
from assistant.settings import language_setting


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code; `--trace` in front shows what the sentence leaves out."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    trace = given[:1] == ["--trace"]
    forgiving()
    keep_logs(serving=given[trace : trace + 1] in (["serve"], ["demo"]), trace=trace)
    language = language_setting()
    try:
        command = in_language(typer.main.get_command(app), language)
        return command.main(given, prog_name="krisplan", standalone_mode=False) or DONE
    except typer.Abort:
        return STOPPED
    except Exception as error:  # noqa: BLE001  one of the two edges: a sentence for people, the trace on request
        if trace:
            traceback.print_exc()
        told, code = _told(error, language)
        if told:
            line(told, error=True)
        return code


def _told(error: Exception, language: Language) -> tuple[str, int]:
    if isinstance(error, AssistantError):
        return error.text(language), NOT_DONE
    if isinstance(error, OSError) and error.errno in OF_THE_DISK:
        return storage_error(error, Path(str(error.filename or "."))).text(language), NOT_DONE
    usage = misused(error, language)
    if usage is not None:
        return usage, NOT_DONE
    return UNEXPECTED.filled(kind=type(error).__name__)[language], UNEXPECTED_STOP
