"""How does somebody's text stand in a cell without a spreadsheet taking it for a formula, and how is it read back?"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_SIGN: Final = "[=+@\\-\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
_BLANK: Final = r"[\s\"'\u200b\u200e\u200f\u2060\ufeff\x00-\x1f]"
_BEGINS = re.compile(rf"{_BLANK}*{_SIGN}|{_BLANK}*?[\t\r\0]")
_BEFORE_SIGN = re.compile(rf"(?<!{_BLANK}){_BLANK}*+(?={_SIGN})")
_CUTS: Final = frozenset('\t\r\n"')
_ENDS: Final = (",", ";")
_MARK: Final = "\ufeff"


def guarded(text: str) -> str:
    """An apostrophe first in a cell that would run as a formula, and before every sign that would be first in one
    if another program took a comma, a quote or a new line for its beginning."""
    held = _BEFORE_SIGN.sub(lambda gap: f"{gap[0]}'" if _may_begin(gap) else gap[0], text)
    return f"'{held}" if _BEGINS.match(held) else held


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    held = cell[1:] if cell.startswith("'") and _BEGINS.match(cell, 1) else cell
    return _BEFORE_SIGN.sub(lambda gap: gap[0][:-1] if _may_begin(gap) else gap[0], held)


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with its mark, a semicolon between cells and quotes around each: what spreadsheets here open rightly."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [guarded("" if cell is None else str(cell)) for cell in row] for row in rows
    )
    return (_MARK + file.getvalue()).encode("utf-8")


def read(content: bytes) -> list[list[str]]:
    """The cells as they were before they were written."""
    file = io.StringIO(content.decode("utf-8-sig"), newline="")
    return [[unguarded(cell) for cell in row] for row in csv.reader(file, delimiter=";")]


def _may_begin(gap: re.Match[str]) -> bool:
    return gap.string.endswith(_ENDS, 0, gap.start()) or not _CUTS.isdisjoint(gap[0])
