"""Which personal identity, card and bank account numbers stand in a text, by their check digits?"""

import re
from collections.abc import Iterator
from datetime import date

from assistant.personal.plain import Plain, plain

_DIGITS = re.compile(r"(?<!\d)\d(?:[ .+-]{0,3}\d){8,18}(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")


def identity_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Places in the original of Swedish personal and coordination numbers, cards and IBANs, spaced or not."""
    return tuple(sorted(set(_places(plain(text)))))


def _places(folded: Plain) -> Iterator[tuple[int, int]]:
    for match in _DIGITS.finditer(folded.text):
        digits = re.sub(r"\D", "", match.group())
        if _is_personal(digits) or _is_card(digits):
            yield folded.span(match)
    for match in _IBAN.finditer(folded.text):
        if _is_iban(match.group().replace(" ", "")):
            yield folded.span(match)


def _is_personal(digits: str) -> bool:
    """yymmddnnnn or yyyymmddnnnn; in a coordination number 60 is added to the day."""
    if len(digits) not in (10, 12):
        return False
    year, month, day = digits[-10:-8], int(digits[-8:-6]), int(digits[-6:-4])
    century = digits[:2] if len(digits) == 12 else "20"
    if century not in ("18", "19", "20"):
        return False
    try:
        date(int(century + year), month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return _luhn(digits[-10:])


def _is_card(digits: str) -> bool:
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and len(set(digits)) > 1 and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_iban(number: str) -> bool:
    rearranged = number[4:] + number[:4]
    return len(number) >= 15 and int("".join(str(int(c, 36)) for c in rearranged)) % 97 == 1
