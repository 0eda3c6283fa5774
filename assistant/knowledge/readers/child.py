"""Which file is parsed here, in a process that may be killed? Document on stdin, blocks as JSON on stdout."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from assistant.knowledge.readers.assembly import assembled
from assistant.knowledge.readers.kinds import ZIP_STARTS, binary_kind, decoded, misnamed, text_kind
from assistant.knowledge.readers.parsed import FileKind, Limits, Parsed
from assistant.knowledge.readers.pieces import Found
from assistant.knowledge.readers.refusals import DAMAGED, EMPTY, NO_TEXT, TOO_HEAVY, Refusal
from assistant.language import Said

OUT_OF_MEMORY = 3
_READERS: dict[FileKind, str] = {
    "md": "markdown",
    "txt": "plain",
    "html": "html",
    "docx": "docx",
    "pdf": "pdf",
    "pptx": "pptx",
    "xlsx": "xlsx",
}
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.")
_DEPTH = 4000


def main(name: str, limits: str) -> None:
    """Reads stdin and writes the blocks or {"refused": [sv, en]}; anything else ends in an exit code."""
    allowed = Limits(**json.loads(limits))
    confine(allowed)
    try:
        answer = _answer(sys.stdin.buffer.read(), name, allowed)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once: there is no memory left to end in good order
    sys.stdout.write(answer)
    sys.stdout.flush()


def confine(limits: Limits) -> None:
    """No more memory, time, core dumps, connections or processes than reading a document needs."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _limit(what, most)
    signal.alarm(int(limits.wall_seconds) + 2)
    sys.setrecursionlimit(_DEPTH)
    sys.addaudithook(_refuse_outside)


def _limit(what: int, most: int) -> None:
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):
        return


def _refuse_outside(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _answer(content: bytes, name: str, limits: Limits) -> str:
    try:
        parsed = parse(content, name, limits)
    except Refusal as refusal:
        return _refused(refusal.said)
    except SyntaxError as error:  # lxml's errors are of this kind; out of memory it knows no line
        return _refused(DAMAGED if error.lineno else TOO_HEAVY)
    return json.dumps(
        {
            "kind": parsed.kind,
            "title": parsed.title,
            "blocks": [(block.text, block.heading, block.page, block.kind) for block in parsed.blocks],
            "notices": [(notice.sv, notice.en) for notice in parsed.notices],
        }
    )


def _refused(said: Said) -> str:
    return json.dumps({"refused": [said.sv, said.en]})


def parse(content: bytes, name: str, limits: Limits) -> Parsed:
    """The blocks of the file, of whatever kind its content is; raises Refusal or whatever the library raises."""
    if not content.strip():
        raise Refusal(EMPTY)
    kind, source = _told_apart(content, name, limits)
    reader = _reader(kind)
    _limit(resource.RLIMIT_FSIZE, 0)
    found = reader(source)
    warning = misnamed(kind, name)
    found.notices[:0] = [warning] if warning else []
    parsed = assembled(kind, found)
    if not parsed.blocks:
        raise Refusal(NO_TEXT)
    return parsed


def _told_apart(content: bytes, name: str, limits: Limits) -> tuple[FileKind, Any]:
    if content.startswith(ZIP_STARTS):
        packages = import_module("assistant.knowledge.readers.packages")
        return packages.package_kind(content, limits), content
    kind = binary_kind(content)
    if kind:
        return kind, content
    text = decoded(content)
    return text_kind(text, name), text


def _reader(kind: FileKind) -> Callable[[Any], Found]:
    """Only the libraries this format needs are imported: start-up is most of the time a small file takes."""
    found_in: Callable[[Any], Found] = import_module(f"assistant.knowledge.readers.{_READERS[kind]}").found_in
    return found_in
