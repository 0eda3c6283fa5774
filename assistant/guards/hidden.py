"""Does the text hold characters that a reader cannot see?"""

import re
import unicodedata
from collections.abc import Iterator

from assistant.guards.draft import Draft, Finding, finding
from assistant.language import Said
from assistant.method import Method

RULE = "hidden"
_ALLOWED = "\n\t"
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
_STACKED = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3,}")
_CURE = Said("Ta bort tecknet.", "Remove the character.")


def hidden(draft: Draft, _: Method) -> Iterator[Finding]:
    """Zero-width, direction-changing, tag and control characters; emoji joined by a joiner are let through."""
    for place, letter in enumerate(draft.text):
        if _is_hidden(letter) and not _joins_emoji(draft.text, place):
            yield finding(draft, RULE, "stop", (place, place + 1), _named(letter), _CURE)
    for match in _STACKED.finditer(draft.text):
        message = Said("Många tecken är staplade på varandra.", "Many marks are stacked on each other.")
        yield finding(draft, RULE, "stop", match.span(), message, _CURE)


def _is_hidden(letter: str) -> bool:
    if letter in _ALLOWED or letter == _EMOJI_STYLE:
        return False
    special = letter in _BLANKS or "\U000e0100" <= letter <= "\U000e01ef" or "\ufe00" <= letter <= "\ufe0e"
    return special or unicodedata.category(letter) in ("Cf", "Cc", "Co", "Cn", "Cs", "Zl", "Zp")


def _joins_emoji(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    pictured = before == _EMOJI_STYLE or (before > "\u2190" and unicodedata.category(before) in ("So", "Sk"))
    return text[place] == _JOINER and pictured and after > "\u2190"


def _named(letter: str) -> Said:
    code = f"U+{ord(letter):04X}"
    return Said(f"Osynligt tecken: {code}.", f"Hidden character: {code}.")
