"""Which checkable facts does a text state: dates, clock times, amounts, durations, codes and other numbers?"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.personal.contacts import contacts_in
from assistant.personal.plain import Plain, plain

Value = tuple[str, str]


@dataclass(frozen=True)
class Fact:
    """`value` is (kind, canonical form), the same for `2 timmar`, `120 minutes` and `två timmar`."""

    value: Value
    span: tuple[int, int]


_MINUTES = {"min": 1, "hour": 60, "day": 1440, "week": 10080}
_UNITS = {
    "min": "min|mins|minut|minuter|minuters|minute|minutes",
    "hour": "h|tim|timme|timmar|timmars|hour|hours|hrs",
    "day": "dygn|dag|dagar|dagars|day|days",
    "week": "vecka|veckor|veckors|week|weeks",
    "month": "månad|månader|månaders|month|months",
    "year": "år|års|year|years",
    "workhour": "arbetstimmar|arbetstimme|working hours|working hour|business hours",
    "workday": "arbetsdagar|arbetsdag|vardagar|working days|working day|business days|business day",
    "%": "%|procent|procents|percent|per cent",
    "kr": "kr|kronor|sek|:-",
    "eur": "euro|eur|€",
    "g": "g|gram",
    "kg": "kg|kilo",
    "ml": "ml",
    "l": "l|liter|litre|litres",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split("|")}
_UNIT = "|".join(re.escape(name) for name in sorted(_UNIT_OF, key=len, reverse=True))
_NUMBER_WORDS = {
    word: number
    for number, words in (
        (1, "en ett one"), (2, "två two"), (3, "tre three"), (4, "fyra four"), (5, "fem five"), (6, "sex six"),
        (7, "sju seven"), (8, "åtta eight"), (9, "nio nine"), (10, "tio ten"), (11, "elva eleven"),
        (12, "tolv twelve"), (15, "femton fifteen"), (20, "tjugo twenty"), (30, "trettio thirty"),
        (40, "fyrtio forty"), (45, "fyrtiofem forty-five"), (50, "femtio fifty"), (60, "sextio sixty"),
        (100, "hundra hundred"), (1000, "tusen thousand"),
    )
    for word in words.split()
}  # fmt: skip
_MONTHS = {
    name: month
    for month, names in enumerate(
        ("januari january jan", "februari february feb", "mars march mar", "april apr", "maj may", "juni june jun",
         "juli july jul", "augusti august aug", "september sep sept", "oktober october oct okt", "november nov",
         "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_DAYS = {
    name: str(day)
    for day, names in enumerate(
        ("måndag måndagar monday mondays", "tisdag tisdagar tuesday tuesdays", "onsdag onsdagar wednesday wednesdays",
         "torsdag torsdagar thursday thursdays", "fredag fredagar friday fridays",
         "lördag lördagar saturday saturdays", "söndag söndagar sunday sundays",
         "imorgon tomorrow"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT = r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"


def facts_in(text: str) -> tuple[Fact, ...]:
    """Facts in the order they stand; contact points are left to the guards for links and personal data."""
    folded = plain(text)
    found: list[Fact] = []
    rest = _without_contacts(text, folded)
    for pattern, values in _READERS:
        for match in list(pattern.finditer(rest)):
            read = list(values(match))
            found.extend(Fact(value, folded.span(match)) for value in read)
            if read:
                rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    return tuple(sorted(found, key=lambda fact: fact.span))


def values_in(texts: Iterable[str]) -> frozenset[Value]:
    return frozenset(fact.value for text in texts for fact in facts_in(text))


def _without_contacts(text: str, folded: Plain) -> str:
    spans = [contact.span for contact in contacts_in(text)]
    inside = (any(a <= start < b for a, b in spans) for start in folded.starts)
    return "".join(" " if hidden else letter for letter, hidden in zip(folded.text, inside, strict=True))


def _iso_date(match: re.Match[str]) -> Iterator[Value]:
    year, month, day = match.groups()
    yield "date", f"{int(month)}-{int(day)}"
    yield "year", year


def _spoken_date(match: re.Match[str]) -> Iterator[Value]:
    month = _MONTHS[(match["m1"] or match["m2"]).lower()]
    yield "date", f"{month}-{int(match['d1'] or match['d2'])}"
    if match["y1"]:
        yield "year", match["y1"]


def _month(match: re.Match[str]) -> Iterator[Value]:
    yield "month", str(_MONTHS[match[1].lower()])
    if match[2]:
        yield "year", match[2]


def _clock(match: re.Match[str]) -> Iterator[Value]:
    for hour, minute, half in ((match["h1"], match["m1"], match["x1"]), (match["h2"], match["m2"], match["x2"])):
        if hour:
            late = 12 if (half or "").strip().lower().startswith("p") and int(hour) < 12 else 0
            yield "clock", f"{int(hour) + late}:{minute or '00'}"


def _measure(match: re.Match[str]) -> Iterator[Value]:
    yield from _measured(match["low"], match["unit"])
    if match["high"]:
        yield from _measured(match["high"], match["unit"])


def _measured(number: str, unit: str) -> Iterator[Value]:
    value, kind = _amount(number), _UNIT_OF[unit.lower()]
    minutes = _MINUTES.get(kind)
    yield ("min", _shown(value * minutes)) if minutes else (kind, _shown(value))


def _money(match: re.Match[str]) -> Iterator[Value]:
    yield {"€": "eur", "$": "usd", "£": "gbp"}[match[1]], _shown(_amount(match[2]))


def _code(match: re.Match[str]) -> Iterator[Value]:
    yield "code", match.group().lower()


def _day(match: re.Match[str]) -> Iterator[Value]:
    yield "day", _DAYS[re.sub(r"\s+", "", match.group().lower())]


def _number(match: re.Match[str]) -> Iterator[Value]:
    yield "number", _shown(_amount(match[1]))


def _amount(number: str) -> float:
    word = _NUMBER_WORDS.get(number.lower())
    if word is not None:
        return float(word)
    tidy = number.replace(" ", "")
    thousands = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", tidy)
    return float(re.sub(r"[.,]", "", tidy) if thousands else tidy.replace(",", "."))


def _shown(value: float) -> str:
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


_WORD_NUMBER = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_HALF = r"(?P<x1> ?[ap]\.?m\b\.?)"
_TO = rf"(?:\s?(?:-|till|to|och)\s?(?P<h2>[01]?\d|2[0-4])(?:[.:](?P<m2>[0-5]\d))?{_HALF.replace('x1', 'x2')}?)?"
_NO_UNIT = rf"(?![\d%])(?! ?(?:{_UNIT})\b)"
_Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Value]]]


def _reader(pattern: str, values: Callable[[re.Match[str]], Iterator[Value]]) -> _Reader:
    return re.compile(pattern, re.IGNORECASE), values


# In this order: what one reader takes, the next ones do not see.
_READERS: tuple[_Reader, ...] = (
    _reader(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)", _iso_date),
    _reader(
        rf"(?<!\d)(?P<d1>\d{{1,2}})(?::e|st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\b\.?(?: (?P<y1>\d{{4}}))?"
        rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)",
        _spoken_date,
    ),
    _reader(rf"(?<!\w)({'|'.join(name for name in _MONTHS if len(name) > 4)})(?!\w)(?: (\d{{4}}))?", _month),
    _reader(
        r"\b(?:kl\.?|klockan|at|by)\s*(?P<h1>[01]?\d|2[0-4])(?:[.:](?P<m1>[0-5]\d))?" + _HALF + "?" + _TO + _NO_UNIT,
        _clock,
    ),
    _reader(r"(?<![\d.,:])(?P<h1>[01]?\d|2[0-3])[.:](?P<m1>[0-5]\d)" + _HALF + "?" + _TO + _NO_UNIT, _clock),
    _reader(r"(?<![\d.,:])(?P<h1>[01]?\d)(?P<m1>)" + _HALF + _TO, _clock),
    _reader(rf"([€$£]) ?({_COUNT})", _money),
    _reader(r"(?<![\w-])(?:[A-Z]{1,4}-?\d{2,}[A-Z0-9-]*|\d{2,}[A-Z]{1,3})(?![\w-])|(?<!\d)\d+/\d+(?!\d)", _code),
    _reader(
        rf"(?<![\w.,])(?P<low>{_COUNT}|{_WORD_NUMBER})(?:\s?(?:-|till|to)\s?(?P<high>{_COUNT}|{_WORD_NUMBER}))?"
        rf"(?::e|:a|th|st|nd|rd)?[ -]?(?P<unit>{_UNIT})(?!\w)",
        _measure,
    ),
    _reader(rf"(?<!\w)(?:{'|'.join(_DAYS)}|i morgon)(?!\w)", _day),
    _reader(rf"(?<![\w.,])({_COUNT})(?::e|:a|th|st|nd|rd)?(?!\w)", _number),
)
