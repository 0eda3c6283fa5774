"""How does a table become rows that can each be quoted alone?"""

import re

from assistant.knowledge.readers.cleaning import one_line

_KEYS = re.compile(
    r"(dokument\w*|version|utgåva|ägare|dokumentägare|ansvarig|godkänd av|beslutad(?: av)?|fastställd(?: av)?"
    r"|giltig(?:t)? (?:från|till)|gäller (?:från|till)|granskas|nästa granskning|status|klassning|ersätter"
    r"|document\w*|owner|approved by|valid (?:from|until|to)|review(?:ed)?|next review|classification|replaces)\s*:?",
    re.IGNORECASE,
)
_VALUE_NAMES = re.compile(r"(värde|uppgift|value|details?|information)\s*:?", re.IGNORECASE)
_LONGEST_NAME = 60


def table_rows(grid: list[list[str]], *, header: bool | None = None, pairs: bool = False) -> list[str]:
    """One line per row; `header` says whether the first row names the columns, None asks to guess.

    With names: "Nivå: 3 | Första svar: 30 minuter", the row of names left out. A table that holds a document's
    own facts, or `pairs`: "Ägare: Kommunikationschef", a line each. Otherwise "a | b | c", empty cells left out.
    """
    grid = [row for row in grid if any(row)]
    if not grid:
        return []
    names, body = _names(grid, header)
    if pairs or _is_pairs(names, body):
        return [_pair(row) for row in body]
    if len(body) == 1 and _keyed([[name] for name in names]):
        return [_pair([name, cell]) for name, cell in zip(names, body[0], strict=False)]
    return [_line(names, row) for row in body]


def joined(texts: list[str]) -> str:
    """Paragraphs of one cell on one line."""
    lines = [one_line(text) for text in texts if text.strip()]
    return " ".join(
        line if line[-1:] in ".:;,!?" or at == len(lines) - 1 else line + ";" for at, line in enumerate(lines)
    )


def _names(grid: list[list[str]], header: bool | None) -> tuple[list[str], list[list[str]]]:
    if header is None:
        header = _looks_like_names(grid)
    return (grid[0], grid[1:]) if header and len(grid) > 1 else ([], grid)


def _looks_like_names(grid: list[list[str]]) -> bool:
    first, body = grid[0], grid[1:]
    if len(first) < 2 or not body or not all(first):
        return False
    if any(len(cell) > _LONGEST_NAME or cell[-1] in ".!?" or _has_digit(cell) for cell in first):
        return False
    if len(first) == 2:
        return _told_apart(grid, 0) or (_told_apart(grid, 1) and not _keyed(grid))
    return True


def _told_apart(grid: list[list[str]], column: int) -> bool:
    """Whether the column holds figures below its first cell, as a column of levels or numbers does."""
    cells = [row[column] for row in grid[1:] if column < len(row)]
    return bool(cells) and all(_has_digit(cell) for cell in cells)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _keyed(body: list[list[str]]) -> bool:
    keys = [row for row in body if row and (row[0].endswith(":") or _KEYS.fullmatch(row[0]))]
    return bool(keys) and (len(keys) * 2 >= len(body) or len(keys) >= 3)


def _is_pairs(names: list[str], body: list[list[str]]) -> bool:
    if not all(len(row) == 2 for row in body):
        return False
    return _keyed(body) or (len(names) == 2 and bool(_VALUE_NAMES.fullmatch(names[1])))


def _pair(row: list[str]) -> str:
    key, value = row[0].removesuffix(":").rstrip(), row[1]
    return f"{key}: {value}" if key and value else key or value


def _line(names: list[str], row: list[str]) -> str:
    named = len(names) >= len(row) and sum(map(bool, row)) > 1
    cells = [_named(names[at] if named else "", cell) for at, cell in enumerate(row) if cell]
    return " | ".join(cells)


def _named(name: str, cell: str) -> str:
    name = name.removesuffix(":").rstrip()
    return f"{name}: {cell}" if name and name.casefold() != cell.casefold() else cell
