"""What does the program say about itself while it runs, so that nobody's words, secrets or addresses stand in it?"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from io import TextIOBase
from pathlib import PurePath
from traceback import extract_tb
from typing import Any, Final

from assistant.writing.masking import mask

OURS: Final = "assistant"
_FACTS: Final = ("request", "method", "route", "status", "ms", "person", "trace")
_SECRET = re.compile(
    r"(?P<kept>\b(?:key|code|state|token|secret|password|cookie|authorization|bearer|basic)\b[\"']?\s*[=: ]\s*[\"']?)"
    r"(?:(?:bearer|basic)\s+)?[^\s\"'&;,]+|\bkrisplan_\w{8,}|(?<=\?)[^\s\"']+",
    re.IGNORECASE,
)
_WARNED = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<kind>\w+)")
_FRAME = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<name>[\w<>.]+)')
_FELL = re.compile(r"(?P<kind>[\w.]*(?:Error|Exception|Warning|Interrupt|Exit))\b")
_LONGEST: Final = 300


def keep_logs(*, serving: bool, trace: bool) -> None:
    """One line of JSON per event on standard error while serving; `trace` writes for people instead.

    A library's warning is told without what it was about: its format, its first line, and where it happened.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Discreet())
    if serving or trace:
        handler.setFormatter(_lines(for_people=trace))
    logging.basicConfig(level=logging.WARNING if serving or trace else logging.CRITICAL, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO if serving else logging.NOTSET)
    logging.captureWarnings(serving)


class Discreet(logging.Filter):
    """Takes personal details, secrets, and the words of every exception out of a record, whoever formats it then."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = discreet(_said(record)), ()
        if record.exc_info and record.exc_info[1]:
            record.trace = "; ".join(_told(record.exc_info[1]))
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def discreet(text: str) -> str:
    """One line without personal details and secrets."""
    first = text.strip().partition("\n")[0][:_LONGEST]
    return mask(_SECRET.sub(lambda found: f"{found['kept'] or ''}[…]", first), "en").text


@contextmanager
def quiet_errors() -> Iterator[None]:
    """What libraries print to standard error becomes events too: of what kind and where, never the words."""
    with redirect_stderr(_Errors()):
        yield


class _Errors(TextIOBase):
    """Takes lines; a stack is told by its places and kinds, and everything else is left out."""

    def __init__(self) -> None:
        self._started = ""

    def write(self, text: str) -> int:
        *lines, self._started = (self._started + text).split("\n")
        for line in lines:
            frame, fell = _FRAME.match(line), _FELL.match(line)
            told = _place(frame["file"], int(frame["line"]), frame["name"]) if frame else fell["kind"] if fell else ""
            if told:
                logging.getLogger("stderr").warning(told)
        return len(text)


def _said(record: logging.LogRecord) -> str:
    if record.name == "py.warnings" and (warned := _WARNED.match(record.getMessage())):
        return f"{warned['kind']} {_place(warned['file'], int(warned['line']))}"
    is_ours = record.name.partition(".")[0] == OURS
    return record.getMessage() if is_ours or not record.args else str(record.msg)


def _told(error: BaseException) -> Iterator[str]:
    """The kind and places of an error and of what caused it; an error's words may be anybody's."""
    places = [_place(one.filename, one.lineno or 0, one.name) for one in extract_tb(error.__traceback__)]
    yield " < ".join([type(error).__name__, *reversed(places)])
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _told(inner)
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind is not None:
        yield from _told(behind)


def _place(file: str, line: int, name: str = "") -> str:
    return f"{'/'.join(PurePath(file).parts[-2:])}:{line} {name}".rstrip()


def _lines(*, for_people: bool) -> logging.Formatter:
    import structlog  # noqa: PLC0415  only while serving: the command line does not wait for it

    as_json, as_text = structlog.processors.JSONRenderer(ensure_ascii=False), structlog.dev.ConsoleRenderer
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")],
        processors=[_facts, as_text(colors=False, timestamp_key="time") if for_people else as_json],
    )


def _facts(_: object, __: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Only these, whatever a library hangs on its records."""
    record: logging.LogRecord = event["_record"]
    told = {name: value for name in _FACTS if (value := getattr(record, name, None)) is not None}
    return {
        "time": event["time"],
        "level": record.levelname.lower(),
        "event": event["event"],
        "logger": record.name,
        **told,
    }
