"""How does a text read with the personal details taken out, and how do they come back?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from assistant.language import Language, Said
from assistant.personal.contacts import Contact, contacts_in
from assistant.personal.health import health_in
from assistant.personal.identity_numbers import Number, numbers_in
from assistant.personal.plain import plain

Kind = Literal["personal", "card", "iban", "phone", "email"]

NAMES: Final[Mapping[Kind, Said]] = {
    "personal": Said("personnummer", "personal identity number"),
    "card": Said("kortnummer", "card number"),
    "iban": Said("kontonummer", "account number"),
    "phone": Said("telefonnummer", "phone number"),
    "email": Said("e-postadress", "e-mail address"),
}
_REFERENCE = re.compile(
    r"\b(?:order|boknings?|booking|ärende|artikel|batch|faktura|invoice|kund|customer|medlems?|member|case|"
    r"referens|reference|ref|ocr|ean|bankgiro|plusgiro|bg|pg)(?:nummer|nr|number|no|id)?\.?"
    r"(?:\s+(?:number|no|nummer|nr|är|is))*[\s:.#]*$",
    re.IGNORECASE,
)
_BEFORE: Final = 40


@dataclass(frozen=True)
class Masked:
    """`text` with a mark for every detail; `map` gives what stood where, `health` the words to be careful with."""

    text: str
    map: Mapping[str, str]
    health: tuple[str, ...] = ()


def mask(text: str, language: Language = "sv") -> Masked:
    """`Ring 070-123 45 67` → `Ring [telefonnummer 1]`; the same spelling gets the same mark.

    Whatever a language model, a log or a screen is given goes through here. Nothing is sent to a model yet: there
    is none. Names are not recognised, so a text without marks may still point at somebody.
    """
    pieces: list[str] = []
    marks: dict[str, str] = {}
    free = {kind: _free_marks(NAMES[kind][language], text) for kind in NAMES}
    end = 0
    for kind, (start, stop) in details(text):
        written = text[start:stop]
        if written not in marks:
            marks[written] = next(free[kind])
        pieces += [text[end:start], marks[written]]
        end = stop
    pieces.append(text[end:])
    return Masked("".join(pieces), {mark: written for written, mark in marks.items()}, health_in(text))


def unmask(text: str, marks: Mapping[str, str]) -> str:
    """The text with what the marks stand for; each mark is read once, so that nothing put in is read again."""
    if not marks:
        return text
    return re.sub("|".join(map(re.escape, marks)), lambda mark: marks[mark.group()], text)


def details(text: str) -> tuple[tuple[Kind, tuple[int, int]], ...]:
    """The places that are masked, in order and without overlap; two that overlap are one, named after the surer."""
    found: list[tuple[int, Kind, tuple[int, int]]] = []
    for rank, kind, span in sorted(_candidates(text), key=lambda one: one[2]):
        if found and span[0] < found[-1][2][1]:
            start, end = found[-1][2]
            surest = min((rank, kind), found[-1][:2])
            found[-1] = (*surest, (start, max(end, span[1])))
        else:
            found.append((rank, kind, span))
    return tuple((kind, span) for _, kind, span in found)


def _candidates(text: str) -> Iterator[tuple[int, Kind, tuple[int, int]]]:
    """Right check digits are the surest, then addresses and phone numbers, then what only looks like a number."""
    for number in numbers_in(text):
        if number.certain or not _is_reference(text, number):
            yield 2 - 2 * number.certain, number.kind, number.span
    for contact in contacts_in(text):
        if contact.kind == "email" or (contact.kind == "phone" and not _is_reference(text, contact)):
            yield 1, contact.kind, contact.span


def _is_reference(text: str, found: Contact | Number) -> bool:
    """An order or invoice number, as the words before it say; a mobile number is one whatever they say."""
    if isinstance(found, Contact) and re.fullmatch(r"07\d{8}", found.value):
        return False
    before = text[max(0, found.span[0] - _BEFORE) : found.span[0]]
    return bool(_REFERENCE.search(plain(before).text))


def _free_marks(name: str, text: str) -> Iterator[str]:
    """`[name 1]`, `[name 2]` …, without those that somebody has written in the text already."""
    return (mark for number in count(1) if (mark := f"[{name} {number}]") not in text)
