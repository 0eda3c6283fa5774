"""How is a file read without trusting it: which limits hold, and what is told when it is refused?"""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePath
from threading import Thread, Timer
from typing import IO

from assistant.errors import DocumentRefused
from assistant.knowledge.readers import child, refusals
from assistant.knowledge.readers.parsed import Block, Limits, Parsed
from assistant.language import Said

_HOME = Path(__file__).resolve().parents[3]
# The package's own folder goes first, so that -I works in a wheel and in a checkout alike.
_START = f"import sys; sys.path.insert(0, sys.argv[1]); from {child.__name__} import main; main(*sys.argv[2:])"
_ENVIRONMENT = {"LANG": "C.UTF-8"}
_OUT_OF_TIME = (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM)
_MB = 1 << 20

DEFAULT = Limits()


def read(content: bytes, name: str, *, limits: Limits = DEFAULT) -> Parsed:
    """The blocks of a file, parsed in a child process that is gone when this returns.

    The name helps only to tell kinds of plain text apart. Raises DocumentRefused with reason and next step.
    """
    if not content:
        raise _refused(refusals.EMPTY)
    if len(content) > limits.max_bytes:
        raise _too_large(len(content), limits)
    code, output = _run(content, _safe_name(name), limits)
    return _understood(code, output, limits)


def read_path(path: Path, *, limits: Limits = DEFAULT) -> tuple[bytes, Parsed]:
    """The bytes and blocks of a regular file, opened once; too large is refused unread."""
    content = _bytes_of(path, limits)
    return content, read(content, path.name, limits=limits)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    try:
        # Not blocking: a named pipe would otherwise wait here for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise _refused(refusals.NOT_A_FILE)
            if facts.st_size > limits.max_bytes:
                raise _too_large(facts.st_size, limits)
            content = file.read(limits.max_bytes + 1)
    except IsADirectoryError as error:
        raise _refused(refusals.NOT_A_FILE) from error
    except OSError as error:
        raise _refused(refusals.UNREADABLE) from error
    return content


def _safe_name(name: str) -> str:
    """Only the ending matters to the child, and only if it is a plain one."""
    suffix = PurePath(name).suffix
    return f"file{suffix}" if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 16 else "file"


def _run(content: bytes, name: str, limits: Limits) -> tuple[int, bytes]:
    """Exit code and output of the child; it and whatever it started are dead afterwards."""
    command = [sys.executable, "-I", "-c", _START, str(_HOME), name, json.dumps(asdict(limits))]
    with _started(command) as process, _killed_after(process, limits.wall_seconds):
        assert process.stdin and process.stdout
        feeding = Thread(target=_feed, args=(process.stdin, content), daemon=True)
        feeding.start()
        output = process.stdout.read(limits.output + 1)
        if len(output) > limits.output:
            raise _refused(refusals.TOO_LONG)
        return process.wait(), output


@contextmanager
def _started(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            start_new_session=True,
        )
    except OSError as error:
        raise _refused(refusals.STARTS_NOT) from error
    try:
        yield process
    finally:
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            _close(pipe)


@contextmanager
def _killed_after(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    timer = Timer(seconds, _kill, (process,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _feed(pipe: IO[bytes], content: bytes) -> None:
    try:
        pipe.write(content)
        pipe.close()
    except (BrokenPipeError, ValueError):
        return  # the child ended before it had read everything


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except BrokenPipeError:
        return


def _understood(code: int, output: bytes, limits: Limits) -> Parsed:
    if code in _OUT_OF_TIME:
        raise _refused(refusals.TOO_SLOW)
    if code == child.OUT_OF_MEMORY:
        raise _refused(refusals.TOO_HEAVY)
    if code != 0:
        raise _refused(refusals.DAMAGED)
    answer = json.loads(output)
    if "refused" in answer:
        raise DocumentRefused(*answer["refused"])
    return Parsed(
        answer["kind"],
        answer["title"],
        tuple(Block(text, tuple(heading), page, kind) for text, heading, page, kind in answer["blocks"]),
        tuple(Said(sv, en) for sv, en in answer["notices"]),
    )


def _too_large(size: int, limits: Limits) -> DocumentRefused:
    return _refused(refusals.TOO_LARGE.filled(size=-(-size // _MB), limit=limits.max_bytes // _MB))


def _refused(said: Said) -> DocumentRefused:
    return DocumentRefused(said.sv, said.en)
