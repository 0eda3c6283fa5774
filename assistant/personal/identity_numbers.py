"""Which personal identity, card and bank account numbers stand in a text, and how sure is it?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.personal.plain import Plain, plain

NumberKind = Literal["personal", "card", "iban"]

_LONGEST: Final = 19
_RUN = re.compile(r"\d(?:[ \t.+-]{0,3}\d){9,}")
_DIGITS = re.compile(r"\d+")
_DAY_AND_TIME = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?![ +-]{0,3}\d{4}(?!\d)|\d)")
_OF_LATE = re.compile(r"20[2-9]\d-\d\d-\d\d")  # a day that something happened, rather than a birth
_ALIKE = re.compile(r"(?<![\d.])(?:18|19|20)?\d{6}[ \t]{0,2}[+-]?[ \t]{0,2}\d{4}(?!\d|[.,]\d)")
_SPACED = re.compile(r"(?<![\d.+-])\d(?:[ \t-]{0,3}\d){5,7}[ \t+-]{0,3}\d(?:[ \t]{0,2}\d){3}(?![ \t]?\d|[.,]\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[ -]{0,2}(\d[ -]{0,2}\d)((?:[ -]{0,2}[A-Za-z0-9]){11,30})")
_IBAN_LENGTH: Final = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "SE", "SK"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "PL"), 28),
    **dict.fromkeys(("UA",), 29),
    **dict.fromkeys(("MT",), 31),
}
_CARD_GROUPS: Final = ((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3), (4, 6, 4))


@dataclass(frozen=True)
class Number:
    """A number and its place in the original text. `certain` False: it is written like one, but no check digit fits."""

    kind: NumberKind
    span: tuple[int, int]
    certain: bool


def identity_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Places in the original of Swedish personal and coordination numbers, cards and IBANs, spaced or not."""
    return tuple(number.span for number in numbers_in(text) if number.certain)


def numbers_in(text: str) -> tuple[Number, ...]:
    """Every such number, in the order they stand. One whose check digit is wrong may hold one where it is right."""
    folded = plain(text)
    taken = bytearray(len(folded.text))
    found: list[Number] = []
    for kind, certain, start, end in (*_accounts(folded.text), *_certain(folded.text), *_alike(folded.text)):
        if not any(taken[start:end]) or not (certain or all(taken[start:end])):
            taken[start:end] = b"\1" * (end - start)
            found.append(Number(kind, _original(folded, start, end), certain))
    return tuple(sorted(found, key=lambda number: number.span))


_Place = tuple[NumberKind, bool, int, int]


def _accounts(text: str) -> Iterator[_Place]:
    for match in _IBAN.finditer(text):
        length = _IBAN_LENGTH.get(match[1].upper(), 0)
        ends = [place for place in range(match.start(), match.end()) if text[place] not in " -"]
        if length and len(ends) >= length and not text[ends[length - 1] + 1 :][:1].isalnum():
            number = "".join(text[place] for place in ends[:length]).upper()
            fits = _is_iban(number)
            if fits or number[4:].isdecimal():
                yield "iban", fits, match.start(), ends[length - 1] + 1


def _certain(text: str) -> Iterator[_Place]:
    """Runs of digits, however they are grouped: a number begins and ends where a group does."""
    days = [match.span() for match in _DAY_AND_TIME.finditer(text)]
    for run in _RUN.finditer(text):
        groups = [match.span() for match in _DIGITS.finditer(text, *run.span())]
        yield from _in_run(text, [one for one in groups if not any(s <= one[0] < e for s, e in days)])


def _in_run(text: str, groups: Sequence[tuple[int, int]]) -> Iterator[_Place]:
    """The longest number from each group on; what is taken is not looked at again."""
    first = 0
    while first < len(groups):
        found: tuple[NumberKind, int] | None = None
        digits = ""
        for last in range(first, len(groups)):
            digits += text[slice(*groups[last])]
            if len(digits) > _LONGEST:
                break
            kind = _kind(digits, groups, first, last)
            found = (kind, last) if kind else found
        if found:
            yield found[0], True, groups[first][0], groups[found[1]][1]
        first = found[1] + 1 if found else first + 1


def _kind(digits: str, groups: Sequence[tuple[int, int]], first: int, last: int) -> NumberKind | None:
    if _is_personal(digits):
        return "personal"
    if not _is_card(digits):
        return None
    sizes = tuple(end - start for start, end in groups[first : last + 1])
    whole = last - first + 1 == len(groups) or first == last or sizes in _CARD_GROUPS
    return "card" if whole else None


def _alike(text: str) -> Iterator[_Place]:
    """Written as a personal number, with a day that exists: a wrong last digit still points at a person."""
    for match in (*_ALIKE.finditer(text), *_SPACED.finditer(text)):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) in (10, 12) and _is_born(digits) and not _OF_LATE.match(match.group()):
            yield "personal", False, *match.span()


def _is_personal(digits: str) -> bool:
    """yymmddnnnn or yyyymmddnnnn; in a coordination number 60 is added to the day."""
    return len(digits) in (10, 12) and _is_born(digits) and _luhn(digits[-10:])


def _is_born(digits: str) -> bool:
    year, month, day = digits[-10:-8], int(digits[-8:-6]), int(digits[-6:-4])
    century = digits[:2] if len(digits) == 12 else "20"
    if century not in ("18", "19", "20"):
        return False
    try:
        date(int(century + year), month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and len(set(digits)) > 1 and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_iban(number: str) -> bool:
    rearranged = number[4:] + number[:4]
    return int("".join(str(int(c, 36)) for c in rearranged)) % 97 == 1


def _original(folded: Plain, start: int, end: int) -> tuple[int, int]:
    return folded.starts[start], folded.ends[end - 1]
