"""How does a result reach the terminal: exit codes, and text that neither breaks nor steers it?"""

import json
import re
import sys
from datetime import date
from io import TextIOWrapper

from assistant.language import Said

DONE, NOT_WHOLLY, NOT_DONE, UNEXPECTED_STOP, STOPPED = 0, 1, 2, 3, 130
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def forgiving() -> None:
    """A letter that the terminal's encoding lacks becomes a question mark, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def line(text: str, error: bool = False) -> None:
    """Prints at once. Documents and file names are data: their control characters do not steer the terminal."""
    print(_CONTROLS.sub("�", text), file=sys.stderr if error else sys.stdout, flush=True)


def as_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Said):
        return {"sv": value.sv, "en": value.en}
    return str(value)
