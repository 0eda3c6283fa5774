"""Does the text hold characters that a reader cannot see, or that pass for others?"""

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
_WORD = re.compile(r"\w{2,}")
_LOOKALIKES = ("CYRILLIC ", "GREEK ", "ARMENIAN ", "CHEROKEE ")
_MICRO = "\u03bc"  # in units: 25 μg
_CURE = Said("Ta bort tecknet.", "Remove the character.")
_RETYPE = Said("Skriv om ordet.", "Type the word again.")


def hidden(draft: Draft, _: Method) -> Iterator[Finding]:
    """Zero-width, direction-changing, tag and control characters; emoji joined by a joiner are let through."""
    for place, letter in enumerate(draft.text):
        if _is_hidden(letter) and not _joins_emoji(draft.text, place):
            yield finding(draft, RULE, "stop", (place, place + 1), _named(letter), _CURE)
    for match in _STACKED.finditer(draft.text):
        message = Said("Många tecken är staplade på varandra.", "Many marks are stacked on each other.")
        yield finding(draft, RULE, "stop", match.span(), message, _CURE)
    for match in _WORD.finditer(draft.text):
        foreign = _passing_for_latin(match.group())
        if foreign:
            yield finding(draft, RULE, "stop", match.span(), _mixed(match.group(), foreign), _RETYPE)


def _passing_for_latin(word: str) -> str:
    """The first letter of another alphabet in a word that also has Latin letters, as in a forged address."""
    names = [(letter, unicodedata.name(letter, "")) for letter in word if letter != _MICRO]
    foreign = [letter for letter, name in names if name.startswith(_LOOKALIKES)]
    return foreign[0] if foreign and any(name.startswith("LATIN ") for _, name in names) else ""


def _mixed(word: str, foreign: str) -> Said:
    code = f"{foreign} (U+{ord(foreign):04X})"
    return Said(
        f"Ordet {word} blandar alfabet: {code} är inte den bokstav den liknar.",
        f"The word {word} mixes alphabets: {code} is not the letter it looks like.",
    )


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
