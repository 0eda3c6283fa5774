"""Is what tantivy has written still what it wrote, byte for byte?"""

import json
import struct
import zlib
from pathlib import Path

_TAIL = struct.Struct("<II")  # length of the footer before it, and a mark
_MARK = 1337
_WITH_FOOTER = {".idx", ".pos", ".term", ".store", ".fieldnorm", ".fast", ".del"}
_AT_ONCE = 1 << 20


def are_whole(folder: Path) -> bool:
    """Compares every file with the checksum in its footer: a damaged one would answer wrongly without a word."""
    return all(_is_whole(path) for path in folder.glob("*") if path.suffix in _WITH_FOOTER)


def _is_whole(path: Path) -> bool:
    try:
        return _sum_of_body(path, body := _body_length(path)) == _stated_sum(path, body)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False


def _body_length(path: Path) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL.size))
        footer, mark = _TAIL.unpack(file.read())
    if mark != _MARK or footer + _TAIL.size > size:
        raise ValueError("no footer")
    return size - _TAIL.size - int(footer)


def _stated_sum(path: Path, body: int) -> object:
    with path.open("rb") as file:
        file.seek(body)
        return json.loads(file.read()[: -_TAIL.size])["crc"]


def _sum_of_body(path: Path, left: int) -> int:
    checksum = 0
    with path.open("rb") as file:
        while left and (part := file.read(min(left, _AT_ONCE))):
            checksum = zlib.crc32(part, checksum)
            left -= len(part)
    return checksum
