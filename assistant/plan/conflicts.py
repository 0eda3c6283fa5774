"""Do two documents in force say different things about the same matter?"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.knowledge.documents import Citation
from assistant.knowledge.words import stems

_UNITS = (
    "arbetstim|arbetsdag|min|tim|dygn|dag|veck|mån|år|procent|kr|gånger"
    "|working hour|working day|hour|day|week|month|year|per cent|percent|times"
)
_NUMBERS = {
    "en": "1", "ett": "1", "två": "2", "tre": "3", "fyra": "4", "fem": "5", "sex": "6", "sju": "7", "åtta": "8",
    "nio": "9", "tio": "10", "tolv": "12", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12",
}  # fmt: skip
_AMOUNT = re.compile(rf"\b(\d+(?:[.,]\d+)?|{'|'.join(_NUMBERS)})\s+({_UNITS})\w*", re.I)
_HOURS = re.compile(r"\b(\d{1,2}(?:[.:]\d{2})?)\s*(?:–|-|till|to)\s*(\d{1,2}(?:[.:]\d{2})?)\b")
_LEVEL = re.compile(r"\b(?:nivå|nivåer|level|levels)\s*:?\s*(\d(?:\s*(?:–|-|,|och|eller|and|or)\s*\d)*)", re.I)
_ALIKE = 0.4
_SHARED = 3


def disagreeing(citations: Sequence[Citation]) -> Iterator[tuple[Citation, Citation]]:
    """Pairs from different documents that speak of the same thing and give it different figures."""
    for one, other in combinations(citations, 2):
        if one.passage.document.id != other.passage.document.id and _same_matter(one.text, other.text):
            mine, theirs = figures(one.text), figures(other.text)
            if any(not mine[unit] & theirs[unit] for unit in mine.keys() & theirs.keys()):
                yield one, other


def figures(text: str) -> dict[str, set[str]]:
    """The figures of a text by unit; opening hours have the unit `hours`."""
    found: dict[str, set[str]] = {}
    for number, unit in _AMOUNT.findall(text):
        found.setdefault(unit.lower(), set()).add(_NUMBERS.get(number.lower(), number.replace(",", ".")))
    for opens, closes in _HOURS.findall(_LEVEL.sub("", text)):
        found.setdefault("hours", set()).add(f"{opens}–{closes}")
    return found


def _same_matter(one: str, other: str) -> bool:
    """Most of what the shorter one is about stands in the other, and both speak of the same levels."""
    mine, theirs = _subject(one), _subject(other)
    shared = len(mine & theirs)
    return shared >= _SHARED and shared >= _ALIKE * min(len(mine), len(theirs)) and _levels(one) == _levels(other)


def _subject(text: str) -> set[str]:
    return set(stems(_AMOUNT.sub(" ", _LEVEL.sub(" ", text))))


def _levels(text: str) -> set[str]:
    return {digit for run in _LEVEL.findall(text) for digit in re.findall(r"\d", run)}
