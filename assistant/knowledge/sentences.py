"""Where does one sentence, list item or table row of a passage begin and end?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.knowledge.documents import Passage

_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"”’'(\[]?[A-ZÅÄÖÉ0-9\[#])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:kl|t\.?\s?ex|bl\.?\s?a|m\.?\s?m|d\.?v\.?s|ca|nr|s\.?k|f\.?d|o\.?s\.?v|fr\.?o\.?m|t\.?o\.?m|e\.g|i\.e|etc|approx|no|tel|avs|kap|st)"
    r"|\b[A-ZÅÄÖ]|^\s*\d+)\.$",
    re.I,
)


@dataclass(frozen=True)
class Unit:
    """One sentence, item or row: `start:end` in the version's text; `lead` is the line that introduces it.

    `paragraph` is where the line it stands in begins and ends.
    """

    start: int
    end: int
    text: str
    lead: str
    paragraph: tuple[int, int]
    is_heading: bool

    @property
    def is_row(self) -> bool:
        return " | " in self.text


def units(passage: Passage) -> tuple[Unit, ...]:
    """The passage in units that can be quoted one by one, in reading order."""
    heading = passage.heading[-1] if passage.heading else ""
    return _units(passage.text, passage.start, heading)


@lru_cache(maxsize=4096)
def _units(text: str, offset: int, heading: str) -> tuple[Unit, ...]:
    found: list[Unit] = []
    lead = ""
    position = 0
    for line in text.split("\n"):
        opens = position == 0 and line == heading
        for start, end in [(0, len(line))] if opens or " | " in line else list(_sentences(line)):
            piece = line[start:end]
            if piece.strip():
                base = offset + position
                paragraph = (base, base + len(line))
                found.append(Unit(base + start, base + start + len(piece), piece, lead, paragraph, opens))
        lead = _next_lead(line, lead, opens)
        position += len(line) + 1
    return tuple(found)


def _next_lead(line: str, lead: str, is_heading: bool) -> str:
    """A line that ends in a colon introduces what follows, until a full paragraph comes."""
    if line.rstrip().endswith(":"):
        return line
    ends_list = is_heading or (lead and len(line) > 250) or (line.endswith(".") and not line[:1].islower())
    return "" if ends_list and not lead else lead


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(line):
        end = match.start() + len(match[0].rstrip())
        if _ABBREVIATION.search(line[start:end].rstrip("\"”’')]")):
            continue
        yield start, end
        start = match.end()
    if start < len(line):
        yield start, len(line.rstrip())
