"""What does a plain text file say: which lines are headings, list items, rows and paragraphs?"""

import re

from assistant.knowledge.readers.headings import (
    could_be_heading,
    is_item,
    is_key_value,
    is_step,
    number_depth,
    without_bullet,
)
from assistant.knowledge.readers.pieces import TITLE, Found, Hidden, Piece
from assistant.knowledge.readers.tables import table_rows

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|~{3,})\s*")
_SENTENCE_END = re.compile(r"[.!?:;,]$")
_ISOLATED_HEADING = 60


def found_in(text: str) -> Found:
    """The pieces of a plain text file."""
    found = Found()
    groups = _groups(text.replace("\r\n", "\n").replace("\r", "\n"))
    for at, lines in enumerate(groups):
        _read_group(lines, found, followed=at + 1 < len(groups), first=at == 0)
    found.pieces = _with_steps(found.pieces)
    return found


def _groups(text: str) -> list[list[str]]:
    """Runs of lines between empty lines, form feeds counted as empty."""
    groups: list[list[str]] = [[]]
    for line in text.replace("\f", "\n\n").split("\n"):
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _rows(lines: list[str]) -> list[str]:
    if not lines:
        return []
    for sign in ("\t", ";"):
        cells = [[cell.strip().strip('"') for cell in line.split(sign)] for line in lines]
        if len(lines) > 1 and len(cells[0]) > 1 and len({len(row) for row in cells}) == 1:
            return table_rows(cells)
    return []


def _read_group(lines: list[str], found: Found, *, followed: bool, first: bool) -> None:
    level = None if _rows(lines) else _heading_level(lines, followed=followed, first=first)
    if level is not None:
        found.add(lines[0].strip(), "heading", level=level)
        lines = lines[2 if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) else 1 :]
    rows = _rows(lines)
    for row in rows:
        found.add(row, "row")
    for line in _joined([] if rows else lines):
        found.add(without_bullet(line), "item" if is_item(line) or is_step(line) else "paragraph")


def _with_steps(pieces: list[Piece | Hidden]) -> list[Piece | Hidden]:
    """Numbered lines right after each other are steps of a list, not headings without text."""
    numbered = [
        isinstance(one, Piece) and one.kind == "heading" and is_step(one.text) and number_depth(one.text) == 1
        for one in pieces
    ]
    beside = [any(numbered[max(at - 1, 0) : at] + numbered[at + 1 : at + 2]) for at in range(len(pieces))]
    return [
        Piece(one.text, "item") if isinstance(one, Piece) and numbered[at] and beside[at] else one
        for at, one in enumerate(pieces)
    ]


def _heading_level(lines: list[str], *, followed: bool, first: bool) -> int | None:
    line = lines[0].strip()
    if not could_be_heading(line):
        return None
    if len(lines) > 1 and (mark := _UNDERLINE.fullmatch(lines[1])):
        return 1 if mark[1][0] == "=" else 2
    if number_depth(line) and not (len(lines) > 1 and is_step(lines[1].strip())):
        return 2 + number_depth(line)
    alone = len(lines) == 1 and followed and not is_key_value(line)
    if alone and first:
        return TITLE
    if line.isupper() and len(line) > 3:
        return 2
    return 2 if alone and len(line) <= _ISOLATED_HEADING and not _SENTENCE_END.search(line) else None


def _joined(lines: list[str]) -> list[str]:
    """Wrapped lines as one; a new item, or a line such as "Ägare: …", begins a new one."""
    whole: list[str] = []
    for line in map(str.strip, lines):
        starts = is_item(line) or is_step(line) or is_key_value(line) or (whole and is_key_value(whole[-1]))
        if whole and not starts and not _UNDERLINE.fullmatch(line):
            whole[-1] += " " + line
        elif not _UNDERLINE.fullmatch(line):
            whole.append(line)
    return whole
