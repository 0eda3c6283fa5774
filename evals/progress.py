"""How far has an evaluation come, said on stderr without flooding a log?"""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_SECONDS_BETWEEN = {True: 0.2, False: 10.0}  # a terminal rewrites its line, a log gets a new one


def shown(label: str, items: Sequence[_Item]) -> Iterator[_Item]:
    """The items one by one, with `label done/total` on stderr."""
    live = sys.stderr.isatty()
    said = time.monotonic()
    for done, item in enumerate(items):
        if time.monotonic() - said > _SECONDS_BETWEEN[live]:
            said = time.monotonic()
            _say(f"{label} {done}/{len(items)}", "" if live else "\n")
        yield item
    _say(f"{label} {len(items)}/{len(items)}", "\n")


def _say(text: str, end: str) -> None:
    print(("\r" if not end else "") + text, end=end, file=sys.stderr, flush=True)
