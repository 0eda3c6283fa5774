"""Where can a crash strike, and how does a test strike there on purpose?"""

import errno
import itertools
import os
import signal
import time

_FAULT = "KRISPLAN_FAULT_AT"
_TEST_MODE = "KRISPLAN_TEST_MODE"
_passed = itertools.count(1)


def durable_step(name: str) -> None:
    """Marks a point between two durable writes. In test mode `KRISPLAN_FAULT_AT=3:kill` strikes at the third.

    Kinds: `kill` (SIGKILL to this process), `enospc`, `eio` (OSError), `sleep` (one second).
    """
    fault = os.environ.get(_FAULT)
    if not fault or os.environ.get(_TEST_MODE) != "1":
        return
    at, _, kind = fault.partition(":")
    if next(_passed) == int(at):
        _strike(kind, name)


def _strike(kind: str, name: str) -> None:
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "sleep":
        time.sleep(1)
    else:
        code = errno.ENOSPC if kind == "enospc" else errno.EIO
        raise OSError(code, os.strerror(code), name)
